//! The pipeline: open deals and their worth, win rate, conversion and days by stage.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::facts::Customers;
use super::items::{Item, Layout, Report, Subject, count, detail_column, finish, median, metric_column, ratio, tabulate};
use crate::error::Result;
use crate::from_row;
use crate::metrics::{Cell, Dimension, Direction, Metric, Note, Plan, Unit};
use crate::money::{Money, divide_rounding};
use crate::period::Period;
use crate::store::Scope;

/// A stage of the pipeline, in its order.
struct Stage {
    id: i64,
    name: String,
    probability: i64,
    outcome: String,
}
from_row!(Stage { id, name, probability, outcome });

impl Stage {
    fn is_open(&self) -> bool {
        self.outcome == "open"
    }

    fn is_won(&self) -> bool {
        self.outcome == "won"
    }
}

#[derive(Clone, Copy, Debug)]
struct Deal {
    id: i64,
    stage: i64,
    /// Nothing stands for an empty amount.
    amount: Money,
    /// Percent; the deal's own wins over the stage's.
    probability: i64,
    created_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
}

struct Event {
    deal: i64,
    on: NaiveDate,
    from: Option<i64>,
    to: i64,
}
from_row!(Event { deal, on, from, to });

/// Stages in order, and deals with the labels of their customers and stages.
struct Pipeline {
    stages: Vec<Stage>,
    deals: Vec<(Subject, Deal)>,
}

impl Pipeline {
    async fn read(scope: &mut Scope) -> Result<Option<Self>> {
        let stages: Vec<Stage> = scope
            .sql("SELECT id, name, probability, outcome FROM stages WHERE organization_id = $1 ORDER BY position, id")
            .all()
            .await?;
        let by_id: HashMap<i64, &Stage> = stages.iter().map(|it| (it.id, it)).collect();
        let customers = Customers::read(scope).await?;
        let customers: HashMap<i64, &Subject> = customers.0.iter().map(|it| (it.subject.id, &it.subject)).collect();
        let mut deals = Vec::new();
        scope
            .sql(
                "SELECT id, stage_id, amount, probability, created_on, closed_on, manager, customer_id FROM deals
                  WHERE organization_id = $1 ORDER BY id",
            )
            .each(|row| {
                let stage: i64 = row.get(1)?;
                let usual = by_id.get(&stage).map_or(0, |it| it.probability);
                let mut labels =
                    vec![(Dimension::Stage, by_id.get(&stage).map(|it| it.name.clone())), (Dimension::Manager, row.get(6)?)];
                // The deal's own manager stands before the customer's.
                let customer_id: Option<i64> = row.get(7)?;
                let customer = customer_id.and_then(|it| customers.get(&it));
                labels.extend(customer.iter().flat_map(|it| it.labels.iter().cloned()));
                let deal = Deal {
                    id: row.get(0)?,
                    stage,
                    amount: row.get::<Option<Money>>(2)?.unwrap_or_default(),
                    probability: row.get::<Option<i64>>(3)?.unwrap_or(usual),
                    created_on: row.get(4)?,
                    closed_on: row.get(5)?,
                };
                // Split by customers, the deals of one stand together.
                deals.push((Subject { id: customer_id.unwrap_or_default(), labels }, deal));
                Ok(())
            })
            .await?;
        Ok((!deals.is_empty()).then_some(Self { stages, deals }))
    }

    fn stage(&self, id: i64) -> Option<&Stage> {
        self.stages.iter().find(|it| it.id == id)
    }

    fn items(&self, keep: impl Fn(&Deal) -> bool) -> Vec<Item<'_, Deal>> {
        self.deals.iter().filter(|(_, deal)| keep(deal)).map(|(subject, deal)| Item::new(subject, *deal)).collect()
    }

    /// The history of each deal that the filters keep, in order. The filter on stages chooses rows, not deals.
    async fn histories(&self, scope: &mut Scope, plan: &Plan) -> Result<BTreeMap<i64, Vec<Event>>> {
        let kept: HashMap<i64, &Subject> = self.deals.iter().map(|(subject, deal)| (deal.id, subject)).collect();
        let events: Vec<Event> = scope
            .sql(
                "SELECT deal_id, happened_on, from_stage_id, to_stage_id FROM deal_events
                  WHERE organization_id = $1 AND happened_on <= $2 ORDER BY deal_id, position",
            )
            .bind(plan.today)
            .all()
            .await?;
        let mut histories: BTreeMap<i64, Vec<Event>> = BTreeMap::new();
        for event in events {
            let Some(deal) = kept.get(&event.deal) else { continue };
            if plan.keeps_except(&[Dimension::Stage], |dimension| deal.label(dimension)) {
                histories.entry(event.deal).or_default().push(event);
            }
        }
        Ok(histories)
    }
}

