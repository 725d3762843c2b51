//! An answer in words: figures first, then what it means, how it was understood, what to know beside it.

use super::message::{Block, TableBlock};
use crate::charts;
use crate::error::Result;
use crate::locale::{Arg, Locale, find_text, text};
use crate::metrics::{self, Additivity, Cell, ColumnRole, Metric, MetricTable, Unit};

/// Rows of a table shown in a chat; a longer one is offered as a file.
pub const ROWS_SHOWN: usize = 40;

/// The blocks of an answer: words, the table where there are several rows, the picture.
/// `series` is the same figure over time, for a sparkline; `focus` names the row that was asked about.
pub fn blocks(locale: Locale, table: &MetricTable, series: Option<&MetricTable>, focus: Option<&str>) -> Result<Vec<Block>> {
    let mut lines = vec![headline(locale, table, focus)];
    lines.extend(sense(locale, table));
    lines.push(metrics::understood(locale, table));
    lines.extend(table.notes.iter().map(|note| metrics::note_text(locale, note)));
    let mut blocks = vec![Block::Text { text: lines.join("\n") }];
    if let Some(spec) = charts::figure(table, series, locale) {
        blocks.push(Block::Image { svg: charts::svg(&spec), alt: charts::alt(&spec) });
    }
    if table.rows.len() > 1 || (table.rows.len() == 1 && has_details(table)) {
        blocks.push(Block::Table(table_block(locale, table)));
        if table.rows.len() > ROWS_SHOWN {
            let args = [("shown", Arg::from(ROWS_SHOWN)), ("of", Arg::from(table.rows.len()))];
            blocks.push(Block::Text { text: text(locale, "answer-rows-shown", &args) });
        }
    }
    Ok(blocks)
}

/// The name in the one row that is shown: "who sold most".
fn only_row(table: &MetricTable) -> Option<String> {
    match table.rows.as_slice() {
        [row] => row.iter().find_map(|cell| match cell {
            Cell::Text(name) => Some(name.clone()),
            _ => None,
        }),
        _ => None,
    }
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
        return text(
            locale,
            "answer-nothing",
            &[("metric", capitalized(&metrics::metric_name(locale, table.query.metrics[0].metric)).into())],
        );
    }
    let has_dimensions = table.columns.iter().any(|it| matches!(it.role, ColumnRole::Dimension(_)));
    if has_dimensions {
        let only = only_row(table).and_then(|name| focus_line(locale, table, &name));
        return only.unwrap_or_else(|| split_headline(locale, table));
    }
    let lines: Vec<String> =
        table.query.metrics.iter().filter_map(|call| figure_line(locale, table, call.metric, &table.rows[0])).collect();
    if lines.is_empty() { details_line(locale, table) } else { lines.join("\n") }
}

