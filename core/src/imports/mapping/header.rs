//! Where the tables of a sheet are: the header below titles and parameters, its levels, the last filled row,
//! and second tables below or beside the first.

use std::ops::Range;

use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::{dates, is_empty, text};

use super::columns::{is_known, resembles_known};
use super::normalize::Header;

/// A table inside a sheet.
#[derive(Clone, Debug)]
pub(super) struct Region {
    /// Row indices (not numbers) of the header.
    pub header: Range<usize>,
    /// Row indices below it up to the last filled one.
    pub body: Range<usize>,
    /// By column of the sheet. Columns of a neighbour table have empty headers here.
    pub headers: Vec<Header>,
    /// The columns this table takes.
    pub columns: Range<usize>,
    /// The words of the first column's levels, where it has several («Контрагент», «Документ», «Номенклатура»).
    pub levels: Vec<Header>,
}

/// Rows looked through for the first header.
pub(super) const SEARCHED: usize = 31;

/// The tables of a sheet from top to bottom, from left to right. Empty when no header is recognizable.
pub(super) fn regions(sheet: &Sheet) -> Vec<Region> {
    let rows = &sheet.rows;
    let end = rows.iter().rposition(|row| !is_blank_row(row)).map_or(0, |at| at + 1);
    let Some(first) = (0..end.min(SEARCHED)).find(|at| is_header(&rows[*at])) else { return Vec::new() };
    let mut regions = vec![region(sheet, first, end)];
    // A second table: an empty row, then another header.
    let mut at = regions[0].body.start;
    while at < end {
        let below_blank = is_blank_row(&rows[at - 1]) && !is_blank_row(&rows[at]);
        if below_blank && is_header(&rows[at]) && !repeats(&rows[at], rows, &regions) {
            let start = at;
            if let Some(last) = regions.last_mut() {
                let filled = rows[..start].iter().rposition(|row| !is_blank_row(row)).map_or(start, |at| at + 1);
                last.body.end = filled.max(last.body.start);
            }
            regions.push(region(sheet, start, end));
            at = regions[regions.len() - 1].body.start;
        } else {
            at += 1;
        }
    }
    regions.into_iter().flat_map(|it| side_by_side(it, rows)).collect()
}

/// A header printed again on the next page.
pub(super) fn repeats_header(row: &RawRow, header: &RawRow) -> bool {
    let filled = row.cells.iter().filter(|cell| !is_empty(cell)).count();
    filled >= 2
        && row.cells.iter().enumerate().all(|(at, cell)| is_empty(cell) || header.cells.get(at).is_some_and(|it| it == cell))
}

pub(super) fn is_blank_row(row: &RawRow) -> bool {
    row.fault.is_none() && row.cells.iter().all(is_empty)
}

fn repeats(row: &RawRow, rows: &[RawRow], regions: &[Region]) -> bool {
    regions.iter().any(|it| rows[it.header.clone()].iter().any(|header| repeats_header(row, header)))
}

/// At least two cells are known words for columns, and no cell is a number or a day.
pub(super) fn is_header(row: &RawRow) -> bool {
    if row.fault.is_some() {
        return false;
    }
    let (mut known, mut resembling, mut filled) = (0, 0, 0);
    for cell in row.cells.iter().filter(|cell| !is_empty(cell)) {
        let RawCell::Text(shown) = cell else {
            // Months across are dates at times; figures are never headers.
            if matches!(cell, RawCell::DateTime(_)) {
                filled += 1;
                continue;
            }
            return false;
        };
        filled += 1;
        if shown.chars().count() > 80 {
            continue;
        }
        let header = Header::new(shown);
        known += usize::from(is_known(&header));
        resembling += usize::from(resembles_known(&header));
    }
    (known >= 2 || (known >= 1 && resembling >= 2)) && resembling * 5 >= filled.min(40)
}

fn region(sheet: &Sheet, first: usize, end: usize) -> Region {
    let rows = &sheet.rows;
    let depth = depth(sheet, first, end);
    let start = group_row_above(sheet, first).unwrap_or(first);
    let header = start..first + depth;
    let width = rows[header.start..end].iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let mut parts: Vec<Vec<String>> = vec![Vec::new(); width];
    for row in &rows[header.clone()] {
        let spans_below = header.len() > 1 && row.number < rows[header.end - 1].number;
        let mut group: Option<String> = None;
        for (column, levels) in parts.iter_mut().enumerate() {
            let own = row.cells.get(column).and_then(shown);
            let covered = covering(sheet, row.number, column);
            let level = match (own, covered) {
                (Some(own), _) => {
                    group = spans_below.then(|| own.clone());
                    Some(own)
                }
                // Inside a merged group of columns.
                (None, Some((first_row, first_column))) if first_row == row.number => rows[header.clone()]
                    .iter()
                    .find(|it| it.number == first_row)
                    .and_then(|it| it.cells.get(first_column))
                    .and_then(shown),
                (None, Some(_)) => None,
                // Without merged cells: a group goes on to the right while only the level below is filled.
                (None, None) => group.clone().filter(|_| only_below(&rows[header.clone()], row.number, column)),
            };
            if let Some(level) = level
                && levels.last() != Some(&level)
            {
                levels.push(level);
            }
        }
    }
    let stacked = rows[header.clone()]
        .iter()
        .filter_map(|row| row.cells.first().and_then(shown))
        .map(|it| Header::new(&it))
        .collect::<Vec<_>>();
    let levels = if stacked.len() > 1 { stacked } else { Vec::new() };
    let headers = parts.iter().map(|it| Header::new(&it.join(" "))).collect();
    Region { headers, columns: 0..width, body: header.end..end, header, levels }
}

