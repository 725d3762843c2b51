//! Letters become messages of Discord.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use kabinet_core::charts;
use kabinet_core::clock::Clock;
use kabinet_core::conversation::Block;
use kabinet_core::delivery::{Courier, Delivered, Letter, Limits, NewLetter};
use kabinet_core::error::Result;
use kabinet_core::locale::text;
use kabinet_core::tenancy::Channel;
use reqwest::Method;
use serde_json::{Value, json};

use super::connection::Me;
use super::letters::{self, HIDDEN, Note, Payload, Way};
use super::rest::{Answer, Body, CALL, Fault, Rest};
use super::updates::{COMMAND_LIVES_MILLIS, Door, channel_of};
use crate::layout::Line;

/// Discord takes fifty calls a second of a bot; some are left for what is not in the outbox.
const IN_ALL: u32 = 40;
/// Pictures are twice as dense as the screen they were drawn for.
const PICTURE_SCALE: f32 = 2.0;
/// Discord knows a message it has got already by its nonce, for some minutes.
const NONCE_KNOWN_MILLIS: i64 = 2 * 60_000;
/// A call that may be repeated without harm is repeated so often at once.
const TRIES: usize = 3;
const BETWEEN_TRIES: Duration = Duration::from_millis(500);
/// So long after a command it may be that its answer comes before the word that we think.
const EARLY_MILLIS: i64 = 5_000;
const EARLY_PAUSE: Duration = Duration::from_millis(100);

#[derive(Debug)]
pub(super) struct Post {
    pub rest: Rest,
    pub me: Me,
    pub pauses: Pauses,
}

/// Chats whose allowance is used up, and until when.
#[derive(Debug, Default)]
pub(super) struct Pauses(Mutex<HashMap<String, Instant>>);

impl Pauses {
    fn keep(&self, chat: &str, rest: Option<Duration>) {
        let now = Instant::now();
        let mut pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.retain(|_, until| *until > now);
        if let Some(rest) = rest {
            pauses.insert(chat.to_owned(), now + rest);
        }
    }

    fn left(&self, chat: &str) -> Duration {
        let pauses = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pauses.get(chat).map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }
}

/// A call about to be made.
struct Call {
    method: Method,
    path: String,
    body: Value,
    /// Made twice it does what it does once: an edit, or a message that Discord knows by its nonce.
    harmless: bool,
}

impl Courier for Post {
    fn channel(&self) -> Channel {
        Channel::Discord
    }

    fn limits(&self) -> Limits {
        Limits { in_all: IN_ALL }
    }

    fn spacing(&self, chat: &str) -> Duration {
        self.pauses.left(chat)
    }

    async fn call(&self, letter: &Letter) -> Delivered {
        let payload: Payload = match serde_json::from_str(&letter.payload) {
            Ok(payload) => payload,
            Err(error) => return Delivered::Refused { problem: format!("the letter cannot be read: {error}") },
        };
        let notes = letters::notes(&payload);
        let step = usize::try_from(letter.step).unwrap_or(0);
        let Some(note) = notes.get(step) else { return Delivered::Taken { more: false } };
        let more = step + 1 < notes.len();
        let files = match files(note).await {
            Ok(files) => files,
            Err(problem) => return Delivered::Refused { problem },
        };
        let sent = match self.send(letter, &payload, note, (step, &files)).await {
            Err(Failed::Fault(Fault::Said { status: 413, .. })) if !files.is_empty() => {
                let sorry = Line::plain(text(payload.locale(), "discord-file-not-taken", &[]));
                self.send(letter, &payload, &note.without_files(sorry), (step, &[])).await
            }
            sent => sent,
        };
        match sent {
            Ok(answer) => {
                self.pauses.keep(&letter.chat, answer.rest);
                Delivered::Taken { more }
            }
            Err(Failed::Fault(fault)) => outcome(fault),
            Err(Failed::Closed(reason)) => Delivered::Closed { reason },
        }
    }

