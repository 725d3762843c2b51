//! The methods and the downloads of the Bot API, and the calls to a webhook.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::http::post;
use super::messages::message;
use super::{BOT_ID, BOT_NAME, Call, Fault, TOKEN, Telegram};

pub type Params = BTreeMap<String, String>;

#[derive(Default)]
pub struct Given {
    pub params: Params,
    pub files: BTreeMap<String, (String, Bytes)>,
}

pub fn refused(code: u16, words: &str, parameters: Option<Value>) -> (u16, Value) {
    let mut body = json!({"ok": false, "error_code": code, "description": words});
    if let Some(parameters) = parameters {
        body["parameters"] = parameters;
    }
    (code, body)
}

pub fn bad(words: &str) -> (u16, Value) {
    refused(400, &format!("Bad Request: {words}"), None)
}

async fn given(request: Request) -> Option<Given> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let mut given = Given::default();
    if kind.starts_with("multipart/form-data") {
        let mut form = Multipart::from_request(request, &()).await.ok()?;
        while let Some(field) = form.next_field().await.ok()? {
            let name = field.name().unwrap_or_default().to_owned();
            match field.file_name().map(str::to_owned) {
                Some(file) => {
                    given.files.insert(name, (file, field.bytes().await.ok()?));
                }
                None => {
                    given.params.insert(name, field.text().await.ok()?);
                }
            }
        }
        return Some(given);
    }
    let bytes = axum::body::to_bytes(request.into_body(), 60 << 20).await.ok()?;
    if bytes.is_empty() {
        return Some(given);
    }
    let Value::Object(object) = serde_json::from_slice(&bytes).ok()? else { return None };
    for (key, value) in object {
        let text = match value {
            Value::String(text) => text,
            Value::Null => continue,
            other => other.to_string(),
        };
        given.params.insert(key, text);
    }
    Some(given)
}

pub async fn call(State(telegram): State<Telegram>, Path((bot, method)): Path<(String, String)>, request: Request) -> Response {
    if bot != format!("bot{TOKEN}") {
        return answer(refused(401, "Unauthorized", None));
    }
    if telegram.world().is_down {
        return (StatusCode::BAD_GATEWAY, "<html><h1>502 Bad Gateway</h1></html>").into_response();
    }
    let Some(given) = given(request).await else { return answer(bad("can't parse the request")) };
    let method = method.to_lowercase();
    let chat = given.params.get("chat_id").and_then(|it| it.parse::<i64>().ok());
    let fault = take_fault(&telegram, &method, chat);
    let result = match &fault {
        Some(Fault::Slow(seconds)) => {
            let retry = if seconds.fract() == 0.0 { json!(*seconds as i64) } else { json!(seconds) };
            refused(429, &format!("Too Many Requests: retry after {seconds}"), Some(json!({"retry_after": retry})))
        }
        Some(Fault::Internal) => refused(500, "Internal Server Error", None),
        Some(Fault::Refuse(code, words)) => refused(*code, words, None),
        Some(Fault::Page | Fault::Silence) => (502, Value::Null),
        _ if method == "getupdates" => get_updates(&telegram, &given.params).await,
        _ => act(&telegram, &method, &given),
    };
    telegram.world().calls.push(Call { method, chat, params: given.params, at: Instant::now(), status: result.0 });
    match fault {
        Some(Fault::Page) => (StatusCode::BAD_GATEWAY, "<html><h1>502 Bad Gateway</h1></html>").into_response(),
        Some(Fault::HalfAnswer) => broken(&result.1.to_string()),
        Some(Fault::Silence) => broken(""),
        Some(Fault::Hang) => std::future::pending().await,
        _ => answer(result),
    }
}

fn take_fault(telegram: &Telegram, method: &str, chat: Option<i64>) -> Option<Fault> {
    let mut world = telegram.world();
    let found = world.faults.iter_mut().find(|it| {
        let fits = it.0 == method || (it.0 == "send" && method.starts_with("send") && method != "sendchataction");
        fits && it.3 > 0 && (it.1.is_none() || it.1 == chat)
    })?;
    found.3 -= 1;
    Some(found.2.clone())
}

