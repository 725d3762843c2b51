//! The Bot API: our client, who we are, and what became of a call.

use std::time::Duration;

use kabinet_core::config::Telegram;
use kabinet_core::delivery::Delivered;
use kabinet_core::error::{Problem, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use teloxide::net::default_reqwest_settings;
use teloxide::requests::Requester;
use teloxide::{ApiError, Bot, RequestError};

/// A call with a picture or a file on a slow line.
const CALL: Duration = Duration::from_secs(60);
/// Between tries while Telegram is out of reach: longer each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The connection to one bot.
#[derive(Clone)]
pub(super) struct Connection {
    pub bot: Bot,
    pub me: Me,
}

impl std::fmt::Debug for Connection {
    /// The bot holds the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("me", &self.me).finish_non_exhaustive()
    }
}

/// Who we are.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Me {
    pub id: i64,
    pub username: Option<String>,
}

impl Me {
    pub(super) fn source(&self) -> String {
        format!("telegram:{}", self.id)
    }

    pub(super) fn name(&self) -> &str {
        self.username.as_deref().unwrap_or_default()
    }
}

/// The client, before anybody knows whether Telegram can be reached.
pub(super) fn bot(settings: &Telegram) -> Result<Bot> {
    let client = default_reqwest_settings().timeout(CALL).build().map_err(anyhow_of)?;
    let bot = Bot::with_client(settings.token.clone(), client);
    let url = settings.api_url.parse().map_err(|_| Problem::new("telegram-api-url").with("url", &settings.api_url))?;
    Ok(bot.set_api_url(url))
}

/// Asks who we are until Telegram answers. The portal is served meanwhile.
pub(super) async fn connect(bot: Bot) -> Connection {
    let mut pause = FIRST_PAUSE;
    loop {
        match raw(&bot, "getMe", json!({}), CALL).await {
            Ok(me) => match serde_json::from_value::<Me>(me) {
                Ok(me) => return Connection { bot, me },
                Err(error) => tracing::error!(%error, "Telegram did not say who this bot is: {error}"),
            },
            // A wrong token will not get better soon, but an operator may give the bot a new one.
            Err(fault) => tracing::warn!("Telegram cannot be reached yet: {fault}"),
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// Telegram said no: the code and the words.
    Said { code: i64, words: String, retry_after: Option<f64> },
    /// No answer.
    Line(String),
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said { code, words, .. } => write!(f, "{code} {words}"),
            Self::Line(words) => f.write_str(words),
        }
    }
}

/// Whatever is not said may be absent or null: Bot API servers of others do either.
#[derive(Deserialize)]
struct Answer {
    ok: bool,
    #[serde(default)]
    result: Value,
    error_code: Option<i64>,
    description: Option<String>,
    parameters: Option<Parameters>,
}

#[derive(Default, Deserialize)]
struct Parameters {
    retry_after: Option<f64>,
    migrate_to_chat_id: Option<i64>,
}

/// A call whose answer is wanted as it came: a new kind of update must not hide the others.
pub(super) async fn raw(bot: &Bot, method: &str, body: Value, within: Duration) -> std::result::Result<Value, Fault> {
    let mut url = bot.api_url();
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().push(&format!("bot{}", bot.token())).push(method);
    }
    let line = |error: &dyn std::fmt::Display| Fault::Line(without_token(bot, &error.to_string()));
    let request = bot.client().post(url).header("content-type", "application/json").timeout(within).body(body.to_string());
    let response = request.send().await.map_err(|it| line(&it))?;
    let status = i64::from(response.status().as_u16());
    let text = response.text().await.map_err(|it| line(&it))?;
    let answer: Answer =
        serde_json::from_str(&text).map_err(|_| Fault::Line(format!("{status}, and what was said is no JSON")))?;
    if answer.ok {
        return Ok(answer.result);
    }
    let retry_after = answer.parameters.and_then(|it| it.retry_after);
    Err(Fault::Said { code: answer.error_code.unwrap_or(status), words: answer.description.unwrap_or_default(), retry_after })
}

/// The same, read as what it should be.
pub(super) async fn typed<T: DeserializeOwned>(bot: &Bot, method: &str, body: Value) -> std::result::Result<T, Fault> {
    let value = raw(bot, method, body, CALL).await?;
    serde_json::from_value(value).map_err(|error| Fault::Line(error.to_string()))
}

/// Addresses of the Bot API hold the token, and errors hold addresses.
pub(super) fn without_token(bot: &Bot, words: &str) -> String {
    words.replace(bot.token(), "TOKEN")
}

/// What became of a call that failed.
pub(super) fn outcome(bot: &Bot, error: &RequestError) -> Delivered {
    let problem = without_token(bot, &error.to_string());
    match error {
        RequestError::RetryAfter(seconds) => later(f64::from(seconds.seconds())),
        RequestError::MigrateToChatId(chat) => Delivered::Moved { chat: chat.0.to_string() },
        RequestError::Api(ApiError::Unknown(words)) => said(words, problem),
        RequestError::Api(error) => said(&error.to_string(), problem),
        RequestError::Network(cause) if cause.is_connect() || cause.is_builder() => Delivered::NotNow { problem },
        RequestError::Network(_) => Delivered::Unanswered { problem },
        RequestError::InvalidJson { raw, .. } => unread(raw, problem),
        RequestError::Io(_) => Delivered::Refused { problem },
    }
}

