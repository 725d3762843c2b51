//! A Bot API server that follows Telegram's documented shapes: https://core.telegram.org/bots/api.
//! It holds people, groups and messages, refuses what Telegram refuses, and goes wrong when told to.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use serde_json::{Value, json};
use tokio::sync::Notify;

pub const TOKEN: &str = "123456789:ABCDefGhIjKlMnOpQrStUvWxYz";
pub const BOT_ID: i64 = 123_456_789;
pub const BOT_NAME: &str = "kabinet_test_bot";

/// What goes wrong with a call.
#[derive(Clone, Debug)]
pub enum Fault {
    /// 429 with `retry_after`.
    Slow(f64),
    /// 500 in Telegram's words; nothing was done.
    Internal,
    /// A page of a proxy instead of an answer; nothing was done.
    Page,
    /// It was done, and the answer breaks off in the middle.
    HalfAnswer,
    /// It was not done, and the line breaks off.
    Silence,
    /// 403 or 400 in these words.
    Refuse(u16, &'static str),
}

/// A message in a chat, by whomever.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: i64,
    pub chat: i64,
    pub by_bot: bool,
    /// As it is read: without tags.
    pub text: String,
    pub html: String,
    pub kind: &'static str,
    pub buttons: Vec<(String, String)>,
    pub file_name: Option<String>,
    pub bytes: usize,
    pub reply_to: Option<i64>,
    pub thread: Option<i64>,
    pub album: Option<String>,
    pub at: Instant,
    pub edits: usize,
    pub deleted: bool,
}

#[derive(Clone, Debug)]
pub struct Call {
    pub method: String,
    pub chat: Option<i64>,
    pub params: BTreeMap<String, String>,
    pub at: Instant,
    pub status: u16,
}

#[derive(Default)]
struct World {
    updates: Vec<Value>,
    next_update: i64,
    next_message: i64,
    next_file: i64,
    messages: Vec<Message>,
    calls: Vec<Call>,
    faults: Vec<(String, Option<i64>, Fault, usize)>,
    chats: HashMap<i64, Value>,
    people: HashMap<i64, Value>,
    blocked: HashSet<i64>,
    moved: HashMap<i64, i64>,
    files: HashMap<String, (String, Bytes)>,
    taps: HashMap<String, bool>,
    webhook: Option<(String, Option<String>)>,
    polls: u64,
    commands: Vec<(String, String, usize)>,
    is_down: bool,
    pictures: Vec<Bytes>,
}

#[derive(Clone)]
pub struct Telegram {
    world: Arc<Mutex<World>>,
    news: Arc<Notify>,
    pub address: String,
}

