//! Reports of accounting programs: customers, documents and products under one another in one column, subtotals at each level.
//! They are turned into a flat table of their product rows. A report whose sums do not agree after that is not read at all.

use crate::imports::records::{Confidence, Entity, Skipped};
use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::dates::DateStyle;
use crate::imports::values::{is_empty, text};

use super::cells::{Cells, cell};
use super::columns::{self, Columns, is_known};
use super::header::{Region, is_blank_row};
use super::normalize::Header;
use super::rows::is_total_word;
use super::{MapContext, documents, vocabulary};

/// The product rows of a report with the names of the groups above them in columns of their own.
pub(super) struct Flat {
    pub rows: Vec<RawRow>,
    pub columns: Columns,
    pub skipped: Vec<Skipped>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Customer,
    Document,
    Product,
}

/// Headers of the levels stacked in the first column, or written into one cell with slashes.
fn level_headers(region: &Region) -> Vec<Header> {
    if region.levels.len() > 1 {
        return region.levels.clone();
    }
    let Some(first) = region.headers.iter().find(|it| !it.words.is_empty()) else { return Vec::new() };
    first.shown.split(['/', '\\', '|']).map(|it| Header::new(it.trim())).collect()
}

/// Whether rows of several levels stand under each other: read as lines they would count money several times.
pub(super) fn is_grouped(region: &Region) -> bool {
    level_headers(region).iter().filter(|it| is_known(it)).count() >= 2
}

/// Turns the report into a flat table; `None` when its levels cannot be told apart or its sums do not agree.
pub(super) fn flatten(sheet: &Sheet, region: &Region, context: &MapContext) -> Option<Flat> {
    let level_headers = level_headers(region);
    let levels: Vec<Level> = level_headers.iter().map(level).collect::<Option<_>>()?;
    let has = |level| levels.contains(&level);
    if !has(Level::Product) || levels.len() > 3 || !(has(Level::Customer) || has(Level::Document)) {
        return None;
    }
    let first = region.headers.iter().position(|it| !it.words.is_empty())?;
    // The header of the levels may be merged over the columns their names are indented by.
    let others = region.headers[first..].iter().position(|it| !it.words.is_empty() && it.words != region.headers[first].words)?;
    let names = first..first + others;
    let columns = flat_columns(region, &names, &level_headers, &levels, context);
    let is_product = product_sign(sheet, region, &names, &columns)?;
    let style = DateStyle { month_first: false, unix: false, timezone: context.timezone };

    let mut flat = Flat { rows: Vec::new(), columns, skipped: Vec::new() };
    let mut groups = Groups::default();
    for row in &sheet.rows[region.body.clone()] {
        let skip = |reason| Skipped { row: row.number, reason };
        if is_blank_row(row) {
            flat.skipped.push(skip("blank"));
            continue;
        }
        let named = names.clone().map(|at| cell(row, at)).find(|it| !is_empty(it));
        let Some((named, name)) = named.and_then(|it| Some((it, text(it)?))) else {
            flat.skipped.push(skip("footer"));
            continue;
        };
        if is_total_word(named) {
            groups.totals.push(row.clone());
            flat.skipped.push(skip("total"));
        } else if has(Level::Document) && documents::parse(&name, style).is_some() {
            groups.document = Some(name);
            flat.skipped.push(skip("group"));
        } else if is_product(row) {
            // A product before its group: the layout is not the one the header promises.
            if (has(Level::Customer) && groups.customer.is_none()) || (has(Level::Document) && groups.document.is_none()) {
                return None;
            }
            flat.rows.push(groups.line(row, region.headers.len(), &levels, name));
        } else if has(Level::Customer) {
            groups.customer = Some(name);
            groups.document = None;
            groups.customers.push((row.clone(), flat.rows.len()));
            flat.skipped.push(skip("group"));
        } else {
            return None;
        }
    }
    groups.agree(&flat, context).then_some(flat)
}

/// The group a row stands in, and the subtotals to hold the rows against.
#[derive(Default)]
struct Groups {
    customer: Option<String>,
    document: Option<String>,
    /// Rows of customers, each with the number of product rows before it.
    customers: Vec<(RawRow, usize)>,
    totals: Vec<RawRow>,
}

