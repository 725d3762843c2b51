//! Whether a text is UTF-8: its letters beyond ASCII are counted, whole and broken ones.

use std::io;

use super::place::{PIECE, Place, after_line_end, fill};

/// Larger files are looked at by two threads.
const PARTED: u64 = 8 << 20;
/// A long file is known by so many bytes of its beginning with so many letters beyond ASCII, and by its middle and end.
pub(super) const BEGINNING: u64 = 1 << 20;
const LETTERS_ENOUGH: usize = 1_000;

/// What the bytes would be as UTF-8.
#[derive(Default)]
pub(super) struct Letters {
    pub(super) n_whole: usize,
    pub(super) n_broken: usize,
}

impl Letters {
    /// Counts the letters beyond ASCII; `None` for bytes with a zero among them, which are no text.
    pub(super) fn count(place: &Place, start: u64, end: u64) -> io::Result<Option<Self>> {
        // Two halves at once; a line end is no part of a character in any of these encodings.
        let middle = if end - start > PARTED { after_line_end(place, start + (end - start) / 2, end)? } else { end };
        let (first, second) = std::thread::scope(|threads| {
            let second = threads.spawn(|| Self::count_part(place, middle, end));
            (Self::count_part(place, start, middle), second.join())
        });
        let second = second.map_err(|_| io::Error::other("counting letters failed"))?;
        let (Some(first), Some(second)) = (first?, second?) else { return Ok(None) };
        Ok(Some(Self { n_whole: first.n_whole + second.n_whole, n_broken: first.n_broken + second.n_broken }))
    }

    fn count_part(place: &Place, start: u64, end: u64) -> io::Result<Option<Self>> {
        let mut letters = Self::default();
        let mut buffer = vec![0; PIECE];
        let (mut at, mut carried) = (start, 0);
        while at < end {
            let left = usize::try_from(end - at).unwrap_or(usize::MAX).min(PIECE - carried);
            let n_read = fill(place, at, &mut buffer[carried..carried + left])?;
            if buffer[carried..carried + n_read].contains(&0) {
                return Ok(None);
            }
            at = if n_read < left { end } else { at + n_read as u64 };
            let length = carried + n_read;
            let rest = letters.add(&buffer[..length], at == end);
            buffer.copy_within(rest..length, 0);
            carried = length - rest;
        }
        Ok(Some(letters))
    }

    /// Counts a piece; a character cut by its end is left for the next one. Where that begins.
    fn add(&mut self, bytes: &[u8], last: bool) -> usize {
        let mut at = 0;
        loop {
            let (valid, error) = match simdutf8::compat::from_utf8(&bytes[at..]) {
                Ok(text) => (text.len(), None),
                Err(error) => (error.valid_up_to(), Some(error)),
            };
            self.n_whole += n_leading(&bytes[at..at + valid]);
            at += valid;
            match error.map(|it| it.error_len()) {
                None => return at,
                Some(Some(length)) => at += length,
                Some(None) if last => at = bytes.len(),
                Some(None) => return at,
            }
            self.n_broken += 1;
        }
    }
}

/// How many letters of UTF-8 beyond ASCII begin here. In sums of single bytes the processor adds up many at once.
fn n_leading(bytes: &[u8]) -> usize {
    bytes.chunks(255).map(|part| usize::from(part.iter().map(|byte| u8::from(*byte >= 0xc0)).sum::<u8>())).sum()
}

/// Whether a long text is UTF-8 beyond doubt by its beginning and by pieces of its middle and its end: no letter is broken
/// but those that were cut.
pub(super) fn is_surely_utf8(place: &Place, start: u64, end: u64) -> io::Result<bool> {
    let length = end - start;
    if length < 2 * BEGINNING {
        return Ok(false);
    }
    let piece = PIECE as u64;
    let letters = Letters::count_part(place, start, start + BEGINNING)?;
    let mut is_sure = letters.is_some_and(|it| it.n_broken <= 1 && it.n_whole >= LETTERS_ENOUGH);
    for from in [start + length / 2, end - piece] {
        let is_whole = |it: Letters| it.n_broken <= 4;
        is_sure = is_sure && Letters::count_part(place, from, from + piece)?.is_some_and(is_whole);
    }
    Ok(is_sure)
}
