//! Discord for the tests: a world of its own in the peer that `tests/support/peers/discordd.py` is, and people in it.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub const TOKEN: &str = "test";

/// The peer of this test process. It ends with it: its standard input is closed then.
struct Peer {
    port: u16,
    _process: Child,
    _input: ChildStdin,
}

static PEER: LazyLock<Peer> = LazyLock::new(|| {
    let python = std::env::var("KABINET_TEST_PEERS").expect("tests need the peers: run ./check, or set KABINET_TEST_PEERS");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/peers/discordd.py");
    let mut command = Command::new(python);
    command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut process = command.spawn().expect("the peer of Discord starts");
    let input = process.stdin.take().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let told: Value = serde_json::from_str(&line).expect("the peer says its port");
    let port = u16::try_from(told["port"].as_u64().unwrap()).unwrap();
    Peer { port, _process: process, _input: input }
});

/// One Discord: a bot, a server with two channels, people.
#[derive(Clone)]
pub struct Discord {
    client: reqwest::Client,
    pub address: String,
}

/// A message as it stands in Discord.
#[derive(Clone, Debug)]
pub struct Seen {
    pub id: String,
    pub place: String,
    pub mine: bool,
    /// What is read: words, and those beside a picture.
    pub text: String,
    pub pictures: usize,
    pub files: Vec<(String, String)>,
    /// Labels and what a tap on them says, buttons and lines of lists.
    pub buttons: Vec<(String, Tap)>,
    pub hidden: bool,
    pub loading: bool,
    pub reply_to: Option<String>,
    pub raw: Value,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Tap {
    pub custom_id: String,
    pub value: Option<String>,
}

impl Discord {
    pub async fn start() -> Self {
        static WORLD: AtomicU32 = AtomicU32::new(0);
        let port = tokio::task::spawn_blocking(|| PEER.port).await.unwrap();
        let world = WORLD.fetch_add(1, Ordering::Relaxed);
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { client, address: format!("http://127.0.0.1:{port}/w/t{world}") }
    }

    pub async fn tell(&self, what: &str, data: Value) -> Value {
        let url = format!("{}/_t/{what}", self.address);
        let request = self.client.post(url).header("content-type", "application/json").body(data.to_string());
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        assert!(status.is_success(), "{what} {data}: {text}");
        serde_json::from_str(&text).unwrap()
    }

    async fn get(&self, what: &str) -> Value {
        let text = self.client.get(format!("{}/_t/{what}", self.address)).send().await.unwrap().text().await.unwrap();
        serde_json::from_str(&text).unwrap()
    }

    pub async fn state(&self) -> Value {
        self.get("state").await
    }

    /// What the bot called: method, path, files, fault, moment.
    pub async fn calls(&self) -> Vec<(String, String, usize, Option<String>)> {
        let calls = self.get("http").await;
        let call = |it: &Value| {
            let path = it[1].as_str().map_or_else(|| it[1].to_string(), str::to_owned);
            let files = it[2].as_u64().unwrap_or(0) as usize;
            (it[0].as_str().unwrap().to_owned(), path, files, it[3].as_str().map(str::to_owned))
        };
        calls.as_array().unwrap().iter().map(call).collect()
    }

    pub async fn count_calls(&self, method: &str) -> usize {
        self.calls().await.iter().filter(|it| it.0 == method).count()
    }

    /// All messages, the oldest first.
    pub async fn messages(&self) -> Vec<Seen> {
        self.state().await["messages"].as_array().unwrap().iter().map(seen).collect()
    }

    /// What the bot has said in a place so far: a channel's name, `@name` for the chat with a person.
    pub async fn said_in(&self, place: &str) -> Vec<Seen> {
        self.messages().await.into_iter().filter(|it| it.mine && it.place == place && !it.loading).collect()
    }