/// `open_deals`, `pipeline_amount`, `weighted_pipeline`: always the three, the asked one first.
pub(super) async fn open_deals(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let Some(pipeline) = Pipeline::read(scope).await? else { return Ok(Report::no_data("deals")) };
    let items = pipeline.items(|deal| pipeline.stage(deal.stage).is_some_and(Stage::is_open));
    let mut metrics = [Metric::OpenDeals, Metric::PipelineAmount, Metric::WeightedPipeline];
    if let Some(at) = metrics.iter().position(|it| *it == plan.main()) {
        metrics[..=at].rotate_right(1);
    }
    let amount_at = metrics.iter().position(|it| *it == Metric::PipelineAmount).unwrap_or_default();
    let unit = |metric| if metric == Metric::OpenDeals { Unit::Count } else { Unit::Money };
    let mut figures: Vec<_> = metrics.iter().map(|it| metric_column(*it, unit(*it))).collect();
    figures.push(detail_column("deals_without_amount", Unit::Count));
    let layout = Layout { by: plan.query.by.clone(), figures, sort: Some((amount_at, Direction::Descending)) };
    tabulate(plan, layout, &items, |members| {
        let cell = |metric: &Metric| match metric {
            Metric::OpenDeals => count(members.len()),
            Metric::PipelineAmount => Cell::Money(amount(members)),
            _ => Cell::Money(weighted(members)),
        };
        let mut cells: Vec<Cell> = metrics.iter().map(cell).collect();
        cells.push(count(members.iter().filter(|it| it.facts.amount == Money::ZERO).count()));
        cells
    })
}

