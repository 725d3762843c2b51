//! Who bought when: last purchase, months without one, inactive customers, those who never bought.

use std::ops::Range;

use chrono::NaiveDate;

use super::bought::{CustomerDay, Per, customer_days, customer_sums, until};
use super::facts::Customers;
use super::items::{Item, Layout, Report, count, detail_column, is_one_by_one, metric_column, only, tabulate};
use crate::error::Result;
use crate::metrics::{Cell, Dimension, Direction, Metric, Note, Param, Plan, Unit};
use crate::money::Money;
use crate::period::{add_days, add_months, whole_months};
use crate::store::Scope;

/// A customer's last purchase and what the 12 months up to and including it brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LastPurchase {
    pub on: NaiveDate,
    pub revenue_12m: Money,
}

/// `days` are of one customer, in order.
pub(super) fn last_purchase(days: &[CustomerDay]) -> Option<LastPurchase> {
    let on = days.iter().rev().find(|it| it.sale_lines > 0)?.day;
    Some(LastPurchase { on, revenue_12m: revenue_of_year(days, on) })
}

/// Revenue of the 12 months up to and including `to`.
pub(super) fn revenue_of_year(days: &[CustomerDay], to: NaiveDate) -> Money {
    let after = add_months(to, -12);
    days.iter().filter(|it| after < it.day && it.day <= to).map(|it| it.amount).sum()
}

/// The days of each customer of the directory; none for who never bought.
pub(super) fn by_customer<'a>(customers: &'a Customers, days: &'a [CustomerDay]) -> Vec<Item<'a, &'a [CustomerDay]>> {
    let mut spans: std::collections::HashMap<i64, &[CustomerDay]> = std::collections::HashMap::new();
    for span in days.chunk_by(|a, b| a.customer == b.customer) {
        spans.insert(span[0].customer, span);
    }
    customers.directory().map(|it| Item::new(&it.subject, spans.get(&it.subject.id).copied().unwrap_or_default())).collect()
}

/// `last_purchase`, `months_without_purchase`: of each customer, or the latest of a group.
pub(super) async fn last_purchases(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let customers = Customers::read(scope).await?;
    let days = customer_sums(scope, plan, until(plan, plan.as_of), Per::Customer).await?;
    let items: Vec<Item<'_, Option<NaiveDate>>> = by_customer(&customers, &days)
        .into_iter()
        .map(|it| Item::new(it.subject, last_purchase(it.facts).map(|last| last.on)))
        .collect();
    let (date, months) =
        (metric_column(Metric::LastPurchase, Unit::Date), metric_column(Metric::MonthsWithoutPurchase, Unit::Months));
    let months_first = plan.main() == Metric::MonthsWithoutPurchase;
    let mut figures = if months_first { vec![months, date] } else { vec![date, months] };
    figures.push(detail_column("days_since", Unit::Days));
    let layout = Layout { by: plan.by_or(&[Dimension::Customer]), figures, sort: Some((0, Direction::Descending)) };
    tabulate(plan, layout, &items, |members| {
        let Some(last) = members.iter().filter_map(|it| it.facts).max() else {
            return vec![Cell::Missing; 3];
        };
        let (date, months) = (Cell::Date(last), Cell::Count(i64::from(whole_months(last, plan.as_of))));
        let days = Cell::Count((plan.as_of - last).num_days());
        if months_first { vec![months, date, days] } else { vec![date, months, days] }
    })
}

