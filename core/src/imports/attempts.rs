//! An import under way leaves a row that its own transaction removes. A row whose import is not alive tells that the
//! import was cut off: nothing of it was stored.

use chrono::{DateTime, Utc};

use crate::error::Result;
use crate::from_row;
use crate::ids::{ImportId, OrganizationId, UserId};
use crate::store::{Alive, Scope, Store};
use crate::tenancy::Actor;

/// An import that ended without a word: the program was stopped while it ran.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CutOff {
    id: i64,
    pub file_name: String,
    /// Who loaded it; `None` for the operator.
    pub user: Option<UserId>,
    pub started_at: DateTime<Utc>,
}
from_row!(CutOff { id, file_name, user, started_at });

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

/// The imports of an organization that were cut off and that nobody was told of.
pub async fn cut_off(store: &Store, organization: OrganizationId) -> Result<Vec<CutOff>> {
    let mut scope = store.read(organization).await?;
    let attempts: Vec<CutOff> = scope
        .sql("SELECT id, file_name, user_id, started_at FROM import_attempts WHERE organization_id = $1 ORDER BY started_at, id")
        .all()
        .await?;
    drop(scope);
    let mut dead = Vec::new();
    for attempt in attempts {
        if !store.is_alive(attempt.id).await? {
            dead.push(attempt);
        }
    }
    Ok(dead)
}

/// Takes it upon the caller to tell of an import that was cut off: false if it came to its end in the meantime, or if
/// another has told.
pub async fn take_cut_off(store: &Store, organization: OrganizationId, cut: &CutOff) -> Result<bool> {
    let mut scope = store.write(organization).await?;
    let taken = remove(&mut scope, cut.id).await?;
    scope.commit().await?;
    Ok(taken)
}
