//! "а за вересень?": what the new message leaves unsaid stays as it was asked before.

use chrono::NaiveDate;

use super::build::{self, Draft};
use super::comparing::is_state;
use super::doubts::doubt_words;
use super::lexicon::{Back, Concept, Modifier, Part, Time};
use super::params;
use super::periods::When;
use super::shape::{self, Shape};
use super::slots::Slots;
use super::thread;
use super::together;
use super::words::Words;
use super::{Context, Understanding, Unknown};
use crate::metrics::{Dimension, Direction, Family, Filter, Metric, MetricCall, MetricQuery, Sort, SortBy, ValueOp};
use crate::period::{Comparison, Grain, PeriodSpec};

/// The message goes on with the previous question rather than asking a new one.
pub(super) fn continues(words: &Words, slots: &Slots, draft: &Draft, previous: &MetricQuery) -> bool {
    let complete =
        draft.named && !(slots.parts.len() == 1 && words.len() <= 2 && draft.period.is_none() && draft.shape.by.is_empty());
    draft.leans || opens(words) || !complete || asks_of_a_thing(draft) || asks_of_the_same_time(draft, previous)
}

/// "а …", "тільки …", "ні, …".
pub(super) fn opens(words: &Words) -> bool {
    const OPENINGS: &[&str] = &["а", "і", "й", "та", "and", "и", "але", "но", "but", "ні", "нет", "no", "не"];
    OPENINGS.contains(&words.key(0)) || words.modifier(0, |it| matches!(it, Modifier::FollowUp | Modifier::Only)).is_some()
}

