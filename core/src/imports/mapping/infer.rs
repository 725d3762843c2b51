//! Columns whose headers say nothing, or that have none: their values decide. What stays doubtful is asked.

use crate::imports::records::{Confidence, Entity, Warning};
use crate::imports::sheets::{RawCell, RawRow};
use crate::imports::values::{contacts, is_empty, text};

use super::cells::cell;
use super::columns::{self, Columns};
use super::levels::is_firm;
use super::normalize::Header;
use super::rows::is_figure;
use super::subtotals::figure;
use super::vocabulary::{self, Field};

/// Rows looked at.
const LOOKED_AT: usize = 500;

/// Gives free columns the fields that only their values tell. Returns a warning that names them.
pub(super) fn fill(columns: &mut Columns, entity: Entity, body: &[RawRow]) -> Option<Warning> {
    let rows = &body[..body.len().min(LOOKED_AT)];
    let before = columns.fields.clone();
    let free: Vec<usize> = (0..columns.headers.len())
        .filter(|at| columns.fields[*at].is_none() && !columns.headers[*at].shown.is_empty() && !is_ours(columns, *at))
        .collect();
    by_pattern(columns, entity, rows, &free);
    if entity == Entity::Orders {
        dates(columns, rows, &free);
        products_of_figures(columns, rows, &free);
    }
    names(columns, entity, rows, &free);
    let told: Vec<&str> =
        (0..before.len()).filter(|at| before[*at] != columns.fields[*at]).map(|at| columns.headers[at].shown.as_str()).collect();
    (!told.is_empty()).then(|| Warning { code: "by_values", args: vec![("columns", told.join(", "))] })
}

/// «Столбец1», «Column 2», «Unnamed: 0»: what programs write where a person wrote nothing.
pub(super) fn is_generic(header: &Header) -> bool {
    const STEMS: [&str; 9] = ["столбец", "стовпець", "стовпчик", "колонка", "column", "col", "field", "поле", "unnamed"];
    let word = header.words.trim_end_matches(|it: char| it.is_ascii_digit() || it == ' ');
    STEMS.contains(&word)
}

/// A header that is known to be something else keeps its values to itself.
fn is_ours(columns: &Columns, at: usize) -> bool {
    columns::is_known(&columns.headers[at])
}

fn give(columns: &mut Columns, entity: Entity, at: usize, field: Field) {
    let known = vocabulary::words(entity).iter().any(|it| it.0 == field);
    if known && columns.fields[at].is_none() && !columns.has(field) {
        columns.fields[at] = Some(field);
        columns.confidence[at] = Confidence::Likely;
    }
}

/// A field with what its values look like.
type Pattern<'a> = (Field, &'a dyn Fn(&str) -> bool);

/// Values that can hardly be anything else: e-mails, phones, tax codes, barcodes.
fn by_pattern(columns: &mut Columns, entity: Entity, rows: &[RawRow], free: &[usize]) {
    let digits = |value: &str| value.bytes().all(|it| it.is_ascii_digit());
    let patterns: [Pattern; 4] = [
        ("customer.email", &|it| it.contains('@') && contacts::email(it).is_some()),
        ("customer.phone", &|it| (it.starts_with('+') || it.starts_with('0') || it.starts_with("380")) && is_phone(it)),
        ("product.barcode", &|it| it.len() == 13 && digits(it) && is_ean(it)),
        ("customer.tax_id", &|it| matches!(it.len(), 8 | 10) && digits(it)),
    ];
    for at in free {
        let values: Vec<String> = rows.iter().map(|row| cell(row, *at)).filter(|it| !is_empty(it)).filter_map(text).collect();
        if values.len() < 2 {
            continue;
        }
        let most = |is: &dyn Fn(&str) -> bool| values.iter().filter(|it| is(it.trim())).count() * 10 >= values.len() * 9;
        if let Some((field, _)) = patterns.iter().find(|(_, is)| most(is)) {
            give(columns, entity, *at, field);
        }
    }
}

fn is_phone(value: &str) -> bool {
    value.bytes().filter(u8::is_ascii_digit).count() >= 9 && contacts::phone(value).is_some()
}