impl Groups {
    /// The product row with its group names in the columns behind the last one.
    fn line(&self, row: &RawRow, width: usize, levels: &[Level], name: String) -> RawRow {
        let mut cells = row.cells.clone();
        cells.resize(width, RawCell::Empty);
        cells.extend(levels.iter().map(|level| {
            let text = match level {
                Level::Customer => self.customer.clone(),
                Level::Document => self.document.clone(),
                Level::Product => Some(name.clone()),
            };
            text.map_or(RawCell::Empty, RawCell::Text)
        }));
        RawRow { number: row.number, cells, fault: row.fault }
    }

    /// Every figure of the report that can be checked must be the sum of the product rows it stands for.
    fn agree(&self, flat: &Flat, context: &MapContext) -> bool {
        let cells = Cells::new(&flat.columns, &flat.rows, context);
        let mut checked = 0;
        for field in ["line.amount", "line.qty"].into_iter().filter(|it| cells.has(it)) {
            let value = |row: &RawRow| cells.peek(row, field).map(|it| it.value.to_f64());
            let sum = |rows: &[RawRow]| rows.iter().filter_map(value).sum::<f64>();
            // A tenth of a kopeck a row: reports round their subtotals by themselves.
            let near = |stated: f64, rows: &[RawRow]| (stated - sum(rows)).abs() < 0.02 + 0.001 * rows.len() as f64;
            let ends = self.customers.iter().skip(1).map(|it| it.1).chain([flat.rows.len()]);
            let stated = self.customers.iter().zip(ends).map(|((row, start), end)| (row, *start..end));
            let all = self.totals.last().map(|row| (row, 0..flat.rows.len()));
            for (row, range) in stated.chain(all) {
                if let Some(stated) = value(row) {
                    if !near(stated, &flat.rows[range]) {
                        return false;
                    }
                    checked += 1;
                }
            }
        }
        checked > 0 && !flat.rows.is_empty()
    }
}

fn level(header: &Header) -> Option<Level> {
    let orders = vocabulary::words(Entity::Orders);
    let (field, _) = orders.iter().find(|(_, words)| words.contains(&header.words.as_str()))?;
    match *field {
        "customer.name" => Some(Level::Customer),
        "order.no" => Some(Level::Document),
        "product.name" => Some(Level::Product),
        _ => None,
    }
}

/// The columns of the flat table: those of the report without the one of levels, then one for each level.
fn flat_columns(
    region: &Region,
    names: &std::ops::Range<usize>,
    level_headers: &[Header],
    levels: &[Level],
    context: &MapContext,
) -> Columns {
    let mut headers = region.headers.clone();
    headers[names.clone()].iter_mut().for_each(|it| *it = Header::default());
    let mut columns = columns::assign(&headers, Entity::Orders, &[], &context.forced_columns);
    for (header, level) in level_headers.iter().zip(levels) {
        let field = match level {
            Level::Customer => "customer.name",
            Level::Document => "order.no",
            Level::Product => "product.name",
        };
        columns.fields.iter_mut().filter(|it| **it == Some(field)).for_each(|it| *it = None);
        columns.push(header.clone(), field, Confidence::Sure);
    }
    columns
}

/// What tells a product row from a group row: products stand in a column further right, or only they have a code, a unit or a price.
fn product_sign(
    sheet: &Sheet,
    region: &Region,
    names: &std::ops::Range<usize>,
    columns: &Columns,
) -> Option<impl Fn(&RawRow) -> bool + use<>> {
    let filled = |at: usize| move |row: &RawRow| !is_empty(cell(row, at));
    let rows = || sheet.rows[region.body.clone()].iter().filter(|row| !is_blank_row(row));
    // A sign is of use when some rows have it and some do not.
    let tells = |at: usize| rows().any(filled(at)) && !rows().all(filled(at));
    let deeper = names.clone().skip(1).rev().find(|at| tells(*at));
    let by_column =
        ["product.sku", "product.unit", "line.price", "product.barcode"].into_iter().filter_map(|it| columns.find(it));
    let at = deeper.or_else(|| by_column.into_iter().find(|at| tells(*at)))?;
    Some(filled(at))
}
