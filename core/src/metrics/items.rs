//! Items become a table: values, comparison, shares, thresholds, order, limit.

use std::cmp::Ordering;
use std::sync::Arc;

use chrono::NaiveDate;
use smallvec::SmallVec;

use super::analyses::facts::{Customers, Products};
use super::analyses::items::Subject;
use super::catalog::Additivity;
use super::measures::{Parts, value};
use super::plan::Plan;
use super::query::{Dimension, Direction, Filter, Metric, NumberOp, SortBy};
use super::run::text_of;
use super::table::{Cell, Column, ColumnRole, MetricTable, Note, Unit};
use crate::error::Result;
use crate::names::alphabetical;
use crate::period::{Grain, Period, add_days};
use crate::store::Row;

/// What an item is told apart by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Bucket(Grain, NaiveDate),
    /// Monday is 1.
    Weekday(u32),
    /// The id of a customer or a product.
    Entity(i64),
    Text(String),
}

/// How an item is shown in one dimension; the code parts namesakes in the order of rows.
#[derive(Clone, Debug)]
pub(super) enum Label {
    Own {
        cell: Cell,
        code: String,
    },
    /// By its place in a directory: of thousands few are ever shown.
    Listed {
        directory: Directory,
        place: u32,
        dimension: Dimension,
    },
}

#[derive(Clone, Debug)]
pub(super) enum Directory {
    Customers(Arc<Customers>),
    Products(Arc<Products>),
}

/// Mostly one.
pub(super) type Keys = SmallVec<[Key; 1]>;
pub(super) type Labels = SmallVec<[Label; 1]>;

#[derive(Clone, Debug)]
pub(super) struct Item {
    pub keys: Keys,
    pub labels: Labels,
    pub current: Parts,
    pub base: Option<Parts>,
}

impl Directory {
    fn subject(&self, place: u32) -> Option<&Subject> {
        match self {
            Self::Customers(it) => it.0.get(place as usize).map(|it| &it.subject),
            Self::Products(it) => it.0.get(place as usize).map(|it| &it.subject),
        }
    }

    fn name_and_code(&self, place: u32) -> (&str, &str) {
        let [name, code] = match self {
            Self::Customers(_) => [Dimension::Customer, Dimension::CustomerCode],
            Self::Products(_) => [Dimension::Product, Dimension::Sku],
        };
        let label = |dimension| self.subject(place).and_then(|it| it.label(dimension)).unwrap_or_default();
        (label(name), label(code))
    }
}

impl Label {
    /// For keys that are their own label.
    pub(super) fn of_key(key: &Key) -> Self {
        let cell = match key {
            Key::Bucket(grain, start) => Cell::Bucket(*grain, *start),
            Key::Weekday(day) => Cell::Weekday(*day),
            Key::Entity(id) => Cell::Count(*id),
            Key::Text(text) => Cell::Text(text.clone()),
        };
        Self::Own { cell, code: String::new() }
    }

    /// Of a customer or a product.
    fn of_entity(dimension: Dimension, name: &str, code: &str) -> Self {
        Self::Own { cell: entity_cell(dimension, shown(dimension, name, code)), code: code.to_owned() }
    }

    fn cell(&self) -> Cell {
        match self {
            Self::Own { cell, .. } => cell.clone(),
            Self::Listed { dimension, .. } => entity_cell(*dimension, self.text().unwrap_or_default()),
        }
    }

    fn code(&self) -> &str {
        match self {
            Self::Own { code, .. } => code,
            Self::Listed { directory, place, .. } => directory.name_and_code(*place).1,
        }
    }

    /// The text that is shown, if it is one.
    fn text(&self) -> Option<&str> {
        match self {
            Self::Own { cell: Cell::Text(text), .. } => Some(text),
            Self::Own { .. } => None,
            Self::Listed { directory, place, dimension } => {
                let (name, code) = directory.name_and_code(*place);
                let text = shown(*dimension, name, code);
                (!text.is_empty() || is_code(*dimension)).then_some(text)
            }
        }
    }

    fn compare(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Own { cell: one, .. }, Self::Own { cell: other, .. }) => compare(one, other),
            _ => match (self.text(), other.text()) {
                (Some(one), Some(other)) => alphabetical(one, other),
                _ => Ordering::Equal,
            },
        }
    }
}

