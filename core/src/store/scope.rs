//! One organization, one transaction. `$1` of every statement is the organization.

use std::fmt;
use std::sync::Arc;

use futures::StreamExt;
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, SqlStr, Sqlite};

use super::bulk::{self, Piece, Rows};
use super::memory::{Kept, Memory, Version};
use super::row::{Bind, FromRow, Row};
use super::{Bulk, Conflict, Engine, Pools, Store};
use crate::error::{Error, Result};
use crate::ids::{OrganizationId, RecordIds};

/// Stands for a number that is lacking among `Statement::numbers`.
pub const NO_NUMBER: i64 = i64::MIN;

/// SQLite's driver reads in a thread of its own and waits while nothing takes its rows: taken one by one, each row would be
/// a wait of two threads for one another.
pub(super) const ROWS_AT_ONCE: usize = 1_024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    Read,
    Write,
}

pub(super) enum Tx {
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

/// All tenant data is reached through this.
pub struct Scope {
    organization: OrganizationId,
    tx: Tx,
    access: Access,
    memory: Arc<Memory>,
    version: Option<Version>,
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scope").field("organization", &self.organization).finish_non_exhaustive()
    }
}

impl Scope {
    pub(super) async fn begin(store: &Store, organization: OrganizationId, access: Access) -> Result<Self> {
        let mut tx = begin(store, access).await?;
        if let Tx::Postgres(tx) = &mut tx {
            enter(tx, organization).await?;
        }
        Ok(Self { organization, tx, access, memory: Arc::clone(&store.memory), version: None })
    }

    pub fn organization(&self) -> OrganizationId {
        self.organization
    }

    pub fn engine(&self) -> Engine {
        self.tx.engine()
    }

    /// A statement on the tables of this organization. The text must name `organization_id`; `$1` is bound here,
    /// the first `bind` is `$2`.
    pub fn sql(&mut self, text: &'static str) -> Statement<'_> {
        self.statement(text.into_sql_str())
    }

    /// A statement composed by `metrics::compile` from its own fixed parts: no word of a person is in the text.
    pub(crate) fn compiled(&mut self, text: String) -> Statement<'_> {
        self.statement(AssertSqlSafe(text).into_sql_str())
    }

