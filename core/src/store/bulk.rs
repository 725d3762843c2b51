//! Many rows at once: multi-row VALUES on SQLite, an array a column on PostgreSQL. A statement a row would be a hundred times
//! slower on both. COPY is refused by PostgreSQL where rows are walled, and a detour through a temporary table takes longer.

use std::collections::HashMap;
use std::sync::Arc;

use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe};

use super::Engine;
use super::row::Bind;
use super::scope::Tx;
use crate::error::{Error, Result};
use crate::ids::OrganizationId;

/// SQLite takes 32,766 values a statement.
const VALUES_A_STATEMENT: usize = 32_000;
/// More rows make no statement faster, and its text and values longer.
const ROWS_A_STATEMENT: usize = 1_000;
/// What PostgreSQL makes of arrays must fit its working memory.
const ROWS_OF_ARRAYS: usize = 2_000;

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
    rows: Rows,
}

impl<'a> Bulk<'a> {
    pub(super) fn new(tx: &'a mut Tx, rows: Rows) -> Self {
        Self { tx, rows }
    }

    /// Adds a row: one value per column after `organization_id`.
    pub async fn push<const N: usize>(&mut self, row: [Bind; N]) -> Result<()> {
        match self.rows.push(row)? {
            Some(piece) => write(self.tx, piece).await,
            None => Ok(()),
        }
    }

    /// Writes what is left.
    pub async fn finish(self) -> Result<()> {
        settle(self.tx, self.rows).await
    }
}

/// Rows of one table apart from the transaction, so that the next piece is put together while the last one is written.
pub struct Rows {
    engine: Engine,
    table: Table,
    organization: OrganizationId,
    values: Vec<Bind>,
    /// A bit a column: whether any row has a value there.
    filled: u64,
    /// Texts of full statements by the columns they name, so that the engine finds them prepared.
    texts: HashMap<u64, Arc<str>>,
}

/// Rows ready to be written.
pub struct Piece {
    text: Arc<str>,
    values: Values,
    is_full: bool,
}

enum Values {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

#[derive(Clone, Copy)]
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    conflict: Conflict,
}

impl Rows {
    pub(super) fn new(
        (engine, organization): (Engine, OrganizationId),
        name: &'static str,
        columns: &'static [&'static str],
        conflict: Conflict,
    ) -> Self {
        debug_assert_eq!(columns.first(), Some(&"organization_id"));
        let table = Table { name, columns, conflict };
        Self { engine, table, organization, values: Vec::new(), filled: 0, texts: HashMap::new() }
    }

    /// Adds a row: one value per column after `organization_id`. A piece is ready now and then.
    pub fn push<const N: usize>(&mut self, row: [Bind; N]) -> Result<Option<Piece>> {
        if N + 1 != self.table.columns.len() || N > 63 {
            let (table, columns) = (self.table.name, self.table.columns.len());
            return Err(Error::Internal(anyhow::anyhow!("{table}: {} values for {columns} columns", N + 1)));
        }
        for (at, value) in row.iter().enumerate() {
            self.filled |= u64::from(!value.is_null()) << at;
        }
        self.values.extend(row);
        if self.values.len() >= N * self.rows_a_statement() { self.piece().map(Some) } else { Ok(None) }
    }

    /// What was not handed over yet.
    pub fn rest(&mut self) -> Result<Option<Piece>> {
        if self.values.is_empty() { Ok(None) } else { self.piece().map(Some) }
    }

    fn piece(&mut self) -> Result<Piece> {
        let width = self.table.columns.len() - 1;
        let n_rows = self.values.len() / width;
        let is_full = n_rows == self.rows_a_statement();
        // A column without any value is left out: binding costs more than the rest of a row.
        let named = std::mem::take(&mut self.filled);
        let capacity = if is_full { self.values.len() } else { 0 };
        let values = std::mem::replace(&mut self.values, Vec::with_capacity(capacity));
        let known = self.texts.get(&named).filter(|_| is_full).map(Arc::clone);
        let (text, values) = match self.engine {
            Engine::Sqlite => {
                let text = known.unwrap_or_else(|| self.table.insert_values((self.organization, n_rows), named).into());
                (text, Values::Sqlite(anonymous(values, named, width)?))
            }
            Engine::Postgres => {
                let columns = columns(values, named, width);
                let text = known.unwrap_or_else(|| self.table.insert_arrays(self.organization, named, &columns).into());
                (text, Values::Postgres(arrays(columns)?))
            }
        };
        if is_full {
            self.texts.entry(named).or_insert_with(|| Arc::clone(&text));
        }
        Ok(Piece { text, values, is_full })
    }

    /// The same number every time, so that statements repeat.
    fn rows_a_statement(&self) -> usize {
        match self.engine {
            Engine::Sqlite => (VALUES_A_STATEMENT / (self.table.columns.len() - 1).max(1)).clamp(1, ROWS_A_STATEMENT),
            Engine::Postgres => ROWS_OF_ARRAYS,
        }
    }
}

fn anonymous(values: Vec<Bind>, named: u64, width: usize) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    arguments.reserve(values.len() / width * named.count_ones() as usize, 0);
    let mut at = 0;
    for value in values {
        if named >> at & 1 == 1 {
            let added = match value {
                Bind::Integer(Some(value)) => arguments.add(value),
                Bind::Text(Some(value)) => arguments.add(value),
                Bind::Integer(None) | Bind::Text(None) => arguments.add(None::<i64>),
            };
            added.map_err(sqlx::Error::Encode)?;
        }
        at = if at + 1 == width { 0 } else { at + 1 };
    }
    Ok(arguments)
}

enum Column {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
}

