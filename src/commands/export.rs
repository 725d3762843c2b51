//! `kabinet export`: records, or the answer to a query, into a file.

use std::fs::File;
use std::io::{BufWriter, Cursor, Write};
use std::path::Path;
use std::process::ExitCode;

use kabinet_core::config::Config;
use kabinet_core::exports::{self, Format, What};
use kabinet_core::metrics::{self, MetricQuery};

use super::{open, organization};
use crate::{Failure, Outcome};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "SLUG")]
    org: String,
    /// customers, products, orders, stock, deals, or a query: "revenue by month during last_year"
    what: String,
    /// csv, xlsx or jsonl [default: by the file's name, else csv]
    #[arg(long)]
    format: Option<String>,
    /// A file, or - for standard output
    #[arg(long, value_name = "FILE")]
    output: String,
}

pub(crate) async fn run(config: Config, args: Args) -> Outcome {
    let by_name = Path::new(&args.output).extension().and_then(|it| it.to_str()).and_then(|it| it.parse().ok());
    let format: Format = args.format.as_deref().map(str::parse).transpose()?.or(by_name).unwrap_or(Format::Csv);
    let app = open(config).await?;
    let organization = organization(&app, &args.org).await?;
    let mut scope = app.store.read(organization.id).await?;
    let records: Option<What> = args.what.parse().ok();
    let query: Option<MetricQuery> = match records {
        Some(_) => None,
        None => Some(args.what.parse()?),
    };
    let table = match &query {
        Some(query) => Some(metrics::answer(&mut scope, &organization, app.today(&organization), query).await?),
        None => None,
    };
    // A pipe cannot seek, which the writer of XLSX needs: there the file is made in memory first.
    if args.output == "-" {
        let mut out = Cursor::new(Vec::new());
        match (&table, records) {
            (Some(table), _) => exports::write_answer(table, organization.locale, format, &mut out)?,
            (None, Some(what)) => drop(exports::export(&mut scope, what, format, &mut out).await?),
            (None, None) => {}
        }
        std::io::stdout().write_all(&out.into_inner())?;
        return Ok(ExitCode::SUCCESS);
    }
    let file =
        File::create(&args.output).map_err(|cause| Failure::Said(format!("{} cannot be written: {cause}.", args.output)))?;
    let mut out = BufWriter::new(file);
    match (&table, records) {
        (Some(table), _) => exports::write_answer(table, organization.locale, format, &mut out)?,
        (None, Some(what)) => drop(exports::export(&mut scope, what, format, &mut out).await?),
        (None, None) => {}
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}
