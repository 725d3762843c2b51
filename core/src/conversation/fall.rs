//! What was being loaded when the program was stopped by force: nothing of it is stored, and the person is told.

use super::history::{self, Author, Talk};
use super::message::{Block, Channel, Incoming, Reply};
use crate::app::App;
use crate::error::Result;
use crate::imports::{self, CutOff};
use crate::locale::{Arg, Locale, text};
use crate::tenancy::{self, Organization};

/// At the start of a server: a line in the log for every import that was cut off, and a message in the web chat of
/// whoever loaded it. What the operator loaded is told with the next reply to anybody, or by the next command.
pub async fn tell_at_start(app: &App) -> Result<()> {
    let organizations = tenancy::list(&mut app.store.control_read().await?).await?;
    for organization in organizations {
        for cut in imports::cut_off(&app.store, organization.id).await? {
            log(&organization, &cut);
            let Some(user) = cut.user else { continue };
            if imports::take_cut_off(&app.store, organization.id, &cut).await? {
                let chat = user.to_string();
                let talk = Talk { organization: organization.id, channel: Channel::Web, chat: &chat };
                let said = Block::Text { text: words(organization.locale, cut) };
                history::append(app, talk, Author::Assistant, &[said]).await?;
            }
        }
    }
    Ok(())
}

/// The sentences about an organization's imports that were cut off, for whoever prints them now.
pub async fn told_now(app: &App, organization: &Organization, locale: Locale) -> Result<Vec<String>> {
    let mut told = Vec::new();
    for cut in imports::cut_off(&app.store, organization.id).await? {
        if imports::take_cut_off(&app.store, organization.id, &cut).await? {
            log(organization, &cut);
            told.push(words(locale, cut));
        }
    }
    Ok(told)
}

/// Above the next reply, for who was not told at the start: another process may have fallen.
pub(super) async fn with_reply(app: &App, incoming: &Incoming, mut reply: Reply) -> Result<Reply> {
    let told = told_now(app, &incoming.organization, incoming.locale).await?;
    reply.blocks.splice(0..0, told.into_iter().map(|text| Block::Text { text }));
    Ok(reply)
}

fn log(organization: &Organization, cut: &CutOff) {
    let (slug, at) = (&organization.slug, cut.started_at);
    tracing::warn!(organization = %organization.id, "an import into {slug} begun at {at} was cut off; nothing of it was stored");
}

fn words(locale: Locale, cut: CutOff) -> String {
    text(locale, "import-cut-off", &[("file", Arg::from(cut.file_name))])
}
