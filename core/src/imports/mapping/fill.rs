//! Cells that stand for several rows: merged down, or written once and left empty below. What names the order goes on to its
//! lines; figures never do, or a total would be counted with every line.

use std::borrow::Cow;

use crate::imports::records::{Entity, Warning};
use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::is_empty;

use super::cells::cell;
use super::columns::{Columns, FieldKind, kind};
use super::header::Region;

/// The rows of a table with what stands above them; borrowed where nothing had to be filled in.
pub(super) fn down<'a>(
    sheet: &'a Sheet,
    region: &Region,
    entity: Entity,
    columns: &Columns,
) -> (Cow<'a, [RawRow]>, Option<Warning>) {
    let mut body = Cow::Borrowed(&sheet.rows[region.body.clone()]);
    merged(sheet, columns, &mut body);
    let rows = if entity == Entity::Orders { as_above(columns, &mut body) } else { Vec::new() };
    let warning = (!rows.is_empty()).then(|| {
        let first: Vec<String> = rows.iter().take(5).map(u32::to_string).collect();
        let more = if rows.len() > first.len() { "…" } else { "" };
        Warning { code: "as_above", args: vec![("rows", first.join(", ") + more), ("count", rows.len().to_string())] }
    });
    (body, warning)
}

fn merged(sheet: &Sheet, columns: &Columns, body: &mut Cow<[RawRow]>) {
    for region in sheet.merged.iter().filter(|it| it.last_row > it.first_row) {
        let at = region.first_column as usize;
        let names = columns.fields.get(at).copied().flatten().is_some_and(|it| kind(it) != FieldKind::Number);
        let Ok(first) = body.binary_search_by_key(&region.first_row, |it| it.number) else { continue };
        let value = cell(&body[first], at).clone();
        if !names || is_empty(&value) {
            continue;
        }
        let below = (first + 1..body.len()).take_while(|n| body[*n].number <= region.last_row);
        // Rows of a merged cell that hold nothing else are no lines.
        let lines: Vec<usize> = below.filter(|n| body[*n].cells.iter().any(|it| !is_empty(it))).collect();
        for n in lines {
            set(&mut body.to_mut()[n], at, &value);
        }
    }
}

/// Days and customers written once for several lines of a table without order numbers. Returns the rows filled.
fn as_above(columns: &Columns, body: &mut Cow<[RawRow]>) -> Vec<u32> {
    let product = ["product.name", "product.sku", "product.barcode"].into_iter().find_map(|it| columns.find(it));
    let (Some(date), Some(product), false) = (columns.find("order.date"), product, columns.has("order.no")) else {
        return Vec::new();
    };
    let lines: Vec<usize> = (0..body.len()).filter(|n| !is_empty(cell(&body[*n], product))).collect();
    let empty = lines.iter().filter(|n| is_empty(cell(&body[**n], date))).count();
    // A habit, not an oversight: a day forgotten now and then is for the person to fill in.
    if empty < 2 || empty * 5 < lines.len() {
        return Vec::new();
    }
    let carried: Vec<usize> = ["customer.name", "customer.code", "customer.phone", "order.manager", "order.status"]
        .into_iter()
        .filter_map(|it| columns.find(it))
        .collect();
    let mut filled = Vec::new();
    let mut above: Option<usize> = None;
    for n in lines {
        if !is_empty(cell(&body[n], date)) {
            above = Some(n);
            continue;
        }
        let Some(heading) = above else { continue };
        let day = cell(&body[heading], date).clone();
        let customer: Vec<(usize, RawCell)> = carried.iter().map(|at| (*at, cell(&body[heading], *at).clone())).collect();
        let alone = carried.iter().all(|at| is_empty(cell(&body[n], *at)));
        let row = &mut body.to_mut()[n];
        set(row, date, &day);
        // Another customer on the same day names itself; and what it does not say is not the other one's.
        if alone {
            customer.iter().for_each(|(at, value)| set(row, *at, value));
        } else {
            above = Some(n);
        }
        filled.push(row.number);
    }
    filled
}

fn set(row: &mut RawRow, at: usize, value: &RawCell) {
    if row.cells.len() <= at {
        row.cells.resize(at + 1, RawCell::Empty);
    }
    if is_empty(&row.cells[at]) {
        row.cells[at] = value.clone();
    }
}
