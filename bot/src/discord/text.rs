//! Words for Discord: Markdown in which nothing that stands in the data is a mark, parted at line ends where it is too long,
//! tables in code blocks that a phone shows without breaking their lines.

use kabinet_core::conversation::Block;
use kabinet_core::locale::Locale;

use crate::layout::{self, Line, Measure, Style};

/// Letters of one width that stand beside each other in a code block on a phone of 390 points.
const PHONE_WIDTH: usize = 32;

/// Of a message.
pub(super) const MESSAGE: usize = 2_000;
/// Of the words beside a picture.
pub(super) const EMBED: usize = 4_096;

pub(super) fn words(blocks: &[Block], locale: Locale) -> Vec<Line> {
    layout::words(blocks, PHONE_WIDTH, locale)
}

/// How Discord counts: what is sent, marks included. Never less than that.
pub(super) fn measure(limit: usize) -> Measure {
    Measure {
        limit,
        letter: |letter| match letter {
            // A link gets its two brackets for its two slashes.
            '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>' | ':' | '@' | '/' => 2,
            other => other.len_utf16(),
        },
        line: |style| match style {
            Style::Plain => 2,
            Style::Bold => 6,
            // Each may begin and end a block.
            Style::Mono => 9,
        },
    }
}

/// The Markdown of some lines.
pub(super) fn markdown(lines: &[Line]) -> String {
    let mut out = String::new();
    let mut mono = false;
    for (n, line) in lines.iter().enumerate() {
        if mono && line.style != Style::Mono {
            out.push_str("\n```");
            mono = false;
        }
        if n > 0 {
            out.push('\n');
        }
        if !mono && line.style == Style::Mono {
            out.push_str("```\n");
            mono = true;
        }
        match line.style {
            // In a block nothing is a mark but its end.
            Style::Mono => out.push_str(&line.text.replace('`', "`\u{200b}")),
            Style::Bold if !line.text.trim().is_empty() => out.push_str(&format!("**{}**", escaped(line.text.trim()))),
            Style::Plain | Style::Bold => out.push_str(&escaped(&line.text)),
        }
    }
    if mono {
        out.push_str("\n```");
    }
    out
}

/// A line whose letters mean themselves.
fn escaped(line: &str) -> String {
    let mut out = String::with_capacity(line.len() + 16);
    let indent = line.len() - line.trim_start().len();
    out.push_str(&line[..indent]);
    let mut rest = &line[indent..];
    // What makes a heading, a list or a quotation stands at the beginning only.
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if rest.starts_with(['#', '-', '+']) {
        out.push('\\');
    } else if digits > 0 && rest[digits..].starts_with('.') {
        out.push_str(&rest[..digits]);
        out.push('\\');
        rest = &rest[digits..];
    }
    for word in rest.split_inclusive(' ') {
        let bare = word.trim_end_matches(' ');
        if bare.starts_with("https://") || bare.starts_with("http://") {
            // In brackets it is a link without a preview, and nothing in it is a mark.
            out.push('<');
            out.extend(bare.chars().filter(|it| !matches!(it, '<' | '>')));
            out.push('>');
            out.push_str(&word[bare.len()..]);
        } else {
            push_escaped(&mut out, word);
        }
    }
    out
}

fn push_escaped(out: &mut String, word: &str) {
    for (at, letter) in word.char_indices() {
        let after = &word[at + letter.len_utf8()..];
        match letter {
            '\\' | '*' | '_' | '~' | '`' | '|' | '[' | ']' | '<' | '>' => out.extend(['\\', letter]),
            // The name of an emoji.
            ':' if after.starts_with(|it: char| it.is_ascii_alphabetic() || it == '_') => out.push_str("\\:"),
            // Nobody is called: the message says so too.
            '@' if after.starts_with("everyone") || after.starts_with("here") => out.push_str("@\u{200b}"),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_core::conversation::TableBlock;

    use super::*;

    fn plain(text: &str) -> String {
        markdown(&[Line::plain(text)])
    }

    #[test]
    fn what_people_wrote_is_never_a_mark() {
        for (text, expected) in [
            ("ТОВ «Ром*ашка_2»", r"ТОВ «Ром\*ашка\_2»"),
            ("`x` || ~~y~~", r"\`x\` \|\| \~\~y\~\~"),
            ("# Заголовок", r"\# Заголовок"),
            ("-# дрібно", r"\-# дрібно"),
            ("> цитата", r"\> цитата"),
            ("1. Мед", r"1\. Мед"),
            ("12,5 %", "12,5 %"),
            ("- 5", r"\- 5"),
            ("+5", r"\+5"),
            ("@everyone і @here", "@\u{200b}everyone і @\u{200b}here"),
            ("a@example.com", "a@example.com"),
            ("<@123> <#5> <t:0>", r"\<@123\> \<#5\> \<t:0\>"),
            ("[ціна](http://x.ua)", r"\[ціна\](http://x.ua)"),
            (":joy: 12:30", r"\:joy: 12:30"),
            (r"C:\дані", r"C:\\дані"),
            ("див. https://kabinet.ua/upload/a_b*c тут", "див. <https://kabinet.ua/upload/a_b*c> тут"),
        ] {
            assert_eq!(plain(text), expected);
        }
        let bold = Line { text: "Виручка **: 5".into(), style: Style::Bold };
        assert_eq!(markdown(&[bold]), r"**Виручка \*\*: 5**");
    }

    #[test]
    fn a_table_stands_in_a_block_that_nothing_in_it_ends() {
        let cells = |row: &[&str]| row.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let rows = vec![cells(&["Мед ```", "1 234,50 ₴"]), cells(&["Чай_*", "99,00 ₴"])];
        let table = TableBlock { header: cells(&["Товар", "Виручка"]), rows, numeric: vec![false, true] };
        let lines = words(&[Block::Text { text: "Разом".into() }, Block::Table(table)], Locale::Uk);
        let text = markdown(&lines);
        assert!(text.starts_with("**Разом**\n\n```\nТовар") && text.ends_with("\n```"), "{text}");
        assert_eq!(text.matches("```").count(), 2, "{text}");
        assert!(text.contains("Чай_*"), "{text}");
    }

    #[test]
    fn parts_are_never_longer_than_discord_takes() {
        let rows: Vec<Vec<String>> = (0..400).map(|n| vec![format!("Товар `{n}`"), "1,00".into()]).collect();
        let table = TableBlock { header: vec!["Товар".into(), "Сума".into()], rows, numeric: vec![false, true] };
        let odd = (0..300).map(|n| format!("#{n} **@everyone** _x_ :joy: https://a.ua/{n} \\ <@1>\n")).collect::<String>();
        let mixed = vec![Block::Text { text: odd }, Block::Table(table), Block::Text { text: "🙂*".repeat(3_000) }];
        for limit in [MESSAGE, EMBED] {
            let parts = layout::parts(words(&mixed, Locale::Uk), measure(limit));
            assert!(parts.len() > 3);
            for part in &parts {
                let text = markdown(part);
                assert!(text.encode_utf16().count() <= limit && !text.trim().is_empty());
                assert_eq!(text.matches("```").count() % 2, 0);
            }
            let smiles: usize = parts.iter().flatten().map(|it| it.text.matches('🙂').count()).sum();
            assert_eq!(smiles, 3_000);
        }
    }
}
