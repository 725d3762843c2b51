//! The terminal: everything is written into it at once, except for second taps; it offers only what stands last.

use kabinet_bot::terminal::{self, Seat};
use kabinet_core::tenancy::Actor;

use super::{Act, Place, Turn, block_of, fixture};

pub async fn hold(place: &Place, turns: &[Turn<'_>]) {
    let mut input = String::new();
    let mut expected = Vec::new();
    for turn in turns {
        match turn.act {
            Act::Tap { ago: 1, .. } => continue,
            Act::Tap { n, .. } => input.push_str(&format!("{n}\n")),
            Act::Drop(path) => input.push_str(&format!("/file {}\n", fixture(path).display())),
            Act::Write(words) | Act::Aside(words) => input.push_str(&format!("{words}\n")),
        }
        expected.extend(turn.reply.iter().flat_map(|it| printed(it)));
    }
    let seat = Seat {
        organization: place.organization.clone(),
        actor: Actor::OPERATOR,
        locale: place.locale,
        chat: "1".into(),
        folder: place.folder.path().into(),
    };
    let mut output = Vec::new();
    terminal::run(&place.app, seat, input.as_bytes(), &mut output).await.unwrap();
    let output = String::from_utf8(output).unwrap().replace('\u{a0}', " ");
    let mut printed = output.lines().map(|it| it.trim_start_matches("> "));
    for line in expected {
        assert!(printed.any(|it| it.contains(&line)), "the terminal does not say {line:?}:\n{output}");
    }
}

/// Lines of the terminal for a line of the transcript.
fn printed(line: &str) -> Vec<String> {
    let Some(block) = block_of(line) else { return vec![line.to_owned()] };
    if let Some(labels) = block.strip_prefix("choices: ") {
        return labels.split(" | ").enumerate().map(|(n, label)| format!("[{}] {label}", n + 1)).collect();
    }
    match block.strip_prefix("file ") {
        Some(name) => vec![name.to_owned()],
        None if block == "chart" => vec![".png".into()],
        None => vec![],
    }
}
