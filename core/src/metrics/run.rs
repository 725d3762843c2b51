//! Runs a plan: statements, then everything that is better done outside the database: ratios, comparison, ranks, shares.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::NaiveDate;
use smallvec::smallvec;

use super::analyses;
use super::analyses::facts::Products;
use super::answered;
use super::catalog::Family;
use super::compile::{self, Compiled};
use super::items::{self, Item, Key, Keys, Labels};
use super::measures::{Measure, Parts, measures};
use super::plan::{DataRange, Plan, PlanContext, plan};
use super::query::{Dimension, Filter, Metric, MetricQuery, SortBy};
use super::scan;
use super::sources::Sums;
use super::table::{MetricTable, Note};
use crate::columnar::DaySums;
use crate::error::Result;
use crate::period::{Period, add_days};
use crate::store::{Row, Scope, day_number};
use crate::tenancy::Organization;

/// Plans and runs, unless it is known from before: what everything that shows a number calls.
pub async fn answer(
    scope: &mut Scope,
    organization: &Organization,
    today: NaiveDate,
    query: &MetricQuery,
) -> Result<Arc<MetricTable>> {
    let place = answered::Place::of(organization, today, query);
    if let Some(known) = place.find(scope).await? {
        return Ok(known);
    }
    let data = data_range(scope).await?;
    let table = Arc::new(run(scope, &plan(query, &PlanContext { today, data, organization })?).await?);
    place.keep(scope, &table).await?;
    Ok(table)
}

/// First and last day with an order, if there is any.
pub async fn data_range(scope: &mut Scope) -> Result<Option<DataRange>> {
    Ok(scope.kept::<DaySums>().await?.data.map(|it| DataRange { first: it.from, last: it.to }))
}

pub async fn run(scope: &mut Scope, plan: &Plan) -> Result<MetricTable> {
    match plan.family {
        Family::Fact => facts(scope, plan).await,
        Family::Analysis => analyses::run(scope, plan).await,
    }
}

/// Everything that is made of sums over order lines.
async fn facts(scope: &mut Scope, plan: &Plan) -> Result<MetricTable> {
    let period = plan.period.unwrap_or(Period { from: plan.today, to: plan.today });
    let by = &plan.query.by[..];
    let asked = asked_measures(plan);
    let sums = Sums::read(scope, plan, &asked).await?;
    let asked = Asked { measures: &asked, sums: sums.as_ref() };
    let total = sum(scope, plan, period, asked).await?;
    let base_total = match plan.base {
        Some(base) => Some(sum(scope, plan, base, asked).await?),
        None => None,
    };
    let mut notes = plan.notes.clone();
    notes.extend(what_to_know(scope, plan, (period, sums.as_ref()), &total).await?);
    let items = if by.is_empty() {
        vec![Item { keys: Keys::new(), labels: Labels::new(), current: total, base: base_total }]
    } else {
        let mut items = split(scope, plan, period, asked).await?;
        if let Some(base) = plan.base {
            let shift = Shift::between(plan, base, period);
            let earlier = split(scope, plan, base, asked).await?;
            join(&mut items, earlier.into_iter().filter_map(|it| shift.moved(it)));
        }
        if let [dimension] = by {
            fill_calendar(&mut items, *dimension, period, plan.base.is_some());
        }
        items
    };
    Ok(items::table(plan, items, Item { keys: Keys::new(), labels: Labels::new(), current: total, base: base_total }, notes))
}

/// The measures of everything that is shown, compared with a threshold or sorted by.
fn asked_measures(plan: &Plan) -> Vec<Measure> {
    let query = &plan.query;
    let thresholds = query.filters.iter().filter_map(|it| match it {
        Filter::Threshold { metric, .. } => Some(*metric),
        Filter::Values { .. } => None,
    });
    let sorted = plan.sort.and_then(|it| match it.by {
        SortBy::Metric(metric) => Some(metric),
        SortBy::Difference(_) | SortBy::Dimension(_) => None,
    });
    let metrics = query.metrics.iter().map(|it| it.metric).chain(thresholds).chain(sorted);
    let mut asked: Vec<Measure> = metrics.flat_map(|it| measures(it).iter().copied()).collect();
    asked.sort();
    asked.dedup();
    asked
}

