//! How deep a row of a report stands: by its outline level, the column of its name, its indent, or the blanks before it.

use std::ops::Range;

use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::{is_blank, is_empty};

use super::cells::cell;

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
}

fn leading_blanks(cell: &RawCell) -> Option<u32> {
    let RawCell::Text(text) = cell else { return None };
    let blanks = text.chars().take_while(|it| is_blank(*it)).count();
    (!is_empty(cell)).then_some(blanks as u32)
}
