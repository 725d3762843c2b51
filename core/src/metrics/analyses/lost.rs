//! Sales lost because there was nothing on the shelf: an estimate from the pace before the last sale.

use chrono::NaiveDate;

use super::facts::Products;
use super::items::{Item, Layout, Report, count, detail_column, is_one_by_one, metric_column, only, tabulate};
use super::sold::{DaySales, last_sales, product_day_sales};
use super::stock::Snapshot;
use crate::error::Result;
use crate::metrics::{Cell, Dimension, Direction, Metric, Plan, Unit};
use crate::money::{Money, Quantity};
use crate::period::{Period, add_days};
use crate::store::Scope;

/// The pace is that of so many days up to the last sale; nobody is asked to believe in a longer absence either.
const WINDOW: i64 = 90;
/// Days with a sale in the window; fewer show no pace.
const FEWEST_DAYS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Loss {
    amount: Money,
    days_out: i64,
    daily_units: f64,
    last_sale: NaiveDate,
}

/// What a product without stock would have brought since its last sale. `days` are in order.
fn loss(days: &[DaySales], last_sale: NaiveDate, today: NaiveDate) -> Option<Loss> {
    let window = days.iter().filter(|it| (add_days(last_sale, 1 - WINDOW)..=last_sale).contains(&it.day));
    let (mut units, mut revenue, mut n_days) = (Quantity::ZERO, Money::ZERO, 0);
    for it in window {
        units += it.units;
        revenue += it.revenue;
        n_days += usize::from(it.sale_lines > 0);
    }
    if n_days < FEWEST_DAYS || units <= Quantity::ZERO || revenue <= Money::ZERO {
        return None;
    }
    let days_out = (today - last_sale).num_days().min(WINDOW);
    // Days × units a day × mean price: the units cancel out.
    let amount = Money((revenue.0 as f64 * days_out as f64 / WINDOW as f64).round() as i64);
    Some(Loss { amount, days_out, daily_units: units.to_f64() / WINDOW as f64, last_sale })
}

/// `lost_sales`: active products with nothing on hand, each with what it would have sold by now.
pub(super) async fn lost_sales(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let Some(snapshot) = Snapshot::read(scope, plan.as_of).await? else { return Ok(Report::no_data("stock")) };
    let products = Products::read(scope).await?;
    let sold = last_sales(scope, plan, plan.as_of).await?;
    let out: Vec<_> = snapshot
        .by_product(plan, &products)
        .into_iter()
        .filter(|it| it.facts.1.quantity <= Quantity::ZERO && it.facts.0.active)
        .filter_map(|it| Some((it.subject, *sold.get(&it.subject.id)?)))
        .collect();
    let days = match out.iter().map(|it| it.1).min() {
        Some(first) => product_day_sales(scope, plan, Period { from: add_days(first, 1 - WINDOW), to: plan.as_of }).await?,
        None => std::collections::HashMap::new(),
    };
    let items: Vec<Item<'_, Loss>> = out
        .into_iter()
        .filter_map(|(subject, last)| Some(Item::new(subject, loss(days.get(&subject.id)?, last, plan.as_of)?)))
        .collect();
    let by = plan.query.by.clone();
    let sort = Some((0, Direction::Descending));
    let total = |members: &[&Item<'_, Loss>]| Cell::Money(members.iter().map(|it| it.facts.amount).sum());
    let report = if is_one_by_one(&by) {
        let figures = vec![
            metric_column(Metric::LostSales, Unit::Money),
            detail_column("days_out", Unit::Days),
            detail_column("daily_units", Unit::Units),
            detail_column("last_sale", Unit::Date),
        ];
        tabulate(plan, Layout { by, figures, sort }, &items, |members| {
            vec![
                total(members),
                only(members, |it| Cell::Count(it.days_out)),
                only(members, |it| Cell::Number(it.daily_units)),
                only(members, |it| Cell::Date(it.last_sale)),
            ]
        })?
    } else {
        let figures = vec![metric_column(Metric::LostSales, Unit::Money), detail_column("products", Unit::Count)];
        tabulate(plan, Layout { by, figures, sort }, &items, |members| vec![total(members), count(members.len())])?
    };
    debug_assert!(!plan.query.by.contains(&Dimension::Warehouse));
    Ok(report.noting(snapshot.note()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn loses_the_pace_of_the_window_for_each_day_without_stock() {
        // Nine units a day of sale at 10.00, ten days of sale: 90 units and 900.00 in 90 days, one unit a day.
        let days: Vec<DaySales> = (1..=10)
            .map(|n| DaySales {
                day: add_days(day("2026-09-20"), n),
                units: Quantity(9_000),
                revenue: Money(9_000),
                sale_lines: 1,
            })
            .collect();
        let lost = loss(&days, day("2026-09-30"), day("2026-10-15")).unwrap();
        assert_eq!((lost.amount, lost.days_out, lost.daily_units), (Money(15_000), 15, 1.0));
        let long = loss(&days, day("2026-09-30"), day("2027-10-15")).unwrap();
        assert_eq!((long.amount, long.days_out), (Money(90_000), 90));
        assert_eq!(loss(&days[..7], day("2026-09-27"), day("2026-10-15")), None);
    }
}
