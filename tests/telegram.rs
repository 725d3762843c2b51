//! The Telegram adapter over real HTTP, against a Bot API server that follows the documented shapes.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, header};
use kabinet_bot::telegram::Adapter;
use kabinet_core::app::App;
use kabinet_core::config::{self, Config, Webhook};
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::chats::{self, Grant};
use kabinet_core::tenancy::{self, Channel, NewOrganization, Organization, OrganizationKind, Role};
use serde_json::json;
use tokio::sync::watch;

use crate::imports_read::reader;
use crate::support::telegram::{BOT_NAME, Fault, Message, Person, TOKEN, Telegram, post, post_with};
use crate::support::{self, Fresh, IDS};

const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n\
    1;05.10.2026;ТОВ «Ромашка» <b>;Мед липовий;2;200,00\n\
    2;06.11.2026;ПП Зірка & Ко;Чай зелений;1;150,00\n";

/// A program with a bot, in this process.
pub struct Bot {
    pub telegram: Telegram,
    pub app: Arc<App>,
    pub own: Organization,
    stop: watch::Sender<bool>,
    running: tokio::task::JoinHandle<()>,
    pub address: String,
    _folder: Arc<tempfile::TempDir>,
}

pub async fn app(fresh: &Fresh, folder: &Path, telegram: &Telegram, change: impl FnOnce(&mut config::Telegram)) -> Arc<App> {
    let mut settings = config::Telegram {
        token: TOKEN.into(),
        api_url: telegram.address.clone(),
        webhook: Webhook::Off,
        file_limit: 20_000_000,
    };
    change(&mut settings);
    let config = Config { database_url: fresh.url.clone(), data: folder.into(), telegram: Some(settings), ..Config::default() };
    let mut app = App::new(fresh.store.clone(), support::clock("2026-11-15"), config, reader().to_owned());
    app.clock = support::clock("2026-11-15");
    Arc::new(app)
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

/// Makes a person of Telegram an owner here.
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
    pub async fn start(fresh: &Fresh, change: impl FnOnce(&mut config::Telegram)) -> Self {
        let telegram = Telegram::start().await;
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let app = app(fresh, folder.path(), &telegram, change).await;
        organization(&app, "demo", OrganizationKind::Demo).await;
        let own = organization(&app, "own", OrganizationKind::Own).await;
        support::load(&app, &own, "sales.csv", SALES).await;
        link(&app, &own, 1, Role::Owner).await;
        link(&app, &own, 2, Role::Viewer).await;
        Self::run(telegram, app, own, folder).await
    }

    async fn run(telegram: Telegram, app: Arc<App>, own: Organization, folder: Arc<tempfile::TempDir>) -> Self {
        let adapter = Adapter::new(app.clone(), app.config.telegram.clone().unwrap()).unwrap();
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
        Self { telegram, app, own, stop, running, address, _folder: folder }
    }

    pub async fn stop(self) -> (Telegram, Arc<App>, Organization, Arc<tempfile::TempDir>) {
        self.stop.send(true).unwrap();
        self.running.await.unwrap();
        (self.telegram, self.app, self.own, self._folder)
    }

    fn boss(&self) -> Person {
        self.telegram.person(1, "Олена", "uk")
    }

    /// Waits until nothing is on its way in or out.
    pub async fn rest(&self) {
        rest(&self.telegram, &self.app).await;
    }
}

pub async fn rest(telegram: &Telegram, app: &App) {
    let end = Instant::now() + Duration::from_secs(60);
    let mut quiet = 0;
    while quiet < 3 {
        assert!(Instant::now() < end, "something is on its way for ever");
        tokio::time::sleep(Duration::from_millis(30)).await;
        let mut control = app.store.control_read().await.unwrap();
        let (incoming,): (i64,) =
            control.sql("SELECT COUNT(*) FROM inbox WHERE state IN ('pending', 'working')").one().await.unwrap();
        let (outgoing,): (i64,) =
            control.sql("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending')").one().await.unwrap();
        quiet = if incoming + outgoing == 0 && telegram.waiting_updates() == 0 { quiet + 1 } else { 0 };
    }
}

