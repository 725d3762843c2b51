//! A dropped file: what it is, a tap, loaded, first insights.

use super::dialogue::{Action, Dialogue, WaitingFile};
use super::examples;
use super::insights;
use super::message::{Block, Incoming, Reply, Status};
use crate::app::App;
use crate::error::{Permission, Result};
use crate::imports::{self, ImportReport, Mode, Outcome};
use crate::locale::{Arg, text};
use crate::tenancy::OrganizationKind;

/// Looks into the file and offers to load it. Nothing is stored yet.
pub(super) async fn dropped(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, file: WaitingFile) -> Result<Reply> {
    let locale = incoming.locale;
    if incoming.organization.kind == OrganizationKind::Demo {
        let words = text(locale, "file-in-demo", &[("file", Arg::from(&file.name))]);
        let choices = dialogue.offer_one_of(vec![
            (text(locale, "button-create-company", &[]), Action::CreateCompany(Some(file.clone()))),
            (text(locale, "button-cancel", &[]), Action::Discard(file)),
        ])?;
        return Ok(Reply::said(Status::Clarify, words).with_choices(choices));
    }
    if incoming.actor.require(Permission::Edit).is_err() {
        discard(&file);
        return Ok(Reply::said(Status::Declined, text(locale, "file-forbidden", &[])));
    }
    let report = import(app, incoming, &file, Mode::Preview).await?;
    let words = imports::preview_text(locale, &report, &incoming.organization.currency);
    if !matches!(report.result, Outcome::Ok | Outcome::Partial) {
        discard(&file);
        return Ok(Reply::said(Status::Declined, words));
    }
    let choices = dialogue.offer_one_of(vec![
        (text(locale, "button-load", &[]), Action::Load(file.clone())),
        (text(locale, "button-cancel", &[]), Action::Discard(file)),
    ])?;
    Ok(Reply::said(Status::Clarify, words).with_choices(choices))
}

/// Loads the file that was looked at, and says what stands out.
pub(super) async fn load(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, file: WaitingFile) -> Result<Reply> {
    let locale = incoming.locale;
    if !file.path.exists() {
        return Ok(Reply::said(Status::Declined, text(locale, "file-not-kept", &[])));
    }
    let report = import(app, incoming, &file, Mode::Store).await?;
    discard(&file);
    let done = imports::done_text(locale, &report, &incoming.organization.currency);
    let mut reply = Reply::said(Status::Done, done);
    reply.blocks.extend(insights::after_import(app, incoming).await?);
    reply.blocks.push(Block::Text { text: text(locale, "file-loaded-questions", &[]) });
    let choices = dialogue.offer(examples(locale))?;
    Ok(reply.with_choices(choices))
}

/// The original is kept by the import itself; this is only the waiting copy.
pub(super) fn discard(file: &WaitingFile) {
    if let Err(error) = std::fs::remove_file(&file.path)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a waiting file was not removed: {error}");
    }
}

async fn import(app: &App, incoming: &Incoming, file: &WaitingFile, mode: Mode) -> Result<ImportReport> {
    let options = imports::Options { mode, locale: incoming.locale, ..imports::Options::default() };
    imports::import_file(&app.imports(), (&incoming.organization, &incoming.actor), (&file.path, &file.name), &options).await
}