    fn statement(&mut self, text: SqlStr) -> Statement<'_> {
        let fault =
            (!text.as_str().contains("organization_id")).then(|| format!("statement without organization_id: {}", text.as_str()));
        Statement { tx: &mut self.tx, text, binds: vec![self.organization.into()], fault }
    }

    /// Writes many rows of one table. `columns` must begin with `organization_id`.
    pub fn bulk(&mut self, table: &'static str, columns: &'static [&'static str], conflict: Conflict) -> Bulk<'_> {
        let rows = self.rows(table, columns, conflict);
        Bulk::new(&mut self.tx, rows)
    }

    /// The same in two steps: rows are put together apart from the transaction, their pieces are handed to `write`,
    /// and `settle` ends it.
    pub fn rows(&self, table: &'static str, columns: &'static [&'static str], conflict: Conflict) -> Rows {
        Rows::new((self.engine(), self.organization), table, columns, conflict)
    }

    pub async fn write(&mut self, piece: Piece) -> Result<()> {
        bulk::write(&mut self.tx, piece).await
    }

    pub async fn settle(&mut self, rows: Rows) -> Result<()> {
        bulk::settle(&mut self.tx, rows).await
    }

    /// Puts ids where statements find them: `… IN (SELECT id FROM scratch_ids WHERE organization_id = $1)`.
    /// Whoever fills it empties it in the same transaction.
    pub async fn fill_scratch(&mut self, ids: &[i64]) -> Result<()> {
        let list = serde_json::to_string(ids).map_err(anyhow::Error::new)?;
        let insert = match self.engine() {
            Engine::Sqlite => "INSERT INTO scratch_ids (organization_id, id) SELECT $1, value FROM json_each($2)",
            Engine::Postgres => {
                "INSERT INTO scratch_ids (organization_id, id)
                 SELECT $1, CAST(value AS BIGINT) FROM json_array_elements_text(CAST($2 AS JSON))"
            }
        };
        self.sql(insert).bind(list).execute().await?;
        Ok(())
    }

    pub async fn empty_scratch(&mut self) -> Result<()> {
        self.sql("DELETE FROM scratch_ids WHERE organization_id = $1").execute().await?;
        Ok(())
    }

    /// Numbers for new records, held until the end of the transaction. What was taken is kept by `keep_record_ids`.
    pub async fn record_ids(&mut self) -> Result<RecordIds> {
        let (last,): (i64,) = self
            .sql(
                "INSERT INTO last_ids (organization_id, last) VALUES ($1, 0)
                  ON CONFLICT (organization_id) DO UPDATE SET last = last_ids.last RETURNING last",
            )
            .one()
            .await?;
        Ok(RecordIds::after(last))
    }

    pub async fn keep_record_ids(&mut self, ids: &RecordIds) -> Result<()> {
        self.sql("UPDATE last_ids SET last = $2 WHERE organization_id = $1").bind(ids.last()).execute().await?;
        Ok(())
    }

    /// Waits for other holders within this organization and holds until the transaction ends: imports come one after
    /// another. SQLite has one writer anyway.
    pub async fn hold(&mut self) -> Result<()> {
        if let Tx::Postgres(tx) = &mut self.tx {
            sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(self.organization.0).execute(&mut **tx).await?;
        }
        Ok(())
    }

    pub async fn commit(self) -> Result<()> {
        self.tx.commit().await
    }

    /// Something made of this organization's data, kept in memory until they change. Only what is committed is kept:
    /// within a write it is made anew.
    pub async fn kept<T: Kept>(&mut self) -> Result<Arc<T>> {
        if self.access == Access::Write {
            return Ok(Arc::new(T::load(self).await?));
        }
        let version = self.version().await?;
        if let Some(known) = self.memory.find((self.organization, 0), version) {
            return Ok(known);
        }
        let made = Arc::new(T::load(self).await?);
        self.memory.keep((self.organization, 0), version, made.bytes(), Arc::clone(&made));
        Ok(made)
    }

    /// The same for what is asked of a number beside, a day mostly. Nothing is found within a write.
    pub async fn known<T: Send + Sync + 'static>(&mut self, part: i64) -> Result<Option<Arc<T>>> {
        let version = self.version().await?;
        Ok(self.memory.find((self.organization, part), version).filter(|_| self.keeps()))
    }

    pub async fn keep<T: Send + Sync + 'static>(&mut self, part: i64, bytes: usize, made: Arc<T>) -> Result<()> {
        let version = self.version().await?;
        if self.keeps() {
            self.memory.keep((self.organization, part), version, bytes, made);
        }
        Ok(())
    }

    /// A part of it, as of a stamp that changes with it.
    pub fn find_part<T: Send + Sync + 'static>(&self, (part, stamp): (i64, i64)) -> Option<Arc<T>> {
        self.memory.find((self.organization, part), [stamp, 0, 0]).filter(|_| self.keeps())
    }

    pub fn keep_part<T: Send + Sync + 'static>(&self, (part, stamp): (i64, i64), bytes: usize, made: Arc<T>) {
        if self.keeps() {
            self.memory.keep((self.organization, part), [stamp, 0, 0], bytes, made);
        }
    }

    /// Whether what is made here can be kept: a write may yet be taken back.
    pub fn keeps(&self) -> bool {
        self.access == Access::Read
    }

    /// Imports, undos and merges change it, and whatever else writes lines.
    async fn version(&mut self) -> Result<Version> {
        if let Some(known) = self.version {
            return Ok(known);
        }
        let (imports, undone, stamps): (i64, i64, i64) = self
            .sql(
                "SELECT (SELECT COALESCE(MAX(number), 0) FROM imports WHERE organization_id = $1),
                        (SELECT COUNT(undone_at) FROM imports WHERE organization_id = $1),
                        (SELECT CAST(COALESCE(SUM(stamp), 0) AS BIGINT) FROM month_stamps WHERE organization_id = $1)",
            )
            .one()
            .await?;
        Ok(*self.version.insert([imports, undone, stamps]))
    }
}

impl Tx {
    pub(super) fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }
}

pub(super) async fn begin(store: &Store, access: Access) -> Result<Tx> {
    Ok(match (&store.pools, access) {
        (Pools::Sqlite { readers, .. }, Access::Read) => Tx::Sqlite(readers.begin().await?),
        // Taking the lock at once: upgrading a reader later can fail in the middle.
        (Pools::Sqlite { writer, .. }, Access::Write) => Tx::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?),
        (Pools::Postgres(pool), Access::Read) => {
            Tx::Postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
        }
        (Pools::Postgres(pool), Access::Write) => Tx::Postgres(pool.begin().await?),
    })
}

