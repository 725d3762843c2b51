//! `respond(&App, Incoming) -> Reply`: the assistant behind every face. Never an error.

mod answer;
mod buttons;
mod company;
mod dialogue;
mod files;
pub mod history;
mod insights;
mod message;
mod question;

pub use answer::{capitalized, plain_text};
pub use dialogue::Dialogue;
pub use message::{Block, Channel, Choice, Content, Incoming, Reply, Status, TableBlock};

use dialogue::{Action, Pending};

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
        Content::Text(_) | Content::File { .. } => (dialogue::load(app, incoming).await?, None),
    };
    let mut dialogue = before.clone();
    let reply = match (&incoming.content, action) {
        (Content::Text(words), _) => on_text(app, incoming, &mut dialogue, words).await?,
        (Content::File { name, path }, _) => {
            let file = dialogue::WaitingFile { name: name.clone(), path: path.clone() };
            files::dropped(app, incoming, &mut dialogue, file).await?
        }
        (Content::Choice(_), Some(action)) => on_choice(app, incoming, &mut dialogue, action).await?,
        (Content::Choice(_), None) => Reply::said(Status::Done, text(incoming.locale, "choice-spent", &[])),
    };
    dialogue::save(app, incoming, (&before, &dialogue)).await?;
    Ok(reply)
}

async fn on_text(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, words: &str) -> Result<Reply> {
    let locale = incoming.locale;
    match words.trim().to_lowercase().as_str() {
        "" => return Ok(Reply::said(Status::Clarify, text(locale, "empty-message", &[]))),
        "/start" | "/help" | "/menu" | "/допомога" | "/меню" => return question::help(app, incoming, dialogue).await,
        "/cancel" | "/скасувати" => {
            dialogue.pending = None;
            return Ok(Reply::said(Status::Done, text(locale, "cancelled", &[])));
        }
        _ => {}
    }
    match dialogue.pending.take() {
        Some(Pending::CompanyName { file }) => company::named(incoming, dialogue, words, file),
        Some(Pending::CompanyCurrency { name, file }) => company::currency(app, incoming, dialogue, (name, file), words).await,
        None => question::asked(app, incoming, dialogue, words).await,
    }
}

async fn on_choice(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, action: Action) -> Result<Reply> {
    match action {
        Action::Ask(query) => question::answer_text(app, incoming, dialogue, &query).await,
        Action::Say(words) => Box::pin(on_text(app, incoming, dialogue, &words)).await,
        Action::Rows(query) => question::rows(app, incoming, &query).await,
        Action::Load(file) => files::load(app, incoming, dialogue, file).await,
        Action::Discard(file) => {
            files::discard(&file);
            Ok(Reply::said(Status::Done, text(incoming.locale, "file-discarded", &[])))
        }
        Action::CreateCompany(file) => Ok(company::start(incoming.locale, dialogue, file)),
        Action::Currency(code) => match dialogue.pending.take() {
            Some(Pending::CompanyCurrency { name, file }) => {
                company::currency(app, incoming, dialogue, (name, file), &code).await
            }
            _ => Ok(Reply::said(Status::Done, text(incoming.locale, "choice-spent", &[]))),
        },
        Action::Cancel => {
            dialogue.pending = None;
            Ok(Reply::said(Status::Done, text(incoming.locale, "cancelled", &[])))
        }
    }
}

impl Reply {
    /// A reply of words alone.
    pub fn said(status: Status, text: String) -> Self {
        Self { status, blocks: vec![Block::Text { text }], table: None, moved_to: None }
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
