//! ODS, streamed. Its content is read twice: first for what stands beside the values (merged cells, hidden rows, how names
//! look), then for the rows. What a file repeats is counted before it is repeated: three words can ask for a million rows.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Seek};

use quick_xml::Reader;
use quick_xml::events::Event;
use zip::ZipArchive;

use super::collect::{Meter, Rows, SheetHead};
use super::markup::{Attributes, decode};
use super::workbooks::{iso_cell, text_cell};
use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, Looks, Merged, RawCell, RawRow, Refusal, RowLook, Visibility};

/// Filled cells that a file may make by repeating rows. People repeat some; hostile files all of them.
const MAX_REPEATED: u64 = 2_000_000;
/// Blanks written as a number.
const MAX_BLANKS: u32 = 1_000;
/// LibreOffice's step of an indent: ten points.
const INDENT_MM: f64 = 3.5;

pub(super) fn read<R: Read + Seek>(file: R, limits: &ImportLimits, rows: &mut impl Rows) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(file).map_err(|_| Refusal::Corrupt)?;
    if is_encrypted(&mut archive) {
        return Err(Refusal::Encrypted);
    }
    let mut survey = Survey::default();
    walk(&mut archive, limits, &mut survey)?;
    survey.sheets.reverse();
    walk(&mut archive, limits, &mut Handing { sheets: survey.sheets, rows })
}

fn is_encrypted<R: Read + Seek>(archive: &mut ZipArchive<R>) -> bool {
    let mut manifest = String::new();
    let part = archive.by_name("META-INF/manifest.xml");
    part.is_ok_and(|it| it.take(1 << 20).read_to_string(&mut manifest).is_ok()) && manifest.contains("encryption-data")
}

/// What is done with the sheets and rows met on the way.
trait See {
    fn sheet(&mut self, sheet: SheetHead) -> Result<(), Refusal>;
    fn hide_columns(&mut self, _columns: std::ops::Range<u32>) {}
    fn row(&mut self, row: Row) -> Result<(), Refusal>;
}

/// A row in which something is filled, and how often it stands there.
#[derive(Default)]
struct Row {
    number: u32,
    repeats: u32,
    cells: Vec<RawCell>,
    merged: Vec<Merged>,
    look: RowLook,
}

/// Sheets with what is known of them before their rows.
#[derive(Default)]
struct Survey {
    sheets: Vec<(SheetHead, Looks)>,
}

impl See for Survey {
    fn sheet(&mut self, sheet: SheetHead) -> Result<(), Refusal> {
        self.sheets.push((sheet, Looks::default()));
        Ok(())
    }

    fn hide_columns(&mut self, columns: std::ops::Range<u32>) {
        self.sheets.last_mut().into_iter().for_each(|it| it.1.hidden_columns.extend(columns.clone()));
    }

    fn row(&mut self, row: Row) -> Result<(), Refusal> {
        let (head, looks) = self.sheets.last_mut().ok_or(Refusal::Corrupt)?;
        head.merged.extend(row.merged);
        (0..row.repeats).for_each(|n| looks.add(row.number.saturating_add(n), row.look));
        Ok(())
    }
}

/// Hands the rows on, each as often as it stands there. The next sheet is the last.
struct Handing<'a, T> {
    sheets: Vec<(SheetHead, Looks)>,
    rows: &'a mut T,
}

impl<T: Rows> See for Handing<'_, T> {
    fn sheet(&mut self, _: SheetHead) -> Result<(), Refusal> {
        let (head, looks) = self.sheets.pop().ok_or(Refusal::Corrupt)?;
        self.rows.sheet(head)?;
        self.rows.looks(looks)
    }

    fn row(&mut self, row: Row) -> Result<(), Refusal> {
        for n in 1..row.repeats {
            self.rows.row(RawRow { number: row.number.saturating_add(n - 1), cells: row.cells.clone(), fault: None })?;
        }
        let number = row.number.saturating_add(row.repeats - 1);
        self.rows.row(RawRow { number, cells: row.cells, fault: None })
    }
}

