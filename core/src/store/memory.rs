//! What this process keeps of organizations so as not to read it again: names, directories, sums, lines. Each is good for
//! the version of the data it was made of; what was not asked for longest goes first.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::Scope;
use crate::error::Result;
use crate::ids::OrganizationId;

/// All organizations together. Ten million lines take about two thirds of it.
const BYTES: usize = 256 * 1024 * 1024;

/// The number of the newest import, how many were undone, and a sum of the stamps of months.
pub(super) type Version = [i64; 3];

/// What can be kept.
pub trait Kept: Send + Sync + Sized + 'static {
    fn load(scope: &mut Scope) -> impl Future<Output = Result<Self>> + Send;

    /// About how much memory it takes.
    fn bytes(&self) -> usize;
}

/// Whose, and which part of it.
type Place = (OrganizationId, i64);
type Key = (OrganizationId, TypeId, i64);

#[derive(Debug, Default)]
pub(super) struct Memory(Mutex<Shelf>);

#[derive(Debug, Default)]
struct Shelf {
    things: HashMap<Key, Thing>,
    bytes: usize,
    /// Counts what was asked for.
    asked: u64,
}

#[derive(Debug)]
struct Thing {
    version: Version,
    value: Arc<dyn Any + Send + Sync>,
    bytes: usize,
    asked: u64,
}

impl Memory {
    pub(super) fn find<T: Send + Sync + 'static>(&self, (organization, part): Place, version: Version) -> Option<Arc<T>> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        shelf.asked += 1;
        let asked = shelf.asked;
        let thing = shelf.things.get_mut(&(organization, TypeId::of::<T>(), part)).filter(|it| it.version == version)?;
        thing.asked = asked;
        Arc::clone(&thing.value).downcast().ok()
    }

    pub(super) fn keep<T: Send + Sync + 'static>(&self, place: Place, version: Version, bytes: usize, value: Arc<T>) {
        let (organization, part) = place;
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let thing = Thing { version, value, bytes, asked: shelf.asked };
        shelf.bytes += bytes;
        if let Some(before) = shelf.things.insert((organization, TypeId::of::<T>(), part), thing) {
            shelf.bytes -= before.bytes;
        }
        shelf.make_room(BYTES);
    }
}

impl Shelf {
    fn make_room(&mut self, limit: usize) {
        while self.bytes > limit
            && let Some(oldest) = self.things.iter().min_by_key(|(_, it)| it.asked).map(|(key, _)| *key)
        {
            self.bytes -= self.things.remove(&oldest).map_or(0, |it| it.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: OrganizationId = OrganizationId(1);
    const OTHER: OrganizationId = OrganizationId(2);

    fn find(memory: &Memory, place: Place, version: Version) -> Option<u8> {
        memory.find::<u8>(place, version).map(|it| *it)
    }

    #[test]
    fn what_was_asked_for_longest_ago_goes_first() {
        let memory = Memory::default();
        memory.keep((ONE, 1), [1, 0, 0], BYTES / 2, Arc::new(1_u8));
        memory.keep((ONE, 2), [1, 0, 0], BYTES / 2, Arc::new(2_u8));
        assert_eq!(find(&memory, (ONE, 1), [1, 0, 0]), Some(1));
        memory.keep((OTHER, 1), [1, 0, 0], 1, Arc::new(3_u8));
        assert_eq!(find(&memory, (ONE, 2), [1, 0, 0]), None);
        assert_eq!(find(&memory, (ONE, 1), [1, 0, 0]), Some(1));
        assert_eq!(find(&memory, (OTHER, 1), [1, 0, 0]), Some(3));
    }

    #[test]
    fn another_version_organization_or_kind_is_not_found() {
        let memory = Memory::default();
        memory.keep((ONE, 0), [1, 0, 7], 10, Arc::new(1_u8));
        assert_eq!(find(&memory, (ONE, 0), [1, 1, 7]), None);
        assert_eq!(find(&memory, (OTHER, 0), [1, 0, 7]), None);
        assert!(memory.find::<u16>((ONE, 0), [1, 0, 7]).is_none());
        memory.keep((ONE, 0), [1, 1, 7], 20, Arc::new(2_u8));
        assert_eq!(memory.0.lock().unwrap().bytes, 20);
    }
}
