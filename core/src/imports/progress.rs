//! How far a long import is, seen from outside, and the wish to stop it.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::error::{Problem, Result};

/// Shared by the import and whoever shows it. Figures only grow.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    /// Rows read so far, and rows in the file once they are counted (0 before).
    pub fn rows(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks the import to stop. Nothing of it is stored then, unless it was committed already.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn found(&self, rows: u64) {
        self.total.fetch_add(rows, Ordering::Relaxed);
    }

    /// Counts rows as read; an error once somebody cancelled.
    pub(super) fn advance(&self, rows: u64) -> Result<()> {
        self.done.fetch_add(rows, Ordering::Relaxed);
        if self.cancelled.load(Ordering::Relaxed) { Err(Problem::new("import-cancelled").into()) } else { Ok(()) }
    }
}
