//! Whom and what the lines of a file mention, looked up once for every distinct mention.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, RandomState};

use super::Loader;
use super::customers::Naming;
use crate::ids::{CustomerId, ProductId};
use crate::imports::records::{CustomerRecord, ProductRecord};

/// More mentions with one code and name are looked up anew: something else in them differs from row to row.
const ALIKE: usize = 8;
/// Distinct mentions kept at a time.
const KEPT: usize = 50_000;

/// The same mention twice means the same and changes nothing more.
#[derive(Default)]
pub(super) struct Memo {
    customers: Mentions<CustomerRecord, CustomerId>,
    products: Mentions<ProductRecord, ProductId>,
}

/// Mentions without their rows.
struct Mentions<R, I> {
    known: Vec<(R, Option<I>)>,
    /// Their places by the hash of code and name.
    places: HashMap<u64, Vec<usize>>,
    hasher: RandomState,
    /// Lines of one order name one customer.
    last: usize,
}

impl<R, I> Default for Mentions<R, I> {
    fn default() -> Self {
        Self { known: Vec::new(), places: HashMap::new(), hasher: RandomState::new(), last: 0 }
    }
}

impl<R: PartialEq + Clone, I: Copy> Mentions<R, I> {
    /// What the mention means, or the hash to keep it by.
    fn find(&mut self, mention: &R, key: impl Hash) -> Result<Option<I>, u64> {
        let is_same = |known: &(R, Option<I>)| known.0 == *mention;
        if let Some(known) = self.known.get(self.last).filter(|it| is_same(it)) {
            return Ok(known.1);
        }
        let hash = self.hasher.hash_one(key);
        let alike = self.places.get(&hash).map(Vec::as_slice).unwrap_or_default();
        self.last = alike.iter().copied().find(|it| is_same(&self.known[*it])).ok_or(hash)?;
        Ok(self.known[self.last].1)
    }

    fn keep(&mut self, hash: u64, mention: &R, id: Option<I>) {
        if self.known.len() >= KEPT {
            self.known.clear();
            self.places.clear();
        }
        let alike = self.places.entry(hash).or_default();
        if alike.len() < ALIKE {
            self.last = self.known.len();
            alike.push(self.last);
            self.known.push((mention.clone(), id));
        }
    }
}

impl Memo {
    pub(super) fn customer(&mut self, loader: &mut Loader<'_>, record: &mut CustomerRecord) -> Option<CustomerId> {
        let row = std::mem::take(&mut record.row);
        let found = self.customers.find(record, (&record.code, &record.name));
        record.row = row;
        found.unwrap_or_else(|hash| {
            let (ids, now) = (loader.ids, loader.now);
            let id = loader.customers.resolve(record, Naming::Mention, || ids.next(now)).map(|(id, _)| id);
            record.row = 0;
            self.customers.keep(hash, record, id);
            id
        })
    }

    pub(super) fn product(&mut self, loader: &mut Loader<'_>, record: &mut ProductRecord) -> Option<ProductId> {
        let row = std::mem::take(&mut record.row);
        let found = self.products.find(record, (&record.sku, &record.name));
        record.row = row;
        found.unwrap_or_else(|hash| {
            let (ids, now) = (loader.ids, loader.now);
            let id = loader.products.resolve(record, Naming::Mention, || ids.next(now)).map(|(id, _)| id);
            record.row = 0;
            self.products.keep(hash, record, id);
            id
        })
    }
}
