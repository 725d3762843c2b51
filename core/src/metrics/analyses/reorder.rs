//! When and how much to order: safety stock, reorder point, order quantity, what is due now.

use chrono::NaiveDate;

use super::cover::PACE_DAYS;
use super::facts::Products;
use super::items::{Item, Layout, Report, count, detail_column, is_one_by_one, metric_column, only, tabulate};
use super::sold::product_days;
use super::stock::Snapshot;
use crate::error::Result;
use crate::metrics::{Cell, Dimension, Direction, Metric, Param, Plan, Unit};
use crate::money::Quantity;
use crate::period::{Period, add_days};
use crate::store::Scope;

/// Days from order to delivery where the product does not say.
const USUAL_LEAD_DAYS: i64 = 14;
/// Days one order should last beyond the delivery.
const REVIEW_DAYS: f64 = 30.0;

/// Sales of one product a day: mean and population deviation over the pace window, days without sales included.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Demand {
    mean: f64,
    deviation: f64,
}

/// A day of more returns than sales counts as nothing. No demand: nothing.
fn demand(days: &[(NaiveDate, Quantity)]) -> Option<Demand> {
    let n = PACE_DAYS as f64;
    let units = || days.iter().map(|(_, units)| units.to_f64().max(0.0));
    let mean = units().sum::<f64>() / n;
    let variance = units().map(|it| it * it).sum::<f64>() / n - mean * mean;
    (mean > 0.0).then(|| Demand { mean, deviation: variance.max(0.0).sqrt() })
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Policy {
    on_hand: Quantity,
    lead_days: i64,
    daily_units: f64,
    safety_stock: f64,
    reorder_point: i64,
    order_quantity: i64,
}

fn policy(on_hand: Quantity, lead_days: i64, demand: Demand, z: f64) -> Policy {
    let lead = lead_days as f64;
    let safety_stock = z * lead.sqrt() * demand.deviation;
    Policy {
        on_hand,
        lead_days,
        daily_units: demand.mean,
        safety_stock,
        reorder_point: whole_up(demand.mean * lead + safety_stock),
        order_quantity: whole_up(demand.mean * (lead + REVIEW_DAYS) + safety_stock - on_hand.to_f64()).max(0),
    }
}

impl Policy {
    fn is_due(&self) -> bool {
        self.on_hand.to_f64() <= self.reorder_point as f64
    }
}

/// Rounded up, but not for the sake of a binary fraction's last digit.
fn whole_up(value: f64) -> i64 {
    ((value * 1e9).round() / 1e9).ceil() as i64
}

/// The number of standard deviations that `level` of normal demand stays under: Φ⁻¹, by Newton's method.
fn z_of(level: f64) -> f64 {
    let mut z = 0.0_f64;
    for _ in 0..60 {
        let density = (-z * z / 2.0).exp() / std::f64::consts::TAU.sqrt();
        // Φ(z) − ½ = φ(z) · (z + z³/3 + z⁵/15 + …)
        let (mut term, mut sum, mut k) = (z, z, 1.0);
        while term.abs() > 1e-17 {
            k += 2.0;
            term *= z * z / k;
            sum += term;
        }
        let step = (0.5 + density * sum - level) / density;
        // Far from the goal the tangent overshoots.
        z -= step.clamp(-1.0, 1.0);
        if step.abs() < 1e-12 {
            break;
        }
    }
    z
}

/// `safety_stock`, `reorder_point`, `order_quantity` of each product that sells, and `to_reorder`: those due now.
pub(super) async fn reorder(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let metric = plan.main();
    let z = z_of(plan.param(Param::ServiceLevel).and_then(|it| it.parse().ok()).unwrap_or(0.95));
    let as_of = plan.as_of;
    let Some(snapshot) = Snapshot::read(scope, as_of).await? else { return Ok(Report::no_data("stock")) };
    let products = Products::read(scope).await?;
    let days = product_days(scope, plan, Period { from: add_days(as_of, 1 - PACE_DAYS), to: as_of }).await?;
    let items: Vec<Item<'_, Policy>> = snapshot
        .by_product(plan, &products)
        .into_iter()
        .filter_map(|it| {
            let (product, on_hand) = it.facts;
            let demand = demand(days.get(&it.subject.id)?)?;
            let lead_days = product.lead_time_days.unwrap_or(USUAL_LEAD_DAYS).max(0);
            let policy = policy(on_hand.quantity, lead_days, demand, z);
            let wanted = metric != Metric::ToReorder || policy.is_due() && product.active;
            wanted.then(|| Item::new(it.subject, policy))
        })
        .collect();
    let by = plan.by_or(&[Dimension::Product]);
    let report = if is_one_by_one(&by) { list(plan, by, &items)? } else { grouped(plan, by, &items)? };
    Ok(report.noting(snapshot.note()))
}

fn list(plan: &Plan, by: Vec<Dimension>, items: &[Item<'_, Policy>]) -> Result<Report> {
    let asked = plan.main();
    let quantity = if asked == Metric::ToReorder { asked } else { Metric::OrderQuantity };
    let mut metrics = [quantity, Metric::ReorderPoint, Metric::SafetyStock];
    if let Some(at) = metrics.iter().position(|it| *it == asked) {
        metrics[..=at].rotate_right(1);
    }
    let mut figures: Vec<_> = metrics.iter().map(|it| metric_column(*it, Unit::Units)).collect();
    figures.extend([
        detail_column("on_hand", Unit::Units),
        detail_column("daily_units", Unit::Units),
        detail_column("lead_time_days", Unit::Days),
    ]);
    tabulate(plan, Layout { by, figures, sort: Some((0, Direction::Descending)) }, items, |members| {
        let figure = |metric: &Metric| {
            only(members, |it| match metric {
                Metric::SafetyStock => Cell::Number(it.safety_stock),
                Metric::ReorderPoint => Cell::Count(it.reorder_point),
                _ => Cell::Count(it.order_quantity),
            })
        };
        let mut cells: Vec<Cell> = metrics.iter().map(figure).collect();
        cells.extend([
            only(members, |it| Cell::Quantity(it.on_hand)),
            only(members, |it| Cell::Number(it.daily_units)),
            only(members, |it| Cell::Count(it.lead_days)),
        ]);
        cells
    })
}

/// How much to order of each group, and of how many products.
fn grouped(plan: &Plan, by: Vec<Dimension>, items: &[Item<'_, Policy>]) -> Result<Report> {
    let figures = vec![metric_column(plan.main(), Unit::Units), detail_column("products", Unit::Count)];
    tabulate(plan, Layout { by, figures, sort: Some((0, Direction::Descending)) }, items, |members| {
        vec![Cell::Count(members.iter().map(|it| it.facts.order_quantity).sum()), count(members.len())]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_normal_quantiles() {
        for (level, z) in [
            (0.5, 0.0),
            (0.9, 1.281_551_565_544_600_4),
            (0.95, 1.644_853_626_951_472_2),
            (0.98, 2.053_748_910_631_823),
            (0.99, 2.326_347_874_040_840_8),
            (0.9999, 3.719_016_485_455_68),
        ] {
            assert!((z_of(level) - z).abs() < 1e-9, "{level}: {}", z_of(level));
        }
    }

    #[test]
    fn orders_for_steady_demand_by_head() {
        // Ten a day, every day: no deviation, so no safety stock.
        let today: NaiveDate = "2026-11-15".parse().unwrap();
        let days: Vec<_> = (0..90).map(|n| (add_days(today, -n), Quantity(10_000))).collect();
        let policy = policy(Quantity(150_000), 14, demand(&days).unwrap(), z_of(0.95));
        assert_eq!((policy.reorder_point, policy.order_quantity, policy.is_due()), (140, 290, false));
        assert_eq!(demand(&[(today, Quantity(-3_000))]), None);
    }
}
