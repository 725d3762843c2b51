//! Tables as people keep them -> typed records. Text in, text out.

use kabinet_core::config::ImportLimits;
use kabinet_core::imports::mapping::{self, MapContext};
use kabinet_core::imports::read;
use kabinet_core::imports::records::{Mapped, MappedTable, Records};

pub fn context(currency: &str) -> MapContext {
    MapContext {
        currency: currency.into(),
        timezone: chrono_tz::Europe::Kyiv,
        today: "2026-11-22".parse().unwrap(),
        forced_entity: None,
        forced_columns: Vec::new(),
        remembered: Vec::new(),
    }
}

fn map(file_name: &str, text: &str, context: &MapContext) -> Mapped {
    let workbook = read::read_bytes(text.as_bytes().to_vec(), &ImportLimits::default()).unwrap();
    mapping::map(&workbook, file_name, context)
}

/// The outcome in a few lines: what it is, its columns, its rows, what was left out.
pub fn shown(mapped: &Mapped) -> String {
    let mut lines: Vec<String> = mapped.tables.iter().map(table).collect();
    lines.extend(mapped.ignored.iter().map(|it| format!("ignored {}", it.reason)));
    lines.extend(mapped.choice.iter().map(|it| format!("choice {}", it.code)));
    lines.join("\n")
}

fn table(table: &MappedTable) -> String {
    let mut lines = vec![format!("{} {}+{}", table.entity.id(), table.header_row, table.header_rows)];
    lines.push(table.columns.iter().map(|(header, field)| format!("{header}={field}")).collect::<Vec<_>>().join("; "));
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
    match &table.records {
        Records::Orders(rows) => lines.extend(rows.iter().map(|it| {
            let customer = it.heading.customer.code.clone().or(it.heading.customer.name.clone());
            let product = it.product.sku.clone().or(it.product.name.clone());
            format!(
                "{} {} {} {} {} {} = {} {:?}",
                it.row,
                or(&it.heading.number),
                it.heading.date,
                or(&customer),
                or(&product),
                it.quantity,
                it.amount,
                it.heading.class
            )
        })),
        Records::Stock(rows) => lines.extend(rows.iter().map(|it| {
            let cost = it.unit_cost.map_or("-".into(), |it| it.to_string());
            format!("{} {} {} {} {} {cost}", it.row, it.date, or(&it.warehouse), or(&it.product.sku), it.on_hand)
        })),
        Records::Products(rows) => lines.extend(rows.iter().map(|it| {
            let price = it.price.or(it.cost).map_or("-".into(), |it| it.to_string());
            format!("{} {} {} {} {price}", it.row, or(&it.sku), or(&it.name), or(&it.category))
        })),
        Records::Customers(rows) => {
            lines.extend(rows.iter().map(|it| format!("{} {} {} {}", it.row, or(&it.code), or(&it.name), or(&it.city))))
        }
        other => lines.push(format!("{other:?}")),
    }
    lines.extend(table.rejected.iter().map(|it| format!("{} rejected {} {}", it.row, it.reason, it.field.unwrap_or_default())));
    lines.extend(table.skipped.iter().map(|it| format!("{} skipped {}", it.row, it.reason)));
    lines.extend(table.warnings.iter().map(|it| format!("warning {}", it.code)));
    let records = match &table.records {
        Records::Customers(rows) => rows.len(),
        Records::Products(rows) => rows.len(),
        Records::Orders(rows) => rows.len(),
        Records::Stock(rows) => rows.len(),
        Records::Deals(rows) => rows.len(),
        Records::DealEvents(rows) => rows.len(),
    };
    assert_eq!(table.read, records + table.rejected.len() + table.skipped.len(), "every row is accounted for");
    lines.join("\n")
}

#[test]
fn tables_become_records() {
    let cases = include_str!("imports/mapping.txt");
    let mut wrong = String::new();
    for case in cases.split("\n=== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let (given, expected) = rest.split_once("\n---\n").unwrap();
        let (file_name, currency) = title.split_once(' ').unwrap();
        let found = shown(&map(file_name, given, &context(currency)));
        if found != expected.trim_end() {
            wrong += &format!("\n=== {title}\n{given}\n---\n{found}\n");
        }
    }
    assert!(wrong.is_empty(), "found instead:{wrong}");
}
