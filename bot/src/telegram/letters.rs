//! A reply as a letter for Telegram, and the calls it needs. Which calls these are depends on the letter alone, so a
//! letter that was cut off goes on where it was.

use kabinet_core::conversation::{Block, Choice};
use kabinet_core::locale::{Locale, text};
use serde::{Deserialize, Serialize};

use super::text::{self, CAPTION, Line, MESSAGE};

/// Telegram takes two to ten pictures in an album.
const ALBUM: usize = 10;
/// Labels this short stand two in a row.
const SHORT_LABEL: usize = 16;
/// Letters of a button that a phone shows.
const LABEL: usize = 48;

/// What is kept of a letter until it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Payload {
    pub blocks: Vec<Block>,
    pub locale: String,
    /// Answers this message.
    #[serde(default)]
    pub reply_to: Option<i32>,
    /// The topic of a forum.
    #[serde(default)]
    pub thread: Option<i32>,
    /// The message that showed the progress: the first words take its place.
    #[serde(default)]
    pub edit: Option<i32>,
}

impl Payload {
    pub(super) fn new(blocks: Vec<Block>, locale: Locale) -> Self {
        Self { blocks, locale: locale.id().to_owned(), reply_to: None, thread: None, edit: None }
    }

    pub(super) fn locale(&self) -> Locale {
        self.locale.parse().unwrap_or_default()
    }
}

/// One call of the Bot API.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Call {
    Text {
        lines: Vec<Line>,
        buttons: Vec<Choice>,
    },
    /// Takes the place of the words of a message.
    Edit {
        message: i32,
        lines: Vec<Line>,
        buttons: Vec<Choice>,
    },
    Picture {
        svg: String,
        caption: Vec<Line>,
        buttons: Vec<Choice>,
    },
    Album {
        svgs: Vec<String>,
        caption: Vec<Line>,
    },
    File {
        name: String,
        path: std::path::PathBuf,
        caption: Vec<Line>,
        buttons: Vec<Choice>,
    },
}

/// The calls of a letter, in order. Never none.
pub(super) fn calls(payload: &Payload) -> Vec<Call> {
    let mut blocks = payload.blocks.as_slice();
    let mut calls = Vec::new();
    if let Some(message) = payload.edit {
        let (lines, rest) = match blocks.split_first() {
            Some((Block::Text { text }, rest)) if text::length(text) <= MESSAGE && !text.trim().is_empty() => {
                (text::lines(text).collect(), rest)
            }
            _ => (vec![Line::plain(text(payload.locale(), "progress-over", &[]))], blocks),
        };
        blocks = rest;
        // Buttons under nothing else stand under these words.
        let only_buttons = blocks.iter().all(|it| matches!(it, Block::Choices { .. }));
        let buttons = if only_buttons { buttons(blocks) } else { Vec::new() };
        calls.push(Call::Edit { message, lines, buttons });
        if only_buttons {
            return calls;
        }
    }
    calls.extend(laid_out(blocks, payload.locale()));
    if calls.is_empty() {
        calls.push(Call::Text { lines: vec![Line::plain("…")], buttons: Vec::new() });
    }
    calls
}

fn laid_out(blocks: &[Block], locale: Locale) -> Vec<Call> {
    let mut lines = text::words(blocks, locale);
    let buttons = buttons(blocks);
    let svgs: Vec<&String> = blocks
        .iter()
        .filter_map(|it| match it {
            Block::Image { svg, .. } => Some(svg),
            _ => None,
        })
        .collect();
    let files = blocks.iter().filter_map(|it| match it {
        Block::File { name, path } => Some((name.clone(), path.clone())),
        _ => None,
    });
    let mut files: Vec<_> = files.collect();
    let mut calls = Vec::new();
    let fits = !lines.is_empty() && text::length_of(&lines) <= CAPTION - text::length(MARK_ROOM);
    match svgs.as_slice() {
        [] => {}
        [svg] if fits => {
            let (caption, under) = (std::mem::take(&mut lines), if files.is_empty() { buttons.clone() } else { Vec::new() });
            calls.push(Call::Picture { svg: (*svg).clone(), caption, buttons: under });
        }
        [svg] => calls.push(Call::Picture { svg: (*svg).clone(), caption: Vec::new(), buttons: Vec::new() }),
        many => {
            // An album bears no buttons, so its words stand beside it, where they can have some.
            let caption = if fits && buttons.is_empty() { std::mem::take(&mut lines) } else { Vec::new() };
            let mut caption = Some(caption);
            for svgs in many.chunks(ALBUM) {
                let caption = caption.take().unwrap_or_default();
                match svgs {
                    [svg] => calls.push(Call::Picture { svg: (*svg).clone(), caption, buttons: Vec::new() }),
                    svgs => calls.push(Call::Album { svgs: svgs.iter().map(|it| (*it).clone()).collect(), caption }),
                }
            }
        }
    }
    let fits = !lines.is_empty() && text::length_of(&lines) <= CAPTION - text::length(MARK_ROOM);
    if calls.is_empty() && files.len() == 1 && fits {
        let (name, path) = files.remove(0);
        calls.push(Call::File { name, path, caption: lines, buttons });
        return calls;
    }
    let under_last_file = lines.is_empty() && !files.is_empty();
    let parts = text::parts(lines, MESSAGE - text::length(MARK_ROOM));
    let n_parts = parts.len();
    for (n, lines) in parts.into_iter().enumerate() {
        let is_last = n + 1 == n_parts && !under_last_file;
        calls.push(Call::Text { lines, buttons: if is_last { buttons.clone() } else { Vec::new() } });
    }
    let n_files = files.len();
    for (n, (name, path)) in files.into_iter().enumerate() {
        let under = if under_last_file && n + 1 == n_files { buttons.clone() } else { Vec::new() };
        calls.push(Call::File { name, path, caption: Vec::new(), buttons: under });
    }
    if calls.is_empty() && !buttons.is_empty() {
        calls.push(Call::Text { lines: vec![Line::plain("👇")], buttons });
    }
    calls
}

