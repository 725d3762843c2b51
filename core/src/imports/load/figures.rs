//! What the orders of a table come to: control figures, what became of its lines, what to tell about them.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use chrono::NaiveDate;

use super::lines::{Line, Order};
use super::{Change, Counts, Loaded};
use crate::imports::records::{StatusClass, Warning};
use crate::imports::report::Control;
use crate::mixing::Mixing;
use crate::money::{Money, Quantity};
use crate::order_lines::OrderHead;

/// Rows named in a warning; the others are only counted.
const ROWS_TOLD: usize = 5;

/// Over the lines of one table, also of those that say an order once more.
#[derive(Default)]
pub(super) struct Figures {
    counts: Counts,
    lines: usize,
    orders: usize,
    customers: HashSet<i64, BuildHasherDefault<Mixing>>,
    /// Of the last line.
    customer: Option<i64>,
    sum_qty: Quantity,
    sum_amount: Money,
    revenue: Money,
    first_date: Option<NaiveDate>,
    last_date: Option<NaiveDate>,
    cancelled_orders: usize,
    return_documents: usize,
    pub created_customers: usize,
    pub created_products: usize,
    pub warnings: Vec<Warning>,
    duplicates: Told,
    of_two_customers: Told,
    parted: Told,
    /// Orders that replace one of another time and another customer: numbers that began anew.
    anew: Told,
    /// Days of customers in a file without numbers that replace what was stored of them.
    replaced: Told,
}

/// Something that is true of many rows and told once.
#[derive(Default)]
struct Told {
    count: usize,
    first: Option<(u32, String)>,
    rows: Vec<u32>,
}

impl Told {
    fn add(&mut self, row: u32, order: &str) {
        self.count += 1;
        if self.first.as_ref().is_none_or(|(first, _)| row < *first) {
            self.first = Some((row, order.to_owned()));
        }
        if self.rows.len() < ROWS_TOLD {
            self.rows.push(row);
        }
    }

    fn warning(mut self, code: &'static str) -> Option<Warning> {
        let (_, order) = self.first?;
        self.rows.sort_unstable();
        let mut rows: Vec<String> = self.rows.iter().map(u32::to_string).collect();
        if self.count > rows.len() {
            rows.push("…".to_owned());
        }
        Some(Warning { code, args: vec![("count", self.count.to_string()), ("rows", rows.join(", ")), ("order", order)] })
    }
}

/// Adds a complete order to the figures of the tables where its lines stand.
pub(super) fn count(tables: &mut [Figures], order: &Order) {
    let mut seen: Option<u32> = None;
    for line in order.lines.iter().chain(&order.repeated) {
        let figures = &mut tables[line.table as usize];
        figures.add(line, order);
        if seen != Some(line.table) {
            seen = Some(line.table);
            figures.begin_order(line);
        }
    }
    for line in order.duplicates() {
        tables[line.table as usize].duplicates.add(line.row, &order.number);
    }
    // Each line goes to its own customer; the number still counts as one order.
    let other = order.lines.iter().find(|it| it.customer.get().is_some() && it.customer != order.customer);
    if let Some(line) = other {
        tables[line.table as usize].of_two_customers.add(line.row, &order.number);
    }
    // Numbers that begin anew every month look as if their lines stood on several sheets.
    let later = order.lines.chunk_by(|one, other| one.table == other.table).skip(1).filter_map(|lines| lines.first());
    later.for_each(|it| tables[it.table as usize].parted.add(it.row, &order.number));
}

/// Half a year apart and of another customer, or a year apart: it is hardly the same order.
pub(super) fn compare(tables: &mut [Figures], order: &Order, (stored, new): (&OrderHead, &OrderHead)) {
    let days = (new.ordered_on - stored.ordered_on).num_days().abs();
    // Lines of the store among them: they are added to, not replaced.
    let Some(line) = order.lines.first().filter(|_| order.lines.iter().all(|it| (it.table as usize) < tables.len())) else {
        return;
    };
    if !order.is_numbered() {
        tables[line.table as usize].replaced.add(line.row, &order.number);
    } else if days > 300 || days > 150 && new.customer != stored.customer {
        tables[line.table as usize].anew.add(line.row, &order.number);
    }
}

/// What became of an order is what became of its lines.
pub(super) fn count_change(tables: &mut [Figures], order: &Order, change: Change) {
    let mut count = |lines: &[Line], change| {
        for line in lines {
            // Lines that an order had before belong to no table.
            if let Some(figures) = tables.get_mut(line.table as usize) {
                figures.counts.add(change, 1);
            }
        }
    };
    count(&order.lines, change);
    count(&order.repeated, Change::Unchanged);
}

impl Figures {
    fn add(&mut self, line: &Line, order: &Order) {
        self.lines += 1;
        let customer = line.customer.or(order.customer).get();
        if customer != self.customer {
            self.customer = customer;
            self.customers.extend(customer);
        }
        self.sum_qty += line.quantity;
        self.sum_amount += line.amount;
        if matches!(line.class, StatusClass::Open | StatusClass::Done | StatusClass::Return) {
            self.revenue += line.amount;
        }
        self.first_date = Some(self.first_date.map_or(line.date, |it| it.min(line.date)));
        self.last_date = Some(self.last_date.map_or(line.date, |it| it.max(line.date)));
    }

    fn begin_order(&mut self, first: &Line) {
        self.orders += 1;
        self.cancelled_orders += usize::from(first.class == StatusClass::Cancelled);
        self.return_documents += usize::from(first.class == StatusClass::Return);
    }

    pub(super) fn loaded(self) -> Loaded {
        let told = [
            self.duplicates.warning("duplicate-in-file"),
            self.of_two_customers.warning("order-of-two-customers"),
            self.parted.warning("orders-on-several-sheets"),
            self.anew.warning("orders-numbered-anew"),
            self.replaced.warning("days-replaced"),
        ];
        let control = Control {
            lines: Some(self.lines),
            orders: Some(self.orders),
            customers: Some(self.customers.len()),
            sum_qty: Some(self.sum_qty),
            sum_amount: Some(self.sum_amount),
            revenue: Some(self.revenue),
            first_date: self.first_date,
            last_date: self.last_date,
            cancelled_orders: Some(self.cancelled_orders),
            return_documents: Some(self.return_documents),
            created_customers: Some(self.created_customers),
            created_products: Some(self.created_products),
            ..Control::default()
        };
        let warnings = self.warnings.into_iter().chain(told.into_iter().flatten()).collect();
        Loaded { counts: self.counts, control, warnings }
    }
}
