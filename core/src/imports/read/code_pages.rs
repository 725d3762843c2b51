//! The code pages that Cyrillic texts come in, told apart by how likely the letters are that each of them makes of the bytes.

use std::borrow::Cow;

use encoding_rs::{Encoding, IBM866, KOI8_U, WINDOWS_1251, WINDOWS_1252};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CodePage {
    Windows1251,
    Koi8U,
    Cp866,
    /// Cp866 as it was changed for Ukrainian.
    Cp1125,
    Windows1252,
}

impl CodePage {
    pub(super) const ALL: [Self; 5] = [Self::Windows1251, Self::Koi8U, Self::Cp866, Self::Cp1125, Self::Windows1252];

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Windows1251 => "windows-1251",
            Self::Koi8U => "koi8-u",
            Self::Cp866 => "cp866",
            Self::Cp1125 => "cp1125",
            Self::Windows1252 => "windows-1252",
        }
    }

    pub(super) fn encoding(self) -> &'static Encoding {
        match self {
            Self::Windows1251 => WINDOWS_1251,
            Self::Koi8U => KOI8_U,
            Self::Cp866 | Self::Cp1125 => IBM866,
            Self::Windows1252 => WINDOWS_1252,
        }
    }

    pub(super) fn decode(self, bytes: &[u8]) -> Cow<'_, str> {
        let (text, _) = self.encoding().decode_without_bom_handling(bytes);
        if self == Self::Cp1125 { text.chars().map(ukrainian_866).collect::<String>().into() } else { text }
    }

    /// The code page whose letters are the likeliest; the first one wins a tie.
    pub(super) fn guess(sample: &[u8]) -> Self {
        let mut best = (Self::Windows1251, f64::NEG_INFINITY);
        for page in Self::ALL {
            let score = likelihood(&page.decode(sample));
            if score > best.1 {
                best = (page, score);
            }
        }
        best.0
    }
}

/// What cp1125 has in the places of these letters of cp866.
pub(super) fn ukrainian_866(letter: char) -> char {
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
