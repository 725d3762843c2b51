//! The records that imports write, as the journal sees them: their columns, and their versions as JSON.
//! A version is a list of rows, a row a list of values in the order of the columns named here; a column added later is
//! added at the end, so that versions kept before it read as NULL there.

use std::fmt::{self, Write};

use serde::de::{Deserialize, Deserializer, Visitor};

use crate::error::{Error, Result};
use crate::store::{Bind, Row};

/// What a version is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    Customer,
    Alias,
    Product,
    Order,
    Stock,
    Stage,
    Deal,
    /// All events of one deal.
    DealEvents,
}

impl Kind {
    pub const ALL: [Self; 8] =
        [Self::Customer, Self::Alias, Self::Product, Self::Order, Self::Stock, Self::Stage, Self::Deal, Self::DealEvents];

    pub fn id(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Alias => "alias",
            Self::Product => "product",
            Self::Order => "order",
            Self::Stock => "stock",
            Self::Stage => "stage",
            Self::Deal => "deal",
            Self::DealEvents => "deal_events",
        }
    }

    pub fn find(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.id() == id)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Type {
    Integer,
    Text,
}

/// A table whose rows are records of their own. `N` values follow the organization; the last is `import_id`.
pub(super) struct Table<const N: usize> {
    pub(super) kind: Kind,
    pub(super) name: &'static str,
    pub(super) columns: &'static [&'static str],
    pub(super) types: [Type; N],
    pub(super) key: &'static [&'static str],
    /// Rows of records in `scratch_ids` that another import than `$2` wrote, by id from `$3`.
    pub(super) rows: &'static str,
    /// Ids whose newest version is of import `$2`.
    pub(super) written: &'static str,
    /// Records in `scratch_ids` of import `$2` pass to import `$3`.
    pub(super) pass: &'static str,
    pub(super) delete: &'static str,
}

macro_rules! integer_or_text {
    (integer) => {
        Type::Integer
    };
    (text) => {
        Type::Text
    };
}

macro_rules! table {
    ($const:ident: $kind:ident, $table:literal, $n:literal, key $($key:ident)+; $($column:ident $type:ident),+ $(,)?) => {
        pub(super) const $const: Table<$n> = Table {
            kind: Kind::$kind,
            name: $table,
            columns: &["organization_id", $(stringify!($column),)+ "import_id"],
            types: [$(integer_or_text!($type),)+ Type::Integer],
            key: &["organization_id", $(stringify!($key)),+],
            rows: concat!(
                "SELECT ", $("it.", stringify!($column), ", ",)+ "it.import_id FROM scratch_ids s CROSS JOIN ", $table, " it
                 WHERE s.organization_id = $1 AND s.id > $3 AND it.organization_id = $1 AND it.id = s.id
                   AND (it.import_id IS NULL OR it.import_id <> $2) ORDER BY s.id LIMIT 2000"
            ),
            written: concat!("SELECT id FROM ", $table, " WHERE organization_id = $1 AND import_id = $2 ORDER BY id"),
            pass: concat!(
                "UPDATE ", $table, " SET import_id = $3 WHERE organization_id = $1 AND import_id = $2
                 AND id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)"
            ),
            delete: concat!("DELETE FROM ", $table, " WHERE organization_id = $1 AND import_id = $2"),
        };
    };
}

table!(CUSTOMERS: Customer, "customers", 17, key id;
    id integer, code text, code_key text, name text, name_key text, tax_id text, phone text, phone_key text, email text,
    city text, region text, address text, type text, manager text, created_on integer, draft integer);
table!(PRODUCTS: Product, "products", 17, key id;
    id integer, sku text, sku_key text, name text, name_key text, barcode text, category text, brand text, unit text,
    price integer, cost integer, supplier text, lead_time_days integer, created_on integer, active integer, draft integer);
table!(STAGES: Stage, "stages", 7, key id;
    id integer, name text, name_key text, position integer, probability integer, outcome text);
table!(DEALS: Deal, "deals", 11, key id;
    id integer, code text, title text, customer_id integer, amount integer, stage_id integer, probability integer,
    manager text, created_on integer, closed_on integer);
table!(ORDERS: Order, "orders", 11, key id;
    id integer, number text, ordered_on integer, customer_id integer, status text, class integer, manager text, comment text,
    digest integer, lines text);
table!(ALIASES: Alias, "customer_aliases", 3, key code_key; code_key text, customer_id integer);
table!(STOCK: Stock, "stock_levels", 6, key product_id warehouse counted_on;
    product_id integer, warehouse text, counted_on integer, on_hand integer, unit_cost integer);

