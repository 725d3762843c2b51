//! A question in words: understood, answered, or honestly refused.

use chrono::NaiveDate;

use super::answer;
use super::buttons;
use super::dialogue::{Action, Dialogue};
use super::examples;
use super::groups;
use super::message::{Block, Incoming, Reply, Status};
use super::why;
use crate::app::App;
use crate::error::{Error, Permission, Result};
use crate::exports;
use crate::locale::{self, Arg, text};
use crate::metrics::{self, Cell, ColumnRole, Dimension, MetricQuery, MetricTable, Unit};
use crate::period::{Comparison, Grain, Period, PeriodSpec, add_days};
use crate::questions::{self, Shown, Smalltalk, Unanswered, Understanding, Unknown, Wish};
use crate::store::Scope;
use crate::tenancy::OrganizationKind;

/// Understands the words in the light of the last question, and answers.
pub(super) async fn asked(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, words: &str) -> Result<Reply> {
    incoming.actor.require(Permission::Read)?;
    let locale = incoming.locale;
    if let Some(Action::Ask(query)) = dialogue.take_said(words) {
        return answer_text(app, incoming, dialogue, &query).await;
    }
    let mut scope = app.store.read(incoming.organization.id).await?;
    let names = app.names(&mut scope).await?;
    let thread = dialogue.thread.clone();
    let previous = thread.asked.last().cloned();
    let context = questions::Context {
        today: app.today(&incoming.organization),
        data: metrics::data_range(&mut scope).await?.map(|it| Period { from: it.first, to: it.last }),
        names: &names,
        previous: previous.as_ref(),
        thread: &thread,
        locale,
    };
    if let Some(said) = questions::currency_said(words).filter(|it| *it != incoming.organization.currency.as_str()) {
        dialogue.thread.unanswered = Some(Unanswered::Lost);
        let args = [("said", Arg::from(said)), ("currency", Arg::from(incoming.organization.currency.as_str()))];
        return Ok(Reply::said(Status::Declined, text(locale, "question-other-currency", &args)));
    }
    let understood = questions::understand(words, &context);
    if matches!(understood, Understanding::Ambiguous { .. } | Understanding::Unknown(_)) {
        dialogue.thread.hear(&understood);
    }
    let room = &incoming.visit.room;
    let tells_names = match &understood {
        Understanding::Ambiguous { choices, .. } => !choices.iter().all(|(_, query)| groups::may_show(room, query)),
        Understanding::Unknown(Unknown::UnknownName { .. }) | Understanding::Why(_) => true,
        Understanding::Wish(_) => true,
        _ => false,
    };
    if tells_names && !groups::shows_all(room) {
        return Ok(groups::reserved(locale));
    }
    match understood {
        Understanding::Query(question) => {
            let focus = question.focus.map(|it| it.value);
            answer_query(app, incoming, dialogue, (question.query, focus), scope).await
        }
        Understanding::Ambiguous { doubt, choices } => {
            let choices = choices.into_iter().map(|(label, query)| (label, Action::Ask(query.to_string()))).collect();
            let choices = dialogue.ask_back(choices)?;
            Ok(Reply::said(Status::Clarify, questions::doubt_text(&context, &doubt)).with_choices(choices))
        }
        Understanding::Unknown(unknown) => {
            let status = if matches!(unknown, Unknown::NoMatch) { Status::Clarify } else { Status::Declined };
            let has_data = context.data.is_some();
            let mut offers = Vec::new();
            if let Unknown::UnknownName { said, without: Some(query), .. } = &unknown {
                let label = text(locale, "question-without", &[("said", Arg::from(said.as_str()))]);
                offers.push((label, Action::Ask(query.to_string())));
            }
            offers.extend(examples(locale));
            let choices = if has_data && groups::shows_all(room) { dialogue.offer(offers)? } else { Vec::new() };
            Ok(Reply::said(status, questions::unknown_text(locale, &unknown)).with_choices(choices))
        }
        Understanding::Smalltalk(Smalltalk::Thanks | Smalltalk::Bye) => {
            Ok(Reply::said(Status::Smalltalk, text(locale, "thanks-reply", &[])))
        }
        Understanding::Smalltalk(Smalltalk::Greeting | Smalltalk::Help) => help(app, incoming, dialogue).await,
        Understanding::Wish(wish) => match (wish, previous) {
            (_, None) => Ok(Reply::said(Status::Clarify, text(locale, "ask-first", &[]))),
            (Wish::File, Some(query)) => rows(app, incoming, &query.to_string()).await,
            (Wish::Chart | Wish::Details, Some(query)) => answer_query(app, incoming, dialogue, (query, None), scope).await,
            (Wish::Why, Some(query)) => why::answer(app, incoming, dialogue, &query, scope).await,
        },
        Understanding::Why(query) => why::answer(app, incoming, dialogue, &query, scope).await,
    }
}

