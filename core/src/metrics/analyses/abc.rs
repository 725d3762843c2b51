//! ABC by revenue and XYZ by steadiness of monthly sales.

use chrono::NaiveDate;

use super::bought::{Per, customer_sums};
use super::facts::{CUSTOMER, Customers, Products};
use super::inactivity::by_customer;
use super::items::{Item, Layout, Report, Subject, count, detail_column, is_one_by_one, metric_column, only, ratio, tabulate};
use super::sold::{product_months, product_sales};
use crate::error::{Problem, Result};
use crate::metrics::{Cell, Dimension, Direction, Metric, Param, Plan, Unit};
use crate::money::{Money, Quantity};
use crate::period::{Grain, Period, add_days, add_months};
use crate::store::{Scope, day_number};

/// Months that XYZ looks back, and how few are too few.
const MONTHS: i32 = 12;
const FEWEST_MONTHS: usize = 3;

#[derive(Clone, Debug)]
struct Classes {
    revenue: Money,
    abc: char,
    /// `-` where there is too little to say.
    xyz: char,
    variation: Option<f64>,
}

impl Classes {
    fn id(&self, metric: Metric) -> String {
        match metric {
            Metric::Abc => self.abc.to_string(),
            Metric::Xyz => self.xyz.to_string(),
            _ => format!("{}{}", self.abc, self.xyz),
        }
    }
}

/// Classes of amounts that stand in descending order: A while less than 80 % is behind, B below 95 %.
/// What sold for nothing is C.
fn abc(amounts: &[Money]) -> Vec<char> {
    let total: i128 = amounts.iter().map(|it| i128::from(it.0.max(0))).sum();
    let mut behind = 0_i128;
    let mut class = |amount: &Money| {
        let class = match behind * 100 {
            _ if amount.0 <= 0 => 'C',
            it if it < total * 80 => 'A',
            it if it < total * 95 => 'B',
            _ => 'C',
        };
        behind += i128::from(amount.0.max(0));
        class
    };
    amounts.iter().map(&mut class).collect()
}

/// Population deviation in percent of the mean; nothing where the mean is not above zero or months are few.
fn variation(months: &[Quantity]) -> Option<f64> {
    let n = months.len() as f64;
    let mean = months.iter().map(|it| it.to_f64()).sum::<f64>() / n;
    let squares: f64 = months.iter().map(|it| (it.to_f64() - mean).powi(2)).sum();
    (months.len() >= FEWEST_MONTHS && mean > 0.0).then(|| 100.0 * (squares / n).sqrt() / mean)
}

fn xyz(variation: Option<f64>) -> char {
    match variation {
        None => '-',
        Some(it) if it <= 25.0 => 'X',
        Some(it) if it <= 50.0 => 'Y',
        Some(_) => 'Z',
    }
}

/// `abc`, `xyz`, `abc_xyz`: how many of each class, or the items of one (`class=A`), or an item's own class.
pub(super) async fn classes(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let period = plan.period_or_year();
    let of_customers = plan.query.by.iter().any(|it| CUSTOMER.contains(it)) || plan.filters_by(CUSTOMER);
    if of_customers && plan.main() == Metric::Abc {
        let customers = Customers::read(scope).await?;
        let days = customer_sums(scope, plan, period, Per::Customer).await?;
        let revenue = by_customer(&customers, &days).into_iter().map(|it| {
            let amount = it.facts.iter().filter(|it| period.contains(it.day)).map(|it| it.amount).sum();
            (it.subject, amount, None)
        });
        return table(plan, period, Dimension::Customer, classify(revenue.collect(), Dimension::CustomerCode));
    }
    let products = Products::read(scope).await?;
    let sales = product_sales(scope, plan, period).await?;
    let until = Grain::Month.start_of(plan.today);
    let months: Vec<NaiveDate> = (1..=MONTHS).rev().map(|back| add_months(until, -back)).collect();
    let monthly = product_months(scope, plan, Period { from: months[0], to: add_days(until, -1) }).await?;
    // Each month as its number, with the day after it.
    let ends: Vec<(i64, NaiveDate)> = months.iter().map(|it| (day_number(*it), add_months(*it, 1))).collect();
    let values = products.directory().map(|product| {
        let known = ends.iter().filter(|(_, next)| product.created_on.is_none_or(|created| *next > created));
        let sold = monthly.get(&product.subject.id).map(Vec::as_slice).unwrap_or_default();
        let units = |(month, _): &(i64, NaiveDate)| sold.iter().find(|it| it.0 == *month).map_or(Quantity::ZERO, |it| it.1);
        let series: Vec<Quantity> = known.map(units).collect();
        let revenue = sales.get(&product.subject.id).map(|it| it.revenue).unwrap_or_default();
        (&product.subject, revenue, variation(&series))
    });
    table(plan, period, Dimension::Product, classify(values.collect(), Dimension::Sku))
}

