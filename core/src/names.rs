//! Folding of names, codes and phones, so that people's spellings of the same thing meet.

use std::cmp::Ordering;

use unicode_normalization::UnicodeNormalization;

/// Case, ё, apostrophes, ґ, no-break spaces and runs of spaces no longer matter. For search and for keys.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    // Most names need no normal form, and to look for it takes longer than all the rest.
    if text.chars().all(is_plain) {
        text.chars().for_each(|it| fold_letter(lowered(it), &mut folded));
    } else {
        text.nfkc().flat_map(char::to_lowercase).for_each(|it| fold_letter(it, &mut folded));
    }
    folded.truncate(folded.trim_end().len());
    folded
}

/// Letters that are their own normal form and join with no other.
fn is_plain(letter: char) -> bool {
    matches!(letter, ' '..='~' | 'А'..='я' | 'Ё' | 'ё' | 'Є' | 'є' | 'І' | 'і' | 'Ї' | 'ї' | 'Ґ' | 'ґ' | '«' | '»' | '’')
}

/// A plain letter in lower case.
fn lowered(letter: char) -> char {
    match letter {
        'a'..='z' | 'а'..='я' => letter,
        'A'..='Z' => letter.to_ascii_lowercase(),
        'А'..='Я' => char::from_u32(u32::from(letter) + 0x20).unwrap_or(letter),
        'Ё' | 'Є' | 'І' | 'Ї' => char::from_u32(u32::from(letter) + 0x50).unwrap_or(letter),
        'Ґ' => 'ґ',
        letter => letter,
    }
}

/// Letters of nearly all names are told without a search.
fn is_letter_or_digit(letter: char) -> bool {
    matches!(letter, 'a'..='z' | 'а'..='я' | '0'..='9' | 'є' | 'і' | 'ї') || letter.is_alphanumeric()
}

fn fold_letter(letter: char, folded: &mut String) {
    match letter {
        'ё' => folded.push('е'),
        'ґ' => folded.push('г'),
        '’' | 'ʼ' | '`' | '´' | '‘' => folded.push('\''),
        'a'..='z' | 'а'..='я' | '0'..='9' => folded.push(letter),
        letter if letter.is_whitespace() || letter == '\u{200b}' => {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
        }
        letter => folded.push(letter),
    }
}

/// Legal forms dropped from the key of a firm's name.
const LEGAL_FORMS: [&str; 25] = [
    "тов", "тзов", "пп", "фоп", "кп", "ат", "пат", "прат", "спд", "ооо", "чп", "ип", "оао", "зао", "llc", "ltd", "gmbh", "inc",
    "srl", "uab", "sp", "z", "o.o", "s.r.o", "сп",
];

/// Key of a customer's name for finding duplicates: legal form, quotes and punctuation dropped,
/// case, apostrophes, look-alike letters and hyphens folded.
pub fn customer_key(name: &str) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len());
    for word in folded.split(parts_words).map(|word| word.trim_matches('.')) {
        if LEGAL_FORMS.contains(&word) {
            continue;
        }
        let before = key.len();
        if before > 0 {
            key.push(' ');
        }
        let begins = key.len();
        key.extend(word.chars().filter(|letter| is_letter_or_digit(*letter)).map(look_alike));
        if key.len() == begins {
            key.truncate(before);
        }
    }
    if key.is_empty() { folded } else { key }
}

fn parts_words(letter: char) -> bool {
    match letter {
        'a'..='z' | 'а'..='я' | '0'..='9' => false,
        '-' | '–' | '—' | '"' | '«' | '»' | '“' | '”' | '„' | ',' | '(' | ')' => true,
        letter => letter.is_whitespace(),
    }
}

/// Latin letters that look like Cyrillic ones become Cyrillic, і and и stay apart.
fn look_alike(letter: char) -> char {
    match letter {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'h' => 'н',
        'i' => 'і',
        'k' => 'к',
        'm' => 'м',
        'o' => 'о',
        'p' => 'р',
        't' => 'т',
        'x' => 'х',
        'y' => 'у',
        letter => letter,
    }
}

/// Key of a code or a SKU: trimmed, case-insensitive.
pub fn code_key(code: &str) -> String {
    code.trim().to_lowercase()
}

/// The last nine digits of a phone, or nothing if there are fewer.
pub fn phone_key(phone: &str) -> Option<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    (digits.len() >= 9).then(|| digits[digits.len() - 9..].iter().collect())
}

/// Order of names as in a Ukrainian dictionary: digits, Latin, then Cyrillic with ґ after г, є after е, і and ї after и.
/// Neither engine sorts so, and code points put the Ukrainian letters last.
pub fn alphabetical(one: &str, other: &str) -> Ordering {
    let rank = |text: &str| -> Vec<u32> { text.chars().flat_map(char::to_lowercase).map(letter_rank).collect() };
    rank(one).cmp(&rank(other)).then_with(|| one.cmp(other))
}

fn letter_rank(letter: char) -> u32 {
    const CYRILLIC: &str = "абвгґдеёєжзиіїйклмнопрстуфхцчшщъыьэюя";
    match CYRILLIC.chars().position(|it| it == letter) {
        Some(place) => 'а' as u32 + u32::try_from(place).unwrap_or_default(),
        None => u32::from(letter),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spellings_of_one_firm_meet() {
        let key = customer_key("ТОВ «Калина-Союз»");
        for other in ["калина союз", "Калина-Союз, ТОВ", "ТОВ \"КАЛИНА-СОЮЗ\"", "Kалинa-Союз"]
        {
            assert_eq!(customer_key(other), key, "{other}");
        }
        assert_ne!(customer_key("ФОП Кравець І. Т."), customer_key("ФОП Кравець А. К."));
        assert_eq!(customer_key("ТОВ"), "тов");
    }

    proptest! {
        #[test]
        fn plain_letters_are_their_own_normal_form(text in "[ -~А-яЁёЄєІіЇїҐґ«»’]{0,8}") {
            prop_assert!(text.chars().all(is_plain));
            prop_assert_eq!(text.chars().map(lowered).collect::<String>(), text.to_lowercase());
            prop_assert_eq!(text.nfkc().collect::<String>(), text);
        }
    }

    #[test]
    fn phones_meet_by_their_end() {
        assert_eq!(phone_key("+38 (020) 222 33 44"), phone_key("0202223344"));
        assert_eq!(phone_key("123"), None);
    }

    #[test]
    fn names_stand_as_in_a_dictionary() {
        let mut names = ["Яблуко", "їжак", "Зерно", "Іскра", "груша", "ґанок", "Acme", "Дім", "3М", "Єва", "Ера", "йод"];
        names.sort_by(|a, b| alphabetical(a, b));
        assert_eq!(names.join(" "), "3М Acme груша ґанок Дім Ера Єва Зерно Іскра їжак йод Яблуко");
    }
}
