//! Which encoding a text file is in. Byte order marks and UTF-8 are certain; code pages are guessed.

use std::io;

use encoding_rs::{Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::code_pages::{CodePage, ukrainian_866};
use super::letters::{Letters, is_surely_utf8};
use super::place::{PIECE, Place, after_line_end, fill};
use crate::imports::sheets::{Foreign, Refusal};

pub(super) struct Decoded {
    /// `utf-8`, `windows-1251` …
    pub(super) encoding: &'static str,
    pub(super) text: String,
}

const BINARY: Refusal = Refusal::NotATable(Foreign::Unknown);
/// Why a text cannot be decoded.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(super) fn refusal(error: io::Error) -> Refusal {
    if error.kind() == io::ErrorKind::InvalidData { BINARY } else { Refusal::Corrupt }
}

/// The text of a file, or the refusal of one that holds no text.
pub(super) fn decode(bytes: Vec<u8>) -> Result<Decoded, Refusal> {
    let coded = Coded::detect(Place::Bytes(bytes.into())).map_err(refusal)??;
    let mut text = String::new();
    let mut decoding = coded.decoding();
    while decoding.more(&mut text).map_err(refusal)? {}
    Ok(Decoded { encoding: coded.name(), text })
}

/// The text of a page or an XML document, which may name its encoding. The bytes are believed first: pages lie.
pub(super) fn decode_declared(bytes: Vec<u8>) -> Result<Decoded, Refusal> {
    let label = declared_label(&bytes);
    let page = label.and_then(Encoding::for_label).and_then(|it| CodePage::ALL.into_iter().find(|page| page.encoding() == it));
    match page {
        Some(page) if !bytes.contains(&0) && str::from_utf8(&bytes).is_err() => {
            Ok(Decoded { encoding: page.name(), text: page.decode(&bytes).into_owned() })
        }
        _ => decode(bytes),
    }
}

/// A text whose encoding is known, to be decoded piece by piece.
#[derive(Clone, Debug)]
pub(super) struct Coded {
    place: Place,
    start: u64,
    end: u64,
    code: Code,
}

#[derive(Clone, Copy, Debug)]
enum Code {
    Utf8,
    Utf16(&'static Encoding),
    Page(CodePage),
}

impl Coded {
    /// Looks at all bytes, as a file may begin with pages of plain figures, unless a long one is UTF-8 beyond doubt.
    pub(super) fn detect(place: Place) -> io::Result<Result<Self, Refusal>> {
        let mut head = vec![0; 65_536 + 3];
        let n_read = fill(&place, 0, &mut head)?;
        head.truncate(n_read);
        let start = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let head = &head[start..];
        let (start, end) = (start as u64, place.len()?);
        if let Some(encoding) = utf16(head) {
            let coded = Self { place, start, end, code: Code::Utf16(encoding) };
            let (mut decoding, mut text) = (coded.decoding(), String::new());
            while decoding.more(&mut text)? {
                if text.contains('\0') {
                    return Ok(Err(BINARY));
                }
                text.clear();
            }
            return Ok(Ok(coded));
        }
        // Programs of DOS times end a text with this sign.
        let end = without_end_signs(&place, start, end)?;
        let head = &head[..head.len().min(usize::try_from(end - start).unwrap_or(usize::MAX))];
        if has_controls(head) {
            return Ok(Err(BINARY));
        }
        if is_surely_utf8(&place, start, end)? {
            return Ok(Ok(Self { place, start, end, code: Code::Utf8 }));
        }
        let Some(letters) = Letters::count(&place, start, end)? else { return Ok(Err(BINARY)) };
        // UTF-8 with a few broken characters, as a cut file has: still far more whole characters than broken ones.
        let is_utf8 = letters.n_broken == 0 || letters.n_whole > letters.n_broken * 10;
        let code = if is_utf8 { Code::Utf8 } else { Code::Page(CodePage::guess(&letters_sample(&place, start, end)?)) };
        Ok(Ok(Self { place, start, end, code }))
    }

    pub(super) fn name(&self) -> &'static str {
        match self.code {
            Code::Utf8 => "utf-8",
            Code::Utf16(encoding) if encoding == UTF_16LE => "utf-16le",
            Code::Utf16(_) => "utf-16be",
            Code::Page(page) => page.name(),
        }
    }

    /// Length in bytes.
    pub(super) fn len(&self) -> u64 {
        self.end - self.start
    }

    /// How long the lines are at the end of the `nth` of so many parts: a piece is looked at.
    pub(super) fn bytes_a_line(&self, nth: u64, parts: u64) -> io::Result<u64> {
        let to = self.start + self.len() * nth / parts;
        let from = to.saturating_sub(PIECE as u64).max(self.start);
        let mut piece = vec![0; usize::try_from(to - from).unwrap_or(PIECE)];
        let n_read = fill(&self.place, from, &mut piece)?;
        let n_lines = piece[..n_read].iter().filter(|byte| **byte == b'\n').count().max(1);
        Ok((n_read / n_lines) as u64)
    }

