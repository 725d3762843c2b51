//! A decimal comma in a file whose fields are parted by commas: `1,Цвях,2,20,50` has a field too many in every row. Where
//! the same two fields of all rows can only be one number, they are put together again.

use std::borrow::Cow;

use crate::imports::records::{Entity, Warning};
use crate::imports::sheets::{RawCell, RawRow, Sheet, Workbook};
use crate::imports::values::is_empty;

use super::columns::{self, FieldKind, kind};
use super::header::{self, Region};
use super::subtotals::figure;

/// More cut numbers than this in a row are not guessed at.
const MAX_CUT: usize = 4;
/// Rows looked at for the decision.
const LOOKED_AT: usize = 500;

/// The sheets of a file with their cut numbers mended, and what is to be told of it.
pub(super) fn mended(workbook: &Workbook) -> (Vec<Cow<'_, Sheet>>, Option<Warning>) {
    let mut sheets: Vec<Cow<'_, Sheet>> = workbook.sheets.iter().map(Cow::Borrowed).collect();
    let (true, [sheet]) = (workbook.delimiter == Some(","), sheets.as_mut_slice()) else { return (sheets, None) };
    let [region] = &header::regions(sheet)[..] else { return (sheets, None) };
    let wide: Vec<u32> = wide_rows(sheet, region).map(|row| row.number).collect();
    if wide.is_empty() {
        return (sheets, None);
    }
    if let Some((mut held, cuts)) = cuts(sheet, region).and_then(|cuts| Some((sheet.hold().ok()?, cuts))) {
        held.rows[region.body.start..].iter_mut().for_each(|row| join(row, &cuts, region.columns.end));
        let count = wide.len().to_string();
        *sheet = Cow::Owned(held);
        return (sheets, Some(Warning { code: "commas_joined", args: vec![("count", count)] }));
    }
    let first: Vec<String> = wide.iter().take(5).map(u32::to_string).collect();
    let args = vec![("rows", first.join(", ")), ("count", wide.len().to_string())];
    (sheets, Some(Warning { code: "rows_too_wide", args }))
}

/// Rows with something behind the last header.
fn wide_rows<'a>(sheet: &'a Sheet, region: &'a Region) -> impl Iterator<Item = &'a RawRow> {
    let is_wide = |row: &&RawRow| row.fault.is_none() && row.cells.iter().skip(region.columns.end).any(|it| !is_empty(it));
    sheet.rows[region.body.clone()].iter().filter(is_wide)
}

/// The places of the first halves of cut numbers, if only one way to put them together makes sense.
fn cuts(sheet: &Sheet, region: &Region) -> Option<Vec<usize>> {
    let width = region.columns.end;
    let data = sheet.rows[region.body.clone()].iter().filter(|row| row.fault.is_none() && !header::is_blank_row(row));
    let rows: Vec<&RawRow> = data.take(LOOKED_AT).collect();
    let wide: Vec<&RawRow> = wide_rows(sheet, region).take(LOOKED_AT).collect();
    let n_cut = wide.first()?.cells.len().checked_sub(width)?;
    // Totals and notes may be shorter; a row with still more fields is something else.
    if n_cut == 0 || n_cut > MAX_CUT || wide.iter().any(|it| it.cells.len() != width + n_cut) || wide.len() * 10 < rows.len() * 8
    {
        return None;
    }
    let is_cut = |at: &usize| wide.iter().all(|row| is_whole(&row.cells[*at]) && is_fraction(&row.cells[*at + 1]));
    let candidates: Vec<usize> = (0..width + n_cut - 1).filter(is_cut).collect();
    let mut ways = Vec::new();
    choose(&candidates, n_cut, &mut Vec::new(), &mut ways);
    let mut fitting: Vec<(usize, Vec<usize>)> =
        ways.into_iter().filter_map(|it| Some((sense(&wide, region, &it)?, it))).collect();
    let best = fitting.iter().map(|it| it.0).max()?;
    fitting.retain(|it| it.0 == best);
    if let [(_, only)] = &fitting[..] { Some(only.clone()) } else { None }
}

/// All choices of `n` places of which no two share a field.
fn choose(from: &[usize], n: usize, taken: &mut Vec<usize>, ways: &mut Vec<Vec<usize>>) {
    if n == 0 {
        ways.push(taken.clone());
        return;
    }
    for (k, at) in from.iter().enumerate() {
        if taken.last().is_none_or(|last| last + 1 < *at) {
            taken.push(*at);
            choose(&from[k + 1..], n - 1, taken, ways);
            taken.pop();
        }
    }
}

/// How much sense the rows make when put together so: 2 where quantity × price is the amount, 1 where only money was cut;
/// `None` where a number would stand under a header of something else.
fn sense(rows: &[&RawRow], region: &Region, cuts: &[usize]) -> Option<usize> {
    let mut joined: Vec<RawRow> = rows.iter().map(|row| (*row).clone()).collect();
    joined.iter_mut().for_each(|row| join(row, cuts, region.columns.end));
    let columns = columns::assign(&region.headers, Entity::Orders, &joined, &[]);
    let products = columns::assign(&region.headers, Entity::Products, &joined, &[]);
    let field = |at: usize| columns.fields[at].or(products.fields[at]);
    let targets: Vec<usize> = cuts.iter().enumerate().map(|(n, at)| at - n).collect();
    if !targets.iter().all(|at| field(*at).is_some_and(|it| kind(it) == FieldKind::Number)) {
        return None;
    }
    let fits = |at: usize| field(at).is_none_or(|it| kind(it) == FieldKind::Text || columns::fits(&joined, at, it));
    if !(0..region.columns.end).all(fits) {
        return None;
    }
    let find = |field| columns.find(field);
    if let (Some(quantity), Some(price), Some(amount)) = (find("line.qty"), find("line.price"), find("line.amount")) {
        let right = joined.iter().filter(|row| {
            let of = |at| figure(row, at).unwrap_or(f64::NAN);
            (of(quantity) * of(price) - of(amount)).abs() < 0.015
        });
        if right.count() * 10 >= joined.len() * 9 {
            return Some(2);
        }
    }
    Some(usize::from(!targets.iter().any(|at| field(*at) == Some("line.qty"))))
}

fn join(row: &mut RawRow, cuts: &[usize], width: usize) {
    if row.cells.len() != width + cuts.len() {
        return;
    }
    for at in cuts.iter().rev() {
        let fraction = row.cells.remove(at + 1);
        if let (RawCell::Text(whole), RawCell::Text(fraction)) = (&mut row.cells[*at], fraction) {
            *whole = format!("{},{}", whole.trim(), fraction.trim());
        }
    }
}

fn is_whole(cell: &RawCell) -> bool {
    let RawCell::Text(text) = cell else { return false };
    let text = text.trim().trim_start_matches('-');
    text.starts_with(|it: char| it.is_ascii_digit()) && text.chars().all(|it| it.is_ascii_digit() || matches!(it, ' ' | '\u{a0}'))
}

/// Two digits, as kopecks are.
fn is_fraction(cell: &RawCell) -> bool {
    matches!(cell, RawCell::Text(text) if text.trim().len() == 2 && text.trim().bytes().all(|it| it.is_ascii_digit()))
}
