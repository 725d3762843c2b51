//! Revenue of the months to come: several simple methods, and the one that would have erred least
//! over the last months. Only whole months are history.

use chrono::NaiveDate;

use super::facts::{CUSTOMER, Customers, PRODUCT, Products, open_class};
use super::items::{Layout, Report, detail_column, finish, metric_column};
use crate::error::{Problem, Result};
use crate::metrics::{Cell, Dimension, Ground, Metric, Note, Plan, Unit};
use crate::money::Money;
use crate::period::{Grain, Period, add_days, add_months, whole_months};
use crate::store::Scope;

/// Less history says nothing.
const FEWEST_MONTHS: usize = 6;
/// A year is a season.
const SEASON: usize = 12;
/// Months that the methods are tried on, at most and at least.
const TRIALS: usize = 6;
const FEWEST_TRIALS: usize = 3;
/// Further ahead is fortune-telling.
const MOST_AHEAD: usize = 12;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    /// As the last month.
    Naive,
    /// As the same month a year before.
    SeasonalNaive,
    /// The same, times the growth of the last three months over the same three a year before.
    SeasonalGrowth,
    /// A level and a trend that fades.
    DampedTrend,
    /// A level, a fading trend and what each month of the year adds to it: for two years of history and more.
    HoltWinters,
    /// The mean of the last twelve months.
    Mean,
}

impl Method {
    /// In the order that ties are broken.
    const ALL: [Self; 6] =
        [Self::Naive, Self::SeasonalGrowth, Self::HoltWinters, Self::DampedTrend, Self::SeasonalNaive, Self::Mean];

    /// The name in the locales, `method-<id>`.
    fn id(self) -> &'static str {
        match self {
            Self::Naive => "naive",
            Self::SeasonalNaive => "seasonal_naive",
            Self::SeasonalGrowth => "seasonal_growth",
            Self::DampedTrend => "damped_trend",
            Self::HoltWinters => "holt_winters",
            Self::Mean => "mean",
        }
    }

    /// The value `ahead` months after the end of `history`; 1 is the next month. Nothing where history is too short.
    fn forecast(self, history: &[f64], ahead: usize) -> Option<f64> {
        let n = history.len();
        match self {
            Self::Naive => history.last().copied(),
            Self::Mean => (n >= SEASON).then(|| history[n - SEASON..].iter().sum::<f64>() / SEASON as f64),
            Self::SeasonalNaive => history.get((n + ahead - 1).checked_sub(SEASON)?).copied(),
            Self::SeasonalGrowth => {
                let year_before = n.checked_sub(SEASON + 3)?;
                let sum = |from: usize| history[from..from + 3].iter().sum::<f64>();
                let (now, before) = (sum(n - 3), sum(year_before));
                let growth = (before > 0.0).then(|| (now / before).clamp(0.5, 2.0))?;
                Some(Self::SeasonalNaive.forecast(history, ahead)? * growth)
            }
            Self::DampedTrend => damped_trend(history, ahead),
            Self::HoltWinters => holt_winters(history, ahead),
        }
    }
}

/// Holt's method with a fading trend; the weights are those with the least squared error one month ahead.
fn damped_trend(history: &[f64], ahead: usize) -> Option<f64> {
    if history.len() < FEWEST_MONTHS {
        return None;
    }
    let grid = |from: f64, to: f64, steps: u32| (0..=steps).map(move |n| from + (to - from) * f64::from(n) / f64::from(steps));
    let mut best: Option<(f64, f64)> = None;
    for alpha in grid(0.05, 0.95, 9) {
        for beta in grid(0.0, 0.5, 5) {
            for fade in [0.8, 0.9, 0.98] {
                let (error, value) = holt(history, ahead, (alpha, beta, fade));
                if best.is_none_or(|(least, _)| error < least) {
                    best = Some((error, value));
                }
            }
        }
    }
    best.map(|it| it.1)
}

