//! Reading the cells of mapped columns: how each column is written is decided once, what could not be read is collected.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::imports::records::{Rejected, Warning};
use crate::imports::sheets::{RawCell, RawRow};
use crate::imports::values::dates::{DateEvidence, DateStyle, Moment};
use crate::imports::values::decimal::Decimal;
use crate::imports::values::numbers::{Evidence, Number, NumberStyle};
use crate::imports::values::{Fault, dates, numbers, text};

use super::MapContext;
use super::columns::{Columns, FieldKind, kind, number_kind};
use super::normalize::Conversion;
use super::vocabulary::Field;

const NOTHING: RawCell = RawCell::Empty;

pub(super) fn cell(row: &RawRow, column: usize) -> &RawCell {
    row.cells.get(column).unwrap_or(&NOTHING)
}

/// The columns of one table, each with the way it is written.
pub(super) struct Cells<'a> {
    pub columns: &'a Columns,
    pub context: &'a MapContext,
    pub findings: Findings,
    places: Places,
    /// By column; `None` where there is no number.
    numbers: Vec<Option<NumberColumn>>,
    dates: Vec<Option<DateColumn>>,
    texts: Vec<Option<TextColumn>>,
}

/// Where the column of a field is. Every field is asked for in every row, most of them in vain: a search by name
/// would take longer than all the rest.
struct Places {
    slots: [Option<(Field, usize)>; 128],
}

impl Places {
    fn new(columns: &Columns) -> Self {
        let mut places = Self { slots: [None; 128] };
        for (at, field) in columns.fields.iter().enumerate().filter_map(|(at, field)| Some((at, (*field)?))) {
            let mut slot = Self::slot(field);
            // Tables have fewer fields than there are slots.
            while places.slots[slot].is_some_and(|it| it.0 != field) {
                slot = (slot + 1) % 128;
            }
            // The first column wins, as everywhere.
            places.slots[slot].get_or_insert((field, at));
        }
        places
    }

    fn find(&self, field: Field) -> Option<usize> {
        let mut slot = Self::slot(field);
        loop {
            let (known, at) = self.slots[slot]?;
            // Mostly it is the very same text.
            if std::ptr::eq(known, field) || known == field {
                return Some(at);
            }
            slot = (slot + 1) % 128;
        }
    }

    fn slot(field: Field) -> usize {
        let bytes = field.as_bytes();
        let letter = |back: usize| usize::from(bytes[bytes.len().saturating_sub(back)]);
        (letter(1) + 3 * letter(2) + 7 * letter(4) + 13 * bytes.len() + 5 * usize::from(bytes[0])) % 128
    }
}

/// What the cells of each mapped column have in common: gathered from all rows before any of them is read.
#[derive(Clone, Debug)]
pub(super) struct Seen(Vec<ColumnSeen>);

#[derive(Clone, Debug)]
enum ColumnSeen {
    Nothing,
    Numbers(Evidence),
    Dates(DateEvidence),
    Codes(Fractions),
}

impl Seen {
    pub(super) fn new(columns: &Columns) -> Self {
        let of = |field: &Option<Field>| match field {
            None => ColumnSeen::Nothing,
            Some(field) => match kind(field) {
                FieldKind::Number => ColumnSeen::Numbers(Evidence::default()),
                FieldKind::Date => ColumnSeen::Dates(DateEvidence::default()),
                FieldKind::Text if is_code(field) => ColumnSeen::Codes(Fractions::default()),
                FieldKind::Text => ColumnSeen::Nothing,
            },
        };
        Self(columns.fields.iter().map(of).collect())
    }

    fn of(columns: &Columns, rows: &[RawRow]) -> Self {
        let mut seen = Self::new(columns);
        rows.iter().for_each(|row| seen.see(row));
        seen
    }

    /// Adds what other rows of the same table told.
    pub(super) fn join(&mut self, other: &Self) {
        for (seen, other) in self.0.iter_mut().zip(&other.0) {
            match (seen, other) {
                (ColumnSeen::Numbers(seen), ColumnSeen::Numbers(other)) => seen.join(other),
                (ColumnSeen::Dates(seen), ColumnSeen::Dates(other)) => seen.join(other),
                (ColumnSeen::Codes(seen), ColumnSeen::Codes(other)) => {
                    seen.some |= other.some;
                    seen.others |= other.others;
                }
                _ => {}
            }
        }
    }

