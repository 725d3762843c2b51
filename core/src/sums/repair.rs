//! First and last days after lines went away. A day that may have gone with its line is marked by taking a million from
//! it, further than any date lies; new lines that reach as far settle it, and what is still marked is found anew.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::cells::{CUSTOMER_KEY, Cells, FIGURES, OF_CUSTOMERS, OF_PRODUCTS, PRODUCT_KEY, row};
use crate::error::Result;
use crate::order_lines;
use crate::period::{Grain, Period, add_days};
use crate::store::{Conflict, Scope, day_number};

macro_rules! doubt {
    ($table:literal) => {
        concat!(
            "first_on = CASE WHEN excluded.first_on <= ",
            $table,
            ".first_on THEN ",
            $table,
            ".first_on - 1000000 ELSE ",
            $table,
            ".first_on END, ",
            "last_on = CASE WHEN excluded.last_on >= ",
            $table,
            ".last_on THEN ",
            $table,
            ".last_on - 1000000 ELSE ",
            $table,
            ".last_on END"
        )
    };
}

/// Doubts the first and last days that sale lines going away lie on.
pub(super) async fn mark(scope: &mut Scope, products: &Cells, customers: &Cells) -> Result<()> {
    let nothing = [0; FIGURES];
    let mut bulk = scope.bulk("product_sales", OF_PRODUCTS, Conflict::Merge(PRODUCT_KEY, doubt!("product_sales")));
    for cell in products.by_key().filter(|it| it.removed.get().is_some()) {
        bulk.push(row(cell.key, &nothing, cell.removed.get())).await?;
    }
    bulk.finish().await?;
    let mut bulk = scope.bulk("customer_sales", OF_CUSTOMERS, Conflict::Merge(CUSTOMER_KEY, doubt!("customer_sales")));
    for cell in customers.by_key().filter(|it| it.removed.get().is_some()) {
        bulk.push(row(cell.key, &nothing, cell.removed.get())).await?;
    }
    bulk.finish().await
}

/// Drops cells without lines and finds the days still in doubt.
pub(super) async fn finish(scope: &mut Scope) -> Result<()> {
    const EMPTIED: [&str; 3] = [
        "DELETE FROM day_sales WHERE organization_id = $1 AND lines = 0",
        "DELETE FROM product_sales WHERE organization_id = $1 AND lines = 0",
        "DELETE FROM customer_sales WHERE organization_id = $1 AND lines = 0",
    ];
    // Returns alone have no day of a sale.
    const UNSOLD: [&str; 2] = [
        "UPDATE product_sales SET first_on = NULL, last_on = NULL
          WHERE organization_id = $1 AND sale_lines = 0 AND first_on IS NOT NULL",
        "UPDATE customer_sales SET first_on = NULL, last_on = NULL
          WHERE organization_id = $1 AND sale_lines = 0 AND first_on IS NOT NULL",
    ];
    for text in EMPTIED.into_iter().chain(UNSOLD) {
        scope.sql(text).execute().await?;
    }
    let (mut products, mut customers) = (in_doubt(scope, PRODUCTS_IN_DOUBT).await?, in_doubt(scope, CUSTOMERS_IN_DOUBT).await?);
    let months = || products.keys().chain(customers.keys()).map(|it| it[1]);
    let Some((first, last)) = months().min().zip(months().max()) else { return Ok(()) };
    let day = |number: i64| add_days(NaiveDate::default(), number);
    let (first, last) = (day(first), Grain::Month.end_of(day(last)));
    let from = first_order_day(scope, first, last).await?;
    order_lines::each_order(scope, Some(Period { from, to: last }), |_, _, lines| {
        for line in lines.iter().filter(|it| it.quantity > 0) {
            let (day, month) = (day_number(line.ordered_on), day_number(Grain::Month.start_of(line.ordered_on)));
            reach(&mut products, [line.product, month, line.class], day);
            reach(&mut customers, [line.customer, month, line.class], day);
        }
    })
    .await?;
    let nothing = [0; FIGURES];
    let mut bulk = scope.bulk("product_sales", OF_PRODUCTS, Conflict::Merge(PRODUCT_KEY, FOUND));
    for (key, days) in products {
        bulk.push(row(key, &nothing, days)).await?;
    }
    bulk.finish().await?;
    let mut bulk = scope.bulk("customer_sales", OF_CUSTOMERS, Conflict::Merge(CUSTOMER_KEY, FOUND));
    for (key, days) in customers {
        bulk.push(row(key, &nothing, days)).await?;
    }
    bulk.finish().await
}

const FOUND: &str = "first_on = excluded.first_on, last_on = excluded.last_on";

/// Cells whose days are in doubt, by key, with the days that were found.
type InDoubt = BTreeMap<[i64; 3], Option<(i64, i64)>>;

async fn in_doubt(scope: &mut Scope, text: &'static str) -> Result<InDoubt> {
    let cells: Vec<(i64, i64, i64)> = scope.sql(text).all().await?;
    Ok(cells.into_iter().map(|(id, month, class)| ([id, month, class], None)).collect())
}

fn reach(cells: &mut InDoubt, key: [i64; 3], day: i64) {
    if let Some(days) = cells.get_mut(&key) {
        let (first, last) = days.unwrap_or((day, day));
        *days = Some((first.min(day), last.max(day)));
    }
}

/// From which day on orders may have lines in these days: an order's own day is the earliest of its lines.
async fn first_order_day(scope: &mut Scope, first: NaiveDate, last: NaiveDate) -> Result<NaiveDate> {
    let (astray,): (i64,) = scope
        .sql(
            "SELECT COUNT(*) FROM day_sales
              WHERE organization_id = $1 AND ordered_on BETWEEN $2 AND $3 AND astray > 0",
        )
        .bind(first)
        .bind(last)
        .one()
        .await?;
    Ok(if astray == 0 { first } else { NaiveDate::default() })
}

macro_rules! in_doubt {
    ($table:literal, $id:literal) => {
        concat!(
            "SELECT ",
            $id,
            ", month, class FROM ",
            $table,
            " WHERE organization_id = $1 AND (first_on < -500000 OR last_on < -500000) ORDER BY 1, 2, 3"
        )
    };
}
const PRODUCTS_IN_DOUBT: &str = in_doubt!("product_sales", "product_id");
const CUSTOMERS_IN_DOUBT: &str = in_doubt!("customer_sales", "customer_id");
