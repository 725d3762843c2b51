//! The first pass over a long sheet: what must be known of all rows before any of them is read, and the signs that it
//! is not one plain table after all.

use std::ops::ControlFlow;

use crate::imports::records::Entity;
use crate::imports::sheets::{LongRows, Pass, RawCell, RawRow, Refusal};
use crate::imports::values::is_empty;

use super::cells::{Cells, Seen};
use super::columns::Columns;
use super::header::{self, Region, is_blank_row, repeats_header};
use super::rows::Sorter;
use super::runs::{Follower, LastRuns, Numbers};
use super::{MapContext, orders};

/// What all rows of a plain table have told.
#[derive(Debug)]
pub(super) struct Survey {
    /// Index behind the last filled row.
    pub end: usize,
    /// Cells of the widest row.
    pub width: usize,
    /// Index of the last row with more than one filled mapped cell.
    pub last_full: usize,
    pub seen: Seen,
    pub last_runs: LastRuns,
}

/// Why there is no survey.
#[derive(Clone, Copy, Debug)]
pub(super) enum Unfit {
    /// The sheet holds more than one plain table.
    NotPlain,
    Refused(Refusal),
}

/// Looks at all rows. The first rows of the sheet told the region and the columns.
pub(super) fn survey(
    long: &dyn LongRows,
    (entity, columns): (Entity, &Columns),
    (region, header): (&Region, &[RawRow]),
    context: &MapContext,
) -> Result<Survey, Unfit> {
    let mut survey = Survey {
        end: region.header.end,
        width: region.columns.end,
        last_full: 0,
        seen: Seen::new(columns),
        last_runs: LastRuns::default(),
    };
    // All cells count, however many columns there will be.
    let wide = Region { columns: 0..usize::MAX, ..region.clone() };
    let sorter = Sorter::with_end(entity, columns, &wide, (header, 0));
    let cells = Cells::with(columns, &survey.seen, context);
    let mut follower = Follower::new(cells.find("order.no").filter(|_| entity == Entity::Orders));
    let mut numbers = Numbers::default();
    let (mut at, mut below_blank, mut is_plain) = (0, false, true);
    long.each(Pass::First, &mut |row| {
        let here = at;
        at += 1;
        if here < region.header.end {
            return ControlFlow::Continue(());
        }
        if is_blank_row(row) {
            below_blank = true;
            return ControlFlow::Continue(());
        }
        if below_blank && begins_table(row, header) {
            is_plain = false;
            return ControlFlow::Break(());
        }
        below_blank = false;
        survey.end = at;
        survey.width = survey.width.max(row.cells.len());
        if sorter.is_full(row) {
            survey.last_full = here;
        }
        survey.seen.see(row);
        if follower.begins(row, || row.fault.is_none() && sorter.skip(here, row).is_none()) {
            numbers.add(orders::number(&cells, row).as_deref());
        }
        ControlFlow::Continue(())
    })
    .map_err(Unfit::Refused)?;
    if !is_plain {
        return Err(Unfit::NotPlain);
    }
    survey.last_runs = numbers.last_runs();
    Ok(survey)
}

/// A row that could be the header of another table.
fn begins_table(row: &RawRow, header: &[RawRow]) -> bool {
    // Looking words up is slow, and a file may have a blank line after each of a million rows: two cells that begin
    // with a digit make no header.
    let begins_with_digit = |cell: &&RawCell| match cell {
        RawCell::Text(text) => text.trim_start().starts_with(|it: char| it.is_ascii_digit()),
        cell => !is_empty(cell),
    };
    row.cells.iter().filter(begins_with_digit).nth(1).is_none()
        && header::is_header(row)
        && !header.iter().any(|it| repeats_header(row, it))
}