fn answer((code, body): (u16, Value)) -> Response {
    (StatusCode::from_u16(code).unwrap(), [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

/// An answer that promises more bytes than come.
fn broken(text: &str) -> Response {
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let stream = futures::stream::iter([Ok(half), Err(std::io::Error::other("the line broke"))]);
    Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_LENGTH, text.len().max(1000))
        .body(Body::from_stream(stream))
        .unwrap()
}

async fn get_updates(telegram: &Telegram, params: &Params) -> (u16, Value) {
    let number = |name: &str, default: i64| params.get(name).and_then(|it| it.parse().ok()).unwrap_or(default);
    let (offset, limit, timeout) = (number("offset", 0), number("limit", 100).clamp(1, 100), number("timeout", 0));
    if telegram.world().webhook.is_some() {
        let words =
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first";
        return refused(409, words, None);
    }
    let mine = {
        let mut world = telegram.world();
        world.polls += 1;
        // Those before the offset have arrived.
        world.updates.retain(|it| it["update_id"].as_i64().unwrap() >= offset);
        world.polls
    };
    telegram.news.notify_waiters();
    let end = Instant::now() + Duration::from_secs(timeout as u64);
    loop {
        let news = telegram.news.notified();
        {
            let world = telegram.world();
            if world.polls != mine {
                let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
                return refused(409, words, None);
            }
            let ready: Vec<Value> = world.updates.iter().take(limit as usize).cloned().collect();
            if !ready.is_empty() || Instant::now() >= end || world.is_down {
                return (200, json!({"ok": true, "result": ready}));
            }
        }
        let _ = tokio::time::timeout(end.saturating_duration_since(Instant::now()).min(Duration::from_millis(300)), news).await;
    }
}

fn act(telegram: &Telegram, method: &str, given: &Given) -> (u16, Value) {
    let params = &given.params;
    let fine = |result: Value| (200, json!({"ok": true, "result": result}));
    match method {
        "getme" => fine(json!({
            "id": BOT_ID, "is_bot": true, "first_name": "Кабінет", "username": BOT_NAME, "can_join_groups": true,
            "can_read_all_group_messages": false, "supports_inline_queries": false, "can_connect_to_business": false,
            "has_main_web_app": false
        })),
        "setwebhook" => set_webhook(telegram, params),
        "deletewebhook" => {
            telegram.world().webhook = None;
            fine(true.into())
        }
        "setmycommands" => {
            let commands: Vec<Value> = serde_json::from_str(&params["commands"]).unwrap_or_default();
            let fits = |it: &Value| {
                let (name, words) = (it["command"].as_str().unwrap_or_default(), it["description"].as_str().unwrap_or_default());
                (1..=32).contains(&name.len()) && (1..=256).contains(&words.chars().count())
            };
            if commands.is_empty() || commands.len() > 100 || !commands.iter().all(fits) {
                return bad("BOT_COMMAND_INVALID");
            }
            let scope: Value = params.get("scope").and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
            let scope = scope["type"].as_str().unwrap_or("default").to_owned();
            let language = params.get("language_code").cloned().unwrap_or_default();
            telegram.world().commands.push((scope, language, commands.len()));
            fine(true.into())
        }
        "sendchataction" => fine(true.into()),
        "answercallbackquery" => match telegram.world().taps.get_mut(&params["callback_query_id"]) {
            Some(it) if !*it => {
                *it = true;
                fine(true.into())
            }
            _ => bad("query is too old and response timeout expired or query ID is invalid"),
        },
        "getfile" => {
            let world = telegram.world();
            let Some((path, bytes)) = world.files.get(&params["file_id"]) else {
                return bad("wrong file_id or the file is temporarily unavailable");
            };
            if bytes.len() > 20_000_000 {
                return bad("file is too big");
            }
            fine(json!({"file_id": params["file_id"], "file_unique_id": "u", "file_size": bytes.len(), "file_path": path}))
        }
        "sendmessage" | "sendphoto" | "senddocument" | "sendmediagroup" | "editmessagetext" | "deletemessage" => {
            message(telegram, method, given)
        }
        _ => refused(404, "Not Found: method not found", None),
    }
}

fn set_webhook(telegram: &Telegram, params: &Params) -> (u16, Value) {
    let url = params.get("url").cloned().unwrap_or_default();
    let secret = params.get("secret_token").cloned();
    let fits = |it: &String| {
        (1..=256).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-')
    };
    if secret.as_ref().is_some_and(|it| !fits(it)) {
        return bad("secret token contains unallowed characters");
    }
    telegram.world().webhook = Some((url, secret));
    let there = telegram.clone();
    tokio::spawn(async move { there.push().await });
    (200, json!({"ok": true, "result": true, "description": "Webhook was set"}))
}

impl Telegram {
    /// Brings updates to the webhook, one after another, and again what was not taken.
    async fn push(&self) {
        loop {
            let news = self.news.notified();
            let (url, secret, update) = {
                let world = self.world();
                let Some((url, secret)) = world.webhook.clone() else { return };
                (url, secret, world.updates.first().cloned())
            };
            let Some(update) = update else {
                let _ = tokio::time::timeout(Duration::from_millis(200), news).await;
                continue;
            };
            let status = post(&url, secret.as_deref(), &update.to_string()).await;
            if status == Some(200) {
                self.world().updates.retain(|it| *it != update);
            } else {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        }
    }
}

pub async fn download(State(telegram): State<Telegram>, Path((bot, path)): Path<(String, String)>) -> Response {
    if bot != format!("bot{TOKEN}") {
        return answer(refused(401, "Unauthorized", None));
    }
    if let Some(fault) = take_fault(&telegram, "download", None) {
        return match fault {
            Fault::HalfAnswer => broken(&"х".repeat(2_000)),
            _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        };
    }
    let world = telegram.world();
    match world.files.values().find(|it| it.0 == path) {
        Some((_, bytes)) => bytes.clone().into_response(),
        None => answer(refused(404, "Not Found", None)),
    }
}
