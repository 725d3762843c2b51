//! Words that are no question but a wish about imports: take one back, do it again, forget the columns.

use super::dialogue::{self, Dialogue};
use super::message::{Incoming, Reply, Status};
use super::past;
use crate::app::App;
use crate::error::Result;
use crate::imports;
use crate::locale::{Arg, text};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    ForgetColumns,
    /// The import with this number; without one, the newest.
    Undo(Option<i64>),
    Redo(Option<i64>),
    History,
}

/// Words that add nothing.
const FILLERS: &[&str] = &[
    "the",
    "my",
    "last",
    "latest",
    "all",
    "please",
    "of",
    "no",
    "number",
    "again",
    "file",
    "всі",
    "усі",
    "все",
    "будь",
    "ласка",
    "останній",
    "останнє",
    "останнього",
    "мій",
    "моє",
    "номер",
    "знову",
    "файлу",
    "файла",
];
const UNDO: &[&str] = &["скасуй", "скасувати", "скасуйте", "відміни", "відмінити", "відкоти", "undo", "revert", "cancel"];
const REDO: &[&str] = &["поверни", "повернути", "поверніть", "повтори", "повторити", "redo", "restore"];
const IMPORT: &[&str] = &["імпорт", "імпорту", "завантаження", "import", "upload", "loading"];
const IMPORTS: &[&str] = &["імпорту", "імпортів", "завантажень", "imports", "import", "uploads"];
const FORGET: &[&str] = &["забудь", "забути", "забудьте", "forget"];
const COLUMNS: &[&str] = &["колонки", "колонку", "columns", "mapping", "mappings"];

/// The wish in these words, if it is one.
pub(super) fn understand(words: &str) -> Option<Wish> {
    let lower = words.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty() && !FILLERS.contains(it));
    let words: Vec<&str> = words.take(4).collect();
    let (first, second) = (words.first()?, words.get(1)?);
    let number = match words.get(2) {
        Some(word) => Some(word.parse::<i64>().ok()?),
        None => None,
    };
    let is = |known: &[&str], word: &str| known.contains(&word);
    match () {
        () if words.len() > 3 => None,
        () if is(UNDO, first) && is(IMPORT, second) => Some(Wish::Undo(number)),
        () if is(REDO, first) && is(IMPORT, second) => Some(Wish::Redo(number)),
        () if number.is_some() => None,
        () if is(FORGET, first) && is(COLUMNS, second) => Some(Wish::ForgetColumns),
        () if matches!(*first, "історія" | "історію" | "history") && is(IMPORTS, second) => Some(Wish::History),
        () if is(IMPORTS, first) && *second == "history" => Some(Wish::History),
        () => None,
    }
}

/// «скасувати», and nothing more.
pub(super) fn is_cancel(words: &str) -> bool {
    const CANCEL: &[&str] = &["відміна", "отмена", "отмени", "отменить", "передумав", "передумала", "стоп", "stop"];
    match &dialogue::letters(words)[..] {
        [word] => UNDO.contains(&word.as_str()) || CANCEL.contains(&word.as_str()),
        _ => false,
    }
}

pub(super) async fn grant(app: &App, incoming: &Incoming, dialogue: &mut Dialogue, wish: Wish) -> Result<Reply> {
    match wish {
        Wish::Undo(number) => past::ask_undo(app, incoming, dialogue, number).await,
        Wish::Redo(number) => past::redo(app, incoming, dialogue, number).await,
        Wish::History => past::show(app, incoming, dialogue).await,
        Wish::ForgetColumns => {
            let forgotten = imports::forget(&app.imports(), (&incoming.organization, &incoming.actor), None).await?;
            let count = i64::try_from(forgotten).unwrap_or(i64::MAX);
            Ok(Reply::said(Status::Done, text(incoming.locale, "columns-forgotten", &[("count", Arg::from(count))])))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_told_from_questions() {
        for (words, wish) in [
            ("скасуй останній імпорт", Some(Wish::Undo(None))),
            ("Скасуй імпорт №3", Some(Wish::Undo(Some(3)))),
            ("undo import 3", Some(Wish::Undo(Some(3)))),
            ("Undo the last import, please", Some(Wish::Undo(None))),
            ("поверни імпорт 12", Some(Wish::Redo(Some(12)))),
            ("redo import", Some(Wish::Redo(None))),
            ("забудь колонки", Some(Wish::ForgetColumns)),
            ("Forget the columns.", Some(Wish::ForgetColumns)),
            ("історія завантажень", Some(Wish::History)),
            ("import history", Some(Wish::History)),
            ("скасовані замовлення за жовтень", None),
            ("cancel", None),
            ("повернення за жовтень", None),
            ("скасуй імпорт меду з Польщі за жовтень", None),
        ] {
            assert_eq!(understand(words), wish, "{words}");
        }
    }
}
