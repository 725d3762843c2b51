//! An answer in words: figures first, then what it means, how it was understood, what to know beside it.

use super::course::{beside, sense, so_far_beside};
use super::lists::{asked_class, classes_line, find_counted, split_headline};
use super::message::{Block, TableBlock};
use crate::charts;
use crate::error::Result;
use crate::locale::{Arg, Locale, MonthForm, text};
use crate::metrics::{self, Cell, Column, ColumnRole, Metric, MetricTable, Note, Unit};
use crate::period::Grain;

/// Rows of a table shown in a chat; a longer one is offered as a file.
pub const ROWS_SHOWN: usize = 15;
/// Who asks for a top of twenty wants to see twenty.
const ROWS_ASKED: usize = 30;
/// Wider tables are read in the file.
const COLUMNS_SHOWN: usize = 8;

/// The same figure of other times, to stand beside a single one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside<'a> {
    /// Over time, for a sparkline.
    pub series: Option<&'a MetricTable>,
    /// Of a month so far and of as many days of the month before.
    pub so_far: Option<&'a MetricTable>,
    /// How many goods each class of an ABC or XYZ analysis holds, where the goods themselves are listed.
    pub classes: Option<&'a MetricTable>,
}

/// The blocks of an answer: words, the picture, the table where there are several rows.
/// `focus` names the row that was asked about.
pub fn blocks(locale: Locale, table: &MetricTable, other: Beside<'_>, focus: Option<&str>) -> Result<Vec<Block>> {
    let Beside { series, so_far, classes } = other;
    let is_known = is_known(table);
    let mut lines = vec![if is_known { headline(locale, table, focus) } else { nothing(locale, table) }];
    if is_known {
        lines.extend(classes.and_then(|it| classes_line(locale, it, asked_class(table))));
        lines.extend(together(locale, table));
        lines.extend(sense(locale, table));
        lines.extend(series.and_then(|it| beside(locale, table, it)));
        lines.extend(so_far.and_then(|it| so_far_beside(locale, it)));
        lines.extend(unsaid(locale, table));
    }
    lines.push(metrics::understood(locale, table));
    let picture = charts::figure(table, series, locale).filter(|_| is_known);
    let shown = if is_known { rows_shown(table, picture.is_some()) } else { 0 };
    let is_cut = shown < table.rows.len() && table.rows.len() > 1;
    for note in &table.notes {
        let is_said = match note {
            Note::Snapshot { date } => table.period.is_none() && *date == table.today,
            // Said once, with the rows that stand here.
            Note::Shown { .. } => is_cut,
            _ => false,
        };
        if !is_said {
            lines.push(metrics::note_text(locale, note));
        }
    }
    let mut blocks = vec![Block::Text { text: lines.join("\n") }];
    if let Some(spec) = picture {
        blocks.push(Block::Image { svg: charts::svg(&spec), alt: charts::alt(&spec) });
    }
    if shown > 1 {
        blocks.push(Block::Table(table_block(locale, table, shown)));
    }
    if is_cut && is_known {
        let id = if shown == 0 { "answer-rows-in-file" } else { "answer-rows-shown" };
        let args = [("shown", Arg::from(shown)), ("of", Arg::from(table.n_items.max(table.rows.len())))];
        blocks.push(Block::Text { text: text(locale, id, &args) });
    } else if shown > 1 && shown_columns(table).len() > COLUMNS_SHOWN {
        blocks.push(Block::Text { text: text(locale, "answer-columns-in-file", &[]) });
    }
    Ok(blocks)
}

/// How many rows stand in the chat. One row is said in words; a long course is seen in its picture.
fn rows_shown(table: &MetricTable, has_picture: bool) -> usize {
    let of = table.rows.len();
    let asked = table.query.limit.and_then(|it| usize::try_from(it).ok()).filter(|it| *it <= ROWS_ASKED);
    match of {
        0 | 1 => 0,
        _ if of > ROWS_SHOWN && has_picture && runs_through_time(table) => 0,
        _ => of.min(asked.unwrap_or(ROWS_SHOWN).max(ROWS_SHOWN)),
    }
}

fn runs_through_time(table: &MetricTable) -> bool {
    table.query.limit.is_none() && table.query.by.len() == 1 && table.query.by[0].grain().is_some()
}

/// Nothing was loaded, or the asked period lies wholly before or after the data: a zero would be no answer.
pub(super) fn is_known(table: &MetricTable) -> bool {
    !table.notes.iter().any(|note| match note {
        Note::NoData { .. } => table.rows.iter().flatten().all(|it| it.as_f64().is_none_or(|it| it == 0.0)),
        Note::Coverage { first, last } => table.period.is_some_and(|it| it.to < *first || *last < it.from),
        _ => false,
    })
}

fn nothing(locale: Locale, table: &MetricTable) -> String {
    let name = capitalized(&metrics::metric_name(locale, table.query.metrics[0].metric));
    text(locale, "answer-nothing", &[("metric", name.into())])
}

