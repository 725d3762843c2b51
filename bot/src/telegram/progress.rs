//! One message that shows how far an import is, changes itself, and can stop it.

use std::time::Duration;

use kabinet_core::app::App;
use kabinet_core::conversation;
use kabinet_core::conversation::history::Talk;
use kabinet_core::delivery::{Update, inbox};
use kabinet_core::error::Result;
use kabinet_core::locale::{Locale, text};
use serde::Deserialize;
use serde_json::{Value, json};
use teloxide::Bot;
use tokio::time::Instant;

use super::connection::{raw, typed, typing};

/// What a tap on the button says; all other taps carry tokens.
pub(super) const STOP: &str = "stop";
/// What is done sooner needs no word meanwhile.
const AT_ONCE: Duration = Duration::from_millis(400);
const SHOWN_AFTER: Duration = Duration::from_millis(1_500);
/// Telegram bears an edit every few seconds.
const CHANGED_EVERY: Duration = Duration::from_secs(3);
/// The line that says somebody types fades after five seconds.
const TYPES_FOR: Duration = Duration::from_secs(4);
const EDIT: Duration = Duration::from_secs(5);

/// Where the person waits.
pub(super) struct Waiting<'a> {
    pub bot: &'a Bot,
    pub chat: i64,
    pub thread: Option<i32>,
    pub talk: Talk<'a>,
    pub locale: Locale,
}

#[derive(Deserialize)]
struct Sent {
    message_id: i32,
}

/// Waits for `work` and shows meanwhile that it is under way. Returns the message that showed it, if one had to.
pub(super) async fn shown<T>(
    app: &App,
    waiting: Waiting<'_>,
    update: &Update,
    work: impl Future<Output = Result<T>>,
) -> Result<(T, Option<i32>)> {
    let began = Instant::now();
    // The update was begun before: its message stands there still.
    let mut message: Option<i32> = update.note.as_deref().and_then(|it| it.parse().ok());
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
            let (bot, chat, thread) = (waiting.bot.clone(), waiting.chat, waiting.thread);
            tokio::spawn(async move { typing(&bot, chat, thread).await });
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
        match message {
            Some(message) => waiting.change(message, &words).await,
            None => {
                message = waiting.begin(&words).await;
                if let Some(message) = message
                    && let Err(error) = note(app, update, message).await
                {
                    tracing::debug!(%error, "a message of progress was not noted: {error}");
                }
            }
        }
    }
}

/// On SQLite an import holds the only writer: the note must not wait for it.
async fn note(app: &App, update: &Update, message: i32) -> Result<()> {
    let noted = tokio::time::timeout(Duration::from_millis(200), inbox::note(&app.store, update, &message.to_string())).await;
    noted.unwrap_or(Ok(()))
}

impl Waiting<'_> {
    fn body(&self, words: &str) -> Value {
        let stop = text(self.locale, "button-stop", &[]);
        let mut body = json!({
            "chat_id": self.chat,
            "text": words,
            "reply_markup": {"inline_keyboard": [[{"text": stop, "callback_data": STOP}]]},
        });
        if let Some(thread) = self.thread {
            body["message_thread_id"] = thread.into();
        }
        body
    }

    async fn begin(&self, words: &str) -> Option<i32> {
        match typed::<Sent>(self.bot, "sendMessage", self.body(words)).await {
            Ok(sent) => Some(sent.message_id),
            Err(fault) => {
                tracing::debug!("the progress could not be shown: {fault}");
                None
            }
        }
    }

    async fn change(&self, message: i32, words: &str) {
        let mut body = self.body(words);
        body["message_id"] = message.into();
        if let Some(body) = body.as_object_mut() {
            body.remove("message_thread_id");
        }
        if let Err(fault) = raw(self.bot, "editMessageText", body, EDIT).await {
            tracing::debug!("the progress could not be changed: {fault}");
        }
    }
}
