//! Imports of the past in the talk: taken back, done again; customers that look like one.

use std::sync::Arc;

use super::dialogue::{Action, Dialogue};
use super::history::Talk;
use super::message::{Block, Channel, Choice, Incoming, Reply, Status};
use crate::app::App;
use crate::error::{Permission, Result};
use crate::ids::CustomerId;
use crate::imports::progress::Progress;
use crate::imports::{self, Origin, PastImport, Person, Redone};
use crate::locale::{self, Arg, Locale, text};
use crate::tenancy;

/// Imports looked through for the one that is meant.
const LOOKED_AT: usize = 1_000;
/// Imports told in the talk; all of them are on the page.
const TOLD: usize = 8;
/// The page of all imports.
const PAGE: &str = "/imports";

/// Names what would happen and asks whether it should; without a number, to the newest import.
pub(super) async fn ask_undo(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, number: Option<i64>) -> Result<Reply> {
    incoming.actor.require(Permission::Edit)?;
    let locale = incoming.locale;
    let past = list(app, incoming).await?;
    let found = past.iter().find(|it| number.map_or(it.can_undo, |number| it.number == number));
    let Some(import) = found else {
        let id = if number.is_some() { "not-found-import" } else { "past-nothing-to-undo" };
        return Ok(Reply::said(Status::Declined, text(locale, id, &[])));
    };
    if !import.can_undo {
        // Says why: it is undone already, or was loaded before earlier values were kept.
        return undo(app, incoming, dialogue, import.number).await;
    }
    let date = import.at.with_timezone(&incoming.organization.timezone).date_naive();
    let args = [
        ("number", Arg::from(import.number.to_string())),
        ("what", what(locale, import).into()),
        ("date", locale::format_date(locale, date).into()),
    ];
    let choices = dialogue.offer_one_of(vec![
        (text(locale, "button-undo-yes", &[]), Action::Undo(import.number)),
        (text(locale, "button-undo-no", &[]), Action::Cancel),
    ])?;
    let id = if import.origin == Origin::File { "past-undo-asked" } else { "past-undo-asked-merge" };
    let mut words = text(locale, id, &args);
    for (id, count) in [("past-undo-created", import.created), ("past-undo-updated", import.updated)] {
        if count > 0 {
            words = format!("{words} {}", text(locale, id, &[("count", Arg::from(count))]));
        }
    }
    if import.origin == Origin::File {
        words = format!("{words}\n{}", text(locale, "past-undo-later", &[]));
    }
    Ok(Reply::said(Status::Clarify, words).with_choices(choices))
}

pub(super) async fn undo(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, number: i64) -> Result<Reply> {
    let locale = incoming.locale;
    let undone = imports::undo(&app.imports(), (&incoming.organization, &incoming.actor), number).await?;
    let choices = dialogue.offer(vec![(text(locale, "button-redo", &[]), Action::Redo(number))])?;
    Ok(Reply::said(Status::Done, imports::undo_text(locale, &undone)).with_choices(choices))
}

/// Without a number, the import undone last.
pub(super) async fn redo(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, number: Option<i64>) -> Result<Reply> {
    incoming.actor.require(Permission::Edit)?;
    let locale = incoming.locale;
    let number = match number {
        Some(number) => Some(number),
        None => {
            let past = list(app, incoming).await?;
            past.iter().filter(|it| it.can_redo).max_by_key(|it| it.undone_at).map(|it| it.number)
        }
    };
    let Some(number) = number else {
        return Ok(Reply::said(Status::Declined, text(locale, "past-nothing-to-redo", &[])));
    };
    let progress = Arc::new(Progress::default());
    let _listed = app.underway.begin(Talk::from(incoming).key(), &progress);
    let redone = imports::redo(&app.imports(), (&incoming.organization, &incoming.actor), number, (locale, progress)).await?;
    let (words, again) = match redone {
        Redone::File(report) => (imports::done_text(locale, &report), report.import.and_then(|it| it.parse().ok())),
        Redone::Customers(number) => {
            (text(locale, "undo-redone-customers", &[("number", Arg::from(number.to_string()))]), Some(number))
        }
    };
    let choices = again.map(|it| undo_button(locale, it)).into_iter().collect();
    let choices = dialogue.offer(choices)?;
    Ok(Reply::said(Status::Done, words).with_choices(choices))
}

/// The button under what was just loaded.
pub(super) fn undo_button(locale: Locale, number: i64) -> (String, Action) {
    (text(locale, "button-undo", &[("number", Arg::from(number.to_string()))]), Action::AskUndo(number))
}