impl Telegram {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let world = World { next_update: 1_000, next_message: 1, ..World::default() };
        let telegram = Self { world: Arc::new(Mutex::new(world)), news: Arc::new(Notify::new()), address };
        let app = Router::new()
            .route("/{bot}/{method}", any(call))
            .route("/file/{bot}/{*path}", get(download))
            .with_state(telegram.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        telegram
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    // ---- what people do

    /// A person of Telegram; the private chat has the same number.
    pub fn person(&self, id: i64, name: &str, language: &str) -> Person {
        let user = json!({"id": id, "is_bot": false, "first_name": name, "language_code": language});
        let mut world = self.world();
        world.chats.insert(id, json!({"id": id, "type": "private", "first_name": name}));
        world.people.insert(id, user);
        Person { telegram: self.clone(), id, chat: id, thread: None }
    }

    pub fn group(&self, id: i64, title: &str) {
        self.world().chats.insert(id, json!({"id": id, "type": "group", "title": title}));
    }

    pub fn supergroup(&self, id: i64, title: &str, is_forum: bool) {
        let mut chat = json!({"id": id, "type": "supergroup", "title": title});
        if is_forum {
            chat["is_forum"] = true.into();
        }
        self.world().chats.insert(id, chat);
    }

    /// The group becomes a supergroup: a service message tells it, and the old id is refused.
    pub fn migrate(&self, from: i64, to: i64) {
        let title = self.world().chats[&from]["title"].as_str().unwrap().to_owned();
        self.supergroup(to, &title, false);
        self.world().moved.insert(from, to);
        let chat = self.world().chats[&from].clone();
        let id = self.new_message();
        self.update("message", json!({"message_id": id, "date": 1, "chat": chat, "migrate_to_chat_id": to}));
    }

    pub fn block(&self, chat: i64) {
        self.world().blocked.insert(chat);
    }

    fn new_message(&self) -> i64 {
        let mut world = self.world();
        world.next_message += 1;
        world.next_message
    }

    /// Puts an update into the queue; returns its id.
    pub fn update(&self, kind: &str, body: Value) -> i64 {
        let mut world = self.world();
        let id = world.next_update;
        world.next_update += 1;
        world.updates.push(json!({"update_id": id, kind: body}));
        drop(world);
        self.news.notify_waiters();
        id
    }

    /// The same update once more, as Telegram does when it was not told that it arrived.
    pub fn repeat(&self, update: &Value) {
        self.world().updates.push(update.clone());
        self.news.notify_waiters();
    }

    // ---- how it goes wrong

    pub fn fault(&self, method: &str, chat: Option<i64>, fault: Fault, times: usize) {
        self.world().faults.push((method.to_lowercase(), chat, fault, times));
    }

    pub fn down(&self, is_down: bool) {
        self.world().is_down = is_down;
        self.news.notify_waiters();
    }

    // ---- what can be seen

    pub fn calls(&self, method: &str) -> Vec<Call> {
        self.world().calls.iter().filter(|it| it.method.eq_ignore_ascii_case(method)).cloned().collect()
    }

    pub fn messages(&self, chat: i64) -> Vec<Message> {
        self.world().messages.iter().filter(|it| it.chat == chat && it.by_bot && !it.deleted).cloned().collect()
    }

    pub fn all_messages(&self) -> Vec<Message> {
        self.world().messages.iter().filter(|it| it.by_bot).cloned().collect()
    }

    pub fn commands(&self) -> Vec<(String, String, usize)> {
        self.world().commands.clone()
    }

    pub fn webhook(&self) -> Option<(String, Option<String>)> {
        self.world().webhook.clone()
    }

    pub fn pictures(&self) -> Vec<Bytes> {
        self.world().pictures.clone()
    }

    /// Taps that were never confirmed.
    pub fn open_taps(&self) -> usize {
        self.world().taps.values().filter(|it| !**it).count()
    }

    pub fn waiting_updates(&self) -> usize {
        self.world().updates.len()
    }

    /// Waits until something is so; says what was seen if it never is.
    pub async fn until<T>(&self, what: &str, within: Duration, mut look: impl FnMut(&Self) -> Option<T>) -> T {
        let end = Instant::now() + within;
        loop {
            if let Some(found) = look(self) {
                return found;
            }
            if Instant::now() > end {
                let world = self.world();
                let last: Vec<String> = world
                    .calls
                    .iter()
                    .rev()
                    .take(12)
                    .map(|it| {
                        format!(
                            "{} {:?} -> {} {:?}",
                            it.method,
                            it.chat,
                            it.status,
                            it.params.get("text").or(it.params.get("caption"))
                        )
                    })
                    .collect();
                panic!("waited in vain for {what}; the last calls were {last:#?}");
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}

/// A person in a chat: alone with the bot, or in a group.
#[derive(Clone)]
pub struct Person {
    telegram: Telegram,
    pub id: i64,
    pub chat: i64,
    thread: Option<i64>,
}

const PATIENCE: Duration = Duration::from_secs(40);

impl Person {
    pub fn in_chat(&self, chat: i64, thread: Option<i64>) -> Self {
        Self { chat, thread, ..self.clone() }
    }

    fn message(&self, more: Value) -> Value {
        let id = self.telegram.new_message();
        let world = self.telegram.world();
        let mut message =
            json!({"message_id": id, "date": 1_790_000_000, "chat": world.chats[&self.chat], "from": world.people[&self.id]});
        if let Some(thread) = self.thread {
            message["message_thread_id"] = thread.into();
            message["is_topic_message"] = true.into();
        }
        for (key, value) in more.as_object().unwrap() {
            message[key] = value.clone();
        }
        message
    }

    pub fn write(&self, text: &str) -> Value {
        let message = self.message(json!({"text": text, "entities": entities(text)}));
        self.telegram.update("message", message.clone());
        message
    }

    pub fn edit(&self, mut message: Value, text: &str) {
        message["text"] = text.into();
        message["edit_date"] = 1_790_000_001.into();
        self.telegram.update("edited_message", message);
    }

    pub fn reply(&self, to: &Message, text: &str) {
        let replied = json!({"message_id": to.id, "date": 1, "chat": {"id": to.chat, "type": "group"}, "text": to.text,
            "from": {"id": BOT_ID, "is_bot": true, "first_name": "Кабінет", "username": BOT_NAME}});
        let message = self.message(json!({"text": text, "entities": entities(text), "reply_to_message": replied}));
        self.telegram.update("message", message);
    }

    pub fn send(&self, more: Value) {
        let message = self.message(more);
        self.telegram.update("message", message);
    }

    pub fn drop_file(&self, name: &str, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        let size = bytes.len();
        self.drop_file_of_size(name, bytes, size as u64);
    }

    pub fn drop_file_of_size(&self, name: &str, bytes: impl Into<Bytes>, size: u64) {
        let file = {
            let mut world = self.telegram.world();
            world.next_file += 1;
            let id = format!("BQACAgIAAxkBAAI{}", world.next_file);
            let path = format!("documents/file_{}.dat", world.next_file);
            world.files.insert(id.clone(), (path, bytes.into()));
            id
        };
        let document = json!({"file_id": file, "file_unique_id": format!("u{file}"), "file_name": name,
            "mime_type": "application/octet-stream", "file_size": size});
        self.send(json!({"document": document}));
    }

    /// Taps a button by its words under the newest message that has it.
    pub fn tap(&self, label: &str) {
        let found = self.telegram.messages(self.chat).into_iter().rev().find_map(|message| {
            let button = message.buttons.iter().find(|it| it.0.contains(label))?.clone();
            Some((message, button))
        });
        let (message, (_, data)) = found.unwrap_or_else(|| panic!("no button {label}"));
        self.tap_data(&message, &data);
    }

    pub fn tap_data(&self, message: &Message, data: &str) {
        let (user, chat) = {
            let world = self.telegram.world();
            (world.people[&self.id].clone(), world.chats[&message.chat].clone())
        };
        let id = format!("tap{}", self.telegram.new_message());
        self.telegram.world().taps.insert(id.clone(), false);
        let mut under = json!({"message_id": message.id, "date": 1, "chat": chat, "text": message.text,
            "from": {"id": BOT_ID, "is_bot": true, "first_name": "Кабінет", "username": BOT_NAME}});
        if let Some(thread) = message.thread {
            under["message_thread_id"] = thread.into();
            under["is_topic_message"] = true.into();
        }
        self.telegram
            .update("callback_query", json!({"id": id, "from": user, "message": under, "chat_instance": "1", "data": data}));
    }

    pub fn count(&self) -> usize {
        self.telegram.messages(self.chat).len()
    }

    /// The messages of the bot after the first `n`, once there are some and no more come.
    pub async fn heard_after(&self, n: usize) -> Vec<Message> {
        let what = format!("an answer in {}", self.chat);
        self.telegram.until(&what, PATIENCE, |it| (it.messages(self.chat).len() > n).then_some(())).await;
        self.telegram.messages(self.chat).split_off(n)
    }

    pub async fn ask(&self, words: &str) -> Message {
        let n = self.count();
        self.write(words);
        self.heard_after(n).await.remove(0)
    }

    pub async fn tap_and_hear(&self, label: &str) -> Message {
        let n = self.count();
        self.tap(label);
        self.heard_after(n).await.remove(0)
    }
}

/// Commands and mentions, as Telegram marks them; in UTF-16 units.
fn entities(text: &str) -> Value {
    let mut found = Vec::new();
    let mut offset = 0;
    for word in text.split(' ') {
        let length = word.encode_utf16().count();
        let name: String = word.chars().take_while(|it| it.is_ascii_alphanumeric() || "/@_".contains(*it)).collect();
        if word.starts_with('/') && name.len() > 1 {
            found.push(json!({"type": "bot_command", "offset": offset, "length": name.len()}));
        } else if word.starts_with('@') && name.len() > 1 {
            found.push(json!({"type": "mention", "offset": offset, "length": name.len()}));
        }
        offset += length + 1;
    }
    Value::from(found)
}

// ---- the server

type Params = BTreeMap<String, String>;

#[derive(Default)]
struct Given {
    params: Params,
    files: BTreeMap<String, (String, Bytes)>,
}

fn refused(code: u16, words: &str, parameters: Option<Value>) -> (u16, Value) {
    let mut body = json!({"ok": false, "error_code": code, "description": words});
    if let Some(parameters) = parameters {
        body["parameters"] = parameters;
    }
    (code, body)
}

fn bad(words: &str) -> (u16, Value) {
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

async fn call(State(telegram): State<Telegram>, Path((bot, method)): Path<(String, String)>, request: Request) -> Response {
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

/// A POST by hand: the status of its answer.
pub async fn post(url: &str, secret: Option<&str>, body: &str) -> Option<u16> {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, "application/json".parse().unwrap());
    if let Some(secret) = secret {
        headers.insert("x-telegram-bot-api-secret-token", secret.parse().unwrap());
    }
    post_with(url, &headers, body).await
}

pub async fn post_with(url: &str, headers: &HeaderMap, body: &str) -> Option<u16> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.split_once('/')?;
    let mut stream = tokio::net::TcpStream::connect(host).await.ok()?;
    let mut head = format!("POST /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {}\r\n", value.to_str().ok()?));
    }
    stream.write_all(format!("{head}\r\n{body}").as_bytes()).await.ok()?;
    let mut said = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut said)).await;
    String::from_utf8_lossy(&said).split(' ').nth(1)?.parse().ok()
}