/// Row-level security reads this setting; it ends with the transaction.
pub(super) async fn enter(tx: &mut sqlx::Transaction<'static, Postgres>, organization: OrganizationId) -> Result<()> {
    sqlx::query("SELECT set_config('app.organization_id', $1, true)").bind(organization.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// A statement with its values, to be run by one of the last methods.
pub struct Statement<'a> {
    pub(super) tx: &'a mut Tx,
    pub(super) text: SqlStr,
    pub(super) binds: Vec<Bind>,
    pub(super) fault: Option<String>,
}

macro_rules! query {
    ($engine:ty, $text:expr, $binds:expr) => {{
        let mut query = sqlx::query::<$engine>($text);
        for bind in $binds {
            query = match bind {
                Bind::Integer(value) => query.bind(value),
                Bind::Text(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Statement<'_> {
    #[must_use]
    pub fn bind(mut self, value: impl Into<Bind>) -> Self {
        self.binds.push(value.into());
        self
    }

    #[must_use]
    pub fn bind_all(mut self, values: impl IntoIterator<Item = Bind>) -> Self {
        self.binds.extend(values);
        self
    }

    /// Calls `visit` for every row, in order, without holding them all.
    pub async fn each(self, mut visit: impl FnMut(&Row) -> Result<()>) -> Result<()> {
        let Self { tx, text, binds, fault } = self;
        refuse(fault)?;
        match tx {
            Tx::Sqlite(tx) => {
                let mut rows = query!(Sqlite, text, binds).fetch(&mut **tx).ready_chunks(ROWS_AT_ONCE);
                while let Some(ready) = rows.next().await {
                    ready.into_iter().try_for_each(|row| visit(&Row::Sqlite(row?)))?;
                }
            }
            Tx::Postgres(tx) => {
                let mut rows = query!(Postgres, text, binds).fetch(&mut **tx).ready_chunks(ROWS_AT_ONCE);
                while let Some(ready) = rows.next().await {
                    ready.into_iter().try_for_each(|row| visit(&Row::Postgres(row?)))?;
                }
            }
        }
        Ok(())
    }

    pub async fn all<T: FromRow>(self) -> Result<Vec<T>> {
        let mut found = Vec::new();
        self.each(|row| {
            found.push(T::from_row(row)?);
            Ok(())
        })
        .await?;
        Ok(found)
    }

    /// The first row, if any.
    pub async fn optional<T: FromRow>(self) -> Result<Option<T>> {
        Ok(self.all().await?.into_iter().next())
    }

    /// The row of a statement that always has one (an aggregate).
    pub async fn one<T: FromRow>(self) -> Result<T> {
        self.optional().await?.ok_or_else(|| Error::Internal(anyhow::anyhow!("a row was expected")))
    }

    /// Calls `visit` for rows of whole numbers that the statement puts together as text, `,` between numbers and `;`
    /// between rows: row by row, a driver needs ten times as long. A number that is lacking is empty.
    pub async fn numbers<const N: usize>(self, mut visit: impl FnMut([i64; N]) -> Result<()>) -> Result<()> {
        self.each(|packed| {
            let Some(text) = packed.get::<Option<String>>(0)? else { return Ok(()) };
            for row in text.split(';') {
                let mut numbers = row.split(',').map(|it| if it.is_empty() { Ok(NO_NUMBER) } else { it.parse::<i64>() });
                let mut read = [0; N];
                for place in &mut read {
                    let number = numbers.next().and_then(std::result::Result::ok);
                    *place = number.ok_or_else(|| Error::Internal(anyhow::anyhow!("a row of numbers was expected: {row}")))?;
                }
                visit(read)?;
            }
            Ok(())
        })
        .await
    }

    /// Runs a write; returns the number of rows it touched.
    pub async fn execute(self) -> Result<u64> {
        let Self { tx, text, binds, fault } = self;
        refuse(fault)?;
        Ok(match tx {
            Tx::Sqlite(tx) => query!(Sqlite, text, binds).execute(&mut **tx).await?.rows_affected(),
            Tx::Postgres(tx) => query!(Postgres, text, binds).execute(&mut **tx).await?.rows_affected(),
        })
    }
}

fn refuse(fault: Option<String>) -> Result<()> {
    fault.map_or(Ok(()), |fault| Err(Error::Internal(anyhow::anyhow!(fault))))
}
