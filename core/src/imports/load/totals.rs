//! The control figures over everything stored.

use crate::error::Result;
use crate::imports::report::Control;
use crate::money::{Money, Quantity};
use crate::store::Scope;

type Days = (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>);

/// What the organization holds now, in the words of a table's control figures. Orders are counted if their number is not known:
/// PostgreSQL takes a tenth of a second for 200,000.
pub async fn totals(scope: &mut Scope, n_orders: Option<u64>) -> Result<Control> {
    let (customers,): (i64,) = scope.sql("SELECT COUNT(*) FROM customers WHERE organization_id = $1").one().await?;
    let (products, sum_price): (i64, Money) = scope
        .sql("SELECT COUNT(*), CAST(COALESCE(SUM(price), 0) AS BIGINT) FROM products WHERE organization_id = $1")
        .one()
        .await?;
    let orders = match n_orders {
        Some(known) => usize::try_from(known).ok(),
        None => {
            let (n,): (i64,) = scope.sql("SELECT COUNT(*) FROM orders WHERE organization_id = $1").one().await?;
            usize::try_from(n).ok()
        }
    };
    let (lines, sum_qty, sum_amount, revenue, first, last): (i64, Quantity, Money, Money, _, _) = scope
        .sql(
            "SELECT CAST(COALESCE(SUM(lines), 0) AS BIGINT), CAST(COALESCE(SUM(quantity), 0) AS BIGINT),
                     CAST(COALESCE(SUM(amount), 0) AS BIGINT),
                     CAST(COALESCE(SUM(CASE WHEN class IN (0, 1, 4) THEN amount ELSE 0 END), 0) AS BIGINT),
                     MIN(ordered_on), MAX(ordered_on)
              FROM day_sales WHERE organization_id = $1 AND lines > 0",
        )
        .one()
        .await?;
    let (first, last): Days = (first, last);
    let (deals,): (i64,) = scope.sql("SELECT COUNT(*) FROM deals WHERE organization_id = $1").one().await?;
    let count = |n: i64| usize::try_from(n).ok();
    Ok(Control {
        customers: count(customers),
        products: count(products),
        sum_price: Some(sum_price),
        orders,
        lines: count(lines),
        sum_qty: Some(sum_qty),
        sum_amount: Some(sum_amount),
        revenue: Some(revenue),
        first_date: first,
        last_date: last,
        deals: count(deals),
        ..Control::default()
    })
}
