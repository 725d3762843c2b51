//! Many rows at once: multi-row VALUES on SQLite, COPY in its binary form on PostgreSQL.
//! A statement a row would be a hundred times slower on both.

use std::collections::HashMap;
use std::sync::Arc;

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
/// COPY data is sent in pieces of about this many bytes.
const COPY_PIECE: usize = 1 << 20;
/// So many pieces wait for their table where they need not wait longer: PostgreSQL holds them in memory.
const PIECES_WAITING: usize = 6;

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
    table: Table,
    organization: OrganizationId,
    /// PostgreSQL: the temporary table is there, or a piece is on its way that makes it.
    staged: bool,
    /// Pieces since rows were last moved into their table; absent: that is done at the end.
    waiting: Option<usize>,
    body: Gathered,
}

/// Rows ready to be written.
pub struct Piece {
    table: Table,
    organization: OrganizationId,
    body: Body,
}

#[derive(Clone, Copy)]
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    conflict: Conflict,
}

enum Gathered {
    Values {
        values: Vec<Bind>,
        /// A bit a column: whether any row has a value there.
        filled: u64,
        /// Texts of full statements by the columns they name, so that the engine finds them prepared.
        texts: HashMap<u64, Arc<str>>,
    },
    Copy {
        bytes: Vec<u8>,
    },
}

enum Body {
    Values { text: Arc<str>, arguments: SqliteArguments, is_full: bool },
    Copy { bytes: Vec<u8>, is_first: bool, settles: bool },
}

impl Rows {
    pub(super) fn new(
        (engine, organization): (Engine, OrganizationId),
        name: &'static str,
        columns: &'static [&'static str],
        conflict: Conflict,
    ) -> Self {
        debug_assert_eq!(columns.first(), Some(&"organization_id"));
        let body = match engine {
            Engine::Sqlite => Gathered::Values { values: Vec::new(), filled: 0, texts: HashMap::new() },
            Engine::Postgres => Gathered::Copy { bytes: Vec::new() },
        };
        Self { table: Table { name, columns, conflict }, organization, staged: false, waiting: None, body }
    }

    /// Rows may stand in their table before the end: no other rows must be there first.
    #[must_use]
    pub fn settled_early(self) -> Self {
        Self { waiting: Some(0), ..self }
    }

    /// Adds a row: one value per column after `organization_id`. A piece is ready now and then.
    pub fn push<const N: usize>(&mut self, row: [Bind; N]) -> Result<Option<Piece>> {
        if N + 1 != self.table.columns.len() || N > 63 {
            let (table, columns) = (self.table.name, self.table.columns.len());
            return Err(Error::Internal(anyhow::anyhow!("{table}: {} values for {columns} columns", N + 1)));
        }
        let is_full = match &mut self.body {
            Gathered::Values { values, filled, .. } => {
                for (at, value) in row.iter().enumerate() {
                    *filled |= u64::from(!value.is_null()) << at;
                }
                values.extend(row);
                values.len() >= N * rows_a_statement(N)
            }
            Gathered::Copy { bytes } => {
                push_copy_row(bytes, &row)?;
                bytes.len() >= COPY_PIECE
            }
        };
        if is_full { self.piece() } else { Ok(None) }
    }

    /// What was not handed over yet.
    pub fn rest(&mut self) -> Result<Option<Piece>> {
        let is_empty = match &self.body {
            Gathered::Values { values, .. } => values.is_empty(),
            Gathered::Copy { bytes } => bytes.is_empty(),
        };
        if is_empty { Ok(None) } else { self.piece() }
    }

    fn piece(&mut self) -> Result<Option<Piece>> {
        let (table, organization) = (self.table, self.organization);
        let is_first = !std::mem::replace(&mut self.staged, true);
        let settles = self.waiting.is_some_and(|it| it + 1 == PIECES_WAITING);
        self.waiting = self.waiting.map(|it| (it + 1) % PIECES_WAITING);
        let body = match &mut self.body {
            Gathered::Copy { bytes } => {
                bytes.extend(COPY_END);
                Body::Copy { bytes: std::mem::take(bytes), is_first, settles }
            }
            Gathered::Values { values, filled, texts } => {
                let width = table.columns.len() - 1;
                let n_rows = values.len() / width;
                let is_full = n_rows == rows_a_statement(width);
                // A column without any value is left out: binding costs more than the rest of a row.
                let named = std::mem::take(filled);
                let capacity = values.len();
                let values = std::mem::replace(values, Vec::with_capacity(if is_full { capacity } else { 0 }));
                let text = match texts.get(&named) {
                    Some(text) if is_full => Arc::clone(text),
                    _ => Arc::from(table.insert_values((organization, n_rows), named)),
                };
                if is_full {
                    texts.entry(named).or_insert_with(|| Arc::clone(&text));
                }
                Body::Values { text, arguments: arguments(values, named, width)?, is_full }
            }
        };
        Ok(Some(Piece { table, organization, body }))
    }
}

/// The same number every time, so that statements repeat.
fn rows_a_statement(width: usize) -> usize {
    (VALUES_A_STATEMENT / width.max(1)).clamp(1, ROWS_A_STATEMENT)
}

