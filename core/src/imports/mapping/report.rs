//! Reports of accounting programs: customers, documents and products under one another in one column, subtotals at each level.
//! They are turned into a flat table of their innermost rows. A report whose levels cannot be told apart is not read at all.

use std::ops::Range;

use crate::imports::records::{Confidence, Entity, Skipped};
use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::dates::DateStyle;
use crate::imports::values::{is_empty, text};

use super::cells::cell;
use super::columns::{self, Columns, FieldKind, kind};
use super::depth;
use super::flat::Flat;
use super::header::{Region, is_blank_row, repeats_header};
use super::levels::{self, Level};
use super::normalize::Header;
use super::rows::{is_figure, is_footer, is_total_word};
use super::subtotals::{figure, shown_sum};
use super::{MapContext, documents, nature};

/// A report as far as its header tells.
struct Report<'a> {
    sheet: &'a Sheet,
    region: &'a Region,
    /// Of the columns besides that of the levels; periods across the top are none of them.
    headers: &'a [Header],
    /// The columns that names stand in.
    names: Range<usize>,
    context: &'a MapContext,
}

/// A row with a name.
struct Named<'a> {
    row: &'a RawRow,
    name: String,
    rank: usize,
}

/// Whether rows of several levels stand under each other: read as lines they would count money several times.
pub(super) fn is_grouped(sheet: &Sheet, region: &Region) -> bool {
    let mut levels: Vec<Level> = levels::headers(region).iter().filter_map(levels::named).collect();
    levels.dedup();
    levels.len() >= 2 || has_subtotals(sheet, region)
}

/// Rows of an upper level whose figures are the sums of the rows below them.
fn has_subtotals(sheet: &Sheet, region: &Region) -> bool {
    let Some(names) = names(region) else { return false };
    let rows: Vec<&RawRow> = named_rows(sheet, region, &names);
    let Some(ranks) = depth::ranks(sheet, &rows, &names) else { return false };
    let deepest = ranks.iter().copied().max().unwrap_or(0);
    let figures = figure_columns(region, &rows, &names);
    // A group says nothing but its name and its sums. A stray space makes a row look so, and sums of two rows agree by chance.
    let says_more = |row: &RawRow| {
        let others = region.columns.clone().filter(|at| !names.contains(at) && !figures.contains(at));
        others.filter(|at| !is_empty(cell(row, *at))).count() > 0
    };
    let upper = || rows.iter().zip(&ranks).filter(|it| *it.1 < deepest).map(|it| *it.0);
    if upper().count() > 0 && upper().all(says_more) {
        return false;
    }
    let (mut right, mut wrong) = (0, 0);
    for (n, row) in rows.iter().enumerate().filter(|(n, _)| ranks[*n] < deepest) {
        let below = rows[n + 1..].iter().zip(&ranks[n + 1..]).take_while(|(_, rank)| **rank > ranks[n]);
        let leaves: Vec<&RawRow> = below.filter(|(_, rank)| **rank == deepest).map(|it| *it.0).collect();
        for at in &figures {
            if let Some(stated) = figure(row, *at) {
                let sum: f64 = leaves.iter().filter_map(|it| figure(it, *at)).sum();
                if (stated - sum).abs() < slack(leaves.len()) && !leaves.is_empty() { right += 1 } else { wrong += 1 }
            }
        }
    }
    // Prices and shares are figures too, and never sums.
    right >= 2 && right >= wrong
}

