//! `kabinet import`: files into an organization.

use std::path::PathBuf;
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;

use indicatif::{ProgressBar, ProgressStyle};
use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::conversation;
use kabinet_core::error::Result;
use kabinet_core::imports::progress::Progress;
use kabinet_core::imports::records::Entity;
use kabinet_core::imports::{self, Mode, Options, Outcome};
use kabinet_core::tenancy::{Actor, Organization};

use super::{open, organization, past};
use crate::{Failure, Outcome as CommandOutcome};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "SLUG")]
    org: String,
    #[arg(required_unless_present_any = ["undo", "redo", "history"], value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Take back what the import (or merge of customers) with this number changed
    #[arg(long, value_name = "ID", conflicts_with_all = ["files", "redo", "history"])]
    undo: Option<i64>,
    /// Load the original of an undone import again
    #[arg(long, value_name = "ID", conflicts_with_all = ["files", "history"])]
    redo: Option<i64>,
    /// What was imported, newest first
    #[arg(long, conflicts_with = "files")]
    history: bool,
    /// What the files hold: orders, customers, products, stock, deals or deal_events [default: found out]
    #[arg(long = "as", value_name = "ENTITY")]
    entity: Option<String>,
    /// A column's meaning: "Header=field"
    #[arg(long = "map", value_name = "HEADER=FIELD")]
    columns: Vec<String>,
    /// Write the rows that were not loaded here, with the reasons, in the shape of the file
    #[arg(long, value_name = "FILE")]
    rejected: Option<PathBuf>,
    /// Say what would happen and store nothing
    #[arg(long)]
    dry_run: bool,
    /// A JSON object a file, a line each
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(config: Config, args: Args) -> CommandOutcome {
    let entity = match &args.entity {
        None => None,
        Some(word) => Some(Entity::ALL.into_iter().find(|it| it.id() == word).ok_or_else(|| {
            Failure::Said(format!("--as must be orders, customers, products, stock, deals or deal_events, not \"{word}\"."))
        })?),
    };
    let mut columns = Vec::new();
    for pair in &args.columns {
        let (header, field) =
            pair.rsplit_once('=').ok_or_else(|| Failure::Said(format!("--map must be \"Header=field\", not \"{pair}\".")))?;
        columns.push((header.trim().to_owned(), field.trim().to_owned()));
    }
    let app = open(config).await?;
    let organization = organization(&app, &args.org).await?;
    for sentence in conversation::told_now(&app, &organization, organization.locale).await? {
        eprintln!("{sentence}");
    }
    if let Some(done) = of_the_past(&app, &organization, &args).await? {
        app.store.close().await;
        return Ok(done);
    }
    let mode = if args.dry_run { Mode::Preview } else { Mode::Store };
    let told = Options { mode, locale: organization.locale, entity, columns, ..Options::default() };
    if args.rejected.is_some() && args.files.len() != 1 {
        return Err(Failure::Said("--rejected takes the rows of one FILE.".into()));
    }
    let mut all_well = true;
    for path in &args.files {
        if !path.is_file() {
            eprintln!("There is no file {}.", path.display());
            all_well = false;
            continue;
        }
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let options = Options { progress: Arc::default(), ..told.clone() };
        let context = app.imports();
        let importing = imports::import_file(&context, (&organization, &Actor::OPERATOR), (path, &name), &options);
        let report = watched(&name, args.json, &options.progress, importing).await?;
        if let Some(target) = &args.rejected {
            imports::write_rejected(&context, (path, &report), organization.locale, target).await?;
        }
        all_well &= !matches!(report.result, Outcome::Refused | Outcome::NeedsChoice);
        if args.json {
            say!("{}", serde_json::to_string(&report).map_err(anyhow::Error::new)?);
        } else if args.dry_run {
            say!("{}", imports::preview_text(told.locale, &report, &organization.currency));
        } else {
            say!("{}", imports::full_text(told.locale, &report, &organization.currency));
        }
    }
    app.store.close().await;
    Ok(if all_well { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What the flags about earlier imports ask for, if any is there.
async fn of_the_past(app: &App, organization: &Organization, args: &Args) -> Result<Option<ExitCode>> {
    Ok(match (args.undo, args.redo) {
        (Some(number), _) => Some(past::undo(app, organization, number, args.json).await?),
        (_, Some(number)) => Some(past::redo(app, organization, number, args.json).await?),
        _ if args.history => Some(past::history(app, organization, args.json).await?),
        _ => None,
    })
}

/// Lets an import go on with a bar of its rows and the time left on a terminal, and nothing when piped. Ctrl+C stops it:
/// nothing of it is stored then.
async fn watched<T>(name: &str, quiet: bool, progress: &Progress, work: impl Future<Output = T>) -> T {
    let bar = if quiet { ProgressBar::hidden() } else { ProgressBar::new_spinner() };
    bar.set_message(name.to_owned());
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(120));
    let mut work = pin!(work);
    let mut counted = false;
    loop {
        tokio::select! {
            done = &mut work => {
                bar.finish_and_clear();
                return done;
            }
            _ = tokio::signal::ctrl_c() => progress.cancel(),
            _ = ticks.tick() => {
                let (done, total) = progress.rows();
                if total > 0 && !counted {
                    counted = true;
                    bar.set_style(style());
                }
                if total > 0 {
                    bar.set_length(total);
                    bar.set_position(done);
                } else {
                    bar.tick();
                }
            }
        }
    }
}

fn style() -> ProgressStyle {
    let template = "{msg} {wide_bar} {human_pos} / {human_len} · {eta}";
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
