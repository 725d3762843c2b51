//! Rows that were not loaded, as a file in the shape they came: what stood above them, their headers, every cell of
//! theirs, and the reason in a last column. Rows of a report with levels or of months across would mean nothing alone:
//! they come as a plain table. Corrected and dropped again, only they are loaded.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{BufWriter, Write};
use std::ops::ControlFlow;
use std::path::Path;

use chrono::NaiveDateTime;
use rust_xlsxwriter::{Format, Workbook as Book, Worksheet};

use super::file::ImportContext;
use super::read::read_file;
use super::records::{MadePlain, Rejected};
use super::report::{ImportReport, TableReport};
use super::sheets::{Pass, RawCell, RawRow, Refusal, Sheet, Workbook};
use super::values::dates::{self, DateStyle};
use super::values::{FORMULA_SIGNS, is_empty};
use super::words::{field_text, reason_text};
use crate::error::{Problem, Result};
use crate::locale::{Locale, text};

/// Wide enough for a sentence.
const REASON_WIDTH: f64 = 60.0;

/// The rows of `report` that were rejected, read from `original` again and written to `target`; the extension of the
/// new file, or `None` where nothing was rejected.
pub async fn write_rejected(
    context: &ImportContext<'_>,
    (original, report): (&Path, &ImportReport),
    locale: Locale,
    target: &Path,
) -> Result<Option<&'static str>> {
    if report.tables.iter().all(|it| it.rejected.is_empty()) {
        return Ok(None);
    }
    let Ok(workbook) = read_file(original, context.limits, context.reader, &context.data.join("temp")).await? else {
        return Err(Problem::new("rejected-original-gone").into());
    };
    let tables = report.tables.clone();
    let target = target.to_owned();
    let writing = tokio::task::spawn_blocking(move || write(&workbook, &tables, locale, &target));
    writing.await.map_err(|cause| anyhow::anyhow!("writing rejected rows failed: {cause}"))?
}

/// The name of such a file, beside the one it was made of.
pub fn rejected_name(locale: Locale, report: &ImportReport, extension: &str) -> String {
    let stem = Path::new(&report.file).file_stem().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    format!("{stem}-{}.{extension}", text(locale, "rejected-file-ending", &[]))
}

fn write(workbook: &Workbook, tables: &[TableReport], locale: Locale, target: &Path) -> Result<Option<&'static str>> {
    let mut file = BufWriter::new(std::fs::File::create(target)?);
    let picked = workbook.sheets.iter().map(|sheet| pick(sheet, tables));
    // The file was read to its end a moment ago; if that fails now, nothing of it can be given back.
    let picked =
        picked.collect::<std::result::Result<Vec<Sheet>, Refusal>>().map_err(|_| Problem::new("rejected-original-gone"))?;
    let sheets = picked.iter().map(|sheet| (sheet, lines(sheet, tables, locale)));
    let sheets: Vec<(&Sheet, Vec<Line>)> = sheets.filter(|(_, lines)| !lines.is_empty()).collect();
    let extension = match workbook.delimiter {
        Some(delimiter) => {
            let lines: Vec<Line> = sheets.into_iter().flat_map(|(_, lines)| lines).collect();
            write_csv(&lines, delimiter, &mut file)?;
            "csv"
        }
        None => {
            let mut book = Book::new();
            for (sheet, lines) in &sheets {
                let page = book.add_worksheet();
                write_sheet(page, sheet, lines)?;
                if tables.iter().all(|it| it.sheet != sheet.name || it.made_plain.is_none()) {
                    merge_headers(page, sheet, lines)?;
                }
            }
            book.save_to_writer(&mut file).map_err(anyhow::Error::new)?;
            "xlsx"
        }
    };
    file.flush()?;
    Ok(Some(extension))
}

