//! The shape of an answer: what it is split by, sorted by, cut to.

use super::lexicon::{Concept, Modifier, Part};
use super::slots::Slots;
use crate::metrics::{Dimension, Direction, Metric, Sort, SortBy};
use crate::period::Grain;

#[derive(Debug, Default)]
pub(super) struct Shape {
    pub(super) by: Vec<Dimension>,
    pub(super) limit: Option<u32>,
    pub(super) sort: Option<Sort>,
    /// Ranking was asked: "топ", "найгірші", "хто найбільше".
    pub(super) ranked: bool,
}

/// Metrics whose answer is a list of customers, and those whose answer is a list of products.
pub(super) fn listed(metric: Metric) -> Option<Dimension> {
    use Metric::*;
    match metric {
        InactiveCustomers
        | ChurnRisk
        | NeverBought
        | NewCustomers
        | ReturningCustomers
        | LastPurchase
        | MonthsWithoutPurchase
        | ActiveCustomers => Some(Dimension::Customer),
        OutOfStock | LostSales | DeadStock | CoverBelow | ToReorder | DaysOfCover | StockoutDate | OrderQuantity
        | ReorderPoint | SafetyStock => Some(Dimension::Product),
        _ => None,
    }
}

pub(super) fn shape(slots: &Slots, metrics: &[Metric]) -> Shape {
    let says = |wanted: Modifier| slots.modifiers.iter().any(|it| it.1 == wanted);
    let part = |wanted: Part| slots.parts.iter().any(|it| it.1 == Concept::Part(wanted));
    let mut shape = Shape::default();
    let first = metrics.first().copied().unwrap_or(Metric::Revenue);
    let top = [Modifier::Top, Modifier::Bottom, Modifier::Profitable, Modifier::LeastProfitable].into_iter().any(says);
    let most = says(Modifier::Most) || says(Modifier::Least) || says(Modifier::Often);
    let who = says(Modifier::Who);
    let which = says(Modifier::Which);
    shape.ranked = top || most;

    for (_, modifier) in &slots.modifiers {
        if let Modifier::Every(grain) = modifier {
            push(&mut shape.by, dimension_of(*grain));
        }
    }
    // "розклади клієнтів за сегментами", "розподіли товари на A, B і C": by what the analysis finds, not by its subjects.
    let by_group = match first {
        Metric::RfmSegments => {
            let segments = |it: &super::slots::Noun| it.dimension == Dimension::Segment;
            part(Part::Segments) || says(Modifier::Each) || slots.nouns.iter().any(segments)
        }
        Metric::Abc | Metric::Xyz | Metric::AbcXyz => part(Part::Classes) || super::params::classes(slots).count() > 1,
        _ => false,
    };
    for noun in slots.nouns.iter().filter(|it| it.by && !it.cue && !by_group) {
        push(&mut shape.by, own_dimension(first, noun.dimension));
    }
    let threshold = slots.numbers.iter().any(|it| it.than.is_some());
    if shape.by.is_empty() && (top || most || who || which || threshold || says(Modifier::What)) {
        // "хто взяв товару на 150 тис.": goods are what was bought, and who is asked for.
        let bought = who && !which && part(Part::Buy);
        let fits = |it: &&super::slots::Noun| {
            !it.cue
                && (it.dimension != Dimension::Warehouse || it.by)
                && !(bought && it.dimension == Dimension::Product && !it.of)
        };
        // "товари яких постачальників": those asked about stand after the word that asks.
        let asked =
            |it: &&super::slots::Noun| fits(it) && slots.modifiers.iter().any(|m| m.1 == Modifier::Which && m.0 + 1 == it.at);
        let ranked = slots.nouns.iter().find(asked).or_else(|| slots.nouns.iter().find(fits));
        // "які товари лежать і скільки в них грошей": the things were asked for first.
        let how_many = slots.parts.iter().find(|it| it.1 == Concept::Part(Part::HowMany)).map(|it| it.0);
        let after = |at: usize| how_many.is_some_and(|it| it < at);
        let counted = how_many.is_some() && !threshold && !top && !most && ranked.is_none_or(|it| !which || after(it.at));
        match ranked {
            Some(noun) if !counted && takes(first, noun.dimension) => push(&mut shape.by, own_dimension(first, noun.dimension)),
            _ if counted => {}
            _ if who && !is_figure_of_whole(first) => {
                push(&mut shape.by, if part(Part::Sell) || is_of_deals(first) { Dimension::Manager } else { Dimension::Customer })
            }
            _ if says(Modifier::What) && (part(Part::Buy) || part(Part::Sell)) && first == Metric::Revenue => {
                push(&mut shape.by, Dimension::Product)
            }
            // "на чому найбільше заробили".
            _ if says(Modifier::Profitable) && !who => push(&mut shape.by, Dimension::Product),
            _ if threshold && says(Modifier::What) => push(&mut shape.by, Dimension::Product),
            _ if most && says(Modifier::What) => push(&mut shape.by, Dimension::Product),
            // "п'ятірка лідерів серед електротоварів": goods of the category.
            _ if top && !who && is_sales(first) && among_goods(slots) => push(&mut shape.by, Dimension::Product),
            _ => {}
        }
    }
    // "ABC клієнтів": goods are what is classed where nothing is said.
    let noun = |wanted| slots.nouns.iter().any(|it| it.dimension == wanted && !it.cue);
    if first == Metric::Abc && shape.by.is_empty() && noun(Dimension::Customer) && !noun(Dimension::Product) {
        shape.by.push(Dimension::Customer);
    }
    if shape.by.is_empty() && says(Modifier::Dynamics) {
        shape.by.push(Dimension::Month);
    }
    if shape.by.is_empty()
        && !part(Part::HowMany)
        && !part(Part::Amount)
        && let Some(dimension) = listed(first).filter(|_| lists(first))
    {
        shape.by.push(dimension);
    }
    rank(slots, first, top, most, &mut shape);
    shape
}

