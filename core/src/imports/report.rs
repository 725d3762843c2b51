//! What became of a file: figures for programs (`import --json`), sentences for people.

use chrono::NaiveDate;
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::load::warning_text;
use super::records::{Choice, Entity, Ignored, ProposedColumn, Rejected, Skipped, Warning};
use super::sheets::{Limit, Refusal};
use crate::config::ImportLimits;
use crate::locale::{self, Arg, Locale, text};
use crate::money::{Money, Quantity};
use crate::period::Period;

/// Problems told in words before the rest is only counted.
const PROBLEMS_SHOWN: usize = 3;

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

/// Why a file was not accepted, with the limit it goes beyond; `size` is that of the file in bytes.
pub(super) fn refusal_text(locale: Locale, refusal: Refusal, limits: &ImportLimits, size: u64) -> String {
    let megabytes = |bytes: u64| i64::try_from(bytes.div_ceil(1_000_000)).unwrap_or(i64::MAX);
    let count = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let limit = match refusal {
        Refusal::TooLarge(Limit::Bytes) => megabytes(limits.max_bytes),
        Refusal::TooLarge(Limit::Unpacked) => megabytes(limits.max_unpacked),
        Refusal::TooLarge(Limit::Cells) => count(limits.max_cells),
        Refusal::TooLarge(Limit::Columns) => count(limits.max_columns),
        Refusal::TooLarge(Limit::Time) => count(limits.max_time.as_secs()),
        _ => 0,
    };
    text(locale, refusal.message(), &[("limit", Arg::from(limit)), ("size", Arg::from(megabytes(size)))])
}

/// What the file is, before it is loaded.
pub fn preview_text(locale: Locale, report: &ImportReport, currency: &str) -> String {
    if !matches!(report.result, Outcome::Ok | Outcome::Partial) {
        return report.message.clone();
    }
    let mut lines = vec![text(locale, "import-preview", &[("file", Arg::from(&report.file))])];
    for table in &report.tables {
        lines.push(describe(locale, table, currency));
        lines.push(changes(locale, table));
        lines.extend(problems(locale, table));
    }
    lines.extend(report.ignored.iter().map(|it| {
        let sheet = it.sheet.clone().unwrap_or_default();
        text(locale, "import-ignored", &[("sheet", Arg::from(sheet)), ("reason", Arg::from(&it.reason))])
    }));
    lines.join("\n")
}

/// What was loaded.
pub fn done_text(locale: Locale, report: &ImportReport, currency: &str) -> String {
    let mut lines = vec![report.message.clone()];
    if matches!(report.result, Outcome::Ok | Outcome::Partial) {
        for table in &report.tables {
            lines.push(describe(locale, table, currency));
            lines.push(changes(locale, table));
            lines.extend(problems(locale, table));
        }
    }
    lines.join("\n")
}

/// `Замовлення (аркуш «Продажі»): 1 220 рядків · 01.02.2026 – 28.02.2026 · 1 234 567,89 ₴`
fn describe(locale: Locale, table: &TableReport, currency: &str) -> String {
    let entity = text(locale, &format!("import-entity-{}", table.entity.id().replace('_', "-")), &[]);
    let name = match &table.sheet {
        Some(sheet) => text(locale, "import-sheet", &[("entity", Arg::from(entity)), ("sheet", Arg::from(sheet))]),
        None => entity,
    };
    let mut facts = vec![text(locale, "import-rows", &[("count", Arg::from(table.ok()))])];
    let control = &table.control;
    if let (Some(from), Some(to)) = (control.first_date, control.last_date) {
        facts.push(locale::format_period(locale, Period { from, to }));
    } else if let Some(date) = control.date {
        facts.push(locale::format_date(locale, date));
    }
    if let Some(sum) = control.sum_amount.or(control.value) {
        facts.push(locale::format_money(locale, sum, currency));
    }
    if let Some(source) = table.source {
        facts.push(text(locale, "import-source", &[("source", Arg::from(source))]));
    }
    format!("{name}: {}", facts.join(" · "))
}

fn changes(locale: Locale, table: &TableReport) -> String {
    let args = [
        ("created", Arg::from(table.created)),
        ("updated", table.updated.into()),
        ("unchanged", table.unchanged.into()),
        ("rejected", table.rejected().into()),
    ];
    text(locale, "import-changes", &args)
}

/// The first rejected rows in words, then what was left out and what to know.
fn problems(locale: Locale, table: &TableReport) -> Vec<String> {
    let mut lines: Vec<String> = table.rejected.iter().take(PROBLEMS_SHOWN).map(|it| rejected_text(locale, it)).collect();
    let rest = table.rejected().saturating_sub(PROBLEMS_SHOWN);
    if rest > 0 {
        lines.push(text(locale, "import-rejected-more", &[("count", rest.into())]));
    }
    let skipped = table.skipped.iter().filter(|it| it.reason != "blank").count() + table.more_skipped;
    if skipped > 0 {
        lines.push(text(locale, "import-skipped", &[("count", skipped.into())]));
    }
    let (customers, products) = (table.control.created_customers.unwrap_or(0), table.control.created_products.unwrap_or(0));
    if customers + products > 0 {
        lines.push(text(locale, "import-drafts", &[("customers", customers.into()), ("products", products.into())]));
    }
    lines.extend(table.warnings.iter().take(PROBLEMS_SHOWN).map(|it| format!("• {}", warning_text(locale, it))));
    let rest = table.warnings.len().saturating_sub(PROBLEMS_SHOWN);
    if rest > 0 {
        lines.push(text(locale, "import-warnings-more", &[("count", rest.into())]));
    }
    lines
}

fn rejected_text(locale: Locale, rejected: &Rejected) -> String {
    let reason = text(locale, &format!("import-reason-{}", rejected.reason.replace('_', "-")), &[]);
    let field = rejected.field.map(|it| text(locale, &format!("field-{}", it.replace(['.', '_'], "-")), &[])).unwrap_or_default();
    let value = rejected.value.clone().unwrap_or_default();
    let id = match (field.is_empty(), value.is_empty()) {
        (true, _) => "import-rejected-row",
        (false, true) => "import-rejected-field",
        (false, false) => "import-rejected-value",
    };
    // A row number is a name, not an amount: no thousands separators.
    let args = [
        ("row", Arg::from(rejected.row.to_string())),
        ("reason", reason.into()),
        ("field", field.into()),
        ("value", value.into()),
    ];
    text(locale, id, &args)
}
