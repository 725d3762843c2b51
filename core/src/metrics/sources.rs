//! Where a question is answered from: the sums kept beside the lines wherever they hold the answer exactly, else the lines.
//! Sums by product and by customer are of whole months; the days before and after come from the lines of those days.

use chrono::NaiveDate;

use super::analyses::facts::Products;
use super::measures::Measure;
use super::plan::{DataRange, Ground, Plan};
use super::query::{Dimension, Filter};
use crate::columnar::{DaySums, Figure, ProductSums};
use crate::error::Result;
use crate::period::{Grain, Period, add_days};
use crate::store::Scope;

/// What must be known of the sums before one is chosen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sums {
    /// From the first to the last day with a line of another day or another customer than its order.
    astray: Option<Period>,
    costs: Costs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Costs {
    /// No product with a present cost has lines without their own: every sum has all costs that there are.
    OnLines,
    /// Only sums by product can take the present cost.
    AlsoOfProducts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Lines(Reach),
    Days,
    Products(Months),
    Customers(Months),
}

/// How lines are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// All are read.
    All,
    /// Through the orders of the period.
    Orders,
}

/// A period as the whole months in it and the days beside them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Months {
    pub whole: Period,
    pub beside: [Option<Period>; 2],
}

impl Sums {
    /// `None`: the plan is to be answered from lines, or there are none.
    pub(super) async fn read(scope: &mut Scope, plan: &Plan, measures: &[Measure]) -> Result<Option<Self>> {
        if plan.ground == Ground::Lines || plan.data.is_none() {
            return Ok(None);
        }
        let astray = scope.kept::<DaySums>().await?.astray;
        let asks_costs = measures.iter().any(|it| matches!(it, Measure::Cost | Measure::CostedRevenue));
        let costs = if asks_costs && has_costs_of_products(scope).await? { Costs::AlsoOfProducts } else { Costs::OnLines };
        Ok(Some(Self { astray, costs }))
    }

    /// Whether every line of these days belongs to an order of its day and customer.
    pub(super) fn are_orders_whole(&self, days: Period) -> bool {
        self.astray.is_none_or(|it| it.to < days.from || days.to < it.from)
    }

    /// The first day of orders that may have lines in these days: an order's own day is the earliest of its lines.
    pub(super) fn orders_from(&self, days: Period) -> NaiveDate {
        if self.are_orders_whole(days) { days.from } else { NaiveDate::default() }
    }
}

/// Whether a product with a present cost has lines without their own.
async fn has_costs_of_products(scope: &mut Scope) -> Result<bool> {
    let (sums, products) = (scope.kept::<ProductSums>().await?, scope.kept::<Products>().await?);
    let block = &sums.block;
    let Some(keys) = &block.products else { return Ok(false) };
    let has_cost = |id: &i64| {
        let place = products.places().binary_search_by_key(id, |it| it.0).ok();
        place.is_some_and(|it| products.0[products.places()[it].1 as usize].cost.is_some())
    };
    let costed: Vec<bool> = keys.ids.iter().map(has_cost).collect();
    let lacks = |row: usize| block.figure(Figure::Lines).get(row) > block.figure(Figure::CostedLines).get(row);
    Ok(costed.contains(&true) && (0..block.len).any(|row| costed[keys.places.get(row) as usize] && lacks(row)))
}

impl Months {
    /// A month that begins before the period is whole too if there are no lines before the period; so at the end.
    pub(super) fn of(period: Period, data: DataRange) -> Option<Self> {
        let first = Grain::Month.start_of(period.from);
        let from = if period.from == first || period.from <= data.first { first } else { Grain::Month.shift(first, 1) };
        let last = Grain::Month.end_of(period.to);
        let to = if period.to == last || period.to >= data.last { last } else { add_days(Grain::Month.start_of(period.to), -1) };
        let before = Period { from: period.from, to: add_days(from, -1) };
        let after = Period { from: add_days(to, 1), to: period.to };
        let beside = [before, after].map(|it| (it.from <= it.to).then_some(it));
        (from < to).then_some(Self { whole: Period { from, to }, beside })
    }
}

impl Source {
    /// How the store is to find the lines of a period.
    pub(super) fn reach(plan: &Plan, period: Period, sums: Option<&Sums>) -> Reach {
        let (Some(sums), Some(data)) = (sums, plan.data) else { return Reach::All };
        let few_days = overlap(period, data) <= (data.last - data.first).num_days() / 3;
        if few_days && sums.are_orders_whole(period) { Reach::Orders } else { Reach::All }
    }