/// A plain noun splits a figure that can be split by it: "продажі менеджерів".
pub(super) fn bare_split(slots: &Slots, metrics: &[Metric], shape: &mut Shape) {
    let first = metrics.first().copied().unwrap_or(Metric::Revenue);
    let counted = slots.parts.iter().any(|it| it.1 == Concept::Part(Part::HowMany));
    if !shape.by.is_empty() || counted || !is_sales(first) {
        return;
    }
    // "київські клієнти": the name before tells which of them, and nobody asks to part them.
    let named = |noun: &super::slots::Noun| {
        let narrows = |it: Dimension| is_place(it) || noun.dimension == Dimension::Product && is_kind_of_goods(it);
        slots.names.iter().any(|it| it.hit.end == noun.at && it.hit.values.iter().any(|it| narrows(it.0)))
    };
    let splits = |it: &&super::slots::Noun| !it.cue && it.plural && it.dimension != Dimension::Warehouse && !named(it);
    if let Some(noun) = slots.nouns.iter().find(splits) {
        shape.by.push(noun.dimension);
    }
}

/// A category or a brand is named with "серед", "у": things are ranked inside it.
fn among_goods(slots: &Slots) -> bool {
    slots.nouns.iter().all(|it| it.cue) && slots.names.iter().any(|it| it.hit.values.iter().all(|it| is_kind_of_goods(it.0)))
}

fn is_kind_of_goods(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Brand | Dimension::Category | Dimension::Supplier)
}

fn is_place(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::City | Dimension::Region | Dimension::CustomerType)
}

fn rank(slots: &Slots, first: Metric, top: bool, most: bool, shape: &mut Shape) {
    if !top && !most || shape.by.is_empty() {
        return;
    }
    let least = smallest_first(slots, first);
    let number =
        slots.numbers.iter().find(|it| it.than.is_none() && !it.percent && !it.money).and_then(|it| it.value.parse().ok());
    let plural = slots.nouns.iter().any(|it| !it.cue && it.plural && shape.by.contains(&it.dimension));
    let listed = slots.nouns.iter().any(|it| !it.cue && it.plural && !it.of && shape.by.contains(&it.dimension));
    let who_of = !listed && slots.modifiers.iter().any(|it| it.1 == Modifier::Who);
    let series = shape.by.iter().any(|it| it.grain().is_some() || *it == Dimension::Weekday);
    shape.limit = match number {
        Some(number) => Some(number),
        None if top && !(most && who_of) && (plural || !who_of) && !series => Some(if plural { 10 } else { 1 }),
        None if most && plural && !who_of && !series => Some(10),
        None => Some(1),
    };
    let direction = if least { Direction::Ascending } else { Direction::Descending };
    if least || series {
        shape.sort = Some(Sort { by: SortBy::Metric(first), direction });
    }
}