/// The sheet with those rows alone that the new file needs: what stands above the first table, headers, rejected rows.
fn pick(sheet: &Sheet, tables: &[TableReport]) -> std::result::Result<Sheet, Refusal> {
    let own: Vec<&TableReport> = tables.iter().filter(|it| it.sheet == sheet.name && !it.rejected.is_empty()).collect();
    let first = own.iter().map(|it| it.header_row).min().unwrap_or(0);
    let rejected: HashSet<u32> = own.iter().flat_map(|it| it.rejected.iter().map(|row| row.row)).collect();
    let is_header = |number| own.iter().any(|it| (it.header_row..it.header_row + it.header_rows).contains(&number));
    let is_wanted = |number: u32| number < first || is_header(number) || rejected.contains(&number);
    let mut rows = Vec::new();
    let mut carried: Vec<Carried> = own.iter().map(|it| Carried::new(it)).collect();
    let mut see = |row: &RawRow| {
        let completed = carried.iter_mut().find_map(|it| it.complete(row));
        if is_wanted(row.number) {
            rows.push(completed.unwrap_or_else(|| row.clone()));
        }
    };
    match &sheet.long {
        Some(long) => long.each(Pass::Again, &mut |row| {
            see(row);
            ControlFlow::Continue(())
        })?,
        None => sheet.rows.iter().for_each(&mut see),
    }
    let (name, merged, looks) = (sheet.name.clone(), sheet.merged.clone(), sheet.looks.clone());
    Ok(Sheet { name, visibility: sheet.visibility, merged, rows, looks, long: None })
}

/// What the lines of a table take from the rows above them, which stay behind when a row is rejected.
struct Carried<'a> {
    table: &'a TableReport,
    /// What was said of the present order, in the columns of its heading.
    heading: Vec<RawCell>,
}

impl<'a> Carried<'a> {
    fn new(table: &'a TableReport) -> Self {
        Self { table, heading: Vec::new() }
    }

    /// The row with what it takes from above and with dates that mean the same anywhere; `None` where nothing changes.
    fn complete(&mut self, row: &RawRow) -> Option<RawRow> {
        let body = self.table.header_row + self.table.header_rows..last_row(self.table);
        if row.fault.is_some()
            || !body.contains(&row.number)
            || self.table.skipped.binary_search_by_key(&row.number, |it| it.row).is_ok()
        {
            return None;
        }
        let alone = &self.table.alone;
        let filled = alone.filled.binary_search_by_key(&row.number, |it| it.0).ok();
        let mut cells = filled.map(|at| alone.filled[at].1.clone());
        if let Some(cells) = self.headed(cells.as_deref().unwrap_or(&row.cells)) {
            return Some(self.dated(row.number, cells));
        }
        cells.get_or_insert_with(|| row.cells.clone());
        cells.map(|cells| self.dated(row.number, cells)).filter(|it| it.cells != row.cells)
    }

    /// The cells with the heading of the order that they go on with.
    fn headed(&mut self, cells: &[RawCell]) -> Option<Vec<RawCell>> {
        let alone = &self.table.alone;
        let value = |at: &usize| cells.get(*at).filter(|it| !is_empty(it));
        let number = alone.heading.first().and_then(&value);
        let goes_on = match number {
            Some(number) => self.heading.first() == Some(number),
            None => !self.heading.is_empty() && alone.heading.iter().all(|it| value(it).is_none()),
        };
        if !goes_on {
            let said = alone.heading.iter().map(|it| value(it).cloned().unwrap_or(RawCell::Empty));
            self.heading = if number.is_some() { said.collect() } else { Vec::new() };
            return None;
        }
        let mut filled = cells.to_vec();
        for (at, said) in alone.heading.iter().zip(&self.heading) {
            if value(at).is_none() && !is_empty(said) {
                filled.resize(filled.len().max(at + 1), RawCell::Empty);
                filled[*at] = said.clone();
            }
        }
        Some(filled)
    }

    /// «02/03/2026» of a file that writes the month first is the third of February in any file then.
    fn dated(&self, number: u32, mut cells: Vec<RawCell>) -> RawRow {
        let style = DateStyle { month_first: true, unix: false, timezone: chrono_tz::UTC };
        for at in &self.table.alone.month_first {
            if let Some(RawCell::Text(written)) = cells.get_mut(*at)
                && let Some(moment) = dates::parse(written.trim(), style)
                && moment.minute.is_none()
            {
                *written = moment.date.to_string();
            }
        }
        RawRow { number, cells, fault: None }
    }
}

/// A row of the new file: the cells as they came and what stands behind them.
struct Line<'a> {
    cells: Cow<'a, [RawCell]>,
    /// The column of the reason.
    at: usize,
    reason: Option<String>,
}

