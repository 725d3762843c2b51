//! Records come from a thread of their own, which reads and understands the file while earlier records are stored.

use std::sync::Arc;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use crate::error::{Error, Result};
use crate::imports::progress::Progress;
use crate::imports::records::{Mapped, OrderLineRecord, Records};

/// Batches waiting at a time: enough that neither side waits for a short while of the other.
const WAITING: usize = 4;

/// The records of a file, table after table.
pub(super) struct Feed {
    batches: mpsc::Receiver<(usize, Records)>,
    /// The first batch of the next table, when the one before turned out to be over.
    next: Option<(usize, Records)>,
    reader: JoinHandle<(Mapped, Result<()>)>,
}

impl Feed {
    /// Begins to read the tables in the given order. `while_reading` is dropped at the end.
    pub(super) fn begin(
        mut mapped: Mapped,
        order: Vec<usize>,
        (progress, while_reading): (Arc<Progress>, impl Send + 'static),
    ) -> Self {
        let (sender, batches) = mpsc::channel(WAITING);
        let reader = tokio::task::spawn_blocking(move || {
            let read = order.into_iter().try_for_each(|n| read(&mut mapped, n, &sender, &progress));
            drop(while_reading);
            (mapped, read)
        });
        Self { batches, next: None, reader }
    }

    /// The next records of the given table.
    pub(super) async fn of_table(&mut self, table: usize) -> Option<Records> {
        self.take(|(n, _)| *n == table).await.map(|it| it.1)
    }

    /// The next lines of orders, with their table.
    pub(super) async fn lines(&mut self) -> Option<(usize, Vec<OrderLineRecord>)> {
        match self.take(|it| matches!(it.1, Records::Orders(_))).await {
            Some((table, Records::Orders(lines))) => Some((table, lines)),
            _ => None,
        }
    }

    async fn take(&mut self, is_wanted: impl Fn(&(usize, Records)) -> bool) -> Option<(usize, Records)> {
        let batch = match self.next.take() {
            Some(batch) => batch,
            None => self.batches.recv().await?,
        };
        if is_wanted(&batch) {
            return Some(batch);
        }
        self.next = Some(batch);
        None
    }

    /// What was found out about the tables while they were read, or why reading ended early.
    pub(super) async fn end(self) -> Result<Mapped> {
        drop(self.batches);
        let (mapped, read) = self.reader.await.map_err(|cause| anyhow::anyhow!("reading failed: {cause}"))?;
        read.map(|()| mapped)
    }
}

fn read(mapped: &mut Mapped, n: usize, sender: &mpsc::Sender<(usize, Records)>, progress: &Progress) -> Result<()> {
    let mut told = 0;
    let table = &mut mapped.tables[n];
    table.read_records(|records| {
        let count = records.len() as u64;
        told += count;
        progress.advance(count)?;
        // Whoever stops listening has an error of its own to tell.
        sender.blocking_send((n, records)).map_err(|_| Error::Internal(anyhow::anyhow!("nobody stores the records any more")))
    })?;
    // Rows that are no records.
    progress.advance((table.read as u64).saturating_sub(told))
}
