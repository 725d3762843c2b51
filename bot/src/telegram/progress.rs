//! Where a person in Telegram sees how far an import is.

use std::time::Duration;

use kabinet_core::locale::{Locale, text};
use serde::Deserialize;
use serde_json::{Value, json};
use teloxide::Bot;

use super::connection::{raw, typed, typing};
use crate::progress::{self, CALL, STOP};

pub(super) struct Waiting<'a> {
    pub bot: &'a Bot,
    pub chat: i64,
    pub thread: Option<i32>,
    pub locale: Locale,
}

#[derive(Deserialize)]
struct Sent {
    message_id: i32,
}

impl progress::Waiting for Waiting<'_> {
    /// The line fades after five seconds.
    const TYPES_FOR: Duration = Duration::from_secs(4);

    fn types(&self) {
        let (bot, chat, thread) = (self.bot.clone(), self.chat, self.thread);
        tokio::spawn(async move { typing(&bot, chat, thread).await });
    }

    async fn show(&self, message: Option<&str>, words: &str) -> Option<String> {
        match message.and_then(|it| it.parse::<i32>().ok()) {
            Some(message) => self.change(message, words).await,
            None => self.begin(words).await.map(|it| it.to_string()),
        }
    }
}

impl Waiting<'_> {
    fn body(&self, words: &str) -> Value {
        let stop = text(self.locale, "button-stop", &[]);
        json!({
            "chat_id": self.chat,
            "text": words,
            "reply_markup": {"inline_keyboard": [[{"text": stop, "callback_data": STOP}]]},
        })
    }

    async fn begin(&self, words: &str) -> Option<i32> {
        let mut body = self.body(words);
        if let Some(thread) = self.thread {
            body["message_thread_id"] = thread.into();
        }
        match typed::<Sent>(self.bot, "sendMessage", body).await {
            Ok(sent) => Some(sent.message_id),
            Err(fault) => {
                tracing::debug!("the progress could not be shown: {fault}");
                None
            }
        }
    }

    async fn change(&self, message: i32, words: &str) -> Option<String> {
        let mut body = self.body(words);
        body["message_id"] = message.into();
        if let Err(fault) = raw(self.bot, "editMessageText", body, CALL).await {
            tracing::debug!("the progress could not be changed: {fault}");
        }
        Some(message.to_string())
    }
}
