//! RFM: recency, frequency and money of each customer over the last 24 months, scored 1–5, and ten segments.
//! Ties get the same score: nobody is split from an equal by chance.

use super::bought::{CustomerDay, Per, customer_sums};
use super::facts::Customers;
use super::inactivity::by_customer;
use super::items::{Item, Layout, Report, count, detail_column, is_one_by_one, metric_column, only, tabulate};
use crate::error::Result;
use crate::metrics::{Cell, Column, ColumnRole, Dimension, Direction, Metric, Note, Param, Plan, Unit};
use crate::money::Money;
use crate::period::{Period, add_days, add_months};
use crate::store::Scope;

/// With fewer customers a fifth of them is nobody.
const FEWEST_CUSTOMERS: usize = 5;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Habits {
    pub recency_days: i64,
    pub frequency: i64,
    pub monetary: Money,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scores {
    pub r: i64,
    pub f: i64,
    pub m: i64,
}

impl Scores {
    /// The segment by recency and frequency: 25 cells, no gaps, no overlaps.
    pub(super) fn segment(self) -> &'static str {
        match (self.r, self.f) {
            (5, 4..) => "champions",
            (3.., 4..) => "loyal",
            (4.., 2..) => "potential_loyalists",
            (5, _) => "new",
            (4, _) => "promising",
            (3, 3) => "need_attention",
            (3, _) => "about_to_sleep",
            (_, 5) => "cant_lose",
            (_, 3..) => "at_risk",
            _ => "hibernating",
        }
    }
}

/// One score a value: `min(5, 1 + floor(5·worse/n))`, where `worse` is the number of strictly worse ones. More is better.
fn scores(values: &[i64]) -> Vec<i64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let score = |value: &i64| {
        let worse = sorted.partition_point(|it| it < value);
        (1 + 5 * worse / sorted.len()).min(5) as i64
    };
    values.iter().map(score).collect()
}

/// Scores of everybody; nothing below five customers.
pub(super) fn score(habits: &[Habits]) -> Option<Vec<Scores>> {
    if habits.len() < FEWEST_CUSTOMERS {
        return None;
    }
    let by = |value: fn(&Habits) -> i64| scores(&habits.iter().map(value).collect::<Vec<_>>());
    let (r, f, m) = (by(|it| -it.recency_days), by(|it| it.frequency), by(|it| it.monetary.0));
    Some(r.into_iter().zip(f).zip(m).map(|((r, f), m)| Scores { r, f, m }).collect())
}

/// `days` are of one customer; nothing without a purchase in the window.
fn habits(days: &[CustomerDay], window: Period) -> Option<Habits> {
    let inside = || days.iter().filter(|it| window.contains(it.day));
    let last = inside().filter(|it| it.sale_lines > 0).map(|it| it.day).max()?;
    Some(Habits {
        recency_days: (window.to - last).num_days(),
        frequency: inside().map(|it| it.orders).sum(),
        monetary: inside().map(|it| it.amount).sum(),
    })
}

type Scored = (Habits, Option<Scores>);

/// `rfm` (of each customer) and `rfm_segments` (by segment, or the customers of one).
pub(super) async fn rfm(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let window = Period { from: add_days(add_months(plan.as_of, -24), 1), to: plan.as_of };
    let segment = plan.param(Param::Segment);
    let customers = Customers::read(scope).await?;
    let days = customer_sums(scope, plan, window, Per::Customer).await?;
    let buyers: Vec<Item<'_, Habits>> = by_customer(&customers, &days)
        .into_iter()
        .filter_map(|it| Some(Item::new(it.subject, habits(it.facts, window)?)))
        .collect();
    let scores = score(&buyers.iter().map(|it| it.facts).collect::<Vec<_>>());
    let too_few = scores.is_none().then_some(Note::Estimate);
    let items: Vec<Item<'_, Scored>> = buyers
        .iter()
        .enumerate()
        .map(|(n, it)| {
            let scores = scores.as_ref().map(|all| all[n]);
            Item::with(it.subject, Dimension::Segment, scores.map_or("", Scores::segment), (it.facts, scores))
        })
        .filter(|it| segment.is_none_or(|wanted| it.label(Dimension::Segment) == Some(wanted)))
        .collect();
    let listed =
        plan.main() == Metric::Rfm || segment.is_some() || plan.filters_by(&[Dimension::Customer, Dimension::CustomerCode]);
    let by = plan.by_or(if listed { &[Dimension::Customer] } else { &[Dimension::Segment] });
    let report = if is_one_by_one(&by) { list(plan, by, &items)? } else { segments(plan, by, &items)? };
    Ok(report.noting(too_few).during(window))
}

