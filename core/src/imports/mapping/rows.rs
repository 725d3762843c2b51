//! Which rows below a header are data, and why the others are not.

use crate::imports::records::Entity;
use crate::imports::sheets::{RawCell, RawRow};
use crate::imports::values::{is_blank, is_empty, numbers, text};
use crate::names::fold;

use super::columns::{Columns, FieldKind, kind};
use super::header::{Region, repeats_header};

/// Tells the rows of one table apart.
pub(super) struct Sorter<'a> {
    entity: Entity,
    columns: &'a Columns,
    region: &'a Region,
    header: &'a [RawRow],
    /// Index of the last row with more than one filled mapped cell that is no total: below it the table is over.
    last_full: usize,
    n_columns: usize,
    dated: bool,
    /// The columns of day, product and number; a row with one of them is no subtotal.
    named: [Option<usize>; 4],
}

impl<'a> Sorter<'a> {
    /// `rows` are those of the sheet.
    pub(super) fn new(entity: Entity, columns: &'a Columns, region: &'a Region, rows: &'a [RawRow]) -> Self {
        let mut sorter = Self::with_end(entity, columns, region, (&rows[region.header.clone()], 0));
        sorter.last_full = region.body.clone().rev().find(|at| sorter.is_full(&rows[*at])).unwrap_or(0);
        sorter
    }

    /// For rows that are not all there: the header and the index of the last full row are known.
    pub(super) fn with_end(
        entity: Entity,
        columns: &'a Columns,
        region: &'a Region,
        (header, last_full): (&'a [RawRow], usize),
    ) -> Self {
        let named = ["order.date", "product.sku", "product.name", "order.no"].map(|it| columns.find(it));
        let dated = named[0].is_some();
        Self { entity, columns, region, header, last_full, n_columns: columns.count(), dated, named }
    }

    /// More than one filled mapped cell, and no total.
    pub(super) fn is_full(&self, row: &RawRow) -> bool {
        self.mapped(row).nth(1).is_some() && !self.is_total(row)
    }

    /// Why the row is not data; `None` for data.
    pub(super) fn skip(&self, at: usize, row: &RawRow) -> Option<&'static str> {
        if row.fault.is_some() {
            return None;
        }
        let Some(first) = self.filled(row).next() else { return Some("blank") };
        if self.header.iter().any(|header| repeats_header(row, header)) {
            return Some("repeated_header");
        }
        if at == self.region.body.start && self.numbers_columns(row) {
            return Some("repeated_header");
        }
        if self.is_total(row) {
            return Some("total");
        }
        if is_footer(first) && !self.filled(row).any(is_figure) {
            return Some("footer");
        }
        let mut mapped = self.mapped(row);
        if mapped.next().is_none() {
            return Some(if at > self.last_full { "footer" } else { "group" });
        }
        // A lone cell in a table of several columns is the name of a group, or a note below the table.
        let alone = mapped.next().is_none() && self.filled(row).nth(1).is_none();
        if alone && self.n_columns >= 3 && !self.names_a_customer(row) {
            return Some(if at > self.last_full { "footer" } else { "group" });
        }
        if self.is_unnamed_total(at, row) {
            return Some("total");
        }
        if self.entity == Entity::Orders && self.is_group(row) {
            return Some("group");
        }
        None
    }

    /// 1, 2, 3 … below the header, as printed forms number their columns.
    fn numbers_columns(&self, row: &RawRow) -> bool {
        let counted = |(n, cell): (u32, &RawCell)| text(cell).is_some_and(|it| it.trim() == n.to_string());
        self.filled(row).nth(2).is_some() && (1..).zip(self.filled(row)).all(counted)
    }

    fn filled<'r>(&self, row: &'r RawRow) -> impl Iterator<Item = &'r RawCell> {
        row.cells.iter().take(self.region.columns.end).skip(self.region.columns.start).filter(|cell| !is_empty(cell))
    }

    fn mapped<'r>(&self, row: &'r RawRow) -> impl Iterator<Item = (usize, &'r RawCell)> {
        row.cells
            .iter()
            .enumerate()
            .filter(|(at, cell)| self.columns.fields.get(*at).is_some_and(Option::is_some) && !is_empty(cell))
    }

    /// A total word in the first filled cell, and nothing but figures besides.
    fn is_total(&self, row: &RawRow) -> bool {
        let mut filled = self.filled(row);
        let Some(first) = filled.next() else { return false };
        is_total_word(first) && filled.all(is_figure)
    }

    /// A sum without a word: the last row, only figures, nothing that names what was sold.
    fn is_unnamed_total(&self, at: usize, row: &RawRow) -> bool {
        at == self.region.body.end - 1
            && matches!(self.entity, Entity::Orders | Entity::Stock)
            && self.filled(row).all(is_figure)
            && self.mapped(row).all(|(at, _)| self.columns.fields[at].is_some_and(|it| kind(it) == FieldKind::Number))
    }

    /// One text and figures, but neither a day, a number nor a product: the subtotal of a group.
    fn is_group(&self, row: &RawRow) -> bool {
        let is_filled = |at: usize| row.cells.get(at).is_some_and(|cell| !is_empty(cell));
        self.dated
            && !self.named.iter().flatten().any(|at| is_filled(*at))
            && self.filled(row).next().is_some_and(|cell| !is_figure(cell))
            && self.filled(row).filter(|cell| !is_figure(cell)).nth(1).is_none()
    }

    fn names_a_customer(&self, row: &RawRow) -> bool {
        self.entity == Entity::Customers
            && self.mapped(row).next().is_some_and(|(at, _)| self.columns.fields[at] == Some("customer.name"))
    }
}

