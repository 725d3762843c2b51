//! Orders without numbers are known by their day and customer. Their number in the store tells how the customer was written
//! then; a newer file may write another name, or a code.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::NaiveDate;

use super::lines::Order;
use super::orders::Stored;
use crate::error::Result;
use crate::store::Scope;

/// Stored orders of a day by customer; `None` where a customer has several.
#[derive(Default)]
pub(super) struct Days(HashMap<NaiveDate, HashMap<i64, Option<String>>>);

impl Days {
    /// Gives orders the numbers under which they were stored; whether any got one.
    pub(super) async fn rename(&mut self, scope: &mut Scope, orders: &mut [Order], stored: &Stored) -> Result<bool> {
        let mut is_renamed = false;
        for order in orders.iter_mut().filter(|it| !stored.contains_key(&it.number)) {
            let Some((day, customer)) = order.day_of_customer() else { continue };
            let known = match self.0.entry(day) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => unknown.insert(of(scope, day).await?),
            };
            if let Some(Some(number)) = known.remove(&customer) {
                order.number = number;
                is_renamed = true;
            }
        }
        Ok(is_renamed)
    }
}

async fn of(scope: &mut Scope, day: NaiveDate) -> Result<HashMap<i64, Option<String>>> {
    let select =
        "SELECT number, customer_id FROM orders WHERE organization_id = $1 AND ordered_on = $2 AND customer_id IS NOT NULL";
    let found: Vec<(String, i64)> = scope.sql(select).bind(day).all().await?;
    let mut by_customer = HashMap::new();
    let beginning = format!("{day} ");
    for (number, customer) in found.into_iter().filter(|it| it.0.starts_with(&beginning)) {
        by_customer.entry(customer).and_modify(|it| *it = None).or_insert(Some(number));
    }
    Ok(by_customer)
}
