//! One message that shows how far an import is, changes itself, and can stop it.

use std::time::Duration;

use kabinet_core::app::App;
use kabinet_core::conversation;
use kabinet_core::conversation::history::Talk;
use kabinet_core::delivery::{Update, inbox};
use kabinet_core::error::Result;
use kabinet_core::locale::Locale;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::letters::stop_button;
use super::rest::{Body, Rest};

/// What is done sooner needs no word meanwhile.
const AT_ONCE: Duration = Duration::from_millis(400);
const SHOWN_AFTER: Duration = Duration::from_millis(1_500);
/// Discord bears five edits in five seconds; answers have to go out too.
const CHANGED_EVERY: Duration = Duration::from_secs(3);
/// The line that says somebody types fades after ten seconds.
const TYPES_FOR: Duration = Duration::from_secs(8);
const EDIT: Duration = Duration::from_secs(5);

/// Where the person waits.
pub(super) struct Waiting<'a> {
    pub rest: &'a Rest,
    pub place: Shown<'a>,
    pub talk: Talk<'a>,
    pub locale: Locale,
}

#[derive(Clone, Copy)]
pub(super) enum Shown<'a> {
    /// By a message in this channel.
    Channel(&'a str),
    /// In the place of the sign that we think: application and token.
    Command(&'a str, &'a str),
}

/// Waits for `work` and shows meanwhile that it is under way. Returns the message that showed it, if one had to.
pub(super) async fn shown<T>(
    app: &App,
    waiting: Waiting<'_>,
    update: &Update,
    work: impl Future<Output = Result<T>>,
) -> Result<(T, Option<String>)> {
    let began = Instant::now();
    // The update was begun before: its message stands there still.
    let mut message: Option<String> = update.note.clone();
    let mut work = std::pin::pin!(work);
    let mut typed_at: Option<Instant> = None;
    let mut changed_at: Option<Instant> = None;
    let mut last = String::new();
    let mut ticks = tokio::time::interval(Duration::from_millis(200));
    loop {
        tokio::select! {
            done = &mut work => return Ok((done?, message)),
            _ = ticks.tick() => {}
        }
        if began.elapsed() >= AT_ONCE && message.is_none() && typed_at.is_none_or(|it| it.elapsed() >= TYPES_FOR) {
            typed_at = Some(Instant::now());
            waiting.types();
        }
        let Some(how_far) = conversation::how_far(app, waiting.talk) else { continue };
        if began.elapsed() < SHOWN_AFTER || changed_at.is_some_and(|it| it.elapsed() < CHANGED_EVERY) {
            continue;
        }
        let words = conversation::how_far_text(waiting.locale, how_far);
        if words == last {
            continue;
        }
        changed_at = Some(Instant::now());
        last.clone_from(&words);
        let new = waiting.show(message.as_deref(), &words).await;
        if message.is_none()
            && let Some(new) = new
        {
            if let Err(error) = note(app, update, &new).await {
                tracing::debug!(%error, "a message of progress was not noted: {error}");
            }
            message = Some(new);
        }
    }
}

/// On SQLite an import holds the only writer: the note must not wait for it.
async fn note(app: &App, update: &Update, message: &str) -> Result<()> {
    let noted = tokio::time::timeout(Duration::from_millis(200), inbox::note(&app.store, update, message)).await;
    noted.unwrap_or(Ok(()))
}

impl Waiting<'_> {
    fn types(&self) {
        // A command shows by itself that somebody thinks.
        let Shown::Channel(channel) = self.place else { return };
        let (rest, path) = (self.rest.clone(), format!("/channels/{channel}/typing"));
        tokio::spawn(async move {
            if let Err(fault) = rest.call(Method::POST, &path, Body::Nothing, EDIT).await {
                tracing::debug!("a chat was not shown that somebody types: {fault}");
            }
        });
    }

    /// Shows the words; returns the message they stand in, once there is one.
    async fn show(&self, message: Option<&str>, words: &str) -> Option<String> {
        let body = json!({
            "content": words,
            "components": stop_button(self.locale),
            "allowed_mentions": {"parse": []},
        });
        let (method, path) = match (self.place, message) {
            (Shown::Command(application, token), _) => {
                (Method::PATCH, format!("/webhooks/{application}/{token}/messages/@original"))
            }
            (Shown::Channel(channel), Some(message)) => (Method::PATCH, format!("/channels/{channel}/messages/{message}")),
            (Shown::Channel(channel), None) => (Method::POST, format!("/channels/{channel}/messages")),
        };
        match self.rest.call(method, &path, Body::Json(body), EDIT).await {
            Ok(answer) => answer.value.get("id").and_then(Value::as_str).map(str::to_owned),
            Err(fault) => {
                tracing::debug!("the progress could not be shown: {fault}");
                None
            }
        }
    }
}