fn is_code(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::CustomerCode | Dimension::Sku)
}

fn shown<'t>(dimension: Dimension, name: &'t str, code: &'t str) -> &'t str {
    if is_code(dimension) || name.is_empty() { code } else { name }
}

fn entity_cell(dimension: Dimension, shown: &str) -> Cell {
    if shown.is_empty() && !is_code(dimension) { Cell::Missing } else { Cell::Text(shown.to_owned()) }
}

/// The key of a dimension in `column` of a row. Entities also take their name and code from the columns at `names`.
pub(super) fn key(dimension: Dimension, row: &Row, column: usize, names: &mut usize) -> Result<(Key, Label)> {
    let key = match dimension {
        Dimension::Weekday => Key::Weekday(u32::try_from(row.get::<i64>(column)?).unwrap_or_default()),
        Dimension::Customer | Dimension::CustomerCode | Dimension::Product | Dimension::Sku => Key::Entity(row.get(column)?),
        _ => match dimension.grain() {
            Some(grain) => Key::Bucket(grain, row.get(column)?),
            None => Key::Text(text_of(row, column)?),
        },
    };
    if !matches!(key, Key::Entity(_)) {
        let label = Label::of_key(&key);
        return Ok((key, label));
    }
    let (name, code) = (text_of(row, *names)?, text_of(row, *names + 1)?);
    *names += 2;
    Ok((key, Label::of_entity(dimension, &name, &code)))
}

/// First days of the calendar units that a period touches.
pub(super) fn buckets(grain: Grain, period: Period) -> Vec<NaiveDate> {
    let mut starts = Vec::new();
    let mut start = grain.start_of(period.from);
    while start <= period.to {
        starts.push(start);
        start = add_days(grain.end_of(start), 1);
    }
    starts
}

/// The table of these items; `total` is over everything, also over what is no row.
pub(super) fn table(plan: &Plan, mut items: Vec<Item>, total: Item, mut notes: Vec<Note>) -> MetricTable {
    let split = !plan.query.by.is_empty();
    if split {
        items.retain(|it| is_shown(plan, it) && passes(plan, it));
    }
    let n_items = items.len();
    let columns = columns(plan);
    let mut running = 0.0;
    let order = if split { sorted(plan, &items) } else { (0..n_items).collect() };
    let rows: Vec<Vec<Cell>> = order
        .into_iter()
        .take(plan.limit.unwrap_or(usize::MAX))
        .map(|at| {
            let item = &items[at];
            let mut row: Vec<Cell> = item.labels.iter().map(Label::cell).collect();
            row.extend(figures(plan, item));
            row.extend(shares(plan, item, &total, &mut running));
            row
        })
        .collect();
    if rows.len() < n_items {
        notes.push(Note::Shown { shown: rows.len(), of: n_items });
    }
    let mut totals = vec![Cell::Missing; plan.query.by.len()];
    totals.extend(figures(plan, &total));
    totals.extend(shares(plan, &total, &total, &mut 0.0));
    MetricTable {
        query: plan.query.clone(),
        today: plan.today,
        currency: plan.currency.clone(),
        period: plan.period,
        base: plan.base,
        columns,
        rows,
        totals,
        n_items,
        notes,
    }
}

fn columns(plan: &Plan) -> Vec<Column> {
    let dimensions = plan.query.by.iter().map(|it| {
        let unit = if it.grain().is_some() { Unit::Date } else { Unit::Text };
        Column { id: it.id().into(), role: ColumnRole::Dimension(*it), unit }
    });
    let mut columns: Vec<Column> = dimensions.collect();
    for call in &plan.query.metrics {
        let (metric, unit) = (call.metric, call.metric.entry().unit);
        columns.push(Column { id: metric.id().into(), role: ColumnRole::Metric(metric), unit });
        if plan.base.is_some() {
            let difference = if unit == Unit::Percent { Unit::PercentagePoints } else { unit };
            columns.push(Column { id: format!("{metric}_base"), role: ColumnRole::Base(metric), unit });
            columns.push(Column { id: format!("{metric}_difference"), role: ColumnRole::Difference(metric), unit: difference });
            if unit != Unit::Percent {
                columns.push(Column { id: format!("{metric}_growth"), role: ColumnRole::Growth(metric), unit: Unit::Percent });
            }
        }
    }
    let main = plan.main();
    match ranking(plan) {
        Ranking::None => {}
        Ranking::Shares => columns.push(Column { id: "share".into(), role: ColumnRole::Share(main), unit: Unit::Percent }),
        Ranking::RunningShares => {
            columns.push(Column { id: "share".into(), role: ColumnRole::Share(main), unit: Unit::Percent });
            let role = ColumnRole::CumulativeShare(main);
            columns.push(Column { id: "cumulative_share".into(), role, unit: Unit::Percent });
        }
    }
    columns
}

