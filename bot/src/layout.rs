//! Words of a reply as lines, before a service gives them its form: tables that fit a screen, texts parted at line ends.

use kabinet_core::conversation::{Block, TableBlock};
use kabinet_core::locale::{Arg, Locale, text};

/// Between columns.
const GAP: usize = 2;
/// Figures of a row that still can be told apart in a list; more of them are in the file.
const FIGURES: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Bold,
    /// All letters are equally wide.
    Mono,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub text: String,
    pub style: Style,
}

impl Line {
    pub(crate) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Plain }
    }
}

/// The lines of a text; an empty line is one too.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line> {
    text.lines().map(Line::plain)
}

/// A table as columns under each other where they fit the width of a screen, else as a list. `has_file`: all of it can be had
/// as a file.
pub(crate) fn table(table: &TableBlock, screen: usize, (locale, has_file): (Locale, bool)) -> Vec<Line> {
    columns(table, screen).unwrap_or_else(|| list(table, locale, has_file))
}

fn columns(table: &TableBlock, screen: usize) -> Option<Vec<Line>> {
    let n_columns = table.header.len();
    let all = || std::iter::once(&table.header).chain(&table.rows);
    let width = |n: usize| all().map(|row| row.get(n).map_or(0, |it| width(it))).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n_columns).map(width).collect();
    // A long first column (names) may be broken; figures never are.
    let figures: usize = widths.iter().skip(1).sum::<usize>() + GAP * n_columns.saturating_sub(1);
    let room = screen.checked_sub(figures)?;
    let first = widths.first().copied()?.min(room);
    if n_columns > 4 || (first < widths[0] && room < 12) {
        return None;
    }
    let mut lines = Vec::new();
    for row in all() {
        let name = row.first().map(String::as_str).unwrap_or_default();
        let mut parts = wrapped(name, first).into_iter();
        let mut line = padded(&parts.next().unwrap_or_default(), first, false);
        for (n, cell) in row.iter().enumerate().skip(1) {
            line.push_str(&" ".repeat(GAP));
            line.push_str(&padded(cell, widths[n], table.numeric.get(n).copied().unwrap_or(false)));
        }
        lines.push(Line { text: line.trim_end().to_owned(), style: Style::Mono });
        lines.extend(parts.map(|it| Line { text: format!(" {it}"), style: Style::Mono }));
    }
    Some(lines)
}

/// A name with one figure stands in a line; several figures stand below their name, so that a phone breaks neither.
fn list(table: &TableBlock, locale: Locale, has_file: bool) -> Vec<Line> {
    let figures = table.header.get(1..).unwrap_or_default();
    let shown = if has_file { figures.len().min(FIGURES) } else { figures.len() };
    let mut lines = Vec::new();
    if figures.len() > 1 {
        lines.push(Line::plain(figures[..shown].join(" · ")));
    }
    for (n, row) in table.rows.iter().enumerate() {
        let (name, rest) = row.split_first().map(|(name, rest)| (name.as_str(), rest)).unwrap_or_default();
        match rest {
            [] => lines.push(Line::plain(format!("{}. {name}", n + 1))),
            [only] => lines.push(Line::plain(format!("{}. {name}: {only}", n + 1))),
            many => {
                lines.push(Line { text: format!("{}. {name}", n + 1), style: Style::Bold });
                lines.push(Line::plain(many[..shown.min(many.len())].join(" · ")));
            }
        }
    }
    if shown < figures.len() {
        let args = [("columns", Arg::from(figures[shown..].join(", ")))];
        lines.push(Line::plain(text(locale, "telegram-more-columns", &args)));
    }
    lines
}

