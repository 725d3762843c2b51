//! What Telegram tells, as far as we listen to it. Only documented fields, and none that we do not need:
//! an update with something new in it is still understood.

use kabinet_core::locale::Locale;
use kabinet_core::reception::{ArrivalChat, ArrivalPerson};
use serde::{Deserialize, Serialize};

/// Telegram's stand-in for an administrator who writes as the group.
const ANONYMOUS_ADMINISTRATOR: i64 = 1_087_968_824;

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Update {
    pub message: Option<Message>,
    pub edited_message: Option<Message>,
    pub callback_query: Option<Tap>,
    pub my_chat_member: Option<Membership>,
    /// Not of Telegram: a file that came by the page for large files.
    pub upload: Option<Upload>,
}

/// Kinds of updates we ask for.
pub(super) const ALLOWED: [&str; 4] = ["message", "edited_message", "callback_query", "my_chat_member"];

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Message {
    pub message_id: i32,
    pub message_thread_id: Option<i32>,
    #[serde(default)]
    pub is_topic_message: bool,
    pub from: Option<User>,
    pub sender_chat: Option<Chat>,
    pub chat: Chat,
    pub text: Option<String>,
    #[serde(default)]
    pub entities: Vec<Entity>,
    pub caption: Option<String>,
    #[serde(default)]
    pub caption_entities: Vec<Entity>,
    pub reply_to_message: Option<Box<Replied>>,
    pub document: Option<Document>,
    pub photo: Option<serde_json::Value>,
    pub voice: Option<serde_json::Value>,
    pub audio: Option<serde_json::Value>,
    pub video: Option<serde_json::Value>,
    pub video_note: Option<serde_json::Value>,
    pub sticker: Option<serde_json::Value>,
    pub animation: Option<serde_json::Value>,
    pub contact: Option<serde_json::Value>,
    pub location: Option<serde_json::Value>,
    pub migrate_to_chat_id: Option<i64>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Replied {
    pub from: Option<User>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct User {
    pub id: i64,
    #[serde(default)]
    pub is_bot: bool,
    #[serde(default)]
    pub first_name: String,
    pub last_name: Option<String>,
    pub language_code: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Chat {
    pub id: i64,
    #[serde(rename = "type", default)]
    pub kind: String,
    pub title: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entity {
    #[serde(rename = "type")]
    pub kind: String,
    pub offset: usize,
    pub length: usize,
    pub user: Option<User>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Document {
    pub file_id: String,
    pub file_name: Option<String>,
    pub file_size: Option<u64>,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Tap {
    pub id: String,
    pub from: User,
    pub message: Option<TappedMessage>,
    pub data: Option<String>,
}

/// The message under whose words the button stood; of an old one little is known.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct TappedMessage {
    pub chat: Chat,
    pub message_thread_id: Option<i32>,
    #[serde(default)]
    pub is_topic_message: bool,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Membership {
    pub chat: Chat,
    pub from: User,
    pub old_chat_member: Member,
    pub new_chat_member: Member,
}

#[derive(Clone, Debug, Deserialize)]
pub(super) struct Member {
    pub status: String,
    /// Of a restricted member.
    pub is_member: Option<bool>,
}

/// A file that came by the page for large files, with what is needed to answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Upload {
    pub chat: Chat,
    pub from: User,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub path: std::path::PathBuf,
}

impl Member {
    pub(super) fn is_in(&self) -> bool {
        match self.status.as_str() {
            "left" | "kicked" => false,
            "restricted" => self.is_member.unwrap_or(true),
            _ => true,
        }
    }
}

impl Chat {
    pub(super) fn is_private(&self) -> bool {
        self.kind == "private"
    }

    pub(super) fn arrival(&self, topic: Option<i32>) -> ArrivalChat {
        if self.is_private() {
            ArrivalChat::Private { chat: self.id.to_string() }
        } else {
            ArrivalChat::Group {
                chat: self.id.to_string(),
                title: self.title.clone().unwrap_or_default(),
                topic: topic.map(|it| it.to_string()),
            }
        }
    }
}

impl User {
    pub(super) fn arrival(&self) -> ArrivalPerson {
        let name = [Some(self.first_name.as_str()), self.last_name.as_deref()];
        let name = name.into_iter().flatten().collect::<Vec<_>>().join(" ");
        ArrivalPerson { id: self.id.to_string(), name, locale: self.locale() }
    }

    /// Who reads Russian here reads Ukrainian; everybody else is answered in English.
    pub(super) fn locale(&self) -> Option<Locale> {
        let code = self.language_code.as_deref()?;
        Some(match code.get(..2) {
            Some("uk" | "ru" | "be") => Locale::Uk,
            _ => Locale::En,
        })
    }
}

impl Message {
    /// The topic of a forum; in other groups a thread is only a reply.
    pub(super) fn topic(&self) -> Option<i32> {
        self.message_thread_id.filter(|_| self.is_topic_message)
    }

    /// Who wrote, if that can be said: not an anonymous administrator, not a channel.
    pub(super) fn person(&self) -> Option<ArrivalPerson> {
        let from = self.from.as_ref().filter(|it| it.id != ANONYMOUS_ADMINISTRATOR)?;
        (self.sender_chat.is_none() && !from.is_bot).then(|| from.arrival())
    }

    pub(super) fn words(&self) -> Option<&str> {
        self.text.as_deref().or(self.caption.as_deref())
    }

    /// Whether something came that we take no words or files from.
    pub(super) fn is_unheard(&self) -> bool {
        [&self.voice, &self.audio, &self.video, &self.video_note, &self.sticker, &self.animation, &self.contact, &self.location]
            .into_iter()
            .any(|it| it.is_some())
    }

    /// What is said to us in a group, without our name: a command, a mention, a reply. `None`: it is not for us.
    pub(super) fn addressed(&self, (id, name): (i64, &str)) -> Option<String> {
        let words = self.words().unwrap_or_default();
        let entities = if self.text.is_some() { &self.entities } else { &self.caption_entities };
        let mut named = None;
        for entity in entities {
            let said = cut(words, entity.offset, entity.length);
            match entity.kind.as_str() {
                "bot_command" if entity.offset == 0 => {
                    return match said.split_once('@') {
                        Some((_, other)) if !other.eq_ignore_ascii_case(name) => None,
                        _ => Some(words.to_owned()),
                    };
                }
                "mention" if said.strip_prefix('@').is_some_and(|it| it.eq_ignore_ascii_case(name)) => named = Some(said),
                "text_mention" if entity.user.as_ref().is_some_and(|it| it.id == id) => named = Some(said),
                _ => {}
            }
        }
        if let Some(name) = named {
            let rest = words.replacen(&name, " ", 1);
            return Some(rest.trim().trim_start_matches([',', ':', '-']).trim().to_owned());
        }
        let replied = self.reply_to_message.as_ref().and_then(|it| it.from.as_ref()).is_some_and(|it| it.id == id);
        replied.then(|| words.to_owned())
    }
}

/// Part of a text by UTF-16 units.
fn cut(text: &str, offset: usize, length: usize) -> String {
    let units: Vec<u16> = text.encode_utf16().skip(offset).take(length).collect();
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(value: serde_json::Value) -> Message {
        let mut whole = json!({"message_id": 1, "date": 0, "chat": {"id": -5, "type": "group", "title": "Г"}});
        for (key, value) in value.as_object().unwrap() {
            whole[key] = value.clone();
        }
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn in_groups_only_what_is_for_us_is_heard() {
        let us = (77, "kabinet_bot");
        let entity = |kind: &str, offset: usize, length: usize| json!([{"type": kind, "offset": offset, "length": length}]);
        for (value, expected) in [
            (json!({"text": "просто розмова"}), None),
            (json!({"text": "/start@kabinet_bot", "entities": entity("bot_command", 0, 18)}), Some("/start@kabinet_bot")),
            (json!({"text": "/start@other_bot", "entities": entity("bot_command", 0, 16)}), None),
            (json!({"text": "/report", "entities": entity("bot_command", 0, 7)}), Some("/report")),
            (json!({"text": "🙂 @Kabinet_bot, виручка", "entities": entity("mention", 3, 12)}), Some("🙂  , виручка")),
            (json!({"text": "@kabinet_bot, виручка", "entities": entity("mention", 0, 12)}), Some("виручка")),
            (json!({"text": "@somebody виручка", "entities": entity("mention", 0, 9)}), None),
            (
                json!({"text": "а по товарах?", "reply_to_message": {"message_id": 3, "from": {"id": 77, "is_bot": true, "first_name": "K"}}}),
                Some("а по товарах?"),
            ),
            (
                json!({"text": "ні", "reply_to_message": {"message_id": 3, "from": {"id": 5, "is_bot": false, "first_name": "K"}}}),
                None,
            ),
            (
                json!({"caption": "@kabinet_bot", "caption_entities": entity("mention", 0, 12), "document": {"file_id": "f"}}),
                Some(""),
            ),
        ] {
            assert_eq!(message(value.clone()).addressed(us).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn nobody_is_nobody() {
        let from = json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group"});
        assert_eq!(message(json!({"text": "а", "from": from, "sender_chat": {"id": -5, "type": "group"}})).person(), None);
        let channel = json!({"id": 5, "is_bot": false, "first_name": "О"});
        assert_eq!(message(json!({"text": "а", "from": channel, "sender_chat": {"id": -9, "type": "channel"}})).person(), None);
        let person = message(json!({"text": "а", "from": {"id": 5, "first_name": "О", "language_code": "ru"}})).person().unwrap();
        assert_eq!((person.id.as_str(), person.locale), ("5", Some(Locale::Uk)));
    }
}
