//! `/report`: the figures of the month and their pictures, each asked as a question would be.

use super::answer;
use super::dialogue::{Action, Dialogue};
use super::groups;
use super::message::{Block, Incoming, Reply, Status};
use crate::app::App;
use crate::charts;
use crate::error::{Error, Permission, Result};
use crate::locale::{self, Arg, text};
use crate::metrics::{self, Metric, MetricQuery, MetricTable};
use crate::period::{Grain, Period, PeriodSpec};

/// Asked about the month, in this order. The last ones name people.
const PARTS: [&str; 4] = ["revenue", "orders, aov", "revenue by product", "revenue by customer"];
/// Rows of the parts that rank.
const RANKED: u32 = 5;

/// The month of today, or the last one with sales in it.
pub(super) async fn month(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    incoming.actor.require(Permission::Read)?;
    let locale = incoming.locale;
    let organization = &incoming.organization;
    let today = app.today(organization);
    let mut scope = app.store.read(organization.id).await?;
    let Some(data) = metrics::data_range(&mut scope).await? else {
        return Ok(Reply::said(Status::Declined, text(locale, "help-no-data", &[])));
    };
    let last = data.last.min(today);
    let period = Period { from: Grain::Month.start_of(last), to: last };
    let mut lines = Vec::new();
    let mut pictures = Vec::new();
    for part in PARTS {
        let ranks = part.contains(" by ");
        let limit = if ranks { format!(" limit {RANKED}") } else { String::new() };
        let compare = if ranks { "" } else { " compare previous_period" };
        // By its name, so that the days so far stand beside the same days of the month before.
        let query = format!("{part} during this_month{compare}{limit}");
        let query: MetricQuery = query.parse().map_err(Error::Invalid)?;
        if !groups::may_show(&incoming.visit.room, &query) {
            continue;
        }
        let table = metrics::answer(&mut scope, organization, last, &query).await?;
        lines.extend(said(incoming, &table)?);
        if ranks {
            pictures.extend(picture(incoming, &table));
        }
    }
    if lines.is_empty() {
        return Ok(groups::reserved(locale));
    }
    let year = format!("revenue by month during {}..{}", Grain::Month.shift(period.from, -11), period.to);
    let year: MetricQuery = year.parse().map_err(Error::Invalid)?;
    let course = metrics::answer(&mut scope, organization, last, &year).await?;
    let first = picture(incoming, &course);
    drop(scope);
    let title = text(
        locale,
        "report-title",
        &[("name", Arg::from(&organization.name)), ("period", locale::format_period(locale, period).into())],
    );
    let mut reply = Reply::said(Status::Answered, format!("{title}\n{}", lines.join("\n")));
    reply.blocks.extend(first.into_iter().chain(pictures));
    // What was reported can be asked on.
    let spec = PeriodSpec::Between { from: Some(period.from), to: Some(period.to) };
    dialogue.thread.answered(&MetricQuery { period: Some(spec), ..MetricQuery::of(Metric::Revenue) });
    let by = |id: &str, dimension: &str| {
        let query = format!("revenue by {dimension} during {}..{}", period.from, period.to);
        (text(locale, id, &[]), Action::Ask(query))
    };
    let mut buttons = vec![by("button-by-day", "day"), by("button-by-category", "category")];
    if groups::shows_all(&incoming.visit.room) {
        buttons.push(by("button-by-customer", "customer"));
    }
    Ok(reply.with_choices(dialogue.offer(buttons)?))
}

/// The headline of an answer; of a ranking, its rows too.
fn said(incoming: &Incoming, table: &MetricTable) -> Result<Vec<String>> {
    let blocks = answer::blocks(incoming.locale, table, answer::Beside::default(), None)?;
    let mut lines = Vec::new();
    if let Some(Block::Text { text }) = blocks.first() {
        lines.extend(text.lines().next().map(|it| format!("• {it}")));
    }
    for block in &blocks {
        if let Block::Table(table) = block {
            lines.extend(table.rows.iter().enumerate().map(|(n, row)| {
                let figure = table.numeric.iter().position(|it| *it).and_then(|at| row.get(at));
                let name = row.first().map(String::as_str).unwrap_or_default();
                format!("   {}. {name}: {}", n + 1, figure.map(String::as_str).unwrap_or_default())
            }));
        }
    }
    Ok(lines)
}

fn picture(incoming: &Incoming, table: &MetricTable) -> Option<Block> {
    let spec = charts::figure(table, None, incoming.locale).filter(|_| answer::is_known(table))?;
    Some(Block::Image { svg: charts::svg(&spec), alt: charts::alt(&spec) })
}
