//! Typed records into the store, in the transaction of the caller. A preview is the same load, rolled back.

mod complete;
mod days;
mod customers;
mod deals;
mod feed;
mod figures;
mod gathering;
mod lines;
mod memo;
mod orders;
mod products;
mod stock;
mod totals;

use std::sync::Arc;

use chrono::NaiveDate;

use super::progress::Progress;
use super::records::{CustomerRecord, Entity, Mapped, MappedTable, ProductRecord, Records, StockRecord, Warning};
use super::report::{Control, TableReport};
use crate::error::Result;
use crate::ids::{ImportId, RecordIds};
use crate::store::Scope;
use customers::{Customers, Naming};
use feed::Feed;
use products::Products;

pub use totals::totals;

/// What became of a stored record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change {
    Created,
    Updated,
    Unchanged,
}

/// Rows of the file by what became of their records.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    created: usize,
    updated: usize,
    unchanged: usize,
}

impl Counts {
    fn add(&mut self, change: Change, rows: usize) {
        match change {
            Change::Created => self.created += rows,
            Change::Updated => self.updated += rows,
            Change::Unchanged => self.unchanged += rows,
        }
    }
}

struct Loader {
    ids: RecordIds,
    /// The organization's date: stock in a product table is of this day.
    today: NaiveDate,
    import: ImportId,
    customers: Customers,
    products: Products,
}

/// What became of a table.
#[derive(Default)]
struct Loaded {
    counts: Counts,
    control: Control,
    /// Beside those of mapping.
    warnings: Vec<Warning>,
}

impl From<(Counts, Control)> for Loaded {
    fn from((counts, control): (Counts, Control)) -> Self {
        Self { counts, control, warnings: Vec::new() }
    }
}

/// Loads every table of a file, directories before what names them. `today` is the organization's date; `while_reading` is
/// dropped when all rows are read.
pub async fn load(
    scope: &mut Scope,
    mapped: Mapped,
    (import, progress): (ImportId, Arc<Progress>),
    today: NaiveDate,
    while_reading: impl Send + 'static,
) -> Result<(Vec<TableReport>, Option<u64>)> {
    let ids = scope.record_ids().await?;
    let customers = Customers::load(scope, import).await?;
    let products = Products::load(scope, import).await?;
    let mut loader = Loader { ids, today, import, customers, products };
    let entities: Vec<Entity> = mapped.tables.iter().map(|it| it.entity).collect();
    let completing: Vec<bool> = mapped.tables.iter().map(|it| it.completes).collect();
    let mut order: Vec<usize> = (0..entities.len()).collect();
    order.sort_by_key(|n| rank(entities[*n]));
    let mut feed = Feed::begin(mapped, order.clone(), (progress, while_reading));
    let mut all: Vec<Loaded> = entities.iter().map(|_| Loaded::default()).collect();
    let (mut orders_are_loaded, mut n_orders) = (false, None);
    for n in order {
        if entities[n] != Entity::Orders {
            all[n] = load_table(&mut loader, scope, (n, entities[n]), &mut feed).await?;
        } else if !orders_are_loaded {
            // Lines of one order may stand on several sheets: with the first sheet of orders all are loaded.
            orders_are_loaded = true;
            let (loaded, known) = orders::load(&mut loader, scope, &mut feed, &completing).await?;
            n_orders = known;
            let of_orders = loaded.into_iter().enumerate().filter(|(n, _)| entities[*n] == Entity::Orders);
            of_orders.for_each(|(n, loaded)| all[n] = loaded);
        }
    }
    let mapped = feed.end().await?;
    scope.keep_record_ids(&loader.ids).await?;
    let reports = mapped.tables.into_iter().zip(all).map(|(table, loaded)| report(table, loaded)).collect();
    Ok((reports, n_orders))
}