fn arguments(values: Vec<Bind>, named: u64, width: usize) -> Result<SqliteArguments> {
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

impl Table {
    /// The organization is an integer of our own and part of the text. Values are anonymous: numbered ones cost
    /// a search each.
    fn insert_values(&self, (organization, n_rows): (OrganizationId, usize), named: u64) -> String {
        let (own, others) = self.columns.split_first().unwrap_or((&"", &[]));
        let columns: Vec<&str> =
            others.iter().enumerate().filter(|(at, _)| named >> at & 1 == 1).map(|(_, column)| *column).collect();
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

    /// What is the same in all rows is not sent with them.
    fn staged_columns(&self) -> String {
        self.columns.get(1..).unwrap_or_default().join(", ")
    }

    fn insert_staged(&self, organization: OrganizationId) -> String {
        let (name, staged) = (self.name, self.staged_columns());
        let own = self.columns.first().unwrap_or(&"");
        format!("INSERT INTO {name} ({own}, {staged}) SELECT {organization}, {staged} FROM staged_{name}{}", self.on_conflict())
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

/// Writes a piece: on SQLite into its table. PostgreSQL refuses COPY into a table under row-level security, so there
/// rows wait in a temporary one until `settle`.
pub(super) async fn write(tx: &mut Tx, piece: Piece) -> Result<()> {
    let Piece { table, organization, body } = piece;
    match (tx, body) {
        (Tx::Sqlite(tx), Body::Values { text, arguments, is_full }) => {
            sqlx::query_with(AssertSqlSafe(text), arguments).persistent(is_full).execute(&mut **tx).await?;
        }
        (Tx::Postgres(tx), Body::Copy { bytes, is_first, settles }) => {
            let (name, columns) = (table.name, table.staged_columns());
            if is_first {
                let staging =
                    format!("CREATE TEMP TABLE staged_{name} ON COMMIT DROP AS SELECT {columns} FROM {name} WITH NO DATA");
                sqlx::query(AssertSqlSafe(staging)).execute(&mut **tx).await?;
            }
            let statement = format!("COPY staged_{name} ({columns}) FROM STDIN (FORMAT binary)");
            let mut copy = tx.copy_in_raw(&statement).await?;
            copy.send(bytes).await?;
            copy.finish().await?;
            if settles {
                sqlx::query(AssertSqlSafe(table.insert_staged(organization))).execute(&mut **tx).await?;
                sqlx::query(AssertSqlSafe(format!("TRUNCATE staged_{name}"))).execute(&mut **tx).await?;
            }
        }
        _ => return Err(Error::Internal(anyhow::anyhow!("{}: a piece for the other engine", table.name))),
    }
    Ok(())
}

/// Writes what is left; after this all rows are in their table.
pub(super) async fn settle(tx: &mut Tx, mut rows: Rows) -> Result<()> {
    if let Some(piece) = rows.rest()? {
        write(tx, piece).await?;
    }
    if let Tx::Postgres(tx) = tx
        && rows.staged
    {
        sqlx::query(AssertSqlSafe(rows.table.insert_staged(rows.organization))).execute(&mut **tx).await?;
        sqlx::query(AssertSqlSafe(format!("DROP TABLE staged_{}", rows.table.name))).execute(&mut **tx).await?;
    }
    Ok(())
}

/// What COPY data in the binary form begins with: a signature, then no flags and no extension of the header.
const COPY_BEGIN: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// In the place of a number of columns: no row follows.
const COPY_END: [u8; 2] = (-1_i16).to_be_bytes();
/// In the place of a length.
const COPY_NULL: [u8; 4] = (-1_i32).to_be_bytes();

/// A row of COPY data: the number of columns, then each with its length. The server takes integers as they are,
/// without reading digits.
fn push_copy_row<const N: usize>(bytes: &mut Vec<u8>, row: &[Bind; N]) -> Result<()> {
    if bytes.is_empty() {
        bytes.extend_from_slice(COPY_BEGIN);
    }
    bytes.extend((N as i16).to_be_bytes());
    for value in row {
        match value {
            Bind::Integer(None) | Bind::Text(None) => bytes.extend(COPY_NULL),
            Bind::Integer(Some(value)) => {
                bytes.extend(8_i32.to_be_bytes());
                bytes.extend(value.to_be_bytes());
            }
            Bind::Text(Some(value)) if value.contains('\0') => push_copy_text(bytes, &value.replace('\0', ""))?,
            Bind::Text(Some(value)) => push_copy_text(bytes, value)?,
        }
    }
    Ok(())
}

/// PostgreSQL stores no NUL: who calls has left it out.
fn push_copy_text(bytes: &mut Vec<u8>, text: &str) -> Result<()> {
    let length = i32::try_from(text.len()).map_err(anyhow::Error::new)?;
    bytes.extend(length.to_be_bytes());
    bytes.extend_from_slice(text.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_copy_data_tell_the_length_of_every_value() -> Result<()> {
        let mut bytes = Vec::new();
        push_copy_row(&mut bytes, &[Bind::Integer(Some(-2)), Bind::Text(Some("є\0".into())), Bind::Text(None)])?;
        let row = b"\0\x03\0\0\0\x08\xff\xff\xff\xff\xff\xff\xff\xfe\0\0\0\x02\xd1\x94\xff\xff\xff\xff";
        assert_eq!(bytes, [COPY_BEGIN, row].concat());
        Ok(())
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