/// Everybody's classes; equal amounts stand by code.
fn classify(mut values: Vec<(&Subject, Money, Option<f64>)>, code: Dimension) -> Vec<Item<'_, Classes>> {
    values.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.label(code).cmp(&b.0.label(code))));
    let amounts: Vec<Money> = values.iter().map(|it| it.1.max(Money::ZERO)).collect();
    let classes = abc(&amounts);
    let made = values.iter().zip(amounts).zip(classes).map(|(((subject, _, variation), revenue), abc)| {
        Item::new(subject, Classes { revenue, abc, xyz: xyz(*variation), variation: *variation })
    });
    made.collect()
}

fn table(plan: &Plan, period: Period, one: Dimension, items: Vec<Item<'_, Classes>>) -> Result<Report> {
    let metric = plan.main();
    let wanted = plan.param(Param::Class).map(|text| class_param(metric, text)).transpose()?;
    let total: Money = items.iter().map(|it| it.facts.revenue).sum();
    let items: Vec<Item<'_, Classes>> = items
        .into_iter()
        .map(|it| Item::with(it.subject, Dimension::Class, it.facts.id(metric), it.facts))
        .filter(|it| wanted.as_deref().is_none_or(|class| it.label(Dimension::Class) == Some(class)))
        .collect();
    let listed =
        wanted.is_some() || plan.filters_by(&[Dimension::Product, Dimension::Sku, Dimension::Customer, Dimension::CustomerCode]);
    let by = plan.by_or(&[if listed { one } else { Dimension::Class }]);
    let revenue = detail_column("revenue", Unit::Money);
    let share = detail_column("revenue_share", Unit::Percent);
    let money = |members: &[&Item<'_, Classes>]| members.iter().map(|it| it.facts.revenue).sum::<Money>();
    let share_of = |amount: Money| ratio(amount.to_f64(), total.to_f64(), 100.0);
    if !is_one_by_one(&by) {
        let figures = vec![metric_column(metric, Unit::Count), revenue, share];
        let report = tabulate(plan, Layout { by, figures, sort: None }, &items, |members| {
            vec![count(members.len()), Cell::Money(money(members)), share_of(money(members))]
        })?;
        return Ok(report.during(period));
    }
    let mut figures = vec![metric_column(metric, Unit::Text), revenue, share];
    let steadiness = one == Dimension::Product;
    if steadiness {
        figures.extend([detail_column("class_abc_xyz", Unit::Text), detail_column("variation", Unit::Percent)]);
    }
    let report = tabulate(plan, Layout { by, figures, sort: Some((1, Direction::Descending)) }, &items, |members| {
        let mut cells =
            vec![only(members, |it| Cell::Text(it.id(metric))), Cell::Money(money(members)), share_of(money(members))];
        if steadiness {
            cells.push(only(members, |it| Cell::Text(it.id(Metric::AbcXyz))));
            cells.push(only(members, |it| it.variation.map_or(Cell::Missing, Cell::Number)));
        }
        cells
    })?;
    Ok(report.during(period))
}

fn class_param(metric: Metric, text: &str) -> Result<String> {
    let class = text.to_ascii_uppercase();
    let letters: &[&str] = match metric {
        Metric::Abc => &["ABC"],
        Metric::Xyz => &["XYZ"],
        _ => &["ABC", "XYZ"],
    };
    let fits = class.len() == letters.len() && class.chars().zip(letters).all(|(it, allowed)| allowed.contains(it));
    let bad =
        || Problem::new("query-bad-param").with("param", Param::Class).with("value", text).with("example", letters.join(", "));
    if fits { Ok(class) } else { Err(bad().into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_crosses_the_line_is_still_inside() {
        let amounts = [50, 30, 10, 5, 4, 1, 0, -7].map(Money);
        assert_eq!(abc(&amounts), ['A', 'A', 'B', 'B', 'C', 'C', 'C', 'C']);
        assert_eq!(abc(&[Money(0)]), ['C']);
        assert_eq!(abc(&[Money(9)]), ['A']);
    }

    #[test]
    fn steady_sales_are_x() {
        assert_eq!(xyz(variation(&[Quantity(5_000); 12])), 'X');
        assert_eq!(xyz(variation(&[Quantity(2_000), Quantity(4_000), Quantity(6_000)])), 'Y');
        assert_eq!(xyz(variation(&[Quantity(0), Quantity(0), Quantity(6_000)])), 'Z');
        assert_eq!(xyz(variation(&[Quantity(5_000); 2])), '-');
        assert_eq!(xyz(variation(&[Quantity(0); 12])), '-');
    }

    #[test]
    fn a_class_belongs_to_its_analysis() {
        assert_eq!(class_param(Metric::Abc, "a").unwrap(), "A");
        assert_eq!(class_param(Metric::AbcXyz, "CX").unwrap(), "CX");
        for (metric, class) in [(Metric::Abc, "Z"), (Metric::Xyz, "A"), (Metric::AbcXyz, "A"), (Metric::Abc, "")] {
            assert!(class_param(metric, class).is_err(), "{class}");
        }
    }
}
