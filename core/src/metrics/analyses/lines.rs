//! Lines in memory: what is asked by day, which sums by month are too coarse for.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use super::bought::CustomerDay;
use super::facts::{counts, date_of};
use super::sold::{DaySales, ProductDay};
use crate::columnar::{Block, Figure, Keys};
use crate::error::Result;
use crate::metrics::Plan;
use crate::metrics::scan;
use crate::metrics::sources::Sums;
use crate::money::{Money, Quantity};
use crate::period::Period;
use crate::store::{Scope, day_number};

/// The lines of the months of a period; nothing where only the store can tell.
pub(super) async fn read(scope: &mut Scope, plan: &Plan, period: Period) -> Result<Option<Vec<Arc<Block>>>> {
    if !scope.keeps() {
        return Ok(None);
    }
    let Some(sums) = Sums::read(scope, plan, &[]).await? else { return Ok(None) };
    match scan::lines(scope, (plan, period), &sums).await? {
        Some(lines) => Ok(Some(lines.read(scope).await?)),
        None => Ok(None),
    }
}

/// Of which products lines count.
pub(super) enum Of<'a> {
    All,
    Products(&'a HashSet<i64>),
}

/// Up to so many places are laid out in a row; of more, only those that occur.
const MOST_PLACES: usize = 2_000_000;

/// What counted lines of a period add up to, by the place of a key and the day of the month: `add` is told each row.
fn by_day<T: Clone + Default>(
    (block, keys): (&Block, &Keys),
    (plan, period): (&Plan, Period),
    mut add: impl FnMut(usize, &mut T),
) -> Vec<(i64, i64, T)> {
    const DAYS: usize = 31;
    let Some(first) = (0..block.len).map(|row| block.days.get(row)).min() else { return Vec::new() };
    let (from, to) = (day_number(period.from), day_number(period.to));
    let places = keys.ids.len() * DAYS;
    let mut dense: Vec<Option<T>> = vec![None; if places <= MOST_PLACES { places } else { 0 }];
    let mut sparse: BTreeMap<usize, T> = BTreeMap::new();
    for row in 0..block.len {
        let day = block.days.get(row);
        if day < from || day > to || !counts(plan, block.classes.get(row)) {
            continue;
        }
        let place = keys.places.get(row) as usize * DAYS + (day - first) as usize;
        match dense.get_mut(place) {
            Some(sum) => add(row, sum.get_or_insert_default()),
            None => add(row, sparse.entry(place).or_default()),
        }
    }
    let dated = |(n, sum): (usize, T)| (keys.ids[n / DAYS], first + (n % DAYS) as i64, sum);
    let dense = dense.into_iter().enumerate().filter_map(|(n, sum)| Some((n, sum?)));
    dense.chain(sparse).map(dated).collect()
}

/// By customer, then day. Where only some products count, an order counts on each of its days.
pub(super) fn customer_days(blocks: &[Arc<Block>], (plan, period): (&Plan, Period), of: &Of<'_>) -> Vec<CustomerDay> {
    let mut found: Vec<CustomerDay> = Vec::new();
    for block in blocks {
        let (Some(customers), Some(products)) = (&block.customers, &block.products) else { continue };
        let kept: Option<Vec<bool>> = match of {
            Of::All => None,
            Of::Products(kept) => Some(products.ids.iter().map(|it| kept.contains(it)).collect()),
        };
        let amounts = block.figure(Figure::Amount);
        let (sale_lines, orders) = (block.figure(Figure::SaleLines), block.figure(Figure::Orders));
        // The last tells whether any line was kept.
        let days = by_day((block, customers), (plan, period), |row, (amount, lines, opened, any): &mut (i64, i64, i64, bool)| {
            if kept.as_ref().is_some_and(|it| !it[products.places.get(row) as usize]) {
                return;
            }
            *amount += amounts.get(row);
            if block.classes.get(row) < 2 {
                *lines += sale_lines.get(row);
            }
            *opened += orders.get(row);
            *any = true;
        });
        let counted = days.into_iter().filter(|(customer, _, sum)| *customer != 0 && sum.3);
        found.extend(counted.map(|(customer, day, (amount, sale_lines, opened, _))| CustomerDay {
            customer,
            day: date_of(day),
            amount: Money(amount),
            sale_lines,
            orders: if kept.is_some() { sale_lines.min(1) } else { opened },
        }));
    }
    // Each month is in order by itself.
    found.sort_by_key(|it| it.customer);
    found
}

/// By product, then day.
pub(super) fn product_days(blocks: &[Arc<Block>], plan: &Plan, period: Period) -> Vec<ProductDay> {
    let mut found: Vec<ProductDay> = Vec::new();
    for block in blocks {
        let Some(products) = &block.products else { continue };
        let of = |figure| block.figure(figure);
        let (amounts, quantities, costs) = (of(Figure::Amount), of(Figure::Quantity), of(Figure::Cost));
        let (sale_lines, uncosted) = (of(Figure::SaleLines), of(Figure::UncostedQuantity));
        let days = by_day((block, products), (plan, period), |row, sum: &mut [i64; 5]| {
            sum[0] += quantities.get(row);
            sum[1] += amounts.get(row);
            if block.classes.get(row) < 2 {
                sum[2] += sale_lines.get(row);
            }
            sum[3] += costs.get(row);
            sum[4] += uncosted.get(row);
        });
        found.extend(days.into_iter().map(|(product, day, [units, revenue, sale_lines, cost, uncosted])| ProductDay {
            product,
            sales: DaySales { day: date_of(day), units: Quantity(units), revenue: Money(revenue), sale_lines },
            cost: Money(cost),
            units_without_cost: Quantity(uncosted),
        }));
    }
    found.sort_by_key(|it| it.product);
    found
}
