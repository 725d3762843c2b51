//! What analyses read: the directories here, compact sums of order lines in `bought` and `sold`. Every statement is fixed;
//! which customers and products count is decided over the directories.

use std::sync::Arc;

use chrono::NaiveDate;

use super::items::Subject;
use super::sold::ById;
use crate::error::Result;
use crate::metrics::sources::{Months, Sums};
use crate::metrics::{Dimension, Plan};
use crate::money::Money;
use crate::period::{Period, add_days};
use crate::store::{Bind, Kept, Scope};

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
pub(in crate::metrics) struct Customer {
    pub subject: Subject,
    pub created_on: Option<NaiveDate>,
    draft: bool,
}

/// Every customer ever named, by name.
#[derive(Debug)]
pub(in crate::metrics) struct Customers(pub Vec<Customer>, Places);

/// Ids in ascending order, each with its place in the list.
type Places = Vec<(i64, u32)>;

fn places<'i>(ids: impl Iterator<Item = &'i i64>) -> Places {
    let mut places: Places = ids.copied().zip(0..).collect();
    places.sort_unstable();
    places
}

impl Kept for Customers {
    async fn load(scope: &mut Scope) -> Result<Self> {
        let mut found: Vec<Customer> = Vec::new();
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
        let places = places(found.iter().map(|it| &it.subject.id));
        Ok(Self(found, places))
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|it| size_of::<Customer>() + it.subject.bytes()).sum()
    }
}

impl Customers {
    pub(super) async fn read(scope: &mut Scope) -> Result<Arc<Self>> {
        scope.kept().await
    }

    pub(in crate::metrics) fn places(&self) -> &[(i64, u32)] {
        &self.1
    }

    pub(in crate::metrics) fn subject(&self, id: i64) -> Option<&Subject> {
        let place = self.1.binary_search_by_key(&id, |it| it.0).ok()?;
        self.0.get(self.1[place].1 as usize).map(|it| &it.subject)
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
pub(in crate::metrics) struct Product {
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
pub(in crate::metrics) struct Products(pub Vec<Product>, Places);

impl Kept for Products {
    async fn load(scope: &mut Scope) -> Result<Self> {
        let mut found: Vec<Product> = Vec::new();
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
        let places = places(found.iter().map(|it| &it.subject.id));
        Ok(Self(found, places))
    }

    fn bytes(&self) -> usize {
        self.0.iter().map(|it| size_of::<Product>() + it.subject.bytes()).sum()
    }
}

impl Products {
    pub(super) async fn read(scope: &mut Scope) -> Result<Arc<Self>> {
        scope.kept().await
    }

    pub(in crate::metrics) fn places(&self) -> &[(i64, u32)] {
        &self.1
    }

    /// The products of the directory. A firm that only ever loaded orders has those that the orders name.
    pub(super) fn directory(&self) -> impl Iterator<Item = &Product> {
        let only_drafts = self.0.iter().all(|it| it.draft);
        self.0.iter().filter(move |it| only_drafts || !it.draft)
    }

    pub(super) fn by_id(&self) -> ById<&Product> {
        self.0.iter().map(|it| (it.subject.id, it)).collect()
    }
}

fn filled(text: Option<String>) -> Option<String> {
    text.filter(|it| !it.trim().is_empty())
}

/// The class of open orders where the organization counts them as sales, else a class already counted.
pub(super) fn open_class(plan: &Plan) -> Bind {
    Bind::Integer(Some(i64::from(!plan.count_open_orders)))
}

/// Whether lines of this class are counted.
pub(super) fn counts(plan: &Plan, class: i64) -> bool {
    matches!(class, 1 | 4) || class == 0 && plan.count_open_orders
}

pub(super) fn date_of(day: i64) -> NaiveDate {
    add_days(NaiveDate::default(), day)
}

/// A period as its whole months, answered from sums, and the days beside them, from the lines of their orders.
#[derive(Debug)]
pub(super) struct Cut {
    pub whole: Option<Period>,
    /// With the first day of orders that may have lines in these days.
    pub beside: Vec<(Period, NaiveDate)>,
    /// The first day of orders that may have lines in the period.
    pub orders_from: NaiveDate,
}

/// Nothing where sums cannot help: there are no lines, or only they are to be asked.
pub(super) async fn cut(scope: &mut Scope, plan: &Plan, period: Period) -> Result<Option<Cut>> {
    let Some((sums, data)) = Sums::read(scope, plan, &[]).await?.zip(plan.data) else { return Ok(None) };
    let months = Months::of(period, data);
    let beside = months.map_or_else(|| vec![period], |it| it.beside.into_iter().flatten().collect());
    let beside = beside.into_iter().map(|days| (days, sums.orders_from(days))).collect();
    Ok(Some(Cut { whole: months.map(|it| it.whole), beside, orders_from: sums.orders_from(period) }))
}