pub(super) const EVENT_COLUMNS: &[&str] =
    &["organization_id", "deal_id", "position", "happened_on", "from_stage_id", "to_stage_id", "import_id"];
/// Values of an event in a version: those between `deal_id` and `import_id`.
pub(super) const EVENT_VALUES: usize = 4;

/// Where versions name other records: places of values in a row.
pub(super) mod place {
    pub const ORDER_DAY: usize = 2;
    pub const ORDER_CUSTOMER: usize = 3;
    pub const ORDER_CLASS: usize = 5;
    pub const ORDER_DIGEST: usize = 8;
    pub const ORDER_LINES: usize = 9;
    pub const DEAL_CUSTOMER: usize = 3;
    pub const DEAL_STAGE: usize = 5;
    pub const EVENT_FROM: usize = 2;
    pub const EVENT_TO: usize = 3;
    pub const ALIAS_CUSTOMER: usize = 1;
    pub const STOCK_PRODUCT: usize = 0;
}

/// A stored value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Null,
    Integer(i64),
    Text(String),
}

impl Value {
    pub(super) fn integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    pub(super) fn bind(&self, type_: Type) -> Bind {
        match (self, type_) {
            (Self::Text(text), _) => text.into(),
            (Self::Integer(value), _) => (*value).into(),
            (Self::Null, Type::Integer) => Bind::Integer(None),
            (Self::Null, Type::Text) => Bind::Text(None),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl Visitor<'_> for Any {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number, a text or null")
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Null)
            }
            fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
                Ok(Value::Integer(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
                Ok(i64::try_from(value).map_or(Value::Null, Value::Integer))
            }
            fn visit_str<E>(self, value: &str) -> Result<Value, E> {
                Ok(Value::Text(value.to_owned()))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

/// The rows of one version.
pub(super) type Rows = Vec<Vec<Value>>;

pub(super) fn parse(version: &str) -> Result<Rows> {
    serde_json::from_str(version)
        .map_err(|cause| Error::Internal(anyhow::Error::new(cause).context("a kept version is unreadable")))
}

pub(super) fn to_json(rows: &Rows) -> String {
    let mut json = String::from("[");
    for row in rows {
        begin_row(&mut json);
        for (n, value) in row.iter().enumerate() {
            push_value(&mut json, n, value);
        }
        json.push(']');
    }
    json.push(']');
    json
}

/// Adds a row of a version under way: the values of `row` from column `from` on.
pub(super) fn push_row(json: &mut String, row: &Row, from: usize, types: &[Type]) -> Result<()> {
    begin_row(json);
    for (n, type_) in types.iter().enumerate() {
        let value = match type_ {
            Type::Integer => row.get::<Option<i64>>(from + n)?.map_or(Value::Null, Value::Integer),
            Type::Text => row.get::<Option<String>>(from + n)?.map_or(Value::Null, Value::Text),
        };
        push_value(json, n, &value);
    }
    json.push(']');
    Ok(())
}

fn begin_row(json: &mut String) {
    json.push_str(if json.len() > 1 { ",[" } else { "[" });
}

fn push_value(json: &mut String, n: usize, value: &Value) {
    if n > 0 {
        json.push(',');
    }
    match value {
        Value::Null => json.push_str("null"),
        // Writing to a string cannot fail.
        Value::Integer(value) => _ = write!(json, "{value}"),
        Value::Text(text) => json.push_str(&serde_json::Value::from(text.as_str()).to_string()),
    }
}

/// Values of a kept row as they are stored; those of columns that came later are NULL.
pub(super) fn binds<const N: usize>(types: &[Type; N], row: &[Value]) -> [Bind; N] {
    std::array::from_fn(|n| row.get(n).unwrap_or(&Value::Null).bind(types[n]))
}

/// A kept row as it goes back into its table; the last value is whose version it is.
pub(super) fn row<const N: usize>(table: &Table<N>, row: &[Value], owner: Option<i64>) -> [Bind; N] {
    let mut binds = binds(&table.types, row);
    if let Some(last) = binds.last_mut() {
        *last = owner.into();
    }
    binds
}

/// The key of a stock level as text.
pub(super) fn stock_record(product: i64, warehouse: &str, day: i64) -> String {
    format!("{product}|{day}|{warehouse}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_reads_back_as_it_was_written() {
        let rows = vec![
            vec![Value::Integer(-7), Value::Null, Value::Text("ТОВ «Ґанок» \\ \"x\"\n\u{1}".into())],
            vec![],
            vec![Value::Integer(i64::MIN), Value::Integer(i64::MAX)],
        ];
        assert_eq!(parse(&to_json(&rows)).unwrap(), rows);
        assert_eq!(parse(&to_json(&Vec::new())).unwrap(), Rows::new());
    }
}
