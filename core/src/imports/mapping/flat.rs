//! A layout made into a plain table: the rows that are data, with what the layout says of them in columns of their own.

use crate::imports::records::{Skipped, Warning};
use crate::imports::sheets::RawRow;

use super::columns::Columns;

/// Differences told one by one before the rest is only counted.
const TOLD: usize = 3;

pub(super) struct Flat {
    pub rows: Vec<RawRow>,
    /// Those of the sheet first, then those the layout adds.
    pub columns: Columns,
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<Warning>,
    differences: usize,
}

impl Flat {
    pub(super) fn new(columns: Columns) -> Self {
        Self { rows: Vec::new(), columns, skipped: Vec::new(), warnings: Vec::new(), differences: 0 }
    }

    /// Rows of the file and lines made of them.
    pub(super) fn read(&self) -> usize {
        self.rows.len() + self.skipped.len()
    }

    pub(super) fn warn(&mut self, code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) {
        self.warnings.push(Warning { code, args: args.into_iter().collect() });
    }

    /// A figure of the file that its rows do not add up to.
    pub(super) fn differs(&mut self, code: &'static str, row: u32, total: String, sum: String) {
        self.differences += 1;
        if self.differences <= TOLD {
            self.warn(code, [("row", row.to_string()), ("total", total), ("sum", sum)]);
        }
    }

    /// Counts what was not told.
    pub(super) fn finish(mut self) -> Self {
        if self.differences > TOLD {
            let more = self.differences - TOLD;
            self.warn("differences_more", [("count", more.to_string())]);
        }
        self
    }
}
