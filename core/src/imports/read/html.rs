//! Web pages that call themselves `.xls`: banks and 1C write them. All tables of the page become one sheet, one below
//! the other, as spreadsheet programs show them; lines of text between them are rows of one cell.

use super::collect::{Collector, Rows, SheetHead};
use super::encoding;
use super::markup::{Attributes, Markup, Token, decode};
use crate::config::ImportLimits;
use crate::imports::sheets::{Foreign, Limit, Looks, Merged, RawCell, RawRow, Refusal, RowLook, Sheet, Visibility, Workbook};

pub(super) fn read(bytes: Vec<u8>, limits: &ImportLimits) -> Result<Workbook, Refusal> {
    let decoded = encoding::decode_declared(bytes)?;
    let mut page = Page::new(limits)?;
    let mut markup = Markup::new(&decoded.text);
    while let Some(token) = markup.next() {
        match token {
            Token::Open { name, attributes, .. } => {
                let name = name.to_ascii_lowercase();
                if matches!(name.as_str(), "script" | "style" | "title" | "xml") {
                    markup.skip_inside(&name);
                }
                page.open(&name, attributes)?;
            }
            Token::Close(name) => page.close(&name.to_ascii_lowercase())?,
            Token::Text(text) => page.text(text),
            Token::Literal(_) => {}
        }
    }
    let sheets = page.finish()?;
    Ok(Workbook { encoding: Some(decoded.encoding), delimiter: None, sheets })
}

/// The page as far as it was read.
struct Page {
    collector: Collector<'static>,
    merged: Vec<Merged>,
    max_columns: u32,
    /// Columns that cells may still span: empty ones cost nothing in the file but time and room here.
    spans_left: u64,
    /// Tables that are open, one inside the other.
    depth: usize,
    n_table_cells: usize,
    /// Rows so far: the number of the last one.
    number: u32,
    cells: Vec<RawCell>,
    in_row: bool,
    /// Where the open cell stands and how far it reaches.
    cell: Option<Span>,
    text: String,
    /// Per column, the last row that a cell above reaches down to.
    reserved: Vec<u32>,
    /// A table has ended right above: another one begins below an empty row, else both would be one.
    below_table: bool,
    /// Of the open row.
    look: RowLook,
    looks: Looks,
    /// Of the open cell: how far its style pushes the text in, and whether it is set in bold.
    indent: u8,
    bold: bool,
}

#[derive(Clone, Copy)]
struct Span {
    column: u32,
    columns: u32,
    rows: u32,
}

impl Page {
    fn new(limits: &ImportLimits) -> Result<Self, Refusal> {
        let mut collector = Collector::new(limits);
        collector.sheet(SheetHead { name: None, visibility: Visibility::Visible, merged: Vec::new() })?;
        Ok(Self {
            collector,
            merged: Vec::new(),
            max_columns: u32::try_from(limits.max_columns).unwrap_or(u32::MAX),
            spans_left: limits.max_cells,
            depth: 0,
            n_table_cells: 0,
            number: 0,
            cells: Vec::new(),
            in_row: false,
            cell: None,
            text: String::new(),
            reserved: Vec::new(),
            below_table: false,
            look: RowLook::default(),
            looks: Looks::default(),
            indent: 0,
            bold: false,
        })
    }

