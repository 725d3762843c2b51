//! One writer of rows for the three formats. Text stays text: nothing that begins like a formula can run as one.

use std::io::{Seek, Write};

use rust_xlsxwriter::Workbook;
use serde_json::{Map, Value};

use super::Format;
use super::cells::{Field, Formats, Line, Widths, sheet_name, write_header, write_row};
use crate::error::{Problem, Result};
use crate::imports::values::FORMULA_SIGNS;

/// The last row of a sheet that Excel knows.
const XLSX_ROWS: u32 = 1_048_576;
pub(super) enum Sheet<'a, W: Write + Seek + Send> {
    Csv { csv: Box<csv::Writer<&'a mut W>> },
    JsonLines { names: Vec<String>, out: &'a mut W },
    Xlsx { workbook: Box<Workbook>, out: &'a mut W, rows: u32, columns: u16, formats: Box<Formats>, widths: Widths },
}

impl<'a, W: Write + Seek + Send> Sheet<'a, W> {
    /// Begins a file; `names` are the columns (keys in JSON Lines). Money is shown with the sign of the currency.
    pub(super) fn begin(
        (format, currency): (Format, Option<&str>),
        title: &str,
        names: &[String],
        out: &'a mut W,
    ) -> Result<Self> {
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
                // As Excel itself: a third less time for a twentieth more bytes.
                workbook.set_zip_compression_level(3);
                let formats = Box::new(Formats::new(currency));
                let sheet = workbook.add_worksheet_with_constant_memory().map_err(anyhow::Error::new)?;
                sheet.set_name(sheet_name(title)).map_err(anyhow::Error::new)?;
                write_header(sheet, names, &formats)?;
                let columns = u16::try_from(names.len()).unwrap_or(u16::MAX);
                Ok(Self::Xlsx { workbook, out, rows: 1, columns, formats, widths: Widths::of(names) })
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
            Self::Xlsx { workbook, rows, formats, widths, .. } => {
                if *rows >= XLSX_ROWS {
                    return Err(Problem::new("export-too-long").into());
                }
                let sheet = workbook.worksheet_from_index(0).map_err(anyhow::Error::new)?;
                write_row(sheet, (*rows, Line::Plain), fields, (formats, widths))?;
                *rows += 1;
            }
        }
        Ok(())
    }

    /// A last row that is not data: bold in XLSX, left out where a program reads the file.
    pub(super) fn total(&mut self, fields: &[Field]) -> Result<()> {
        if let Self::Xlsx { workbook, rows, formats, widths, .. } = self {
            let sheet = workbook.worksheet_from_index(0).map_err(anyhow::Error::new)?;
            write_row(sheet, (*rows, Line::Total), fields, (formats, widths))?;
        }
        Ok(())
    }

    /// Ends the file. `about` becomes a second sheet of an XLSX: how it was counted.
    pub(super) fn finish(self, about: &[String]) -> Result<()> {
        match self {
            Self::Csv { mut csv } => csv.flush()?,
            Self::JsonLines { out, .. } => out.flush()?,
            Self::Xlsx { mut workbook, out, rows, columns, widths, .. } => {
                let sheet = workbook.worksheet_from_index(0).map_err(anyhow::Error::new)?;
                widths.set(sheet)?;
                if rows > 1 && columns > 0 {
                    sheet.autofilter(0, 0, rows - 1, columns - 1).map_err(anyhow::Error::new)?;
                }
                write_about(&mut workbook, about)?;
                workbook.save_to_writer(out).map_err(anyhow::Error::new)?;
            }
        }
        Ok(())
    }
}

/// A sheet of sentences, the first of which is its name.
pub(super) fn write_about(workbook: &mut Workbook, about: &[String]) -> Result<()> {
    let [title, lines @ ..] = about else { return Ok(()) };
    let sheet = workbook.add_worksheet();
    sheet.set_name(sheet_name(title)).map_err(anyhow::Error::new)?;
    sheet.set_column_width(0, 100).map_err(anyhow::Error::new)?;
    for (row, line) in (0u32..).zip(lines) {
        sheet.write_string(row, 0, line).map_err(anyhow::Error::new)?;
    }
    Ok(())
}

fn csv_text(field: &Field) -> String {
    match field {
        Field::None => String::new(),
        Field::Text(it) => harmless(it),
        Field::Integer(it) => it.to_string(),
        // Beside a semicolon stands a decimal comma: with a point, Excel takes 12.11 for a day of December.
        Field::Number(it) | Field::Percent(it) | Field::Amount(it) => it.to_string().replace('.', ","),
        Field::Money(it) => it.to_string().replace('.', ","),
        Field::Quantity(it) => it.to_string().replace('.', ","),
        Field::Date(it) => it.to_string(),
    }
}

/// A spreadsheet runs a text cell that begins like a formula; an apostrophe in front keeps it text.
fn harmless(text: &str) -> String {
    if text.starts_with(FORMULA_SIGNS) { format!("'{text}") } else { text.to_owned() }
}

fn json(field: &Field) -> Value {
    match field {
        Field::None => Value::Null,
        Field::Text(it) => it.clone().into(),
        Field::Integer(it) => (*it).into(),
        Field::Number(it) | Field::Percent(it) | Field::Amount(it) => (*it).into(),
        Field::Money(it) => it.to_string().into(),
        Field::Quantity(it) if it.0 % 1000 == 0 => (it.0 / 1000).into(),
        Field::Quantity(it) => it.to_f64().into(),
        Field::Date(it) => it.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_stay_text() {
        for text in ["=1+1", "+380", "-2", "@SUM(A1)", "\t=1", "＝1+1", "＠SUM(A1)"] {
            assert!(harmless(text).starts_with('\''), "{text}");
        }
        assert_eq!(harmless("ТОВ «Плюс»"), "ТОВ «Плюс»");
    }
}
