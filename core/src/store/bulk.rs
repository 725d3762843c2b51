//! Many rows at once: multi-row VALUES on SQLite, an array a column on PostgreSQL. A statement a row would be a hundred times
//! slower on both. COPY is refused by PostgreSQL where rows are walled, and a detour through a temporary table takes longer.

use std::collections::HashMap;
use std::sync::Arc;
use std::task::Poll;

use futures::FutureExt;
use futures::future::BoxFuture;
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
/// More rows make no statement faster, but its text and values longer, and its program outgrow the processor's memory.
const ROWS_A_STATEMENT: usize = 250;
/// What PostgreSQL makes of arrays must fit its working memory.
const ROWS_OF_ARRAYS: usize = 2_000;
/// Long texts fill a statement sooner.
const BYTES_A_STATEMENT: usize = 4 << 20;

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

/// A bulk write under way: the engine writes a piece while the rows of the next one are pushed. Rows are pushed without
/// `organization_id`, which stands first in `columns`.
pub struct Bulk<'a> {
    writer: Writer<'a>,
    rows: Rows,
}

/// Who writes has the transaction until the piece is written.
enum Writer<'a> {
    Idle(&'a mut Tx),
    Busy(BoxFuture<'a, Result<&'a mut Tx>>),
    /// What was written last failed, and that was told.
    Failed,
}

impl<'a> Bulk<'a> {
    pub(super) fn new(tx: &'a mut Tx, rows: Rows) -> Self {
        Self { writer: Writer::Idle(tx), rows }
    }

    /// Adds a row: one value per column after `organization_id`.
    pub async fn push<const N: usize>(&mut self, row: [Bind; N]) -> Result<()> {
        match self.rows.push(row)? {
            Some(piece) => self.begin(piece).await,
            None => Ok(()),
        }
    }

    /// Writes what is left.
    pub async fn finish(mut self) -> Result<()> {
        if let Some(piece) = self.rows.rest()? {
            self.begin(piece).await?;
        }
        self.written().await.map(|_| ())
    }

    async fn begin(&mut self, piece: Piece) -> Result<()> {
        let tx = self.written().await?;
        let mut writing = async move {
            write(tx, piece).await?;
            Ok(tx)
        }
        .boxed();
        // Asked once, the statement is on its way to the engine.
        self.writer = match futures::poll!(&mut writing) {
            Poll::Ready(written) => Writer::Idle(written?),
            Poll::Pending => Writer::Busy(writing),
        };
        Ok(())
    }

    /// The transaction, once the piece before is written.
    async fn written(&mut self) -> Result<&'a mut Tx> {
        match std::mem::replace(&mut self.writer, Writer::Failed) {
            Writer::Idle(tx) => Ok(tx),
            Writer::Busy(writing) => writing.await,
            Writer::Failed => Err(Error::Internal(anyhow::anyhow!("{}: a piece before was not written", self.rows.table.name))),
        }
    }
}

/// Rows of one table apart from the transaction, so that the next piece is put together while the last one is written.
pub struct Rows {
    engine: Engine,
    table: Table,
    organization: OrganizationId,
    values: Vec<Bind>,
    /// Of the texts among them.
    bytes: usize,
    /// What the columns of all full pieces had in common.
    parts: Option<Vec<Part>>,
    /// Texts of full statements, so that the engine finds them prepared.
    texts: HashMap<Vec<Part>, Arc<str>>,
}

