//! "Чому впали продажі": whose changes make up the change of the whole, by customer, product, category and manager.
//! What is named and the rest always add up to the whole change.

use super::answer;
use super::dialogue::{Action, Dialogue};
use super::message::{Block, Incoming, Reply, Status};
use crate::app::App;
use crate::error::{Error, Result};
use crate::locale::{self, Arg, Locale, text};
use crate::metrics::{
    self, Additivity, Cell, ColumnRole, Dimension, Direction, Filter, Metric, MetricQuery, MetricTable, Sort, SortBy, Unit,
    ValueOp,
};
use crate::money::{Money, Quantity};
use crate::period::Comparison;
use crate::store::Scope;

/// How many are named for each dimension.
const NAMED: u32 = 3;
const DIMENSIONS: [Dimension; 4] = [Dimension::Customer, Dimension::Product, Dimension::Category, Dimension::Manager];

pub(super) async fn answer(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    query: &MetricQuery,
    mut scope: Scope,
) -> Result<Reply> {
    let locale = incoming.locale;
    let Some(whole) = whole(query) else { return offer(incoming, dialogue, query) };
    let today = app.today(&incoming.organization);
    let mut answer = async |query: &MetricQuery| metrics::answer(&mut scope, &incoming.organization, today, query).await;
    let total = match answer(&whole).await {
        Err(Error::Invalid(problem)) => return Ok(Reply::said(Status::Declined, locale::problem_text(locale, &problem))),
        total => total?,
    };
    dialogue.thread.answered(&whole);
    let mut blocks = answer::blocks(locale, &total, answer::Beside::default(), None)?;
    let metric = whole.metrics[0].metric;
    let change = total.column(ColumnRole::Difference(metric)).and_then(|at| total.rows.first()?.get(at)).and_then(amount);
    if let Some(change) = change.filter(|it| *it != 0 && answer::is_known(&total)) {
        let mut lines = vec![text(locale, if change > 0 { "why-grew" } else { "why-fell" }, &[])];
        for dimension in DIMENSIONS.into_iter().filter(|it| !is_one(&whole, *it)) {
            let split = part(&whole, dimension, change > 0);
            let table = answer(&split).await?;
            lines.extend(contributions(locale, &table, (metric, dimension, change)));
        }
        if lines.len() > 1 {
            blocks.push(Block::Text { text: lines.join("\n") });
        }
    }
    let choices = dialogue.offer(splits(locale, &whole))?;
    Ok(Reply { blocks, table: Some(total), ..Reply::said(Status::Answered, String::new()) }.with_choices(choices))
}

/// The figure whose change is explained: one that is the sum of its parts.
fn whole(query: &MetricQuery) -> Option<MetricQuery> {
    let metric = query.metrics.first()?.metric;
    if metric.entry().additivity != Additivity::Additive {
        return None;
    }
    let filters = query.filters.iter().filter(|it| matches!(it, Filter::Values { .. })).cloned().collect();
    let compare = query.compare.or(Some(Comparison::PreviousPeriod));
    Some(MetricQuery { filters, compare, period: query.period, ..MetricQuery::of(metric) })
}

/// Those who pushed the whole the way it went, the strongest first.
fn part(whole: &MetricQuery, dimension: Dimension, grew: bool) -> MetricQuery {
    let metric = whole.metrics[0].metric;
    let direction = if grew { Direction::Descending } else { Direction::Ascending };
    let sort = Some(Sort { by: SortBy::Difference(metric), direction });
    MetricQuery { by: vec![dimension], sort, limit: Some(NAMED), ..whole.clone() }
}

/// The question is about one of them already.
fn is_one(query: &MetricQuery, dimension: Dimension) -> bool {
    query.filters.iter().any(|it| match it {
        Filter::Values { dimension: known, op: ValueOp::Is, values } => *known == dimension && values.len() == 1,
        _ => false,
    })
}

/// `• За клієнтами: А −12 000 ₴; Б −8 000 ₴; решта +5 000 ₴`.
fn contributions(locale: Locale, table: &MetricTable, (metric, dimension, change): (Metric, Dimension, i64)) -> Option<String> {
    let difference = table.column(ColumnRole::Difference(metric))?;
    let unit = table.columns[difference].unit;
    let name = table.column(ColumnRole::Dimension(dimension))?;
    if table.n_items < 2 {
        return None;
    }
    let mut named = Vec::new();
    let mut rest = change;
    for row in &table.rows {
        let amount = amount(&row[difference]).filter(|it| (*it > 0) == (change > 0) && *it != 0);
        let Some(amount) = amount else { continue };
        rest -= amount;
        let label = metrics::format_in_column(locale, &row[name], &table.columns[name], &table.currency);
        named.push(format!("{label} {}", signed(locale, table, unit, amount)));
    }
    if named.is_empty() {
        return None;
    }
    if rest != 0 {
        named.push(text(locale, "why-rest", &[("amount", signed(locale, table, unit, rest).into())]));
    }
    let by = metrics::by_names(locale, metric, &[dimension]).join(", ");
    Some(text(locale, "why-line", &[("by", answer::capitalized(&by).into()), ("parts", Arg::from(named.join("; ")))]))
}

/// Minor units or thousandths: whole numbers, so that parts add up exactly.
fn amount(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Money(it) => Some(it.0),
        Cell::Quantity(it) => Some(it.0),
        _ => None,
    }
}

fn signed(locale: Locale, table: &MetricTable, unit: Unit, amount: i64) -> String {
    let cell = if unit == Unit::Money { Cell::Money(Money(amount.abs())) } else { Cell::Quantity(Quantity(amount.abs())) };
    let shown = metrics::format_cell(locale, &cell, unit, &table.currency);
    format!("{}{shown}", if amount < 0 { '−' } else { '+' })
}

/// Averages and rates are no sums of parts; what can be looked at is offered instead.
fn offer(incoming: &Incoming, dialogue: &mut Dialogue, query: &MetricQuery) -> Result<Reply> {
    let compare = query.compare.or(Some(Comparison::PreviousPeriod));
    let whole = MetricQuery { compare, limit: None, ..query.clone() };
    let choices = dialogue.offer(splits(incoming.locale, &whole))?;
    Ok(Reply::said(Status::Clarify, text(incoming.locale, "why-offer", &[])).with_choices(choices))
}

fn splits(locale: Locale, whole: &MetricQuery) -> Vec<(String, Action)> {
    let splits = [Dimension::Customer, Dimension::Product, Dimension::Category].into_iter();
    let free = splits.filter(|it| !is_one(whole, *it));
    free.map(|dimension| {
        let split = MetricQuery { by: vec![dimension], sort: None, limit: None, ..whole.clone() };
        (text(locale, &format!("button-by-{}", dimension.id()), &[]), Action::Ask(split.to_string()))
    })
    .collect()
}
