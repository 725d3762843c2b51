//! A file becomes records: read (bytes -> sheets) -> map (sheets -> records) -> preview -> load.
//! Files do not fail: they come back with findings.

pub mod mapping; // sheets -> records
pub mod read; // bytes -> sheets
pub mod records;
pub mod sheets;
pub mod values; // cells as people write them
