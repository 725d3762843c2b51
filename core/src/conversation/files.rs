//! A dropped file: what it is, a tap, loaded, first insights.

use std::path::PathBuf;
use std::sync::Arc;

use super::dialogue::{self, Action, Dialogue, WaitingFile};
use super::history::Talk;
use super::message::{Block, Channel, Incoming, Reply, Room, Status};
use super::{columns, examples, insights, past, settings};
use crate::app::App;
use crate::error::{Permission, Result};
use crate::imports::progress::{HowFar, Progress};
use crate::imports::records::Entity;
use crate::imports::{self, ImportReport, Mode, Outcome, TableReport};
use crate::locale::{Arg, Locale, text};
use crate::tenancy::{Actor, OrganizationKind};

/// Looks into the file and offers to load it. Nothing is stored yet.
pub(super) async fn dropped(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, file: WaitingFile) -> Result<Reply> {
    let locale = incoming.locale;
    if incoming.organization.kind == OrganizationKind::Demo {
        return in_demo(app, incoming, dialogue, file).await;
    }
    if incoming.actor.require(Permission::Edit).is_err() {
        discard(&file);
        return Ok(Reply::said(Status::Declined, text(locale, "file-forbidden", &[])));
    }
    look(app, incoming, dialogue, file).await
}

/// A file dropped into the demo goes into a company of one's own: at once where nothing about it is doubtful.
async fn in_demo(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, file: WaitingFile) -> Result<Reply> {
    let locale = incoming.locale;
    let create = Action::CreateCompany(Some(file.clone()));
    let cancel = (text(locale, "button-cancel", &[]), Action::Discard(file.clone()));
    // Who may only look at the demo still may have a company of one's own; looking at a file changes nothing here.
    let anyone = Incoming { actor: Actor::OPERATOR, ..incoming.clone() };
    let looked = import(app, (&anyone, incoming.into()), &file, Mode::Preview).await;
    let report = looked.inspect_err(|_| discard(&file))?;
    let (words, choices) = match report {
        report if matches!(report.result, Outcome::Refused | Outcome::Empty) => {
            discard(&file);
            return Ok(Reply::said(Status::Declined, report.message));
        }
        report if report.result == Outcome::Ok => {
            let currency = &incoming.organization.currency;
            let zone = settings::zone_name(locale, incoming.organization.timezone);
            let question = text(locale, "file-in-demo-clear", &[("currency", Arg::from(currency)), ("zone", Arg::from(zone))]);
            let glance = imports::glance_text(locale, &report, currency);
            let at_once = (text(locale, "button-create-and-load", &[]), Action::CreateAndLoad(file));
            (vec![glance, question], vec![at_once, (text(locale, "button-other-company", &[]), create), cancel])
        }
        _ => {
            let words = text(locale, "file-in-demo", &[("file", Arg::from(&file.name))]);
            (vec![words], vec![(text(locale, "button-create-company", &[]), create), cancel])
        }
    };
    let choices = dialogue.offer_one_of(choices)?;
    let mut reply = Reply::said(Status::Clarify, String::new());
    reply.blocks = words.into_iter().map(|text| Block::Text { text }).collect();
    Ok(reply.with_choices(choices))
}

/// What the file is in words, and what can be done with it.
pub(super) async fn look(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, file: WaitingFile) -> Result<Reply> {
    let locale = incoming.locale;
    if !file.path.exists() {
        return Ok(Reply::said(Status::Declined, text(locale, "file-not-kept", &[])));
    }
    let report = import(app, (incoming, incoming.into()), &file, Mode::Preview).await.inspect_err(|_| discard(&file))?;
    if report.result == Outcome::NeedsChoice {
        return columns::ask(app, incoming, dialogue, (file, &report)).await;
    }
    let words = imports::preview_text(locale, &report, &incoming.organization.currency);
    let (changed, rejected) = counts(&report);
    if !matches!(report.result, Outcome::Ok | Outcome::Partial) || (changed == 0 && rejected == 0) {
        discard(&file);
        return Ok(Reply::said(Status::Declined, report.message));
    }
    if changed == 0 {
        let mut reply = Reply::said(Status::Declined, format!("{words}\n{}", text(locale, "file-nothing-to-load", &[])));
        reply.blocks.extend(rejected_rows(app, incoming, &file, &report).await?);
        discard(&file);
        return Ok(reply);
    }
    let load = (text(locale, "button-load", &[]), Action::Load(file.clone()));
    Ok(Reply::said(Status::Clarify, words).with_choices(offer(incoming, dialogue, vec![load], file)?))
}

