//! Whole conversations as transcripts, held by every face; see `support/faces`.

use std::path::Path;

use kabinet_core::conversation::{self, Channel, Content, history};
use kabinet_core::locale::Locale;

use crate::support::faces::{Act, Place, follow, peer, said_in, scenes, turns};

const UK: (Locale, &str) = (Locale::Uk, "chats/prodazhi.csv");
const EN: (Locale, &str) = (Locale::En, "chats/sales.csv");

#[tokio::test(flavor = "multi_thread")]
async fn a_first_day_in_ukrainian() {
    follow("first-day.chat", UK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_day_in_english() {
    follow("first-day.en.chat", EN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_day_by_day() {
    follow("imports.chat", UK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_in_ukrainian() {
    follow("commands.chat", UK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_in_english() {
    follow("commands.en.chat", EN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn follow_ups_in_ukrainian() {
    follow("follow-ups.chat", UK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn follow_ups_in_english() {
    follow("follow-ups.en.chat", EN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_in_ukrainian() {
    follow("errors.chat", UK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_wrong_in_english() {
    follow("errors.en.chat", EN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_in_ukrainian() {
    follow("group.chat", UK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_in_english() {
    follow("group.en.chat", EN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_in_ukrainian() {
    follow("stranger.chat", UK).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_in_english() {
    follow("stranger.en.chat", EN).await;
}

/// What the independent server of Telegram can play of the first day, and of the commands.
#[tokio::test(flavor = "multi_thread")]
async fn a_first_day_with_a_server_nobody_here_wrote() {
    for (n, (name, kind)) in [("first-day.chat", "shop"), ("commands.chat", "demo")].into_iter().enumerate() {
        let transcript = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chats").join(name)).unwrap();
        let (_, lines) = scenes(&transcript).next().unwrap();
        let turns = turns(lines);
        // A number no other run has: the server remembers chats.
        let chat = 1_000_000 + i64::from(std::process::id()) * 10 + n as i64;
        let played = peer::hold(Place::new(n, kind, UK).await, chat, &turns[..]).await;
        println!("{name}: {played} of {} turns", turns.len());
        assert!(played >= 5, "{name}: only {played} turns of {}", turns.len());
    }
}

/// A stranger gets from her first word to an answer about her own file in a few messages; every scene ends with it.
#[test]
fn a_stranger_needs_six_messages_at_most() {
    for name in ["stranger.chat", "stranger.en.chat"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/chats").join(name);
        let transcript = std::fs::read_to_string(path).unwrap();
        for (_, lines) in scenes(&transcript) {
            let turns = turns(lines);
            let answered =
                turns.iter().position(|it| it.reply.iter().any(|it| it.contains("3 000,00") || it.contains("3,000.00")));
            let until = answered.unwrap_or_else(|| panic!("{name}: no right answer")) + 1;
            let (taps, messages): (Vec<_>, Vec<_>) = turns[..until].iter().partition(|it| matches!(it.act, Act::Tap { .. }));
            assert!(messages.len() <= 6 && taps.len() <= 6, "{name}: {} messages, {} taps", messages.len(), taps.len());
        }
    }
}

#[tokio::test]
async fn a_long_import_is_stopped_by_a_word() {
    for engine in 0..2 {
        let place = Place::new(engine, "own", (Locale::Uk, "")).await;
        let path = place.folder.path().join("long.csv");
        let lines = (0..60_000).map(|n| format!("{n};01.10.2026;ПП Зірка;Чай;1;100\n"));
        std::fs::write(&path, format!("Номер;Дата;Клієнт;Товар;Кількість;Ціна\n{}", lines.collect::<String>())).unwrap();
        let incoming = said_in(&place, Content::File { name: "long.csv".into(), path: path.clone() });
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
        let place = Place::new(engine, "own", (Locale::Uk, "")).await;
        let mut scope = place.app.store.write(place.organization.id).await.unwrap();
        let began =
            "INSERT INTO import_attempts (organization_id, id, file_name, user_id, started_at) VALUES ($1, $2, $3, $4, $5)";
        // No other test has these ids: the signs of work are shared by all schemas of a server.
        for (id, name, user) in [(71i64, "Продажі.xlsx", Some(31i64)), (72, "Склад.csv", None)] {
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
        let place = Place::new(engine, "own", (Locale::Uk, "")).await;
        let mut scope = place.app.store.write(place.organization.id).await.unwrap();
        let began = "INSERT INTO import_attempts (organization_id, id, file_name, started_at) VALUES ($1, $2, $3, $4)";
        scope.sql(began).bind(73i64).bind("Продажі.xlsx").bind(0i64).execute().await.unwrap();
        scope.commit().await.unwrap();
        let greeting = || said_in(&place, Content::Text("Привіт".into()));
        let first = conversation::respond(&place.app, greeting()).await.plain_text();
        assert!(first.starts_with("Завантаження файлу «Продажі.xlsx» обірвалося, нічого не змінено."), "{first}");
        assert!(!conversation::respond(&place.app, greeting()).await.plain_text().contains("обірвалося"));
    }
}
