//! Who did what. Every write by a person or a command leaves a row here, in the same transaction.

use chrono::{DateTime, Utc};

use super::Actor;
use crate::error::Result;
use crate::store::Scope;

/// What was done. The subject holds ids and numbers, never names or texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Import,
    /// Of an import or a merge.
    Undo,
    /// Two customers became one.
    Merge,
    /// A code got a customer of its own.
    Split,
    KeepApart,
}

impl Action {
    pub fn id(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Undo => "undo",
            Self::Merge => "merge",
            Self::Split => "split",
            Self::KeepApart => "keep_apart",
        }
    }
}

/// `id` is a fresh id of the application, `now` the moment of the write.
pub async fn record(
    scope: &mut Scope,
    actor: &Actor,
    action: Action,
    subject: &str,
    (id, now): (i64, DateTime<Utc>),
) -> Result<()> {
    scope
        .sql("INSERT INTO audit_log (organization_id, id, user_id, action, subject, created_at) VALUES ($1, $2, $3, $4, $5, $6)")
        .bind(id)
        .bind(actor.user)
        .bind(action.id())
        .bind(subject)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}