/// Facts of the only row that the headline leaves out; several rows stand in a table.
fn unsaid(locale: Locale, table: &MetricTable) -> Option<String> {
    let [row] = table.rows.as_slice() else { return None };
    let main = table.query.metrics.first()?.metric;
    let is_split = !table.query.by.is_empty();
    let is_counted = find_counted(locale, table).is_some();
    let is_unsaid = |role: ColumnRole| match role {
        ColumnRole::Dimension(_) => is_counted,
        ColumnRole::Detail => true,
        ColumnRole::Metric(metric) if is_split => metric != main,
        ColumnRole::Metric(metric) => !table.query.metrics.iter().any(|it| it.metric == metric),
        _ => false,
    };
    let facts: Vec<String> = table
        .columns
        .iter()
        .zip(row)
        .filter(|(column, cell)| is_unsaid(column.role) && **cell != Cell::Missing)
        .map(|(column, cell)| fact(locale, table, column, cell))
        .collect();
    (!facts.is_empty() && !is_plain_row(table)).then(|| capitalized(&facts.join(" · ")))
}

/// A row without a figure of its own is said whole by the headline.
fn is_plain_row(table: &MetricTable) -> bool {
    table.query.by.is_empty() && table.query.metrics.iter().all(|it| table.column(ColumnRole::Metric(it.metric)).is_none())
}

fn fact(locale: Locale, table: &MetricTable, column: &Column, cell: &Cell) -> String {
    format!("{}: {}", metrics::column_name(locale, column), metrics::format_in_column(locale, cell, column, &table.currency))
}

/// The one row that is shown: "who sold most". One month of one month is no such row.
fn only_row(locale: Locale, table: &MetricTable) -> Option<String> {
    let [row] = table.rows.as_slice() else { return None };
    if table.n_items < 2 && table.query.by.iter().any(|it| it.is_time()) {
        return None;
    }
    row_line(locale, table, row)
}

/// The figures: one line a metric.
fn headline(locale: Locale, table: &MetricTable, focus: Option<&str>) -> String {
    if let Some(line) = focus.and_then(|name| focus_line(locale, table, name)) {
        return line;
    }
    let counted = find_counted(locale, table);
    if let Some(line) = counted {
        return line;
    }
    if table.rows.is_empty() {
        return nothing(locale, table);
    }
    let has_dimensions = table.columns.iter().any(|it| matches!(it.role, ColumnRole::Dimension(_)));
    if has_dimensions {
        return only_row(locale, table).unwrap_or_else(|| split_headline(locale, table));
    }
    let lines: Vec<String> =
        table.query.metrics.iter().filter_map(|call| figure_line(locale, table, call.metric, &table.rows[0])).collect();
    if lines.is_empty() { details_line(locale, table) } else { lines.join("\n") }
}

/// `Виручка: 3 992 751,97 ₴`, with both values, the difference and its percentage where there is a comparison.
pub(super) fn figure_line(locale: Locale, table: &MetricTable, metric: Metric, row: &[Cell]) -> Option<String> {
    let name = capitalized(&metrics::metric_name(locale, metric));
    let value = shown(locale, table, ColumnRole::Metric(metric), row)?;
    let Some(base) = shown(locale, table, ColumnRole::Base(metric), row) else {
        return Some(format!("{name}: {value}"));
    };
    let period = table.base.map(|it| crate::locale::format_period(locale, it)).unwrap_or_default();
    let difference = table.column(ColumnRole::Difference(metric)).map(|it| &row[it]);
    let growth = shown(locale, table, ColumnRole::Growth(metric), row).filter(|it| it != "—");
    let change = difference.and_then(Cell::as_f64).unwrap_or_default();
    let had = table.column(ColumnRole::Base(metric)).and_then(|it| row[it].as_f64()).is_none_or(|it| it != 0.0);
    let id = if !had && change != 0.0 {
        "answer-compared-none"
    } else if change > 0.0 {
        "answer-compared-more"
    } else if change < 0.0 {
        "answer-compared-less"
    } else {
        "answer-compared-same"
    };
    let unsigned = difference.map(absolute).map(|cell| {
        let column = table.column(ColumnRole::Difference(metric)).unwrap_or_default();
        metrics::format_cell(locale, &cell, table.columns[column].unit, &table.currency)
    });
    // "Less by 9 %" needs no minus.
    let growth = growth.map(|it| format!(" ({})", it.trim_start_matches(['+', '-', '−']))).unwrap_or_default();
    let args = [
        ("metric", Arg::from(name)),
        ("value", value.into()),
        ("base", base.into()),
        ("period", period.into()),
        ("difference", unsigned.unwrap_or_default().trim_start_matches('+').to_owned().into()),
        ("growth", growth.into()),
    ];
    Some(text(locale, id, &args))
}

