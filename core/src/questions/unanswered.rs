//! After a message that was left without an answer: what it named is carried on; what cannot be is asked about.
//! An older question is never gone on from in silence.

use super::build::{self, Draft};
use super::doubts::ask_metric;
use super::followup;
use super::shape;
use super::slots::Slots;
use super::thread::{Thread, Unanswered, in_common};
use super::together;
use super::words::Words;
use super::{Context, Doubt, Question, Understanding};
use crate::metrics::{Dimension, Filter, MetricQuery, Span, metric_name};

/// The question the message completes; `doubted`: a name in it has several readings.
pub(super) fn question(
    words: &Words,
    slots: &Slots,
    (draft, doubted): (Draft, bool),
    context: &Context<'_>,
) -> Result<MetricQuery, Box<Understanding>> {
    let goes_on = context.previous.filter(|it| followup::continues(words, slots, &draft, it));
    let merge = |previous: &MetricQuery, draft| followup::merge(previous, draft, (words, slots), context);
    let names = doubted || draft.filters.iter().any(is_name);
    match (&context.thread.unanswered, goes_on) {
        (Some(Unanswered::Which(readings)), _) if draft.metrics.is_empty() && (doubted || completes(readings, &draft)) => {
            let open = in_common(readings).unwrap_or_else(|| readings[0].clone());
            merge(&open, draft)
        }
        (Some(Unanswered::About(open)), _) if !draft.metrics.is_empty() && !names => Ok(carried(open, build::query(draft))),
        (Some(Unanswered::About(_)), _) if draft.metrics.is_empty() => Err(Box::new(ask_metric(&[], slots, context))),
        (Some(_), Some(previous)) => {
            let query = merge(previous, draft)?;
            Err(ask(words, context, Some(query)))
        }
        (Some(Unanswered::Which(_)), None) if draft.metrics.is_empty() => Err(ask(words, context, None)),
        (Some(_), None) if draft.leans || followup::opens(words) && draft.period.is_none() && !names && sells(&draft) => {
            Err(ask(words, context, None))
        }
        (None, Some(previous)) => merge(previous, draft),
        _ if draft.metrics.is_empty() => Err(Box::new(ask_metric(&[], slots, context))),
        _ => Ok(together::apart_if_asked(words, build::query(draft))),
    }
}

/// A name of the kind that was asked for: "той, що з Одеси" names no customer.
fn completes(readings: &[MetricQuery], draft: &Draft) -> bool {
    use Dimension::{Brand, Category, Customer, CustomerCode, Product, Sku};
    const ALIKE: [&[Dimension]; 2] = [&[Customer, CustomerCode], &[Product, Sku, Category, Brand]];
    let open = in_common(readings);
    let asked = |it: &&Filter| !open.as_ref().is_some_and(|open| open.filters.contains(it));
    let kinds: Vec<Dimension> = readings.iter().flat_map(|it| it.filters.iter().filter(asked).filter_map(kind)).collect();
    let fits = |said: Dimension| {
        kinds.iter().any(|it| *it == said || ALIKE.iter().any(|alike| alike.contains(it) && alike.contains(&said)))
    };
    draft.filters.iter().filter_map(kind).any(fits)
}

fn kind(filter: &Filter) -> Option<Dimension> {
    match filter {
        Filter::Values { dimension, .. } => Some(*dimension),
        Filter::Threshold { .. } => None,
    }
}

fn sells(draft: &Draft) -> bool {
    draft.metrics.iter().all(|it| shape::is_sales(it.metric))
}

fn is_name(filter: &Filter) -> bool {
    matches!(filter, Filter::Values { .. })
}

/// Names and times of the open question, where the new one says none and could have them.
pub(super) fn carried(open: &MetricQuery, mut query: MetricQuery) -> MetricQuery {
    let Some(entry) = query.metrics.first().map(|it| it.metric.entry()) else { return query };
    if !query.filters.iter().any(is_name) {
        let fits = |it: &&Filter| kind(it).is_some_and(|it| entry.filters.contains(&it));
        query.filters.extend(open.filters.iter().filter(fits).cloned());
    }
    if matches!(entry.span, Span::During(_)) {
        query.period = query.period.or(open.period);
    }
    query
}

/// "топ 5 товарів": a ranking of things is a whole question by itself. It is answered as the first one of a conversation
/// is: nothing older goes on.
pub(super) fn of_its_own(text: &str, understood: &Understanding, context: &Context<'_>) -> Option<Understanding> {
    let Understanding::Ambiguous { doubt: Doubt::Unanswered, .. } = understood else { return None };
    if followup::opens(&Words::read(text, context.names)) {
        return None;
    }
    let alone = super::whole(text, &Context { previous: None, thread: &Thread::default(), ..*context });
    let Understanding::Query(Question { query, .. }) = &alone else { return None };
    let ranks = query.limit.is_some() && query.by.iter().any(|it| !it.is_time());
    ranks.then_some(alone)
}

/// Asks whether an older question is meant.
pub(super) fn ask(words: &Words, context: &Context<'_>, meant: Option<MetricQuery>) -> Box<Understanding> {
    let choices = meant.map(|query| (label(words, context, &query), query)).into_iter().collect();
    Box::new(Understanding::Ambiguous { doubt: Doubt::Unanswered, choices })
}

/// "Виручка, Львів: а за вересень".
fn label(words: &Words, context: &Context<'_>, query: &MetricQuery) -> String {
    let mut parts: Vec<String> = query.metrics.iter().map(|it| metric_name(context.locale, it.metric)).collect();
    parts.extend(query.filters.iter().filter_map(|it| match it {
        Filter::Values { values, .. } => Some(values.join(", ")),
        Filter::Threshold { .. } => None,
    }));
    format!("{}: {}", parts.join(", "), words.said(0, words.len()))
}
