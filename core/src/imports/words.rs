//! What became of a file, said to a tired shop owner: short, the figures first, then what needs attention.

use super::load::warning_text;
use super::records::{Rejected, Warning};
use super::report::{ImportReport, Outcome, TableReport};
use super::sheets::{Limit, Refusal};
use crate::config::ImportLimits;
use crate::locale::{self, Arg, Locale, text};
use crate::period::Period;

/// Problems told in words before the rest is only counted.
const PROBLEMS_SHOWN: usize = 3;

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
    if !is_loadable(report) {
        return report.message.clone();
    }
    let file = Arg::from(&report.file);
    let mut lines = Vec::new();
    match report.tables.as_slice() {
        [table] => {
            lines.push(text(locale, "import-preview-one", &[("file", file), ("table", describe(locale, table, currency).into())]))
        }
        _ => lines.push(text(locale, "import-preview", &[("file", file)])),
    }
    lines.extend(details(locale, report, currency));
    lines.join("\n")
}

/// The first line of a preview alone, for whom counts of new and changed rows would say nothing yet.
pub fn glance_text(locale: Locale, report: &ImportReport, currency: &str) -> String {
    let tables: Vec<String> = report.tables.iter().map(|it| describe(locale, it, currency)).collect();
    text(locale, "import-preview-one", &[("file", Arg::from(&report.file)), ("table", tables.join("; ").into())])
}

/// What was loaded, for whoever saw the preview: one line, and another if something is left to do.
pub fn done_text(locale: Locale, report: &ImportReport) -> String {
    let mut lines = vec![report.message.clone()];
    if is_loadable(report) && n_rejected(report) > 0 {
        lines.push(text(locale, "import-rejected-hint", &[]));
    }
    lines.join("\n")
}

/// What was loaded, for whoever saw no preview.
pub fn full_text(locale: Locale, report: &ImportReport, currency: &str) -> String {
    let mut lines = vec![report.message.clone()];
    if is_loadable(report) {
        if let [table] = report.tables.as_slice() {
            lines.push(describe(locale, table, currency));
        }
        lines.extend(details(locale, report, currency));
    }
    lines.join("\n")
}

/// Why a row was not loaded, without its number: `сума: не вдалося прочитати число — «abc»`.
pub fn reason_text(locale: Locale, rejected: &Rejected) -> String {
    let reason = text(locale, &format!("import-reason-{}", rejected.reason.replace('_', "-")), &[]);
    let field = rejected.field.map(|it| field_text(locale, it)).unwrap_or_default();
    let value = rejected.value.clone().unwrap_or_default();
    let id = match (field.is_empty(), value.is_empty()) {
        (true, _) => return reason,
        (false, true) => "import-why-field",
        (false, false) => "import-why-value",
    };
    text(locale, id, &[("reason", reason.into()), ("field", field.into()), ("value", value.into())])
}

/// A field in people's words.
pub fn field_text(locale: Locale, field: &str) -> String {
    text(locale, &format!("field-{}", field.replace(['.', '_'], "-")), &[])
}

/// A kind of table in people's words.
pub fn entity_text(locale: Locale, entity: super::records::Entity) -> String {
    text(locale, &format!("import-entity-{}", entity.id().replace('_', "-")), &[])
}

fn is_loadable(report: &ImportReport) -> bool {
    matches!(report.result, Outcome::Ok | Outcome::Partial)
}

fn n_rejected(report: &ImportReport) -> usize {
    report.tables.iter().map(TableReport::rejected).sum()
}

/// Everything of a preview below its first line.
fn details(locale: Locale, report: &ImportReport, currency: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for table in &report.tables {
        if report.tables.len() > 1 {
            lines.push(describe(locale, table, currency));
        }
        lines.push(changes(locale, table));
        lines.extend(problems(locale, table, report.import.is_some()));
    }
    lines.extend(report.ignored.iter().map(|it| {
        let sheet = it.sheet.clone().unwrap_or_default();
        let id = if sheet.is_empty() { "import-ignored-part" } else { "import-ignored" };
        text(locale, id, &[("sheet", Arg::from(sheet)), ("reason", Arg::from(&it.reason))])
    }));
    if report.tables.iter().any(|it| it.remembered) {
        lines.push(text(locale, "import-remembered", &[]));
    }
    lines
}

