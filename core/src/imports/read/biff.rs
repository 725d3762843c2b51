//! How the rows of an XLS look: outline levels, hidden rows and columns, indents and bold names, out of the records of its
//! workbook stream. Offsets and lengths in the file are never trusted; what cannot be read here is just not known.

use std::collections::HashMap;

use crate::imports::sheets::{Looks, RowLook};

const FREE: u32 = 0xFFFF_FFFA;
/// Rows and columns of a sheet.
const MAX_ROWS: usize = 65_536;

/// The looks of every sheet by its name.
pub(super) type BySheet = HashMap<String, Looks>;

pub(super) fn looks(file: &[u8]) -> BySheet {
    Container::open(file).and_then(|it| it.stream(&["Workbook", "Book"])).map(|it| workbook(&it)).unwrap_or_default()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Microsoft's compound file: streams cut into sectors that are chained by a table.
struct Container<'a> {
    file: &'a [u8],
    sector: usize,
    mini_sector: usize,
    cutoff: u32,
    table: Vec<u32>,
    mini_table: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Container<'a> {
    fn open(file: &'a [u8]) -> Option<Self> {
        let (shift, mini_shift) = (u16_at(file, 30)?, u16_at(file, 32)?);
        if !(7..=16).contains(&shift) || !(4..=shift).contains(&mini_shift) {
            return None;
        }
        let mut container = Self {
            file,
            sector: 1 << shift,
            mini_sector: 1 << mini_shift,
            cutoff: u32_at(file, 56)?,
            table: Vec::new(),
            mini_table: Vec::new(),
            directory: Vec::new(),
        };
        container.table = container.sector_table()?;
        container.directory = container.chain(u32_at(file, 48)?, usize::MAX);
        let mini = container.chain(u32_at(file, 60)?, usize::MAX);
        container.mini_table = mini.chunks_exact(4).filter_map(|it| u32_at(it, 0)).collect();
        Some(container)
    }

    fn sector(&self, number: u32) -> Option<&'a [u8]> {
        let start = (number as usize).checked_add(1)?.checked_mul(self.sector)?;
        let end = start.checked_add(self.sector)?.min(self.file.len());
        self.file.get(start..end)
    }

    /// Which sector follows which. Its own sectors are listed in the header, and on in a chain of lists.
    fn sector_table(&self) -> Option<Vec<u32>> {
        let mut listed: Vec<u32> = (0..109).filter_map(|n| u32_at(self.file, 76 + 4 * n)).collect();
        let mut next = u32_at(self.file, 68)?;
        // No more lists than sectors.
        for _ in 0..self.file.len() / self.sector {
            let Some(list) = self.sector(next).filter(|_| next < FREE) else { break };
            let numbers: Vec<u32> = list.chunks_exact(4).filter_map(|it| u32_at(it, 0)).collect();
            let Some((last, own)) = numbers.split_last() else { break };
            listed.extend(own);
            next = *last;
        }
        listed.truncate(self.file.len() / self.sector + 1);
        let sectors = listed.into_iter().filter(|it| *it < FREE).filter_map(|it| self.sector(it));
        Some(sectors.flat_map(|it| it.chunks_exact(4).filter_map(|it| u32_at(it, 0))).collect())
    }

    fn chain(&self, first: u32, length: usize) -> Vec<u8> {
        let (mut bytes, mut number) = (Vec::new(), first);
        // A chain that runs in a circle ends where it would be longer than the file.
        while number < FREE && bytes.len() < length.min(self.file.len()) {
            let Some(sector) = self.sector(number) else { break };
            bytes.extend_from_slice(sector);
            number = self.table.get(number as usize).copied().unwrap_or(FREE);
        }
        bytes.truncate(length);
        bytes
    }

    /// The first stream that has one of these names.
    fn stream(&self, names: &[&str]) -> Option<Vec<u8>> {
        let entries = || self.directory.chunks_exact(128);
        let root = entries().next()?;
        let entry = names.iter().find_map(|name| entries().find(|entry| is_named(entry, name)))?;
        let (first, size) = (u32_at(entry, 116)?, u32_at(entry, 120)?);
        if size >= self.cutoff {
            return Some(self.chain(first, size as usize));
        }
        let small = self.chain(u32_at(root, 116)?, u32_at(root, 120)? as usize);
        let (mut bytes, mut number) = (Vec::new(), first);
        while number < FREE && bytes.len() < size as usize {
            let start = (number as usize).checked_mul(self.mini_sector)?;
            let Some(part) = small.get(start..start.checked_add(self.mini_sector)?.min(small.len())).filter(|it| !it.is_empty())
            else {
                break;
            };
            bytes.extend_from_slice(part);
            number = self.mini_table.get(number as usize).copied().unwrap_or(FREE);
        }
        Some(bytes)
    }
}

fn is_named(entry: &[u8], name: &str) -> bool {
    let wanted: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    u16_at(entry, 64) == Some(wanted.len() as u16 + 2)
        && entry.get(..wanted.len()).is_some_and(|it| it.eq_ignore_ascii_case(&wanted))
}

/// Records from an offset on: kind and contents.
fn records(stream: &[u8], start: usize) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = start;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, usize::from(u16_at(stream, at + 2)?));
        let body = stream.get(at + 4..at + 4 + length)?;
        at += 4 + length;
        Some((kind, body))
    })
}

const BOF: u16 = 0x0809;
const EOF: u16 = 0x000A;

