//! What many rows say in the same words is read once: customers, products, and the headings of orders.

use std::collections::HashMap;
use std::sync::Arc;

use crate::imports::sheets::{RawCell, RawRow};

use super::cells::{Cells, cell};

/// Bytes of distinct mentions kept at a time. A file where every row mentions something new must not fill memory.
const KEPT_BYTES: usize = 16 << 20;

/// Records of one kind by what their cells hold.
#[derive(Clone, Debug)]
pub(super) struct Mentions<R> {
    columns: Vec<usize>,
    known: HashMap<Box<[u8]>, Arc<R>>,
    bytes: usize,
    /// Room for the key of the present row.
    key: Vec<u8>,
}

impl<R> Mentions<R> {
    /// `columns` are all that the record is read from.
    pub(super) fn new(columns: Vec<usize>) -> Self {
        Self { columns, known: HashMap::new(), bytes: 0, key: Vec::new() }
    }

    /// The record of a row, read by `read` where it is new. What gave a finding is read anew in every row, so that
    /// each row is told of.
    pub(super) fn of<E>(
        &mut self,
        cells: &mut Cells,
        row: &RawRow,
        read: impl FnOnce(&mut Cells, &RawRow) -> Result<R, E>,
    ) -> Result<Arc<R>, E> {
        if !write_key(&mut self.key, row, &self.columns) {
            return read(cells, row).map(Arc::new);
        }
        if let Some(record) = self.known.get(self.key.as_slice()) {
            return Ok(Arc::clone(record));
        }
        let n_findings = cells.findings.count();
        let record = Arc::new(read(cells, row)?);
        if cells.findings.count() != n_findings {
            return Ok(record);
        }
        if self.bytes > KEPT_BYTES {
            self.known.clear();
            self.bytes = 0;
        }
        self.bytes += self.key.len() + size_of::<R>();
        self.known.insert(self.key.as_slice().into(), Arc::clone(&record));
        Ok(record)
    }
}

/// Writes what the cells hold, so that equal keys mean equal cells. Errors of workbooks are not written.
pub(super) fn write_key(key: &mut Vec<u8>, row: &RawRow, columns: &[usize]) -> bool {
    key.clear();
    for column in columns {
        match cell(row, *column) {
            RawCell::Empty => key.push(0),
            RawCell::Text(text) => {
                key.push(1);
                key.extend_from_slice(&(text.len() as u64).to_le_bytes());
                key.extend_from_slice(text.as_bytes());
            }
            RawCell::Number(number) => {
                key.push(2);
                key.extend_from_slice(&number.to_bits().to_le_bytes());
            }
            RawCell::Percent(number) => {
                key.push(3);
                key.extend_from_slice(&number.to_bits().to_le_bytes());
            }
            RawCell::Bool(value) => key.extend_from_slice(&[4, u8::from(*value)]),
            RawCell::DateTime(moment) => {
                let moment = moment.and_utc();
                key.push(5);
                key.extend_from_slice(&moment.timestamp().to_le_bytes());
                key.extend_from_slice(&moment.timestamp_subsec_nanos().to_le_bytes());
            }
            RawCell::Error(_) => return false,
        }
    }
    true
}