fn walk<R: Read + Seek>(archive: &mut ZipArchive<R>, limits: &ImportLimits, see: &mut impl See) -> Result<(), Refusal> {
    let content = archive.by_name("content.xml").map_err(|_| Refusal::Corrupt)?;
    Walk::new(limits, see).all(BufReader::new(content))
}

/// Where the walk through the content is.
struct Walk<'a, S> {
    see: &'a mut S,
    meter: Meter,
    max_columns: usize,
    repeated_left: u64,
    styles: Styles,
    /// Tables inside of tables are drawings.
    tables: u32,
    groups: u8,
    /// The number of the next row, the place of the next column.
    number: u32,
    column: u32,
    row: Option<Row>,
    /// Empty cells that matter only if a filled one follows.
    empties: u32,
    cell: Option<Cell>,
    paragraphs: u32,
    /// Inside of a note or a drawing, which are no text of the cell.
    apart: u32,
}

#[derive(Default)]
struct Styles {
    /// That is being defined.
    open: String,
    by_name: HashMap<String, Style>,
}

#[derive(Clone, Copy, Default)]
struct Style {
    is_hidden: bool,
    bold: bool,
    indent: u8,
}

#[derive(Default)]
struct Cell {
    repeats: u32,
    kind: String,
    value: Option<String>,
    is_error: bool,
    style: Style,
    /// Columns and rows that it spans.
    spans: (u32, u32),
    text: String,
    has_paragraph: bool,
}

impl<'a, S: See> Walk<'a, S> {
    fn new(limits: &ImportLimits, see: &'a mut S) -> Self {
        Self {
            see,
            meter: Meter::new(limits),
            max_columns: usize::try_from(limits.max_columns).unwrap_or(usize::MAX),
            repeated_left: MAX_REPEATED.min(limits.max_cells),
            styles: Styles::default(),
            tables: 0,
            groups: 0,
            number: 1,
            column: 0,
            row: None,
            empties: 0,
            cell: None,
            paragraphs: 0,
            apart: 0,
        }
    }

    fn all(mut self, content: impl BufRead) -> Result<(), Refusal> {
        let mut reader = Reader::from_reader(content);
        let mut buffer = Vec::new();
        loop {
            buffer.clear();
            match reader.read_event_into(&mut buffer).map_err(|_| Refusal::Corrupt)? {
                Event::Start(tag) => self.open(tag.name().0, Attributes::new(tag.attributes_raw()))?,
                Event::Empty(tag) => {
                    self.open(tag.name().0, Attributes::new(tag.attributes_raw()))?;
                    self.close(tag.name().0)?;
                }
                Event::End(tag) => self.close(tag.name().0)?,
                Event::Text(text) => self.text(&text),
                Event::CData(text) => self.text(&text),
                Event::GeneralRef(entity) => {
                    let mut shown = String::new();
                    decode(&format!("&{};", &*entity), &mut shown);
                    self.text(&shown);
                }
                Event::Eof => return Ok(()),
                _ => {}
            }
        }
    }

