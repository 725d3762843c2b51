//! "а за вересень?": what the new message leaves unsaid stays as it was asked before.

use chrono::NaiveDate;

use super::build::{self, Draft};
use super::lexicon::{Concept, Modifier, Part, Time};
use super::params;
use super::slots::Slots;
use super::words::Words;
use crate::metrics::{Direction, Filter, Metric, MetricQuery, Sort, SortBy};
use crate::period::{Comparison, Grain, PeriodSpec};

/// The message goes on with the previous question rather than asking a new one.
pub(super) fn continues(words: &Words, slots: &Slots, draft: &Draft, previous: &MetricQuery) -> bool {
    const OPENINGS: &[&str] = &["а", "і", "й", "та", "and", "и", "але", "но", "but", "ні", "нет", "no", "не"];
    let opens =
        OPENINGS.contains(&words.key(0)) || words.modifier(0, |it| matches!(it, Modifier::FollowUp | Modifier::Only)).is_some();
    let complete =
        draft.named && !(slots.parts.len() == 1 && words.len() <= 2 && draft.period.is_none() && draft.shape.by.is_empty());
    opens || !complete || asks_of_a_thing(draft) || asks_of_the_same_time(draft, previous)
}

/// "який був середній чек?", "топ 5 товарів" after the revenue of September: of September, too.
fn asks_of_the_same_time(draft: &Draft, previous: &MetricQuery) -> bool {
    let bare = draft.filters.is_empty() && draft.period.is_none() && draft.compare.is_none() && !draft.metrics.is_empty();
    let mut metrics = draft.metrics.iter().chain(&previous.metrics);
    // A course over time has a length of its own.
    let bare = bare && draft.shape.by.iter().all(|it| !it.is_time());
    bare && previous.period.is_some() && previous.compare.is_none() && metrics.all(|it| super::shape::is_sales(it.metric))
}

/// "на скільки вистачить?" after the stock of a product: a figure of one thing, and the thing was said before.
fn asks_of_a_thing(draft: &Draft) -> bool {
    use Metric::{DaysOfCover, LastPurchase, MonthsWithoutPurchase, OrderQuantity, ReorderPoint, SafetyStock, StockoutDate};
    let of_one = |metric: Metric| {
        matches!(
            metric,
            DaysOfCover | StockoutDate | OrderQuantity | ReorderPoint | SafetyStock | LastPurchase | MonthsWithoutPurchase
        )
    };
    let bare = draft.filters.is_empty() && draft.shape.by.is_empty() && draft.period.is_none();
    bare && !draft.metrics.is_empty() && draft.metrics.iter().all(|it| of_one(it.metric))
}

pub(super) fn merge(previous: &MetricQuery, draft: Draft, words: &Words, slots: &Slots, today: NaiveDate) -> Option<MetricQuery> {
    let mut query = previous.clone();
    let Draft { mut metrics, named, shape, filters, mut period, compare, counted } = draft;
    let not_a_year = |spec: &PeriodSpec| build::grain_of(*spec) != Some(Grain::Year);
    if let Some(spec) =
        query.period.filter(not_a_year).filter(|_| period == Some(PeriodSpec::last(Grain::Year)) && a_year_ago(words))
    {
        period = Some(a_year_before(spec, today));
    }
    if draft_says_nothing_but_whole(words, slots) {
        query.filters.retain(|it| !matches!(it, Filter::Values { .. }));
        query.by.retain(|it| it.is_time());
        query.limit = None;
        return Some(query);
    }
    let from_before = metrics.is_empty() || !named && shape.ranked;
    if from_before {
        metrics = previous.metrics.iter().map(|it| params_again(it.metric, slots).unwrap_or_else(|| it.clone())).collect();
    }
    let used = metrics.iter().zip(&previous.metrics).any(|(new, old)| new.metric == old.metric && new != old);
    let first = metrics.first()?.metric;
    if !from_before {
        if counted || super::comparing::is_state(first) && !super::comparing::is_state(previous.metrics.first()?.metric) {
            query.by.clear();
            query.limit = None;
            query.sort = None;
            query.compare = None;
        }
        if super::comparing::is_state(first) {
            query.period = None;
            query.compare = None;
        }
        if let Some(sort) = &mut query.sort {
            sort.by = match sort.by {
                SortBy::Metric(_) => SortBy::Metric(first),
                SortBy::Difference(_) => SortBy::Difference(first),
                by => by,
            };
        }
        query.filters.retain(|it| !matches!(it, Filter::Threshold { .. }));
    }
    // "а сплячих?" after how many champions: how many, too.
    let same = metrics.iter().zip(&previous.metrics).all(|(new, old)| new.metric == old.metric);
    let counts_again = !from_before && same && previous.by.is_empty() && !shape.ranked && words.len() <= 3;
    query.metrics = metrics;
    let metrics_kept = from_before;
    // "скільки їх?" after a list of customers or products.
    if from_before && counted && shape.by.is_empty() && super::shape::listed(first).is_some() {
        query.by.clear();
        query.limit = None;
        query.sort = None;
    }
    if !shape.by.is_empty() && shape.by != query.by && !counts_again {
        // "топ 5 товарів" — "ні, клієнтів", "а клієнтів?": still a top of five. "А по містах?": all of them.
        let parts = slots.nouns.iter().any(|it| it.by) || shape.by.iter().any(|it| it.is_time());
        let corrects = (matches!(words.key(0), "ні" | "нет" | "no" | "не") || !parts) && period.is_none() && metrics_kept;
        query.by = shape.by;
        query.limit = query.limit.filter(|_| corrects);
        query.sort = None;
    }
    if shape.ranked || shape.limit.is_some() {
        let number = slots.numbers.iter().find(|it| it.than.is_none()).and_then(|it| it.value.parse().ok());
        query.limit = shape.limit.or(number).or(query.limit);
        if query.by.is_empty() {
            return None;
        }
        let worst =
            slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Bottom | Modifier::Least | Modifier::LeastProfitable));
        query.sort = worst.then_some(Sort { by: SortBy::Metric(first), direction: Direction::Ascending });
    }
    for filter in filters {
        replace(&mut query.filters, filter);
    }
    if period.is_some() && !used {
        query.period = period;
        if matches!(query.compare, Some(Comparison::With(_))) {
            query.compare = None;
        }
    }
    if let Some(compare) = compare {
        query.compare = Some(against(compare, &query));
    }
    Some(query)
}