/// Squared error over the history, and the value `ahead` months after it.
fn holt(history: &[f64], ahead: usize, (alpha, beta, fade): (f64, f64, f64)) -> (f64, f64) {
    let (mut level, mut trend, mut squares) = (history[0], history[1] - history[0], 0.0);
    for value in &history[1..] {
        let expected = level + fade * trend;
        let error = value - expected;
        squares += error * error;
        let next = expected + alpha * error;
        trend = (1.0 - beta) * fade * trend + beta * (next - level);
        level = next;
    }
    let faded: f64 = (1..=ahead).map(|k| fade.powi(k as i32)).sum();
    (squares, level + faded * trend)
}

/// Holt-Winters with additive seasons; the weights are those with the least squared error one month ahead.
fn holt_winters(history: &[f64], ahead: usize) -> Option<f64> {
    if history.len() < 2 * SEASON {
        return None;
    }
    let mut best: Option<(f64, f64)> = None;
    for alpha in [0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9] {
        for beta in [0.0, 0.05, 0.1, 0.2, 0.4] {
            for gamma in [0.0, 0.05, 0.1, 0.2, 0.4, 0.6] {
                for fade in [0.9, 0.98] {
                    let (error, value) = seasonal(history, ahead, (alpha, beta, gamma, fade));
                    if best.is_none_or(|(least, _)| error < least) {
                        best = Some((error, value));
                    }
                }
            }
        }
    }
    best.map(|it| it.1)
}

/// Squared error after the first season, and the value `ahead` months after the history.
fn seasonal(history: &[f64], ahead: usize, (alpha, beta, gamma, fade): (f64, f64, f64, f64)) -> (f64, f64) {
    let mean = |of: &[f64]| of.iter().sum::<f64>() / SEASON as f64;
    let first = mean(&history[..SEASON]);
    let (mut level, mut trend) = (first, (mean(&history[SEASON..2 * SEASON]) - first) / SEASON as f64);
    // The level stands in the middle of the first year: each month's addition is beside the line through it.
    let middle = (SEASON - 1) as f64 / 2.0;
    let mut seasons: Vec<f64> = (0..SEASON).map(|n| history[n] - (first + trend * (n as f64 - middle))).collect();
    level += trend * middle;
    let mut squares = 0.0;
    for (n, value) in history.iter().enumerate().skip(SEASON) {
        let season = seasons[n % SEASON];
        let expected = level + fade * trend;
        let error = value - expected - season;
        squares += error * error;
        let next = expected + alpha * error;
        trend = (1.0 - beta) * fade * trend + beta * (next - level);
        seasons[n % SEASON] = season + gamma * (1.0 - alpha) * error;
        level = next;
    }
    let faded: f64 = (1..=ahead).map(|k| fade.powi(k as i32)).sum();
    (squares, level + faded * trend + seasons[(history.len() + ahead - 1) % SEASON])
}

/// How a method would have done over the last months.
#[derive(Clone, Debug, PartialEq)]
struct Trial {
    method: Method,
    errors: Vec<f64>,
    mean_error: f64,
    /// Mean of |error| / |actual|, in percent.
    percent: Option<f64>,
}

/// Rolling origin: each of the last months is forecast from what was known `ahead` months before it.
fn try_out(method: Method, history: &[f64], ahead: usize) -> Option<Trial> {
    let targets = history.len().saturating_sub(TRIALS)..history.len();
    let tried: Vec<(f64, f64)> =
        targets.filter_map(|at| Some((method.forecast(&history[..(at + 1).checked_sub(ahead)?], ahead)?, history[at]))).collect();
    if tried.len() < FEWEST_TRIALS {
        return None;
    }
    let errors: Vec<f64> = tried.iter().map(|(forecast, actual)| (forecast - actual).abs()).collect();
    let n = tried.len() as f64;
    let percent = tried.iter().zip(&errors).map(|((_, actual), error)| (*actual != 0.0).then(|| 100.0 * error / actual.abs()));
    let percent = percent.sum::<Option<f64>>().map(|it| it / n);
    Some(Trial { method, mean_error: errors.iter().sum::<f64>() / n, percent, errors })
}

