//! The stored lines behind the sums: those an import replaces, and all of them, to check the sums or make them anew.

use super::stamps::stamp;
use crate::error::Result;
use crate::order_lines::{self, OrderHead, OrderLine};
use crate::store::{Scope, Store};
use crate::tenancy;

/// How many cells are missing, wrong or too many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    pub days: i64,
    pub products: i64,
    pub customers: i64,
}

impl Differences {
    pub const NONE: Self = Self { days: 0, products: 0, customers: 0 };
}

pub(super) async fn each_of_scratch(scope: &mut Scope, mut visit: impl FnMut(&OrderHead, &OrderLine)) -> Result<()> {
    scope
        .sql(
            "SELECT o.ordered_on, o.customer_id, o.class, o.lines FROM scratch_ids s CROSS JOIN orders o
              WHERE s.organization_id = $1 AND o.organization_id = $1 AND o.id = s.id",
        )
        .each(|row| {
            let head = OrderHead::from_row(row, 0)?;
            order_lines::unpack(&head, &row.get::<String>(3)?)?.iter().for_each(|line| visit(&head, line));
            Ok(())
        })
        .await
}

/// What a line brings into a sum: `sums::figures` in SQL.
macro_rules! of_line {
    (sale_lines) => {
        "CASE WHEN i.quantity > 0 THEN 1 ELSE 0 END"
    };
    (orders) => {
        "i.opens_order"
    };
    (quantity) => {
        "i.quantity"
    };
    (amount) => {
        "i.amount"
    };
    (gross) => {
        "CASE WHEN i.quantity > 0 THEN i.amount ELSE 0 END"
    };
    (returned) => {
        "CASE WHEN i.class = 3 THEN i.amount WHEN i.class = 4 THEN -i.amount
              WHEN i.class <> 2 AND (i.quantity < 0 OR i.amount < 0) THEN -i.amount ELSE 0 END"
    };
    (discount) => {
        "CASE WHEN i.quantity > 0 THEN COALESCE(i.quantity * i.price - 1000 * i.amount, 1000 * i.discount, 0) ELSE 0 END"
    };
    (costed_lines) => {
        "CASE WHEN i.cost IS NULL THEN 0 ELSE 1 END"
    };
    (costed_amount) => {
        "CASE WHEN i.cost IS NULL THEN 0 ELSE i.amount END"
    };
    (cost) => {
        "COALESCE(i.cost, 0)"
    };
    (uncosted_quantity) => {
        "CASE WHEN i.cost IS NULL THEN i.quantity ELSE 0 END"
    };
}

macro_rules! sums_of_lines {
    ($($figure:ident),+) => {
        concat!($(", CAST(SUM(", of_line!($figure), ") AS BIGINT)"),+)
    };
}

macro_rules! figures_of_lines {
    () => {
        concat!(
            "COUNT(*)",
            sums_of_lines!(sale_lines, orders),
            ", CAST(SUM(CASE WHEN i.order_day = i.ordered_on AND COALESCE(i.order_customer_id, 0) = COALESCE(i.customer_id, 0)
                             THEN 0 ELSE 1 END) AS BIGINT)",
            sums_of_lines!(quantity, amount, gross, returned, discount, costed_lines, costed_amount, cost, uncosted_quantity)
        )
    };
}

macro_rules! days {
    () => {
        ", MIN(CASE WHEN i.quantity > 0 THEN i.ordered_on END), MAX(CASE WHEN i.quantity > 0 THEN i.ordered_on END)"
    };
}

macro_rules! lines {
    () => {
        " FROM order_items i"
    };
}

macro_rules! by_day {
    () => {
        concat!(
            "SELECT i.organization_id, i.ordered_on, i.class, ",
            figures_of_lines!(),
            lines!(),
            " WHERE i.organization_id = $1 GROUP BY 1, 2, 3"
        )
    };
}

macro_rules! by_month {
    ($id:literal) => {
        concat!(
            "SELECT i.organization_id, ",
            $id,
            ", c.month, i.class, ",
            figures_of_lines!(),
            days!(),
            lines!(),
            " JOIN calendar c ON c.day = i.ordered_on WHERE i.organization_id = $1 GROUP BY 1, 2, 3, 4"
        )
    };
}

