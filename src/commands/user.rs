//! `kabinet user create`.

use std::process::ExitCode;

use clap::Subcommand;
use kabinet_core::config::Config;
use kabinet_core::tenancy::{self, Role};

use super::open;
use crate::Outcome;

#[derive(Debug, Subcommand)]
pub(crate) enum User {
    /// Create a person, or give an existing one a role in an organization.
    Create {
        email: String,
        #[arg(long, value_name = "SLUG")]
        org: String,
        /// owner, manager or viewer
        #[arg(long)]
        role: String,
    },
}

pub(crate) async fn run(config: Config, user: User) -> Outcome {
    let User::Create { email, org, role } = user;
    let role: Role = role.parse()?;
    let app = open(config).await?;
    let mut control = app.store.control().await?;
    let organization = tenancy::get_by_slug(&mut control, &org).await?;
    let user = match tenancy::find_user_by_email(&mut control, &email).await? {
        Some(user) => user,
        None => tenancy::create_user(&mut control, &app.ids, app.clock, Some(&email), "").await?,
    };
    tenancy::set_membership(&mut control, app.clock, organization.id, user.id, role).await?;
    control.commit().await?;
    say!("{}\t{}\t{}", user.email.unwrap_or_default(), organization.slug, role);
    Ok(ExitCode::SUCCESS)
}