/// The mean error of repeating the season (or the last month, with less than a season) before the first trial:
/// what MASE divides by.
fn scale(history: &[f64]) -> Option<f64> {
    let known = &history[..history.len().saturating_sub(TRIALS)];
    let lag = if known.len() > SEASON { SEASON } else { 1 };
    let steps: Vec<f64> = known.iter().skip(lag).zip(known).map(|(now, before)| (now - before).abs()).collect();
    let mean = steps.iter().sum::<f64>() / steps.len() as f64;
    (mean > 0.0).then_some(mean)
}

#[derive(Clone, Debug, PartialEq)]
struct Outlook {
    value: f64,
    /// In four cases of five the truth is not further than this from the value.
    margin: Option<f64>,
    method: Method,
    mase: Option<f64>,
    percent: Option<f64>,
}

/// The best method at this distance, by its mean error: MASE divides all of them by the same number.
fn outlook(history: &[f64], ahead: usize) -> Option<Outlook> {
    let trials: Vec<Trial> = Method::ALL.into_iter().filter_map(|it| try_out(it, history, ahead)).collect();
    let best = trials.into_iter().min_by(|a, b| a.mean_error.total_cmp(&b.mean_error));
    let Some(mut best) = best else {
        let value = Method::Naive.forecast(history, ahead)?;
        return Some(Outlook { value, margin: None, method: Method::Naive, mase: None, percent: None });
    };
    best.errors.sort_by(f64::total_cmp);
    let in_four_of_five = (best.errors.len() * 4).div_ceil(5) - 1;
    Some(Outlook {
        value: best.method.forecast(history, ahead)?.max(0.0),
        margin: best.errors.get(in_four_of_five).copied(),
        method: best.method,
        mase: scale(history).map(|it| best.mean_error / it),
        percent: best.percent,
    })
}

/// `forecast_revenue`: the months of the period that are not over; the current one and the next if none is asked.
pub(super) async fn forecast_revenue(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let Some(data) = plan.data else { return Ok(Report::no_data("orders")) };
    let this_month = Grain::Month.start_of(plan.today);
    let first_whole = match Grain::Month.start_of(data.first) {
        start if start == data.first => start,
        start => add_months(start, 1),
    };
    let n_whole = usize::try_from(whole_months(first_whole, this_month)).unwrap_or_default();
    if n_whole < FEWEST_MONTHS {
        let too_little = Problem::new("forecast-too-little").with("months", n_whole).with("needed", FEWEST_MONTHS);
        return Err(too_little.into());
    }
    let months: Vec<NaiveDate> = (0..n_whole as i32).map(|n| add_months(first_whole, n)).collect();
    let history = monthly_revenue(scope, plan, &months).await?;
    let history: Vec<f64> = history.into_iter().map(Money::to_f64).collect();
    let asked = asked_months(plan, this_month)?;
    let mut rows = Vec::new();
    for month in &asked {
        let ahead = usize::try_from(whole_months(this_month, *month)).unwrap_or_default() + 1;
        let Some(it) = outlook(&history, ahead) else { continue };
        let year_before = (history.len() + ahead - 1).checked_sub(SEASON).and_then(|at| history.get(at));
        let edge = |sign: f64| it.margin.map_or(Cell::Missing, |margin| money((it.value + sign * margin).max(0.0)));
        rows.push(vec![
            Cell::Bucket(Grain::Month, *month),
            money(it.value),
            edge(-1.0),
            edge(1.0),
            year_before.copied().map_or(Cell::Missing, money),
            Cell::Text(it.method.id().to_owned()),
            it.percent.map_or(Cell::Missing, Cell::Number),
            it.mase.map_or(Cell::Missing, Cell::Number),
        ]);
    }
    let figures = vec![
        metric_column(Metric::ForecastRevenue, Unit::Money),
        detail_column("low", Unit::Money),
        detail_column("high", Unit::Money),
        detail_column("year_before", Unit::Money),
        detail_column("method", Unit::Text),
        detail_column("error_percent", Unit::Percent),
        detail_column("mase", Unit::Ratio),
    ];
    let sum = |at: usize| rows.iter().map(|row| if let Cell::Money(it) = row[at] { it } else { Money::ZERO }).sum();
    let mut totals = vec![Cell::Missing; 1 + figures.len()];
    totals[1] = Cell::Money(sum(1));
    let period = Period { from: asked[0], to: Grain::Month.end_of(asked[asked.len() - 1]) };
    let report = finish(plan, Layout { by: vec![Dimension::Month], figures, sort: None }, rows, totals)?;
    Ok(report.noting(Some(Note::Forecast)).during(period))
}