    fn open(&mut self, name: &str, attributes: Attributes) -> Result<(), Refusal> {
        if self.apart > 0 {
            self.apart += 1;
            return Ok(());
        }
        match name {
            "table:table" => {
                self.tables += 1;
                if self.tables == 1 {
                    self.begin_sheet(attributes)?;
                }
            }
            _ if self.tables == 0 => self.styles.open(name, attributes),
            _ if self.tables > 1 => {}
            "table:table-column" => {
                let end = self.column.saturating_add(repeats(attributes, "number-columns-repeated"));
                if matches!(attributes.find("visibility"), Some("collapse" | "filter")) {
                    // Everything right of the table is hidden at times.
                    self.see.hide_columns(self.column..end.min(self.column.saturating_add(255)));
                }
                self.column = end;
            }
            "table:table-row-group" => self.groups = self.groups.saturating_add(1),
            "table:table-row" => {
                let hidden = matches!(attributes.find("visibility"), Some("collapse" | "filter"));
                let look = RowLook { outline: self.groups, hidden, ..RowLook::default() };
                let repeats = repeats(attributes, "number-rows-repeated");
                self.row = Some(Row { number: self.number, repeats, look, ..Row::default() });
                self.empties = 0;
            }
            "table:table-cell" if self.row.is_some() => self.begin_cell(attributes),
            // Nobody sees what is under a merged cell.
            "table:covered-table-cell" => {
                self.empties = self.empties.saturating_add(repeats(attributes, "number-columns-repeated"));
            }
            "office:annotation" | "table:shapes" | "text:note" => self.apart = 1,
            _ if name.starts_with("draw:") => self.apart = 1,
            "text:p" | "text:h" => {
                self.paragraphs += 1;
                if let Some(cell) = &mut self.cell {
                    if cell.has_paragraph {
                        cell.text.push('\n');
                    }
                    cell.has_paragraph = true;
                }
            }
            "text:s" => {
                let blanks = attributes.number("c").unwrap_or(1).min(MAX_BLANKS);
                self.text(&" ".repeat(blanks as usize));
            }
            "text:tab" => self.text("\t"),
            "text:line-break" => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        if self.apart > 0 {
            self.apart -= 1;
            return Ok(());
        }
        match name {
            "table:table" => self.tables = self.tables.saturating_sub(1),
            _ if self.tables != 1 => {}
            "table:table-row-group" => self.groups = self.groups.saturating_sub(1),
            "table:table-row" => self.end_row()?,
            "table:table-cell" => self.end_cell()?,
            "text:p" | "text:h" => self.paragraphs = self.paragraphs.saturating_sub(1),
            _ => {}
        }
        Ok(())
    }

    fn begin_sheet(&mut self, attributes: Attributes) -> Result<(), Refusal> {
        (self.number, self.column, self.groups) = (1, 0, 0);
        self.meter.row(&[])?;
        let visibility = if self.styles.of(attributes).is_hidden { Visibility::Hidden } else { Visibility::Visible };
        let name = Some(decoded(attributes.find("name").unwrap_or_default()));
        self.see.sheet(SheetHead { name, visibility, merged: Vec::new() })
    }

    fn begin_cell(&mut self, attributes: Attributes) {
        let kind = attributes.named("office:value-type").unwrap_or_default();
        let value = match kind {
            "date" => attributes.find("date-value"),
            "boolean" => attributes.find("boolean-value"),
            "string" => attributes.find("string-value"),
            "float" | "currency" | "percentage" => attributes.find("value"),
            _ => None,
        };
        let spans = (attributes.number("number-columns-spanned"), attributes.number("number-rows-spanned"));
        self.cell = Some(Cell {
            repeats: repeats(attributes, "number-columns-repeated"),
            kind: kind.to_owned(),
            value: value.map(decoded),
            is_error: attributes.named("calcext:value-type") == Some("error"),
            style: self.styles.of(attributes),
            spans: (spans.0.unwrap_or(1).max(1), spans.1.unwrap_or(1).max(1)),
            ..Cell::default()
        });
        self.paragraphs = 0;
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        let (Some(cell), Some(row)) = (self.cell.take(), &mut self.row) else { return Ok(()) };
        let (repeats, style, (across, down)) = (cell.repeats, cell.style, cell.spans);
        let value = cell.value();
        if value == RawCell::Empty {
            self.empties = self.empties.saturating_add(repeats);
            return Ok(());
        }
        let empties = std::mem::take(&mut self.empties) as usize;
        let end = row.cells.len().saturating_add(empties).saturating_add(repeats as usize);
        if end > self.max_columns {
            return Err(Refusal::TooLarge(Limit::Columns));
        }
        if row.cells.is_empty() {
            (row.look.bold, row.look.indent) = (style.bold, style.indent);
        }
        row.cells.resize(row.cells.len() + empties, RawCell::Empty);
        if across > 1 || down > 1 {
            let column = row.cells.len() as u32;
            row.merged.push(Merged {
                first_row: row.number,
                last_row: row.number.saturating_add(down - 1),
                first_column: column,
                last_column: column.saturating_add(across - 1).min(self.max_columns as u32),
            });
        }
        row.cells.resize(end, value);
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        let Some(row) = self.row.take() else { return Ok(()) };
        self.number = self.number.saturating_add(row.repeats);
        if row.cells.is_empty() {
            return self.meter.row(&[]);
        }
        let more = u64::from(row.repeats - 1).saturating_mul(row.cells.len() as u64);
        self.repeated_left = self.repeated_left.checked_sub(more).ok_or(Refusal::TooLarge(Limit::Cells))?;
        self.meter.row(&row.cells)?;
        self.see.row(row)
    }

    fn text(&mut self, text: &str) {
        if self.paragraphs > 0
            && self.apart == 0
            && let Some(cell) = &mut self.cell
        {
            cell.text.push_str(text);
        }
    }
}

impl Cell {
    fn value(self) -> RawCell {
        if self.is_error && !self.text.is_empty() {
            return RawCell::Error(self.text);
        }
        let number = || self.value.as_deref().and_then(|it| it.trim().parse::<f64>().ok()).filter(|it| it.is_finite());
        let value = match self.kind.as_str() {
            "float" | "currency" => number().map(RawCell::Number),
            "percentage" => number().map(RawCell::Percent),
            "boolean" => self.value.as_deref().map(|it| RawCell::Bool(it.eq_ignore_ascii_case("true"))),
            "date" => self.value.as_deref().map(iso_cell),
            "string" => self.value.as_deref().map(text_cell),
            _ => None,
        };
        value.unwrap_or_else(|| text_cell(&self.text))
    }
}

impl Styles {
    fn open(&mut self, name: &str, attributes: Attributes) {
        match name {
            "style:style" => self.open = attributes.named("style:name").map(decoded).unwrap_or_default(),
            "style:table-properties" if attributes.find("display") == Some("false") => self.edit(|it| it.is_hidden = true),
            "style:text-properties" if attributes.named("fo:font-weight") == Some("bold") => self.edit(|it| it.bold = true),
            "style:paragraph-properties" => {
                let indent = attributes.named("fo:margin-left").map_or(0, |it| (millimetres(it) / INDENT_MM).round() as u8);
                self.edit(|it| it.indent = indent);
            }
            _ => {}
        }
    }

    fn edit(&mut self, edit: impl FnOnce(&mut Style)) {
        edit(self.by_name.entry(self.open.clone()).or_default());
    }

    fn of(&self, attributes: Attributes) -> Style {
        attributes.find("style-name").and_then(|it| self.by_name.get(&decoded(it))).copied().unwrap_or_default()
    }
}

fn millimetres(length: &str) -> f64 {
    let units = [("mm", 1.0), ("cm", 10.0), ("in", 25.4), ("pt", 0.3528)];
    let known = units.iter().find_map(|(unit, size)| Some(length.strip_suffix(unit)?.parse::<f64>().ok()? * size));
    known.unwrap_or(0.0)
}

/// How often a row or a cell stands there, at least once.
fn repeats(attributes: Attributes, name: &str) -> u32 {
    let written = attributes.find(name).map(|it| it.trim().parse::<u64>().unwrap_or(1));
    written.map_or(1, |it| u32::try_from(it).unwrap_or(u32::MAX).max(1))
}

fn decoded(text: &str) -> String {
    let mut shown = String::new();
    decode(text, &mut shown);
    shown
}
