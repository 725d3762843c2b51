//! `kabinet backup` and `kabinet restore`.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use kabinet_core::config::Config;
use kabinet_core::store;

use super::open;
use crate::{Failure, Outcome};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    file: PathBuf,
}

/// The file appears whole or not at all: it is written beside its place and then moved there.
pub(crate) async fn backup(config: Config, args: Args) -> Outcome {
    let app = open(config).await?;
    let unfinished = args.file.with_extension("unfinished");
    let file = File::create(&unfinished).map_err(|cause| unusable(&args.file, &cause))?;
    let n_rows = store::backup(&app.store, std::io::BufWriter::new(file)).await?;
    std::fs::rename(&unfinished, &args.file).map_err(|cause| unusable(&args.file, &cause))?;
    say!("{n_rows} rows are in {}.", args.file.display());
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn restore(config: Config, args: Args) -> Outcome {
    let file = File::open(&args.file).map_err(|cause| unusable(&args.file, &cause))?;
    let app = open(config).await?;
    let n_rows = store::restore(&app.store, file).await?;
    app.store.close().await;
    say!("{n_rows} rows are restored.");
    Ok(ExitCode::SUCCESS)
}

fn unusable(path: &Path, cause: &std::io::Error) -> Failure {
    Failure::Said(format!("{} cannot be used: {cause}.", path.display()))
}