/// `Замовлення (аркуш «Продажі»): 1 220 рядків · 01.02.2026 – 28.02.2026 · 1 234 567,89 ₴`
fn describe(locale: Locale, table: &TableReport, currency: &str) -> String {
    let entity = entity_text(locale, table.entity);
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
    // Stock without costs is worth something nobody said.
    if let Some(sum) = control.sum_amount.or(control.value.filter(|it| *it != crate::money::Money::ZERO)) {
        facts.push(locale::format_money(locale, sum, currency));
    }
    if let Some(source) = table.source {
        facts.push(text(locale, "import-source", &[("source", Arg::from(source))]));
    }
    format!("{name}: {}", facts.join(" · "))
}

/// Only what there is: `Нових: 8 · змінених: 2`.
fn changes(locale: Locale, table: &TableReport) -> String {
    let counts = [
        ("import-count-created", table.created),
        ("import-count-updated", table.updated),
        ("import-count-unchanged", table.unchanged),
        ("import-count-rejected", table.rejected()),
    ];
    let said: Vec<String> = counts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(id, count)| text(locale, id, &[("count", Arg::from(count))]))
        .collect();
    capitalized(&said.join(" · "))
}

/// The first rejected rows in words, then what was left out and what to know.
fn problems(locale: Locale, table: &TableReport, is_stored: bool) -> Vec<String> {
    let mut lines: Vec<String> = table.rejected.iter().take(PROBLEMS_SHOWN).map(|it| rejected_text(locale, it)).collect();
    let rest = table.rejected().saturating_sub(PROBLEMS_SHOWN);
    if rest > 0 {
        lines.push(text(locale, "import-rejected-more", &[("count", rest.into())]));
    }
    lines.extend(skipped(locale, table));
    lines.extend(drafts(locale, table, is_stored));
    let warnings = gathered(&table.warnings);
    lines.extend(warnings.iter().take(PROBLEMS_SHOWN).map(|(warning, more)| {
        let more = match more {
            0 => String::new(),
            more => text(locale, "import-warning-more", &[("count", Arg::from(*more))]),
        };
        format!("• {}{more}", capitalized(&warning_text(locale, warning)))
    }));
    let rest = warnings.len().saturating_sub(PROBLEMS_SHOWN);
    if rest > 0 {
        lines.push(text(locale, "import-warnings-more", &[("count", rest.into())]));
    }
    lines
}

/// The first warning of each kind, and how many more of the kind there are.
fn gathered(warnings: &[Warning]) -> Vec<(&Warning, usize)> {
    let mut kinds: Vec<(&Warning, usize)> = Vec::new();
    for warning in warnings {
        match kinds.iter_mut().find(|(first, _)| first.code == warning.code) {
            // A warning about a column stands for itself: its words name the column.
            Some((first, more)) if first.args.iter().any(|(name, _)| *name == "row") => *more += 1,
            _ => kinds.push((warning, 0)),
        }
    }
    kinds
}

/// `Пропущено: підсумки — 3, підзаголовки — 12`; blank rows are nothing to talk about.
fn skipped(locale: Locale, table: &TableReport) -> Option<String> {
    let count = |reason: &str| table.skipped.iter().filter(|it| it.reason == reason).count();
    let parts: Vec<String> = ["total", "group", "repeated_header", "footer"]
        .into_iter()
        .filter(|reason| count(reason) > 0)
        .map(|reason| {
            let id = format!("import-skipped-{}", reason.replace('_', "-"));
            text(locale, &id, &[("count", Arg::from(count(reason)))])
        })
        .collect();
    (!parts.is_empty()).then(|| text(locale, "import-skipped", &[("parts", Arg::from(parts.join(", ")))]))
}

/// Customers and products that the rows name first: they are there once the file is loaded, not before.
fn drafts(locale: Locale, table: &TableReport, is_stored: bool) -> Option<String> {
    let named = [
        ("import-drafts-customers", table.control.created_customers),
        ("import-drafts-products", table.control.created_products),
    ];
    let parts: Vec<String> = named
        .into_iter()
        .filter_map(|(id, count)| Some((id, count.filter(|it| *it > 0)?)))
        .map(|(id, count)| text(locale, id, &[("count", Arg::from(count))]))
        .collect();
    let id = if is_stored { "import-drafts" } else { "import-drafts-coming" };
    (!parts.is_empty()).then(|| text(locale, id, &[("parts", Arg::from(parts.join(", ")))]))
}

fn rejected_text(locale: Locale, rejected: &Rejected) -> String {
    // A row number is a name, not an amount: no thousands separators.
    let args = [("row", Arg::from(rejected.row.to_string())), ("why", reason_text(locale, rejected).into())];
    text(locale, "import-rejected-row", &args)
}

fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
