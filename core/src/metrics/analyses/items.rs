//! Customers, products and deals as items of an analysis, and the one way they become a table:
//! filtered, grouped by labels, summed, narrowed by thresholds, sorted, cut.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::error::{Problem, Result};
use crate::metrics::catalog::DEFAULT_LIMIT;
use crate::metrics::{Cell, Column, ColumnRole, Dimension, Direction, Filter, Metric, Note, NumberOp, Plan, SortBy, Unit};
use crate::names::alphabetical;
use crate::period::Period;

/// Somebody or something with labels: what figures are filtered and grouped by.
#[derive(Clone, Debug, Default)]
pub(in crate::metrics) struct Subject {
    pub id: i64,
    pub labels: Vec<(Dimension, Option<String>)>,
}

impl Subject {
    pub(in crate::metrics) fn label(&self, dimension: Dimension) -> Option<&str> {
        self.labels.iter().find(|(it, _)| *it == dimension).and_then(|(_, label)| label.as_deref())
    }

    /// About how much memory the labels take.
    pub(super) fn bytes(&self) -> usize {
        let of = |(_, label): &(Dimension, Option<String>)| {
            size_of::<(Dimension, Option<String>)>() + label.as_ref().map_or(0, String::len)
        };
        self.labels.iter().map(of).sum()
    }
}

/// A subject with the facts of one analysis. `extra` is a label that is no property of the subject: warehouse, segment, class.
#[derive(Clone, Debug)]
pub(super) struct Item<'a, T> {
    pub subject: &'a Subject,
    pub extra: Option<(Dimension, String)>,
    pub facts: T,
}

impl<'a, T> Item<'a, T> {
    pub(super) fn new(subject: &'a Subject, facts: T) -> Self {
        Self { subject, extra: None, facts }
    }

    pub(super) fn with(subject: &'a Subject, dimension: Dimension, label: impl Into<String>, facts: T) -> Self {
        Self { subject, extra: Some((dimension, label.into())), facts }
    }

    pub(super) fn has(&self, dimension: Dimension) -> bool {
        let extra = self.extra.as_ref().map(|it| it.0);
        extra == Some(dimension) || self.subject.labels.iter().any(|it| it.0 == dimension)
    }

    pub(super) fn label(&self, dimension: Dimension) -> Option<&str> {
        match &self.extra {
            Some((extra, label)) if *extra == dimension => (!label.is_empty()).then_some(label),
            _ => self.subject.label(dimension),
        }
    }
}

/// The answer of an analysis, before the query, the dates and the currency are put around it.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<Cell>>,
    pub totals: Vec<Cell>,
    pub n_items: usize,
    pub notes: Vec<Note>,
    /// The window the figures are of, where the analysis chose it.
    pub period: Option<Period>,
}

impl Report {
    /// There is no data of this kind at all.
    pub(super) fn no_data(what: &'static str) -> Self {
        Self { notes: vec![Note::NoData { what }], ..Self::default() }
    }

    pub(super) fn noting(mut self, note: Option<Note>) -> Self {
        self.notes.extend(note);
        self
    }

    pub(super) fn during(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }
}

/// How a table is laid out: its dimensions, its figures, the figure it is sorted by when nothing is said.
pub(super) struct Layout {
    pub by: Vec<Dimension>,
    pub figures: Vec<Column>,
    /// `None`: by the labels.
    pub sort: Option<(usize, Direction)>,
}

pub(super) fn dimension_column(dimension: Dimension) -> Column {
    Column { id: dimension.id().to_owned(), role: ColumnRole::Dimension(dimension), unit: Unit::Text }
}

pub(super) fn metric_column(metric: Metric, unit: Unit) -> Column {
    Column { id: metric.id().to_owned(), role: ColumnRole::Metric(metric), unit }
}

pub(super) fn detail_column(id: &str, unit: Unit) -> Column {
    Column { id: id.to_owned(), role: ColumnRole::Detail, unit }
}

/// The labels of a row and, where each row is one subject, its id: namesakes stay apart.
type GroupKey<'l> = (Vec<Option<&'l str>>, Option<i64>);

