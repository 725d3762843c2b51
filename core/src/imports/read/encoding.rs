//! Which encoding a text file is in. Byte order marks and UTF-8 are certain; the Cyrillic code pages are told apart
//! by how likely the letters are that each of them makes of the bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, IBM866, KOI8_U, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

use crate::imports::sheets::{Foreign, Refusal};

pub(super) struct Decoded {
    /// `utf-8`, `windows-1251` …
    pub(super) encoding: &'static str,
    pub(super) text: String,
}

const BINARY: Refusal = Refusal::NotATable(Foreign::Unknown);

/// The text of a file, or the refusal of one that holds no text.
pub(super) fn decode(mut bytes: Vec<u8>) -> Result<Decoded, Refusal> {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if let Some(encoding) = utf16(&bytes) {
        return decode_utf16(&bytes, encoding);
    }
    // Programs of DOS times end a text with this sign.
    while bytes.last() == Some(&0x1a) {
        bytes.pop();
    }
    if is_binary(&bytes) {
        return Err(BINARY);
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Decoded { encoding: "utf-8", text }),
        Err(error) => error.into_bytes(),
    };
    if is_damaged_utf8(&bytes) {
        return Ok(Decoded { encoding: "utf-8", text: String::from_utf8_lossy(&bytes).into_owned() });
    }
    let page = CodePage::guess(&bytes);
    Ok(Decoded { encoding: page.name(), text: page.decode(&bytes).into_owned() })
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

fn decode_utf16(bytes: &[u8], encoding: &'static Encoding) -> Result<Decoded, Refusal> {
    let (text, _) = encoding.decode_with_bom_removal(bytes);
    if text.contains('\0') {
        return Err(BINARY);
    }
    let encoding = if encoding == UTF_16LE { "utf-16le" } else { "utf-16be" };
    Ok(Decoded { encoding, text: text.into_owned() })
}

/// A zero byte anywhere, or more control characters than a text has by accident.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(65_536)];
    let n_controls = sample.iter().filter(|byte| matches!(byte, 0..=8 | 14..=31 | 127)).count();
    n_controls * 50 > sample.len() || bytes.contains(&0)
}

/// UTF-8 with a few broken characters, as a cut file has: still far more whole characters than broken ones.
fn is_damaged_utf8(bytes: &[u8]) -> bool {
    let (mut n_whole, mut n_broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        n_whole += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        n_broken += usize::from(!chunk.invalid().is_empty());
    }
    n_whole > n_broken * 10
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodePage {
    Windows1251,
    Koi8U,
    Cp866,
    /// Cp866 as it was changed for Ukrainian.
    Cp1125,
    Windows1252,
}

impl CodePage {
    const ALL: [Self; 5] = [Self::Windows1251, Self::Koi8U, Self::Cp866, Self::Cp1125, Self::Windows1252];

    fn name(self) -> &'static str {
        match self {
            Self::Windows1251 => "windows-1251",
            Self::Koi8U => "koi8-u",
            Self::Cp866 => "cp866",
            Self::Cp1125 => "cp1125",
            Self::Windows1252 => "windows-1252",
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Windows1251 => WINDOWS_1251,
            Self::Koi8U => KOI8_U,
            Self::Cp866 | Self::Cp1125 => IBM866,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        let (text, _) = self.encoding().decode_without_bom_handling(bytes);
        if self == Self::Cp1125 { text.chars().map(ukrainian_866).collect::<String>().into() } else { text }
    }

    /// The code page whose letters are the likeliest; the first one wins a tie.
    fn guess(bytes: &[u8]) -> Self {
        let sample = letters_sample(bytes);
        let mut best = (Self::Windows1251, f64::NEG_INFINITY);
        for page in Self::ALL {
            let score = likelihood(&page.decode(&sample));
            if score > best.1 {
                best = (page, score);
            }
        }
        best.0
    }
}

/// What cp1125 has in the places of these letters of cp866.
fn ukrainian_866(letter: char) -> char {
    match letter {
        'Є' => 'Ґ',
        'є' => 'ґ',
        'Ї' => 'Є',
        'ї' => 'є',
        'Ў' => 'І',
        'ў' => 'і',
        '°' => 'Ї',
        '∙' => 'ї',
        other => other,
    }
}

/// The words with other letters than Latin ones, up to 32 KB: a long file may begin with pages of numbers.
fn letters_sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    for word in bytes.split(|byte| *byte < 0x80 && !byte.is_ascii_alphabetic()) {
        if word.iter().any(|byte| *byte >= 0x80) {
            sample.extend_from_slice(&word[..word.len().min(1024)]);
            sample.push(b' ');
        }
        if sample.len() > 32_768 {
            break;
        }
    }
    sample
}

/// How much a text looks like Ukrainian, Russian or (faintly) another European language. Only comparable between
/// readings of the same bytes.
fn likelihood(text: &str) -> f64 {
    let mut score = 0.0;
    let mut before = ' ';
    for letter in text.chars() {
        if !letter.is_ascii() {
            score += letter_score(letter);
        }
        if before.is_lowercase() && letter.is_uppercase() {
            score -= 4.0;
        }
        if mixed(before, letter) {
            score -= 3.0;
        }
        before = letter;
    }
    score
}

/// A Cyrillic letter beside a Latin one. Latin `i` stands for the missing Ukrainian one in cp866.
fn mixed(one: char, other: char) -> bool {
    let latin = |letter: char| letter.is_ascii_alphabetic() && !matches!(letter, 'i' | 'I');
    latin(one) && is_cyrillic(other) || is_cyrillic(one) && latin(other)
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&letter)
}

/// Logarithm of how often the letter is met, against a letter met 30 times in a thousand.
fn letter_score(letter: char) -> f64 {
    let per_mille = match letter.to_lowercase().next().unwrap_or(letter) {
        'о' => 95.0,
        'а' => 82.0,
        'и' => 62.0,
        'е' | 'н' => 62.0,
        'т' => 55.0,
        'в' => 49.0,
        'р' | 'с' => 45.0,
        'і' => 42.0,
        'л' | 'к' => 38.0,
        'у' | 'д' => 30.0,
        'м' | 'п' => 29.0,
        'я' | 'з' => 20.0,
        'ь' | 'г' | 'б' => 16.0,
        'ч' => 12.0,
        'й' | 'х' => 10.0,
        'ы' | 'ж' | 'ю' => 8.0,
        'ц' | 'ш' => 7.0,
        'ї' => 6.0,
        'є' | 'щ' => 4.0,
        'ф' => 3.0,
        'э' => 2.0,
        'ґ' | 'ъ' | 'ё' => 0.7,
        '«' | '»' | '№' | '’' | '“' | '”' | '„' | '–' | '—' | '…' | '\u{a0}' | '€' | '²' | '³' => 20.0,
        'ä' | 'ö' | 'ü' | 'ß' | 'é' | 'è' | 'á' | 'à' | 'ç' | 'ñ' | 'ó' | 'í' => 4.0,
        it if is_cyrillic(it) => 0.1,
        it if it.is_alphabetic() => 0.5,
        _ => 0.05,
    };
    f64::ln(per_mille / 30.0)
}

#[cfg(test)]
mod tests {
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
}
