//! Ids made by the application: 64-bit, time-ordered, with a node number.
//! 41 bits of milliseconds since 2024-01-01, 10 bits of node, 12 bits of sequence.

use std::fmt;
use std::str::FromStr;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Utc};

const EPOCH_MILLIS: i64 = 1_704_067_200_000;
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;

/// Hands out ids. One per process; two processes on one database need different nodes.
#[derive(Debug)]
pub struct IdSource {
    node: i64,
    last: AtomicI64,
}

impl IdSource {
    /// `node` is taken modulo 1,024.
    pub fn new(node: u16) -> Self {
        Self { node: i64::from(node) % (1 << NODE_BITS), last: AtomicI64::new(0) }
    }

    /// The next id, larger than every one before it.
    pub fn next(&self, now: DateTime<Utc>) -> i64 {
        self.block(now, 1)
    }

    /// The first of `count` ids. Successive ids of a block are made by `nth`.
    pub fn block(&self, now: DateTime<Utc>, count: usize) -> i64 {
        let tick = (now.timestamp_millis() - EPOCH_MILLIS).max(0) << SEQUENCE_BITS;
        let count = i64::try_from(count).unwrap_or(i64::MAX >> 24);
        let first = self
            .last
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(last.max(tick - 1) + count))
            .map_or(tick, |last| last.max(tick - 1) + 1);
        self.id(first)
    }

    /// The `n`-th id of a block that began with `first`.
    pub fn nth(&self, first: i64, n: usize) -> i64 {
        let low = (1 << SEQUENCE_BITS) - 1;
        let ordinal = ((first >> (NODE_BITS + SEQUENCE_BITS)) << SEQUENCE_BITS) | (first & low);
        self.id(ordinal + i64::try_from(n).unwrap_or(0))
    }

    fn id(&self, ordinal: i64) -> i64 {
        let low = (1 << SEQUENCE_BITS) - 1;
        ((ordinal >> SEQUENCE_BITS) << (NODE_BITS + SEQUENCE_BITS)) | (self.node << SEQUENCE_BITS) | (ordinal & low)
    }
}

/// Numbers for new records of one organization, one after another: small ones take little room in every row and index.
/// Who holds them holds their row in the store (`Scope::record_ids`), so nobody else numbers meanwhile.
#[derive(Debug)]
pub struct RecordIds {
    last: AtomicI64,
}

impl RecordIds {
    pub fn after(last: i64) -> Self {
        Self { last: AtomicI64::new(last) }
    }

    pub fn next(&self) -> i64 {
        self.last.fetch_add(1, Ordering::Relaxed) + 1
    }

    pub fn last(&self) -> i64 {
        self.last.load(Ordering::Relaxed)
    }
}

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::num::ParseIntError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

id! {
    OrganizationId,
    UserId,
    CustomerId,
    ProductId,
    OrderId,
    ImportId,
    DealId,
    StageId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_grow_and_never_repeat() {
        let ids = IdSource::new(7);
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let first = ids.block(now, 10_000);
        let mut seen: Vec<i64> = (0..10_000).map(|n| ids.nth(first, n)).collect();
        seen.push(ids.next(now));
        seen.push(ids.next(now - chrono::Duration::hours(1)));
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(seen.iter().all(|id| (id >> 12) & 1023 == 7));
    }
}
