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
    numbers: Vec<(Field, NumberColumn)>,
    dates: Vec<(Field, DateColumn)>,
    texts: Vec<(Field, TextColumn)>,
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
}

#[derive(Clone, Copy, Debug)]
struct TextColumn {
    at: usize,
    /// Codes exported as fractions: every value ends in `.0`.
    cut_fraction: bool,
}

/// What happened while reading, gathered by field so that a bad column gives one warning.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub rejected: Vec<Rejected>,
    pub warnings: Vec<Warning>,
    unreadable: BTreeMap<(Field, &'static str), Rows>,
    by_code: BTreeMap<&'static str, Rows>,
}

/// Row numbers for a warning: the first few, and how many there are.
#[derive(Debug, Default)]
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
    pub(super) fn warn(&mut self, code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) {
        self.warnings.push(Warning { code, args: args.into_iter().collect() });
    }

    /// One warning for all rows that have this in common.
    pub(super) fn note(&mut self, code: &'static str, row: u32) {
        self.by_code.entry(code).or_default().add(row);
    }

    /// An optional value that could not be read and was left out.
    pub(super) fn unreadable(&mut self, field: Field, reason: &'static str, row: u32) {
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
    pub(super) fn new(columns: &'a Columns, rows: &[RawRow], context: &'a MapContext) -> Self {
        let mut cells =
            Self { columns, context, findings: Findings::default(), numbers: Vec::new(), dates: Vec::new(), texts: Vec::new() };
        let mut table = Evidence::default();
        let mut evidence = Vec::new();
        for (at, field) in columns.fields.iter().enumerate().filter_map(|(at, field)| Some((at, (*field)?))) {
            let values = rows.iter().map(|row| cell(row, at));
            match kind(field) {
                FieldKind::Number => {
                    let mut seen = Evidence::default();
                    values.for_each(|it| seen.see(it));
                    table.add(&seen);
                    evidence.push((field, at, seen));
                }
                FieldKind::Date => {
                    let mut seen = DateEvidence::default();
                    values.for_each(|it| seen.see(it));
                    let unix = columns.headers[at].words.contains("timestamp");
                    let month_first = match columns.headers[at].conversion {
                        Some(told) => told == Conversion::MonthFirst,
                        None => seen.month_first(),
                    };
                    let style = DateStyle { month_first, unix, timezone: context.timezone };
                    cells.dates.push((field, DateColumn { at, style }));
                }
                FieldKind::Text => {
                    let cut_fraction = is_code(field) && all_fractions(values);
                    cells.texts.push((field, TextColumn { at, cut_fraction }));
                }
            }
        }
        for (field, at, seen) in evidence {
            let header = &columns.headers[at];
            let (mut style, mut guessed) = seen.decide(&table, number_kind(field), header.in_thousands);
            if let Some(told) = header.conversion {
                (style, guessed) = (style.with_decimal_comma(told == Conversion::DecimalComma), false);
            }
            if guessed {
                cells.findings.warn("number_guess", [("header", header.shown.clone())]);
            }
            let foreign = header.currency.is_some_and(|it| it != context.currency);
            cells.numbers.push((field, NumberColumn { at, style, foreign }));
        }
        cells
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.columns.has(field)
    }

    pub(super) fn text(&self, row: &RawRow, field: Field) -> Option<String> {
        let column = self.texts.iter().find(|it| it.0 == field)?.1;
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
        let Some((_, column)) = self.numbers.iter().find(|it| it.0 == field) else { return Ok(None) };
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
        Ok(moment)
    }

    fn read_date(&self, row: &RawRow, field: Field) -> Result<Option<Moment>, Fault> {
        let Some((_, column)) = self.dates.iter().find(|it| it.0 == field) else { return Ok(None) };
        dates::read(cell(row, column.at), column.style)
    }

    pub(super) fn refusal(&self, row: &RawRow, field: Field, fault: Fault) -> Rejected {
        let value = self.columns.find(field).map(|at| shown(cell(row, at)));
        Rejected { row: row.number, reason: fault.reason(), field: Some(field), value }
    }

    /// Whether the cell of this field holds the error of a formula.
    pub(super) fn is_error(&self, row: &RawRow, field: Field) -> bool {
        self.columns.find(field).is_some_and(|at| match cell(row, at) {
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

fn all_fractions<'a>(values: impl Iterator<Item = &'a RawCell>) -> bool {
    let mut seen = false;
    for value in values {
        match value {
            RawCell::Text(text) if crate::imports::values::is_empty(value) || text.is_empty() => {}
            RawCell::Text(text) => {
                let whole = text.trim().strip_suffix(".0");
                if !whole.is_some_and(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit())) {
                    return false;
                }
                seen = true;
            }
            RawCell::Empty => {}
            _ => return false,
        }
    }
    seen
}
