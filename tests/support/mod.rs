//! Fresh stores on both engines.
//! PostgreSQL is the throw-away server that `./check` starts; its address is in `KABINET_TEST_POSTGRES`.

#[cfg(feature = "discord")]
pub mod discord;
#[cfg(feature = "discord")]
pub mod discord_gateway;
pub mod faces;
pub mod orders;
pub mod program;
pub mod sums;
pub mod telegram;

use std::path::Path;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use kabinet_core::app::App;
use kabinet_core::clock::Clock;
use kabinet_core::config::Config;
use kabinet_core::ids::IdSource;
use kabinet_core::imports::{ImportReport, Mode, Options, import_file};
use kabinet_core::locale::Locale;
use kabinet_core::store::Store;
use kabinet_core::tenancy::{self, Actor, NewOrganization, Organization, OrganizationKind};

/// Ids of a whole test run: two sources at one fixed moment would hand out the same ones.
pub static IDS: LazyLock<IdSource> = LazyLock::new(|| IdSource::new(1));

/// An empty, migrated store that vanishes with its guard.
pub struct Fresh {
    pub store: Store,
    pub url: String,
    _folder: tempfile::TempDir,
}

/// One empty store of each engine.
pub async fn both() -> [Fresh; 2] {
    [sqlite().await, postgres().await]
}

pub async fn sqlite() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/kabinet.db", folder.path().display());
    Fresh { store: Store::open(&url).await.unwrap(), url, _folder: folder }
}

pub async fn postgres() -> Fresh {
    let folder = tempfile::tempdir().unwrap();
    let url = postgres_url().await;
    Fresh { store: Store::open(&url).await.unwrap(), url, _folder: folder }
}

/// The address of a new, empty schema on the test server.
pub async fn postgres_url() -> String {
    static SCHEMA: AtomicU32 = AtomicU32::new(0);
    let server =
        std::env::var("KABINET_TEST_POSTGRES").expect("tests need PostgreSQL: run ./check, or set KABINET_TEST_POSTGRES");
    // A server that outlives a run sees process numbers again, so the moment is part of the name.
    let moment = std::time::UNIX_EPOCH.elapsed().map_or(0, |it| it.as_micros());
    let schema = format!("t{moment}_{}_{}", std::process::id(), SCHEMA.fetch_add(1, Ordering::Relaxed));
    let pool = sqlx::postgres::PgPool::connect(&server).await.unwrap();
    let mut sql = sqlx::QueryBuilder::<sqlx::Postgres>::new("CREATE SCHEMA ");
    sql.push(&schema);
    sql.build().execute(&pool).await.unwrap();
    pool.close().await;
    format!("{server}?options=-c%20search_path%3D{schema}")
}

/// A clock at noon of this day in Kyiv.
pub fn clock(date: &str) -> Clock {
    Clock::at(date.parse().unwrap(), chrono_tz::Europe::Kyiv)
}

/// An organization in hryvnias in Kyiv.
pub async fn organization(store: &Store, slug: &str) -> Organization {
    let mut control = store.control().await.unwrap();
    let new = NewOrganization {
        slug: slug.into(),
        name: format!("Фірма {slug}"),
        currency: "UAH".into(),
        timezone: chrono_tz::Europe::Kyiv,
        locale: Locale::Uk,
        kind: OrganizationKind::Own,
    };
    let organization = tenancy::create(&mut control, clock("2026-01-01"), new).await.unwrap();
    control.commit().await.unwrap();
    organization
}

/// The application on a fresh store, at noon of 20 November 2026; `data` is its folder of files.
pub async fn app(fresh: &Fresh, data: &Path) -> App {
    let config = Config { database_url: fresh.url.clone(), data: data.into(), ..Config::default() };
    App::new(fresh.store.clone(), clock("2026-11-20"), config, program::BINARY.into())
}

/// Loads a file given as text, as the operator would.
pub async fn load(app: &App, organization: &Organization, name: &str, text: impl AsRef<[u8]>) -> ImportReport {
    let path = app.config.data.join(format!("{}-{name}", organization.slug));
    std::fs::write(&path, text).unwrap();
    let options = Options { mode: Mode::Store, ..Options::default() };
    import_file(&app.imports(), (organization, &Actor::OPERATOR), (&path, name), &options).await.unwrap()
}
