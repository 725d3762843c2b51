//! Updates come in: by long polling or by a webhook, each written into the inbox before Telegram is told that it arrived.

use std::time::Duration;

use kabinet_core::app::App;
use kabinet_core::clock::Clock;
use kabinet_core::conversation::{self, history::Talk};
use kabinet_core::delivery::{Lease, inbox};
use kabinet_core::error::Result;
use kabinet_core::locale::text;
use kabinet_core::reception;
use kabinet_core::tenancy::Channel;
use serde_json::{Value, json};

use super::connection::{Connection, Fault, answer_tap, raw};
use super::updates::{ALLOWED, Tap, Update};
use crate::progress::STOP;

/// How long Telegram holds a poll open.
const HELD: Duration = Duration::from_secs(25);
/// A poll that is not answered by then is not going to be.
const LONGEST_POLL: Duration = Duration::from_secs(40);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// Another program polls with our token: it is asked again later.
const AFTER_CONFLICT: Duration = Duration::from_secs(20);
/// Another process of ours polls.
const NOT_OURS: Duration = Duration::from_secs(5);

/// Polls as long as this process holds the lease.
pub(super) async fn poll(app: &App, connection: &Connection, lease: &Lease) {
    let mut pause = FIRST_PAUSE;
    let mut has_webhook = true;
    loop {
        let offset = match lease.hold(&app.store, Clock::System).await {
            Ok(Some(offset)) => offset,
            Ok(None) => {
                tokio::time::sleep(NOT_OURS).await;
                continue;
            }
            Err(error) => {
                tracing::warn!(%error, "the lease of polling could not be held: {error}");
                tokio::time::sleep(pause).await;
                continue;
            }
        };
        if has_webhook {
            // Where a webhook is set, polling is refused.
            match raw(&connection.bot, "deleteWebhook", json!({"drop_pending_updates": false}), HELD).await {
                Ok(_) => has_webhook = false,
                Err(fault) => {
                    tracing::warn!("Telegram cannot be reached: {fault}");
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    continue;
                }
            }
        }
        let body = json!({"offset": offset, "limit": 100, "timeout": HELD.as_secs(), "allowed_updates": ALLOWED});
        // The lease is shorter than a poll: it is renewed meanwhile.
        let polling = raw(&connection.bot, "getUpdates", body, LONGEST_POLL);
        let polled = tokio::select! {
            polled = polling => polled,
            () = keep(app, lease) => continue,
        };
        let rest = match polled {
            Ok(Value::Array(updates)) => match take(app, connection, (lease, offset), updates).await {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    continue;
                }
                Err(error) => {
                    tracing::warn!(%error, "updates could not be written down and will come again: {error}");
                    pause
                }
            },
            Ok(_) => pause,
            Err(Fault::Said { code: 409, words, .. }) => {
                tracing::error!(
                    "Another program takes the messages of this bot, so polling stops for {} seconds: {words}",
                    AFTER_CONFLICT.as_secs()
                );
                has_webhook = words.to_lowercase().contains("webhook");
                AFTER_CONFLICT
            }
            Err(Fault::Said { retry_after: Some(seconds), .. }) => Duration::from_secs_f64(seconds.clamp(0.1, 3_600.0)),
            Err(fault) => {
                tracing::warn!("Telegram cannot be reached: {fault}");
                pause
            }
        };
        tokio::time::sleep(rest).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

/// Ends when the lease is lost.
async fn keep(app: &App, lease: &Lease) {
    loop {
        tokio::time::sleep(kabinet_core::delivery::RENEWED_EVERY).await;
        match lease.hold(&app.store, Clock::System).await {
            Ok(Some(_)) => {}
            Ok(None) => return,
            Err(error) => tracing::warn!(%error, "the lease of polling could not be renewed: {error}"),
        }
    }
}

/// Writes updates and how far we are in one transaction: the next poll tells Telegram that they arrived.
async fn take(app: &App, connection: &Connection, (lease, offset): (&Lease, i64), updates: Vec<Value>) -> Result<()> {
    let Some(next) = updates.iter().filter_map(id_of).max() else { return Ok(()) };
    for update in &updates {
        at_once(app, connection, update).await;
    }
    let mut control = app.store.control().await?;
    for update in &updates {
        write(&mut control, connection, update).await?;
    }
    if lease.reached(&mut control, offset.max(next + 1)).await? {
        control.commit().await?;
        app.bells.inbox.ring();
    }
    Ok(())
}

/// Writes one update that a webhook brought.
pub(super) async fn receive(app: &App, connection: &Connection, update: &Value) -> Result<()> {
    at_once(app, connection, update).await;
    let mut control = app.store.control().await?;
    write(&mut control, connection, update).await?;
    control.commit().await?;
    app.bells.inbox.ring();
    Ok(())
}

async fn write(control: &mut kabinet_core::store::Control, connection: &Connection, update: &Value) -> Result<()> {
    let Some(id) = id_of(update) else { return Ok(()) };
    let lane = chat_of(update).map_or_else(|| "none".to_owned(), |it| it.to_string());
    inbox::receive(control, Clock::System, (&connection.me.source(), id), (&lane, &update.to_string())).await?;
    Ok(())
}

fn id_of(update: &Value) -> Option<i64> {
    update.get("update_id")?.as_i64()
}

fn chat_of(update: &Value) -> Option<i64> {
    let of = |place: &Value| place.get("chat")?.get("id")?.as_i64();
    let place = |name: &str| update.get(name);
    place("message")
        .and_then(of)
        .or_else(|| place("edited_message").and_then(of))
        .or_else(|| place("my_chat_member").and_then(of))
        .or_else(|| place("callback_query")?.get("message").and_then(of))
}

/// What must not wait for its turn: a tap is confirmed, and an import is stopped (on SQLite it holds the only writer).
async fn at_once(app: &App, connection: &Connection, update: &Value) {
    let Some(tap) = update.get("callback_query") else { return };
    let Ok(tap) = serde_json::from_value::<Tap>(tap.clone()) else { return };
    let stops = tap.data.as_deref() == Some(STOP);
    let words = if stops { stop(app, &tap).await } else { None };
    let (bot, id) = (connection.bot.clone(), tap.id.clone());
    tokio::spawn(async move { answer_tap(&bot, &id, words).await });
}

async fn stop(app: &App, tap: &Tap) -> Option<String> {
    let chat = tap.message.as_ref()?.chat.id.to_string();
    let (organization, locale) = reception::talk_of(app, Channel::Telegram, &tap.from.id.to_string()).await.ok()??;
    let talk = Talk { organization, channel: Channel::Telegram, chat: &chat };
    let id = if conversation::stop(app, talk) { "telegram-stopping" } else { "choice-spent" };
    Some(text(locale, id, &[]))
}

/// Whether these bytes are an update, for a webhook that tells a broken one from a good one.
pub(super) fn parse(bytes: &[u8]) -> Option<Value> {
    let update: Value = serde_json::from_slice(bytes).ok()?;
    id_of(&update)?;
    // What we would listen to must be readable.
    serde_json::from_value::<Update>(update.clone()).ok().map(|_| update)
}
