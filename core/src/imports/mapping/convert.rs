//! A found table -> its typed rows, every row accounted for.

use chrono::NaiveDate;

use crate::imports::records::{Entity, MappedTable, Records, Skipped};
use crate::imports::sheets::{RawRow, Sheet};
use crate::imports::values::decimal::Decimal;

use super::cells::{Cells, Refused};
use super::columns::Columns;
use super::normalize::{self, Header};
use super::orders::{self, Orders};
use super::rows::Sorter;
use super::stock::Count;
use super::{Found, MapContext, amounts, deals, directory, proposal, sources, stock, title};

/// Reads the rows of a table; `Err` when it turns out that none could be read rightly.
pub(super) fn table<'a>(
    found: Found<'a>,
    file_name: &str,
    context: &MapContext,
    several_counts: bool,
) -> Result<MappedTable, (&'a Sheet, &'static str)> {
    let Found { sheet, region, entity, mut columns, flat, remembered } = found;
    let (read, levels) = (region.body.len(), flat.as_ref().map_or(0, |it| it.columns.fields.len() - region.headers.len()));
    let (body, groups) = match &flat {
        Some(flat) => (flat.rows.as_slice(), flat.skipped.as_slice()),
        None => (&sheet.rows[region.body.clone()], [].as_slice()),
    };
    let above = &sheet.rows[..region.header.start];
    let mut dropped = drop_foreign(&mut columns, context);
    if let Entity::Orders = entity {
        dropped.extend(settle_amounts(&mut columns, body, context));
    }
    if !columns.has_any(&["line.amount", "line.price"]) && entity == Entity::Orders {
        return Err((sheet, "no_amount"));
    }
    let mut cells = Cells::new(&columns, body, context);
    for (code, header) in dropped {
        cells.findings.warn(code, [("header", header)]);
    }
    let pass = Pass {
        body,
        sorter: flat.is_none().then(|| Sorter::new(entity, &columns, &region, &sheet.rows)),
        start: region.body.start,
    };
    let (records, mut skipped) = match entity {
        Entity::Customers => {
            let (rows, skipped) = pass.read(&mut cells, directory::customer_row);
            (Records::Customers(rows), skipped)
        }
        Entity::Products => {
            let (rows, skipped) = pass.read(&mut cells, directory::product_row);
            (Records::Products(rows), skipped)
        }
        Entity::Stock => {
            let count = count(sheet, above, &mut cells, file_name, several_counts);
            let (rows, skipped) = pass.read(&mut cells, |cells, row| stock::stock_row(cells, row, &count));
            (Records::Stock(rows), skipped)
        }
        Entity::Deals => {
            let (rows, skipped) = pass.read(&mut cells, deals::deal_row);
            (Records::Deals(rows), skipped)
        }
        Entity::DealEvents => {
            let (rows, skipped) = pass.read(&mut cells, deals::event_row);
            (Records::DealEvents(rows), skipped)
        }
        Entity::Orders => {
            let undated = undated(&mut cells, above, body).map_err(|code| (sheet, code))?;
            let meaning = amounts::meaning(&cells, body);
            if meaning.discount_guessed {
                cells.findings.warn("discount_guess", []);
            }
            let mut orders = Orders::new(&cells, meaning.discount, undated);
            let (mut rows, skipped) = pass.read(&mut cells, |cells, row| orders.line(cells, row));
            orders.finish(&mut cells, &mut rows);
            (Records::Orders(rows), skipped)
        }
    };
    skipped.extend_from_slice(groups);
    skipped.sort_by_key(|it| it.row);
    let header_row = sheet.rows[region.header.start].number;
    let rejected = std::mem::take(&mut cells.findings.rejected);
    let warnings = std::mem::take(&mut cells.findings).into_warnings();
    let (mapped, unmapped) = shown(&columns, levels);
    Ok(MappedTable {
        sheet: sheet.name.clone(),
        entity,
        header_row,
        header_rows: region.header.len() as u32,
        columns: mapped,
        unmapped,
        read,
        records,
        rejected,
        skipped,
        warnings,
        source: sources::recognize(entity, &region.headers, sheet),
        proposed: proposal::columns(&columns, body),
        shape: normalize::shape(&region.headers),
        remembered,
        completes: region.headers.iter().any(Header::says_why_rejected),
    })
}

struct Pass<'a> {
    body: &'a [RawRow],
    /// `None`: only data rows are left.
    sorter: Option<Sorter<'a>>,
    /// Index of the first row in its sheet.
    start: usize,
}

impl Pass<'_> {
    /// Every row of the body becomes a record, a rejection or a skipped row.
    fn read<T>(&self, cells: &mut Cells, mut convert: impl FnMut(&mut Cells, &RawRow) -> Refused<T>) -> (Vec<T>, Vec<Skipped>) {
        let currency = cells.columns.headers.iter().position(|it| matches!(it.words.as_str(), "валюта" | "currency"));
        let mut records = Vec::with_capacity(self.body.len());
        let mut skipped = Vec::new();
        let mut sums = Sums::new(cells.columns);
        for (at, row) in self.body.iter().enumerate() {
            if let Some(fault) = orders::faulty(row) {
                cells.findings.rejected.push(fault);
                continue;
            }
            if let Some(reason) = self.sorter.as_ref().and_then(|it| it.skip(self.start + at, row)) {
                if reason == "total" {
                    sums.check(cells, row);
                }
                skipped.push(Skipped { row: row.number, reason });
                continue;
            }
            sums.add(cells, row);
            let converted = directory::check_currency(cells, row, currency).and_then(|()| convert(cells, row));
            match converted {
                Ok(record) => records.push(record),
                Err(refused) => cells.findings.rejected.push(refused),
            }
        }
        (records, skipped)
    }
}

