//! A text file becomes a workbook of one sheet: decode, find the delimiter, split. It is decoded piece by piece and
//! never held as a whole; a long one is split again whenever its rows are wanted.

use std::borrow::Cow;
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use super::collect::{Collector, HEAD, Meter, Rows, SheetHead};
use super::delimiter::{self, Dialect};
use super::encoding::{self, Coded, Decoding};
use super::place::Place;
use super::split::{Splitter, Standing};
use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, LongRows, Pass, RawCell, RawRow, Refusal, See, Visibility, Workbook};
use crate::imports::values::FORMULA_SIGNS;

pub(super) fn read(place: Place, limits: &ImportLimits) -> Result<Workbook, Refusal> {
    let coded = Coded::detect(place).map_err(encoding::refusal)??;
    let mut window = Window::new(&coded).map_err(encoding::refusal)?;
    let dialect = delimiter::detect(&window.text);
    window.standing = Standing::new(dialect.start, dialect.line, usize::try_from(coded.len()).unwrap_or(usize::MAX));
    let (encoding, delimiter) = (Some(coded.name()), Some(dialect.name()));
    let text = Text { coded, dialect, limits: *limits };
    let mut collector = Collector::new(limits);
    collector.sheet(SheetHead { name: None, visibility: Visibility::Visible, merged: Vec::new() })?;
    let (mut n_rows, mut is_long, mut outcome) = (0, false, Ok(()));
    text.rows(window, &mut |row, n_read| {
        n_rows += 1;
        // The others are copied when it is known that they are to be held.
        if n_rows <= limits.held_rows.min(HEAD) {
            outcome = collector.row(row.clone());
        }
        is_long = n_rows > limits.held_rows || (n_rows == HEAD + 1 && text.is_far_longer(n_read / HEAD as u64));
        if outcome.is_ok() && !is_long { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    outcome?;
    if is_long {
        return Ok(Workbook { encoding, delimiter, sheets: vec![collector.cut(Arc::new(text))] });
    }
    if n_rows > HEAD {
        let (mut at, mut outcome) = (0, Ok(()));
        text.rows(text.window(&text.coded)?, &mut |row, _| {
            at += 1;
            if at > HEAD {
                outcome = collector.row(row.clone());
            }
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        outcome?;
    }
    Ok(Workbook { encoding, delimiter, sheets: collector.finish()? })
}

/// A text whose encoding and delimiter are known.
#[derive(Debug)]
struct Text {
    coded: Coded,
    dialect: Dialect,
    limits: ImportLimits,
}

impl LongRows for Text {
    fn each(&self, pass: Pass, see: &mut dyn FnMut(&RawRow) -> ControlFlow<()>) -> Result<(), Refusal> {
        let window = self.window(&self.coded)?;
        match pass {
            Pass::Again => self.rows(window, &mut |row, _| see(row)),
            Pass::First => self.metered(window, see).map(|_| ()),
        }
    }

    fn halves(&self, first: &mut See<'_>, second: &mut See<'_>) -> Result<bool, Refusal> {
        let Some((front, back)) = self.coded.halves().map_err(encoding::refusal)? else { return Ok(false) };
        let mut rest = Window::new(&back).map_err(encoding::refusal)?;
        rest.standing = Standing::new(0, 1, usize::try_from(back.len()).unwrap_or(usize::MAX));
        // A quoted field that reaches into the second half has no end in the first one.
        let (mut is_whole, mut is_whole_behind) = (true, true);
        let (metered, metered_behind) = std::thread::scope(|threads| {
            let behind = threads.spawn(|| {
                self.metered(rest, &mut |row| {
                    is_whole_behind &= row.fault.is_none();
                    second(row)
                })
            });
            let window = self.window(&front);
            let metered = window.and_then(|window| {
                self.metered(window, &mut |row| {
                    is_whole &= row.fault.is_none();
                    first(row)
                })
            });
            (metered, behind.join())
        });
        let metered_behind = metered_behind.map_err(|_| Refusal::Corrupt)?;
        if !(is_whole && is_whole_behind) {
            return Ok(false);
        }
        metered?.join(&metered_behind?, &self.limits)?;
        Ok(true)
    }
}

impl Text {
    fn window(&self, coded: &Coded) -> Result<Window, Refusal> {
        let mut window = Window::new(coded).map_err(encoding::refusal)?;
        let length = usize::try_from(coded.len()).unwrap_or(usize::MAX);
        window.standing = Standing::new(self.dialect.start, self.dialect.line, length);
        Ok(window)
    }

    /// Whether there are twice as many rows as are held, if they are as long as the first ones, which took so many bytes
    /// each, or as those in the middle and at the end, where these are longer.
    fn is_far_longer(&self, bytes_a_row: u64) -> bool {
        let longest = [1, 2].into_iter().filter_map(|nth| self.coded.bytes_a_line(nth, 2).ok()).fold(bytes_a_row, u64::max);
        self.coded.len() / 2 > longest.saturating_mul(self.limits.held_rows as u64)
    }

    /// Rows with the limits of a file held against them.
    fn metered(&self, window: Window, see: &mut dyn FnMut(&RawRow) -> ControlFlow<()>) -> Result<Meter, Refusal> {
        let (mut meter, began, mut n_rows) = (Meter::new(&self.limits), Instant::now(), 0u32);
        let mut outcome = Ok(());
        self.rows(window, &mut |row, _| {
            n_rows += 1;
            outcome = meter.row(&row.cells);
            if n_rows % 4096 == 0 && began.elapsed() > self.limits.max_time {
                outcome = Err(Refusal::TooLarge(Limit::Time));
            }
            if outcome.is_err() { ControlFlow::Break(()) } else { see(row) }
        })?;
        outcome.map(|()| meter)
    }

    /// Splits the text of the window and all that follows it. With each row comes how many bytes were read at most up to
    /// its end.
    fn rows(&self, mut window: Window, see: &mut dyn FnMut(&RawRow, u64) -> ControlFlow<()>) -> Result<(), Refusal> {
        // Empty fields at the end of a row do not count as columns, but they are not read without end either.
        let max_fields = usize::try_from(self.limits.max_columns).unwrap_or(usize::MAX).saturating_mul(10);
        let mut row = RawRow { number: 0, cells: Vec::new(), fault: None };
        loop {
            let mut fields: Vec<Cow<'_, str>> = Vec::new();
            let mut splitter = Splitter::resume(&window.text, self.dialect.delimiter, window.standing);
            let mut standing = window.standing;
            while let Some(record) = splitter.next(&mut fields, max_fields) {
                if !window.complete && splitter.touched_end() {
                    break;
                }
                if fields.len() > max_fields {
                    return Err(Refusal::TooLarge(Limit::Columns));
                }
                standing = splitter.standing();
                row.number = record.line;
                row.fault = record.open_quote.then_some("csv_quote");
                put(&fields, &mut row.cells);
                if see(&row, window.decoding.n_read()).is_break() {
                    return Ok(());
                }
            }
            if window.complete {
                return Ok(());
            }
            window.standing = standing;
            drop(fields);
            window.advance().map_err(encoding::refusal)?;
        }
    }
}

/// Writes the fields into the cells of the row before, whose room is used again.
fn put(fields: &[Cow<'_, str>], cells: &mut Vec<RawCell>) {
    let n_filled = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
    cells.truncate(n_filled);
    for (at, field) in fields[..n_filled].iter().enumerate() {
        let field = unguarded(field);
        match cells.get_mut(at) {
            Some(RawCell::Text(text)) if !field.is_empty() => {
                text.clear();
                text.push_str(field);
            }
            Some(cell) => *cell = text_cell(field),
            None => cells.push(text_cell(field)),
        }
    }
}

/// The text behind an apostrophe that keeps a spreadsheet from running it as a formula: our own files of rejected rows
/// have it, and other careful programs.
fn unguarded(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA_SIGNS) => rest,
        _ => field,
    }
}

fn text_cell(field: &str) -> RawCell {
    if field.is_empty() { RawCell::Empty } else { RawCell::Text(field.to_owned()) }
}

/// The part of the text that is split now.
struct Window {
    decoding: Decoding,
    text: String,
    /// Where in `text` the next record begins.
    standing: Standing,
    /// `text` reaches to the end of the file.
    complete: bool,
}

/// Enough text for the delimiter to be found in, and for many records at once; little enough to stay near the processor.
const WIDTH: usize = 1 << 18;

impl Window {
    fn new(coded: &Coded) -> io::Result<Self> {
        let mut window =
            Self { decoding: coded.decoding(), text: String::new(), standing: Standing::new(0, 1, 0), complete: false };
        window.fill(WIDTH)?;
        Ok(window)
    }

    /// Drops what was read and adds what follows. A record longer than the window makes it wider.
    fn advance(&mut self) -> io::Result<()> {
        let width = if self.standing.at == 0 { self.text.len().saturating_mul(2) } else { WIDTH };
        self.text.drain(..self.standing.at);
        self.standing.at = 0;
        self.fill(width.max(self.text.len() + WIDTH / 2))
    }

    fn fill(&mut self, width: usize) -> io::Result<()> {
        while self.text.len() < width && !self.complete {
            self.complete = !self.decoding.more(&mut self.text)?;
        }
        Ok(())
    }
}
