//! A found table -> its typed rows, every row accounted for.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::imports::records::{Alone, Confidence, Entity, LeftOut, MadePlain, MappedTable, Records, Skipped, Warning};
use crate::imports::sheets::{RawCell, RawRow, Refusal, Sheet};
use crate::imports::values::decimal::Decimal;
use crate::imports::values::text;

use super::cells::Cells;
use super::columns::{self, Columns};
use super::header::Region;
use super::long::{LongTable, close_orders};
use super::normalize::{self, Header};
use super::orders::{self, Orders, Whole};
use super::rows::Sorter;
use super::rows::is_figure;
use super::runs::LastRuns;
use super::stock::Count;
use super::subtotals::figure;
use super::survey::{Unfit, survey};
use super::{Found, MapContext, amounts, deals, directory, proofs, proposal, sources, stock, title, vocabulary};

/// Why a table is not read.
pub(super) enum Lost<'a> {
    /// Id of the question or of the reason why the sheet is left out.
    Ignored(&'a Sheet, &'static str),
    /// The sheet is too long to hold and no plain table.
    NotPlain(&'a Sheet),
    Refused(Refusal),
}

/// How many tables of a kind the file has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Several {
    pub counts: bool,
    pub orders: bool,
}

/// Reads the rows of a table, or prepares to read them where they are too many to hold.
pub(super) fn table<'a>(
    found: Found<'a>,
    file_name: &str,
    context: &MapContext,
    several: Several,
) -> Result<MappedTable, Lost<'a>> {
    let Found { sheet, mut region, entity, mut columns, flat, filled, warnings, remembered } = found;
    let read = flat.as_ref().map_or(region.body.len(), |it| it.read());
    let levels = flat.as_ref().map_or(0, |it| it.columns.fields.len() - region.headers.len());
    let (body, groups) = match &flat {
        Some(flat) => (flat.rows.as_slice(), flat.skipped.as_slice()),
        None => (filled.as_deref().unwrap_or(&sheet.rows[region.body.clone()]), [].as_slice()),
    };
    let above = &sheet.rows[..region.header.start];
    let header = &sheet.rows[region.header.clone()];
    if entity == Entity::Orders {
        title::money(&mut columns, above);
    }
    let mut dropped = drop_foreign(&mut columns, context);
    if let Entity::Orders = entity {
        drop_line_numbers(&mut columns, body);
        dropped.extend(settle_amounts(&mut columns, body, context));
    }
    if !columns.has_any(&["line.amount", "line.price"]) && entity == Entity::Orders {
        let is_of_order = dropped.iter().any(|it| it.0 == "order_total");
        return Err(Lost::Ignored(sheet, if is_of_order { "order_total_only" } else { "no_amount" }));
    }
    let survey = match &sheet.long {
        None => None,
        Some(long) => {
            Some(survey(long.as_ref(), (entity, &columns), (&region, header), context).map_err(|unfit| match unfit {
                Unfit::NotPlain => Lost::NotPlain(sheet),
                Unfit::Refused(refusal) => Lost::Refused(refusal),
            })?)
        }
    };
    let mut cells = match &survey {
        Some(survey) => Cells::with(&columns, &survey.seen, context),
        None => Cells::new(&columns, body, context),
    };
    cells.findings.warnings.extend(flat.iter().flat_map(|it| it.warnings.iter().cloned()));
    cells.findings.warnings.extend(warnings);
    cells.findings.warnings.extend(hidden(sheet, &region, body));
    dropped.extend(left_out_returns(&columns, body).map(|header| ("returns_left_out", header)));
    for (code, header) in dropped {
        cells.findings.warn(code, [("header", header)]);
    }
    let kind = match entity {
        Entity::Customers => Kind::Customers,
        Entity::Products => Kind::Products,
        Entity::Stock => Kind::Stock(count(sheet, above, &mut cells, file_name, several.counts)),
        Entity::Deals => Kind::Deals,
        Entity::DealEvents => Kind::DealEvents,
        Entity::Orders => {
            let undated = undated(&mut cells, (above, sheet), body).map_err(|code| Lost::Ignored(sheet, code))?;
            let meaning = amounts::meaning(&cells, body);
            let whole = Whole::new(&cells, (above, sheet.name.as_deref()), undated);
            if meaning.discount_guessed {
                cells.findings.warn("discount_guess", []);
            }
            Kind::Orders(Box::new(Orders::new(&cells, meaning.discount, whole)))
        }
    };
    let (mapped, unmapped) = shown(&columns, levels);
    let mut alone = if flat.is_none() { alone(entity, &columns, &cells) } else { Alone::default() };
    let is_filled = filled.is_some();
    let mut table = MappedTable {
        sheet: sheet.name.clone(),
        entity,
        header_row: sheet.rows[region.header.start].number,
        header_rows: region.header.len() as u32,
        columns: mapped,
        unmapped,
        read,
        records: Records::none(entity),
        long: None,
        rejected: Vec::new(),
        skipped: Vec::new(),
        warnings: Vec::new(),
        more_rejected: 0,
        more_skipped: 0,
        source: sources::recognize(entity, &region.headers, sheet),
        proposed: proposal::columns(&columns, body),
        shape: normalize::shape(&region.headers),
        remembered,
        completes: region.headers.iter().any(Header::says_why_rejected),
        made_plain: None,
        alone: Alone::default(),
    };
    if let (Some(survey), Some(long)) = (survey, &sheet.long) {
        let findings = std::mem::take(&mut cells.findings);
        table.alone = alone;
        region.body.end = survey.end;
        region.columns.end = survey.width;
        table.read = region.body.len();
        table.long = Some(Arc::new(LongTable {
            long: Arc::clone(long),
            entity,
            region,
            header: header.to_vec(),
            columns,
            context: context.clone(),
            seen: survey.seen,
            last_full: survey.last_full,
            last_runs: if several.orders { LastRuns::default() } else { survey.last_runs },
            kind,
            findings,
        }));
        return Ok(table);
    }
    let mut plain = flat.as_ref().map(|_| Plain::new(entity, &columns, region.headers.len()));
    let sorter = flat.is_none().then(|| Sorter::new(entity, &columns, &region, &sheet.rows));
    let mut reading = Reading::new(cells, sorter, kind);
    for (at, row) in body.iter().enumerate() {
        let n_rejected = reading.cells.findings.rejected.len();
        reading.row(region.body.start + at, row, &mut table.records);
        if reading.cells.findings.rejected.len() > n_rejected {
            plain.iter_mut().for_each(|it| it.add(row));
            if is_filled {
                alone.filled.push((row.number, row.cells.clone()));
            }
        }
    }
    table.alone = alone;
    table.made_plain = plain.map(|it| it.made).filter(|it| !it.rows.is_empty());
    let left_out = reading.finish();
    (table.rejected, table.skipped, table.warnings) = (left_out.rejected, left_out.skipped, left_out.warnings);
    (table.more_rejected, table.more_skipped) = (left_out.more_rejected, left_out.more_skipped);
    table.skipped.extend_from_slice(groups);
    table.skipped.sort_by_key(|it| it.row);
    if let Records::Orders(lines) = &mut table.records
        && !several.orders
    {
        close_orders(lines);
    }
    Ok(table)
}

