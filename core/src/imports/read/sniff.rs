//! What a file is, told by its first bytes. Its name says nothing: banks call HTML pages `.xls`.

use crate::imports::sheets::Foreign;

/// How many first bytes `sniff` wants to see.
pub(super) const PREFIX: usize = 8192;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Empty,
    /// CSV, TSV and their relatives, in any encoding.
    Text,
    /// XLSX, XLSM, XLSB, ODS, or a zip that is no workbook: told apart by what is inside.
    Zip,
    /// XLS, an encrypted workbook, or another program's file in Microsoft's old container.
    Ole,
    /// A web page with tables.
    Html,
    /// Excel 2003 XML.
    SpreadsheetMl,
    Foreign(Foreign),
}

/// First bytes of formats that hold no table for us.
const MAGIC: &[(&[u8], Foreign)] = &[
    (b"%PDF-", Foreign::Pdf),
    (b"\x89PNG\r\n", Foreign::Picture),
    (b"\xff\xd8\xff", Foreign::Picture),
    (b"GIF8", Foreign::Picture),
    (b"II*\0", Foreign::Picture),
    (b"MM\0*", Foreign::Picture),
    (b"Rar!\x1a", Foreign::Archive),
    (b"7z\xbc\xaf\x27\x1c", Foreign::Archive),
    (b"\x1f\x8b", Foreign::Archive),
    (b"BZh", Foreign::Archive),
    (b"\xfd7zXZ\0", Foreign::Archive),
    (b"{\\rtf", Foreign::Document),
    (b"\x09\x00\x04\x00", Foreign::OldExcel),
    (b"\x09\x02\x06\x00", Foreign::OldExcel),
    (b"\x09\x04\x06\x00", Foreign::OldExcel),
];

/// Tells the kind of a file by its first `PREFIX` bytes (or all of them, if it is shorter).
pub fn sniff(prefix: &[u8]) -> Source {
    if prefix.starts_with(b"PK\x03\x04") || prefix.starts_with(b"PK\x05\x06") {
        return Source::Zip;
    }
    if prefix.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Source::Ole;
    }
    if let Some((_, foreign)) = MAGIC.iter().find(|(magic, _)| prefix.starts_with(magic)) {
        return Source::Foreign(*foreign);
    }
    if is_picture_in_a_box(prefix) {
        return Source::Foreign(Foreign::Picture);
    }
    let start = readable_start(prefix);
    match start.first() {
        None => Source::Empty,
        Some(b'<') => sniff_markup(&start),
        // JSON; no header of a table begins so.
        Some(b'{') => Source::Foreign(Foreign::Unknown),
        Some(_) => Source::Text,
    }
}

/// WebP and HEIC begin with a length, their name comes after it.
fn is_picture_in_a_box(prefix: &[u8]) -> bool {
    let brand = prefix.get(8..12);
    prefix.starts_with(b"RIFF") && brand == Some(b"WEBP")
        || prefix.get(4..8) == Some(b"ftyp") && matches!(brand, Some(b"heic" | b"heix" | b"mif1" | b"avif"))
}

/// The prefix in lower case without byte order mark, leading blanks and the zero halves of UTF-16.
fn readable_start(prefix: &[u8]) -> Vec<u8> {
    let bytes = prefix.strip_prefix(b"\xef\xbb\xbf").unwrap_or(prefix);
    let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let bytes = if utf16 { &bytes[2..] } else { bytes };
    bytes
        .iter()
        .filter(|byte| !utf16 || **byte != 0)
        .skip_while(|byte| byte.is_ascii_whitespace())
        .map(u8::to_ascii_lowercase)
        .collect()
}

fn sniff_markup(start: &[u8]) -> Source {
    let text = String::from_utf8_lossy(start);
    if text.contains("urn:schemas-microsoft-com:office:spreadsheet") || text.contains("progid=\"excel.sheet\"") {
        // Excel's own web pages name the same namespace in <html>.
        return if text.contains("<html") { Source::Html } else { Source::SpreadsheetMl };
    }
    let page = ["<html", "<!doctype html", "<head", "<meta", "<body", "<style", "<table", "<div", "<center", "<!--"];
    if page.iter().any(|tag| text.starts_with(tag)) || text.contains("<html") {
        return Source::Html;
    }
    if text.starts_with("<?xml") || text.contains("xmlns") || text.starts_with("<!doctype") {
        return Source::Foreign(Foreign::Xml);
    }
    if text.contains("<table") { Source::Html } else { Source::Text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_content() {
        let cases: &[(&[u8], Source)] = &[
            (b"", Source::Empty),
            (b"\xef\xbb\xbf \r\n", Source::Empty),
            (b"a;b\n1;2\n", Source::Text),
            (b"PK\x03\x04....", Source::Zip),
            (b"%PDF-1.7", Source::Foreign(Foreign::Pdf)),
            (b"  <HTML><body>", Source::Html),
            (b"\xff\xfe<\0t\0a\0b\0l\0e\0>\0", Source::Html),
            (b"<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>", Source::SpreadsheetMl),
            (b"<?xml version=\"1.0\"?><a/>", Source::Foreign(Foreign::Xml)),
            (b"<b>;1\n", Source::Text),
        ];
        for (bytes, expected) in cases {
            assert_eq!(sniff(bytes), *expected, "{}", String::from_utf8_lossy(bytes));
        }
    }
}