/// How a column stands in a statement. What need not be bound is not: binding costs more than the rest of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Part {
    /// No row has a value.
    Absent,
    /// All rows have this one.
    Constant(i64),
    Values,
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
        Self { engine, table, organization, values: Vec::new(), bytes: 0, parts: None, texts: HashMap::new() }
    }

    /// Adds a row: one value per column after `organization_id`. A piece is ready now and then.
    pub fn push<const N: usize>(&mut self, row: [Bind; N]) -> Result<Option<Piece>> {
        if N + 1 != self.table.columns.len() {
            let (table, columns) = (self.table.name, self.table.columns.len());
            return Err(Error::Internal(anyhow::anyhow!("{table}: {} values for {columns} columns", N + 1)));
        }
        self.bytes += row.iter().map(|it| if let Bind::Text(Some(text)) = it { text.len() } else { 0 }).sum::<usize>();
        self.values.extend(row);
        let is_full = self.values.len() >= N * self.rows_a_statement() || self.bytes >= BYTES_A_STATEMENT;
        if is_full { self.piece().map(Some) } else { Ok(None) }
    }

    /// What was not handed over yet.
    pub fn rest(&mut self) -> Result<Option<Piece>> {
        if self.values.is_empty() { Ok(None) } else { self.piece().map(Some) }
    }

    fn piece(&mut self) -> Result<Piece> {
        let width = self.table.columns.len() - 1;
        let n_rows = self.values.len() / width;
        let is_full = n_rows == self.rows_a_statement();
        self.bytes = 0;
        let parts = self.parts(is_full);
        let capacity = if is_full { self.values.len() } else { 0 };
        let values = std::mem::replace(&mut self.values, Vec::with_capacity(capacity));
        let known = self.texts.get(&parts).filter(|_| is_full).map(Arc::clone);
        let (text, values) = match self.engine {
            Engine::Sqlite => {
                let text = known.unwrap_or_else(|| self.table.insert_values((self.organization, n_rows), &parts).into());
                (text, Values::Sqlite(anonymous(values, &parts)?))
            }
            Engine::Postgres => {
                let columns = columns(values, &parts);
                let text = known.unwrap_or_else(|| self.table.insert_arrays(self.organization, &parts, &columns).into());
                (text, Values::Postgres(arrays(columns)?))
            }
        };
        if is_full {
            self.texts.entry(parts).or_insert_with(|| Arc::clone(&text));
        }
        Ok(Piece { text, values, is_full })
    }

    /// A column once found to have several values is bound in all further pieces, so that there are few texts.
    fn parts(&mut self, is_full: bool) -> Vec<Part> {
        let mut parts = parts(&self.values, self.table.columns.len() - 1);
        match &mut self.parts {
            Some(known) => {
                for (part, known) in parts.iter_mut().zip(known) {
                    match (*part, *known) {
                        (Part::Constant(one), Part::Constant(other)) if one == other => {}
                        (Part::Constant(_), _) => *part = Part::Values,
                        _ => {}
                    }
                    if is_full && *part != Part::Absent {
                        *known = *part;
                    }
                }
            }
            None if is_full => self.parts = Some(parts.clone()),
            None => parts.iter_mut().filter(|it| matches!(it, Part::Constant(_))).for_each(|it| *it = Part::Values),
        }
        // Arrays tell the number of rows.
        if !parts.contains(&Part::Values)
            && let Some(first) = parts.iter_mut().find(|it| **it != Part::Absent)
        {
            *first = Part::Values;
        }
        parts
    }

    /// The same number every time, so that statements repeat.
    fn rows_a_statement(&self) -> usize {
        match self.engine {
            Engine::Sqlite => (VALUES_A_STATEMENT / (self.table.columns.len() - 1).max(1)).clamp(1, ROWS_A_STATEMENT),
            Engine::Postgres => ROWS_OF_ARRAYS,
        }
    }
}

fn parts(values: &[Bind], width: usize) -> Vec<Part> {
    let part = |at: usize| {
        let mut column = values.iter().skip(at).step_by(width);
        match column.next() {
            // Numbers that every engine reads as they are.
            Some(Bind::Integer(Some(first))) if first.unsigned_abs() < 1 << 53 => {
                let is_constant = column.all(|it| *it == Bind::Integer(Some(*first)));
                if is_constant { Part::Constant(*first) } else { Part::Values }
            }
            Some(first) if first.is_null() && column.all(Bind::is_null) => Part::Absent,
            _ => Part::Values,
        }
    };
    (0..width).map(part).collect()
}

fn anonymous(values: Vec<Bind>, parts: &[Part]) -> Result<SqliteArguments> {
    let mut arguments = SqliteArguments::default();
    let n_values = parts.iter().filter(|it| **it == Part::Values).count();
    arguments.reserve(values.len() / parts.len() * n_values, 0);
    for (value, part) in values.into_iter().zip(parts.iter().cycle()) {
        if *part == Part::Values {
            let added = match value {
                Bind::Integer(Some(value)) => arguments.add(value),
                Bind::Text(Some(value)) => arguments.add(value),
                Bind::Integer(None) | Bind::Text(None) => arguments.add(None::<i64>),
            };
            added.map_err(sqlx::Error::Encode)?;
        }
    }
    Ok(arguments)
}

enum Column {
    Integers(Vec<Option<i64>>),
    Texts(Vec<Option<String>>),
}

