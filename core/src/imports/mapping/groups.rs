//! Names of groups between the rows of a plain table: a category above its goods, a customer, a document or a day above
//! its lines. They become a value of the rows below them where the table has no column for it.

use chrono::NaiveDate;

use crate::imports::records::{Confidence, Entity, Skipped};
use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::dates::{self, DateStyle};
use crate::imports::values::{is_empty, text};
use crate::names::fold;

use super::cells::cell;
use super::columns::{Columns, FieldKind, kind};
use super::documents;
use super::flat::Flat;
use super::header::Region;
use super::levels::{is_firm, is_warehouse};
use super::normalize::Header;
use super::report::without_label;
use super::rows::Sorter;
use super::subtotals::Subtotals;
use super::summed;
use super::vocabulary::Field;

const STYLE: DateStyle = DateStyle { month_first: false, unix: false, timezone: chrono_tz::UTC };

/// A row with the name of a group.
struct Group {
    /// Index in the body.
    at: usize,
    column: usize,
    name: String,
    /// How it looks: outline, indent, weight. A group ends where one that looks as high begins.
    look: (u8, u8, bool),
}

/// The table with the names of its groups on its rows; `None` when it has no groups, or they name nothing it lacks.
pub(super) fn lift(sheet: &Sheet, region: &Region, (entity, columns): (Entity, &Columns), body: &[RawRow]) -> Option<Flat> {
    let sorter = Sorter::new(entity, columns, region, &sheet.rows);
    let mut reasons: Vec<Option<&'static str>> =
        body.iter().enumerate().map(|(at, row)| sorter.skip(region.body.start + at, row)).collect();
    summed::mark(columns, (body, false), &mut reasons);
    let groups = groups(sheet, region, body, &reasons);
    let lines: Vec<usize> = (0..body.len()).filter(|at| reasons[*at].is_none()).collect();
    // Rows of a grouped table stand in groups from the first one on; a lone cell further down is a note.
    let first = groups.first().filter(|it| lines.first().is_some_and(|line| it.at < *line))?;
    // The name stands in a column of its own that the rows leave empty.
    let own = columns.fields[first.column].filter(|field| {
        let empty = lines.iter().filter(|at| is_empty(cell(&body[**at], first.column))).count();
        kind(field) != FieldKind::Number && empty * 10 >= lines.len() * 9 && groups.iter().all(|it| it.column == first.column)
    });
    let field = own.or_else(|| field_of(entity, columns, &groups))?;
    let mut flat = Flat::new(columns.clone());
    let width = columns.headers.len();
    if own.is_none() {
        let confidence =
            if field == "customer.name" && !mostly(&groups, is_firm, 30) { Confidence::Unsure } else { Confidence::Likely };
        flat.columns.push(Header::default(), field, confidence);
    }
    // «Накладна № 77 від 12.10.2026, ТОВ «Верба»» names the customer too.
    let customer = |group: &Group| documents::parse(&group.name, STYLE).and_then(|it| it.customer);
    let names_customers = field == "order.no"
        && !columns.has_any(&["customer.name", "customer.code"])
        && groups.iter().any(|it| customer(it).is_some());
    if names_customers {
        flat.columns.push(Header::default(), "customer.name", Confidence::Likely);
    }
    let sums: Vec<usize> = (0..width)
        .filter(|at| columns.fields[*at].is_some_and(|it| matches!(it, "line.qty" | "line.amount" | "stock.on_hand")))
        .collect();
    let mut checked = Subtotals::new(sums);
    let mut open: Vec<&Group> = Vec::new();
    let mut named = groups.iter().peekable();
    for (at, row) in body.iter().enumerate() {
        if let Some(group) = named.next_if(|it| it.at == at) {
            open.retain(|it| it.look < group.look);
            open.push(group);
        }
        match reasons[at] {
            Some(reason) => {
                if reason == "total" {
                    checked.total(row);
                }
                flat.skipped.push(Skipped { row: row.number, reason });
            }
            None => {
                checked.add(row);
                let mut cells = row.cells.clone();
                cells.resize(width, RawCell::Empty);
                let value = open.last().map_or(RawCell::Empty, |it| value(field, &it.name));
                match own {
                    Some(_) if is_empty(&cells[first.column]) => cells[first.column] = value,
                    Some(_) => {}
                    None => cells.push(value),
                }
                if names_customers {
                    let named = open.last().and_then(|it| customer(it));
                    cells.resize(flat.columns.headers.len() - 1, RawCell::Empty);
                    cells.push(named.map_or(RawCell::Empty, RawCell::Text));
                }
                flat.rows.push(RawRow { cells, ..row.clone() });
            }
        }
    }
    flat.warnings = checked.into_warnings();
    flat.warn("group_rows", [("field", field.to_owned()), ("count", groups.len().to_string())]);
    Some(flat)
}