    pub(super) fn see(&mut self, row: &RawRow) {
        for (seen, cell) in self.0.iter_mut().zip(&row.cells) {
            match seen {
                ColumnSeen::Nothing => {}
                ColumnSeen::Numbers(seen) => seen.see(cell),
                ColumnSeen::Dates(seen) => seen.see(cell),
                ColumnSeen::Codes(seen) => seen.see(cell),
            }
        }
    }
}

/// Whether a column holds nothing but whole numbers that were exported as fractions.
#[derive(Clone, Copy, Debug, Default)]
struct Fractions {
    some: bool,
    others: bool,
}

impl Fractions {
    fn see(&mut self, cell: &RawCell) {
        if self.others {
            return;
        }
        match cell {
            RawCell::Empty => {}
            RawCell::Text(_) if crate::imports::values::is_empty(cell) => {}
            RawCell::Text(text) => {
                let whole = text.trim().strip_suffix(".0");
                let is_fraction = whole.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()));
                self.some |= is_fraction;
                self.others |= !is_fraction;
            }
            _ => self.others = true,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct NumberColumn {
    at: usize,
    style: NumberStyle,
    /// The header names a currency that is not the organization's.
    foreign: bool,
}

#[derive(Clone, Copy, Debug)]
struct DateColumn {
    at: usize,
    style: DateStyle,
    /// «Період», «Місяць»: its values may be months without a day.
    of_months: bool,
}

#[derive(Clone, Copy, Debug)]
struct TextColumn {
    at: usize,
    /// Codes exported as fractions: every value ends in `.0`.
    cut_fraction: bool,
}

/// What happened while reading, gathered by field so that a bad column gives one warning.
#[derive(Clone, Debug, Default)]
pub(super) struct Findings {
    pub rejected: Vec<Rejected>,
    /// Rejected rows beside those kept.
    pub more_rejected: usize,
    pub warnings: Vec<Warning>,
    unreadable: BTreeMap<(Field, &'static str), Rows>,
    by_code: BTreeMap<&'static str, Rows>,
    count: usize,
}

/// Headers of columns that hold months as often as days.
const MONTHLY: &[&str] = &["період", "период", "місяць", "месяц", "month", "period"];

/// Rejected rows that are kept, and warnings. A file without end may be wrong in every row.
const MAX_REJECTED: usize = 100_000;
const MAX_TOLD: usize = 10_000;

/// Row numbers for a warning: the first few, and how many there are.
#[derive(Clone, Debug, Default)]
struct Rows {
    first: Vec<u32>,
    count: usize,
}

impl Rows {
    fn add(&mut self, row: u32) {
        if self.first.len() < 5 {
            self.first.push(row);
        }
        self.count += 1;
    }

    fn shown(&self) -> String {
        let first = self.first.iter().map(u32::to_string).collect::<Vec<_>>().join(", ");
        if self.count > self.first.len() { first + "…" } else { first }
    }
}

impl Findings {
    /// How many there were so far: whether something gave one is told by this.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn warn(&mut self, code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) {
        self.count += 1;
        if self.warnings.len() < MAX_TOLD {
            self.warnings.push(Warning { code, args: args.into_iter().collect() });
        }
    }

    pub(super) fn reject(&mut self, rejected: Rejected) {
        self.count += 1;
        if self.rejected.len() < MAX_REJECTED {
            self.rejected.push(rejected);
        } else {
            self.more_rejected += 1;
        }
    }

    /// One warning for all rows that have this in common.
    pub(super) fn note(&mut self, code: &'static str, row: u32) {
        self.count += 1;
        self.by_code.entry(code).or_default().add(row);
    }

    /// An optional value that could not be read and was left out.
    pub(super) fn unreadable(&mut self, field: Field, reason: &'static str, row: u32) {
        self.count += 1;
        self.unreadable.entry((field, reason)).or_default().add(row);
    }

