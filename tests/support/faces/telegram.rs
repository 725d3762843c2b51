//! Telegram over HTTP, through its adapter.

use std::sync::Arc;

use kabinet_bot::telegram::Adapter;
use kabinet_core::tenancy::{OrganizationKind, Role};

use super::group::{GROUP, id_of, people};
use super::{Act, Place, Turn, block_of, file_name, fixture};
use crate::support::telegram::bot::{QUICK, clean, link, rest, settings};
use crate::support::telegram::{BOT_NAME, Message, Person, Telegram};

pub async fn hold(place: Place, kind: &str, turns: &[Turn<'_>]) {
    match kind {
        "group" => people(&place).await,
        "stranger" => {}
        _ if place.organization.kind == OrganizationKind::Own => link(&place.app, &place.organization, 5, Role::Owner).await,
        _ => {}
    }
    let Place { app, locale, folder: _folder, _fresh, .. } = place;
    let app = Arc::new(app);
    let telegram = Telegram::start().await;
    telegram.group(GROUP, "Продажі");
    let adapter = Adapter::new(app.clone(), settings(&telegram)).unwrap().at_pace(QUICK);
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(adapter.run(stopping));
    let mut offered: [Vec<(Message, String)>; 2] = Default::default();
    for turn in turns {
        let alone = match kind {
            "group" | "stranger" => telegram.person(id_of(turn.who), turn.who, locale.id()),
            _ => telegram.person(5, "Олена", locale.id()),
        };
        let here = if kind == "group" { alone.in_chat(GROUP, None) } else { alone.clone() };
        let (n_here, n_alone) = (here.count(), alone.count());
        act(&here, kind, turn, &offered);
        if !turn.reply.is_empty() {
            here.heard_after(n_here).await;
        }
        rest(&telegram, &app).await;
        let (said_here, said_alone) = match turn.reply.iter().position(|it| *it == "[alone]") {
            Some(at) => (&turn.reply[..at], &turn.reply[at + 1..]),
            None => (&turn.reply[..], &[][..]),
        };
        let heard = telegram.messages(here.chat).split_off(n_here);
        check(turn.line, said_here, &heard);
        if kind == "group" {
            check(turn.line, said_alone, &telegram.messages(alone.chat).split_off(n_alone));
        }
        let buttons = heard.iter().flat_map(|it| it.buttons.iter().map(|(_, data)| (it.clone(), data.clone())));
        // What was not answered offers nothing new.
        if !turn.reply.is_empty() {
            offered = [buttons.collect(), std::mem::take(&mut offered[0])];
        }
    }
    assert_eq!(telegram.open_taps(), 0, "a button goes on turning");
    stop.send(true).unwrap();
    running.await.unwrap().unwrap();
}

fn act(here: &Person, kind: &str, turn: &Turn<'_>, offered: &[Vec<(Message, String)>; 2]) {
    match turn.act {
        Act::Aside(words) => drop(here.write(words)),
        Act::Write(words) if kind != "group" => drop(here.write(words)),
        Act::Write(words) => drop(here.write(&match words.split_once(' ') {
            _ if !words.starts_with('/') => format!("@{BOT_NAME} {words}"),
            Some((command, rest)) => format!("{command}@{BOT_NAME} {rest}"),
            None => format!("{words}@{BOT_NAME}"),
        })),
        Act::Drop(path) => here.drop_file(&file_name(path), std::fs::read(fixture(path)).unwrap()),
        Act::Tap { n, ago } => {
            let (message, data) = &offered[ago][n - 1];
            here.tap_data(message, data);
        }
    }
}

/// Every line of the reply is among the messages, and nothing is there if nothing was to be said.
pub fn check(line: &str, reply: &[&str], heard: &[Message]) {
    let text = heard.iter().map(|it| clean(&it.text)).collect::<Vec<_>>().join("\n");
    let labels: Vec<&str> = heard.iter().flat_map(|it| it.buttons.iter().map(|(label, _)| label.as_str())).collect();
    assert_eq!(heard.is_empty(), reply.is_empty(), "Telegram says to {line:?}: {heard:?}");
    for expected in reply {
        let is_there = match block_of(expected) {
            None => text.contains(expected.trim()),
            Some("chart") => heard.iter().any(|it| it.kind == "photo"),
            Some(block) => match (block.strip_prefix("choices: "), block.strip_prefix("file ")) {
                (Some(expected), _) => expected == labels.join(" | "),
                (None, Some(name)) => heard.iter().any(|it| it.file_name.as_deref() == Some(name)),
                (None, None) => block.starts_with("table: "),
            },
        };
        assert!(is_there, "Telegram does not say {expected:?} to {line:?}:\n{text}\n{labels:?}");
    }
}
