//! Parts of meaning -> metrics. Rules stand in order; each takes what it needs and leaves the rest.
//! What no rule and no metric takes is not understood, and then no figure is shown.

use super::lexicon::{Concept, Modifier, Part};
use crate::metrics::{Dimension as D, Metric as M};

use Concept::{Metric, Modifier as Mod, Noun, Part as P};
use Part::*;

/// What must be there, what it means.
type Rule = (&'static [Concept], &'static [M]);

const RULES: &[Rule] = &[
    // Customers that came or stayed away.
    (&[P(LastTime), Metric(M::MonthsWithoutPurchase)], &[M::MonthsWithoutPurchase]),
    (&[P(HowLong), P(NotBuying)], &[M::MonthsWithoutPurchase]),
    (&[P(NotBuying), Noun(D::Product), Mod(Modifier::Who)], &[M::InactiveCustomers]),
    (&[P(Later), P(Percent), Noun(D::Customer)], &[M::CohortRetention]),
    (&[P(Later), P(Share), Noun(D::Customer)], &[M::CohortRetention]),
    (&[P(Later), Metric(M::NewCustomers)], &[M::CohortRetention]),
    (&[P(Later), Metric(M::ReturningCustomers)], &[M::CohortRetention]),
    (&[P(Later), P(Returning)], &[M::CohortRetention]),
    (&[P(Database), P(NotBuying)], &[M::NeverBought]),
    (&[P(Never), P(NotBuying)], &[M::NeverBought]),
    (&[P(Never), P(Buy)], &[M::NeverBought]),
    (&[P(Never), P(NotSelling)], &[M::DeadStock]),
    (&[Metric(M::NeverBought), P(NotBuying)], &[M::NeverBought]),
    (&[P(NotSelling)], &[M::DeadStock]),
    (&[P(NotBuying), Noun(D::Customer)], &[M::InactiveCustomers]),
    (&[P(NotBuying), Noun(D::Product)], &[M::DeadStock]),
    (&[P(NotBuying)], &[M::InactiveCustomers]),
    (&[P(HowLong), Metric(M::LastPurchase)], &[M::MonthsWithoutPurchase]),
    (&[P(LastTime)], &[M::LastPurchase]),
    (&[P(MoreThanOnce), P(Share)], &[M::RepeatRate]),
    (&[P(MoreThanOnce), P(Percent)], &[M::RepeatRate]),
    (&[P(Twice), P(Share)], &[M::RepeatRate]),
    (&[P(Twice), P(Percent)], &[M::RepeatRate]),
    (&[P(Returning), P(Share)], &[M::RepeatRate]),
    (&[P(Returning), P(New), Noun(D::Customer)], &[M::ReturningCustomers, M::NewCustomers]),
    (&[P(Returning), Noun(D::Customer)], &[M::ReturningCustomers]),
    (&[P(Returning), Metric(M::NewCustomers)], &[M::ReturningCustomers, M::NewCustomers]),
    (&[Metric(M::ReturningCustomers), P(New)], &[M::ReturningCustomers, M::NewCustomers]),
    (&[Metric(M::NewCustomers), P(Returning)], &[M::NewCustomers, M::ReturningCustomers]),
    (&[P(New), Metric(M::ActiveCustomers)], &[M::NewCustomers, M::ActiveCustomers]),
    (&[P(New), Noun(D::Customer)], &[M::NewCustomers]),
    (&[P(New), P(Buy), P(HowMany)], &[M::NewCustomers]),
    (&[P(New), P(Buy), Mod(Modifier::Who)], &[M::NewCustomers]),
    (&[Metric(M::CohortRetention), P(Returning)], &[M::CohortRetention]),
    (&[Metric(M::CohortRetention), P(New)], &[M::CohortRetention]),
    (&[Metric(M::CohortRetention), Metric(M::NewCustomers)], &[M::CohortRetention]),
    (&[Metric(M::CohortRetention), Metric(M::ReturningCustomers)], &[M::CohortRetention]),
    (&[P(Active), Noun(D::Customer)], &[M::ActiveCustomers]),
    (&[P(Rfm), P(Segments)], &[M::RfmSegments]),
    (&[P(Rfm)], &[M::RfmSegments]),
    (&[P(Segments)], &[M::RfmSegments]),
    // Orders gone wrong.
    (&[Metric(M::CancelledOrders), P(Share)], &[M::CancelRate]),
    (&[Metric(M::CancelledOrders), P(Percent)], &[M::CancelRate]),
    (&[P(Cancelled), P(Share), Metric(M::Orders)], &[M::CancelRate]),
    (&[P(Cancelled), P(Share)], &[M::CancelRate]),
    (&[P(Cancelled), P(Percent), Metric(M::Orders)], &[M::CancelRate]),
    (&[P(Cancelled), P(Percent)], &[M::CancelRate]),
    (&[P(Cancelled), Metric(M::Orders)], &[M::CancelledOrders]),
    (&[P(Cancelled)], &[M::CancelledOrders]),
    (&[P(Returns), P(Share)], &[M::ReturnRate]),
    (&[P(Returns), P(Percent)], &[M::ReturnRate]),
    (&[Metric(M::ReturnsAmount), P(Share)], &[M::ReturnRate]),
    (&[P(Returns)], &[M::ReturnsAmount]),
    // Profit.
    (&[P(Margin), P(Percent)], &[M::MarginPct]),
    (&[P(Margin), Mod(Modifier::Currency)], &[M::GrossProfit]),
    (&[P(Margin), P(Amount)], &[M::GrossProfit]),
    (&[P(Margin)], &[M::GrossProfit, M::MarginPct]),
    (&[Metric(M::GrossProfit), P(Percent)], &[M::MarginPct]),
    (&[P(Earn), Metric(M::GrossProfit)], &[M::GrossProfit]),
    (&[P(Earn), Metric(M::Revenue)], &[M::Revenue]),
    (&[P(Earn)], &[M::Revenue, M::GrossProfit]),
    // Stock.
    (&[P(Turnover), P(InDays)], &[M::TurnoverDays]),
    (&[P(Turnover), P(InTimes)], &[M::TurnoverTimes]),
    (&[P(Turnover)], &[M::TurnoverTimes, M::TurnoverDays]),
    (&[P(Enough), Mod(Modifier::When)], &[M::DaysOfCover]),
    (&[P(Enough)], &[M::DaysOfCover]),
    (&[P(RunOut), Mod(Modifier::When)], &[M::StockoutDate]),
    (&[P(RunOut)], &[M::CoverBelow]),
    (&[P(ToOrder), Noun(D::Customer), Mod(Modifier::Fell)], &[M::Revenue]),
    (&[P(ToOrder), Noun(D::Customer), Mod(Modifier::Grew)], &[M::Revenue]),
    (&[P(ToOrder), Noun(D::Customer), Mod(Modifier::Change)], &[M::Revenue]),
    (&[P(ToOrder), P(HowMany)], &[M::OrderQuantity]),
    (&[P(ToOrder), P(Units)], &[M::OrderQuantity]),
    (&[P(ToOrder)], &[M::ToReorder]),
    (&[P(Missing), P(Stock)], &[M::OutOfStock]),
    (&[P(Missing), Mod(Modifier::What)], &[M::OutOfStock]),
    (&[P(Missing), Noun(D::Product)], &[M::OutOfStock]),
    (&[P(Stock), P(Units)], &[M::StockOnHand]),
    (&[P(Stock), P(Value)], &[M::StockValue]),
    (&[P(Stock), P(Amount)], &[M::StockValue]),
    (&[Noun(D::Warehouse), P(Value)], &[M::StockValue]),
    (&[P(Stock)], &[M::StockOnHand]),
    // Deals.
    (&[P(Won), P(Deals)], &[M::WinRate]),
    (&[P(Won), P(Share)], &[M::WinRate]),
    (&[P(Won), Metric(M::PipelineAmount)], &[M::WinRate]),
    (&[P(Won), Metric(M::OpenDeals)], &[M::WinRate]),
    (&[P(Conversion), Noun(D::Stage)], &[M::StageConversion]),
    (&[P(Conversion), P(Pipeline)], &[M::StageConversion]),
    (&[P(Conversion), P(Deals)], &[M::WinRate]),
    (&[P(Weighted), Metric(M::PipelineAmount)], &[M::WeightedPipeline]),
    (&[P(Weighted), P(Pipeline)], &[M::WeightedPipeline]),
    (&[P(Weighted), P(Deals)], &[M::WeightedPipeline]),
    (&[Metric(M::OpenDeals), P(Amount)], &[M::OpenDeals, M::PipelineAmount]),
    (&[P(Open), P(Deals), P(Amount)], &[M::OpenDeals, M::PipelineAmount]),
    (&[P(Pipeline), P(Amount)], &[M::PipelineAmount]),
    (&[P(Deals), P(Amount)], &[M::OpenDeals, M::PipelineAmount]),
    (&[P(Open), P(Deals)], &[M::OpenDeals]),
    (&[P(Pipeline)], &[M::OpenDeals, M::PipelineAmount]),
    (&[P(Deals)], &[M::OpenDeals]),
    // Forecast: of revenue only.
    (&[P(Forecast), Metric(M::Revenue)], &[M::ForecastRevenue]),
    (&[Metric(M::ForecastRevenue), Metric(M::Revenue)], &[M::ForecastRevenue]),
    (&[P(Forecast)], &[M::ForecastRevenue]),
    // Plain counts and sums.
    (&[Metric(M::Orders), P(Amount)], &[M::Orders, M::Revenue]),
    (&[Metric(M::Revenue), P(Units)], &[M::Units]),
    (&[P(HowMany), P(InTimes), P(Buy)], &[M::Orders]),
    (&[P(Units)], &[M::Units]),
    (&[P(HowMany), Noun(D::Customer), P(Database)], &[M::CustomersTotal]),
    (&[Noun(D::Customer), P(Database)], &[M::CustomersTotal]),
    (&[P(HowMany), Noun(D::Customer), P(Buy)], &[M::ActiveCustomers]),
    (&[P(HowMany), Noun(D::Product), P(Sell)], &[M::Units]),
];

