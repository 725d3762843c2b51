//! Transcripts of conversations, and the faces they are held with: the core itself, the terminal, the web chat, a service
//! by its people (reception), Telegram and Discord over HTTP.
//!
//! `=== KIND` begins a scene: `own` (an empty company), `shop` (a company with sales), `demo`, `stranger` (somebody of a
//! service whom nobody has met), `group` (a group of a service; Олена is the owner, Ігор a member, Гість nobody's).
//! `> words` is written, `/file PATH` drops a file of tests/fixtures, `>> N` taps the N-th choice offered last, `>>> N` one of
//! the reply before. In a group the name of whoever speaks stands before it, and `NAME~ words` is not for the assistant.
//! Below stands the reply; in a group, what goes to the person alone stands below `[alone]`.

#[cfg(feature = "discord")]
mod discord;
mod group;
pub mod peer;
mod telegram;
mod terminal;
mod web;

use std::path::{Path, PathBuf};

use kabinet_core::app::App;
use kabinet_core::config::Config;
use kabinet_core::conversation::{self, Block, Channel, Choice, Content, Incoming, Visit};
use kabinet_core::imports::{self, Mode, Options, Outcome};
use kabinet_core::locale::Locale;
use kabinet_core::tenancy::{self, Actor, NewOrganization, Organization, OrganizationKind};

use super::program::BINARY;
use super::{Fresh, clock, postgres, sqlite};

/// A Sunday.
const TODAY: &str = "2026-11-15";

/// Where a chat takes place: a store of its own, an organization, a folder.
pub struct Place {
    pub app: App,
    pub organization: Organization,
    pub locale: Locale,
    pub folder: tempfile::TempDir,
    _fresh: Fresh,
}

impl Place {
    /// `engine`: 0 is SQLite. A `demo` and a `shop` have the sales of a fixture.
    pub async fn new(engine: usize, kind: &str, (locale, sales): (Locale, &str)) -> Self {
        let fresh = if engine == 0 { sqlite().await } else { postgres().await };
        let folder = tempfile::tempdir().unwrap();
        let config = Config { database_url: fresh.url.clone(), data: folder.path().into(), ..Config::default() };
        let mut app = App::open(config, BINARY.into()).await.unwrap();
        app.clock = clock(TODAY);
        if ["stranger", "group"].contains(&kind) {
            create(&app, "demo", (locale, sales)).await;
        }
        let organization = create(&app, kind, (locale, sales)).await;
        Self { app, organization, locale, folder, _fresh: fresh }
    }

    /// A dropped file; a declined one is removed, so each drop is a copy.
    fn dropped(&self, path: &str, n: usize) -> Content {
        let name = file_name(path);
        let copy = self.folder.path().join(format!("{n}-{name}"));
        std::fs::copy(fixture(path), &copy).unwrap();
        Content::File { name, path: copy }
    }
}

async fn create(app: &App, kind: &str, (locale, sales): (Locale, &str)) -> Organization {
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
    if ["demo", "shop", "group"].contains(&kind) {
        let options = Options { mode: Mode::Store, locale, ..Options::default() };
        let (of, file) = ((&organization, &Actor::OPERATOR), fixture(sales));
        let report = imports::import_file(&app.imports(), of, (&file, "sales.csv"), &options).await.unwrap();
        assert_eq!(report.result, Outcome::Ok, "{}", report.message);
    }
    organization
}

fn fixture(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(path)
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().unwrap().to_string_lossy().into_owned()
}

/// What somebody does, as a line of a transcript says it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act<'a> {
    Write(&'a str),
    /// Among people, not to the assistant.
    Aside(&'a str),
    Drop(&'a str),
    /// The N-th choice of the reply so many replies ago.
    Tap {
        n: usize,
        ago: usize,
    },
}

/// A line that somebody said, and the reply to it.
#[derive(Debug)]
pub struct Turn<'a> {
    pub line: &'a str,
    pub who: &'a str,
    pub act: Act<'a>,
    pub reply: Vec<&'a str>,
}

/// The turns of a scene.
pub fn turns(lines: &str) -> Vec<Turn<'_>> {
    let mut turns: Vec<Turn<'_>> = Vec::new();
    for line in lines.lines().filter(|it| !it.is_empty()) {
        match (said(line), turns.last_mut()) {
            (Some((who, act)), _) => turns.push(Turn { line, who, act, reply: Vec::new() }),
            (None, Some(turn)) => turn.reply.push(line),
            (None, None) => panic!("{line} stands before anything was said"),
        }
    }
    turns
}

