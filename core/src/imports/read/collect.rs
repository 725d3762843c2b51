//! Cells become sheets: within the limits, rows in order, no empty tail.

use std::path::Path;
use std::sync::Arc;

use super::frames::FrameWriter;
use super::place::Spool;
use super::spooled::Spooled;
use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, LongRows, Looks, Merged, RawCell, RawRow, Refusal, Sheet, Visibility};

/// Blank rows between two filled ones are kept up to this many: a cell at the foot of an Excel sheet is not worth a
/// million of them. Beyond it only the numbers of the rows tell of the gap.
const MAX_GAP: u32 = 1_000;

/// Rows of a long sheet that stay in memory: all that is looked at before the rest is read.
pub(super) const HEAD: usize = 5_100;

/// What takes the rows of a workbook as they are read.
pub(super) trait Rows {
    fn sheet(&mut self, sheet: SheetHead) -> Result<(), Refusal>;
    fn row(&mut self, row: RawRow) -> Result<(), Refusal>;
    /// How the rows of the last sheet look.
    fn looks(&mut self, looks: Looks) -> Result<(), Refusal>;
    /// More merged regions of the last sheet, for formats that tell them after its rows.
    fn merged(&mut self, merged: Vec<Merged>) -> Result<(), Refusal>;
}

/// A sheet before its rows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SheetHead {
    pub(super) name: Option<String>,
    pub(super) visibility: Visibility,
    pub(super) merged: Vec<Merged>,
}

/// Counts what was read against the limits.
pub(super) struct Meter {
    cells_left: u64,
    text_left: u64,
    max_columns: u64,
}

impl Meter {
    pub(super) fn new(limits: &ImportLimits) -> Self {
        Self { cells_left: limits.max_cells, text_left: limits.max_unpacked, max_columns: limits.max_columns }
    }

    /// An empty row costs as much as a cell.
    pub(super) fn row(&mut self, cells: &[RawCell]) -> Result<(), Refusal> {
        let n_cells = cells.len() as u64;
        let n_bytes: usize = cells
            .iter()
            .map(|cell| match cell {
                RawCell::Text(text) | RawCell::Error(text) => text.len(),
                _ => 0,
            })
            .sum();
        if n_cells > self.max_columns {
            return Err(Refusal::TooLarge(Limit::Columns));
        }
        self.cells_left = self.cells_left.checked_sub(n_cells.max(1)).ok_or(Refusal::TooLarge(Limit::Cells))?;
        self.text_left = self.text_left.checked_sub(n_bytes as u64).ok_or(Refusal::TooLarge(Limit::Unpacked))?;
        Ok(())
    }

    /// What two parts of a file take is held against the limits of one.
    pub(super) fn join(self, other: &Self, limits: &ImportLimits) -> Result<(), Refusal> {
        let (n_cells, n_bytes) = (limits.max_cells - other.cells_left, limits.max_unpacked - other.text_left);
        self.cells_left.checked_sub(n_cells).ok_or(Refusal::TooLarge(Limit::Cells))?;
        self.text_left.checked_sub(n_bytes).ok_or(Refusal::TooLarge(Limit::Unpacked))?;
        Ok(())
    }
}

/// Collects sheets in memory.
pub(super) struct Collector<'a> {
    limits: ImportLimits,
    meter: Meter,
    sheets: Vec<Sheet>,
    /// Rows of the last sheet do not come in order.
    unordered: bool,
    /// Number of the last row.
    last: u32,
    room: Room<'a>,
    /// The rows of the last sheet, when they have become too many to hold.
    spool: Option<FrameWriter<Spool>>,
    /// Where some of them begin, so that two threads can read them at once.
    marks: Vec<u64>,
    n_spooled: usize,
}

/// So many rows lie between two marks.
const MARKED: usize = 1_024;

/// What becomes of sheets with more rows than are held.
#[derive(Clone, Copy, Debug)]
enum Room<'a> {
    Held,
    Memory,
    Folder(&'a Path),
}

impl<'a> Collector<'a> {
    pub(super) fn new(limits: &ImportLimits) -> Self {
        let meter = Meter::new(limits);
        Self {
            limits: *limits,
            meter,
            sheets: Vec::new(),
            unordered: false,
            last: 0,
            room: Room::Held,
            spool: None,
            marks: Vec::new(),
            n_spooled: 0,
        }
    }

    /// Collects the first rows of long sheets only, and puts all of their rows into this folder (else into memory,
    /// packed).
    pub(super) fn spooling(limits: &ImportLimits, folder: Option<&'a Path>) -> Self {
        Self { room: folder.map_or(Room::Memory, Room::Folder), ..Self::new(limits) }
    }

    /// The only sheet, whose rows are too many to hold.
    pub(super) fn cut(mut self, long: Arc<dyn LongRows>) -> Sheet {
        let mut sheet = self.sheets.pop().expect("the sheet was begun");
        sheet.rows.truncate(HEAD);
        sheet.rows.shrink_to_fit();
        Sheet { long: Some(long), ..sheet }
    }

