//! A Bot API server that follows Telegram's documented shapes: https://core.telegram.org/bots/api.
//! It holds people, groups and messages, refuses what Telegram refuses, and goes wrong when told to.

pub mod bot;
mod http;
mod line;
mod messages;
mod people;
mod server;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::routing;
use serde_json::Value;
use tokio::sync::Notify;

pub use http::{get, post, post_with, request};
pub use line::Line;
pub use messages::read_html;
pub use people::Person;

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
    /// It was done, and no answer ever comes.
    Hang,
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

impl Default for Message {
    /// Empty words of the bot, now.
    fn default() -> Self {
        Self {
            id: 0,
            chat: 0,
            by_bot: true,
            text: String::new(),
            html: String::new(),
            kind: "text",
            buttons: Vec::new(),
            file_name: None,
            bytes: 0,
            reply_to: None,
            thread: None,
            album: None,
            at: Instant::now(),
            edits: 0,
            deleted: false,
        }
    }
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
            .route("/{bot}/{method}", routing::any(server::call))
            .route("/file/{bot}/{*path}", routing::get(server::download))
            .with_state(telegram.clone());
        tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
        telegram
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub fn fault(&self, method: &str, chat: Option<i64>, fault: Fault, times: usize) {
        self.world().faults.push((method.to_lowercase(), chat, fault, times));
    }

    pub fn down(&self, is_down: bool) {
        self.world().is_down = is_down;
        self.news.notify_waiters();
    }

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

/// What somebody heard to questions asked one after another: each answer says its words and comes once without a mark;
/// marked repetitions stand right behind it. Returns how many are marked; what is wrong otherwise.
pub fn in_order(heard: &[Message], expected: &[&str]) -> Result<usize, String> {
    let is_marked = |it: &Message| it.text.starts_with('↻');
    let says = |it: &Message, words: &str| it.text.replace('\u{a0}', " ").contains(words);
    let mut rest = heard.iter().peekable();
    let mut marked = 0;
    for words in expected {
        let Some(first) = rest.next_if(|it| says(it, words)) else { return Err(format!("{words} is not next: {heard:#?}")) };
        marked += usize::from(is_marked(first));
        while rest.next_if(|it| is_marked(it) && says(it, words)).is_some() {
            marked += 1;
        }
    }
    match rest.next() {
        None => Ok(marked),
        Some(more) => Err(format!("{:?} was not asked for: {heard:#?}", more.text)),
    }
}
