//! From a question to a plan: dates fixed, defaults filled, impossible pairs refused. No database here.

use chrono::NaiveDate;

use super::catalog::{DEFAULT_LIMIT, Family, Span};
use super::query::{Dimension, Direction, Filter, Metric, MetricCall, MetricQuery, Param, Sort, SortBy};
use super::table::Note;
use crate::error::Problem;
use crate::period::{Grain, Period, PeriodSpec};
use crate::tenancy::Organization;

/// A series is not drawn with more buckets than this.
const MOST_BUCKETS: i64 = 4_000;

/// First and last day with an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataRange {
    pub first: NaiveDate,
    pub last: NaiveDate,
}

/// What a question means depends on this.
#[derive(Clone, Copy, Debug)]
pub struct PlanContext<'a> {
    /// The organization's local date.
    pub today: NaiveDate,
    /// `None`: there are no orders yet.
    pub data: Option<DataRange>,
    pub organization: &'a Organization,
}

/// What a plan may be answered from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Sums kept beside the lines, wherever they hold the answer exactly.
    Sums,
    /// Order lines only: what the sums are held against.
    Lines,
}

/// A question ready to be computed.
#[derive(Clone, Debug)]
pub struct Plan {
    /// As asked: still relative.
    pub query: MetricQuery,
    pub family: Family,
    pub today: NaiveDate,
    /// The date of a state: the end of the asked period, not later than today.
    pub as_of: NaiveDate,
    pub data: Option<DataRange>,
    /// `None`: a state for which no period was asked.
    pub period: Option<Period>,
    pub base: Option<Period>,
    /// `None`: the metric's own order. A series stands in the order of the calendar.
    pub sort: Option<Sort>,
    pub limit: Option<usize>,
    pub currency: String,
    pub count_open_orders: bool,
    pub ground: Ground,
    /// What is known before anything is computed.
    pub notes: Vec<Note>,
}

/// Fixes dates and defaults; refuses what has no answer, saying what can be asked instead.
pub fn plan(query: &MetricQuery, context: &PlanContext<'_>) -> Result<Plan, Problem> {
    let main = query.metrics.first().ok_or_else(|| Problem::new("query-ends-early").with("expected", "a metric"))?.metric;
    let family = main.entry().family;
    check_metrics(query, main)?;
    check_dimensions(query)?;
    check_filters(query, family)?;
    check_params(query)?;
    let mut plan = Plan {
        query: query.clone(),
        family,
        today: context.today,
        as_of: context.today,
        data: context.data,
        period: None,
        base: None,
        sort: sort(query, family)?,
        limit: limit(query)?,
        currency: context.organization.currency.clone(),
        count_open_orders: context.organization.count_open_orders,
        ground: Ground::Sums,
        notes: Vec::new(),
    };
    fix_dates(&mut plan, main)?;
    Ok(plan)
}

impl Plan {
    /// The metric asked first: the one that ranks and is drawn.
    pub fn main(&self) -> Metric {
        self.query.metrics[0].metric
    }

    /// A parameter of the main metric, or its default.
    pub fn param(&self, param: Param) -> Option<&str> {
        let call = &self.query.metrics[0];
        let asked = call.params.iter().find(|(it, _)| *it == param).map(|(_, value)| &value[..]);
        asked.or_else(|| call.metric.entry().params.iter().find(|(it, _)| *it == param)?.1)
    }

    /// A whole-number parameter of the main metric, or its default.
    pub fn integer(&self, param: Param) -> Option<i64> {
        self.param(param)?.parse().ok()
    }

    /// The calendar unit of a series.
    pub fn grain(&self) -> Option<Grain> {
        self.query.by.iter().find_map(|it| it.grain())
    }
}

fn check_metrics(query: &MetricQuery, main: Metric) -> Result<(), Problem> {
    for (n, call) in query.metrics.iter().enumerate() {
        if query.metrics[..n].iter().any(|it| it.metric == call.metric) {
            return Err(Problem::new("query-metric-twice").with("metric", call.metric));
        }
        let together = match main.entry().family {
            Family::Fact => call.metric.entry().family == Family::Fact,
            Family::Analysis => call.metric == main || main.companions().contains(&call.metric),
        };
        if !together {
            return Err(Problem::new("query-metrics-apart").with("metric", call.metric));
        }
    }
    Ok(())
}

fn check_dimensions(query: &MetricQuery) -> Result<(), Problem> {
    for (n, dimension) in query.by.iter().enumerate() {
        if query.by[..n].contains(dimension) {
            return Err(Problem::new("query-dimension-twice").with("dimension", dimension));
        }
        let Some(call) = query.metrics.iter().find(|it| !it.metric.entry().by.contains(dimension)) else { continue };
        return Err(Problem::new("query-not-split")
            .with("metric", call.metric)
            .with("dimension", dimension)
            .with("kind", kind(call.metric)));
    }
    if query.by.iter().filter(|it| it.grain().is_some()).count() > 1 {
        return Err(Problem::new("query-two-grains"));
    }
    Ok(())
}