macro_rules! columns {
    () => {
        "lines, sale_lines, orders, astray, quantity, amount, gross, returned, discount, costed_lines, costed_amount, cost,
         uncosted_quantity"
    };
}
macro_rules! of_days {
    () => {
        concat!("organization_id, ordered_on, class, ", columns!())
    };
}
macro_rules! of_products {
    () => {
        concat!("organization_id, product_id, month, class, ", columns!(), ", first_on, last_on")
    };
}
macro_rules! of_customers {
    () => {
        concat!("organization_id, customer_id, month, class, ", columns!(), ", first_on, last_on")
    };
}

/// Makes all sums of the organization anew from its lines.
pub async fn rebuild(scope: &mut Scope) -> Result<()> {
    const STEPS: [&str; 6] = [
        "DELETE FROM day_sales WHERE organization_id = $1",
        "DELETE FROM product_sales WHERE organization_id = $1",
        "DELETE FROM customer_sales WHERE organization_id = $1",
        concat!("INSERT INTO day_sales (", of_days!(), ") ", by_day!()),
        concat!("INSERT INTO product_sales (", of_products!(), ") ", by_month!("i.product_id")),
        concat!("INSERT INTO customer_sales (", of_customers!(), ") ", by_month!("COALESCE(i.customer_id, 0)")),
    ];
    for step in STEPS {
        scope.sql(step).execute().await?;
    }
    let months: Vec<(i64,)> =
        scope.sql("SELECT DISTINCT month FROM customer_sales WHERE organization_id = $1 ORDER BY month").all().await?;
    stamp(scope, &months.into_iter().map(|(month,)| month).collect()).await
}

macro_rules! differing {
    ($table:literal, $columns:expr, $anew:expr) => {
        concat!(
            "SELECT (SELECT COUNT(*) FROM (SELECT ",
            $columns,
            " FROM ",
            $table,
            " WHERE organization_id = $1 EXCEPT ",
            $anew,
            ") a)
                  + (SELECT COUNT(*) FROM (",
            $anew,
            " EXCEPT SELECT ",
            $columns,
            " FROM ",
            $table,
            " WHERE organization_id = $1) b)"
        )
    };
}

/// Holds the stored sums against the lines; a cell with wrong figures counts twice.
pub async fn check(scope: &mut Scope) -> Result<Differences> {
    const DAYS: &str = differing!("day_sales", of_days!(), by_day!());
    const PRODUCTS: &str = differing!("product_sales", of_products!(), by_month!("i.product_id"));
    const CUSTOMERS: &str = differing!("customer_sales", of_customers!(), by_month!("COALESCE(i.customer_id, 0)"));
    let (days,) = scope.sql(DAYS).one().await?;
    let (products,) = scope.sql(PRODUCTS).one().await?;
    let (customers,) = scope.sql(CUSTOMERS).one().await?;
    Ok(Differences { days, products, customers })
}

/// Makes the sums of organizations that have lines but no sums: their store is older than the sums.
pub async fn fill_missing(store: &Store) -> Result<()> {
    let organizations = tenancy::list(&mut store.control_read().await?).await?;
    for organization in organizations {
        if !is_missing(&mut store.read(organization.id).await?).await? {
            continue;
        }
        let mut scope = store.write(organization.id).await?;
        scope.hold().await?;
        // Another process that starts may have been faster.
        if is_missing(&mut scope).await? {
            rebuild(&mut scope).await?;
            scope.commit().await?;
        }
    }
    Ok(())
}

async fn is_missing(scope: &mut Scope) -> Result<bool> {
    let (missing,): (i64,) = scope
        .sql(
            "SELECT COUNT(*) FROM organizations
              WHERE id = $1 AND EXISTS (SELECT 1 FROM orders WHERE organization_id = $1)
                AND NOT EXISTS (SELECT 1 FROM day_sales WHERE organization_id = $1)",
        )
        .one()
        .await?;
    Ok(missing == 1)
}
