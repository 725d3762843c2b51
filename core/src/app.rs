//! What the conversation and the adapters hold: built once in `main`, shared by all.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::NaiveDate;

use crate::clock::Clock;
use crate::config::Config;
use crate::delivery::{Bells, Desk};
use crate::error::Result;
use crate::ids::IdSource;
use crate::imports::ImportContext;
use crate::imports::progress::Underway;
use crate::locale;
use crate::questions::Names;
use crate::store::{Scope, Store};
use crate::sums;
use crate::tenancy::{self, Organization, OrganizationKind};

#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    pub ids: IdSource,
    pub config: Config,
    /// The program itself: workbooks are read by a child process of it (`kabinet read-workbook`).
    pub reader: PathBuf,
    /// Imports under way in this process.
    pub underway: Underway,
    /// Wakes the loops of services.
    pub bells: Bells,
    /// The name of our bot in Telegram, once it is known: links to it carry codes.
    pub telegram_name: OnceLock<String>,
}

const DAY: Duration = Duration::from_secs(86_400);

/// The last day of the built-in demo data: the demo's clock stands here.
pub const DEMO_LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 15).expect("a date of the calendar");

impl App {
    /// Opens the store that the configuration names.
    pub async fn open(config: Config, reader: PathBuf) -> Result<Self> {
        // Texts are parsed while the store opens.
        tokio::task::spawn_blocking(locale::warm);
        let store = Store::open(&config.database_url).await?;
        sums::fill_missing(&store).await?;
        Ok(Self::new(store, Clock::System, config, reader))
    }

    /// An application on an open store. `reader` is this program.
    pub fn new(store: Store, clock: Clock, config: Config, reader: PathBuf) -> Self {
        Self {
            store,
            clock,
            ids: IdSource::new(tenancy::random_node()),
            config,
            reader,
            underway: Underway::default(),
            bells: Bells::default(),
            telegram_name: OnceLock::new(),
        }
    }

    /// The clock an organization is answered by: the demo's stands at its last day of data.
    pub fn clock_of(&self, organization: &Organization) -> Clock {
        match organization.kind {
            OrganizationKind::Demo if matches!(self.clock, Clock::System) => Clock::at(DEMO_LAST_DAY, organization.timezone),
            _ => self.clock,
        }
    }

    /// What an import needs of the application.
    pub fn imports(&self) -> ImportContext<'_> {
        ImportContext {
            store: &self.store,
            clock: self.clock,
            ids: &self.ids,
            limits: &self.config.import,
            data: &self.config.data,
            reader: &self.reader,
        }
    }

    /// What the loops of services need of the application. Their clock is always the real one: pauses have to end.
    pub fn desk(&self) -> Desk<'_> {
        Desk { store: &self.store, ids: &self.ids, bells: &self.bells, clock: Clock::System }
    }

    /// A link that opens our bot in Telegram with a code, if there is a bot.
    pub fn deep_link(&self, code: &str) -> Option<String> {
        self.telegram_name.get().map(|name| format!("https://t.me/{name}?start={code}"))
    }

    /// The names in the organization's data.
    pub async fn names(&self, scope: &mut Scope) -> Result<Arc<Names>> {
        scope.kept().await
    }

    /// A path in the organization's folder of files to take away, with a name nobody can guess.
    pub fn new_download(&self, organization: &Organization, extension: &str) -> Result<PathBuf> {
        let folder = self.config.data.join("downloads").join(organization.id.to_string());
        std::fs::create_dir_all(&folder)?;
        Ok(folder.join(format!("{}.{extension}", tenancy::random_token()?)))
    }

    /// The folder where files dropped into a chat of the organization wait for a word of the person.
    pub fn waiting_folder(&self, organization: &Organization) -> PathBuf {
        self.config.data.join("waiting").join(organization.id.to_string())
    }

    /// Removes files whose time is over: dropped ones that nobody decided about, files to take away, originals of imports.
    pub fn sweep(&self) {
        let data = &self.config.data;
        remove_older(&data.join("waiting"), &|_| DAY);
        remove_older(&data.join("downloads"), &|_| DAY * 7);
        // A copy that was begun and not ended is nobody's.
        let is_part = |path: &Path| path.extension().is_some_and(|it| it == "part");
        remove_older(&data.join("uploads"), &|it| if is_part(it) { DAY } else { DAY * self.config.import.keep_days });
    }

    pub fn today(&self, organization: &Organization) -> NaiveDate {
        self.clock_of(organization).today(organization.timezone)
    }
}

/// Removes the files of a folder, and of the folders in it, that were written longer ago than `lives`.
fn remove_older(folder: &Path, lives: &dyn Fn(&Path) -> Duration) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let Ok(about) = entry.metadata() else { continue };
        let age = about.modified().ok().and_then(|it| it.elapsed().ok());
        if about.is_dir() {
            remove_older(&entry.path(), lives);
        } else if age.is_some_and(|it| it > lives(&entry.path()))
            && let Err(error) = std::fs::remove_file(entry.path())
        {
            tracing::warn!(%error, "an old file was not removed: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_old_files_go() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("7");
        std::fs::create_dir(&folder).unwrap();
        let old = std::fs::File::create(folder.join("old")).unwrap();
        old.set_modified(std::time::UNIX_EPOCH).unwrap();
        std::fs::write(folder.join("new"), "").unwrap();
        remove_older(root.path(), &|_| DAY);
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1);
        assert!(folder.join("new").exists());
    }
}