/// What is to be summed, and what is known of the sums there are.
#[derive(Clone, Copy)]
struct Asked<'a> {
    measures: &'a [Measure],
    sums: Option<&'a Sums>,
}

async fn sum(scope: &mut Scope, plan: &Plan, period: Period, asked: Asked<'_>) -> Result<Parts> {
    let items = fetch(scope, (plan, period), &[], asked).await?;
    Ok(items.first().map_or(Parts::EMPTY, |it| it.current))
}

async fn split(scope: &mut Scope, plan: &Plan, period: Period, asked: Asked<'_>) -> Result<Vec<Item>> {
    fetch(scope, (plan, period), &plan.query.by, asked).await
}

async fn fetch(scope: &mut Scope, of: (&Plan, Period), by: &[Dimension], asked: Asked<'_>) -> Result<Vec<Item>> {
    if let Some(items) = scan::items(scope, of, by, asked.measures, asked.sums).await? {
        return Ok(items);
    }
    let mut items = read(scope, compile::sums(of, by, asked.measures, asked.sums), by).await?;
    if asked.measures.contains(&Measure::RepeatCustomers) {
        let repeat = read(scope, compile::repeat_customers(of, by, asked.sums), by).await?;
        let counts: HashMap<Keys, Parts> = repeat.into_iter().map(|it| (it.keys, it.current)).collect();
        for item in &mut items {
            let count = counts.get(&item.keys).map(|it| it.get(Measure::RepeatCustomers));
            item.current.set(Measure::RepeatCustomers, count);
        }
    }
    Ok(items)
}

async fn read(scope: &mut Scope, compiled: Compiled, by: &[Dimension]) -> Result<Vec<Item>> {
    let Compiled { text, binds, measures } = compiled;
    let mut items = Vec::new();
    scope
        .compiled(text)
        .bind_all(binds)
        .each(|row| {
            let mut parts = Parts::EMPTY;
            for (n, measure) in measures.iter().enumerate() {
                parts.set(*measure, row.get(by.len() + n)?);
            }
            let mut keys = Keys::new();
            let mut labels = Labels::new();
            let mut names = by.len() + measures.len();
            for (n, dimension) in by.iter().enumerate() {
                let (key, label) = items::key(*dimension, row, n, &mut names)?;
                keys.push(key);
                labels.push(label);
            }
            items.push(Item { keys, labels, current: parts, base: None });
            Ok(())
        })
        .await?;
    Ok(items)
}

/// Puts the earlier figures beside the later ones of the same item.
fn join(items: &mut Vec<Item>, earlier: impl Iterator<Item = Item>) {
    let places: HashMap<Keys, usize> = items.iter().enumerate().map(|(n, it)| (it.keys.clone(), n)).collect();
    for item in &mut *items {
        item.base = Some(Parts::EMPTY);
    }
    for item in earlier {
        match places.get(&item.keys) {
            Some(place) => items[*place].base = Some(item.current),
            None => items.push(Item { base: Some(item.current), current: Parts::EMPTY, ..item }),
        }
    }
}

/// The n-th bucket of the base stands beside the n-th bucket of the period.
struct Shift {
    grain_at: Option<usize>,
    buckets: HashMap<i64, NaiveDate>,
}

impl Shift {
    fn between(plan: &Plan, base: Period, period: Period) -> Self {
        let by = &plan.query.by;
        let grain_at = by.iter().position(|it| it.grain().is_some());
        let buckets = plan.grain().map_or_else(HashMap::new, |grain| {
            let (earlier, later) = (items::buckets(grain, base), items::buckets(grain, period));
            earlier.into_iter().map(day_number).zip(later).collect()
        });
        Self { grain_at, buckets }
    }

    /// `None` for a bucket of the base that the period has no counterpart for: the 31st beside a shorter month.
    fn moved(&self, mut item: Item) -> Option<Item> {
        let Some(place) = self.grain_at else { return Some(item) };
        if let Key::Bucket(grain, start) = item.keys[place] {
            let start = *self.buckets.get(&day_number(start))?;
            item.keys[place] = Key::Bucket(grain, start);
            item.labels[place] = items::Label::of_key(&item.keys[place]);
        }
        Some(item)
    }
}

