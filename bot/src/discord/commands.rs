//! Slash commands: what Discord is told of them, and what it suggests while one is written.

use kabinet_core::conversation::{COMMANDS, Field};
use kabinet_core::locale::{Locale, text};
use kabinet_core::reception;
use kabinet_core::tenancy::Channel;
use reqwest::Method;
use serde_json::{Value, json};
use serenity::model::application::CommandInteraction;

use super::connection::Me;
use super::intake::{Intake, callback, number};
use super::rest::{Body, CALL, Rest};
use super::updates::{Door, Person, Spot};

/// Letters of a question written in a command.
const QUESTION: usize = 400;
/// Kinds of options.
const WORDS: u8 = 3;
const FILE: u8 = 11;

/// Suggestions come within this time or not at all: the next letter asks anew.
const SUGGESTED_WITHIN: std::time::Duration = std::time::Duration::from_secs(2);

/// Tells Discord the commands. They only help to type: what goes wrong here is tried again at the next start.
pub(super) async fn announce(rest: &Rest, me: &Me) {
    let path = format!("/applications/{}/commands", me.application);
    if let Err(fault) = rest.call(Method::PUT, &path, Body::Json(bodies()), CALL).await {
        tracing::warn!("Discord was not told our commands: {fault}");
    }
}

fn bodies() -> Value {
    let option = |name: &str, kind: u8| {
        let mut option = json!({"type": kind, "name": name});
        localize(&mut option, "name", |locale| text(locale, &format!("discord-option-{name}"), &[]));
        localize(&mut option, "description", |locale| text(locale, &format!("discord-about-{name}"), &[]));
        option
    };
    let written = |name: &str, is_required: bool| {
        let mut option = option(name, WORDS);
        option["autocomplete"] = true.into();
        option["required"] = is_required.into();
        option["max_length"] = QUESTION.into();
        option
    };
    let command = |name: &str, options: Vec<Value>| {
        // In servers and in chats of two.
        let mut command = json!({"type": 1, "name": name, "options": options, "contexts": [0, 1], "integration_types": [0]});
        localize(&mut command, "name", |locale| text(locale, &format!("discord-name-{name}"), &[]));
        localize(&mut command, "description", |locale| text(locale, &format!("command-{name}"), &[]));
        command
    };
    let mut code = option("code", WORDS);
    code["required"] = true.into();
    code["max_length"] = 64.into();
    let mut commands = vec![
        command(
            "ask",
            vec![written("question", true), written("customer", false), written("product", false), written("period", false)],
        ),
        command("file", vec![option("attachment", FILE)]),
        command("link", vec![code]),
        command("start", Vec::new()),
    ];
    commands.extend(COMMANDS.iter().map(|it| command(it, Vec::new())));
    commands.into()
}

/// English for everybody, Ukrainian for those who use Discord in Ukrainian or Russian.
fn localize(of: &mut Value, what: &str, words: impl Fn(Locale) -> String) {
    if of.get(what).is_none() {
        of[what] = words(Locale::En).into();
    }
    let ours = words(Locale::Uk);
    of[format!("{what}_localizations")] = json!({"uk": ours, "ru": ours});
}

/// Suggests what a person may be about to write. Nothing is stored: the next letter asks again.
pub(super) async fn complete(intake: &Intake, told: &CommandInteraction) {
    let Some(written) = told.data.autocomplete() else { return };
    let field = match written.name {
        "question" => Field::Question,
        "customer" => Field::Customer,
        "product" => Field::Product,
        "period" => Field::Period,
        _ => return,
    };
    let mut spot = Spot {
        channel: told.channel_id.to_string(),
        guild: told.guild_id.map(|it| it.to_string()),
        parent: None,
        title: String::new(),
    };
    intake.places.fill(&intake.rest, &mut spot).await;
    let person = Person::of(&told.user, Some(&told.locale)).arrival();
    let chat = spot.arrival(Door::Aside { openly: true });
    let looking = reception::suggest(&intake.app, (Channel::Discord, &person), &chat, (field, written.value));
    let found = match tokio::time::timeout(SUGGESTED_WITHIN, looking).await {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            tracing::warn!(%error, "nothing could be suggested: {error}");
            Vec::new()
        }
        Err(_) => Vec::new(),
    };
    let choices: Vec<Value> = found.iter().map(|it| json!({"name": it, "value": it})).collect();
    let body = json!({"type": 8, "data": {"choices": choices}});
    callback(&intake.rest, (number(told.id.get()), &told.token), body).await;
}

/// What binds a group and changes its policy is asked of the group itself, by a command and by a message alike.
pub(super) fn is_of_group(command: &str) -> bool {
    matches!(command, "start" | "settings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_what_discord_takes() {
        let bodies = bodies();
        let commands = bodies.as_array().unwrap();
        assert_eq!(commands.len(), COMMANDS.len() + 4);
        let mut names = std::collections::BTreeSet::new();
        let options = commands.iter().flat_map(|it| it["options"].as_array().into_iter().flatten());
        for thing in commands.iter().chain(options) {
            for what in ["name", "description"] {
                let most = if what == "name" { 32 } else { 100 };
                let localized = thing[format!("{what}_localizations")].as_object().unwrap();
                for words in localized.values().chain([&thing[what]]) {
                    let words = words.as_str().unwrap();
                    assert!((1..=most).contains(&words.chars().count()) && !words.contains("discord-"), "{words}");
                    let fits = |it: char| it.is_alphanumeric() && it.to_lowercase().eq([it]) || matches!(it, '-' | '_' | '\'');
                    assert!(what != "name" || words.chars().all(fits), "{words}");
                }
            }
        }
        for command in commands {
            for name in [&command["name"], &command["name_localizations"]["uk"]] {
                assert!(names.insert(name.as_str().unwrap().to_owned()), "{name} stands twice");
            }
        }
    }
}
