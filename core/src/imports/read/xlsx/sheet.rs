//! The cells of a sheet, piece by piece as it is unpacked.

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::super::collect::Rows;
use super::super::markup::{Attributes, Markup, Token, local};
use super::super::workbooks::{Gatherer, iso_cell, moment_cell, text_cell};
use super::book::{Book, Head, Shown, Style};
use super::strings::{RichText, Strings, add_text, unescape};
use crate::imports::sheets::{Limit, Looks, Merged, RawCell, Refusal, RowLook};

/// A tag, or a text without `>`, is no longer than this.
const MAX_UNIT: usize = 32 << 20;
/// Rows, columns and merged regions beyond these are not looked at: Excel has no more rows and columns.
const MAX_ROWS: u32 = 1_048_576;
const MAX_COLUMNS: usize = 16_384;
const MAX_MERGED: usize = 100_000;

/// What of a part was unpacked and not yet read.
#[derive(Debug, Default)]
pub(super) struct Window {
    rest: Vec<u8>,
}

impl Window {
    /// Shows the tags and texts that are whole with this piece. A text that holds a `>` may be shown in parts.
    pub(super) fn take(&mut self, piece: &[u8], see: &mut impl FnMut(Token<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
        self.rest.extend_from_slice(piece);
        let Some(end) = memchr::memrchr(b'>', piece).map(|it| self.rest.len() - piece.len() + it + 1) else {
            return self.hold();
        };
        let mut markup = Markup::part(text_of(&self.rest[..end])?);
        markup.by_ref().try_for_each(see)?;
        let read = end - markup.rest().len();
        self.rest.drain(..read);
        self.hold()
    }

    fn hold(&self) -> Result<(), Refusal> {
        if self.rest.len() > MAX_UNIT { Err(Refusal::TooLarge(Limit::Unpacked)) } else { Ok(()) }
    }

    pub(super) fn finish(&mut self, see: &mut impl FnMut(Token<'_>) -> Result<(), Refusal>) -> Result<(), Refusal> {
        Markup::new(text_of(&std::mem::take(&mut self.rest))?).try_for_each(see)
    }
}

fn text_of(bytes: &[u8]) -> Result<&str, Refusal> {
    simdutf8::basic::from_utf8(bytes).map_err(|_| Refusal::Corrupt)
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
    /// Or whatever it is, where no kind was said.
    Number,
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
    /// Rows that look like no other, in the order they come.
    looks: Vec<(u32, RowLook)>,
    hidden_columns: Vec<u32>,
    merged: Vec<Merged>,
    /// Some element was seen.
    is_markup: bool,
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
            kind: Kind::Number,
            style: Style::default(),
            inside: Inside::Nothing,
            value: String::new(),
            inline: RichText::default(),
            look: RowLook::default(),
            is_named: false,
            looks: Vec::new(),
            hidden_columns: Vec::new(),
            merged: Vec::new(),
            is_markup: false,
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
            Place::Before if self.cells.is_markup => Ok(()),
            Place::Before | Place::Cells => Err(Refusal::Corrupt),
            Place::After => {
                let mut looks = Looks::default();
                looks.hidden_columns = self.cells.hidden_columns;
                self.cells.looks.sort_by_key(|it| it.0);
                self.cells.looks.into_iter().for_each(|(row, look)| looks.add(row, look));
                self.cells.gatherer.end_sheet(looks, self.cells.merged)
            }
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
                    && self.merged.len() < MAX_MERGED
                {
                    self.merged.extend(attributes.find("ref").and_then(region));
                }
                Ok(())
            }
        }
    }

    fn see_before(&mut self, token: Token<'_>) -> Result<(), Refusal> {
        let Token::Open { name, attributes, closed } = token else { return Ok(()) };
        self.is_markup = true;
        match local(name) {
            "col" if is_true(attributes, "hidden") && self.hidden_columns.len() < MAX_COLUMNS => {
                let range = attributes.number("min").zip(attributes.number("max"));
                let (first, last) = range.unwrap_or((1, 0));
                // Everything right of the table is hidden at times.
                let hidden = (first..=last.min(first.saturating_add(255))).map(|it| it.saturating_sub(1));
                self.hidden_columns.extend(hidden);
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
                    self.value.clear();
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
                    self.end_row();
                    self.column = 0;
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
            self.end_row();
        }
        Ok(())
    }

    fn end_row(&mut self) {
        let number = self.row.saturating_add(1);
        if self.look != RowLook::default() && number <= MAX_ROWS && self.looks.len() < MAX_ROWS as usize {
            self.looks.push((number, self.look));
        }
        self.row = number;
    }

    fn open_cell(&mut self, attributes: Attributes<'_>, closed: bool) -> Result<(), Refusal> {
        (self.kind, self.style) = (Kind::Number, self.book.styles.first().copied().unwrap_or_default());
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
        // A cell that names no style looks like the first one, but its number is a bare one.
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
            Kind::Bool => match value.trim().to_ascii_lowercase().as_str() {
                "" => RawCell::Empty,
                "0" | "false" => RawCell::Bool(false),
                "1" | "true" => RawCell::Bool(true),
                _ => text_cell(value),
            },
            Kind::Error => RawCell::Error(value.to_owned()),
            Kind::Moment => iso_cell(value),
            Kind::Number => match value.trim().parse::<f64>().ok().filter(|it| it.is_finite()) {
                Some(number) => self.number(number),
                None => text_cell(value),
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Wherever a piece ends, the same is seen.
    #[test]
    fn pieces_of_any_length() {
        let xml = "<?xml version='1.0'?><!-- a > <row> --><c t='a>b' r=\"A1\"><v>1 > є</v></c><t><![CDATA[<b>x</b>]]></t><x:c/>";
        let seen = |length: usize| {
            let (mut all, mut window) = (String::new(), Window::default());
            let mut see = |token: Token<'_>| {
                match token {
                    Token::Open { name, attributes, closed } => {
                        let attributes: Vec<_> = attributes.each().collect();
                        all += &format!("<{name} {attributes:?} {closed}>");
                    }
                    Token::Close(name) => all += &format!("</{name}>"),
                    Token::Text(text) => all += text,
                    Token::Literal(text) => all += &format!("[{text}]"),
                }
                Ok(())
            };
            xml.as_bytes().chunks(length).for_each(|piece| window.take(piece, &mut see).unwrap());
            window.finish(&mut see).unwrap();
            all
        };
        let whole = seen(xml.len());
        assert!(whole.contains("1 > є") && whole.contains("[<b>x</b>]") && !whole.contains("row"), "{whole}");
        for length in 1..xml.len() {
            assert_eq!(seen(length), whole, "{length}");
        }
    }
}