/// "який був середній чек?", "топ 5 товарів" after the revenue of September: of September, too.
fn asks_of_the_same_time(draft: &Draft, previous: &MetricQuery) -> bool {
    let bare = draft.filters.is_empty() && draft.period.is_none() && draft.compare.is_none() && !draft.metrics.is_empty();
    let mut metrics = draft.metrics.iter().chain(&previous.metrics);
    // A course over time has a length of its own.
    let bare = bare && draft.shape.by.iter().all(|it| !it.is_time());
    bare && previous.period.is_some() && previous.compare.is_none() && metrics.all(|it| shape::is_sales(it.metric))
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

/// The previous question with what the message changes in it.
pub(super) fn merge(
    previous: &MetricQuery,
    draft: Draft,
    (words, slots): (&Words, &Slots),
    context: &Context<'_>,
) -> Result<MetricQuery, Box<Understanding>> {
    if let Some(understood) = together::understood(words, slots, previous, context) {
        return understood;
    }
    let says_nothing = slots.names.is_empty()
        && draft.metrics.is_empty()
        && draft.shape.by.is_empty()
        && draft.filters.is_empty()
        && draft.period.is_none()
        && draft.compare.is_none();
    let query = merged(previous, draft, (words, slots), context)?;
    let doubt = |at: usize| Box::new(doubt_words(&words.said(at, at + 1)));
    if says_nothing && query == *previous && !slots.whens.iter().any(|it| it.1 == When::SamePeriod) {
        let query = together::apart(words, &query).filter(|it| it != previous);
        return query.ok_or_else(|| Box::new(doubt_words(&words.said(0, words.len()))));
    }
    if let Some(at) = unheard(slots, &query) {
        return Err(doubt(at));
    }
    together::apart(words, &query).ok_or_else(|| Box::new(doubt_words(&words.said(0, words.len()))))
}

/// A word that asks for something the merged question does not tell.
fn unheard(slots: &Slots, query: &MetricQuery) -> Option<usize> {
    let dated = |metric: Metric| {
        use Metric::{ChurnRisk, DaysOfCover, InactiveCustomers, LastPurchase, MonthsWithoutPurchase, StockoutDate};
        matches!(metric, ChurnRisk | DaysOfCover | InactiveCustomers | LastPurchase | MonthsWithoutPurchase | StockoutDate)
    };
    let any = |fits: fn(Metric) -> bool| query.metrics.iter().any(|it| fits(it.metric));
    let lost = |it: &&(usize, Modifier)| match it.1 {
        Modifier::When => !any(dated) && !query.by.iter().any(|it| it.is_time()),
        Modifier::Average => !any(shape::is_average),
        Modifier::Who if slots.back.is_empty() => {
            query.by.is_empty() && query.metrics.iter().all(|it| shape::listed(it.metric).is_none())
        }
        _ => false,
    };
    slots.modifiers.iter().find(lost).map(|it| it.0)
}

fn merged(
    previous: &MetricQuery,
    draft: Draft,
    (words, slots): (&Words, &Slots),
    context: &Context<'_>,
) -> Result<MetricQuery, Box<Understanding>> {
    let mut query = previous.clone();
    let Draft { mut metrics, named, shape: asked, filters, period, compare, counted, alone, .. } = draft;
    let impossible = || Box::new(Understanding::Unknown(Unknown::CannotCombine));
    if alone {
        unlist(&mut query);
        query.filters.retain(|it| matches!(it, Filter::Values { .. }));
    }
    let from_before = metrics.is_empty() || !named && asked.ranked;
    if from_before {
        metrics = previous.metrics.iter().map(|it| params_again(it.metric, slots).unwrap_or_else(|| it.clone())).collect();
    }
    let used = metrics.iter().zip(&previous.metrics).any(|(new, old)| new.metric == old.metric && new != old);
    let before = previous.metrics.first().ok_or_else(impossible)?.metric;
    let mut first = metrics.first().ok_or_else(impossible)?.metric;
    // "а кількість клієнтів?" after the revenue of a quarter: of those who bought then.
    let database = (0..words.len()).any(|at| words.key(at).starts_with("баз") || words.key(at) == "нас");
    let short = opens(words) && words.len() <= 4 && !database;
    if first == Metric::CustomersTotal && short && previous.period.is_some() && shape::is_sales(before) {
        first = Metric::ActiveCustomers;
        metrics = vec![first.into()];
    }
    if let Some((at, _)) = says(slots, &[Modifier::SortBy]) {
        return sorted(query, from_before, metrics).ok_or_else(|| Box::new(doubt_words(&words.said(*at, words.len()))));
    }
    if !from_before {
        if counted || is_state(first) && !is_state(before) {
            unlist(&mut query);
            query.compare = None;
        }
        of_another_figure(&mut query, (before, first), context);
    }
    // "а сплячих?" after how many champions: how many, too.
    let same = metrics.iter().zip(&previous.metrics).all(|(new, old)| new.metric == old.metric);
    let counts_again = !from_before && same && previous.by.is_empty() && !asked.ranked && words.len() <= 3;
    query.metrics = metrics;
    let listed = shape::listed(first);
    // "скільки їх?" after a list of customers or products, and what they are worth.
    if (from_before && counted || draft.form.is_some()) && asked.by.is_empty() && listed.is_some() {
        unlist(&mut query);
    }
    // "хто вони?" after how many.
    let they = slots.back.iter().any(|it| it.1 == Back::They);
    let who = they && says(slots, &[Modifier::Who, Modifier::Which, Modifier::What]).is_some();
    if let Some(dimension) = listed.filter(|_| from_before && who && !counted && query.by.is_empty() && asked.by.is_empty()) {
        query.by.push(dimension);
    }
    if !asked.by.is_empty() && asked.by != query.by && !counts_again {
        // "топ 5 товарів" — "ні, клієнтів", "а клієнтів?": still a top of five. "А по містах?": all of them.
        let parts = slots.nouns.iter().any(|it| it.by) || asked.by.iter().any(|it| it.is_time());
        let corrects = (matches!(words.key(0), "ні" | "нет" | "no" | "не") || !parts) && period.is_none() && from_before;
        query.by.clone_from(&asked.by);
        query.limit = query.limit.filter(|_| corrects);
        query.sort = None;
    }
    limited(&mut query, &asked, (words, slots), first).ok_or_else(impossible)?;
    let compare = filtered(&mut query, (filters, period.is_some(), compare), (words, slots))?;
    dated(&mut query, (period, compare, used), (words, slots), context)?;
    Ok(query)
}

fn says<'s>(slots: &'s Slots, wanted: &[Modifier]) -> Option<&'s (usize, Modifier)> {
    slots.modifiers.iter().find(|it| wanted.contains(&it.1))
}

/// One figure instead of rows.
fn unlist(query: &mut MetricQuery) {
    query.by.clear();
    query.limit = None;
    query.sort = None;
}

