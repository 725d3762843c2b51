//! What Discord tells, as far as we listen to it, in the form in which the inbox keeps it.

use kabinet_core::locale::Locale;
use kabinet_core::reception::{ArrivalChat, ArrivalPerson};
use serde::{Deserialize, Serialize};
use serenity::model::channel::{Message as DiscordMessage, MessageFlags, MessageType};
use serenity::model::user::User;

/// Discord's ids begin in 2015 and have their moment in front.
const EPOCH_MILLIS: i64 = 1_420_070_400_000;
const MOMENT_BITS: u32 = 22;

/// Discord takes answers to a command for fifteen minutes; the last half minute is not counted on.
pub(super) const COMMAND_LIVES_MILLIS: i64 = 14 * 60_000 + 30_000;

/// The id that something of this moment would have.
pub(super) fn id_at(millis: i64) -> i64 {
    (millis - EPOCH_MILLIS).max(0) << MOMENT_BITS
}

/// When the thing with this id came to be.
pub(super) fn millis_of(id: i64) -> i64 {
    (id >> MOMENT_BITS) + EPOCH_MILLIS
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Update {
    pub message: Option<Message>,
    pub command: Option<Command>,
    /// A server or a channel that we are not in any more: the beginning of the names of its chats.
    pub gone: Option<String>,
    /// Not of Discord: a file that came by the page for large files.
    pub upload: Option<Upload>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Message {
    pub id: String,
    pub spot: Spot,
    pub person: Person,
    pub words: String,
    pub files: Vec<Attached>,
    /// A sticker, a voice message: nothing we take words from.
    pub unheard: bool,
}

/// A slash command or a tap.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Command {
    pub token: String,
    pub spot: Spot,
    pub person: Person,
    pub door: Door,
    /// Only the person sees the answer.
    pub hidden: bool,
    pub wish: Wish,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) enum Wish {
    Say(String),
    Tap(String),
    Drop(Attached),
    /// A file is to come by the page for large ones.
    Page,
}

/// Who reads along, so who is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Door {
    /// The two of us.
    Private,
    /// The group itself.
    Group,
    /// In a group, for the person alone; `openly`: for all, if the group may see it.
    Aside { openly: bool },
}

impl Door {
    /// How a button remembers where it leads.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Private => 'p',
            Self::Group => 'g',
            Self::Aside { openly: true } => 'o',
            Self::Aside { openly: false } => 'a',
        }
    }

    pub(super) fn of_letter(letter: &str) -> Option<Self> {
        let all = [Self::Private, Self::Group, Self::Aside { openly: true }, Self::Aside { openly: false }];
        all.into_iter().find(|it| it.letter().to_string() == letter)
    }
}

/// A place where somebody writes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Spot {
    /// Where an answer goes: a channel, a thread, a chat of two.
    pub channel: String,
    pub guild: Option<String>,
    /// The channel a thread belongs to.
    pub parent: Option<String>,
    pub title: String,
}

impl Spot {
    /// The chat that letters go to.
    pub(super) fn chat(&self) -> String {
        chat(self.guild.as_deref(), &self.channel)
    }

    /// The chat that is bound: a thread belongs to its channel.
    pub(super) fn group(&self) -> String {
        chat(self.guild.as_deref(), self.parent.as_deref().unwrap_or(&self.channel))
    }

    pub(super) fn arrival(&self, door: Door) -> ArrivalChat {
        let topic = self.parent.is_some().then(|| self.channel.clone());
        let (chat, title) = (self.group(), self.title.clone());
        match door {
            _ if self.guild.is_none() => ArrivalChat::Private { chat: self.channel.clone() },
            Door::Aside { openly } => ArrivalChat::Aside { chat, title, topic, openly },
            Door::Private | Door::Group => ArrivalChat::Group { chat, title, topic },
        }
    }
}

/// Chats of a server begin with its id, so that those of a server that removed us are known without asking it.
pub(super) fn chat(guild: Option<&str>, channel: &str) -> String {
    match guild {
        Some(guild) => format!("{guild}.{channel}"),
        None => channel.to_owned(),
    }
}