/// `inactive_customers(months=N)`: bought at least once, but not within the last N months;
/// with `below=M` they bought within the last M.
pub(super) async fn inactive_customers(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let silence = silence(plan);
    let customers = Customers::read(scope).await?;
    let bought = customer_sums(scope, plan, until(plan, plan.as_of), Per::Customer).await?;
    let all = by_customer(&customers, &bought);
    let never = all.iter().filter(|it| plan.keeps(it) && last_purchase(it.facts).is_none()).count();
    let days = customer_days(scope, plan, plan.as_of).await?;
    let items: Vec<Item<'_, LastPurchase>> = by_customer(&customers, &days)
        .into_iter()
        .filter_map(|it| Some(Item::new(it.subject, last_purchase(it.facts)?)))
        .filter(|it| silence(it.facts.on).contains(&plan.as_of))
        .collect();
    let revenue = detail_column("revenue_12m", Unit::Money);
    let note = (never > 0).then_some(Note::NeverBoughtApart { customers: never });
    let total = |members: &[&Item<'_, LastPurchase>]| Cell::Money(members.iter().map(|it| it.facts.revenue_12m).sum());
    let by = plan.query.by.clone();
    let report = if is_one_by_one(&by) {
        let figures =
            vec![detail_column("last_purchase", Unit::Date), detail_column("months_without_purchase", Unit::Months), revenue];
        tabulate(plan, Layout { by, figures, sort: Some((2, Direction::Descending)) }, &items, |members| {
            vec![
                only(members, |it| Cell::Date(it.on)),
                only(members, |it| Cell::Count(i64::from(whole_months(it.on, plan.as_of)))),
                total(members),
            ]
        })?
    } else {
        let figures = vec![metric_column(Metric::InactiveCustomers, Unit::Count), revenue];
        tabulate(plan, Layout { by, figures, sort: Some((0, Direction::Descending)) }, &items, |members| {
            vec![count(members.len()), total(members)]
        })?
    };
    Ok(report.noting(note))
}

/// The days on which a customer who bought on a day and not since is inactive: from so many days or months after it,
/// and up to so many of the same unit.
fn silence(plan: &Plan) -> impl Fn(NaiveDate) -> Range<NaiveDate> {
    let days = plan.integer(Param::Days);
    let least = days.or_else(|| plan.integer(Param::Months)).unwrap_or(3);
    let below = plan.integer(Param::Below);
    let after = move |last, n: i64| match days {
        Some(_) => add_days(last, n),
        None => add_months(last, i32::try_from(n).unwrap_or(i32::MAX)),
    };
    move |last| after(last, least)..below.map_or(NaiveDate::MAX, |it| after(last, it))
}

/// `never_bought`: customers of the directory without any sale line up to today.
pub(super) async fn never_bought(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let customers = Customers::read(scope).await?;
    let days = customer_sums(scope, plan, until(plan, plan.as_of), Per::Customer).await?;
    let bought: std::collections::HashSet<i64> = days.iter().filter(|it| it.sale_lines > 0).map(|it| it.customer).collect();
    let items: Vec<Item<'_, Option<NaiveDate>>> = customers
        .directory()
        .filter(|it| !bought.contains(&it.subject.id))
        .map(|it| Item::new(&it.subject, it.created_on))
        .collect();
    let by = plan.query.by.clone();
    if is_one_by_one(&by) {
        let layout = Layout { by, figures: vec![detail_column("created_on", Unit::Date)], sort: None };
        return tabulate(plan, layout, &items, |members| vec![only(members, |it| it.map_or(Cell::Missing, Cell::Date))]);
    }
    let layout =
        Layout { by, figures: vec![metric_column(Metric::NeverBought, Unit::Count)], sort: Some((0, Direction::Descending)) };
    tabulate(plan, layout, &items, |members| vec![count(members.len())])
}

/// `customers_total`: customers of the directory.
pub(super) async fn customers_total(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let customers = Customers::read(scope).await?;
    let items: Vec<Item<'_, ()>> = customers.directory().map(|it| Item::new(&it.subject, ())).collect();
    let figures = vec![metric_column(Metric::CustomersTotal, Unit::Count)];
    let layout = Layout { by: plan.query.by.clone(), figures, sort: Some((0, Direction::Descending)) };
    tabulate(plan, layout, &items, |members| vec![count(members.len())])
}
