//! The stored lines behind the sums: those an import replaces, and all of them, to check the sums or make them anew.

use std::collections::HashMap;

use super::Deltas;
use super::cells::{Cells, FIGURES};
use crate::error::Result;
use crate::order_lines::{self, OrderHead, OrderLine};
use crate::store::{NO_NUMBER, Scope, Store};
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

/// All lines of the organization.
async fn of_lines(scope: &mut Scope) -> Result<Deltas> {
    let mut sums = Deltas::default();
    order_lines::each_order(scope, None, |head, _, lines| lines.iter().for_each(|line| sums.add(head, line))).await?;
    Ok(sums)
}

/// Makes all sums of the organization anew from its lines.
pub async fn rebuild(scope: &mut Scope) -> Result<()> {
    for text in [
        "DELETE FROM day_sales WHERE organization_id = $1",
        "DELETE FROM product_sales WHERE organization_id = $1",
        "DELETE FROM customer_sales WHERE organization_id = $1",
    ] {
        scope.sql(text).execute().await?;
    }
    of_lines(scope).await?.flush(scope).await
}

/// Holds the stored sums against the lines; a cell with wrong figures counts twice.
pub async fn check(scope: &mut Scope) -> Result<Differences> {
    let sums = of_lines(scope).await?;
    Ok(Differences {
        days: differing(scope, DAYS, &sums.days).await?,
        products: differing(scope, PRODUCTS, &sums.products).await?,
        customers: differing(scope, CUSTOMERS, &sums.customers).await?,
    })
}

macro_rules! cells {
    ($table:literal, $keys:literal, $boundaries:literal, by $group:literal) => {
        concat!(
            "SELECT string_agg(concat_ws(',', ",
            $keys,
            ", lines, sale_lines, orders, astray, quantity, amount, gross, returned, discount, costed_lines, costed_amount, cost,
                uncosted_quantity, ",
            $boundaries,
            "), ';') FROM ",
            $table,
            " WHERE organization_id = $1 GROUP BY ",
            $group
        )
    };
}
const DAYS: &str = cells!("day_sales", "ordered_on, class, 0", "'', ''", by "class");
const PRODUCTS: &str = cells!(
    "product_sales",
    "product_id, month, class",
    "COALESCE(CAST(first_on AS TEXT), ''), COALESCE(CAST(last_on AS TEXT), '')",
    by "month"
);
const CUSTOMERS: &str = cells!(
    "customer_sales",
    "customer_id, month, class",
    "COALESCE(CAST(first_on AS TEXT), ''), COALESCE(CAST(last_on AS TEXT), '')",
    by "month"
);

async fn differing(scope: &mut Scope, text: &'static str, cells: &Cells) -> Result<i64> {
    let mut right: HashMap<[i64; 3], [i64; FIGURES + 2]> = HashMap::new();
    for cell in cells.iter() {
        let (first, last) = cell.added.get().unwrap_or((NO_NUMBER, NO_NUMBER));
        let mut values = [0; FIGURES + 2];
        values[..FIGURES].copy_from_slice(&cell.figures);
        values[FIGURES..].copy_from_slice(&[first, last]);
        right.insert(cell.key, values);
    }
    let mut n = 0;
    scope
        .sql(text)
        .numbers(|[id, month, class, values @ ..]: [i64; FIGURES + 5]| {
            match right.remove(&[id, month, class]) {
                Some(known) if known == values => {}
                known => n += 1 + i64::from(known.is_some()),
            }
            Ok(())
        })
        .await?;
    Ok(n + i64::try_from(right.len()).unwrap_or(i64::MAX))
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
