//! The words of a picture: its title, what it covers, the names of calendar units and of rows.

use chrono::{Datelike, NaiveDate};

use super::fonts;
use crate::locale::{self, Arg, Locale, MonthForm, text};
use crate::metrics::{self, Cell, Column, Dimension, Filter, Metric, MetricTable, Unit, ValueOp};
use crate::period::Grain;

/// "Виручка по місяцях".
pub(super) fn title(locale: Locale, table: &MetricTable, metrics: &[Metric]) -> String {
    let names: Vec<String> = metrics.iter().map(|it| metrics::metric_name(locale, *it)).collect();
    let split: Vec<Dimension> = table.columns.iter().filter_map(|it| it.dimension()).collect();
    let by = metrics.first().map(|it| metrics::by_names(locale, *it, &split)).unwrap_or_default();
    let title = [names.join(", ")].into_iter().chain(by).collect::<Vec<_>>().join(" ");
    fonts::drawable(&capitalized(&title))
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Dates, or the day of a state; then the filters.
pub(super) fn subtitle(locale: Locale, table: &MetricTable) -> String {
    let when = match table.period {
        Some(period) => locale::format_period(locale, period),
        None => text(locale, "chart-as-of", &[("date", locale::format_date(locale, table.today).into())]),
    };
    let filters = table.query.filters.iter().map(|it| filter_in_short(locale, it, &table.currency));
    fonts::drawable(&[when].into_iter().chain(filters).collect::<Vec<_>>().join(" · "))
}

/// Complete: `жовтень 2026`, `05.10.2026 – 11.10.2026`.
pub(crate) fn bucket_name(locale: Locale, grain: Grain, start: NaiveDate) -> String {
    match grain {
        Grain::Day => locale::format_date(locale, start),
        Grain::Week => locale::format_period(locale, grain.around(start)),
        Grain::Month => format!("{} {}", locale::month_name(locale, start.month(), MonthForm::Full), start.year()),
        Grain::Quarter => format!("{} {}", quarter(locale, start), start.year()),
        Grain::Year => start.year().to_string(),
    }
}

/// Under the axis, with what stands once below a run of labels. Long runs are labelled by months.
pub(super) fn bucket_label(locale: Locale, grain: Grain, start: NaiveDate, n_buckets: usize) -> (String, String) {
    let month = locale::month_name(locale, start.month(), MonthForm::Short);
    let year = start.year().to_string();
    match grain {
        Grain::Day if n_buckets > 62 => (if start.day() == 1 { month.to_owned() } else { String::new() }, year),
        Grain::Day => (start.day().to_string(), format!("{month} {year}")),
        Grain::Week if n_buckets > 14 => (if start.day() <= 7 { month.to_owned() } else { String::new() }, year),
        Grain::Week => (day_and_month(locale, start), year),
        Grain::Month => (month.to_owned(), year),
        Grain::Quarter => (quarter(locale, start), year),
        Grain::Year => (year, String::new()),
    }
}

fn day_and_month(locale: Locale, date: NaiveDate) -> String {
    match locale {
        Locale::Uk => format!("{:02}.{:02}", date.day(), date.month()),
        Locale::En => format!("{} {}", date.day(), locale::month_name(locale, date.month(), MonthForm::Short)),
    }
}

fn quarter(locale: Locale, date: NaiveDate) -> String {
    text(locale, "chart-quarter", &[("quarter", Arg::Text(((date.month() - 1) / 3 + 1).to_string()))])
}

/// The name of an item: its dimensions, joined.
pub(super) fn row_name(locale: Locale, cells: &[(&Column, &Cell)]) -> String {
    let names: Vec<String> = cells
        .iter()
        .map(|(column, cell)| match cell {
            Cell::Bucket(grain, start) => bucket_name(locale, *grain, *start),
            other => metrics::format_in_column(locale, other, column, ""),
        })
        .collect();
    fonts::drawable(&names.join(" · "))
}

/// `↑ 26,4 %`, `↓ 1,2 в. п.`; empty where there is no growth to speak of.
pub(super) fn growth(locale: Locale, growth: f64, unit: Unit) -> String {
    let arrow = match growth {
        it if it >= 0.05 => "↑\u{a0}",
        it if it <= -0.05 => "↓\u{a0}",
        _ => "",
    };
    match unit {
        Unit::PercentagePoints => {
            let points = text(locale, "chart-unit-points", &[]);
            format!("{arrow}{}\u{a0}{points}", locale::format_number(locale, growth.abs(), 1))
        }
        _ => format!("{arrow}{}", locale::format_percent(locale, growth.abs())),
    }
}
/// `8 товарів`: many names find no room above a picture.
fn filter_in_short(locale: Locale, filter: &Filter, currency: &str) -> String {
    let many = match filter {
        Filter::Values { dimension, op: ValueOp::Is, values } if values.len() > 2 => {
            locale::find_text(locale, &format!("items-{}", dimension.id()), &[("count", values.len().into())])
        }
        _ => None,
    };
    many.unwrap_or_else(|| metrics::filter_said(locale, filter, currency))
}
