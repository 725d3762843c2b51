//! Cells become sheets: within the limits, rows in order, no empty tail.

use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, Merged, RawCell, RawRow, Refusal, Sheet, Visibility};

/// Blank rows between two filled ones are kept up to this many: a cell at the foot of an Excel sheet is not worth a
/// million of them. Beyond it only the numbers of the rows tell of the gap.
const MAX_GAP: u32 = 1_000;

/// What takes the rows of a workbook as they are read.
pub(super) trait Rows {
    fn sheet(&mut self, sheet: SheetHead) -> Result<(), Refusal>;
    fn row(&mut self, row: RawRow) -> Result<(), Refusal>;
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
}

/// Collects sheets in memory.
pub(super) struct Collector {
    meter: Meter,
    sheets: Vec<Sheet>,
    /// Rows of the last sheet do not come in order.
    unordered: bool,
}

impl Collector {
    pub(super) fn new(limits: &ImportLimits) -> Self {
        Self { meter: Meter::new(limits), sheets: Vec::new(), unordered: false }
    }

    /// Adds merged regions to the last sheet, for formats that tell them after its rows.
    pub(super) fn merge(&mut self, merged: Vec<Merged>) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.merged.extend(merged);
        }
    }

    /// Marks the last sheet as hidden.
    pub(super) fn hide(&mut self) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.visibility = Visibility::Hidden;
        }
    }

    /// The sheets, or the refusal of a file in which no cell is filled.
    pub(super) fn finish(mut self) -> Result<Vec<Sheet>, Refusal> {
        self.finish_sheet();
        if self.sheets.iter().all(|sheet| sheet.rows.is_empty()) {
            return Err(Refusal::Empty);
        }
        Ok(self.sheets)
    }

    fn finish_sheet(&mut self) {
        let Some(sheet) = self.sheets.last_mut() else { return };
        if self.unordered {
            sort_rows(&mut sheet.rows);
        }
        self.unordered = false;
        while sheet.rows.last().is_some_and(|row| row.cells.is_empty() && row.fault.is_none()) {
            sheet.rows.pop();
        }
        sheet.rows.shrink_to_fit();
    }
}

impl Rows for Collector {
    fn sheet(&mut self, head: SheetHead) -> Result<(), Refusal> {
        self.finish_sheet();
        self.meter.row(&[])?;
        self.sheets.push(Sheet { name: head.name, visibility: head.visibility, merged: head.merged, rows: Vec::new() });
        Ok(())
    }

    fn row(&mut self, mut row: RawRow) -> Result<(), Refusal> {
        let Some(sheet) = self.sheets.last_mut() else { return Err(Refusal::Corrupt) };
        while row.cells.last() == Some(&RawCell::Empty) {
            row.cells.pop();
        }
        self.meter.row(&row.cells)?;
        let last = sheet.rows.last().map_or(0, |row| row.number);
        self.unordered |= row.number <= last;
        // Only workbooks leave rows out; the lines of a text that lie inside quotes are no rows.
        let is_workbook = sheet.name.is_some();
        if is_workbook && row.number > last && row.number - last <= MAX_GAP {
            for number in last + 1..row.number {
                self.meter.row(&[])?;
                sheet.rows.push(RawRow { number, cells: Vec::new(), fault: None });
            }
        }
        sheet.rows.push(row);
        Ok(())
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
