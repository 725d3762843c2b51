//! `kabinet org create`.

use std::process::ExitCode;

use chrono_tz::Tz;
use clap::Subcommand;
use kabinet_core::config::Config;
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::{self, NewOrganization, OrganizationKind};

use super::open;
use crate::{Failure, Outcome};

#[derive(Debug, Subcommand)]
pub(crate) enum Org {
    /// Create an organization.
    Create {
        name: String,
        /// Short name for commands: lower-case Latin letters, digits, hyphens.
        #[arg(long)]
        slug: String,
        #[arg(long, default_value = "UAH")]
        currency: String,
        #[arg(long, default_value = "Europe/Kyiv")]
        timezone: String,
        #[arg(long, default_value = "uk")]
        locale: String,
    },
    /// List organizations.
    List,
}

pub(crate) async fn run(config: Config, org: Org) -> Outcome {
    let app = open(config).await?;
    let mut control = app.store.control().await?;
    match org {
        Org::Create { name, slug, currency, timezone, locale } => {
            let timezone: Tz = timezone
                .parse()
                .map_err(|_| Failure::Said(format!("There is no time zone \"{timezone}\"; write one such as Europe/Kyiv.")))?;
            let locale: Locale = locale.parse()?;
            let new =
                NewOrganization { slug, name, currency: currency.to_uppercase(), timezone, locale, kind: OrganizationKind::Own };
            let organization = tenancy::create(&mut control, app.clock, new).await?;
            control.commit().await?;
            say!("{}", organization.slug);
        }
        Org::List => {
            for organization in tenancy::list(&mut control).await? {
                say!("{}\t{}\t{}\t{}", organization.slug, organization.name, organization.currency, organization.timezone);
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
