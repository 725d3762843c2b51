//! A file becomes records: read (bytes -> sheets) -> map (sheets -> records) -> preview -> load.
//! Files do not fail: they come back with findings.

pub mod sheets; // what a file of any format looks like after reading
pub mod records; // typed rows
pub mod read; // bytes -> sheets
pub mod values; // cells as people write them
pub mod remembered; // mappings that people confirmed
pub mod mapping; // sheets -> records
pub mod progress; // how far it is
pub mod journal; // versions that imports replaced; undo
mod report; // what became of a file
mod load; // records -> store
mod attempts; // imports under way, and those cut off
mod again; // the same file once more
mod words; // the same, said to people
mod incoming; // a file on its way, and the copy of it
mod file; // all of it, in one transaction
mod redo; // an undone import once more
mod rejected; // rows to correct, as a file
mod kept; // originals, and their rejected rows later on
mod columns; // what a person sees and decides before

pub use attempts::{CutOff, cut_off, take_cut_off};
pub use columns::{forget, remember, survey_file};
pub use file::{ImportContext, Mode, Options, import_file};
pub use journal::{
    Because, Kept, Kind, Origin, OtherCode, PastImport, Person, Suggestion, Tally, Undone, history, keep_apart, merge,
    other_codes, past_text, split, suggestions, undo, undo_text,
};
pub use kept::{has_original, kept_original, kept_rejected};
pub use redo::{Redone, redo};
pub use rejected::{rejected_name, write_rejected};
pub use report::{Control, IgnoredReport, ImportReport, Outcome, TableReport};
pub use words::{done_text, entity_text, field_text, full_text, glance_text, preview_text, reason_text};