/// Breaks a name at its spaces, the following lines a little further in.
fn wrapped(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let room = if lines.is_empty() { room } else { room.saturating_sub(1) }.max(1);
        let mut word = word;
        loop {
            let gap = usize::from(!line.is_empty());
            if width(&line) + gap + width(word) <= room {
                if gap > 0 {
                    line.push(' ');
                }
                line.push_str(word);
                break;
            }
            if line.is_empty() {
                // A word wider than the column is broken where it ends.
                let end = word.char_indices().nth(room).map_or(word.len(), |(at, _)| at);
                lines.push(word[..end].to_owned());
                word = &word[end..];
                if word.is_empty() {
                    break;
                }
            } else {
                lines.push(std::mem::take(&mut line));
            }
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

fn padded(text: &str, to: usize, right: bool) -> String {
    let gap = " ".repeat(to.saturating_sub(width(text)));
    if right { format!("{gap}{text}") } else { format!("{text}{gap}") }
}

pub(crate) fn width(text: &str) -> usize {
    text.chars().count()
}

/// The words of some blocks as lines: an empty line between two blocks, the figure in bold where there is something to see.
pub(crate) fn words(blocks: &[Block], screen: usize, locale: Locale) -> Vec<Line> {
    let as_file = text(locale, "button-rows", &[]);
    let has_file =
        blocks.iter().any(|it| matches!(it, Block::Choices { choices } if choices.iter().any(|it| it.label == as_file)));
    let shows_figures = blocks.iter().any(|it| matches!(it, Block::Image { .. } | Block::Table(_)));
    let mut all: Vec<Line> = Vec::new();
    for block in blocks {
        let more: Vec<Line> = match block {
            Block::Text { text } if !text.trim().is_empty() => lines(text).collect(),
            Block::Table(table) if !table.rows.is_empty() => self::table(table, screen, (locale, has_file)),
            _ => continue,
        };
        if !all.is_empty() {
            all.push(Line::plain(""));
        }
        all.extend(more);
    }
    // The figure is what the eye looks for.
    if shows_figures && let Some(first) = all.first_mut().filter(|it| it.style == Style::Plain) {
        first.style = Style::Bold;
    }
    all
}

/// How a service counts.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    /// Of a message.
    pub limit: usize,
    /// What a letter takes once it has its form.
    pub letter: fn(char) -> usize,
    /// What a line takes beside its letters, its end not counted.
    pub line: fn(Style) -> usize,
}

impl Measure {
    fn of(self, line: &Line) -> usize {
        line.text.chars().map(self.letter).sum::<usize>() + (self.line)(line.style)
    }

    /// All lines together, ends of lines included.
    pub(crate) fn of_all(self, lines: &[Line]) -> usize {
        lines.iter().map(|it| self.of(it) + 1).sum::<usize>().saturating_sub(1)
    }
}

/// Parts lines into messages. A line that is longer by itself is broken at a space.
pub(crate) fn parts(lines: Vec<Line>, measure: Measure) -> Vec<Vec<Line>> {
    let mut parts: Vec<Vec<Line>> = vec![Vec::new()];
    let mut used = 0;
    for line in lines.into_iter().flat_map(|it| broken(it, measure)) {
        let length = measure.of(&line);
        if used > 0 && used + length + 1 > measure.limit {
            parts.push(Vec::new());
            used = 0;
        }
        used += length + usize::from(used > 0);
        if let Some(part) = parts.last_mut() {
            part.push(line);
        }
    }
    // No part begins or ends with an empty line: services cut them anyway, and refuse a message of nothing.
    for part in &mut parts {
        while part.last().is_some_and(|it| it.text.trim().is_empty()) {
            part.pop();
        }
        let empty = part.iter().take_while(|it| it.text.trim().is_empty()).count();
        part.drain(..empty);
    }
    parts.retain(|it| !it.is_empty());
    parts
}

fn broken(line: Line, measure: Measure) -> Vec<Line> {
    let room = measure.limit.saturating_sub((measure.line)(line.style)).max(1);
    let mut pieces = Vec::new();
    let mut rest = line.text.as_str();
    loop {
        let mut used = 0;
        let mut end = None;
        let mut space = None;
        for (at, letter) in rest.char_indices() {
            used += (measure.letter)(letter);
            if used > room {
                end = Some(at);
                break;
            }
            if letter == ' ' {
                space = Some(at + 1);
            }
        }
        let Some(end) = end else { break };
        // A letter that fits nowhere is taken all the same, or this would never end.
        let least = rest.chars().next().map_or(1, char::len_utf8);
        let end = space.filter(|it| *it > end / 2).unwrap_or(end).max(least);
        pieces.push(Line { text: rest[..end].trim_end().to_owned(), style: line.style });
        rest = &rest[end..];
    }
    pieces.push(Line { text: rest.to_owned(), style: line.style });
    pieces
}