/// What the first rows make of the whole: `Разом 10 перших: 24,9 %`.
fn together(locale: Locale, table: &MetricTable) -> Option<String> {
    let metric = table.query.metrics.first()?.metric;
    let is_cut = table.query.limit.is_some() && table.rows.len() > 1 && table.n_items > table.rows.len();
    let last = table.rows.last().filter(|_| is_cut)?;
    let share = shown(locale, table, ColumnRole::CumulativeShare(metric), last)?;
    Some(text(locale, "answer-together", &[("count", Arg::from(table.rows.len())), ("share", share.into())]))
}

/// The row that was asked about: `Побутова хімія: 2 284 297,93 ₴ — 22,9 % від 9 961 449 ₴`.
fn focus_line(locale: Locale, table: &MetricTable, name: &str) -> Option<String> {
    let row = table.rows.iter().find(|row| row.iter().any(|cell| matches!(cell, Cell::Text(text) if text == name)))?;
    row_line(locale, table, row)
}

fn row_line(locale: Locale, table: &MetricTable, row: &[Cell]) -> Option<String> {
    let metric = table.query.metrics.first()?.metric;
    let column = table.column(ColumnRole::Metric(metric))?;
    let names: Vec<String> = table
        .columns
        .iter()
        .zip(row)
        .filter(|(column, _)| column.dimension().is_some())
        .map(|(column, cell)| {
            in_full(locale, cell).unwrap_or_else(|| metrics::format_in_column(locale, cell, column, &table.currency))
        })
        .collect();
    if table.base.is_some() {
        return figure_line(locale, table, metric, row).map(|line| format!("{} · {line}", capitalized(&names.join(", "))));
    }
    let value = shown(locale, table, ColumnRole::Metric(metric), row)?;
    let total = metrics::format_cell(locale, &table.totals[column], table.columns[column].unit, &table.currency);
    let mut args = vec![("name", Arg::from(capitalized(&names.join(", ")))), ("value", value.into()), ("total", total.into())];
    Some(match shown(locale, table, ColumnRole::Share(metric), row) {
        Some(share) => {
            args.push(("share", share.into()));
            text(locale, "answer-share", &args)
        }
        None => {
            let name = capitalized(&metrics::metric_name(locale, metric));
            args.push(("metric", name.into()));
            text(locale, "answer-one", &args)
        }
    })
}

/// `травень 2026`: a month that is the answer is not shortened.
fn in_full(locale: Locale, cell: &Cell) -> Option<String> {
    use chrono::Datelike;
    let Cell::Bucket(Grain::Month, start) = cell else { return None };
    let month = crate::locale::month_name(locale, start.month(), MonthForm::Full);
    Some(text(locale, "cell-month", &[("month", month.into()), ("year", start.year().to_string().into())]))
}

/// A single row of facts: `остання покупка: 26.01.2026 · днів тому: 293`.
fn details_line(locale: Locale, table: &MetricTable) -> String {
    let facts: Vec<String> =
        table.columns.iter().zip(&table.rows[0]).map(|(column, cell)| fact(locale, table, column, cell)).collect();
    capitalized(&facts.join(" · "))
}

/// The columns a chat shows: a running share is for the file.
fn shown_columns(table: &MetricTable) -> Vec<&Column> {
    table.columns.iter().filter(|it| !matches!(it.role, ColumnRole::CumulativeShare(_))).collect()
}

/// The first rows of a table as a chat shows them: header in words, figures as text.
fn table_block(locale: Locale, table: &MetricTable, n_rows: usize) -> TableBlock {
    let mut columns = shown_columns(table);
    columns.truncate(COLUMNS_SHOWN);
    let row_of = |row: &Vec<Cell>| {
        let cell = |column: &&Column| {
            let place = table.columns.iter().position(|it| it == *column).unwrap_or_default();
            metrics::format_in_column(locale, &row[place], column, &table.currency)
        };
        columns.iter().map(cell).collect()
    };
    TableBlock {
        header: columns.iter().map(|it| capitalized(&metrics::column_name(locale, it))).collect(),
        rows: table.rows.iter().take(n_rows).map(row_of).collect(),
        numeric: columns.iter().map(|it| !matches!(it.unit, Unit::Text | Unit::Date)).collect(),
    }
}

fn shown(locale: Locale, table: &MetricTable, role: ColumnRole, row: &[Cell]) -> Option<String> {
    let column = table.column(role)?;
    Some(metrics::format_in_column(locale, &row[column], &table.columns[column], &table.currency))
}

fn absolute(cell: &Cell) -> Cell {
    match cell {
        Cell::Money(it) => Cell::Money(it.abs()),
        Cell::Quantity(it) => Cell::Quantity(crate::money::Quantity(it.0.abs())),
        Cell::Count(it) => Cell::Count(it.abs()),
        Cell::Number(it) => Cell::Number(it.abs()),
        other => other.clone(),
    }
}

pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