/// The buttons under a file that waits: `first` ones, its columns, away with it.
pub(super) fn offer(
    incoming: &Incoming,
    dialogue: &mut Dialogue,
    first: Vec<(String, Action)>,
    file: WaitingFile,
) -> Result<Vec<super::Choice>> {
    let locale = incoming.locale;
    let (n_first, page) = (first.len(), format!("/imports/columns/{}", file.id()));
    let mut choices = first;
    choices.push((text(locale, "button-columns", &[]), Action::Columns(file.clone())));
    choices.push((text(locale, "button-cancel", &[]), Action::Discard(file)));
    let mut offered = dialogue.offer_one_of(choices)?;
    if incoming.channel == Channel::Web {
        offered[n_first].page = Some(page);
    }
    Ok(offered)
}

/// «так, завантаж»: the file that waits, and nothing else, is to be loaded.
pub(super) fn is_told_to_load(words: &str, file: &WaitingFile) -> bool {
    const LOAD: &[&str] = &[
        "завантаж",
        "завантажити",
        "завантажте",
        "завантажуй",
        "завантажуйте",
        "завантажимо",
        "завантажуємо",
        "залий",
        "імпортуй",
        "загрузи",
        "загрузить",
        "загрузите",
        "загружай",
        "загрузити",
        "грузи",
        "load",
        "upload",
        "import",
    ];
    const AROUND: &[&str] = &[
        "так",
        "да",
        "ок",
        "добре",
        "гаразд",
        "давай",
        "тепер",
        "його",
        "її",
        "їх",
        "це",
        "цей",
        "файл",
        "будь",
        "ласка",
        "его",
        "этот",
        "все",
        "yes",
        "ok",
        "okay",
        "please",
        "now",
        "it",
        "this",
        "that",
        "them",
        "the",
        "file",
        "go",
        "ahead",
        "and",
    ];
    let (words, name) = (dialogue::letters(words), dialogue::letters(&file.name));
    let is = |known: &[&str], word: &String| known.contains(&word.as_str());
    words.iter().any(|it| is(LOAD, it)) && words.iter().all(|it| is(LOAD, it) || is(AROUND, it) || name.contains(it))
}

/// The button that takes the waiting file a step on; without one, it is shown again, with what it lacks.
pub(super) fn load_button(locale: Locale, (file, load): (&WaitingFile, Option<(String, Action)>)) -> (String, Action) {
    load.unwrap_or_else(|| (text(locale, "button-load", &[]), Action::Look(file.clone())))
}

/// An answer about something else ends with the file that still waits: its own buttons are far up by now, or gone.
pub(super) fn with_waiting(incoming: &Incoming, dialogue: &mut Dialogue, mut reply: Reply) -> Result<Reply> {
    let locale = incoming.locale;
    let elsewhere = incoming.visit.room != Room::Private || reply.moved_to.is_some();
    if elsewhere || dialogue.pending.is_some() || dialogue.is_question(&reply.choices()) {
        return Ok(reply);
    }
    let Some((file, load)) = dialogue.waiting(false) else { return Ok(reply) };
    let line = Block::Text { text: text(locale, "file-still-waits", &[("file", Arg::from(&file.name))]) };
    let load = load_button(locale, (&file, load));
    let offered = dialogue.offer_one_of(vec![load, (text(locale, "button-discard", &[]), Action::Discard(file))])?;
    match reply.blocks.pop() {
        Some(Block::Choices { mut choices }) => {
            choices.extend(offered);
            reply.blocks.push(line);
            Ok(reply.with_choices(choices))
        }
        last => {
            reply.blocks.extend(last);
            reply.blocks.push(line);
            Ok(reply.with_choices(offered))
        }
    }
}

