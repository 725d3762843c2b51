//! `kabinet report`: the summary of a firm as a workbook or as a page.

use std::io::{Cursor, Write};
use std::path::Path;
use std::process::ExitCode;

use kabinet_core::config::Config;
use kabinet_core::conversation;
use kabinet_core::error::Problem;
use kabinet_core::exports::Summary;
use kabinet_core::locale::Locale;

use super::{open, organization};
use crate::{Failure, Outcome};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "SLUG")]
    org: String,
    /// In words or as 2026-10, last_quarter, 2026-01-01..2026-03-31 [default: the last twelve months]
    #[arg(long)]
    period: Option<String>,
    /// uk or en [default: the organization's]
    #[arg(long)]
    locale: Option<String>,
    /// FILE.xlsx, FILE.md or FILE.html; without it the page goes to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<String>,
}

pub(crate) async fn run(config: Config, args: Args) -> Outcome {
    let app = open(config).await?;
    let organization = organization(&app, &args.org).await?;
    let locale: Locale = args.locale.as_deref().map_or(Ok(organization.locale), str::parse)?;
    let mut scope = app.store.read(organization.id).await?;
    let period = match &args.period {
        None => None,
        Some(words) => {
            let found = conversation::period_of(&app, &mut scope, (&organization, locale), words).await?;
            Some(found.ok_or_else(|| Problem::new("report-period").with("period", words))?)
        }
    };
    let summary = Summary::read(&mut scope, (&organization, locale), app.today(&organization), period).await?;
    drop(scope);
    if summary.is_empty() {
        return Err(Problem::new("report-nothing").into());
    }
    let Some(output) = args.output else {
        std::io::stdout().write_all(summary.markdown().as_bytes())?;
        return Ok(ExitCode::SUCCESS);
    };
    let bytes = match Path::new(&output).extension().and_then(|it| it.to_str()) {
        Some("xlsx") => {
            let mut out = Cursor::new(Vec::new());
            summary.write_xlsx(&mut out)?;
            out.into_inner()
        }
        Some("md") => summary.markdown().into_bytes(),
        Some("html") => summary.html().into_bytes(),
        _ => return Err(Problem::new("report-format").with("file", output).into()),
    };
    std::fs::write(&output, bytes).map_err(|cause| Failure::Said(format!("{output} cannot be written: {cause}.")))?;
    Ok(ExitCode::SUCCESS)
}
