//! What is inside Microsoft's old container: only as much as is needed to say what a file is.

use crate::imports::sheets::{Foreign, Refusal};

/// Length of a directory entry; every entry begins at a multiple of it.
const ENTRY: usize = 128;

/// Refuses containers that hold something else than an XLS workbook.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), Refusal> {
    if has_stream(bytes, "EncryptedPackage") {
        return Err(Refusal::Encrypted);
    }
    if has_stream(bytes, "Workbook") || has_stream(bytes, "Book") {
        return Ok(());
    }
    if has_stream(bytes, "WordDocument") || has_stream(bytes, "PowerPoint Document") {
        return Err(Refusal::NotATable(Foreign::Document));
    }
    // calamine finds workbooks under still other spellings, and says so when there is none.
    Ok(())
}

/// Whether some directory entry has this name. The chains of the directory need not be followed for that: an entry
/// states its name in UTF-16 and then, at byte 64, the length of it.
fn has_stream(bytes: &[u8], name: &str) -> bool {
    let mut wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    wanted.extend([0, 0]);
    let length = wanted.len() as u8;
    bytes.chunks_exact(ENTRY).any(|entry| entry[64..66] == [length, 0] && entry[..wanted.len()].eq_ignore_ascii_case(&wanted))
}