fn amount(members: &[&Item<'_, Deal>]) -> Money {
    members.iter().map(|it| it.facts.amount).sum()
}

fn weighted(members: &[&Item<'_, Deal>]) -> Money {
    let percents = members.iter().map(|it| i128::from(it.facts.amount.0) * i128::from(it.facts.probability)).sum();
    Money(i64::try_from(divide_rounding(percents, 100)).unwrap_or(i64::MAX))
}

/// `win_rate`, `sales_cycle`: of deals closed in the period.
pub(super) async fn closed_deals(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let period = plan.period_or_year();
    let Some(pipeline) = Pipeline::read(scope).await? else { return Ok(Report::no_data("deals")) };
    let is_won = |deal: &Deal| pipeline.stage(deal.stage).is_some_and(Stage::is_won);
    let is_final = |deal: &Deal| pipeline.stage(deal.stage).is_some_and(|it| !it.is_open());
    let items = pipeline.items(|deal| is_final(deal) && deal.closed_on.is_some_and(|on| period.contains(on)));
    let rate_first = plan.main() == Metric::WinRate;
    let (rate, cycle) = (metric_column(Metric::WinRate, Unit::Percent), metric_column(Metric::SalesCycle, Unit::Days));
    let median_cycle = detail_column("median_cycle", Unit::Days);
    let mut figures = if rate_first { vec![rate, cycle, median_cycle] } else { vec![cycle, median_cycle, rate] };
    figures.extend([
        detail_column("won", Unit::Count),
        detail_column("lost", Unit::Count),
        detail_column("won_amount", Unit::Money),
    ]);
    let layout = Layout { by: plan.query.by.clone(), figures, sort: Some((0, Direction::Descending)) };
    let report = tabulate(plan, layout, &items, |members| {
        let won: Vec<_> = members.iter().copied().filter(|it| is_won(&it.facts)).collect();
        let mut days: Vec<f64> =
            won.iter().filter_map(|it| Some((it.facts.closed_on? - it.facts.created_on?).num_days() as f64)).collect();
        let mean = ratio(days.iter().sum(), days.len() as f64, 1.0);
        let median = median(&mut days).map_or(Cell::Missing, Cell::Number);
        let rate = ratio(won.len() as f64, members.len() as f64, 100.0);
        let mut cells = if rate_first { vec![rate, mean, median] } else { vec![mean, median, rate] };
        cells.extend([count(won.len()), count(members.len() - won.len()), Cell::Money(amount(&won))]);
        cells
    })?;
    Ok(report.during(period))
}

/// `stage_conversion`: of the deals that entered a stage in the period, the share that went on or was won.
pub(super) async fn stage_conversion(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let period = plan.period_or_year();
    let Some(pipeline) = Pipeline::read(scope).await? else { return Ok(Report::no_data("deals")) };
    let histories = pipeline.histories(scope, plan).await?;
    let rank = |stage: i64| pipeline.stages.iter().position(|it| it.id == stage && it.outcome != "lost");
    let is_won = |stage: i64| pipeline.stage(stage).is_some_and(Stage::is_won);
    let mut rows = Vec::new();
    for (n, stage) in shown_stages(&pipeline, plan) {
        let entered: Vec<&Vec<Event>> =
            histories.values().filter(|history| history.iter().any(|it| it.to == stage.id && period.contains(it.on))).collect();
        let went_on = |history: &&&Vec<Event>| history.iter().any(|it| is_won(it.to) || rank(it.to).is_some_and(|to| to > n));
        let passed = entered.iter().filter(went_on).count();
        let undecided = entered.iter().filter(|it| it.last().is_some_and(|last| last.to == stage.id)).count();
        rows.push(vec![
            Cell::Text(stage.name.clone()),
            ratio(passed as f64, entered.len() as f64, 100.0),
            count(entered.len()),
            count(passed),
            count(undecided),
        ]);
    }
    let figures = vec![
        metric_column(Metric::StageConversion, Unit::Percent),
        detail_column("entered", Unit::Count),
        detail_column("passed", Unit::Count),
        detail_column("undecided", Unit::Count),
    ];
    by_stage(plan, period, figures, rows)
}

/// `avg_days_in_stage`: over stays that ended in the period; the stays that go on stand apart.
pub(super) async fn avg_days_in_stage(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let period = plan.period_or_year();
    let Some(pipeline) = Pipeline::read(scope).await? else { return Ok(Report::no_data("deals")) };
    let histories = pipeline.histories(scope, plan).await?;
    let mut rows = Vec::new();
    for (_, stage) in shown_stages(&pipeline, plan) {
        let (mut ended, mut open) = (Vec::new(), Vec::new());
        for history in histories.values() {
            let stays = stays(history, stage.id);
            ended.extend(stays.ended.into_iter().filter(|(_, left)| period.contains(*left)).map(days_between));
            open.extend(stays.since.map(|since| days_between((since, plan.today))));
        }
        let mean = |days: &[f64]| ratio(days.iter().sum(), days.len() as f64, 1.0);
        rows.push(vec![Cell::Text(stage.name.clone()), mean(&ended), count(ended.len()), mean(&open), count(open.len())]);
    }
    let figures = vec![
        metric_column(Metric::AvgDaysInStage, Unit::Days),
        detail_column("stays", Unit::Count),
        detail_column("open_days", Unit::Days),
        detail_column("open_stays", Unit::Count),
    ];
    by_stage(plan, period, figures, rows)
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Stays {
    /// Entered and left.
    ended: Vec<(NaiveDate, NaiveDate)>,
    since: Option<NaiveDate>,
}

/// The stays of one deal in one stage.
fn stays(history: &[Event], stage: i64) -> Stays {
    let mut stays = Stays::default();
    for event in history {
        if let Some(since) = stays.since.filter(|_| event.from == Some(stage)) {
            stays.ended.push((since, event.on));
        }
        if event.to == stage {
            stays.since = Some(event.on);
        } else if event.from == Some(stage) {
            stays.since = None;
        }
    }
    stays
}

fn days_between((from, to): (NaiveDate, NaiveDate)) -> f64 {
    (to - from).num_days() as f64
}

/// Open stages with their place in the order, as the filter on stages wants them.
fn shown_stages<'a>(pipeline: &'a Pipeline, plan: &Plan) -> Vec<(usize, &'a Stage)> {
    let wanted = |it: &&(usize, &Stage)| plan.keeps_only(&[Dimension::Stage], |_| Some(it.1.name.as_str())) && it.1.is_open();
    let numbered: Vec<(usize, &Stage)> = pipeline.stages.iter().enumerate().collect();
    numbered.iter().filter(wanted).copied().collect()
}

fn by_stage(plan: &Plan, period: Period, figures: Vec<crate::metrics::Column>, rows: Vec<Vec<Cell>>) -> Result<Report> {
    let totals = vec![Cell::Missing; 1 + figures.len()];
    let undated = rows.iter().all(|row| row.get(2) == Some(&Cell::Count(0)));
    let report = finish(plan, Layout { by: vec![Dimension::Stage], figures, sort: None }, rows, totals)?;
    Ok(report.noting(undated.then_some(Note::NoData { what: "deal_events" })).during(period))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deal_may_come_back_to_a_stage() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let event = |on, from, to| Event { deal: 1, on: day(on), from, to };
        let history = [
            event("2026-01-01", None, 1),
            event("2026-01-05", Some(1), 2),
            event("2026-01-07", Some(2), 1),
            event("2026-01-17", Some(1), 3),
            event("2026-02-01", Some(3), 1),
        ];
        let found = stays(&history, 1);
        assert_eq!(found.ended.iter().copied().map(days_between).collect::<Vec<_>>(), [4.0, 10.0]);
        assert_eq!(found.since, Some(day("2026-02-01")));
        assert_eq!(stays(&history, 9), Stays::default());
    }
}
