//! Whole conversations as transcripts, on both engines: by the core itself, as the terminal prints them, and over HTTP
//! through the adapters of Telegram and Discord.
//!
//! `=== own` or `=== demo` begins a chat in an empty company or in a demo with sales. `> words` is written, `/file PATH`
//! drops a file of tests/fixtures, `>> N` taps the N-th choice offered last, `>>> N` taps one of the reply before.
//! Below stands the reply.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kabinet_bot::telegram::Adapter;
use kabinet_bot::terminal::{self, Seat};
use kabinet_core::app::App;
use kabinet_core::config::{self, Config};
use kabinet_core::conversation::{self, Block, Channel, Choice, Content, Incoming, Reply, Visit, history};
use kabinet_core::imports::{self, Mode, Options, Outcome};
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::{self, Actor, NewOrganization, Organization, OrganizationKind, Role};
#[cfg(feature = "discord")]
use serde_json::json;

use crate::imports_read::reader;
use crate::support;
#[cfg(feature = "discord")]
use crate::support::discord::{Discord, Tap};
use crate::support::telegram::{Message, TOKEN, Telegram};

/// A Sunday.
const TODAY: &str = "2026-11-15";

/// Where a chat takes place: a store of its own, an organization, a folder.
struct Place {
    app: App,
    organization: Organization,
    locale: Locale,
    folder: tempfile::TempDir,
    _fresh: support::Fresh,
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_day_in_ukrainian() {
    follow("first-day.chat", Locale::Uk, "chats/prodazhi.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_day_in_english() {
    follow("first-day.en.chat", Locale::En, "chats/sales.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_day_by_day() {
    follow("imports.chat", Locale::Uk, "chats/prodazhi.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_in_ukrainian() {
    follow("commands.chat", Locale::Uk, "chats/prodazhi.csv").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_in_english() {
    follow("commands.en.chat", Locale::En, "chats/sales.csv").await;
}

/// Holds the whole transcript on both engines, by the core and through the terminal.
async fn follow(name: &str, locale: Locale, demo_sales: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chats").join(name);
    let transcript = std::fs::read_to_string(&path).unwrap();
    let head: String = transcript.lines().take_while(|it| it.starts_with('#')).map(|it| format!("{it}\n")).collect();
    for engine in 0..2 {
        let mut heard = head.clone();
        for chat in transcript.split("=== ").skip(1) {
            let (kind, lines) = chat.split_once('\n').unwrap();
            let spoken = talk(&place(engine, kind, locale, demo_sales).await, lines).await;
            heard.push_str(&format!("\n=== {kind}\n{spoken}"));
        }
        if heard != transcript {
            let actual = std::env::temp_dir().join(name);
            std::fs::write(&actual, &heard).unwrap();
            let differs = heard.lines().zip(transcript.lines()).find(|(heard, expected)| heard != expected);
            panic!("{name} went otherwise, see {}: {differs:#?}", actual.display());
        }
        for chat in transcript.split("=== ").skip(1) {
            let (kind, lines) = chat.split_once('\n').unwrap();
            in_terminal(&place(engine, kind, locale, demo_sales).await, lines).await;
            in_telegram(place(engine, kind, locale, demo_sales).await, lines).await;
            #[cfg(feature = "discord")]
            in_discord(place(engine, kind, locale, demo_sales).await, lines).await;
        }
    }
}

async fn place(engine: usize, kind: &str, locale: Locale, demo_sales: &str) -> Place {
    let fresh = if engine == 0 { support::sqlite().await } else { support::postgres().await };
    let folder = tempfile::tempdir().unwrap();
    let config = Config { database_url: fresh.url.clone(), data: folder.path().into(), ..Config::default() };
    let mut app = App::open(config, reader().to_owned()).await.unwrap();
    app.clock = support::clock(TODAY);
    let new = NewOrganization {
        slug: kind.into(),
        name: "«Барвінок»".into(),
        currency: "UAH".into(),
        timezone: chrono_tz::Europe::Kyiv,
        locale,
        kind: if kind == "demo" { OrganizationKind::Demo } else { OrganizationKind::Own },
    };
    let mut control = app.store.control().await.unwrap();
    let organization = tenancy::create(&mut control, app.clock, new).await.unwrap();
    control.commit().await.unwrap();
    if kind == "demo" {
        let options = Options { mode: Mode::Store, locale, ..Options::default() };
        let of = (&organization, &Actor::OPERATOR);
        let file = fixture(demo_sales);
        let report = imports::import_file(&app.imports(), of, (&file, "sales.csv"), &options).await.unwrap();
        assert_eq!(report.result, Outcome::Ok, "{}", report.message);
    }
    Place { app, organization, locale, folder, _fresh: fresh }
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

/// What a line of a transcript does; `None`: it is part of a reply.
fn is_said(line: &str) -> bool {
    line.starts_with('>') || line.starts_with("/file ")
}

/// Says everything again and writes down what is answered.
async fn talk(place: &Place, lines: &str) -> String {
    let mut organization = place.organization.clone();
    let mut offered: [Vec<Choice>; 2] = Default::default();
    let mut heard = Vec::new();
    for line in lines.lines().filter(|it| is_said(it)) {
        let tap = |choices: &[Choice], n: &str| Content::Choice(choices[n.trim().parse::<usize>().unwrap() - 1].token.clone());
        let content = if let Some(n) = line.strip_prefix(">>>") {
            tap(&offered[1], n)
        } else if let Some(n) = line.strip_prefix(">>") {
            tap(&offered[0], n)
        } else if let Some(path) = line.strip_prefix("/file ") {
            let name = Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
            // A declined file is removed, so each drop is a copy.
            let copy = place.folder.path().join(format!("{}-{name}", heard.len()));
            std::fs::copy(fixture(path), &copy).unwrap();
            Content::File { name, path: copy }
        } else {
            Content::Text(line.trim_start_matches("> ").to_owned())
        };
        let incoming = Incoming {
            channel: Channel::Web,
            chat: "1".into(),
            organization: organization.clone(),
            actor: Actor::OPERATOR,
            locale: place.locale,
            content,
            visit: Visit::default(),
        };
        let reply = conversation::respond(&place.app, incoming).await;
        heard.push(format!("{line}\n{}", written(&reply)));
        offered = [reply.choices().into_iter().cloned().collect(), std::mem::take(&mut offered[0])];
        organization = reply.moved_to.unwrap_or(organization);
    }
    heard.join("\n")
}

fn written(reply: &Reply) -> String {
    let blocks = reply.blocks.iter().map(|block| match block {
        Block::Text { text } => format!("{}\n", text.replace('\u{a0}', " ")),
        Block::Table(table) => format!("[table: {} rows]\n", table.rows.len()),
        Block::Image { .. } => "[chart]\n".into(),
        Block::File { name, .. } => format!("[file {name}]\n"),
        Block::Choices { choices } => {
            let labels: Vec<&str> = choices.iter().map(|it| it.label.as_str()).collect();
            format!("[choices: {}]\n", labels.join(" | "))
        }
    });
    blocks.collect()
}

/// The same in the terminal, except for second taps: it offers only what stands last.
async fn in_terminal(place: &Place, lines: &str) {
    let mut input = String::new();
    let mut expected = Vec::new();
    let mut is_known = true;
    for line in lines.lines().filter(|it| !it.is_empty()) {
        if is_said(line) {
            is_known = !line.starts_with(">>>");
        }
        match (is_known, line.strip_prefix("/file ")) {
            (false, _) => {}
            (true, Some(path)) => input.push_str(&format!("/file {}\n", fixture(path).display())),
            (true, None) if is_said(line) => input.push_str(&format!("{}\n", line.trim_start_matches(['>', ' ']))),
            (true, None) => expected.extend(printed(line)),
        }
    }
    let seat = Seat {
        organization: place.organization.clone(),
        actor: Actor::OPERATOR,
        locale: place.locale,
        chat: "1".into(),
        folder: place.folder.path().into(),
    };
    let mut output = Vec::new();
    terminal::run(&place.app, seat, input.as_bytes(), &mut output).await.unwrap();
    let output = String::from_utf8(output).unwrap().replace('\u{a0}', " ");
    let mut printed = output.lines().map(|it| it.trim_start_matches("> "));
    for line in expected {
        assert!(printed.any(|it| it.contains(&line)), "the terminal does not say {line:?}:\n{output}");
    }
}

/// The same over HTTP, through the Telegram adapter.
async fn in_telegram(place: Place, lines: &str) {
    let telegram = Telegram::start().await;
    let Place { app, organization, locale, folder: _folder, _fresh } = place;
    let app = Arc::new(app);
    if organization.kind == OrganizationKind::Own {
        crate::telegram::link(&app, &organization, 5, Role::Owner).await;
    }
    let settings = config::Telegram {
        token: TOKEN.into(),
        api_url: telegram.address.clone(),
        webhook: config::Webhook::Off,
        file_limit: 20_000_000,
    };
    let adapter = Adapter::new(app.clone(), settings).unwrap();
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(adapter.run(stopping));
    let person = telegram.person(5, "Олена", locale.id());
    let mut offered: [Vec<(Message, String)>; 2] = Default::default();
    for (said, expected) in turns(lines) {
        let n = person.count();
        let tap = |n: &str, of: usize| {
            let (message, data) = &offered[of][n.trim().parse::<usize>().unwrap() - 1];
            person.tap_data(message, data);
        };
        if let Some(n) = said.strip_prefix(">>>") {
            tap(n, 1);
        } else if let Some(n) = said.strip_prefix(">>") {
            tap(n, 0);
        } else if let Some(path) = said.strip_prefix("/file ") {
            let name = Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
            person.drop_file(&name, std::fs::read(fixture(path)).unwrap());
        } else {
            person.write(said.trim_start_matches("> "));
        }
        person.heard_after(n).await;
        crate::telegram::rest(&telegram, &app).await;
        let heard = person.heard_after(n).await;
        let text = heard.iter().map(|it| it.text.replace('\u{a0}', " ")).collect::<Vec<_>>().join("\n");
        let buttons: Vec<(Message, String, String)> = heard
            .iter()
            .flat_map(|it| it.buttons.iter().map(|(label, data)| (it.clone(), label.clone(), data.clone())))
            .collect();
        for line in expected {
            let is_there = match line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                None => text.contains(line.trim()),
                Some("chart") => heard.iter().any(|it| it.kind == "photo"),
                Some(block) => match (block.strip_prefix("choices: "), block.strip_prefix("file ")) {
                    (Some(labels), _) => labels == buttons.iter().map(|it| it.1.as_str()).collect::<Vec<_>>().join(" | "),
                    (None, Some(name)) => heard.iter().any(|it| it.file_name.as_deref() == Some(name)),
                    (None, None) => block.starts_with("table: "),
                },
            };
            assert!(
                is_there,
                "Telegram does not say {line:?} to {said:?}:\n{text}\n{:?}",
                buttons.iter().map(|it| &it.1).collect::<Vec<_>>()
            );
        }
        offered = [buttons.into_iter().map(|(message, _, data)| (message, data)).collect(), std::mem::take(&mut offered[0])];
    }
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
}

/// What is said in a transcript, each with what is answered.
fn turns(lines: &str) -> Vec<(&str, Vec<&str>)> {
    let mut turns: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in lines.lines().filter(|it| !it.is_empty()) {
        match turns.last_mut() {
            _ if is_said(line) => turns.push((line, Vec::new())),
            Some(turn) => turn.1.push(line),
            None => {}
        }
    }
    turns
}

/// The same over HTTP and the gateway, through the Discord adapter: by messages, or by slash commands where there are some.
#[cfg(feature = "discord")]
async fn in_discord(place: Place, lines: &str) {
    let discord = Discord::start().await;
    let Place { app, organization, locale, folder: _folder, _fresh } = place;
    let app = Arc::new(app);
    let person = discord.person("olena").speaking(locale.id());
    if organization.kind == OrganizationKind::Own {
        crate::discord::link(&app, &organization, &person.id().await, Role::Owner).await;
    }
    let adapter = kabinet_bot::discord::Adapter::new(app.clone(), crate::discord::settings(&discord)).unwrap();
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(adapter.run(stopping));
    discord.heard().await;
    // Messages do not tell a language; a command does, and messages go on in it.
    person.slash("cancel", json!({})).await;
    person.heard_after(0).await;
    crate::discord::rest(&discord, &app).await;
    let mut offered: [Vec<(String, Tap)>; 2] = Default::default();
    for (said, expected) in turns(lines) {
        let n = person.heard().await.len();
        let tap = |n: &str, of: usize| offered[of][n.trim().parse::<usize>().unwrap() - 1].clone();
        let tapped = match (said.strip_prefix(">>>"), said.strip_prefix(">>")) {
            (Some(n), _) => Some(tap(n, 1)),
            (None, Some(n)) => Some(tap(n, 0)),
            (None, None) => None,
        };
        let words = said.trim_start_matches("> ");
        if let Some((message, tap)) = tapped {
            person.tap(&message, &tap).await;
        } else if let Some(path) = said.strip_prefix("/file ") {
            let name = Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
            person.drop_file(&name, std::fs::read(fixture(path)).unwrap(), "").await;
        } else if let Some(command) = words.strip_prefix('/').filter(|it| conversation::COMMANDS.contains(it)) {
            person.slash(command, json!({})).await;
        } else {
            person.write(words).await;
        }
        person.heard_after(n).await;
        crate::discord::rest(&discord, &app).await;
        let heard = person.heard_after(n).await;
        let text = heard.iter().map(|it| it.text.clone()).collect::<Vec<_>>().join("\n");
        let buttons: Vec<(String, (String, Tap))> = heard
            .iter()
            .flat_map(|it| it.buttons.iter().map(|(label, tap)| (label.clone(), (it.id.clone(), tap.clone()))))
            .collect();
        for line in expected {
            let is_there = match line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
                None => text.contains(line.trim()),
                Some("chart") => heard.iter().any(|it| it.pictures > 0),
                Some(block) => match (block.strip_prefix("choices: "), block.strip_prefix("file ")) {
                    (Some(labels), _) => labels == buttons.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join(" | "),
                    (None, Some(name)) => heard.iter().any(|it| it.files.iter().any(|file| file.0 == name)),
                    (None, None) => block.starts_with("table: "),
                },
            };
            let labels = || buttons.iter().map(|it| &it.0).collect::<Vec<_>>();
            assert!(is_there, "Discord does not say {line:?} to {said:?}:\n{text}\n{:?}", labels());
        }
        offered = [buttons.into_iter().map(|it| it.1).collect(), std::mem::take(&mut offered[0])];
    }
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
}

/// Lines of the terminal for a line of the transcript.
fn printed(line: &str) -> Vec<String> {
    let Some(block) = line.strip_prefix('[').and_then(|it| it.strip_suffix(']')) else { return vec![line.to_owned()] };
    if let Some(labels) = block.strip_prefix("choices: ") {
        return labels.split(" | ").enumerate().map(|(n, label)| format!("[{}] {label}", n + 1)).collect();
    }
    match block.strip_prefix("file ") {
        Some(name) => vec![name.to_owned()],
        None if block == "chart" => vec![".png".into()],
        None => vec![],
    }
}

fn said(place: &Place, content: Content) -> Incoming {
    Incoming {
        channel: Channel::Web,
        chat: "1".into(),
        organization: place.organization.clone(),
        actor: Actor::OPERATOR,
        locale: place.locale,
        content,
        visit: Visit::default(),
    }
}

#[tokio::test]
async fn a_long_import_is_stopped_by_a_word() {
    for engine in 0..2 {
        let place = place(engine, "own", Locale::Uk, "").await;
        let path = place.folder.path().join("long.csv");
        let lines = (0..60_000).map(|n| format!("{n};01.10.2026;ПП Зірка;Чай;1;100\n"));
        std::fs::write(&path, format!("Номер;Дата;Клієнт;Товар;Кількість;Ціна\n{}", lines.collect::<String>())).unwrap();
        let incoming = said(&place, Content::File { name: "long.csv".into(), path: path.clone() });
        let talk = history::Talk { organization: place.organization.id, channel: Channel::Web, chat: "1" };
        let stopping = async {
            while !conversation::stop(&place.app, talk) {
                tokio::task::yield_now().await;
            }
        };
        let (reply, ()) = tokio::join!(conversation::respond(&place.app, incoming), stopping);
        assert_eq!(reply.plain_text(), "Завантаження зупинено. Нічого не змінено.");
        assert!(!path.exists() && conversation::how_far(&place.app, talk).is_none());
    }
}

/// Who loaded a file when the program fell finds the word of it in the talk, without asking.
#[tokio::test]
async fn an_import_that_was_cut_off_is_told_at_the_next_start() {
    for engine in 0..2 {
        let place = place(engine, "own", Locale::Uk, "").await;
        let mut scope = place.app.store.write(place.organization.id).await.unwrap();
        let began =
            "INSERT INTO import_attempts (organization_id, id, file_name, user_id, started_at) VALUES ($1, $2, $3, $4, $5)";
        for (id, name, user) in [(7i64, "Продажі.xlsx", Some(31i64)), (8, "Склад.csv", None)] {
            scope.sql(began).bind(id).bind(name).bind(user).bind(0i64).execute().await.unwrap();
        }
        scope.commit().await.unwrap();
        let talk = history::Talk { organization: place.organization.id, channel: Channel::Web, chat: "31" };
        for _ in 0..2 {
            conversation::tell_at_start(&place.app).await.unwrap();
            let said = history::newest(&place.app, talk, 10).await.unwrap();
            let [only] = &said[..] else { panic!("told once: {said:?}") };
            let words = conversation::plain_text(&only.blocks);
            assert!(words.starts_with("Завантаження файлу «Продажі.xlsx» обірвалося, нічого не змінено."), "{words}");
        }
        // What the operator loaded is told by the next command or reply.
        let told = conversation::told_now(&place.app, &place.organization, Locale::En).await.unwrap();
        assert_eq!(told, ["Loading of the file \"Склад.csv\" was cut off, nothing was changed. Please drop the file again."]);
        assert!(conversation::told_now(&place.app, &place.organization, Locale::En).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_told_once() {
    for engine in 0..2 {
        let place = place(engine, "own", Locale::Uk, "").await;
        let mut scope = place.app.store.write(place.organization.id).await.unwrap();
        let began = "INSERT INTO import_attempts (organization_id, id, file_name, started_at) VALUES ($1, $2, $3, $4)";
        scope.sql(began).bind(7i64).bind("Продажі.xlsx").bind(0i64).execute().await.unwrap();
        scope.commit().await.unwrap();
        let greeting = || said(&place, Content::Text("Привіт".into()));
        let first = conversation::respond(&place.app, greeting()).await.plain_text();
        assert!(first.starts_with("Завантаження файлу «Продажі.xlsx» обірвалося, нічого не змінено."), "{first}");
        assert!(!conversation::respond(&place.app, greeting()).await.plain_text().contains("обірвалося"));
    }
}