/// An answer that teloxide could not read: what it says is clear nevertheless, or it is none.
fn unread(raw: &str, problem: String) -> Delivered {
    match serde_json::from_str::<Answer>(raw) {
        Ok(answer) if answer.ok => Delivered::Taken { more: false },
        Ok(Answer { parameters: Some(Parameters { retry_after: Some(seconds), .. }), .. }) => later(seconds),
        Ok(Answer { parameters: Some(Parameters { migrate_to_chat_id: Some(chat), .. }), .. }) => {
            Delivered::Moved { chat: chat.to_string() }
        }
        Ok(answer) => said(&answer.description.unwrap_or_default(), problem),
        // A page of some machine between us: nobody knows whether Telegram heard.
        Err(_) => Delivered::Unanswered { problem: "the answer is no JSON".into() },
    }
}

/// A pause that Telegram asks for. Whether it means this chat or all of them it does not say.
fn later(seconds: f64) -> Delivered {
    let after = Duration::from_secs_f64(seconds.clamp(0.1, 86_400.0));
    Delivered::Later { after, whole_service: false }
}

const CLOSED: &[&str] = &[
    "bot was blocked",
    "user is deactivated",
    "bot was kicked",
    "bot is not a member",
    "chat not found",
    "group chat was deactivated",
    "can't initiate conversation",
    "bots can't send messages to bots",
    "can't send messages to bots",
    "not enough rights",
    "have no rights",
    "chat_write_forbidden",
    "chat_restricted",
    "peer_id_invalid",
    "user not found",
];
const OUT_OF_ORDER: &[&str] =
    &["internal server error", "bad gateway", "gateway timeout", "service unavailable", "unauthorized", "not found: method"];

fn said(words: &str, problem: String) -> Delivered {
    let lower = words.to_lowercase();
    if lower.contains("message is not modified") {
        return Delivered::Taken { more: false };
    }
    if CLOSED.iter().any(|it| lower.contains(it)) {
        return Delivered::Closed { reason: problem };
    }
    if OUT_OF_ORDER.iter().any(|it| lower.contains(it)) || lower == "not found" {
        return Delivered::NotNow { problem };
    }
    Delivered::Refused { problem }
}

/// Whether Telegram refused the words for their form: then they are sent plain.
pub(super) fn is_about_entities(error: &RequestError) -> bool {
    error.to_string().to_lowercase().contains("can't parse entities")
}

/// Whether the message to change is not there any more: then a new one is sent.
pub(super) fn is_about_lost_message(error: &RequestError) -> bool {
    let words = error.to_string().to_lowercase();
    words.contains("message to edit not found")
        || words.contains("message can't be edited")
        || words.contains("message_id_invalid")
}

/// Whether the topic of the forum is gone: then it is sent without one.
pub(super) fn is_about_topic(error: &RequestError) -> bool {
    let words = error.to_string().to_lowercase();
    words.contains("message thread not found") || words.contains("topic_closed") || words.contains("topic_deleted")
}

pub(super) fn anyhow_of(error: impl std::fmt::Display) -> kabinet_core::error::Error {
    std::io::Error::other(error.to_string()).into()
}

/// Calls nobody waits for: what goes wrong with them is not worth a word to anybody.
pub(super) async fn typing(bot: &Bot, chat: i64, thread: Option<i32>) {
    let mut body = json!({"chat_id": chat, "action": "typing"});
    if let Some(thread) = thread {
        body["message_thread_id"] = thread.into();
    }
    if let Err(fault) = raw(bot, "sendChatAction", body, Duration::from_secs(5)).await {
        tracing::debug!("a chat was not shown that somebody types: {fault}");
    }
}

/// The service must be told that a tap arrived, or the button goes on turning.
pub(super) async fn answer_tap(bot: &Bot, id: &str, words: Option<String>) {
    let id = teloxide::types::CallbackQueryId(id.to_owned());
    let mut request = bot.answer_callback_query(id);
    if let Some(words) = words {
        use teloxide::payloads::AnswerCallbackQuerySetters;
        request = request.text(words);
    }
    if let Err(error) = request.await {
        tracing::debug!("a tap was not confirmed: {}", without_token(bot, &error.to_string()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_of_telegram_are_told_apart() {
        let of = |raw: &str| unread(raw, "p".into());
        assert_eq!(of(r#"{"ok":true,"result":{"strange":1}}"#), Delivered::Taken { more: false });
        assert_eq!(of(r#"{"ok":true,"result":1,"description":null,"error_code":null}"#), Delivered::Taken { more: false });
        assert_eq!(
            of(r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1.5}}"#),
            Delivered::Later { after: Duration::from_millis(1_500), whole_service: false }
        );
        assert!(matches!(of("<html>502</html>"), Delivered::Unanswered { .. }));
        let said = |words: &str| said(words, "p".into());
        assert!(matches!(said("Forbidden: bot was blocked by the user"), Delivered::Closed { .. }));
        assert!(matches!(said("Forbidden: bot was kicked from the supergroup chat"), Delivered::Closed { .. }));
        assert!(matches!(said("Bad Request: chat not found"), Delivered::Closed { .. }));
        assert!(matches!(said("Internal Server Error"), Delivered::NotNow { .. }));
        assert!(matches!(said("Bad Request: message is not modified"), Delivered::Taken { .. }));
        assert!(matches!(said("Bad Request: message text is empty"), Delivered::Refused { .. }));
    }
}