/// What was imported lately; all of it is on the page.
pub(super) async fn show(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Result<Reply> {
    incoming.actor.require(Permission::Read)?;
    let locale = incoming.locale;
    let past = list(app, incoming).await?;
    if past.is_empty() {
        return Ok(Reply::said(Status::Done, text(locale, "undo-no-history", &[])));
    }
    let names = tenancy::member_names(&mut app.store.control_read().await?, incoming.organization.id).await?;
    let told = past.iter().take(TOLD).map(|it| {
        let who = it.user.and_then(|user| names.get(&user)).map(String::as_str);
        format!("• {}", imports::past_text(locale, it, incoming.organization.timezone, who))
    });
    let reply = Reply::said(Status::Done, told.collect::<Vec<_>>().join("\n"));
    let mut choices = match past.iter().find(|it| it.can_undo) {
        Some(import) if incoming.actor.require(Permission::Edit).is_ok() => {
            dialogue.offer(vec![undo_button(locale, import.number)])?
        }
        _ => Vec::new(),
    };
    if incoming.channel == Channel::Web {
        choices.push(Choice { label: text(locale, "button-history", &[]), token: String::new(), page: Some(PAGE.into()) });
    }
    Ok(reply.with_choices(choices))
}

/// Two customers that look like one: a question with its answers, if there is any.
pub(super) async fn suggestion(app: &App, incoming: &Incoming) -> Result<Option<(Block, Vec<(String, Action)>)>> {
    let locale = incoming.locale;
    if incoming.actor.require(Permission::Edit).is_err() {
        return Ok(None);
    }
    let mut scope = app.store.read(incoming.organization.id).await?;
    let Some(pair) = imports::suggestions(&mut scope, 1).await?.pop() else { return Ok(None) };
    let args = [("one", Arg::from(person(locale, &pair.one))), ("other", person(locale, &pair.other).into())];
    let answers = vec![
        (text(locale, "button-merge", &[]), Action::Merge(pair.one.id.0, pair.other.id.0)),
        (text(locale, "button-keep-apart", &[]), Action::KeepApart(pair.one.id.0, pair.other.id.0)),
    ];
    Ok(Some((Block::Text { text: text(locale, "past-alike", &args) }, answers)))
}

/// The person said that two customers are one; the next pair is asked about.
pub(super) async fn merge(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, (one, other): (i64, i64)) -> Result<Reply> {
    let locale = incoming.locale;
    let pair = (CustomerId(one), CustomerId(other));
    let number = imports::merge(&app.imports(), (&incoming.organization, &incoming.actor), pair).await?;
    let reply = Reply::said(Status::Done, text(locale, "past-merged", &[("number", Arg::from(number.to_string()))]));
    with_next(app, incoming, dialogue, (reply, vec![undo_button(locale, number)])).await
}

pub(super) async fn keep_apart(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (one, other): (i64, i64),
) -> Result<Reply> {
    let pair = (CustomerId(one), CustomerId(other));
    imports::keep_apart(&app.imports(), (&incoming.organization, &incoming.actor), pair).await?;
    let reply = Reply::said(Status::Done, text(incoming.locale, "past-kept-apart", &[]));
    with_next(app, incoming, dialogue, (reply, Vec::new())).await
}

async fn with_next(
    app: &App,
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    (mut reply, buttons): (Reply, Vec<(String, Action)>),
) -> Result<Reply> {
    let mut choices = Vec::new();
    if let Some((question, answers)) = suggestion(app, incoming).await? {
        reply.blocks.push(question);
        choices = dialogue.offer_one_of(answers)?;
    }
    choices.extend(dialogue.offer(buttons)?);
    Ok(reply.with_choices(choices))
}

/// The update was cut off after its file was loaded: says so, instead of missing the file.
pub(super) async fn loaded_before(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, file: &str) -> Result<Option<Reply>> {
    let locale = incoming.locale;
    let past = list(app, incoming).await?;
    let Some(import) = past.iter().max_by_key(|it| it.number).filter(|it| it.file == file && it.undone_at.is_none()) else {
        return Ok(None);
    };
    let args = [("file", Arg::from(file)), ("created", Arg::from(import.created)), ("updated", Arg::from(import.updated))];
    let choices = dialogue.offer(vec![undo_button(locale, import.number)])?;
    Ok(Some(Reply::said(Status::Done, text(locale, "import-loaded-before", &args)).with_choices(choices)))
}

async fn list(app: &App, incoming: &Incoming) -> Result<Vec<PastImport>> {
    let mut scope = app.store.read(incoming.organization.id).await?;
    imports::history(&mut scope, &app.config.data, LOOKED_AT).await
}

fn what(locale: Locale, import: &PastImport) -> String {
    match import.origin {
        Origin::File => text(locale, "undo-what-file", &[("file", Arg::from(&import.file))]),
        Origin::Merge => text(locale, "undo-what-merge", &[]),
        Origin::Split => text(locale, "undo-what-split", &[]),
    }
}

/// `ТОВ «Ромашка» (код 15, 30123456, +380671234567)`
fn person(locale: Locale, person: &Person) -> String {
    let code = person.code.as_ref().map(|it| text(locale, "past-code", &[("code", Arg::from(it))]));
    let known: Vec<String> =
        [code, person.tax_id.clone(), person.phone.clone(), person.email.clone()].into_iter().flatten().collect();
    if known.is_empty() { person.name.clone() } else { format!("{} ({})", person.name, known.join(", ")) }
}
