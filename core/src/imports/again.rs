//! The same file again: where nothing changed since it was loaded, the stored report answers and nothing is read.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::file::Options;
use super::journal::Said;
use super::records::{Alone, Entity, Rejected, Skipped, Warning};
use super::report::{Control, IgnoredReport, ImportReport, Outcome, TableReport};
use crate::error::Result;
use crate::from_row;
use crate::money::{Money, Quantity};
use crate::store::Scope;

/// The newest import, where it left the organization as it is now.
pub(super) struct Newest {
    pub(super) number: i64,
    pub(super) sha256: String,
    options: Option<String>,
    created_at: DateTime<Utc>,
    undone_at: Option<DateTime<Utc>>,
}
from_row!(Newest { number, sha256, options, created_at, undone_at });

impl Newest {
    /// Whether it stands, and was loaded with the same words of the person.
    fn is_as_said(&self, options: &Options) -> bool {
        let said = Said::parse(self.options.as_deref());
        let same = said.entity.as_deref() == options.entity.map(Entity::id)
            && said.columns == options.columns
            && said.decided == options.decided;
        same && self.undone_at.is_none() && options.again.is_none()
    }
}

/// Every write has its line in the audit log, and mappings their own time: the import must be the last of both.
pub(super) async fn newest(scope: &mut Scope, options: &Options) -> Result<Option<Newest>> {
    let newest: Option<Newest> = scope
        .sql(
            "SELECT number, sha256, options, created_at, undone_at FROM imports WHERE organization_id = $1
              ORDER BY number DESC LIMIT 1",
        )
        .optional()
        .await?;
    let Some(newest) = newest.filter(|it| it.is_as_said(options)) else {
        return Ok(None);
    };
    let last: Option<(String, String)> =
        scope.sql("SELECT action, subject FROM audit_log WHERE organization_id = $1 ORDER BY id DESC LIMIT 1").optional().await?;
    let (mappings,): (i64,) = scope
        .sql("SELECT COUNT(*) FROM mappings WHERE organization_id = $1 AND updated_at >= $2")
        .bind(newest.created_at)
        .one()
        .await?;
    let is_last = last.is_some_and(|(action, subject)| action == "import" && subject == newest.number.to_string());
    Ok(Some(newest).filter(|_| is_last && mappings == 0))
}

/// The report of that import, as if the file had been loaded once more. `None`: it must be.
pub(super) async fn report(
    scope: &mut Scope,
    newest: &Newest,
    (timezone, today): (Tz, NaiveDate),
) -> Result<Option<ImportReport>> {
    let (stored,): (String,) =
        scope.sql("SELECT report FROM imports WHERE organization_id = $1 AND number = $2").bind(newest.number).one().await?;
    let stored: Value = serde_json::from_str(&stored).map_err(anyhow::Error::new)?;
    // Stock without a date is of the day it is loaded.
    let loaded_on = newest.created_at.with_timezone(&timezone).date_naive();
    let counts_stock = |it: &TableReport| it.control.sum_on_hand.is_some() && loaded_on != today;
    Ok(restored(&stored).filter(|it| !it.tables.iter().any(counts_stock)))
}

/// The report as it is stored: what `import --json` prints, and the warnings in a form that can be said in any language.
pub(super) fn to_json(report: &ImportReport) -> Result<String> {
    let mut value = serde_json::to_value(report).map_err(anyhow::Error::new)?;
    for (n, table) in report.tables.iter().enumerate() {
        let remarks: Vec<Value> = table.warnings.iter().map(|it| json!([it.code, it.args])).collect();
        value["tables"][n]["remarks"] = remarks.into();
    }
    Ok(value.to_string())
}

fn restored(value: &Value) -> Option<ImportReport> {
    let ignored = |it: &Value| Some(IgnoredReport { sheet: words(&it["sheet"]), reason: words(&it["reason"])?, code: "" });
    Some(ImportReport {
        import: None,
        file: words(&value["file"])?,
        result: match value["result"].as_str()? {
            "ok" => Outcome::Ok,
            "partial" => Outcome::Partial,
            _ => return None,
        },
        code: None,
        message: String::new(),
        choice: None,
        encoding: value["encoding"].as_str().map(known),
        delimiter: value["delimiter"].as_str().map(known),
        tables: value["tables"].as_array()?.iter().map(table).collect::<Option<_>>()?,
        ignored: value["ignored"].as_array()?.iter().map(ignored).collect::<Option<_>>()?,
        totals_after: Some(control(&value["totals_after"])),
        took_ms: 0,
    })
}

