//! Chats as letter boxes: open or closed, and when the next letter may go there. One table, written here alone.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::store::Control;
use crate::tenancy::Channel;

/// The name under which a service as a whole has its pauses.
pub(super) const WHOLE_SERVICE: &str = "";

/// Why a chat is closed that has another id now; the id follows.
const MOVED: &str = "moved:";

/// The number of the next letter of a chat. Whoever asks next waits for the end of this transaction.
pub(super) async fn next_number(control: &mut Control, channel: Channel, chat: &str) -> Result<i64> {
    let (number,): (i64,) = control
        .sql(
            "INSERT INTO chats (channel, chat, state, posted, next_at) VALUES ($1, $2, 'open', 1, 0)
             ON CONFLICT (channel, chat) DO UPDATE SET posted = chats.posted + 1 RETURNING posted",
        )
        .bind(channel.id())
        .bind(chat)
        .one()
        .await?;
    Ok(number)
}

/// Somebody wrote from there: letters can be delivered again. One that moved stays closed.
pub async fn open(control: &mut Control, channel: Channel, chat: &str) -> Result<()> {
    control
        .sql(
            "UPDATE chats SET state = 'open', reason = NULL WHERE channel = $1 AND chat = $2 AND state = 'closed'
             AND (reason IS NULL OR SUBSTR(reason, 1, 6) <> 'moved:')",
        )
        .bind(channel.id())
        .bind(chat)
        .execute()
        .await?;
    Ok(())
}

/// Nothing can be delivered there any more (blocked, deleted, removed from): what waits has failed. Where a chat moved to
/// is not forgotten.
pub async fn close(control: &mut Control, channel: Channel, chat: &str, reason: &str) -> Result<()> {
    control
        .sql(
            "INSERT INTO chats (channel, chat, state, reason, posted, next_at) VALUES ($1, $2, 'closed', $3, 0, 0)
             ON CONFLICT (channel, chat) DO UPDATE SET state = 'closed', reason =
                 CASE WHEN SUBSTR(chats.reason, 1, 6) = 'moved:' THEN chats.reason ELSE excluded.reason END",
        )
        .bind(channel.id())
        .bind(chat)
        .bind(reason)
        .execute()
        .await?;
    control
        .sql(
            "UPDATE outbox SET state = 'failed', problem = $3
             WHERE channel = $1 AND chat = $2 AND state IN ('pending', 'sending')",
        )
        .bind(channel.id())
        .bind(chat)
        .bind(reason)
        .execute()
        .await?;
    Ok(())
}

/// Whether a chat is closed, and why.
pub async fn closed(control: &mut Control, channel: Channel, chat: &str) -> Result<Option<String>> {
    let found: Option<(Option<String>,)> = control
        .sql("SELECT reason FROM chats WHERE channel = $1 AND chat = $2 AND state = 'closed'")
        .bind(channel.id())
        .bind(chat)
        .optional()
        .await?;
    Ok(found.map(|(reason,)| reason.unwrap_or_default()))
}

/// Nothing is sent to the chat (none: to the whole service) before this moment.
pub async fn pause(control: &mut Control, channel: Channel, chat: Option<&str>, until: DateTime<Utc>) -> Result<()> {
    control
        .sql(
            "INSERT INTO chats (channel, chat, state, posted, next_at) VALUES ($1, $2, 'open', 0, $3)
             ON CONFLICT (channel, chat) DO UPDATE SET next_at = excluded.next_at WHERE chats.next_at < excluded.next_at",
        )
        .bind(channel.id())
        .bind(chat.unwrap_or(WHOLE_SERVICE))
        .bind(until)
        .execute()
        .await?;
    Ok(())
}

/// The service gave a chat another id: what waits there goes to the new one, in the same order.
pub async fn rename(control: &mut Control, channel: Channel, (from, to): (&str, &str)) -> Result<()> {
    // Who posts to the old id now does it first, or is told of the new one.
    next_number(control, channel, from).await?;
    let number = next_number(control, channel, to).await?;
    // What was posted under the new id already goes first.
    control
        .sql(
            "UPDATE outbox SET chat = $3, number = number + $4 WHERE channel = $1 AND chat = $2 AND state IN ('pending', 'sending')",
        )
        .bind(channel.id())
        .bind(from)
        .bind(to)
        .bind(number)
        .execute()
        .await?;
    control
        .sql(
            "UPDATE chats SET posted = (SELECT COALESCE(MAX(number), 0) FROM outbox WHERE channel = $1 AND chat = $2) + $3
             WHERE channel = $1 AND chat = $2",
        )
        .bind(channel.id())
        .bind(to)
        .bind(number)
        .execute()
        .await?;
    close(control, channel, from, &format!("{MOVED}{to}")).await
}

/// The id a chat has now, if the service gave it another one: what was under way then still names the old one.
pub async fn moved_to(control: &mut Control, channel: Channel, chat: &str) -> Result<Option<String>> {
    let closed = closed(control, channel, chat).await?;
    Ok(closed.and_then(|it| it.strip_prefix(MOVED).map(str::to_owned)))
}
