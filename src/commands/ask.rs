//! `kabinet ask`: one question, or many from standard input.

use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use chrono::NaiveDate;
use kabinet_core::app::App;
use kabinet_core::charts;
use kabinet_core::clock::Clock;
use kabinet_core::config::Config;
use kabinet_core::conversation::{self, Block, Channel, Content, Dialogue, Incoming, Reply, Status, Visit};
use kabinet_core::error::{Error, Result};
use kabinet_core::locale::{self, Locale};
use kabinet_core::metrics::{self, MetricTable};
use kabinet_core::tenancy::{Actor, Organization};
use serde::{Deserialize, Serialize};

use super::{open, organization};
use crate::{Failure, Outcome};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "SLUG")]
    org: String,
    /// The question
    #[arg(required_unless_present = "jsonl")]
    question: Option<String>,
    /// Read questions from standard input, a JSON object a line, and answer each with one
    #[arg(long, conflicts_with_all = ["question", "json", "chart"])]
    jsonl: bool,
    /// Answer as a JSON object
    #[arg(long)]
    json: bool,
    /// Stands in for today's date
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// uk or en [default: the organization's]
    #[arg(long)]
    locale: Option<String>,
    /// Write the picture here (.png or .svg)
    #[arg(long, value_name = "FILE")]
    chart: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
struct Question {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    question: String,
    /// Instead of a question a query in its text form: answered by the table alone, in a conversation of nobody.
    #[serde(default)]
    query: Option<String>,
    /// Asked first, in order, in the same conversation.
    #[serde(default)]
    context: Vec<String>,
    #[serde(default)]
    as_of: Option<NaiveDate>,
    #[serde(default)]
    locale: Option<String>,
    /// Write the picture here (.png or .svg).
    #[serde(default)]
    chart: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    status: Status,
    reply: String,
    query: Option<String>,
    period: Option<serde_json::Value>,
    table: Option<serde_json::Value>,
    chart: Option<PathBuf>,
    choices: Vec<String>,
    took_ms: f64,
    /// What making the file of the picture took beside that; among many questions only.
    #[serde(skip_serializing_if = "Option::is_none")]
    picture_ms: Option<f64>,
}

pub(crate) async fn run(config: Config, args: Args) -> Outcome {
    let mut app = open(config).await?;
    let organization = organization(&app, &args.org).await?;
    if args.jsonl {
        return many(&mut app, &organization, &args).await;
    }
    let question = Question {
        id: None,
        question: args.question.clone().unwrap_or_default(),
        query: None,
        context: Vec::new(),
        as_of: args.as_of,
        locale: args.locale.clone(),
        chart: args.chart.clone(),
    };
    let answer = Answer { picture_ms: None, ..ask(&mut app, &organization, question).await? };
    if args.chart.is_some() && answer.chart.is_none() {
        eprintln!("This answer has no picture.");
    }
    let shown = if args.json { serde_json::to_string(&answer).map_err(anyhow::Error::new)? } else { answer.reply };
    say!("{shown}");
    app.store.close().await;
    Ok(if answer.status == Status::Error { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn many(app: &mut App, organization: &Organization, args: &Args) -> Outcome {
    let mut output = std::io::BufWriter::new(std::io::stdout().lock());
    for (n, line) in std::io::stdin().lock().lines().enumerate() {
        let line = line?;
        if line.trim().is_empty() {
            continue;
        }
        let mut question: Question =
            serde_json::from_str(&line).map_err(|cause| Failure::Said(format!("Line {} is no question: {cause}.", n + 1)))?;
        question.as_of = question.as_of.or(args.as_of);
        question.locale = question.locale.or_else(|| args.locale.clone());
        let answer = match &question.query {
            Some(query) => compute(app, organization, &question, query).await?,
            None => ask(app, organization, question).await?,
        };
        serde_json::to_writer(&mut output, &answer).map_err(anyhow::Error::new)?;
        output.write_all(b"\n")?;
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

async fn ask(app: &mut App, organization: &Organization, question: Question) -> Result<Answer> {
    let locale: Locale = question.locale.map_or(Ok(organization.locale), |it| it.parse())?;
    app.clock = question.as_of.map_or(Clock::System, |date| Clock::at(date, organization.timezone));
    let mut dialogue = Dialogue::default();
    let incoming = |words: &str| Incoming {
        channel: Channel::Command,
        chat: String::new(),
        organization: organization.clone(),
        actor: Actor::OPERATOR,
        locale,
        content: Content::Text(words.to_owned()),
        visit: Visit::default(),
    };
    for earlier in &question.context {
        conversation::respond_in(app, &incoming(earlier), &mut dialogue).await;
    }
    let began = Instant::now();
    let reply = conversation::respond_in(app, &incoming(&question.question), &mut dialogue).await;
    let took_ms = began.elapsed().as_secs_f64() * 1000.0;
    let began = Instant::now();
    let chart = match question.chart {
        Some(path) if save_chart(&reply, &path)? => Some(path),
        _ => None,
    };
    let picture_ms = chart.as_ref().map(|_| rounded(began.elapsed().as_secs_f64() * 1000.0));
    let table = reply.table.as_deref();
    Ok(Answer {
        id: question.id,
        status: reply.status,
        reply: reply.plain_text(),
        query: table.map(|it| it.query.to_string()),
        period: table.and_then(period),
        table: table.map(metrics::to_json),
        chart,
        choices: reply.choices().iter().map(|it| it.label.clone()).collect(),
        took_ms: rounded(took_ms),
        picture_ms,
    })
}

/// The table of a query, without words and picture.
async fn compute(app: &mut App, organization: &Organization, question: &Question, query: &str) -> Result<Answer> {
    let locale: Locale = question.locale.as_deref().map_or(Ok(organization.locale), str::parse)?;
    app.clock = question.as_of.map_or(Clock::System, |date| Clock::at(date, organization.timezone));
    let began = Instant::now();
    let found = match query.parse() {
        Ok(query) => {
            let mut scope = app.store.read(organization.id).await?;
            metrics::answer(&mut scope, organization, app.today(organization), &query).await
        }
        Err(problem) => Err(Error::Invalid(problem)),
    };
    let took_ms = began.elapsed().as_secs_f64() * 1000.0;
    let (status, reply, table) = match found {
        Ok(table) => (Status::Answered, String::new(), Some(table)),
        Err(error) if error.is_ours() => return Err(error),
        Err(error) => (Status::Declined, locale::error_text(locale, &error), None),
    };
    Ok(Answer {
        id: question.id.clone(),
        status,
        reply,
        query: Some(query.to_owned()),
        period: table.as_deref().and_then(period),
        table: table.as_deref().map(metrics::to_json),
        chart: None,
        choices: Vec::new(),
        took_ms: rounded(took_ms),
        picture_ms: None,
    })
}

fn period(table: &MetricTable) -> Option<serde_json::Value> {
    table.period.map(|it| serde_json::json!({"from": it.from, "to": it.to}))
}

/// To a microsecond: nobody can tell less.
fn rounded(milliseconds: f64) -> f64 {
    (milliseconds * 1000.0).round() / 1000.0
}

/// Saves the first picture; says whether there was one.
fn save_chart(reply: &Reply, path: &std::path::Path) -> Result<bool> {
    let Some(svg) = reply.blocks.iter().find_map(|block| match block {
        Block::Image { svg, .. } => Some(svg),
        _ => None,
    }) else {
        return Ok(false);
    };
    if path.extension().is_some_and(|it| it == "svg") {
        std::fs::write(path, svg)?;
    } else {
        std::fs::write(path, charts::png(svg, 2.0)?)?;
    }
    Ok(true)
}