fn check_filters(query: &MetricQuery, family: Family) -> Result<(), Problem> {
    for filter in &query.filters {
        match filter {
            Filter::Values { dimension, values, .. } => {
                let refuses = |it: &&super::query::MetricCall| !it.metric.entry().filters.contains(dimension);
                if let Some(call) = query.metrics.iter().find(refuses) {
                    let code = if dimension.grain().is_some() { "query-filter-by-period" } else { "query-not-narrowed" };
                    return Err(Problem::new(code)
                        .with("metric", call.metric)
                        .with("dimension", dimension)
                        .with("kind", kind(call.metric)));
                }
                let is_weekday = |it: &String| it.parse::<u32>().is_ok_and(|it| (1..=7).contains(&it));
                if *dimension == Dimension::Weekday && !values.iter().all(is_weekday) {
                    return Err(Problem::new("query-bad-weekday"));
                }
            }
            Filter::Threshold { metric, .. } => {
                let computed = match family {
                    Family::Fact => metric.entry().family == Family::Fact,
                    Family::Analysis => query.metrics.iter().any(|it| it.metric == *metric),
                };
                if !computed {
                    return Err(Problem::new("query-metrics-apart")
                        .with("metric", query.metrics[0].metric)
                        .with("other", metric));
                }
                if family == Family::Fact && query.by.is_empty() {
                    return Err(Problem::new("query-threshold-of-one").with("metric", metric));
                }
            }
        }
    }
    Ok(())
}

/// Ids of the RFM segments, best first.
pub const SEGMENTS: [&str; 10] = [
    "champions",
    "loyal",
    "potential_loyalists",
    "new",
    "promising",
    "need_attention",
    "about_to_sleep",
    "cant_lose",
    "at_risk",
    "hibernating",
];

fn check_params(query: &MetricQuery) -> Result<(), Problem> {
    for call in &query.metrics {
        for (param, value) in &call.params {
            if !call.metric.entry().params.iter().any(|(it, _)| it == param) {
                return Err(Problem::new("query-param-not-taken").with("metric", call.metric).with("param", param));
            }
            let whole = |from: i64, to: i64| value.parse::<i64>().is_ok_and(|it| (from..=to).contains(&it));
            let (fits, example) = match param {
                Param::Days => (whole(1, 3650), "1…3650"),
                Param::Months => (whole(1, 120), "1…120"),
                Param::Below => (whole(least(call) + 1, 3650), "months=3, below=6"),
                Param::After => (whole(0, 120), "0…120"),
                Param::ServiceLevel => (value.parse::<f64>().is_ok_and(|it| (0.5..1.0).contains(&it)), "0.90, 0.95, 0.98"),
                Param::Cohort => (matches!(value.parse(), Ok(PeriodSpec::Named { grain: Grain::Month, .. })), "2026-03"),
                Param::Segment => (SEGMENTS.contains(&&value[..]), "champions, loyal, at_risk"),
                Param::Class => {
                    (!value.is_empty() && value.len() <= 10 && value.bytes().all(|it| it.is_ascii_alphabetic()), "A, B, C")
                }
            };
            if !fits {
                return Err(Problem::new("query-bad-param").with("param", param).with("value", value).with("example", example));
            }
        }
    }
    Ok(())
}

/// The length that `below` must exceed.
fn least(call: &MetricCall) -> i64 {
    let length = call.params.iter().find(|it| matches!(it.0, Param::Days | Param::Months));
    length.and_then(|it| it.1.parse().ok()).unwrap_or(3)
}

fn sort(query: &MetricQuery, family: Family) -> Result<Option<Sort>, Problem> {
    let Some(sort) = query.sort else {
        let ranked =
            family == Family::Fact && !query.by.is_empty() && (query.limit.is_some() || !query.by.iter().any(|it| it.is_time()));
        let by = SortBy::Metric(query.metrics[0].metric);
        return Ok(ranked.then_some(Sort { by, direction: Direction::Descending }));
    };
    let known = match sort.by {
        SortBy::Dimension(dimension) => query.by.contains(&dimension),
        SortBy::Metric(metric) if family == Family::Fact => metric.entry().family == Family::Fact,
        SortBy::Metric(metric) => query.metrics.iter().any(|it| it.metric == metric),
        SortBy::Difference(metric) => query.compare.is_some() && query.metrics.iter().any(|it| it.metric == metric),
    };
    if known { Ok(Some(sort)) } else { Err(Problem::new("query-bad-sort")) }
}