fn money(value: f64) -> Cell {
    Cell::Money(Money((value * 100.0).round() as i64))
}

/// The months to forecast, by their first days: at least one.
fn asked_months(plan: &Plan, this_month: NaiveDate) -> Result<Vec<NaiveDate>> {
    let (from, to) = match plan.period {
        Some(period) if period.to >= this_month => (Grain::Month.start_of(period.from).max(this_month), period.to),
        _ => (this_month, add_months(this_month, 1)),
    };
    let months: Vec<NaiveDate> = (0..).map(|n| add_months(from, n)).take_while(|it| *it <= to).take(MOST_AHEAD * 2).collect();
    match months.last() {
        Some(last) if whole_months(this_month, *last) < MOST_AHEAD as i32 => Ok(months),
        _ => Err(Problem::new("forecast-too-far").with("months", MOST_AHEAD).into()),
    }
}

macro_rules! monthly {
    ($table:literal, $day:literal, $customer:literal, $product:literal) => {
        concat!(
            "SELECT c.month, ",
            $customer,
            ", ",
            $product,
            ", CAST(SUM(i.amount) AS BIGINT)
               FROM ",
            $table,
            " i JOIN calendar c ON c.day = i.",
            $day,
            "
              WHERE i.organization_id = $1 AND i.",
            $day,
            " BETWEEN $2 AND $3 AND i.class IN ($4, 1, 4)
              GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
        )
    };
}
const OF_LINES: &str = monthly!("order_items", "ordered_on", "i.customer_id", "i.product_id");
const OF_DAYS: &str = monthly!("day_sales", "ordered_on", "CAST(NULL AS BIGINT)", "CAST(NULL AS BIGINT)");
const OF_CUSTOMERS: &str = monthly!("customer_sales", "month", "NULLIF(i.customer_id, 0)", "CAST(NULL AS BIGINT)");
const OF_PRODUCTS: &str = monthly!("product_sales", "month", "CAST(NULL AS BIGINT)", "i.product_id");

