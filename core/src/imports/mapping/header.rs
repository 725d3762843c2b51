//! Where the tables of a sheet are: the header below titles and parameters, its levels, the last filled row,
//! and second tables below or beside the first.

use std::ops::Range;

use chrono::Datelike;

use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::{is_empty, text};

use super::columns::{is_known, resembles_known};
use super::normalize::Header;
use super::periods;

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

/// The tables of a sheet from top to bottom. Empty when no header is recognizable.
pub(super) fn regions(sheet: &Sheet) -> Vec<Region> {
    let rows = &sheet.rows;
    let end = rows.iter().rposition(|row| !is_blank_row(row)).map_or(0, |at| at + 1);
    let Some(first) = (0..end.min(SEARCHED)).find(|at| is_header(&rows[*at])) else { return Vec::new() };
    let mut regions = vec![region(sheet, first, end)];
    let mut at = regions[0].body.start;
    while at < end {
        if begins_table(rows, at) && !repeats(&rows[at], rows, &regions) {
            let next = region(sheet, at, end);
            if let Some(last) = regions.last_mut() {
                // The title of the next table is no row of this one.
                let titles = titles_above(rows, next.header.start, last.body.start);
                let filled = rows[..titles].iter().rposition(|row| !is_blank_row(row)).map_or(titles, |at| at + 1);
                last.body.end = filled.max(last.body.start);
            }
            at = next.body.start;
            regions.push(next);
        } else {
            at += 1;
        }
    }
    regions
}

/// A sheet of rows of at least three cells and no header: its columns are named by their letters.
pub(super) fn headerless(sheet: &Sheet) -> Option<Region> {
    let full = |row: &RawRow| row.cells.iter().filter(|it| !is_empty(it)).count() >= 3;
    let start = sheet.rows.iter().position(full)?;
    let end = sheet.rows.iter().rposition(full)? + 1;
    if end - start < 3 || start > SEARCHED {
        return None;
    }
    let width = sheet.rows[start..end].iter().map(|row| row.cells.len()).max().unwrap_or(0).min(LETTERS);
    let headers = (0..width).map(|at| Header { shown: letters(at), ..Header::default() }).collect();
    Some(Region { header: start..start, body: start..end, headers, columns: 0..width, levels: Vec::new() })
}

/// Columns that have names in a sheet without headers.
const LETTERS: usize = 200;

/// `A`, `B` … `Z`, `AA`: as spreadsheet programs name columns.
fn letters(at: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    if at < 26 { letter(at).to_string() } else { format!("{}{}", letter(at / 26 - 1), letter(at)) }
}

/// Another header below a table: after an empty row, after a title, or right below if nothing else can be meant.
fn begins_table(rows: &[RawRow], at: usize) -> bool {
    if is_blank_row(&rows[at]) {
        return false;
    }
    let lone = |row: &RawRow| row.cells.iter().filter(|it| !is_empty(it)).count() == 1;
    let above = &rows[at - 1];
    let parted = is_blank_row(above) || (lone(above) && at > 1 && is_blank_row(&rows[at - 2]));
    (parted || is_only_header(&rows[at])) && is_header(&rows[at])
}

/// Every cell is exactly a known word for a column.
fn is_only_header(row: &RawRow) -> bool {
    let mut filled = row.cells.iter().filter(|it| !is_empty(it));
    // Asked of every row, and to look words up is slow: a figure or a day is none.
    if filled.clone().any(is_wordless) {
        return false;
    }
    let n = filled.clone().count();
    n >= 3 && filled.all(|it| matches!(it, RawCell::Text(shown) if is_known(&Header::new(shown))))
}

/// Begins with a digit and has no letter.
fn is_wordless(cell: &RawCell) -> bool {
    let RawCell::Text(shown) = cell else { return true };
    shown.starts_with(|it: char| it.is_ascii_digit()) && !shown.contains(char::is_alphabetic)
}

/// Where the lone cells above a header begin: they are its title where an empty row parts them from the table above.
fn titles_above(rows: &[RawRow], header: usize, floor: usize) -> usize {
    let mut start = header;
    while start > floor && !is_blank_row(&rows[start - 1]) && rows[start - 1].cells.iter().filter(|it| !is_empty(it)).count() <= 2
    {
        start -= 1;
    }
    if start > floor && is_blank_row(&rows[start - 1]) { start } else { header }
}

