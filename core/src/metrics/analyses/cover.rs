//! How long the stock lasts at the pace of the last 90 days, and how much of it was sold.

use chrono::NaiveDate;

use super::facts::{Product, Products};
use super::items::{Item, Layout, Report, count, detail_column, is_one_by_one, metric_column, ratio, tabulate};
use super::sold::{ById, ProductSales, product_sales};
use super::stock::{OnHand, Snapshot, quantity};
use crate::error::Result;
use crate::metrics::{Cell, Dimension, Direction, Metric, Param, Plan, Unit};
use crate::money::Quantity;
use crate::period::{Period, add_days};
use crate::store::Scope;

/// The pace of sales is that of so many days up to now.
pub(super) const PACE_DAYS: i64 = 90;

/// Stock against what sold in the pace window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Pace {
    on_hand: Quantity,
    sold: Quantity,
}

impl Pace {
    /// Days the stock lasts; nothing without sales.
    fn days_of_cover(self) -> Option<f64> {
        (self.sold > Quantity::ZERO).then(|| (self.on_hand.0 * PACE_DAYS) as f64 / self.sold.0 as f64)
    }

    fn stockout(self, today: NaiveDate) -> Option<NaiveDate> {
        (self.sold > Quantity::ZERO).then(|| add_days(today, (self.on_hand.0 * PACE_DAYS).div_euclid(self.sold.0)))
    }

    fn daily_units(self) -> f64 {
        self.sold.to_f64() / PACE_DAYS as f64
    }
}

type Stocked<'a> = (&'a Product, OnHand);

fn sold(sales: &ById<ProductSales>, members: &[&Item<'_, Stocked<'_>>]) -> Quantity {
    members.iter().filter_map(|it| sales.get(&it.subject.id)).map(|it| it.units).sum()
}

/// `days_of_cover`, `stockout_date`, `cover_below(days=N)`.
pub(super) async fn cover(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let metric = plan.main();
    let below = plan.integer(Param::Days).unwrap_or(7) as f64;
    let as_of = plan.as_of;
    let Some(snapshot) = Snapshot::read(scope, as_of).await? else { return Ok(Report::no_data("stock")) };
    let products = Products::read(scope).await?;
    let sales = product_sales(scope, plan, Period { from: add_days(as_of, 1 - PACE_DAYS), to: as_of }).await?;
    let pace = |members: &[&Item<'_, Stocked<'_>>]| Pace { on_hand: quantity(members), sold: sold(&sales, members) };
    let items: Vec<_> = snapshot
        .by_product(plan, &products)
        .into_iter()
        .filter(|it| {
            let own = pace(&[it]);
            metric != Metric::CoverBelow || own.on_hand > Quantity::ZERO && own.days_of_cover().is_some_and(|days| days < below)
        })
        .collect();
    let by = if metric == Metric::CoverBelow { plan.by_or(&[Dimension::Product]) } else { plan.query.by.clone() };
    if metric == Metric::CoverBelow && !is_one_by_one(&by) {
        let layout = Layout { by, figures: vec![metric_column(metric, Unit::Count)], sort: Some((0, Direction::Descending)) };
        return Ok(tabulate(plan, layout, &items, |members| vec![count(members.len())])?.noting(snapshot.note()));
    }
    let cover = metric_column(if metric == Metric::CoverBelow { metric } else { Metric::DaysOfCover }, Unit::Days);
    let stockout = metric_column(Metric::StockoutDate, Unit::Date);
    let date_first = metric == Metric::StockoutDate;
    let mut figures = if date_first { vec![stockout, cover] } else { vec![cover, stockout] };
    figures.extend([detail_column("on_hand", Unit::Units), detail_column("daily_units", Unit::Units)]);
    let layout = Layout { by, figures, sort: Some((0, Direction::Ascending)) };
    let report = tabulate(plan, layout, &items, |members| {
        let pace = pace(members);
        let cover = pace.days_of_cover().map_or(Cell::Missing, Cell::Number);
        let date = pace.stockout(as_of).map_or(Cell::Missing, Cell::Date);
        let mut cells = if date_first { vec![date, cover] } else { vec![cover, date] };
        cells.extend([Cell::Quantity(pace.on_hand), Cell::Number(pace.daily_units())]);
        cells
    })?;
    Ok(report.noting(snapshot.note()))
}

/// `sell_through`: sold in the period, out of sold and left at its end.
pub(super) async fn sell_through(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let period = plan.period_or_year();
    let Some(snapshot) = Snapshot::read(scope, plan.as_of).await? else { return Ok(Report::no_data("stock")) };
    let products = Products::read(scope).await?;
    let sales = product_sales(scope, plan, period).await?;
    let items = snapshot.by_product(plan, &products);
    let figures = vec![
        metric_column(Metric::SellThrough, Unit::Percent),
        detail_column("sold", Unit::Units),
        detail_column("on_hand", Unit::Units),
    ];
    let layout = Layout { by: plan.query.by.clone(), figures, sort: Some((0, Direction::Descending)) };
    let report = tabulate(plan, layout, &items, |members| {
        let (sold, left) = (sold(&sales, members), quantity(members));
        vec![ratio(sold.to_f64(), (sold + left).to_f64(), 100.0), Cell::Quantity(sold), Cell::Quantity(left)]
    })?;
    Ok(report.noting(snapshot.note()).during(period))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cover_is_stock_over_the_daily_pace() {
        let today: NaiveDate = "2026-11-15".parse().unwrap();
        let pace = Pace { on_hand: Quantity(763_000), sold: Quantity(2_538_000) };
        assert!((pace.days_of_cover().unwrap() - 27.0567).abs() < 1e-4);
        assert_eq!(pace.stockout(today), "2026-12-12".parse().ok());
        assert_eq!(Pace { sold: Quantity(0), ..pace }.days_of_cover(), None);
        assert_eq!(Pace { sold: Quantity(-5), ..pace }.stockout(today), None);
    }
}
