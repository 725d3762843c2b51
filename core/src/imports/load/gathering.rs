//! Lines gathered by the number of their order until it is complete.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::lines::{Line, Order, Words};
use crate::ids::{CustomerId, ProductId};
use crate::imports::records::{OrderHeading, OrderLineRecord};

/// Orders some of whose lines were read.
#[derive(Default)]
pub(super) struct Gathering {
    open: HashMap<String, Order>,
    /// The order of the last line, which mostly is that of the next.
    last: Option<Order>,
    /// The heading of the last line, and the place of its words in its order.
    heading: Option<(Arc<OrderHeading>, u32)>,
    begun: usize,
    /// Orders that are written, whose room is used again: there are very many, and each would be asked for and given back.
    spare: Vec<Order>,
}

/// At most so many are kept, and only small ones.
const SPARE: usize = 2_000;
const SPARE_LINES: usize = 32;
const SPARE_NUMBER: usize = 64;

impl Gathering {
    /// Takes a line; gives its order back if that is complete now.
    pub(super) fn add(
        &mut self,
        record: OrderLineRecord,
        table: u32,
        (customer, product): (Option<CustomerId>, ProductId),
    ) -> Option<Order> {
        let heading = &record.heading;
        let mut line = Line::new(&record, table, (customer, product));
        match (&self.heading, &mut self.last) {
            (Some((said, words)), Some(order)) if Arc::ptr_eq(said, heading) && record.comment.is_none() => {
                line.words = *words;
                order.push(line);
            }
            _ => {
                let (status, manager) = (heading.status.clone(), heading.manager.clone());
                let is_silent = record.comment.is_none();
                let words = Words { status, manager, comment: record.comment };
                let order = self.turn_to(&number_of(heading));
                let place = order.place_of(words);
                line.words = place;
                order.push(line);
                // A comment belongs to its line alone.
                self.heading = is_silent.then_some((record.heading, place));
            }
        }
        if record.closes_order { self.close() } else { None }
    }

    /// A line that names no product is not stored, but it may be the last of its order.
    pub(super) fn pass_over(&mut self, record: &OrderLineRecord) -> Option<Order> {
        if !record.closes_order {
            return None;
        }
        self.turn_to(&number_of(&record.heading));
        self.close().filter(|it| !it.lines.is_empty())
    }

    fn turn_to(&mut self, number: &str) -> &mut Order {
        self.heading = None;
        if self.last.as_ref().is_some_and(|it| it.number != number)
            && let Some(last) = self.last.take()
        {
            self.open.insert(last.number.clone(), last);
        }
        self.last.get_or_insert_with(|| {
            self.open.remove(number).unwrap_or_else(|| {
                self.begun += 1;
                let mut order = self.spare.pop().unwrap_or_default();
                order.number.push_str(number);
                order.place = self.begun;
                order
            })
        })
    }

    /// Takes orders that are written for their room.
    pub(super) fn reuse(&mut self, orders: Vec<Order>) {
        let room = SPARE.saturating_sub(self.spare.len());
        let is_small = |it: &Order| it.is_within(SPARE_LINES) && it.number.capacity() <= SPARE_NUMBER;
        let small = orders.into_iter().filter(is_small);
        self.spare.extend(small.take(room).map(Order::emptied));
    }

    fn close(&mut self) -> Option<Order> {
        self.heading = None;
        let mut order = self.last.take()?;
        order.settle();
        Some(order)
    }

    /// The end of the file completes all orders, in the order of their first lines.
    pub(super) fn finish(self) -> Vec<Order> {
        let mut orders: Vec<Order> = self.open.into_values().chain(self.last).filter(|it| !it.lines.is_empty()).collect();
        orders.sort_unstable_by_key(|it| it.place);
        let mut orders = of_one_customer(orders);
        orders.iter_mut().for_each(Order::settle);
        orders
    }
}

/// What a customer bought on a day without a number is one order, however the customer is spelled.
fn of_one_customer(orders: Vec<Order>) -> Vec<Order> {
    let mut places: HashMap<(NaiveDate, i64), usize> = HashMap::new();
    let mut one_by_one: Vec<Order> = Vec::with_capacity(orders.len());
    for order in orders {
        let known = order.day_of_customer().map(|it| *places.entry(it).or_insert(one_by_one.len()));
        match known.and_then(|at| one_by_one.get_mut(at)) {
            Some(first) => first.take_in(order),
            None => one_by_one.push(order),
        }
    }
    one_by_one
}

/// A row without an order number: one order a day and customer, the same at every import.
fn number_of(heading: &OrderHeading) -> Cow<'_, str> {
    match &heading.number {
        // PostgreSQL stores no NUL.
        Some(number) if number.contains('\0') => number.replace('\0', "").into(),
        Some(number) => number.into(),
        None => {
            let customer = &heading.customer;
            let who = customer
                .code
                .as_deref()
                .or(customer.name.as_deref())
                .or(customer.tax_id.as_deref())
                .or(customer.phone.as_deref());
            format!("{} {}", heading.date, who.unwrap_or("—")).trim_end_matches(" —").to_owned().into()
        }
    }
}