/// Whether the smallest were asked for. The worst share of returns is the largest.
pub(super) fn smallest_first(slots: &Slots, metric: Metric) -> bool {
    use Metric::*;
    let says = |wanted: Modifier| slots.modifiers.iter().any(|it| it.1 == wanted);
    let less_is_better =
        matches!(metric, ReturnsAmount | ReturnRate | CancelledOrders | CancelRate | AvgDaysInStage | SalesCycle);
    says(Modifier::Least) || says(Modifier::LeastProfitable) || says(Modifier::Bottom) && !less_is_better
}

/// An average by its nature.
pub(super) fn is_average(metric: Metric) -> bool {
    use Metric::*;
    matches!(metric, Aov | AvgDaysInStage | LinesPerOrder | RevenuePerCustomer | SalesCycle)
}

/// Answers that are one list by nature; the others give a single figure unless a split is asked.
fn lists(metric: Metric) -> bool {
    use Metric::*;
    matches!(metric, InactiveCustomers | ChurnRisk | NeverBought | OutOfStock | LostSales | DeadStock | CoverBelow | ToReorder)
}

fn is_of_deals(metric: Metric) -> bool {
    use Metric::*;
    matches!(metric, OpenDeals | PipelineAmount | WeightedPipeline | WinRate)
}

fn is_figure_of_whole(metric: Metric) -> bool {
    use Metric::*;
    matches!(metric, LastPurchase | MonthsWithoutPurchase | CohortRetention)
}

pub(super) fn is_sales(metric: Metric) -> bool {
    use Metric::*;
    matches!(
        metric,
        Revenue
            | GrossSales
            | ReturnsAmount
            | ReturnRate
            | Orders
            | Units
            | Aov
            | LinesPerOrder
            | DiscountAmount
            | GrossProfit
            | MarginPct
            | MarkupPct
            | CancelledOrders
            | CancelRate
    )
}

/// The metric can be shown by the noun, as opposed to the noun being part of the metric's own name.
fn takes(metric: Metric, noun: Dimension) -> bool {
    use Metric::*;
    match metric {
        CustomersTotal | NewCustomers | ReturningCustomers | ActiveCustomers | RepeatRate | RevenuePerCustomer => true,
        RfmSegments | Rfm | CohortRetention | Abc | Xyz | AbcXyz => false,
        OpenDeals | PipelineAmount | WeightedPipeline | WinRate | SalesCycle => {
            matches!(noun, Dimension::Manager | Dimension::Stage | Dimension::Customer)
        }
        StageConversion | AvgDaysInStage | ForecastRevenue => false,
        ToReorder | OutOfStock | CoverBelow if noun == Dimension::Supplier => false,
        _ => true,
    }
}

/// Goods lie in warehouses, whatever the places they lie in are called: "stock by location".
fn own_dimension(metric: Metric, dimension: Dimension) -> Dimension {
    match dimension {
        Dimension::City if matches!(metric, Metric::StockOnHand | Metric::StockValue) => Dimension::Warehouse,
        Dimension::Sku => Dimension::Product,
        Dimension::CustomerCode => Dimension::Customer,
        it => it,
    }
}

pub(super) fn dimension_of(grain: Grain) -> Dimension {
    match grain {
        Grain::Day => Dimension::Day,
        Grain::Week => Dimension::Week,
        Grain::Month => Dimension::Month,
        Grain::Quarter => Dimension::Quarter,
        Grain::Year => Dimension::Year,
    }
}

fn push(by: &mut Vec<Dimension>, dimension: Dimension) {
    if !by.contains(&dimension) {
        by.push(dimension);
    }
}
