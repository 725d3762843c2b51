//! Words about an answer: how it was understood, what to know beside it, and the one way its cells are shown.

use chrono::{Datelike, NaiveDate};

use super::query::{Dimension, Filter, Metric, NumberOp, Param, ValueOp};
use super::table::{Cell, MetricTable, Note, Unit};
use crate::locale::{
    Arg, Locale, MonthForm, find_text, format_date, format_money, format_money_f64, format_number, format_percent, format_period,
    format_quantity, month_name, text,
};
use crate::period::Grain;

/// `виручка`, in the lower case of the middle of a sentence.
pub fn metric_name(locale: Locale, metric: Metric) -> String {
    text(locale, &message_id("metric", metric.id()), &[])
}

/// `місто`.
pub fn dimension_name(locale: Locale, dimension: Dimension) -> String {
    text(locale, &message_id("dimension", dimension.id()), &[])
}

/// `за категоріями`, one a dimension. A list of customers says nothing more with "by customer".
pub fn by_names(locale: Locale, metric: Metric, dimensions: &[Dimension]) -> Vec<String> {
    let own = match metric {
        Metric::InactiveCustomers | Metric::NeverBought => Some(Dimension::Customer),
        Metric::CoverBelow | Metric::ToReorder | Metric::OutOfStock | Metric::LostSales => Some(Dimension::Product),
        Metric::StageConversion => Some(Dimension::Stage),
        Metric::RfmSegments => Some(Dimension::Segment),
        _ => None,
    };
    let dimensions = dimensions.iter().filter(|it| Some(**it) != own);
    dimensions.map(|it| text(locale, &message_id("by", it.id()), &[])).collect()
}

/// Ids are written with underscores in queries and with hyphens in the locales.
fn message_id(kind: &str, id: &str) -> String {
    format!("{kind}-{}", id.replace('_', "-"))
}

/// `Виручка · за категоріями · 01.10.2026 – 31.10.2026 · місто: Львів · порівняно з 01.09.2026 – 30.09.2026`.
pub fn understood(locale: Locale, table: &MetricTable) -> String {
    let query = &table.query;
    let names: Vec<String> = query.metrics.iter().map(|it| metric_name(locale, it.metric)).collect();
    let mut parts = vec![capitalized(&names.join(", "))];
    for (param, value) in query.metrics.iter().flat_map(|it| &it.params) {
        let args = [
            ("param", text(locale, &message_id("param", param.id()), &[]).into()),
            ("value", param_value(locale, *param, value)),
        ];
        parts.push(text(locale, "understood-param", &args));
    }
    let by = by_names(locale, query.metrics[0].metric, &query.by);
    if !by.is_empty() {
        parts.push(by.join(", "));
    }
    parts.push(match table.period {
        Some(period) => format_period(locale, period),
        None => text(locale, "understood-state", &[("date", format_date(locale, table.today).into())]),
    });
    parts.extend(query.filters.iter().map(|it| filter_said(locale, it, &table.currency)));
    if let Some(base) = table.base {
        parts.push(text(locale, "understood-compared", &[("period", format_period(locale, base).into())]));
    }
    parts.join(" · ")
}

/// How many names of one kind are told beside an answer.
const NAMES_SAID: usize = 3;

/// As `filter_text`; of many names the first few and how many more there are.
pub fn filter_said(locale: Locale, filter: &Filter, currency: &str) -> String {
    match filter {
        Filter::Values { dimension, op, values } if values.len() > NAMES_SAID + 1 => {
            let first = Filter::Values { dimension: *dimension, op: *op, values: values[..NAMES_SAID].to_vec() };
            let args = [("filter", filter_text(locale, &first, currency).into()), ("count", (values.len() - NAMES_SAID).into())];
            text(locale, "understood-and-more", &args)
        }
        it => filter_text(locale, it, currency),
    }
}

/// `місто: Львів`, `виручка від 10 000,00 ₴`.
pub fn filter_text(locale: Locale, filter: &Filter, currency: &str) -> String {
    match filter {
        Filter::Values { dimension, op, values } => {
            let shown = |value: &String| match (dimension, value.parse()) {
                (Dimension::Weekday, Ok(day)) => format_cell(locale, &Cell::Weekday(day), Unit::Text, currency),
                _ => format_cell(locale, &Cell::Text(value.clone()), Unit::Text, currency),
            };
            let values: Vec<String> = values.iter().map(shown).collect();
            let id = match op {
                ValueOp::Is => "understood-is",
                ValueOp::IsNot => "understood-is-not",
            };
            text(locale, id, &[("dimension", dimension_name(locale, *dimension).into()), ("values", values.join(", ").into())])
        }
        Filter::Threshold { metric, op, value } => {
            let id = match op {
                NumberOp::More => "understood-more",
                NumberOp::AtLeast => "understood-at-least",
                NumberOp::Less => "understood-less",
                NumberOp::AtMost => "understood-at-most",
            };
            let cell = Cell::Number(value.parse().unwrap_or_default());
            let value = format_cell(locale, &cell, metric.entry().unit, currency);
            text(locale, id, &[("metric", metric_name(locale, *metric).into()), ("value", value.into())])
        }
    }
}