/// Said in money, or a share of it.
pub(super) fn is_money(metric: M) -> bool {
    use crate::metrics::Unit;
    metric.entry().unit == Unit::Money
        || matches!(metric, M::DeadStock | M::MarginPct | M::MarkupPct | M::ReturnRate | M::SellThrough)
}

/// Words that add nothing to a metric already found.
fn supports(metric: M, concept: Concept) -> bool {
    use M::*;
    match concept {
        P(Sell | Buy | HowMany | Database) => true,
        // What was won, and for how much, is told beside the rate.
        P(Amount | Value) => is_money(metric) || metric == WinRate,
        P(Percent) => matches!(
            metric,
            ReturnRate
                | MarginPct
                | MarkupPct
                | CancelRate
                | RepeatRate
                | WinRate
                | StageConversion
                | SellThrough
                | CohortRetention
                | SafetyStock
                | ReorderPoint
                | OrderQuantity
        ),
        P(Share) => matches!(
            metric,
            // The table of classes shows their shares.
            M::Abc
                | M::Xyz
                | M::AbcXyz
                | ReturnRate
                | MarginPct
                | CancelRate
                | RepeatRate
                | WinRate
                | StageConversion
                | SellThrough
                | CohortRetention
        ),
        P(InDays | HowLong) => matches!(
            metric,
            TurnoverDays
                | DaysOfCover
                | CoverBelow
                | DeadStock
                | SalesCycle
                | AvgDaysInStage
                | MonthsWithoutPurchase
                | InactiveCustomers
        ),
        P(InTimes) => matches!(metric, TurnoverTimes),
        P(Stock) => matches!(
            metric,
            StockOnHand
                | StockValue
                | OutOfStock
                | DeadStock
                | DaysOfCover
                | CoverBelow
                | StockoutDate
                | TurnoverTimes
                | TurnoverDays
                | SellThrough
                | SafetyStock
                | ReorderPoint
                | OrderQuantity
                | ToReorder
        ),
        P(RunOut | Enough) => matches!(metric, DaysOfCover | CoverBelow | StockoutDate | StockOnHand),
        P(ToOrder) => matches!(metric, ReorderPoint | SafetyStock | OrderQuantity),
        P(ServiceLevel) => matches!(metric, ReorderPoint | SafetyStock | OrderQuantity | ToReorder),
        P(NotSelling | NotBuying) => matches!(metric, DeadStock | NeverBought | InactiveCustomers | MonthsWithoutPurchase),
        P(LastTime) => matches!(metric, LastPurchase | MonthsWithoutPurchase),
        P(Deals | Open | Pipeline | Conversion | Won) => matches!(
            metric,
            OpenDeals | PipelineAmount | WeightedPipeline | WinRate | StageConversion | AvgDaysInStage | SalesCycle
        ),
        P(Classes) => matches!(metric, M::Abc | M::Xyz | M::AbcXyz | M::Rfm | RfmSegments),
        P(Part::Rfm | Segments) => matches!(metric, M::Rfm | RfmSegments),
        P(Later) => metric == CohortRetention,
        P(New) => matches!(metric, CohortRetention | NewCustomers),
        P(Active | Returning) => {
            matches!(metric, ChurnRisk | RfmSegments | CohortRetention | ReturningCustomers | ActiveCustomers)
        }
        P(Part::Units) => matches!(metric, StockOnHand | OrderQuantity | ReorderPoint | SafetyStock | OutOfStock | DaysOfCover),
        P(Forecast) => metric == ForecastRevenue,
        P(Never) => metric == NeverBought,
        P(MoreThanOnce) => metric == RepeatRate,
        P(Weighted) => metric == WeightedPipeline,
        _ => false,
    }
}

