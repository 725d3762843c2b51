//! How often something was tried lately. Kept in the store: a restart or a second process forgives nothing.

use chrono::Duration;

use crate::clock::Clock;
use crate::error::Result;
use crate::store::Control;

/// Counts one more try of `subject`; the count begins anew when `window` is over. Returns how many it were.
pub async fn count(control: &mut Control, clock: Clock, subject: &str, window: Duration) -> Result<i64> {
    let now = clock.now();
    control.sql("DELETE FROM attempts WHERE resets_at < $1").bind(now).execute().await?;
    let (count,): (i64,) = control
        .sql(
            "INSERT INTO attempts (subject, count, resets_at) VALUES ($1, 1, $2)
             ON CONFLICT (subject) DO UPDATE SET count = attempts.count + 1 RETURNING count",
        )
        .bind(subject)
        .bind(now + window)
        .one()
        .await?;
    Ok(count)
}

/// Whether `allowed` tries were made already.
pub async fn are_over(control: &mut Control, clock: Clock, subject: &str, allowed: i64) -> Result<bool> {
    let found: Option<(i64,)> = control
        .sql("SELECT count FROM attempts WHERE subject = $1 AND resets_at >= $2")
        .bind(subject)
        .bind(clock.now())
        .optional()
        .await?;
    Ok(found.is_some_and(|(count,)| count >= allowed))
}
