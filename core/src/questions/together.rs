//! "обидва разом", "а загалом?": several values named in turn as one figure, or the whole.

use super::build::grain_of;
use super::doubts::doubt_words;
use super::lexicon::{Back, Concept, Modifier, Part, Preposition};
use super::slots::Slots;
use super::thread::InTurn;
use super::words::Words;
use super::{Context, Doubt, Understanding};
use crate::metrics::{Filter, MetricQuery, ValueOp};
use crate::period::Comparison;

const BOTH: &[&str] = &["обидва", "обидві", "обоє", "обох", "обидвох", "both", "оба", "обе", "обоих"];
const TOGETHER: &[&str] = &["разом", "вместе", "together", "combined"];
const WHOLE: &[&str] = &["загалом", "всього", "усього", "total", "overall", "altogether", "всего", "вцілому", "цілому"];
/// The firm itself: "total for the company".
const FIRM: &[&str] = &["компанії", "компанія", "компанію", "фірмі", "фірма", "фірму", "company", "business", "firm", "компании"];

/// The answer to a message that says nothing else; none if it says more.
pub(super) fn understood(
    words: &Words,
    slots: &Slots,
    previous: &MetricQuery,
    context: &Context<'_>,
) -> Option<Result<MetricQuery, Box<Understanding>>> {
    let said = |list: &[&str]| (0..words.len()).find(|at| list.contains(&words.key(*at)));
    let firm = said(FIRM);
    let nouns = slots.nouns.iter().all(|it| firm == Some(it.at));
    let bare = slots.parts.is_empty() && slots.whens.is_empty() && slots.names.is_empty() && nouns && slots.numbers.is_empty();
    if let Some(understood) = beside(words, slots, previous, context) {
        return Some(understood);
    }
    let quiet = slots.modifiers.iter().all(|it| matches!(it.1, Modifier::FollowUp | Modifier::Only));
    let (both, together, whole) = (said(BOTH), said(TOGETHER), said(WHOLE));
    if !bare || !quiet || words.len() > if firm.is_some() { 6 } else { 3 } {
        return None;
    }
    let values = context.thread.values_in_turn();
    let combined = values.map(|(dimension, values)| {
        let mut query = previous.clone();
        query.filters.retain(|it| !matches!(it, Filter::Values { dimension: known, .. } if *known == dimension));
        query.filters.push(Filter::Values { dimension, op: ValueOp::Is, values: values.clone() });
        (query, values)
    });
    let everything = || {
        let mut query = previous.clone();
        query.filters.retain(|it| !matches!(it, Filter::Values { .. }));
        query.by.retain(|it| it.is_time());
        query.limit = None;
        query
    };
    let joined = context.thread.periods_in_turn(context.today).map(|it| MetricQuery { period: Some(it), ..previous.clone() });
    let doubt = |at: usize, choices| {
        let doubt = Doubt::Reading { said: words.said(at, at + 1) };
        Some(Err(Box::new(Understanding::Ambiguous { doubt, choices })))
    };
    match (both, together.or(whole)) {
        (Some(at), _) => match (combined, joined) {
            (Some((query, values)), _) if values.len() == 2 => Some(Ok(query)),
            (None, Some(query)) => Some(Ok(query)),
            _ => doubt(at, Vec::new()),
        },
        (None, Some(_)) if firm.is_some() => Some(Ok(everything())),
        (None, Some(at)) => match (combined, joined) {
            (Some((query, _)), _) if together.is_some() => Some(Ok(query)),
            (Some((query, values)), _) => {
                let all = crate::locale::text(context.locale, "question-choice-everything", &[]);
                doubt(at, vec![(values.join(", "), query), (all, everything())])
            }
            (None, Some(query)) if together.is_some() => Some(Ok(query)),
            _ => Some(Ok(everything())),
        },
        (None, None) => None,
    }
}

/// "порівняй їх", "на скільки менше?" right after two values or two periods: one beside the other.
fn beside(
    words: &Words,
    slots: &Slots,
    previous: &MetricQuery,
    context: &Context<'_>,
) -> Option<Result<MetricQuery, Box<Understanding>>> {
    let moves = |it: &&(usize, Modifier)| {
        matches!(it.1, Modifier::Compare | Modifier::Change | Modifier::Grew | Modifier::Fell | Modifier::Than(_))
    };
    let (at, _) = slots.modifiers.iter().find(moves)?;
    let amount = slots.parts.iter().all(|it| it.1 == Concept::Part(Part::Amount));
    let bare = amount && slots.whens.is_empty() && slots.names.is_empty() && slots.nouns.is_empty() && slots.numbers.is_empty();
    let they = slots.back.iter().any(|it| it.1 == Back::They) || (0..words.len()).any(|at| BOTH.contains(&words.key(at)));
    let doubt = Box::new(doubt_words(&words.said(*at, words.len())));
    if !bare {
        return None;
    }
    match context.thread.last_two() {
        Some(InTurn::Values(dimension, values)) if previous.by.is_empty() => {
            let mut query = MetricQuery { by: vec![dimension], compare: None, ..previous.clone() };
            query.filters.retain(|it| !matches!(it, Filter::Values { dimension: known, .. } if *known == dimension));
            query.filters.push(Filter::Values { dimension, op: ValueOp::Is, values });
            Some(Ok(query))
        }
        // A year beside a month tells nothing.
        Some(InTurn::Periods(before, after)) if grain_of(before) == grain_of(after) && grain_of(after).is_some() => {
            Some(Ok(MetricQuery { compare: Some(Comparison::With(before)), ..previous.clone() }))
        }
        Some(_) => Some(Err(doubt)),
        None if they => Some(Err(doubt)),
        None => None,
    }
}

/// "Львів і Одеса окремо": the values of the only filter that has several stand beside each other.
/// `None` if nothing can be parted.
pub(super) fn apart(words: &Words, query: &MetricQuery) -> Option<MetricQuery> {
    if !is_apart(words) || !query.by.is_empty() {
        return Some(query.clone());
    }
    let mut several = query.filters.iter().filter_map(|it| match it {
        Filter::Values { dimension, op: ValueOp::Is, values } if values.len() > 1 => Some(*dimension),
        _ => None,
    });
    let dimension = several.next().filter(|_| several.next().is_none())?;
    Some(MetricQuery { by: vec![dimension], ..query.clone() })
}

/// The same for a question of its own, where the word may as well mean nothing.
pub(super) fn apart_if_asked(words: &Words, query: MetricQuery) -> MetricQuery {
    apart(words, &query).unwrap_or(query)
}

fn is_apart(words: &Words) -> bool {
    (0..words.len()).any(|at| matches!(words.key(at), "окремо" | "порізно" | "отдельно" | "separately" | "apart"))
}

/// "разом з жовтнем": the month said beside the one asked about before.
pub(super) fn adds(words: &Words) -> bool {
    (0..words.len()).any(|at| TOGETHER.contains(&words.key(at)) && words.preposition(at + 1, &[Preposition::From]).is_some())
}