/// The metrics meant, in the order said, and the parts nothing explains.
pub(super) struct Meaning {
    pub(super) metrics: Vec<M>,
    pub(super) left: Vec<Concept>,
}

/// `said` holds metrics, parts, nouns and a few modifiers with their places.
pub(super) fn meaning(said: &[(usize, Concept)]) -> Meaning {
    let mut left: Vec<(usize, Concept)> = said.to_vec();
    let mut found: Vec<(usize, M)> = Vec::new();
    for (needs, gives) in RULES {
        while needs.iter().all(|need| left.iter().any(|it| it.1 == *need)) {
            let place = left.iter().filter(|it| needs.contains(&it.1)).map(|it| it.0).min().unwrap_or_default();
            left.retain(|it| !needs.contains(&it.1) || matches!(it.1, Noun(_)) && !needs[0].eq(&it.1));
            found.extend(gives.iter().map(|it| (place, *it)));
            if needs.iter().all(|it| matches!(it, Noun(_))) {
                break;
            }
        }
    }
    for (place, concept) in &left {
        if let Metric(metric) = concept {
            found.push((*place, *metric));
        }
    }
    left.retain(|it| !matches!(it.1, Metric(_)));
    found.sort_by_key(|it| it.0);
    let mut metrics: Vec<M> = Vec::new();
    for (_, metric) in found {
        if !metrics.contains(&metric) {
            metrics.push(metric);
        }
    }
    narrow(&mut metrics);
    let left = left
        .into_iter()
        .map(|it| it.1)
        .filter(|it| matches!(it, P(_)) && !metrics.iter().any(|metric| supports(*metric, *it)))
        .collect();
    Meaning { metrics, left }
}

