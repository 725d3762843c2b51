//! The narrow door to tables that are read before an organization is known: organizations, users,
//! memberships, sessions, sign-in links, chats of outside services. They lie outside row-level security.

use std::fmt;

use sqlx::SqlSafeStr;

use super::Store;
use super::scope::{Access, Statement, Tx, begin};
use crate::error::Result;
use crate::ids::OrganizationId;

/// One transaction on the control tables.
pub struct Control {
    tx: Tx,
}

impl fmt::Debug for Control {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Control").finish_non_exhaustive()
    }
}

impl Control {
    pub(super) async fn begin(store: &Store, access: Access) -> Result<Self> {
        Ok(Self { tx: begin(store, access).await? })
    }

    /// A statement on control tables; the first `bind` is `$1`.
    pub fn sql(&mut self, text: &'static str) -> Statement<'_> {
        Statement { tx: &mut self.tx, text: text.into_sql_str(), binds: Vec::new(), fault: None }
    }

    /// The number of the next organization.
    pub async fn organization_id(&mut self) -> Result<OrganizationId> {
        let (id,): (OrganizationId,) = self
            .sql(
                "INSERT INTO last_ids (organization_id, last) VALUES (0, 1)
                  ON CONFLICT (organization_id) DO UPDATE SET last = last_ids.last + 1 RETURNING last",
            )
            .one()
            .await?;
        Ok(id)
    }

    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }
}
