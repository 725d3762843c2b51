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
    let in_group = kind == "group";
    let person = |who: &str| discord.person(name_of(who)).speaking(locale.id());
    match kind {
        "group" => {
            link(&app, &organization, &person("Олена").id().await, Role::Owner).await;
            link(&app, &organization, &person("Ігор").id().await, Role::Viewer).await;
        }
        "stranger" => {}
        _ if organization.kind == OrganizationKind::Own => {
            link(&app, &organization, &person("").id().await, Role::Owner).await;
        }
        _ => {}
    }
    let adapter = Adapter::new(app.clone(), settings(&discord)).unwrap();
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(adapter.run(stopping));
    discord.heard().await;
    // Messages do not tell a language; a command does, and messages go on in it.
    // Of a group only the owner has talked with the assistant alone.
    let mut speakers = vec![person("")];
    if in_group {
        speakers.extend(["Ігор", "Гість"].map(|who| person(who).within("sales")));
    }
    for speaker in speakers {
        let n = speaker.heard().await.len();
        speaker.slash("cancel", json!({})).await;
        speaker.heard_after(n).await;
    }
    rest(&discord, &app).await;
    let mut offered: [Vec<(String, Tap)>; 2] = Default::default();
    for turn in turns {
        let alone = person(turn.who);
        let here = if in_group { alone.within("sales") } else { alone };
        let (n_here, n_alone) = (here.heard().await.len(), alone.heard().await.len());
        match turn.act {
            Act::Tap { n, ago } => {
                let (message, tap) = offered[ago][n - 1].clone();
                here.tap(&message, &tap).await;
            }
            Act::Drop(path) => here.drop_file(&file_name(path), std::fs::read(fixture(path)).unwrap(), "").await,
            Act::Aside(words) => drop(here.write(words).await),
            Act::Write(words) if in_group => drop(here.write(&format!("@bot {words}")).await),
            Act::Write(words) => match words.strip_prefix('/').filter(|it| COMMANDS.contains(it)) {
                Some(command) => here.slash(command, json!({})).await,
                None => drop(here.write(words).await),
            },
        }
        if !turn.reply.is_empty() {
            here.heard_after(n_here).await;
        }
        rest(&discord, &app).await;
        let (said_here, said_alone) = match turn.reply.iter().position(|it| *it == "[alone]") {
            Some(at) => (&turn.reply[..at], &turn.reply[at + 1..]),
            None => (&turn.reply[..], &[][..]),
        };
        let heard = here.heard().await.split_off(n_here);
        check(turn.line, said_here, &heard);
        if in_group {
            check(turn.line, said_alone, &alone.heard().await.split_off(n_alone));
        }
        if !turn.reply.is_empty() {
            let taps = heard.iter().flat_map(|it| it.buttons.iter().map(|(_, tap)| (it.id.clone(), tap.clone())));
            offered = [taps.collect(), std::mem::take(&mut offered[0])];
        }
    }
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
}

/// How people of transcripts are called in Discord.
fn name_of(who: &str) -> &'static str {
    match who {
        "Ігор" | "Ihor" => "ihor",
        "Гість" | "Guest" => "guest",
        _ => "olena",
    }
}

/// Every line of the reply is among the messages, and nothing is there if nothing was to be said.
fn check(line: &str, reply: &[&str], heard: &[Seen]) {
    assert_eq!(heard.is_empty(), reply.is_empty(), "Discord says to {line:?}: {heard:?}");
    let text = heard.iter().map(|it| it.text.clone()).collect::<Vec<_>>().join("\n");
    let labels: Vec<&str> = heard.iter().flat_map(|it| it.buttons.iter().map(|(label, _)| label.as_str())).collect();
    for expected in reply {
        let is_there = match block_of(expected) {
            None => text.contains(expected.trim()),
            Some("chart") => heard.iter().any(|it| it.pictures > 0),
            Some(block) => match (block.strip_prefix("choices: "), block.strip_prefix("file ")) {
                (Some(expected), _) => expected == labels.join(" | "),
                (None, Some(name)) => heard.iter().any(|it| it.files.iter().any(|file| file.0 == name)),
                (None, None) => block.starts_with("table: "),
            },
        };
        assert!(is_there, "Discord does not say {expected:?} to {line:?}:\n{text}\n{labels:?}");
    }
}
