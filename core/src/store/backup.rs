//! Everything in the store as one file, written while the program runs and read into an empty store of either engine.
//! The file is gzip over JSON lines: a header, then one `[table, value, …]` a row. Ways in and letters under way stay out.

use std::io::{BufRead, BufReader, Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use futures::TryStreamExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{Postgres, QueryBuilder, Row as _, Sqlite, TypeInfo, ValueRef};

use super::scope::{Access, Tx, begin, enter};
use super::{Store, migrate};
use crate::error::{Problem, Result};
use crate::ids::OrganizationId;

/// A table with its columns, parents before children. A test holds the list against the schema.
struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    /// Whether its rows belong to one organization and lie behind its wall.
    walled: bool,
}

macro_rules! tables {
    ($($kind:ident $name:ident: $($column:ident)+;)+) => {
        &[$(Table { name: stringify!($name), columns: &[$(stringify!($column)),+], walled: tables!(@$kind) }),+]
    };
    (@open) => { false };
    (@walled) => { true };
}

const TABLES: &[Table] = tables! {
    open organizations: id slug name currency timezone locale kind count_open_orders created_at;
    open last_ids: organization_id last;
    open users: id email name locale created_at;
    open memberships: organization_id user_id role created_at;
    open chat_people: channel person name locale organization_id private_chat seen_at;
    open chat_links: channel person organization_id user_id linked_at;
    open chat_groups: channel chat organization_id title shows asks bound_by bound_at;
    walled customers: organization_id id code code_key name name_key tax_id phone phone_key email city region address type manager
        created_on draft import_id;
    walled customer_aliases: organization_id code_key customer_id import_id;
    walled products: organization_id id sku sku_key name name_key barcode category brand unit price cost supplier lead_time_days
        created_on active draft import_id;
    walled orders: organization_id id number ordered_on customer_id status class manager comment digest import_id lines;
    walled stock_levels: organization_id product_id warehouse counted_on on_hand unit_cost import_id;
    walled stages: organization_id id name name_key position probability outcome import_id;
    walled deals: organization_id id code title customer_id amount stage_id probability manager created_on closed_on import_id;
    walled deal_events: organization_id deal_id position happened_on from_stage_id to_stage_id import_id;
    walled imports: organization_id id number file_name sha256 user_id created_at report kind options undone_at undone_by;
    walled changes: organization_id import_id kind record before before_import_id;
    walled mappings: organization_id shape entity columns file_name updated_at;
    walled kept_apart: organization_id customer_id other_id;
    walled day_sales: organization_id ordered_on class lines sale_lines orders astray quantity amount gross returned
        discount costed_lines costed_amount cost uncosted_quantity;
    walled product_sales: organization_id product_id month class lines sale_lines orders astray quantity amount gross returned
        discount costed_lines costed_amount cost uncosted_quantity first_on last_on;
    walled customer_sales: organization_id customer_id month class lines sale_lines orders astray quantity amount gross returned
        discount costed_lines costed_amount cost uncosted_quantity first_on last_on;
    walled dialogues: organization_id channel chat state updated_at;
    walled messages: organization_id id channel chat author body created_at;
    walled audit_log: organization_id id user_id action subject created_at;
};

/// Tables of older schemas.
const OLD_TABLES: &[Table] = tables! {
    walled order_items: organization_id order_id line ordered_on ordered_at customer_id product_id class opens_order quantity price
        discount amount unit_cost cost;
};
/// Until this schema a line was a row.
const LINES_IN_ORDERS: i64 = 23;
const ROWS_OF_LINES: &str = "DROP VIEW order_items;
    CREATE TABLE order_items (organization_id BIGINT, order_id BIGINT, line BIGINT, ordered_on BIGINT, ordered_at BIGINT,
        customer_id BIGINT, product_id BIGINT, class BIGINT, opens_order BIGINT, quantity BIGINT, price BIGINT, discount BIGINT,
        amount BIGINT, unit_cost BIGINT, cost BIGINT, PRIMARY KEY (organization_id, order_id, line))";