/// A number, also one written with a currency or a unit.
pub(super) fn is_figure(cell: &RawCell) -> bool {
    match cell {
        RawCell::Number(_) | RawCell::Percent(_) => true,
        RawCell::Text(_) => numbers::read(cell, numbers::NumberStyle::default()).is_ok(),
        _ => false,
    }
}

pub(super) fn is_total_word(cell: &RawCell) -> bool {
    const WORDS: &[&str] = &[
        "разом",
        "всього",
        "усього",
        "підсумок",
        "підсумки",
        "загалом",
        "итого",
        "всего",
        "итог",
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sub-total",
        "σ",
        "сума разом",
        // Below the lines of an invoice.
        "сума пдв",
        "сумма ндс",
        "у т.ч",
        "в т.ч",
        "у тому числі",
        "в том числе",
        "до сплати",
        "к оплате",
    ];
    let RawCell::Text(shown) = cell else { return false };
    const LETTERS: [u64; 2] = letters(WORDS);
    if !may_begin(shown, WORDS, LETTERS) && !may_end_in_total(shown) {
        return false;
    }
    let folded = fold(shown);
    // «ТОВ «Верба» Підсумок», as spreadsheet programs name the subtotals they make.
    if [" підсумок", " итог", " total", " разом"].iter().any(|it| folded.ends_with(it)) {
        return true;
    }
    WORDS
        .iter()
        .any(|word| folded.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', ':', '.', ',', '='])))
}

/// A bit for each first letter of the words, and for each second one. Letters may share one: it tells which words cannot be
/// meant.
const fn letters(words: &[&str]) -> [u64; 2] {
    let (mut bits, mut n) = ([0, 0], 0);
    while n < words.len() {
        let word = words[n].as_bytes();
        bits[0] |= letter_bit(word);
        bits[1] |= letter_bit(word.split_at(if word[0] < 0x80 { 1 } else { 2 }).1);
        n += 1;
    }
    bits
}

/// Of the first letter of a text of ASCII or Cyrillic letters: its last byte tells it.
const fn letter_bit(text: &[u8]) -> u64 {
    match text {
        [first @ 0..=0x7f, ..] => 1 << (*first & 63),
        [_, second, ..] => 1 << (*second & 63),
        _ => 0,
    }
}

/// Whether the folded text could begin with one of these words, by its first letters: most cells need no folding then.
fn may_begin(text: &str, words: &[&str], [first_letters, second_letters]: [u64; 2]) -> bool {
    let text = match text.as_bytes() {
        // Codes, numbers, dates and small letters are told by their first byte.
        [first, ..] if first.is_ascii_alphanumeric() => {
            if letter_bit(&[first.to_ascii_lowercase()]) & first_letters == 0 {
                return false;
            }
            text
        }
        _ => text.trim_start_matches(|it: char| is_blank(it) || it == '\''),
    };
    let mut letters = ['\0'; 3];
    for (place, letter) in letters.iter_mut().zip(text.chars()) {
        *place = match letter {
            'A'..='Z' => letter.to_ascii_lowercase(),
            // Small letters stand 32 places behind their capitals.
            'А'..='Я' => char::from_u32(letter as u32 + 32).unwrap_or(letter),
            'І' => 'і',
            ' '..='~' | 'а'..='я' | 'і' => letter,
            // Could be folded into another letter.
            _ => '\0',
        };
    }
    // No word of a single letter begins with one of these.
    let cannot_be =
        |letter: char, bits: u64| letter != '\0' && letter_bit(letter.encode_utf8(&mut [0; 4]).as_bytes()) & bits == 0;
    if cannot_be(letters[0], first_letters) || letters[0] != '\0' && cannot_be(letters[1], second_letters) {
        return false;
    }
    words.iter().any(|word| letters.iter().zip(word.chars()).all(|(letter, expected)| *letter == '\0' || *letter == expected))
}

/// The same for the subtotals spreadsheet programs make, which end in their word.
fn may_end_in_total(text: &str) -> bool {
    // Codes and figures are told by their last byte.
    if text.bytes().next_back().is_some_and(|last| last.is_ascii_graphic() && !last.eq_ignore_ascii_case(&b'l')) {
        return false;
    }
    let mut last = text.trim_end().chars().rev().filter_map(|it| it.to_lowercase().next());
    let letters = [last.next(), last.next(), last.next()];
    ["ком", "гот", "lat", "моз"].iter().any(|end| end.chars().map(Some).eq(letters))
}

/// Signature lines and page numbers.
pub(super) fn is_footer(cell: &RawCell) -> bool {
    const STEMS: &[&str] = &[
        "бухгалтер",
        "головний бухгалтер",
        "директор",
        "керівник",
        "підпис",
        "виконав",
        "виконавець",
        "склав",
        "затвердив",
        "відповідальний:",
        "комірник",
        "м.п.",
        "стор.",
        "сторінка",
        "стр.",
        "страница",
        "page ",
        "подпись",
        "исполнитель",
        "главный бухгалтер",
        "руководитель",
        "відпустив",
    ];
    let RawCell::Text(written) = cell else { return false };
    const LETTERS: [u64; 2] = letters(STEMS);
    if !may_begin(written, STEMS, LETTERS) && !written.contains('_') {
        return false;
    }
    let Some(shown) = text(cell) else { return false };
    if shown.contains("___") {
        return true;
    }
    let folded = fold(&shown);
    STEMS.iter().any(|stem| folded.starts_with(stem)) && folded.chars().count() < 60
}