/// What the rows add up to, to be held against the totals of the file.
struct Sums {
    field: Option<&'static str>,
    since_total: Decimal,
    overall: Decimal,
}

impl Sums {
    fn new(columns: &Columns) -> Self {
        let field = ["line.amount", "stock.on_hand", "line.qty"].into_iter().find(|it| columns.has(it));
        Self { field, since_total: Decimal::ZERO, overall: Decimal::ZERO }
    }

    fn add(&mut self, cells: &Cells, row: &RawRow) {
        let Some(value) = self.field.and_then(|it| cells.peek(row, it)).map(|it| it.value) else { return };
        self.since_total = self.since_total.plus(value).unwrap_or(self.since_total);
        self.overall = self.overall.plus(value).unwrap_or(self.overall);
    }

    fn check(&mut self, cells: &mut Cells, row: &RawRow) {
        let since = std::mem::replace(&mut self.since_total, Decimal::ZERO);
        let Some(total) = self.field.and_then(|it| cells.peek(row, it)).map(|it| it.value) else { return };
        let near = |sum: Decimal| (sum.to_f64() - total.to_f64()).abs() < 0.015;
        if !near(since) && !near(self.overall) {
            let sum = if since.is_zero() { self.overall } else { since };
            let args = [("row", row.number.to_string()), ("total", total.to_string()), ("sum", sum.to_string())];
            cells.findings.warn("total_differs", args);
        }
    }
}

/// Columns of costs and list prices in another currency are left out; amounts of orders are refused row by row instead.
fn drop_foreign(columns: &mut Columns, context: &MapContext) -> Vec<(&'static str, String)> {
    let mut dropped = Vec::new();
    for at in 0..columns.headers.len() {
        let foreign = columns.headers[at].currency.is_some_and(|it| it != context.currency);
        let optional = matches!(
            columns.fields[at],
            Some("product.price" | "product.cost" | "stock.unit_cost" | "line.cost" | "line.cost_total")
        );
        if foreign && optional {
            columns.fields[at] = None;
            dropped.push(("foreign_column", columns.headers[at].shown.clone()));
        }
    }
    dropped
}

/// What "cost" and "amount" are can only be told from all values together. Returns the column left out with the reason.
fn settle_amounts(columns: &mut Columns, body: &[RawRow], context: &MapContext) -> Option<(&'static str, String)> {
    let meaning = {
        let body = &body[..body.len().min(amounts::LOOKED_AT)];
        amounts::meaning(&Cells::new(columns, body, context), body)
    };
    if meaning.cost_is_total && !columns.has("line.cost_total") {
        columns.rename("line.cost", "line.cost_total");
    }
    let at = columns.find("line.amount").filter(|_| meaning.amount_is_order_total)?;
    columns.fields[at] = None;
    Some(("order_total", columns.headers[at].shown.clone()))
}

/// The day for lines without one: told by their documents, or by the period above the table.
fn undated(cells: &mut Cells, above: &[RawRow], body: &[RawRow]) -> Result<Option<NaiveDate>, &'static str> {
    if cells.has("order.date") || orders::dated_by_document(cells, body) {
        return Ok(None);
    }
    let day = title::last_day(above).ok_or("no_date")?;
    cells.findings.warn("undated", [("date", day.to_string())]);
    Ok(Some(day))
}

/// Day and warehouse of a stock table that does not give them in columns.
fn count(sheet: &Sheet, above: &[RawRow], cells: &mut Cells, file_name: &str, several_counts: bool) -> Count {
    let named = title::last_day(above)
        .or_else(|| title::day_in_name(file_name))
        .or_else(|| sheet.name.as_deref().and_then(title::day_in_name));
    let date = named.unwrap_or(cells.context.today);
    if named.is_none() && !cells.has("stock.date") {
        cells.findings.warn("stock_date_today", [("date", date.to_string())]);
    }
    let by_sheet = || sheet.name.clone().filter(|it| several_counts && !is_default_name(it));
    Count { date, warehouse: title::warehouse(above).or_else(by_sheet) }
}

fn is_default_name(sheet: &str) -> bool {
    let folded = crate::names::fold(sheet);
    let stem = folded.trim_end_matches(|it: char| it.is_ascii_digit() || it == ' ');
    matches!(stem, "sheet" | "аркуш" | "лист" | "tdsheet" | "stock" | "залишки" | "остатки" | "table")
}

/// Headers as shown with their fields, and the ones left out. Columns without a header are not listed.
/// The last `levels` are those of a report: its documents give number and date at once.
fn shown(columns: &Columns, levels: usize) -> (Vec<(String, String)>, Vec<String>) {
    let mut mapped = Vec::new();
    let mut unmapped = Vec::new();
    let own = columns.headers.len() - levels;
    let order = (own..columns.headers.len()).chain(0..own);
    for (at, header) in order.map(|at| (at, &columns.headers[at])).filter(|(_, it)| !it.shown.is_empty()) {
        match columns.fields[at] {
            Some("order.no") if at >= own => mapped.push((header.shown.clone(), "order.no+order.date".to_owned())),
            Some(field) => mapped.push((header.shown.clone(), field.to_owned())),
            None if columns.second_name == Some(at) => mapped.push((header.shown.clone(), "customer.name".to_owned())),
            None => unmapped.push(header.shown.clone()),
        }
    }
    (mapped, unmapped)
}
