//! Which rows of a long table are the last of their orders. Lines of one order mostly follow each other, so runs of
//! rows with one number are told apart by a digest each, eight bytes an order.

use std::hash::{DefaultHasher, Hash, Hasher};

use crate::imports::sheets::{RawCell, RawRow};
use crate::imports::values::text;

use super::cells::cell;

/// Follows the runs over the rows of data. Rows without a number go on with the run above them.
#[derive(Clone, Debug)]
pub(super) struct Follower {
    column: Option<usize>,
    /// The number of the first run, as it is written.
    first: RawCell,
    before: RawCell,
    /// How many runs have begun.
    n_runs: usize,
}

impl Follower {
    pub(super) fn new(column: Option<usize>) -> Self {
        Self { column, first: RawCell::Empty, before: RawCell::Empty, n_runs: 0 }
    }

    /// Whether this row begins a run. What is written is compared: two spellings of one number make two runs.
    pub(super) fn begins(&mut self, row: &RawRow, is_data: impl FnOnce() -> bool) -> bool {
        let Some(column) = self.column else { return false };
        let cell = cell(row, column);
        if *cell == self.before || text(cell).is_none() || !is_data() {
            return false;
        }
        match (cell, &mut self.before) {
            (RawCell::Text(text), RawCell::Text(before)) => {
                before.clear();
                before.push_str(text);
            }
            (cell, before) => *before = cell.clone(),
        }
        if self.n_runs == 0 {
            self.first = self.before.clone();
        }
        self.n_runs += 1;
        true
    }

    /// Whether the first run of `next`, which followed the rows behind, is the last of this one going on.
    pub(super) fn is_within(&self, next: &Self) -> bool {
        self.n_runs > 0 && next.n_runs > 0 && next.first == self.before
    }

    /// The place of the present run among all.
    pub(super) fn run(&self) -> Option<usize> {
        self.n_runs.checked_sub(1)
    }
}

/// For each run, whether its number never comes again.
#[derive(Clone, Debug, Default)]
pub(super) struct LastRuns(Vec<u64>);

impl LastRuns {
    pub(super) fn contains(&self, run: usize) -> bool {
        self.0.get(run / 64).is_some_and(|bits| bits >> (run % 64) & 1 == 1)
    }
}

/// Digests of the numbers, each with the place of its run.
#[derive(Debug, Default)]
pub(super) struct Numbers(Vec<u64>);

/// Bits for the place of a run; a file with more of them has no closed orders.
const PLACE: u32 = 26;

impl Numbers {
    /// Adds the number of the next run. Two numbers with one digest only make the earlier one stay open.
    pub(super) fn add(&mut self, number: Option<&str>) {
        let mut hash = DefaultHasher::new();
        number.hash(&mut hash);
        self.push(hash.finish());
    }

    fn push(&mut self, digest: u64) {
        self.0.push(digest >> PLACE << PLACE | self.0.len() as u64);
    }

    /// Adds those of the runs behind but for the first `known`.
    pub(super) fn append(&mut self, next: Self, known: usize) {
        next.0.into_iter().skip(known).for_each(|digest| self.push(digest));
    }

    pub(super) fn last_runs(mut self) -> LastRuns {
        if self.0.len() >> PLACE > 0 {
            return LastRuns::default();
        }
        let mut last = vec![0; self.0.len().div_ceil(64)];
        self.0.sort_unstable();
        for (n, number) in self.0.iter().enumerate() {
            if self.0.get(n + 1).is_none_or(|next| next >> PLACE != number >> PLACE) {
                let run = (number & ((1 << PLACE) - 1)) as usize;
                last[run / 64] |= 1 << (run % 64);
            }
        }
        LastRuns(last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_runs_of_numbers() {
        let mut numbers = Numbers::default();
        ["1", "2", "1", "3", "3"].iter().for_each(|it| numbers.add(Some(it)));
        let last = numbers.last_runs();
        assert_eq!((0..6).map(|run| last.contains(run)).collect::<Vec<_>>(), [false, true, true, false, true, false]);
    }
}
