//! Typed cells of an XLSX: numbers that can be summed, dates that can be sorted, columns as wide as what stands in them.

use chrono::NaiveDate;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::error::Result;
use crate::locale::currency_sign;
use crate::money::{Money, Quantity};

/// A typed value on its way into a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    None,
    Text(String),
    Integer(i64),
    Number(f64),
    Percent(f64),
    Money(Money),
    /// A ratio of money, in major units.
    Amount(f64),
    Quantity(Quantity),
    Date(NaiveDate),
}

pub(super) struct Formats {
    header: Format,
    plain: Styles,
    total: Styles,
}

/// The formats of one kind of row.
struct Styles {
    text: Format,
    /// Nothing in files of records: a million of them would take half as long again.
    whole: Option<Format>,
    number: Option<Format>,
    money: Format,
    percent: Format,
    date: Format,
}

impl Styles {
    fn of(base: &Format, currency: Option<&str>) -> Self {
        let money = match currency.map(currency_sign) {
            Some(sign) => format!("#,##0.00\u{a0}\"{}\"", sign.replace('"', "")),
            None => "#,##0.00".to_owned(),
        };
        Self {
            text: base.clone(),
            whole: currency.map(|_| base.clone().set_num_format("#,##0")),
            number: currency.map(|_| base.clone().set_num_format("#,##0.###")),
            money: base.clone().set_num_format(money),
            percent: base.clone().set_num_format("0.0%"),
            date: base.clone().set_num_format("dd.mm.yyyy"),
        }
    }
}

impl Formats {
    /// Money with the sign of a currency, or bare where each record may have its own.
    pub(super) fn new(currency: Option<&str>) -> Self {
        let header = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Self {
            header: header.set_background_color(0xEAF1EC).set_border_bottom(FormatBorder::Thin),
            plain: Styles::of(&Format::new(), currency),
            total: Styles::of(&total, currency),
        }
    }
}

/// The kinds of rows of a table.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Plain,
    Total,
}

/// How wide columns must be, in letters.
pub(super) struct Widths(Vec<usize>);

const NARROWEST: usize = 9;
const WIDEST: usize = 60;
/// The first rows tell how wide a column must be.
const LOOKED_AT: u32 = 1_000;

impl Widths {
    pub(super) fn of(names: &[String]) -> Self {
        // A long name is broken into two lines.
        let width = |name: &String| {
            let longest = name.split(' ').map(|it| it.chars().count()).max().unwrap_or_default();
            longest.max(name.chars().count().div_ceil(2)) + 3
        };
        Self(names.iter().map(width).collect())
    }

    fn see(&mut self, column: usize, field: &Field) {
        let digits = |value: f64| value.abs().max(1.0).log10() as usize * 4 / 3 + 2;
        let width = match field {
            Field::None => return,
            Field::Text(it) => it.chars().count() + 1,
            Field::Integer(it) => digits(*it as f64),
            Field::Number(it) | Field::Percent(it) => digits(*it) + 4,
            Field::Quantity(it) => digits(it.to_f64()) + 4,
            Field::Money(it) => digits(it.to_f64()) + 6,
            Field::Amount(it) => digits(*it) + 6,
            Field::Date(_) => 11,
        };
        if let Some(known) = self.0.get_mut(column) {
            *known = width.max(*known);
        }
    }

    /// Sets the widths, once all rows are written.
    pub(super) fn set(&self, sheet: &mut Worksheet) -> Result<()> {
        for (column, width) in (0u16..).zip(&self.0) {
            sheet.set_column_width(column, (*width).clamp(NARROWEST, WIDEST) as f64).map_err(anyhow::Error::new)?;
        }
        Ok(())
    }
}

/// The names of columns as the first row, which stays in sight.
pub(super) fn write_header(sheet: &mut Worksheet, names: &[String], formats: &Formats) -> Result<()> {
    sheet.set_freeze_panes(1, 0).map_err(anyhow::Error::new)?;
    // Two lines, as wide as `Widths` reckons.
    sheet.set_row_height(0, 32).map_err(anyhow::Error::new)?;
    for (column, name) in (0u16..).zip(names) {
        sheet.write_string_with_format(0, column, name, &formats.header).map_err(anyhow::Error::new)?;
    }
    Ok(())
}

pub(super) fn write_row(
    sheet: &mut Worksheet,
    (row, line): (u32, Line),
    fields: &[Field],
    (formats, widths): (&Formats, &mut Widths),
) -> Result<()> {
    let styles = if line == Line::Plain { &formats.plain } else { &formats.total };
    for ((n, column), field) in (0u16..).enumerate().zip(fields) {
        if row <= LOOKED_AT {
            widths.see(n, field);
        }
        let mut styled = |value: f64, format: &Format| sheet.write_number_with_format(row, column, value, format).map(|_| ());
        match field {
            Field::None if line == Line::Plain => Ok(()),
            Field::None => sheet.write_blank(row, column, &styles.text).map(|_| ()),
            // A string cell is never a formula, whatever it begins with.
            Field::Text(it) if line == Line::Plain => sheet.write_string(row, column, it).map(|_| ()),
            Field::Text(it) => sheet.write_string_with_format(row, column, it, &styles.text).map(|_| ()),
            Field::Percent(it) => styled(*it / 100.0, &styles.percent),
            Field::Money(it) => styled(it.to_f64(), &styles.money),
            Field::Amount(it) => styled(*it, &styles.money),
            Field::Integer(it) => plain(sheet, (row, column), *it as f64, styles.whole.as_ref()),
            Field::Number(it) => plain(sheet, (row, column), *it, styles.number.as_ref()),
            Field::Quantity(it) => plain(sheet, (row, column), it.to_f64(), styles.number.as_ref()),
            Field::Date(it) => sheet.write_datetime_with_format(row, column, it, &styles.date).map(|_| ()),
        }
        .map_err(anyhow::Error::new)?;
    }
    Ok(())
}

fn plain(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    value: f64,
    format: Option<&Format>,
) -> std::result::Result<(), XlsxError> {
    match format {
        Some(format) => sheet.write_number_with_format(row, column, value, format).map(|_| ()),
        None => sheet.write_number(row, column, value).map(|_| ()),
    }
}

/// Excel takes 31 letters and no `[]:*?/\`.
pub(super) fn sheet_name(title: &str) -> String {
    let name: String = title.chars().filter(|it| !"[]:*?/\\'".contains(*it)).take(31).collect();
    if name.is_empty() { "1".into() } else { name }
}
