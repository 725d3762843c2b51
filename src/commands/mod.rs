//! The commands, one file each. A command opens the store, calls the core, prints.

/// As `println!`, but a reader that went away (`| head`) is an error, with which the command ends quietly.
macro_rules! say {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        writeln!(std::io::stdout(), $($words)*)?
    }};
}

pub(crate) mod ask;
pub(crate) mod backup;
pub(crate) mod chat;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod link;
pub(crate) mod org;
pub(crate) mod past;
pub(crate) mod report;
pub(crate) mod serve;
pub(crate) mod user;

use std::os::unix::fs::DirBuilderExt;

use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::error::{Problem, Result};
use kabinet_core::tenancy::{self, Organization};

/// The application on the configured store. Its folder holds a firm's files: nobody else on the machine may look.
pub(crate) async fn open(config: Config) -> Result<App> {
    let program = std::env::current_exe()?;
    if !config.data.exists() {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&config.data)
            .map_err(|cause| Problem::new("folder-not-writable").with("path", config.data.display()).with("cause", cause))?;
    }
    let app = App::open(config, program).await?;
    app.sweep();
    Ok(app)
}

pub(crate) async fn organization(app: &App, slug: &str) -> Result<Organization> {
    let mut control = app.store.control_read().await?;
    tenancy::get_by_slug(&mut control, slug).await
}
