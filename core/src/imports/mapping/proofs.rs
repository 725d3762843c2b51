//! Columns chosen by what their values prove: two may be called alike, and only one of them adds up.

use crate::imports::sheets::RawRow;
use crate::imports::values::decimal::Decimal;
use crate::imports::values::is_empty;
use crate::imports::values::numbers::{self, NumberStyle};
use crate::money::Money;

use super::amounts::{DiscountKind, LOOKED_AT, differs};
use super::cells::{Cells, cell};
use super::columns::Columns;
use super::vocabulary::Field;

/// Rows that must agree before anything is called proved.
const ENOUGH: usize = 2;

/// The column with the amount after the discount, where the mapped one is before it in every row; the column with
/// the quantity that price and amount belong to, where the mapped one counts something else (packs). Each with its field.
pub(super) fn better(cells: &Cells, rows: &[RawRow], discount: DiscountKind) -> Vec<(Field, usize)> {
    let rows = &rows[..rows.len().min(LOOKED_AT)];
    let columns = cells.columns;
    let candidates: Vec<usize> = free(columns, rows);
    if candidates.is_empty() {
        return Vec::new();
    }
    let amount = net_amount(cells, rows, &candidates, discount).or_else(|| with_tax(cells, rows, &candidates));
    let amount = amount.map(|at| ("line.amount", at));
    let quantity = quantity(cells, rows, &candidates).map(|at| ("line.qty", at));
    amount.into_iter().chain(quantity).collect()
}

/// Columns with a header and without a field that hold numbers.
fn free(columns: &Columns, rows: &[RawRow]) -> Vec<usize> {
    let named = (0..columns.headers.len()).filter(|at| columns.fields[*at].is_none() && !columns.headers[*at].words.is_empty());
    named.filter(|at| rows.iter().any(|row| number(row, *at).is_some())).collect()
}

fn number(row: &RawRow, at: usize) -> Option<Decimal> {
    let cell = cell(row, at);
    (!is_empty(cell)).then(|| numbers::read(cell, NumberStyle::plain(false)).ok().flatten()).flatten().map(|it| it.value)
}

fn net_amount(cells: &Cells, rows: &[RawRow], candidates: &[usize], discount: DiscountKind) -> Option<usize> {
    let columns = cells.columns;
    if !columns.has("line.discount") || !columns.has("line.amount") {
        return None;
    }
    let money = |value: Option<Decimal>| value.and_then(Decimal::to_money);
    candidates.iter().copied().find(|at| {
        let (mut proved, mut wrong) = (0, 0);
        for row in rows {
            let Some(full) = cells.peek(row, "line.amount").map(|it| it.value) else { continue };
            let given = cells.peek(row, "line.discount");
            let Some(written) = money(number(row, *at)) else { continue };
            let fits = |kind: DiscountKind| money(kind.net(full, given)).is_some_and(|net| !differs(written, net));
            let any = || [discount, DiscountKind::Percent, DiscountKind::Sum].into_iter().any(fits);
            match given.filter(|it| !it.value.is_zero()) {
                Some(_) if any() => proved += 1,
                None if money(Some(full)) == Some(written) => {}
                _ => wrong += 1,
            }
        }
        proved >= ENOUGH && wrong * 20 <= proved
    })
}

/// «Сума з ПДВ» beside «Сума», «Всього» beside «Сума» and «ПДВ»: what the customer pays, where every row proves it.
fn with_tax(cells: &Cells, rows: &[RawRow], candidates: &[usize]) -> Option<usize> {
    // A space first: «без ПДВ» is without it.
    const TAXED: &[&str] = &[" з пдв", " із пдв", " с ндс", " incl vat", " with vat", " including vat", " gross"];
    const TAX: &[&str] = &["пдв", "сума пдв", "ндс", "сумма ндс", "vat", "vat amount", "tax", "tax amount"];
    let headers = &cells.columns.headers;
    let is_taxed = |at: usize| TAXED.iter().any(|it| headers[at].words.ends_with(it));
    let is_price = |at: usize| ["ціна", "цена", "price"].iter().any(|it| headers[at].words.starts_with(it));
    let mapped = cells.columns.find("line.amount").filter(|at| !is_taxed(*at))?;
    let tax = candidates.iter().copied().find(|at| TAX.contains(&headers[*at].words.as_str()));
    let value = |row: &RawRow, at: usize| number(row, at).map(|it| it.to_f64());
    candidates.iter().copied().filter(|at| !is_price(*at) && Some(*at) != tax).find(|at| {
        let mut n_taxed = 0;
        let fits = rows.iter().filter_map(|row| Some((row, value(row, mapped)?, value(row, *at)?))).all(|(row, plain, whole)| {
            n_taxed += usize::from((whole - plain).abs() > 0.005);
            match tax {
                Some(tax) => (plain + value(row, tax).unwrap_or(0.0) - whole).abs() < 0.015,
                None => is_taxed(*at) && (plain == 0.0 || (0.999..1.251).contains(&(whole / plain))),
            }
        });
        fits && n_taxed >= ENOUGH
    })
}

fn quantity(cells: &Cells, rows: &[RawRow], candidates: &[usize]) -> Option<usize> {
    let columns = cells.columns;
    if !["line.qty", "line.price", "line.amount"].iter().all(|it| columns.has(it)) || columns.has("line.discount") {
        return None;
    }
    let fits = |quantity: &dyn Fn(&RawRow) -> Option<Decimal>| {
        let (mut right, mut wrong) = (0, 0);
        for row in rows {
            let value = |field| cells.peek(row, field).map(|it| it.value);
            let Some((price, amount)) = value("line.price").zip(value("line.amount")) else { continue };
            let computed: Option<Money> = quantity(row).and_then(|it| it.times(price)).and_then(Decimal::to_money);
            match computed.zip(amount.to_money()) {
                Some((computed, written)) if !differs(written, computed) => right += 1,
                _ => wrong += 1,
            }
        }
        (right, wrong)
    };
    let (right, wrong) = fits(&|row| cells.peek(row, "line.qty").map(|it| it.value));
    if right * 2 >= wrong {
        return None;
    }
    candidates.iter().copied().find(|at| {
        let (right, wrong) = fits(&|row| number(row, *at));
        right >= ENOUGH && wrong * 20 <= right
    })
}