fn param_value(locale: Locale, param: Param, value: &str) -> Arg {
    match param {
        // Segments have names of their own in the locales.
        Param::Segment => find_text(locale, &message_id("segment", value), &[]).unwrap_or_else(|| value.to_owned()).into(),
        _ => value.into(),
    }
}

fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What the reader must know beside the figures, in one sentence.
pub fn note_text(locale: Locale, note: &Note) -> String {
    let date = |id: &str, date: NaiveDate| text(locale, id, &[("date", format_date(locale, date).into())]);
    match note {
        Note::Coverage { first, last } => {
            let period = crate::period::Period { from: *first, to: *last };
            text(locale, "note-coverage", &[("period", format_period(locale, period).into())])
        }
        Note::Partial { until } => date("note-partial", *until),
        Note::PartialStart { from } => date("note-partial-start", *from),
        Note::CostCoverage { percent } => {
            text(locale, "note-cost-coverage", &[("percent", format_percent(locale, *percent).into())])
        }
        Note::MixedUnits => text(locale, "note-mixed-units", &[]),
        Note::Snapshot { date: counted } => date("note-snapshot", *counted),
        Note::FirstCustomersLookNew { first } => date("note-first-customers-look-new", *first),
        Note::LastPeriodWithData { period } => {
            text(locale, "note-last-period-with-data", &[("period", format_period(locale, *period).into())])
        }
        Note::Shown { shown, of } => text(locale, "note-shown", &[("shown", (*shown).into()), ("of", (*of).into())]),
        Note::UnknownCost { products } => text(locale, "note-unknown-cost", &[("count", (*products).into())]),
        Note::Estimate => text(locale, "note-estimate", &[]),
        Note::Forecast => text(locale, "note-forecast", &[]),
        Note::NeverBoughtApart { customers } => text(locale, "note-never-bought-apart", &[("count", (*customers).into())]),
        Note::NoData { what } => text(locale, &message_id("note-no-data", what), &[]),
    }
}

/// A cell as people read it, in chats, charts, pages and exports alike.
pub fn format_cell(locale: Locale, cell: &Cell, unit: Unit, currency: &str) -> String {
    match cell {
        Cell::Missing if unit == Unit::Text => text(locale, "cell-no-name", &[]),
        Cell::Missing => text(locale, "cell-missing", &[]),
        Cell::Text(value) if value.is_empty() => text(locale, "cell-not-given", &[]),
        Cell::Text(value) => value.clone(),
        Cell::Date(date) => format_date(locale, *date),
        Cell::Bucket(grain, start) => format_bucket(locale, *grain, *start),
        Cell::Weekday(day) => text(locale, &format!("weekday-{day}"), &[]),
        Cell::Money(amount) => format_money(locale, *amount, currency),
        Cell::Quantity(quantity) => match unit {
            Unit::Days | Unit::Months => counted(locale, unit, quantity.to_f64()),
            _ => format_quantity(locale, *quantity),
        },
        Cell::Count(count) => match unit {
            Unit::Days | Unit::Months => counted(locale, unit, *count as f64),
            _ => format_number(locale, *count as f64, 0),
        },
        Cell::Number(number) => match unit {
            Unit::Money => format_money_f64(locale, *number, currency),
            Unit::Percent => format_percent(locale, *number),
            Unit::PercentagePoints => {
                let sign = if format_number(locale, *number, 1).chars().any(|it| ('1'..='9').contains(&it)) && *number > 0.0 {
                    "+"
                } else {
                    ""
                };
                text(locale, "cell-points", &[("value", format!("{sign}{}", format_number(locale, *number, 1)).into())])
            }
            Unit::Days | Unit::Months => counted(locale, unit, *number),
            Unit::Count => format_number(locale, *number, 0),
            Unit::Units | Unit::Ratio | Unit::Date | Unit::Text => shortest(locale, *number),
        },
    }
}

/// `5 днів`, `5,4 дня`.
fn counted(locale: Locale, unit: Unit, number: f64) -> String {
    let shown = format_number(locale, number, usize::from((number * 10.0).round() % 10.0 != 0.0));
    // A fraction takes the plural form that no whole number has; Fluent sees whole numbers only, so it is named apart.
    let id = if unit == Unit::Days { "cell-days" } else { "cell-months" };
    if shown.contains([',', '.']) && number.abs() < 1000.0 {
        return text(locale, &format!("{id}-fraction"), &[("value", shown.into())]);
    }
    text(locale, id, &[("count", Arg::Count(number.round() as i64)), ("value", shown.into())])
}

/// At most two decimals, none of them a trailing zero.
fn shortest(locale: Locale, number: f64) -> String {
    let hundredths = (number * 100.0).round();
    let decimals = if hundredths % 100.0 == 0.0 {
        0
    } else if hundredths % 10.0 == 0.0 {
        1
    } else {
        2
    };
    format_number(locale, number, decimals)
}

