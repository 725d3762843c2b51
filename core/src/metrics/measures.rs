//! What metrics of order lines are made of: sums over lines, and the one formula of each metric.

use super::query::Metric;
use super::table::Cell;
use crate::money::{Money, Quantity, divide_rounding};

/// A sum or a count over lines; the SQL of each stands in `compile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Measure {
    Revenue,
    GrossSales,
    Returns,
    Orders,
    Units,
    SaleLines,
    /// All lines that count, returns too.
    CountedLines,
    /// Thousandths of a minor unit, as quantities are thousandths.
    Discount,
    /// Revenue of the lines whose cost is known.
    CostedRevenue,
    /// Their cost, in thousandths of a minor unit.
    Cost,
    ActiveCustomers,
    NewCustomers,
    /// Customers with two orders or more.
    RepeatCustomers,
    /// Revenue of lines that name their customer.
    CustomerRevenue,
    CancelledOrders,
    ReturnedOrders,
}

const COUNT: usize = Measure::ReturnedOrders as usize + 1;

/// Every measure of one item; those that were not asked are zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parts {
    sums: [i64; COUNT],
    /// Whether any line, or no line at all, has a cost: without one there is no profit to speak of.
    pub costed: Costed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Costed {
    SomeLines,
    NoLine,
}

impl Parts {
    /// Nothing was sold: an empty bucket.
    pub(super) const EMPTY: Self = Self { sums: [0; COUNT], costed: Costed::SomeLines };

    pub(super) fn get(&self, measure: Measure) -> i64 {
        self.sums[measure as usize]
    }

    /// `None`: no line took part in the sum.
    pub(super) fn set(&mut self, measure: Measure, sum: Option<i64>) {
        self.sums[measure as usize] = sum.unwrap_or(0);
        if measure == Measure::CostedRevenue && sum.is_none() {
            self.costed = Costed::NoLine;
        }
    }
}

/// The measures a metric of lines is made of.
pub(super) fn measures(metric: Metric) -> &'static [Measure] {
    use Measure as M;
    match metric {
        Metric::Revenue => &[M::Revenue],
        Metric::GrossSales => &[M::GrossSales],
        Metric::ReturnsAmount => &[M::Returns],
        Metric::ReturnRate => &[M::Returns, M::GrossSales],
        Metric::Orders => &[M::Orders],
        Metric::Units => &[M::Units],
        Metric::Aov => &[M::Revenue, M::Orders],
        Metric::LinesPerOrder => &[M::SaleLines, M::Orders],
        Metric::DiscountAmount => &[M::Discount],
        // Revenue is here to say for which part of it the cost is known.
        Metric::GrossProfit | Metric::MarginPct | Metric::MarkupPct => &[M::CostedRevenue, M::Cost, M::Revenue],
        Metric::CancelledOrders => &[M::CancelledOrders],
        Metric::CancelRate => &[M::CancelledOrders, M::Orders, M::ReturnedOrders],
        Metric::ActiveCustomers => &[M::ActiveCustomers],
        Metric::NewCustomers => &[M::NewCustomers],
        Metric::ReturningCustomers => &[M::ActiveCustomers, M::NewCustomers],
        Metric::RepeatRate => &[M::RepeatCustomers, M::ActiveCustomers],
        Metric::RevenuePerCustomer => &[M::CustomerRevenue, M::ActiveCustomers],
        _ => &[],
    }
}

/// The metric of one item. A zero denominator gives no value.
pub(super) fn value(metric: Metric, parts: &Parts) -> Cell {
    use Measure as M;
    let of = |measure| parts.get(measure);
    let exact = |measure| of(measure) as f64;
    match metric {
        Metric::Revenue => Cell::Money(Money(of(M::Revenue))),
        Metric::GrossSales => Cell::Money(Money(of(M::GrossSales))),
        Metric::ReturnsAmount => Cell::Money(Money(of(M::Returns))),
        Metric::ReturnRate => quotient(100.0 * exact(M::Returns), exact(M::GrossSales)),
        Metric::Orders => Cell::Count(of(M::Orders)),
        Metric::Units => Cell::Quantity(Quantity(of(M::Units))),
        Metric::Aov => quotient(exact(M::Revenue) / 100.0, exact(M::Orders)),
        Metric::LinesPerOrder => quotient(exact(M::SaleLines), exact(M::Orders)),
        Metric::DiscountAmount => Cell::Money(minor(of(M::Discount))),
        Metric::GrossProfit if parts.costed == Costed::NoLine => Cell::Missing,
        Metric::GrossProfit => Cell::Money(Money(of(M::CostedRevenue)) - minor(of(M::Cost))),
        Metric::MarginPct if of(M::CostedRevenue) <= 0 => Cell::Missing,
        Metric::MarginPct => quotient(100.0 * profit(parts), 1000.0 * exact(M::CostedRevenue)),
        Metric::MarkupPct => quotient(100.0 * profit(parts), exact(M::Cost)),
        Metric::CancelledOrders => Cell::Count(of(M::CancelledOrders)),
        Metric::CancelRate => {
            let all = of(M::Orders) + of(M::CancelledOrders) + of(M::ReturnedOrders);
            quotient(100.0 * exact(M::CancelledOrders), all as f64)
        }
        Metric::ActiveCustomers => Cell::Count(of(M::ActiveCustomers)),
        Metric::NewCustomers => Cell::Count(of(M::NewCustomers)),
        Metric::ReturningCustomers => Cell::Count(of(M::ActiveCustomers) - of(M::NewCustomers)),
        Metric::RepeatRate => quotient(100.0 * exact(M::RepeatCustomers), exact(M::ActiveCustomers)),
        Metric::RevenuePerCustomer => quotient(exact(M::CustomerRevenue) / 100.0, exact(M::ActiveCustomers)),
        _ => Cell::Missing,
    }
}

/// Profit of the lines with a known cost, in thousandths of a minor unit.
fn profit(parts: &Parts) -> f64 {
    1000.0 * parts.get(Measure::CostedRevenue) as f64 - parts.get(Measure::Cost) as f64
}

fn minor(thousandths: i64) -> Money {
    Money(i64::try_from(divide_rounding(i128::from(thousandths), 1000)).unwrap_or(i64::MAX))
}

pub(super) fn quotient(dividend: f64, divisor: f64) -> Cell {
    if divisor == 0.0 { Cell::Missing } else { Cell::Number(dividend / divisor) }
}
