//! Churn risk: how long a customer has been silent against the customer's own rhythm of buying.

use super::bought::{CustomerDay, customer_days};
use super::facts::{CUSTOMER, Customers};
use super::inactivity::{by_customer, revenue_of_year};
use super::items::{Item, Layout, Report, count, detail_column, is_one_by_one, median, metric_column, only, tabulate};
use crate::error::{Problem, Result};
use crate::metrics::{Cell, Dimension, Direction, Metric, Note, Param, Plan, Unit};
use crate::money::Money;
use crate::store::Scope;

/// A rhythm needs two gaps.
const FEWEST_DAYS: usize = 3;
/// A gap shorter than a week is no reason to worry a week later.
const SHORTEST_GAP: f64 = 7.0;

/// Levels by their id in the locales, `class-<id>`.
const LEVELS: [&str; 3] = ["ok", "risk", "lost"];

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rhythm {
    pub days_since: i64,
    /// Median gap between purchase days; of all customers where the own history is short.
    pub gap: f64,
    pub little_history: bool,
    pub revenue_12m: Money,
}

impl Rhythm {
    fn ratio(&self) -> f64 {
        self.days_since as f64 / self.gap.max(SHORTEST_GAP)
    }

    fn level(&self) -> &'static str {
        match self.ratio() {
            it if it < 1.5 => "ok",
            it if it < 3.0 => "risk",
            _ => "lost",
        }
    }
}

/// The median gap between purchase days, if there are enough of them. `days` are of one customer, in order.
fn own_gap(days: &[CustomerDay]) -> Option<f64> {
    let bought: Vec<_> = days.iter().filter(|it| it.sale_lines > 0).map(|it| it.day).collect();
    let mut gaps: Vec<f64> = bought.windows(2).map(|pair| (pair[1] - pair[0]).num_days() as f64).collect();
    if bought.len() < FEWEST_DAYS { None } else { median(&mut gaps) }
}

fn level_param(text: &str) -> Result<&'static str> {
    let bad =
        || Problem::new("query-bad-param").with("param", Param::Class).with("value", text).with("example", LEVELS.join(", "));
    Ok(LEVELS.into_iter().find(|it| *it == text).ok_or_else(bad)?)
}

/// `churn_risk`: by customer the ones at risk, or of the level asked; by class how many of each level.
pub(super) async fn churn_risk(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let wanted = plan.param(Param::Class).map(level_param).transpose()?;
    let customers = Customers::read(scope).await?;
    let days = customer_days(scope, plan, plan.as_of).await?;
    // Everybody who ever bought sets the organization's rhythm, also who is not in the directory.
    let mut gaps: Vec<f64> = days.chunk_by(|a, b| a.customer == b.customer).filter_map(own_gap).collect();
    let Some(usual_gap) = median(&mut gaps) else {
        return Ok(Report::default().noting(Some(Note::Estimate)));
    };
    let items: Vec<Item<'_, Rhythm>> = by_customer(&customers, &days)
        .into_iter()
        .filter_map(|it| {
            let last = it.facts.iter().rev().find(|it| it.sale_lines > 0)?.day;
            let own = own_gap(it.facts);
            let rhythm = Rhythm {
                days_since: (plan.as_of - last).num_days(),
                gap: own.unwrap_or(usual_gap),
                little_history: own.is_none(),
                revenue_12m: revenue_of_year(it.facts, plan.as_of),
            };
            Some(Item::with(it.subject, Dimension::Class, rhythm.level(), rhythm))
        })
        .collect();
    let by = plan.by_or(&[Dimension::Customer]);
    let named = plan.filters_by(&[Dimension::Customer, Dimension::CustomerCode, Dimension::Class]);
    let wanted = wanted.or((!named && !by.contains(&Dimension::Class)).then_some("risk"));
    let items: Vec<_> =
        items.into_iter().filter(|it| wanted.is_none_or(|level| it.label(Dimension::Class) == Some(level))).collect();
    let revenue = detail_column("revenue_12m", Unit::Money);
    let total = |members: &[&Item<'_, Rhythm>]| Cell::Money(members.iter().map(|it| it.facts.revenue_12m).sum());
    if !is_one_by_one(&by) {
        let figures = vec![metric_column(Metric::ChurnRisk, Unit::Count), revenue];
        let layout = Layout { by, figures, sort: Some((0, Direction::Descending)) };
        return tabulate(plan, layout, &items, |members| vec![count(members.len()), total(members)]);
    }
    let figures = vec![
        metric_column(Metric::ChurnRisk, Unit::Ratio),
        detail_column("class", Unit::Text),
        detail_column("days_since", Unit::Days),
        detail_column("usual_gap", Unit::Days),
        revenue,
    ];
    debug_assert!(by.iter().all(|it| CUSTOMER.contains(it) || *it == Dimension::Class));
    let guessed = items.iter().any(|it| it.facts.little_history && plan.keeps(it));
    let report = tabulate(plan, Layout { by, figures, sort: Some((4, Direction::Descending)) }, &items, |members| {
        vec![
            only(members, |it| Cell::Number(it.ratio())),
            only(members, |it| Cell::Text(it.level().to_owned())),
            only(members, |it| Cell::Count(it.days_since)),
            only(members, |it| Cell::Number(it.gap)),
            total(members),
        ]
    })?;
    Ok(report.noting(guessed.then_some(Note::Estimate)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(bought: &[&str]) -> Vec<CustomerDay> {
        let on =
            |day: &&str| CustomerDay { customer: 1, day: day.parse().unwrap(), amount: Money(100), sale_lines: 1, orders: 1 };
        bought.iter().map(on).collect()
    }

    #[test]
    fn a_rhythm_is_the_median_gap_of_three_days_or_more() {
        assert_eq!(own_gap(&days(&["2026-01-01", "2026-01-11"])), None);
        assert_eq!(own_gap(&days(&["2026-01-01", "2026-01-11", "2026-01-14"])), Some(6.5));
    }

    #[test]
    fn silence_is_measured_against_a_week_at_least() {
        let rhythm = |days_since, gap| Rhythm { days_since, gap, little_history: false, revenue_12m: Money(0) };
        assert_eq!(rhythm(10, 2.0).level(), "ok");
        assert_eq!(rhythm(12, 8.0).level(), "risk");
        assert_eq!(rhythm(24, 8.0).level(), "lost");
    }
}
