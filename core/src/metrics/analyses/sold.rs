//! What products sold and when, in compact sums: from the sums kept beside the lines where they reach, else from lines.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use chrono::NaiveDate;

use super::bought::until;
use super::facts::{Product, counts, cut, date_of, open_class};
use super::lines;
use crate::columnar::{Block, Figure, ProductSums};
use crate::error::Result;
use crate::from_row;
use crate::metrics::Plan;
use crate::mixing::Mixing;
use crate::money::{Money, Quantity};
use crate::period::{Grain, Period};
use crate::store::{NO_NUMBER, Scope, day_number};

/// By id of our own.
pub(super) type ById<T> = HashMap<i64, T, BuildHasherDefault<Mixing>>;

/// What one product sold in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ProductSales {
    pub product: i64,
    pub units: Quantity,
    pub revenue: Money,
    pub cost: Money,
    /// Units sold without a cost on their line.
    pub units_without_cost: Quantity,
}
from_row!(ProductSales { product, units, revenue, cost, units_without_cost });

/// What one product sold on one day, with its cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct ProductDay {
    pub product: i64,
    pub sales: DaySales,
    pub cost: Money,
    pub units_without_cost: Quantity,
}

impl From<ProductDay> for ProductSales {
    fn from(day: ProductDay) -> Self {
        let ProductDay { product, sales, cost, units_without_cost } = day;
        Self { product, units: sales.units, revenue: sales.revenue, cost, units_without_cost }
    }
}

impl ProductSales {
    /// Cost of goods sold: by line, else by the product's present cost. What has neither is left out.
    pub(super) fn cost_of_goods(&self, product: &Product) -> Money {
        self.cost + product.cost.and_then(|cost| cost.times(self.units_without_cost)).unwrap_or_default()
    }
}

/// Visits the counted cells of whole months, each with its product; those of a product follow each other.
fn each_of_months(sums: &ProductSums, plan: &Plan, whole: Period, mut visit: impl FnMut(i64, usize)) {
    let block = &sums.block;
    let Some(keys) = &block.products else { return };
    for row in counted_rows(block, plan, whole) {
        visit(keys.ids[keys.places.get(row) as usize], row);
    }
}

/// The rows of months whose lines count.
pub(super) fn counted_rows(block: &Block, plan: &Plan, whole: Period) -> Vec<usize> {
    let months = day_number(whole.from)..=day_number(whole.to);
    let mut rows = Vec::with_capacity(block.len);
    block.days.visit(0..block.len, |row, month| {
        if months.contains(&month) {
            rows.push(row);
        }
    });
    match block.classes.only() {
        Some(class) if counts(plan, class) => {}
        _ => rows.retain(|row| counts(plan, block.classes.get(*row))),
    }
    rows
}

pub(super) async fn product_sales(scope: &mut Scope, plan: &Plan, period: Period) -> Result<ById<ProductSales>> {
    let Some(cut) = cut(scope, plan, period).await? else { return product_sales_of_lines(scope, plan, period).await };
    let mut found: Vec<ProductSales> = Vec::new();
    if let Some(whole) = cut.whole {
        let sums = scope.kept::<ProductSums>().await?;
        let of = |figure| sums.block.figure(figure);
        let (units, revenue, cost) = (of(Figure::Quantity), of(Figure::Amount), of(Figure::Cost));
        let without_cost = of(Figure::UncostedQuantity);
        each_of_months(&sums, plan, whole, |product, row| {
            if found.last().is_none_or(|it| it.product != product) {
                found.push(ProductSales { product, ..ProductSales::default() });
            }
            let Some(sum) = found.last_mut() else { return };
            sum.units += Quantity(units.get(row));
            sum.revenue += Money(revenue.get(row));
            sum.cost += Money(cost.get(row));
            sum.units_without_cost += Quantity(without_cost.get(row));
        });
    }
    for (days, orders_from) in cut.beside {
        if let Some(blocks) = lines::read(scope, plan, days).await? {
            found.extend(lines::product_days(&blocks, plan, days).into_iter().map(ProductSales::from));
            continue;
        }
        let statement = scope
            .sql(
                "SELECT i.product_id, CAST(SUM(i.quantity) AS BIGINT), CAST(SUM(i.amount) AS BIGINT),
                        CAST(COALESCE(SUM(i.cost), 0) AS BIGINT),
                        CAST(SUM(CASE WHEN i.cost IS NULL THEN i.quantity ELSE 0 END) AS BIGINT)
                   FROM order_items i
                  WHERE i.organization_id = $1 AND i.order_day BETWEEN $2 AND $4 AND i.ordered_on BETWEEN $3 AND $4
                    AND i.class IN ($5, 1, 4)
                  GROUP BY i.product_id ORDER BY i.product_id",
            )
            .bind(orders_from)
            .bind(days.from)
            .bind(days.to)
            .bind(open_class(plan));
        found.extend(statement.all::<ProductSales>().await?);
    }
    let mut sums: ById<ProductSales> = ById::default();
    for it in found {
        let sum = sums.entry(it.product).or_insert_with(|| ProductSales { product: it.product, ..ProductSales::default() });
        sum.units += it.units;
        sum.revenue += it.revenue;
        sum.cost += it.cost;
        sum.units_without_cost += it.units_without_cost;
    }
    Ok(sums)
}