fn alone(entity: Entity, columns: &Columns, cells: &Cells) -> Alone {
    let of_order = |at: &usize| columns.fields[*at].is_some_and(|it| it.starts_with("order.") || it.starts_with("customer."));
    let number = columns.find("order.no").filter(|_| entity == Entity::Orders);
    let others = (0..columns.fields.len()).filter(|at| of_order(at) && Some(*at) != number);
    let heading = number.map(|it| std::iter::once(it).chain(others).collect());
    Alone { heading: heading.unwrap_or_default(), month_first: cells.month_first(), filled: Vec::new() }
}

/// Rejected rows on their way to a file of their own, in the columns that mean something.
struct Plain {
    /// Where these columns are.
    at: Vec<usize>,
    made: MadePlain,
}

impl Plain {
    /// The first `own` columns are those of the file.
    fn new(entity: Entity, columns: &Columns, own: usize) -> Self {
        let at: Vec<usize> = (0..columns.fields.len()).filter(|at| columns.fields[*at].is_some()).collect();
        let named = |at: &usize| {
            let (header, field) = (&columns.headers[*at], columns.fields[*at]?);
            // A header of several levels means something else once each has its column.
            let alone = columns::assign(std::slice::from_ref(header), entity, &[], &[]);
            Some((field, (*at < own && alone.fields[0] == Some(field)).then(|| header.shown.clone())))
        };
        let columns = at.iter().filter_map(named).collect();
        Self { at, made: MadePlain { columns, rows: Vec::new() } }
    }

    fn add(&mut self, row: &RawRow) {
        let cells = self.at.iter().map(|at| row.cells.get(*at).cloned().unwrap_or(RawCell::Empty));
        self.made.rows.push(cells.collect());
    }
}

/// What is kept in mind from row to row, for each kind of table.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Customers,
    Products,
    Orders(Box<Orders>),
    Stock(Count),
    Deals,
    DealEvents,
}

/// Turns rows into records one after another, every row accounted for.
pub(super) struct Reading<'a> {
    cells: Cells<'a>,
    /// `None`: only data rows are left.
    sorter: Option<Sorter<'a>>,
    kind: Kind,
    currency: Option<usize>,
    sums: Sums,
    skipped: Vec<Skipped>,
    more_skipped: usize,
}

