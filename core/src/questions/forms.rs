//! The same thing in another measure: "на яку суму?" after dead stock is its value, not the revenue of the firm.

use super::lexicon::{Concept, Modifier, Part};
use super::slots::Slots;
use super::words::Words;
use crate::metrics::{Dimension, Metric, MetricCall, MetricQuery, Unit};

/// What a message that names a measure and no figure asks of the question before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Money,
    Pieces,
    Percent,
}

/// The measure, where nothing else was named: "на яку суму?", "в штуках", "а у відсотках?".
pub(super) fn asked(words: &Words, slots: &Slots) -> Option<Form> {
    let parts = || slots.parts.iter().map(|it| it.1);
    let only = |wanted: &[Part]| parts().all(|it| matches!(it, Concept::Part(part) if wanted.contains(&part)));
    let has = |wanted: &[Part]| parts().any(|it| matches!(it, Concept::Part(part) if wanted.contains(&part)));
    let moves =
        |it: &Modifier| matches!(it, Modifier::Grew | Modifier::Fell | Modifier::Change | Modifier::Than(_) | Modifier::Compare);
    // "на скільки більше?" asks for a difference, not for money.
    let moved = slots.modifiers.iter().any(|it| moves(&it.1)) && !says_money(words);
    // "скільки коштує склад" names what it asks about.
    let stored = slots.nouns.iter().any(|it| it.dimension == Dimension::Warehouse && !it.by && !it.cue);
    if parts().next().is_none() || moved || stored {
        return None;
    }
    match () {
        () if only(&[Part::Amount, Part::Value, Part::HowMany]) && has(&[Part::Amount, Part::Value]) => Some(Form::Money),
        () if only(&[Part::Units, Part::HowMany]) && has(&[Part::Units]) => Some(Form::Pieces),
        () if only(&[Part::Percent]) => Some(Form::Percent),
        () => None,
    }
}

/// "на скільки" may ask for anything, "на яку суму" asks for money.
fn says_money(words: &Words) -> bool {
    const MONEY: &[&str] = &["сум", "грош", "гривн", "гривен", "грив", "грн", "кошт", "денег", "деньг", "money", "amount", "sum"];
    (0..words.len()).any(|at| MONEY.iter().any(|it| words.key(at).starts_with(it)))
}

/// The question before in that measure; none where it has no such form.
pub(super) fn of(form: Form, previous: &MetricQuery) -> Option<Vec<MetricCall>> {
    if form == Form::Percent {
        let calls: Vec<_> = previous.metrics.iter().filter(|it| it.metric.entry().unit == Unit::Percent).cloned().collect();
        return (!calls.is_empty()).then_some(calls);
    }
    let call = previous.metrics.first()?;
    let other = match form {
        Form::Money => in_money(call.metric)?,
        _ => in_pieces(call.metric)?,
    };
    Some(vec![if other == call.metric { call.clone() } else { other.into() }])
}

fn in_money(metric: Metric) -> Option<Metric> {
    use Metric::*;
    Some(match metric {
        Revenue | GrossSales | DiscountAmount | GrossProfit | Aov | RevenuePerCustomer | StockValue | LostSales | DeadStock
        | PipelineAmount | WeightedPipeline | ForecastRevenue => metric,
        Orders | Units | ActiveCustomers => Revenue,
        MarginPct | MarkupPct => GrossProfit,
        ReturnsAmount | ReturnRate => ReturnsAmount,
        StockOnHand => StockValue,
        OpenDeals => PipelineAmount,
        // Told beside the rate: what was won, and for how much.
        WinRate | SalesCycle => WinRate,
        _ => return None,
    })
}

fn in_pieces(metric: Metric) -> Option<Metric> {
    use Metric::*;
    Some(match metric {
        Revenue | GrossSales | GrossProfit | MarginPct | MarkupPct | DiscountAmount | Orders | Aov | Units => Units,
        StockOnHand | StockValue => StockOnHand,
        OrderQuantity | ToReorder | ReorderPoint | SafetyStock => metric,
        _ => return None,
    })
}
