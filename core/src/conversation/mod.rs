//! `respond(&App, Incoming) -> Reply`: the assistant behind every face. Never an error.

mod answer;
mod buttons;
mod columns;
mod commands;
mod company;
mod course;
mod dialogue;
mod fall;
mod files;
mod groups;
pub mod history;
mod insights;
mod linked;
mod lists;
mod message;
mod organizations;
mod past;
mod question;
mod report;
mod settings;
mod suggest;
mod summary;
mod why;
mod wishes;

pub use answer::capitalized;
pub use commands::COMMANDS;
pub use dialogue::{Dialogue, rename_chats};
pub use message::{Block, Channel, Choice, Content, Incoming, Reply, Room, Status, TableBlock, Visit, Visitor, plain_text};
pub use suggest::Field;
pub(crate) use suggest::suggest;
pub use summary::{period_of, workbook};

pub use columns::{ColumnsPage, columns_page};
pub use dialogue::WaitingFile;
use dialogue::{Action, Pending};
pub use fall::{tell_at_start, told_now};
pub use files::{how_far, how_far_text, stop};

use crate::app::App;
use crate::error::Result;
use crate::locale::{self, Locale, text};

/// Answers a message. What goes wrong becomes a sentence; our own faults are logged here, once.
pub async fn respond(app: &App, incoming: Incoming) -> Reply {
    let locale = incoming.locale;
    match remembered(app, &incoming).await {
        Ok(reply) => reply,
        Err(error) => {
            if error.is_ours() {
                tracing::error!(%error, organization = %incoming.organization.id, "a message was not answered: {error}");
            }
            Reply::said(Status::Error, locale::error_text(locale, &error))
        }
    }
}

/// Answers a text in a dialogue that lives in memory only: `kabinet ask`.
pub async fn respond_in(app: &App, incoming: &Incoming, dialogue: &mut Dialogue) -> Reply {
    let Content::Text(words) = &incoming.content else { return Reply::said(Status::Error, String::new()) };
    match on_text(app, incoming, dialogue, words).await {
        Ok(reply) => reply,
        Err(error) => {
            if error.is_ours() {
                tracing::error!(%error, "a question was not answered: {error}");
            }
            Reply::said(Status::Error, locale::error_text(incoming.locale, &error))
        }
    }
}

async fn remembered(app: &App, incoming: &Incoming) -> Result<Reply> {
    let (before, action) = match &incoming.content {
        Content::Choice(token) => dialogue::take_choice(app, incoming, token).await?,
        _ => (dialogue::load(app, incoming.into()).await?, None),
    };
    let mut dialogue = before.clone();
    let reply = match (&incoming.content, action) {
        (Content::Text(words), _) => on_text(app, incoming, &mut dialogue, words).await?,
        (Content::File { name, path }, _) => {
            // A file answers no question; what it was about goes on by its buttons.
            dialogue.pending = None;
            let file = WaitingFile::new(name.clone(), path.clone());
            files::dropped(app, incoming, &mut dialogue, file).await?
        }
        (Content::Columns { file, decided }, _) => columns::decided(app, incoming, &mut dialogue, (file, decided)).await?,
        (Content::Choice(_), Some(action)) => on_choice(app, incoming, &mut dialogue, action).await?,
        (Content::Choice(_), None) => Reply::said(Status::Done, text(incoming.locale, "choice-spent", &[])),
    };
    let reply = match &incoming.content {
        Content::Text(_) | Content::Choice(_) => files::with_waiting(incoming, &mut dialogue, reply)?,
        Content::File { .. } | Content::Columns { .. } => reply,
    };
    dialogue::save(app, incoming, (&before, &dialogue)).await?;
    fall::with_reply(app, incoming, reply).await
}

async fn on_text(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, words: &str) -> Result<Reply> {
    let locale = incoming.locale;
    if words.trim().is_empty() {
        return Ok(Reply::said(Status::Clarify, text(locale, "empty-message", &[])));
    }
    if incoming.visit.room != Room::Private {
        return groups::on_text(app, incoming, dialogue, words).await;
    }
    if let Some(command) = commands::parse(words) {
        return commands::run(app, incoming, dialogue, command).await;
    }
    if let Some(reply) = organizations::join_by_code(app, incoming, words).await? {
        return Ok(reply);
    }
    if let Some(period) = summary::wish(words) {
        return summary::ready(app, incoming, &period).await;
    }
    if !matches!(dialogue.pending, Some(Pending::CompanyName { .. } | Pending::CompanyRename)) {
        if let Some((file, load)) = dialogue.waiting(incoming.visit.again)
            && files::is_told_to_load(words, &file)
        {
            let (_, load) = files::load_button(locale, (&file, load));
            dialogue.pending = None;
            dialogue.forget_file(&file.id());
            return Box::pin(on_choice(app, incoming, dialogue, load)).await;
        }
        if let Some(wish) = wishes::understand(words) {
            return wishes::grant(app, incoming, dialogue, wish).await;
        }
    }
    match dialogue.pending.take() {
        Some(pending) if !matches!(pending, Pending::Columns { .. }) && wishes::is_cancel(words) => {
            Ok(company::cancelled(locale, pending))
        }
        Some(Pending::CompanyName { file }) => company::named(incoming, dialogue, words, file),
        Some(Pending::CompanyCurrency(founding)) => company::currency(app, incoming, dialogue, founding, words).await,
        Some(Pending::CompanyRename) => company::renamed(app, incoming, words).await,
        Some(Pending::Columns { file }) if words.contains('=') => columns::said(app, incoming, dialogue, (file, words)).await,
        _ => question::asked(app, incoming, dialogue, words).await,
    }
}

