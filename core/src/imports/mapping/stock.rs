//! Rows of a stock count.

use chrono::NaiveDate;

use crate::imports::records::StockRecord;
use crate::imports::sheets::RawRow;

use super::cells::{Cells, Refused, missing};
use super::columns::Columns;
use super::directory;

/// What the table says for all of its rows.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub date: NaiveDate,
    pub warehouse: Option<String>,
    /// Its rows are parts of a product's stock: batches, sizes.
    pub in_parts: bool,
}

/// Headers that tell parts of one product's stock from each other.
const PARTS: &[&str] = &[
    "партія",
    "серія",
    "номер партії",
    "придатний до",
    "термін придатності",
    "строк придатності",
    "розмір",
    "колір",
    "комірка",
    "характеристика",
    "серийный номер",
    "партия",
    "серия",
    "годен до",
    "срок годности",
    "размер",
    "цвет",
    "ячейка",
    "batch",
    "lot",
    "batch no",
    "serial",
    "serial number",
    "expiry",
    "expiry date",
    "best before",
    "size",
    "color",
    "colour",
    "bin",
    "variant",
];

pub(super) fn is_in_parts(columns: &Columns) -> bool {
    columns.headers.iter().zip(&columns.fields).any(|(header, field)| field.is_none() && PARTS.contains(&header.words.as_str()))
}

pub(super) fn stock_row(cells: &mut Cells, row: &RawRow, count: &Count) -> Refused<StockRecord> {
    let date = cells.strict_moment(row, "stock.date")?.map_or(count.date, |it| it.date);
    let product = directory::product(cells, row)?;
    let on_hand = cells.strict_number(row, "stock.on_hand")?.and_then(|it| it.value.to_quantity());
    let Some(on_hand) = on_hand else { return Err(missing(row, "stock.on_hand")) };
    let unit_cost = cells.value(row, "stock.unit_cost")?.and_then(|it| it.to_money());
    let warehouse = cells.text(row, "stock.warehouse").or_else(|| count.warehouse.clone());
    Ok(StockRecord { row: row.number, date, warehouse, product, on_hand, unit_cost, is_part: count.in_parts })
}