/// Skipped rows that are listed; the others are counted.
const MAX_SKIPPED: usize = 100_000;

impl<'a> Reading<'a> {
    pub(super) fn new(cells: Cells<'a>, sorter: Option<Sorter<'a>>, kind: Kind) -> Self {
        let currency = cells.columns.headers.iter().position(|it| matches!(it.words.as_str(), "валюта" | "currency"));
        let sums = Sums::new(cells.columns);
        Self { cells, sorter, kind, currency, sums, skipped: Vec::new(), more_skipped: 0 }
    }

    /// Adds the row to the records or to what is left out; whether it is a row of data. `at` is its index in the sheet.
    pub(super) fn row(&mut self, at: usize, row: &RawRow, records: &mut Records) -> bool {
        let cells = &mut self.cells;
        if let Some(fault) = orders::faulty(row) {
            cells.findings.reject(fault);
            return false;
        }
        if let Some(reason) = self.sorter.as_ref().and_then(|it| it.skip(at, row)) {
            if reason == "total" {
                self.sums.check(cells, row);
            }
            if self.skipped.len() < MAX_SKIPPED {
                self.skipped.push(Skipped { row: row.number, reason });
            } else {
                self.more_skipped += 1;
            }
            return false;
        }
        self.sums.add(cells, row);
        let taken = directory::check_currency(cells, row, self.currency).and_then(|()| {
            match (&mut self.kind, records) {
                (Kind::Customers, Records::Customers(rows)) => rows.push(directory::customer_row(cells, row)?),
                (Kind::Products, Records::Products(rows)) => rows.push(directory::product_row(cells, row)?),
                (Kind::Orders(orders), Records::Orders(rows)) => rows.push(orders.line(cells, row)?),
                (Kind::Stock(count), Records::Stock(rows)) => rows.push(stock::stock_row(cells, row, count)?),
                (Kind::Deals, Records::Deals(rows)) => rows.push(deals::deal_row(cells, row)?),
                (Kind::DealEvents, Records::DealEvents(rows)) => rows.push(deals::event_row(cells, row)?),
                _ => {}
            }
            Ok(())
        });
        if let Err(refused) = taken {
            cells.findings.reject(refused);
        }
        true
    }

    pub(super) fn finish(mut self) -> LeftOut {
        if let Kind::Orders(orders) = &self.kind {
            orders.finish(&mut self.cells);
        }
        let mut findings = self.cells.findings;
        LeftOut {
            rejected: std::mem::take(&mut findings.rejected),
            more_rejected: findings.more_rejected,
            warnings: findings.into_warnings(),
            skipped: self.skipped,
            more_skipped: self.more_skipped,
        }
    }
}

/// What the rows add up to, to be held against the totals of the file.
struct Sums {
    field: Option<&'static str>,
    since_total: Decimal,
    overall: Decimal,
    /// The last total was right, and no row came after it: what follows is tax, or the sum with it.
    settled: bool,
}

impl Sums {
    fn new(columns: &Columns) -> Self {
        let field = ["line.amount", "stock.on_hand", "line.qty"].into_iter().find(|it| columns.has(it));
        Self { field, since_total: Decimal::ZERO, overall: Decimal::ZERO, settled: false }
    }

    fn add(&mut self, cells: &Cells, row: &RawRow) {
        let Some(value) = self.field.and_then(|it| cells.peek(row, it)).map(|it| it.value) else { return };
        self.settled = false;
        self.since_total = self.since_total.plus(value).unwrap_or(self.since_total);
        self.overall = self.overall.plus(value).unwrap_or(self.overall);
    }

    fn check(&mut self, cells: &mut Cells, row: &RawRow) {
        let since = std::mem::replace(&mut self.since_total, Decimal::ZERO);
        let Some(total) = self.field.and_then(|it| cells.peek(row, it)).map(|it| it.value) else { return };
        let near = |sum: Decimal| (sum.to_f64() - total.to_f64()).abs() < 0.015;
        if std::mem::replace(&mut self.settled, near(self.overall)) {
            self.settled = true;
        } else if !near(since) && !near(self.overall) {
            let sum = if since.is_zero() { self.overall } else { since };
            let args = [("row", row.number.to_string()), ("total", total.to_string()), ("sum", sum.to_string())];
            cells.findings.warn("total_differs", args);
        }
    }
}

/// «№» above 1, 2, 3 … in a table that dates nothing counts the lines of one document.
fn drop_line_numbers(columns: &mut Columns, body: &[RawRow]) {
    let Some(at) = columns.find("order.no").filter(|_| !columns.has("order.date")) else { return };
    let is_number = matches!(columns.headers[at].words.as_str(), "№" | "#" | "n" | "no" | "n п п" | "№ п п");
    // Signatures stand below the numbers.
    let mut filled = body.iter().filter_map(|row| row.cells.get(at)).filter(|it| is_figure(it)).peekable();
    let counted = filled.peek().is_some()
        && filled.zip(1u32..).all(|(it, n)| text(it).is_some_and(|it| it.trim_end_matches('.') == n.to_string()));
    if is_number && counted {
        columns.fields[at] = None;
    }
}

