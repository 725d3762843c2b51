//! Parameters of metrics: how many months of silence, which segment, which class, which cohort.

use chrono::Datelike;

use super::lexicon::{Concept, Part};
use super::periods::When;
use super::slots::Slots;
use crate::metrics::{Metric, MetricCall, Param};
use crate::period::{Grain, PeriodSpec};

/// The call with its parameters, and whether the periods were used up as parameters.
pub(super) fn call(metric: Metric, slots: &Slots) -> (MetricCall, bool) {
    let mut params: Vec<(Param, String)> = Vec::new();
    let length = slots.whens.iter().find_map(|it| length(&it.1));
    let mut used = false;
    match metric {
        Metric::InactiveCustomers => {
            if let Some(length) = length {
                let ends = [Some(length), slots.below];
                let months: Option<Vec<u32>> = ends.into_iter().flatten().map(in_months).collect();
                let unit = if months.is_some() { Param::Months } else { Param::Days };
                let counts = months.unwrap_or_else(|| ends.into_iter().flatten().map(in_days).collect());
                params.extend([unit, Param::Below].into_iter().zip(counts.iter().map(u32::to_string)));
                used = true;
            }
        }
        Metric::DeadStock | Metric::CoverBelow => {
            if let Some(days) = length.map(in_days) {
                params.push((Param::Days, days.to_string()));
                used = true;
            } else if metric == Metric::CoverBelow
                && let Some(number) = slots.numbers.iter().find(|it| it.than.is_some())
            {
                params.push((Param::Days, number.value.clone()));
            }
        }
        Metric::RfmSegments => {
            let segment = slots.parts.iter().find_map(|it| match it.1 {
                Concept::Segment(id) => Some(id),
                Concept::Metric(Metric::NewCustomers) | Concept::Part(Part::New) => Some("new"),
                Concept::Metric(Metric::ChurnRisk) => Some("at_risk"),
                _ => None,
            });
            params.extend(segment.map(|it| (Param::Segment, it.to_owned())));
        }
        Metric::Abc | Metric::Xyz | Metric::AbcXyz => {
            let classes: Vec<&str> = classes(slots).collect();
            if let [class] = classes[..] {
                params.push((Param::Class, class.to_owned()));
            }
        }
        Metric::SafetyStock | Metric::ReorderPoint | Metric::OrderQuantity | Metric::ToReorder => {
            let level = slots.numbers.iter().find(|it| it.percent).and_then(|it| it.value.parse::<f64>().ok());
            params.extend(level.map(|it| (Param::ServiceLevel, format!("{}", it / 100.0))));
        }
        Metric::ChurnRisk if lost(slots) => params.push((Param::Class, LOST.to_owned())),
        Metric::CohortRetention => used = cohort(slots, &mut params),
        _ => {}
    }
    (MetricCall { metric, params }, used)
}

/// Classes of the ABC and XYZ analyses.
pub(super) fn classes(slots: &Slots) -> impl Iterator<Item = &'static str> {
    slots.parts.iter().filter_map(|it| match it.1 {
        Concept::Class(class) if class != LOST => Some(class),
        _ => None,
    })
}

/// The level of `churn_risk` for customers who have probably left.
const LOST: &str = "lost";

pub(super) fn lost(slots: &Slots) -> bool {
    slots.parts.iter().any(|it| it.1 == Concept::Class(LOST))
}

fn cohort(slots: &Slots, params: &mut Vec<(Param, String)>) -> bool {
    let mut used = false;
    for (_, when) in &slots.whens {
        match when {
            When::Month(_, PeriodSpec::Named { start, .. }) | When::Period(PeriodSpec::Named { grain: Grain::Month, start }) => {
                params.push((Param::Cohort, format!("{}-{:02}", start.year(), start.month())));
                used = true;
            }
            When::Duration(count, Grain::Month) | When::Period(PeriodSpec::Rolling { grain: Grain::Month, count }) => {
                params.push((Param::After, count.to_string()));
                used = true;
            }
            _ => {}
        }
    }
    used
}

/// A length of time, also where it was said as a period: "за 3 місяці", "останні пів року", "тиждень".
pub(super) fn length(when: &When) -> Option<(u32, Grain)> {
    match when {
        When::Duration(count, grain) => Some((*count, *grain)),
        When::Period(PeriodSpec::Rolling { grain, count }) => Some((*count, *grain)),
        When::Period(PeriodSpec::Unit { grain, back: 0 }) if *grain != Grain::Day => Some((1, *grain)),
        When::Next(grain) => Some((1, *grain)),
        _ => None,
    }
}

pub(super) fn in_days((count, grain): (u32, Grain)) -> u32 {
    count
        * match grain {
            Grain::Day => 1,
            Grain::Week => 7,
            Grain::Month => 30,
            Grain::Quarter => 90,
            Grain::Year => 365,
        }
}

/// Months of silence; days and weeks only where they make whole months.
fn in_months((count, grain): (u32, Grain)) -> Option<u32> {
    match grain {
        Grain::Month => Some(count),
        Grain::Quarter => Some(count * 3),
        Grain::Year => Some(count * 12),
        Grain::Day if count.is_multiple_of(30) => Some(count / 30),
        Grain::Week if count.is_multiple_of(4) => Some(count / 4),
        _ => None,
    }
}