    /// The text up to a line end near its middle, and from there on, if its lines can be told apart undecoded.
    pub(super) fn halves(&self) -> io::Result<Option<(Self, Self)>> {
        if matches!(self.code, Code::Utf16(_)) {
            return Ok(None);
        }
        let middle = after_line_end(&self.place, self.start + self.len() / 2, self.end)?;
        let part = |start, end| Self { start, end, ..self.clone() };
        Ok((middle < self.end).then(|| (part(self.start, middle), part(middle, self.end))))
    }

    /// Begins to decode from the start.
    pub(super) fn decoding(&self) -> Decoding {
        let decoder = match self.code {
            Code::Utf8 => UTF_8.new_decoder_without_bom_handling(),
            Code::Utf16(encoding) => encoding.new_decoder_with_bom_removal(),
            Code::Page(page) => page.encoding().new_decoder_without_bom_handling(),
        };
        let is_1125 = matches!(self.code, Code::Page(CodePage::Cp1125));
        Decoding {
            place: self.place.clone(),
            begin: self.start,
            at: self.start,
            end: self.end,
            decoder,
            is_1125,
            bytes: vec![0; PIECE],
        }
    }
}

/// Where the decoding of a text has come to.
pub(super) struct Decoding {
    place: Place,
    begin: u64,
    at: u64,
    end: u64,
    decoder: Decoder,
    is_1125: bool,
    bytes: Vec<u8>,
}

impl Decoding {
    /// Bytes so far.
    pub(super) fn n_read(&self) -> u64 {
        self.at - self.begin
    }

    /// Adds the next piece to `text`; false when all was added before. `InvalidData`: bytes with a zero among them, which are
    /// no text.
    pub(super) fn more(&mut self, text: &mut String) -> io::Result<bool> {
        if self.at == self.end {
            return Ok(false);
        }
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(PIECE);
        let n_read = fill(&self.place, self.at, &mut self.bytes[..left])?;
        // A file that was cut since ends here.
        self.at = if n_read < left { self.end } else { self.at + n_read as u64 };
        let bytes = &self.bytes[..n_read];
        if self.decoder.encoding() != UTF_16LE && self.decoder.encoding() != UTF_16BE && bytes.contains(&0) {
            return Err(io::ErrorKind::InvalidData.into());
        }
        text.reserve(self.decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(4 * PIECE));
        let before = text.len();
        // There is room for all of it, whatever the bytes are.
        let _ = self.decoder.decode_to_string(bytes, text, self.at == self.end);
        if self.is_1125 {
            let changed: String = text[before..].chars().map(ukrainian_866).collect();
            text.truncate(before);
            text.push_str(&changed);
        }
        Ok(true)
    }
}

fn without_end_signs(place: &Place, start: u64, mut end: u64) -> io::Result<u64> {
    let mut byte = [0];
    while end > start && place.read_at(end - 1, &mut byte)? == 1 && byte[0] == 0x1a {
        end -= 1;
    }
    Ok(end)
}

/// What follows `charset=` or `encoding=` near the beginning.
fn declared_label(bytes: &[u8]) -> Option<&[u8]> {
    let start = &bytes[..bytes.len().min(4096)];
    let at = ["charset=", "encoding="].iter().find_map(|name| {
        let found = start.windows(name.len()).position(|it| it.eq_ignore_ascii_case(name.as_bytes()))?;
        Some(found + name.len())
    })?;
    let label = start[at..].trim_ascii_start();
    let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    Some(&label[..label.iter().position(|byte| !is_part(byte)).unwrap_or(label.len())])
}

/// UTF-16 by its mark, or because every second byte is a zero or the row of Cyrillic letters.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(b"\xff\xfe") {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(b"\xfe\xff") {
        return Some(UTF_16BE);
    }
    let sample = &bytes[..bytes.len().min(4096) & !1];
    if !sample.contains(&0) {
        return None;
    }
    let n_units = sample.len() / 2;
    let high = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| matches!(**byte, 0 | 4 | 0x20 | 0x21)).count();
    let zeros = |offset: usize| sample.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    if high(1) * 100 >= n_units * 98 && zeros(0) * 50 <= n_units {
        Some(UTF_16LE)
    } else if high(0) * 100 >= n_units * 98 && zeros(1) * 50 <= n_units {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// More control characters than a text has by accident.
fn has_controls(head: &[u8]) -> bool {
    let sample = &head[..head.len().min(65_536)];
    let n_controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31 | 127)).count();
    n_controls * 50 > sample.len()
}

