//! Numbered migrations, one text for both engines. Each runs in its own transaction, once.
//! `NNNN_name.postgres.sql` and `NNNN_name.sqlite.sql` hold what the engines do not share (row-level security).

use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::{Engine, Pools, Store, calendar};
use crate::error::{Error, Problem, Result};

struct Migration {
    version: i64,
    name: &'static str,
    text: &'static str,
    engine: Option<Engine>,
}

macro_rules! migration {
    ($version:literal, $file:literal) => {
        Migration { version: $version, name: $file, text: include_str!(concat!("../../../migrations/", $file)), engine: None }
    };
    ($version:literal, $file:literal, $engine:expr) => {
        Migration {
            version: $version,
            name: $file,
            text: include_str!(concat!("../../../migrations/", $file)),
            engine: Some($engine),
        }
    };
}

const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_tenancy.sql"),
    migration!(2, "0002_trade.sql"),
    migration!(3, "0003_walls.postgres.sql", Engine::Postgres),
    migration!(4, "0004_journal.sql"),
    migration!(5, "0005_lines.sqlite.sql", Engine::Sqlite),
    migration!(5, "0005_lines.postgres.sql", Engine::Postgres),
    migration!(7, "0007_orders.postgres.sql", Engine::Postgres),
    migration!(8, "0008_small_ids.sql"),
    migration!(9, "0009_orders.sqlite.sql", Engine::Sqlite),
    migration!(9, "0009_orders.postgres.sql", Engine::Postgres),
    migration!(14, "0014_stamps.sql"),
    migration!(15, "0015_stamps.postgres.sql", Engine::Postgres),
    migration!(20, "0020_chats.sql"),
    migration!(21, "0021_uploads.sql"),
    migration!(22, "0022_lines.sql"),
    migration!(23, "0023_lines.sqlite.sql", Engine::Sqlite),
    migration!(23, "0023_lines.postgres.sql", Engine::Postgres),
    migration!(24, "0024_orders.sql"),
];

/// Two processes that start at once must not both migrate. Any number will do, as long as it is ours.
const ADVISORY_LOCK: i64 = 7_210_611_498;

pub(super) fn newest() -> i64 {
    MIGRATIONS.iter().map(|it| it.version).max().unwrap_or_default()
}

pub(super) fn text(version: i64, engine: Engine) -> &'static str {
    let of = |it: &&Migration| it.version == version && it.engine.is_none_or(|only| only == engine);
    MIGRATIONS.iter().find(of).map_or("", |it| it.text)
}

pub(super) async fn run(store: &Store) -> Result<()> {
    match &store.pools {
        Pools::Sqlite { writer, .. } => {
            let mut tx = writer.begin_with("BEGIN IMMEDIATE").await?;
            sqlx::raw_sql(CREATE).execute(&mut *tx).await?;
            let done: Vec<(i64,)> = sqlx::query_as(APPLIED).fetch_all(&mut *tx).await.map_err(unreadable)?;
            refuse_newer(&done)?;
            for migration in pending(&done, Engine::Sqlite) {
                // SQLite stores a table by its key if told so; PostgreSQL has no such words.
                let text = migration.text.replace("{{by_key}}", "WITHOUT ROWID");
                sqlx::raw_sql(AssertSqlSafe(text).into_sql_str())
                    .execute(&mut *tx)
                    .await
                    .map_err(|cause| broken(migration, cause))?;
                sqlx::query(APPLY).bind(migration.version).bind(migration.name).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        }
        Pools::Postgres(pool) => {
            let mut tx = pool.begin().await?;
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(ADVISORY_LOCK).execute(&mut *tx).await?;
            sqlx::raw_sql(CREATE).execute(&mut *tx).await?;
            let done: Vec<(i64,)> = sqlx::query_as(APPLIED).fetch_all(&mut *tx).await.map_err(unreadable)?;
            refuse_newer(&done)?;
            for migration in pending(&done, Engine::Postgres) {
                let text = migration.text.replace("{{by_key}}", "");
                sqlx::raw_sql(AssertSqlSafe(text).into_sql_str())
                    .execute(&mut *tx)
                    .await
                    .map_err(|cause| broken(migration, cause))?;
                sqlx::query(APPLY).bind(migration.version).bind(migration.name).execute(&mut *tx).await?;
            }
            tx.commit().await?;
        }
    }
    calendar::fill(store).await
}

const CREATE: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (version BIGINT PRIMARY KEY, name TEXT NOT NULL)";
const APPLIED: &str = "SELECT version FROM schema_migrations ORDER BY version";
const APPLY: &str = "INSERT INTO schema_migrations (version, name) VALUES ($1, $2)";

fn pending(done: &[(i64,)], engine: Engine) -> impl Iterator<Item = &'static Migration> {
    MIGRATIONS
        .iter()
        .filter(move |it| it.engine.is_none_or(|only| only == engine))
        .filter(move |it| !done.contains(&(it.version,)))
}

/// An older program must not write to a newer schema.
fn refuse_newer(done: &[(i64,)]) -> Result<()> {
    let newer = done.iter().any(|(version,)| *version > newest());
    if newer { Err(Problem::new("database-newer").into()) } else { Ok(()) }
}

/// Other programs name their list of migrations so too, and keep texts in it.
fn unreadable(cause: sqlx::Error) -> Error {
    if matches!(cause, sqlx::Error::ColumnDecode { .. }) { Problem::new("database-of-others").into() } else { cause.into() }
}

/// A table that is there although no migration made it is another program's.
fn broken(migration: &Migration, cause: sqlx::Error) -> Error {
    const DUPLICATE_TABLE: &str = "42P07";
    let taken = cause.as_database_error().is_some_and(|it| match it.code().as_deref() {
        Some(DUPLICATE_TABLE) => true,
        _ => it.message().starts_with("table ") && it.message().ends_with(" already exists"),
    });
    if taken {
        return Problem::new("database-of-others").into();
    }
    Error::Internal(anyhow::Error::new(cause).context(format!("migration {}", migration.name)))
}