/// Turns the report into a flat table; `None` when its levels cannot be told apart.
pub(super) fn flatten(sheet: &Sheet, region: &Region, headers: &[Header], context: &MapContext) -> Option<(Entity, Flat)> {
    let report = Report { sheet, region, headers, names: names(region)?, context };
    let entity = context.forced_entity.unwrap_or_else(|| report.entity());
    let level_headers = levels::headers(region);
    let expected: Vec<Level> = level_headers.iter().filter_map(levels::named).collect();
    let mut columns = columns::assign(&report.other_headers(), entity, &sheet.rows[region.body.clone()], &context.forced_columns);
    let (rows, levels, is_certain) = report.levels(entity, &expected, &columns)?;
    let is_article = |row: &RawRow| expected.contains(&Level::Sku) && !row.cells.iter().any(is_figure);
    if !levels.contains(&Level::Product) || levels.len() < 2 {
        return None;
    }
    let style = DateStyle { month_first: false, unix: false, timezone: context.timezone };
    let names_customers = !levels.contains(&Level::Customer)
        && !columns.has("customer.name")
        && rows.iter().any(|it| levels[it.rank] == Level::Document && customer_of(&it.name, style).is_some());
    let width = columns.headers.len();
    let mut added: Vec<Field> = Vec::new();
    for level in levels.iter().filter(|it| **it != Level::Sku) {
        let header = level_headers.iter().find(|it| levels::named(it) == Some(*level)).cloned();
        let confidence = if is_certain { Confidence::Sure } else { Confidence::Likely };
        columns.drop(level.field());
        columns.push(header.unwrap_or_default(), level.field(), confidence);
        added.push(level.field());
    }
    for field in [names_customers.then_some("customer.name"), expected.contains(&Level::Sku).then_some("product.sku")]
        .into_iter()
        .flatten()
    {
        if !columns.has(field) {
            columns.push(Header::default(), field, Confidence::Likely);
            added.push(field);
        }
    }

    let carried: Vec<usize> =
        (0..width).filter(|at| columns.fields[*at].is_some_and(|it| kind(it) != FieldKind::Number)).collect();
    let deepest = levels.iter().rposition(|it| *it != Level::Sku)?;
    let mut flat = Flat::new(columns);
    flat.skipped = report.skipped();
    let mut groups: Vec<Option<&Named>> = vec![None; levels.len()];
    // Groups with the number of lines before and after them.
    let mut checks: Vec<(&Named, Range<usize>)> = Vec::new();
    for named in &rows {
        let skip = |reason| Skipped { row: named.row.number, reason };
        if levels[named.rank] == Level::Sku || (named.rank == deepest && is_article(named.row)) {
            let at = added.iter().position(|it| *it == "product.sku").map(|n| width + n);
            if let (Some(line), Some(at)) = (flat.rows.last_mut(), at) {
                line.cells[at] = RawCell::Text(named.name.clone());
            }
            flat.skipped.push(skip("group"));
            continue;
        }
        if named.rank < deepest {
            groups[named.rank..].iter_mut().for_each(|it| *it = None);
            groups[named.rank] = Some(named);
            for (_, lines) in checks.iter_mut().filter(|(it, lines)| it.rank >= named.rank && lines.end == usize::MAX) {
                lines.end = flat.rows.len();
            }
            checks.push((named, flat.rows.len()..usize::MAX));
            flat.skipped.push(skip("group"));
            continue;
        }
        // A line before its group: the layout is not the one that was taken.
        if (0..deepest).any(|rank| groups[rank].is_none() && !levels[rank].is_optional()) {
            return None;
        }
        let mut cells = named.row.cells.clone();
        cells.resize(width, RawCell::Empty);
        for at in carried.iter().filter(|at| is_empty(cell(named.row, **at))) {
            let above = groups.iter().rev().flatten().map(|it| cell(it.row, *at)).find(|it| !is_empty(it) && !is_figure(it));
            if let Some(above) = above {
                cells[*at] = above.clone();
            }
        }
        let group = |level: Level| levels.iter().position(|it| *it == level).and_then(|rank| groups[rank]);
        cells.extend(added.iter().map(|field| {
            let value = match *field {
                "product.name" if levels[deepest] == Level::Product => Some(named.name.clone()),
                "customer.name" if names_customers => group(Level::Document).and_then(|it| customer_of(&it.name, style)),
                field if levels[deepest].field() == field => Some(named.name.clone()),
                field => levels.iter().find(|it| it.field() == field).and_then(|it| group(*it)).map(|it| without_label(&it.name)),
            };
            value.map_or(RawCell::Empty, RawCell::Text)
        }));
        flat.rows.push(RawRow { cells, ..named.row.clone() });
    }
    report.check(&mut flat, &checks, is_certain).then_some((entity, flat))
}

type Field = &'static str;

impl<'a> Report<'a> {
    /// Stock where the report counts what lies in stock, orders otherwise.
    fn entity(&self) -> Entity {
        let stock = columns::assign(&self.other_headers(), Entity::Stock, &[], &[]);
        let orders = columns::assign(&self.other_headers(), Entity::Orders, &[], &[]);
        let word = |it: &Header| ["залишок", "залишк", "остат", "on hand", "balance"].iter().any(|word| it.words.contains(word));
        let counted = stock.find("stock.on_hand").is_some_and(|at| word(&self.headers[at]));
        let titled = nature::counts_stock(self.sheet, self.region) && stock.has("stock.on_hand");
        if titled || counted && !orders.has("line.amount") { Entity::Stock } else { Entity::Orders }
    }

