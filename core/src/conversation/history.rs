//! What was said, kept so that the web chat shows it again after a reload.

use chrono::{DateTime, Utc};

use super::message::{Block, Channel, Incoming};
use crate::app::App;
use crate::error::Result;
use crate::ids::OrganizationId;
use crate::store::{FromRow, Row};

/// More messages than this are not sent to a page together: each may hold a picture.
const SHOWN_AT_ONCE: usize = 100;

/// One talk: a chat of a channel within an organization.
#[derive(Clone, Copy, Debug)]
pub struct Talk<'a> {
    pub organization: OrganizationId,
    pub channel: Channel,
    pub chat: &'a str,
}

impl Talk<'_> {
    /// A name of the talk among all of this process.
    pub fn key(&self) -> String {
        format!("{}/{}/{}", self.organization, self.channel.id(), self.chat)
    }
}

impl<'a> From<&'a Incoming> for Talk<'a> {
    fn from(incoming: &'a Incoming) -> Self {
        Self { organization: incoming.organization.id, channel: incoming.channel, chat: &incoming.chat }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Author {
    Person,
    Assistant,
}

impl Author {
    pub fn id(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Assistant => "assistant",
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Grows with every message of a talk.
    pub id: i64,
    pub author: Author,
    pub blocks: Vec<Block>,
    pub sent_at: DateTime<Utc>,
}

impl FromRow for Message {
    fn from_row(row: &Row) -> Result<Self> {
        let author = if row.get::<String>(1)? == Author::Person.id() { Author::Person } else { Author::Assistant };
        let blocks = serde_json::from_str(&row.get::<String>(2)?).map_err(anyhow::Error::new)?;
        Ok(Self { id: row.get(0)?, author, blocks, sent_at: row.get(3)? })
    }
}

/// Adds a message to the end of a talk; returns its id.
pub async fn append(app: &App, talk: Talk<'_>, author: Author, blocks: &[Block]) -> Result<i64> {
    let now = app.clock.now();
    let id = app.ids.next(now);
    let body = serde_json::to_string(blocks).map_err(anyhow::Error::new)?;
    let mut scope = app.store.write(talk.organization).await?;
    scope
        .sql(
            "INSERT INTO messages (organization_id, id, channel, chat, author, body, created_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(id)
        .bind(talk.channel.id())
        .bind(talk.chat)
        .bind(author.id())
        .bind(body)
        .bind(now)
        .execute()
        .await?;
    scope.commit().await?;
    Ok(id)
}

/// The newest messages of a talk, at most `limit`, oldest first.
pub async fn newest(app: &App, talk: Talk<'_>, limit: usize) -> Result<Vec<Message>> {
    let mut scope = app.store.read(talk.organization).await?;
    let mut found: Vec<Message> = scope
        .sql(
            "SELECT id, author, body, created_at FROM messages
              WHERE organization_id = $1 AND channel = $2 AND chat = $3 ORDER BY id DESC LIMIT $4",
        )
        .bind(talk.channel.id())
        .bind(talk.chat)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .all()
        .await?;
    found.reverse();
    Ok(found)
}

/// The messages of a talk that came after `message`, of many the newest, oldest first.
pub async fn since(app: &App, talk: Talk<'_>, message: i64) -> Result<Vec<Message>> {
    let mut found = newest(app, talk, SHOWN_AT_ONCE).await?;
    found.retain(|it| it.id > message);
    Ok(found)
}

/// A message of this talk; another talk's is as good as missing.
pub async fn find(app: &App, talk: Talk<'_>, message: i64) -> Result<Option<Message>> {
    let mut scope = app.store.read(talk.organization).await?;
    scope
        .sql(
            "SELECT id, author, body, created_at FROM messages
              WHERE organization_id = $1 AND channel = $2 AND chat = $3 AND id = $4",
        )
        .bind(talk.channel.id())
        .bind(talk.chat)
        .bind(message)
        .optional()
        .await
}
