//! A reply as a letter for Discord, and the messages it needs. Which ones these are depends on the letter alone, so a letter
//! that was cut off goes on where it was.

use std::path::PathBuf;

use kabinet_core::conversation::{Block, Choice};
use kabinet_core::locale::{Locale, text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::text::{self, EMBED, MESSAGE};
use super::updates::Door;
use crate::layout::{self, Line};
use crate::progress::STOP;

/// Pictures and files of a message.
const ATTACHED: usize = 10;
/// Buttons stand in five rows of five.
const ROW: usize = 5;
const ROWS: usize = 5;
/// More choices than these stand in a list to open, which holds so many.
const BUTTONS: usize = 15;
const LIST: usize = 25;
/// Letters of a button, of a line of a list.
const LABEL: usize = 80;
const LIST_LABEL: usize = 100;
/// The line on the left of an embed: the first colour of the charts.
const COLOUR: u32 = 0x1F_6F_EB;
/// Flags of a message: no previews of links, seen by one person alone.
const NO_PREVIEWS: u32 = 1 << 2;
pub(super) const HIDDEN: u32 = 1 << 6;

/// What is kept of a letter until it is sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Payload {
    pub blocks: Vec<Block>,
    pub locale: String,
    pub way: Way,
    /// What the buttons lead to, and for whom they are.
    pub door: Door,
    pub person: String,
}

/// How a letter goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Way {
    /// As a message in its channel, perhaps under another one; `edit`: in the place of the message that showed the progress.
    Channel { reply_to: Option<String>, edit: Option<String> },
    /// As the answer to a command or a tap, as long as Discord takes one. `first`: in the place of the sign that we think.
    Command { token: String, until: i64, hidden: bool, first: bool },
}

impl Payload {
    pub(super) fn locale(&self) -> Locale {
        self.locale.parse().unwrap_or_default()
    }
}

/// One message.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Note {
    pub lines: Vec<Line>,
    /// Pictures; the first one stands with the words.
    pub svgs: Vec<String>,
    pub files: Vec<(String, PathBuf)>,
    pub buttons: Vec<Choice>,
}

/// The messages of a letter, in order. Never none.
pub(super) fn notes(payload: &Payload) -> Vec<Note> {
    let blocks = &payload.blocks;
    let mut lines = text::words(blocks, payload.locale());
    let mut buttons: Vec<Choice> = Vec::new();
    let (mut svgs, mut files) = (Vec::new(), Vec::new());
    for block in blocks {
        match block {
            Block::Image { svg, .. } => svgs.push(svg.clone()),
            Block::File { name, path } => files.push((name.clone(), path.clone())),
            Block::Choices { choices } => buttons.extend(choices.iter().cloned()),
            Block::Text { .. } | Block::Table(_) => {}
        }
    }
    let mut notes: Vec<Note> = Vec::new();
    let mark = text::measure(0).of_all(&[mark(payload.locale())]) + 1;
    let picture_measure = text::measure(EMBED - mark);
    // What a picture shows is said beside it, if there is room.
    let beside = !svgs.is_empty() && picture_measure.of_all(&lines) <= EMBED - mark;
    for (n, svgs) in svgs.chunks(ATTACHED).enumerate() {
        let lines = if n == 0 && beside { std::mem::take(&mut lines) } else { Vec::new() };
        notes.push(Note { lines, svgs: svgs.to_vec(), ..Note::default() });
    }
    for lines in layout::parts(lines, text::measure(MESSAGE - mark)) {
        notes.push(Note { lines, ..Note::default() });
    }
    for files in files.chunks(ATTACHED) {
        match notes.last_mut() {
            Some(last) if last.files.is_empty() && last.svgs.len() + files.len() <= ATTACHED => last.files = files.to_vec(),
            _ => notes.push(Note { files: files.to_vec(), ..Note::default() }),
        }
    }
    for (n, buttons) in buttons.chunks(LIST * ROWS).enumerate() {
        match notes.last_mut() {
            Some(last) if n == 0 => last.buttons = buttons.to_vec(),
            _ => notes.push(Note { lines: vec![Line::plain("👇")], buttons: buttons.to_vec(), ..Note::default() }),
        }
    }
    if notes.is_empty() {
        notes.push(Note { lines: vec![Line::plain("…")], ..Note::default() });
    }
    notes
}

/// The mark of a letter that may have arrived already.
pub(super) fn mark(locale: Locale) -> Line {
    Line::plain(format!("↻ {}", text(locale, "letter-again", &[])))
}

/// The JSON of a message without what depends on its way. `names` are those of its files, pictures first.
pub(super) fn body(note: &Note, payload: &Payload, names: &[String]) -> Value {
    let words = text::markdown(&note.lines);
    let mut embeds = Vec::new();
    let mut content = words.as_str();
    for (n, _) in note.svgs.iter().enumerate() {
        let mut embed = json!({"color": COLOUR, "image": {"url": format!("attachment://{}", names[n])}});
        if n == 0 && !words.is_empty() {
            embed["description"] = words.as_str().into();
            content = "";
        }
        embeds.push(embed);
    }
    let attachments = names.iter().enumerate().map(|(n, name)| json!({"id": n, "filename": name}));
    json!({
        "content": content,
        "embeds": embeds,
        "components": components(&note.buttons, payload),
        "attachments": attachments.collect::<Vec<_>>(),
        "allowed_mentions": {"parse": [], "replied_user": false},
        "flags": if embeds.is_empty() { NO_PREVIEWS } else { 0 },
    })
}

