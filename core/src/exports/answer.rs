//! An answer as a file: the same figures, typed; in XLSX with a total and a sheet that says how it was counted.

use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use super::Format;
use super::cells::Field;
use super::sheet::Sheet;
use crate::error::Result;
use crate::locale::{self, Locale, text};
use crate::metrics::{self, Cell, Column, ColumnRole, MetricTable, Unit};

/// Writes an answer into a new XLSX file.
pub fn write_table_file(table: &MetricTable, locale: Locale, path: &Path) -> Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    write_answer(table, locale, Format::Xlsx, &mut out)
}

/// Writes an answer. Headers are words in CSV and XLSX, ids in JSON Lines.
pub fn write_answer(table: &MetricTable, locale: Locale, format: Format, out: &mut (impl Write + Seek + Send)) -> Result<()> {
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|column| if format == Format::JsonLines { column.id.clone() } else { header(locale, column, &table.currency) })
        .collect();
    let title = table.query.metrics.first().map(|it| metrics::metric_name(locale, it.metric)).unwrap_or_default();
    let mut sheet = Sheet::begin((format, Some(&table.currency)), &title, &names, out)?;
    for row in &table.rows {
        let fields: Vec<Field> = row.iter().zip(&table.columns).map(|(cell, column)| field(locale, cell, column)).collect();
        sheet.row(&fields)?;
    }
    if table.rows.len() > 1 && table.rows.len() == table.n_items {
        let mut fields: Vec<Field> = table.totals.iter().zip(&table.columns).map(|(cell, column)| total(cell, column)).collect();
        if let Some(first) = fields.first_mut().filter(|it| **it == Field::None) {
            *first = Field::Text(text(locale, "export-total", &[]));
        }
        sheet.total(&fields)?;
    }
    let mut about = vec![text(locale, "export-about", &[]), metrics::understood(locale, table)];
    about.push(format!("{}: {}", text(locale, "export-today", &[]), locale::format_date(locale, table.today)));
    about.push(table.query.to_string());
    about.extend(table.notes.iter().map(|note| metrics::note_text(locale, note)));
    sheet.finish(&about)
}

/// The name of a column, with the currency where it holds money.
pub(super) fn header(locale: Locale, column: &Column, currency: &str) -> String {
    let name = metrics::column_name(locale, column);
    if column.unit == Unit::Money { format!("{name}, {}", locale::currency_sign(currency)) } else { name }
}

pub(super) fn field(locale: Locale, cell: &Cell, column: &Column) -> Field {
    match cell {
        Cell::Missing if matches!(column.role, ColumnRole::Dimension(_)) => {
            Field::Text(metrics::format_in_column(locale, cell, column, ""))
        }
        Cell::Text(_) | Cell::Bucket(..) | Cell::Weekday(_) => Field::Text(metrics::format_in_column(locale, cell, column, "")),
        other => value(other, column),
    }
}

fn value(cell: &Cell, column: &Column) -> Field {
    match cell {
        Cell::Date(it) => Field::Date(*it),
        Cell::Money(it) => Field::Money(*it),
        Cell::Quantity(it) => Field::Quantity(*it),
        Cell::Count(it) => Field::Integer(*it),
        Cell::Number(it) if column.unit == Unit::Percent => Field::Percent(*it),
        Cell::Number(it) if column.unit == Unit::Money => Field::Amount(*it),
        Cell::Number(it) => Field::Number(*it),
        Cell::Missing | Cell::Text(_) | Cell::Bucket(..) | Cell::Weekday(_) => Field::None,
    }
}

pub(super) fn total(cell: &Cell, column: &Column) -> Field {
    if matches!(column.role, ColumnRole::Metric(_)) { value(cell, column) } else { Field::None }
}