/// A table whose records are compared with all that is stored, at once.
async fn load_table(loader: &mut Loader, scope: &mut Scope, (n, entity): (usize, Entity), feed: &mut Feed) -> Result<Loaded> {
    macro_rules! all {
        ($kind:ident) => {{
            let mut all = Vec::new();
            while let Some(Records::$kind(mut records)) = feed.of_table(n).await {
                all.append(&mut records);
            }
            all
        }};
    }
    let mut loaded: Loaded = match entity {
        Entity::Customers => load_customers(loader, scope, &all!(Customers)).await?.into(),
        Entity::Products => load_products(loader, scope, &all!(Products)).await?.into(),
        Entity::Stock => stock::load(loader, scope, &all!(Stock)).await?.into(),
        Entity::Deals => deals::load(loader, scope, &all!(Deals)).await?.into(),
        Entity::DealEvents => deals::load_events(loader, scope, &all!(DealEvents)).await?.into(),
        Entity::Orders => Loaded::default(),
    };
    loaded.warnings.append(&mut loader.customers.warnings);
    Ok(loaded)
}

fn rank(entity: Entity) -> u8 {
    match entity {
        Entity::Customers => 0,
        Entity::Products => 1,
        Entity::Orders => 2,
        Entity::Stock => 3,
        Entity::Deals => 4,
        Entity::DealEvents => 5,
    }
}

fn report(table: MappedTable, loaded: Loaded) -> TableReport {
    let Loaded { counts, control, warnings } = loaded;
    TableReport {
        sheet: table.sheet,
        entity: table.entity,
        header_row: table.header_row,
        header_rows: table.header_rows,
        columns: table.columns,
        unmapped: table.unmapped,
        read: table.read,
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.unchanged,
        rejected: table.rejected,
        skipped: table.skipped,
        more_rejected: table.more_rejected,
        more_skipped: table.more_skipped,
        warnings: table.warnings.into_iter().chain(warnings).collect(),
        control,
        source: table.source,
        proposed: table.proposed,
        shape: table.shape,
        remembered: table.remembered,
        made_plain: table.made_plain,
        alone: table.alone,
    }
}

async fn load_customers(loader: &mut Loader, scope: &mut Scope, records: &[CustomerRecord]) -> Result<(Counts, Control)> {
    let mut counts = Counts::default();
    let mut touched = std::collections::HashSet::new();
    for record in records {
        if let Some((id, change)) = loader.customers.resolve(record, Naming::Directory, || loader.ids.next()) {
            counts.add(change, 1);
            touched.insert(id);
        }
    }
    loader.customers.save(scope).await?;
    Ok((counts, Control { customers: Some(touched.len()), ..Control::default() }))
}

async fn load_products(loader: &mut Loader, scope: &mut Scope, records: &[ProductRecord]) -> Result<(Counts, Control)> {
    let mut counts = Counts::default();
    let mut touched = std::collections::BTreeSet::new();
    let mut levels: Vec<StockRecord> = Vec::new();
    for record in records {
        if let Some((id, change)) = loader.products.resolve(record, Naming::Directory, || loader.ids.next()) {
            counts.add(change, 1);
            touched.insert(id);
        }
        if let Some(on_hand) = record.on_hand {
            let product = record.clone();
            levels.push(StockRecord {
                row: record.row,
                date: loader.today,
                warehouse: None,
                product,
                on_hand,
                unit_cost: record.cost,
                is_part: false,
            });
        }
    }
    loader.products.save(scope).await?;
    let on_hand = (!levels.is_empty()).then(|| levels.iter().map(|it| it.on_hand).sum());
    stock::load(loader, scope, &levels).await?;
    let sum_price = touched.iter().filter_map(|id| loader.products.get(*id)?.price).sum();
    Ok((
        counts,
        Control { products: Some(touched.len()), sum_price: Some(sum_price), sum_on_hand: on_hand, ..Control::default() },
    ))
}

/// A warning in words: `import-warning-<code>`.
pub fn warning_text(locale: crate::locale::Locale, warning: &Warning) -> String {
    let words = |name: &str, value: &String| match name {
        "field" => crate::locale::text(locale, &format!("field-{}", value.replace(['.', '_'], "-")), &[]),
        "total" | "sum" => value.parse().map_or_else(
            |_| value.clone(),
            |it: f64| crate::locale::format_number(locale, it, if it.fract() == 0.0 { 0 } else { 2 }),
        ),
        "date" => value.parse().map_or_else(|_| value.clone(), |date| crate::locale::format_date(locale, date)),
        _ => value.clone(),
    };
    let args: Vec<(&str, crate::locale::Arg)> =
        warning.args.iter().map(|(name, value)| (*name, crate::locale::Arg::from(words(name, value)))).collect();
    crate::locale::text(locale, &format!("import-warning-{}", warning.code.replace('_', "-")), &args)
}