fn table(value: &Value) -> Option<TableReport> {
    let entity = value["entity"].as_str()?;
    let list = |name: &str| value[name].as_array();
    let rejected = |it: &Value| {
        Some(Rejected {
            row: number(&it["row"])?,
            reason: known(it["reason"].as_str()?),
            field: it["field"].as_str().map(known),
            value: words(&it["value"]),
        })
    };
    let skipped = |it: &Value| Some(Skipped { row: number(&it["row"])?, reason: known(it["reason"].as_str()?) });
    let remark = |it: &Value| {
        let args = it[1].as_array()?.iter().map(|arg| Some((known(arg[0].as_str()?), words(&arg[1])?)));
        Some(Warning { code: known(it[0].as_str()?), args: args.collect::<Option<_>>()? })
    };
    let mut control = control(&value["control"]);
    control.created_customers = control.created_customers.map(|_| 0);
    control.created_products = control.created_products.map(|_| 0);
    let columns = value["columns"].as_object()?.iter();
    Some(TableReport {
        sheet: words(&value["sheet"]),
        entity: Entity::ALL.into_iter().find(|it| it.id() == entity)?,
        header_row: number(&value["header_row"])?,
        header_rows: number(&value["header_rows"])?,
        columns: columns.map(|(header, field)| Some((header.clone(), words(field)?))).collect::<Option<_>>()?,
        unmapped: list("unmapped")?.iter().map(words).collect::<Option<_>>()?,
        read: number(&value["read"])?,
        created: 0,
        updated: 0,
        unchanged: number(&value["ok"])?,
        rejected: list("rejected")?.iter().map(rejected).collect::<Option<_>>()?,
        skipped: list("skipped")?.iter().map(skipped).collect::<Option<_>>()?,
        more_rejected: number(&value["more_rejected"]).unwrap_or_default(),
        more_skipped: number(&value["more_skipped"]).unwrap_or_default(),
        warnings: list("remarks")?.iter().map(remark).collect::<Option<_>>()?,
        control,
        source: value["source"].as_str().map(known),
        proposed: Vec::new(),
        shape: String::new(),
        remembered: false,
        made_plain: None,
        alone: Alone::default(),
    })
}

fn control(value: &Value) -> Control {
    let count = |name: &str| number(&value[name]);
    let quantity = |name: &str| value[name].as_f64().map(|it| Quantity((it * 1000.0).round() as i64));
    let money = |name: &str| value[name].as_str().and_then(money);
    let date = |name: &str| value[name].as_str().and_then(|it| it.parse::<NaiveDate>().ok());
    Control {
        lines: count("lines"),
        orders: count("orders"),
        customers: count("customers"),
        products: count("products"),
        deals: count("deals"),
        sum_qty: quantity("sum_qty"),
        sum_amount: money("sum_amount"),
        revenue: money("revenue"),
        sum_price: money("sum_price"),
        sum_on_hand: quantity("sum_on_hand"),
        value: money("value"),
        first_date: date("first_date"),
        last_date: date("last_date"),
        date: date("date"),
        warehouse: words(&value["warehouse"]),
        cancelled_orders: count("cancelled_orders"),
        return_documents: count("return_documents"),
        created_customers: count("created_customers"),
        created_products: count("created_products"),
    }
}

/// The machine form of `Money`.
fn money(text: &str) -> Option<Money> {
    let (major, minor) = text.split_once('.')?;
    format!("{major}{minor}").parse().ok().map(Money)
}

fn number<T: TryFrom<u64>>(value: &Value) -> Option<T> {
    value.as_u64().and_then(|it| it.try_into().ok())
}

fn words(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

/// The same word as our own code has it. Codes, fields and names of arguments are some hundred in all.
fn known(word: &str) -> &'static str {
    static WORDS: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(word) = words.get(word) {
        return word;
    }
    let word: &'static str = String::leak(word.to_owned());
    words.insert(word);
    word
}
