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
    // All cells count, however many columns there will be.
    let wide = Region { columns: 0..usize::MAX, ..region.clone() };
    let sorter = Sorter::with_end(entity, columns, &wide, (header, 0));
    let seen = Seen::new(columns);
    let cells = Cells::with(columns, &seen, context);
    let follower = Follower::new(cells.find("order.no").filter(|_| entity == Entity::Orders));
    let part = || Part {
        sorter: &sorter,
        cells: &cells,
        header,
        first_of_body: region.header.end,
        behind: 0,
        n_rows: 0,
        end: 0,
        width: region.columns.end,
        last_full: None,
        seen: seen.clone(),
        follower: follower.clone(),
        numbers: Numbers::default(),
        below_blank: false,
        begins_table: None,
        is_plain: true,
    };
    let (mut first, mut second) = (part(), Part { first_of_body: 0, behind: SOMEWHERE, ..part() });
    let halved = long.halves(&mut |row| first.see(row), &mut |row| second.see(row)).map_err(Unfit::Refused)?;
    let whole = if halved && first.n_rows >= region.header.end {
        first.join(second)
    } else {
        let mut whole = part();
        long.each(Pass::First, &mut |row| whole.see(row)).map_err(Unfit::Refused)?;
        whole
    };
    if !whole.is_plain {
        return Err(Unfit::NotPlain);
    }
    let (end, last_full) = (whole.end.max(region.header.end), whole.last_full.unwrap_or(0));
    Ok(Survey { end, width: whole.width, last_full, seen: whole.seen, last_runs: whole.numbers.last_runs() })
}

/// Far below all rows that are looked at one by one.
const SOMEWHERE: usize = 1 << 40;

/// What rows that follow each other have told.
struct Part<'a> {
    sorter: &'a Sorter<'a>,
    cells: &'a Cells<'a>,
    header: &'a [RawRow],
    first_of_body: usize,
    /// How many rows are before, or `SOMEWHERE`.
    behind: usize,
    n_rows: usize,
    end: usize,
    width: usize,
    last_full: Option<usize>,
    seen: Seen,
    follower: Follower,
    numbers: Numbers,
    below_blank: bool,
    /// Whether the first row that is not blank could be the header of another table.
    begins_table: Option<bool>,
    is_plain: bool,
}

impl Part<'_> {
    fn see(&mut self, row: &RawRow) -> ControlFlow<()> {
        let here = self.n_rows;
        self.n_rows += 1;
        if here < self.first_of_body {
            return ControlFlow::Continue(());
        }
        if is_blank_row(row) {
            self.below_blank = true;
            return ControlFlow::Continue(());
        }
        if self.below_blank || self.begins_table.is_none() {
            let begins = begins_table(row, self.header);
            self.begins_table.get_or_insert(begins);
            if self.below_blank && begins {
                self.is_plain = false;
                return ControlFlow::Break(());
            }
        }
        self.below_blank = false;
        self.end = self.n_rows;
        self.width = self.width.max(row.cells.len());
        if self.sorter.is_full(row) {
            self.last_full = Some(here);
        }
        self.seen.see(row);
        let (sorter, behind) = (self.sorter, self.behind);
        if self.follower.begins(row, || row.fault.is_none() && sorter.skip(behind + here, row).is_none()) {
            self.numbers.add(orders::number(self.cells, row).as_deref());
        }
        ControlFlow::Continue(())
    }

    /// The rows of both parts, those of `next` behind the own ones.
    fn join(mut self, next: Self) -> Self {
        let behind = self.n_rows;
        self.is_plain &= next.is_plain && !(self.below_blank && next.begins_table == Some(true));
        self.n_rows += next.n_rows;
        if next.end > 0 {
            self.end = behind + next.end;
        }
        self.width = self.width.max(next.width);
        self.last_full = next.last_full.map(|it| behind + it).or(self.last_full);
        self.seen.join(&next.seen);
        let goes_on = self.follower.is_within(&next.follower);
        self.numbers.append(next.numbers, usize::from(goes_on));
        self.follower = next.follower;
        self
    }
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