/// The columns whose values are to be bound.
fn columns(values: Vec<Bind>, parts: &[Part]) -> Vec<Column> {
    let n_rows = values.len() / parts.len();
    let is_text = |at: usize| values.iter().skip(at).step_by(parts.len()).any(|it| matches!(it, Bind::Text(Some(_))));
    let empty = |(at, part): (usize, &Part)| {
        (*part == Part::Values).then(|| match is_text(at) {
            true => Column::Texts(Vec::with_capacity(n_rows)),
            false => Column::Integers(Vec::with_capacity(n_rows)),
        })
    };
    let mut columns: Vec<Option<Column>> = parts.iter().enumerate().map(empty).collect();
    let mut at = 0;
    for value in values {
        match (&mut columns[at], value) {
            (Some(Column::Integers(column)), Bind::Integer(value)) => column.push(value),
            (Some(Column::Integers(column)), Bind::Text(_)) => column.push(None),
            // PostgreSQL stores no NUL.
            (Some(Column::Texts(column)), Bind::Text(Some(text))) if text.contains('\0') => {
                column.push(Some(text.replace('\0', "")));
            }
            (Some(Column::Texts(column)), Bind::Text(text)) => column.push(text),
            (Some(Column::Texts(column)), Bind::Integer(_)) => column.push(None),
            (None, _) => {}
        }
        at = if at + 1 == columns.len() { 0 } else { at + 1 };
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
    fn insert_values(&self, (organization, n_rows): (OrganizationId, usize), parts: &[Part]) -> String {
        let mut row = format!("({organization}");
        for part in parts {
            match part {
                Part::Absent => {}
                Part::Constant(value) => row += &format!(",{value}"),
                Part::Values => row += ",?",
            }
        }
        row.push(')');
        // Who refuses ends the transaction: what was written by the statement so far need not be taken back, and SQLite
        // keeps no journal for that.
        let insert = if matches!(self.conflict, Conflict::Refuse) { "INSERT OR FAIL" } else { "INSERT" };
        let mut text = format!("{insert} INTO {} ({}) VALUES ", self.name, self.named(parts));
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

    /// Arrays in the list of what is selected give their rows one by one; in FROM they would be put aside first.
    fn insert_arrays(&self, organization: OrganizationId, parts: &[Part], columns: &[Column]) -> String {
        let mut selected = organization.to_string();
        let mut columns = (1..).zip(columns);
        for part in parts {
            match part {
                Part::Absent => {}
                Part::Constant(value) => selected += &format!(", {value}"),
                Part::Values => match columns.next() {
                    Some((n, Column::Integers(_))) => selected += &format!(", unnest(${n}::BIGINT[])"),
                    Some((n, Column::Texts(_))) => selected += &format!(", unnest(${n}::TEXT[])"),
                    None => {}
                },
            }
        }
        format!("INSERT INTO {} ({}) SELECT {selected}{}", self.name, self.named(parts), self.on_conflict())
    }

    /// The columns of the statement.
    fn named(&self, parts: &[Part]) -> String {
        let (own, others) = self.columns.split_first().unwrap_or((&"", &[]));
        let named = others.iter().zip(parts).filter(|(_, part)| **part != Part::Absent).map(|(name, _)| *name);
        std::iter::once(*own).chain(named).collect::<Vec<_>>().join(", ")
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

    const TABLE: Table = Table { name: "t", columns: &["organization_id", "a", "b", "c", "d"], conflict: Conflict::Refuse };

    fn rows() -> Vec<Bind> {
        let row = |a: i64, c: Option<&str>| [a.into(), Bind::Integer(None), c.into(), 5.into()];
        [row(-2, Some("є\0")), row(3, None)].concat()
    }

    #[test]
    fn columns_become_arrays() {
        let parts = parts(&rows(), 4);
        let columns = columns(rows(), &parts);
        assert!(matches!(&columns[..], [Column::Integers(a), Column::Texts(c)]
            if *a == [Some(-2), Some(3)] && *c == [Some("є".to_owned()), None]));
        assert_eq!(
            TABLE.insert_arrays(OrganizationId(7), &parts, &columns),
            "INSERT INTO t (organization_id, a, c, d) SELECT 7, unnest($1::BIGINT[]), unnest($2::TEXT[]), 5"
        );
    }

    #[test]
    fn what_all_rows_share_is_not_bound() {
        assert_eq!(
            TABLE.insert_values((OrganizationId(7), 2), &parts(&rows(), 4)),
            "INSERT OR FAIL INTO t (organization_id, a, c, d) VALUES (7,?,?,5),(7,?,?,5)"
        );
        let mut written = Rows::new((Engine::Sqlite, OrganizationId(7)), TABLE.name, TABLE.columns, Conflict::Refuse);
        let mut texts = Vec::new();
        for n in 0..875i64 {
            let d = if n < 375 { 5 } else { 6 };
            texts.extend(written.push([n.into(), 1.into(), Bind::Text(None), d.into()]).unwrap());
        }
        texts.extend(written.rest().unwrap());
        let long = "довгий".repeat(BYTES_A_STATEMENT / 12 + 1);
        assert!(written.push([1.into(), 1.into(), long.into(), 1.into()]).unwrap().is_some());
        let shapes: Vec<&str> = texts.iter().map(|it| it.text.split(')').nth(1).unwrap()).collect();
        assert_eq!(shapes, [" VALUES (7,?,1,5", " VALUES (7,?,1,?", " VALUES (7,?,1,?", " VALUES (7,?,1,?"]);
    }
}
