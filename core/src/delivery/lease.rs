//! A leased row: of all processes on one store, one at a time does a certain work.

use chrono::Duration;

use crate::clock::Clock;
use crate::error::Result;
use crate::store::Store;
use crate::tenancy::random_token;

/// A holder not heard of for so long has died.
const LIVES: Duration = Duration::seconds(8);
/// A holder renews its lease this often.
pub const RENEWED_EVERY: std::time::Duration = std::time::Duration::from_secs(2);

/// A claim to some work, by name. It is held only as long as `hold` says so.
#[derive(Clone, Debug)]
pub struct Lease {
    name: String,
    holder: String,
}

impl Lease {
    pub fn new(name: impl Into<String>) -> Result<Self> {
        Ok(Self { name: name.into(), holder: random_token()? })
    }

    /// Takes or renews the lease. `Some`: it is held now, and this is how far the work is. `None`: another has it.
    pub async fn hold(&self, store: &Store, clock: Clock) -> Result<Option<i64>> {
        let now = clock.now();
        let mut control = store.control().await?;
        let held: Option<(i64,)> = control
            .sql(
                "INSERT INTO leases (name, holder, until, position) VALUES ($1, $2, $3, 0)
                 ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
                     WHERE leases.holder = excluded.holder OR leases.until < $4
                 RETURNING position",
            )
            .bind(&self.name)
            .bind(&self.holder)
            .bind(now + LIVES)
            .bind(now)
            .optional()
            .await?;
        control.commit().await?;
        Ok(held.map(|(position,)| position))
    }

    /// Lets another one take it at once.
    pub async fn release(&self, store: &Store) -> Result<()> {
        let mut control = store.control().await?;
        control
            .sql("UPDATE leases SET until = 0 WHERE name = $1 AND holder = $2")
            .bind(&self.name)
            .bind(&self.holder)
            .execute()
            .await?;
        control.commit().await
    }

    /// Remembers how far the work is, in the transaction that did it. False: the lease was lost meanwhile.
    pub async fn reached(&self, control: &mut crate::store::Control, position: i64) -> Result<bool> {
        let moved = control
            .sql("UPDATE leases SET position = $3 WHERE name = $1 AND holder = $2")
            .bind(&self.name)
            .bind(&self.holder)
            .bind(position)
            .execute()
            .await?;
        Ok(moved > 0)
    }
}
