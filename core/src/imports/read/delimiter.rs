//! Which character separates the fields of a text file, and where its rows begin.

use std::borrow::Cow;

use super::split::{Splitter, line_end};

/// How the rows of a text file are to be split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    pub(super) delimiter: u8,
    /// Byte where the rows begin, and its physical line: after a `sep=;` line, which is no row.
    pub(super) start: usize,
    pub(super) line: u32,
}

impl Dialect {
    /// `;`, `,`, `tab`, `|`
    pub(super) fn name(self) -> &'static str {
        match self.delimiter {
            b'\t' => "tab",
            b';' => ";",
            b'|' => "|",
            _ => ",",
        }
    }
}

/// In the order of preference among equals.
const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];
const SAMPLE_RECORDS: usize = 100;
const SAMPLE_BYTES: usize = 65_536;

/// Finds the delimiter; a text without any is a table of one column, whatever its delimiter is called.
pub(super) fn detect(text: &str) -> Dialect {
    let (named, start) = separator_line(text);
    let line = if start > 0 { 2 } else { 1 };
    let delimiter = named.unwrap_or_else(|| fittest(sample(&text[start..])));
    Dialect { delimiter, start, line }
}

fn fittest(sample: &str) -> u8 {
    let mut best = (b',', 0.0);
    for delimiter in DELIMITERS {
        let score = fit(sample, delimiter);
        if score > best.1 {
            best = (delimiter, score);
        }
    }
    best.0
}

/// Excel's own hint: a first line `sep=;`.
fn separator_line(text: &str) -> (Option<u8>, usize) {
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let line = text[..end].trim_matches('"');
    let Some((name, mark)) = line.split_once('=') else { return (None, 0) };
    let &[mark] = mark.as_bytes() else { return (None, 0) };
    if !name.eq_ignore_ascii_case("sep") {
        return (None, 0);
    }
    let start = end + line_end(&text.as_bytes()[end..]);
    (DELIMITERS.contains(&mark).then_some(mark), start)
}

/// The first lines of a text.
fn sample(text: &str) -> &str {
    let mut end = text.len().min(SAMPLE_BYTES);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    if end == text.len() { text } else { &text[..text[..end].rfind(['\n', '\r']).unwrap_or(end)] }
}

/// How regular the records are that the delimiter makes: the share of those with the commonest number of fields,
/// weighed by that number.
fn fit(sample: &str, delimiter: u8) -> f64 {
    let mut splitter = Splitter::new(sample, delimiter, 0, 1);
    let mut fields: Vec<Cow<str>> = Vec::new();
    let mut widths: Vec<usize> = Vec::new();
    let (mut n_joints, mut n_digits) = (0usize, 0usize);
    while widths.len() < SAMPLE_RECORDS && splitter.next(&mut fields, 100_000).is_some() {
        // Blank lines say nothing; rows of nothing but delimiters do, if faintly.
        if fields.len() == 1 && fields[0].trim().is_empty() {
            continue;
        }
        widths.push(fields.len());
        for pair in fields.windows(2) {
            n_joints += 1;
            let digits = pair[0].ends_with(|it: char| it.is_ascii_digit()) && pair[1].starts_with(|it: char| it.is_ascii_digit());
            n_digits += usize::from(digits);
        }
    }
    let common =
        widths.iter().filter(|width| **width > 1).map(|width| (widths.iter().filter(|it| *it == width).count(), *width)).max();
    let Some((n_common, width)) = common else { return 0.0 };
    // A comma between digits is more often a decimal sign than a delimiter.
    let doubt = if delimiter == b',' && n_digits * 2 > n_joints { 0.6 } else { 1.0 };
    doubt * (n_common as f64 / widths.len() as f64) * (1.0 + (width as f64).log2())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters() {
        let cases = [
            ("a;b;c\n1;2;3\n", ";"),
            ("a,b,c\n1,2,3\n", ","),
            ("a\tb\n1\t2\n", "tab"),
            ("Код|Назва\n1|Стіл\n", "|"),
            ("Назва;Ціна\nСтіл;10,50\nШафа;1,20\n", ";"),
            ("Дата;Сума, грн;Знижка, %\n01.02.2025;10,50;5,5\n02.02.2025;7,00;1,0\n", ";"),
            ("Звіт за жовтень, 2026\n\nКод;Назва;Сума\n1;Стіл;10,50\n2;Шафа, біла;7,00\n", ";"),
            ("\"a;1\",\"b;2\"\n\"c;3\",\"d;4\"\n", ","),
            ("sep=;\na,b,c\n1,2,3\n", ";"),
            ("one\ntwo\n", ","),
            (";;;\n;;;\n", ";"),
            ("", ","),
        ];
        for (text, expected) in cases {
            assert_eq!(detect(text).name(), expected, "{text}");
        }
        assert_eq!(detect("sep=;\r\na;b\n"), Dialect { delimiter: b';', start: 7, line: 2 });
    }
}
