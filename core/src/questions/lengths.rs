//! Lengths of time that are parameters: of silence, of stock that lies.

use super::build::Draft;
use super::doubts::doubt_words;
use super::periods::When;
use super::slots::Slots;
use super::words::Words;
use super::{Context, Understanding};
use crate::metrics::{Metric, MetricCall, Param};
use crate::period::{Grain, PeriodSpec};

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
