//! Words that point at what was said or shown before: "вони", "його", "перший", "тоді", "усі інші".
//! Each is found in the last answer or the last question, or asked about: none is passed over.

use super::build::Draft;
use super::lexicon::{Back, Concept, Modifier, Part};
use super::shape::{self, Shape};
use super::slots::Slots;
use super::thread::Shown;
use super::words::Words;
use super::{Context, Doubt, Understanding};
use crate::metrics::{Dimension, Filter, Metric, MetricCall, MetricQuery, ValueOp};
use crate::period::PeriodSpec;

type Outcome = Result<(), Box<Understanding>>;

/// More rows than these nobody means by "they".
const FEW: usize = 20;

/// Puts what such words point at into the draft.
pub(super) fn resolve(words: &Words, slots: &Slots, draft: &mut Draft, context: &Context<'_>) -> Outcome {
    let Some(previous) = context.previous else {
        let pointing = slots.back.iter().find(|(at, _)| !is_idle(words, *at) && !is_within(words, slots, *at, true));
        return pointing.map_or(Ok(()), |(at, _)| Err(unknown(words, *at)));
    };
    let shown = context.thread.shown.as_ref().filter(|_| context.thread.unanswered.is_none());
    for (at, back) in &slots.back {
        if is_within(words, slots, *at, false) {
            continue;
        }
        draft.leans = true;
        let found = match back {
            Back::They => they(draft, previous, shown),
            Back::It => it(is_excluded(slots, *at), draft, previous, shown),
            Back::Place(place) => row(place.checked_sub(1).map(|it| it as usize), slots, draft, (previous, shown)),
            Back::Last => {
                let last = shown.filter(|it| it.whole).map(|it| it.values.len() - 1);
                row(last, slots, draft, (previous, shown))
            }
            Back::OfThis => of_this(draft, previous),
            Back::Others => others(slots, draft, previous),
        };
        found.ok_or_else(|| unknown(words, *at))?;
    }
    // "відсортуй за виручкою" is about the rows of before.
    let sorts = slots.modifiers.iter().any(|it| it.1 == Modifier::SortBy);
    draft.leans |= sorts && slots.nouns.is_empty() && slots.whens.is_empty();
    buyers(words, slots, draft, previous)?;
    then(words, draft, (previous, shown))
}

/// "скільки купили за рік" says nobody who did: those spoken of before.
fn buyers(words: &Words, slots: &Slots, draft: &mut Draft, previous: &MetricQuery) -> Outcome {
    use Dimension::{City, Customer, CustomerCode, CustomerType, Manager, Region};
    let Some((at, _)) = slots.parts.iter().find(|it| it.1 == Concept::Part(Part::Buy)) else { return Ok(()) };
    let who = slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Who | Modifier::What | Modifier::Which));
    let said = who || !slots.names.is_empty() || !slots.nouns.is_empty() || !slots.back.is_empty();
    let named = slots.parts.iter().any(|it| matches!(it.1, Concept::Metric(_)));
    if said || named {
        return Ok(());
    }
    let people = |it: &Dimension| matches!(it, Customer | CustomerCode | CustomerType | City | Region | Manager);
    if previous.metrics.iter().any(|it| is_list(it.metric)) {
        return Err(unknown(words, *at));
    }
    draft.leans |= previous.filters.iter().any(|it| matches!(it, Filter::Values { dimension, .. } if people(dimension)));
    Ok(())
}

/// The person or thing a pronoun stands for was not found.
fn unknown(words: &Words, at: usize) -> Box<Understanding> {
    let words_of = words.at(at).iter().find(|it| matches!(it.concept, Concept::Back(_))).map_or(1, |it| it.words);
    Box::new(Understanding::Ambiguous { doubt: Doubt::Pointed { said: words.said(at, at + words_of) }, choices: Vec::new() })
}

/// Small words that mean nothing where nothing was said before.
fn is_idle(words: &Words, at: usize) -> bool {
    words.at(at).iter().any(|it| it.concept == Concept::Filler)
}