fn limit(query: &MetricQuery) -> Result<Option<usize>, Problem> {
    if query.limit == Some(0) {
        return Err(Problem::new("query-limit-zero"));
    }
    let series = query.by.iter().any(|it| it.is_time());
    let default = (query.by.iter().any(|it| it.is_entity()) && !series).then_some(DEFAULT_LIMIT);
    Ok(query.limit.or(default).map(|it| usize::try_from(it).unwrap_or(usize::MAX)))
}

fn fix_dates(plan: &mut Plan, main: Metric) -> Result<(), Problem> {
    let (today, data_from) = (plan.today, plan.data.map(|it| it.first));
    let weekdays = plan.query.by.contains(&Dimension::Weekday);
    let spec = match (plan.query.period, main.entry().span) {
        (Some(asked), _) => asked,
        (None, Span::AsOf) => return if plan.query.compare.is_some() { Err(no_comparison(main)) } else { Ok(()) },
        // Weekdays are told apart by many weeks, each of them whole.
        (None, Span::During(_)) if weekdays && plan.data.is_some_and(|it| it.last >= Grain::Week.shift(today, -13)) => {
            PeriodSpec::Full { grain: Grain::Week, count: 12 }
        }
        (None, Span::During(usual)) => match (plan.data, plan.grain().and_then(|it| course(it, plan))) {
            (_, Some(course)) => course,
            (Some(data), None) if plan.family == Family::Fact && data.last < usual.resolve(today, data_from).from => {
                let spec = PeriodSpec::Named { grain: Grain::Month, start: Grain::Month.start_of(data.last) };
                plan.notes.push(Note::LastPeriodWithData { period: spec.resolve(today, data_from) });
                spec
            }
            _ => usual,
        },
    };
    let period = spec.resolve(today, data_from);
    if period.from > today && main != Metric::ForecastRevenue {
        return Err(Problem::new("period-in-future").with("date", today.format("%d.%m.%Y")));
    }
    if let Some(grain) = plan.grain() {
        let days = match grain {
            Grain::Day => 1,
            Grain::Week => 7,
            _ => 28,
        };
        if period.days() / days > MOST_BUCKETS {
            return Err(Problem::new("query-series-too-long"));
        }
    }
    plan.period = Some(period);
    plan.as_of = period.to.min(today);
    match (plan.family, plan.data) {
        (Family::Fact, None) => plan.notes.push(Note::NoData { what: "orders" }),
        (Family::Fact, Some(data)) if period.from < data.first || period.to > data.last => {
            plan.notes.push(Note::Coverage { first: data.first, last: data.last });
        }
        _ => {}
    }
    if let Some(comparison) = plan.query.compare {
        if plan.family == Family::Analysis {
            return Err(no_comparison(main));
        }
        let base = spec.base(comparison, today, data_from);
        plan.base = Some(base);
        // Growth against months before the data is no growth.
        let covered = |it: &Note| matches!(it, Note::Coverage { .. });
        if let Some(data) = plan.data.filter(|it| base.from < it.first && !plan.notes.iter().any(covered)) {
            plan.notes.push(Note::Coverage { first: data.first, last: data.last });
        }
    }
    Ok(())
}

/// The run of a series for which no period was asked: one month alone shows no course. Days keep to their usual period.
/// Ends today, or where old data end; begins not before the data.
fn course(grain: Grain, plan: &Plan) -> Option<PeriodSpec> {
    let units = match grain {
        Grain::Day => return None,
        Grain::Week | Grain::Month => 12,
        Grain::Quarter => 8,
        Grain::Year => 10,
    };
    let runs_until = |last: NaiveDate| Grain::Month.shift(last, 1) >= Grain::Month.start_of(plan.today);
    let old = plan.data.map(|it| it.last).filter(|last| !runs_until(*last));
    let to = old.map(|last| grain.end_of(last).min(plan.today));
    let from = grain.shift(to.unwrap_or(plan.today), 1 - units);
    let from = plan.data.map_or(from, |it| from.max(it.first));
    Some(PeriodSpec::Between { from: Some(from), to })
}

fn no_comparison(metric: Metric) -> Problem {
    Problem::new("query-no-comparison").with("metric", metric)
}

/// Chooses the sentence about what can be asked instead.
fn kind(metric: Metric) -> &'static str {
    let entry = metric.entry();
    match entry.family {
        Family::Fact => "sales",
        Family::Analysis if entry.filters.contains(&Dimension::Stage) => "deals",
        Family::Analysis if entry.by.contains(&Dimension::Product) => "products",
        Family::Analysis if entry.by.contains(&Dimension::Month) => "months",
        Family::Analysis => "customers",
    }
}
