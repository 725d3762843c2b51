//! One writer of rows for the three formats. Text stays text: nothing that begins like a formula can run as one.

use std::io::{Seek, Write};

use chrono::NaiveDate;
use rust_xlsxwriter::{Format as CellFormat, Workbook, Worksheet};
use serde_json::{Map, Value};

use super::Format;
use crate::error::{Problem, Result};
use crate::money::{Money, Quantity};

/// The last row of a sheet that Excel knows.
const XLSX_ROWS: u32 = 1_048_576;
const COLUMN_WIDTH: f64 = 16.0;

/// A typed value on its way into a file.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Field {
    None,
    Text(String),
    Integer(i64),
    Number(f64),
    Percent(f64),
    Money(Money),
    Quantity(Quantity),
    Date(NaiveDate),
}

pub(super) enum Sheet<'a, W: Write + Seek + Send> {
    Csv { csv: Box<csv::Writer<&'a mut W>> },
    JsonLines { names: Vec<String>, out: &'a mut W },
    Xlsx { workbook: Box<Workbook>, out: &'a mut W, rows: u32, columns: u16, formats: Box<Formats> },
}

pub(super) struct Formats {
    money: CellFormat,
    percent: CellFormat,
    date: CellFormat,
    bold: CellFormat,
    bold_money: CellFormat,
}

impl<'a, W: Write + Seek + Send> Sheet<'a, W> {
    /// Begins a file; `names` are the columns (keys in JSON Lines).
    pub(super) fn begin(format: Format, title: &str, names: &[String], out: &'a mut W) -> Result<Self> {
        match format {
            Format::Csv => {
                // The mark and the semicolon are what Excel with Ukrainian settings opens without asking.
                out.write_all("\u{feff}".as_bytes())?;
                let mut csv = Box::new(csv::WriterBuilder::new().delimiter(b';').from_writer(out));
                csv.write_record(names).map_err(anyhow::Error::new)?;
                Ok(Self::Csv { csv })
            }
            Format::JsonLines => Ok(Self::JsonLines { names: names.to_vec(), out }),
            Format::Xlsx => {
                let mut workbook = Box::new(Workbook::new());
                let formats = Box::new(Formats::new());
                let sheet = workbook.add_worksheet_with_constant_memory().map_err(anyhow::Error::new)?;
                sheet.set_name(sheet_name(title)).map_err(anyhow::Error::new)?;
                sheet.set_freeze_panes(1, 0).map_err(anyhow::Error::new)?;
                let columns = u16::try_from(names.len()).unwrap_or(u16::MAX);
                for (column, name) in (0..columns).zip(names) {
                    let width = COLUMN_WIDTH.max(name.chars().count() as f64 + 4.0);
                    sheet.set_column_width(column, width).map_err(anyhow::Error::new)?;
                    sheet.write_string_with_format(0, column, name, &formats.bold).map_err(anyhow::Error::new)?;
                }
                Ok(Self::Xlsx { workbook, out, rows: 1, columns, formats })
            }
        }
    }

    pub(super) fn row(&mut self, fields: &[Field]) -> Result<()> {
        match self {
            Self::Csv { csv } => csv.write_record(fields.iter().map(csv_text)).map_err(anyhow::Error::new)?,
            Self::JsonLines { names, out } => {
                let object: Map<String, Value> = names.iter().cloned().zip(fields.iter().map(json)).collect();
                serde_json::to_writer(&mut **out, &object).map_err(anyhow::Error::new)?;
                out.write_all(b"\n")?;
            }
            Self::Xlsx { workbook, rows, formats, .. } => {
                if *rows >= XLSX_ROWS {
                    return Err(Problem::new("export-too-long").into());
                }
                let sheet = workbook.worksheet_from_index(0).map_err(anyhow::Error::new)?;
                write_cells(sheet, *rows, fields, formats)?;
                *rows += 1;
            }
        }
        Ok(())
    }

    /// A last row that is not data: bold in XLSX, left out where a program reads the file.
    pub(super) fn total(&mut self, fields: &[Field]) -> Result<()> {
        if let Self::Xlsx { workbook, rows, formats, .. } = self {
            let sheet = workbook.worksheet_from_index(0).map_err(anyhow::Error::new)?;
            for (column, field) in (0u16..).zip(fields) {
                match field {
                    Field::Money(it) => {
                        sheet.write_number_with_format(*rows, column, it.to_f64(), &formats.bold_money).map(|_| ())
                    }
                    Field::Quantity(it) => sheet.write_number_with_format(*rows, column, it.to_f64(), &formats.bold).map(|_| ()),
                    Field::Integer(it) => sheet.write_number_with_format(*rows, column, *it as f64, &formats.bold).map(|_| ()),
                    Field::Text(it) => sheet.write_string_with_format(*rows, column, it, &formats.bold).map(|_| ()),
                    _ => Ok(()),
                }
                .map_err(anyhow::Error::new)?;
            }
        }
        Ok(())
    }

    /// Ends the file. `about` becomes a second sheet of an XLSX: how it was counted.
    pub(super) fn finish(self, about: &[String]) -> Result<()> {
        match self {
            Self::Csv { mut csv } => csv.flush()?,
            Self::JsonLines { out, .. } => out.flush()?,
            Self::Xlsx { mut workbook, out, rows, columns, .. } => {
                let sheet = workbook.worksheet_from_index(0).map_err(anyhow::Error::new)?;
                if rows > 1 && columns > 0 {
                    sheet.autofilter(0, 0, rows - 1, columns - 1).map_err(anyhow::Error::new)?;
                }
                if let [title, lines @ ..] = about {
                    let sheet = workbook.add_worksheet();
                    sheet.set_name(sheet_name(title)).map_err(anyhow::Error::new)?;
                    sheet.set_column_width(0, 100).map_err(anyhow::Error::new)?;
                    for (row, line) in (0u32..).zip(lines) {
                        sheet.write_string(row, 0, line).map_err(anyhow::Error::new)?;
                    }
                }
                workbook.save_to_writer(out).map_err(anyhow::Error::new)?;
            }
        }
        Ok(())
    }
}

impl Formats {
    fn new() -> Self {
        Self {
            money: CellFormat::new().set_num_format("#,##0.00"),
            percent: CellFormat::new().set_num_format("0.0%"),
            date: CellFormat::new().set_num_format("dd.mm.yyyy"),
            bold: CellFormat::new().set_bold(),
            bold_money: CellFormat::new().set_bold().set_num_format("#,##0.00"),
        }
    }
}

fn write_cells(sheet: &mut Worksheet, row: u32, fields: &[Field], formats: &Formats) -> Result<()> {
    for (column, field) in (0u16..).zip(fields) {
        match field {
            Field::None => Ok(()),
            // A string cell is never a formula, whatever it begins with.
            Field::Text(it) => sheet.write_string(row, column, it).map(|_| ()),
            Field::Integer(it) => sheet.write_number(row, column, *it as f64).map(|_| ()),
            Field::Number(it) => sheet.write_number(row, column, *it).map(|_| ()),
            Field::Percent(it) => sheet.write_number_with_format(row, column, *it / 100.0, &formats.percent).map(|_| ()),
            Field::Money(it) => sheet.write_number_with_format(row, column, it.to_f64(), &formats.money).map(|_| ()),
            Field::Quantity(it) => sheet.write_number(row, column, it.to_f64()).map(|_| ()),
            Field::Date(it) => sheet.write_datetime_with_format(row, column, it, &formats.date).map(|_| ()),
        }
        .map_err(anyhow::Error::new)?;
    }
    Ok(())
}

fn csv_text(field: &Field) -> String {
    match field {
        Field::None => String::new(),
        Field::Text(it) => harmless(it),
        Field::Integer(it) => it.to_string(),
        // Beside a semicolon stands a decimal comma: with a point, Excel takes 12.11 for a day of December.
        Field::Number(it) | Field::Percent(it) => it.to_string().replace('.', ","),
        Field::Money(it) => it.to_string().replace('.', ","),
        Field::Quantity(it) => it.to_string().replace('.', ","),
        Field::Date(it) => it.to_string(),
    }
}

/// A spreadsheet runs a text cell that begins like a formula; an apostrophe in front keeps it text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{text}") } else { text.to_owned() }
}

fn json(field: &Field) -> Value {
    match field {
        Field::None => Value::Null,
        Field::Text(it) => it.clone().into(),
        Field::Integer(it) => (*it).into(),
        Field::Number(it) | Field::Percent(it) => (*it).into(),
        Field::Money(it) => it.to_string().into(),
        Field::Quantity(it) if it.0 % 1000 == 0 => (it.0 / 1000).into(),
        Field::Quantity(it) => it.to_f64().into(),
        Field::Date(it) => it.to_string().into(),
    }
}

/// Excel takes 31 letters and no `[]:*?/\`.
fn sheet_name(title: &str) -> String {
    let name: String = title.chars().filter(|it| !"[]:*?/\\'".contains(*it)).take(31).collect();
    if name.is_empty() { "1".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_stay_text() {
        for text in ["=1+1", "+380", "-2", "@SUM(A1)", "\t=1"] {
            assert!(harmless(text).starts_with('\''), "{text}");
        }
        assert_eq!(harmless("ТОВ «Плюс»"), "ТОВ «Плюс»");
    }
}
