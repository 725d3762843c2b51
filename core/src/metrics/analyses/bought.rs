//! What customers bought and when, in compact sums: from the sums kept beside the lines where they reach, else from lines.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::facts::{PRODUCT, Products, cut, date_of, open_class};
use super::lines::{self, Of};
use super::sold::counted_rows;
use crate::columnar::{CustomerSums, Figure};
use crate::error::Result;
use crate::from_row;
use crate::metrics::Plan;
use crate::money::Money;
use crate::period::{Grain, Period};
use crate::store::{NO_NUMBER, Scope};

/// What one customer did on one day: the finest grain that inactivity, RFM, churn and cohorts need.
/// Where only sums matter, a row may stand for whole months: it is dated with the last purchase in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct CustomerDay {
    pub customer: i64,
    pub day: NaiveDate,
    /// Of counted lines: returns are negative.
    pub amount: Money,
    pub sale_lines: i64,
    pub orders: i64,
}
from_row!(CustomerDay { customer, day, amount, sale_lines, orders });

/// How much of whole months one row may stand for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Per {
    Customer,
    Month,
}

/// The kept sums of whole months, up to and including the month of `whole.to`. Who only returned something is dated `from`,
/// or with the first day of a later month.
fn of_months(sums: &CustomerSums, plan: &Plan, (whole, from): (Period, NaiveDate), per: Per) -> Vec<CustomerDay> {
    let block = &sums.block;
    let (Some(keys), Some([_, last_on])) = (&block.customers, &block.sold) else { return Vec::new() };
    let mut found: Vec<CustomerDay> = Vec::with_capacity(keys.ids.len());
    // Rows stand by customer and month, so that those of one sum follow each other.
    let mut at: Option<(usize, i64)> = None;
    // The last purchase of the present sum; a date is made of it once.
    let mut latest = NO_NUMBER;
    let (amounts, orders) = (block.figure(Figure::Amount), block.figure(Figure::Orders));
    let sale_lines = block.figure(Figure::SaleLines);
    for row in counted_rows(block, plan, whole) {
        let (month, class, place) = (block.days.get(row), block.classes.get(row), keys.places.get(row) as usize);
        let customer = keys.ids[place];
        if customer == 0 {
            continue;
        }
        let key = (place, if per == Per::Month { month } else { 0 });
        if at != Some(key) {
            dated(&mut found, latest);
            latest = NO_NUMBER;
            let start = if per == Per::Month { from.max(date_of(month)) } else { from };
            found.push(CustomerDay { customer, day: start, amount: Money::ZERO, sale_lines: 0, orders: 0 });
            at = Some(key);
        }
        let Some(sum) = found.last_mut() else { continue };
        sum.amount += Money(amounts.get(row));
        sum.orders += orders.get(row);
        let sold = last_on.get(row);
        if class < 2 {
            if sold != NO_NUMBER && (latest == NO_NUMBER || latest < sold) {
                latest = sold;
            }
            sum.sale_lines += sale_lines.get(row);
        }
    }
    dated(&mut found, latest);
    found
}

/// A purchase replaces the day that stands for none.
fn dated(found: &mut [CustomerDay], latest: i64) {
    if let Some(sum) = found.last_mut().filter(|_| latest != NO_NUMBER) {
        sum.day = date_of(latest);
    }
}

/// What customers did in the period (or longer, from its end back), by customer and day; of the products that the
/// question keeps. Only sums over the period and the last day of purchase, of the whole or of each month, can be relied on.
pub(super) async fn customer_sums(scope: &mut Scope, plan: &Plan, period: Period, per: Per) -> Result<Vec<CustomerDay>> {
    if plan.filters_by(PRODUCT) {
        return customer_days(scope, plan, period.to).await;
    }
    let Some(cut) = cut(scope, plan, period).await? else { return customer_days(scope, plan, period.to).await };
    let mut found: Vec<CustomerDay> = Vec::new();
    if let Some(whole) = cut.whole {
        let sums = scope.kept::<CustomerSums>().await?;
        found = of_months(&sums, plan, (whole, whole.from.max(period.from)), per);
    }
    for (days, orders_from) in cut.beside {
        found.extend(customer_days_between(scope, plan, days, orders_from).await?);
    }
    found.sort_by_key(|it| (it.customer, it.day));
    Ok(found)
}

/// From the first day of data.
pub(super) fn until(plan: &Plan, to: NaiveDate) -> Period {
    Period { from: plan.data.map_or(to, |it| it.first), to }
}

