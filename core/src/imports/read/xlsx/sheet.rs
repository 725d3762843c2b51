//! The cells of a sheet, piece by piece as it is unpacked.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::super::collect::Rows;
use super::super::markup::{Attributes, Markup, Token, local};
use super::super::workbooks::{Gatherer, iso_cell, moment_cell, text_cell};
use super::book::{Book, Head, Shown, Style};
use super::strings::{RichText, Strings, add_text, unescape};
use crate::imports::sheets::{Limit, Looks, Merged, RawCell, Refusal, RowLook};

/// A tag or a text is no longer than this.
const MAX_UNIT: usize = 32 << 20;

/// What of a part was unpacked and not yet read: less than a tag.
#[derive(Debug, Default)]
pub(super) struct Window {
    rest: Vec<u8>,
}

impl Window {
    /// Shows the tags and texts that are whole with this piece. A long text may be shown in parts.
    pub(super) fn take(&mut self, piece: &[u8], see: &mut impl FnMut(Token<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
        let Some(end) = memchr::memrchr(b'>', piece).map(|it| it + 1) else {
            self.rest.extend_from_slice(piece);
            return if self.rest.len() > MAX_UNIT { Err(Refusal::TooLarge(Limit::Unpacked)) } else { Ok(()) };
        };
        let (whole, rest) = piece.split_at(end);
        if self.rest.is_empty() {
            show(whole, see)?;
        } else {
            self.rest.extend_from_slice(whole);
            show(&self.rest, see)?;
            self.rest.clear();
        }
        self.rest.extend_from_slice(rest);
        Ok(())
    }

    pub(super) fn finish(&mut self, see: &mut impl FnMut(Token<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
        show(&std::mem::take(&mut self.rest), see)
    }
}

fn show(bytes: &[u8], see: &mut impl FnMut(Token<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let text = simdutf8::basic::from_utf8(bytes).map_err(|_| Refusal::Corrupt)?;
    Markup::new(text).try_for_each(see)
}

/// Where in the sheet the reader is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Before,
    Cells,
    After,
}

/// What the texts at hand belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Value,
    InlineText,
}

/// What a cell says of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    /// No kind was said: mostly a number.
    Unsaid,
    Shared,
    Text,
    Inline,
    Bool,
    Error,
    Moment,
}

pub(super) struct SheetReader<'a, 'rows, T> {
    window: Window,
    cells: Cells<'a, 'rows, T>,
}

struct Cells<'a, 'rows, T> {
    book: &'a Book,
    strings: &'a Strings,
    head: &'a Head,
    gatherer: &'a mut Gatherer<'rows, T>,
    place: Place,
    /// Row and column of the cell at hand, from 0.
    row: u32,
    column: u32,
    kind: Kind,
    style: Style,
    inside: Inside,
    value: String,
    inline: RichText,
    look: RowLook,
    /// A filled cell was seen in this row.
    is_named: bool,
    looks: Looks,
    merged: Vec<Merged>,
}

impl<'a, 'rows, T: Rows> SheetReader<'a, 'rows, T> {
    pub(super) fn new((book, strings): (&'a Book, &'a Strings), head: &'a Head, gatherer: &'a mut Gatherer<'rows, T>) -> Self {
        let cells = Cells {
            book,
            strings,
            head,
            gatherer,
            place: Place::Before,
            row: 0,
            column: 0,
            kind: Kind::Unsaid,
            style: Style::default(),
            inside: Inside::Nothing,
            value: String::new(),
            inline: RichText::default(),
            look: RowLook::default(),
            is_named: false,
            looks: Looks::default(),
            merged: Vec::new(),
        };
        Self { window: Window::default(), cells }
    }

    pub(super) fn take(&mut self, piece: &[u8]) -> Result<(), Refusal> {
        self.window.take(piece, &mut |token| self.cells.see(token))
    }

