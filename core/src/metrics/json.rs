//! A table as programs read it: columns with their kinds and units, values unrounded, decimals as strings.

use serde_json::{Value, json};

use super::table::{Cell, ColumnRole, MetricTable, Unit};

/// `{"columns": [{"id", "kind", "unit"}, …], "rows": [["2026-07", "1234567.89"], …]}`
pub fn to_json(table: &MetricTable) -> Value {
    let columns: Vec<Value> = table
        .columns
        .iter()
        .map(|column| json!({"id": column.id, "kind": kind(column.role), "unit": unit(column.unit, &table.currency)}))
        .collect();
    let rows: Vec<Vec<Value>> = table.rows.iter().map(|row| row.iter().map(value).collect()).collect();
    json!({"columns": columns, "rows": rows})
}

fn kind(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Dimension(_) => "dimension",
        ColumnRole::Metric(_) => "metric",
        ColumnRole::Base(_) => "base",
        ColumnRole::Difference(_) => "difference",
        ColumnRole::Growth(_) => "growth",
        ColumnRole::Share(_) => "share",
        ColumnRole::CumulativeShare(_) => "cumulative_share",
        ColumnRole::Detail => "detail",
    }
}

fn unit(unit: Unit, currency: &str) -> Value {
    match unit {
        Unit::Money => currency.into(),
        Unit::Units => "units".into(),
        Unit::Count => "count".into(),
        Unit::Percent => "percent".into(),
        Unit::PercentagePoints => "percentage_points".into(),
        Unit::Days => "days".into(),
        Unit::Months => "months".into(),
        Unit::Ratio => "ratio".into(),
        Unit::Date => "date".into(),
        Unit::Text => Value::Null,
    }
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Missing => Value::Null,
        Cell::Text(text) => text.clone().into(),
        Cell::Date(date) => date.to_string().into(),
        Cell::Bucket(grain, start) => grain.label(*start).into(),
        Cell::Weekday(day) => (*day).into(),
        Cell::Money(money) => money.to_string().into(),
        Cell::Quantity(quantity) => quantity.to_string().into(),
        Cell::Count(count) => (*count).into(),
        Cell::Number(number) => number.to_string().into(),
    }
}
