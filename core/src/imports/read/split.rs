//! Text into records of fields. A quote closes a quoted field only before a delimiter or a line end, otherwise it is
//! text: people write `"ТОВ "Весна"";5`. A quote that never closes costs its own line, not the rest of the file.

use std::borrow::Cow;

/// A quoted field that has not closed after this many bytes is taken for one that never does: a cell of Excel holds
/// 32,767 characters.
const MAX_QUOTED: usize = 1 << 20;

/// Splits a text into records.
pub(super) struct Splitter<'a> {
    text: &'a str,
    delimiter: u8,
    at: usize,
    /// Physical line of `at`, from 1.
    line: u32,
    /// Bytes that may still be read in vain for quotes that never close; then quoted fields must end on their line.
    /// Without it a file of open quotes would be read once per line.
    patience: usize,
    /// How far the search for a closing quote that is not there went.
    searched: usize,
}

/// Where a splitter stands, for the next one over the same text or a later part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) at: usize,
    pub(super) line: u32,
    patience: usize,
}

impl Standing {
    /// `length` is that of the whole text.
    pub(super) fn new(at: usize, line: u32, length: usize) -> Self {
        Self { at, line, patience: length.saturating_mul(4).saturating_add(MAX_QUOTED) }
    }
}

/// Where a record began and whether it could be read. Its fields are in the caller's vector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) line: u32,
    /// A quoted field never closes: the fields are those of the bare line, quotes and all.
    pub(super) open_quote: bool,
}

impl<'a> Splitter<'a> {
    /// Reads from the byte `at`, which begins the physical line `line`.
    pub(super) fn new(text: &'a str, delimiter: u8, at: usize, line: u32) -> Self {
        Self::resume(text, delimiter, Standing::new(at, line, text.len()))
    }

    /// Reads on from where another splitter stood.
    pub(super) fn resume(text: &'a str, delimiter: u8, standing: Standing) -> Self {
        let Standing { at, line, patience } = standing;
        Self { text, delimiter, at, line, patience, searched: 0 }
    }

    pub(super) fn standing(&self) -> Standing {
        Standing { at: self.at, line: self.line, patience: self.patience }
    }

    /// Whether the last record could be another one if the text went on.
    pub(super) fn touched_end(&self) -> bool {
        self.at.max(self.searched) + 1 >= self.text.len()
    }

    /// Puts the fields of the next record into `fields`, at most `max_fields` and one more.
    pub(super) fn next(&mut self, fields: &mut Vec<Cow<'a, str>>, max_fields: usize) -> Option<Record> {
        let bytes = self.text.as_bytes();
        if self.at == bytes.len() {
            return None;
        }
        fields.clear();
        let (start, line) = (self.at, self.line);
        loop {
            if bytes.get(self.at) == Some(&b'"') {
                let Some(field) = self.quoted() else {
                    (self.at, self.line) = (start, line);
                    self.bare_line(fields, max_fields);
                    return Some(Record { line, open_quote: true });
                };
                fields.push(field);
            } else {
                let from = self.at;
                self.at += self.to_end_of_field(from);
                fields.push(Cow::Borrowed(&self.text[from..self.at]));
            }
            if fields.len() > max_fields || !self.skip_delimiter() {
                break;
            }
        }
        self.skip_line_end();
        Some(Record { line, open_quote: false })
    }

    fn to_end_of_field(&self, from: usize) -> usize {
        let rest = &self.text.as_bytes()[from..];
        memchr::memchr3(self.delimiter, b'\n', b'\r', rest).unwrap_or(rest.len())
    }

    fn skip_delimiter(&mut self) -> bool {
        let found = self.text.as_bytes().get(self.at) == Some(&self.delimiter);
        self.at += usize::from(found);
        found
    }

    fn skip_line_end(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let length = line_end(rest);
        self.at += length;
        self.line += u32::from(length > 0);
    }

