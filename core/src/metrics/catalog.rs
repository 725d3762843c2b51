//! What every metric is: where it comes from, its unit, what it can be split and narrowed by, its defaults.
//! A new metric is one row here, its words in the lexicons, its name in both locales.

use super::query::{Dimension, Metric, Param};
use super::table::Unit;
use crate::period::{Grain, PeriodSpec};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// A combination of sums over order lines; several can be asked at once.
    Fact,
    /// Computed by `metrics::analyses`, one at a time or with its companions.
    Analysis,
}

/// Whether values of parts add up to the value of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Additivity {
    Additive,
    /// An order counts once in every part that holds one of its lines: no sum over products.
    OverOrders,
    /// Ratios, distinct customers.
    Never,
}

/// What time means for a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// Of a period; this one if none is asked.
    During(PeriodSpec),
    /// A state, today or at the end of an asked period.
    AsOf,
}

#[derive(Clone, Copy, Debug)]
pub struct Entry {
    pub family: Family,
    pub unit: Unit,
    pub additivity: Additivity,
    pub span: Span,
    pub by: &'static [Dimension],
    pub filters: &'static [Dimension],
    /// Parameters with their defaults.
    pub params: &'static [(Param, Option<&'static str>)],
}

/// Rows shown of a ranking of customers or products when nobody said how many.
pub(super) const DEFAULT_LIMIT: u32 = 10;

use Dimension as D;

const CUSTOMERS: &[Dimension] = &[D::Customer, D::CustomerCode, D::CustomerType, D::City, D::Region, D::Manager];
const PRODUCTS: &[Dimension] = &[D::Product, D::Sku, D::Category, D::Brand, D::Supplier];
const STOCK: &[Dimension] = &[D::Product, D::Sku, D::Category, D::Brand, D::Supplier, D::Warehouse];
/// What a line is filtered by over the directories. Sales name no warehouse, so neither does what is computed of them.
const PARTIES_AND_GOODS: &[Dimension] = &[
    D::Customer,
    D::CustomerCode,
    D::CustomerType,
    D::City,
    D::Region,
    D::Manager,
    D::Product,
    D::Sku,
    D::Category,
    D::Brand,
    D::Supplier,
];
const DEALS: &[Dimension] = &[D::Stage, D::Manager, D::Customer, D::CustomerCode];
const LINES: &[Dimension] = &[
    D::Day,
    D::Week,
    D::Month,
    D::Quarter,
    D::Year,
    D::Weekday,
    D::Customer,
    D::CustomerCode,
    D::CustomerType,
    D::City,
    D::Region,
    D::Manager,
    D::Product,
    D::Sku,
    D::Category,
    D::Brand,
    D::Supplier,
    D::Status,
];
/// Other calendar units are asked by the period.
const LINE_FILTERS: &[Dimension] = &[
    D::Weekday,
    D::Customer,
    D::CustomerCode,
    D::CustomerType,
    D::City,
    D::Region,
    D::Manager,
    D::Product,
    D::Sku,
    D::Category,
    D::Brand,
    D::Supplier,
    D::Status,
];

const THIS_MONTH: Span = Span::During(PeriodSpec::this(Grain::Month));
const LAST_QUARTER_OF_A_YEAR: Span = Span::During(PeriodSpec::Rolling { grain: Grain::Day, count: 90 });
const THIS_YEAR: Span = Span::During(PeriodSpec::this(Grain::Year));

const fn fact(unit: Unit, additivity: Additivity) -> Entry {
    Entry { family: Family::Fact, unit, additivity, span: THIS_MONTH, by: LINES, filters: LINE_FILTERS, params: &[] }
}

const fn analysis(unit: Unit, span: Span, by: &'static [Dimension], filters: &'static [Dimension]) -> Entry {
    Entry { family: Family::Analysis, unit, additivity: Additivity::Never, span, by, filters, params: &[] }
}

impl Entry {
    const fn with(self, params: &'static [(Param, Option<&'static str>)]) -> Self {
        Self { params, ..self }
    }
}

