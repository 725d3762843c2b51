//! XLSX files of real programs, read by this product and by calamine: every cell must be the same.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};
use kabinet_core::config::ImportLimits;
use kabinet_core::imports::read;
use kabinet_core::imports::sheets::{RawCell, Refusal};

/// Cells by row (from 1) and column (from 0).
type Cells = BTreeMap<(u32, u32), String>;

fn workbooks(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(workbooks(&path));
        } else if path.extension().is_some_and(|it| it == "xlsx") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn ours(cell: &RawCell) -> Option<String> {
    Some(match cell {
        RawCell::Empty => return None,
        RawCell::Text(text) => format!("{text:?}"),
        RawCell::Number(number) | RawCell::Percent(number) => number.to_string(),
        RawCell::Bool(value) => value.to_string(),
        RawCell::DateTime(moment) => moment.to_string(),
        RawCell::Error(error) => error.clone(),
    })
}

fn theirs(cell: &Data) -> Option<String> {
    Some(match cell {
        Data::Empty => return None,
        Data::String(text) if text.is_empty() => return None,
        Data::String(text) | Data::DurationIso(text) => format!("{text:?}"),
        // A time of no day is a text.
        Data::DateTimeIso(text) if !text.contains('-') => format!("{text:?}"),
        Data::DateTimeIso(text) if text.len() == 10 => format!("{text} 00:00:00"),
        Data::DateTimeIso(text) => text.replace('T', " ").trim_end_matches('Z').to_owned(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => number.to_string(),
        Data::Bool(value) => value.to_string(),
        Data::DateTime(moment) if moment.is_datetime() && (0.0..2_958_466.0).contains(&moment.as_f64()) => {
            moment.as_datetime().map_or_else(|| moment.as_f64().to_string(), |it| it.to_string())
        }
        Data::DateTime(moment) => moment.as_f64().to_string(),
        Data::Error(error) => error.to_string(),
    })
}

/// What differs between the two readings.
fn differences(bytes: Vec<u8>) -> Vec<String> {
    let mut book: Xlsx<_> = match Xlsx::new(Cursor::new(bytes.clone())) {
        Ok(book) => book,
        Err(_) => return Vec::new(),
    };
    let workbook = match read::read_bytes(bytes, &ImportLimits::default()) {
        Ok(workbook) => workbook,
        Err(refusal) => {
            let is_empty = book.worksheets().iter().all(|(_, range)| range.used_cells().all(|it| theirs(it.2).is_none()));
            return if refusal == Refusal::Empty && is_empty { Vec::new() } else { vec![format!("refused: {refusal:?}")] };
        }
    };
    let mut different = Vec::new();
    for sheet in &workbook.sheets {
        let name = sheet.name.clone().unwrap();
        let last = if sheet.long.is_some() { sheet.rows.last().map_or(0, |it| it.number) } else { u32::MAX };
        let mut here = Cells::new();
        for row in &sheet.rows {
            here.extend((0..).zip(&row.cells).filter_map(|(at, cell)| Some(((row.number, at), ours(cell)?))));
        }
        let range = book.worksheet_range(&name).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        let there: Cells = range
            .used_cells()
            .filter_map(|(row, column, cell)| Some(((top + row as u32 + 1, left + column as u32), theirs(cell)?)))
            .filter(|it| it.0.0 <= last)
            .collect();
        let merged = book.merge_cells_by_sheet_name(&name).unwrap_or_default().len();
        if sheet.merged.len() != merged {
            different.push(format!("{name}: {} merged regions, not {merged}", sheet.merged.len()));
        }
        let places: std::collections::BTreeSet<_> = here.keys().chain(there.keys()).collect();
        let differing = places.into_iter().filter(|at| here.get(at) != there.get(at));
        different.extend(differing.take(5).map(|at| format!("{name} {at:?}: {:?}, not {:?}", here.get(at), there.get(at))));
    }
    different
}

#[test]
fn every_cell_is_what_calamine_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let paths = workbooks(&folder);
    assert!(paths.len() >= 10, "{}", paths.len());
    for path in paths {
        let different = differences(std::fs::read(&path).unwrap());
        assert!(different.is_empty(), "{}:\n{}", path.display(), different.join("\n"));
    }
}