/// `None`: the line is part of a reply.
fn said(line: &str) -> Option<(&str, Act<'_>)> {
    if let Some(path) = line.strip_prefix("/file ") {
        return Some(("", Act::Drop(path)));
    }
    let at = line.find(['>', '~']).filter(|at| line[..*at].chars().all(char::is_alphabetic))?;
    let (who, rest) = line.split_at(at);
    let number = |it: &str| it.trim().parse().unwrap();
    let act = if let Some(n) = rest.strip_prefix(">>>") {
        Act::Tap { n: number(n), ago: 1 }
    } else if let Some(n) = rest.strip_prefix(">>") {
        Act::Tap { n: number(n), ago: 0 }
    } else if let Some(words) = rest.strip_prefix('~') {
        Act::Aside(words.trim())
    } else {
        Act::Write(rest[1..].trim())
    };
    Some((who, act))
}

/// Holds a whole transcript: every scene on both engines by the core, and on one of them by every other face.
pub async fn follow(name: &str, of: (Locale, &str)) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chats").join(name);
    let transcript = std::fs::read_to_string(&path).unwrap();
    let (one, other) = tokio::join!(heard_by_core(&transcript, 0, of), heard_by_core(&transcript, 1, of));
    for heard in [one, other] {
        if heard != transcript {
            let actual = std::env::temp_dir().join(name);
            std::fs::write(&actual, &heard).unwrap();
            let differs = heard.lines().zip(transcript.lines()).find(|(heard, expected)| heard != expected);
            panic!("{name} went otherwise, see {}: {differs:#?}", actual.display());
        }
    }
    // An adapter knows nothing of the engine: it is enough to meet each in turn.
    let scenes = scenes(&transcript).enumerate().map(|(n, scene)| faces(n % 2, scene, of));
    futures::future::join_all(scenes).await;
}

/// The transcript as the core says it.
async fn heard_by_core(transcript: &str, engine: usize, of: (Locale, &str)) -> String {
    let mut heard: String = transcript.lines().take_while(|it| it.starts_with('#')).map(|it| format!("{it}\n")).collect();
    for (kind, lines) in scenes(transcript) {
        let place = Place::new(engine, kind, of).await;
        let spoken = match kind {
            "stranger" | "group" => group::talk(&place, kind, &turns(lines)).await,
            _ => talk(&place, &turns(lines)).await,
        };
        heard.push_str(&format!("\n=== {kind}\n{spoken}"));
    }
    heard
}

/// A scene by the faces that have such a place, side by side.
async fn faces(engine: usize, (kind, lines): (&str, &str), of: (Locale, &str)) {
    let turns = turns(lines);
    let alone = async {
        if !["stranger", "group"].contains(&kind) {
            terminal::hold(&Place::new(engine, kind, of).await, &turns).await;
            web::hold(Place::new(engine, kind, of).await, &turns).await;
        }
    };
    let service = async { telegram::hold(Place::new(engine, kind, of).await, kind, &turns).await };
    let discord = async {
        #[cfg(feature = "discord")]
        discord::hold(Place::new(engine, kind, of).await, kind, &turns).await;
    };
    tokio::join!(alone, service, discord);
}

pub fn scenes(transcript: &str) -> impl Iterator<Item = (&str, &str)> {
    transcript.split("=== ").skip(1).map(|it| it.split_once('\n').unwrap())
}

/// Says everything again and writes down what is answered.
async fn talk(place: &Place, turns: &[Turn<'_>]) -> String {
    let mut organization = place.organization.clone();
    let mut offered: [Vec<Choice>; 2] = Default::default();
    let mut heard = Vec::new();
    for turn in turns {
        let content = match turn.act {
            Act::Write(words) | Act::Aside(words) => Content::Text(words.to_owned()),
            Act::Drop(path) => place.dropped(path, heard.len()),
            Act::Tap { n, ago } => Content::Choice(offered[ago][n - 1].token.clone()),
        };
        let incoming = Incoming { organization: organization.clone(), ..said_in(place, content) };
        let reply = conversation::respond(&place.app, incoming).await;
        heard.push(format!("{}\n{}", turn.line, written(&reply.blocks)));
        offered = [reply.choices().into_iter().cloned().collect(), std::mem::take(&mut offered[0])];
        organization = reply.moved_to.unwrap_or(organization);
    }
    heard.join("\n")
}

/// A message of the operator in the web chat.
pub fn said_in(place: &Place, content: Content) -> Incoming {
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

/// A reply as it stands in a transcript.
fn written(blocks: &[Block]) -> String {
    let blocks = blocks.iter().map(|block| match block {
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

/// What stands in brackets in a line of a reply.
fn block_of(line: &str) -> Option<&str> {
    line.strip_prefix('[').and_then(|it| it.strip_suffix(']'))
}
