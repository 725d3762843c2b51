//! The connection by which events come. One process of all on a store holds it; serenity keeps it alive, and what it cannot
//! mend is told in one sentence.

use std::sync::Arc;
use std::time::Duration;

use kabinet_core::clock::Clock;
use kabinet_core::config::Discord;
use kabinet_core::delivery::RENEWED_EVERY;
use serde_json::Value;
use serenity::Client;
use serenity::async_trait;
use serenity::client::{ClientBuilder, Context, RawEventHandler};
use serenity::gateway::GatewayError;
use serenity::http::HttpBuilder;
use serenity::model::event::Event;
use serenity::model::gateway::GatewayIntents;
use tokio::sync::watch;

use super::intake::Intake;

const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Another process of ours listens.
const NOT_OURS: Duration = Duration::from_secs(2);
/// What came last is written down within this time.
pub(super) const LAST_EVENTS: Duration = Duration::from_secs(3);
const CLOSING: Duration = Duration::from_secs(3);

/// What only the operator can mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fatal {
    Token,
    Intents,
}

pub(super) fn explain(fatal: &Fatal) {
    match fatal {
        Fatal::Token => tracing::error!(
            "Discord does not know this bot's token, so Discord is off until the next start. \
             Copy the token again from the page Bot of the developer portal into KABINET_DISCORD_TOKEN"
        ),
        Fatal::Intents => tracing::error!(
            "Discord does not give this bot the events it needs, so nothing is heard from Discord until the next start. \
             See the page Bot, Privileged Gateway Intents, of the developer portal"
        ),
    }
}

struct Ear(Arc<Intake>);

#[async_trait]
impl RawEventHandler for Ear {
    async fn raw_event(&self, _: Context, event: Event) {
        self.0.event(event).await;
    }
}

/// Messages to the bot come with their words without any privileged intent: in chats of two, and where it is named.
fn intents() -> GatewayIntents {
    GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES | GatewayIntents::DIRECT_MESSAGES
}

/// Listens until `stopping` turns true, or until only the operator can help.
pub(super) async fn listen(intake: &Arc<Intake>, settings: &Discord, mut stopping: watch::Receiver<bool>) -> Option<Fatal> {
    let lease = &intake.lease;
    let mut pause = FIRST_PAUSE;
    let fatal = loop {
        let rest = match lease.hold(&intake.app.store, Clock::System).await {
            Ok(Some(_)) => match connect(intake, settings).await {
                Ok(client) => match attend(intake, client, &mut stopping).await {
                    Ended::Stopped => break None,
                    Ended::Fatal(fatal) => break Some(fatal),
                    Ended::Lost => FIRST_PAUSE,
                },
                Err(words) => {
                    tracing::warn!("Discord cannot be reached, next try in {} s: {words}", pause.as_secs());
                    let rest = pause;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    rest
                }
            },
            Ok(None) => NOT_OURS,
            Err(error) => {
                tracing::warn!(%error, "the lease of Discord's gateway could not be held: {error}");
                FIRST_PAUSE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            _ = stopping.wait_for(|it| *it) => break None,
        }
    };
    if let Err(error) = lease.release(&intake.app.store).await {
        tracing::debug!(%error, "the lease of Discord's gateway was not given back: {error}");
    }
    fatal
}

async fn connect(intake: &Arc<Intake>, settings: &Discord) -> std::result::Result<Client, String> {
    // Serenity would fall back to an address of its own.
    let told = intake.rest.get("/gateway").await.map_err(|it| it.to_string())?;
    let address = told.get("url").and_then(Value::as_str).ok_or("Discord did not say where its gateway is")?.to_owned();
    let http = HttpBuilder::new(&settings.token).proxy(settings.api_url.as_str()).ratelimiter_disabled(true).build();
    let client = ClientBuilder::new_with_http(http, intents()).raw_event_handler(Ear(Arc::clone(intake))).await;
    let client = client.map_err(|it| it.to_string())?;
    *client.ws_url.lock().await = address;
    Ok(client)
}

enum Ended {
    Stopped,
    Fatal(Fatal),
    /// Another process listens now, or serenity gave up: it is begun anew.
    Lost,
}

async fn attend(intake: &Intake, mut client: Client, stopping: &mut watch::Receiver<bool>) -> Ended {
    let shards = Arc::clone(&client.shard_manager);
    let mut running = tokio::spawn(async move { client.start().await });
    let ended = tokio::select! {
        ended = &mut running => {
            return match ended {
                Ok(Err(serenity::Error::Gateway(error))) => match error {
                    GatewayError::InvalidAuthentication => Ended::Fatal(Fatal::Token),
                    GatewayError::InvalidGatewayIntents | GatewayError::DisallowedGatewayIntents => {
                        Ended::Fatal(Fatal::Intents)
                    }
                    other => {
                        tracing::warn!("the connection to Discord ended: {other}");
                        Ended::Lost
                    }
                },
                Ok(Err(error)) => {
                    tracing::warn!("the connection to Discord ended: {error}");
                    Ended::Lost
                }
                _ => Ended::Lost,
            };
        }
        () = keep(intake) => Ended::Lost,
        _ = stopping.wait_for(|it| *it) => Ended::Stopped,
    };
    if tokio::time::timeout(CLOSING, shards.shutdown_all()).await.is_err() {
        tracing::debug!("Discord did not say good-bye");
    }
    running.abort();
    ended
}

/// Ends when the lease is lost.
async fn keep(intake: &Intake) {
    loop {
        tokio::time::sleep(RENEWED_EVERY).await;
        match intake.lease.hold(&intake.app.store, Clock::System).await {
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(error) => tracing::warn!(%error, "the lease of Discord's gateway could not be renewed: {error}"),
        }
    }
}
