//! The second pass over a long sheet: its rows become records, handed over in batches.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::imports::records::{BATCH, Entity, LeftOut, LongRecords, OrderLineRecord, Records};
use crate::imports::sheets::{LongRows, Pass, RawRow};

use super::MapContext;
use super::cells::{Cells, Findings, Seen};
use super::columns::Columns;
use super::convert::{Kind, Reading};
use super::header::Region;
use super::rows::Sorter;
use super::runs::{Follower, LastRuns};

/// A plain table of a long sheet, with all that was found out before its rows are read.
#[derive(Debug)]
pub(super) struct LongTable {
    pub long: Arc<dyn LongRows>,
    pub entity: Entity,
    pub region: Region,
    pub header: Vec<RawRow>,
    pub columns: Columns,
    pub context: MapContext,
    pub seen: Seen,
    pub last_full: usize,
    /// Where the orders of the table end; nothing is known where other tables hold lines of orders as well.
    pub last_runs: LastRuns,
    pub kind: Kind,
    pub findings: Findings,
}

impl LongRecords for LongTable {
    fn read(&self, take: &mut dyn FnMut(Records) -> Result<()>) -> Result<LeftOut> {
        let mut cells = Cells::with(&self.columns, &self.seen, &self.context);
        cells.findings = self.findings.clone();
        let sorter = Sorter::with_end(self.entity, &self.columns, &self.region, (&self.header, self.last_full));
        let mut reading = Reading::new(cells, Some(sorter), self.kind.clone());
        let mut batch = Batch::new(self.entity);
        let number = self.columns.find("order.no").filter(|_| self.entity == Entity::Orders);
        let mut follower = Follower::new(number);
        let (mut at, mut outcome) = (0, Ok(()));
        let read = self.long.each(Pass::Again, &mut |row| {
            let here = at;
            at += 1;
            if here < self.region.body.start {
                return ControlFlow::Continue(());
            }
            if here >= self.region.body.end {
                return ControlFlow::Break(());
            }
            if reading.row(here, row, &mut batch.records) {
                follower.begins(row, || true);
            }
            outcome = batch.follow(follower.run(), &self.last_runs, take);
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        outcome?;
        read.map_err(|refusal| Error::Internal(anyhow::anyhow!("the rows cannot be read again: {refusal:?}")))?;
        batch.close(&self.last_runs);
        batch.hand_over(0, take)?;
        Ok(reading.finish())
    }
}

/// Records on their way out. The last line of an order is kept back until it is known to be the last.
struct Batch {
    records: Records,
    /// How many of them were looked at.
    followed: usize,
    open: Option<Open>,
}

/// The order whose lines came last.
struct Open {
    number: String,
    /// Its run; `None` when lines of it came in several, so that it is not known to end.
    run: Option<usize>,
    /// Its last line among the records.
    last: usize,
}

impl Batch {
    fn new(entity: Entity) -> Self {
        Self { records: Records::none(entity), followed: 0, open: None }
    }

    /// Looks at the record that was added, if one was, and hands over those before it once they are enough.
    fn follow(&mut self, run: Option<usize>, last_runs: &LastRuns, take: &mut dyn FnMut(Records) -> Result<()>) -> Result<()> {
        let length = self.records.len();
        if length == self.followed {
            return Ok(());
        }
        self.followed = length;
        let last = length - 1;
        if let Records::Orders(lines) = &self.records
            && let Some(number) = &lines[last].heading.number
        {
            match &mut self.open {
                Some(open) if open.number == *number => {
                    open.last = last;
                    open.run = open.run.filter(|it| Some(*it) == run);
                }
                _ => {
                    let open = Open { number: number.clone(), run, last };
                    self.close(last_runs);
                    self.open = Some(open);
                    if last >= BATCH {
                        return self.hand_over(1, take);
                    }
                }
            }
        }
        // An order without end is handed over before it is known to end.
        if length >= BATCH && self.open.is_none() || length >= 4 * BATCH {
            self.open = None;
            return self.hand_over(0, take);
        }
        Ok(())
    }

    fn close(&mut self, last_runs: &LastRuns) {
        if let (Some(open), Records::Orders(lines)) = (self.open.take(), &mut self.records) {
            lines[open.last].closes_order = open.run.is_some_and(|run| last_runs.contains(run));
        }
    }

    /// Hands the records over but for the last `keep`.
    fn hand_over(&mut self, keep: usize, take: &mut dyn FnMut(Records) -> Result<()>) -> Result<()> {
        macro_rules! hand_over {
            ($($kind:ident),+) => {
                match &mut self.records {
                    $(Records::$kind(records) => {
                        // As many will come again.
                        let mut next = Vec::with_capacity(records.len());
                        next.extend(records.drain(records.len() - keep..));
                        Records::$kind(std::mem::replace(records, next))
                    })+
                }
            };
        }
        let whole = hand_over!(Customers, Products, Orders, Stock, Deals, DealEvents);
        self.followed = keep;
        if let Some(open) = &mut self.open {
            open.last = keep - 1;
        }
        if whole.is_empty() { Ok(()) } else { take(whole) }
    }
}

/// Says of lines held together where their orders end.
pub(super) fn close_orders(lines: &mut [OrderLineRecord]) {
    let mut last: HashMap<&str, usize> = HashMap::new();
    for (at, line) in lines.iter().enumerate() {
        // One with a NUL is stored without it, and may be another one then.
        if let Some(number) = line.heading.number.as_deref().filter(|it| !it.contains('\0')) {
            last.insert(number, at);
        }
    }
    let last: Vec<usize> = last.into_values().collect();
    last.into_iter().for_each(|at| lines[at].closes_order = true);
}
