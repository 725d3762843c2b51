//! What is inside a zip: read once through into nothing, counting. A file of a megabyte may unpack to a gigabyte, and
//! the sizes it states about itself may lie.

use std::io::{ErrorKind, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use crate::config::ImportLimits;
use crate::imports::sheets::{Foreign, Limit, Refusal};

/// A workbook has some dozens of parts; one with many sheets, charts and pictures some hundreds.
const MAX_PARTS: usize = 10_000;
/// Tables shrink ten to fifty times. Small parts may do better than `MAX_RATIO` by nature.
const MAX_RATIO: u64 = 200;
const RATIO_MATTERS_FROM: u64 = 64 << 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    Xlsx,
    Xlsb,
    Ods,
}

/// What the parts of a zip told.
#[derive(Debug)]
pub(super) struct Inspected {
    pub(super) package: Package,
    /// Some sheet of an XLSX merges cells: worth a second reading of the sheets.
    pub(super) merges: bool,
}

/// Reads every part of a zip to its end and says which workbook it is.
pub(super) fn inspect<R: Read + Seek>(file: R, limits: &ImportLimits) -> Result<Inspected, Refusal> {
    let mut archive = ZipArchive::new(file).map_err(refusal)?;
    if archive.len() > MAX_PARTS {
        return Err(Refusal::TooLarge(Limit::Unpacked));
    }
    let package = recognize(&mut archive)?;
    let mut unpacked = 0;
    let mut merges = false;
    let mut buffer = vec![0; 64 * 1024];
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(refusal)?;
        let packed = part.compressed_size();
        let is_sheet = part.name().contains("worksheets/");
        let mut size: u64 = 0;
        loop {
            let n_read = part.read(&mut buffer).map_err(|error| refusal(ZipError::Io(error)))?;
            if n_read == 0 {
                break;
            }
            size += n_read as u64;
            unpacked += n_read as u64;
            let is_bomb = size > RATIO_MATTERS_FROM && size / MAX_RATIO > packed;
            if unpacked > limits.max_unpacked || is_bomb {
                return Err(Refusal::TooLarge(Limit::Unpacked));
            }
            // A tag cut in two by the buffer's end is followed by others, or by its own count attribute.
            merges |= is_sheet && !merges && memchr::memmem::find(&buffer[..n_read], b"mergeCell").is_some();
        }
    }
    Ok(Inspected { package, merges })
}

fn recognize<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Package, Refusal> {
    if let Ok(mut part) = archive.by_name("mimetype") {
        let mut kind = String::new();
        let _ = part.by_ref().take(100).read_to_string(&mut kind);
        if kind.starts_with("application/vnd.oasis.opendocument") {
            let is_table = kind.contains("spreadsheet");
            return if is_table { Ok(Package::Ods) } else { Err(Refusal::NotATable(Foreign::Document)) };
        }
    }
    // Some writers use backslashes and capital letters.
    let names: Vec<String> = archive.file_names().map(|name| name.replace('\\', "/").to_lowercase()).collect();
    let has = |start: &str| names.iter().any(|name| name.trim_start_matches('/').starts_with(start));
    if names.iter().any(|name| name.ends_with("workbook.bin")) {
        Ok(Package::Xlsb)
    } else if has("xl/") || names.iter().any(|name| name.ends_with("workbook.xml")) {
        Ok(Package::Xlsx)
    } else if has("word/") || has("ppt/") {
        Err(Refusal::NotATable(Foreign::Document))
    } else if has("index/document.iwa") || has("index.zip") {
        Err(Refusal::NotATable(Foreign::Numbers))
    } else if has("content.xml") && has("meta-inf/manifest.xml") {
        Ok(Package::Ods)
    } else {
        Err(Refusal::NotATable(Foreign::Archive))
    }
}

fn refusal(error: ZipError) -> Refusal {
    match error {
        ZipError::InvalidPassword => Refusal::Encrypted,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::Encrypted,
        ZipError::Io(error) if error.kind() == ErrorKind::OutOfMemory => Refusal::TooLarge(Limit::Memory),
        _ => Refusal::Corrupt,
    }
}