async fn product_sales_of_lines(scope: &mut Scope, plan: &Plan, period: Period) -> Result<ById<ProductSales>> {
    let found: Vec<ProductSales> = scope
        .sql(
            "SELECT product_id, CAST(SUM(quantity) AS BIGINT), CAST(SUM(amount) AS BIGINT),
                    CAST(COALESCE(SUM(cost), 0) AS BIGINT),
                    CAST(SUM(CASE WHEN cost IS NULL THEN quantity ELSE 0 END) AS BIGINT)
               FROM order_items
              WHERE organization_id = $1 AND ordered_on BETWEEN $2 AND $3 AND class IN ($4, 1, 4)
              GROUP BY product_id ORDER BY product_id",
        )
        .bind(period.from)
        .bind(period.to)
        .bind(open_class(plan))
        .all()
        .await?;
    Ok(found.into_iter().map(|it| (it.product, it)).collect())
}

/// Units by first day of a month, as a number; in order.
pub(super) type UnitsByMonth = Vec<(i64, Quantity)>;

fn add_units(found: &mut UnitsByMonth, month: i64, units: Quantity) {
    match found.last_mut() {
        Some((last, sum)) if *last == month => *sum += units,
        _ => found.push((month, units)),
    }
}

/// Units net of returns that each product sold in each whole month of the period.
pub(super) async fn product_months(scope: &mut Scope, plan: &Plan, period: Period) -> Result<ById<UnitsByMonth>> {
    let whole = cut(scope, plan, period).await?.filter(|it| it.beside.is_empty()).and_then(|it| it.whole);
    let mut found = ById::<UnitsByMonth>::default();
    let Some(whole) = whole else {
        for (product, days) in product_days(scope, plan, period).await? {
            let months = found.entry(product).or_default();
            days.into_iter().for_each(|(day, units)| add_units(months, day_number(Grain::Month.start_of(day)), units));
        }
        return Ok(found);
    };
    let sums = scope.kept::<ProductSums>().await?;
    let (days, units) = (&sums.block.days, sums.block.figure(Figure::Quantity));
    let mut of_product: Option<(i64, UnitsByMonth)> = None;
    each_of_months(&sums, plan, whole, |product, row| {
        if let Some((done, months)) = of_product.take_if(|it| it.0 != product) {
            found.insert(done, months);
        }
        let (_, months) = of_product.get_or_insert_with(|| (product, Vec::new()));
        add_units(months, days.get(row), Quantity(units.get(row)));
    });
    found.extend(of_product);
    Ok(found)
}

/// What each product sold on each day it was traded: units net of returns, by product and day.
pub(super) async fn product_days(
    scope: &mut Scope,
    plan: &Plan,
    period: Period,
) -> Result<HashMap<i64, Vec<(NaiveDate, Quantity)>>> {
    let mut found: HashMap<i64, Vec<(NaiveDate, Quantity)>> = HashMap::new();
    if let Some(blocks) = lines::read(scope, plan, period).await? {
        for it in lines::product_days(&blocks, plan, period) {
            found.entry(it.product).or_default().push((it.sales.day, it.sales.units));
        }
        return Ok(found);
    }
    let orders_from = cut(scope, plan, period).await?.map_or_else(NaiveDate::default, |it| it.orders_from);
    scope
        .sql(
            "SELECT i.product_id, i.ordered_on, CAST(SUM(i.quantity) AS BIGINT)
               FROM order_items i
              WHERE i.organization_id = $1 AND i.order_day BETWEEN $2 AND $4 AND i.ordered_on BETWEEN $3 AND $4
                AND i.class IN ($5, 1, 4)
              GROUP BY i.product_id, i.ordered_on ORDER BY i.product_id, i.ordered_on",
        )
        .bind(orders_from)
        .bind(period.from)
        .bind(period.to)
        .bind(open_class(plan))
        .each(|row| {
            found.entry(row.get(0)?).or_default().push((row.get(1)?, row.get(2)?));
            Ok(())
        })
        .await?;
    Ok(found)
}

