//! Calls of Discord. They are made here and not by serenity, because serenity keeps to itself what Discord says when it
//! refuses: how long to wait and for what, which the outbox has to know and to remember.

use std::time::Duration;

use kabinet_core::config::Discord;
use kabinet_core::error::{Problem, Result};
use reqwest::header::HeaderMap;
use reqwest::multipart::{Form, Part};
use reqwest::{Client, Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;

/// A call with a picture or a file on a slow line. Three of them end before the outbox takes their sender for dead.
pub(super) const CALL: Duration = Duration::from_secs(20);
/// The answer to a command must be there within three seconds.
pub(super) const AT_ONCE: Duration = Duration::from_millis(1_500);
const AGENT: &str = concat!("DiscordBot (kabinet, ", env!("CARGO_PKG_VERSION"), ")");

/// The way to Discord.
#[derive(Clone)]
pub(super) struct Rest {
    client: Client,
    base: String,
    token: String,
}

impl std::fmt::Debug for Rest {
    /// It holds the token.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rest").field("base", &self.base).finish_non_exhaustive()
    }
}

/// What goes with a call.
#[derive(Clone, Debug, Default)]
pub(super) enum Body {
    #[default]
    Nothing,
    Json(Value),
    /// JSON, and files with their names.
    Files(Value, Vec<(String, Vec<u8>)>),
}

/// What came back.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub value: Value,
    /// No further call of this kind before then: the allowance is used up.
    pub rest: Option<Duration>,
}

/// Why a call brought nothing.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// Discord said no.
    Said { status: u16, code: i64, words: String },
    /// Discord asks to wait.
    Wait { after: Duration, whole_service: bool },
    /// No answer. `begun`: Discord may have heard us.
    Line { words: String, begun: bool },
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Said { status, code, words } => write!(f, "{status} {words} ({code})"),
            Self::Wait { after, .. } => write!(f, "asked to wait for {after:?}"),
            Self::Line { words, .. } => f.write_str(words),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Refusal {
    code: i64,
    message: String,
    retry_after: Option<f64>,
    global: bool,
}

impl Rest {
    pub(super) fn new(settings: &Discord) -> Result<Self> {
        if settings.api_url.parse::<reqwest::Url>().is_err() {
            return Err(Problem::new("discord-api-url").with("url", &settings.api_url).into());
        }
        let client = Client::builder().user_agent(AGENT).connect_timeout(Duration::from_secs(10)).build();
        let client = client.map_err(|it| std::io::Error::other(it.to_string()))?;
        Ok(Self { client, base: settings.api_url.clone(), token: settings.token.clone() })
    }

    pub(super) async fn get(&self, path: &str) -> std::result::Result<Value, Fault> {
        self.call(Method::GET, path, Body::Nothing, CALL).await.map(|it| it.value)
    }

    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: Body,
        within: Duration,
    ) -> std::result::Result<Answer, Fault> {
        let request = self.client.request(method, format!("{}/api/v10{path}", self.base)).timeout(within);
        let request = match path.starts_with("/interactions/") || path.starts_with("/webhooks/") {
            // These carry tokens of their own.
            true => request,
            false => request.header("authorization", format!("Bot {}", self.token)),
        };
        let request = match body {
            Body::Nothing => request,
            Body::Json(value) => request.header("content-type", "application/json").body(value.to_string()),
            Body::Files(value, files) => request.multipart(form(value, files)?),
        };
        let response = request.send().await.map_err(|it| line(&it))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.map_err(|it| line(&it))?;
        if status.is_success() {
            if status == StatusCode::NO_CONTENT || text.is_empty() {
                return Ok(Answer { value: Value::Null, rest: rest_of(&headers) });
            }
            // Half an answer: what was asked for may have been done.
            let value = serde_json::from_str(&text)
                .map_err(|_| Fault::Line { words: format!("{status}, and what was said is no JSON"), begun: true })?;
            return Ok(Answer { value, rest: rest_of(&headers) });
        }
        Err(refused(status.as_u16(), &headers, &text))
    }

    /// Bytes of a file that somebody attached: of any address Discord gave, without our token.
    pub(super) async fn file(&self, url: &str) -> std::result::Result<reqwest::Response, Fault> {
        // As long as bytes keep coming: a day is no limit of ours.
        let request = self.client.get(url).timeout(Duration::from_secs(86_400));
        request.send().await.and_then(reqwest::Response::error_for_status).map_err(|it| line(&it))
    }
}

