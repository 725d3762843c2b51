//! The loop that handles updates: lanes side by side, each in its order, letters and "done" in one transaction.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::inbox::{self, Update};
use super::outbox::{self, NewLetter};
use super::{Bells, lease};
use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::ids::IdSource;
use crate::store::Store;
use crate::tenancy::random_token;

/// Updates handled at once in a process: answers are computed by the store, more would only queue there.
const AT_ONCE: usize = 16;
/// Other processes write into the inbox too.
const LOOKED_EVERY: Duration = Duration::from_secs(1);
/// An update whose handler failed is tried again so often; one for which the service itself was out of reach, longer.
const TRIES: i64 = 3;
const TRIES_OF_THE_SERVICE: i64 = 12;
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What an update led to.
#[derive(Debug, Default)]
pub struct Handled {
    pub letters: Vec<NewLetter>,
}

/// Turns updates of one source into letters.
pub trait Handler: Send + Sync + 'static {
    /// The same update may come again after a crash: letters have keys made of the update's, and effects happen once.
    fn handle(&self, update: &Update) -> impl Future<Output = Result<Handled>> + Send;

    /// What is said about an update that could not be handled.
    fn apologize(&self, update: &Update) -> Vec<NewLetter>;
}

/// What the loops need of the application.
#[derive(Clone, Copy, Debug)]
pub struct Desk<'a> {
    pub store: &'a Store,
    pub ids: &'a IdSource,
    pub bells: &'a Bells,
    pub clock: Clock,
}

/// Handles updates of `source` until `stopping` is done; what is under way then is finished.
pub async fn handle<H: Handler>(desk: Desk<'_>, source: &str, handler: Arc<H>, stopping: impl Future<Output = ()>) -> Result<()> {
    let worker = random_token()?;
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut under_way = JoinSet::new();
    let mut bell = desk.bells.inbox.listener();
    let mut beat = tokio::time::interval(lease::RENEWED_EVERY);
    let mut looks = tokio::time::interval(LOOKED_EVERY);
    let mut stopping = std::pin::pin!(stopping);
    loop {
        let free = places.available_permits();
        let claimed =
            if free == 0 { Ok(Vec::new()) } else { inbox::claim(desk.store, desk.clock, (source, &worker), free).await };
        match claimed {
            Ok(updates) => {
                for update in updates {
                    let handler = Arc::clone(&handler);
                    let place = Arc::clone(&places).acquire_owned().await.map_err(anyhow::Error::new)?;
                    under_way.spawn(async move {
                        let _place = place;
                        let handled = handler.handle(&update).await;
                        (update, handled)
                    });
                }
            }
            Err(error) => tracing::warn!(%error, "the inbox could not be read: {error}"),
        }
        tokio::select! {
            () = &mut stopping => break,
            Some(ended) = under_way.join_next() => match ended {
                Ok((update, handled)) => settle(desk, handler.as_ref(), &update, handled).await,
                // A panic: the lease runs out, and the update is handled again a few times.
                Err(error) => tracing::error!(%error, "an update was not handled: {error}"),
            },
            _ = beat.tick() => match inbox::keep_alive(desk.store, desk.clock, (source, &worker)).await {
                Ok(hopeless) => for update in hopeless {
                    tracing::error!(update = update.id, "an update was put aside: its handler fell over again and again");
                    settle(desk, handler.as_ref(), &update, Ok(Handled { letters: handler.apologize(&update) })).await;
                },
                Err(error) => tracing::warn!(%error, "the inbox could not be kept: {error}"),
            },
            _ = bell.changed() => {}
            _ = looks.tick() => {}
        }
    }
    while let Some(ended) = under_way.join_next().await {
        if let Ok((update, handled)) = ended {
            settle(desk, handler.as_ref(), &update, handled).await;
        }
    }
    Ok(())
}

/// Stores what came out. If that fails too, the update is handled again when its lease is over.
async fn settle<H: Handler>(desk: Desk<'_>, handler: &H, update: &Update, handled: Result<Handled>) {
    let stored = match handled {
        Ok(handled) => close(desk, update, handled.letters, true).await,
        Err(error) if update.attempts < tries_of(&error) => {
            tracing::warn!(%error, update = update.id, "an update is to be handled again: {error}");
            let pause = match error {
                Error::Busy { retry_after } => retry_after,
                _ => Duration::from_millis(500 * (1 << update.attempts.clamp(0, 8))).min(LONGEST_PAUSE),
            };
            put_back(desk, update, pause).await
        }
        Err(error) => {
            tracing::error!(%error, update = update.id, "an update was put aside: {error}");
            close(desk, update, handler.apologize(update), false).await
        }
    };
    if let Err(error) = stored {
        tracing::error!(%error, update = update.id, "what an update led to was not stored: {error}");
    }
}

fn tries_of(error: &Error) -> i64 {
    if matches!(error, Error::Unavailable(_)) { TRIES_OF_THE_SERVICE } else { TRIES }
}

async fn close(desk: Desk<'_>, update: &Update, letters: Vec<NewLetter>, is_done: bool) -> Result<()> {
    let mut control = desk.store.control().await?;
    let posts = !letters.is_empty();
    outbox::post(&mut control, (desk.ids, desk.clock), letters).await?;
    if is_done {
        inbox::done(&mut control, update).await?
    } else {
        inbox::failed(&mut control, update).await?
    }
    control.commit().await?;
    if posts {
        desk.bells.outbox.ring();
    }
    Ok(())
}

async fn put_back(desk: Desk<'_>, update: &Update, pause: Duration) -> Result<()> {
    let mut control = desk.store.control().await?;
    let pause = chrono::Duration::from_std(pause).unwrap_or(chrono::Duration::seconds(2));
    inbox::again(&mut control, desk.clock, update, pause).await?;
    control.commit().await
}