/// The metrics of an item, each with its comparison.
fn figures(plan: &Plan, item: &Item) -> Vec<Cell> {
    let mut cells = Vec::new();
    for call in &plan.query.metrics {
        let current = value(call.metric, &item.current);
        let Some(base) = item.base.map(|it| value(call.metric, &it)) else {
            cells.push(current);
            continue;
        };
        let (difference, growth) = (difference(&current, &base), growth(&current, &base));
        cells.extend([current, base, difference]);
        if call.metric.entry().unit != Unit::Percent {
            cells.push(growth);
        }
    }
    cells
}

fn difference(current: &Cell, base: &Cell) -> Cell {
    match (current, base) {
        (Cell::Money(one), Cell::Money(other)) => Cell::Money(*one - *other),
        (Cell::Quantity(one), Cell::Quantity(other)) => Cell::Quantity(*one - *other),
        (Cell::Count(one), Cell::Count(other)) => Cell::Count(one - other),
        (Cell::Number(one), Cell::Number(other)) => Cell::Number(one - other),
        _ => Cell::Missing,
    }
}

/// From nothing, or from below zero, there is no percentage.
fn growth(current: &Cell, base: &Cell) -> Cell {
    match (current.as_f64(), base.as_f64()) {
        (Some(current), Some(base)) if base > 0.0 => Cell::Number(100.0 * (current - base) / base),
        _ => Cell::Missing,
    }
}

/// Which shares stand beside the main metric.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ranking {
    None,
    /// Of a metric whose parts overlap: orders by product.
    Shares,
    RunningShares,
}

fn ranking(plan: &Plan) -> Ranking {
    let by = &plan.query.by;
    if by.is_empty() || plan.base.is_some() || by.iter().any(|it| it.is_time()) {
        return Ranking::None;
    }
    let main = plan.main();
    let descending = plan.sort.is_some_and(|it| it.by == SortBy::Metric(main) && it.direction == Direction::Descending);
    match main.entry().additivity {
        Additivity::Additive if descending => Ranking::RunningShares,
        Additivity::OverOrders if descending && !by.iter().any(|it| it.splits_orders()) => Ranking::RunningShares,
        Additivity::Additive | Additivity::OverOrders => Ranking::Shares,
        Additivity::Never => Ranking::None,
    }
}

/// Percent of the total; nothing where the total is not positive. `running` sums the values of the rows above.
fn shares(plan: &Plan, item: &Item, total: &Item, running: &mut f64) -> Vec<Cell> {
    let ranking = ranking(plan);
    if ranking == Ranking::None {
        return Vec::new();
    }
    let of = |it: &Item| value(plan.main(), &it.current).as_f64();
    let share = |part: f64| match of(total) {
        Some(total) if total > 0.0 => Cell::Number(100.0 * part / total),
        _ => Cell::Missing,
    };
    let part = of(item);
    *running += part.unwrap_or(0.0);
    let mut cells = vec![part.map_or(Cell::Missing, share)];
    if ranking == Ranking::RunningShares {
        cells.push(share(*running));
    }
    cells
}

/// Items with nothing to show are no rows: a product that was only in cancelled orders. A series keeps its zeros.
fn is_shown(plan: &Plan, item: &Item) -> bool {
    if plan.query.by.iter().all(|it| it.is_time()) {
        return true;
    }
    match (item.base, plan.sort.map(|it| it.by)) {
        (None, _) => plan.query.metrics.iter().any(|it| !is_empty(it.metric, &item.current)),
        // In a comparison the ranked figure must be there.
        (Some(base), Some(SortBy::Difference(metric))) => {
            difference(&value(metric, &item.current), &value(metric, &base)) != Cell::Missing
                && !(is_empty(metric, &item.current) && is_empty(metric, &base))
        }
        (Some(base), _) => {
            let main = plan.main();
            value(main, &item.current) != Cell::Missing && !(is_empty(main, &item.current) && is_empty(main, &base))
        }
    }
}