fn is_ean(code: &str) -> bool {
    let sum: u32 = code.bytes().zip([1, 3].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    sum.is_multiple_of(10)
}

/// The only column of dates. Bare numbers could be days too, so they are none here.
fn dates(columns: &mut Columns, rows: &[RawRow], free: &[usize]) {
    let dated = |at: &&usize| {
        let filled: Vec<&RawCell> = rows.iter().map(|row| cell(row, **at)).filter(|it| !is_empty(it)).collect();
        let written = filled.iter().filter(|it| {
            matches!(it, RawCell::DateTime(_)) || matches!(it, RawCell::Text(text) if text.contains(['.', '-', '/']))
        });
        filled.len() >= 2 && written.count() * 10 >= filled.len() * 9 && columns::fits(rows, **at, "order.date")
    };
    let found: Vec<usize> = free.iter().filter(dated).copied().collect();
    if let [only] = found[..] {
        give(columns, Entity::Orders, only, "order.date");
    }
}

/// Quantity × price = amount tells all three, or the one that is not known yet.
fn products_of_figures(columns: &mut Columns, rows: &[RawRow], free: &[usize]) {
    let figures: Vec<usize> =
        free.iter().copied().filter(|at| columns.fields[*at].is_none() && columns::fits(rows, *at, "line.amount")).collect();
    let choices = |field: Field| columns.find(field).map_or_else(|| figures.clone(), |at| vec![at]);
    let (quantities, prices, amounts) = (choices("line.qty"), choices("line.price"), choices("line.amount"));
    let mut fitting = Vec::new();
    for &quantity in &quantities {
        for &price in prices.iter().filter(|it| **it != quantity) {
            for &amount in amounts.iter().filter(|it| **it != quantity && **it != price) {
                if multiply(rows, quantity, price, amount) {
                    fitting.push((quantity, price, amount));
                }
            }
        }
    }
    // Pieces and prices change places without a trace, unless only one of the two is always whole.
    let whole = |at: usize| rows.iter().filter_map(|row| figure(row, at)).all(|it| it.fract() == 0.0);
    let known = columns.has("line.qty") || columns.has("line.price");
    fitting.retain(|(quantity, price, _)| known || (whole(*quantity) && !whole(*price)));
    if let [(quantity, price, amount)] = fitting[..] {
        for (at, field) in [(quantity, "line.qty"), (price, "line.price"), (amount, "line.amount")] {
            give(columns, Entity::Orders, at, field);
        }
    }
}

fn multiply(rows: &[RawRow], quantity: usize, price: usize, amount: usize) -> bool {
    let lines: Vec<(f64, f64, f64)> =
        rows.iter().filter_map(|row| Some((figure(row, quantity)?, figure(row, price)?, figure(row, amount)?))).collect();
    let telling = lines.iter().filter(|(quantity, price, _)| *quantity != 1.0 && *price != 1.0).count();
    let right = lines.iter().filter(|(quantity, price, amount)| (quantity * price - amount).abs() < 0.015).count();
    telling >= 2 && right * 20 >= lines.len() * 19
}

/// Names: firms are customers; the one column of words that is left names the goods.
fn names(columns: &mut Columns, entity: Entity, rows: &[RawRow], free: &[usize]) {
    let words = |columns: &Columns| -> Vec<usize> {
        let is_words = |at: &usize| {
            let values: Vec<&RawCell> = rows.iter().map(|row| cell(row, *at)).filter(|it| !is_empty(it)).collect();
            let texts = values
                .iter()
                .filter(|it| matches!(it, RawCell::Text(text) if !is_figure(it) && text.chars().any(char::is_alphabetic)));
            values.len() >= 2 && values.len() * 2 >= rows.len() && texts.count() * 10 >= values.len() * 9
        };
        free.iter().copied().filter(|at| columns.fields[*at].is_none()).filter(is_words).collect()
    };
    let firms = |at: &usize| {
        let values: Vec<String> = rows.iter().map(|row| cell(row, *at)).filter_map(text).collect();
        values.iter().filter(|it| is_firm(it)).count() * 3 >= values.len()
    };
    if let Some(at) = words(columns).into_iter().find(firms) {
        give(columns, entity, at, "customer.name");
    }
    if let ([only], false) = (&words(columns)[..], entity == Entity::Customers) {
        give(columns, entity, *only, "product.name");
    }
}
