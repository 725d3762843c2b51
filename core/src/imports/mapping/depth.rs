//! How deep a row of a report stands: by its outline level, the column of its name, its indent, the blanks before it, its
//! weight, or by its figures, if they are those of the rows below it.

use std::ops::Range;

use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::{is_blank, is_empty};

use super::cells::cell;
use super::rows::is_figure;
use super::subtotals::figure;

/// The ranks of these rows from 0, where the sheet tells at least two of them apart.
pub(super) fn ranks(sheet: &Sheet, rows: &[&RawRow], names: &Range<usize>) -> Option<Vec<usize>> {
    let by = |key: &dyn Fn(&RawRow) -> u32| {
        let keys: Vec<u32> = rows.iter().map(|row| key(row)).collect();
        let mut steps = keys.clone();
        steps.sort_unstable();
        steps.dedup();
        (steps.len() > 1).then(|| keys.iter().map(|it| steps.partition_point(|step| step < it)).collect())
    };
    by(&|row| u32::from(sheet.look(row.number).outline))
        .or_else(|| by(&|row| names.clone().position(|at| !is_empty(cell(row, at))).unwrap_or(0) as u32))
        .or_else(|| by(&|row| u32::from(sheet.look(row.number).indent)))
        .or_else(|| by(&|row| names.clone().find_map(|at| leading_blanks(cell(row, at))).unwrap_or(0)))
        .or_else(|| by(&|row| u32::from(!sheet.look(row.number).bold)))
}

/// Two levels without any mark: every group states in all its figures what the rows below it add up to. Lines of orders do
/// so by chance, so this is asked only of what is known to be a report.
pub(super) fn by_sums(rows: &[&RawRow], names: &Range<usize>) -> Option<Vec<usize>> {
    let width = rows.iter().map(|row| row.cells.len()).max()?;
    let is_figures = |at: &usize| {
        let mut filled = rows.iter().map(|row| cell(row, *at)).filter(|it| !is_empty(it)).peekable();
        filled.peek().is_some() && filled.all(is_figure)
    };
    let figures: Vec<usize> = (names.end..width).filter(is_figures).collect();
    let value = |row: &RawRow, at: usize| figure(row, at).unwrap_or(0.0);
    let mut ranks = vec![1; rows.len()];
    let (mut at, mut n_groups, mut n_largest) = (0, 0, 0);
    while at < rows.len() {
        let mut left: Vec<f64> = figures.iter().map(|column| value(rows[at], *column)).collect();
        let mut end = at + 1;
        while end < rows.len() && left.iter().any(|it| it.abs() >= 0.015) {
            left.iter_mut().zip(&figures).for_each(|(left, column)| *left -= value(rows[end], *column));
            end += 1;
        }
        if end == at + 1 || left.iter().any(|it| it.abs() >= 0.015) {
            return None;
        }
        ranks[at] = 0;
        (n_groups, n_largest) = (n_groups + 1, n_largest.max(end - at - 1));
        at = end;
    }
    // Two columns of figures cannot add up by chance row after row.
    (figures.len() >= 2 && n_groups >= 2 && n_largest >= 2).then_some(ranks)
}

fn leading_blanks(cell: &RawCell) -> Option<u32> {
    let RawCell::Text(text) = cell else { return None };
    let blanks = text.chars().take_while(|it| is_blank(*it)).count();
    (!is_empty(cell)).then_some(blanks as u32)
}
