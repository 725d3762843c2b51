//! Excel 2003 XML, often named `.xls`: typed cells, sheets, merged regions.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDateTime;

use super::collect::{Collector, Rows, SheetHead};
use super::encoding;
use super::markup::{Attributes, Markup, Token, decode, local};
use super::workbooks::is_percent;
use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, Looks, Merged, RawCell, RawRow, Refusal, RowLook, Visibility, Workbook};

pub(super) fn read(bytes: Vec<u8>, limits: &ImportLimits) -> Result<Workbook, Refusal> {
    let decoded = encoding::decode_declared(bytes)?;
    let mut book = Book {
        collector: Collector::new(limits),
        max_columns: u32::try_from(limits.max_columns).unwrap_or(u32::MAX),
        cells_left: limits.max_cells,
        style: None,
        percents: HashSet::new(),
        named: HashMap::new(),
        look: RowLook::default(),
        looks: Looks::default(),
        merged: Vec::new(),
        number: 0,
        cells: Vec::new(),
        cell: None,
        data: None,
        visible: None,
        is_whole: false,
    };
    for token in Markup::new(&decoded.text) {
        match token {
            Token::Open { name, attributes, closed } => {
                book.open(local(name), attributes)?;
                if closed {
                    book.close(local(name))?;
                }
            }
            Token::Close(name) => book.close(local(name))?,
            Token::Text(text) => book.text(text, true),
            Token::Literal(text) => book.text(text, false),
        }
    }
    if !book.is_whole {
        return Err(Refusal::Corrupt);
    }
    Ok(Workbook { encoding: Some(decoded.encoding), delimiter: None, sheets: book.collector.finish()? })
}

/// The workbook as far as it was read.
struct Book<'a> {
    collector: Collector<'static>,
    max_columns: u32,
    /// Cells that rows may still have, empty ones counted: they cost nothing in the file but time and room here.
    cells_left: u64,
    /// The style that is being defined.
    style: Option<&'a str>,
    percents: HashSet<&'a str>,
    /// Indent and weight by style.
    named: HashMap<&'a str, (u8, bool)>,
    /// Of the open row.
    look: RowLook,
    /// Of the open sheet.
    looks: Looks,
    merged: Vec<Merged>,
    /// Sheet row of the last row begun.
    number: u32,
    cells: Vec<RawCell>,
    cell: Option<Cell>,
    /// Type and text of the open data element.
    data: Option<(&'a str, String)>,
    /// Text of the open element that says whether the sheet is shown.
    visible: Option<String>,
    is_whole: bool,
}

struct Cell {
    column: u32,
    is_percent: bool,
    /// Indent and weight.
    named: (u8, bool),
}