async fn on_choice(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, action: Action) -> Result<Reply> {
    if incoming.visit.room != Room::Private && !groups::may_tap(incoming, &action) {
        return Ok(groups::reserved(incoming.locale));
    }
    match action {
        Action::Ask(query) => question::answer_text(app, incoming, dialogue, &query).await,
        Action::Say(words) => Box::pin(on_text(app, incoming, dialogue, &words)).await,
        Action::Rows(query) => question::rows(app, incoming, &query).await,
        Action::Load(file) => files::load(app, (incoming, incoming.into()), dialogue, file).await,
        Action::AskUndo(number) => past::ask_undo(app, incoming, dialogue, Some(number)).await,
        Action::Undo(number) => past::undo(app, incoming, dialogue, number).await,
        Action::Redo(number) => past::redo(app, incoming, dialogue, Some(number)).await,
        Action::Merge(one, other) => past::merge(app, incoming, dialogue, (one, other)).await,
        Action::KeepApart(one, other) => past::keep_apart(app, incoming, dialogue, (one, other)).await,
        Action::Look(file) => files::look(app, incoming, dialogue, file).await,
        Action::Columns(file) => columns::show(app, incoming, dialogue, file).await,
        Action::Discard(file) => {
            files::discard(&file);
            dialogue.forget_file(&file.id());
            Ok(Reply::said(Status::Done, text(incoming.locale, "file-discarded", &[])))
        }
        Action::CreateCompany(file) => Ok(company::start(incoming.locale, dialogue, file)),
        Action::CreateAndLoad(file) => company::with_file(app, incoming, file).await,
        Action::NameCompany => Ok(company::ask_name(incoming.locale, dialogue)),
        Action::Currency(code) => match dialogue.pending.take() {
            Some(Pending::CompanyCurrency(founding)) => company::currency(app, incoming, dialogue, founding, &code).await,
            _ => Ok(Reply::said(Status::Done, text(incoming.locale, "choice-spent", &[]))),
        },
        Action::CompanyZones => company::ask_zone(incoming.locale, dialogue),
        Action::CompanyZone(zone) => match dialogue.pending.take() {
            Some(Pending::CompanyCurrency(founding)) => {
                company::ask_currency(incoming, dialogue, dialogue::Founding { zone: Some(zone), ..founding })
            }
            _ => Ok(Reply::said(Status::Done, text(incoming.locale, "choice-spent", &[]))),
        },
        Action::Cancel => {
            dialogue.pending = None;
            Ok(Reply::said(Status::Done, text(incoming.locale, "cancelled", &[])))
        }
        Action::Settings(wanted) => settings::change(app, incoming, dialogue, wanted).await,
        Action::Place(wanted) => organizations::change(app, incoming, dialogue, wanted).await,
        Action::Linked(wanted) => linked::change(app, incoming, dialogue, wanted).await,
        Action::Group(wanted) => groups::change(app, incoming, dialogue, wanted).await,
    }
}

impl Reply {
    /// A reply of words alone.
    pub fn said(status: Status, text: String) -> Self {
        Self { status, blocks: vec![Block::Text { text }], table: None, moved_to: None, speaks: None, is_reserved: false }
    }

    #[must_use]
    pub fn with_choices(mut self, choices: Vec<Choice>) -> Self {
        if !choices.is_empty() {
            self.blocks.push(Block::Choices { choices });
        }
        self
    }

    /// The whole text a person would read.
    pub fn plain_text(&self) -> String {
        plain_text(&self.blocks)
    }

    pub fn choices(&self) -> Vec<&Choice> {
        self.blocks
            .iter()
            .flat_map(|block| match block {
                Block::Choices { choices } => choices.as_slice(),
                _ => &[],
            })
            .collect()
    }
}

/// Examples that always have an answer where there are sales.
fn examples(locale: Locale) -> Vec<(String, Action)> {
    (1..=4).map(|n| text(locale, &format!("example-{n}"), &[])).map(|words| (words.clone(), Action::Say(words))).collect()
}