    /// Tells what stood beside the values. A part without cells is a sheet of another kind.
    pub(super) fn finish(mut self) -> Result<(), Refusal> {
        self.window.finish(&mut |token| self.cells.see(token))?;
        match self.cells.place {
            Place::Before => Ok(()),
            Place::Cells => Err(Refusal::Corrupt),
            Place::After => self.cells.gatherer.end_sheet(self.cells.looks, self.cells.merged),
        }
    }
}

impl<T: Rows> Cells<'_, '_, T> {
    fn see(&mut self, token: Token<'_>) -> Result<(), Refusal> {
        match self.place {
            Place::Cells => self.see_cells(token),
            Place::Before => self.see_before(token),
            Place::After => {
                if let Token::Open { name, attributes, .. } = token
                    && local(name) == "mergeCell"
                {
                    self.merged.extend(attributes.find("ref").and_then(region));
                }
                Ok(())
            }
        }
    }

    fn see_before(&mut self, token: Token<'_>) -> Result<(), Refusal> {
        let Token::Open { name, attributes, closed } = token else { return Ok(()) };
        match local(name) {
            "col" if is_true(attributes, "hidden") => {
                let range = attributes.number("min").zip(attributes.number("max"));
                let (first, last) = range.unwrap_or((1, 0));
                // Everything right of the table is hidden at times.
                let hidden = (first..=last.min(first.saturating_add(255))).map(|it| it.saturating_sub(1));
                self.looks.hidden_columns.extend(hidden);
            }
            "sheetData" => {
                self.place = if closed { Place::After } else { Place::Cells };
                self.gatherer.sheet(self.head.name.clone(), self.head.visibility)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn see_cells(&mut self, token: Token<'_>) -> Result<(), Refusal> {
        match token {
            Token::Open { name, attributes, closed } => match local(name) {
                "row" => self.open_row(attributes, closed)?,
                "c" => self.open_cell(attributes, closed)?,
                "v" if !closed => {
                    self.inside = Inside::Value;
                    self.name_row();
                }
                "is" if !closed => {
                    self.inside = Inside::InlineText;
                    self.name_row();
                }
                _ if self.inside == Inside::InlineText => self.inline.see(token),
                _ => {}
            },
            Token::Close(name) => match local(name) {
                "c" => self.end_cell()?,
                "v" | "is" => self.inside = Inside::Nothing,
                "row" => {
                    self.looks.add(self.row.saturating_add(1), self.look);
                    (self.row, self.column) = (self.row.saturating_add(1), 0);
                }
                "sheetData" => self.place = Place::After,
                _ if self.inside == Inside::InlineText => self.inline.see(token),
                _ => {}
            },
            Token::Text(text) => match self.inside {
                Inside::Value => add_text(text, &mut self.value),
                Inside::InlineText => self.inline.see(token),
                Inside::Nothing => {}
            },
            Token::Literal(text) => match self.inside {
                Inside::Value => self.value.push_str(text),
                Inside::InlineText => self.inline.see(token),
                Inside::Nothing => {}
            },
        }
        Ok(())
    }

    fn open_row(&mut self, attributes: Attributes<'_>, closed: bool) -> Result<(), Refusal> {
        self.look = RowLook::default();
        (self.is_named, self.column) = (false, 0);
        for (name, value) in attributes.each() {
            match name {
                "r" => self.row = value.parse::<u32>().ok().and_then(|it| it.checked_sub(1)).ok_or(Refusal::Corrupt)?,
                "hidden" => self.look.hidden = matches!(value, "1" | "true"),
                "outlineLevel" => self.look.outline = value.parse().unwrap_or(0),
                _ => {}
            }
        }
        if closed {
            self.looks.add(self.row.saturating_add(1), self.look);
            self.row = self.row.saturating_add(1);
        }
        Ok(())
    }

    fn open_cell(&mut self, attributes: Attributes<'_>, closed: bool) -> Result<(), Refusal> {
        (self.kind, self.style) = (Kind::Unsaid, self.book.styles.first().copied().unwrap_or_default());
        let mut is_styled = false;
        for (name, value) in attributes.each() {
            match name {
                "r" => (self.row, self.column) = place(value).ok_or(Refusal::Corrupt)?,
                "s" => {
                    let style = value.parse::<usize>().ok().and_then(|it| self.book.styles.get(it));
                    self.style = style.copied().unwrap_or_default();
                    is_styled = true;
                }
                "t" => self.kind = kind(value).ok_or(Refusal::Corrupt)?,
                _ => {}
            }
        }
        if !is_styled {
            self.style.shown = Shown::Number;
        }
        self.value.clear();
        self.inline.clear();
        if closed {
            self.column = self.column.saturating_add(1);
        }
        Ok(())
    }

    /// The first filled cell of a row tells how the row looks.
    fn name_row(&mut self) {
        if !self.is_named {
            self.is_named = true;
            (self.look.indent, self.look.bold) = (self.style.indent, self.style.bold);
        }
    }

    fn end_cell(&mut self) -> Result<(), Refusal> {
        self.inside = Inside::Nothing;
        let cell = self.cell()?;
        self.gatherer.cell((self.row, self.column), cell)?;
        self.column = self.column.saturating_add(1);
        Ok(())
    }

    fn cell(&mut self) -> Result<RawCell, Refusal> {
        let value = self.value.as_str();
        Ok(match self.kind {
            Kind::Inline => text_cell(self.inline.as_str()),
            _ if !self.inline.as_str().is_empty() => text_cell(self.inline.as_str()),
            _ if value.is_empty() => RawCell::Empty,
            Kind::Shared => {
                let text = value.trim().parse().ok().and_then(|it| self.strings.get(it));
                text_cell(text.ok_or(Refusal::Corrupt)?)
            }
            Kind::Text => {
                unescape(&mut self.value, 0);
                text_cell(&self.value)
            }
            Kind::Bool => match value.trim() {
                "0" | "false" => RawCell::Bool(false),
                "1" | "true" => RawCell::Bool(true),
                _ => return Err(Refusal::Corrupt),
            },
            Kind::Error => RawCell::Error(value.to_owned()),
            Kind::Moment => iso_cell(value),
            Kind::Number | Kind::Unsaid => match value.trim().parse::<f64>().ok().filter(|it| it.is_finite()) {
                Some(number) => self.number(number),
                None if self.kind == Kind::Unsaid => text_cell(value),
                None => return Err(Refusal::Corrupt),
            },
        })
    }

    fn number(&self, number: f64) -> RawCell {
        match self.style.shown {
            Shown::Number => RawCell::Number(number),
            Shown::Percent => RawCell::Percent(number),
            Shown::Date => moment_cell(ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.book.is_1904)),
        }
    }
}

fn kind(word: &str) -> Option<Kind> {
    Some(match word {
        "n" => Kind::Number,
        "s" => Kind::Shared,
        "str" => Kind::Text,
        "inlineStr" | "is" => Kind::Inline,
        "b" => Kind::Bool,
        "e" => Kind::Error,
        "d" => Kind::Moment,
        _ => return None,
    })
}

fn is_true(attributes: Attributes<'_>, name: &str) -> bool {
    matches!(attributes.find(name), Some("1" | "true"))
}

/// "B12": row and column, from 0.
fn place(reference: &str) -> Option<(u32, u32)> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).count();
    let column = reference
        .bytes()
        .take(letters)
        .try_fold(0_u32, |column, letter| column.checked_mul(26)?.checked_add(u32::from(letter.to_ascii_uppercase() - b'A') + 1));
    let row = reference.get(letters..)?.parse::<u32>().ok()?;
    Some((row.checked_sub(1)?, column?.checked_sub(1)?))
}

/// "A1:C3", rows from 1, columns from 0.
fn region(reference: &str) -> Option<Merged> {
    let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
    let ((first_row, first_column), (last_row, last_column)) = (place(first)?, place(last)?);
    Some(Merged { first_row: first_row.saturating_add(1), last_row: last_row.saturating_add(1), first_column, last_column })
}