    /// All warnings; the gathered ones last.
    pub(super) fn into_warnings(mut self) -> Vec<Warning> {
        for ((field, reason), rows) in &self.unreadable {
            self.warnings.push(Warning {
                code: match *reason {
                    "bad_date" => "unreadable_date",
                    "cell_error" => "unreadable_error",
                    _ => "unreadable_number",
                },
                args: vec![("field", (*field).to_owned()), ("rows", rows.shown()), ("count", rows.count.to_string())],
            });
        }
        for (code, rows) in &self.by_code {
            self.warnings.push(Warning { code, args: vec![("rows", rows.shown()), ("count", rows.count.to_string())] });
        }
        self.warnings
    }
}

/// A required value that is missing or unreadable, or money of another currency.
pub(super) type Refused<T> = Result<T, Rejected>;

impl<'a> Cells<'a> {
    /// The columns of dates whose month comes first.
    pub(super) fn month_first(&self) -> Vec<usize> {
        self.dates.iter().flatten().filter(|it| it.style.month_first).map(|it| it.at).collect()
    }

    pub(super) fn new(columns: &'a Columns, rows: &[RawRow], context: &'a MapContext) -> Self {
        Self::with(columns, &Seen::of(columns, rows), context)
    }

    /// Decides how each column is written from what was seen of it.
    pub(super) fn with(columns: &'a Columns, seen: &Seen, context: &'a MapContext) -> Self {
        let width = columns.fields.len();
        let mut cells = Self {
            columns,
            context,
            findings: Findings::default(),
            places: Places::new(columns),
            numbers: vec![None; width],
            dates: vec![None; width],
            texts: vec![None; width],
        };
        let mut table = Evidence::default();
        let mapped =
            || columns.fields.iter().enumerate().zip(&seen.0).filter_map(|((at, field), seen)| Some((at, (*field)?, seen)));
        for (at, _, seen) in mapped() {
            match seen {
                ColumnSeen::Numbers(seen) => table.add(seen),
                ColumnSeen::Dates(seen) => {
                    let unix = columns.headers[at].words.contains("timestamp");
                    let month_first = match columns.headers[at].conversion {
                        Some(told) => told == Conversion::MonthFirst,
                        None => seen.month_first(),
                    };
                    let style = DateStyle { month_first, unix, timezone: context.timezone };
                    let of_months = MONTHLY.contains(&columns.headers[at].words.as_str());
                    cells.dates[at] = Some(DateColumn { at, style, of_months });
                }
                ColumnSeen::Codes(seen) => {
                    cells.texts[at] = Some(TextColumn { at, cut_fraction: seen.some && !seen.others });
                }
                ColumnSeen::Nothing => cells.texts[at] = Some(TextColumn { at, cut_fraction: false }),
            }
        }
        for (at, field, seen) in mapped() {
            let ColumnSeen::Numbers(seen) = seen else { continue };
            let header = &columns.headers[at];
            let (mut style, mut guessed) = seen.decide(&table, number_kind(field), header.in_thousands);
            if let Some(told) = header.conversion {
                (style, guessed) = (style.with_decimal_comma(told == Conversion::DecimalComma), false);
            }
            if guessed {
                cells.findings.warn("number_guess", [("header", header.shown.clone())]);
            }
            let foreign = header.currency.is_some_and(|it| it != context.currency);
            cells.numbers[at] = Some(NumberColumn { at, style, foreign });
        }
        cells
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.find(field).is_some()
    }

    /// The column of a field.
    pub(super) fn find(&self, field: Field) -> Option<usize> {
        self.places.find(field)
    }

    pub(super) fn text(&self, row: &RawRow, field: Field) -> Option<String> {
        let column = self.texts[self.find(field)?]?;
        let value = text(cell(row, column.at))?;
        if column.cut_fraction {
            return Some(value.strip_suffix(".0").map(str::to_owned).unwrap_or(value));
        }
        Some(value)
    }

    /// A number or nothing; unreadable optional ones are noted and left out. Another currency refuses the row.
    pub(super) fn number(&mut self, row: &RawRow, field: Field) -> Refused<Option<Number>> {
        match self.read_number(row, field) {
            Ok(value) => Ok(value),
            Err(Fault::Currency) => Err(self.refusal(row, field, Fault::Currency)),
            Err(fault) => {
                self.findings.unreadable(field, fault.reason(), row.number);
                Ok(None)
            }
        }
    }

