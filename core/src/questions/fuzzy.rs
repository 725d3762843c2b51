//! What a tired hand does to words: typos, the other keyboard layout, Latin letters for Ukrainian ones.

use super::stems;

/// Typos forgiven in a word of this length; none in short words, and never in anything with a digit.
pub(super) fn allowed(word: &str) -> Option<usize> {
    if !word.chars().all(char::is_alphabetic) {
        return None;
    }
    match word.chars().count() {
        0..=4 => None,
        5..=7 => Some(1),
        _ => Some(2),
    }
}

/// Edit distance where a swap of neighbours is one typo; anything past `most` is only said to be more.
pub(super) fn distance(left: &str, right: &str, most: usize) -> usize {
    if left.chars().count().abs_diff(right.chars().count()) > most {
        return most + 1;
    }
    match strsim::osa_distance(left, right) {
        // The same letters in a little other order are one slip of the hand: "мунилий".
        2 if is_shuffled(left, right) => 1,
        distance => distance,
    }
}

fn is_shuffled(left: &str, right: &str) -> bool {
    let sorted = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    left.chars().count() >= 5 && left.chars().next() == right.chars().next() && sorted(left) == sorted(right)
}

/// How a word is heard: vowels that surzhyk and tired hands mix up are one, soft signs and doubled letters are gone.
pub(super) fn by_ear(word: &str) -> String {
    let mut heard = String::with_capacity(word.len());
    for letter in word.chars() {
        let letter = match letter {
            'і' | 'ї' | 'ы' | 'й' => 'и',
            'є' | 'э' | 'ё' => 'е',
            'ь' | 'ъ' | '\'' => continue,
            it => it,
        };
        if !heard.ends_with(letter) {
            heard.push(letter);
        }
    }
    heard
}

/// How far the beginning of `word` is from `stem`, leaving room for an ending of up to five letters.
/// A short stem that lost a letter must at least be followed by a real ending: "тварин" is no "товарів".
pub(super) fn distance_to_stem(word: &str, stem: &str, most: usize) -> Option<usize> {
    let letters: Vec<char> = word.chars().collect();
    let length = stem.chars().count();
    (length.saturating_sub(1)..=length + 1)
        .filter(|cut| *cut <= letters.len() && letters.len() - cut <= 5)
        .filter(|cut| *cut >= length || length > 5 || stems::is_ending(&letters[*cut..].iter().collect::<String>()))
        .map(|cut| distance(&letters[..cut].iter().collect::<String>(), stem, most))
        .min()
        .filter(|it| *it <= most && *it * 4 <= length)
}

const LATIN: &str = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>";
const CYRILLIC: &str = "'йцукенгшщзхїфівапролджєячсмитьбю'ЙЦУКЕНГШЩЗХЇФІВАПРОЛДЖЄЯЧСМИТЬБЮ";

/// The same keys pressed with the Ukrainian layout: "dbhexrf" is "виручка".
pub(super) fn other_layout(text: &str) -> String {
    text.chars()
        .map(|letter| LATIN.chars().position(|it| it == letter).and_then(|n| CYRILLIC.chars().nth(n)).unwrap_or(letter))
        .collect()
}

/// The same keys pressed with the English layout: "кумутгу" is "revenue".
pub(super) fn latin_layout(text: &str) -> String {
    text.chars()
        .map(|letter| CYRILLIC.chars().position(|it| it == letter).and_then(|n| LATIN.chars().nth(n)).unwrap_or(letter))
        .collect()
}

const SOUNDS: &[(&str, &str)] = &[
    ("shch", "щ"),
    ("zh", "ж"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ch", "ч"),
    ("sh", "ш"),
    ("yu", "ю"),
    ("ya", "я"),
    ("ye", "є"),
    ("yi", "ї"),
    ("ju", "ю"),
    ("ja", "я"),
    ("iu", "ю"),
    ("ia", "я"),
    ("ie", "є"),
    ("a", "а"),
    ("b", "б"),
    ("v", "в"),
    ("w", "в"),
    ("h", "г"),
    ("g", "г"),
    ("d", "д"),
    ("e", "е"),
    ("z", "з"),
    ("y", "и"),
    ("i", "і"),
    ("j", "й"),
    ("k", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("o", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("t", "т"),
    ("u", "у"),
    ("f", "ф"),
    ("c", "ц"),
    ("x", "х"),
];

/// "vyruchka" -> "виручка", "prodazhi" -> "продажі". Lower case in, lower case out.
pub(super) fn from_latin(word: &str) -> String {
    let mut rest = word;
    let mut written = String::new();
    while let Some(letter) = rest.chars().next() {
        let sound = SOUNDS.iter().find(|(latin, _)| rest.starts_with(latin));
        let (length, cyrillic) = sound.map_or((letter.len_utf8(), None), |(latin, it)| (latin.len(), Some(*it)));
        match cyrillic {
            Some(it) => written.push_str(it),
            None => written.push(letter),
        }
        rest = &rest[length..];
    }
    written
}

pub(super) fn is_latin(word: &str) -> bool {
    word.chars().all(|it| it.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_other_layouts_and_latin() {
        assert_eq!(other_layout("dbhexrf pf ;jdntym"), "виручка за жовтень");
        assert_eq!(latin_layout("кумутгу ащк фгпгіе"), "revenue for august");
        assert_eq!(from_latin("vyruchka"), "виручка");
        assert_eq!(from_latin("prodazhi"), "продажі");
        assert_eq!(from_latin("zhovten"), "жовтен");
    }

    #[test]
    fn forgives_typos_by_length() {
        assert_eq!(allowed("чек"), None);
        assert_eq!(distance_to_stem("віручка", "вируч", 1), Some(1));
        assert_eq!(distance("замвлення", "замовлення", 2), 1);
        assert_eq!(distance_to_stem("борщі", "товар", 1), None);
    }
}
