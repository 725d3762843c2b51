//! What rows add up to, column by column, to be held against the totals a file states.

use crate::imports::records::Warning;
use crate::imports::sheets::RawRow;
use crate::imports::values::numbers::{self, NumberStyle};

use super::cells::cell;

/// Differences told.
const TOLD: usize = 3;

/// Sums of some columns since the last total, and of all rows.
pub(super) struct Subtotals {
    columns: Vec<usize>,
    since: Vec<f64>,
    overall: Vec<f64>,
    n_rows: usize,
    warnings: Vec<Warning>,
}

impl Subtotals {
    pub(super) fn new(columns: Vec<usize>) -> Self {
        let zero = vec![0.0; columns.len()];
        Self { columns, since: zero.clone(), overall: zero, n_rows: 0, warnings: Vec::new() }
    }

    pub(super) fn add(&mut self, row: &RawRow) {
        self.n_rows += 1;
        for (n, at) in self.columns.iter().enumerate() {
            let value = figure(row, *at).unwrap_or(0.0);
            self.since[n] += value;
            self.overall[n] += value;
        }
    }

    /// A row of totals: of the rows since the last one, or of all.
    pub(super) fn total(&mut self, row: &RawRow) {
        // Every row may be rounded by itself.
        let slack = 0.015 + 0.001 * self.n_rows as f64;
        let near = |sums: &[f64]| {
            self.columns.iter().zip(sums).all(|(at, sum)| figure(row, *at).is_none_or(|it| (it - sum).abs() < slack))
        };
        if !near(&self.since) && !near(&self.overall) {
            let sums = if self.since.iter().all(|it| *it == 0.0) { &self.overall } else { &self.since };
            let wrong = self.columns.iter().zip(sums).find_map(|(at, sum)| {
                let stated = figure(row, *at)?;
                ((stated - sum).abs() >= slack).then_some((stated, *sum))
            });
            if let Some((stated, sum)) = wrong.filter(|_| self.warnings.len() < TOLD) {
                let args = vec![("row", row.number.to_string()), ("total", shown_sum(stated)), ("sum", shown_sum(sum))];
                self.warnings.push(Warning { code: "total_differs", args });
            }
        }
        self.since.iter_mut().for_each(|it| *it = 0.0);
    }

    pub(super) fn into_warnings(self) -> Vec<Warning> {
        self.warnings
    }
}

/// A figure as the file has it, for people.
pub(super) fn shown_sum(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded.fract() == 0.0 { format!("{rounded:.0}") } else { format!("{rounded:.2}") }
}

pub(super) fn figure(row: &RawRow, at: usize) -> Option<f64> {
    numbers::read(cell(row, at), NumberStyle::default()).ok().flatten().map(|it| it.value.to_f64())
}