/// What of the question before cannot be asked of the new figure.
fn of_another_figure(query: &mut MetricQuery, (before, first): (Metric, Metric), context: &Context<'_>) {
    if is_state(first) {
        query.period = None;
        query.compare = None;
    } else if is_state(before) && query.period.is_none() {
        query.period = context.thread.period_before();
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

/// How many rows, and which first; nothing where there are no rows to rank.
fn limited(query: &mut MetricQuery, asked: &Shape, (words, slots): (&Words, &Slots), first: Metric) -> Option<()> {
    let plain = slots.numbers.iter().find(|it| it.than.is_none() && !it.percent && !it.money);
    let number = plain.and_then(|it| it.value.parse().ok());
    // "тільки три", "а тепер за прибутком і лише трійку".
    if number.is_some() && query.limit.is_some() && says(slots, &[Modifier::Only]).is_some() {
        query.limit = number;
    }
    if !asked.ranked && asked.limit.is_none() {
        return Some(());
    }
    let one = asked.ranked && slots.modifiers.iter().any(|it| is_ranking(it.1) && is_of_one(words.key(it.0)));
    query.limit = asked.limit.or(number).or(if one && !query.by.is_empty() { Some(1) } else { query.limit });
    if asked.ranked {
        let ascending = Sort { by: SortBy::Metric(first), direction: Direction::Ascending };
        query.sort = shape::smallest_first(slots, first).then_some(ascending);
    }
    (!query.by.is_empty()).then_some(())
}

/// Puts the filters of the message among those of before; gives back what is still to be compared with.
fn filtered(
    query: &mut MetricQuery,
    (mut filters, is_dated, mut compare): (Vec<Filter>, bool, Option<Comparison>),
    (words, slots): (&Words, &Slots),
) -> Result<Option<Comparison>, Box<Understanding>> {
    if let Some((dimension, values)) = beside(slots, &filters, query).filter(|_| !is_dated) {
        filters = vec![Filter::Values { dimension, op: ValueOp::Is, values }];
        query.by.push(dimension);
        query.limit = None;
        query.compare = None;
        compare = None;
    }
    for dimension in freed(words, slots) {
        query.filters.retain(|it| !matches!(it, Filter::Values { dimension: known, .. } if same_thing(*known, dimension)));
    }
    if slots.freed.iter().any(|it| it.1.is_none()) {
        query.filters.clear();
    }
    const ADDING: &[&str] = &["і", "й", "та", "and", "и", "ще", "також", "теж", "also", "too", "еще", "тоже"];
    let adds = (0..words.len()).any(|at| ADDING.contains(&words.key(at)));
    for filter in filters {
        if !replace(&mut query.filters, filter, adds) {
            return Err(Box::new(doubt_words(&words.said(0, words.len()))));
        }
    }
    Ok(compare)
}

/// The period of the message, as it is meant after the question before, and what it is compared with.
fn dated(
    query: &mut MetricQuery,
    (mut period, compare, used): (Option<PeriodSpec>, Option<Comparison>, bool),
    (words, slots): (&Words, &Slots),
    context: &Context<'_>,
) -> Result<(), Box<Understanding>> {
    if let Some(spec) = query.period.filter(|it| build::grain_of(*it) != Some(Grain::Year))
        && period == Some(PeriodSpec::last(Grain::Year))
        && a_year_ago(words)
    {
        period = Some(match spec {
            PeriodSpec::Named { grain, start } if of_last_year(words) => {
                PeriodSpec::Named { grain, start: crate::period::add_months(start, -12) }
            }
            spec => a_year_before(spec, context.today),
        });
    }
    if let (Some(new), Some(old), true) = (period, query.period, together::adds(words)) {
        let both = thread::joined(old, new, context.today);
        period = Some(both.ok_or_else(|| Box::new(doubt_words(&words.said(0, words.len()))))?);
    }
    // "тільки вихідні" of a month: its weekends, not the last one.
    if period == Some(PeriodSpec::LastWeekend) && says(slots, &[Modifier::Only]).is_some() && query.period.is_some() {
        period = None;
        let weekend = Filter::Values { dimension: Dimension::Weekday, op: ValueOp::Is, values: vec!["6".into(), "7".into()] };
        replace(&mut query.filters, weekend, false);
    }
    if period.is_some() && !used {
        query.period = period;
        if matches!(query.compare, Some(Comparison::With(_))) {
            query.compare = None;
        }
    }
    if let Some(compare) = compare {
        query.compare = Some(against(compare, query));
    }
    Ok(())
}

fn is_ranking(modifier: Modifier) -> bool {
    matches!(modifier, Modifier::Top | Modifier::Bottom | Modifier::Profitable | Modifier::LeastProfitable)
}

/// "найгірша", "найкращий": one of the rows.
fn is_of_one(word: &str) -> bool {
    word.starts_with("най") && ["а", "ий", "е"].iter().any(|it| word.ends_with(it))
}

/// "відсортуй за прибутком": the figure joins those of the table and orders its rows.
fn sorted(mut query: MetricQuery, from_before: bool, metrics: Vec<MetricCall>) -> Option<MetricQuery> {
    let [call] = &metrics[..] else { return None };
    let facts = query.metrics.iter().chain([call]).all(|it| it.metric.entry().family == Family::Fact);
    if from_before || !facts || query.by.is_empty() {
        return None;
    }
    query.sort = Some(Sort { by: SortBy::Metric(call.metric), direction: Direction::Descending });
    if !query.metrics.contains(call) {
        query.metrics.push(call.clone());
    }
    Some(query)
}

/// "порівняй з Лисенком" after the sales of Гнатюк: both, one beside the other.
fn beside(slots: &Slots, filters: &[Filter], query: &MetricQuery) -> Option<(Dimension, Vec<String>)> {
    let compares = slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Compare | Modifier::Against));
    let [Filter::Values { dimension, op: ValueOp::Is, values: new }] = filters else { return None };
    let old = query.filters.iter().find_map(|it| match it {
        Filter::Values { dimension: known, op: ValueOp::Is, values } if known == dimension => Some(values),
        _ => None,
    })?;
    let free = compares && slots.whens.is_empty() && query.by.is_empty() && new.iter().all(|it| !old.contains(it));
    free.then(|| (*dimension, [&old[..], new].concat()))
}

