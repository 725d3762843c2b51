//! Lines of orders on their way from the file to the store: plain figures, and what an order makes of its lines.

use std::collections::HashSet;

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use crate::ids::{CustomerId, ProductId};
use crate::imports::records::{OrderLineRecord, StatusClass};
use crate::money::{Money, Quantity};
use crate::order_lines::{OrderHead, OrderLine};
use crate::store::day_number;

/// A line without its record: a million of them may be held.
pub(super) struct Line {
    pub row: u32,
    /// The place of its table in the file.
    pub table: u32,
    /// The place of what it says in words, in its order.
    pub words: u32,
    pub date: NaiveDate,
    minute: i16,
    pub class: StatusClass,
    /// The class by its status alone, whatever the order makes of it.
    stated: StatusClass,
    /// Whether the file gives its order a number.
    numbered: bool,
    /// One number may stand for orders of two customers: numbers begin anew every year.
    pub customer: Maybe,
    pub product: ProductId,
    pub quantity: Quantity,
    pub amount: Money,
    pub price: Maybe,
    pub discount: Maybe,
    pub unit_cost: Maybe,
    pub cost: Maybe,
}

/// An integer that may be absent, in eight bytes. No stored figure is that small.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Maybe(i64);

impl Default for Maybe {
    fn default() -> Self {
        Self(Self::ABSENT)
    }
}

impl Maybe {
    const ABSENT: i64 = i64::MIN;

    pub(super) fn get(self) -> Option<i64> {
        (self.0 != Self::ABSENT).then_some(self.0)
    }

    pub(super) fn or(self, other: Self) -> Self {
        if self.0 == Self::ABSENT { other } else { self }
    }
}

impl From<Option<i64>> for Maybe {
    fn from(value: Option<i64>) -> Self {
        Self(value.unwrap_or(Self::ABSENT))
    }
}

impl From<Option<Money>> for Maybe {
    fn from(value: Option<Money>) -> Self {
        value.map(|it| it.0).into()
    }
}

impl From<Option<CustomerId>> for Maybe {
    fn from(value: Option<CustomerId>) -> Self {
        value.map(|it| it.0).into()
    }
}

/// What a line says of its order in words. Lines of one order mostly say the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Words {
    pub status: Option<String>,
    pub manager: Option<String>,
    pub comment: Option<String>,
}

#[derive(Default)]
pub(super) struct Order {
    pub number: String,
    pub customer: Maybe,
    pub lines: Vec<Line>,
    /// Lines of later tables that say the whole order once more: a sheet of the month beside a sheet of the year.
    pub repeated: Vec<Line>,
    words: Vec<Words>,
    /// Its place among all orders of the file.
    pub place: usize,
    /// Whether all its lines were stored before, though among others.
    pub adds_nothing: bool,
}

/// The table of lines that are in the store and not in the file.
const STORED: u32 = u32::MAX;

impl Line {
    pub(super) fn new(record: &OrderLineRecord, table: u32, (customer, product): (Option<CustomerId>, ProductId)) -> Self {
        let heading = &record.heading;
        Self {
            row: record.row,
            table,
            words: 0,
            date: heading.date,
            minute: minute(heading.minute),
            class: heading.class,
            stated: heading.class,
            numbered: heading.number.is_some(),
            customer: customer.into(),
            product,
            quantity: record.quantity,
            amount: record.amount,
            price: record.price.into(),
            discount: record.discount.into(),
            unit_cost: record.unit_cost.into(),
            cost: record.cost_total.into(),
        }
    }

    pub(super) fn stored(line: &OrderLine) -> Self {
        let class = class_of(line.class);
        Self {
            row: 0,
            table: STORED,
            words: 0,
            date: line.ordered_on,
            minute: minute(line.minute),
            class,
            stated: class,
            numbered: true,
            customer: Some(line.customer).filter(|it| *it != 0).into(),
            product: ProductId(line.product),
            quantity: Quantity(line.quantity),
            amount: Money(line.amount),
            price: line.price.into(),
            discount: line.discount.into(),
            unit_cost: line.unit_cost.into(),
            cost: line.cost.into(),
        }
    }

    /// As it is to be stored in an order.
    pub(super) fn packed(&self, head: &OrderHead, opens_order: bool) -> OrderLine {
        OrderLine {
            ordered_on: self.date,
            minute: self.minute(),
            customer: self.customer.get().unwrap_or(head.customer),
            product: self.product.0,
            class: self.class as i64,
            opens_order,
            quantity: self.quantity.0,
            price: self.price.get(),
            discount: self.discount.get(),
            amount: self.amount.0,
            unit_cost: self.unit_cost.get(),
            cost: self.cost.get(),
        }
    }

    pub(super) fn minute(&self) -> Option<i64> {
        (self.minute >= 0).then_some(i64::from(self.minute))
    }

    fn is_back(&self) -> bool {
        self.quantity < Quantity::ZERO
    }
}

