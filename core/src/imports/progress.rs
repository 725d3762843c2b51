//! How far a long import is, seen from outside, and the wish to stop it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

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

/// Imports under way in this process, by the chat that waits for them.
#[derive(Debug, Default)]
pub struct Underway(Mutex<HashMap<String, (Arc<Progress>, Instant)>>);

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HowFar {
    pub done: u64,
    /// 0: not counted yet.
    pub total: u64,
    /// Told once enough is done to tell.
    pub seconds_left: Option<u64>,
}

/// Takes the import off the list when it ends, however it ends.
#[derive(Debug)]
pub struct Listed<'a> {
    underway: &'a Underway,
    chat: String,
    progress: Arc<Progress>,
}

impl Underway {
    pub fn begin(&self, chat: String, progress: &Arc<Progress>) -> Listed<'_> {
        self.list().insert(chat.clone(), (Arc::clone(progress), Instant::now()));
        Listed { underway: self, chat, progress: Arc::clone(progress) }
    }

    pub fn how_far(&self, chat: &str) -> Option<HowFar> {
        self.list().get(chat).map(|(progress, began)| progress.how_far(began.elapsed()))
    }

    /// Asks the import of the chat to stop; false if there is none.
    pub fn cancel(&self, chat: &str) -> bool {
        let listed = self.list();
        let found = listed.get(chat);
        if let Some((progress, _)) = found {
            progress.cancel();
        }
        found.is_some()
    }

    fn list(&self) -> MutexGuard<'_, HashMap<String, (Arc<Progress>, Instant)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress {
    /// What is left is reckoned from the rows so far.
    pub fn how_far(&self, elapsed: Duration) -> HowFar {
        let (done, total) = self.rows();
        let left = elapsed.as_secs_f64() * total.saturating_sub(done) as f64 / done.max(1) as f64;
        let is_known = total > 0 && done * 20 >= total && elapsed > Duration::from_secs(1);
        HowFar { done, total, seconds_left: is_known.then_some(left.ceil() as u64) }
    }
}

impl Drop for Listed<'_> {
    fn drop(&mut self) {
        let mut listed = self.underway.list();
        // A later import of the same chat has taken the place.
        if listed.get(&self.chat).is_some_and(|(it, _)| Arc::ptr_eq(it, &self.progress)) {
            listed.remove(&self.chat);
        }
    }
}
