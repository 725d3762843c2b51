//! What was written while nobody listened: asked for at every new session, since Discord tells only the events of one that
//! goes on.

use std::collections::HashMap;
use std::sync::Arc;

use kabinet_core::clock::Clock;
use kabinet_core::delivery::inbox;
use kabinet_core::error::Result;
use kabinet_core::tenancy::Channel;
use kabinet_core::tenancy::chats;
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
const PAGES: usize = 5;

/// Looks at every chat known to us, and lets go those of servers that removed us meanwhile.
pub(super) async fn look(intake: &Arc<Intake>, guilds: &[String]) {
    let (private, bound, newest) = match known(intake).await {
        Ok(known) => known,
        Err(error) => {
            tracing::error!(%error, "what was written meanwhile could not be looked for: {error}");
            return;
        }
    };
    let (bound, lost): (Vec<String>, Vec<String>) =
        bound.into_iter().partition(|it| guilds.iter().any(|guild| it.split('.').next() == Some(guild)));
    for chat in lost {
        intake.gone(chat).await;
    }
    let oldest = id_at(Clock::System.now().timestamp_millis() - OLDEST_MILLIS);
    for chat in private.into_iter().chain(bound) {
        let last = newest.get(&chat).map_or(0, |it| id_at(millis_of(*it) - OVERLAP_MILLIS));
        if let Err(fault) = ask(intake, &chat, last.max(oldest)).await {
            tracing::info!("a channel did not tell what was written meanwhile: {fault}");
        }
    }
}

async fn known(intake: &Intake) -> Result<(Vec<String>, Vec<String>, HashMap<String, i64>)> {
    let mut control = intake.app.store.control_read().await?;
    let private = chats::list_private(&mut control, Channel::Discord).await?;
    let bound = chats::list_bound(&mut control, Channel::Discord).await?;
    let newest = inbox::newest(&mut control, &intake.me.source()).await?;
    Ok((private, bound, newest))
}

async fn ask(intake: &Arc<Intake>, chat: &str, mut after: i64) -> std::result::Result<(), Fault> {
    let guild = chat.split_once('.').and_then(|(guild, _)| guild.parse::<u64>().ok()).filter(|it| *it > 0);
    for _ in 0..PAGES {
        let path = format!("/channels/{}/messages?after={after}&limit={PAGE}", channel_of(chat));
        let told = intake.rest.get(&path).await?;
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
