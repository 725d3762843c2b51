//! Words for Telegram: HTML with everything escaped, parted at line ends where they are too long, tables that fit a phone.
//! Telegram counts UTF-16 units of the text as it is read, without the tags.

use kabinet_core::conversation::Block;
use kabinet_core::locale::Locale;

use crate::layout::{self, Measure};
pub(super) use crate::layout::{Line, Style, lines};

/// Of a message.
pub(super) const MESSAGE: usize = 4_096;
/// Of the words under a picture or a file.
pub(super) const CAPTION: usize = 1_024;
/// Letters of one width that stand beside each other on a phone of 390 points.
const PHONE_WIDTH: usize = 34;

pub(super) fn words(blocks: &[Block], locale: Locale) -> Vec<Line> {
    layout::words(blocks, PHONE_WIDTH, locale)
}

/// Parts lines into messages of at most `limit`.
pub(super) fn parts(lines: Vec<Line>, limit: usize) -> Vec<Vec<Line>> {
    layout::parts(lines, measure(limit))
}

fn measure(limit: usize) -> Measure {
    Measure { limit, letter: char::len_utf16, line: |_| 0 }
}

/// How long Telegram says a text is.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// How long the lines are together, ends of lines included.
pub(super) fn length_of(lines: &[Line]) -> usize {
    measure(MESSAGE).of_all(lines)
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
    use kabinet_core::conversation::TableBlock;

    use super::*;
    use crate::layout::width;

    fn table(table: &TableBlock, locale: Locale, has_file: bool) -> Vec<Line> {
        layout::table(table, PHONE_WIDTH, (locale, has_file))
    }

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