impl<'a> Book<'a> {
    fn open(&mut self, name: &str, attributes: Attributes<'a>) -> Result<(), Refusal> {
        match name {
            "Style" => self.style = attributes.find("ID"),
            "Alignment" => {
                let indent = attributes.number("Indent").map_or(0, |it| it.min(u32::from(u8::MAX)) as u8);
                self.style.into_iter().for_each(|it| self.named.entry(it).or_default().0 = indent);
            }
            "Font" => {
                let bold = attributes.find("Bold") == Some("1");
                self.style.into_iter().for_each(|it| self.named.entry(it).or_default().1 = bold);
            }
            "NumberFormat" => {
                let is_shown = attributes.find("Format").is_some_and(|it| it == "Percent" || is_percent(it));
                self.percents.extend(self.style.filter(|_| is_shown));
            }
            "Worksheet" => {
                let mut name = String::new();
                decode(attributes.find("Name").unwrap_or_default(), &mut name);
                self.number = 0;
                self.cells.clear();
                self.cell = None;
                self.collector.sheet(SheetHead { name: Some(name), visibility: Visibility::Visible, merged: Vec::new() })?;
            }
            "Visible" => self.visible = Some(String::new()),
            "Row" => {
                self.number = attributes.number("Index").unwrap_or(self.number.saturating_add(1)).max(1);
                self.look = RowLook { hidden: attributes.find("Hidden") == Some("1"), ..RowLook::default() };
                self.cells.clear();
                self.cell = None;
            }
            "Cell" if self.number > 0 => self.begin_cell(attributes)?,
            // A comment holds data too, but outside of the cell's own.
            "Comment" => self.cell = None,
            "Data" if self.cell.is_some() => self.data = Some((attributes.find("Type").unwrap_or("String"), String::new())),
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "Data" => self.end_data(),
            "Cell" => self.cell = None,
            "Row" => {
                self.cell = None;
                let cells = std::mem::take(&mut self.cells);
                self.looks.add(self.number, self.look);
                if cells.iter().any(|cell| *cell != RawCell::Empty) {
                    return self.collector.row(RawRow { number: self.number, cells, fault: None });
                }
            }
            "Visible" if self.visible.take().is_some_and(|it| it.trim() != "SheetVisible") => self.collector.hide(),
            "Worksheet" => {
                self.collector.merged(std::mem::take(&mut self.merged))?;
                return self.collector.looks(std::mem::take(&mut self.looks));
            }
            "Workbook" => self.is_whole = true,
            _ => {}
        }
        Ok(())
    }

    fn begin_cell(&mut self, attributes: Attributes<'a>) -> Result<(), Refusal> {
        let next = self.cells.len() as u32;
        // Cells never go back; an index that does is ignored.
        let column = attributes.number("Index").map_or(next, |it| it.saturating_sub(1).max(next));
        let across = attributes.number("MergeAcross").unwrap_or(0).min(self.max_columns);
        let down = attributes.number("MergeDown").unwrap_or(0);
        if column >= self.max_columns {
            return Err(Refusal::TooLarge(Limit::Columns));
        }
        if across > 0 || down > 0 {
            self.merged.push(Merged {
                first_row: self.number,
                last_row: self.number.saturating_add(down),
                first_column: column,
                last_column: column + across,
            });
        }
        let is_percent = attributes.find("StyleID").is_some_and(|style| self.percents.contains(style));
        // The next cell stands behind those that this one covers.
        let covered = (column + across).min(self.max_columns - 1);
        self.cells_left = self.cells_left.checked_sub(u64::from(covered + 1 - next)).ok_or(Refusal::TooLarge(Limit::Cells))?;
        self.cells.resize(covered as usize + 1, RawCell::Empty);
        let named = attributes.find("StyleID").and_then(|style| self.named.get(style)).copied().unwrap_or_default();
        self.cell = Some(Cell { column, is_percent, named });
        Ok(())
    }

    fn text(&mut self, text: &str, entities: bool) {
        let Some(out) = self.data.as_mut().map(|(_, text)| text).or(self.visible.as_mut()) else { return };
        if entities {
            decode(text, out);
        } else {
            out.push_str(text);
        }
    }

    fn end_data(&mut self) {
        let (Some((kind, text)), Some(cell)) = (self.data.take(), &self.cell) else { return };
        if !text.trim().is_empty() && self.cells.iter().all(|it| *it == RawCell::Empty) {
            (self.look.indent, self.look.bold) = cell.named;
        }
        self.cells[cell.column as usize] = match (kind, text.trim()) {
            (_, "") => RawCell::Empty,
            ("Number", number) => match number.parse::<f64>() {
                Ok(number) if cell.is_percent => RawCell::Percent(number),
                Ok(number) => RawCell::Number(number),
                Err(_) => RawCell::Text(text),
            },
            ("DateTime", moment) => {
                moment.parse::<NaiveDateTime>().map_or_else(|_| RawCell::Text(text.clone()), RawCell::DateTime)
            }
            ("Boolean", value) => RawCell::Bool(value == "1"),
            ("Error", error) => RawCell::Error(error.to_owned()),
            _ => RawCell::Text(text),
        };
    }
}