/// Columns of costs and list prices in another currency are left out; amounts of orders are refused row by row instead.
fn drop_foreign(columns: &mut Columns, context: &MapContext) -> Vec<(&'static str, String)> {
    let mut dropped = Vec::new();
    for at in 0..columns.headers.len() {
        let is_foreign = |it: &Header| it.currency.is_some_and(|it| it != context.currency);
        let foreign = is_foreign(&columns.headers[at]);
        let optional = matches!(
            columns.fields[at],
            Some("product.price" | "product.cost" | "stock.unit_cost" | "line.cost" | "line.cost_total")
        );
        // A price in another currency beside an amount in ours is only told for reference.
        let beside = matches!(columns.fields[at], Some("line.price" | "line.discount"))
            && columns.find("line.amount").is_some_and(|it| !is_foreign(&columns.headers[it]));
        if foreign && (optional || beside) {
            columns.fields[at] = None;
            dropped.push(("foreign_column", columns.headers[at].shown.clone()));
        }
    }
    dropped
}

/// What "cost" and "amount" are can only be told from all values together. Returns what is to be told of which columns.
pub(super) fn settle_amounts(columns: &mut Columns, body: &[RawRow], context: &MapContext) -> Vec<(&'static str, String)> {
    let (meaning, better) = {
        let body = &body[..body.len().min(amounts::LOOKED_AT)];
        let cells = Cells::new(columns, body, context);
        let meaning = amounts::meaning(&cells, body);
        (meaning, proofs::better(&cells, body, meaning.discount))
    };
    let mut told = Vec::new();
    for (field, at) in better {
        // A price without the tax is no price of an amount with it.
        if field == "line.amount" && !columns.has("line.discount") {
            columns.drop("line.price");
        }
        columns.drop(field);
        columns.fields[at] = Some(field);
        columns.confidence[at] = Confidence::Likely;
        let code = if field == "line.amount" { "amount_column" } else { "quantity_column" };
        told.push((code, columns.headers[at].shown.clone()));
    }
    if meaning.cost_is_total && !columns.has("line.cost_total") {
        columns.rename("line.cost", "line.cost_total");
    }
    if let Some(at) = columns.find("line.amount").filter(|_| meaning.amount_is_order_total) {
        columns.fields[at] = None;
        told.push(("order_total", columns.headers[at].shown.clone()));
    }
    told
}

/// A column of returns beside the sales says nothing of when and for how much: it is left out, and the person is told.
fn left_out_returns(columns: &Columns, body: &[RawRow]) -> Option<String> {
    let is_return = |it: &Header| vocabulary::RETURNS.iter().any(|word| it.words.starts_with(word));
    let at = (0..columns.headers.len()).find(|at| columns.fields[*at].is_none() && is_return(&columns.headers[*at]))?;
    let filled = body.iter().filter_map(|row| figure(row, at)).any(|it| it != 0.0);
    filled.then(|| columns.headers[at].shown.clone())
}

/// Rows and columns that are hidden in the sheet are read all the same, and the person is told.
fn hidden(sheet: &Sheet, region: &Region, body: &[RawRow]) -> Vec<Warning> {
    let warning = |code, count: usize| (count > 0).then(|| Warning { code, args: vec![("count", count.to_string())] });
    let mut rows: Vec<u32> = body.iter().map(|it| it.number).filter(|it| sheet.look(*it).hidden).collect();
    rows.dedup();
    let named = |at: &&u32| region.headers.get(**at as usize).is_some_and(|it| !it.shown.is_empty());
    let columns = sheet.looks.hidden_columns.iter().filter(named).count();
    warning("hidden_rows", rows.len()).into_iter().chain(warning("hidden_columns", columns)).collect()
}

/// The day for lines without one: told by their documents, or by the period above the table.
fn undated(cells: &mut Cells, (above, sheet): (&[RawRow], &Sheet), body: &[RawRow]) -> Result<Option<NaiveDate>, &'static str> {
    if cells.has("order.date") || orders::dated_by_document(cells, body) {
        return Ok(None);
    }
    let day = title::told_day(above, sheet.name.as_deref()).ok_or("no_date")?;
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
    Count { date, warehouse: title::warehouse(above).or_else(by_sheet), in_parts: stock::is_in_parts(cells.columns) }
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
            None if columns.person.contains(&at) => mapped.push((header.shown.clone(), "customer.name".to_owned())),
            None => unmapped.push(header.shown.clone()),
        }
    }
    (mapped, unmapped)
}
