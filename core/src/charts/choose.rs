//! From an answer to its picture: which form says it best, or none.

use chrono::NaiveDate;

use super::fonts;
use super::spec::{Bucket, ChartSpec, Course, Figure, Form, Measure, Palette, Plot, Ranking, Row, Series};
use super::words;
use crate::locale::{self, Locale, text};
use crate::metrics::{self, Cell, Column, ColumnRole, Dimension, Metric, MetricTable, Note, Unit};
use crate::period::Grain;

/// More rows than these are a table, not a picture.
const MOST_ROWS: usize = 20;
/// Rows with two bars are higher.
const MOST_COMPARED_ROWS: usize = 15;
/// More lines than these are a tangle.
const MOST_LINES: usize = 4;
/// Up to so many calendar units stand as bars, more as a line.
const MOST_COLUMNS: usize = 6;

/// The picture of an answer; `None` where a picture says nothing: words, a single state, nothing but zeros to rank.
pub fn spec(table: &MetricTable, locale: Locale) -> Option<ChartSpec> {
    let answer = Answer::of(table, locale)?;
    let dimensions: Vec<(usize, Dimension)> = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(n, it)| match it.role {
            ColumnRole::Dimension(dimension) => Some((n, dimension)),
            _ => None,
        })
        .collect();
    let (form, metrics, mut footnotes) = match dimensions[..] {
        [] => (Form::Figure(answer.compared()?), vec![answer.metric], vec![]),
        [(column, dimension)] if answer.runs_through_time(column) => {
            let (plot, metrics) = answer.plot(column)?;
            let few = plot.buckets.len() <= MOST_COLUMNS || dimension == Dimension::Weekday;
            (if few { Form::Columns(plot) } else { Form::Lines(plot) }, metrics, vec![])
        }
        [(first, a), (second, b)] if a.grain().is_some() != b.grain().is_some() => {
            let (time, item) = if a.grain().is_some() { (first, second) } else { (second, first) };
            let (plot, n_items) = answer.lines_of_items(time, item)?;
            let shown = plot.series.len();
            let note = text(locale, "chart-largest", &[("shown", shown.into()), ("of", n_items.into())]);
            (Form::Lines(plot), vec![answer.metric], if shown < n_items { vec![note] } else { vec![] })
        }
        _ => {
            let columns: Vec<usize> = dimensions.iter().map(|(column, _)| *column).collect();
            let ranking = answer.ranking(&columns)?;
            let (shown, of) = (ranking.rows.len(), table.n_items.max(table.rows.len()));
            let note = text(locale, "chart-shown", &[("shown", shown.into()), ("of", of.into())]);
            (Form::Ranking(ranking), vec![answer.metric], if shown < of { vec![note] } else { vec![] })
        }
    };
    footnotes.extend(partial_footnote(&form, table, locale));
    Some(ChartSpec {
        locale,
        title: words::title(locale, table, &metrics),
        subtitle: words::subtitle(locale, table),
        footnote: footnotes.join(" · "),
        measure: Measure { unit: answer.unit, currency: table.currency.clone() },
        form,
        palette: Palette::DEFAULT,
    })
}

/// One big number with its course over time, from a second answer: the same metric by day or month.
pub fn figure(table: &MetricTable, series: Option<&MetricTable>, locale: Locale) -> Option<ChartSpec> {
    let Some(series) = series else { return spec(table, locale) };
    let answer = Answer::of(table, locale)?;
    let over_time = Answer::of(series, locale)?;
    let column = series.columns.iter().position(|it| matches!(it.role, ColumnRole::Dimension(_)))?;
    if !over_time.runs_through_time(column) || table.rows.len() != 1 {
        return spec(table, locale);
    }
    let (plot, _) = over_time.plot(column)?;
    let form = Form::Figure(Figure { course: Course::OverTime(plot), ..answer.number()? });
    Some(ChartSpec {
        locale,
        title: words::title(locale, table, &[answer.metric]),
        subtitle: words::subtitle(locale, table),
        footnote: partial_footnote(&form, series, locale).unwrap_or_default(),
        measure: Measure { unit: over_time.unit, currency: table.currency.clone() },
        form,
        palette: Palette::DEFAULT,
    })
}

/// What dashes mean, where there are any.
fn partial_footnote(form: &Form, table: &MetricTable, locale: Locale) -> Option<String> {
    let (Form::Columns(plot) | Form::Lines(plot) | Form::Figure(Figure { course: Course::OverTime(plot), .. })) = form else {
        return None;
    };
    let names: Vec<&str> = plot.buckets.iter().filter(|it| it.partial).map(|it| it.name.as_str()).collect();
    let id = match names[..] {
        [] => return None,
        [_] => "chart-partial",
        [_, _] => "chart-partial-two",
        _ => "chart-partial-many",
    };
    let until = table.notes.iter().find_map(|it| match it {
        Note::Partial { until } => Some(*until),
        _ => None,
    });
    let mut note = text(locale, id, &[("names", names.join(", ").into())]);
    if let Some(until) = until.or(table.period.map(|it| it.to)) {
        note.push_str(&text(locale, "chart-partial-until", &[("date", locale::format_date(locale, until).into())]));
    }
    Some(fonts::drawable(&note))
}