/// "по всіх містах", "без міста": dimensions no longer narrowed.
fn freed(words: &Words, slots: &Slots) -> impl Iterator<Item = Dimension> {
    const ALL: &[&str] = &["всі", "усі", "всіх", "усіх", "всім", "усім", "all", "все", "всех", "всем"];
    let all = |at: usize| at > 0 && ALL.contains(&words.key(at - 1));
    let nouns = slots.nouns.iter().filter(move |it| !it.cue && all(it.at)).map(|it| it.dimension);
    nouns.chain(slots.freed.iter().filter_map(|it| it.1)).collect::<Vec<_>>().into_iter()
}

/// A customer by name or by code, a product by name or by article.
pub(super) fn same_thing(one: Dimension, other: Dimension) -> bool {
    use Dimension::{Customer, CustomerCode, Product, Sku};
    one == other || [[Customer, CustomerCode], [Product, Sku]].iter().any(|it| it.contains(&one) && it.contains(&other))
}

/// "а рік тому?", "а торік?": the same dates, a year before. "За минулий рік" is that whole year.
fn a_year_ago(words: &Words) -> bool {
    let mut times = (0..words.len()).flat_map(|at| words.times(at));
    let prefixed = (0..words.len()).any(|at| matches!(words.key(at), "за" | "for"));
    times.any(|(time, _)| time == Time::Ago || time == Time::LastYear && !prefixed) || of_last_year(words)
}

/// "я мав на увазі минулого року": the same month of that year, the whole of it.
fn of_last_year(words: &Words) -> bool {
    let genitive = |at: usize| matches!((words.key(at), words.key(at + 1)), ("минулого", "року") | ("прошлого", "года"));
    (0..words.len()).any(genitive)
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
/// An exception takes its values out of those that were asked for; if none is left, it stands in their place.
/// False if the two have nothing to do with each other: "без Львова" after Київ alone.
fn replace(filters: &mut Vec<Filter>, filter: Filter, adds: bool) -> bool {
    let Filter::Values { dimension, op, values } = &filter else {
        filters.push(filter);
        return true;
    };
    let same = |it: &Filter| matches!(it, Filter::Values { dimension: known, .. } if known == dimension);
    if *op == ValueOp::Is {
        filters.retain(|it| !same(it));
        filters.push(filter);
        return true;
    }
    for known in filters.iter_mut().filter(|it| same(it)) {
        let Filter::Values { op, values: old, .. } = known else { continue };
        if *op == ValueOp::IsNot {
            let new = values.iter().filter(|it| !old.contains(it)).cloned().collect::<Vec<_>>();
            *old = if adds { [&old[..], &new].concat() } else { values.clone() };
            return true;
        }
        if !old.iter().any(|it| values.contains(it)) {
            return false;
        }
        old.retain(|it| !values.contains(it));
        if !old.is_empty() {
            return true;
        }
    }
    filters.retain(|it| !same(it));
    filters.push(filter);
    true
}
