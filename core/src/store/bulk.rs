//! Many rows at once: multi-row VALUES on SQLite, COPY on PostgreSQL.
//! A statement a row would be a hundred times slower on both.

use sqlx::{Postgres, QueryBuilder, Sqlite};

use super::row::Bind;
use super::scope::Tx;
use crate::error::{Error, Result};
use crate::ids::OrganizationId;

/// SQLite takes 32,766 values a statement.
const VALUES_A_STATEMENT: usize = 32_000;
/// COPY data is sent in pieces of about this many bytes.
const COPY_PIECE: usize = 1 << 20;

/// What happens to a row whose key is already there.
#[derive(Clone, Copy, Debug)]
pub enum Conflict {
    /// An error.
    Refuse,
    /// The columns that are not in the key take the new values.
    Update(&'static [&'static str]),
    /// The row of this key changes as the text says: `sum = table.sum + excluded.sum`.
    Merge(&'static [&'static str], &'static str),
}

/// A bulk write under way. Rows are pushed without `organization_id`, which stands first in `columns`.
pub struct Bulk<'a> {
    tx: &'a mut Tx,
    organization: OrganizationId,
    table: &'static str,
    columns: &'static [&'static str],
    conflict: Conflict,
    values: Vec<Bind>,
    copy: Copy,
}

/// PostgreSQL refuses COPY into a table under row-level security, so rows go through a temporary one.
enum Copy {
    NotStarted,
    Staged { text: String },
}

impl<'a> Bulk<'a> {
    pub(super) fn new(
        tx: &'a mut Tx,
        organization: OrganizationId,
        table: &'static str,
        columns: &'static [&'static str],
        conflict: Conflict,
    ) -> Self {
        debug_assert_eq!(columns.first(), Some(&"organization_id"));
        Self { tx, organization, table, columns, conflict, values: Vec::new(), copy: Copy::NotStarted }
    }

    /// Adds a row: one value per column after `organization_id`.
    pub async fn push<const N: usize>(&mut self, row: [Bind; N]) -> Result<()> {
        if N + 1 != self.columns.len() {
            return Err(Error::Internal(anyhow::anyhow!("{}: {} values for {} columns", self.table, N + 1, self.columns.len())));
        }
        match self.tx {
            Tx::Sqlite(_) => {
                if (self.values.len() / N + 1) * (N + 1) > VALUES_A_STATEMENT {
                    self.flush_sqlite().await?;
                }
                self.values.extend(row);
            }
            Tx::Postgres(_) => self.stage(&row).await?,
        }
        Ok(())
    }

    /// Writes what is left.
    pub async fn finish(mut self) -> Result<()> {
        match self.tx {
            Tx::Sqlite(_) => self.flush_sqlite().await,
            Tx::Postgres(_) => self.finish_postgres().await,
        }
    }

    async fn flush_sqlite(&mut self) -> Result<()> {
        let width = self.columns.len() - 1;
        if self.values.is_empty() {
            return Ok(());
        }
        let mut values = std::mem::take(&mut self.values).into_iter();
        let n_rows = values.len() / width;
        let mut sql = QueryBuilder::<Sqlite>::new("INSERT INTO ");
        sql.push(self.table).push(" (").push(self.columns.join(", ")).push(") ");
        let organization = self.organization.0;
        sql.push_values(0..n_rows, |mut row, _| {
            row.push_bind(organization);
            for value in values.by_ref().take(width) {
                match value {
                    Bind::Integer(value) => row.push_bind(value),
                    Bind::Text(value) => row.push_bind(value),
                };
            }
        });
        sql.push(self.on_conflict());
        let Tx::Sqlite(tx) = &mut *self.tx else { unreachable!("called for SQLite only") };
        sql.build().execute(&mut **tx).await?;
        Ok(())
    }

    async fn stage(&mut self, row: &[Bind]) -> Result<()> {
        let Tx::Postgres(tx) = &mut *self.tx else { unreachable!("called for PostgreSQL only") };
        if matches!(self.copy, Copy::NotStarted) {
            let mut sql = QueryBuilder::<Postgres>::new("CREATE TEMP TABLE staged_");
            sql.push(self.table).push(" (LIKE ").push(self.table).push(" INCLUDING DEFAULTS) ON COMMIT DROP");
            sql.build().execute(&mut **tx).await?;
            self.copy = Copy::Staged { text: String::new() };
        }
        let Copy::Staged { text } = &mut self.copy else { unreachable!("set above") };
        text.push_str(&self.organization.to_string());
        for value in row {
            text.push('\t');
            push_copy_value(text, value);
        }
        text.push('\n');
        if text.len() >= COPY_PIECE {
            self.send().await?;
        }
        Ok(())
    }

    async fn send(&mut self) -> Result<()> {
        let Copy::Staged { text } = &mut self.copy else { return Ok(()) };
        let Tx::Postgres(tx) = &mut *self.tx else { return Ok(()) };
        let piece = std::mem::take(text);
        let statement = format!("COPY staged_{} ({}) FROM STDIN", self.table, self.columns.join(", "));
        let mut copy = tx.copy_in_raw(&statement).await?;
        copy.send(piece.into_bytes()).await?;
        copy.finish().await?;
        Ok(())
    }

    async fn finish_postgres(mut self) -> Result<()> {
        if matches!(self.copy, Copy::NotStarted) {
            return Ok(());
        }
        self.send().await?;
        let columns = self.columns.join(", ");
        let mut sql = QueryBuilder::<Postgres>::new("INSERT INTO ");
        sql.push(self.table).push(" (").push(&columns).push(") SELECT ").push(&columns).push(" FROM staged_").push(self.table);
        sql.push(self.on_conflict());
        let mut drop = QueryBuilder::<Postgres>::new("DROP TABLE staged_");
        drop.push(self.table);
        let Tx::Postgres(tx) = &mut *self.tx else { return Ok(()) };
        sql.build().execute(&mut **tx).await?;
        drop.build().execute(&mut **tx).await?;
        Ok(())
    }

    fn on_conflict(&self) -> String {
        match self.conflict {
            Conflict::Refuse => String::new(),
            Conflict::Update(key) => {
                let changes: Vec<String> =
                    self.columns.iter().filter(|it| !key.contains(it)).map(|it| format!("{it} = excluded.{it}")).collect();
                format!(" ON CONFLICT ({}) DO UPDATE SET {}", key.join(", "), changes.join(", "))
            }
            Conflict::Merge(key, changes) => format!(" ON CONFLICT ({}) DO UPDATE SET {changes}", key.join(", ")),
        }
    }
}

/// PostgreSQL's COPY text format. NUL cannot be stored by it, so it is left out.
fn push_copy_value(text: &mut String, value: &Bind) {
    match value {
        Bind::Integer(None) | Bind::Text(None) => text.push_str("\\N"),
        Bind::Integer(Some(value)) => text.push_str(&value.to_string()),
        Bind::Text(Some(value)) => {
            for letter in value.chars() {
                match letter {
                    '\\' => text.push_str("\\\\"),
                    '\n' => text.push_str("\\n"),
                    '\r' => text.push_str("\\r"),
                    '\t' => text.push_str("\\t"),
                    '\0' => {}
                    letter => text.push(letter),
                }
            }
        }
    }
}
