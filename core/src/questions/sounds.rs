//! Foreign names as they are heard: "Джон Сміт" is John Smith, "Нортвінд Трейдерс" is Northwind Traders.
//! A sound is a rough spelling that both alphabets share; vowels count only in short words.

/// Consonants that make a word recognisable without its vowels.
const ENOUGH_CONSONANTS: usize = 4;

/// The sound of a folded word, if it is one that can be compared: a short word with its vowels, a long one without.
pub(super) fn sound(word: &str) -> Option<String> {
    let heard = if word.is_ascii() { of_latin(word) } else { of_cyrillic(word)? };
    let consonants: String = heard.chars().filter(|it| !is_vowel(*it)).collect();
    match consonants.chars().count() {
        0 => None,
        1 if heard.chars().count() < 3 => None,
        n if n >= ENOUGH_CONSONANTS => Some(consonants),
        _ => Some(format!("={heard}")),
    }
}

fn is_vowel(letter: char) -> bool {
    matches!(letter, 'a' | 'e' | 'i' | 'o' | 'u')
}

const LATIN: &[(&str, &str)] = &[
    ("sch", "S"),
    ("tch", "C"),
    ("sh", "S"),
    ("ch", "C"),
    ("th", "t"),
    ("ph", "f"),
    ("ck", "k"),
    ("qu", "kv"),
    ("oo", "u"),
    ("ee", "i"),
    ("ea", "i"),
    ("ce", "se"),
    ("ci", "si"),
    ("cy", "si"),
    ("j", "J"),
    ("w", "v"),
    ("x", "ks"),
    ("y", "i"),
    ("c", "k"),
    ("q", "k"),
];

fn of_latin(word: &str) -> String {
    let mut rest = word;
    let mut heard = String::new();
    while let Some(letter) = rest.chars().next() {
        if let Some((from, to)) = LATIN.iter().find(|(from, _)| rest.starts_with(from)) {
            heard.push_str(to);
            rest = &rest[from.len()..];
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        // "John": an h before a consonant or at the end is silent.
        let silent = letter == 'h' && rest.chars().next().is_none_or(|it| !is_vowel(it) && it != 'y');
        let last_e = letter == 'e' && rest.is_empty() && heard.chars().count() > 2;
        if !silent && !last_e {
            heard.push(if letter == 'h' { 'g' } else { letter });
        }
    }
    without_doubles(&heard)
}

fn of_cyrillic(word: &str) -> Option<String> {
    let word = word.replace("дж", "J").replace("кв", "kv");
    let mut heard = String::new();
    for letter in word.chars() {
        heard.push_str(match letter {
            'а' | 'я' => "a",
            'б' => "b",
            'в' => "v",
            'г' | 'х' => "g",
            'д' => "d",
            'е' | 'є' | 'э' => "e",
            'ж' => "J",
            'з' => "z",
            'и' | 'і' | 'ї' | 'й' | 'ы' => "i",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' | 'ю' => "u",
            'ф' => "f",
            'ц' => "ts",
            'ч' => "C",
            'ш' | 'щ' => "S",
            'ь' | 'ъ' => "",
            'J' => "J",
            'k' => "k",
            'v' => "v",
            _ => return None,
        });
    }
    Some(without_doubles(&heard))
}

fn without_doubles(heard: &str) -> String {
    let mut single = String::new();
    for letter in heard.chars() {
        if !single.ends_with(letter) {
            single.push(letter);
        }
    }
    single
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sound_alike_in_both_alphabets() {
        for (name, said) in [
            ("john", "джон"),
            ("smith", "сміт"),
            ("northwind", "нортвінд"),
            ("traders", "трейдерс"),
            ("kowalska", "ковальска"),
            ("anna", "анна"),
            ("garcia", "гарсія"),
            ("novak", "новак"),
            ("markets", "маркетс"),
        ] {
            assert_eq!(sound(name), sound(said), "{name} {said}");
        }
        for (name, other) in [("john", "жан"), ("smith", "самет"), ("tent", "тонто"), ("cat", "кот"), ("mug", "мак")]
        {
            assert_ne!(sound(name), sound(other), "{name} {other}");
        }
    }
}
