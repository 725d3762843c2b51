//! What comes in and what goes out, the same for every channel.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::imports::remembered::Remembered;
use crate::locale::Locale;
use crate::metrics::MetricTable;
use crate::tenancy::chats::Group;
use crate::tenancy::{Actor, Organization};

pub use crate::tenancy::Channel;

/// A message of a person.
#[derive(Clone, Debug)]
pub struct Incoming {
    pub channel: Channel,
    /// The chat within the channel: a user id in the web chat, a session of the terminal.
    pub chat: String,
    pub organization: Organization,
    pub actor: Actor,
    pub locale: Locale,
    pub content: Content,
    /// What a service tells beside; nothing in the portal and in the terminal.
    pub visit: Visit,
}

/// What a service with people and groups of its own tells about a message.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// The person who wrote, as the service knows them. Absent: whoever sits at the portal or the terminal.
    pub person: Option<Visitor>,
    pub room: Room,
    /// The update the message came with. It may come again after a crash; what it does is done once.
    pub update: Option<String>,
    /// The update was begun before and not finished.
    pub again: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// The service's id of the person.
    pub id: String,
    pub name: String,
}

/// Who else reads what is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Room {
    #[default]
    Private,
    /// A group that no owner has bound to an organization: nothing is shown there.
    Unbound {
        chat: String,
        title: String,
    },
    Group(Group),
}

#[derive(Clone, Debug)]
pub enum Content {
    Text(String),
    /// A dropped file: its name as the person knows it and where its bytes lie.
    File {
        name: String,
        path: PathBuf,
    },
    /// The token of a tapped choice.
    Choice(String),
    /// What a page says about the columns of a file that waits: its id, and a decision for each table.
    Columns {
        file: String,
        decided: Vec<Remembered>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Answered,
    Clarify,
    Declined,
    Smalltalk,
    Done,
    Error,
}

/// What the assistant says. Blocks stand in the order they are shown.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: Status,
    pub blocks: Vec<Block>,
    /// The answer behind the words, where there is one.
    pub table: Option<Arc<MetricTable>>,
    /// The chat goes on in this organization (one was just created); the adapter remembers it.
    pub moved_to: Option<Organization>,
    /// The chat goes on in this language; the adapter remembers it.
    pub speaks: Option<Locale>,
    /// The answer is not for the group it was asked in: it may be given to the person alone.
    pub is_reserved: bool,
}

/// Serialized as it is shown again after a reload of the web chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Block {
    /// Plain text; lines are parted by `\n`. Adapters escape it for their service.
    Text {
        text: String,
    },
    Table(TableBlock),
    /// A picture as SVG text; `charts::png` makes the bitmap for services that need one. `alt` says it in words.
    Image {
        svg: String,
        alt: String,
    },
    /// A file to take away: its name and where its bytes lie inside the data folder.
    File {
        name: String,
        path: PathBuf,
    },
    Choices {
        choices: Vec<Choice>,
    },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableBlock {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Columns whose figures stand right-aligned.
    pub numeric: Vec<bool>,
}

/// A button: what it says, and the short token that comes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub label: String,
    pub token: String,
    /// A page of the portal that does better what the tap does in words.
    #[serde(default)]
    pub page: Option<String>,
}

/// The whole text a person would read, tables as numbered lines.
pub fn plain_text(blocks: &[Block]) -> String {
    let mut parts = Vec::new();
    for block in blocks {
        match block {
            Block::Text { text } => parts.push(text.clone()),
            Block::Table(table) => parts.push(table_text(table)),
            Block::Image { .. } | Block::File { .. } | Block::Choices { .. } => {}
        }
    }
    parts.join("\n\n")
}

fn table_text(table: &TableBlock) -> String {
    let mut lines = vec![table.header.join(" · ")];
    lines.extend(table.rows.iter().enumerate().map(|(n, row)| format!("{}. {}", n + 1, row.join(" · "))));
    lines.join("\n")
}
