//! First and last days after lines went away. A day that may have gone with its line is marked by taking a million from
//! it, further than any date lies; new lines that reach as far settle it, and what is still marked is found anew.

use chrono::NaiveDate;

use super::cells::{CUSTOMER_KEY, Cells, FIGURES, OF_CUSTOMERS, OF_PRODUCTS, PRODUCT_KEY, row};
use crate::error::Result;
use crate::period::Grain;
use crate::store::{Conflict, Scope};

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
    for cell in products.iter().filter(|it| it.removed.is_some()) {
        bulk.push(row(cell.key, &nothing, cell.removed)).await?;
    }
    bulk.finish().await?;
    let mut bulk = scope.bulk("customer_sales", OF_CUSTOMERS, Conflict::Merge(CUSTOMER_KEY, doubt!("customer_sales")));
    for cell in customers.iter().filter(|it| it.removed.is_some()) {
        bulk.push(row(cell.key, &nothing, cell.removed)).await?;
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
    for (in_doubt, find) in [(PRODUCTS_IN_DOUBT, FIND_OF_PRODUCTS), (CUSTOMERS_IN_DOUBT, FIND_OF_CUSTOMERS)] {
        let (first, last): (Option<NaiveDate>, Option<NaiveDate>) = scope.sql(in_doubt).one().await?;
        let Some((first, last)) = first.zip(last) else { continue };
        let last = Grain::Month.end_of(last);
        let from = first_order_day(scope, first, last).await?;
        scope.sql(find).bind(from).bind(last).bind(first).execute().await?;
    }
    Ok(())
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
    ($table:literal) => {
        concat!(
            "SELECT MIN(month), MAX(month) FROM ",
            $table,
            " WHERE organization_id = $1 AND (first_on < -500000 OR last_on < -500000)"
        )
    };
}
const PRODUCTS_IN_DOUBT: &str = in_doubt!("product_sales");
const CUSTOMERS_IN_DOUBT: &str = in_doubt!("customer_sales");

macro_rules! find {
    ($table:literal, $column:literal, $id:literal) => {
        concat!(
            "UPDATE ",
            $table,
            " SET first_on = found.first_on, last_on = found.last_on
               FROM (SELECT m.",
            $column,
            " AS id, m.month AS month, m.class AS class,
                            MIN(i.ordered_on) AS first_on, MAX(i.ordered_on) AS last_on
                       FROM order_items i
                       JOIN calendar c ON c.day = i.ordered_on
                       JOIN ",
            $table,
            " m ON m.organization_id = $1 AND m.",
            $column,
            " = ",
            $id,
            "
                            AND m.month = c.month AND m.class = i.class
                      WHERE i.organization_id = $1 AND i.order_day BETWEEN $2 AND $3 AND i.quantity > 0 AND i.ordered_on >= $4
                        AND (m.first_on < -500000 OR m.last_on < -500000)
                      GROUP BY 1, 2, 3) found
              WHERE ",
            $table,
            ".organization_id = $1 AND ",
            $table,
            ".",
            $column,
            " = found.id
                AND ",
            $table,
            ".month = found.month AND ",
            $table,
            ".class = found.class"
        )
    };
}
const FIND_OF_PRODUCTS: &str = find!("product_sales", "product_id", "i.product_id");
const FIND_OF_CUSTOMERS: &str = find!("customer_sales", "customer_id", "COALESCE(i.customer_id, 0)");
