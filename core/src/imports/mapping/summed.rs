//! Groups that carry the sums of the rows below them: the customer stands in a column of its own, beside the total of what
//! they bought, and the goods follow with that column empty.

use crate::imports::sheets::RawRow;
use crate::imports::values::is_empty;

use super::cells::cell;
use super::columns::{Columns, FieldKind, kind};
use super::subtotals::figure;

/// Calls such rows groups. Nothing is marked unless every row is either a group or a row of goods and the sums agree; where
/// only the first rows of a sheet are there, the last group may be cut.
pub(super) fn mark(columns: &Columns, (body, is_cut): (&[RawRow], bool), reasons: &mut [Option<&'static str>]) {
    let of_fields = |is: &dyn Fn(&'static str) -> bool| -> Vec<usize> {
        (0..columns.fields.len()).filter(|at| columns.fields[*at].is_some_and(is)).collect()
    };
    let goods = of_fields(&|it| matches!(it, "product.name" | "product.sku" | "product.barcode"));
    let sums = of_fields(&|it| matches!(it, "line.qty" | "line.amount" | "stock.on_hand"));
    let texts = of_fields(&|it| kind(it) != FieldKind::Number);
    let filled = |row: &RawRow, of: &[usize]| of.iter().copied().filter(|at| !is_empty(cell(row, *at))).collect::<Vec<_>>();
    let is_head = |row: &RawRow| filled(row, &goods).is_empty() && sums.iter().any(|at| figure(row, *at).is_some());
    let rows: Vec<usize> = (0..body.len()).filter(|at| reasons[*at].is_none()).collect();
    let heads: Vec<usize> = rows.iter().copied().filter(|at| is_head(&body[*at])).collect();
    let named: Vec<Vec<usize>> = heads.iter().map(|at| filled(&body[*at], &texts)).collect();
    let Some([name]) = named.first().map(Vec::as_slice) else { return };
    let in_one_column = named.iter().all(|it| it.as_slice() == [*name]);
    let apart = rows.iter().filter(|at| heads.binary_search(at).is_err()).all(|at| is_empty(cell(&body[*at], *name)));
    if heads.len() < 2 || heads.len() * 2 > rows.len() || rows.first() != heads.first() || !in_one_column || !apart {
        return;
    }
    let agrees = |(n, head): (usize, &usize)| {
        let end = heads.get(n + 1).copied().unwrap_or(body.len());
        let place = |row: usize| rows.partition_point(|at| *at < row);
        let below: Vec<&RawRow> = rows[place(head + 1)..place(end)].iter().map(|at| &body[*at]).collect();
        let slack = 0.015 + 0.001 * below.len() as f64;
        let sum = |at: usize| below.iter().filter_map(|row| figure(row, at)).sum::<f64>();
        sums.iter().any(|at| figure(&body[*head], *at).is_some_and(|it| (it - sum(*at)).abs() < slack))
    };
    let whole = heads.len() - usize::from(is_cut);
    if heads.iter().enumerate().take(whole).all(agrees) {
        heads.iter().for_each(|at| reasons[*at] = Some("group"));
    }
}