/// The named columns of rows.
fn columns(values: Vec<Bind>, named: u64, width: usize) -> Vec<Column> {
    let n_rows = values.len() / width;
    let is_named = |at: usize| named >> at & 1 == 1;
    let is_text = |at: usize| values.iter().skip(at).step_by(width).any(|it| matches!(it, Bind::Text(Some(_))));
    let mut columns: Vec<Option<Column>> = (0..width)
        .map(|at| match is_text(at) {
            true => Column::Texts(Vec::with_capacity(n_rows)),
            false => Column::Integers(Vec::with_capacity(n_rows)),
        })
        .enumerate()
        .map(|(at, column)| is_named(at).then_some(column))
        .collect();
    let mut at = 0;
    for value in values {
        match (&mut columns[at], value) {
            (Some(Column::Integers(column)), Bind::Integer(value)) => column.push(value),
            (Some(Column::Integers(column)), Bind::Text(_)) => column.push(None),
            // PostgreSQL stores no NUL.
            (Some(Column::Texts(column)), Bind::Text(Some(text))) if text.contains('\0') => {
                column.push(Some(text.replace('\0', "")))
            }
            (Some(Column::Texts(column)), Bind::Text(text)) => column.push(text),
            (Some(Column::Texts(column)), Bind::Integer(_)) => column.push(None),
            (None, _) => {}
        }
        at = if at + 1 == width { 0 } else { at + 1 };
    }
    columns.into_iter().flatten().collect()
}

fn arrays(columns: Vec<Column>) -> Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for column in columns {
        let added = match column {
            Column::Integers(values) => arguments.add(values),
            Column::Texts(values) => arguments.add(values),
        };
        added.map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

impl Table {
    /// The organization is an integer of our own and part of the text. Values are anonymous: numbered ones cost
    /// a search each.
    fn insert_values(&self, (organization, n_rows): (OrganizationId, usize), named: u64) -> String {
        let (own, columns) = (self.columns.first().unwrap_or(&""), self.named(named));
        let row = format!("({organization}{})", ",?".repeat(columns.len()));
        // Who refuses ends the transaction: what was written by the statement so far need not be taken back, and SQLite
        // keeps no journal for that.
        let insert = if matches!(self.conflict, Conflict::Refuse) { "INSERT OR FAIL" } else { "INSERT" };
        let mut text = format!("{insert} INTO {} ({}) VALUES ", self.name, [&[*own], &columns[..]].concat().join(", "));
        text.reserve(n_rows * (row.len() + 1) + 200);
        for n in 0..n_rows {
            if n > 0 {
                text.push(',');
            }
            text.push_str(&row);
        }
        text.push_str(&self.on_conflict());
        text
    }

    fn insert_arrays(&self, organization: OrganizationId, named: u64, values: &[Column]) -> String {
        let columns = self.named(named).join(", ");
        let (name, own) = (self.name, self.columns.first().unwrap_or(&""));
        let arrays: Vec<String> = (1..)
            .zip(values)
            .map(|(n, column)| match column {
                Column::Integers(_) => format!("${n}::BIGINT[]"),
                Column::Texts(_) => format!("${n}::TEXT[]"),
            })
            .collect();
        let arrays = arrays.join(", ");
        let conflict = self.on_conflict();
        format!("INSERT INTO {name} ({own}, {columns}) SELECT {organization}, * FROM unnest({arrays}){conflict}")
    }

    /// The columns after `organization_id` whose bit is set.
    fn named(&self, named: u64) -> Vec<&'static str> {
        let others = self.columns.iter().skip(1).enumerate();
        others.filter(|(at, _)| named >> at & 1 == 1).map(|(_, column)| *column).collect()
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

pub(super) async fn write(tx: &mut Tx, piece: Piece) -> Result<()> {
    let Piece { text, values, is_full } = piece;
    let text = AssertSqlSafe(text);
    match (tx, values) {
        (Tx::Sqlite(tx), Values::Sqlite(values)) => {
            sqlx::query_with(text, values).persistent(is_full).execute(&mut **tx).await?;
        }
        (Tx::Postgres(tx), Values::Postgres(values)) => {
            sqlx::query_with(text, values).execute(&mut **tx).await?;
        }
        _ => return Err(Error::Internal(anyhow::anyhow!("a piece for the other engine"))),
    }
    Ok(())
}

/// Writes what is left; after this all rows are in their table.
pub(super) async fn settle(tx: &mut Tx, mut rows: Rows) -> Result<()> {
    if let Some(piece) = rows.rest()? {
        write(tx, piece).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_become_arrays() {
        let table = Table { name: "t", columns: &["organization_id", "a", "b", "c"], conflict: Conflict::Refuse };
        let rows =
            [[Bind::Integer(Some(-2)), Bind::Integer(None), "є\0".into()], [3.into(), Bind::Integer(None), Bind::Text(None)]];
        let columns = columns(rows.concat(), 0b101, 3);
        assert!(matches!(&columns[..], [Column::Integers(a), Column::Texts(c)]
            if *a == [Some(-2), Some(3)] && *c == [Some("є".to_owned()), None]));
        assert_eq!(
            table.insert_arrays(OrganizationId(7), 0b101, &columns),
            "INSERT INTO t (organization_id, a, c) SELECT 7, * FROM unnest($1::BIGINT[], $2::TEXT[])"
        );
    }

    #[test]
    fn columns_without_values_are_left_out_of_the_text() {
        let table = Table { name: "t", columns: &["organization_id", "a", "b", "c"], conflict: Conflict::Refuse };
        assert_eq!(
            table.insert_values((OrganizationId(7), 2), 0b101),
            "INSERT OR FAIL INTO t (organization_id, a, c) VALUES (7,?,?),(7,?,?)"
        );
    }
}
