//! Tags and texts of HTML and XML, as forgiving as programs are that write tables in them. Reads forward only, keeps no
//! tree, expands none but the common entities.

/// A piece of markup. Names are as written, prefix and all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Open {
        name: &'a str,
        attributes: Attributes<'a>,
        closed: bool,
    },
    Close(&'a str),
    /// Text with its entities; `decode` resolves them.
    Text(&'a str),
    /// Text that means what it says.
    Literal(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attributes<'a>(&'a str);

/// Walks over a text piece by piece.
pub(super) struct Markup<'a> {
    rest: &'a str,
    /// More text follows: what does not end here is left for it.
    is_part: bool,
}

impl<'a> Markup<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text, is_part: false }
    }

    /// Of a text that goes on: ends before the first tag or comment that does not end in it.
    pub(super) fn part(text: &'a str) -> Self {
        Self { rest: text, is_part: true }
    }

    /// What was not walked over.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// Skips to the end of what begins here with `start`; `None` if that lies in a part to come.
    fn take_between(&mut self, start: &str, end: &str) -> Option<&'a str> {
        let inside = self.rest.strip_prefix(start)?;
        if self.is_part && !inside.contains(end) {
            return None;
        }
        self.rest = inside;
        Some(self.take_until(end))
    }

    /// Skips to the tag that closes `name`: what is inside a script is no markup.
    pub(super) fn skip_inside(&mut self, name: &str) {
        while let Some(at) = self.rest.find("</") {
            self.rest = &self.rest[at..];
            if self.rest.get(2..2 + name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name)) {
                return;
            }
            self.rest = &self.rest[2..];
        }
        self.rest = "";
    }

    fn take_until(&mut self, end: &str) -> &'a str {
        let (taken, rest) = self.rest.split_once(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn take_tag(&mut self) -> &'a str {
        let end = memchr::memchr(b'>', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let taken = &self.rest[..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        taken
    }
}

impl<'a> Iterator for Markup<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            } else if self.rest.starts_with("<!--") {
                self.take_between("<!--", "-->")?;
            } else if self.rest.starts_with("<![CDATA[") {
                return self.take_between("<![CDATA[", "]]>").map(Token::Literal);
            } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.take_until(">");
            } else if let Some(rest) = self.rest.strip_prefix("</") {
                self.rest = rest;
                return Some(Token::Close(name_of(self.take_tag())));
            } else if let Some(rest) = self.rest.strip_prefix('<').filter(|it| it.starts_with(char::is_alphabetic)) {
                let length = tag_length(rest, self.is_part)?;
                let (tag, rest) = rest.split_at(length);
                self.rest = rest.strip_prefix('>').unwrap_or(rest);
                let (name, closed) = (name_of(tag), tag.ends_with('/'));
                let attributes = Attributes(tag[name.len()..].strip_suffix('/').unwrap_or(&tag[name.len()..]));
                return Some(Token::Open { name, attributes, closed });
            } else {
                // A sign `<` that begins no tag is text.
                let first = self.rest.chars().next().map_or(0, char::len_utf8);
                let end = memchr::memchr(b'<', &self.rest.as_bytes()[first..]).map_or(self.rest.len(), |at| at + first);
                let (text, rest) = self.rest.split_at(end);
                self.rest = rest;
                return Some(Token::Text(text));
            }
        }
    }
}

fn name_of(tag: &str) -> &str {
    &tag[..tag.bytes().position(|it| it.is_ascii_whitespace() || it == b'/').unwrap_or(tag.len())]
}

/// Length of a tag up to its `>`, which inside quotes does not count; of all the rest if it never ends. `None` where a part of
/// a text does not hold its end.
fn tag_length(tag: &str, is_part: bool) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'>', b'"', b'\'', &tag.as_bytes()[at..]) {
        at += found;
        let quote = tag.as_bytes()[at];
        if quote == b'>' {
            return Some(at);
        }
        match tag[at + 1..].find(char::from(quote)) {
            Some(length) => at += length + 2,
            None if is_part => return None,
            None => return Some(tag[at..].find('>').map_or(tag.len(), |end| at + end)),
        }
    }
    (!is_part).then_some(tag.len())
}