/// Loads the file that was looked at, and says what stands out. `talk` is where the person waits for it.
pub(super) async fn load(
    app: &App,
    (incoming, talk): (&Incoming, Talk<'_>),
    dialogue: &mut Dialogue,
    file: WaitingFile,
) -> Result<Reply> {
    let locale = incoming.locale;
    if !file.path.exists()
        && incoming.visit.again
        && let Some(reply) = past::loaded_before(app, incoming, dialogue, &file.name).await?
    {
        return Ok(reply);
    }
    if !file.path.exists() {
        return Ok(Reply::said(Status::Declined, text(locale, "file-not-kept", &[])));
    }
    let report = import(app, (incoming, talk), &file, Mode::Store).await.inspect_err(|_| discard(&file))?;
    dialogue.forget_file(&file.id());
    let mut reply = Reply::said(Status::Done, imports::done_text(locale, &report));
    reply.blocks.extend(rejected_rows(app, incoming, &file, &report).await?);
    discard(&file);
    if report.import.is_some() && !file.decided.is_empty() {
        imports::remember(&app.imports(), (&incoming.organization, &incoming.actor), &file.decided).await?;
    }
    // A list of customers changes no figure worth telling.
    if report.tables.iter().any(|it| matches!(it.entity, Entity::Orders | Entity::Stock)) {
        reply.blocks.extend(insights::after_import(app, incoming).await?);
    }
    let mut buttons: Vec<(String, Action)> =
        report.import.and_then(|it| it.parse().ok()).map(|it| past::undo_button(locale, it)).into_iter().collect();
    let mut choices = Vec::new();
    if let Some((question, answers)) = past::suggestion(app, incoming).await? {
        reply.blocks.push(question);
        choices = dialogue.offer_one_of(answers)?;
    } else {
        reply.blocks.push(Block::Text { text: text(locale, "file-loaded-questions", &[]) });
        let undo = buttons.pop();
        buttons = examples(locale).into_iter().chain(undo).collect();
    }
    choices.extend(dialogue.offer(buttons)?);
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

/// How far the import is that the talk waits for, if it does in this process.
pub fn how_far(app: &App, talk: Talk<'_>) -> Option<HowFar> {
    app.underway.how_far(&talk.key())
}

/// `Прочитано 120 000 з 1 000 000 рядків, лишилося 12 секунд`
pub fn how_far_text(locale: Locale, how_far: HowFar) -> String {
    let count = |n: u64| Arg::from(i64::try_from(n).unwrap_or(i64::MAX));
    let args = [("done", count(how_far.done)), ("total", count(how_far.total))];
    match (how_far.total, how_far.seconds_left) {
        (0, _) => text(locale, "progress-reading", &[]),
        (_, None) => text(locale, "progress-rows", &args),
        (_, Some(left)) => {
            let left = match left {
                0..60 => text(locale, "progress-seconds", &[("count", count(left))]),
                _ => text(locale, "progress-minutes", &[("count", count(left.div_ceil(60)))]),
            };
            format!("{}, {left}", text(locale, "progress-rows", &args))
        }
    }
}

/// Asks the import of the talk to stop: nothing of it is stored then. False if there is none.
pub fn stop(app: &App, talk: Talk<'_>) -> bool {
    app.underway.cancel(&talk.key())
}

fn counts(report: &ImportReport) -> (usize, usize) {
    let changed = report.tables.iter().map(|it| it.created + it.updated).sum();
    (changed, report.tables.iter().map(TableReport::rejected).sum())
}

/// The rejected rows as a file to take away.
async fn rejected_rows(app: &App, incoming: &Incoming, file: &WaitingFile, report: &ImportReport) -> Result<Option<Block>> {
    if counts(report).1 == 0 {
        return Ok(None);
    }
    let path: PathBuf = app.new_download(&incoming.organization, "rows")?;
    let written = imports::write_rejected(&app.imports(), (&file.path, report), incoming.locale, &path).await?;
    Ok(written.map(|extension| Block::File { name: imports::rejected_name(incoming.locale, report, extension), path }))
}

async fn import(app: &App, (incoming, talk): (&Incoming, Talk<'_>), file: &WaitingFile, mode: Mode) -> Result<ImportReport> {
    let progress = Arc::new(Progress::default());
    let _listed = app.underway.begin(talk.key(), &progress);
    let decided = file.decided.clone();
    let options = imports::Options { mode, locale: incoming.locale, decided, progress, ..imports::Options::default() };
    imports::import_file(&app.imports(), (&incoming.organization, &incoming.actor), (&file.path, &file.name), &options).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_load_the_waiting_file_are_told_from_questions() {
        let file = WaitingFile::new("Продажі жовтень.csv".into(), PathBuf::new());
        let plain = ["завантаж", "Завантажити", "завантажуй!", "так, завантаж", "load it", "загрузи"];
        for words in plain.into_iter().chain(["Завантаж файл «Продажі жовтень.csv»", "yes, load it please"])
        {
            assert!(is_told_to_load(words, &file), "{words}");
        }
        for words in ["так", "скасуй завантаження", "завантаж клієнтів", "скільки завантажили вчора", ""]
        {
            assert!(!is_told_to_load(words, &file), "{words}");
        }
    }
}