impl Metric {
    pub const fn entry(self) -> Entry {
        use Additivity::{Additive, Never, OverOrders};
        match self {
            Self::Revenue | Self::GrossSales | Self::ReturnsAmount | Self::DiscountAmount | Self::GrossProfit => {
                fact(Unit::Money, Additive)
            }
            Self::Units => fact(Unit::Units, Additive),
            Self::Orders | Self::CancelledOrders => fact(Unit::Count, OverOrders),
            Self::Aov | Self::RevenuePerCustomer => fact(Unit::Money, Never),
            Self::LinesPerOrder => fact(Unit::Ratio, Never),
            Self::ReturnRate | Self::MarginPct | Self::MarkupPct | Self::CancelRate | Self::RepeatRate => {
                fact(Unit::Percent, Never)
            }
            Self::ActiveCustomers | Self::NewCustomers | Self::ReturningCustomers => fact(Unit::Count, Never),

            Self::CustomersTotal => analysis(Unit::Count, Span::AsOf, CUSTOMERS, CUSTOMERS),
            Self::NeverBought => analysis(Unit::Count, Span::AsOf, CUSTOMERS, PARTIES_AND_GOODS),
            Self::LastPurchase => analysis(Unit::Date, Span::AsOf, CUSTOMERS, PARTIES_AND_GOODS),
            Self::MonthsWithoutPurchase => analysis(Unit::Months, Span::AsOf, CUSTOMERS, PARTIES_AND_GOODS),
            Self::InactiveCustomers => analysis(Unit::Count, Span::AsOf, CUSTOMERS, PARTIES_AND_GOODS).with(&[
                (Param::Months, Some("3")),
                (Param::Days, None),
                (Param::Below, None),
            ]),
            Self::Rfm => analysis(Unit::Text, Span::AsOf, &[D::Customer, D::CustomerCode, D::Segment], WITH_SEGMENT)
                .with(&[(Param::Segment, None)]),
            Self::RfmSegments => analysis(Unit::Count, Span::AsOf, &[D::Segment, D::Customer, D::CustomerCode], WITH_SEGMENT)
                .with(&[(Param::Segment, None)]),
            Self::ChurnRisk => analysis(Unit::Count, Span::AsOf, &[D::Customer, D::CustomerCode, D::Class], CUSTOMERS)
                .with(&[(Param::Class, None)]),
            Self::CohortRetention => {
                analysis(Unit::Percent, Span::AsOf, &[D::Month], CUSTOMERS).with(&[(Param::Cohort, None), (Param::After, None)])
            }

            Self::StockOnHand => analysis(Unit::Units, Span::AsOf, STOCK, STOCK),
            Self::StockValue => analysis(Unit::Money, Span::AsOf, STOCK, STOCK),
            Self::OutOfStock => analysis(Unit::Count, Span::AsOf, STOCK, STOCK),
            Self::LostSales => analysis(Unit::Money, Span::AsOf, PRODUCTS, PRODUCTS),
            Self::DeadStock => analysis(Unit::Money, Span::AsOf, STOCK, STOCK).with(&[(Param::Days, Some("90"))]),
            Self::DaysOfCover => analysis(Unit::Days, Span::AsOf, PRODUCTS, PRODUCTS),
            Self::CoverBelow => analysis(Unit::Days, Span::AsOf, PRODUCTS, PRODUCTS).with(&[(Param::Days, Some("7"))]),
            Self::StockoutDate => analysis(Unit::Date, Span::AsOf, PRODUCTS, PRODUCTS),
            Self::TurnoverTimes => analysis(Unit::Ratio, LAST_QUARTER_OF_A_YEAR, PRODUCTS, PRODUCTS),
            Self::TurnoverDays => analysis(Unit::Days, LAST_QUARTER_OF_A_YEAR, PRODUCTS, PRODUCTS),
            Self::SellThrough => analysis(Unit::Percent, LAST_QUARTER_OF_A_YEAR, PRODUCTS, PRODUCTS),
            Self::Abc => analysis(Unit::Text, Span::AsOf, &[D::Class, D::Product, D::Sku, D::Customer], PRODUCTS)
                .with(&[(Param::Class, None)]),
            Self::Xyz | Self::AbcXyz => {
                analysis(Unit::Text, Span::AsOf, &[D::Class, D::Product, D::Sku], PRODUCTS).with(&[(Param::Class, None)])
            }
            Self::SafetyStock | Self::ReorderPoint | Self::OrderQuantity | Self::ToReorder => {
                analysis(Unit::Units, Span::AsOf, PRODUCTS, PRODUCTS).with(&[(Param::ServiceLevel, Some("0.95"))])
            }

            Self::OpenDeals => analysis(Unit::Count, Span::AsOf, DEALS, DEALS),
            Self::PipelineAmount | Self::WeightedPipeline => analysis(Unit::Money, Span::AsOf, DEALS, DEALS),
            Self::WinRate => analysis(Unit::Percent, THIS_YEAR, &[D::Manager], DEALS),
            Self::StageConversion => analysis(Unit::Percent, THIS_YEAR, &[D::Stage], DEALS),
            Self::AvgDaysInStage => analysis(Unit::Days, THIS_YEAR, &[D::Stage], DEALS),
            Self::SalesCycle => analysis(Unit::Days, THIS_YEAR, &[D::Manager], DEALS),

            Self::ForecastRevenue => analysis(Unit::Money, Span::AsOf, &[D::Month], PARTIES_AND_GOODS),
        }
    }