/// The first day on which anybody named bought or returned, where `sums` are all of them by month.
pub(super) async fn first_day(scope: &mut Scope, plan: &Plan, sums: &[CustomerDay], to: NaiveDate) -> Result<Option<NaiveDate>> {
    let Some(first) = sums.iter().map(|it| it.day).min() else { return Ok(None) };
    let month = Period { from: Grain::Month.start_of(first), to: Grain::Month.end_of(first).min(to) };
    let Some(cut) = cut(scope, plan, month).await?.filter(|_| !plan.filters_by(PRODUCT)) else { return Ok(Some(first)) };
    let days = customer_days_between(scope, plan, month, cut.orders_from).await?;
    Ok(days.iter().map(|it| it.day).min())
}

async fn customer_days_between(scope: &mut Scope, plan: &Plan, days: Period, orders_from: NaiveDate) -> Result<Vec<CustomerDay>> {
    if let Some(blocks) = lines::read(scope, plan, days).await? {
        return Ok(lines::customer_days(&blocks, (plan, days), &Of::All));
    }
    scope
        .sql(
            "SELECT i.customer_id, i.ordered_on, CAST(SUM(i.amount) AS BIGINT),
                    CAST(SUM(CASE WHEN i.class < 2 AND i.quantity > 0 THEN 1 ELSE 0 END) AS BIGINT),
                    CAST(SUM(i.opens_order) AS BIGINT)
               FROM order_items i
              WHERE i.organization_id = $1 AND i.order_day BETWEEN $2 AND $4 AND i.ordered_on BETWEEN $3 AND $4
                AND i.class IN ($5, 1, 4) AND i.customer_id IS NOT NULL
              GROUP BY i.customer_id, i.ordered_on ORDER BY i.customer_id, i.ordered_on",
        )
        .bind(orders_from)
        .bind(days.from)
        .bind(days.to)
        .bind(open_class(plan))
        .all()
        .await
}

/// By customer, then day, up to and including `to`; of the products that the question keeps.
pub(super) async fn customer_days(scope: &mut Scope, plan: &Plan, to: NaiveDate) -> Result<Vec<CustomerDay>> {
    if plan.filters_by(PRODUCT) {
        return customer_days_of_products(scope, plan, to).await;
    }
    if let Some(blocks) = lines::read(scope, plan, until(plan, to)).await? {
        return Ok(lines::customer_days(&blocks, (plan, until(plan, to)), &Of::All));
    }
    scope
        .sql(
            "SELECT customer_id, ordered_on, CAST(SUM(amount) AS BIGINT),
                    CAST(SUM(CASE WHEN class < 2 AND quantity > 0 THEN 1 ELSE 0 END) AS BIGINT),
                    CAST(SUM(opens_order) AS BIGINT)
               FROM order_items
              WHERE organization_id = $1 AND ordered_on <= $2 AND class IN ($3, 1, 4) AND customer_id IS NOT NULL
              GROUP BY customer_id, ordered_on ORDER BY customer_id, ordered_on",
        )
        .bind(to)
        .bind(open_class(plan))
        .all()
        .await
}

/// The same where only some products count. An order counts on each of its days here.
async fn customer_days_of_products(scope: &mut Scope, plan: &Plan, to: NaiveDate) -> Result<Vec<CustomerDay>> {
    let products = Products::read(scope).await?;
    let kept: HashSet<i64> = products
        .0
        .iter()
        .filter(|product| plan.keeps_only(PRODUCT, |dimension| product.subject.label(dimension)))
        .map(|product| product.subject.id)
        .collect();
    if let Some(blocks) = lines::read(scope, plan, until(plan, to)).await? {
        return Ok(lines::customer_days(&blocks, (plan, until(plan, to)), &Of::Products(&kept)));
    }
    let mut found: Vec<CustomerDay> = Vec::new();
    let statement = scope
        .sql(
            "SELECT customer_id, ordered_on, product_id, CAST(SUM(amount) AS BIGINT),
                    CAST(SUM(CASE WHEN class < 2 AND quantity > 0 THEN 1 ELSE 0 END) AS BIGINT)
               FROM order_items
              WHERE organization_id = $1 AND ordered_on <= $2 AND class IN ($3, 1, 4) AND customer_id IS NOT NULL
              GROUP BY customer_id, ordered_on, product_id ORDER BY customer_id, ordered_on, product_id",
        )
        .bind(to)
        .bind(open_class(plan));
    statement
        .each(|row| {
            let (customer, day, sale_lines): (i64, NaiveDate, i64) = (row.get(0)?, row.get(1)?, row.get(4)?);
            if !kept.contains(&row.get(2)?) {
                return Ok(());
            }
            match found.last_mut() {
                Some(last) if (last.customer, last.day) == (customer, day) => {
                    last.amount += row.get(3)?;
                    last.sale_lines += sale_lines;
                }
                _ => {
                    let orders = sale_lines.min(1);
                    found.push(CustomerDay { customer, day, amount: row.get(3)?, sale_lines, orders });
                }
            }
            Ok(())
        })
        .await?;
    Ok(found)
}
