//! What an undone import created goes only if nothing that remains refers to it. What is needed passes to the oldest
//! change set that needs it, the one that would have created it: undoing that one asks again.

use std::collections::{BTreeMap, HashMap};

use super::tables::{self, Table, place};
use super::undo::Undoing;
use super::undone::Because;
use super::{Kind, order};
use crate::error::Result;
use crate::ids::ImportId;
use crate::store::Scope;

/// Customers, products, stages and deals that stand on the import alone, each with the number of the oldest change set
/// whose records need it.
pub(super) struct Candidates {
    by_kind: HashMap<Kind, BTreeMap<i64, Option<i64>>>,
}

impl Candidates {
    /// Finds them and what the versions below others, not seen today, need. What is seen is asked in `pass_on`.
    pub(super) async fn find(scope: &mut Scope, undoing: &Undoing<'_>) -> Result<Self> {
        let mut candidates = Self { by_kind: HashMap::new() };
        // Who came before what was created cannot refer to it: undoing the newest import asks nothing.
        if !undoing.past.iter().any(|it| !it.undone && it.id.0 != undoing.import && it.number > undoing.bound) {
            return Ok(candidates);
        }
        for (kind, written) in [
            (Kind::Customer, tables::CUSTOMERS.written),
            (Kind::Product, tables::PRODUCTS.written),
            (Kind::Stage, tables::STAGES.written),
            (Kind::Deal, tables::DEALS.written),
        ] {
            let ids: Vec<(i64,)> = scope.sql(written).bind(undoing.import).all().await?;
            if !ids.is_empty() {
                candidates.by_kind.insert(kind, ids.into_iter().map(|(id,)| (id, None)).collect());
            }
        }
        if !candidates.by_kind.is_empty() {
            candidates.ask_below(scope, undoing.bound).await?;
            for merge in &undoing.merges {
                candidates.need(Kind::Customer, Some(merge.kept.0), merge.number);
            }
        }
        Ok(candidates)
    }

    fn need(&mut self, kind: Kind, id: Option<i64>, number: i64) {
        let Some(id) = id else { return };
        if let Some(needed_by) = self.by_kind.get_mut(&kind).and_then(|it| it.get_mut(&id)) {
            *needed_by = Some(needed_by.map_or(number, |it| it.min(number)));
        }
    }

    /// Versions below the top return when what covers them is undone, so what they name must be there.
    async fn ask_below(&mut self, scope: &mut Scope, bound: i64) -> Result<()> {
        let mut after = (0, String::new(), String::new());
        loop {
            let found: Vec<(i64, String, String, String, i64)> = scope
                .sql(
                    "SELECT c.import_id, c.kind, c.record, c.before, m.number FROM changes c
                     JOIN imports m ON m.organization_id = c.organization_id AND m.id = c.before_import_id
                     WHERE c.organization_id = $1 AND m.undone_at IS NULL AND m.number > $2
                       AND c.kind IN ('order', 'alias', 'deal', 'deal_events', 'stock')
                       AND (c.import_id, c.kind, c.record) > ($3, $4, $5)
                     ORDER BY c.import_id, c.kind, c.record LIMIT 2000",
                )
                .bind(bound)
                .bind(after.0)
                .bind(&after.1)
                .bind(&after.2)
                .all()
                .await?;
            let Some(last) = found.last() else { return Ok(()) };
            after = (last.0, last.1.clone(), last.2.clone());
            for (_, kind, record, before, number) in found {
                let Some(kind) = Kind::find(&kind) else { continue };
                if kind == Kind::DealEvents {
                    self.need(Kind::Deal, record.parse().ok(), number);
                }
                let version = tables::parse(&before)?;
                let named: &[(Kind, usize)] = match kind {
                    Kind::Order => &[(Kind::Customer, place::ORDER_CUSTOMER)],
                    Kind::Alias => &[(Kind::Customer, place::ALIAS_CUSTOMER)],
                    Kind::Deal => &[(Kind::Customer, place::DEAL_CUSTOMER), (Kind::Stage, place::DEAL_STAGE)],
                    Kind::DealEvents => &[(Kind::Stage, place::EVENT_FROM), (Kind::Stage, place::EVENT_TO)],
                    Kind::Stock => &[(Kind::Product, place::STOCK_PRODUCT)],
                    _ => &[],
                };
                if kind == Kind::Order {
                    for line in order::lines(&version)? {
                        self.need(Kind::Customer, Some(line.customer), number);
                        self.need(Kind::Product, Some(line.product), number);
                    }
                }
                for row in &version {
                    for (of, at) in named {
                        self.need(*of, row.get(*at).and_then(tables::Value::integer), number);
                    }
                }
            }
        }
    }

