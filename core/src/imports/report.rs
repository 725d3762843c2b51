//! What became of a file: figures for programs (`import --json`). `words` says it to people.

use chrono::NaiveDate;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::load::warning_text;
use super::records::{Alone, Choice, Entity, Ignored, MadePlain, ProposedColumn, Rejected, Skipped, Warning};
use crate::locale::{Locale, text};
use crate::money::{Money, Quantity};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All data rows are stored.
    Ok,
    /// Some rows are rejected, the others stored.
    Partial,
    /// Nothing to store and nothing wrong.
    Empty,
    /// Not accepted; `code` says why.
    Refused,
    /// The person must choose first; nothing is stored.
    NeedsChoice,
}

#[derive(Clone, Debug, Serialize)]
pub struct ImportReport {
    /// The number people see; absent where nothing was stored.
    pub import: Option<String>,
    pub file: String,
    pub result: Outcome,
    pub code: Option<&'static str>,
    pub message: String,
    /// The question behind `needs_choice`, with its ready answers.
    #[serde(skip)]
    pub choice: Option<Choice>,
    pub encoding: Option<&'static str>,
    pub delimiter: Option<&'static str>,
    pub tables: Vec<TableReport>,
    pub ignored: Vec<IgnoredReport>,
    pub totals_after: Option<Control>,
    pub took_ms: u64,
}

#[derive(Clone, Debug, Serialize)]
pub struct IgnoredReport {
    pub sheet: Option<String>,
    pub reason: String,
    #[serde(skip)]
    pub code: &'static str,
}

#[derive(Clone, Debug)]
pub struct TableReport {
    pub sheet: Option<String>,
    pub entity: Entity,
    pub header_row: u32,
    pub header_rows: u32,
    pub columns: Vec<(String, String)>,
    pub unmapped: Vec<String>,
    pub read: usize,
    pub created: usize,
    pub updated: usize,
    pub unchanged: usize,
    pub rejected: Vec<Rejected>,
    pub skipped: Vec<Skipped>,
    /// Rejected and skipped rows beside those listed: only files without a good row have so many.
    pub more_rejected: usize,
    pub more_skipped: usize,
    pub warnings: Vec<Warning>,
    pub control: Control,
    /// The program whose export this is, if the table's shape tells.
    pub source: Option<&'static str>,
    pub proposed: Vec<ProposedColumn>,
    /// Digest of the headers, the key of remembered mappings.
    pub shape: String,
    /// Read as a person confirmed for a table of this shape.
    pub remembered: bool,
    /// The rejected rows made plain, where the file has another layout.
    pub made_plain: Option<MadePlain>,
    /// What the rejected rows need to be read alone.
    pub alone: Alone,
}

/// Figures to compare with the file. Absent: they make no sense for this kind of table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Control {
    pub lines: Option<usize>,
    pub orders: Option<usize>,
    pub customers: Option<usize>,
    pub products: Option<usize>,
    pub deals: Option<usize>,
    pub sum_qty: Option<Quantity>,
    pub sum_amount: Option<Money>,
    pub revenue: Option<Money>,
    pub sum_price: Option<Money>,
    pub sum_on_hand: Option<Quantity>,
    pub value: Option<Money>,
    pub first_date: Option<NaiveDate>,
    pub last_date: Option<NaiveDate>,
    pub date: Option<NaiveDate>,
    pub warehouse: Option<String>,
    pub cancelled_orders: Option<usize>,
    pub return_documents: Option<usize>,
    pub created_customers: Option<usize>,
    pub created_products: Option<usize>,
}

impl TableReport {
    /// Data rows stored.
    pub fn ok(&self) -> usize {
        self.created + self.updated + self.unchanged
    }

    /// Rows rejected, listed or not.
    pub fn rejected(&self) -> usize {
        self.rejected.len() + self.more_rejected
    }
}

impl Serialize for Control {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        macro_rules! counts {
            ($($field:ident),+) => {$(
                if let Some(value) = self.$field {
                    map.serialize_entry(stringify!($field), &value)?;
                }
            )+};
        }
        macro_rules! words {
            ($($field:ident),+) => {$(
                if let Some(value) = &self.$field {
                    map.serialize_entry(stringify!($field), &value.to_string())?;
                }
            )+};
        }
        macro_rules! quantities {
            ($($field:ident),+) => {$(
                if let Some(value) = self.$field {
                    map.serialize_entry(stringify!($field), &quantity(value))?;
                }
            )+};
        }
        counts!(
            lines,
            orders,
            customers,
            products,
            deals,
            cancelled_orders,
            return_documents,
            created_customers,
            created_products
        );
        quantities!(sum_qty, sum_on_hand);
        words!(sum_amount, revenue, sum_price, value, first_date, last_date, date, warehouse);
        map.end()
    }
}

/// Whole quantities are whole numbers in JSON.
fn quantity(value: Quantity) -> serde_json::Value {
    if value.0 % 1000 == 0 { (value.0 / 1000).into() } else { value.to_f64().into() }
}

impl Serialize for TableReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns: serde_json::Map<String, serde_json::Value> =
            self.columns.iter().map(|(header, field)| (header.clone(), field.clone().into())).collect();
        let rejected: Vec<serde_json::Value> = self
            .rejected
            .iter()
            .map(|it| serde_json::json!({"row": it.row, "reason": it.reason, "field": it.field, "value": it.value}))
            .collect();
        let skipped: Vec<serde_json::Value> =
            self.skipped.iter().map(|it| serde_json::json!({"row": it.row, "reason": it.reason})).collect();
        let warnings: Vec<String> = self.warnings.iter().map(|it| warning_text(Locale::En, it)).collect();
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("sheet", &self.sheet)?;
        map.serialize_entry("entity", self.entity.id())?;
        map.serialize_entry("header_row", &self.header_row)?;
        map.serialize_entry("header_rows", &self.header_rows)?;
        map.serialize_entry("columns", &columns)?;
        map.serialize_entry("unmapped", &self.unmapped)?;
        map.serialize_entry("read", &self.read)?;
        map.serialize_entry("ok", &self.ok())?;
        map.serialize_entry("created", &self.created)?;
        map.serialize_entry("updated", &self.updated)?;
        map.serialize_entry("unchanged", &self.unchanged)?;
        map.serialize_entry("rejected", &rejected)?;
        map.serialize_entry("skipped", &skipped)?;
        for (name, count) in [("more_rejected", self.more_rejected), ("more_skipped", self.more_skipped)] {
            if count > 0 {
                map.serialize_entry(name, &count)?;
            }
        }
        map.serialize_entry("warnings", &warnings)?;
        map.serialize_entry("control", &self.control)?;
        map.serialize_entry("source", &self.source)?;
        map.end()
    }
}

impl IgnoredReport {
    pub(super) fn new(locale: Locale, ignored: &Ignored) -> Self {
        let reason = text(locale, &format!("import-ignored-{}", ignored.reason.replace('_', "-")), &[]);
        Self { sheet: ignored.sheet.clone(), reason, code: ignored.reason }
    }
}