/// How many rows the header takes: as far down as its cells are merged, or while the next row only completes it.
fn depth(sheet: &Sheet, first: usize, end: usize) -> usize {
    let rows = &sheet.rows;
    let number = rows[first].number;
    let merged = sheet
        .merged
        .iter()
        .filter(|it| it.first_row == number && it.last_row > number && it.last_row - number < 5)
        .map(|it| (it.last_row - number + 1) as usize)
        .max()
        .unwrap_or(1);
    let mut depth = merged.min(end - first);
    while depth < 4 && first + depth < end && completes(sheet, first, first + depth) {
        depth += 1;
    }
    depth
}

/// A row of words only that fills the gaps of the header above it or stands under its groups.
fn completes(sheet: &Sheet, first: usize, next: usize) -> bool {
    let (row, above) = (&sheet.rows[next], &sheet.rows[first]);
    if row.fault.is_some() {
        return false;
    }
    let mut known = 0;
    let mut filled = 0;
    for (column, cell) in row.cells.iter().enumerate().filter(|(_, cell)| !is_empty(cell)) {
        let Some(words) = shown(cell).filter(|_| matches!(cell, RawCell::Text(_))) else { return false };
        let header = Header::new(&words);
        filled += 1;
        known += usize::from(resembles_known(&header));
        let free = above.cells.get(column).is_none_or(is_empty);
        let grouped = covering(sheet, above.number, column).is_some() || above.cells.get(column + 1).is_none_or(is_empty);
        // A stacked first column: «Контрагент» over «Документ» over «Номенклатура».
        let stacked = column == 0 && is_known(&header);
        if !(free || grouped || stacked) {
            return false;
        }
    }
    filled > 0 && known > 0 && known * 2 >= filled
}

/// A row of merged group names right above the header («Продажі» over «Кількість | Сума»).
fn group_row_above(sheet: &Sheet, first: usize) -> Option<usize> {
    let above = first.checked_sub(1)?;
    let row = &sheet.rows[above];
    let width = sheet.rows[first].cells.iter().filter(|cell| !is_empty(cell)).count() as u32;
    let groups = sheet.merged.iter().filter(|it| {
        it.first_row == row.number
            && it.last_row == row.number
            && it.last_column > it.first_column
            && (it.first_column > 0 || it.last_column + 1 < width)
            && it.last_column - it.first_column + 1 < width
    });
    let filled = row.cells.iter().filter(|cell| !is_empty(cell)).count();
    (filled > 0 && groups.count() >= filled.min(2)).then_some(above)
}

/// Two tables beside each other: an empty column between them, and both are whole by themselves.
fn side_by_side(region: Region, rows: &[RawRow]) -> Vec<Region> {
    let named = |it: &Header| !it.words.is_empty();
    let filled =
        |column: usize| rows[region.body.clone()].iter().any(|row| row.cells.get(column).is_some_and(|it| !is_empty(it)));
    let Some(start) = region.headers.iter().position(named) else { return vec![region] };
    let gap = (start..region.headers.len())
        .find(|at| !named(&region.headers[*at]) && region.headers[at + 1..].iter().any(named) && !filled(*at));
    let Some(gap) = gap else { return vec![region] };
    let (left, right) = region.headers.split_at(gap);
    let repeats = right.iter().filter(|it| named(it) && left.iter().any(|other| other.words == it.words)).count();
    let known_right = right.iter().filter(|it| is_known(it)).count();
    if repeats == 0 && known_right < 2 {
        return vec![region];
    }
    let keep = |from: usize, to: usize| {
        let mut part = region.clone();
        part.headers.iter_mut().enumerate().filter(|(at, _)| *at < from || *at >= to).for_each(|(_, it)| *it = Header::default());
        part.headers.truncate(to);
        part.columns = from..to;
        part
    };
    let mut parts = vec![keep(0, gap)];
    parts.extend(side_by_side(keep(gap, region.headers.len()), rows));
    parts
}

fn shown(cell: &RawCell) -> Option<String> {
    match cell {
        // A month across the top.
        RawCell::DateTime(moment) => Some(moment.format("%m.%Y").to_string()),
        cell => text(cell),
    }
}

/// The top left cell of the merged range that covers this cell.
fn covering(sheet: &Sheet, row: u32, column: usize) -> Option<(u32, usize)> {
    let column = u32::try_from(column).ok()?;
    sheet
        .merged
        .iter()
        .find(|it| (it.first_row..=it.last_row).contains(&row) && (it.first_column..=it.last_column).contains(&column))
        .map(|it| (it.first_row, it.first_column as usize))
}

fn only_below(header: &[RawRow], row: u32, column: usize) -> bool {
    header.iter().all(|it| {
        let filled = it.cells.get(column).is_some_and(|cell| !is_empty(cell));
        if it.number > row { true } else { !filled }
    }) && header.iter().any(|it| it.number > row && it.cells.get(column).is_some_and(|cell| !is_empty(cell)))
}

/// Months written across the top: the table is wide and needs turning.
pub(super) fn months_across(headers: &[Header]) -> usize {
    headers.iter().filter(|it| is_month(&it.shown)).count()
}

fn is_month(header: &str) -> bool {
    let mut words = header.split_whitespace();
    let first = words.next().unwrap_or_default();
    let two = format!("{first} {}", words.next().unwrap_or_default());
    [first, two.as_str()].iter().any(|it| dates::month(it).is_some()) || {
        let folded = crate::names::fold(first);
        dates::month_of(&folded).is_some() && header.chars().count() < 30 && !is_known(&Header::new(header))
    }
}
