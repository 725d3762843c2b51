//! Words for Telegram: HTML with everything escaped, parted at line ends where they are too long, tables that fit a phone.
//! Telegram counts UTF-16 units of the text as it is read, without the tags.

use kabinet_core::conversation::TableBlock;
use kabinet_core::locale::{Arg, Locale, text};

/// Of a message.
pub(super) const MESSAGE: usize = 4_096;
/// Of the words under a picture or a file.
pub(super) const CAPTION: usize = 1_024;
/// Letters of one width that stand beside each other on a phone of 390 points.
const PHONE_WIDTH: usize = 34;
/// Between columns.
const GAP: usize = 2;
/// Figures of a row that still can be told apart in a list; more of them are in the file.
const FIGURES: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    Plain,
    Bold,
    /// All letters are equally wide.
    Mono,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub text: String,
    pub style: Style,
}

impl Line {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), style: Style::Plain }
    }
}

/// The lines of a text; an empty line is one too.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line> {
    text.lines().map(Line::plain)
}

/// A table as columns under each other where they fit a phone, else as a list. `has_file`: all of it can be had as a file.
pub(super) fn table(table: &TableBlock, locale: Locale, has_file: bool) -> Vec<Line> {
    columns(table).unwrap_or_else(|| list(table, locale, has_file))
}

