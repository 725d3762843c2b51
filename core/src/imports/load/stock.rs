//! Stock levels while a file is loaded: one a day, warehouse and product; a newer file's level replaces.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::products::Naming;
use super::{Change, Counts, Loader};
use crate::error::Result;
use crate::ids::{ImportId, ProductId};
use crate::imports::journal;
use crate::imports::records::StockRecord;
use crate::imports::report::Control;
use crate::money::{Money, Quantity};
use crate::store::{Conflict, Scope};

type Key = (ProductId, String, NaiveDate);
type Level = (Quantity, Option<Money>);

pub(super) async fn load(loader: &mut Loader, scope: &mut Scope, records: &[StockRecord]) -> Result<(Counts, Control)> {
    let mut levels: HashMap<Key, Level> = HashMap::new();
    let mut owners: HashMap<Key, Option<ImportId>> = HashMap::new();
    for (product, warehouse, date, on_hand, cost, owner) in scope
        .sql("SELECT product_id, warehouse, counted_on, on_hand, unit_cost, import_id FROM stock_levels WHERE organization_id = $1")
        .all::<(ProductId, String, NaiveDate, Quantity, Option<Money>, Option<ImportId>)>()
        .await?
    {
        let key = (product, warehouse, date);
        owners.insert(key.clone(), owner);
        levels.insert(key, (on_hand, cost));
    }
    let mut counts = Counts::default();
    let mut touched: Vec<Key> = Vec::new();
    let mut seen: HashMap<Key, bool> = HashMap::new();
    let mut replaced = Vec::new();
    for (key, (on_hand, cost), n_rows) in counted(loader, records) {
        let stored = levels.get(&key).copied();
        let level = (on_hand, cost.or(stored.and_then(|it| it.1)));
        let change = match stored {
            None => Change::Created,
            Some(stored) if stored == level => Change::Unchanged,
            Some(_) => Change::Updated,
        };
        counts.add(change, n_rows);
        levels.insert(key.clone(), level);
        let changed = seen.entry(key.clone()).or_insert_with(|| {
            touched.push(key.clone());
            false
        });
        // What this file wrote itself, a line or a sheet above, is no version to keep.
        if let (Some(stored), Change::Updated, false) = (stored, change, *changed)
            && let Some(owner) = owners.get(&key).filter(|it| **it != Some(loader.import))
        {
            replaced.push(journal::stock_version((key.0, &key.1, key.2), stored, *owner));
        }
        *changed |= change != Change::Unchanged;
    }
    loader.products.save(scope).await?;
    journal::write(scope, loader.import, replaced).await?;
    let columns: &[&str] = &["organization_id", "product_id", "warehouse", "counted_on", "on_hand", "unit_cost", "import_id"];
    let key_columns: &[&str] = &["organization_id", "product_id", "warehouse", "counted_on"];
    let mut bulk = scope.bulk("stock_levels", columns, Conflict::Update(key_columns));
    for key in touched.iter().filter(|key| seen[*key]) {
        let (on_hand, cost) = levels[key];
        let import = loader.import.into();
        bulk.push([key.0.into(), (&key.1).into(), key.2.into(), on_hand.into(), cost.into(), import]).await?;
    }
    bulk.finish().await?;
    Ok((counts, control(loader, &touched, &levels)))
}

/// What each row counts, and how many rows it is made of: parts of one product in one warehouse are one level, the
/// cost of its unit the mean one.
fn counted(loader: &mut Loader, records: &[StockRecord]) -> Vec<(Key, Level, usize)> {
    let mut counted: Vec<(Key, Level, usize)> = Vec::with_capacity(records.len());
    let mut parts: HashMap<Key, usize> = HashMap::new();
    for record in records {
        let Some((product, _)) = loader.products.resolve(&record.product, Naming::Mention, || loader.ids.next()) else {
            continue;
        };
        let key = (product, record.warehouse.clone().unwrap_or_default(), record.date);
        let at = if record.is_part { *parts.entry(key.clone()).or_insert(counted.len()) } else { counted.len() };
        let Some((_, (on_hand, cost), n_rows)) = counted.get_mut(at) else {
            counted.push((key, (record.on_hand, record.unit_cost), 1));
            continue;
        };
        *cost = mean_cost((*on_hand, *cost), (record.on_hand, record.unit_cost));
        *on_hand = Quantity(on_hand.0.saturating_add(record.on_hand.0));
        *n_rows += 1;
    }
    counted
}

fn mean_cost((some, cost): Level, (others, their_cost): Level) -> Option<Money> {
    let (Some(cost), Some(theirs)) = (cost, their_cost) else { return cost.or(their_cost) };
    let (some, others) = (i128::from(some.0.max(0)), i128::from(others.0.max(0)));
    if some + others == 0 {
        return Some(cost);
    }
    let mean = (i128::from(cost.0) * some + i128::from(theirs.0) * others) / (some + others);
    i64::try_from(mean).ok().map(Money)
}

/// On hand and value of the file's rows; the value of a product without a cost in the file takes the product's own.
fn control(loader: &Loader, touched: &[Key], levels: &HashMap<Key, Level>) -> Control {
    let value = |key: &Key| {
        let (on_hand, cost) = levels[key];
        let cost = cost.or_else(|| loader.products.get(key.0).and_then(|it| it.cost()))?;
        cost.times(Quantity(on_hand.0.max(0)))
    };
    let warehouses: BTreeSet<&str> = touched.iter().map(|key| key.1.as_str()).collect();
    // Counts of several days are no sum: what lies there is told by the newest.
    let date = touched.iter().map(|key| key.2).max();
    let newest = || touched.iter().filter(|key| Some(key.2) == date);
    Control {
        sum_on_hand: Some(newest().map(|key| levels[key].0).sum()),
        value: Some(newest().filter_map(value).sum()),
        date,
        warehouse: (warehouses.len() == 1)
            .then(|| warehouses.first().map(|it| (*it).to_owned()))
            .flatten()
            .filter(|it| !it.is_empty()),
        ..Control::default()
    }
}