    fn open(&mut self, name: &str, attributes: Attributes) -> Result<(), Refusal> {
        match name {
            "table" => {
                self.end_line()?;
                self.reserved.clear();
                if self.depth == 0 && std::mem::take(&mut self.below_table) {
                    self.number += 1;
                    self.collector.row(RawRow { number: self.number, cells: Vec::new(), fault: None })?;
                }
                self.depth += 1;
            }
            "tr" if self.depth > 0 => {
                self.end_row()?;
                self.begin_row();
                self.look.hidden = style(attributes, "display").is_some_and(|it| it == "none");
            }
            "td" | "th" if self.depth > 0 => {
                self.end_cell();
                if !self.in_row {
                    self.begin_row();
                }
                self.begin_cell(attributes)?;
            }
            "b" | "strong" if self.cell.is_some() => self.bold = true,
            "br" | "p" | "div" | "h1" | "h2" | "h3" | "h4" | "li" | "center" => self.break_line()?,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str) -> Result<(), Refusal> {
        match name {
            "table" => {
                self.end_row()?;
                self.depth = self.depth.saturating_sub(1);
                self.below_table = self.depth == 0;
            }
            "tr" => self.end_row()?,
            "td" | "th" => self.end_cell(),
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "li" | "center" | "body" => self.break_line()?,
            _ => {}
        }
        Ok(())
    }

    /// Line breaks of the page are only blanks, as a browser shows them.
    fn text(&mut self, text: &str) {
        if self.depth > 0 && self.cell.is_none() {
            return;
        }
        let mut decoded = String::new();
        decode(text, &mut decoded);
        for letter in decoded.chars() {
            if !letter.is_ascii_whitespace() {
                self.text.push(letter);
            } else if !self.text.ends_with([' ', '\n']) {
                self.text.push(' ');
            }
        }
    }

    fn take_text(&mut self) -> RawCell {
        let text = std::mem::take(&mut self.text);
        let text = text.trim_matches(|it: char| it.is_whitespace());
        if text.is_empty() { RawCell::Empty } else { RawCell::Text(text.to_owned()) }
    }

    fn break_line(&mut self) -> Result<(), Refusal> {
        if self.cell.is_none() {
            return self.end_line();
        }
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        Ok(())
    }

    /// Ends a row, or a line of text outside of tables.
    fn end_line(&mut self) -> Result<(), Refusal> {
        self.end_row()?;
        match self.take_text() {
            RawCell::Empty => Ok(()),
            line => {
                self.below_table = false;
                self.number += 1;
                self.collector.row(RawRow { number: self.number, cells: vec![line], fault: None })
            }
        }
    }

    fn begin_row(&mut self) {
        self.number += 1;
        self.in_row = true;
        self.look = RowLook::default();
        self.text.clear();
    }

    fn end_row(&mut self) -> Result<(), Refusal> {
        self.end_cell();
        if !std::mem::take(&mut self.in_row) {
            return Ok(());
        }
        let cells = std::mem::take(&mut self.cells);
        self.looks.add(self.number, self.look);
        self.collector.row(RawRow { number: self.number, cells, fault: None })
    }

    fn begin_cell(&mut self, attributes: Attributes) -> Result<(), Refusal> {
        const MAX_SPAN: u32 = 65_534;
        let mut column = self.cells.len() as u32;
        while self.reserved.get(column as usize).is_some_and(|last| *last >= self.number) {
            column += 1;
        }
        let span = |name| attributes.number(name).unwrap_or(1).clamp(1, MAX_SPAN);
        // Headlines are often made to span more columns than there are.
        let columns = span("colspan").min(self.max_columns.saturating_sub(column).max(1));
        if column >= self.max_columns {
            return Err(Refusal::TooLarge(Limit::Columns));
        }
        self.spans_left = self.spans_left.checked_sub(u64::from(columns)).ok_or(Refusal::TooLarge(Limit::Cells))?;
        self.n_table_cells += 1;
        self.indent = indent(attributes);
        self.bold = style(attributes, "font-weight").is_some_and(|it| matches!(it, "bold" | "700"));
        self.cell = Some(Span { column, columns, rows: span("rowspan") });
        self.text.clear();
        Ok(())
    }

    fn end_cell(&mut self) {
        let Some(span) = self.cell.take() else { return };
        let blanks = self.text.chars().take_while(|it| matches!(it, ' ' | '\u{a0}' | '\n')).filter(|it| *it == '\u{a0}').count();
        let value = self.take_text();
        if value != RawCell::Empty && self.cells.iter().all(|it| *it == RawCell::Empty) {
            self.look.indent = self.indent.max(u8::try_from(blanks).unwrap_or(u8::MAX));
            self.look.bold = self.bold;
        }
        let (first, end) = (span.column as usize, (span.column + span.columns) as usize);
        self.cells.resize(end, RawCell::Empty);
        self.cells[first] = value;
        if span.rows == 1 && span.columns == 1 {
            return;
        }
        let last_row = self.number.saturating_add(span.rows - 1);
        let last_column = span.column + span.columns - 1;
        self.merged.push(Merged { first_row: self.number, last_row, first_column: span.column, last_column });
        if span.rows > 1 {
            if self.reserved.len() < end {
                self.reserved.resize(end, 0);
            }
            self.reserved[first..end].fill(last_row);
        }
    }

    fn finish(mut self) -> Result<Vec<Sheet>, Refusal> {
        if self.depth > 0 {
            return Err(Refusal::Corrupt);
        }
        self.end_line()?;
        if self.n_table_cells == 0 {
            return Err(Refusal::NotATable(Foreign::Unknown));
        }
        self.collector.merged(self.merged)?;
        self.collector.looks(self.looks)?;
        self.collector.finish()
    }
}

/// The value of a property in the style of an element.
fn style<'a>(attributes: Attributes<'a>, property: &str) -> Option<&'a str> {
    let properties = attributes.find("style")?.split(';');
    properties
        .filter_map(|it| it.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(property))
        .map(|it| it.1.trim())
}

/// How far a style pushes the text of a cell in; only more and less matters.
fn indent(attributes: Attributes) -> u8 {
    let told = ["mso-char-indent-count", "text-indent", "padding-left"].into_iter().find_map(|it| style(attributes, it));
    let number = told.map(|it| it.chars().take_while(char::is_ascii_digit).collect::<String>());
    number.and_then(|it| it.parse().ok()).unwrap_or(0)
}
