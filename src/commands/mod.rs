//! The commands, one file each. A command opens the store, calls the core, prints.

pub(crate) mod ask;
pub(crate) mod backup;
pub(crate) mod chat;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod link;
pub(crate) mod org;
pub(crate) mod serve;
pub(crate) mod user;

use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::error::Result;
use kabinet_core::tenancy::{self, Organization};

/// The application on the configured store.
pub(crate) async fn open(config: Config) -> Result<App> {
    let program = std::env::current_exe()?;
    App::open(config, program).await
}

pub(crate) async fn organization(app: &App, slug: &str) -> Result<Organization> {
    let mut control = app.store.control_read().await?;
    tenancy::get_by_slug(&mut control, slug).await
}
