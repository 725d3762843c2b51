//! Warehouses across the top of a stock table: every filled one of a row becomes a count of its own.

use crate::imports::records::{Confidence, Entity, Skipped};
use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::is_empty;
use crate::names::fold;

use super::cells::cell;
use super::columns;
use super::crosstab::data_rows;
use super::flat::Flat;
use super::header::Region;
use super::normalize::Header;
use super::periods;
use super::subtotals::{figure, shown_sum};

/// What a warehouse is called.
const PLACES: &[&str] = &["склад", "магазин", "філія", "филиал", "точка", "warehouse", "store", "branch"];
/// What stands above the names of warehouses.
const ABOVE: &[&str] = &[
    "залишок",
    "залишки",
    "остаток",
    "остатки",
    "склади",
    "склады",
    "магазини",
    "магазины",
    "наявність",
    "наличие",
    "stock",
    "warehouses",
    "stores",
];
/// Beginnings of words that make a column something else than the count in one place.
const MEASURES: &[&str] = &[
    "шт",
    "грн",
    "кг",
    "поч",
    "кін",
    "кон",
    "нач",
    "вільн",
    "свобод",
    "резерв",
    "сум",
    "кільк",
    "колич",
    "к-сть",
    "вартіст",
    "стоим",
    "ціна",
    "цена",
    "загальн",
    "общ",
    "мін",
    "мин",
    "макс",
    "на ",
    "по ",
    "товар",
    "днів",
    "дней",
    "quantity",
    "qty",
    "value",
    "status",
    "date",
    "дата",
    "no",
    "id",
    "name",
    "hand",
    "код",
    "адрес",
    "in ",
    "on ",
    "out",
];

/// The columns of warehouses with their names; fewer than two are no layout.
pub(super) fn across(headers: &[Header]) -> Vec<(usize, String)> {
    let named = headers.iter().enumerate().filter_map(|(at, header)| Some((at, place(&header.shown)?)));
    Some(named.collect::<Vec<_>>()).filter(|it| it.len() > 1).unwrap_or_default()
}

/// «Склад Київ» is a place by itself, «Залишок Київ» names one.
fn place(shown: &str) -> Option<String> {
    let shown = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    let (first, rest) = shown.split_once(' ')?;
    let rest = rest.trim_matches(['-', '–', '—', ':', '(', ')', ' ']);
    let (word, folded) = (fold(first.trim_matches(['-', '–', ':', ','])), fold(rest));
    let is_measure = MEASURES.iter().any(|it| folded.starts_with(it));
    if rest.is_empty() || is_measure {
        return None;
    }
    if PLACES.contains(&word.as_str()) {
        return Some(shown.clone());
    }
    ABOVE.contains(&word.as_str()).then(|| rest.to_owned())
}

/// The stock table as one of plain rows; `None` where it names no product or says more than what lies where.
pub(super) fn flatten(sheet: &Sheet, region: &Region, maps: &[(String, String)]) -> Option<Flat> {
    let across = across(&region.headers);
    let is_total = |it: &Header| matches!(periods::read_header(&it.shown), Some((periods::Period::Total, _)));
    let apart = |(at, it): (usize, &Header)| {
        if across.iter().any(|it| it.0 == at) || is_total(it) { Header::default() } else { it.clone() }
    };
    let headers: Vec<Header> = region.headers.iter().enumerate().map(apart).collect();
    let body = &sheet.rows[region.body.clone()];
    let orders = columns::assign(&headers, Entity::Orders, body, maps);
    let mut columns = columns::assign(&headers, Entity::Stock, body, maps);
    let sold = orders.has_any(&["customer.name", "customer.code", "order.no", "line.amount"]);
    if across.is_empty() || sold || !columns.has_any(&["product.sku", "product.name", "product.barcode"]) {
        return None;
    }
    columns.drop("stock.on_hand");
    columns.drop("stock.warehouse");
    let (rows, mut skipped, warnings) = data_rows(sheet, region, &columns, across.iter().map(|it| it.0).collect());
    let width = columns.headers.len();
    let shown = |n: usize| region.headers[across[n].0].shown.clone();
    let header = Header { shown: format!("{} … {}", shown(0), shown(across.len() - 1)), ..Header::default() };
    columns.push(header, "stock.warehouse", Confidence::Sure);
    columns.push(region.headers[across[0].0].clone(), "stock.on_hand", Confidence::Sure);

    let mut flat = Flat::new(columns);
    flat.skipped.append(&mut skipped);
    flat.warnings.extend(warnings);
    let total = region.headers.iter().position(is_total);
    for row in &rows {
        let before = flat.rows.len();
        for (at, place) in across.iter().filter(|(at, _)| !is_empty(cell(row, *at))) {
            let mut cells = row.cells.clone();
            cells.resize(width, RawCell::Empty);
            cells.push(RawCell::Text(place.clone()));
            cells.push(cell(row, *at).clone());
            flat.rows.push(RawRow { cells, ..row.clone() });
        }
        if flat.rows.len() == before {
            flat.skipped.push(Skipped { row: row.number, reason: "blank" });
        }
        if let Some(stated) = total.and_then(|it| figure(row, it)) {
            let sum: f64 = across.iter().filter_map(|(at, _)| figure(row, *at)).sum();
            if (stated - sum).abs() >= 0.0015 * across.len() as f64 {
                flat.differs("total_differs", row.number, shown_sum(stated), shown_sum(sum));
            }
        }
    }
    flat.warn("places_across", [("count", across.len().to_string())]);
    Some(flat)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_places() {
        for (shown, expected) in [
            ("Склад Київ", Some("Склад Київ")),
            ("Залишок Львів", Some("Львів")),
            ("Залишки (Одеса)", Some("Одеса")),
            ("Остаток на начало", None),
            ("Залишок, шт", None),
            ("Кінцевий залишок", None),
            ("Склад", None),
            ("Stock Berlin", Some("Berlin")),
            ("Stock on hand", None),
        ] {
            assert_eq!(place(shown).as_deref(), expected, "{shown}");
        }
    }
}