/// An answer with the column that is drawn.
struct Answer<'a> {
    table: &'a MetricTable,
    locale: Locale,
    metric: Metric,
    column: usize,
    unit: Unit,
}

impl<'a> Answer<'a> {
    fn of(table: &'a MetricTable, locale: Locale) -> Option<Self> {
        let (column, metric) = table.columns.iter().enumerate().find_map(|(n, it)| match it.role {
            ColumnRole::Metric(metric) if !matches!(it.unit, Unit::Date | Unit::Text) => Some((n, metric)),
            _ => None,
        })?;
        let answer = Self { table, locale, metric, column, unit: table.columns[column].unit };
        answer.values(column).iter().any(Option::is_some).then_some(answer)
    }

    fn value(&self, row: &[Cell], column: usize) -> Option<f64> {
        // Beyond this no figure of a firm lies, and no digits of it would fit.
        row.get(column)?.as_f64().filter(|it| it.is_finite() && it.abs() < 1e19)
    }

    fn values(&self, column: usize) -> Vec<Option<f64>> {
        self.table.rows.iter().map(|row| self.value(row, column)).collect()
    }

    /// The column's cells are calendar units in their order; a ranking of months is a ranking.
    fn runs_through_time(&self, column: usize) -> bool {
        let places: Option<Vec<NaiveDate>> = self.table.rows.iter().map(|row| moment(row.get(column)?)).collect();
        places.is_some_and(|it| it.is_sorted_by(|a, b| a < b))
    }

    fn bucket(&self, cell: &Cell, n_buckets: usize, is_last: bool) -> Option<Bucket> {
        let (grain, start) = match cell {
            Cell::Bucket(grain, start) => (*grain, *start),
            Cell::Date(date) => (Grain::Day, *date),
            Cell::Weekday(day) => {
                let day = (*day).clamp(1, 7);
                let name = text(self.locale, &format!("weekday-{day}"), &[]);
                let label = text(self.locale, &format!("chart-weekday-short-{day}"), &[]);
                return Some(Bucket { name, label, group: String::new(), partial: false });
            }
            _ => return None,
        };
        let whole = grain.around(start);
        let is_cut = self.table.period.is_some_and(|it| whole.from < it.from || it.to < whole.to);
        let is_running = is_last && self.table.notes.iter().any(|it| matches!(it, Note::Partial { .. }));
        let (label, group) = words::bucket_label(self.locale, grain, start, n_buckets);
        Some(Bucket { name: words::bucket_name(self.locale, grain, start), label, group, partial: is_cut || is_running })
    }