/// The channel of a chat.
pub(super) fn channel_of(chat: &str) -> &str {
    chat.rsplit('.').next().unwrap_or(chat)
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Person {
    pub id: String,
    pub name: String,
    /// Of commands; messages do not tell.
    pub language: Option<String>,
}

impl Person {
    pub(super) fn of(user: &User, language: Option<&str>) -> Self {
        let name = user.global_name.clone().unwrap_or_else(|| user.name.clone());
        Self { id: user.id.to_string(), name, language: language.map(str::to_owned) }
    }

    pub(super) fn arrival(&self) -> ArrivalPerson {
        ArrivalPerson { id: self.id.clone(), name: self.name.clone(), locale: self.locale() }
    }

    /// Who reads Russian here reads Ukrainian; everybody else is answered in English.
    pub(super) fn locale(&self) -> Option<Locale> {
        self.language.as_deref().map(locale_of)
    }
}

pub(super) fn locale_of(code: &str) -> Locale {
    match code.get(..2) {
        Some("uk" | "ru") => Locale::Uk,
        _ => Locale::En,
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attached {
    pub name: String,
    pub url: String,
    pub size: u64,
    /// A picture: nothing we read.
    pub picture: bool,
}

impl Attached {
    pub(super) fn of(file: &serenity::model::channel::Attachment) -> Self {
        let picture = file.content_type.as_deref().is_some_and(|it| it.starts_with("image/"));
        Self { name: file.filename.clone(), url: file.url.clone(), size: u64::from(file.size), picture }
    }
}

/// A file that came by the page for large files, with what is needed to answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Upload {
    pub spot: Spot,
    pub person: Person,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub path: std::path::PathBuf,
}

/// What a message says to us; `None`: it is not for us. `us` is our user. The place is filled in by who knows channels.
pub(super) fn message(told: &DiscordMessage, guild: Option<&str>, us: &str) -> Option<Message> {
    if told.author.bot || told.webhook_id.is_some() || !matches!(told.kind, MessageType::Regular | MessageType::InlineReply) {
        return None;
    }
    let named = [format!("<@{us}>"), format!("<@!{us}>")];
    let words = match guild {
        None => told.content.clone(),
        Some(_) => {
            let replied = told.referenced_message.as_ref().is_some_and(|it| it.author.id.to_string() == us);
            let is_named = named.iter().any(|it| told.content.contains(it));
            if !replied && !is_named {
                return None;
            }
            told.content.clone()
        }
    };
    let words = named.iter().fold(words, |words, it| words.replace(it, " "));
    let voice = told.flags.is_some_and(|it| it.contains(MessageFlags::IS_VOICE_MESSAGE));
    let files = if voice { Vec::new() } else { told.attachments.iter().map(Attached::of).collect() };
    Some(Message {
        id: told.id.to_string(),
        spot: Spot { channel: told.channel_id.to_string(), guild: guild.map(str::to_owned), parent: None, title: String::new() },
        person: Person::of(&told.author, None),
        words: words.trim().trim_start_matches([',', ':', '-']).trim().to_owned(),
        files,
        unheard: voice || !told.sticker_items.is_empty(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(more: serde_json::Value) -> DiscordMessage {
        let author =
            |id: &str, bot: bool| json!({"id": id, "username": "olena", "discriminator": "0", "bot": bot, "avatar": null});
        let mut whole = json!({
            "id": "1000", "channel_id": "5", "author": author("9", false), "content": "", "type": 0,
            "timestamp": "2026-11-15T10:00:00+00:00", "edited_timestamp": null, "tts": false, "mention_everyone": false,
            "mentions": [], "mention_roles": [], "attachments": [], "embeds": [], "pinned": false,
        });
        for (key, value) in more.as_object().unwrap() {
            whole[key] = value.clone();
        }
        if let Some(us) = more.get("reply_to") {
            let mut first = whole.clone();
            first["author"] = author(us.as_str().unwrap(), true);
            whole["referenced_message"] = first;
            whole["type"] = 19.into();
        }
        serde_json::from_value(whole).unwrap()
    }

    #[test]
    fn in_servers_only_what_is_for_us_is_heard() {
        for (more, guild, expected) in [
            (json!({"content": "виручка"}), None, Some("виручка")),
            (json!({"content": "виручка"}), Some("7"), None),
            (json!({"content": "<@77> виручка"}), Some("7"), Some("виручка")),
            (json!({"content": "<@!77>, виручка"}), Some("7"), Some("виручка")),
            (json!({"content": "<@78> виручка"}), Some("7"), None),
            (json!({"content": "а по товарах?", "reply_to": "77"}), Some("7"), Some("а по товарах?")),
            (json!({"content": "а по товарах?", "reply_to": "78"}), Some("7"), None),
            (json!({"content": "приєднався", "type": 7}), None, None),
            (json!({"content": "я", "webhook_id": "3"}), None, None),
        ] {
            let heard = message(&told(more.clone()), guild, "77");
            assert_eq!(heard.map(|it| it.words).as_deref(), expected, "{more}");
        }
    }

    #[test]
    fn ids_hold_their_moment() {
        let id = 175_928_847_299_117_063;
        assert_eq!(millis_of(id), 1_462_015_105_796);
        assert!(id_at(millis_of(id)) <= id && id_at(millis_of(id) + 1) > id);
    }

    #[test]
    fn buttons_lead_where_they_were_made() {
        for door in [Door::Private, Door::Group, Door::Aside { openly: true }, Door::Aside { openly: false }] {
            assert_eq!(Door::of_letter(&door.letter().to_string()), Some(door));
        }
        assert_eq!(Door::of_letter("x"), None);
    }

    #[test]
    fn a_chat_of_a_server_names_it() {
        let thread = Spot { channel: "9".into(), guild: Some("7".into()), parent: Some("5".into()), title: "т".into() };
        assert_eq!((thread.chat().as_str(), thread.group().as_str(), channel_of(&thread.chat())), ("7.9", "7.5", "9"));
        let private = Spot { channel: "4".into(), guild: None, parent: None, title: String::new() };
        assert_eq!(private.chat(), "4");
    }
}
