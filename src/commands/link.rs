//! `kabinet link`: a one-time sign-in link.

use std::process::ExitCode;

use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::error::{Error, Result};
use kabinet_core::tenancy::{self, Role};

use super::open;
use crate::Outcome;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Organization to enter [default: the newest of one's own, else the demo]
    #[arg(long, value_name = "SLUG")]
    org: Option<String>,
    /// Person to sign in; without it, whoever owns this installation
    #[arg(long, value_name = "EMAIL")]
    user: Option<String>,
}

pub(crate) async fn run(config: Config, args: Args) -> Outcome {
    let app = open(config).await?;
    let link = create(&app, args.org.as_deref(), args.user.as_deref()).await?;
    say!("{link}");
    Ok(ExitCode::SUCCESS)
}

/// A new link into an organization. Whoever can run commands here owns the installation,
/// so the local person becomes an owner of any organization it enters.
pub(crate) async fn create(app: &App, org: Option<&str>, email: Option<&str>) -> Result<String> {
    let mut control = app.store.control().await?;
    let user = match email {
        Some(email) => tenancy::find_user_by_email(&mut control, email).await?.ok_or(Error::NotFound("user"))?,
        None => tenancy::local_user(&mut control, &app.ids, app.clock).await?,
    };
    let organization = match (org, email) {
        (Some(slug), _) => tenancy::get_by_slug(&mut control, slug).await?,
        (None, Some(_)) => tenancy::list_for_user(&mut control, user.id).await?.pop().ok_or(Error::NotFound("organization"))?,
        (None, None) => tenancy::list(&mut control).await?.pop().ok_or(Error::NotFound("organization"))?,
    };
    match email {
        Some(_) => drop(tenancy::get_actor(&mut control, organization.id, user.id).await?),
        None => tenancy::set_membership(&mut control, app.clock, organization.id, user.id, Role::Owner).await?,
    }
    let link = tenancy::create_link(&mut control, app.clock, organization.id, user.id).await?;
    control.commit().await?;
    Ok(format!("{}/in/{}", app.config.public_url, link.token))
}