/// Whether each row of a table split this way is one subject, not a group.
pub(super) fn is_one_by_one(by: &[Dimension]) -> bool {
    use Dimension::{Customer, CustomerCode, Product, Sku};
    by.iter().any(|it| matches!(it, Customer | CustomerCode | Product | Sku))
}

/// Items to a table. `figures` says what a group of items shows, one cell a figure of the layout; it also makes the totals.
pub(super) fn tabulate<T>(
    plan: &Plan,
    layout: Layout,
    items: &[Item<'_, T>],
    figures: impl Fn(&[&Item<'_, T>]) -> Vec<Cell>,
) -> Result<Report> {
    let kept: Vec<&Item<'_, T>> = items.iter().filter(|item| plan.keeps(item)).collect();
    let one_by_one = is_one_by_one(&layout.by);
    // Where nothing but the subject parts rows, its id alone tells them apart.
    let parts = |it: &&Item<'_, T>| it.extra.as_ref().is_some_and(|(dimension, _)| layout.by.contains(dimension));
    let by_id = one_by_one && !kept.iter().any(parts);
    let row = |labels: &[Option<&str>], members: &[&Item<'_, T>]| {
        let mut row: Vec<Cell> = layout.by.iter().zip(labels).map(|(dimension, label)| label_cell(*dimension, *label)).collect();
        row.extend(figures(members));
        row
    };
    let rows: Vec<Vec<Cell>> = if layout.by.is_empty() {
        // A figure of nobody is a figure too: one row, even of no items.
        vec![row(&[], &kept)]
    } else if by_id {
        let mut sorted = kept.clone();
        sorted.sort_by_key(|it| it.subject.id);
        sorted
            .chunk_by(|a, b| a.subject.id == b.subject.id)
            .map(|members| row(&labels(members[0], &layout.by), members))
            .collect()
    } else {
        let mut groups: Vec<(GroupKey<'_>, Vec<&Item<'_, T>>)> = Vec::new();
        let mut places: HashMap<GroupKey<'_>, usize> = HashMap::new();
        for item in &kept {
            let key = (labels(item, &layout.by), one_by_one.then_some(item.subject.id));
            match places.get(&key) {
                Some(place) => groups[*place].1.push(item),
                None => {
                    places.insert(key.clone(), groups.len());
                    groups.push((key, vec![item]));
                }
            }
        }
        groups.sort_by_key(|it| it.0.1);
        groups.iter().map(|((labels, _), members)| row(labels, members)).collect()
    };
    let mut totals = vec![Cell::Missing; layout.by.len()];
    totals.extend(figures(&kept));
    arrange(plan, layout, rows, (totals, Ties::ByLabels))
}

fn labels<'l, T>(item: &'l Item<'_, T>, by: &[Dimension]) -> Vec<Option<&'l str>> {
    by.iter().map(|it| item.label(*it)).collect()
}

/// How rows of equal figures stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ties {
    ByLabels,
    AsGiven,
}

/// As in a dictionary, label after label.
fn by_labels(a: &[Cell], b: &[Cell]) -> Ordering {
    a.iter().zip(b).map(|(a, b)| compare(a, b, Direction::Ascending)).find(|it| it.is_ne()).unwrap_or(Ordering::Equal)
}

/// Who has no name has none; what was left out is not given.
fn label_cell(dimension: Dimension, label: Option<&str>) -> Cell {
    match label {
        Some(label) => Cell::Text(label.to_owned()),
        None if is_one_by_one(&[dimension]) => Cell::Missing,
        None => Cell::Text(String::new()),
    }
}

/// Ready rows to a table: thresholds, order, limit.
pub(super) fn finish(plan: &Plan, layout: Layout, rows: Vec<Vec<Cell>>, totals: Vec<Cell>) -> Result<Report> {
    arrange(plan, layout, rows, (totals, Ties::AsGiven))
}

fn arrange(plan: &Plan, layout: Layout, mut rows: Vec<Vec<Cell>>, (totals, ties): (Vec<Cell>, Ties)) -> Result<Report> {
    let n_labels = layout.by.len();
    let mut columns: Vec<Column> = layout.by.iter().copied().map(dimension_column).collect();
    columns.extend(layout.figures);
    for filter in &plan.query.filters {
        if let Filter::Threshold { metric, op, value } = filter {
            let at = column_of(&columns, *metric)
                .ok_or_else(|| Problem::new("query-metrics-apart").with("metric", plan.main()).with("other", metric))?;
            let bound: f64 = value.parse().map_err(|_| Problem::new("query-not-a-number").with("word", value))?;
            rows.retain(|row| row[at].as_f64().is_some_and(|it| passes(it, *op, bound)));
        }
    }
    let usual = layout.sort.map(|(figure, direction)| (n_labels + figure, direction));
    let order = match plan.sort {
        None => usual,
        Some(sort) => match sort.by {
            // A list shows no count of itself: sorted by it, the list stands by its usual figure.
            SortBy::Metric(metric) | SortBy::Difference(metric) => {
                column_of(&columns, metric).or(usual.map(|it| it.0)).map(|at| (at, sort.direction))
            }
            SortBy::Dimension(dimension) => layout.by.iter().position(|it| *it == dimension).map(|at| (at, sort.direction)),
        },
    };
    // Names are compared last: that takes longer than all the rest.
    rows.sort_by(|a, b| {
        let figures = order.map_or(Ordering::Equal, |(at, direction)| compare(&a[at], &b[at], direction));
        figures.then_with(|| match ties {
            Ties::ByLabels => by_labels(&a[..n_labels], &b[..n_labels]),
            Ties::AsGiven => Ordering::Equal,
        })
    });
    let n_items = rows.len();
    let mut notes = Vec::new();
    // A list that nobody asked for by name is cut like one that was asked for.
    let usual = is_one_by_one(&layout.by).then_some(DEFAULT_LIMIT as usize);
    if let Some(limit) = plan.limit.or(usual).filter(|it| *it < n_items) {
        rows.truncate(limit);
        notes.push(Note::Shown { shown: limit, of: n_items });
    }
    Ok(Report { columns, rows, totals, n_items, notes, period: None })
}

fn column_of(columns: &[Column], metric: Metric) -> Option<usize> {
    columns.iter().position(|it| it.role == ColumnRole::Metric(metric))
}

fn passes(value: f64, op: NumberOp, bound: f64) -> bool {
    match op {
        NumberOp::More => value > bound,
        NumberOp::AtLeast => value >= bound,
        NumberOp::Less => value < bound,
        NumberOp::AtMost => value <= bound,
    }
}

/// What has no value stands last in either direction.
fn compare(a: &Cell, b: &Cell, direction: Direction) -> Ordering {
    let ascending = match (a, b) {
        (Cell::Missing, Cell::Missing) => return Ordering::Equal,
        (Cell::Missing, _) => return Ordering::Greater,
        (_, Cell::Missing) => return Ordering::Less,
        (Cell::Money(a), Cell::Money(b)) => a.cmp(b),
        (Cell::Text(a), Cell::Text(b)) => alphabetical(a, b),
        (Cell::Date(a), Cell::Date(b)) | (Cell::Bucket(_, a), Cell::Bucket(_, b)) => a.cmp(b),
        _ => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
    };
    match direction {
        Direction::Ascending => ascending,
        Direction::Descending => ascending.reverse(),
    }
}

/// A number of items as a cell.
pub(super) fn count(n: usize) -> Cell {
    Cell::Count(n as i64)
}

/// The only member's figure; a group has none.
pub(super) fn only<T>(members: &[&Item<'_, T>], cell: impl Fn(&T) -> Cell) -> Cell {
    match members {
        [one] => cell(&one.facts),
        _ => Cell::Missing,
    }
}

/// `part / whole`, with a factor; nothing where the whole is not above zero.
pub(super) fn ratio(part: f64, whole: f64, factor: f64) -> Cell {
    if whole > 0.0 { Cell::Number(part * factor / whole) } else { Cell::Missing }
}

/// The middle value; the mean of the two middle ones of an even number. `values` are sorted here.
pub(super) fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some((values[middle - 1] + values[middle]) / 2.0),
    }
}
