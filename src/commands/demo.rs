//! `kabinet demo`: the built-in demo data.

use std::process::ExitCode;

use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::demo;
use kabinet_core::error::Result;
use kabinet_core::tenancy;

use super::open;
use crate::Outcome;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Organization to fill; created as a demo organization if there is none
    #[arg(long, value_name = "SLUG", default_value = demo::SLUG)]
    org: String,
}

pub(crate) async fn run(config: Config, args: Args) -> Outcome {
    let app = open(config).await?;
    let organization = demo::fill(&app, &args.org).await?;
    say!("{}", organization.slug);
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
}

/// An empty installation gets the demo, so that there is somebody to talk to at once.
pub(crate) async fn ensure(app: &App) -> Result<()> {
    let organizations = tenancy::list(&mut app.store.control_read().await?).await?;
    if organizations.is_empty() {
        demo::fill(app, demo::SLUG).await?;
    }
    Ok(())
}
