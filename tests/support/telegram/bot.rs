//! A program with a bot, in this process: a small firm, its people, its portal, the adapter.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kabinet_bot::telegram::{Adapter, Pace};
use kabinet_core::app::App;
use kabinet_core::config::{self, Config, Webhook};
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::chats;
use kabinet_core::tenancy::{self, Channel, NewOrganization, Organization, OrganizationKind, Role};
use tokio::sync::watch;

use super::{Person, TOKEN, Telegram};
use crate::support::program::BINARY;
use crate::support::{self, Fresh, IDS};

/// Two sales of two customers whose names look like markup: 200 in October, 150 in November.
pub const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n\
    1;05.10.2026;ТОВ «Ромашка» <b>;Мед липовий;2;200,00\n\
    2;06.11.2026;ПП Зірка & Ко;Чай зелений;1;150,00\n";
/// What is asked most here; the answer holds `200,00`.
pub const OCTOBER: &str = "виручка за жовтень 2026";
/// The server of the tests bears messages one right after the other, and tests are not to wait for a minute.
pub const QUICK: Pace = Pace { in_all: 1_000, to_a_person: Duration::ZERO, to_a_group: Duration::ZERO };

pub struct Bot {
    pub telegram: Telegram,
    pub app: Arc<App>,
    pub own: Organization,
    pub address: String,
    pace: Pace,
    stop: watch::Sender<bool>,
    running: tokio::task::JoinHandle<()>,
    folder: Arc<tempfile::TempDir>,
}

pub fn settings(telegram: &Telegram) -> config::Telegram {
    settings_at(&telegram.address)
}

pub fn settings_at(address: &str) -> config::Telegram {
    config::Telegram { token: TOKEN.into(), api_url: address.into(), webhook: Webhook::Off, file_limit: 20_000_000 }
}

fn app(fresh: &Fresh, folder: &Path, settings: config::Telegram) -> Arc<App> {
    let config = Config { database_url: fresh.url.clone(), data: folder.into(), telegram: Some(settings), ..Config::default() };
    Arc::new(App::new(fresh.store.clone(), support::clock("2026-11-15"), config, BINARY.into()))
}

pub async fn organization(app: &App, slug: &str, kind: OrganizationKind) -> Organization {
    let mut control = app.store.control().await.unwrap();
    let new = NewOrganization {
        slug: slug.into(),
        name: "«Барвінок»".into(),
        currency: "UAH".into(),
        timezone: chrono_tz::Europe::Kyiv,
        locale: Locale::Uk,
        kind,
    };
    let organization = tenancy::create(&mut control, app.clock, new).await.unwrap();
    control.commit().await.unwrap();
    organization
}

/// Makes a person of Telegram a member here.
pub async fn link(app: &App, organization: &Organization, person: i64, role: Role) {
    let mut control = app.store.control().await.unwrap();
    let user = tenancy::create_user(&mut control, &IDS, app.clock, None, "Олена").await.unwrap();
    tenancy::set_membership(&mut control, app.clock, organization.id, user.id, role).await.unwrap();
    let person = person.to_string();
    chats::meet(&mut control, app.clock, (Channel::Telegram, &person, "Олена"), None).await.unwrap();
    chats::link(&mut control, app.clock, (Channel::Telegram, &person), (organization.id, user.id)).await.unwrap();
    control.commit().await.unwrap();
}

impl Bot {
    /// With the demo and a firm with two sales, whose owner is person 1 and whose viewer is person 2.
    pub async fn start(fresh: &Fresh) -> Self {
        Self::start_with(fresh, Telegram::start().await, |_| QUICK).await
    }

    /// At the pace of Telegram itself.
    pub async fn at_telegrams_pace(fresh: &Fresh) -> Self {
        Self::start_with(fresh, Telegram::start().await, |_| Pace::default()).await
    }

    pub async fn start_with(fresh: &Fresh, telegram: Telegram, change: impl FnOnce(&mut config::Telegram) -> Pace) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut settings = settings(&telegram);
        let pace = change(&mut settings);
        let app = app(fresh, folder.path(), settings);
        organization(&app, "demo", OrganizationKind::Demo).await;
        let own = organization(&app, "own", OrganizationKind::Own).await;
        support::load(&app, &own, "sales.csv", SALES).await;
        link(&app, &own, 1, Role::Owner).await;
        link(&app, &own, 2, Role::Viewer).await;
        Self::run(telegram, app, own, folder, pace).await
    }

    async fn run(telegram: Telegram, app: Arc<App>, own: Organization, folder: Arc<tempfile::TempDir>, pace: Pace) -> Self {
        let adapter = Adapter::new(app.clone(), app.config.telegram.clone().unwrap()).unwrap().at_pace(pace);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let site = kabinet_web::router(app.clone()).merge(adapter.router());
        let (stop, mut stopped) = watch::channel(false);
        let server = axum::serve(listener, site).with_graceful_shutdown(async move {
            let _ = stopped.wait_for(|it| *it).await;
        });
        tokio::spawn(async move { server.await.unwrap() });
        let stopping = stop.subscribe();
        let running = tokio::spawn(async move { adapter.run(stopping).await.unwrap() });
        Self { telegram, app, own, address, pace, stop, running, folder }
    }

    pub async fn stop(self) {
        self.stop.send(true).unwrap();
        self.running.await.unwrap();
    }

    /// Stops, lets something happen meanwhile, and starts again on the same store.
    pub async fn restart(self, meanwhile: impl FnOnce(&Telegram)) -> Self {
        self.stop.send(true).unwrap();
        self.running.await.unwrap();
        meanwhile(&self.telegram);
        Self::run(self.telegram, self.app, self.own, self.folder, self.pace).await
    }

    pub fn boss(&self) -> Person {
        self.telegram.person(1, "Олена", "uk")
    }

    /// Waits until nothing is on its way in or out.
    pub async fn rest(&self) {
        rest(&self.telegram, &self.app).await;
    }

    /// Whether letters go to a chat: `open` or `closed`; none for one nobody wrote to.
    pub async fn state_of(&self, chat: i64) -> Option<String> {
        let mut control = self.app.store.control_read().await.unwrap();
        let found: Option<(String,)> =
            control.sql("SELECT state FROM chats WHERE chat = $1").bind(chat.to_string()).optional().await.unwrap();
        found.map(|(state,)| state)
    }
}

pub async fn rest(telegram: &Telegram, app: &App) {
    rest_in_store(app, || telegram.waiting_updates() == 0).await;
}

/// The same, with another word on whether all updates have come.
pub async fn rest_in_store(app: &App, is_taken: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(60);
    let mut quiet = 0;
    while quiet < 2 {
        assert!(Instant::now() < end, "something is on its way for ever");
        tokio::time::sleep(Duration::from_millis(20)).await;
        let mut control = app.store.control_read().await.unwrap();
        let (incoming,): (i64,) =
            control.sql("SELECT COUNT(*) FROM inbox WHERE state IN ('pending', 'working')").one().await.unwrap();
        let (outgoing,): (i64,) =
            control.sql("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending')").one().await.unwrap();
        quiet = if incoming + outgoing == 0 && is_taken() { quiet + 1 } else { 0 };
    }
}

/// As it is read: with plain spaces.
pub fn clean(text: &str) -> String {
    text.replace('\u{a0}', " ")
}