/// Whether the table begins with the name of a group: by its first rows, so that a sheet of any length is judged alike.
pub(super) fn begins_with_one(sheet: &Sheet, region: &Region, entity: Entity, columns: &Columns) -> bool {
    let sorter = Sorter::new(entity, columns, region, &sheet.rows);
    let mut reasons: Vec<_> = region.body.clone().map(|at| sorter.skip(at, &sheet.rows[at])).collect();
    summed::mark(columns, (&sheet.rows[region.body.clone()], sheet.long.is_some()), &mut reasons);
    reasons.into_iter().take_while(Option::is_some).any(|it| it == Some("group"))
}

fn groups(sheet: &Sheet, region: &Region, body: &[RawRow], reasons: &[Option<&'static str>]) -> Vec<Group> {
    let mut groups = Vec::new();
    for (at, row) in body.iter().enumerate().filter(|(at, _)| reasons[*at] == Some("group")) {
        let mut filled = region
            .columns
            .clone()
            .filter(|at| matches!(cell(row, *at), RawCell::Text(_) | RawCell::DateTime(_)) && !is_empty(cell(row, *at)));
        let Some((column, name)) = filled.next().and_then(|at| Some((at, shown(cell(row, at))?))) else { continue };
        // A long sentence is a note.
        if name.chars().count() <= 100 {
            let look = sheet.look(row.number);
            groups.push(Group { at, column, name, look: (look.outline, look.indent, !look.bold) });
        }
    }
    groups
}

fn shown(cell: &RawCell) -> Option<String> {
    match cell {
        RawCell::DateTime(moment) => Some(moment.format("%d.%m.%Y").to_string()),
        cell => text(cell),
    }
}

/// What the groups are, if the table has no column for it.
fn field_of(entity: Entity, columns: &Columns, groups: &[Group]) -> Option<Field> {
    let lacks = |field: Field| (!columns.has(field)).then_some(field);
    if let Some(field) = groups.iter().find_map(|it| labelled(&it.name)) {
        return lacks(field);
    }
    match entity {
        Entity::Orders if mostly(groups, |it| documents::parse(it, STYLE).is_some(), 50) => lacks("order.no"),
        Entity::Orders if mostly(groups, |it| day(it).is_some(), 50) => lacks("order.date"),
        Entity::Orders if !columns.has_any(&["customer.name", "customer.code"]) => Some("customer.name"),
        Entity::Stock if mostly(groups, is_warehouse, 50) => lacks("stock.warehouse"),
        Entity::Orders if mostly(groups, is_firm, 30) => None,
        Entity::Orders | Entity::Products | Entity::Stock => lacks("product.category"),
        Entity::Customers | Entity::Deals | Entity::DealEvents => None,
    }
}

fn mostly(groups: &[Group], is: impl Fn(&str) -> bool, share: usize) -> bool {
    groups.iter().filter(|it| is(&it.name)).count() * 100 > groups.len() * share
}

/// «Клієнт: ТОВ «Верба»» says itself what it is.
fn labelled(name: &str) -> Option<Field> {
    let (label, _) = name.split_once(':')?;
    Some(match fold(label).as_str() {
        "клієнт" | "контрагент" | "покупець" | "клиент" | "покупатель" => "customer.name",
        "менеджер" => "order.manager",
        "склад" => "stock.warehouse",
        "група" | "категорія" | "группа" | "категория" => "product.category",
        _ => return None,
    })
}

fn value(field: Field, name: &str) -> RawCell {
    match (field, day(name)) {
        ("order.date" | "stock.date", Some(day)) => RawCell::DateTime(day.into()),
        _ => RawCell::Text(without_label(name)),
    }
}

/// A day, or the first day of a month.
fn day(name: &str) -> Option<NaiveDate> {
    let name = name.trim();
    let dated = name.chars().next().is_some_and(|it| it.is_ascii_digit()) && name.contains(['.', '-', '/', ' ']);
    dates::month(name).or_else(|| dates::parse(name, STYLE).filter(|_| dated).map(|it| it.date))
}