    /// The quoted field that begins at `at`; `None` and `at` as it was if it never closes.
    fn quoted(&mut self) -> Option<Cow<'a, str>> {
        let bytes = self.text.as_bytes();
        let start = self.at + 1;
        let limit = bytes.len().min(start + MAX_QUOTED);
        let mut text = String::new();
        let (mut at, mut copied, mut n_lines) = (start, start, 0);
        // Doubled quotes mean one quote, unless the writer has shown not to double them.
        let mut doubles = true;
        while at < limit {
            match bytes[at] {
                b'"' => {
                    let run = bytes[at..].iter().take_while(|byte| **byte == b'"').count();
                    let next = bytes.get(at + run);
                    let at_end = next.is_none_or(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r'));
                    let closes = at_end && (run % 2 == 1 || !doubles);
                    let n_shown = if closes { run / 2 } else { run.div_ceil(2) };
                    if run > 1 {
                        text.push_str(&self.text[copied..at + n_shown]);
                        copied = at + run;
                    }
                    if closes {
                        (self.at, self.line) = (at + run, self.line + n_lines);
                        if run == 1 && text.is_empty() {
                            return Some(Cow::Borrowed(&self.text[start..at]));
                        }
                        if run == 1 {
                            text.push_str(&self.text[copied..at]);
                        }
                        return Some(Cow::Owned(text));
                    }
                    doubles &= run % 2 == 0;
                    at += run;
                }
                b'\n' | b'\r' if self.patience == 0 => return None,
                b'\n' | b'\r' => {
                    at += line_end(&bytes[at..]);
                    n_lines += 1;
                }
                _ => at += 1,
            }
        }
        self.patience = self.patience.saturating_sub(at - start);
        self.searched = at;
        None
    }

    /// The physical line at `at`, split without regard to quotes.
    fn bare_line(&mut self, fields: &mut Vec<Cow<'a, str>>, max_fields: usize) {
        fields.clear();
        let rest = &self.text[self.at..];
        let line = &rest[..rest.find(['\n', '\r']).unwrap_or(rest.len())];
        fields.extend(line.split(char::from(self.delimiter)).take(max_fields + 1).map(Cow::Borrowed));
        self.at += line.len();
        self.skip_line_end();
    }
}

/// Length of the line end a text begins with: 0 if it begins with something else.
pub(super) fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut splitter = Splitter::new(text, b';', 0, 1);
        let mut fields = Vec::new();
        let mut records = Vec::new();
        while let Some(record) = splitter.next(&mut fields, 100) {
            let mut fields: Vec<String> = fields.iter().map(|it| it.to_string()).collect();
            if record.open_quote {
                fields.insert(0, "OPEN".into());
            }
            records.push((record.line, fields));
        }
        records
    }

    #[test]
    fn fields_and_quotes() {
        type Rows = &'static [(u32, &'static [&'static str])];
        let cases: &[(&str, Rows)] = &[
            ("a;b\n1;2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]),
            ("a;b\r\n1;2", &[(1, &["a", "b"]), (2, &["1", "2"])]),
            ("a\rb\r", &[(1, &["a"]), (2, &["b"])]),
            ("a;\n\n;b\n", &[(1, &["a", ""]), (2, &[""]), (3, &["", "b"])]),
            ("\"a;b\";c\n", &[(1, &["a;b", "c"])]),
            ("\"a\r\nb\";c\nd", &[(1, &["a\r\nb", "c"]), (3, &["d"])]),
            ("\"say \"\"hi\"\"\";1\n\"\";\"\"\"\"\n", &[(1, &["say \"hi\"", "1"]), (2, &["", "\""])]),
            // Quotes that were not doubled.
            ("\"ТОВ \"Весна\"\";5\n", &[(1, &["ТОВ \"Весна\"", "5"])]),
            ("\"ТОВ \"Весна\" Львів\";5\n", &[(1, &["ТОВ \"Весна\" Львів", "5"])]),
            ("ТОВ \"Весна\";5\n", &[(1, &["ТОВ \"Весна\"", "5"])]),
            ("\"стіл 1\" x 2\";5\n", &[(1, &["стіл 1\" x 2", "5"])]),
            // A quote that never closes costs its line.
            ("a;b\n1;\"x\n2;y\n", &[(1, &["a", "b"]), (2, &["OPEN", "1", "\"x"]), (3, &["2", "y"])]),
            ("\"", &[(1, &["OPEN", "\""])]),
        ];
        for (text, expected) in cases {
            let expected: Vec<(u32, Vec<String>)> =
                expected.iter().map(|(line, fields)| (*line, fields.iter().map(|it| (*it).to_owned()).collect())).collect();
            assert_eq!(records(text), expected, "{text}");
        }
    }

    #[test]
    fn open_quotes_on_every_line_stay_linear() {
        let text = "\"ab;1\n".repeat(300_000);
        let started = std::time::Instant::now();
        assert_eq!(records(&text).len(), 300_000);
        assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    }
}