/// "скільки клієнтів і хто з них": what it stands for is in the same message; surely so in the `first` of a talk.
fn is_within(words: &Words, slots: &Slots, at: usize, first: bool) -> bool {
    let parted =
        |from: usize| (from + 1..=at).any(|it| words.tokens[it].stop || matches!(words.key(it), "і" | "та" | "й" | "and" | "и"));
    let noun = slots.nouns.iter().any(|it| it.at < at && parted(it.at));
    let name = slots.names.iter().any(|it| it.hit.end <= at && parted(it.hit.end - 1));
    // "виручка за вересень, і на скільки вона більша за серпневу": the figure.
    let she = slots.back.contains(&(at, Back::It)) && matches!(words.key(at), "вона" | "він" | "она" | "он" | "it");
    let figure = slots.parts.iter().any(|it| it.0 < at && parted(it.0) && matches!(it.1, Concept::Metric(_)));
    let they = first && slots.back.contains(&(at, Back::They));
    let spoken = slots.parts.iter().any(|it| it.0 < at && parted(it.0));
    // "яка сума воронки і скільки в ній угод".
    let inside =
        first && spoken && slots.back.contains(&(at, Back::It)) && matches!(words.key(at), "ній" | "ньому" | "ней" | "нем");
    is_idle(words, at) && (noun || name) || inside || they && (noun || name || spoken) || she && figure && !noun && !name
}

fn is_excluded(slots: &Slots, at: usize) -> bool {
    slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Except | Modifier::Not) && it.0 < at && at - it.0 <= 2)
}

fn they(draft: &mut Draft, previous: &MetricQuery, shown: Option<&Shown>) -> Option<()> {
    let same = |it: &MetricCall| previous.metrics.iter().any(|before| before.metric == it.metric);
    if draft.metrics.iter().all(same) && previous.limit.is_none() {
        return Some(());
    }
    let few = shown.filter(|it| (it.whole || previous.limit.is_some()) && (1..=FEW).contains(&it.values.len()));
    if let Some((dimension, shown)) = few.and_then(|it| thing(it).map(|dimension| (dimension, it))) {
        let filter = Filter::Values { dimension, op: ValueOp::Is, values: shown.values.clone() };
        // "скільки з них з Києва?": the list stays a list.
        if draft.metrics.is_empty() {
            draft.filters.push(filter);
        } else {
            narrow(draft, filter);
        }
        return Some(());
    }
    if previous.limit.is_some() {
        return None;
    }
    // "а нових серед них?" after the number of customers.
    let counts = |it: &MetricCall| {
        use Metric::{ActiveCustomers, NewCustomers, RepeatRate, ReturningCustomers};
        matches!(it.metric, ActiveCustomers | NewCustomers | ReturningCustomers | RepeatRate)
    };
    let of_buyers =
        previous.by.is_empty() && previous.metrics.len() == 1 && previous.metrics[0].metric == Metric::ActiveCustomers;
    if of_buyers && !draft.metrics.is_empty() && draft.metrics.iter().all(counts) {
        return Some(());
    }
    let narrowed = previous.filters.iter().any(|it| matches!(it, Filter::Values { op: ValueOp::Is, .. }));
    let whole = previous.by.iter().all(|it| *it == Dimension::Stage);
    (narrowed && whole && !previous.metrics.iter().any(|it| is_list(it.metric))).then_some(())
}

/// "і скільки з цього прибутку?" after a figure of sales.
fn of_this(draft: &Draft, previous: &MetricQuery) -> Option<()> {
    let sales = |calls: &[MetricCall]| calls.iter().all(|it| shape::is_sales(it.metric));
    let whole = previous.by.is_empty() && previous.limit.is_none();
    let more = !draft.metrics.is_empty() || !draft.filters.is_empty();
    (whole && sales(&previous.metrics) && more && sales(&draft.metrics)).then_some(())
}

fn it(excluded: bool, draft: &mut Draft, previous: &MetricQuery, shown: Option<&Shown>) -> Option<()> {
    let op = if excluded { ValueOp::IsNot } else { ValueOp::Is };
    let only = shown.filter(|it| it.values.len() == 1).and_then(|it| Some((thing(it)?, it.values.clone())));
    if let Some((dimension, values)) = only.filter(|it| tells(draft, it.0)) {
        narrow(draft, Filter::Values { dimension, op, values });
        return Some(());
    }
    let filter = single(previous)?;
    if excluded {
        draft.filters.push(opposite(filter)?);
    }
    Some(())
}

