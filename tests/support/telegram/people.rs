//! What people do in Telegram: write, tap, drop files, block the bot, take it into groups and out of them.

use std::time::Duration;

use axum::body::Bytes;
use serde_json::{Value, json};

use super::{BOT_ID, BOT_NAME, Message, Telegram};

impl Telegram {
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

    /// The group becomes a supergroup, and a service message tells it.
    pub fn migrate(&self, from: i64, to: i64) {
        self.upgrade(from, to);
        self.tell_upgrade(from, to);
    }

    /// The group becomes a supergroup: its old id is refused.
    pub fn upgrade(&self, from: i64, to: i64) {
        let title = self.world().chats[&from]["title"].as_str().unwrap().to_owned();
        self.supergroup(to, &title, false);
        self.world().moved.insert(from, to);
    }

    pub fn tell_upgrade(&self, from: i64, to: i64) {
        let chat = self.world().chats[&from].clone();
        let id = self.new_message();
        self.update("message", json!({"message_id": id, "date": 1, "chat": chat, "migrate_to_chat_id": to}));
    }

    /// Messages to this chat are refused before the bot is told why.
    pub fn block(&self, chat: i64) {
        self.world().blocked.insert(chat);
    }

    /// Somebody changes what the bot is in a chat: Telegram tells it, and refuses its messages where it is not in.
    pub fn membership(&self, chat: i64, by: i64, (was, is): (&str, &str)) {
        let member = |status: &str| {
            let user = json!({"id": BOT_ID, "is_bot": true, "first_name": "Кабінет", "username": BOT_NAME});
            let mut member = json!({"user": user, "status": status});
            if status == "kicked" {
                member["until_date"] = 0.into();
            }
            member
        };
        let change = {
            let mut world = self.world();
            if matches!(is, "left" | "kicked") {
                world.blocked.insert(chat);
            } else {
                world.blocked.remove(&chat);
            }
            json!({"chat": world.chats[&chat], "from": world.people[&by], "date": 1_790_000_000,
                "old_chat_member": member(was), "new_chat_member": member(is)})
        };
        // `update` takes the world itself: it must be free by now.
        self.update("my_chat_member", change);
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
        message["entities"] = entities(text);
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