const OCTOBER: &str = "виручка за жовтень 2026";

fn clean(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_gets_from_start_to_a_right_answer_in_six_messages() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh, |_| {}).await;
        let stranger = bot.telegram.person(77, "Марта", "uk");
        let hello = stranger.ask("/start").await;
        assert_eq!(hello.buttons.len(), 2, "{}", hello.text);
        let n = stranger.count();
        stranger.drop_file("Продажі жовтень.csv", SALES);
        let seen = stranger.heard_after(n).await.pop().unwrap();
        assert!(seen.buttons[0].0.contains("Створити"), "{seen:?}");
        stranger.tap("Створити");
        bot.rest().await;
        let answer = stranger.ask("скільки продали у жовтні 2026").await;
        assert!(clean(&answer.text).contains("200,00"), "{}", answer.text);
        assert_eq!(bot.telegram.open_taps(), 0, "a button goes on turning");
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_one_message_with_picture_words_and_buttons() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    let answer = bot.boss().ask("виручка по місяцях за 2026").await;
    assert_eq!((answer.kind, answer.album.is_none(), bot.boss().count()), ("photo", true, 1));
    assert!(answer.buttons.iter().all(|it| it.1.len() <= 64) && !answer.buttons.is_empty());
    assert!(answer.text.encode_utf16().count() <= 1_024);
    // What stands in the data is no markup.
    let customers = bot.boss().ask("топ 5 клієнтів за 2026").await;
    let words: Vec<String> = customers.text.split_whitespace().map(clean).collect();
    assert!(words.iter().any(|it| it == "<b>"), "{}", customers.text);
    assert!(customers.html.contains("&lt;b&gt;") && customers.text.contains("Зірка & Ко"));
    assert!(bot.telegram.pictures().iter().all(|it| it.starts_with(b"\x89PNG")), "a picture is no PNG");
    // The report of the month comes in the same manner.
    let n = bot.boss().count();
    bot.boss().write("/report");
    bot.rest().await;
    let report = bot.boss().heard_after(n).await;
    assert!(report[0].kind == "photo" && !report[0].buttons.is_empty(), "{report:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_question_is_answered_too() {
    let fresh = support::postgres().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    let boss = bot.boss();
    let mut heard = Vec::new();
    for more in [
        json!({"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}}),
        json!({"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": false, "is_video": false}}),
        json!({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]}),
        json!({"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}], "caption": OCTOBER}),
    ] {
        let n = boss.count();
        boss.send(more);
        heard.push(boss.heard_after(n).await.remove(0).text);
    }
    assert!(heard[0].contains("лише текст і файли") && heard[1] == heard[0], "{heard:?}");
    assert!(heard[2].contains("не читаю зображень"));
    assert!(clean(&heard[3]).contains("200,00"));
    // An edited question is asked anew; a service message is nothing.
    let first = boss.write("виручка за вересень 2026");
    bot.rest().await;
    let n = boss.count();
    boss.send(json!({"pinned_message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}));
    boss.edit(first, OCTOBER);
    assert!(clean(&boss.heard_after(n).await[0].text).contains("200,00"));
    bot.rest().await;
    assert_eq!(boss.count(), n + 1);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_update_acts_once_and_what_came_meanwhile_is_answered() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh, |_| {}).await;
        let boss = bot.boss();
        boss.write(OCTOBER);
        boss.heard_after(0).await;
        bot.rest().await;
        let (telegram, app, own, folder) = bot.stop().await;
        // While the program was down: something new, and the old one again.
        boss.write("виручка за листопад 2026");
        let old = json!({"update_id": 1_000, "message": {"message_id": 2, "date": 1, "chat": {"id": 1, "type": "private"},
            "from": {"id": 1, "is_bot": false, "first_name": "О"}, "text": OCTOBER}});
        telegram.repeat(&old);
        let bot = Bot::run(telegram, app, own, folder).await;
        boss.heard_after(1).await;
        bot.rest().await;
        let texts: Vec<String> = bot.telegram.messages(1).iter().map(|it| clean(&it.text)).collect();
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert!(texts[1].contains("150,00"));
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_stand_in_both_languages_and_for_each_kind_of_chat() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    bot.telegram.until("the commands", Duration::from_secs(10), |it| (it.commands().len() == 8).then_some(())).await;
    let commands = bot.telegram.commands();
    for scope in ["all_private_chats", "all_group_chats"] {
        for language in ["", "uk", "en"] {
            assert!(commands.iter().any(|it| it.0 == scope && it.1 == language), "{scope} {language}");
        }
    }
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_poller_is_named_and_polling_goes_on_later() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    bot.boss().ask(OCTOBER).await;
    let words = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";
    bot.telegram.fault("getUpdates", None, Fault::Refuse(409, words), 1);
    bot.boss().write("виручка за листопад 2026");
    bot.telegram
        .until("the refusal", Duration::from_secs(40), |it| {
            it.calls("getUpdates").iter().any(|it| it.status == 409).then_some(())
        })
        .await;
    let polls = bot.telegram.calls("getUpdates").len();
    tokio::time::sleep(Duration::from_secs(5)).await;
    assert!(bot.telegram.calls("getUpdates").len() <= polls + 1, "it fights for the updates");
    bot.boss().heard_after(1).await;
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_lets_in_only_what_telegram_brings() {
    for fresh in support::both().await {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        drop(listener);
        let bot = Bot::start(&fresh, |it| it.webhook = Webhook::At("http://127.0.0.1:1".into())).await;
        let (url, secret) = bot.telegram.until("the webhook", Duration::from_secs(10), |it| it.webhook()).await;
        assert!(url.ends_with("/telegram/webhook"));
        let secret = secret.unwrap();
        let url = format!("{}/telegram/webhook", bot.address);
        bot.telegram.person(1, "Олена", "uk");
        let update = json!({"update_id": 55, "message": {"message_id": 9, "date": 1, "chat": {"id": 1, "type": "private"},
            "from": {"id": 1, "is_bot": false, "first_name": "О", "language_code": "uk"}, "text": OCTOBER}});
        assert_eq!(post(&url, None, &update.to_string()).await, Some(401));
        assert_eq!(post(&url, Some("wrong"), &update.to_string()).await, Some(401));
        assert_eq!(post(&url, Some(&secret), "{}").await, Some(400));
        assert_eq!(post(&url, Some(&secret), &" ".repeat(2 << 20)).await, Some(413));
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, "text/plain".parse().unwrap());
        headers.insert("x-telegram-bot-api-secret-token", secret.parse().unwrap());
        assert_eq!(post_with(&url, &headers, &update.to_string()).await, Some(415));
        assert_eq!(bot.telegram.messages(1).len(), 0);
        assert_eq!(post(&url, Some(&secret), &update.to_string()).await, Some(200));
        assert_eq!(post(&url, Some(&secret), &update.to_string()).await, Some(200));
        bot.boss().heard_after(0).await;
        bot.rest_in_store().await;
        assert_eq!(bot.telegram.messages(1).len(), 1);
        bot.stop().await;
    }
}

impl Bot {
    async fn rest_in_store(&self) {
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_there_while_telegram_is_not() {
    let fresh = support::sqlite().await;
    let telegram = Telegram::start().await;
    telegram.down(true);
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let app = app(&fresh, folder.path(), &telegram, |_| {}).await;
    organization(&app, "demo", OrganizationKind::Demo).await;
    let own = organization(&app, "own", OrganizationKind::Own).await;
    support::load(&app, &own, "sales.csv", SALES).await;
    link(&app, &own, 1, Role::Owner).await;
    let bot = Bot::run(telegram, app, own, folder).await;
    assert_eq!(get(&format!("{}/health", bot.address)).await, Some(200));
    bot.boss().write(OCTOBER);
    bot.telegram.down(false);
    assert!(clean(&bot.boss().heard_after(0).await[0].text).contains("200,00"));
    // It goes away in the middle, and comes back.
    bot.telegram.down(true);
    tokio::time::sleep(Duration::from_secs(2)).await;
    bot.boss().write("виручка за листопад 2026");
    bot.telegram.down(false);
    bot.boss().heard_after(1).await;
    bot.stop().await;
}

async fn get(url: &str) -> Option<u16> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = url.strip_prefix("http://")?.split_once('/')?;
    let mut stream = tokio::net::TcpStream::connect(host).await.ok()?;
    stream.write_all(format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes()).await.ok()?;
    let mut said = String::new();
    stream.read_to_string(&mut said).await.ok()?;
    said.split(' ').nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_hear_only_what_is_for_them() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    let boss = bot.boss();
    boss.ask("привіт").await;
    bot.telegram.group(-100, "Продажі");
    let (boss_there, clerk) = (boss.in_chat(-100, None), bot.telegram.person(2, "Ігор", "uk").in_chat(-100, None));
    boss_there.write("ми тут говоримо між собою");
    boss_there.write("/start@other_bot");
    let n = boss_there.count();
    boss_there.write(&format!("/start@{BOT_NAME}"));
    let offer = boss_there.heard_after(n).await;
    assert_eq!(offer.len(), 1, "it speaks unasked");
    assert!(offer[0].reply_to.is_some());
    boss_there.tap_and_hear("Прив’язати").await;
    let answer = clerk.ask(&format!("@{BOT_NAME} {OCTOBER}")).await;
    assert!(clean(&answer.text).contains("200,00"), "{}", answer.text);
    let n = clerk.count();
    clerk.reply(&answer, "а за листопад 2026?");
    assert!(clean(&clerk.heard_after(n).await[0].text).contains("150,00"));
    // Names are for the person alone.
    let (there, alone) = (boss_there.count(), boss.count());
    boss_there.write(&format!("@{BOT_NAME} топ 5 клієнтів за 2026"));
    assert!(!boss_there.heard_after(there).await[0].text.contains("Ромашка"));
    assert!(boss.heard_after(alone).await[0].text.contains("Ромашка"));
    // It becomes a supergroup: the binding goes along.
    bot.telegram.migrate(-100, -100_200);
    bot.rest().await;
    let moved = boss.in_chat(-100_200, None);
    assert!(clean(&moved.ask(&format!("@{BOT_NAME} {OCTOBER}")).await.text).contains("200,00"));
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn topics_of_a_forum_have_talks_of_their_own() {
    let fresh = support::postgres().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    bot.telegram.supergroup(-300, "Форум", true);
    let topic = bot.boss().in_chat(-300, Some(7));
    topic.ask(&format!("/start@{BOT_NAME}")).await;
    topic.tap_and_hear("Прив’язати").await;
    let answer = topic.ask(&format!("@{BOT_NAME} {OCTOBER}")).await;
    assert_eq!(answer.thread, Some(7));
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_blocked_us_is_left_alone_and_welcome_back() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    let boss = bot.boss();
    bot.telegram.block(1);
    boss.write(OCTOBER);
    bot.rest().await;
    let refused = bot.telegram.calls("sendMessage").len() + bot.telegram.calls("sendPhoto").len();
    assert_eq!(refused, 1);
    let mut control = bot.app.store.control_read().await.unwrap();
    let (state,): (String,) = control.sql("SELECT state FROM chats WHERE chat = '1'").one().await.unwrap();
    assert_eq!(state, "closed");
    drop(control);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_of_the_service_lose_nothing_and_double_nothing_unmarked() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh, |_| {}).await;
        let boss = bot.boss();
        for fault in [Fault::Slow(1.0), Fault::Slow(0.5), Fault::Internal, Fault::Page, Fault::HalfAnswer, Fault::Silence] {
            let n = boss.count();
            bot.telegram.fault("send", Some(1), fault.clone(), 1);
            boss.write("/settings");
            boss.heard_after(n).await;
            bot.rest().await;
            let heard: Vec<Message> = boss.heard_after(n).await;
            let unmarked = heard.iter().filter(|it| !it.text.starts_with('↻')).count();
            let done_unheard = matches!(fault, Fault::HalfAnswer);
            assert!(heard.len() <= 2 && (unmarked == 1 || !done_unheard), "{fault:?}: {heard:?}");
            if done_unheard {
                assert_eq!((heard.len(), unmarked), (2, 1), "{heard:?}");
            } else {
                assert_eq!(heard.len(), 1, "{fault:?}: {heard:?}");
            }
        }
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pause_is_obeyed_and_other_chats_do_not_wait() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    let (boss, clerk) = (bot.boss(), bot.telegram.person(2, "Ігор", "uk"));
    bot.telegram.fault("send", Some(1), Fault::Slow(4.0), 1);
    boss.write("/settings");
    boss.write("/language");
    bot.telegram
        .until("the refusal", Duration::from_secs(10), |it| {
            it.calls("sendMessage").iter().any(|it| it.status == 429).then_some(())
        })
        .await;
    let asked = Instant::now();
    clerk.ask("/settings").await;
    assert!(asked.elapsed() < Duration::from_secs(3), "another chat waited {:?}", asked.elapsed());
    boss.heard_after(1).await;
    let calls: Vec<_> = bot.telegram.calls("sendMessage").into_iter().filter(|it| it.chat == Some(1)).collect();
    let refused = calls.iter().find(|it| it.status == 429).unwrap();
    let next = calls.iter().find(|it| it.at > refused.at).unwrap();
    assert!(next.at - refused.at >= Duration::from_millis(3_990), "too early: {:?}", next.at - refused.at);
    let texts: Vec<String> = boss.heard_after(0).await.into_iter().map(|it| it.text).collect();
    assert!(texts[0].contains("Компанія") && texts[1].contains("мовою"), "{texts:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn large_files_come_by_a_page_that_works_once() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    let boss = bot.boss();
    let n = boss.count();
    boss.drop_file_of_size("великий.csv", SALES, 30_000_000);
    let offered = boss.heard_after(n).await.remove(0);
    let token = offered.text.split("/upload/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let url = format!("{}/upload/{token}", bot.address);
    assert_eq!(get(&url).await, Some(200));
    let body = format!(
        "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.csv\"\r\nContent-Type: text/csv\r\n\r\n{SALES}3;07.11.2026;ПП Зірка;Чай зелений;1;77,00\r\n--xx--\r\n"
    );
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, "multipart/form-data; boundary=xx".parse().unwrap());
    let n = boss.count();
    assert_eq!(post_with(&url, &headers, &body).await, Some(200));
    let seen = boss.heard_after(n).await.remove(0);
    assert!(seen.buttons.iter().any(|it| it.0.contains("Завантажити")), "{seen:?}");
    assert_eq!(post_with(&url, &headers, &body).await, Some(410));
    assert_eq!(get(&url).await, Some(410));
    // Telegram itself says so of a file whose size it did not tell.
    let n = boss.count();
    bot.telegram.fault("getFile", None, Fault::Refuse(400, "Bad Request: file is too big"), 1);
    boss.drop_file("великий.csv", SALES);
    assert!(boss.heard_after(n).await[0].text.contains("/upload/"));
    // A download that breaks off is fetched again.
    let n = boss.count();
    bot.telegram.fault("download", None, Fault::HalfAnswer, 1);
    boss.drop_file("ще.csv", format!("{SALES}4;08.11.2026;ПП Зірка;Чай зелений;1;78,00\n"));
    assert!(boss.heard_after(n).await[0].buttons.iter().any(|it| it.0.contains("Завантажити")));
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_import_shows_one_message_that_changes_itself_and_can_be_stopped() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh, |_| {}).await;
        let boss = bot.boss();
        let rows = (0..150_000).map(|n| format!("{n};01.10.2026;ПП Зірка;Чай;1;100\n"));
        let long = format!("Номер;Дата;Клієнт;Товар;Кількість;Ціна\n{}", rows.collect::<String>());
        boss.drop_file("long.csv", long.clone());
        let shown = bot.telegram.until("the progress", Duration::from_secs(60), |it| {
            it.messages(1).into_iter().find(|it| it.buttons.iter().any(|it| it.1 == "stop"))
        });
        let shown = shown.await;
        boss.tap_data(&shown, "stop");
        bot.telegram
            .until("that it stopped", Duration::from_secs(60), |it| {
                it.messages(1).into_iter().find(|it| it.id == shown.id && it.buttons.is_empty())
            })
            .await;
        bot.rest().await;
        let texts: Vec<String> = boss.heard_after(0).await.into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["Завантаження зупинено. Нічого не змінено."]);
        assert_eq!(bot.telegram.open_taps(), 0);
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_from_a_link_joins_and_the_owner_sees_the_chat() {
    let fresh = support::postgres().await;
    let bot = Bot::start(&fresh, |_| {}).await;
    let mut control = bot.app.store.control().await.unwrap();
    let code = chats::create_code(&mut control, bot.app.clock, bot.own.id, Grant::Invitation(Role::Manager)).await.unwrap();
    control.commit().await.unwrap();
    assert!(bot.app.deep_link(&code.long).is_none() || bot.app.deep_link(&code.long).unwrap().contains(BOT_NAME));
    let clerk = bot.telegram.person(9, "Petro", "en");
    let joined = clerk.ask(&format!("/start {}", code.long)).await;
    assert!(joined.text.starts_with("Done: this chat is linked"), "{}", joined.text);
    let seen = bot.boss().ask("/chats").await;
    assert!(seen.text.contains("Petro · Telegram · менеджер"), "{}", seen.text);
    bot.stop().await;
}

/// Many chats at once on one process: `KABINET_TEST_CHATS` of them, or a few.
#[tokio::test(flavor = "multi_thread")]
async fn many_chats_at_once_lose_nothing_and_keep_their_order() {
    let n_chats: i64 = std::env::var("KABINET_TEST_CHATS").ok().and_then(|it| it.parse().ok()).unwrap_or(40);
    for fresh in support::both().await {
        let bot = Bot::start(&fresh, |_| {}).await;
        let people: Vec<Person> = (0..n_chats).map(|n| bot.telegram.person(10_000 + n, "Клієнт", "uk")).collect();
        for person in &people {
            link(&bot.app, &bot.own, person.id, Role::Viewer).await;
        }
        let began = Instant::now();
        for question in [OCTOBER, "/language"] {
            for person in &people {
                person.write(question);
            }
        }
        let patience = Duration::from_secs(30 + n_chats as u64);
        bot.telegram
            .until("all answers", patience, |it| people.iter().all(|who| it.messages(who.id).len() >= 2).then_some(()))
            .await;
        bot.rest().await;
        let mut waited: Vec<f64> = Vec::new();
        for person in &people {
            let heard = bot.telegram.messages(person.id);
            assert_eq!(heard.len(), 2, "{heard:?}");
            assert!(clean(&heard[0].text).contains("200,00") && heard[1].text.contains("мовою"), "{heard:?}");
            assert!(heard[1].at - heard[0].at >= Duration::from_millis(950));
            waited.push((heard[0].at - began).as_secs_f64());
        }
        let sent = bot.telegram.all_messages();
        let within = |n: usize| sent[n..].iter().take_while(|it| it.at - sent[n].at < Duration::from_secs(1)).count();
        println!("at most {} messages in a second", (0..sent.len()).map(within).max().unwrap_or_default());
        waited.sort_by(f64::total_cmp);
        let p95 = waited[waited.len() * 95 / 100];
        let memory = std::fs::read_to_string("/proc/self/status").unwrap();
        let memory = memory.lines().find(|it| it.starts_with("VmHWM")).unwrap_or_default().to_owned();
        println!(
            "{n_chats} chats on {:?}: first answers p50 {:.2} s, p95 {p95:.2} s, all in {:.2} s; {memory}",
            fresh.store.engine(),
            waited[waited.len() / 2],
            began.elapsed().as_secs_f64()
        );
        bot.stop().await;
    }
}