/// "а рік тому?", "а торік?": the same dates, a year before. "За минулий рік" is that whole year.
fn a_year_ago(words: &Words) -> bool {
    let mut times = (0..words.len()).flat_map(|at| words.times(at));
    let prefixed = (0..words.len()).any(|at| matches!(words.key(at), "за" | "for"));
    times.any(|(time, _)| time == Time::Ago || time == Time::LastYear && !prefixed)
}

fn a_year_before(spec: PeriodSpec, today: NaiveDate) -> PeriodSpec {
    let before = spec.base(Comparison::PreviousYear, today, None);
    match build::grain_of(spec)
        .filter(|grain| grain.start_of(before.from) == before.from && grain.end_of(before.from) == before.to)
    {
        Some(grain) => PeriodSpec::Named { grain, start: before.from },
        None => PeriodSpec::Between { from: Some(before.from), to: Some(before.to) },
    }
}

/// "а загалом?": the same figure of everything.
fn draft_says_nothing_but_whole(words: &Words, slots: &Slots) -> bool {
    const WHOLE: &[&str] =
        &["загалом", "всього", "усього", "разом", "total", "overall", "altogether", "всего", "вцілому", "цілому"];
    let bare = slots.parts.is_empty() && slots.whens.is_empty() && slots.names.is_empty() && slots.nouns.is_empty();
    bare && slots.numbers.is_empty() && words.len() <= 3 && (0..words.len()).any(|at| WHOLE.contains(&words.key(at)))
}

/// "порівняй з минулим місяцем" of a month that is itself the last one means the one before it.
fn against(compare: Comparison, query: &MetricQuery) -> Comparison {
    match (compare, query.period) {
        (Comparison::With(base), Some(period)) if base == period => Comparison::PreviousPeriod,
        (Comparison::With(base), Some(period))
            if build::grain_of(base).is_some() && build::grain_of(base) == build::grain_of(period) =>
        {
            Comparison::With(base)
        }
        (compare, _) => compare,
    }
}

/// "а за 6 місяців?" after "хто не купував 3 місяці".
fn params_again(metric: Metric, slots: &Slots) -> Option<crate::metrics::MetricCall> {
    let (call, _) = params::call(metric, slots);
    let said = !call.params.is_empty() && slots.parts.iter().all(|it| !matches!(it.1, Concept::Part(Part::Sell)));
    said.then_some(call)
}

/// A value of the same kind takes the place of the old one; of another kind it narrows further.
fn replace(filters: &mut Vec<Filter>, filter: Filter) {
    if let Filter::Values { dimension, op, .. } = &filter {
        filters.retain(|it| !matches!(it, Filter::Values { dimension: known, op: how, .. } if known == dimension && how == op));
    }
    filters.push(filter);
}
