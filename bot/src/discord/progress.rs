//! Where a person in Discord sees how far an import is.

use std::time::Duration;

use kabinet_core::locale::Locale;
use reqwest::Method;
use serde_json::{Value, json};

use super::letters::stop_button;
use super::rest::{Body, Rest};
use crate::progress::{self, CALL};

pub(super) struct Waiting<'a> {
    pub rest: &'a Rest,
    pub place: Shown<'a>,
    pub locale: Locale,
}

#[derive(Clone, Copy)]
pub(super) enum Shown<'a> {
    /// By a message in this channel.
    Channel(&'a str),
    /// In the place of the sign that we think: application and token.
    Command(&'a str, &'a str),
}

impl progress::Waiting for Waiting<'_> {
    /// The line fades after ten seconds.
    const TYPES_FOR: Duration = Duration::from_secs(8);

    fn types(&self) {
        // A command shows by itself that somebody thinks.
        let Shown::Channel(channel) = self.place else { return };
        let (rest, path) = (self.rest.clone(), format!("/channels/{channel}/typing"));
        tokio::spawn(async move {
            if let Err(fault) = rest.call(Method::POST, &path, Body::Nothing, CALL).await {
                tracing::debug!("a chat was not shown that somebody types: {fault}");
            }
        });
    }

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
        match self.rest.call(method, &path, Body::Json(body), CALL).await {
            Ok(answer) => answer.value.get("id").and_then(Value::as_str).map(str::to_owned),
            Err(fault) => {
                tracing::debug!("the progress could not be shown: {fault}");
                None
            }
        }
    }
}