/// Rows of buttons, or lists to open where there are many.
fn components(buttons: &[Choice], payload: &Payload) -> Vec<Value> {
    let to = format!("{}:{}", payload.door.letter(), payload.person);
    if buttons.len() > BUTTONS {
        let lists = buttons.chunks(LIST).enumerate().map(|(n, some)| {
            let options = some.iter().map(|it| json!({"label": cut(&it.label, LIST_LABEL), "value": it.token}));
            let list = json!({
                "type": 3,
                "custom_id": format!("{to}:list{n}"),
                "placeholder": text(payload.locale(), "discord-choose", &[]),
                "options": options.collect::<Vec<_>>(),
            });
            json!({"type": 1, "components": [list]})
        });
        return lists.collect();
    }
    let rows = buttons.chunks(ROW).map(|row| {
        let buttons = row
            .iter()
            .map(|it| json!({"type": 2, "style": 2, "label": cut(&it.label, LABEL), "custom_id": format!("{to}:{}", it.token)}));
        json!({"type": 1, "components": buttons.collect::<Vec<_>>()})
    });
    rows.collect()
}

/// The button that stops an import.
pub(super) fn stop_button(locale: Locale) -> Value {
    json!([{"type": 1, "components": [
        {"type": 2, "style": 4, "label": text(locale, "button-stop", &[]), "custom_id": STOP}
    ]}])
}

fn cut(label: &str, most: usize) -> String {
    let label = label.trim();
    match label.encode_utf16().count() {
        0 => "…".into(),
        length if length <= most => label.to_owned(),
        _ => {
            let mut used = 0;
            let fits = |it: &char| {
                used += it.len_utf16();
                used < most
            };
            label.chars().take_while(fits).chain(['…']).collect()
        }
    }
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

    fn choices(count: usize) -> Block {
        let choice = |n| Choice { label: format!("Вибір {n}"), token: format!("t{n}"), page: None };
        Block::Choices { choices: (0..count).map(choice).collect() }
    }

    fn payload(blocks: Vec<Block>) -> Payload {
        let way = Way::Channel { reply_to: None, edit: None };
        Payload { blocks, locale: "uk".into(), way, door: Door::Private, person: "9".into() }
    }

    /// What stands in each message: words, pictures, files, buttons.
    fn course(blocks: Vec<Block>) -> String {
        let note = |it: Note| {
            let words = if it.lines.is_empty() { "" } else { "w" };
            format!("{words}{}{}{}", "p".repeat(it.svgs.len()), "f".repeat(it.files.len()), "b".repeat(it.buttons.len()))
        };
        notes(&payload(blocks)).into_iter().map(note).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_message_holds_words_picture_files_and_buttons() {
        let long = "слово ".repeat(300);
        for (blocks, expected) in [
            (vec![said("а"), picture(), choices(1)], "wpb"),
            (vec![said(&long), picture(), choices(2)], "wpbb"),
            (vec![said(&"слово ".repeat(1_500)), picture(), choices(1)], "p w w w w wb"),
            (vec![said("а"), file(), choices(1)], "wfb"),
            (vec![said("а"), picture(), file()], "wpf"),
            (vec![said("а"), picture(), picture()], "wpp"),
            (vec![file(), file()], "ff"),
            (vec![choices(1)], "wb"),
            (vec![], "w"),
        ] {
            assert_eq!(course(blocks), expected);
        }
        assert_eq!(course((0..11).map(|_| picture()).collect()), "pppppppppp p");
    }

    #[test]
    fn choices_stand_in_rows_and_many_of_them_in_lists() {
        let shown = |count| {
            let payload = payload(vec![said("а"), choices(count)]);
            let note = notes(&payload).pop().unwrap();
            body(&note, &payload, &[])["components"].clone()
        };
        let rows = shown(7);
        assert_eq!(rows.as_array().unwrap().len(), 2);
        assert_eq!(rows[1]["components"][1]["custom_id"], "p:9:t6");
        let lists = shown(30);
        assert_eq!(lists[0]["components"][0]["options"].as_array().unwrap().len(), 25);
        assert_eq!(lists[1]["components"][0]["options"][4]["value"], "t29");
        assert_eq!(notes(&payload(vec![said("а"), choices(126)])).len(), 2);
    }

    #[test]
    fn labels_are_never_longer_than_discord_takes() {
        assert_eq!(cut("  Так ", LABEL), "Так");
        assert_eq!(cut(&"🙂".repeat(60), LABEL).encode_utf16().count(), 79);
        assert_eq!(cut(" ", LABEL), "…");
    }

    #[test]
    fn nobody_is_called_and_words_stand_with_their_picture() {
        let payload = payload(vec![said("@everyone"), picture()]);
        let note = notes(&payload).remove(0);
        let body = body(&note, &payload, &["chart.png".into()]);
        assert_eq!(body["allowed_mentions"], json!({"parse": [], "replied_user": false}));
        assert_eq!(body["embeds"][0]["image"]["url"], "attachment://chart.png");
        assert_eq!(body["embeds"][0]["description"], "**@\u{200b}everyone**");
        assert_eq!(body["content"], "");
    }
}