    fn other_headers(&self) -> Vec<Header> {
        let mut headers = self.headers.to_vec();
        headers[self.names.clone()].iter_mut().for_each(|it| *it = Header::default());
        headers
    }

    /// The rows with names on their levels, the levels from the top down, and whether the sheet itself tells them.
    fn levels(&self, entity: Entity, expected: &[Level], columns: &Columns) -> Option<(Vec<Named<'a>>, Vec<Level>, bool)> {
        let rows: Vec<&RawRow> = named_rows(self.sheet, self.region, &self.names);
        let names: Vec<String> = rows.iter().map(|row| self.name(row)).collect::<Option<_>>()?;
        let named = |ranks: Vec<usize>| {
            rows.iter().zip(names.clone()).zip(ranks).map(|((row, name), rank)| Named { row, name, rank }).collect::<Vec<_>>()
        };
        let by_sums = || depth::by_sums(&rows, &self.names).filter(|_| expected.len() == 2);
        if let Some(ranks) = depth::ranks(self.sheet, &rows, &self.names).or_else(by_sums) {
            let n_levels = ranks.iter().max()? + 1;
            if n_levels == expected.len() && !ranks.is_empty() {
                return Some((named(ranks), expected.to_vec(), true));
            }
            let on = |rank: usize| ranks.iter().zip(&names).filter(move |it| *it.0 == rank).map(|it| it.1.as_str()).take(200);
            let content: Vec<Vec<&str>> = (0..n_levels).map(|rank| on(rank).collect()).collect();
            if let Some(levels) = levels::by_content(&content, expected, entity) {
                return Some((named(ranks), levels, true));
            }
        }
        // Only the content of each row tells: documents by their names, products by what only they have.
        let order: Vec<Level> =
            [Level::Customer, Level::Document, Level::Product].into_iter().filter(|it| expected.contains(it)).collect();
        if order.len() != expected.len() || order.len() < 2 || order.last() != Some(&Level::Product) {
            return None;
        }
        let is_product = product_sign(&rows, columns)?;
        let style = DateStyle { month_first: false, unix: false, timezone: self.context.timezone };
        let rank_of = |level| order.iter().position(|it| *it == level);
        let ranks = rows.iter().zip(&names).map(|(row, name)| {
            if documents::parse(name, style).is_some()
                && let Some(rank) = rank_of(Level::Document)
            {
                return Some(rank);
            }
            rank_of(if is_product(row) { Level::Product } else { Level::Customer })
        });
        let ranks = ranks.collect::<Option<Vec<usize>>>()?;
        Some((named(ranks), order, false))
    }

    fn name(&self, row: &RawRow) -> Option<String> {
        self.names.clone().map(|at| cell(row, at)).find(|it| !is_empty(it)).and_then(text)
    }

    fn skipped(&self) -> Vec<Skipped> {
        let rows = &self.sheet.rows[self.region.body.clone()];
        rows.iter()
            .filter_map(|row| Some(Skipped { row: row.number, reason: not_named(self.sheet, self.region, &self.names, row)? }))
            .collect()
    }

    /// Holds every subtotal against its lines. Differences are told; where most differ, the levels are not what they seemed.
    fn check(&self, flat: &mut Flat, groups: &[(&Named, Range<usize>)], is_certain: bool) -> bool {
        if flat.rows.is_empty() {
            return false;
        }
        let mapped = ["line.amount", "line.qty", "stock.on_hand"]
            .into_iter()
            .filter_map(|it| flat.columns.find(it))
            .filter(|at| *at < self.headers.len());
        let mut figures: Vec<usize> = mapped.collect();
        figures.extend((0..self.headers.len()).filter(|at| {
            self.headers[*at].shown.is_empty() && !self.region.headers[*at].shown.is_empty() && !self.names.contains(at)
        }));
        let mut all = self.sheet.rows[self.region.body.clone()]
            .iter()
            .filter(|row| not_named(self.sheet, self.region, &self.names, row) == Some("total"));
        let all = all.next_back().map(|row| (row, 0..flat.rows.len()));
        let (mut right, mut wrong) = (0, Vec::new());
        for (row, lines) in groups.iter().map(|(it, lines)| (it.row, lines.start..lines.end.min(flat.rows.len()))).chain(all) {
            for at in &figures {
                let Some(stated) = figure(row, *at) else { continue };
                let sum: f64 = flat.rows[lines.clone()].iter().filter_map(|it| figure(it, *at)).sum();
                if (stated - sum).abs() < slack(lines.len()) { right += 1 } else { wrong.push((row.number, stated, sum)) }
            }
        }
        if wrong.len() > right || (right == 0 && !is_certain) || (!is_certain && !wrong.is_empty()) {
            return false;
        }
        for (row, stated, sum) in wrong {
            flat.differs("report_differs", row, shown_sum(stated), shown_sum(sum));
        }
        true
    }
}