/// What stands above the first table, then the header and the rejected rows of each table of the sheet.
fn lines<'a>(sheet: &'a Sheet, tables: &'a [TableReport], locale: Locale) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut from = 0;
    for table in tables.iter().filter(|it| it.sheet == sheet.name && !it.rejected.is_empty()) {
        let header_ends = table.header_row + table.header_rows;
        if let Some(plain) = &table.made_plain {
            let above = sheet.rows.iter().filter(|it| it.number >= from && it.number < table.header_row);
            lines.extend(above.map(|row| Line { cells: Cow::Borrowed(&row.cells), at: 0, reason: None }));
            lines.extend(plain_lines(plain, &table.rejected, locale));
            lines.push(Line::blank());
            from = last_row(table);
            continue;
        }
        let above: Vec<&RawRow> = sheet.rows.iter().filter(|it| it.number >= from && it.number < header_ends).collect();
        let rejected: Vec<(&RawRow, &Rejected)> = table
            .rejected
            .iter()
            .filter_map(|rejected| {
                let at = sheet.rows.binary_search_by_key(&rejected.row, |it| it.number).ok()?;
                Some((&sheet.rows[at], rejected))
            })
            .collect();
        let header = || above.iter().filter(|it| it.number >= table.header_row);
        let old = header().find_map(|row| row.cells.iter().position(is_reason_header));
        let width = header().copied().chain(rejected.iter().map(|it| it.0)).map(|row| row.cells.len()).max().unwrap_or(0);
        // A file of rejected rows dropped again: its column of reasons is written anew.
        let at = old.unwrap_or(width);
        for row in &above {
            let is_header = row.number + 1 == header_ends;
            let cells = Cow::Borrowed(row.cells.as_slice());
            lines.push(Line { cells, at, reason: is_header.then(|| text(locale, "rejected-reason-header", &[])) });
        }
        for (row, rejected) in rejected {
            lines.push(Line { cells: Cow::Borrowed(&row.cells), at, reason: Some(reason_text(locale, rejected)) });
        }
        // An empty row parts this table from the next one.
        lines.push(Line::blank());
        from = sheet.rows.iter().rfind(|it| it.number < header_ends).map_or(from, |it| it.number + 1).max(last_row(table));
    }
    lines.pop();
    lines
}

/// The header, in words for the fields where that of the file would not do, and the rows.
fn plain_lines<'a>(plain: &'a MadePlain, rejected: &[Rejected], locale: Locale) -> Vec<Line<'a>> {
    let at = plain.columns.len();
    let named = plain.columns.iter().map(|(field, header)| header.clone().unwrap_or_else(|| field_text(locale, field)));
    let header =
        Line { cells: named.map(RawCell::Text).collect(), at, reason: Some(text(locale, "rejected-reason-header", &[])) };
    let rows = plain.rows.iter().zip(rejected);
    let rows = rows.map(|(cells, why)| Line { cells: Cow::Borrowed(cells), at, reason: Some(reason_text(locale, why)) });
    std::iter::once(header).chain(rows).collect()
}

/// Rows of a table that were read lie between its header and this one; the next table begins below.
fn last_row(table: &TableReport) -> u32 {
    table.header_row + table.header_rows + u32::try_from(table.read).unwrap_or(u32::MAX / 2)
}

fn is_reason_header(cell: &RawCell) -> bool {
    let RawCell::Text(shown) = cell else { return false };
    Locale::ALL.into_iter().any(|it| text(it, "rejected-reason-header", &[]) == shown.trim())
}

impl Line<'_> {
    fn blank() -> Self {
        Line { cells: Cow::Borrowed(&[]), at: 0, reason: None }
    }

    /// The cells of the line with the reason at its place.
    fn filled(&self) -> Vec<RawCell> {
        let mut cells: Vec<RawCell> = self.cells.to_vec();
        if let Some(reason) = &self.reason {
            cells.resize(cells.len().max(self.at + 1), RawCell::Empty);
            cells[self.at] = RawCell::Text(reason.clone());
        }
        cells
    }
}