/// Left out on purpose: what is made anew, and what only signs in.
const NOT_KEPT: &[&str] = &[
    "schema_migrations",
    "calendar",
    "sessions",
    "sign_in_links",
    "scratch_ids",
    "import_attempts",
    "month_stamps",
    "link_codes",
    "attempts",
    "upload_links",
    // A letter of the past must not be sent after a restore.
    "chats",
    "inbox",
    "outbox",
    "leases",
];

/// SQLite takes 32,766 values a statement.
const VALUES_A_STATEMENT: usize = 32_000;

#[derive(Serialize, Deserialize)]
struct Header {
    kabinet_backup: u32,
    schema: i64,
}

/// Names of all tables this file knows, kept or left out; for the test that holds them against the schema.
pub fn known_tables() -> Vec<(&'static str, Vec<&'static str>)> {
    let kept = TABLES.iter().map(|it| (it.name, it.columns.to_vec()));
    kept.chain(NOT_KEPT.iter().map(|name| (*name, Vec::new()))).collect()
}

/// Writes one consistent moment of the store; returns the number of rows.
pub async fn backup(store: &Store, file: impl Write) -> Result<u64> {
    let mut out = GzEncoder::new(file, Compression::default());
    let header = Header { kabinet_backup: 1, schema: migrate::newest() };
    write_line(&mut out, &header)?;
    let mut tx = begin(store, Access::Read).await?;
    let organizations = organizations(&mut tx).await?;
    let mut n_rows = 0;
    for table in TABLES {
        // The open tables are read once, the walled ones organization by organization.
        let wanted: Vec<Option<OrganizationId>> =
            if table.walled { organizations.iter().copied().map(Some).collect() } else { vec![None] };
        for organization in wanted {
            n_rows += dump(&mut tx, table, organization, &mut out).await?;
        }
    }
    out.finish()?.flush()?;
    Ok(n_rows)
}

/// Reads a backup into an empty store, in one transaction; returns the number of rows.
pub async fn restore(store: &Store, file: impl Read) -> Result<u64> {
    let mut lines = BufReader::new(GzDecoder::new(file)).lines();
    let first = lines.next().transpose().ok().flatten().unwrap_or_default();
    let header: Header = serde_json::from_str(&first).map_err(|_| Problem::new("backup-not-one"))?;
    if header.kabinet_backup != 1 || header.schema > migrate::newest() {
        return Err(Problem::new("backup-newer").into());
    }
    let mut tx = begin(store, Access::Write).await?;
    if !organizations(&mut tx).await?.is_empty() {
        return Err(Problem::new("restore-not-empty").into());
    }
    if header.schema < LINES_IN_ORDERS {
        run(&mut tx, ROWS_OF_LINES).await?;
    }
    let mut n_rows = 0;
    let mut batch = Batch { is_old: header.schema < migrate::newest(), ..Batch::default() };
    for line in lines {
        let line = line.map_err(|_| Problem::new("backup-cut-off"))?;
        let row: Vec<Value> = serde_json::from_str(&line).map_err(|_| Problem::new("backup-cut-off"))?;
        batch.add(&mut tx, row).await?;
        n_rows += 1;
    }
    batch.flush(&mut tx).await?;
    if header.schema < LINES_IN_ORDERS {
        let text = migrate::text(LINES_IN_ORDERS, tx.engine());
        run(&mut tx, text).await?;
    }
    tx.commit().await?;
    Ok(n_rows)
}

async fn run(tx: &mut Tx, text: &'static str) -> Result<()> {
    match tx {
        Tx::Sqlite(tx) => _ = sqlx::raw_sql(text).execute(&mut **tx).await?,
        Tx::Postgres(tx) => _ = sqlx::raw_sql(text).execute(&mut **tx).await?,
    }
    Ok(())
}

async fn organizations(tx: &mut Tx) -> Result<Vec<OrganizationId>> {
    const ALL: &str = "SELECT id FROM organizations ORDER BY id";
    let ids: Vec<(i64,)> = match tx {
        Tx::Sqlite(tx) => sqlx::query_as(ALL).fetch_all(&mut **tx).await?,
        Tx::Postgres(tx) => sqlx::query_as(ALL).fetch_all(&mut **tx).await?,
    };
    Ok(ids.into_iter().map(|(id,)| OrganizationId(id)).collect())
}

