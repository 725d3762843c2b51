//! A text file becomes a workbook of one sheet: decode, find the delimiter, split.

use std::borrow::Cow;

use super::collect::{Collector, Rows, SheetHead};
use super::delimiter;
use super::encoding;
use super::split::Splitter;
use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, RawCell, RawRow, Refusal, Visibility, Workbook};

pub(super) fn read(bytes: Vec<u8>, limits: &ImportLimits) -> Result<Workbook, Refusal> {
    let decoded = encoding::decode(bytes)?;
    let dialect = delimiter::detect(&decoded.text);
    // Empty fields at the end of a row do not count as columns, but they are not read without end either.
    let max_fields = usize::try_from(limits.max_columns).unwrap_or(usize::MAX).saturating_mul(10);
    let mut splitter = Splitter::new(&decoded.text, dialect.delimiter, dialect.start, dialect.line);
    let mut collector = Collector::new(limits);
    collector.sheet(SheetHead { name: None, visibility: Visibility::Visible, merged: Vec::new() })?;
    let mut fields = Vec::new();
    while let Some(record) = splitter.next(&mut fields, max_fields) {
        if fields.len() > max_fields {
            return Err(Refusal::TooLarge(Limit::Columns));
        }
        let n_filled = fields.iter().rposition(|field| !field.is_empty()).map_or(0, |last| last + 1);
        let cells = fields.drain(..n_filled).map(cell).collect();
        collector.row(RawRow { number: record.line, cells, fault: record.open_quote.then_some("csv_quote") })?;
    }
    Ok(Workbook { encoding: Some(decoded.encoding), delimiter: Some(dialect.name()), sheets: collector.finish()? })
}

fn cell(field: Cow<str>) -> RawCell {
    if field.is_empty() { RawCell::Empty } else { RawCell::Text(field.into_owned()) }
}