/// The class as it is stored.
fn class_of(stored: i64) -> StatusClass {
    match stored {
        0 => StatusClass::Open,
        2 => StatusClass::Cancelled,
        3 => StatusClass::Returned,
        4 => StatusClass::Return,
        _ => StatusClass::Done,
    }
}

fn minute(value: Option<i64>) -> i16 {
    value.and_then(|it| i16::try_from(it).ok()).unwrap_or(-1)
}

impl Order {
    /// Whether there is room for no more than so many lines.
    pub(super) fn is_within(&self, lines: usize) -> bool {
        self.lines.capacity() <= lines && self.words.capacity() <= lines
    }

    /// An order that says nothing, with the room of this one.
    pub(super) fn emptied(self) -> Self {
        let Self { mut number, mut lines, mut words, .. } = self;
        number.clear();
        lines.clear();
        words.clear();
        Self { number, lines, words, ..Self::default() }
    }

    /// Puts the lines stored before the own ones. An own line that is among them was added by an earlier file.
    pub(super) fn join(&mut self, customer: Option<i64>, said: Words, stored: Vec<Line>) {
        let figures = |line: &Line| (line.product, line.date, line.quantity, line.amount);
        self.customer = Maybe::from(customer).or(self.customer);
        self.words.insert(0, said);
        let own = std::mem::replace(&mut self.lines, stored);
        let mut left: Vec<_> = self.lines.iter().map(figures).collect();
        let is_sale = self.lines.iter().any(|it| !it.is_back());
        for mut line in own {
            line.words += 1;
            // By itself it looked like a return; it was taken back in an order of sales.
            if is_sale && matches!(line.stated, StatusClass::Open | StatusClass::Done) {
                line.class = line.stated;
            }
            match left.iter().position(|it| *it == figures(&line)) {
                Some(at) => {
                    left.swap_remove(at);
                    self.repeated.push(line);
                }
                None => self.lines.push(line),
            }
        }
        self.adds_nothing = self.lines.iter().all(|it| it.table == STORED);
    }

    /// Whether the file gives it a number; otherwise it is whatever a customer bought on a day.
    pub(super) fn is_numbered(&self) -> bool {
        self.lines.iter().chain(&self.repeated).any(|it| it.numbered)
    }

    /// The day and the customer that an order without a number is known by.
    pub(super) fn day_of_customer(&self) -> Option<(NaiveDate, i64)> {
        let customer = self.customer.get().filter(|_| !self.is_numbered())?;
        Some((self.lines.first()?.date, customer))
    }

    /// Takes in an order that is the same one in another spelling.
    pub(super) fn take_in(&mut self, other: Self) {
        let before = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.extend(other.words);
        self.lines.extend(other.lines.into_iter().map(|it| Line { words: it.words.saturating_add(before), ..it }));
    }

    /// A newer file that says nothing of the status leaves it as it was: a cancelled order does not become a sale.
    pub(super) fn keep_status(&mut self, status: Option<&str>, class: i64) {
        let says = |it: &Line| it.class != StatusClass::Done || it.stated != StatusClass::Done;
        if status.is_none() || self.words.iter().any(|it| it.status.is_some()) || self.lines.iter().any(says) {
            return;
        }
        let class = class_of(class);
        if class == StatusClass::Return {
            return;
        }
        self.words.iter_mut().for_each(|it| it.status = status.map(str::to_owned));
        for line in self.lines.iter_mut().chain(&mut self.repeated) {
            (line.class, line.stated) = (class, class);
        }
    }

    pub(super) fn words_of(&self, line: &Line) -> &Words {
        &self.words[line.words as usize]
    }

    pub(super) fn manager(&self) -> Option<&str> {
        self.words.iter().find_map(|it| it.manager.as_deref())
    }

    /// `None` for an order without lines.
    pub(super) fn head(&self) -> Option<OrderHead> {
        let ordered_on = self.lines.iter().map(|it| it.date).min()?;
        let class = self.lines.first()?.class as i64;
        Some(OrderHead { ordered_on, customer: self.customer.get().unwrap_or_default(), class })
    }

    /// The first sale line on the order's earliest day: there the order is counted.
    pub(super) fn opening_line(&self) -> Option<usize> {
        let sales =
            self.lines.iter().enumerate().filter(|(_, line)| {
                matches!(line.class, StatusClass::Open | StatusClass::Done) && line.quantity > Quantity::ZERO
            });
        sales.min_by_key(|(n, line)| (line.date, *n)).map(|(n, _)| n)
    }

    pub(super) fn push(&mut self, line: Line) {
        self.customer = self.customer.or(line.customer);
        self.lines.push(line);
    }

    /// Comments differ between lines, the rest hardly ever.
    pub(super) fn place_of(&mut self, words: Words) -> u32 {
        let known = self.words.iter().rev().take(4).position(|it| *it == words);
        let place = known.map_or(self.words.len(), |back| self.words.len() - 1 - back);
        if known.is_none() {
            self.words.push(words);
        }
        u32::try_from(place).unwrap_or(u32::MAX)
    }

