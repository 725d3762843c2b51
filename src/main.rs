//! The only place that knows everyone: reads the settings, builds `App`, starts the adapters.

mod commands;
mod settings;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use kabinet_core::error::Error;
use kabinet_core::imports::read;
use kabinet_core::locale::{self, Locale};

use settings::Settings;

/// Kabinet: drop a spreadsheet, ask a question, get the right number.
#[derive(Debug, Parser)]
#[command(name = "kabinet", version, about, propagate_version = true)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    /// More of the log on stderr; twice for all of it.
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start everything: portal and web chat (also without a command).
    Serve,
    /// Talk to the assistant in the terminal.
    Chat(commands::chat::Args),
    /// Ask one question, or many from standard input with --jsonl.
    Ask(commands::ask::Args),
    /// Load files into an organization.
    Import(commands::import::Args),
    /// Write records or the answer to a query into a file.
    Export(commands::export::Args),
    /// Sum the firm up in a workbook or on a page: sales, customers, products, stock.
    Report(commands::report::Args),
    /// Fill an organization with the built-in demo data.
    Demo(commands::demo::Args),
    /// Organizations.
    #[command(subcommand)]
    Org(commands::org::Org),
    /// People.
    #[command(subcommand)]
    User(commands::user::User),
    /// Print a new one-time sign-in link for the local portal.
    Link(commands::link::Args),
    /// Write everything in the store into one file, while the program runs.
    Backup(commands::backup::Args),
    /// Read a backup into an empty store.
    Restore(commands::backup::Args),
    /// Bring the store to the newest schema (every command does it by itself).
    Migrate,
    /// Print the settings in effect, secrets masked.
    Config,
    /// Check that everything this program needs is in order.
    Doctor(commands::doctor::DoctorArgs),
}

/// What a command ends with.
pub(crate) enum Failure {
    /// A sentence for the person.
    Said(String),
    Error(Error),
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Error(error.into())
    }
}

pub(crate) type Outcome = Result<ExitCode, Failure>;

fn main() -> ExitCode {
    if let Some(code) = read::serve(std::env::args_os()) {
        return code;
    }
    // A missing .env is normal; a broken one is reported with the other mistakes.
    let env_file = match dotenvy::dotenv() {
        Err(error) if !error.not_found() => Some(error.to_string()),
        _ => None,
    };
    let cli = Cli::parse();
    start_log(cli.verbose);
    let config = match cli.settings.resolve(env_file) {
        Ok(config) => config,
        Err(mistakes) => {
            for mistake in mistakes {
                eprintln!("{mistake}");
            }
            return ExitCode::FAILURE;
        }
    };
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return report(Failure::from(error)),
    };
    let outcome = runtime.block_on(async {
        match cli.command.unwrap_or(Command::Serve) {
            Command::Serve => commands::serve::run(config).await,
            Command::Chat(args) => commands::chat::run(config, args).await,
            Command::Ask(args) => commands::ask::run(config, args).await,
            Command::Export(args) => commands::export::run(config, args).await,
            Command::Report(args) => commands::report::run(config, args).await,
            Command::Demo(args) => commands::demo::run(config, args).await,
            Command::Import(args) => commands::import::run(config, args).await,
            Command::Org(org) => commands::org::run(config, org).await,
            Command::User(user) => commands::user::run(config, user).await,
            Command::Link(args) => commands::link::run(config, args).await,
            Command::Backup(args) => commands::backup::backup(config, args).await,
            Command::Restore(args) => commands::backup::restore(config, args).await,
            Command::Migrate => commands::doctor::migrate(config).await,
            Command::Config => commands::doctor::print_config(&config),
            Command::Doctor(args) => commands::doctor::run(config, args).await,
        }
    });
    // A question still being read from a terminal must not keep the program alive.
    runtime.shutdown_background();
    outcome.unwrap_or_else(report)
}

/// 1: the person can fix it; 70: our fault.
fn report(failure: Failure) -> ExitCode {
    match failure {
        Failure::Said(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
        Failure::Error(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Failure::Error(error) => {
            if error.is_ours() {
                tracing::error!(%error, "{error}");
            }
            eprintln!("{}", locale::error_text(Locale::En, &error));
            if error.is_ours() { ExitCode::from(70) } else { ExitCode::FAILURE }
        }
    }
}

/// Whoever read the output has seen enough.
fn is_closed_pipe(error: &Error) -> bool {
    let Error::Internal(cause) = error else { return false };
    let kind = |it: &(dyn std::error::Error + 'static)| match it.downcast_ref::<std::io::Error>() {
        Some(error) => Some(error.kind()),
        None => it.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind),
    };
    cause.chain().any(|it| kind(it) == Some(std::io::ErrorKind::BrokenPipe))
}

fn start_log(verbose: u8) {
    let level = match verbose {
        0 => "warn",
        1 => "info",
        _ => "debug",
    };
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::new(format!(
            "{level},sqlx=error,serenity=warn,serenity::gateway::ws=off"
        )))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
}
