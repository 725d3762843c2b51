//! Bytes of a file become sheets of cells, or a refusal that says why not. Every file is taken for hostile: text is
//! split here under limits, workbooks are read by a process of their own.

mod biff;
mod child;
mod code_pages;
mod collect;
mod delimiter;
mod encoding;
mod frames;
mod html;
mod letters;
mod markup;
mod ods;
mod ole;
mod place;
mod sniff;
mod split;
mod spooled;
mod spreadsheetml;
mod text;
mod unpack;
mod workbooks;
mod xlsx;

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Arc;

use self::collect::{Collector, Rows};
pub(super) use self::place::Place;
use super::sheets::{Foreign, Limit, Refusal, Workbook};
use crate::config::ImportLimits;
use crate::error::Result;

pub use child::serve;
pub use sniff::{Source, sniff};

/// Reads a file of any kind. `reader` is this program, whose `main` calls `serve` first; `folder` is where rows of
/// long workbooks are put aside.
pub async fn read_file(path: &Path, limits: &ImportLimits, reader: &Path, folder: &Path) -> Result<Result<Workbook, Refusal>> {
    let (path_here, limits_here) = (path.to_owned(), *limits);
    let first = tokio::task::spawn_blocking(move || read_text_file(&path_here, &limits_here));
    let first = match first.await {
        Ok(first) => first?,
        Err(_) => {
            // Our fault, but the file is what it is; a panic may quote it, so it is not logged.
            tracing::error!("reading a text file panicked");
            Some(Err(Refusal::Corrupt))
        }
    };
    if let Some(outcome) = first {
        return Ok(outcome);
    }
    let sheets = child::read(path, limits, reader, folder).await?;
    Ok(sheets.map(|sheets| Workbook { encoding: None, delimiter: None, sheets }))
}

/// Reads bytes of any kind in this process: for files of our own and for tests. A hostile workbook may end it.
pub fn read_bytes(bytes: Vec<u8>, limits: &ImportLimits) -> Result<Workbook, Refusal> {
    if bytes.len() as u64 > limits.max_bytes {
        return Err(Refusal::TooLarge(Limit::Bytes));
    }
    let source = sniff(&bytes[..bytes.len().min(sniff::PREFIX)]);
    if is_workbook(source) {
        let mut collector = Collector::spooling(limits, None);
        read_workbook(Cursor::new(bytes), limits, &mut collector)?;
        return Ok(Workbook { encoding: None, delimiter: None, sheets: collector.finish()? });
    }
    read_text(source, Place::Bytes(bytes.into()), limits).unwrap_or(Err(Refusal::Corrupt))
}

/// Reads what can be read without a process of its own; `None` for a workbook.
fn read_text_file(path: &Path, limits: &ImportLimits) -> io::Result<Option<Result<Workbook, Refusal>>> {
    let file = File::open(path)?;
    let place = Place::File(Arc::new(file));
    let mut prefix = Vec::new();
    place.range(0, sniff::PREFIX as u64).read_to_end(&mut prefix)?;
    let source = sniff(&prefix);
    if place.len()? > limits.max_bytes {
        return Ok(Some(Err(Refusal::TooLarge(Limit::Bytes))));
    }
    if is_workbook(source) {
        return Ok(None);
    }
    read_text(source, place, limits).map(Some)
}

fn is_workbook(source: Source) -> bool {
    matches!(source, Source::Zip | Source::Ole)
}

fn read_text(source: Source, place: Place, limits: &ImportLimits) -> io::Result<Result<Workbook, Refusal>> {
    let all = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        place.range(0, place.len()?).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    Ok(match source {
        Source::Text => text::read(place, limits),
        // Blanks without end are no table either.
        Source::Empty => Err(Refusal::Empty),
        Source::Foreign(foreign) => Err(Refusal::NotATable(foreign)),
        Source::Html => html::read(all()?, limits),
        Source::SpreadsheetMl => spreadsheetml::read(all()?, limits),
        Source::Zip | Source::Ole => Err(Refusal::NotATable(Foreign::Unknown)),
    })
}

/// Reads a workbook. To be called where running out of memory does no harm.
fn read_workbook(mut file: impl Read + Seek + Send, limits: &ImportLimits, rows: &mut impl Rows) -> Result<(), Refusal> {
    let broken = |_: io::Error| Refusal::Corrupt;
    let mut prefix = Vec::new();
    file.by_ref().take(sniff::PREFIX as u64).read_to_end(&mut prefix).map_err(broken)?;
    file.seek(SeekFrom::Start(0)).map_err(broken)?;
    match sniff(&prefix) {
        Source::Zip => {
            let package = unpack::inspect(BufReader::new(&mut file), limits)?;
            file.seek(SeekFrom::Start(0)).map_err(broken)?;
            workbooks::read_zip(file, package, limits, rows)
        }
        Source::Ole => {
            let mut bytes = Vec::new();
            file.take(limits.max_bytes).read_to_end(&mut bytes).map_err(broken)?;
            ole::inspect(&bytes)?;
            let looks = biff::looks(&bytes);
            workbooks::read_xls(Cursor::new(bytes), looks, limits, rows)
        }
        _ => Err(Refusal::Corrupt),
    }
}