    /// Analyses that are told in one answer.
    pub fn companions(self) -> &'static [Self] {
        const GROUPS: [&[Metric]; 4] = [
            &[Metric::OpenDeals, Metric::PipelineAmount, Metric::WeightedPipeline],
            &[Metric::StockOnHand, Metric::StockValue],
            &[Metric::TurnoverTimes, Metric::TurnoverDays],
            &[Metric::LastPurchase, Metric::MonthsWithoutPurchase],
        ];
        GROUPS.into_iter().find(|it| it.contains(&self)).unwrap_or(&[])
    }
}

const WITH_SEGMENT: &[Dimension] = &[D::Customer, D::CustomerCode, D::CustomerType, D::City, D::Region, D::Manager, D::Segment];

impl Dimension {
    /// Whether lines of one order can differ in it: then orders no longer add up.
    pub fn splits_orders(self) -> bool {
        PRODUCTS.contains(&self)
    }

    /// Whether it has as many values as there are customers or products.
    pub fn is_entity(self) -> bool {
        matches!(self, Self::Customer | Self::CustomerCode | Self::Product | Self::Sku)
    }

    /// Whether it cuts time, so that its rows stand in the order of the calendar.
    pub fn is_time(self) -> bool {
        self.grain().is_some() || self == Self::Weekday
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::{Locale, find_text};

    #[test]
    fn everything_has_a_name_in_every_language() {
        let ids = (Metric::ALL.iter().map(|it| format!("metric-{it}")))
            .chain(Dimension::ALL.iter().flat_map(|it| [format!("dimension-{it}"), format!("by-{it}")]))
            .chain(Param::ALL.iter().map(|it| format!("param-{it}")));
        for id in ids {
            for locale in Locale::ALL {
                let id = id.replace('_', "-");
                assert!(find_text(locale, &id, &[]).is_some(), "{locale}: {id}");
            }
        }
    }

    #[test]
    fn sentences_name_every_metric_and_dimension() {
        for locale in Locale::ALL {
            for metric in Metric::ALL {
                let named = find_text(locale, "metric-named", &[("metric", metric.id().into())]).unwrap();
                assert_eq!(Some(named), find_text(locale, &format!("metric-{metric}").replace('_', "-"), &[]));
            }
            for dimension in Dimension::ALL {
                let named = find_text(locale, "dimension-named", &[("dimension", dimension.id().into())]).unwrap();
                assert_eq!(Some(named), find_text(locale, &format!("dimension-{dimension}").replace('_', "-"), &[]));
            }
        }
    }

    #[test]
    fn companions_are_mutual_analyses() {
        for metric in Metric::ALL {
            for other in metric.companions() {
                assert!(other.companions().contains(metric));
                assert_eq!(metric.entry().family, Family::Analysis);
            }
        }
    }
}
