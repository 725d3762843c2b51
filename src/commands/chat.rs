//! `kabinet chat`: the assistant in the terminal.

use std::process::ExitCode;

use kabinet_bot::terminal::{self, Seat};
use kabinet_core::config::Config;
use kabinet_core::conversation;
use kabinet_core::locale::{Arg, text};
use kabinet_core::tenancy::{self, Actor};

use super::{demo, open};
use crate::Outcome;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Organization to talk about [default: the newest of one's own, else the demo]
    #[arg(long, value_name = "SLUG")]
    org: Option<String>,
    /// uk or en [default: the organization's]
    #[arg(long)]
    locale: Option<String>,
}

pub(crate) async fn run(config: Config, args: Args) -> Outcome {
    let app = open(config).await?;
    demo::ensure(&app).await?;
    let mut control = app.store.control_read().await?;
    let organization = match &args.org {
        Some(slug) => tenancy::get_by_slug(&mut control, slug).await?,
        None => tenancy::list(&mut control).await?.pop().ok_or(kabinet_core::error::Error::NotFound("organization"))?,
    };
    drop(control);
    let locale = args.locale.map_or(Ok(organization.locale), |it| it.parse())?;
    say!("{}", text(locale, "terminal-welcome", &[("organization", Arg::from(&organization.name))]));
    for sentence in conversation::told_now(&app, &organization, locale).await? {
        say!("{sentence}");
    }
    let folder = app.config.data.clone();
    let seat = Seat { organization, actor: Actor::OPERATOR, locale, chat: "terminal".into(), folder };
    let input = tokio::io::BufReader::new(tokio::io::stdin());
    terminal::run(&app, seat, input, &mut std::io::stdout()).await?;
    app.store.close().await;
    Ok(ExitCode::SUCCESS)
}