/// The words with other letters than Latin ones, up to 32 KB: a long file may begin with pages of numbers.
fn letters_sample(place: &Place, start: u64, end: u64) -> io::Result<Vec<u8>> {
    const ENOUGH: usize = 32_768;
    let mut sample = Vec::new();
    let mut word: Vec<u8> = Vec::new();
    let mut is_ours = false;
    let mut buffer = vec![0; PIECE];
    let mut at = start;
    while at < end && sample.len() <= ENOUGH {
        let left = usize::try_from(end - at).unwrap_or(usize::MAX).min(PIECE);
        let n_read = fill(place, at, &mut buffer[..left])?;
        at = if n_read < left { end } else { at + n_read as u64 };
        let closing = (at == end).then_some(b' ');
        for byte in buffer[..n_read].iter().copied().chain(closing) {
            if byte >= 0x80 || byte.is_ascii_alphabetic() {
                is_ours |= byte >= 0x80;
                if word.len() < 1024 {
                    word.push(byte);
                }
                continue;
            }
            if is_ours && sample.len() <= ENOUGH {
                sample.extend_from_slice(&word);
                sample.push(b' ');
            }
            is_ours = false;
            word.clear();
        }
    }
    Ok(sample)
}

#[cfg(test)]
mod tests {
    use super::super::letters::BEGINNING;
    use super::*;

    fn encode(page: CodePage, text: &str) -> Vec<u8> {
        page.encoding().encode(text).0.into_owned()
    }

    #[test]
    fn code_pages_of_short_texts() {
        let texts = [
            "Номер;Дата;Клієнт\n1;01.02.2025;ТОВ «Їжак»\n",
            "Код;Назва;ЄДРПОУ\n",
            "НОМЕР;ДАТА;КЛІЄНТ;СУМА\n1;01.02.2025;ТОВ ВЕСНА;10\n",
            "Наименование;Цена;Остаток\n",
            "клієнт;місто;менеджер\nпетренко;львів;ганна\n",
            "Артикул;Бренд\nКР-01;Bosch\n",
        ];
        for text in texts {
            for page in [CodePage::Windows1251, CodePage::Koi8U] {
                let text = if page == CodePage::Koi8U { text.replace(['«', '»'], "\"") } else { text.to_owned() };
                let decoded = decode(encode(page, &text)).unwrap();
                assert_eq!((decoded.encoding, decoded.text.as_str()), (page.name(), text.as_str()));
            }
            let text = text.replace('і', "i").replace('І', "I").replace(['«', '»'], "\"");
            let decoded = decode(encode(CodePage::Cp866, &text)).unwrap();
            assert_eq!((decoded.encoding, decoded.text.as_str()), ("cp866", text.as_str()));
        }
        assert_eq!(
            decode(encode(CodePage::Windows1252, "name,city\nMüller,Köln\nCafé,Genève\n")).unwrap().encoding,
            "windows-1252"
        );
        // "Київ, Їжак, Єва" as cp1125 has them.
        let ruscii = b"\x8a\xa8\xf9\xa2;\xf8\xa6\xa0\xaa;\xf4\xa2\xa0;\x8b\xec\xa2\xf7\xa2";
        assert_eq!(decode(ruscii.to_vec()).unwrap().text, "Київ;Їжак;Єва;Львів");
    }

    #[test]
    fn unicode() {
        let text = "Назва;Ціна\nСтіл;1\n";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let decoded = decode(utf16).unwrap();
        assert_eq!((decoded.encoding, decoded.text.as_str()), ("utf-16le", text));
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(utf16).unwrap().encoding, "utf-16be");
        let mut cut = text.repeat(20).into_bytes();
        cut.pop();
        cut.pop();
        cut.push(0xd0);
        assert_eq!(decode(cut).unwrap().encoding, "utf-8");
        assert!(decode(b"a;b\n1;\x00\n".to_vec()).is_err());
        assert!(decode((0..=255u8).filter(|byte| *byte != 0).collect()).is_err());
    }

    #[test]
    fn long_texts_tell_by_their_beginning_unless_it_is_all_figures() {
        let line = "Їжак;1\n";
        let long = line.repeat(2 * BEGINNING as usize / line.len() + 2);
        let broken = [long.as_bytes(), b"\xff;2\n"].concat();
        assert_eq!(decode(broken).unwrap().text, format!("{long}\u{fffd};2\n"));
        assert_eq!(decode([long.as_bytes(), b"\0"].concat()).err(), Some(BINARY));
        // «Ні» of windows-1251 is a letter of UTF-8.
        let no = encode(CodePage::Windows1251, "1;Ні\n");
        let mut page = no.repeat(2 * BEGINNING as usize / no.len());
        page.extend(encode(CodePage::Windows1251, "2;Так;ТОВ «Верба»\n").repeat(2 * BEGINNING as usize / 18));
        assert_eq!(decode(page).unwrap().encoding, "windows-1251");
        let figures = "1;20\n".repeat(2 * BEGINNING as usize / 5 + 1);
        let decoded = decode(encode(CodePage::Windows1251, &(figures + "Їжак;5\nЛьвів;6\nСтіл;7\n"))).unwrap();
        assert!(decoded.encoding == "windows-1251" && decoded.text.ends_with("Стіл;7\n"));
    }
}