    fn knows(&self, letter: &Letter) -> bool {
        serde_json::from_str(&letter.payload).is_ok_and(|payload: Payload| {
            let step = usize::try_from(letter.step).unwrap_or(0);
            match payload.way {
                Way::Channel { .. } => is_fresh(letter),
                // Further answers to a command have no nonce.
                Way::Command { first, .. } => first && step == 0 && is_fresh(letter),
            }
        })
    }

    async fn moved(&self, _: &str, _: &str) -> Result<()> {
        // Channels of Discord keep their ids.
        Ok(())
    }

    fn about_doubt(&self, letter: &Letter) -> Option<NewLetter> {
        if letter.key.starts_with("doubt:") {
            return None;
        }
        let payload: Payload = serde_json::from_str(&letter.payload).ok()?;
        let locale = payload.locale();
        // What only one person was to see is not spoken of before others.
        let way = match &payload.way {
            Way::Command { token, until, hidden, .. } => {
                Way::Command { token: token.clone(), until: *until, hidden: *hidden, first: false }
            }
            Way::Channel { .. } => Way::Channel { reply_to: None, edit: None },
        };
        let words = Block::Text { text: text(locale, "letter-in-doubt", &[]) };
        let about = Payload { blocks: vec![words], way, ..payload };
        Some(NewLetter {
            key: format!("doubt:{}", letter.key),
            channel: Channel::Discord,
            chat: letter.chat.clone(),
            organization: None,
            payload: serde_json::to_string(&about).ok()?,
        })
    }
}

