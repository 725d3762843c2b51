//! What a course over time says: its best and worst, how a figure stands beside the ones before.

use chrono::NaiveDate;

use super::answer::ROWS_SHOWN;
use crate::locale::{Arg, Locale, text};
use crate::metrics::{self, Cell, ColumnRole, Dimension, MetricTable, Note, Unit};
use crate::period::Grain;

/// One sentence of sense: where the best and the worst stand.
pub(super) fn sense(locale: Locale, table: &MetricTable) -> Option<String> {
    let metric = table.query.metrics.first()?.metric;
    let column = table.column(ColumnRole::Metric(metric))?;
    let time = table.columns.iter().position(|it| matches!(it.role, ColumnRole::Dimension(d) if d.grain().is_some()))?;
    if table.query.by.len() != 1 || table.query.limit.is_some() {
        return None;
    }
    let whole = whole_buckets(table, time);
    if whole.len() < 3 {
        return None;
    }
    let values = || whole.iter().filter_map(|row| row[column].as_f64().map(|value| (value, *row)));
    let (_, best) = values().max_by(|a, b| a.0.total_cmp(&b.0))?;
    let (_, worst) = values().min_by(|a, b| a.0.total_cmp(&b.0))?;
    let unit = table.columns[column].unit;
    let show = |row: &[Cell]| {
        let bucket = metrics::format_cell(locale, &row[time], table.columns[time].unit, &table.currency);
        format!("{bucket} — {}", metrics::format_cell(locale, &row[column], unit, &table.currency))
    };
    let args = [("best", show(best).into()), ("worst", show(worst).into())];
    let extremes = text(locale, "answer-best-worst", &args);
    // A long course is not listed in the chat: where it began and ended is said.
    match table.rows.as_slice() {
        [first, .., last] if table.rows.len() > ROWS_SHOWN => {
            let ends = text(locale, "answer-first-last", &[("first", show(first).into()), ("last", show(last).into())]);
            Some(format!("{extremes}\n{ends}"))
        }
        _ => Some(extremes),
    }
}

/// A single figure of a whole month beside the month before, out of the course drawn under it.
pub(super) fn beside(locale: Locale, table: &MetricTable, series: &MetricTable) -> Option<String> {
    let [call] = &table.query.metrics[..] else { return None };
    let single = table.query.by.is_empty() && table.base.is_none() && table.rows.len() == 1;
    let period = table.period.filter(|it| single && Grain::Month.around(it.from) == *it)?;
    let column = series.column(ColumnRole::Metric(call.metric))?;
    let time = series.columns.iter().position(|it| it.role == ColumnRole::Dimension(Dimension::Month))?;
    let whole = whole_buckets(series, time);
    let month = |start| whole.iter().find(|row| matches!(row[time], Cell::Bucket(Grain::Month, it) if it == start));
    let now = month(period.from)?[column].as_f64()?;
    let before = &month(Grain::Month.shift(period.from, -1))?[column];
    let base = before.as_f64().filter(|it| *it > 0.0)?;
    let unit = series.columns[column].unit;
    let shown = metrics::format_cell(locale, before, unit, &table.currency);
    let said = than_before(locale, "answer-beside", (now, base, shown));
    let values = || whole.iter().filter_map(|row| row[column].as_f64());
    let extreme = if values().all(|it| it <= now) {
        "answer-beside-highest"
    } else if values().all(|it| it >= now) {
        "answer-beside-lowest"
    } else {
        return Some(said);
    };
    let months = Arg::from(whole.len());
    Some(if whole.len() < 6 { said } else { format!("{said} {}", text(locale, extreme, &[("count", months)])) })
}

/// A single figure of a month that still runs beside as many days of the month before.
pub(super) fn so_far_beside(locale: Locale, table: &MetricTable) -> Option<String> {
    let metric = table.query.metrics.first()?.metric;
    let row = table.rows.first()?;
    let cell = |role| table.column(role).map(|at| (&row[at], table.columns[at].unit));
    let ((now, _), (before, unit)) = (cell(ColumnRole::Metric(metric))?, cell(ColumnRole::Base(metric))?);
    let (now, base) = (now.as_f64()?, before.as_f64().filter(|it| *it > 0.0)?);
    // Before the first day of data there is nothing to compare with.
    let begins_late = |it: &Note| matches!(it, Note::Coverage { first, .. } if table.base.is_some_and(|base| base.from < *first));
    if table.notes.iter().any(begins_late) {
        return None;
    }
    let shown = metrics::format_cell(locale, before, unit, &table.currency);
    Some(than_before(locale, "answer-so-far", (now, base, shown)))
}

/// By how much more or less `now` is than `base`, which is above zero and stands in `shown` as people read it.
fn than_before(locale: Locale, id: &str, (now, base, shown): (f64, f64, String)) -> String {
    let way = match now.total_cmp(&base) {
        std::cmp::Ordering::Greater => "more",
        std::cmp::Ordering::Less => "less",
        std::cmp::Ordering::Equal => "same",
    };
    let percent = metrics::format_cell(locale, &Cell::Number((now - base).abs() / base * 100.0), Unit::Percent, "");
    text(locale, &format!("{id}-{way}"), &[("percent", Arg::from(percent)), ("base", Arg::from(shown))])
}

/// The rows of a course that can be compared: neither a unit that still runs nor one without data can be the lowest.
fn whole_buckets(table: &MetricTable, time: usize) -> Vec<&Vec<Cell>> {
    // However the rows stand.
    let is_whole = |grain: Grain, start: NaiveDate| {
        table.notes.iter().all(|note| match note {
            Note::PartialStart { from } => start >= *from,
            Note::Partial { until } => grain.end_of(start) <= *until,
            _ => true,
        })
    };
    let coverage = table.notes.iter().find_map(|it| match it {
        Note::Coverage { first, last } => Some((*first, *last)),
        _ => None,
    });
    let rows = table.rows.iter();
    rows.filter(|row| match (&row[time], coverage) {
        (Cell::Bucket(grain, start), _) if !is_whole(*grain, *start) => false,
        (Cell::Bucket(grain, start), Some((first, last))) => first <= grain.end_of(*start) && *start <= last,
        _ => true,
    })
    .collect()
}
