//! What a person is told of an undo: how much returned or went, what stayed and why.

use super::Kind;
use super::history::Origin;

/// What became of an import that was undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub number: i64,
    pub origin: Origin,
    pub file: String,
    /// By kind of record, those with anything to tell.
    pub tallies: Vec<Tally>,
    /// The first records that stayed, and why.
    pub kept: Vec<Kept>,
    pub n_kept: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    pub kind: Kind,
    /// As they were before the import.
    pub restored: usize,
    pub removed: usize,
}

/// A record that stayed as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub kind: Kind,
    /// A name or a number people know it by.
    pub name: String,
    pub because: Because,
    /// The later import: its number, what it was, its file.
    pub by: (i64, Origin, String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Because {
    /// A later import or merge changed it.
    ChangedLater,
    /// The import created it, but records of a later one refer to it.
    UsedLater,
}

impl Undone {
    pub fn restored(&self) -> usize {
        self.tallies.iter().map(|it| it.restored).sum()
    }

    pub fn removed(&self) -> usize {
        self.tallies.iter().map(|it| it.removed).sum()
    }
}
