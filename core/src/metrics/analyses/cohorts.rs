//! Cohort retention: of the customers who first bought in a month, the share that bought again k months later.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::bought::{CustomerDay, Per, customer_sums, first_day, until};
use super::facts::Customers;
use super::inactivity::by_customer;
use super::items::{Layout, Report, count, detail_column, finish, metric_column, ratio};
use crate::error::Result;
use crate::metrics::{Cell, Column, Dimension, Metric, Note, Param, Plan, Unit};
use crate::period::{Grain, add_days, add_months};
use crate::store::Scope;

/// Months shown beside each cohort when no month is asked.
const MONTHS_SHOWN: i32 = 12;

/// Who of a cohort was there after how many months.
#[derive(Debug, Default)]
struct Cohort {
    size: usize,
    active: BTreeMap<i32, usize>,
}

/// Cohorts by the first day of their month.
fn cohorts<'a>(customers: impl Iterator<Item = &'a [CustomerDay]>) -> BTreeMap<NaiveDate, Cohort> {
    let mut cohorts: BTreeMap<NaiveDate, Cohort> = BTreeMap::new();
    for days in customers {
        let months: BTreeSet<NaiveDate> =
            days.iter().filter(|it| it.sale_lines > 0).map(|it| Grain::Month.start_of(it.day)).collect();
        let Some(first) = months.first().copied() else { continue };
        let cohort = cohorts.entry(first).or_default();
        cohort.size += 1;
        for month in months {
            *cohort.active.entry(months_apart(first, month)).or_default() += 1;
        }
    }
    cohorts
}

fn months_apart(from: NaiveDate, to: NaiveDate) -> i32 {
    crate::period::whole_months(from, to)
}

/// `cohort_retention(cohort=2026-03, after=3)`; without a month all cohorts, without `after` every month since.
pub(super) async fn cohort_retention(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let wanted: Option<NaiveDate> = plan.param(Param::Cohort).and_then(|month| format!("{month}-01").parse().ok());
    let after = plan.integer(Param::After).and_then(|it| i32::try_from(it).ok());
    let customers = Customers::read(scope).await?;
    let days = customer_sums(scope, plan, until(plan, plan.as_of), Per::Month).await?;
    let Some(first_day) = first_day(scope, plan, &days, plan.as_of).await? else { return Ok(Report::no_data("orders")) };
    let mut cohorts = cohorts(by_customer(&customers, &days).into_iter().filter(|it| plan.keeps(it)).map(|it| it.facts));
    if let Some(month) = wanted {
        cohorts.retain(|it, _| *it == month);
    }
    let this_month = Grain::Month.start_of(plan.as_of);
    // A month that has not begun has no share yet.
    let begun = |cohort: NaiveDate, k: i32| add_months(cohort, k) <= this_month;
    let share = |month: NaiveDate, cohort: &Cohort, k: i32| {
        let active = cohort.active.get(&k).copied().unwrap_or_default();
        if begun(month, k) { ratio(active as f64, cohort.size as f64, 100.0) } else { Cell::Missing }
    };
    let size = detail_column("cohort_size", Unit::Count);
    let retention = metric_column(Metric::CohortRetention, Unit::Percent);
    let month_cell = |month: NaiveDate| Cell::Bucket(Grain::Month, month);
    let by = vec![Dimension::Month];
    let report = match (after, wanted) {
        (Some(k), _) => {
            let rows = cohorts.iter().map(|(month, cohort)| {
                let active = cohort.active.get(&k).copied().unwrap_or_default();
                vec![month_cell(*month), share(*month, cohort, k), count(cohort.size), count(active)]
            });
            let figures = vec![retention, size, detail_column("cohort_active", Unit::Count)];
            table(plan, Layout { by, figures, sort: None }, rows.collect())?
        }
        (None, Some(month)) => {
            let rows = cohorts.get(&month).into_iter().flat_map(|cohort| {
                (0..).take_while(move |k| begun(month, *k)).map(move |k| {
                    let active = cohort.active.get(&k).copied().unwrap_or_default();
                    vec![month_cell(add_months(month, k)), share(month, cohort, k), count(cohort.size), count(active)]
                })
            });
            let figures = vec![retention, size, detail_column("cohort_active", Unit::Count)];
            table(plan, Layout { by, figures, sort: None }, rows.collect())?
        }
        (None, None) => {
            let mut figures: Vec<Column> = vec![size];
            figures.extend((1..=MONTHS_SHOWN).map(|k| detail_column(&format!("after_{k}"), Unit::Percent)));
            let rows = cohorts.iter().map(|(month, cohort)| {
                let mut row = vec![month_cell(*month), count(cohort.size)];
                row.extend((1..=MONTHS_SHOWN).map(|k| share(*month, cohort, k)));
                row
            });
            let mut totals = vec![Cell::Missing, count(cohorts.values().map(|it| it.size).sum())];
            totals.extend((1..=MONTHS_SHOWN).map(|k| {
                let old_enough = || cohorts.iter().filter(|(month, _)| begun(**month, k)).map(|it| it.1);
                let active: usize = old_enough().filter_map(|it| it.active.get(&k)).sum();
                ratio(active as f64, old_enough().map(|it| it.size).sum::<usize>() as f64, 100.0)
            }));
            finish(plan, Layout { by, figures, sort: None }, rows.collect(), totals)?
        }
    };
    let reaches_now = match (after, wanted) {
        (Some(k), _) => cohorts.keys().any(|month| add_months(*month, k) == this_month),
        _ => !cohorts.is_empty(),
    };
    let partial = reaches_now && add_days(plan.as_of, 1) != Grain::Month.shift(plan.as_of, 1);
    let old_look_new = cohorts.keys().any(|it| *it == Grain::Month.start_of(first_day));
    Ok(report
        .noting(partial.then_some(Note::Partial { until: plan.as_of }))
        .noting(old_look_new.then_some(Note::FirstCustomersLookNew { first: first_day })))
}

fn table(plan: &Plan, layout: Layout, rows: Vec<Vec<Cell>>) -> Result<Report> {
    let totals = vec![Cell::Missing; layout.by.len() + layout.figures.len()];
    finish(plan, layout, rows, totals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Money;

    #[test]
    fn a_cohort_counts_each_customer_once_a_month() {
        let day =
            |customer, day: &str| CustomerDay { customer, day: day.parse().unwrap(), amount: Money(1), sale_lines: 1, orders: 1 };
        let one = [day(1, "2026-03-31"), day(1, "2026-06-01"), day(1, "2026-06-30")];
        let two = [day(2, "2026-03-01")];
        let found = cohorts([&one[..], &two[..]].into_iter());
        let march = &found[&"2026-03-01".parse().unwrap()];
        assert_eq!((march.size, march.active.clone()), (2, BTreeMap::from([(0, 2), (3, 1)])));
    }
}