fn workbook(stream: &[u8]) -> BySheet {
    // Only BIFF8 keeps indents and names as they are read here.
    let is_biff8 = records(stream, 0).next().is_some_and(|(kind, body)| kind == BOF && u16_at(body, 0) == Some(0x0600));
    if !is_biff8 {
        return HashMap::new();
    }
    let (mut fonts, mut styles, mut sheets) = (Vec::new(), Vec::new(), Vec::new());
    for (kind, body) in records(stream, 0).take_while(|(kind, _)| *kind != EOF) {
        match kind {
            0x0031 => fonts.push(u16_at(body, 6).is_some_and(|weight| weight >= 600)),
            0x00E0 => {
                let font = usize::from(u16_at(body, 0).unwrap_or(0));
                // There is no font of number 4.
                let bold = fonts.get(if font > 4 { font - 1 } else { font }).copied().unwrap_or(false);
                styles.push((body.get(8).map_or(0, |it| it & 0x0F), bold));
            }
            0x0085 => sheets.extend(u32_at(body, 0).zip(sheet_name(body))),
            _ => {}
        }
    }
    sheets.into_iter().map(|(offset, name)| (name, sheet(stream, offset as usize, &styles))).collect()
}

fn sheet_name(body: &[u8]) -> Option<String> {
    let (length, wide) = (usize::from(*body.get(6)?), body.get(7)? & 1 == 1);
    if wide {
        let units: Vec<u16> = body.get(8..8 + 2 * length)?.chunks_exact(2).filter_map(|it| u16_at(it, 0)).collect();
        return Some(String::from_utf16_lossy(&units));
    }
    Some(body.get(8..8 + length)?.iter().map(|it| char::from(*it)).collect())
}

fn sheet(stream: &[u8], offset: usize, styles: &[(u8, bool)]) -> Looks {
    let mut rows: HashMap<u32, RowLook> = HashMap::new();
    // The leftmost filled cell of each row seen so far.
    let mut first: HashMap<u32, u16> = HashMap::new();
    let mut looks = Looks::default();
    // Charts inside a sheet have a beginning and an end of their own.
    let mut depth = 0u32;
    for (kind, body) in records(stream, offset) {
        match kind {
            BOF => depth += 1,
            EOF if depth <= 1 => break,
            EOF => depth -= 1,
            0x0208 => {
                let (Some(row), Some(flags)) = (u16_at(body, 0), u32_at(body, 12)) else { continue };
                let look = rows.entry(u32::from(row) + 1).or_default();
                (look.outline, look.hidden) = ((flags & 7) as u8, flags & 0x20 != 0);
            }
            0x007D if u16_at(body, 8).is_some_and(|it| it & 1 == 1) => {
                let (Some(from), Some(to)) = (u16_at(body, 0), u16_at(body, 2)) else { continue };
                looks.hidden_columns.extend((from..=to.min(from.saturating_add(255))).map(u32::from));
            }
            // Texts, numbers, formulas, truth values and errors; blanks are not filled.
            0x00FD | 0x0204 | 0x00D6 | 0x0203 | 0x027E | 0x00BD | 0x0006 | 0x0205 if depth == 1 => {
                let (Some(row), Some(column), Some(style)) = (u16_at(body, 0), u16_at(body, 2), u16_at(body, 4)) else {
                    continue;
                };
                let number = u32::from(row) + 1;
                if first.get(&number).is_none_or(|it| *it > column) {
                    first.insert(number, column);
                    let look = rows.entry(number).or_default();
                    (look.indent, look.bold) = styles.get(usize::from(style)).copied().unwrap_or_default();
                }
            }
            _ => {}
        }
        if rows.len() > MAX_ROWS {
            break;
        }
    }
    let mut rows: Vec<(u32, RowLook)> = rows.into_iter().collect();
    rows.sort_unstable_by_key(|it| it.0);
    rows.into_iter().for_each(|(number, look)| looks.add(number, look));
    looks
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &[u8] = include_bytes!("../../../../tests/fixtures/layouts/report_outline.xls");

    #[test]
    fn rows_show_their_levels() {
        let looks = looks(REPORT);
        let sheet = &looks["TDSheet"];
        let shown: Vec<(u8, u8, bool, bool)> =
            (5..=8).map(|row| sheet.of(row)).map(|it| (it.outline, it.indent, it.bold, it.hidden)).collect();
        assert_eq!(shown, [(0, 0, false, false), (1, 2, false, false), (2, 4, false, false), (2, 4, false, true)]);
        assert!(sheet.of(1).bold && sheet.of(4).bold);
    }

    #[test]
    fn damaged_files_are_read_to_some_end() {
        let mut chance = 0x05EE_D0F5_A1E5u64;
        let mut next = |end: usize| {
            chance ^= chance << 13;
            chance ^= chance >> 7;
            chance ^= chance << 17;
            (chance % end as u64) as usize
        };
        for _ in 0..3_000 {
            let mut bytes = REPORT.to_vec();
            for _ in 0..1 + next(20) {
                let at = next(bytes.len());
                bytes[at] = [0, 1, 0x7F, 0xFE, 0xFF, next(256) as u8][next(6)];
            }
            // The header and the tables of sectors are where a reader goes astray.
            let at = next(512);
            bytes[at] = next(256) as u8;
            bytes.truncate(if next(3) == 0 { next(REPORT.len()) } else { REPORT.len() });
            looks(&bytes);
        }
    }
}