/// Room for the line that marks a repetition.
const MARK_ROOM: &str = "↻ Можливо, ви вже отримали це повідомлення, бо відповіді сервісу не було.  ";

/// The mark of a letter that may have arrived already.
pub(super) fn mark(locale: Locale) -> Line {
    Line::plain(format!("↻ {}", text(locale, "letter-again", &[])))
}

fn buttons(blocks: &[Block]) -> Vec<Choice> {
    let choices = blocks.iter().filter_map(|it| match it {
        Block::Choices { choices } => Some(choices.clone()),
        _ => None,
    });
    choices.flatten().collect()
}

/// Labels and tokens row by row: short ones in pairs.
pub(super) fn rows(buttons: &[Choice]) -> Vec<Vec<(String, String)>> {
    let mut rows: Vec<Vec<(String, String)>> = Vec::new();
    let is_short = |label: &str| label.chars().count() <= SHORT_LABEL;
    for choice in buttons {
        let label: String = match choice.label.chars().count() {
            0..=LABEL => choice.label.clone(),
            _ => choice.label.chars().take(LABEL - 1).chain(['…']).collect(),
        };
        match rows.last_mut() {
            Some(row) if row.len() == 1 && is_short(&row[0].0) && is_short(&label) => row.push((label, choice.token.clone())),
            _ => rows.push(vec![(label, choice.token.clone())]),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Block {
        Block::Text { text: text.into() }
    }

    fn picture() -> Block {
        Block::Image { svg: "<svg/>".into(), alt: "a".into() }
    }

    fn file() -> Block {
        Block::File { name: "rows.xlsx".into(), path: "rows".into() }
    }

    fn choices(labels: &[&str]) -> Block {
        let choice = |it: &&str| Choice { label: (*it).into(), token: "t".into(), page: None };
        Block::Choices { choices: labels.iter().map(choice).collect() }
    }

    /// Letters of the calls, with a `+` where buttons stand.
    fn course(blocks: Vec<Block>, edit: Option<i32>) -> String {
        let payload = Payload { edit, ..Payload::new(blocks, Locale::Uk) };
        let plus = |buttons: &[Choice]| if buttons.is_empty() { "" } else { "+" };
        let calls = calls(&payload).into_iter().map(|it| match it {
            Call::Text { buttons, .. } => format!("text{}", plus(&buttons)),
            Call::Edit { buttons, .. } => format!("edit{}", plus(&buttons)),
            Call::Picture { caption, buttons, .. } => {
                format!("picture{}{}", if caption.is_empty() { "" } else { "(words)" }, plus(&buttons))
            }
            Call::Album { svgs, caption } => format!("album{}{}", svgs.len(), if caption.is_empty() { "" } else { "(words)" }),
            Call::File { caption, buttons, .. } => {
                format!("file{}{}", if caption.is_empty() { "" } else { "(words)" }, plus(&buttons))
            }
        });
        calls.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_message_holds_picture_words_and_buttons() {
        let long = "слово ".repeat(300);
        for (blocks, edit, expected) in [
            (vec![said("а"), picture(), choices(&["б"])], None, "picture(words)+"),
            (vec![said(&long), picture(), choices(&["б"])], None, "picture text+"),
            (vec![said(&"слово ".repeat(1500)), choices(&["б"])], None, "text text text+"),
            (vec![said("а"), picture(), picture(), choices(&["б"])], None, "album2 text+"),
            (vec![said("а"), picture(), picture()], None, "album2(words)"),
            (vec![said("а"), file(), choices(&["б"])], None, "file(words)+"),
            (vec![file(), file(), choices(&["б"])], None, "file file+"),
            (vec![said("а"), picture(), file(), choices(&["б"])], None, "picture(words) file+"),
            (vec![said("готово"), choices(&["б"])], Some(7), "edit+"),
            (vec![said("готово"), file(), said("видно"), picture(), choices(&["б"])], Some(7), "edit picture(words) file+"),
            (vec![picture()], Some(7), "edit picture"),
            (vec![choices(&["б"])], None, "text+"),
            (vec![], None, "text"),
        ] {
            assert_eq!(course(blocks, edit), expected);
        }
        assert_eq!(course((0..11).map(|_| picture()).collect(), None), "album10 picture");
    }

    #[test]
    fn short_buttons_stand_in_pairs() {
        let Block::Choices { choices } = choices(&["Так", "Ні", "Порівняти з торішнім", "Ще"]) else {
            panic!()
        };
        let labels: Vec<Vec<String>> = rows(&choices).into_iter().map(|row| row.into_iter().map(|it| it.0).collect()).collect();
        assert_eq!(labels, [vec!["Так", "Ні"], vec!["Порівняти з торішнім"], vec!["Ще"]]);
    }
}