async fn dump(tx: &mut Tx, table: &Table, organization: Option<OrganizationId>, out: &mut impl Write) -> Result<u64> {
    let mut n_rows = 0;
    macro_rules! rows {
        ($engine:ty, $tx:expr) => {{
            let mut sql = QueryBuilder::<$engine>::new("SELECT ");
            sql.push(table.columns.join(", ")).push(" FROM ").push(table.name);
            if let Some(organization) = organization {
                sql.push(" WHERE organization_id = ").push_bind(organization.0);
            }
            let mut rows = sql.build().fetch(&mut **$tx);
            while let Some(row) = rows.try_next().await? {
                let mut values = vec![Value::from(table.name)];
                for column in 0..table.columns.len() {
                    let raw = row.try_get_raw(column)?;
                    values.push(if raw.is_null() {
                        Value::Null
                    } else if raw.type_info().name().eq_ignore_ascii_case("text") {
                        Value::from(row.try_get::<String, _>(column)?)
                    } else {
                        Value::from(row.try_get::<i64, _>(column)?)
                    });
                }
                write_line(out, &values)?;
                n_rows += 1;
            }
        }};
    }
    match tx {
        Tx::Sqlite(tx) => rows!(Sqlite, tx),
        Tx::Postgres(tx) => {
            if let Some(organization) = organization {
                enter(tx, organization).await?;
            }
            rows!(Postgres, tx);
        }
    }
    Ok(n_rows)
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> Result<()> {
    serde_json::to_writer(&mut *out, value).map_err(anyhow::Error::new)?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Rows of one table and one organization that wait to be written together.
#[derive(Default)]
struct Batch {
    /// Of an older schema.
    is_old: bool,
    table: Option<&'static Table>,
    organization: Option<i64>,
    rows: Vec<Vec<Value>>,
}

impl Batch {
    async fn add(&mut self, tx: &mut Tx, row: Vec<Value>) -> Result<()> {
        let name = row.first().and_then(Value::as_str).unwrap_or_default();
        let n_values = row.len().saturating_sub(1);
        // A backup of an older schema lacks the last columns.
        let fits = |it: &&Table| {
            it.name == name && (it.columns.len() == n_values || self.is_old && (1..it.columns.len()).contains(&n_values))
        };
        let old = if self.is_old { OLD_TABLES } else { &[] };
        let table = TABLES.iter().chain(old).find(fits).ok_or_else(|| Problem::new("backup-not-one"))?;
        let organization = if table.walled { row[1].as_i64() } else { None };
        let same = self.table.is_some_and(|it| it.name == table.name)
            && self.organization == organization
            && self.rows.last().is_none_or(|it| it.len() == row.len());
        if !same || (self.rows.len() + 1) * table.columns.len() > VALUES_A_STATEMENT {
            self.flush(tx).await?;
        }
        self.table = Some(table);
        self.organization = organization;
        self.rows.push(row);
        Ok(())
    }

    async fn flush(&mut self, tx: &mut Tx) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        let (Some(table), Some(first)) = (self.table, rows.first()) else { return Ok(()) };
        let columns = table.columns[..first.len() - 1].join(", ");
        macro_rules! insert {
            ($engine:ty, $tx:expr) => {{
                let mut sql = QueryBuilder::<$engine>::new("INSERT INTO ");
                sql.push(table.name).push(" (").push(columns).push(") ");
                sql.push_values(rows, |mut out, row| {
                    for value in row.into_iter().skip(1) {
                        match value {
                            Value::Number(number) => out.push_bind(number.as_i64()),
                            Value::String(text) => out.push_bind(text),
                            _ => out.push("NULL"),
                        };
                    }
                });
                sql.build().execute(&mut **$tx).await?;
            }};
        }
        match tx {
            Tx::Sqlite(tx) => insert!(Sqlite, tx),
            Tx::Postgres(tx) => {
                if let Some(organization) = self.organization {
                    enter(tx, OrganizationId(organization)).await?;
                }
                insert!(Postgres, tx);
            }
        }
        Ok(())
    }
}
