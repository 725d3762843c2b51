//! The list of commands that Telegram shows, in both languages, for private chats and for groups.

use std::time::Duration;

use kabinet_core::conversation::COMMANDS;
use kabinet_core::locale::{Locale, text};
use serde_json::{Value, json};

use super::connection::{Connection, raw};

const CALL: Duration = Duration::from_secs(20);
/// What makes sense among others.
const IN_GROUPS: [&str; 4] = ["report", "settings", "help", "cancel"];

/// Tells Telegram the commands. They only help to type: what goes wrong here is tried again at the next start.
pub(super) async fn announce(connection: &Connection) {
    for body in bodies() {
        if let Err(fault) = raw(&connection.bot, "setMyCommands", body, CALL).await {
            tracing::warn!("Telegram was not told our commands: {fault}");
            return;
        }
    }
}

fn bodies() -> Vec<Value> {
    let mut bodies = Vec::new();
    for (scope, names) in [("all_private_chats", &COMMANDS[..]), ("all_group_chats", &IN_GROUPS[..])] {
        // Those whose language we do not speak get English.
        for (language, locale) in [("", Locale::En), ("uk", Locale::Uk), ("ru", Locale::Uk), ("en", Locale::En)] {
            let commands: Vec<Value> = names
                .iter()
                .map(|it| json!({"command": it, "description": text(locale, &format!("command-{it}"), &[])}))
                .collect();
            let mut body = json!({"commands": commands, "scope": {"type": scope}});
            if !language.is_empty() {
                body["language_code"] = language.into();
            }
            bodies.push(body);
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_what_telegram_takes() {
        let bodies = bodies();
        assert_eq!(bodies.len(), 8);
        for command in bodies.iter().flat_map(|it| it["commands"].as_array().unwrap()) {
            let (name, words) = (command["command"].as_str().unwrap(), command["description"].as_str().unwrap());
            assert!(name.len() <= 32 && name.bytes().all(|it| it.is_ascii_lowercase()), "{name}");
            assert!((1..=256).contains(&words.chars().count()) && !words.starts_with("command-"), "{words}");
        }
    }
}
