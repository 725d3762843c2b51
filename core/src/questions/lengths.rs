//! Lengths of time that are parameters: of silence, of stock that lies.

use super::build::Draft;
use super::doubts::doubt_words;
use super::lexicon::{Concept, Modifier, Part, Preposition as P};
use super::params;
use super::periods::When;
use super::slots::{Slots, Stranger};
use super::words::Words;
use super::{Context, Understanding};
use crate::metrics::{Metric, MetricCall, MetricQuery, NumberOp, Param};
use crate::period::{Grain, PeriodSpec};

/// "більше 3 місяців, але менше 6", "від 90 до 180 днів": silence with two ends. It begins with the shorter length.
pub(super) fn two_ends(words: &Words, slots: &mut Slots, previous: Option<&MetricQuery>) {
    let silence = |it: &Concept| matches!(it, Concept::Part(Part::NotBuying) | Concept::Metric(Metric::InactiveCustomers));
    let before = previous.is_some_and(|it| it.metrics[0].metric == Metric::InactiveCustomers);
    if !slots.parts.iter().any(|it| silence(&it.1)) && !before {
        return;
    }
    let said = slots.whens.iter().filter_map(|it| Some((it.0, params::length(&it.1)?)));
    let grain = said.clone().next().map(|it| it.1.1);
    let counts = |at: usize| slots.nouns.iter().any(|it| it.at == at + 1);
    let bare = slots.numbers.iter().filter(|it| !it.percent && !it.money && !it.scaled && !counts(it.at));
    let mut lengths: Vec<(usize, (u32, Grain))> =
        bare.filter_map(|it| Some((it.at, (it.value.parse().ok()?, grain?)))).chain(said).collect();
    lengths.sort_unstable_by_key(|it| it.0);
    let is_less = |at: usize| {
        let beside = |it: &&(usize, Modifier)| it.0 < at && at - it.0 <= 2;
        let op = slots.modifiers.iter().rfind(beside).map(|it| it.1);
        matches!(op, Some(Modifier::Than(NumberOp::Less | NumberOp::AtMost)))
    };
    // "не купував менше 3 місяців": of such silence nobody can be listed.
    if let [(at, _)] = lengths[..]
        && is_less(at)
    {
        let said = words.said(at - 1, at + 2);
        slots.strangers.push(Stranger { at: at - 1, end: at + 2, said, cue: None, name: false, place: false });
    }
    let [(first, from), (second, to)] = lengths[..] else { return };
    // "3–6 місяців", "between 90 and 180 days", "від місяця до пів року".
    let joined = |at: usize| at == second || at + 1 == second && words.preposition(at, &[P::To, P::And]).is_some();
    let range = joined(first + 1) || joined(first + 2);
    let (least, below) = match (is_less(first), is_less(second)) {
        (false, true) => (from, to),
        (true, false) => (to, from),
        (false, false) if range => (from, to),
        _ => return,
    };
    if params::in_days(least) >= params::in_days(below) {
        return;
    }
    slots.below = Some(below);
    slots.whens.retain(|it| params::length(&it.1).is_none());
    slots.whens.push((first, When::Duration(least.0, least.1)));
    slots.numbers.retain(|it| it.at != first && it.at != second);
    let aside = |at: usize| at + 3 >= first && at < second;
    slots.modifiers.retain(|it| !(aside(it.0) && matches!(it.1, Modifier::Than(_))));
    slots.strangers.retain(|it| !(aside(it.at) && words.key(it.at) == "but"));
}

/// "хто не купував з вересня": silence counted in days.
pub(super) fn silent_since(slots: &Slots, context: &Context<'_>, draft: &mut Draft) -> bool {
    let [MetricCall { metric: Metric::InactiveCustomers | Metric::DeadStock, params }] = &mut draft.metrics[..] else {
        return false;
    };
    let [(_, When::Period(PeriodSpec::Between { from: Some(from), to: None }))] = &slots.whens[..] else { return false };
    let days = (context.today - *from).num_days() + 1;
    if !params.is_empty() || days < 1 {
        return false;
    }
    params.push((Param::Days, days.to_string()));
    true
}

/// "хто не купував 3 місяці станом на 1 жовтня": beside the length of silence, the day it is seen from.
/// A whole month beside it, or alone ("хто не купував у жовтні"), no figure tells.
pub(super) fn other_period(
    words: &Words,
    slots: &Slots,
    metrics: &[Metric],
    draft: &mut Draft,
) -> Result<(), Box<Understanding>> {
    if metrics.contains(&Metric::CohortRetention) {
        return Ok(());
    }
    for (at, when) in &slots.whens {
        match when {
            When::Period(spec @ PeriodSpec::Named { grain: Grain::Day, .. })
            | When::Period(spec @ PeriodSpec::Unit { grain: Grain::Day, .. }) => draft.period = Some(*spec),
            When::Month(..) | When::Period(PeriodSpec::Named { .. } | PeriodSpec::Between { to: Some(_), .. }) => {
                return Err(Box::new(doubt_words(&words.said(*at, *at + 2))));
            }
            _ => {}
        }
    }
    if matches!(draft.period, Some(PeriodSpec::Unit { back: 0, .. })) {
        draft.period = None;
    }
    Ok(())
}

/// "а 6?" after "хто не купував 3 місяці": the same question with another length.
pub(super) fn again_with(words: &Words, slots: &Slots, context: &Context<'_>, draft: &mut Draft) {
    let [number] = &slots.numbers[..] else { return };
    if shows(words) {
        return;
    }
    let bare = draft.metrics.is_empty() && slots.parts.is_empty() && slots.nouns.is_empty() && slots.whens.is_empty();
    if !bare || number.than.is_some() || number.percent || number.money || number.value.parse::<u32>().is_err() {
        return;
    }
    let Some([call]) = context.previous.map(|it| &it.metrics[..]) else { return };
    let unit = match call.metric {
        Metric::InactiveCustomers => call.params.iter().map(|it| it.0).find(|it| matches!(it, Param::Months | Param::Days)),
        Metric::DeadStock | Metric::CoverBelow => Some(Param::Days),
        _ => None,
    };
    if let Some(unit) = unit {
        draft.metrics.push(MetricCall { metric: call.metric, params: vec![(unit, number.value.clone())] });
    }
}

/// "покажи 10": rows are counted, not months.
pub(super) fn shows(words: &Words) -> bool {
    const SHOW: &[&str] = &["покаж", "показ", "виведи", "вивести", "дай", "show", "list", "give"];
    (0..words.len()).any(|at| SHOW.iter().any(|it| words.key(at).starts_with(it)))
}