/// Empty days, weeks, months are part of a series.
fn fill_calendar(items: &mut Vec<Item>, dimension: Dimension, period: Period, compared: bool) {
    let all: Vec<Key> = match dimension.grain() {
        Some(grain) => items::buckets(grain, period).into_iter().map(|it| Key::Bucket(grain, it)).collect(),
        None if dimension == Dimension::Weekday => {
            let days = (0..period.days().min(7)).map(|it| add_days(period.from, it));
            days.map(|it| Key::Weekday(chrono::Datelike::weekday(&it).number_from_monday())).collect()
        }
        None => return,
    };
    let present: HashSet<Key> = items.iter().filter_map(|it| it.keys.first().cloned()).collect();
    for key in all.into_iter().filter(|it| !present.contains(it)) {
        let labels = smallvec![items::Label::of_key(&key)];
        items.push(Item { keys: smallvec![key], labels, current: Parts::EMPTY, base: compared.then_some(Parts::EMPTY) });
    }
}

/// Notes that need a look at the data.
async fn what_to_know(
    scope: &mut Scope,
    plan: &Plan,
    (period, sums): (Period, Option<&Sums>),
    total: &Parts,
) -> Result<Vec<Note>> {
    let mut notes = Vec::new();
    let asks = |metrics: &[Metric]| plan.query.metrics.iter().any(|it| metrics.contains(&it.metric));
    if asks(&[Metric::GrossProfit, Metric::MarginPct, Metric::MarkupPct]) {
        let (costed, revenue) = (total.get(Measure::CostedRevenue), total.get(Measure::Revenue));
        if costed != revenue && revenue > 0 {
            notes.push(Note::CostCoverage { percent: 100.0 * costed as f64 / revenue as f64 });
        }
    }
    if asks(&[Metric::Units]) && has_units(scope).await? && units_of_measure(scope, plan, period, sums).await? > 1 {
        notes.push(Note::MixedUnits);
    }
    if let Some(data) = plan.data {
        let months_end = add_days(data.first, 30);
        if asks(&[Metric::NewCustomers, Metric::ReturningCustomers]) && period.from < months_end && period.to >= data.first {
            notes.push(Note::FirstCustomersLookNew { first: data.first });
        }
    }
    if let Some(grain) = plan.grain() {
        if grain.start_of(period.from) < period.from {
            notes.push(Note::PartialStart { from: period.from });
        }
        if period.to < grain.end_of(period.to) {
            // Not later than there are data, where they end in the last unit.
            let last = plan.data.map(|it| it.last).filter(|it| *it >= grain.start_of(period.to));
            notes.push(Note::Partial { until: last.map_or(period.to, |it| it.min(period.to)) });
        }
    }
    Ok(notes)
}

/// Whether products are measured in more than one unit at all: most firms count pieces only.
async fn has_units(scope: &mut Scope) -> Result<bool> {
    let products = scope.kept::<Products>().await?;
    let units: HashSet<&str> = products.0.iter().filter_map(|it| it.unit.as_deref()).filter(|it| !it.is_empty()).collect();
    Ok(units.len() > 1)
}

/// In how many units the products are measured of which anything counts in the period.
async fn units_of_measure(scope: &mut Scope, plan: &Plan, period: Period, sums: Option<&Sums>) -> Result<usize> {
    let asked = Asked { measures: &[Measure::CountedLines], sums };
    let products = scope.kept::<Products>().await?;
    let items = fetch(scope, (plan, period), &[Dimension::Product], asked).await?;
    let traded: HashSet<i64> = items
        .iter()
        .filter(|it| it.current.get(Measure::CountedLines) > 0)
        .filter_map(|it| if let Some(Key::Entity(id)) = it.keys.first() { Some(*id) } else { None })
        .collect();
    let of = products.0.iter().filter(|it| traded.contains(&it.subject.id));
    Ok(of.filter_map(|it| it.unit.as_deref()).filter(|it| !it.is_empty()).collect::<HashSet<&str>>().len())
}

/// Reads a text column that may be empty.
pub(super) fn text_of(row: &Row, column: usize) -> Result<String> {
    Ok(row.get::<Option<String>>(column)?.unwrap_or_default())
}
