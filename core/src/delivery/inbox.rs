//! Updates of services. Written before the service is told that they arrived; handled once, those of a lane in order;
//! an update whose handler died is handled again.

use std::collections::HashMap;

use chrono::Duration;

use crate::clock::Clock;
use crate::error::Result;
use crate::store::{Control, Store};

/// A handler that did not say it is alive for so long has died with its process.
const LIVES: Duration = Duration::seconds(12);
/// An update that brings its process down so often is put aside.
const ATTEMPTS: i64 = 5;
/// Updates are remembered so long, so that one delivered again acts once.
const REMEMBERED: Duration = Duration::days(7);

/// An update as a service sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// The channel and which bot of it: `telegram:123456`.
    pub source: String,
    /// Grows with time; two updates with one id are the same.
    pub id: i64,
    /// Updates of one lane are handled one after another.
    pub lane: String,
    /// JSON, as it came.
    pub payload: String,
    /// How often it was begun, this time included.
    pub attempts: i64,
    /// What the handler wrote down when it was begun before.
    pub note: Option<String>,
}

impl Update {
    /// The name of the update among all.
    pub fn key(&self) -> String {
        format!("{}:{}", self.source, self.id)
    }
}

/// Writes an update down. False: it is known already.
pub async fn receive(
    control: &mut Control,
    clock: Clock,
    (source, id): (&str, i64),
    (lane, payload): (&str, &str),
) -> Result<bool> {
    let new = control
        .sql(
            "INSERT INTO inbox (source, update_id, lane, payload, state, attempts, not_before, lease, arrived_at)
             VALUES ($1, $2, $3, $4, 'pending', 0, 0, 0, $5) ON CONFLICT (source, update_id) DO NOTHING",
        )
        .bind(source)
        .bind(id)
        .bind(lane)
        // PostgreSQL stores no NUL in a text; JSON never needs one.
        .bind(payload.replace('\0', ""))
        .bind(clock.now())
        .execute()
        .await?;
    Ok(new > 0)
}

/// The newest update known of each lane.
pub async fn newest(control: &mut Control, source: &str) -> Result<HashMap<String, i64>> {
    let found: Vec<(String, i64)> = control
        .sql("SELECT lane, MAX(update_id) FROM inbox WHERE source = $1 GROUP BY lane ORDER BY lane")
        .bind(source)
        .all()
        .await?;
    Ok(found.into_iter().collect())
}

/// Takes the first waiting update of up to `limit` lanes; nobody else gets them while `worker` is alive.
pub async fn claim(store: &Store, clock: Clock, (source, worker): (&str, &str), limit: usize) -> Result<Vec<Update>> {
    let now = clock.now();
    let mut control = store.control().await?;
    let mut found: Vec<(i64, String, String, i64, Option<String>)> = control
        .sql(
            "UPDATE inbox SET state = 'working', worker = $2, lease = $3, attempts = attempts + 1
             WHERE source = $1 AND state = 'pending' AND update_id IN (
                 SELECT i.update_id FROM inbox i WHERE i.source = $1 AND i.state = 'pending' AND i.not_before <= $4
                 AND NOT EXISTS (SELECT 1 FROM inbox earlier WHERE earlier.source = i.source AND earlier.lane = i.lane
                     AND earlier.update_id < i.update_id AND earlier.state IN ('pending', 'working'))
                 ORDER BY i.update_id LIMIT $5)
             RETURNING update_id, lane, payload, attempts, note",
        )
        .bind(source)
        .bind(worker)
        .bind(now + LIVES)
        .bind(now)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .all()
        .await?;
    control.commit().await?;
    found.sort_by_key(|it| it.0);
    let update = |(id, lane, payload, attempts, note)| Update { source: source.to_owned(), id, lane, payload, attempts, note };
    Ok(found.into_iter().map(update).collect())
}

/// Says that the worker lives, and gives back what dead ones held. Returns updates that killed their process too often.
pub async fn keep_alive(store: &Store, clock: Clock, (source, worker): (&str, &str)) -> Result<Vec<Update>> {
    let now = clock.now();
    let mut control = store.control().await?;
    control
        .sql("UPDATE inbox SET lease = $3 WHERE source = $1 AND worker = $2 AND state = 'working'")
        .bind(source)
        .bind(worker)
        .bind(now + LIVES)
        .execute()
        .await?;
    let hopeless: Vec<(i64, String, String, i64)> = control
        .sql(
            "UPDATE inbox SET state = 'failed' WHERE source = $1 AND state = 'working' AND lease < $2 AND attempts >= $3
             RETURNING update_id, lane, payload, attempts",
        )
        .bind(source)
        .bind(now)
        .bind(ATTEMPTS)
        .all()
        .await?;
    control
        .sql("UPDATE inbox SET state = 'pending', worker = NULL WHERE source = $1 AND state = 'working' AND lease < $2")
        .bind(source)
        .bind(now)
        .execute()
        .await?;
    control
        .sql("DELETE FROM inbox WHERE arrived_at < $1 AND state IN ('done', 'failed')")
        .bind(now - REMEMBERED)
        .execute()
        .await?;
    control.commit().await?;
    let update = |(id, lane, payload, attempts)| Update { source: source.to_owned(), id, lane, payload, attempts, note: None };
    Ok(hopeless.into_iter().map(update).collect())
}

/// What the handler must know if it has to begin again.
pub async fn note(store: &Store, update: &Update, note: &str) -> Result<()> {
    let mut control = store.control().await?;
    control
        .sql("UPDATE inbox SET note = $3 WHERE source = $1 AND update_id = $2")
        .bind(&update.source)
        .bind(update.id)
        .bind(note)
        .execute()
        .await?;
    control.commit().await
}

/// Handled; in the transaction that posts what it led to. The words of the person are not kept longer than needed.
pub(super) async fn done(control: &mut Control, update: &Update) -> Result<()> {
    end(control, update, "done").await
}

/// Put aside after an error that would only come again.
pub(super) async fn failed(control: &mut Control, update: &Update) -> Result<()> {
    end(control, update, "failed").await
}

async fn end(control: &mut Control, update: &Update, state: &'static str) -> Result<()> {
    control
        .sql("UPDATE inbox SET state = $3, payload = '', note = NULL, worker = NULL WHERE source = $1 AND update_id = $2")
        .bind(&update.source)
        .bind(update.id)
        .bind(state)
        .execute()
        .await?;
    Ok(())
}

/// To be handled again, a little later.
pub(super) async fn again(control: &mut Control, clock: Clock, update: &Update, later: Duration) -> Result<()> {
    control
        .sql("UPDATE inbox SET state = 'pending', worker = NULL, not_before = $3 WHERE source = $1 AND update_id = $2")
        .bind(&update.source)
        .bind(update.id)
        .bind(clock.now() + later)
        .execute()
        .await?;
    Ok(())
}
