//! Rows of one kind: all cells of a kept sum, or the lines of a month.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::column::Column;
use crate::order_lines::OrderWords;
use crate::sums::FIGURES;

/// The figures of a row, in the order of `sums`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    Lines,
    SaleLines,
    Orders,
    Astray,
    Quantity,
    Amount,
    Gross,
    Returned,
    Discount,
    CostedLines,
    CostedAmount,
    Cost,
    UncostedQuantity,
}

/// Ids of the rows: places in an ascending list.
#[derive(Debug)]
pub struct Keys {
    pub ids: Vec<i64>,
    pub places: Column,
}

/// What is written in the order of a row: places in a list of all there are.
#[derive(Debug)]
pub struct Words {
    pub list: Vec<Written>,
    pub places: Column,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Written {
    pub manager: String,
    pub status: String,
}

/// The words of orders as they come, each once.
#[derive(Debug, Default)]
pub(super) struct WordList {
    list: Vec<Written>,
    places: HashMap<Written, usize>,
    last: usize,
}

#[derive(Debug)]
pub struct Block {
    pub len: usize,
    pub days: Column,
    pub classes: Column,
    /// Id 0: nobody is named.
    pub customers: Option<Keys>,
    pub products: Option<Keys>,
    /// 1 where a line is of another order than the line before it.
    pub order_starts: Option<Column>,
    /// Only of lines.
    pub words: Option<Words>,
    /// Columns of equal numbers are held once.
    figures: Vec<Arc<Column>>,
    /// First and last day of sale lines in cells of months, by `NO_NUMBER` where there are none.
    pub sold: Option<[Column; 2]>,
}

/// A block being put together, row after row.
#[derive(Debug, Default)]
pub(super) struct Rows {
    pub days: Vec<i64>,
    pub classes: Vec<i64>,
    pub customers: Vec<i64>,
    pub products: Vec<i64>,
    pub order_starts: Vec<i64>,
    pub words: Vec<i64>,
    pub written: WordList,
    pub figures: [Vec<i64>; FIGURES],
    pub sold: [Vec<i64>; 2],
}

impl Keys {
    fn of(ids: &[i64]) -> Option<Self> {
        if ids.is_empty() {
            return None;
        }
        let mut known = ids.to_vec();
        known.sort_unstable();
        known.dedup();
        let place = |id: &i64| known.binary_search(id).map_or(0, |it| it as i64);
        let places: Vec<i64> = ids.iter().map(place).collect();
        Some(Self { places: Column::of(&places), ids: known })
    }

    fn bytes(&self) -> usize {
        8 * self.ids.len() + self.places.bytes()
    }
}

impl WordList {
    pub(super) fn place(&mut self, words: OrderWords<'_>) -> i64 {
        // Mostly as in the order before.
        let is_last = |it: &Written| it.manager == words.manager && it.status == words.status;
        if !self.list.get(self.last).is_some_and(is_last) {
            let written = Written { manager: words.manager.to_owned(), status: words.status.to_owned() };
            self.last = *self.places.entry(written).or_insert_with_key(|it| {
                self.list.push(it.clone());
                self.list.len() - 1
            });
        }
        self.last as i64
    }
}

impl Words {
    fn bytes(&self) -> usize {
        let text = |it: &Written| size_of::<Written>() + it.manager.len() + it.status.len();
        self.places.bytes() + self.list.iter().map(text).sum::<usize>()
    }
}

impl Rows {
    pub(super) fn figures(&mut self, figures: [i64; FIGURES]) {
        for (column, figure) in self.figures.iter_mut().zip(figures) {
            column.push(figure);
        }
    }

    pub(super) fn finish(self) -> Block {
        let mut figures: Vec<Arc<Column>> = Vec::with_capacity(FIGURES);
        for numbers in &self.figures {
            let column = Column::of(numbers);
            let equal = figures.iter().find(|it| ***it == column).cloned();
            figures.push(equal.unwrap_or_else(|| Arc::new(column)));
        }
        let optional = |numbers: &[i64]| (!numbers.is_empty()).then(|| Column::of(numbers));
        let [first, last] = &self.sold;
        Block {
            len: self.days.len(),
            days: Column::of(&self.days),
            classes: Column::of(&self.classes),
            customers: Keys::of(&self.customers),
            products: Keys::of(&self.products),
            order_starts: optional(&self.order_starts),
            words: optional(&self.words).map(|places| Words { list: self.written.list, places }),
            figures,
            sold: optional(first).zip(optional(last)).map(|(first, last)| [first, last]),
        }
    }
}

impl Block {
    pub fn figure(&self, figure: Figure) -> &Column {
        &self.figures[figure as usize]
    }

    /// Puts a figure of these rows into the first places of `out`.
    pub fn read(&self, figure: Figure, rows: Range<usize>, out: &mut [i64]) {
        self.figure(figure).read(rows, out);
    }

    pub fn bytes(&self) -> usize {
        let keys: usize = [&self.customers, &self.products].into_iter().flatten().map(Keys::bytes).sum();
        let shared = |n: usize| self.figures[..n].iter().any(|it| Arc::ptr_eq(it, &self.figures[n]));
        let figures: usize = (0..self.figures.len()).filter(|n| !shared(*n)).map(|n| self.figures[n].bytes()).sum();
        let others = self.order_starts.iter().chain(self.sold.iter().flatten()).map(Column::bytes).sum::<usize>();
        let words = self.words.as_ref().map_or(0, Words::bytes);
        size_of::<Self>() + self.days.bytes() + self.classes.bytes() + keys + figures + others + words
    }
}