/// What one product sold on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct DaySales {
    pub day: NaiveDate,
    pub units: Quantity,
    pub revenue: Money,
    /// 0: only returns.
    pub sale_lines: i64,
}

/// The days on which each product was traded, in order, with what it brought.
pub(super) async fn product_day_sales(scope: &mut Scope, plan: &Plan, period: Period) -> Result<HashMap<i64, Vec<DaySales>>> {
    let mut found: HashMap<i64, Vec<DaySales>> = HashMap::new();
    if let Some(blocks) = lines::read(scope, plan, period).await? {
        for it in lines::product_days(&blocks, plan, period) {
            found.entry(it.product).or_default().push(it.sales);
        }
        return Ok(found);
    }
    let orders_from = cut(scope, plan, period).await?.map_or_else(NaiveDate::default, |it| it.orders_from);
    scope
        .sql(
            "SELECT i.product_id, i.ordered_on, CAST(SUM(i.quantity) AS BIGINT), CAST(SUM(i.amount) AS BIGINT),
                    CAST(SUM(CASE WHEN i.class <> 4 AND i.quantity > 0 THEN 1 ELSE 0 END) AS BIGINT)
               FROM order_items i
              WHERE i.organization_id = $1 AND i.order_day BETWEEN $2 AND $4 AND i.ordered_on BETWEEN $3 AND $4
                AND i.class IN ($5, 1, 4)
              GROUP BY i.product_id, i.ordered_on ORDER BY i.product_id, i.ordered_on",
        )
        .bind(orders_from)
        .bind(period.from)
        .bind(period.to)
        .bind(open_class(plan))
        .each(|row| {
            let sales = DaySales { day: row.get(1)?, units: row.get(2)?, revenue: row.get(3)?, sale_lines: row.get(4)? };
            found.entry(row.get(0)?).or_default().push(sales);
            Ok(())
        })
        .await?;
    Ok(found)
}

/// The last day each product was sold, up to and including `to`.
pub(super) async fn last_sales(scope: &mut Scope, plan: &Plan, to: NaiveDate) -> Result<ById<NaiveDate>> {
    let Some(cut) = cut(scope, plan, until(plan, to)).await? else { return last_sales_of_lines(scope, plan, to).await };
    let mut found: Vec<(i64, NaiveDate)> = Vec::new();
    if let Some(whole) = cut.whole {
        let sums = scope.kept::<ProductSums>().await?;
        let mut latest: Vec<(i64, i64)> = Vec::new();
        each_of_months(&sums, plan, whole, |product, row| {
            let sold = sums.block.sold.as_ref().map_or(NO_NUMBER, |[_, last_on]| last_on.get(row));
            if sums.block.classes.get(row) < 2 && sold != NO_NUMBER {
                match latest.last_mut() {
                    Some((last, day)) if *last == product => *day = (*day).max(sold),
                    _ => latest.push((product, sold)),
                }
            }
        });
        found.extend(latest.into_iter().map(|(product, day)| (product, date_of(day))));
    }
    for (days, orders_from) in cut.beside {
        if let Some(blocks) = lines::read(scope, plan, days).await? {
            let sold = lines::product_days(&blocks, plan, days).into_iter().filter(|it| it.sales.sale_lines > 0);
            found.extend(sold.map(|it| (it.product, it.sales.day)));
            continue;
        }
        let statement = scope
            .sql(
                "SELECT i.product_id, MAX(i.ordered_on)
                   FROM order_items i
                  WHERE i.organization_id = $1 AND i.order_day BETWEEN $2 AND $4 AND i.ordered_on BETWEEN $3 AND $4
                    AND i.class IN ($5, 1) AND i.quantity > 0
                  GROUP BY i.product_id ORDER BY i.product_id",
            )
            .bind(orders_from)
            .bind(days.from)
            .bind(days.to)
            .bind(open_class(plan));
        found.extend(statement.all::<(i64, NaiveDate)>().await?);
    }
    let mut last = ById::<NaiveDate>::with_capacity_and_hasher(found.len(), BuildHasherDefault::default());
    for (product, day) in found {
        last.entry(product).and_modify(|known| *known = (*known).max(day)).or_insert(day);
    }
    Ok(last)
}

async fn last_sales_of_lines(scope: &mut Scope, plan: &Plan, to: NaiveDate) -> Result<ById<NaiveDate>> {
    let found: Vec<(i64, NaiveDate)> = scope
        .sql(
            "SELECT product_id, MAX(ordered_on) FROM order_items
              WHERE organization_id = $1 AND ordered_on <= $2 AND class IN ($3, 1) AND quantity > 0
              GROUP BY product_id ORDER BY product_id",
        )
        .bind(to)
        .bind(open_class(plan))
        .all()
        .await?;
    Ok(found.into_iter().collect())
}
