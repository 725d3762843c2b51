//! Turnover: cost of goods sold against the average stock at cost.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::Products;
use super::items::{Item, Layout, Report, detail_column, metric_column, ratio, tabulate};
use super::sold::product_sales;
use crate::error::Result;
use crate::from_row;
use crate::metrics::{Cell, Direction, Metric, Note, Plan, Unit};
use crate::money::{Money, divide_rounding};
use crate::period::Period;
use crate::store::Scope;

/// What one product's stock was worth at one count.
struct Worth {
    product: i64,
    counted_on: NaiveDate,
    /// Thousandths of a minor unit.
    value: i64,
}
from_row!(Worth { product, counted_on, value });

#[derive(Debug, Default)]
struct Flow {
    cost: Money,
    worth: Vec<(NaiveDate, i64)>,
}

/// The time-weighted mean of the stock's value: from the last count before the period, over all inside it.
/// The flag says that it is one count only. `counts` are in order.
fn average(counts: &[(NaiveDate, i128)], period: Period) -> Option<(f64, bool)> {
    let before = counts.iter().rposition(|it| it.0 < period.from);
    let opening = before.or(counts.iter().rposition(|it| it.0 <= period.from));
    let inside = |it: &&(NaiveDate, i128)| it.0 <= period.to;
    let points: Vec<_> = counts[opening.unwrap_or(0)..].iter().filter(inside).collect();
    let (first, last) = (points.first()?, points.last()?);
    let days = (last.0 - first.0).num_days();
    if days == 0 {
        return Some((first.1 as f64, true));
    }
    let area: i128 = points.windows(2).map(|pair| i128::from((pair[1].0 - pair[0].0).num_days()) * (pair[0].1 + pair[1].1)).sum();
    Some((area as f64 / 2.0 / days as f64, false))
}

/// `turnover_times`, `turnover_days`: always both, the asked one first.
pub(super) async fn turnover(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let period = plan.period_or_year();
    let products = Products::read(scope).await?;
    let sales = product_sales(scope, plan, period).await?;
    let mut flows: BTreeMap<i64, Flow> = BTreeMap::new();
    for worth in stock_worth(scope, period.to).await? {
        flows.entry(worth.product).or_default().worth.push((worth.counted_on, worth.value));
    }
    if flows.is_empty() {
        return Ok(Report::no_data("stock"));
    }
    let items: Vec<Item<'_, Flow>> = products
        .0
        .iter()
        .filter_map(|product| {
            let id = product.subject.id;
            let sold = sales.get(&id).map(|it| it.cost_of_goods(product));
            let mut flow = flows.remove(&id);
            if let Some(cost) = sold {
                flow.get_or_insert_default().cost = cost;
            }
            Some(Item::new(&product.subject, flow?))
        })
        .collect();
    let days_first = plan.main() == Metric::TurnoverDays;
    let (times, days) = (metric_column(Metric::TurnoverTimes, Unit::Ratio), metric_column(Metric::TurnoverDays, Unit::Days));
    let mut figures = if days_first { vec![days, times] } else { vec![times, days] };
    figures.extend([detail_column("cost_of_goods", Unit::Money), detail_column("average_stock", Unit::Money)]);
    let layout = Layout { by: plan.query.by.clone(), figures, sort: Some((0, Direction::Descending)) };
    let estimate = std::cell::Cell::new(false);
    let report = tabulate(plan, layout, &items, |members| {
        let cost: Money = members.iter().map(|it| it.facts.cost).sum();
        let mut counts: BTreeMap<NaiveDate, i128> = BTreeMap::new();
        for (date, value) in members.iter().flat_map(|it| &it.facts.worth) {
            *counts.entry(*date).or_default() += i128::from(*value);
        }
        let Some((thousandths, is_single)) = average(&counts.into_iter().collect::<Vec<_>>(), period) else {
            return vec![Cell::Missing, Cell::Missing, Cell::Money(cost), Cell::Missing];
        };
        estimate.set(estimate.get() || is_single);
        let stock = thousandths / 100_000.0;
        let times = ratio(cost.to_f64(), stock, 1.0);
        let days = ratio(stock, cost.to_f64(), period.days() as f64);
        let mut cells = if days_first { vec![days, times] } else { vec![times, days] };
        let shown = Money(i64::try_from(divide_rounding(thousandths.round() as i128, 1000)).unwrap_or(i64::MAX));
        cells.extend([Cell::Money(cost), Cell::Money(shown)]);
        cells
    })?;
    Ok(report.noting(estimate.get().then_some(Note::Estimate)).during(period))
}

/// Below zero on hand counts as nothing; a product without any cost is left out.
async fn stock_worth(scope: &mut Scope, to: NaiveDate) -> Result<Vec<Worth>> {
    scope
        .sql(
            "SELECT s.product_id, s.counted_on,
                    CAST(SUM(CASE WHEN s.on_hand > 0 THEN s.on_hand * COALESCE(s.unit_cost, p.cost, 0) ELSE 0 END) AS BIGINT)
               FROM stock_levels s
               JOIN products p ON p.organization_id = s.organization_id AND p.id = s.product_id
              WHERE s.organization_id = $1 AND s.counted_on <= $2
              GROUP BY s.product_id, s.counted_on ORDER BY s.product_id, s.counted_on",
        )
        .bind(to)
        .all()
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_mean_of_month_ends_is_the_chronological_one() {
        let counts = [(day("2026-08-31"), 100), (day("2026-09-30"), 200), (day("2026-10-31"), 400), (day("2026-11-15"), 9_999)];
        let october = Period { from: day("2026-10-01"), to: day("2026-10-31") };
        assert_eq!(average(&counts, october), Some((300.0, false)));
        assert_eq!(average(&counts[3..], october), None);
        let one_day = Period { from: day("2026-09-30"), to: day("2026-09-30") };
        assert_eq!(average(&counts[1..2], one_day), Some((200.0, true)));
    }
}