/// A header printed again on the next page.
pub(super) fn repeats_header(row: &RawRow, header: &RawRow) -> bool {
    // Of nearly all rows the first cell tells.
    row.cells.iter().enumerate().all(|(at, cell)| header.cells.get(at) == Some(cell) || is_empty(cell))
        && row.cells.iter().filter(|cell| !is_empty(cell)).nth(1).is_some()
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
    let (mut known, mut resembling, mut filled, mut periods, mut labels) = (0, 0, 0, 0, 0);
    for cell in row.cells.iter().filter(|cell| !is_empty(cell)) {
        filled += 1;
        let RawCell::Text(shown) = cell else {
            // Months across are dates at times; figures are never headers.
            if matches!(cell, RawCell::DateTime(_)) {
                periods += 1;
                continue;
            }
            return false;
        };
        if shown.chars().count() > 80 {
            continue;
        }
        let header = Header::new(shown);
        if periods::names_period(shown) {
            periods += 1;
            continue;
        }
        // «Склад: | Київ» is a parameter, not a column.
        labels += usize::from(shown.trim_end().ends_with(':'));
        known += usize::from(is_known(&header));
        resembling += usize::from(resembles_known(&header));
    }
    if labels > 0 && labels < filled {
        return false;
    }
    let across = periods >= 3 && (known + resembling > 0 || periods + 1 >= filled);
    (across || known >= 2 || (known >= 1 && resembling >= 2)) && (resembling + periods) * 5 >= filled.min(40)
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
    let headers: Vec<Header> = parts.iter().map(|it| Header::new(&it.join(" "))).collect();
    // Notes to the right of the table have no header.
    let last = headers.iter().rposition(|it| !it.shown.is_empty()).map_or(width, |at| at + 1);
    Region { headers, columns: 0..last, body: header.end..end, header, levels }
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
    // Cells merged down over this row belong to it already.
    let down = sheet.merged.iter().filter(|it| it.first_row == row.number && it.last_row > row.number).count();
    let groups = groups.count();
    let is_years = |cell: &&RawCell| {
        shown(cell).is_some_and(|it| periods::names_period(&it) || periods::is_year(&it) || is_known(&Header::new(&it)))
    };
    let mut cells = row.cells.iter().filter(|cell| !is_empty(cell));
    let years = sheet.rows[first].cells.iter().filter_map(shown).filter(|it| periods::names_period(it)).count() >= 2
        && cells.clone().any(|it| shown(it).is_some_and(|it| periods::is_year(&it)))
        && cells.all(|it| is_years(&it));
    (filled > 0 && (groups + down >= filled.min(2) && groups > 0 || years)).then_some(above)
}

/// Whether two columns have the same header, as those of two tables beside each other mostly do.
pub(super) fn repeats_words(region: &Region) -> bool {
    let named: Vec<&str> = region.headers.iter().map(|it| it.words.as_str()).filter(|it| !it.is_empty()).collect();
    (1..named.len()).any(|at| named[..at].contains(&named[at]))
}

/// Two tables beside each other: an empty column between them, and both are whole by themselves.
pub(super) fn side_by_side(region: &Region, rows: &[RawRow]) -> Vec<Region> {
    let named = |it: &Header| !it.words.is_empty();
    let filled =
        |column: usize| rows[region.body.clone()].iter().any(|row| row.cells.get(column).is_some_and(|it| !is_empty(it)));
    let Some(start) = region.headers.iter().position(named) else { return vec![region.clone()] };
    let gap = (start..region.headers.len())
        .find(|at| !named(&region.headers[*at]) && region.headers[at + 1..].iter().any(named) && !filled(*at));
    let Some(gap) = gap else { return vec![region.clone()] };
    let (left, right) = region.headers.split_at(gap);
    let repeats = right.iter().filter(|it| named(it) && left.iter().any(|other| other.words == it.words)).count();
    let known_right = right.iter().filter(|it| is_known(it)).count();
    if repeats == 0 && known_right < 2 {
        return vec![region.clone()];
    }
    let keep = |from: usize, to: usize| {
        let mut part = region.clone();
        part.headers.iter_mut().enumerate().filter(|(at, _)| *at < from || *at >= to).for_each(|(_, it)| *it = Header::default());
        part.headers.truncate(to);
        part.columns = from..to;
        part
    };
    let mut parts = vec![keep(0, gap)];
    parts.extend(side_by_side(&keep(gap, region.headers.len()), rows));
    parts
}

fn shown(cell: &RawCell) -> Option<String> {
    match cell {
        // A month across the top.
        RawCell::DateTime(moment) if moment.day() == 1 => Some(moment.format("%m.%Y").to_string()),
        RawCell::DateTime(moment) => Some(moment.format("%d.%m.%Y").to_string()),
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