    /// Records of a kind that are needed pass to whoever needs them; the others remain the import's, to be removed.
    pub(super) async fn pass_on<const N: usize>(
        &mut self,
        scope: &mut Scope,
        undoing: &mut Undoing<'_>,
        table: &'static Table<N>,
    ) -> Result<()> {
        if !self.by_kind.contains_key(&table.kind) {
            return Ok(());
        }
        for (kind, needed) in SEEN {
            if *kind == table.kind {
                let found: Vec<(i64, i64)> = scope.sql(needed).bind(undoing.import).bind(undoing.bound).all().await?;
                found.into_iter().for_each(|(id, number)| self.need(*kind, Some(id), number));
            }
        }
        let mut passed: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
        for (id, number) in self.by_kind.remove(&table.kind).unwrap_or_default() {
            if let Some(number) = number {
                passed.entry(number).or_default().push(id);
            }
        }
        for (number, ids) in passed {
            let Some(owner) = undoing.past.iter().find(|it| it.number == number).map(|it| it.id) else { continue };
            scope.fill_scratch(&ids).await?;
            let named: Vec<(String,)> = scope.sql(name_sql(table.kind)).all().await?;
            scope.sql(table.pass).bind(undoing.import).bind(owner).execute().await?;
            scope.empty_scratch().await?;
            undoing.n_kept += ids.len();
            for (name,) in named {
                undoing.keep(table.kind, name, Because::UsedLater, ImportId(owner.0));
            }
        }
        Ok(())
    }
}

fn name_sql(kind: Kind) -> &'static str {
    macro_rules! names {
        ($table:literal, $column:literal) => {
            concat!(
                "SELECT ",
                $column,
                " FROM ",
                $table,
                " WHERE organization_id = $1 AND id IN (SELECT id FROM scratch_ids WHERE organization_id = $1) ORDER BY id LIMIT 20"
            )
        };
    }
    match kind {
        Kind::Product => names!("products", "name"),
        Kind::Stage => names!("stages", "name"),
        Kind::Deal => names!("deals", "title"),
        _ => names!("customers", "name"),
    }
}

/// Which of the import's records are named by records seen today, with the number of the oldest change set that does.
/// The joins go from the smaller side; the last condition is about records of import `$2`, `$3` is the bound.
macro_rules! seen {
    ($child:literal, $column:literal, $parent:literal) => {
        concat!(
            "SELECT it.",
            $column,
            ", MIN(m.number) FROM ",
            $child,
            " it CROSS JOIN imports m
             WHERE it.organization_id = $1 AND m.organization_id = $1 AND m.id = it.import_id AND m.undone_at IS NULL
               AND m.number > $3 AND it.",
            $column,
            " IN (SELECT id FROM ",
            $parent,
            " WHERE organization_id = $1 AND import_id = $2) GROUP BY it.",
            $column
        )
    };
}

/// Of lines, those in the orders of later imports.
macro_rules! seen_in_lines {
    ($column:literal, $parent:literal) => {
        concat!(
            "SELECT it.",
            $column,
            ", MIN(m.number) FROM order_items it CROSS JOIN imports m
             WHERE it.organization_id = $1 AND m.organization_id = $1 AND m.id = it.order_import_id AND m.undone_at IS NULL
               AND m.number > $3 AND it.",
            $column,
            " IN (SELECT id FROM ",
            $parent,
            " WHERE organization_id = $1 AND import_id = $2) GROUP BY it.",
            $column
        )
    };
}

const SEEN: &[(Kind, &str)] = &[
    (Kind::Deal, seen!("deal_events", "deal_id", "deals")),
    (Kind::Stage, seen!("deals", "stage_id", "stages")),
    (Kind::Stage, seen!("deal_events", "from_stage_id", "stages")),
    (Kind::Stage, seen!("deal_events", "to_stage_id", "stages")),
    (Kind::Product, seen!("stock_levels", "product_id", "products")),
    (Kind::Product, seen_in_lines!("product_id", "products")),
    (Kind::Customer, seen!("customer_aliases", "customer_id", "customers")),
    (Kind::Customer, seen!("deals", "customer_id", "customers")),
    (Kind::Customer, seen!("orders", "customer_id", "customers")),
    (Kind::Customer, seen_in_lines!("customer_id", "customers")),
];
