//! The Discord adapter over real HTTP and a real gateway connection, against simcord behind a wire of our own.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kabinet_bot::discord::Adapter;
use kabinet_core::app::App;
use kabinet_core::config::{self, Config};
use kabinet_core::tenancy::chats::{self, Asks, Shows};
use kabinet_core::tenancy::{self, Actor, Channel, Organization, OrganizationKind, Role};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::imports_read::reader;
use crate::support::discord::{Discord, Person, Seen, TOKEN};
use crate::support::telegram::bot::organization;
use crate::support::{self, Fresh, IDS};

const SALES: &str = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n\
    1;05.10.2026;ТОВ «Ром*ашка_» @everyone;Мед липовий;2;200,00\n\
    2;06.11.2026;ПП Зірка || <@1>;Чай зелений;1;150,00\n";
const OCTOBER: &str = "виручка за жовтень 2026";

pub fn settings(discord: &Discord) -> config::Discord {
    config::Discord { token: TOKEN.into(), api_url: discord.address.clone(), file_limit: config::Discord::FILE_LIMIT }
}

/// Makes a person of Discord a member here.
pub async fn link(app: &App, organization: &Organization, person: &str, role: Role) {
    let mut control = app.store.control().await.unwrap();
    let user = tenancy::create_user(&mut control, &IDS, app.clock, None, "Олена").await.unwrap();
    tenancy::set_membership(&mut control, app.clock, organization.id, user.id, role).await.unwrap();
    chats::meet(&mut control, app.clock, (Channel::Discord, person, "Олена"), None).await.unwrap();
    chats::link(&mut control, app.clock, (Channel::Discord, person), (organization.id, user.id)).await.unwrap();
    control.commit().await.unwrap();
}

/// Waits until nothing is on its way in or out.
pub async fn rest(discord: &Discord, app: &App) {
    let end = Instant::now() + Duration::from_secs(60);
    let mut quiet = 0;
    while quiet < 2 {
        assert!(Instant::now() < end, "something is on its way for ever");
        tokio::time::sleep(Duration::from_millis(30)).await;
        let mut control = app.store.control_read().await.unwrap();
        let (incoming,): (i64,) =
            control.sql("SELECT COUNT(*) FROM inbox WHERE state IN ('pending', 'working')").one().await.unwrap();
        let (outgoing,): (i64,) =
            control.sql("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending')").one().await.unwrap();
        drop(control);
        quiet = if incoming + outgoing == 0 && discord.state().await["unanswered"] == 0 { quiet + 1 } else { 0 };
    }
}

/// A program with a bot, in this process.
pub struct Bot {
    pub discord: Discord,
    pub app: Arc<App>,
    pub own: Organization,
    stop: watch::Sender<bool>,
    running: tokio::task::JoinHandle<()>,
    folder: Arc<tempfile::TempDir>,
}

async fn app(fresh: &Fresh, folder: &Path, settings: config::Discord) -> Arc<App> {
    let config = Config { database_url: fresh.url.clone(), data: folder.into(), discord: Some(settings), ..Config::default() };
    Arc::new(App::new(fresh.store.clone(), support::clock("2026-11-15"), config, reader().to_owned()))
}

impl Bot {
    /// With the demo and a firm with two sales, whose owner is "boss" and whose viewer is "petro".
    pub async fn start(fresh: &Fresh) -> Self {
        Self::start_with(fresh, |_| {}).await
    }

    async fn start_with(fresh: &Fresh, change: impl FnOnce(&mut config::Discord)) -> Self {
        let discord = Discord::start().await;
        let folder = Arc::new(tempfile::tempdir().unwrap());
        let mut settings = settings(&discord);
        change(&mut settings);
        let app = app(fresh, folder.path(), settings).await;
        organization(&app, "demo", OrganizationKind::Demo).await;
        let own = organization(&app, "own", OrganizationKind::Own).await;
        support::load(&app, &own, "sales.csv", SALES).await;
        link(&app, &own, &discord.person("boss").id().await, Role::Owner).await;
        link(&app, &own, &discord.person("petro").id().await, Role::Viewer).await;
        let bot = Self::run(discord, app, own, folder);
        bot.discord.heard().await;
        bot
    }