    /// Classes and signs that only the whole order tells, and lines that say it once more set apart.
    pub(super) fn settle(&mut self) {
        for lines in self.lines.chunk_by_mut(|one, other| one.table == other.table) {
            let is_sale = lines.iter().any(|it| it.numbered && !it.is_back());
            for line in lines {
                settle_class(line, is_sale);
            }
        }
        let one_table = self.lines.first().is_none_or(|first| self.lines.iter().all(|it| it.table == first.table));
        if !one_table {
            self.set_repeated_apart();
        }
    }

    /// Where a later table has all lines of the order that an earlier one has, and no other, it is the same order again.
    fn set_repeated_apart(&mut self) {
        let said = |line: &Line| (line.product, line.date, line.minute, line.class, line.quantity, line.amount, line.price.get());
        let mut kept: Vec<Vec<_>> = Vec::new();
        let mut repeated: Vec<u32> = Vec::new();
        for lines in self.lines.chunk_by(|one, other| one.table == other.table) {
            let words: Vec<_> = lines.iter().map(said).collect();
            if kept.contains(&words) {
                repeated.extend(lines.first().map(|it| it.table));
            } else {
                kept.push(words);
            }
        }
        if !repeated.is_empty() {
            (self.repeated, self.lines) = self.lines.drain(..).partition(|it| repeated.contains(&it.table));
        }
    }

    /// Rows of lines that the order has already.
    pub(super) fn duplicates(&self) -> impl Iterator<Item = &Line> {
        let said = |line: &Line| (line.product, line.date, line.quantity, line.amount);
        let mut seen = (self.lines.len() > 16).then(HashSet::new);
        self.lines.iter().enumerate().filter_map(move |(n, line)| {
            let is_new = match &mut seen {
                Some(seen) => seen.insert(said(line)),
                None => self.lines[..n].iter().all(|it| said(it) != said(line)),
            };
            (!is_new).then_some(line)
        })
    }

    /// Of everything stored of the order: its head, its lines as they are packed, and what they say in words.
    /// `bytes` is room to work in.
    pub(super) fn digest(&self, head: &OrderHead, packed: &str, bytes: &mut Vec<u8>) -> i64 {
        bytes.clear();
        for number in [day_number(head.ordered_on), head.customer, head.class] {
            integer(bytes, Some(number));
        }
        words(bytes, packed);
        let mut last = None;
        for (n, line) in self.lines.iter().enumerate() {
            if last.replace(line.words) != Some(line.words) {
                integer(bytes, i64::try_from(n).ok());
                self.words_of(line).write(bytes);
            }
        }
        hash(bytes)
    }

    /// The digest that orders have which were stored when a line was a row.
    pub(super) fn digest_of_rows(&self, bytes: &mut Vec<u8>) -> i64 {
        bytes.clear();
        integer(bytes, self.customer.get());
        for line in &self.lines {
            self.words_of(line).write(bytes);
            let figures = [
                Some(day_number(line.date)),
                line.minute(),
                line.customer.get(),
                Some(line.product.0),
                Some(line.class as i64),
                Some(line.quantity.0),
                Some(line.amount.0),
                line.price.get(),
                line.discount.get(),
                line.unit_cost.get(),
                line.cost.get(),
            ];
            for figure in figures {
                integer(bytes, figure);
            }
        }
        hash(bytes)
    }
}

impl Words {
    fn write(&self, bytes: &mut Vec<u8>) {
        for text in [&self.status, &self.manager, &self.comment] {
            words(bytes, text.as_deref().unwrap_or_default());
        }
    }
}

fn integer(bytes: &mut Vec<u8>, value: Option<i64>) {
    bytes.push(u8::from(value.is_some()));
    bytes.extend_from_slice(&value.unwrap_or_default().to_le_bytes());
}

fn words(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn hash(bytes: &[u8]) -> i64 {
    let hash = Sha256::digest(bytes);
    i64::from_le_bytes(hash[..8].try_into().unwrap_or_default())
}

/// A document whose quantities are all negative is a return, whatever its status says; so is a negative line with the
/// status "returned". A return document may be written with positive figures: they are turned.
fn settle_class(line: &mut Line, order_has_sales: bool) {
    let is_return = match line.class {
        StatusClass::Cancelled => false,
        StatusClass::Return => true,
        StatusClass::Returned => line.is_back() || line.amount < Money::ZERO,
        StatusClass::Open | StatusClass::Done => line.is_back() && !(line.numbered && order_has_sales),
    };
    if is_return {
        line.class = StatusClass::Return;
        line.quantity = -Quantity(line.quantity.0.saturating_abs());
        line.amount = -line.amount.abs();
    }
    let total = line.cost.get().map(Money).map(|it| if line.is_back() { -it.abs() } else { it });
    let computed = || line.unit_cost.get().and_then(|it| Money(it).times(line.quantity));
    line.cost = total.or_else(computed).into();
}