    /// As `number`, but an unreadable one refuses the row. An empty one is still `None`.
    pub(super) fn strict_number(&mut self, row: &RawRow, field: Field) -> Refused<Option<Number>> {
        self.read_number(row, field).map_err(|fault| self.refusal(row, field, fault))
    }

    pub(super) fn value(&mut self, row: &RawRow, field: Field) -> Refused<Option<Decimal>> {
        Ok(self.number(row, field)?.map(|it| it.value))
    }

    /// The number if it can be read; nothing is noted.
    pub(super) fn peek(&self, row: &RawRow, field: Field) -> Option<Number> {
        self.read_number(row, field).ok().flatten()
    }

    fn read_number(&self, row: &RawRow, field: Field) -> Result<Option<Number>, Fault> {
        let Some(column) = self.find(field).and_then(|at| self.numbers[at]) else { return Ok(None) };
        let Some(number) = numbers::read(cell(row, column.at), column.style)? else { return Ok(None) };
        match number.currency {
            Some(currency) if currency != self.context.currency => Err(Fault::Currency),
            None if column.foreign => Err(Fault::Currency),
            _ => Ok(Some(number)),
        }
    }

    /// A date or nothing; an unreadable one is noted and left out.
    pub(super) fn date(&mut self, row: &RawRow, field: Field) -> Option<NaiveDate> {
        match self.read_date(row, field) {
            Ok(moment) => moment.map(|it| it.date),
            Err(fault) => {
                self.findings.unreadable(field, fault.reason(), row.number);
                None
            }
        }
    }

    /// As `date`, with the time; an unreadable one refuses the row.
    pub(super) fn strict_moment(&mut self, row: &RawRow, field: Field) -> Refused<Option<Moment>> {
        let moment = self.read_date(row, field).map_err(|fault| self.refusal(row, field, fault))?;
        if let Some(moment) = moment
            && dates::is_far(moment.date, self.context.today)
        {
            self.findings.note("date_far", row.number);
        }
        if moment.is_some() && self.is_month(row, field) {
            self.findings.note("month_dates", row.number);
        }
        Ok(moment)
    }

    fn read_date(&self, row: &RawRow, field: Field) -> Result<Option<Moment>, Fault> {
        let Some(column) = self.find(field).and_then(|at| self.dates[at]) else { return Ok(None) };
        let found = dates::read(cell(row, column.at), column.style);
        match (&found, cell(row, column.at)) {
            (Err(Fault::BadDate), RawCell::Text(text)) if column.of_months => {
                dates::month(text).map(|date| Some(Moment { date, minute: None })).ok_or(Fault::BadDate)
            }
            _ => found,
        }
    }

    /// Whether the day of this field is only the first of a month that stands there alone.
    fn is_month(&self, row: &RawRow, field: Field) -> bool {
        let column = self.find(field).and_then(|at| self.dates[at]).filter(|it| it.of_months);
        column.is_some_and(|it| matches!(dates::read(cell(row, it.at), it.style), Err(Fault::BadDate)))
    }

    pub(super) fn refusal(&self, row: &RawRow, field: Field, fault: Fault) -> Rejected {
        let value = self.find(field).map(|at| shown(cell(row, at)));
        Rejected { row: row.number, reason: fault.reason(), field: Some(field), value }
    }

    /// Whether the cell of this field holds the error of a formula.
    pub(super) fn is_error(&self, row: &RawRow, field: Field) -> bool {
        self.find(field).is_some_and(|at| match cell(row, at) {
            RawCell::Error(_) => true,
            RawCell::Text(text) => crate::imports::values::is_error(text.trim()),
            _ => false,
        })
    }
}

pub(super) fn missing(row: &RawRow, field: Field) -> Rejected {
    Rejected { row: row.number, reason: "missing_required", field: Some(field), value: None }
}

fn shown(cell: &RawCell) -> String {
    match cell {
        RawCell::Text(text) | RawCell::Error(text) => text.chars().take(80).collect(),
        cell => text(cell).unwrap_or_default(),
    }
}

fn is_code(field: Field) -> bool {
    matches!(field, "customer.code" | "product.sku" | "order.no" | "customer.tax_id" | "product.barcode" | "deal.id")
}
