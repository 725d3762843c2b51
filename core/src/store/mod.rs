//! The engine: one SQL text, SQLite or PostgreSQL, one organization at a time.
//! There are two column types only, BIGINT and TEXT: money is minor units, quantities are
//! thousandths, dates are days since 1970-01-01, moments are milliseconds since then (UTC).

mod alive;
mod backup;
mod bulk;
mod calendar;
mod control;
mod memory;
mod migrate;
mod row;
mod scope;

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

pub use alive::Alive;
pub use backup::{backup, known_tables, restore};
pub use bulk::{Bulk, Conflict, Piece, Rows};
pub use calendar::CALENDAR_YEARS;
pub use control::Control;
pub use memory::Kept;
use memory::Memory;
pub use row::{Bind, FromRow, FromValue, Row, day_number};
pub use scope::{NO_NUMBER, Scope, Statement};

use crate::error::{Error, Problem, Result};
use crate::ids::OrganizationId;

/// A database, migrated and ready.
#[derive(Clone, Debug)]
pub struct Store {
    pools: Pools,
    /// What is kept of its organizations by this process.
    memory: Arc<Memory>,
}

#[derive(Clone, Debug)]
enum Pools {
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres(PgPool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Store {
    /// Opens `sqlite://path` (created if missing) or `postgres://…` and brings it to the newest schema.
    /// Refuses a PostgreSQL role that bypasses row-level security: the walls between organizations need it.
    pub async fn open(url: &str) -> Result<Self> {
        let pools = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            open_postgres(url).await?
        } else if let Some(path) = url.strip_prefix("sqlite://") {
            open_sqlite(path).await?
        } else {
            return Err(Problem::new("database-url").with("url", crate::config::mask_url(url)).into());
        };
        let store = Self { pools, memory: Arc::default() };
        migrate::run(&store).await?;
        Ok(store)
    }

    pub fn engine(&self) -> Engine {
        match &self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres(_) => Engine::Postgres,
        }
    }

    /// A consistent view of one organization. Dropped without harm.
    pub async fn read(&self, organization: OrganizationId) -> Result<Scope> {
        Scope::begin(self, organization, scope::Access::Read).await
    }

    /// One organization, one transaction: nothing is stored before `commit`.
    pub async fn write(&self, organization: OrganizationId) -> Result<Scope> {
        Scope::begin(self, organization, scope::Access::Write).await
    }

    /// The narrow door to the few tables that are read before an organization is known.
    pub async fn control(&self) -> Result<Control> {
        Control::begin(self, scope::Access::Write).await
    }

    /// The same door, for looking only.
    pub async fn control_read(&self) -> Result<Control> {
        Control::begin(self, scope::Access::Read).await
    }

    /// Number of the newest migration of this program.
    pub fn schema_version() -> i64 {
        migrate::newest()
    }

    /// Lets go of the connections; SQLite folds its write-ahead log into the file.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: &str) -> Result<Pools> {
    if let Some(folder) = std::path::Path::new(path).parent() {
        std::fs::create_dir_all(folder)
            .map_err(|cause| Problem::new("folder-not-writable").with("path", folder.display()).with("cause", cause))?;
    }
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        // Readers go on while an import writes; a crash loses nothing that was committed before it.
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        // Of a new file: an import writes whole tables, and each page costs calls of the system. Still larger ones gain nothing.
        .page_size(8_192)
        .busy_timeout(Duration::from_secs(30))
        .pragma("temp_store", "memory")
        .row_buffer_size(scope::ROWS_AT_ONCE);
    let cannot_open = |cause: sqlx::Error| Problem::new("database-not-opened").with("url", path).with("cause", cause);
    // One writer: SQLite has one write lock, and waiting in our queue is fairer than in its busy loop.
    let of = |most| SqlitePoolOptions::new().max_connections(most);
    let writer = of(1).connect_with(options.clone().pragma("cache_size", "-65536")).await.map_err(cannot_open)?;
    // What is read often is kept in `Memory`; the rest passes through.
    let readers = of(8).connect_with(options.pragma("cache_size", "-8192")).await.map_err(cannot_open)?;
    Ok(Pools::Sqlite { readers, writer })
}

async fn open_postgres(url: &str) -> Result<Pools> {
    let cannot_open =
        |cause: sqlx::Error| Problem::new("database-not-opened").with("url", crate::config::mask_url(url)).with("cause", cause);
    let options = PgConnectOptions::from_str(url).map_err(cannot_open)?;
    let pool = PgPoolOptions::new()
        .max_connections(16)
        .acquire_timeout(Duration::from_secs(10))
        .connect_with(options)
        .await
        .map_err(cannot_open)?;
    let (bypasses,): (bool,) =
        sqlx::query_as("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").fetch_one(&pool).await?;
    if bypasses {
        return Err(Error::Invalid(Problem::new("database-role-bypasses-walls")));
    }
    Ok(Pools::Postgres(pool))
}
