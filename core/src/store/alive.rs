//! A sign that long work goes on, which the system itself takes away when the process ends, however it ends:
//! on SQLite a lock on a file beside the database, on PostgreSQL an advisory lock of an open transaction.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::PathBuf;

use super::scope::{Access, Tx, begin};
use super::{Pools, Store};
use crate::error::Result;

/// The sign stands until this is dropped.
#[derive(Debug)]
pub struct Alive {
    #[expect(dead_code, reason = "held, not used")]
    sign: Sign,
}

#[expect(dead_code, reason = "held, not used")]
enum Sign {
    File(Lock),
    Transaction(Tx),
}

impl std::fmt::Debug for Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Sign")
    }
}

struct Lock {
    path: PathBuf,
    #[expect(dead_code, reason = "held, not used")]
    file: File,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_file(&self.path) {
            tracing::warn!(%error, "a lock file was not removed: {error}");
        }
    }
}

impl Store {
    /// Shows that the work of this id goes on.
    pub async fn show_alive(&self, id: i64) -> Result<Alive> {
        let sign = match &self.pools {
            Pools::Sqlite { .. } => {
                let path = self.lock_path(id);
                let file = File::create(&path)?;
                // Where the file system has no locks, work under way may be taken for work cut off.
                if let Err(error) = file.try_lock() {
                    tracing::debug!(%error, "no lock on {}", path.display());
                }
                Sign::File(Lock { path, file })
            }
            Pools::Postgres(_) => {
                let mut tx = begin(self, Access::Read).await?;
                if let Tx::Postgres(tx) = &mut tx {
                    sqlx::query("SELECT pg_advisory_xact_lock($1)").bind(id).execute(&mut **tx).await?;
                }
                Sign::Transaction(tx)
            }
        };
        Ok(Alive { sign })
    }

    /// Whether the work of this id goes on, in this process or in another. Those who look take shared locks: they are no
    /// sign of life to each other.
    pub async fn is_alive(&self, id: i64) -> Result<bool> {
        match &self.pools {
            Pools::Sqlite { .. } => {
                let path = self.lock_path(id);
                let Ok(file) = File::open(&path) else { return Ok(false) };
                if matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)) {
                    return Ok(true);
                }
                // Left by a process that was killed; another who looks may have removed it.
                match std::fs::remove_file(&path) {
                    Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
                    _ => Ok(false),
                }
            }
            Pools::Postgres(pool) => {
                let mut tx = pool.begin().await?;
                let (is_free,): (bool,) =
                    sqlx::query_as("SELECT pg_try_advisory_xact_lock_shared($1)").bind(id).fetch_one(&mut *tx).await?;
                Ok(!is_free)
            }
        }
    }

    fn lock_path(&self, id: i64) -> PathBuf {
        let mut name = match &self.pools {
            Pools::Sqlite { writer, .. } => writer.connect_options().get_filename().as_os_str().to_owned(),
            Pools::Postgres(_) => std::ffi::OsString::new(),
        };
        name.push(format!("-import-{id}"));
        name.into()
    }
}