/// No value, or a zero of what adds up.
fn is_empty(metric: Metric, parts: &Parts) -> bool {
    let adds_up = metric.entry().unit == Unit::Count || metric.entry().additivity != Additivity::Never;
    let value = value(metric, parts);
    value == Cell::Missing || (adds_up && metric != Metric::GrossProfit && value.as_f64() == Some(0.0))
}

fn passes(plan: &Plan, item: &Item) -> bool {
    plan.query.filters.iter().all(|filter| {
        let Filter::Threshold { metric, op, value: limit } = filter else { return true };
        let (Some(value), Ok(limit)) = (value(*metric, &item.current).as_f64(), limit.parse::<f64>()) else { return false };
        match op {
            NumberOp::More => value > limit,
            NumberOp::AtLeast => value >= limit,
            NumberOp::Less => value < limit,
            NumberOp::AtMost => value <= limit,
        }
    })
}

/// The places of the items that are shown, by what was asked, ties by name and then by code; a series by the calendar. Items are large:
/// their places are sorted, and most of them are never moved.
fn sorted(plan: &Plan, items: &[Item]) -> Vec<usize> {
    let dimension_at = |dimension| plan.query.by.iter().position(|it| *it == dimension).unwrap_or_default();
    let by_name = |one: &Item, other: &Item| {
        let cells = one.labels.iter().zip(&other.labels);
        let names = cells.clone().map(|(a, b)| a.compare(b)).find(|it| it.is_ne());
        let codes = cells.map(|(a, b)| a.code().cmp(b.code())).find(|it| it.is_ne());
        names.or(codes).unwrap_or(Ordering::Equal)
    };
    let Some(sort) = plan.sort else {
        let mut places: Vec<usize> = (0..items.len()).collect();
        places.sort_by(|one, other| by_name(&items[*one], &items[*other]));
        return places;
    };
    let cell = |item: &Item| match sort.by {
        SortBy::Metric(metric) => value(metric, &item.current),
        SortBy::Difference(metric) => {
            let base = item.base.map_or(Cell::Missing, |it| value(metric, &it));
            difference(&value(metric, &item.current), &base)
        }
        SortBy::Dimension(dimension) => item.labels[dimension_at(dimension)].cell(),
    };
    let mut keyed: Vec<(Cell, usize)> = items.iter().map(cell).zip(0..).collect();
    let order = |(one, a): &(Cell, usize), (other, b): &(Cell, usize)| {
        // What has no value stands last in either direction.
        let missing = (*one == Cell::Missing).cmp(&(*other == Cell::Missing));
        let order = match sort.direction {
            Direction::Ascending => compare(one, other),
            Direction::Descending => compare(other, one),
        };
        missing.then(order).then_with(|| by_name(&items[*a], &items[*b])).then(a.cmp(b))
    };
    if let Some(limit) = plan.limit.filter(|it| *it > 0 && *it < keyed.len()) {
        keyed.select_nth_unstable_by(limit - 1, order);
        keyed.truncate(limit);
    }
    keyed.sort_unstable_by(order);
    keyed.into_iter().map(|(_, place)| place).collect()
}

fn compare(one: &Cell, other: &Cell) -> Ordering {
    match (one, other) {
        (Cell::Text(one), Cell::Text(other)) => alphabetical(one, other),
        (Cell::Bucket(_, one), Cell::Bucket(_, other)) => one.cmp(other),
        (Cell::Weekday(one), Cell::Weekday(other)) => one.cmp(other),
        (Cell::Money(one), Cell::Money(other)) => one.cmp(other),
        (Cell::Quantity(one), Cell::Quantity(other)) => one.cmp(other),
        (Cell::Count(one), Cell::Count(other)) => one.cmp(other),
        (Cell::Number(one), Cell::Number(other)) => one.total_cmp(other),
        _ => Ordering::Equal,
    }
}
