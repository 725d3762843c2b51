//! Workbooks by their kind. XLSB and XLS go through calamine: the one is streamed cell by cell, the other comes as whole sheets,
//! which is one of the reasons why all of this runs in a process of its own.

use std::io::{BufReader, Read, Seek};

use calamine::{
    Data, DataRef, Dimensions, ExcelDateTime, Range, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError,
};
use chrono::{NaiveDate, NaiveDateTime};

use super::biff::BySheet;
use super::collect::{Meter, Rows, SheetHead};
use super::unpack::Package;
use super::{ods, xlsx};
use crate::config::ImportLimits;
use crate::imports::sheets::{Foreign, Limit, Looks, Merged, RawCell, RawRow, Refusal, Visibility};

/// Reads a zipped workbook that was inspected before.
pub(super) fn read_zip<R: Read + Seek + Send>(
    file: R,
    package: Package,
    limits: &ImportLimits,
    rows: &mut impl Rows,
) -> Result<(), Refusal> {
    match package {
        Package::Xlsx => xlsx::read(BufReader::new(file), limits, rows),
        Package::Xlsb => read_xlsb(BufReader::new(file), limits, rows),
        Package::Ods => ods::read(BufReader::new(file), limits, rows),
    }
}

fn read_xlsb<R: Read + Seek>(file: R, limits: &ImportLimits, rows: &mut impl Rows) -> Result<(), Refusal> {
    let mut book = Xlsb::new(file).map_err(xlsb_refusal)?;
    let mut gatherer = Gatherer::new(limits, rows);
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(xlsb_refusal)?;
        gatherer.sheet(sheet.name, visibility(sheet.visible))?;
        while let Some(cell) = cells.next_cell().map_err(xlsb_refusal)? {
            gatherer.cell(cell.get_position(), borrowed(cell.get_value()))?;
        }
    }
    gatherer.finish()
}

/// Reads an XLS workbook whose container was inspected before.
pub(super) fn read_xls<R: Read + Seek>(
    file: R,
    mut looks: BySheet,
    limits: &ImportLimits,
    rows: &mut impl Rows,
) -> Result<(), Refusal> {
    let mut book: Xls<_> = Xls::new(BufReader::new(file)).map_err(xls_refusal)?;
    let mut gatherer = Gatherer::new(limits, rows);
    for sheet in book.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let merged = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
        let range = book.worksheet_range(&sheet.name).map_err(xls_refusal)?;
        let looks = looks.remove(&sheet.name).unwrap_or_default();
        gatherer.sheet(sheet.name, visibility(sheet.visible))?;
        gatherer.range(&range)?;
        gatherer.end_sheet(looks, merged.iter().map(merged_region).collect())?;
    }
    gatherer.finish()
}

/// Gathers cells into rows and hands each row on when the next one begins.
pub(super) struct Gatherer<'a, T> {
    rows: &'a mut T,
    meter: Meter,
    max_columns: usize,
    /// From 1; 0 before the first cell of a sheet.
    number: u32,
    cells: Vec<RawCell>,
}

impl<'a, T: Rows> Gatherer<'a, T> {
    pub(super) fn new(limits: &ImportLimits, rows: &'a mut T) -> Self {
        let max_columns = usize::try_from(limits.max_columns).unwrap_or(usize::MAX);
        Self { rows, meter: Meter::new(limits), max_columns, number: 0, cells: Vec::new() }
    }

    pub(super) fn sheet(&mut self, name: String, visibility: Visibility) -> Result<(), Refusal> {
        self.end_row()?;
        self.number = 0;
        self.rows.sheet(SheetHead { name: Some(name), visibility, merged: Vec::new() })
    }

    /// What stands beside the values of the sheet.
    pub(super) fn end_sheet(&mut self, looks: Looks, merged: Vec<Merged>) -> Result<(), Refusal> {
        self.end_row()?;
        self.rows.looks(looks)?;
        self.rows.merged(merged)
    }

    /// Takes a cell at this row and column, both from 0.
    pub(super) fn cell(&mut self, (row, column): (u32, u32), cell: RawCell) -> Result<(), Refusal> {
        if cell == RawCell::Empty {
            return Ok(());
        }
        let column = column as usize;
        if column >= self.max_columns {
            return Err(Refusal::TooLarge(Limit::Columns));
        }
        let number = row.saturating_add(1);
        if number != self.number {
            self.end_row()?;
            self.number = number;
        }
        if self.cells.len() <= column {
            self.cells.resize(column + 1, RawCell::Empty);
        }
        self.cells[column] = cell;
        Ok(())
    }

