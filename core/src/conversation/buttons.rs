//! The buttons that fit an answer. Each asks the same question changed in one place.

use super::dialogue::{Action, Dialogue};
use super::groups;
use super::message::{Choice, Incoming};
use crate::error::Result;
use crate::locale::text;
use crate::metrics::{Dimension, Metric, MetricQuery, MetricTable};
use crate::period::{Comparison, PeriodSpec};

/// At most this many fit a phone without scrolling.
const BUTTONS: usize = 4;

pub(super) fn for_answer(incoming: &Incoming, dialogue: &mut Dialogue, table: &MetricTable) -> Result<Vec<Choice>> {
    let (locale, room) = (incoming.locale, &incoming.visit.room);
    let query = &table.query;
    let mut buttons: Vec<(&str, MetricQuery)> = Vec::new();
    let additive = query.metrics.len() == 1 && is_free(query.metrics[0].metric);
    if additive {
        // Pinned to its dates: tapped tomorrow, the button means what it meant today.
        let mut pinned = query.clone();
        pinned.period =
            query.period.or_else(|| table.period.map(|it| PeriodSpec::Between { from: Some(it.from), to: Some(it.to) }));
        if query.compare.is_none() && query.by.iter().all(|it| it.grain().is_some()) {
            buttons.push(("button-compare-year", MetricQuery { compare: Some(Comparison::PreviousYear), ..pinned.clone() }));
        }
        let long = table.period.is_some_and(|it| it.days() > 45);
        let time = if long { Dimension::Month } else { Dimension::Day };
        for (id, dimension) in [
            (if long { "button-by-month" } else { "button-by-day" }, time),
            ("button-by-customer", Dimension::Customer),
            ("button-by-product", Dimension::Product),
            ("button-by-category", Dimension::Category),
        ] {
            if query.by != [dimension] {
                let changed = MetricQuery { by: vec![dimension], compare: None, sort: None, limit: None, ..pinned.clone() };
                buttons.push((id, changed));
            }
        }
    }
    buttons.retain(|(_, query)| groups::may_show(room, query));
    buttons.truncate(BUTTONS - 1);
    let mut choices: Vec<(String, Action)> =
        buttons.into_iter().map(|(id, query)| (text(locale, id, &[]), Action::Ask(query.to_string()))).collect();
    if table.rows.len() > 1 && groups::shows_all(room) {
        choices.push((text(locale, "button-rows", &[]), Action::Rows(query.to_string())));
    }
    dialogue.offer(choices)
}

/// Metrics of sales that can be split and compared freely.
fn is_free(metric: Metric) -> bool {
    matches!(
        metric,
        Metric::Revenue
            | Metric::GrossSales
            | Metric::ReturnsAmount
            | Metric::Orders
            | Metric::Units
            | Metric::Aov
            | Metric::GrossProfit
            | Metric::MarginPct
            | Metric::MarkupPct
            | Metric::DiscountAmount
            | Metric::ActiveCustomers
    )
}
