//! What is inside a zip, unpacked and counted. A file of a megabyte may unpack to a gigabyte, and the sizes it states about itself
//! may lie.

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
/// Bytes unpacked at once.
const PIECE: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Package {
    Xlsx,
    Xlsb,
    Ods,
}

/// Says which workbook a zip is. Of what is read by others, every part is first unpacked to its end; XLSX is counted as it is read.
pub(super) fn inspect<R: Read + Seek>(file: R, limits: &ImportLimits) -> Result<Package, Refusal> {
    let mut archive = ZipArchive::new(file).map_err(refusal)?;
    if archive.len() > MAX_PARTS {
        return Err(Refusal::TooLarge(Limit::Unpacked));
    }
    let package = recognize(&mut archive)?;
    let mut budget = Budget::new(limits);
    for part in 0..if package == Package::Xlsx { 0 } else { archive.len() } {
        unpack(&mut archive, part, &mut budget, |_| Ok(()))?;
    }
    Ok(package)
}

/// Bytes that may still be unpacked.
pub(super) struct Budget {
    left: u64,
}

impl Budget {
    pub(super) fn new(limits: &ImportLimits) -> Self {
        Self { left: limits.max_unpacked }
    }
}

/// Shows a part piece by piece, in a buffer that is used again unless it is taken.
pub(super) fn unpack<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    part: usize,
    budget: &mut Budget,
    mut see: impl FnMut(&mut Vec<u8>) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut part = archive.by_index(part).map_err(refusal)?;
    let packed = part.compressed_size();
    let mut size: u64 = 0;
    let mut piece = Vec::new();
    loop {
        piece.clear();
        piece.reserve(PIECE);
        let n_read = part.by_ref().take(PIECE as u64).read_to_end(&mut piece).map_err(|error| refusal(ZipError::Io(error)))?;
        if n_read == 0 {
            return Ok(());
        }
        size += n_read as u64;
        budget.left = budget.left.checked_sub(n_read as u64).ok_or(Refusal::TooLarge(Limit::Unpacked))?;
        if size > RATIO_MATTERS_FROM && size / MAX_RATIO > packed {
            return Err(Refusal::TooLarge(Limit::Unpacked));
        }
        see(&mut piece)?;
    }
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

pub(super) fn refusal(error: ZipError) -> Refusal {
    match error {
        ZipError::InvalidPassword => Refusal::Encrypted,
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) => Refusal::Encrypted,
        ZipError::Io(error) if error.kind() == ErrorKind::OutOfMemory => Refusal::TooLarge(Limit::Memory),
        _ => Refusal::Corrupt,
    }
}