impl<'a> Attributes<'a> {
    /// The attributes written in a tag after its name.
    pub(super) fn new(written: &'a str) -> Self {
        Self(written)
    }

    /// The value of the attribute with this name, whatever its prefix and the case of its letters.
    pub(super) fn find(self, wanted: &str) -> Option<&'a str> {
        self.find_by(|name| local(name).eq_ignore_ascii_case(wanted))
    }

    /// The value of the attribute with this very name.
    pub(super) fn named(self, wanted: &str) -> Option<&'a str> {
        self.find_by(|name| name == wanted)
    }

    fn find_by(self, is_wanted: impl Fn(&str) -> bool) -> Option<&'a str> {
        self.each().find(|(name, _)| is_wanted(name)).map(|it| it.1)
    }

    /// Names, prefix and all, with their values; that of a bare name is empty.
    pub(super) fn each(self) -> impl Iterator<Item = (&'a str, &'a str)> {
        let mut rest = self.0.trim_start();
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let end = rest.bytes().position(|it| it.is_ascii_whitespace() || it == b'=').unwrap_or(rest.len());
            let name = &rest[..end];
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                (value, rest) = match after.chars().next() {
                    Some(quote @ ('"' | '\'')) => {
                        let inside = &after[1..];
                        let end = memchr::memchr(quote as u8, inside.as_bytes()).unwrap_or(inside.len());
                        (&inside[..end], inside.get(end + 1..).unwrap_or_default())
                    }
                    _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
                };
                rest = rest.trim_start();
            } else if end == 0 {
                return None;
            }
            Some((name, value))
        })
    }

    pub(super) fn number(self, name: &str) -> Option<u32> {
        self.find(name)?.trim().parse().ok()
    }
}

/// A name without its prefix: `Row` of `ss:Row`.
pub(super) fn local(name: &str) -> &str {
    name.bytes().rposition(|it| it == b':').map_or(name, |at| &name[at + 1..])
}

/// Appends a text with its entities resolved; unknown ones stay as they are.
pub(super) fn decode(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.get(1..).and_then(|it| it.split_at_checked(it.bytes().take(12).position(|byte| byte == b';')?));
        match entity.and_then(|(name, after)| Some((character(name)?, after))) {
            Some((character, after)) => {
                out.push(character);
                rest = &after[1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|it| *it != '\0');
    }
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "bdquo" => '„',
        "rsquo" => '’',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "euro" => '€',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces() {
        let text = "<?xml v='1'?><!-- <a> --><ss:Row ss:Index=\"3\" title='a>b'/>1 < 2<TD colspan=2>x</td ><![CDATA[<&>]]>";
        let tokens: Vec<Token> = Markup::new(text).collect();
        let Token::Open { name, attributes, closed } = tokens[0] else { panic!("{tokens:?}") };
        assert_eq!(
            (local(name), attributes.number("index"), attributes.find("Title"), closed),
            ("Row", Some(3), Some("a>b"), true)
        );
        let Token::Open { name, attributes, closed } = tokens[3] else { panic!("{tokens:?}") };
        assert_eq!((name, attributes.number("colspan"), attributes.find("x"), closed), ("TD", Some(2), None, false));
        assert_eq!([tokens[1], tokens[2]], [Token::Text("1 "), Token::Text("< 2")]);
        assert_eq!(tokens[4..], [Token::Text("x"), Token::Close("td"), Token::Literal("<&>")]);
    }

    #[test]
    fn broken_pieces_end() {
        for text in ["<", "<a", "<a b='", "<a '\"<a", "</", "<!--", "<![CDATA[", "&", "<é", "<a b=c"] {
            assert!(Markup::new(&text.repeat(3)).count() <= 7, "{text}");
        }
        let many = "<a ".repeat(200_000);
        assert_eq!(Markup::new(&many).count(), 1);
    }

    #[test]
    fn entities() {
        let mut out = String::new();
        decode("&lt;&#1030;&#x456;&nbsp;AT&T &unknown; &#0;&", &mut out);
        assert_eq!(out, "<Іі\u{a0}AT&T &unknown; &#0;&");
    }
}