fn list(plan: &Plan, by: Vec<Dimension>, items: &[Item<'_, Scored>]) -> Result<Report> {
    let mut figures = vec![
        detail_column("segment", Unit::Text),
        detail_column("recency_days", Unit::Days),
        detail_column("frequency", Unit::Count),
        detail_column("monetary", Unit::Money),
    ];
    let with_scores = plan.main() == Metric::Rfm;
    if with_scores {
        figures.insert(0, metric_column(Metric::Rfm, Unit::Text));
    }
    let layout = Layout { by, sort: Some((figures.len() - 1, Direction::Descending)), figures };
    tabulate(plan, layout, items, |members| {
        let of_scores = |cell: fn(Scores) -> Cell| only(members, |(_, scores)| scores.map_or(Cell::Missing, cell));
        let mut cells = vec![
            of_scores(|it| Cell::Text(it.segment().to_owned())),
            only(members, |(habits, _)| Cell::Count(habits.recency_days)),
            Cell::Count(members.iter().map(|it| it.facts.0.frequency).sum()),
            Cell::Money(members.iter().map(|it| it.facts.0.monetary).sum()),
        ];
        if with_scores {
            cells.insert(0, of_scores(|it| Cell::Text(format!("{}{}{}", it.r, it.f, it.m))));
        }
        cells
    })
}

fn segments(plan: &Plan, by: Vec<Dimension>, items: &[Item<'_, Scored>]) -> Result<Report> {
    let metric = plan.main();
    let n_customers = items.iter().filter(|it| plan.keeps(it)).count();
    let share = Column { id: "share".into(), role: ColumnRole::Share(metric), unit: Unit::Percent };
    let figures = vec![metric_column(metric, Unit::Count), share, detail_column("monetary", Unit::Money)];
    tabulate(plan, Layout { by, figures, sort: Some((0, Direction::Descending)) }, items, |members| {
        vec![
            count(members.len()),
            super::items::ratio(members.len() as f64, n_customers as f64, 100.0),
            Cell::Money(members.iter().map(|it| it.facts.0.monetary).sum()),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::SEGMENTS;

    #[test]
    fn equal_values_get_equal_scores() {
        assert_eq!(scores(&[1, 1, 1, 1, 1]), [1, 1, 1, 1, 1]);
        assert_eq!(scores(&[10, 20, 30, 40, 50]), [1, 2, 3, 4, 5]);
        // Three worse of seven: 1 + floor(15/7) = 3.
        assert_eq!(scores(&[1, 1, 1, 5, 5, 9, 9]), [1, 1, 1, 3, 3, 4, 4]);
    }

    #[test]
    fn every_cell_of_the_grid_has_one_segment() {
        let grid: Vec<Vec<&str>> = (1..=5).map(|r| (1..=5).map(|f| Scores { r, f, m: 1 }.segment()).collect()).collect();
        assert_eq!(grid[4], ["new", "potential_loyalists", "potential_loyalists", "champions", "champions"]);
        assert_eq!(grid[3], ["promising", "potential_loyalists", "potential_loyalists", "loyal", "loyal"]);
        assert_eq!(grid[2], ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"]);
        assert_eq!(grid[1], ["hibernating", "hibernating", "at_risk", "at_risk", "cant_lose"]);
        assert_eq!(grid[0], grid[1]);
        assert!(grid.iter().flatten().all(|it| SEGMENTS.contains(it)));
    }

    #[test]
    fn four_customers_are_too_few() {
        assert_eq!(score(&[Habits { recency_days: 1, frequency: 1, monetary: Money(1) }; 4]), None);
    }
}