    fn buckets<'b>(&self, cells: impl ExactSizeIterator<Item = &'b Cell>) -> Option<Vec<Bucket>> {
        let n = cells.len();
        let mut buckets: Vec<Bucket> =
            cells.enumerate().map(|(place, cell)| self.bucket(cell, n, place + 1 == n)).collect::<Option<_>>()?;
        // A long run that holds no first of a month is labelled at its ends by their names.
        if buckets.iter().all(|it| it.label.is_empty()) {
            for it in &mut buckets {
                it.label.clone_from(&it.name);
            }
        }
        Some(buckets)
    }

    /// The metric over time, with its base or with a second metric of the same unit.
    fn plot(&self, time: usize) -> Option<(Plot, Vec<Metric>)> {
        let buckets = self.buckets(self.table.rows.iter().map(|row| &row[time]))?;
        let own = self.values(self.column);
        if let (Some(base), Some(names)) = (self.table.column(ColumnRole::Base(self.metric)), self.period_names()) {
            let [now, before] = names;
            let series = vec![Series { name: now, values: own }, Series { name: before, values: self.values(base) }];
            return Some((Plot { buckets, series }, vec![self.metric]));
        }
        let second = self.table.columns.iter().enumerate().find_map(|(n, it)| match it.role {
            ColumnRole::Metric(metric) if n != self.column && it.unit == self.unit => Some((n, metric)),
            _ => None,
        });
        let Some((column, metric)) = second else {
            let series = vec![Series { name: String::new(), values: own }];
            return Some((Plot { buckets, series }, vec![self.metric]));
        };
        let series = [(self.metric, own), (metric, self.values(column))]
            .map(|(metric, values)| Series { name: fonts::drawable(&metrics::metric_name(self.locale, metric)), values });
        Some((Plot { buckets, series: series.into() }, vec![self.metric, metric]))
    }

    /// A line for each of the largest items; with the number of all.
    fn lines_of_items(&self, time: usize, item: usize) -> Option<(Plot, usize)> {
        let mut moments: Vec<(NaiveDate, &Cell)> =
            self.table.rows.iter().map(|row| Some((moment(row.get(time)?)?, &row[time]))).collect::<Option<_>>()?;
        moments.sort_by_key(|(date, _)| *date);
        moments.dedup_by_key(|(date, _)| *date);
        let mut items: Vec<(String, f64, Vec<Option<f64>>)> = Vec::new();
        for row in &self.table.rows {
            let name = words::row_name(self.locale, &[(&self.table.columns[item], &row[item])]);
            let value = self.value(row, self.column);
            let place = moments.binary_search_by_key(&moment(&row[time])?, |(date, _)| *date).ok()?;
            let known = items.iter().position(|it| it.0 == name).unwrap_or_else(|| {
                items.push((name, 0.0, vec![None; moments.len()]));
                items.len() - 1
            });
            items[known].1 += value.unwrap_or_default();
            items[known].2[place] = value;
        }
        let n_items = items.len();
        items.sort_by(|a, b| b.1.total_cmp(&a.1));
        items.truncate(MOST_LINES);
        let buckets = self.buckets(moments.iter().map(|(_, cell)| *cell))?;
        let series = items.into_iter().map(|(name, _, values)| Series { name, values }).collect();
        (moments.len() > 1).then_some((Plot { buckets, series }, n_items))
    }

    fn ranking(&self, dimensions: &[usize]) -> Option<Ranking> {
        let base = self.table.column(ColumnRole::Base(self.metric));
        let legend = base.and_then(|_| self.period_names());
        let base = base.filter(|_| legend.is_some());
        let growth = self.table.column(ColumnRole::Growth(self.metric)).filter(|_| base.is_some());
        let share = self.table.column(ColumnRole::Share(self.metric));
        let rows: Vec<Row> = self
            .table
            .rows
            .iter()
            .take(if base.is_some() { MOST_COMPARED_ROWS } else { MOST_ROWS })
            .map(|row| {
                let cells: Vec<(&Column, &Cell)> =
                    dimensions.iter().filter_map(|it| Some((self.table.columns.get(*it)?, row.get(*it)?))).collect();
                let note = match (growth, share) {
                    (Some(column), _) => self.growth(row, column),
                    (None, Some(column)) => self.value(row, column).map(|it| locale::format_percent(self.locale, it)),
                    (None, None) => None,
                };
                Row {
                    name: words::row_name(self.locale, &cells),
                    series: 0,
                    value: self.value(row, self.column),
                    base: base.and_then(|column| self.value(row, column)),
                    note: note.unwrap_or_default(),
                }
            })
            .collect();
        let says_something = rows.iter().any(|it| it.value.is_some_and(|it| it != 0.0) || it.base.is_some_and(|it| it != 0.0));
        if !says_something || (rows.len() == 1 && base.is_none()) {
            return None;
        }
        let notes = match (growth, share) {
            (Some(_), _) => text(self.locale, "chart-change", &[]),
            (None, Some(_)) => text(self.locale, "chart-share", &[]),
            (None, None) => String::new(),
        };
        let notes = if rows.iter().all(|it| it.note.is_empty()) { String::new() } else { notes };
        Some(Ranking { legend, notes, rows })
    }

    /// The number alone, with its change.
    fn number(&self) -> Option<Figure> {
        let row = self.table.rows.first()?;
        let number = metrics::format_cell(self.locale, row.get(self.column)?, self.unit, &self.table.currency);
        let growth = self.table.column(ColumnRole::Growth(self.metric)).and_then(|column| self.growth(row, column));
        let change = match (growth, self.table.base) {
            (Some(growth), Some(base)) => {
                let base = locale::format_period(self.locale, base);
                text(self.locale, "chart-change-against", &[("change", growth.into()), ("base", base.into())])
            }
            _ => String::new(),
        };
        let course = Course::Compared(Ranking { legend: None, notes: String::new(), rows: vec![] });
        Some(Figure { number, change, course })
    }

    /// The number over two bars: it and what it is compared with.
    fn compared(&self) -> Option<Figure> {
        let row = self.table.rows.first().filter(|_| self.table.rows.len() == 1)?;
        let base = self.value(row, self.table.column(ColumnRole::Base(self.metric))?)?;
        let value = self.value(row, self.column)?;
        if value == 0.0 && base == 0.0 {
            return None;
        }
        let rows = self.period_names()?.into_iter().zip([value, base]).enumerate();
        let rows = rows.map(|(series, (name, value))| Row { name, series, value: Some(value), base: None, note: String::new() });
        let rows = rows.collect();
        Some(Figure { course: Course::Compared(Ranking { legend: None, notes: String::new(), rows }), ..self.number()? })
    }

    fn growth(&self, row: &[Cell], column: usize) -> Option<String> {
        self.value(row, column).map(|it| words::growth(self.locale, it, self.table.columns[column].unit))
    }

    /// The two date ranges of a comparison.
    fn period_names(&self) -> Option<[String; 2]> {
        Some([self.table.period?, self.table.base?].map(|it| locale::format_period(self.locale, it)))
    }
}

/// Where a calendar unit stands in time; the days of the week stand in a week of their own.
fn moment(cell: &Cell) -> Option<NaiveDate> {
    match cell {
        Cell::Bucket(_, date) | Cell::Date(date) => Some(*date),
        Cell::Weekday(day) => NaiveDate::from_ymd_opt(2024, 1, *day),
        _ => None,
    }
}