async fn download(State(telegram): State<Telegram>, Path((bot, path)): Path<(String, String)>) -> Response {
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

/// The text without its tags, or why it cannot be read.
fn read_html(html: &str) -> Result<String, String> {
    let mut text = String::new();
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find(['<', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(tail) = rest.strip_prefix('<') {
            let end = tail.find('>').ok_or("can't parse entities: Unclosed start tag")?;
            let tag = &tail[..end];
            match tag.strip_prefix('/') {
                Some(name) if open.last() == Some(&name) => {
                    open.pop();
                }
                Some(name) => return Err(format!("can't parse entities: Unmatched end tag \"{name}\"")),
                None if ["b", "i", "u", "s", "code", "pre"].contains(&tag) => open.push(tag),
                None => return Err(format!("can't parse entities: Unsupported start tag \"{tag}\"")),
            }
            rest = &tail[end + 1..];
        } else {
            let known = [("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&'), ("&quot;", '"')];
            match known.iter().find(|it| rest.starts_with(it.0)) {
                Some((name, letter)) => {
                    text.push(*letter);
                    rest = &rest[name.len()..];
                }
                None => {
                    text.push('&');
                    rest = &rest[1..];
                }
            }
        }
    }
    text.push_str(rest);
    match open.last() {
        Some(tag) => Err(format!("can't parse entities: Can't find end tag corresponding to start tag \"{tag}\"")),
        None => Ok(text.trim().to_owned()),
    }
}

fn words(params: &Params, name: &str, mode: Option<&str>) -> Result<(String, String), String> {
    let given = params.get(name).cloned().unwrap_or_default();
    let text = match mode {
        Some("HTML") => read_html(&given)?,
        Some(other) => return Err(format!("unsupported parse_mode {other}")),
        None => given.trim().to_owned(),
    };
    Ok((given, text))
}

fn buttons(params: &Params) -> Result<Vec<(String, String)>, String> {
    let Some(markup) = params.get("reply_markup") else { return Ok(Vec::new()) };
    let markup: Value = serde_json::from_str(markup).map_err(|_| "can't parse reply keyboard markup JSON object".to_owned())?;
    let mut found = Vec::new();
    for row in markup["inline_keyboard"].as_array().ok_or("object expected as reply markup")? {
        for button in row.as_array().ok_or("field \"inline_keyboard\" must be an Array of Arrays")? {
            let (label, data) =
                (button["text"].as_str().unwrap_or_default(), button["callback_data"].as_str().unwrap_or_default());
            if label.is_empty() {
                return Err("Text buttons are unallowed in the inline keyboard".into());
            }
            if data.is_empty() || data.len() > 64 {
                return Err("BUTTON_DATA_INVALID".into());
            }
            found.push((label.to_owned(), data.to_owned()));
        }
    }
    Ok(found)
}

fn message(telegram: &Telegram, method: &str, given: &Given) -> (u16, Value) {
    let params = &given.params;
    let mut world = telegram.world();
    let Some(chat) = params.get("chat_id").and_then(|it| it.parse::<i64>().ok()) else { return bad("chat_id is empty") };
    if let Some(to) = world.moved.get(&chat) {
        let words = "Bad Request: group chat was upgraded to a supergroup chat";
        return refused(400, words, Some(json!({"migrate_to_chat_id": to})));
    }
    let Some(place) = world.chats.get(&chat).cloned() else { return bad("chat not found") };
    if world.blocked.contains(&chat) {
        let words = if chat < 0 {
            "Forbidden: bot was kicked from the supergroup chat"
        } else {
            "Forbidden: bot was blocked by the user"
        };
        return refused(403, words, None);
    }
    let thread = params.get("message_thread_id").and_then(|it| it.parse::<i64>().ok());
    if thread.is_some_and(|it| place["is_forum"] != json!(true) || it > 1_000) {
        return bad("message thread not found");
    }
    let mode = params.get("parse_mode").map(String::as_str);
    let reply_to = params
        .get("reply_parameters")
        .and_then(|it| serde_json::from_str::<Value>(it).ok())
        .and_then(|it| it["message_id"].as_i64());
    let buttons = match buttons(params) {
        Ok(buttons) => buttons,
        Err(words) => return bad(&words),
    };
    let limit = if method == "sendmessage" || method == "editmessagetext" { 4_096 } else { 1_024 };
    let name = if limit == 4_096 { "text" } else { "caption" };
    let (html, text) = match words(params, name, mode) {
        Ok(read) => read,
        Err(words) => return bad(&words),
    };
    if text.encode_utf16().count() > limit {
        return bad(if limit == 4_096 { "message is too long" } else { "message caption is too long" });
    }
    if limit == 4_096 && method != "deletemessage" && text.is_empty() {
        return bad("message text is empty");
    }
    if method == "editmessagetext" || method == "deletemessage" {
        let id = params.get("message_id").and_then(|it| it.parse::<i64>().ok()).unwrap_or_default();
        let Some(message) = world.messages.iter_mut().find(|it| it.chat == chat && it.id == id && it.by_bot && !it.deleted)
        else {
            return bad(if method == "deletemessage" { "message to delete not found" } else { "message to edit not found" });
        };
        if method == "deletemessage" {
            message.deleted = true;
            return (200, json!({"ok": true, "result": true}));
        }
        if message.text == text && message.buttons == buttons {
            return bad(
                "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message",
            );
        }
        (message.text, message.html, message.buttons, message.at) = (text.clone(), html, buttons, Instant::now());
        message.edits += 1;
        return (200, json!({"ok": true, "result": told(id, &place, &[("text", json!(text))])}));
    }
    let mut new: Vec<Message> = Vec::new();
    let draft = |id: i64, kind: &'static str, text: String, html: String| Message {
        id,
        chat,
        by_bot: true,
        text,
        html,
        kind,
        buttons: buttons.clone(),
        file_name: None,
        bytes: 0,
        reply_to,
        thread,
        album: None,
        at: Instant::now(),
        edits: 0,
        deleted: false,
    };
    let first = world.next_message + 1;
    match method {
        "sendmessage" => new.push(draft(first, "text", text.clone(), html)),
        "sendphoto" | "senddocument" => {
            let field = if method == "sendphoto" { "photo" } else { "document" };
            let Some((name, bytes)) = attached(given, field) else { return bad("there is no file in the request") };
            if field == "photo" {
                if !bytes.starts_with(b"\x89PNG") || bytes.len() > 10 << 20 {
                    return bad("PHOTO_INVALID_DIMENSIONS");
                }
                world.pictures.push(bytes.clone());
            }
            let kind = if field == "photo" { "photo" } else { "document" };
            new.push(Message { file_name: Some(name), bytes: bytes.len(), ..draft(first, kind, text.clone(), html) });
        }
        _ => {
            let media: Vec<Value> = params.get("media").and_then(|it| serde_json::from_str(it).ok()).unwrap_or_default();
            if !(2..=10).contains(&media.len()) {
                return bad("wrong number of media; 2-10 are allowed");
            }
            if !buttons.is_empty() {
                return bad("reply markup is not allowed in an album");
            }
            for (n, item) in media.iter().enumerate() {
                let at = item["media"].as_str().and_then(|it| it.strip_prefix("attach://")).unwrap_or_default();
                let Some((name, bytes)) = given.files.get(at) else { return bad("wrong file identifier/HTTP URL specified") };
                let caption = item["caption"].as_str().unwrap_or_default();
                let text = match item["parse_mode"].as_str() {
                    Some("HTML") => read_html(caption),
                    _ => Ok(caption.to_owned()),
                };
                let Ok(text) = text else { return bad("can't parse entities") };
                if text.encode_utf16().count() > 1_024 {
                    return bad("message caption is too long");
                }
                world.pictures.push(bytes.clone());
                new.push(Message {
                    file_name: Some(name.clone()),
                    bytes: bytes.len(),
                    album: Some(first.to_string()),
                    ..draft(first + n as i64, "photo", text, caption.to_owned())
                });
            }
        }
    }
    world.next_message += new.len() as i64;
    let results: Vec<Value> = new
        .iter()
        .map(|it| match it.kind {
            "photo" => {
                let photo = json!([{"file_id": format!("AgAC{}", it.id), "file_unique_id": format!("q{}", it.id), "width": 900, "height": 500, "file_size": it.bytes}]);
                told(it.id, &place, &[("photo", photo), ("caption", json!(it.text))])
            }
            "document" => {
                let document = json!({"file_id": format!("BQAC{}", it.id), "file_unique_id": format!("d{}", it.id), "file_name": it.file_name, "file_size": it.bytes});
                told(it.id, &place, &[("document", document), ("caption", json!(it.text))])
            }
            _ => told(it.id, &place, &[("text", json!(it.text))]),
        })
        .collect();
    world.messages.extend(new);
    let result = if method == "sendmediagroup" { Value::from(results) } else { results[0].clone() };
    (200, json!({"ok": true, "result": result}))
}

/// A file of a form: in the field itself, or where the field says `attach://`.
fn attached(given: &Given, field: &str) -> Option<(String, Bytes)> {
    let at = given.params.get(field).and_then(|it| it.strip_prefix("attach://")).unwrap_or(field);
    given.files.get(at).cloned()
}

fn told(id: i64, place: &Value, more: &[(&str, Value)]) -> Value {
    let from = json!({"id": BOT_ID, "is_bot": true, "first_name": "Кабінет", "username": BOT_NAME});
    let mut message = json!({"message_id": id, "date": 1_790_000_000, "chat": place, "from": from});
    for (name, value) in more {
        if *value != json!("") {
            message[*name] = value.clone();
        }
    }
    message
}
