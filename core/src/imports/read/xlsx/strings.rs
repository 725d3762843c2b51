//! The texts that cells share, and how a text of a cell is put together of its pieces.

use std::io::{Read, Seek};

use zip::ZipArchive;

use super::super::markup::{Attributes, Token, decode, local};
use super::super::unpack::Budget;
use super::feed;
use super::sheet::Window;
use crate::imports::sheets::{Limit, Refusal};

#[derive(Debug, Default)]
pub(super) struct Strings {
    /// All texts, one behind the other.
    all: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Strings {
    pub(super) fn read<R: Read + Seek + Send>(
        archive: &mut ZipArchive<R>,
        part: usize,
        budget: &mut Budget,
    ) -> Result<Self, Refusal> {
        let mut strings = Self::default();
        let mut window = Window::default();
        let mut text = RichText::default();
        let mut inside = false;
        let mut see = |token: Token<'_>| {
            match token {
                Token::Open { name, closed, .. } if local(name) == "si" => {
                    text.clear();
                    inside = !closed;
                    if closed {
                        strings.push("")?;
                    }
                }
                Token::Close(name) if local(name) == "si" && inside => {
                    inside = false;
                    strings.push(text.as_str())?;
                }
                token if inside => text.see(token),
                _ => {}
            }
            Ok(())
        };
        feed::stream(archive, part, budget, |piece| window.take(piece, &mut see))?;
        window.finish(&mut see)?;
        Ok(strings)
    }

    fn push(&mut self, text: &str) -> Result<(), Refusal> {
        self.all.push_str(text);
        self.ends.push(u32::try_from(self.all.len()).map_err(|_| Refusal::TooLarge(Limit::Unpacked))?);
        Ok(())
    }

    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)?;
        let begin = at.checked_sub(1).map_or(0, |it| self.ends[it]);
        self.all.get(begin as usize..end as usize)
    }
}

/// A text in one piece or in several of different looks; how it is pronounced is left out.
#[derive(Debug, Default)]
pub(super) struct RichText {
    text: String,
    /// Where the open piece began; whether its blanks count.
    piece: Option<(usize, bool)>,
    is_phonetic: bool,
}

impl RichText {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        (self.piece, self.is_phonetic) = (None, false);
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) fn see(&mut self, token: Token<'_>) {
        match token {
            Token::Open { name, attributes, closed: false } => match local(name) {
                "t" if !self.is_phonetic => self.piece = Some((self.text.len(), keeps_blanks(attributes))),
                "rPh" => self.is_phonetic = true,
                _ => {}
            },
            Token::Close(name) => match local(name) {
                "t" => self.end_piece(),
                "rPh" => self.is_phonetic = false,
                _ => {}
            },
            Token::Text(text) if self.piece.is_some() => add_text(text, &mut self.text),
            Token::Literal(text) if self.piece.is_some() => self.text.push_str(text),
            _ => {}
        }
    }

    fn end_piece(&mut self) {
        let Some((begin, keeps)) = self.piece.take() else { return };
        if !keeps {
            const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
            let end = begin + self.text[begin..].trim_end_matches(BLANKS).len();
            self.text.truncate(end);
            let blanks = self.text.len() - begin - self.text[begin..].trim_start_matches(BLANKS).len();
            self.text.replace_range(begin..begin + blanks, "");
        }
        unescape(&mut self.text, begin);
    }
}

/// Appends a text of XML, whose ends of lines are one letter however they are written.
pub(super) fn add_text(text: &str, out: &mut String) {
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        decode(&text.replace("\r\n", "\n").replace('\r', "\n"), out);
    } else {
        decode(text, out);
    }
}

fn keeps_blanks(attributes: Attributes<'_>) -> bool {
    attributes.named("xml:space") == Some("preserve")
}

/// Letters that XML cannot hold are written as `_x000D_`, in units of UTF-16 (ECMA-376, part 1, 22.9.2.19).
pub(super) fn unescape(text: &mut String, from: usize) {
    const LENGTH: usize = "_x000D_".len();
    let unit = |text: &str, at: usize| {
        let code = text.get(at..at + LENGTH)?.strip_prefix("_x")?.strip_suffix('_')?;
        u16::from_str_radix(code, 16).ok().filter(|_| code.bytes().all(|it| it.is_ascii_hexdigit()))
    };
    let Some(first) = memchr::memmem::find(&text.as_bytes()[from..], b"_x") else { return };
    let escaped = text.split_off(from + first);
    let (mut at, mut copied) = (0, 0);
    while let Some(found) = memchr::memchr(b'_', &escaped.as_bytes()[at..]) {
        at += found;
        let Some(high) = unit(&escaped, at) else {
            at += 1;
            continue;
        };
        text.push_str(&escaped[copied..at]);
        let low = unit(&escaped, at + LENGTH).filter(|it| (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(it));
        let letter = char::decode_utf16([Some(high), low].into_iter().flatten()).next();
        text.push(letter.and_then(Result::ok).unwrap_or(char::REPLACEMENT_CHARACTER));
        at += if low.is_some() { 2 * LENGTH } else { LENGTH };
        copied = at;
    }
    text.push_str(&escaped[copied..]);
}

#[cfg(test)]
mod tests {
    use super::super::super::markup::Markup;
    use super::*;

    #[test]
    fn escapes() {
        for (written, meant) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_xD83D__xDCF7_", "📷"),
            ("_xD83D_", "\u{fffd}"),
            ("_x00_ _xZZZZ_ _x+041_ є_x", "_x00_ _xZZZZ_ _x+041_ є_x"),
        ] {
            let mut text = written.to_owned();
            unescape(&mut text, 0);
            assert_eq!(text, meant, "{written}");
        }
    }

    #[test]
    fn rich_texts() {
        let of = |xml: &str| {
            let mut text = RichText::default();
            Markup::new(xml).for_each(|it| text.see(it));
            text.as_str().to_owned()
        };
        assert_eq!(of("<r><rPr><b/></rPr><t>Кава</t></r><r><t xml:space=\"preserve\"> мелена &amp; </t></r>"), "Кава мелена & ");
        assert_eq!(of("<t> Чай\n</t><rPh sb=\"0\"><t>chai</t></rPh>"), "Чай");
    }
}