    fn range(&mut self, range: &Range<Data>) -> Result<(), Refusal> {
        let (first_row, first_column) = range.start().unwrap_or_default();
        for (row, column, value) in range.used_cells() {
            self.cell((first_row + row as u32, first_column + column as u32), owned(value))?;
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let cells = std::mem::take(&mut self.cells);
        if cells.is_empty() {
            return Ok(());
        }
        self.meter.row(&cells)?;
        self.cells.reserve(cells.len());
        self.rows.row(RawRow { number: self.number, cells, fault: None })
    }

    pub(super) fn finish(mut self) -> Result<(), Refusal> {
        self.end_row()
    }
}

fn visibility(visible: SheetVisible) -> Visibility {
    if visible == SheetVisible::Visible { Visibility::Visible } else { Visibility::Hidden }
}

fn merged_region(region: &Dimensions) -> Merged {
    Merged {
        first_row: region.start.0.saturating_add(1),
        last_row: region.end.0.saturating_add(1),
        first_column: region.start.1,
        last_column: region.end.1,
    }
}

fn borrowed(value: &DataRef<'_>) -> RawCell {
    match value {
        DataRef::Empty => RawCell::Empty,
        DataRef::Int(number) => RawCell::Number(*number as f64),
        DataRef::Float(number) => RawCell::Number(*number),
        DataRef::String(text) => text_cell(text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Bool(value) => RawCell::Bool(*value),
        DataRef::DateTime(moment) => moment_cell(*moment),
        DataRef::DateTimeIso(text) => iso_cell(text),
        DataRef::DurationIso(text) => text_cell(text),
        DataRef::Error(error) => RawCell::Error(error.to_string()),
    }
}

fn owned(value: &Data) -> RawCell {
    match value {
        Data::Empty => RawCell::Empty,
        Data::Int(number) => RawCell::Number(*number as f64),
        Data::Float(number) => RawCell::Number(*number),
        Data::String(text) => text_cell(text),
        Data::Bool(value) => RawCell::Bool(*value),
        Data::DateTime(moment) => moment_cell(*moment),
        Data::DateTimeIso(text) => iso_cell(text),
        Data::DurationIso(text) => text_cell(text),
        Data::Error(error) => RawCell::Error(error.to_string()),
    }
}

pub(super) fn text_cell(text: &str) -> RawCell {
    if text.is_empty() { RawCell::Empty } else { RawCell::Text(text.to_owned()) }
}

/// A date; a duration or a number outside Excel's calendar stays a number.
pub(super) fn moment_cell(moment: ExcelDateTime) -> RawCell {
    const LAST_DAY: f64 = 2_958_466.0;
    let serial = moment.as_f64();
    let is_date = moment.is_datetime() && (0.0..LAST_DAY).contains(&serial);
    match is_date.then(|| moment.as_datetime()).flatten() {
        Some(date) => RawCell::DateTime(date),
        None => RawCell::Number(serial),
    }
}

pub(super) fn iso_cell(text: &str) -> RawCell {
    let bare = text.trim().trim_end_matches('Z');
    let moment = bare
        .parse::<NaiveDateTime>()
        .or_else(|_| bare.parse::<NaiveDate>().map(NaiveDateTime::from))
        .or_else(|_| NaiveDateTime::parse_from_str(bare, "%Y-%m-%dT%H:%M"));
    moment.map_or_else(|_| text_cell(text), RawCell::DateTime)
}

/// Whether the first section of a number format shows a percent sign that is not quoted text.
pub(super) fn is_percent(format: &str) -> bool {
    let mut letters = format.chars();
    let mut quoted = false;
    while let Some(letter) = letters.next() {
        match letter {
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => {
                letters.next();
            }
            '%' if !quoted => return true,
            ';' if !quoted => return false,
            _ => {}
        }
    }
    false
}

fn xlsb_refusal(error: XlsbError) -> Refusal {
    if matches!(error, XlsbError::Password) { Refusal::Encrypted } else { Refusal::Corrupt }
}

fn xls_refusal(error: XlsError) -> Refusal {
    match error {
        XlsError::Password => Refusal::Encrypted,
        XlsError::Cfb(error) if error.to_string().starts_with("Cannot find") => Refusal::NotATable(Foreign::Unknown),
        _ => Refusal::Corrupt,
    }
}

#[cfg(test)]
mod tests {
    use super::is_percent;

    #[test]
    fn percent_formats() {
        for (format, expected) in
            [("0%", true), ("0.00%", true), ("0.0\\%", false), ("0\"%\"", false), ("#,##0;0%", false), ("General", false)]
        {
            assert_eq!(is_percent(format), expected, "{format}");
        }
    }
}
