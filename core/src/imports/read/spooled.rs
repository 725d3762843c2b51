//! The rows of a long sheet of a workbook, put aside while its reader lives and read from there.

use std::io::{self, BufReader};
use std::ops::{ControlFlow, Range};
use std::time::Instant;

use super::frames::RowReader;
use super::place::{Place, Spool};
use crate::config::ImportLimits;
use crate::imports::sheets::{Limit, LongRows, Pass, RawRow, Refusal, See};

#[derive(Debug)]
pub(super) struct Spooled {
    place: Place,
    length: u64,
    /// Where a row near the middle begins.
    middle: Option<u64>,
    limits: ImportLimits,
}

impl Spooled {
    /// At each of the marks a row begins.
    pub(super) fn new((spool, marks): (Spool, &[u64]), limits: &ImportLimits) -> Result<Self, Refusal> {
        let length = spool.len();
        let middle = marks.get(marks.partition_point(|it| *it < length / 2)).copied();
        let place = spool.finish().map_err(|error| unreadable(&error))?;
        Ok(Self { place, length, middle, limits: *limits })
    }
}

impl LongRows for Spooled {
    fn each(&self, pass: Pass, see: &mut dyn FnMut(&RawRow) -> ControlFlow<()>) -> Result<(), Refusal> {
        self.stretch(0..self.length, pass, see)
    }

    fn halves(&self, first: &mut See<'_>, second: &mut See<'_>) -> Result<bool, Refusal> {
        let Some(middle) = self.middle else { return Ok(false) };
        let (before, behind) = std::thread::scope(|threads| {
            let behind = threads.spawn(|| self.stretch(middle..self.length, Pass::First, second));
            (self.stretch(0..middle, Pass::First, first), behind.join())
        });
        before?;
        behind.map_err(|_| Refusal::Corrupt)??;
        Ok(true)
    }
}

impl Spooled {
    /// Limits of size were held against the rows when they were put aside.
    fn stretch(&self, part: Range<u64>, pass: Pass, see: &mut dyn FnMut(&RawRow) -> ControlFlow<()>) -> Result<(), Refusal> {
        let mut reader = RowReader::new(BufReader::with_capacity(256 * 1024, self.place.range(part.start, part.end)));
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