/// Answers a query given in its text form: a button, a saved question.
pub(super) async fn answer_text(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, query: &str) -> Result<Reply> {
    incoming.actor.require(Permission::Read)?;
    let query = parse(query)?;
    let scope = app.store.read(incoming.organization.id).await?;
    answer_query(app, incoming, dialogue, (query, None), scope).await
}

async fn answer_query(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (query, focus): (MetricQuery, Option<String>),
    mut scope: Scope,
) -> Result<Reply> {
    let locale = incoming.locale;
    if !groups::may_show(&incoming.visit.room, &query) {
        dialogue.thread.unanswered = Some(Unanswered::Lost);
        return Ok(groups::reserved(locale));
    }
    let today = app.today(&incoming.organization);
    dialogue.thread.answered(&query);
    let table = match metrics::answer(&mut scope, &incoming.organization, today, &query).await {
        Err(Error::Invalid(problem)) => return Ok(Reply::said(Status::Declined, locale::problem_text(locale, &problem))),
        table => table?,
    };
    dialogue.thread.shown = shown(&table);
    let data_from = metrics::data_range(&mut scope).await?.map(|it| it.first);
    let series = match sparkline(&table, data_from) {
        Some(query) => metrics::answer(&mut scope, &incoming.organization, today, &query).await.ok(),
        None => None,
    };
    let so_far = match so_far(&table, today) {
        Some(query) => metrics::answer(&mut scope, &incoming.organization, today, &query).await.ok(),
        None => None,
    };
    let classes = match classes(&table) {
        Some(query) => metrics::answer(&mut scope, &incoming.organization, today, &query).await.ok(),
        None => None,
    };
    drop(scope);
    let other = answer::Beside { series: series.as_deref(), so_far: so_far.as_deref(), classes: classes.as_deref() };
    let mut blocks = answer::blocks(locale, &table, other, focus.as_deref())?;
    if incoming.organization.kind == OrganizationKind::Demo
        && let Some(Block::Text { text: words }) = blocks.first_mut()
    {
        words.push('\n');
        words.push_str(&text(locale, "answer-demo", &[("date", Arg::from(locale::format_date(locale, today)))]));
    }
    let choices = if answer::is_known(&table) { buttons::for_answer(incoming, dialogue, &table)? } else { Vec::new() };
    Ok(Reply { blocks, table: Some(table), ..Reply::said(Status::Answered, String::new()) }.with_choices(choices))
}

/// The rows a next message may point at.
fn shown(table: &MetricTable) -> Option<Shown> {
    let [dimension] = table.query.by[..] else { return None };
    let column = table.column(ColumnRole::Dimension(dimension))?;
    let value = |row: &Vec<Cell>| match row.get(column) {
        Some(Cell::Text(name)) if !name.is_empty() => Some(name.clone()),
        Some(Cell::Bucket(_, start)) => Some(start.to_string()),
        Some(Cell::Weekday(day)) => Some(day.to_string()),
        _ => None,
    };
    let values: Vec<String> = table.rows.iter().map(value).collect::<Option<_>>()?;
    let known = !values.is_empty() && values.len() <= SHOWN_KEPT;
    known.then(|| Shown { dimension: dimension.id().to_owned(), whole: values.len() >= table.n_items, values })
}

/// Rows kept for a next message.
const SHOWN_KEPT: usize = 30;

/// Days before a single day that are drawn beside it.
const DAYS_BESIDE: i64 = 13;

