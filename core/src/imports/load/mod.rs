//! Typed records into the store, in the transaction of the caller. A preview is the same load, rolled back.

mod customers;
mod deals;
mod orders;
mod products;
mod stock;
mod totals;

use std::collections::VecDeque;

use chrono::{DateTime, NaiveDate, Utc};

use super::records::{CustomerRecord, Mapped, MappedTable, OrderLineRecord, ProductRecord, Records, StockRecord, Warning};
use super::report::{Control, TableReport};
use crate::error::Result;
use crate::ids::{IdSource, ImportId};
use crate::store::Scope;
use customers::{Customers, Naming};
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

struct Loader<'a> {
    ids: &'a IdSource,
    now: DateTime<Utc>,
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

/// When and with which ids rows are made.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    pub ids: &'a IdSource,
    pub now: DateTime<Utc>,
    /// Where the organization is.
    pub today: NaiveDate,
}

impl Loader<'_> {
    fn next_id(&self) -> i64 {
        self.ids.next(self.now)
    }
}

/// Loads every table of a file, directories before what names them.
pub async fn load(scope: &mut Scope, mapped: Mapped, import: ImportId, moment: Moment<'_>) -> Result<Vec<TableReport>> {
    let Moment { ids, now, today } = moment;
    let customers = Customers::load(scope, import).await?;
    let products = Products::load(scope, import).await?;
    let mut loader = Loader { ids, now, today, import, customers, products };
    let mut order: Vec<usize> = (0..mapped.tables.len()).collect();
    order.sort_by_key(|n| rank(&mapped.tables[*n].records));
    let mut sales: VecDeque<Loaded> = VecDeque::new();
    let mut reports: Vec<Option<TableReport>> = mapped.tables.iter().map(|_| None).collect();
    for n in order {
        let table = &mapped.tables[n];
        let loaded = match &table.records {
            Records::Customers(records) => load_customers(&mut loader, scope, records).await?.into(),
            Records::Products(records) => load_products(&mut loader, scope, records).await?.into(),
            Records::Orders(_) => {
                // Lines of one order may stand on several sheets: with the first sheet of orders all are loaded.
                if sales.is_empty() {
                    sales.extend(orders::load(&mut loader, scope, &sheets_of_orders(&mapped)).await?);
                }
                sales.pop_front().unwrap_or_default()
            }
            Records::Stock(records) => stock::load(&mut loader, scope, records).await?.into(),
            Records::Deals(records) => deals::load(&mut loader, scope, records).await?.into(),
            Records::DealEvents(records) => deals::load_events(&mut loader, scope, records).await?.into(),
        };
        reports[n] = Some(report(table, loaded, &mut loader.customers.warnings));
    }
    Ok(reports.into_iter().flatten().collect())
}

fn sheets_of_orders(mapped: &Mapped) -> Vec<&[OrderLineRecord]> {
    let tables = mapped.tables.iter().map(|it| &it.records);
    let orders = tables.filter_map(|it| if let Records::Orders(records) = it { Some(&records[..]) } else { None });
    orders.collect()
}

fn rank(records: &Records) -> u8 {
    match records {
        Records::Customers(_) => 0,
        Records::Products(_) => 1,
        Records::Orders(_) => 2,
        Records::Stock(_) => 3,
        Records::Deals(_) => 4,
        Records::DealEvents(_) => 5,
    }
}

fn report(table: &MappedTable, loaded: Loaded, of_customers: &mut Vec<Warning>) -> TableReport {
    let Loaded { counts, control, warnings } = loaded;
    TableReport {
        sheet: table.sheet.clone(),
        entity: table.entity,
        header_row: table.header_row,
        header_rows: table.header_rows,
        columns: table.columns.clone(),
        unmapped: table.unmapped.clone(),
        read: table.read,
        created: counts.created,
        updated: counts.updated,
        unchanged: counts.unchanged,
        rejected: table.rejected.clone(),
        skipped: table.skipped.clone(),
        warnings: table.warnings.iter().cloned().chain(warnings).chain(of_customers.drain(..)).collect(),
        control,
        source: table.source,
        proposed: table.proposed.clone(),
    }
}

async fn load_customers(loader: &mut Loader<'_>, scope: &mut Scope, records: &[CustomerRecord]) -> Result<(Counts, Control)> {
    let mut counts = Counts::default();
    let mut touched = std::collections::HashSet::new();
    for record in records {
        let (ids, now) = (loader.ids, loader.now);
        if let Some((id, change)) = loader.customers.resolve(record, Naming::Directory, || ids.next(now)) {
            counts.add(change, 1);
            touched.insert(id);
        }
    }
    loader.customers.save(scope).await?;
    Ok((counts, Control { customers: Some(touched.len()), ..Control::default() }))
}

async fn load_products(loader: &mut Loader<'_>, scope: &mut Scope, records: &[ProductRecord]) -> Result<(Counts, Control)> {
    let mut counts = Counts::default();
    let mut touched = std::collections::BTreeSet::new();
    let mut levels: Vec<StockRecord> = Vec::new();
    for record in records {
        let (ids, now) = (loader.ids, loader.now);
        if let Some((id, change)) = loader.products.resolve(record, Naming::Directory, || ids.next(now)) {
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
        _ => value.clone(),
    };
    let args: Vec<(&str, crate::locale::Arg)> =
        warning.args.iter().map(|(name, value)| (*name, crate::locale::Arg::from(words(name, value)))).collect();
    crate::locale::text(locale, &format!("import-warning-{}", warning.code.replace('_', "-")), &args)
}