    /// Marks the last sheet as hidden.
    pub(super) fn hide(&mut self) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.visibility = Visibility::Hidden;
        }
    }

    /// The sheets, or the refusal of a file in which no cell is filled.
    pub(super) fn finish(mut self) -> Result<Vec<Sheet>, Refusal> {
        self.finish_sheet()?;
        if self.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
            return Err(Refusal::Empty);
        }
        Ok(self.sheets)
    }

    fn finish_sheet(&mut self) -> Result<(), Refusal> {
        let Some(sheet) = self.sheets.last_mut() else { return Ok(()) };
        if let Some(spool) = self.spool.take() {
            let marks = std::mem::take(&mut self.marks);
            sheet.long = Some(Arc::new(Spooled::new((spool.into_inner(), &marks), &self.limits)?));
            if self.unordered {
                *sheet = sheet.hold()?;
            }
        }
        if self.unordered {
            sort_rows(&mut sheet.rows);
        }
        (self.unordered, self.last) = (false, 0);
        while sheet.long.is_none() && sheet.rows.last().is_some_and(|row| row.cells.is_empty() && row.fault.is_none()) {
            sheet.rows.pop();
        }
        sheet.rows.shrink_to_fit();
        Ok(())
    }

    fn keep(&mut self, row: RawRow) -> Result<(), Refusal> {
        let Some(sheet) = self.sheets.last_mut() else { return Err(Refusal::Corrupt) };
        self.last = row.number;
        if let Some(spool) = &mut self.spool {
            self.n_spooled += 1;
            if self.n_spooled.is_multiple_of(MARKED) {
                self.marks.push(spool.inner().len());
            }
            return spool.row(row).map_err(|_| no_room());
        }
        sheet.rows.push(row);
        if sheet.rows.len() <= self.limits.held_rows {
            return Ok(());
        }
        let spool = match self.room {
            Room::Held => return Ok(()),
            Room::Memory => Spool::Memory(Vec::new()),
            Room::Folder(folder) => Spool::in_folder(folder).map_err(|_| no_room())?,
        };
        let mut spool = FrameWriter::bare(spool);
        for row in &sheet.rows {
            spool.write_row(row).map_err(|_| no_room())?;
        }
        sheet.rows.truncate(HEAD);
        self.marks.clear();
        self.spool = Some(spool);
        Ok(())
    }
}

fn no_room() -> Refusal {
    tracing::warn!("no room for the rows of a workbook in the data folder");
    Refusal::TooLarge(Limit::Memory)
}

impl Rows for Collector<'_> {
    fn merged(&mut self, merged: Vec<Merged>) -> Result<(), Refusal> {
        self.sheets.last_mut().ok_or(Refusal::Corrupt)?.merged.extend(merged);
        Ok(())
    }

    fn looks(&mut self, looks: Looks) -> Result<(), Refusal> {
        self.sheets.last_mut().ok_or(Refusal::Corrupt)?.looks = looks;
        Ok(())
    }

    fn sheet(&mut self, head: SheetHead) -> Result<(), Refusal> {
        self.finish_sheet()?;
        self.meter.row(&[])?;
        let SheetHead { name, visibility, merged } = head;
        self.sheets.push(Sheet { name, visibility, merged, rows: Vec::new(), looks: Looks::default(), long: None });
        Ok(())
    }

    fn row(&mut self, mut row: RawRow) -> Result<(), Refusal> {
        let Some(sheet) = self.sheets.last() else { return Err(Refusal::Corrupt) };
        while row.cells.last() == Some(&RawCell::Empty) {
            row.cells.pop();
        }
        self.meter.row(&row.cells)?;
        let last = self.last;
        self.unordered |= row.number <= last;
        // Only workbooks leave rows out; the lines of a text that lie inside quotes are no rows.
        let is_workbook = sheet.name.is_some();
        if is_workbook && row.number > last && row.number - last <= MAX_GAP {
            for number in last + 1..row.number {
                self.meter.row(&[])?;
                self.keep(RawRow { number, cells: Vec::new(), fault: None })?;
            }
        }
        self.keep(row)
    }
}

/// Rows in the order of their numbers. Of two rows with one number the later fills the cells the earlier left empty.
fn sort_rows(rows: &mut Vec<RawRow>) {
    rows.sort_by_key(|row| row.number);
    rows.dedup_by(|later, kept| {
        if later.number != kept.number {
            return false;
        }
        if kept.cells.len() < later.cells.len() {
            kept.cells.resize(later.cells.len(), RawCell::Empty);
        }
        for (old, new) in kept.cells.iter_mut().zip(later.cells.drain(..)) {
            if *old == RawCell::Empty {
                *old = new;
            }
        }
        true
    });
}
