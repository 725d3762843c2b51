//! Where bytes are kept while they are read several times: a file, or memory.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes are looked at or decoded at once.
pub(super) const PIECE: usize = 128 * 1024;

/// Bytes that can be read from any point by several readers at once.
#[derive(Clone, Debug)]
pub(in crate::imports) enum Place {
    File(Arc<File>),
    Bytes(Arc<[u8]>),
}

impl Place {
    pub(in crate::imports) fn len(&self) -> io::Result<u64> {
        match self {
            Self::File(file) => Ok(file.metadata()?.len()),
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Reads from `offset` on; 0 at the end.
    pub(super) fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => loop {
                match file.read_at(buffer, offset) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    done => return done,
                }
            },
            Self::Bytes(bytes) => {
                let rest = usize::try_from(offset).ok().and_then(|it| bytes.get(it..)).unwrap_or_default();
                let length = rest.len().min(buffer.len());
                buffer[..length].copy_from_slice(&rest[..length]);
                Ok(length)
            }
        }
    }

    /// The bytes from `from` to `to` as a stream.
    pub(in crate::imports) fn range(&self, from: u64, to: u64) -> Stretch {
        Stretch { place: self.clone(), at: from, end: to }
    }
}

/// A part of a place, read from its beginning to its end.
pub(in crate::imports) struct Stretch {
    place: Place,
    at: u64,
    end: u64,
}

impl Read for Stretch {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buffer.len());
        let length = self.place.read_at(self.at, &mut buffer[..left])?;
        self.at += length as u64;
        Ok(length)
    }
}

/// Fills the buffer as far as there are bytes.
pub(super) fn fill(place: &Place, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match place.read_at(at + filled as u64, &mut buffer[filled..])? {
            0 => break,
            n_read => filled += n_read,
        }
    }
    Ok(filled)
}

/// The place behind the next line end; `end` if there is none nearby.
pub(super) fn after_line_end(place: &Place, at: u64, end: u64) -> io::Result<u64> {
    let mut piece = vec![0; PIECE];
    let n_read = fill(place, at, &mut piece)?;
    let found = piece[..n_read].iter().position(|it| *it == b'\n').map(|it| at + it as u64 + 1);
    Ok(found.filter(|it| *it <= end).unwrap_or(end))
}

/// Takes what is to be read again later.
pub(super) enum Spool {
    File(BufWriter<File>, u64),
    Memory(Vec<u8>),
}

impl Spool {
    /// A file without a name in this folder: it is gone with the last who reads it, even if the program dies.
    pub(super) fn in_folder(folder: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        fs::create_dir_all(folder)?;
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = folder.join(format!("rows-{}-{number}", std::process::id()));
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(true).open(&path)?;
        fs::remove_file(&path)?;
        Ok(Self::File(BufWriter::with_capacity(256 * 1024, file), 0))
    }

    /// How many bytes it took.
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::File(_, length) => *length,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }

    pub(super) fn finish(self) -> io::Result<Place> {
        Ok(match self {
            Self::File(writer, _) => Place::File(Arc::new(writer.into_inner().map_err(|it| it.into_error())?)),
            Self::Memory(bytes) => Place::Bytes(bytes.into()),
        })
    }
}

impl Write for Spool {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::File(writer, length) => {
                writer.write_all(bytes)?;
                *length += bytes.len() as u64;
            }
            Self::Memory(memory) => memory.extend_from_slice(bytes),
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        if let Self::File(writer, _) = self { writer.flush() } else { Ok(()) }
    }
}
