//! Many rows at once: multi-row VALUES on SQLite, COPY on PostgreSQL.
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
        text: String,
    },
}

enum Body {
    Values { text: Arc<str>, arguments: SqliteArguments, is_full: bool },
    Copy { text: String, is_first: bool, settles: bool },
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
            Engine::Postgres => Gathered::Copy { text: String::new() },
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
            Gathered::Copy { text } => {
                push_integer(text, self.organization.0);
                for value in &row {
                    text.push('\t');
                    push_copy_value(text, value);
                }
                text.push('\n');
                text.len() >= COPY_PIECE
            }
        };
        if is_full { self.piece() } else { Ok(None) }
    }

    /// What was not handed over yet.
    pub fn rest(&mut self) -> Result<Option<Piece>> {
        let is_empty = match &self.body {
            Gathered::Values { values, .. } => values.is_empty(),
            Gathered::Copy { text } => text.is_empty(),
        };
        if is_empty { Ok(None) } else { self.piece() }
    }

    fn piece(&mut self) -> Result<Option<Piece>> {
        let (table, organization) = (self.table, self.organization);
        let is_first = !std::mem::replace(&mut self.staged, true);
        let settles = self.waiting.is_some_and(|it| it + 1 == PIECES_WAITING);
        self.waiting = self.waiting.map(|it| (it + 1) % PIECES_WAITING);
        let body = match &mut self.body {
            Gathered::Copy { text } => Body::Copy { text: std::mem::take(text), is_first, settles },
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
        Ok(Some(Piece { table, body }))
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
        let mut text = format!("INSERT INTO {} ({}) VALUES ", self.name, [&[*own], &columns[..]].concat().join(", "));
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

    fn insert_staged(&self) -> String {
        let (name, columns) = (self.name, self.columns.join(", "));
        format!("INSERT INTO {name} ({columns}) SELECT {columns} FROM staged_{name}{}", self.on_conflict())
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
    let Piece { table, body } = piece;
    match (tx, body) {
        (Tx::Sqlite(tx), Body::Values { text, arguments, is_full }) => {
            sqlx::query_with(AssertSqlSafe(text), arguments).persistent(is_full).execute(&mut **tx).await?;
        }
        (Tx::Postgres(tx), Body::Copy { text, is_first, settles }) => {
            let Table { name, columns, .. } = table;
            if is_first {
                let staging = format!("CREATE TEMP TABLE staged_{name} (LIKE {name} INCLUDING DEFAULTS) ON COMMIT DROP");
                sqlx::query(AssertSqlSafe(staging)).execute(&mut **tx).await?;
            }
            let statement = format!("COPY staged_{name} ({}) FROM STDIN", columns.join(", "));
            let mut copy = tx.copy_in_raw(&statement).await?;
            copy.send(text.into_bytes()).await?;
            copy.finish().await?;
            if settles {
                sqlx::query(AssertSqlSafe(table.insert_staged())).execute(&mut **tx).await?;
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
        sqlx::query(AssertSqlSafe(rows.table.insert_staged())).execute(&mut **tx).await?;
        sqlx::query(AssertSqlSafe(format!("DROP TABLE staged_{}", rows.table.name))).execute(&mut **tx).await?;
    }
    Ok(())
}

/// PostgreSQL's COPY text format. NUL cannot be stored by it, so it is left out.
fn push_copy_value(text: &mut String, value: &Bind) {
    match value {
        Bind::Integer(None) | Bind::Text(None) => text.push_str("\\N"),
        Bind::Integer(Some(value)) => push_integer(text, *value),
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

/// Without the formatting machinery: there are fourteen of them in a line of an order.
fn push_integer(text: &mut String, value: i64) {
    let mut digits = [0; 20];
    let mut at = digits.len();
    let mut left = value.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    if value < 0 {
        text.push('-');
    }
    text.extend(digits[at..].iter().map(|it| char::from(*it)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_written_as_digits() {
        for value in [0, 7, -1, 1_000, i64::MAX, i64::MIN] {
            let mut text = String::new();
            push_integer(&mut text, value);
            assert_eq!(text, value.to_string());
        }
    }

    #[test]
    fn columns_without_values_are_left_out_of_the_text() {
        let table = Table { name: "t", columns: &["organization_id", "a", "b", "c"], conflict: Conflict::Refuse };
        assert_eq!(
            table.insert_values((OrganizationId(7), 2), 0b101),
            "INSERT INTO t (organization_id, a, c) VALUES (7,?,?),(7,?,?)"
        );
    }
}
