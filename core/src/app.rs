//! What the conversation and the adapters hold: built once in `main`, shared by all.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::clock::Clock;
use crate::config::Config;
use crate::error::Result;
use crate::ids::IdSource;
use crate::imports::ImportContext;
use crate::store::Store;
use crate::tenancy::{Organization, OrganizationKind};

#[derive(Debug)]
pub struct App {
    pub store: Store,
    pub clock: Clock,
    pub ids: IdSource,
    pub config: Config,
    /// The program itself: workbooks are read by a child process of it (`kabinet read-workbook`).
    pub reader: PathBuf,
}

/// The last day of the built-in demo data: the demo's clock stands here.
pub const DEMO_LAST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 15).expect("a date of the calendar");

impl App {
    /// Opens the store that the configuration names.
    pub async fn open(config: Config, reader: PathBuf) -> Result<Self> {
        let store = Store::open(&config.database_url).await?;
        let node = u16::try_from(std::process::id() % 1024).unwrap_or(0);
        Ok(Self { store, clock: Clock::System, ids: IdSource::new(node), config, reader })
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

    pub fn today(&self, organization: &Organization) -> NaiveDate {
        self.clock_of(organization).today(organization.timezone)
    }
}
