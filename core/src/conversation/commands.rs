//! Words that begin with a slash: the same in every face.

use super::dialogue::Dialogue;
use super::message::{Incoming, Reply, Status};
use super::{linked, organizations, past, question, report, settings};
use crate::app::App;
use crate::error::Result;
use crate::locale::text;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// With what a link carried.
    Start(String),
    Help,
    Menu,
    Report,
    Undo,
    Settings,
    Language,
    Organization,
    /// Chats linked to the organization, codes for new ones.
    Chats,
    Cancel,
}

/// Commands in the order a service lists them; the text `command-NAME` says what each does.
pub const COMMANDS: [&str; 9] = ["menu", "report", "undo", "org", "chats", "settings", "language", "help", "cancel"];

/// The command in these words, if they are one. `/start@kabinet_bot CODE` is read too.
pub(super) fn parse(words: &str) -> Option<Command> {
    let words = words.trim().strip_prefix('/')?;
    let (name, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let name = name.split('@').next().unwrap_or_default().to_lowercase();
    Some(match name.as_str() {
        "start" | "старт" => Command::Start(rest.trim().to_owned()),
        "help" | "допомога" => Command::Help,
        "menu" | "меню" => Command::Menu,
        "report" | "звіт" => Command::Report,
        "undo" => Command::Undo,
        "settings" | "налаштування" => Command::Settings,
        "language" | "мова" => Command::Language,
        "org" | "фірма" => Command::Organization,
        "chats" | "чати" => Command::Chats,
        "cancel" | "скасувати" => Command::Cancel,
        _ => return None,
    })
}

pub(super) async fn run(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, command: Command) -> Result<Reply> {
    // Whoever gives a command is done with what was asked before.
    dialogue.pending = None;
    match command {
        Command::Start(code) => organizations::start(app, incoming, dialogue, &code).await,
        Command::Help => question::help(app, incoming, dialogue).await,
        Command::Menu => settings::menu(app, incoming, dialogue).await,
        Command::Report => report::month(app, incoming, dialogue).await,
        Command::Undo => past::ask_undo(app, incoming, dialogue, None).await,
        Command::Settings => settings::show(app, incoming, dialogue).await,
        Command::Language => settings::languages(incoming.locale, dialogue),
        Command::Organization => organizations::show(app, incoming, dialogue).await,
        Command::Chats => linked::show(app, incoming, dialogue).await,
        Command::Cancel => Ok(Reply::said(Status::Done, text(incoming.locale, "cancelled", &[]))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_told_from_words() {
        assert_eq!(parse("/start@kabinet_bot ABC"), Some(Command::Start("ABC".into())));
        assert_eq!(parse(" /HELP "), Some(Command::Help));
        assert_eq!(parse("/звіт"), Some(Command::Report));
        assert_eq!(parse("/nothing"), None);
        assert_eq!(parse("help"), None);
        for name in COMMANDS {
            assert!(parse(&format!("/{name}")).is_some(), "{name}");
        }
    }
}