/// `05.10.2026`, `тиждень 05.10–11.10`, `жовт. 2026`, `4 кв. 2026`, `2026`.
fn format_bucket(locale: Locale, grain: Grain, start: NaiveDate) -> String {
    let year = || Arg::from(start.year().to_string());
    match grain {
        Grain::Day => format_date(locale, start),
        Grain::Week => {
            let end = grain.end_of(start);
            let day = |date: NaiveDate| match locale {
                Locale::Uk => format!("{:02}.{:02}", date.day(), date.month()),
                Locale::En => format!("{} {}", date.day(), month_name(locale, date.month(), MonthForm::Short)),
            };
            text(locale, "cell-week", &[("from", day(start).into()), ("to", day(end).into())])
        }
        Grain::Month => {
            text(locale, "cell-month", &[("month", month_name(locale, start.month(), MonthForm::Short).into()), ("year", year())])
        }
        Grain::Quarter => {
            text(locale, "cell-quarter", &[("quarter", ((start.month() - 1) / 3 + 1).to_string().into()), ("year", year())])
        }
        Grain::Year => start.year().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::{Money, Quantity};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn cells_as_people_read_them() {
        for (cell, unit, uk, en) in [
            (Cell::Missing, Unit::Money, "—", "—"),
            (Cell::Missing, Unit::Text, "(без назви)", "(no name)"),
            (Cell::Text(String::new()), Unit::Text, "(не вказано)", "(not given)"),
            (Cell::Money(Money(399_275_197)), Unit::Money, "3 992 751,97 ₴", "3,992,751.97 ₴"),
            (Cell::Number(8642.3203), Unit::Money, "8 642,32 ₴", "8,642.32 ₴"),
            (Cell::Number(26.44), Unit::Percent, "26,4 %", "26.4%"),
            (Cell::Number(1.24), Unit::PercentagePoints, "+1,2 в. п.", "+1.2 pp"),
            (Cell::Number(-1.24), Unit::PercentagePoints, "−1,2 в. п.", "−1.2 pp"),
            (Cell::Number(0.01), Unit::PercentagePoints, "0,0 в. п.", "0.0 pp"),
            (Cell::Count(1_462), Unit::Count, "1 462", "1,462"),
            (Cell::Count(21), Unit::Days, "21 день", "21 days"),
            (Cell::Count(3), Unit::Months, "3 місяці", "3 months"),
            (Cell::Number(5.44), Unit::Days, "5,4 дня", "5.4 days"),
            (Cell::Number(12.0), Unit::Days, "12 днів", "12 days"),
            (Cell::Number(2.5), Unit::Ratio, "2,5", "2.5"),
            (Cell::Quantity(Quantity(1_500)), Unit::Units, "1,5", "1.5"),
            (Cell::Date(day("2026-01-26")), Unit::Date, "26.01.2026", "26 Jan 2026"),
            (Cell::Bucket(Grain::Day, day("2026-10-05")), Unit::Date, "05.10.2026", "5 Oct 2026"),
            (Cell::Bucket(Grain::Week, day("2026-10-05")), Unit::Date, "тиждень 05.10–11.10", "week 5 Oct–11 Oct"),
            (Cell::Bucket(Grain::Month, day("2026-10-01")), Unit::Date, "жовт. 2026", "Oct 2026"),
            (Cell::Bucket(Grain::Quarter, day("2026-10-01")), Unit::Date, "4 кв. 2026", "Q4 2026"),
            (Cell::Bucket(Grain::Year, day("2026-01-01")), Unit::Date, "2026", "2026"),
            (Cell::Weekday(5), Unit::Text, "пʼятниця", "Friday"),
        ] {
            let shown = |locale| format_cell(locale, &cell, unit, "UAH").replace('\u{a0}', " ");
            assert_eq!((&shown(Locale::Uk)[..], &shown(Locale::En)[..]), (uk, en));
        }
    }

    #[test]
    fn every_note_has_words() {
        let (first, last) = (day("2024-11-16"), day("2026-11-15"));
        let period = crate::period::Period { from: first, to: last };
        for locale in Locale::ALL {
            for note in [
                Note::Coverage { first, last },
                Note::Partial { until: last },
                Note::PartialStart { from: first },
                Note::CostCoverage { percent: 91.0 },
                Note::MixedUnits,
                Note::Snapshot { date: last },
                Note::FirstCustomersLookNew { first },
                Note::LastPeriodWithData { period },
                Note::Shown { shown: 10, of: 276 },
                Note::UnknownCost { products: 3 },
                Note::Estimate,
                Note::Forecast,
                Note::NeverBoughtApart { customers: 5 },
                Note::NoData { what: "orders" },
                Note::NoData { what: "stock" },
                Note::NoData { what: "deals" },
            ] {
                let shown = note_text(locale, &note);
                assert!(shown.ends_with('.') && !shown.contains('{') && !shown.starts_with("note-"), "{shown}");
            }
        }
    }
}