fn write_csv(lines: &[Line], delimiter: &str, out: &mut impl Write) -> Result<()> {
    let delimiter = match delimiter {
        "tab" => b'\t',
        other => other.bytes().next().unwrap_or(b';'),
    };
    out.write_all("\u{feff}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().delimiter(delimiter).flexible(true).from_writer(out);
    for line in lines {
        let cells = line.filled();
        if cells.is_empty() {
            csv.write_record([""]).map_err(anyhow::Error::new)?;
        } else {
            csv.write_record(cells.iter().map(csv_text)).map_err(anyhow::Error::new)?;
        }
    }
    csv.flush()?;
    Ok(())
}

fn csv_text(cell: &RawCell) -> String {
    match cell {
        RawCell::Empty => String::new(),
        RawCell::Text(shown) | RawCell::Error(shown) => harmless(shown),
        RawCell::Number(value) => value.to_string(),
        RawCell::Percent(value) => format!("{}%", value * 100.0),
        RawCell::Bool(value) => value.to_string(),
        RawCell::DateTime(moment) => moment.to_string(),
    }
}

/// A spreadsheet runs a text cell that begins like a formula; an apostrophe in front keeps it text. Numbers and
/// phones with a sign are none, and must come back as they are.
fn harmless(shown: &str) -> String {
    let is_number = shown.strip_prefix(['-', '+']).is_some_and(|rest| {
        // A dash alone stands for no value.
        let begins = rest.is_empty() || rest.starts_with(|it: char| it.is_ascii_digit());
        begins && rest.chars().all(|it| it.is_ascii_digit() || " \u{a0}.,".contains(it))
    });
    if !is_number && shown.starts_with(FORMULA_SIGNS) { format!("'{shown}") } else { shown.to_owned() }
}

fn write_sheet(sheet: &mut Worksheet, from: &Sheet, lines: &[Line]) -> Result<()> {
    let date = Format::new().set_num_format("dd.mm.yyyy");
    let moment = Format::new().set_num_format("dd.mm.yyyy hh:mm");
    let percent = Format::new().set_num_format("0.##%");
    if let Some(name) = &from.name {
        // A name that Excel does not take came from another program: the sheet keeps the default one.
        let _ = sheet.set_name(name);
    }
    for (at, line) in (0u32..).zip(lines) {
        for (column, cell) in (0u16..).zip(line.filled()) {
            match cell {
                RawCell::Empty => continue,
                // A string cell is never a formula, whatever it begins with.
                RawCell::Text(shown) | RawCell::Error(shown) => sheet.write_string(at, column, shown),
                RawCell::Number(value) => sheet.write_number(at, column, value),
                RawCell::Percent(value) => sheet.write_number_with_format(at, column, value, &percent),
                RawCell::Bool(value) => sheet.write_boolean(at, column, value),
                RawCell::DateTime(value) => {
                    let format = if is_midnight(value) { &date } else { &moment };
                    sheet.write_datetime_with_format(at, column, value, format)
                }
            }
            .map_err(anyhow::Error::new)?;
        }
    }
    if let Some(at) = lines.iter().filter(|it| it.reason.is_some()).map(|it| it.at).max() {
        let column = u16::try_from(at).unwrap_or(u16::MAX);
        sheet.set_column_width(column, REASON_WIDTH).map_err(anyhow::Error::new)?;
    }
    Ok(())
}

/// Merged cells of the header say which columns a group covers: without them its levels could not be joined again.
fn merge_headers(sheet: &mut Worksheet, from: &Sheet, lines: &[Line]) -> Result<()> {
    let n_above = lines.iter().position(|it| it.reason.is_some()).map_or(0, |it| it + 1);
    let numbers: Vec<u32> = from.rows.iter().take(n_above).map(|it| it.number).collect();
    let place = |number: u32| numbers.iter().position(|it| *it == number).and_then(|it| u32::try_from(it).ok());
    for merged in &from.merged {
        let (Some(first), Some(last)) = (place(merged.first_row), place(merged.last_row)) else { continue };
        let (Ok(left), Ok(right)) = (u16::try_from(merged.first_column), u16::try_from(merged.last_column)) else { continue };
        let cell = lines[first as usize].cells.get(usize::from(left));
        if let Some(RawCell::Text(shown)) = cell {
            // Ranges that overlap are a fault of the file; the cells are written in any case.
            let _ = sheet.merge_range(first, left, last, right, shown, &Format::new());
        }
    }
    Ok(())
}

fn is_midnight(moment: NaiveDateTime) -> bool {
    moment.time() == chrono::NaiveTime::MIN
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_stay_text_and_numbers_stay_numbers() {
        for formula in ["=1+1", "-2+3", "@SUM(A1)", "+cmd|' /C calc'!A0", "\t=1"] {
            assert!(harmless(formula).starts_with('\''), "{formula}");
        }
        for plain in ["-1 234,56", "+380671234567", "-5", "-", "abc"] {
            assert_eq!(harmless(plain), plain);
        }
    }
}
