//! What was written while nobody listened: asked for at every new session, since Discord tells only the events of one that
//! goes on.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use kabinet_core::clock::Clock;
use kabinet_core::delivery::inbox;
use kabinet_core::error::Result;
use kabinet_core::tenancy::Channel;
use kabinet_core::tenancy::chats;
use serde_json::Value;
use serenity::model::channel::Message;
use serenity::model::id::GuildId;

use super::intake::Intake;
use super::rest::Fault;
use super::updates::{channel_of, id_at, millis_of};

/// Older messages are not answered any more, as in other services.
const OLDEST_MILLIS: i64 = 24 * 3_600_000;
/// Messages just before the last known one are asked for too: events of one moment may change places.
const OVERLAP_MILLIS: i64 = 60_000;
/// Messages that Discord gives at once, and how often it is asked for more of one channel.
const PAGE: usize = 100;
const PAGES: usize = 50;
/// A channel is asked so often while Discord does not answer.
const TRIES: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// What is known before Discord is asked.
struct Known {
    private: Vec<String>,
    bound: Vec<String>,
    /// The newest event of each chat.
    newest: HashMap<String, i64>,
    /// A look that was cut off began here: what is newer than this may be missing even where something newer is known.
    unsure: Option<i64>,
}

/// Looks at every chat known to us, and lets go those of servers that removed us meanwhile.
pub(super) async fn look(intake: &Arc<Intake>, guilds: &[String]) {
    let known = match begin(intake).await {
        Ok(Some(known)) => known,
        // Another process listens now.
        Ok(None) => return,
        Err(error) => {
            tracing::error!(%error, "what was written meanwhile could not be looked for: {error}");
            return;
        }
    };
    let is_lost = |it: &String| !guilds.iter().any(|guild| it.split('.').next() == Some(guild));
    for chat in known.bound.iter().filter(|it| is_lost(it)) {
        intake.gone(chat.clone()).await;
    }
    let oldest = id_at(Clock::System.now().timestamp_millis() - OLDEST_MILLIS);
    for chat in known.private.iter().chain(known.bound.iter().filter(|it| !is_lost(it))) {
        let last = known.newest.get(chat).map_or(0, |it| id_at(millis_of(*it) - OVERLAP_MILLIS));
        let last = known.unsure.map_or(last, |it| it.min(last));
        if let Err(fault) = ask(intake, chat, last.max(oldest)).await {
            tracing::info!("a channel did not tell what was written meanwhile: {fault}");
        }
    }
    if let Err(error) = end(intake).await {
        tracing::warn!(%error, "that all channels were asked was not noted, so they are asked again: {error}");
    }
}

/// Notes that a look is under way: one that is cut off is made again from where it began.
async fn begin(intake: &Intake) -> Result<Option<Known>> {
    let Some(noted) = intake.lease.hold(&intake.app.store, Clock::System).await? else { return Ok(None) };
    let mut known = known(intake).await?;
    known.unsure = (noted > 0).then_some(noted);
    if noted == 0 {
        let last = known.newest.values().max().map_or(0, |it| id_at(millis_of(*it) - OVERLAP_MILLIS));
        note(intake, last).await?;
    }
    Ok(Some(known))
}

/// What was found is written when the queue before this moment is.
async fn end(intake: &Intake) -> Result<()> {
    intake.written().await;
    note(intake, 0).await
}

async fn note(intake: &Intake, position: i64) -> Result<()> {
    let mut control = intake.app.store.control().await?;
    intake.lease.reached(&mut control, position).await?;
    control.commit().await
}

async fn known(intake: &Intake) -> Result<Known> {
    let mut control = intake.app.store.control_read().await?;
    let private = chats::list_private(&mut control, Channel::Discord).await?;
    let bound = chats::list_bound(&mut control, Channel::Discord).await?;
    let newest = inbox::newest(&mut control, &intake.me.source()).await?;
    Ok(Known { private, bound, newest, unsure: None })
}

async fn ask(intake: &Arc<Intake>, chat: &str, mut after: i64) -> std::result::Result<(), Fault> {
    let guild = chat.split_once('.').and_then(|(guild, _)| guild.parse::<u64>().ok()).filter(|it| *it > 0);
    for _ in 0..PAGES {
        let path = format!("/channels/{}/messages?after={after}&limit={PAGE}", channel_of(chat));
        let told = patiently(intake, &path).await?;
        let told = told.as_array().cloned().unwrap_or_default();
        let count = told.len();
        // The newest comes first. One that cannot be read hides no other.
        let mut messages: Vec<Message> = told.into_iter().filter_map(|it| serde_json::from_value(it).ok()).collect();
        messages.sort_by_key(|it| it.id);
        for message in &mut messages {
            after = after.max(super::intake::number(message.id.get()));
            message.guild_id = guild.map(GuildId::new);
            intake.message(message).await;
        }
        if count < PAGE {
            break;
        }
    }
    Ok(())
}

/// Asks again while Discord is busy or out of order: what is not asked for now is never answered.
async fn patiently(intake: &Intake, path: &str) -> std::result::Result<Value, Fault> {
    let mut pause = FIRST_PAUSE;
    for _ in 1..TRIES {
        match intake.rest.get(path).await {
            Err(Fault::Wait { after, .. }) => tokio::time::sleep(after).await,
            Err(Fault::Line { .. } | Fault::Said { status: 500..=599, .. }) => tokio::time::sleep(pause).await,
            other => return other,
        }
        pause *= 2;
    }
    intake.rest.get(path).await
}
