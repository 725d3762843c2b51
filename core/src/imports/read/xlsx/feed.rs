//! The parts of the package unpacked: whole where they are small, else in pieces, by a thread of its own.

use std::io::{Read, Seek};
use std::sync::mpsc::sync_channel;
use std::thread::Builder;

use zip::ZipArchive;

use super::super::unpack::{Budget, unpack};
use crate::imports::sheets::{Limit, Refusal};

/// Pieces that may wait to be read.
const AHEAD: usize = 8;

/// A part as text that need not be sound; refused when it is longer than `limit`.
pub(super) fn whole<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    part: usize,
    (limit, budget): (u64, &mut Budget),
) -> Result<String, Refusal> {
    let mut text = Vec::new();
    unpack(archive, part, budget, |piece| {
        text.extend_from_slice(piece);
        if text.len() as u64 > limit { Err(Refusal::TooLarge(Limit::Unpacked)) } else { Ok(()) }
    })?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Shows a part piece by piece; the next ones are unpacked meanwhile.
pub(super) fn stream<R: Read + Seek + Send>(
    archive: &mut ZipArchive<R>,
    part: usize,
    budget: &mut Budget,
    mut see: impl FnMut(&[u8]) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    std::thread::scope(|threads| {
        let (sender, pieces) = sync_channel::<Vec<u8>>(AHEAD);
        // What was read is filled again: new memory costs more than unpacking into it.
        let (back, emptied) = sync_channel::<Vec<u8>>(AHEAD + 2);
        let unpacking = Builder::new().spawn_scoped(threads, move || {
            unpack(archive, part, budget, |piece| {
                // After a reader that refused, nothing more has to be told.
                sender.send(std::mem::replace(piece, emptied.try_recv().unwrap_or_default())).map_err(|_| Refusal::Corrupt)
            })
        });
        let Ok(unpacking) = unpacking else { return Err(Refusal::TooLarge(Limit::Memory)) };
        let seen = pieces.iter().try_for_each(|piece| {
            see(&piece)?;
            let _ = back.try_send(piece);
            Ok(())
        });
        // Nobody listens to the thread any more: it ends with the piece at hand.
        drop(pieces);
        let unpacked = unpacking.join().unwrap_or(Err(Refusal::Corrupt));
        seen.and(unpacked)
    })
}
