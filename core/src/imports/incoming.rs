//! A file on its way: what tells it apart from others, and the copy of it that is kept. Both are made beside other work.

use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;

use super::file::ImportContext;
use crate::error::Result;
use crate::ids::{ImportId, OrganizationId};

pub(super) struct Incoming<'a> {
    pub path: &'a Path,
    pub import: ImportId,
    pub fingerprint: Fingerprint,
    pub original: Original,
}

impl<'a> Incoming<'a> {
    pub fn new(context: &ImportContext<'_>, organization: OrganizationId, path: &'a Path) -> Self {
        let import = ImportId(context.ids.next(context.clock.now()));
        let original = Original::new(context.data, organization, import, path);
        Self { path, import, fingerprint: Fingerprint::new(path), original }
    }
}

/// What tells files apart, computed beside other work once that leaves room.
pub(super) struct Fingerprint {
    path: PathBuf,
    under_way: Option<JoinHandle<std::io::Result<String>>>,
    found: String,
}

impl Fingerprint {
    fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), under_way: None, found: String::new() }
    }

    pub fn begin(&mut self) {
        if self.under_way.is_some() || !self.found.is_empty() {
            return;
        }
        let path = self.path.clone();
        let digest = tokio::task::spawn_blocking(move || {
            let mut hash = Sha256::new();
            let mut file = std::io::BufReader::with_capacity(1 << 18, std::fs::File::open(path)?);
            std::io::copy(&mut file, &mut HashWriter(&mut hash))?;
            Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
        });
        self.under_way = Some(digest);
    }

    pub async fn get(&mut self) -> Result<&str> {
        self.begin();
        if let Some(digest) = self.under_way.take() {
            self.found = digest.await.map_err(|cause| anyhow::anyhow!("hashing failed: {cause}"))??;
        }
        Ok(&self.found)
    }
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The copy of a file that is kept beside the store until `App::sweep` finds its time over, made beside other work.
/// The import stands without it, so a full disk is told in the log only.
pub(super) struct Original {
    path: PathBuf,
    folder: PathBuf,
    /// Where the copy waits for the import's number.
    waiting: PathBuf,
    under_way: Option<JoinHandle<std::io::Result<u64>>>,
}

impl Original {
    fn new(data: &Path, organization: OrganizationId, import: ImportId, path: &Path) -> Self {
        let folder = data.join("uploads").join(organization.to_string());
        let waiting = folder.join(format!("{import}.part"));
        Self { path: path.to_owned(), folder, waiting, under_way: None }
    }

    pub fn begin(&mut self) {
        let (path, place, copy) = (self.path.clone(), self.folder.clone(), self.waiting.clone());
        self.under_way = Some(tokio::task::spawn_blocking(move || {
            std::fs::create_dir_all(place)?;
            std::fs::copy(path, copy)
        }));
    }

    /// Keeps the copy under the number of the import, or takes it away when there is none.
    pub async fn end(self, number: Option<&str>) {
        let Self { folder, waiting, under_way, .. } = self;
        let Some(under_way) = under_way else { return };
        let copied = under_way.await.unwrap_or_else(|cause| Err(std::io::Error::other(cause)));
        let kept = match number {
            Some(number) => copied.and_then(|_| std::fs::rename(&waiting, folder.join(number))),
            None => Ok(()),
        };
        if let (Err(error), Some(number)) = (&kept, number) {
            tracing::warn!(%error, "the original of import {number} was not kept: {error}");
        }
        if number.is_none() || kept.is_err() {
            // Perhaps there is none.
            let _ = std::fs::remove_file(&waiting);
        }
    }
}
