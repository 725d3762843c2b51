//! XLSX, read once through: values, how the rows look and what is merged come from the same pass over a sheet, which one thread
//! unpacks while another reads it. Of the cells nothing is held but the texts they share.

mod book;
mod feed;
mod sheet;
mod strings;

use std::io::{Read, Seek};

use zip::ZipArchive;

use self::book::Book;
use self::sheet::SheetReader;
use self::strings::Strings;
use super::collect::Rows;
use super::unpack::{Budget, refusal};
use super::workbooks::Gatherer;
use crate::config::ImportLimits;
use crate::imports::sheets::Refusal;

/// Reads a workbook whose container was inspected before.
pub(super) fn read<R: Read + Seek + Send>(file: R, limits: &ImportLimits, rows: &mut impl Rows) -> Result<(), Refusal> {
    let mut archive = ZipArchive::new(file).map_err(refusal)?;
    let mut budget = Budget::new(limits);
    let book = Book::read(&mut archive, &mut budget)?;
    let strings = match book.strings {
        Some(part) => Strings::read(&mut archive, part, &mut budget)?,
        None => Strings::default(),
    };
    let mut gatherer = Gatherer::new(limits, rows);
    for head in &book.sheets {
        let mut reader = SheetReader::new((&book, &strings), head, &mut gatherer);
        feed::stream(&mut archive, head.part, &mut budget, |piece| reader.take(piece))?;
        reader.finish()?;
    }
    gatherer.finish()
}