    pub async fn until<T, F: Future<Output = Option<T>>>(&self, what: &str, within: Duration, look: impl Fn() -> F) -> T {
        let end = Instant::now() + within;
        loop {
            if let Some(found) = look().await {
                return found;
            }
            assert!(Instant::now() < end, "{what} never came:\n{}", told(&self.messages().await));
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }

    /// Until the bot listens.
    pub async fn heard(&self) {
        self.until("the bot", Duration::from_secs(30), || async {
            let state = self.state().await;
            (state["listeners"].as_u64() > Some(0) && state["commands"].as_array().is_some_and(|it| !it.is_empty())).then_some(())
        })
        .await;
    }

    pub fn person<'a>(&'a self, name: &'a str) -> Person<'a> {
        Person { discord: self, name, place: None, locale: "uk" }
    }
}

/// Messages for a person who looks for a fault.
pub fn told(messages: &[Seen]) -> String {
    let line = |it: &Seen| {
        let who = if it.mine { "bot" } else { "   " };
        format!("{} {who} {}{}", it.place, if it.loading { "(thinks) " } else { "" }, it.text.replace('\n', " / "))
    };
    messages.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn seen(told: &Value) -> Seen {
    let words = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let embeds = told["embeds"].as_array().cloned().unwrap_or_default();
    let mut text = vec![words(&told["content"])];
    text.extend(embeds.iter().map(|it| words(&it["description"])));
    text.retain(|it| !it.is_empty());
    let mut buttons = Vec::new();
    for row in told["components"].as_array().into_iter().flatten() {
        for part in row["components"].as_array().into_iter().flatten() {
            let custom_id = words(&part["custom_id"]);
            match part["options"].as_array() {
                Some(options) => buttons.extend(
                    options
                        .iter()
                        .map(|it| (words(&it["label"]), Tap { custom_id: custom_id.clone(), value: Some(words(&it["value"])) })),
                ),
                None => buttons.push((words(&part["label"]), Tap { custom_id, value: None })),
            }
        }
    }
    let files = told["attachments"].as_array().into_iter().flatten();
    Seen {
        id: words(&told["id"]),
        place: words(&told["place"]),
        mine: told["mine"] == true,
        text: readable(&text.join("\n")),
        pictures: embeds.iter().filter(|it| it["image"]["url"].is_string()).count(),
        files: files.map(|it| (words(&it["filename"]), words(&it["url"]))).collect(),
        buttons,
        hidden: told["flags"].as_u64().unwrap_or(0) & 64 != 0,
        loading: told["loading"] == true,
        reply_to: told["message_reference"]["message_id"].as_str().map(str::to_owned),
        raw: told.clone(),
    }
}

/// As a person reads it: marks and escapes gone.
fn readable(markdown: &str) -> String {
    let mut out = String::new();
    let mut letters =
        markdown.replace("**", "").replace("```\n", "").replace("\n```", "").chars().collect::<Vec<_>>().into_iter().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.peek().is_some_and(char::is_ascii_punctuation) => out.extend(letters.next()),
            '\u{200b}' => {}
            '\u{a0}' => out.push(' '),
            _ => out.push(letter),
        }
    }
    out
}

/// Somebody who writes: in a chat of two, or in a channel of the server.
#[derive(Clone, Copy)]
pub struct Person<'a> {
    pub discord: &'a Discord,
    pub name: &'a str,
    place: Option<&'a str>,
    locale: &'a str,
}

impl<'a> Person<'a> {
    pub fn within(self, place: &'a str) -> Self {
        Self { place: Some(place), ..self }
    }

    pub fn speaking(self, locale: &'a str) -> Self {
        Self { locale, ..self }
    }

    pub fn place(&self) -> String {
        self.place.map_or_else(|| format!("@{}", self.name), str::to_owned)
    }

    pub async fn id(&self) -> String {
        self.discord.tell("user", json!({"user": self.name})).await["id"].as_str().unwrap().to_owned()
    }

    async fn does(&self, what: &str, more: Value) -> Value {
        let mut data = json!({"user": self.name, "locale": self.locale});
        if let Some(place) = self.place {
            data["channel"] = place.into();
        }
        for (key, value) in more.as_object().unwrap() {
            data[key] = value.clone();
        }
        self.discord.tell(what, data).await
    }

    pub async fn write(&self, words: &str) -> String {
        self.does("message", json!({"content": words})).await["id"].as_str().unwrap().to_owned()
    }

    pub async fn reply(&self, to: &str, words: &str) {
        self.does("message", json!({"content": words, "reply_to": to})).await;
    }

    pub async fn drop_file(&self, name: &str, bytes: impl AsRef<[u8]>, words: &str) {
        self.does("message", json!({"content": words, "files": [{"name": name, "b64": base64(bytes.as_ref())}]})).await;
    }

    pub async fn slash(&self, name: &str, options: Value) {
        self.does("slash", json!({"name": name, "options": options})).await;
    }

    pub async fn slash_file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let file = json!({"name": name, "b64": base64(bytes.as_ref())});
        self.does("slash", json!({"name": "file", "options": {"attachment": "1"}, "file": file})).await;
    }

    pub async fn complete(&self, focused: &str, options: Value) -> Vec<String> {
        let told = self.does("complete", json!({"name": "ask", "focused": focused, "options": options})).await;
        told["choices"].as_array().expect("suggestions in time").iter().map(|it| it.as_str().unwrap().to_owned()).collect()
    }

    pub async fn tap(&self, message: &str, tap: &Tap) {
        let mut data = json!({"message": message, "custom_id": tap.custom_id});
        if let Some(value) = &tap.value {
            data["values"] = json!([value]);
        }
        self.does("tap", data).await;
    }

    pub async fn heard(&self) -> Vec<Seen> {
        self.discord.said_in(&self.place()).await
    }

    /// What was said after the first `count` messages, once there is something.
    pub async fn heard_after(&self, count: usize) -> Vec<Seen> {
        self.discord
            .until("an answer", Duration::from_secs(30), || async {
                let heard = self.heard().await;
                (heard.len() > count).then(|| heard[count..].to_vec())
            })
            .await
    }

    pub async fn ask(&self, words: &str) -> Seen {
        let count = self.heard().await.len();
        self.write(words).await;
        self.heard_after(count).await.remove(0)
    }

    pub async fn tap_label(&self, label: &str) {
        let heard = self.heard().await;
        let found = heard.iter().rev().find_map(|it| {
            it.buttons.iter().find(|button| button.0.contains(label)).map(|button| (it.id.clone(), button.1.clone()))
        });
        let (message, tap) = found.unwrap_or_else(|| panic!("no button {label}: {heard:#?}"));
        self.tap(&message, &tap).await;
    }
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for piece in bytes.chunks(3) {
        let bits = piece.iter().enumerate().fold(0u32, |bits, (n, byte)| bits | u32::from(*byte) << (16 - 8 * n));
        for n in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * n) & 63) as usize];
            out.push(if n <= piece.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