enum Failed {
    Fault(Fault),
    Closed(String),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Post {
    async fn send(
        &self,
        letter: &Letter,
        payload: &Payload,
        note: &Note,
        (step, files): (usize, &[(String, Vec<u8>)]),
    ) -> std::result::Result<Answer, Failed> {
        let names: Vec<String> = files.iter().map(|it| it.0.clone()).collect();
        let nonce = format!("{}.{step}", letter.id);
        let mut ways = self.ways(letter, payload, step);
        let mut refused = None;
        while let Some(way) = ways.pop() {
            let mut note = note.clone();
            let call = match self.call_of(&way, &nonce).await {
                Ok(call) => call,
                // Whoever takes no messages of us cannot be told so.
                Err(Fault::Said { code: CANNOT_BE_WRITTEN_TO, words, .. }) => return Err(Failed::Closed(words)),
                Err(fault) => return Err(fault.into()),
            };
            let known = call.harmless && (way.edits() || is_fresh(letter));
            if letter.in_doubt && !known {
                note.lines.insert(0, letters::mark(payload.locale()));
            }
            let mut body = letters::body(&note, payload, &names);
            if let (Value::Object(body), Value::Object(more)) = (&mut body, call.body) {
                let flags = more.get("flags").and_then(Value::as_u64).unwrap_or(0);
                let own = body.get("flags").and_then(Value::as_u64).unwrap_or(0);
                body.extend(more);
                body.insert("flags".into(), (own | flags).into());
            }
            match self.try_some_times(&call.method, &call.path, (body, files), known).await {
                Ok(answer) => return Ok(answer),
                // The answer was faster than the word that we think: it is tried again when Discord knows the command.
                Err(fault) if way.is_early(&fault) => {
                    tokio::time::sleep(EARLY_PAUSE).await;
                    ways.push(way);
                }
                // Discord takes no answer to this command any more, or the message to change is gone: another way.
                Err(fault) if way.is_over(&fault) => refused = Some(fault),
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(refused.unwrap_or(Fault::Said { status: 400, code: 0, words: "no way is left".into() }).into())
    }

    /// The ways to try, the best one last.
    fn ways(&self, letter: &Letter, payload: &Payload, step: usize) -> Vec<Road> {
        let channel = channel_of(&letter.chat).to_owned();
        match &payload.way {
            Way::Channel { reply_to, edit } => {
                let under = reply_to.clone().filter(|_| step == 0);
                let mut ways = vec![Road::Channel { channel: channel.clone(), under }];
                if let Some(message) = edit.clone().filter(|_| step == 0) {
                    ways.push(Road::Edit { channel, message });
                }
                ways
            }
            Way::Command { token, until, hidden, first } => {
                // What only the person may see goes to the person's own chat.
                let after = match *hidden && payload.door != Door::Private {
                    true => Road::Person { person: payload.person.clone() },
                    false => Road::Channel { channel, under: None },
                };
                let mut ways = vec![after];
                if Clock::System.now().timestamp_millis() < *until {
                    let token = token.clone();
                    ways.push(if *first && step == 0 {
                        Road::Original { token, begun: *until - COMMAND_LIVES_MILLIS }
                    } else {
                        Road::FollowUp { token, hidden: *hidden }
                    });
                }
                ways
            }
        }
    }

    async fn call_of(&self, road: &Road, nonce: &str) -> std::result::Result<Call, Fault> {
        let application = &self.me.application;
        let post = |channel: &str, under: Option<&String>| {
            let mut body = json!({"nonce": nonce, "enforce_nonce": true});
            if let Some(under) = under {
                body["message_reference"] = json!({"message_id": under, "fail_if_not_exists": false});
            }
            Call { method: Method::POST, path: format!("/channels/{channel}/messages"), body, harmless: true }
        };
        Ok(match road {
            Road::Channel { channel, under } => post(channel, under.as_ref()),
            Road::Edit { channel, message } => {
                let path = format!("/channels/{channel}/messages/{message}");
                Call { method: Method::PATCH, path, body: json!({}), harmless: true }
            }
            Road::Original { token, .. } => {
                let path = format!("/webhooks/{application}/{token}/messages/@original");
                Call { method: Method::PATCH, path, body: json!({}), harmless: true }
            }
            Road::FollowUp { token, hidden } => {
                let flags = if *hidden { HIDDEN } else { 0 };
                let path = format!("/webhooks/{application}/{token}");
                Call { method: Method::POST, path, body: json!({"flags": flags}), harmless: false }
            }
            Road::Person { person } => post(&self.rest.private_channel(person).await?, None),
        })
    }

    async fn try_some_times(
        &self,
        method: &Method,
        path: &str,
        (body, files): (Value, &[(String, Vec<u8>)]),
        harmless: bool,
    ) -> std::result::Result<Answer, Fault> {
        let mut tries = if harmless { TRIES } else { 1 };
        loop {
            let body = match files {
                [] => Body::Json(body.clone()),
                files => Body::Files(body.clone(), files.to_vec()),
            };
            tries -= 1;
            match self.rest.call(method.clone(), path, body, CALL).await {
                Err(Fault::Line { begun: true, .. }) if tries > 0 => tokio::time::sleep(BETWEEN_TRIES).await,
                other => return other,
            }
        }
    }
}

/// One way of a message.
enum Road {
    Channel {
        channel: String,
        under: Option<String>,
    },
    Edit {
        channel: String,
        message: String,
    },
    /// `begun`: when the command was given.
    Original {
        token: String,
        begun: i64,
    },
    FollowUp {
        token: String,
        hidden: bool,
    },
    Person {
        person: String,
    },
}

const UNKNOWN_CHANNEL: i64 = 10_003;
const UNKNOWN_MESSAGE: i64 = 10_008;
const UNKNOWN_WEBHOOK: i64 = 10_015;
const UNKNOWN_INTERACTION: i64 = 10_062;
const MISSING_ACCESS: i64 = 50_001;
const CANNOT_BE_WRITTEN_TO: i64 = 50_007;
const MISSING_PERMISSIONS: i64 = 50_013;
const WEBHOOK_OVER: i64 = 50_027;
const THREAD_ARCHIVED: i64 = 50_083;

impl Road {
    fn edits(&self) -> bool {
        matches!(self, Self::Edit { .. } | Self::Original { .. })
    }

    /// Whether Discord may not have been told yet that we think.
    fn is_early(&self, fault: &Fault) -> bool {
        let Self::Original { begun, .. } = self else { return false };
        matches!(fault, Fault::Said { code: UNKNOWN_WEBHOOK | UNKNOWN_MESSAGE, .. })
            && Clock::System.now().timestamp_millis() - begun < EARLY_MILLIS
    }

    /// Whether another way may lead there.
    fn is_over(&self, fault: &Fault) -> bool {
        let Fault::Said { status, code, .. } = fault else { return false };
        match self {
            Self::Edit { .. } => *code == UNKNOWN_MESSAGE,
            Self::Original { .. } | Self::FollowUp { .. } => {
                matches!(*code, UNKNOWN_MESSAGE | UNKNOWN_WEBHOOK | UNKNOWN_INTERACTION | WEBHOOK_OVER)
                    || matches!(status, 401 | 404)
            }
            Self::Channel { .. } | Self::Person { .. } => false,
        }
    }
}

/// Whether Discord would still know every call that was made for a letter.
fn is_fresh(letter: &Letter) -> bool {
    (Clock::System.now() - letter.posted_at).num_milliseconds() < NONCE_KNOWN_MILLIS
}

/// What became of a call that failed.
fn outcome(fault: Fault) -> Delivered {
    let problem = fault.to_string();
    match fault {
        Fault::Wait { after, whole_service } => Delivered::Later { after, whole_service },
        Fault::Line { begun: false, .. } => Delivered::NotNow { problem },
        Fault::Line { begun: true, .. } => Delivered::Unanswered { problem },
        Fault::Said {
            code: UNKNOWN_CHANNEL | MISSING_ACCESS | CANNOT_BE_WRITTEN_TO | MISSING_PERMISSIONS | THREAD_ARCHIVED,
            ..
        } => Delivered::Closed { reason: problem },
        Fault::Said { status: 401 | 500..=599, .. } => Delivered::NotNow { problem },
        Fault::Said { .. } => Delivered::Refused { problem },
    }
}

/// Pictures as bitmaps, then files, with their names.
async fn files(note: &Note) -> std::result::Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::with_capacity(note.svgs.len() + note.files.len());
    for (n, svg) in note.svgs.iter().cloned().enumerate() {
        // Drawing takes some milliseconds of a processor: apart from what waits for the network.
        let drawn = tokio::task::spawn_blocking(move || charts::png(&svg, PICTURE_SCALE)).await;
        let png = match drawn {
            Ok(Ok(png)) => png,
            Ok(Err(error)) => return Err(format!("the picture cannot be drawn: {error}")),
            Err(error) => return Err(format!("the picture cannot be drawn: {error}")),
        };
        files.push((if n == 0 { "chart.png".into() } else { format!("chart-{}.png", n + 1) }, png));
    }
    for (name, path) in &note.files {
        let bytes = tokio::fs::read(path).await.map_err(|error| format!("the file is gone: {error}"))?;
        files.push((name.clone(), bytes));
    }
    Ok(files)
}

impl Note {
    /// What is said where Discord does not take the files of a message.
    fn without_files(&self, line: Line) -> Self {
        let mut lines = self.lines.clone();
        lines.push(line);
        Self { lines, svgs: Vec::new(), files: Vec::new(), buttons: self.buttons.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_of_discord_are_told_apart() {
        let said = |status, code| outcome(Fault::Said { status, code, words: "w".into() });
        for code in [10_003, 50_001, 50_007, 50_013] {
            assert!(matches!(said(403, code), Delivered::Closed { .. }), "{code}");
        }
        assert!(matches!(said(500, 0), Delivered::NotNow { .. }));
        assert!(matches!(said(401, 0), Delivered::NotNow { .. }));
        assert!(matches!(said(400, 50_035), Delivered::Refused { .. }));
        let line = |begun| outcome(Fault::Line { words: "w".into(), begun });
        assert!(matches!(line(true), Delivered::Unanswered { .. }));
        assert!(matches!(line(false), Delivered::NotNow { .. }));
    }

    #[test]
    fn a_chat_rests_when_its_allowance_is_used_up() {
        let pauses = Pauses::default();
        pauses.keep("5", Some(Duration::from_secs(9)));
        pauses.keep("6", None);
        assert!(pauses.left("5") > Duration::from_secs(8));
        assert_eq!(pauses.left("6"), Duration::ZERO);
    }
}