/// A metric said twice, once loosely: the exact one stays.
fn narrow(metrics: &mut Vec<M>) {
    const STRONGER: &[(M, M)] = &[
        (M::CancelRate, M::CancelledOrders),
        (M::ReturnRate, M::ReturnsAmount),
        (M::GrossSales, M::ReturnsAmount),
        (M::RevenuePerCustomer, M::Revenue),
        (M::DeadStock, M::StockOnHand),
        (M::DeadStock, M::StockValue),
        (M::OutOfStock, M::StockOnHand),
        (M::LostSales, M::OutOfStock),
        (M::LostSales, M::Revenue),
        (M::StockValue, M::StockOnHand),
        (M::DaysOfCover, M::StockOnHand),
        (M::CoverBelow, M::StockOnHand),
        (M::StockoutDate, M::StockOnHand),
        (M::StockoutDate, M::CoverBelow),
        (M::MonthsWithoutPurchase, M::InactiveCustomers),
        (M::CohortRetention, M::StockOnHand),
        (M::SalesCycle, M::DaysOfCover),
        (M::WeightedPipeline, M::ForecastRevenue),
        (M::ChurnRisk, M::Orders),
        (M::ChurnRisk, M::InactiveCustomers),
        (M::MonthsWithoutPurchase, M::NeverBought),
        (M::RfmSegments, M::CustomersTotal),
        (M::OrderQuantity, M::Units),
        (M::NeverBought, M::InactiveCustomers),
        (M::NeverBought, M::CustomersTotal),
        (M::NeverBought, M::ActiveCustomers),
        (M::InactiveCustomers, M::CustomersTotal),
        (M::InactiveCustomers, M::ActiveCustomers),
        (M::AbcXyz, M::Abc),
        (M::AbcXyz, M::Xyz),
        (M::WeightedPipeline, M::PipelineAmount),
        (M::WeightedPipeline, M::OpenDeals),
        (M::StageConversion, M::WinRate),
        (M::StageConversion, M::OpenDeals),
        (M::WinRate, M::OpenDeals),
        (M::AvgDaysInStage, M::OpenDeals),
        (M::SalesCycle, M::OpenDeals),
        (M::SalesCycle, M::WinRate),
        (M::ToReorder, M::StockOnHand),
        (M::OrderQuantity, M::StockOnHand),
        (M::ReorderPoint, M::ToReorder),
        (M::SafetyStock, M::StockOnHand),
        (M::OrderQuantity, M::ToReorder),
        (M::RepeatRate, M::ReturningCustomers),
        (M::RepeatRate, M::ActiveCustomers),
        (M::RepeatRate, M::Orders),
        (M::ChurnRisk, M::RfmSegments),
        (M::NewCustomers, M::CustomersTotal),
        (M::ActiveCustomers, M::CustomersTotal),
        (M::ReturningCustomers, M::CustomersTotal),
        (M::SellThrough, M::StockOnHand),
        (M::LastPurchase, M::Orders),
        (M::TurnoverDays, M::TurnoverTimes),
        (M::TurnoverDays, M::StockOnHand),
        (M::TurnoverTimes, M::StockOnHand),
        (M::DeadStock, M::StockValue),
        (M::DeadStock, M::StockOnHand),
        (M::CoverBelow, M::OutOfStock),
        (M::CoverBelow, M::DaysOfCover),
        (M::Abc, M::Revenue),
        (M::AvgDaysInStage, M::PipelineAmount),
        (M::StageConversion, M::PipelineAmount),
        (M::WinRate, M::PipelineAmount),
        (M::SalesCycle, M::PipelineAmount),
        (M::CohortRetention, M::ReturningCustomers),
        (M::CohortRetention, M::RepeatRate),
        (M::CohortRetention, M::NewCustomers),
        (M::CohortRetention, M::ActiveCustomers),
    ];
    let both_turnovers = metrics == &[M::TurnoverTimes, M::TurnoverDays];
    for (strong, weak) in STRONGER {
        if metrics.contains(strong) && !(both_turnovers && *strong == M::TurnoverDays) {
            metrics.retain(|it| it != weak);
        }
    }
}

/// Every metric some rule leads to: for the test that none lacks words.
#[cfg(test)]
pub(super) fn metrics() -> impl Iterator<Item = M> {
    RULES.iter().flat_map(|(_, gives)| gives.iter().copied()).chain([M::Rfm])
}