/// A single figure that adds up, with nothing beside it.
fn is_single(table: &MetricTable) -> bool {
    let query = &table.query;
    let single = query.by.is_empty() && query.metrics.len() == 1 && query.compare.is_none() && table.rows.len() == 1;
    single && table.columns.first().is_some_and(|it| matches!(it.unit, Unit::Money | Unit::Count | Unit::Units))
}

/// A single figure gets the same figure over the last twelve months beside it; one of a day, over two weeks. Before the data
/// begin there was no zero.
fn sparkline(table: &MetricTable, data_from: Option<NaiveDate>) -> Option<MetricQuery> {
    let period = table.period.filter(|_| is_single(table))?;
    let (by, from, began) = match period.days() {
        1 => (Dimension::Day, add_days(period.to, -DAYS_BESIDE), data_from?),
        _ => (Dimension::Month, Grain::Month.shift(period.to, -11), Grain::Month.start_of(data_from?)),
    };
    let from = from.max(began);
    if from >= period.to {
        return None;
    }
    let period = Some(PeriodSpec::Between { from: Some(from), to: Some(period.to) });
    Some(MetricQuery { by: vec![by], period, ..table.query.clone() })
}

/// A month that still runs is compared with as many days of the month before.
fn so_far(table: &MetricTable, today: NaiveDate) -> Option<MetricQuery> {
    let month = Period { from: Grain::Month.start_of(today), to: today };
    let runs = table.period == Some(month) && Grain::Month.end_of(today) != today;
    (runs && is_single(table)).then(|| MetricQuery {
        period: Some(PeriodSpec::this(Grain::Month)),
        compare: Some(Comparison::PreviousPeriod),
        ..table.query.clone()
    })
}

/// A list of goods with their classes: how many each class holds.
fn classes(table: &MetricTable) -> Option<MetricQuery> {
    use crate::metrics::Metric::{Abc, Xyz};
    let [call] = &table.query.metrics[..] else { return None };
    let listed = table.query.by == [Dimension::Product] || table.query.by.is_empty() && !call.params.is_empty();
    let whole = listed && table.n_items > 1 && matches!(call.metric, Abc | Xyz) && table.query.limit.is_none();
    whole.then(|| MetricQuery { metrics: vec![call.metric.into()], by: Vec::new(), sort: None, ..table.query.clone() })
}

/// What can be asked, with examples as buttons.
pub(super) async fn help(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    let locale = incoming.locale;
    let mut scope = app.store.read(incoming.organization.id).await?;
    let has_data = metrics::data_range(&mut scope).await?.is_some();
    let greeting = text(locale, "greeting", &[("organization", Arg::from(&incoming.organization.name))]);
    let body = text(locale, if has_data { "help-text" } else { "help-no-data" }, &[]);
    let reply = Reply::said(Status::Smalltalk, format!("{greeting}\n{body}"));
    let mut offered = if has_data { examples(locale) } else { Vec::new() };
    if has_data {
        let words = text(locale, "button-summary", &[]);
        offered.push((words.clone(), Action::Say(words)));
    }
    Ok(reply.with_choices(dialogue.offer(offered)?))
}

/// All rows of an answer as an XLSX.
pub(super) async fn rows(app: &App, incoming: &Incoming, query: &str) -> Result<Reply> {
    incoming.actor.require(Permission::Read)?;
    let locale = incoming.locale;
    let query = MetricQuery { limit: Some(1_000_000), ..parse(query)? };
    let mut scope = app.store.read(incoming.organization.id).await?;
    let table = metrics::answer(&mut scope, &incoming.organization, app.today(&incoming.organization), &query).await?;
    let name = format!("{}-{}.xlsx", query.metrics[0].metric.id(), table.today);
    let path = app.new_download(&incoming.organization, "xlsx")?;
    exports::write_table_file(&table, locale, &path)?;
    let mut reply = Reply::said(Status::Done, text(locale, "rows-ready", &[("count", Arg::from(table.rows.len()))]));
    reply.blocks.push(Block::File { name, path });
    Ok(reply)
}

fn parse(query: &str) -> Result<MetricQuery> {
    query.parse().map_err(Error::Invalid)
}