/// `Виручка: 3 992 751,97 ₴`, with both values, the difference and its percentage where there is a comparison.
fn figure_line(locale: Locale, table: &MetricTable, metric: Metric, row: &[Cell]) -> Option<String> {
    let name = capitalized(&metrics::metric_name(locale, metric));
    let value = shown(locale, table, ColumnRole::Metric(metric), row)?;
    let Some(base) = shown(locale, table, ColumnRole::Base(metric), row) else {
        return Some(format!("{name}: {value}"));
    };
    let period = table.base.map(|it| crate::locale::format_period(locale, it)).unwrap_or_default();
    let difference = table.column(ColumnRole::Difference(metric)).map(|it| &row[it]);
    let growth = shown(locale, table, ColumnRole::Growth(metric), row).filter(|it| it != "—");
    let change = difference.and_then(Cell::as_f64).unwrap_or_default();
    let id = if change > 0.0 {
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
    let growth = growth.map(|it| format!(" ({it})")).unwrap_or_default();
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

/// `Виручка за товарами: разом 3 992 751,97 ₴, позицій 276`.
fn split_headline(locale: Locale, table: &MetricTable) -> String {
    let metric = table.query.metrics[0].metric;
    let dimensions: Vec<String> = table
        .columns
        .iter()
        .filter_map(|it| match it.role {
            ColumnRole::Dimension(dimension) => Some(text(locale, &format!("by-{}", dimension.id()), &[])),
            _ => None,
        })
        .collect();
    let name = capitalized(&metrics::metric_name(locale, metric));
    let dimensions = dimensions.join(", ");
    let total = table.column(ColumnRole::Metric(metric)).map(|it| &table.totals[it]);
    match total {
        // Days and dates of many things have no sum.
        Some(total @ (Cell::Money(_) | Cell::Quantity(_) | Cell::Count(_) | Cell::Number(_))) if !is_time(table, metric) => {
            let column = table.column(ColumnRole::Metric(metric)).unwrap_or_default();
            let total = metrics::format_cell(locale, total, table.columns[column].unit, &table.currency);
            let args = [
                ("metric", name.into()),
                ("by", dimensions.clone().into()),
                ("total", total.into()),
                ("count", table.n_items.into()),
            ];
            let over_time = table.columns.iter().any(|it| matches!(it.role, ColumnRole::Dimension(d) if d.grain().is_some()));
            if let Some(line) = figure_line(locale, table, metric, &table.totals).filter(|_| table.base.is_some()) {
                let args = [("line", Arg::from(line)), ("by", dimensions.clone().into()), ("count", table.n_items.into())];
                return text(locale, "answer-split-compared", &args);
            }
            let id = match (over_time, metric.entry().additivity == Additivity::Additive) {
                (true, true) => "answer-series",
                (true, false) => "answer-series-whole",
                (false, true) => "answer-ranking",
                (false, false) => "answer-ranking-whole",
            };
            text(locale, id, &args)
        }
        _ => text(locale, "answer-list", &[("metric", name.into()), ("by", dimensions.into()), ("count", table.n_items.into())]),
    }
}

fn is_time(table: &MetricTable, metric: Metric) -> bool {
    table
        .column(ColumnRole::Metric(metric))
        .is_some_and(|it| matches!(table.columns[it].unit, Unit::Days | Unit::Months | Unit::Date))
}

/// Lists that are counted first: `64 клієнти без покупок 3 місяці і довше`.
fn find_counted(locale: Locale, table: &MetricTable) -> Option<String> {
    let call = table.query.metrics.first()?;
    let id = format!("counted-{}", call.metric.id().replace('_', "-"));
    let is_list = table.columns.iter().any(|it| matches!(it.role, ColumnRole::Dimension(_)));
    let counted = match table.rows.first().and_then(|row| row.first()) {
        Some(Cell::Count(count)) if !is_list => *count,
        _ => i64::try_from(table.n_items).unwrap_or(i64::MAX),
    };
    let mut args = vec![("count", Arg::Count(counted))];
    for (param, value) in &call.params {
        let arg = value.parse::<i64>().map_or_else(|_| Arg::from(param_value(locale, param.id(), value)), Arg::from);
        args.push((param.id(), arg));
    }
    let listed = !call.params.iter().any(|(param, _)| matches!(param.id(), "days" | "months"));
    if listed && matches!(call.metric, Metric::InactiveCustomers) {
        args.push(("months", Arg::Count(3)));
    }
    if listed && matches!(call.metric, Metric::DeadStock) {
        args.push(("days", Arg::Count(90)));
    }
    let total_metric = table.columns.iter().position(|it| it.unit == Unit::Money);
    let total =
        total_metric.map(|it| metrics::format_cell(locale, &table.totals[it], Unit::Money, &table.currency)).unwrap_or_default();
    args.push(("total", total.into()));
    find_text(locale, &id, &args)
}

fn param_value(locale: Locale, param: &str, value: &str) -> String {
    find_text(locale, &format!("{param}-{}", value.replace('_', "-")), &[]).unwrap_or_else(|| value.to_owned())
}

/// The row that was asked about: `Побутова хімія: 2 284 297,93 ₴ — 22,9 % від 9 961 449 ₴`.
fn focus_line(locale: Locale, table: &MetricTable, name: &str) -> Option<String> {
    let metric = table.query.metrics.first()?.metric;
    let row = table.rows.iter().find(|row| row.iter().any(|cell| matches!(cell, Cell::Text(text) if text == name)))?;
    let value = shown(locale, table, ColumnRole::Metric(metric), row)?;
    let share = shown(locale, table, ColumnRole::Share(metric), row)?;
    let column = table.column(ColumnRole::Metric(metric))?;
    let total = metrics::format_cell(locale, &table.totals[column], table.columns[column].unit, &table.currency);
    let args = [("name", Arg::from(name)), ("value", value.into()), ("share", share.into()), ("total", total.into())];
    Some(text(locale, "answer-share", &args))
}

/// A single row of facts: `остання покупка: 26.01.2026 · днів тому: 293`.
fn details_line(locale: Locale, table: &MetricTable) -> String {
    let facts: Vec<String> = table
        .columns
        .iter()
        .zip(&table.rows[0])
        .map(|(column, cell)| {
            format!(
                "{}: {}",
                metrics::column_name(locale, column),
                metrics::format_in_column(locale, cell, column, &table.currency)
            )
        })
        .collect();
    capitalized(&facts.join(" · "))
}

/// One sentence of sense: where the best and the worst stand.
fn sense(locale: Locale, table: &MetricTable) -> Option<String> {
    let metric = table.query.metrics.first()?.metric;
    let column = table.column(ColumnRole::Metric(metric))?;
    let time = table.columns.iter().position(|it| matches!(it.role, ColumnRole::Dimension(d) if d.grain().is_some()))?;
    if table.rows.len() < 3 || table.query.by.len() != 1 {
        return None;
    }
    let values = || table.rows.iter().filter_map(|row| row[column].as_f64().map(|value| (value, row)));
    let (_, best) = values().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let (_, worst) = values().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let unit = table.columns[column].unit;
    let show = |row: &[Cell]| {
        let bucket = metrics::format_cell(locale, &row[time], table.columns[time].unit, &table.currency);
        format!("{bucket} ({})", metrics::format_cell(locale, &row[column], unit, &table.currency))
    };
    Some(text(locale, "answer-best-worst", &[("best", show(best).into()), ("worst", show(worst).into())]))
}

/// The table as a chat shows it: header in words, figures as text.
pub fn table_block(locale: Locale, table: &MetricTable) -> TableBlock {
    let columns: Vec<usize> =
        (0..table.columns.len()).filter(|it| !matches!(table.columns[*it].role, ColumnRole::CumulativeShare(_))).collect();
    TableBlock {
        header: columns.iter().map(|it| capitalized(&metrics::column_name(locale, &table.columns[*it]))).collect(),
        rows: table
            .rows
            .iter()
            .take(ROWS_SHOWN)
            .map(|row| {
                columns
                    .iter()
                    .map(|it| metrics::format_in_column(locale, &row[*it], &table.columns[*it], &table.currency))
                    .collect()
            })
            .collect(),
        numeric: columns.iter().map(|it| !matches!(table.columns[*it].unit, Unit::Text | Unit::Date)).collect(),
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

fn has_details(table: &MetricTable) -> bool {
    table.columns.iter().any(|it| it.role == ColumnRole::Detail)
}

pub fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The whole text a person would read, tables as numbered lines.
pub fn plain_text(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    for block in blocks {
        match block {
            Block::Text { text } => parts.push(text.clone()),
            Block::Table(table) => parts.push(table_text(table)),
            Block::Image { .. } | Block::File { .. } | Block::Choices { .. } => {}
        }
    }
    parts.join("\n\n")
}

fn table_text(table: &TableBlock) -> String {
    let mut lines = vec![table.header.join(" · ")];
    lines.extend(table.rows.iter().enumerate().map(|(n, row)| format!("{}. {}", n + 1, row.join(" · "))));
    lines.join("\n")
}
