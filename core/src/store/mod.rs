//! The engine: one SQL text, SQLite or PostgreSQL, one organization at a time.
//! There are two column types only, BIGINT and TEXT: money is minor units, quantities are
//! thousandths, dates are days since 1970-01-01, moments are milliseconds since then (UTC).

mod alive;
mod backup;
mod bulk;
mod calendar;
mod control;
mod migrate;
mod row;
mod scope;

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

pub use alive::Alive;
pub use backup::{backup, known_tables, restore};
pub use bulk::{Bulk, Conflict, Piece, Rows};
pub use calendar::CALENDAR_YEARS;
pub use control::Control;
pub use row::{Bind, FromRow, FromValue, Row, day_number};
pub use scope::{Scope, Statement};

use crate::error::{Error, Problem, Result};
use crate::ids::OrganizationId;

/// A database, migrated and ready.
#[derive(Clone, Debug)]
pub enum Store {
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
        let store = if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            open_postgres(url).await?
        } else if let Some(path) = url.strip_prefix("sqlite://") {
            open_sqlite(path).await?
        } else {
            return Err(Problem::new("database-url").with("url", crate::config::mask_url(url)).into());
        };
        migrate::run(&store).await?;
        Ok(store)
    }

    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite { .. } => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
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
        match self {
            Self::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

async fn open_sqlite(path: &str) -> Result<Store> {
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
        .busy_timeout(Duration::from_secs(30))
        .pragma("cache_size", "-65536")
        .pragma("temp_store", "memory");
    let cannot_open = |cause: sqlx::Error| Problem::new("database-not-opened").with("url", path).with("cause", cause);
    // One writer: SQLite has one write lock, and waiting in our queue is fairer than in its busy loop.
    let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await.map_err(cannot_open)?;
    let readers = SqlitePoolOptions::new().max_connections(8).connect_with(options).await.map_err(cannot_open)?;
    Ok(Store::Sqlite { readers, writer })
}

async fn open_postgres(url: &str) -> Result<Store> {
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
    Ok(Store::Postgres(pool))
}
