//! The rows of a long sheet of a workbook, put aside while its reader lives and read from there.

use std::io::{self, BufReader};
use std::ops::ControlFlow;
use std::time::Instant;

use super::frames::RowReader;
use super::place::{Place, Spool};
use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, LongRows, Pass, RawRow, Refusal};

#[derive(Debug)]
pub(super) struct Spooled {
    place: Place,
    length: u64,
    limits: ImportLimits,
}

impl Spooled {
    pub(super) fn new(spool: Spool, limits: &ImportLimits) -> Result<Self, Refusal> {
        let length = spool.len();
        let place = spool.finish().map_err(|error| unreadable(&error))?;
        Ok(Self { place, length, limits: *limits })
    }
}

impl LongRows for Spooled {
    /// Limits of size were held against the rows when they were put aside.
    fn each(&self, pass: Pass, see: &mut dyn FnMut(&RawRow) -> ControlFlow<()>) -> Result<(), Refusal> {
        let mut reader = RowReader::new(BufReader::with_capacity(256 * 1024, self.place.range(0, self.length)));
        let mut row = RawRow { number: 0, cells: Vec::new(), fault: None };
        let (began, mut n_rows) = (Instant::now(), 0u32);
        while reader.next(&mut row).map_err(|error| unreadable(&error))? {
            n_rows += 1;
            if pass == Pass::First && n_rows % 4096 == 0 && began.elapsed() > self.limits.max_time {
                return Err(Refusal::TooLarge(Limit::Time));
            }
            if see(&row).is_break() {
                break;
            }
        }
        Ok(())
    }
}

fn unreadable(error: &io::Error) -> Refusal {
    tracing::warn!(%error, "rows put aside cannot be read again: {error}");
    Refusal::TooLarge(Limit::Memory)
}