/// "перший", "останній": one row of the last answer.
fn row(at: Option<usize>, slots: &Slots, draft: &mut Draft, (previous, shown): (&MetricQuery, Option<&Shown>)) -> Option<()> {
    let (at, shown) = (at?, shown?);
    let bare = slots.parts.is_empty() && slots.names.is_empty() && slots.whens.is_empty() && slots.nouns.is_empty();
    if draft.metrics.is_empty() {
        draft.shape = Shape::default();
    }
    let Some(value) = shown.values.get(at) else {
        // "а хто другий?" after the first alone.
        let more = bare && previous.limit.is_some_and(|it| (it as usize) == shown.values.len()) && at < FEW;
        draft.shape.limit = more.then(|| u32::try_from(at + 1).unwrap_or(1));
        return more.then_some(());
    };
    match (thing(shown), time(shown, value)) {
        (Some(dimension), _) if !tells(draft, dimension) => return None,
        (Some(dimension), _) => narrow(draft, Filter::Values { dimension, op: ValueOp::Is, values: vec![value.clone()] }),
        (None, Some(spec)) => {
            draft.period = Some(spec);
            draft.alone = true;
        }
        (None, None) => return None,
    }
    Some(())
}

/// "усі інші міста", "інші бренди": all but what was asked about.
fn others(slots: &Slots, draft: &mut Draft, previous: &MetricQuery) -> Option<()> {
    let noun = slots.nouns.iter().find(|it| !it.cue).map(|it| it.dimension);
    let of_kind = |it: &&Filter| matches!(it, Filter::Values { dimension, op: ValueOp::Is, .. } if Some(*dimension) == noun);
    let filter = if noun.is_some() { previous.filters.iter().find(of_kind)? } else { single(previous)? };
    draft.filters.push(opposite(filter)?);
    Some(())
}

/// "що купував тоді?": in the month just shown, or in the period asked about.
fn then(words: &Words, draft: &mut Draft, (previous, shown): (&MetricQuery, Option<&Shown>)) -> Outcome {
    let Some(last) = words.len().checked_sub(1).filter(|it| *it > 0 && matches!(words.key(*it), "тоді" | "тогда" | "then"))
    else {
        return Ok(());
    };
    draft.leans = true;
    let only = shown.filter(|it| it.values.len() == 1).and_then(|it| time(it, &it.values[0]));
    if let Some(spec) = only {
        draft.period = Some(spec);
        draft.alone = true;
    }
    let series = previous.by.iter().any(|it| it.is_time());
    let known = only.is_some() || draft.period.is_none() && previous.period.is_some() && !series;
    if known { Ok(()) } else { Err(unknown(words, last)) }
}

/// One filter of one value in the question before.
fn single(previous: &MetricQuery) -> Option<&Filter> {
    let mut ones = previous.filters.iter().filter(|it| match it {
        Filter::Values { op: ValueOp::Is, values, .. } => values.len() == 1,
        _ => false,
    });
    ones.next().filter(|_| ones.next().is_none())
}

fn opposite(filter: &Filter) -> Option<Filter> {
    let Filter::Values { dimension, values, .. } = filter else { return None };
    Some(Filter::Values { dimension: *dimension, op: ValueOp::IsNot, values: values.clone() })
}

/// The last purchase is a customer's; of a product it would count customers.
fn tells(draft: &Draft, dimension: Dimension) -> bool {
    let of_customer = |it: &MetricCall| matches!(it.metric, Metric::LastPurchase | Metric::MonthsWithoutPurchase);
    dimension == Dimension::Customer || !draft.metrics.iter().any(of_customer)
}

/// The rows of before are no longer listed: one of them is looked at.
fn narrow(draft: &mut Draft, filter: Filter) {
    draft.alone = true;
    draft.filters.push(filter);
}

fn thing(shown: &Shown) -> Option<Dimension> {
    shown.dimension().filter(|it| it.grain().is_none() && !matches!(it, Dimension::Segment | Dimension::Class))
}

fn time(shown: &Shown, value: &str) -> Option<PeriodSpec> {
    let grain = shown.dimension()?.grain()?;
    Some(PeriodSpec::Named { grain, start: value.parse().ok()? })
}

/// The metric itself tells which customers or products are meant, so that its filters alone do not.
pub(super) fn is_list(metric: Metric) -> bool {
    use Metric::*;
    shape::listed(metric).is_some() && metric != ActiveCustomers
        || matches!(metric, Rfm | RfmSegments | Abc | Xyz | AbcXyz | CohortRetention | RepeatRate)
}