/// Revenue of each of these months, of the lines that the filters keep.
async fn monthly_revenue(scope: &mut Scope, plan: &Plan, months: &[NaiveDate]) -> Result<Vec<Money>> {
    let mut sums = vec![Money::ZERO; months.len()];
    let (Some(first), Some(last)) = (months.first(), months.last()) else { return Ok(sums) };
    let until = add_days(add_months(*last, 1), -1);
    let mut add = |month: NaiveDate, amount: Money| {
        if let Some(sum) = usize::try_from(whole_months(*first, month)).ok().and_then(|at| sums.get_mut(at)) {
            *sum += amount;
        }
    };
    let (customers, products) = (Customers::read(scope).await?, Products::read(scope).await?);
    let customers: std::collections::HashMap<_, _> = customers.0.iter().map(|it| (it.subject.id, &it.subject)).collect();
    let products = products.by_id();
    let text = match (plan.ground, plan.filters_by(CUSTOMER), plan.filters_by(PRODUCT)) {
        (Ground::Sums, false, false) => OF_DAYS,
        (Ground::Sums, true, false) => OF_CUSTOMERS,
        (Ground::Sums, false, true) => OF_PRODUCTS,
        _ => OF_LINES,
    };
    let statement = scope.sql(text).bind(*first).bind(until).bind(open_class(plan));
    statement
        .each(|row| {
            let customer = row.get::<Option<i64>>(1)?.and_then(|it| customers.get(&it));
            let product = row.get::<Option<i64>>(2)?.and_then(|it| products.get(&it));
            let label = |dimension| match dimension {
                it if CUSTOMER.contains(&it) => customer.and_then(|customer| customer.label(it)),
                it if PRODUCT.contains(&it) => product.and_then(|product| product.subject.label(it)),
                _ => None,
            };
            if plan.keeps_except(&[], label) {
                add(row.get(0)?, row.get(3)?);
            }
            Ok(())
        })
        .await?;
    Ok(sums)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Monthly revenue of the demo shop, December 2024 to October 2026.
    const SHOP: [f64; 23] = [
        1815992.3, 1640350.43, 1586718.93, 1860057.9, 2004073.21, 2195396.27, 2105031.09, 2005323.9, 2045920.04, 2356555.23,
        2530017.15, 2457392.55, 3018627.18, 2065864.25, 2053094.08, 2877316.5, 2488546.95, 2776823.76, 2835067.43, 3271915.06,
        3299910.51, 3389623.99, 3992751.97,
    ];

    #[test]
    fn trials_agree_with_figures_computed_elsewhere() {
        let unit = scale(&SHOP).unwrap();
        for (method, mean_error, mase, percent) in [
            (Method::Naive, 250_700.84, 0.349, 7.4),
            (Method::SeasonalNaive, 1_054_641.51, 1.466, 31.75),
            (Method::SeasonalGrowth, 266_892.63, 0.371, 8.24),
            (Method::Mean, 728_201.33, 1.012, 21.69),
        ] {
            let trial = try_out(method, &SHOP, 1).unwrap();
            assert!((trial.mean_error - mean_error).abs() < 0.01, "{method:?}: {}", trial.mean_error);
            assert!((trial.mean_error / unit - mase).abs() < 0.001, "{method:?}");
            assert!((trial.percent.unwrap() - percent).abs() < 0.01, "{method:?}");
        }
    }

    #[test]
    fn the_choice_beats_doing_nothing_clever() {
        let next = outlook(&SHOP, 1).unwrap();
        assert!(next.mase.unwrap() < 0.40, "{next:?}");
        // December as seen from the middle of November: two months after the last whole one.
        let december = outlook(&SHOP, 2).unwrap();
        assert_eq!(december.method, Method::SeasonalGrowth);
        assert!((december.value - 4_651_406.497).abs() < 0.01, "{december:?}");
    }

    #[test]
    fn seasons_on_a_line_are_continued() {
        let wave = |n: usize| 1_000.0 + 5.0 * n as f64 + if n % SEASON == 11 { 400.0 } else { 0.0 };
        let history: Vec<f64> = (0..36).map(wave).collect();
        for ahead in [1, 12] {
            let value = holt_winters(&history, ahead).unwrap();
            assert!((value - wave(35 + ahead)).abs() < 40.0, "{ahead}: {value}");
        }
        assert_eq!(holt_winters(&history[..23], 1), None);
    }

    #[test]
    fn a_straight_line_is_followed_and_a_constant_repeated() {
        let line: Vec<f64> = (1..=24).map(|n| 100.0 + 10.0 * f64::from(n)).collect();
        let next = damped_trend(&line, 1).unwrap();
        assert!((345.0..=352.0).contains(&next), "{next}");
        let flat = outlook(&[500.0; 12], 1).unwrap();
        assert_eq!((flat.value, flat.margin, flat.mase), (500.0, Some(0.0), None));
    }
}
