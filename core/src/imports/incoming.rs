//! A file on its way: what tells it apart from others, and the copy of it that is kept. Both are made beside other work, of
//! the file as it was opened first: another may stand at its path since.

use std::fs::{self, File, Metadata};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::read::Place;
use crate::error::Result;
use crate::ids::{ImportId, OrganizationId};

pub(super) struct Incoming<'a> {
    pub path: &'a Path,
    pub import: ImportId,
    pub fingerprint: Fingerprint,
    pub original: Original,
}

impl<'a> Incoming<'a> {
    pub fn new(data: &Path, (organization, import): (OrganizationId, ImportId), path: &'a Path) -> Result<Self> {
        let file = Arc::new(File::open(path)?);
        let folder = data.join("uploads").join(organization.to_string());
        let waiting = folder.join(format!("{import}.part"));
        let original = Original { about: file.metadata()?, file: Arc::clone(&file), folder, waiting, under_way: None };
        Ok(Self { path, import, fingerprint: Fingerprint { file, under_way: None, found: String::new() }, original })
    }
}

/// What tells files apart.
pub(super) struct Fingerprint {
    file: Arc<File>,
    under_way: Option<JoinHandle<io::Result<String>>>,
    found: String,
}

impl Fingerprint {
    /// Begins to compute it when this sender is dropped, if it is not known.
    pub fn begin_later(&mut self) -> oneshot::Sender<()> {
        let (sender, dropped) = oneshot::channel();
        if self.under_way.is_none() && self.found.is_empty() {
            let place = Place::File(Arc::clone(&self.file));
            self.under_way = Some(tokio::spawn(async move {
                // Nothing is ever sent.
                let _ = dropped.await;
                tokio::task::spawn_blocking(move || compute(&place)).await?
            }));
        }
        sender
    }

    pub async fn get(&mut self) -> Result<&str> {
        drop(self.begin_later());
        if let Some(digest) = self.under_way.take() {
            self.found = digest.await.map_err(|cause| anyhow::anyhow!("hashing failed: {cause}"))??;
        }
        Ok(&self.found)
    }
}

fn compute(place: &Place) -> io::Result<String> {
    let mut hash = Sha256::new();
    let mut bytes = io::BufReader::with_capacity(1 << 18, place.range(0, place.len()?));
    io::copy(&mut bytes, &mut HashWriter(&mut hash))?;
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

struct HashWriter<'a>(&'a mut Sha256);

impl Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The copy of a file that is kept beside the store until `App::sweep` finds its time over.
/// The import stands without it, so a full disk is told in the log only.
pub(super) struct Original {
    file: Arc<File>,
    /// As the file was opened.
    about: Metadata,
    folder: PathBuf,
    /// Where the copy waits for the import's number.
    waiting: PathBuf,
    under_way: Option<JoinHandle<io::Result<()>>>,
}

impl Original {
    pub fn begin(&mut self) {
        let (file, about) = (Arc::clone(&self.file), self.about.clone());
        let (folder, waiting) = (self.folder.clone(), self.waiting.clone());
        self.under_way = Some(tokio::task::spawn_blocking(move || {
            fs::create_dir_all(folder)?;
            copy(&file, &about, &waiting)
        }));
    }

    /// Keeps the copy under the number of the import, or takes it away when there is none.
    pub async fn end(&mut self, number: Option<&str>) {
        let Some(under_way) = self.under_way.take() else { return };
        let (folder, waiting) = (&self.folder, &self.waiting);
        let copied = under_way.await.unwrap_or_else(|cause| Err(io::Error::other(cause)));
        let kept = match number {
            Some(number) => copied.and_then(|()| fs::rename(waiting, folder.join(number))),
            None => Ok(()),
        };
        if let (Err(error), Some(number)) = (&kept, number) {
            tracing::warn!(%error, "the original of import {number} was not kept: {error}");
        }
        if number.is_none() || kept.is_err() {
            // Perhaps there is none.
            let _ = fs::remove_file(waiting);
        }
    }

    /// Makes up for a copy that is missing: the program fell before it was made, or its time was over.
    pub async fn complete(&mut self, number: i64) {
        let number = number.to_string();
        if !self.folder.join(&number).exists() {
            self.begin();
            self.end(Some(&number)).await;
        }
    }
}

/// Copies a file that must not have changed since it was opened.
fn copy(mut file: &File, about: &Metadata, target: &Path) -> io::Result<()> {
    file.rewind()?;
    let mut target = File::create(target)?;
    target.set_permissions(about.permissions())?;
    io::copy(&mut file, &mut target)?;
    let now = file.metadata()?;
    if now.len() != about.len() || now.modified()? != about.modified()? {
        return Err(io::Error::other("the file was changed while it was loaded"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(folder: &Path, import: i64) -> Incoming<'static> {
        let path = Box::leak(folder.join("файл.csv").into_boxed_path());
        Incoming::new(folder, (OrganizationId(1), ImportId(import)), path).unwrap()
    }

    #[tokio::test]
    async fn the_file_that_was_opened_is_kept_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("файл.csv");
        let kept = |name: &str| fs::read_to_string(folder.path().join("uploads/1").join(name)).ok();
        fs::write(&path, "старий").unwrap();
        let mut incoming = at(folder.path(), 5);
        fs::write(folder.path().join("new"), "новий").unwrap();
        fs::rename(folder.path().join("new"), &path).unwrap();
        let hash = incoming.fingerprint.get().await.unwrap().to_owned();
        incoming.original.begin();
        incoming.original.end(Some("1")).await;
        assert_eq!(kept("1").as_deref(), Some("старий"));

        // One that is written into is not what was loaded.
        let mut incoming = at(folder.path(), 6);
        assert_ne!(incoming.fingerprint.get().await.unwrap(), hash);
        fs::write(&path, "зовсім інший").unwrap();
        incoming.original.begin();
        incoming.original.end(Some("2")).await;
        assert_eq!(kept("2"), None);

        // What came to nothing leaves nothing; what is missing is made up for.
        let mut incoming = at(folder.path(), 7);
        incoming.original.begin();
        incoming.original.end(None).await;
        at(folder.path(), 8).original.end(Some("3")).await;
        at(folder.path(), 9).original.complete(4).await;
        assert_eq!((kept("3"), kept("4").as_deref()), (None, Some("зовсім інший")));
        assert_eq!(fs::read_dir(folder.path().join("uploads/1")).unwrap().count(), 2);
    }
}