    fn run(discord: Discord, app: Arc<App>, own: Organization, folder: Arc<tempfile::TempDir>) -> Self {
        let adapter = Adapter::new(app.clone(), app.config.discord.clone().unwrap()).unwrap();
        let (stop, stopping) = watch::channel(false);
        let running = tokio::spawn(async move { adapter.run(stopping).await.unwrap() });
        Self { discord, app, own, stop, running, folder }
    }

    pub async fn stop(self) -> (Discord, Arc<App>, Organization, Arc<tempfile::TempDir>) {
        let _ = self.stop.send(true);
        self.running.await.unwrap();
        (self.discord, self.app, self.own, self.folder)
    }

    fn boss(&self) -> Person<'_> {
        self.discord.person("boss")
    }

    async fn rest(&self) {
        rest(&self.discord, &self.app).await;
    }

    /// Binds the channel "sales" to the firm with this policy.
    async fn bind(&self, shows: Shows, asks: Asks) {
        let state = self.discord.state().await;
        let words = |it: &Value| it.as_str().unwrap().to_owned();
        let chat = format!("{}.{}", words(&state["guild"]), words(&state["channels"]["sales"]));
        let mut control = self.app.store.control().await.unwrap();
        let boss = self.boss().id().await;
        let actor: Actor = chats::actor_of(&mut control, (Channel::Discord, &boss), self.own.id).await.unwrap().unwrap();
        let place = (Channel::Discord, chat.as_str(), "#sales");
        let mut group = chats::bind_group(&mut control, self.app.clock, place, (self.own.id, &actor)).await.unwrap();
        (group.shows, group.asks) = (shows, asks);
        chats::set_policy(&mut control, &group, &actor).await.unwrap();
        control.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_gets_from_start_to_a_right_answer_in_six_messages() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let stranger = bot.discord.person("marta");
        stranger.slash("start", json!({})).await;
        let hello = stranger.heard_after(0).await.remove(0);
        assert_eq!(hello.buttons.len(), 3, "{}", hello.text);
        stranger.drop_file("Продажі жовтень.csv", SALES, "").await;
        stranger.heard_after(1).await;
        stranger.tap_label("Створити").await;
        stranger.heard_after(2).await;
        bot.rest().await;
        let answer = stranger.ask("скільки продали у жовтні 2026").await;
        assert!(answer.text.contains("200,00"), "{}", answer.text);
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_is_heard_at_once_and_answered_with_a_picture() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let boss = bot.boss();
        boss.slash("ask", json!({"question": "виручка по місяцях за 2026"})).await;
        let answer = boss.heard_after(0).await.remove(0);
        bot.rest().await;
        assert_eq!((answer.pictures, boss.heard().await.len()), (1, 1), "{answer:?}");
        let calls = bot.discord.calls().await;
        let deferred = calls.iter().position(|it| it.1.ends_with("/callback")).unwrap();
        let edited = calls.iter().position(|it| it.1.ends_with("/messages/@original")).unwrap();
        assert!(deferred < edited && calls[edited].2 == 1, "{calls:?}");
        // Its buttons go on.
        boss.tap_label("За клієнтами").await;
        let customers = boss.heard_after(1).await.remove(0);
        // What stands in the data is no mark, and calls nobody.
        let words: Vec<&str> = customers.text.split_whitespace().collect();
        for word in ["«Ром*ашка_»", "@everyone", "||", "<@1>"] {
            assert!(words.contains(&word), "{word}: {}", customers.text);
        }
        assert!(customers.raw["mention_everyone"] == false && customers.raw["mentions"] == json!([]));
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_told_in_both_languages() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    let commands = bot.discord.state().await["commands"].clone();
    let ask = commands.as_array().unwrap().iter().find(|it| it["name"] == "ask").unwrap().clone();
    assert_eq!(ask["name_localizations"]["uk"], "запитати");
    assert!(ask["description_localizations"]["uk"].as_str().unwrap().starts_with("Запитати"));
    assert_eq!(ask["options"][3]["name_localizations"]["uk"], "період");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_periods_are_suggested_as_far_as_they_may_be_seen() {
    let fresh = support::postgres().await;
    let bot = Bot::start(&fresh).await;
    let (boss, stranger) = (bot.boss(), bot.discord.person("marta"));
    let customer = |typed: &str| json!({"question": "виручка", "customer": typed});
    assert_eq!(boss.complete("customer", customer("зір")).await, ["ПП Зірка || <@1>"]);
    assert!(stranger.complete("customer", customer("зір")).await.is_empty(), "a stranger sees names");
    assert_eq!(boss.complete("question", json!({"question": "скільки купили мед"})).await, ["скільки купили Мед липовий"]);
    assert_eq!(boss.complete("question", json!({"question": ""})).await[0], "Виручка по місяцях");
    let periods = boss.complete("period", json!({"question": "виручка", "period": "жов"})).await;
    assert_eq!(periods, ["за жовтень 2026"]);
    // In a channel of the firm the policy holds for suggestions too.
    let within = boss.within("sales");
    for (shows, customers, products) in [(Shows::Nothing, 1, 1), (Shows::Sales, 0, 1), (Shows::All, 1, 1)] {
        bot.bind(shows, Asks::Members).await;
        assert_eq!(within.complete("customer", customer("зір")).await.len(), customers, "{shows:?}");
        let product = json!({"question": "виручка", "product": "чай"});
        assert_eq!(within.complete("product", product).await.len(), products, "{shows:?}");
        assert!(stranger.within("sales").complete("customer", customer("зір")).await.is_empty());
    }
    // What is suggested is understood.
    boss.slash("ask", json!({"question": "виручка", "product": "Мед липовий", "period": "за жовтень 2026"})).await;
    let answer = boss.heard_after(0).await.remove(0);
    assert!(answer.text.contains("200,00"), "{}", answer.text);
    for locale in ["uk", "en"] {
        let question = if locale == "uk" { "виручка" } else { "revenue" };
        let all = boss.speaking(locale).complete("period", json!({"question": question, "period": ""})).await;
        assert!(all.len() >= 20, "{all:?}");
        for period in all {
            let n = boss.heard().await.len();
            boss.speaking(locale).slash("ask", json!({"question": question, "period": period})).await;
            let answer = boss.heard_after(n).await.remove(0);
            let says = ["Виручка", "Revenue"].iter().any(|it| answer.text.contains(it));
            assert!(says && answer.text.contains("2026") || answer.text.contains("2025"), "{period}: {}", answer.text);
        }
    }
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_server_the_policy_decides_who_sees_an_answer() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let (boss, petro) = (bot.boss().within("sales"), bot.discord.person("petro").within("sales"));
        // Not bound: only the person sees what is answered.
        petro.slash("ask", json!({"question": OCTOBER})).await;
        let answer = petro.heard_after(0).await.remove(0);
        assert!(answer.hidden && answer.text.contains("200,00"), "{answer:?}");
        // An owner binds the channel where the others do not see it.
        boss.slash("start", json!({})).await;
        assert!(boss.heard_after(1).await[0].hidden);
        boss.tap_label("Прив’язати").await;
        let bound = boss.heard_after(2).await.remove(0);
        assert!(bound.hidden && bound.text.contains("без назв"), "{bound:?}");
        // Sales without names: figures for all, names for the one who asks.
        petro.slash("ask", json!({"question": OCTOBER})).await;
        let open = petro.heard_after(3).await.remove(0);
        assert!(!open.hidden && open.text.contains("200,00"), "{open:?}");
        petro.slash("ask", json!({"question": "топ 5 клієнтів за 2026"})).await;
        petro.heard_after(5).await;
        let heard = petro.heard_after(4).await;
        assert!(!heard[0].hidden && heard[0].text.contains("лише ви") && !heard[0].text.contains("Зірка"), "{heard:?}");
        assert!(heard[1].hidden && heard[1].text.contains("Зірка"), "{heard:?}");
        // Another person's button does nothing but say so.
        let (label, tap) = open.buttons[0].clone();
        boss.tap(&open.id, &tap).await;
        let said = boss.heard_after(6).await.remove(0);
        assert!(said.hidden && said.text.contains("для того, хто питав"), "{label}: {said:?}");
        // By name: what is not for all goes to the chat of two, or nowhere.
        petro.write("просто розмова").await;
        petro.write("@bot топ 5 клієнтів за 2026").await;
        let said = petro.heard_after(7).await.remove(0);
        assert!(!said.text.contains("Зірка"), "{said:?}");
        // Everything for everybody.
        bot.bind(Shows::All, Asks::Everyone).await;
        let n = petro.heard().await.len();
        bot.discord.person("marta").within("sales").write("@bot топ 5 клієнтів за 2026").await;
        let said = petro.heard_after(n).await.remove(0);
        assert!(said.text.contains("Зірка") && said.reply_to.is_some(), "{said:?}");
        // A reply goes on where the answer was.
        bot.discord.person("marta").within("sales").reply(&said.id, "а за жовтень?").await;
        let said = petro.heard_after(n + 1).await.remove(0);
        assert!(said.text.contains("Ром*ашка_") && !said.text.contains("Зірка"), "{said:?}");
        // Nothing for all: whoever is a member sees the answer alone.
        bot.bind(Shows::Nothing, Asks::Members).await;
        petro.slash("ask", json!({"question": OCTOBER})).await;
        let said = petro.heard_after(n + 2).await.remove(0);
        assert!(said.hidden && said.text.contains("200,00"), "{said:?}");
        bot.rest().await;
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_belongs_to_its_channel_and_a_lost_server_to_nobody() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    bot.bind(Shows::All, Asks::Members).await;
    bot.discord.tell("thread", json!({"user": "petro", "name": "жовтень"})).await;
    let petro = bot.discord.person("petro").within("жовтень");
    petro.write(&format!("@bot {OCTOBER}")).await;
    let said = petro.heard_after(0).await.remove(0);
    assert!(said.text.contains("200,00"), "{said:?}");
    bot.rest().await;
    bot.discord.tell("remove", json!({})).await;
    let unbound = || async {
        let mut control = bot.app.store.control_read().await.unwrap();
        chats::list_bound(&mut control, Channel::Discord).await.unwrap().is_empty().then_some(())
    };
    bot.discord.until("the end of the binding", Duration::from_secs(10), unbound).await;
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_event_acts_once_and_what_came_meanwhile_is_answered() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        bot.boss().write(OCTOBER).await;
        bot.boss().heard_after(0).await;
        bot.rest().await;
        bot.discord.tell("repeat", json!({"count": 2})).await;
        // The connection breaks and goes on: what was told meanwhile is told again.
        bot.discord.tell("drop", json!({"code": 4000})).await;
        bot.boss().write("виручка за листопад 2026").await;
        let heard = bot.boss().heard_after(1).await;
        assert!(heard[0].text.contains("150,00"));
        assert!(bot.discord.count_calls("RESUME").await >= 1);
        bot.rest().await;
        let (discord, app, own, folder) = bot.stop().await;
        // While the program is down.
        discord.person("boss").write(OCTOBER).await;
        discord.person("boss").write("виручка за листопад 2026").await;
        let bot = Bot::run(discord, app, own, folder);
        bot.boss().heard_after(3).await;
        bot.rest().await;
        let heard = bot.boss().heard().await;
        assert_eq!(heard.len(), 4, "{heard:#?}");
        assert!(heard[2].text.contains("200,00") && heard[3].text.contains("150,00"));
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_for_missed_messages_that_was_cut_off_is_made_again() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    bot.boss().ask(OCTOBER).await;
    bot.rest().await;
    let (discord, app, own, folder) = bot.stop().await;
    let boss = discord.person("boss");
    boss.write("виручка за листопад 2026").await;
    let private = discord.tell("user", json!({"user": "boss"})).await["private"].as_str().unwrap().to_owned();
    let path = format!("/channels/{private}/messages");
    discord.tell("fault", json!({"method": "GET", "path": path, "kind": "silent", "seconds": 5})).await;
    let bot = Bot::run(discord, app, own, folder);
    bot.discord.heard().await;
    // Something newer comes while the look waits for its answer, and then the program ends.
    let newer = bot.boss().ask(OCTOBER).await;
    assert!(newer.text.contains("200,00"));
    bot.rest().await;
    let (discord, app, own, folder) = bot.stop().await;
    let bot = Bot::run(discord, app, own, folder);
    let heard = bot.boss().heard_after(2).await;
    assert!(heard[0].text.contains("150,00"), "{heard:?}");
    bot.rest().await;
    assert_eq!(bot.boss().heard().await.len(), 3);
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_come_and_go() {
    let fresh = support::postgres().await;
    let bot = Bot::start_with(&fresh, |it| it.file_limit = 400).await;
    let boss = bot.boss();
    boss.slash_file("Нові.csv", "Номер;Дата;Клієнт;Товар;Кількість;Сума\n9;01.11.2026;ПП Зірка;Мед;1;50,00\n").await;
    let preview = boss.heard_after(0).await.remove(0);
    assert!(preview.text.contains("1 рядок"), "{preview:?}");
    boss.tap_label("Завантажити").await;
    boss.heard_after(1).await;
    bot.rest().await;
    let n = boss.heard().await.len();
    boss.drop_file("Великі.csv", SALES.repeat(4), "").await;
    let page = boss.heard_after(n).await.remove(0);
    assert!(page.text.contains("/upload/") && page.raw["content"].as_str().unwrap().contains("<http"), "{page:?}");
    boss.slash("file", json!({})).await;
    assert!(boss.heard_after(n + 1).await[0].text.contains("/upload/"));
    boss.drop_file("знімок.png", b"\x89PNG", "").await;
    assert!(boss.heard_after(n + 2).await[0].text.contains("не читаю зображень"));
    boss.ask("виручка по місяцях за 2026").await;
    boss.tap_label("Таблиця у файл").await;
    bot.rest().await;
    let heard = boss.heard().await;
    assert!(heard.last().unwrap().files[0].0.ends_with(".xlsx"), "{heard:?}");
    // In a server files are taken where nobody else sees what is in them.
    bot.bind(Shows::All, Asks::Members).await;
    let within = boss.within("sales");
    within.slash_file("Нові.csv", "Номер;Дата;Клієнт;Товар;Кількість;Сума\n10;02.11.2026;ПП Зірка;Мед;1;50,00\n").await;
    let preview = within.heard_after(0).await.remove(0);
    assert!(preview.hidden && preview.text.contains("1 рядок"), "{preview:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_discord_refuses_is_obeyed() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        bot.bind(Shows::All, Asks::Members).await;
        let (boss, petro) = (bot.boss(), bot.discord.person("petro").within("sales"));
        let fault = |more: Value| {
            let mut fault = json!({"method": "POST", "path": "/channels/*/messages", "kind": "refuse", "times": 1});
            for (key, value) in more.as_object().unwrap() {
                fault[key] = value.clone();
            }
            bot.discord.tell("fault", fault)
        };
        fault(json!({"status": 429, "retry_after": 1.0})).await;
        let began = Instant::now();
        assert!(boss.ask(OCTOBER).await.text.contains("200,00"));
        assert!(began.elapsed() >= Duration::from_secs(1), "it did not wait");
        for broken in ["cut", "cut_after", "half"] {
            fault(json!({"kind": broken})).await;
            let answer = boss.ask(OCTOBER).await;
            assert!(!answer.text.starts_with('↻'), "Discord knows it by its nonce: {}", answer.text);
        }
        fault(json!({"status": 500})).await;
        boss.ask(OCTOBER).await;
        bot.rest().await;
        assert_eq!(boss.heard().await.len(), 5, "something came twice");
        // No right to write there: nothing more is sent until somebody writes again.
        fault(json!({"status": 403, "code": 50013, "message": "Missing Permissions"})).await;
        petro.write(&format!("@bot {OCTOBER}")).await;
        let closed = || async {
            let mut control = bot.app.store.control_read().await.unwrap();
            let (n,): (i64,) = control.sql("SELECT COUNT(*) FROM chats WHERE state = 'closed'").one().await.unwrap();
            (n == 1).then_some(())
        };
        bot.discord.until("the closed chat", Duration::from_secs(10), closed).await;
        petro.write(&format!("@bot {OCTOBER}")).await;
        petro.heard_after(0).await;
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_comes_too_late_finds_another_way() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    let boss = bot.boss();
    let unknown = json!({"method": "PATCH", "path": "/webhooks/*", "kind": "refuse", "status": 401, "code": 50027,
        "message": "Invalid Webhook Token", "times": 1});
    bot.discord.tell("fault", unknown.clone()).await;
    boss.slash("ask", json!({"question": OCTOBER})).await;
    assert!(boss.heard_after(0).await[0].text.contains("200,00"));
    // What only the person was to see does not appear before others: it comes in the chat of two.
    bot.discord.tell("fault", unknown).await;
    boss.within("sales").slash("ask", json!({"question": OCTOBER})).await;
    let heard = boss.heard_after(1).await;
    assert!(heard[0].text.contains("200,00"), "{heard:?}");
    bot.rest().await;
    assert!(boss.within("sales").heard().await.is_empty());
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_allowance_of_a_channel_is_kept() {
    let fresh = support::sqlite().await;
    let bot = Bot::start(&fresh).await;
    bot.discord.tell("allowance", json!({"calls": 2, "seconds": 1.0})).await;
    let boss = bot.boss();
    for _ in 0..6 {
        boss.write(OCTOBER).await;
    }
    boss.heard_after(5).await;
    bot.rest().await;
    let calls = bot.discord.calls().await;
    let posts = calls.iter().filter(|it| it.0 == "POST" && it.1.ends_with("/messages")).count();
    assert_eq!(posts, 6, "a call was made that Discord had to refuse: {calls:?}");
    bot.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_import_shows_how_far_it_is_and_stops_by_a_tap() {
    for fresh in support::both().await {
        let bot = Bot::start(&fresh).await;
        let boss = bot.boss();
        let lines = (0..250_000).map(|n| format!("{n};01.10.2026;ПП Зірка;Чай;1;100\n"));
        let file = format!("Номер;Дата;Клієнт;Товар;Кількість;Сума\n{}", lines.collect::<String>());
        boss.drop_file("long.csv", &file, "").await;
        let stop = |it: &Seen| it.buttons.iter().any(|it| it.1.custom_id == "stop");
        let progress = bot
            .discord
            .until("the progress", Duration::from_secs(60), || async { boss.heard().await.into_iter().find(stop) })
            .await;
        boss.tap_label("Зупинити").await;
        let over = || async {
            let heard = boss.heard().await;
            heard.iter().any(|it| it.id == progress.id && it.text.contains("зупинено")).then_some(())
        };
        bot.discord.until("the end", Duration::from_secs(60), over).await;
        bot.rest().await;
        bot.stop().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_portal_is_there_while_discord_is_not() {
    let fresh = support::sqlite().await;
    let discord = Discord::start().await;
    discord.tell("down", json!({"down": true})).await;
    let program = crate::support::program::Program::on(&fresh);
    let mut command = program.command(&["serve", "--listen", "127.0.0.1:0"]);
    command.env("KABINET_DISCORD_TOKEN", TOKEN).env("KABINET_DISCORD_API_URL", &discord.address);
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    let mut running = crate::support::program::Served::start(command);
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(running.0.try_wait().unwrap().is_none(), "the program ended");
    discord.tell("down", json!({"down": false})).await;
    discord.heard().await;
    discord.person("marta").write("привіт").await;
    discord.person("marta").heard_after(0).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_discord_does_not_know_ends_only_discord() {
    let fresh = support::sqlite().await;
    let discord = Discord::start().await;
    let folder = Arc::new(tempfile::tempdir().unwrap());
    let settings = config::Discord { token: "wrong".into(), ..settings(&discord) };
    let app = app(&fresh, folder.path(), settings.clone()).await;
    let (_stop, stopping) = watch::channel(false);
    let ended = tokio::time::timeout(Duration::from_secs(20), Adapter::new(app, settings).unwrap().run(stopping)).await;
    ended.expect("it goes on asking").unwrap();
    assert_eq!(discord.count_calls("IDENTIFY").await, 0);
}