    /// The smallest table that holds the measures, split by `by` and narrowed by the filters.
    pub(super) fn of(plan: &Plan, period: Period, by: &[Dimension], measures: &[Measure], sums: Option<&Sums>) -> Self {
        let (Some(sums), Some(data)) = (sums, plan.data) else { return Self::Lines(Reach::All) };
        let filtered = plan.query.filters.iter().filter_map(|it| match it {
            Filter::Values { dimension, .. } => Some(*dimension),
            Filter::Threshold { .. } => None,
        });
        let used: Vec<Dimension> = by.iter().copied().chain(filtered).collect();
        let lines = Self::Lines(Self::reach(plan, period, Some(sums)));
        let by_product = used.iter().any(|it| it.splits_orders());
        let by_customer = used.iter().any(|it| is_of_customer(*it));
        let by_day = used.iter().any(|it| matches!(it, Dimension::Day | Dimension::Week | Dimension::Weekday));
        let by_order = used.iter().any(|it| is_of_order(*it));
        let costs = sums.costs == Costs::OnLines;
        let holds = |it: &Measure, table: Self| match it {
            Measure::Orders => !by_product,
            Measure::CostedRevenue | Measure::Cost => costs || matches!(table, Self::Products(_)),
            Measure::ActiveCustomers | Measure::NewCustomers | Measure::RepeatCustomers | Measure::CustomerRevenue => {
                matches!(table, Self::Customers(_))
            }
            Measure::CancelledOrders | Measure::ReturnedOrders => false,
            _ => true,
        };
        if by_order || (by_product && by_customer) {
            return lines;
        }
        let fits = |table: Self| measures.iter().all(|it| holds(it, table));
        if !by_product && !by_customer && fits(Self::Days) {
            return Self::Days;
        }
        let months = Months::of(period, data).filter(|it| it.beside.iter().flatten().all(|it| sums.are_orders_whole(*it)));
        let Some(months) = months.filter(|_| !by_day) else { return lines };
        match (Self::Products(months), Self::Customers(months)) {
            (products, _) if !by_customer && fits(products) => products,
            (_, customers) if !by_product && fits(customers) => customers,
            _ => lines,
        }
    }
}

/// Days of the period that are days of the data.
fn overlap(period: Period, data: DataRange) -> i64 {
    (period.to.min(data.last) - period.from.max(data.first)).num_days() + 1
}

/// Written in orders; a manager may also be the customer's.
pub(super) fn is_of_order(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Manager | Dimension::Status)
}

/// Decided by the customer alone; the manager may also be the order's.
pub(super) fn is_of_customer(dimension: Dimension) -> bool {
    matches!(
        dimension,
        Dimension::Customer | Dimension::CustomerCode | Dimension::CustomerType | Dimension::City | Dimension::Region
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months(from: &str, to: &str) -> Option<String> {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let data = DataRange { first: day("2026-01-10"), last: day("2026-11-15") };
        let Months { whole, beside } = Months::of(Period { from: day(from), to: day(to) }, data)?;
        let shown = |it: Period| format!("{}..{}", it.from, it.to);
        Some(std::iter::once(whole).chain(beside.into_iter().flatten()).map(shown).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn whole_months_and_days_beside() {
        assert_eq!(months("2026-02-01", "2026-03-31").unwrap(), "2026-02-01..2026-03-31");
        assert_eq!(
            months("2026-02-02", "2026-04-29").unwrap(),
            "2026-03-01..2026-03-31 2026-02-02..2026-02-28 2026-04-01..2026-04-29"
        );
        assert_eq!(months("2026-02-02", "2026-03-30"), None);
        assert_eq!(months("2026-02-02", "2026-02-20"), None);
    }

    #[test]
    fn months_that_hold_all_data_are_whole() {
        assert_eq!(months("2026-01-10", "2026-11-15").unwrap(), "2026-01-01..2026-11-30");
        assert_eq!(
            months("2026-01-11", "2026-11-14").unwrap(),
            "2026-02-01..2026-10-31 2026-01-11..2026-01-31 2026-11-01..2026-11-14"
        );
        assert_eq!(months("2026-11-01", "2026-11-20").unwrap(), "2026-11-01..2026-11-30");
    }
}
