//! The journal: every record is a stack of versions, each written by one change set (an import, a merge, an edit).
//! The row holds the version on top and, in `import_id`, whose it is; `changes` holds the versions below, each under the
//! change set that covered it. What a change set created is known by `import_id` alone, so new records cost nothing.
//! Undoing a change set takes its versions out of all stacks.

mod tables; // the records, and their versions as JSON
mod history; // what was done
mod merges; // customers that are one
mod order; // the lines of an order among its versions
mod references; // what still needs what an import created
mod undo;
mod undone;

pub use history::{Origin, PastImport, history, past_text, undo_text};
pub(super) use history::{Said, original};
pub use merges::{OtherCode, Person, Suggestion, keep_apart, merge, other_codes, split, suggestions};
pub use tables::Kind;
pub use undo::undo;
pub use undone::{Because, Kept, Tally, Undone};

use chrono::NaiveDate;

use crate::error::Result;
use crate::ids::{ImportId, ProductId};
use crate::money::{Money, Quantity};
use crate::store::{Bind, Conflict, Scope, day_number};
use tables::{EVENT_VALUES, Table, Type, Value};

/// A version about to be covered by another.
pub(super) struct Version {
    pub(super) kind: Kind,
    pub(super) record: String,
    /// JSON, as `tables` writes it.
    pub(super) before: String,
    /// Whose version it is.
    pub(super) owner: Option<i64>,
}

/// The version of a stock level that a newer file replaces. Levels have no ids, so the loader says what they were.
pub(super) fn stock_version(
    (product, warehouse, date): (ProductId, &str, NaiveDate),
    (on_hand, unit_cost): (Quantity, Option<Money>),
    owner: Option<ImportId>,
) -> Version {
    let day = day_number(date);
    let cost = unit_cost.map_or(Value::Null, |it| Value::Integer(it.0));
    let row =
        vec![Value::Integer(product.0), Value::Text(warehouse.to_owned()), Value::Integer(day), Value::Integer(on_hand.0), cost];
    let record = tables::stock_record(product.0, warehouse, day);
    Version { kind: Kind::Stock, record, before: tables::to_json(&vec![row]), owner: owner.map(|it| it.0) }
}

/// Keeps the versions of records that `import` is about to replace or to delete. Those it wrote itself are left out: a
/// change set has one version of a record. The new row must carry `import` in `import_id`.
/// `ids` are of customers, products, orders, stages or deals; events are named by their deal.
pub async fn keep(scope: &mut Scope, kind: Kind, import: ImportId, ids: &[i64]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    scope.fill_scratch(ids).await?;
    match kind {
        Kind::Customer => keep_rows(scope, &tables::CUSTOMERS, import).await?,
        Kind::Product => keep_rows(scope, &tables::PRODUCTS, import).await?,
        Kind::Stage => keep_rows(scope, &tables::STAGES, import).await?,
        Kind::Deal => keep_rows(scope, &tables::DEALS, import).await?,
        Kind::DealEvents => keep_events(scope, import).await?,
        Kind::Order => keep_orders(scope, import).await?,
        Kind::Alias | Kind::Stock => return Err(anyhow::anyhow!("{} has no ids", kind.id()).into()),
    }
    scope.empty_scratch().await
}

/// The same for orders whose ids stand in `scratch_ids`.
pub async fn keep_orders(scope: &mut Scope, import: ImportId) -> Result<()> {
    keep_rows(scope, &tables::ORDERS, import).await
}

async fn keep_rows<const N: usize>(scope: &mut Scope, table: &Table<N>, import: ImportId) -> Result<()> {
    let mut after = i64::MIN;
    loop {
        let mut versions = Vec::new();
        scope
            .sql(table.rows)
            .bind(import)
            .bind(after)
            .each(|row| {
                let mut before = String::from("[");
                tables::push_row(&mut before, row, 0, &table.types[..N - 1])?;
                before.push(']');
                after = row.get(0)?;
                versions.push(Version { kind: table.kind, record: after.to_string(), before, owner: row.get(N - 1)? });
                Ok(())
            })
            .await?;
        if versions.is_empty() {
            return Ok(());
        }
        write(scope, import, versions).await?;
    }
}

async fn keep_events(scope: &mut Scope, import: ImportId) -> Result<()> {
    let mut versions: Vec<Version> = Vec::new();
    scope
        .sql(
            "SELECT e.deal_id, e.position, e.happened_on, e.from_stage_id, e.to_stage_id, e.import_id
             FROM scratch_ids s CROSS JOIN deal_events e
             WHERE s.organization_id = $1 AND e.organization_id = $1 AND e.deal_id = s.id
               AND (e.import_id IS NULL OR e.import_id <> $2) ORDER BY e.deal_id, e.position",
        )
        .bind(import)
        .each(|row| {
            let record = row.get::<i64>(0)?.to_string();
            if versions.last().is_none_or(|it| it.record != record) {
                versions.push(Version { kind: Kind::DealEvents, record, before: "[".into(), owner: row.get(EVENT_VALUES + 1)? });
            }
            if let Some(version) = versions.last_mut() {
                tables::push_row(&mut version.before, row, 1, &[Type::Integer; EVENT_VALUES])?;
            }
            Ok(())
        })
        .await?;
    versions.iter_mut().for_each(|it| it.before.push(']'));
    write(scope, import, versions).await
}

/// Puts versions under the change set that covers them.
pub(super) async fn write(scope: &mut Scope, import: ImportId, versions: impl IntoIterator<Item = Version>) -> Result<()> {
    let columns: &[&str] = &["organization_id", "import_id", "kind", "record", "before", "before_import_id"];
    let mut bulk = scope.bulk("changes", columns, Conflict::Refuse);
    for Version { kind, record, before, owner } in versions {
        bulk.push([import.into(), kind.id().into(), record.into(), before.into(), Bind::from(owner)]).await?;
    }
    bulk.finish().await
}