fn form(value: Value, files: Vec<(String, Vec<u8>)>) -> std::result::Result<Form, Fault> {
    let mut form = Form::new().text("payload_json", value.to_string());
    for (n, (name, bytes)) in files.into_iter().enumerate() {
        let kind = if name.ends_with(".png") { "image/png" } else { "application/octet-stream" };
        let part = Part::bytes(bytes).file_name(name).mime_str(kind);
        form = form.part(format!("files[{n}]"), part.map_err(|it| Fault::Line { words: it.to_string(), begun: false })?);
    }
    Ok(form)
}

/// Addresses of interactions hold tokens, and errors hold addresses.
fn line(error: &reqwest::Error) -> Fault {
    let mut words = String::from(if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the line broke"
    });
    let mut cause = std::error::Error::source(error);
    while let Some(deeper) = cause {
        words = format!("{words}: {deeper}");
        cause = deeper.source();
    }
    Fault::Line { words, begun: !error.is_connect() && !error.is_builder() }
}

fn number(headers: &HeaderMap, name: &str) -> Option<f64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok().filter(|it: &f64| it.is_finite() && *it >= 0.0)
}

/// The allowance is used up by this call.
fn rest_of(headers: &HeaderMap) -> Option<Duration> {
    let left = number(headers, "x-ratelimit-remaining")?;
    let after = number(headers, "x-ratelimit-reset-after")?;
    (left < 1.0).then(|| seconds(after))
}

fn seconds(after: f64) -> Duration {
    Duration::from_secs_f64(after.clamp(0.1, 86_400.0))
}

fn refused(status: u16, headers: &HeaderMap, text: &str) -> Fault {
    let refusal: Option<Refusal> = serde_json::from_str(text).ok();
    let is_json = refusal.is_some();
    let refusal = refusal.unwrap_or_default();
    if status == 429 {
        let after = refusal.retry_after.or_else(|| number(headers, "retry-after")).unwrap_or(5.0);
        let scope = headers.get("x-ratelimit-scope").and_then(|it| it.to_str().ok()).unwrap_or_default();
        // A refusal of the machines before Discord's API concerns everybody too.
        let whole_service = refusal.global || scope == "global" || headers.contains_key("x-ratelimit-global") || !is_json;
        return Fault::Wait { after: seconds(after), whole_service };
    }
    if status >= 500 && !is_json {
        // A page of some machine between us.
        return Fault::Line { words: format!("{status}"), begun: true };
    }
    let words = refusal.message.chars().take(300).collect();
    Fault::Said { status, code: refusal.code, words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (reqwest::header::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn discord_says_how_long_to_wait_and_for_what() {
        let of = |pairs, text: &str| refused(429, &headers(pairs), text);
        let wait = |millis, whole_service| Fault::Wait { after: Duration::from_millis(millis), whole_service };
        assert_eq!(of(&[], r#"{"message":"slow","retry_after":1.5,"global":false}"#), wait(1_500, false));
        assert_eq!(of(&[], r#"{"message":"slow","retry_after":64.57,"global":true}"#), wait(64_570, true));
        assert_eq!(of(&[("retry-after", "7")], "<html>"), wait(7_000, true));
        assert_eq!(of(&[("x-ratelimit-scope", "shared"), ("retry-after", "3")], "{}"), wait(3_000, false));
        assert_eq!(of(&[], r#"{"retry_after":-5}"#), wait(100, false));
        let used = headers(&[("x-ratelimit-remaining", "0"), ("x-ratelimit-reset-after", "0.8")]);
        assert_eq!(rest_of(&used), Some(Duration::from_millis(800)));
        let left = headers(&[("x-ratelimit-remaining", "3"), ("x-ratelimit-reset-after", "0.8")]);
        assert_eq!(rest_of(&left), None);
        assert_eq!(rest_of(&HeaderMap::new()), None);
    }

    #[test]
    fn refusals_are_told_from_broken_lines() {
        let of = |status, text: &str| refused(status, &HeaderMap::new(), text);
        let said = of(403, r#"{"message":"Missing Permissions","code":50013}"#);
        assert_eq!(said, Fault::Said { status: 403, code: 50_013, words: "Missing Permissions".into() });
        assert!(matches!(of(502, "<html>"), Fault::Line { begun: true, .. }));
        assert!(matches!(of(500, r#"{"message":"500: Internal Server Error","code":0}"#), Fault::Said { status: 500, .. }));
    }
}
