//! An import under way leaves a row that its own transaction removes. A row whose import is not alive tells that the
//! import was cut off: nothing of it was stored.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::from_row;
use crate::ids::{ImportId, OrganizationId};
use crate::store::{Alive, Scope, Store};
use crate::tenancy::Actor;

/// An import that ended without a word: the program was stopped while it ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    pub file_name: String,
    pub started_at: DateTime<Utc>,
}

struct Attempt {
    id: i64,
    file_name: String,
    started_at: DateTime<Utc>,
}
from_row!(Attempt { id, file_name, started_at });

/// Begins an attempt. It lasts until the value is dropped; `remove` belongs to its end.
pub(super) async fn begin(
    store: &Store,
    (organization, actor): (OrganizationId, &Actor),
    (id, file_name): (ImportId, &str),
    now: DateTime<Utc>,
) -> Result<Alive> {
    let alive = store.show_alive(id.0).await?;
    let mut scope = store.write(organization).await?;
    scope
        .sql(
            "INSERT INTO import_attempts (organization_id, id, file_name, user_id, started_at)
              VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(file_name)
        .bind(actor.user)
        .bind(now)
        .execute()
        .await?;
    scope.commit().await?;
    Ok(alive)
}

/// Removes the row of an attempt: in the transaction of its import, or when that came to nothing.
/// Tells whether there was one.
pub(super) async fn remove(scope: &mut Scope, id: i64) -> Result<bool> {
    let removed = scope.sql("DELETE FROM import_attempts WHERE organization_id = $1 AND id = $2").bind(id).execute().await?;
    Ok(removed > 0)
}

/// The imports of an organization that were cut off, told once: the next call does not know them any more.
pub async fn cut_off(store: &Store, organization: OrganizationId) -> Result<Vec<CutOff>> {
    let mut scope = store.read(organization).await?;
    let attempts: Vec<Attempt> = scope
        .sql("SELECT id, file_name, started_at FROM import_attempts WHERE organization_id = $1 ORDER BY started_at, id")
        .all()
        .await?;
    drop(scope);
    let mut dead = Vec::new();
    for attempt in attempts {
        if !store.is_alive(attempt.id).await? {
            dead.push(attempt);
        }
    }
    if dead.is_empty() {
        return Ok(Vec::new());
    }
    let mut scope = store.write(organization).await?;
    let mut told = Vec::new();
    for attempt in dead {
        // It may have come to its end in the meantime.
        if remove(&mut scope, attempt.id).await? {
            told.push(CutOff { file_name: attempt.file_name, started_at: attempt.started_at });
        }
    }
    scope.commit().await?;
    Ok(told)
}