/// A tenth of a kopeck a row: reports round their subtotals by themselves.
fn slack(rows: usize) -> f64 {
    0.02 + 0.001 * rows as f64
}

/// The columns of names: the header of the levels may be merged over those their names are indented by.
fn names(region: &Region) -> Option<Range<usize>> {
    let first = region.headers.iter().position(|it| !it.words.is_empty())?;
    let others = region.headers[first..].iter().position(|it| !it.words.is_empty() && it.words != region.headers[first].words)?;
    Some(first..first + others)
}

/// Why a row is none of the levels; `None` for those that are.
fn not_named(sheet: &Sheet, region: &Region, names: &Range<usize>, row: &RawRow) -> Option<&'static str> {
    if is_blank_row(row) {
        return Some("blank");
    }
    if sheet.rows[region.header.clone()].iter().any(|it| repeats_header(row, it)) {
        return Some("repeated_header");
    }
    let Some(name) = names.clone().map(|at| cell(row, at)).find(|it| !is_empty(it)) else {
        // Figures without a name can only be a total.
        return Some(if row.cells.iter().any(is_figure) { "total" } else { "footer" });
    };
    if is_total_word(name) {
        return Some("total");
    }
    (is_footer(name) && !row.cells.iter().any(is_figure)).then_some("footer")
}

fn named_rows<'a>(sheet: &'a Sheet, region: &Region, names: &Range<usize>) -> Vec<&'a RawRow> {
    let rows = sheet.rows[region.body.clone()].iter();
    rows.filter(|row| not_named(sheet, region, names, row).is_none()).collect()
}

fn figure_columns(region: &Region, rows: &[&RawRow], names: &Range<usize>) -> Vec<usize> {
    let is_figures = |at: &usize| {
        let filled = rows.iter().map(|row| cell(row, *at)).filter(|it| !is_empty(it)).take(200);
        let (all, figures) = filled.fold((0, 0), |(all, figures), it| (all + 1, figures + usize::from(is_figure(it))));
        all > 0 && figures * 10 >= all * 9
    };
    (names.end..region.headers.len()).filter(is_figures).collect()
}

/// What tells a product row from a group row: only products have a code, a unit or a price.
fn product_sign(rows: &[&RawRow], columns: &Columns) -> Option<impl Fn(&RawRow) -> bool + use<>> {
    let filled = |at: usize| move |row: &RawRow| !is_empty(cell(row, at));
    // A sign is of use when some rows have it and some do not.
    let tells = |at: usize| rows.iter().any(|row| filled(at)(row)) && !rows.iter().all(|row| filled(at)(row));
    let by_column =
        ["product.sku", "product.unit", "line.price", "product.barcode"].into_iter().filter_map(|it| columns.find(it));
    by_column.into_iter().find(|at| tells(*at)).map(filled)
}

/// «Реалізація 000123 від 12.03.2025, ТОВ «Верба»» names the customer too.
fn customer_of(document: &str, style: DateStyle) -> Option<String> {
    documents::parse(document, style).and_then(|it| it.customer)
}

/// «Склад: Київ» -> «Київ».
pub(super) fn without_label(name: &str) -> String {
    const LABELS: &[&str] = &[
        "склад",
        "контрагент",
        "клієнт",
        "клиент",
        "покупець",
        "покупатель",
        "менеджер",
        "група",
        "группа",
        "категорія",
        "категория",
    ];
    match name.split_once(':') {
        Some((label, rest)) if LABELS.contains(&crate::names::fold(label).as_str()) && !rest.trim().is_empty() => {
            rest.trim().to_owned()
        }
        _ => name.trim().to_owned(),
    }
}
