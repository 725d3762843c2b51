//! Discord over HTTP and its gateway, through its adapter: by messages, or by slash commands where there are some.

use std::sync::Arc;

use kabinet_bot::discord::Adapter;
use kabinet_core::conversation::COMMANDS;
use kabinet_core::tenancy::{OrganizationKind, Role};
use serde_json::json;

use super::{Act, Place, Turn, block_of, file_name, fixture};
use crate::discord::{link, rest, settings};
use crate::support::discord::{Discord, Seen, Tap};

pub async fn hold(place: Place, kind: &str, turns: &[Turn<'_>]) {
    let discord = Discord::start().await;
    let Place { app, organization, locale, folder: _folder, _fresh } = place;
    let app = Arc::new(app);
    let person = discord.person("olena").speaking(locale.id());
    if kind != "stranger" && organization.kind == OrganizationKind::Own {
        link(&app, &organization, &person.id().await, Role::Owner).await;
    }
    let adapter = Adapter::new(app.clone(), settings(&discord)).unwrap();
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(adapter.run(stopping));
    discord.heard().await;
    // Messages do not tell a language; a command does, and messages go on in it.
    person.slash("cancel", json!({})).await;
    person.heard_after(0).await;
    rest(&discord, &app).await;
    let mut offered: [Vec<(String, Tap)>; 2] = Default::default();
    for turn in turns {
        let n = person.heard().await.len();
        match turn.act {
            Act::Tap { n, ago } => {
                let (message, tap) = offered[ago][n - 1].clone();
                person.tap(&message, &tap).await;
            }
            Act::Drop(path) => person.drop_file(&file_name(path), std::fs::read(fixture(path)).unwrap(), "").await,
            Act::Write(words) | Act::Aside(words) => match words.strip_prefix('/').filter(|it| COMMANDS.contains(it)) {
                Some(command) => person.slash(command, json!({})).await,
                None => drop(person.write(words).await),
            },
        }
        person.heard_after(n).await;
        rest(&discord, &app).await;
        let heard = person.heard_after(n).await;
        check(turn, &heard);
        let taps = heard.iter().flat_map(|it| it.buttons.iter().map(|(_, tap)| (it.id.clone(), tap.clone())));
        offered = [taps.collect(), std::mem::take(&mut offered[0])];
    }
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
}

fn check(turn: &Turn<'_>, heard: &[Seen]) {
    let text = heard.iter().map(|it| it.text.clone()).collect::<Vec<_>>().join("\n");
    let labels: Vec<&str> = heard.iter().flat_map(|it| it.buttons.iter().map(|(label, _)| label.as_str())).collect();
    for expected in &turn.reply {
        let is_there = match block_of(expected) {
            None => text.contains(expected.trim()),
            Some("chart") => heard.iter().any(|it| it.pictures > 0),
            Some(block) => match (block.strip_prefix("choices: "), block.strip_prefix("file ")) {
                (Some(expected), _) => expected == labels.join(" | "),
                (None, Some(name)) => heard.iter().any(|it| it.files.iter().any(|file| file.0 == name)),
                (None, None) => block.starts_with("table: "),
            },
        };
        assert!(is_there, "Discord does not say {expected:?} to {:?}:\n{text}\n{labels:?}", turn.line);
    }
}