fn columns(table: &TableBlock) -> Option<Vec<Line>> {
    let n_columns = table.header.len();
    let all = || std::iter::once(&table.header).chain(&table.rows);
    let width = |n: usize| all().map(|row| row.get(n).map_or(0, |it| width(it))).max().unwrap_or(0);
    let widths: Vec<usize> = (0..n_columns).map(width).collect();
    // A long first column (names) may be broken; figures never are.
    let figures: usize = widths.iter().skip(1).sum::<usize>() + GAP * n_columns.saturating_sub(1);
    let room = PHONE_WIDTH.checked_sub(figures)?;
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

fn width(text: &str) -> usize {
    text.chars().count()
}

/// How long Telegram says a text is.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// How long the lines are together, ends of lines included.
pub(super) fn length_of(lines: &[Line]) -> usize {
    lines.iter().map(|it| length(&it.text) + 1).sum::<usize>().saturating_sub(1)
}

/// Parts lines into messages of at most `limit`. A line that is longer by itself is broken at a space.
pub(super) fn parts(lines: Vec<Line>, limit: usize) -> Vec<Vec<Line>> {
    let mut parts: Vec<Vec<Line>> = vec![Vec::new()];
    let mut used = 0;
    for line in lines.into_iter().flat_map(|it| broken(it, limit)) {
        let more = length(&line.text) + usize::from(used > 0);
        if used + more > limit {
            parts.push(Vec::new());
            used = 0;
        }
        used += length(&line.text) + usize::from(used > 0);
        if let Some(part) = parts.last_mut() {
            part.push(line);
        }
    }
    // No part begins or ends with an empty line: Telegram cuts them anyway, and refuses a message of nothing.
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

fn broken(line: Line, limit: usize) -> Vec<Line> {
    let mut pieces = Vec::new();
    let mut rest = line.text.as_str();
    while length(rest) > limit {
        let mut used = 0;
        let mut end = 0;
        let mut space = None;
        for (at, letter) in rest.char_indices() {
            if used + letter.len_utf16() > limit {
                break;
            }
            used += letter.len_utf16();
            end = at + letter.len_utf8();
            if letter == ' ' {
                space = Some(end);
            }
        }
        let end = space.filter(|it| *it > end / 2).unwrap_or(end).max(1);
        pieces.push(Line { text: rest[..end].trim_end().to_owned(), style: line.style });
        rest = &rest[end..];
    }
    pieces.push(Line { text: rest.to_owned(), style: line.style });
    pieces
}

/// The HTML of some lines.
pub(super) fn html(lines: &[Line]) -> String {
    let mut html = String::new();
    let mut mono = false;
    for (n, line) in lines.iter().enumerate() {
        if mono && line.style != Style::Mono {
            html.push_str("</pre>");
            mono = false;
        }
        if n > 0 {
            html.push('\n');
        }
        if !mono && line.style == Style::Mono {
            html.push_str("<pre>");
            mono = true;
        }
        let text = escaped(&line.text);
        match line.style {
            Style::Bold if !line.text.trim().is_empty() => html.push_str(&format!("<b>{text}</b>")),
            _ => html.push_str(&text),
        }
    }
    if mono {
        html.push_str("</pre>");
    }
    html
}

/// The same without any tags: what is sent if Telegram does not like the HTML.
pub(super) fn plain(lines: &[Line]) -> String {
    lines.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(header: &[&str], rows: &[&[&str]]) -> TableBlock {
        let cells = |row: &[&str]| row.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let numeric = (0..header.len()).map(|n| n > 0).collect();
        TableBlock { header: cells(header), rows: rows.iter().map(|it| cells(it)).collect(), numeric }
    }

    #[test]
    fn what_people_wrote_is_never_a_tag() {
        let line = Line { text: "<b>ТОВ «А & Б»</b> 1<2".into(), style: Style::Bold };
        assert_eq!(html(&[line]), "<b>&lt;b&gt;ТОВ «А &amp; Б»&lt;/b&gt; 1&lt;2</b>");
    }

    #[test]
    fn long_texts_are_parted_at_line_ends_and_nothing_is_lost() {
        let text: Vec<Line> = (0..600).map(|n| Line::plain(format!("Рядок номер {n} 🙂"))).collect();
        let whole = plain(&text);
        let parted = parts(text, MESSAGE);
        assert!(parted.len() > 1);
        for part in &parted {
            assert!(length_of(part) <= MESSAGE && length(&plain(part)) <= MESSAGE);
        }
        assert_eq!(parted.iter().map(|it| plain(it)).collect::<Vec<_>>().join("\n"), whole);
    }

    #[test]
    fn a_line_without_an_end_is_broken_between_letters() {
        let parted = parts(vec![Line::plain("🙂".repeat(5_000))], MESSAGE);
        assert_eq!(parted.len(), 3);
        assert_eq!(parted.iter().flatten().map(|it| it.text.chars().count()).sum::<usize>(), 5_000);
        assert!(parts(vec![Line::plain("  "), Line::plain("")], MESSAGE).is_empty());
    }

    #[test]
    fn narrow_tables_stand_in_columns_and_wide_ones_become_lists() {
        let narrow = block(&["Місяць", "Виручка"], &[&["жовтень", "1 234,50 ₴"], &["листопад", "99,00 ₴"]]);
        assert_eq!(
            html(&table(&narrow, Locale::Uk, true)),
            "<pre>Місяць       Виручка\nжовтень   1 234,50 ₴\nлистопад     99,00 ₴</pre>"
        );
        let long = block(&["Клієнт", "Виручка"], &[&["ТОВ «Торговельна компанія Ромашка»", "1 234,50 ₴"]]);
        for line in table(&long, Locale::Uk, true) {
            assert!(width(&line.text) <= PHONE_WIDTH, "{line:?}");
        }
        let wide = block(&["Клієнт", "А", "Б", "В", "Г"], &[&["ТОВ <А>", "1", "2", "3", "4"]]);
        let listed = "А · Б · В · Г\n<b>1. ТОВ &lt;А&gt;</b>\n1 · 2 · 3 · 4";
        assert_eq!(html(&table(&wide, Locale::Uk, true)), listed);
        // What does not help to read is told to be in the file, where there is one.
        let wider = block(&["Клієнт", "А", "Б", "В", "Г", "Ґ", "Д"], &[&["ТОВ <А>", "1", "2", "3", "4", "5", "6"]]);
        assert_eq!(html(&table(&wider, Locale::Uk, true)), format!("{listed}\nЩе у файлі: Ґ, Д."));
        assert!(html(&table(&wider, Locale::Uk, false)).ends_with("1 · 2 · 3 · 4 · 5 · 6"));
    }

    #[test]
    fn parts_of_a_table_are_closed() {
        let rows: Vec<Vec<String>> = (0..400).map(|n| vec![format!("Товар {n}"), "1,00".into()]).collect();
        let table = table(
            &TableBlock { header: vec!["Товар".into(), "Сума".into()], rows, numeric: vec![false, true] },
            Locale::Uk,
            true,
        );
        for part in parts(table, MESSAGE) {
            let html = html(&part);
            assert!(html.starts_with("<pre>") && html.ends_with("</pre>"));
        }
    }
}
