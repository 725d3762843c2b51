//! What analyses read: the directories and compact sums of order lines. Every statement is fixed;
//! which customers and products count is decided over the directories.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::items::Subject;
use crate::error::Result;
use crate::from_row;
use crate::metrics::{Dimension, Plan};
use crate::money::{Money, Quantity};
use crate::period::Period;
use crate::store::{Bind, Scope};

/// Dimensions that belong to a customer.
pub(super) const CUSTOMER: &[Dimension] = &[
    Dimension::Customer,
    Dimension::CustomerCode,
    Dimension::CustomerType,
    Dimension::City,
    Dimension::Region,
    Dimension::Manager,
];

/// Dimensions that belong to a product.
pub(super) const PRODUCT: &[Dimension] =
    &[Dimension::Product, Dimension::Sku, Dimension::Category, Dimension::Brand, Dimension::Supplier];

#[derive(Debug)]
pub(super) struct Customer {
    pub subject: Subject,
    pub created_on: Option<NaiveDate>,
    draft: bool,
}

/// Every customer ever named, by name.
#[derive(Debug)]
pub(super) struct Customers(pub Vec<Customer>);

impl Customers {
    pub(super) async fn read(scope: &mut Scope) -> Result<Self> {
        let mut found = Vec::new();
        scope
            .sql(
                "SELECT id, name, code, type, city, region, manager, created_on, draft FROM customers
                  WHERE organization_id = $1 ORDER BY name, code, id",
            )
            .each(|row| {
                let labels = CUSTOMER_COLUMNS.iter().map(|(dimension, column)| Ok((*dimension, filled(row.get(*column)?))));
                let subject = Subject { id: row.get(0)?, labels: labels.collect::<Result<_>>()? };
                found.push(Customer { subject, created_on: row.get(7)?, draft: row.get(8)? });
                Ok(())
            })
            .await?;
        Ok(Self(found))
    }

    /// The customers of the directory. A firm that only ever loaded orders has those that the orders name.
    pub(super) fn directory(&self) -> impl Iterator<Item = &Customer> {
        let only_drafts = self.0.iter().all(|it| it.draft);
        self.0.iter().filter(move |it| only_drafts || !it.draft)
    }
}

const CUSTOMER_COLUMNS: [(Dimension, usize); 6] = [
    (Dimension::Customer, 1),
    (Dimension::CustomerCode, 2),
    (Dimension::CustomerType, 3),
    (Dimension::City, 4),
    (Dimension::Region, 5),
    (Dimension::Manager, 6),
];

#[derive(Debug)]
pub(super) struct Product {
    pub subject: Subject,
    pub unit: Option<String>,
    pub cost: Option<Money>,
    pub lead_time_days: Option<i64>,
    pub created_on: Option<NaiveDate>,
    pub active: bool,
    draft: bool,
}

/// Every product ever named, by name.
#[derive(Debug)]
pub(super) struct Products(pub Vec<Product>);

impl Products {
    pub(super) async fn read(scope: &mut Scope) -> Result<Self> {
        let mut found = Vec::new();
        scope
            .sql(
                "SELECT id, name, sku, category, brand, supplier, unit, cost, lead_time_days, created_on, active, draft
                   FROM products WHERE organization_id = $1 ORDER BY name, sku, id",
            )
            .each(|row| {
                let labels = PRODUCT.iter().zip(1..).map(|(dimension, column)| Ok((*dimension, filled(row.get(column)?))));
                found.push(Product {
                    subject: Subject { id: row.get(0)?, labels: labels.collect::<Result<_>>()? },
                    unit: row.get(6)?,
                    cost: row.get(7)?,
                    lead_time_days: row.get(8)?,
                    created_on: row.get(9)?,
                    active: row.get(10)?,
                    draft: row.get(11)?,
                });
                Ok(())
            })
            .await?;
        Ok(Self(found))
    }

    /// The products of the directory. A firm that only ever loaded orders has those that the orders name.
    pub(super) fn directory(&self) -> impl Iterator<Item = &Product> {
        let only_drafts = self.0.iter().all(|it| it.draft);
        self.0.iter().filter(move |it| only_drafts || !it.draft)
    }

    pub(super) fn by_id(&self) -> HashMap<i64, &Product> {
        self.0.iter().map(|it| (it.subject.id, it)).collect()
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|it| !it.trim().is_empty())
}

/// What one customer did on one day: the finest grain that inactivity, RFM, churn and cohorts need.
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

/// By customer, then day, up to and including `to`; of the products that the question keeps.
pub(super) async fn customer_days(scope: &mut Scope, plan: &Plan, to: NaiveDate) -> Result<Vec<CustomerDay>> {
    if plan.filters_by(PRODUCT) {
        return customer_days_of_products(scope, plan, to).await;
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

impl ProductSales {
    /// Cost of goods sold: by line, else by the product's present cost. What has neither is left out.
    pub(super) fn cost_of_goods(&self, product: &Product) -> Money {
        self.cost + product.cost.and_then(|cost| cost.times(self.units_without_cost)).unwrap_or_default()
    }
}

pub(super) async fn product_sales(scope: &mut Scope, plan: &Plan, period: Period) -> Result<HashMap<i64, ProductSales>> {
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

/// What each product sold on each day it was traded: units net of returns, by product and day.
pub(super) async fn product_days(
    scope: &mut Scope,
    plan: &Plan,
    period: Period,
) -> Result<HashMap<i64, Vec<(NaiveDate, Quantity)>>> {
    let mut found: HashMap<i64, Vec<(NaiveDate, Quantity)>> = HashMap::new();
    scope
        .sql(
            "SELECT product_id, ordered_on, CAST(SUM(quantity) AS BIGINT) FROM order_items
              WHERE organization_id = $1 AND ordered_on BETWEEN $2 AND $3 AND class IN ($4, 1, 4)
              GROUP BY product_id, ordered_on ORDER BY product_id, ordered_on",
        )
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

/// The last day each product was sold, up to and including `to`.
pub(super) async fn last_sales(scope: &mut Scope, plan: &Plan, to: NaiveDate) -> Result<HashMap<i64, NaiveDate>> {
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

/// The class of open orders where the organization counts them as sales, else a class already counted.
pub(super) fn open_class(plan: &Plan) -> Bind {
    Bind::Integer(Some(i64::from(!plan.count_open_orders)))
}
