//! What the conversation and the adapters hold: built once in `main`, shared by all.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::ids::{IdSource, OrganizationId};
use crate::imports::ImportContext;
use crate::questions::Names;
use crate::store::{Scope, Store};
use crate::tenancy::{self, Organization, OrganizationKind};

/// Names of so many organizations are kept at hand.
const NAMES_KEPT: usize = 500;

#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    pub ids: IdSource,
    pub config: Config,
    /// The program itself: workbooks are read by a child process of it (`kabinet read-workbook`).
    pub reader: PathBuf,
    /// Names by organization, with the number of the import they were read after.
    names: Mutex<HashMap<OrganizationId, (i64, Arc<Names>)>>,
}

/// The last day of the built-in demo data: the demo's clock stands here.
pub const DEMO_LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 15).expect("a date of the calendar");

impl App {
    /// Opens the store that the configuration names.
    pub async fn open(config: Config, reader: PathBuf) -> Result<Self> {
        let store = Store::open(&config.database_url).await?;
        Ok(Self::new(store, Clock::System, config, reader))
    }

    /// An application on an open store. `reader` is this program.
    pub fn new(store: Store, clock: Clock, config: Config, reader: PathBuf) -> Self {
        let node = u16::try_from(std::process::id() % 1024).unwrap_or(0);
        Self { store, clock, ids: IdSource::new(node), config, reader, names: Mutex::default() }
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

    /// The names in the organization's data, read again when an import changed them.
    pub async fn names(&self, scope: &mut Scope) -> Result<Arc<Names>> {
        let (version,): (i64,) =
            scope.sql("SELECT COALESCE(MAX(number), 0) FROM imports WHERE organization_id = $1").one().await?;
        let organization = scope.organization();
        if let Some((known, names)) = self.names.lock().unwrap_or_else(PoisonError::into_inner).get(&organization)
            && *known == version
        {
            return Ok(Arc::clone(names));
        }
        let names = Arc::new(Names::load(scope).await?);
        let mut cache = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= NAMES_KEPT {
            cache.clear();
        }
        cache.insert(organization, (version, Arc::clone(&names)));
        Ok(names)
    }

    /// A path in the organization's folder of files to take away, with a name nobody can guess.
    pub fn new_download(&self, organization: &Organization, extension: &str) -> Result<PathBuf> {
        let folder = self.config.data.join("downloads").join(organization.id.to_string());
        std::fs::create_dir_all(&folder)?;
        Ok(folder.join(format!("{}.{extension}", tenancy::random_token()?)))
    }

    pub fn today(&self, organization: &Organization) -> NaiveDate {
        self.clock_of(organization).today(organization.timezone)
    }
}
