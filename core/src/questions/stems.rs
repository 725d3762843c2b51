//! Light stems for matching names in any grammatical case: "у Львові" meets "Львів", "кави" meets "Кава".
//! A word has several keys, one a plausible ending; two words meet when they share one.

const ENDINGS: &[&str] = &[
    "ового",
    "ого",
    "ому",
    "ими",
    "іми",
    "ами",
    "ями",
    "ові",
    "еві",
    "єві",
    "его",
    "ему",
    "ыми",
    "ів",
    "їв",
    "ий",
    "ій",
    "їй",
    "ої",
    "ою",
    "ею",
    "єю",
    "ам",
    "ям",
    "ах",
    "ях",
    "ом",
    "ем",
    "єм",
    "их",
    "іх",
    "им",
    "ім",
    "ей",
    "ов",
    "ев",
    "ый",
    "ой",
    "ая",
    "яя",
    "ое",
    "ее",
    "ые",
    "ие",
    "ую",
    "юю",
    "ых",
    "ії",
    "ія",
    "ію",
];

pub(super) fn is_ending(letters: &str) -> bool {
    let vowel = letters.chars().count() == 1 && letters.ends_with(['а', 'е', 'и', 'і', 'о', 'у', 'ю', 'я', 'ь']);
    letters.is_empty() || vowel || matches!(letters, "ка" | "ки" | "ку" | "кою") || ENDINGS.contains(&letters)
}

/// The word and what is left of it without each plausible ending, as spelled.
pub(super) fn plain_keys(word: &str) -> Vec<String> {
    let letters = word.chars().count();
    let vowel = word.ends_with(['а', 'е', 'є', 'и', 'і', 'о', 'у', 'ю', 'я']);
    let cuts = ENDINGS.iter().filter(|it| word.ends_with(**it)).map(|it| it.chars().count()).chain(vowel.then_some(1));
    let stems = cuts.filter(|it| letters - it >= 3).map(|it| cut(word, it));
    // A name in "-а" keeps its vowel in other cases: "Анни", "Ковальської".
    let stems: Vec<String> = stems.flat_map(|it| [format!("{it}а"), format!("{it}о"), it]).collect();
    std::iter::once(word.to_owned()).chain(stems).collect()
}

/// The keys of one folded word, without repeats.
pub(super) fn keys(word: &str) -> Vec<String> {
    if word.is_ascii() {
        return latin_keys(word);
    }
    // Russian spelling of the same name.
    let word = &word.replace('ы', "и").replace('э', "е");
    let mut keys = vec![tidy(word)];
    let letters = word.chars().count();
    if letters > 2 && word.ends_with(['а', 'е', 'є', 'и', 'і', 'ї', 'о', 'у', 'ю', 'я', 'ь', 'й', 'ы']) {
        keys.push(tidy(&cut(word, 1)));
    }
    for ending in ENDINGS.iter().filter(|it| word.ends_with(**it)) {
        let left = letters - ending.chars().count();
        if left >= 3 {
            keys.push(tidy(&cut(word, ending.chars().count())));
        }
    }
    // "у Празі" is Прага, "у Дубравці" is Дубравка.
    for (ending, before) in [("зі", "г"), ("ці", "к"), ("сі", "х")] {
        keys.extend(word.strip_suffix(ending).filter(|it| it.chars().count() >= 3).map(|it| tidy(&format!("{it}{before}"))));
    }
    // A soft sign inside comes and goes as the word is bent or misspelled: "Польща", "Полща".
    for key in keys.iter_mut() {
        key.retain(|it| it != 'ь');
    }
    keys.retain(|it| it.chars().count() >= 2.min(letters));
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn latin_keys(word: &str) -> Vec<String> {
    let mut keys = vec![word.to_owned()];
    if word.len() > 3 {
        keys.extend(word.strip_suffix("ies").map(|it| format!("{it}y")));
        keys.extend(word.strip_suffix('s').filter(|it| !it.ends_with('s')).map(str::to_owned));
    }
    keys
}

fn cut(word: &str, letters: usize) -> String {
    word.chars().take(word.chars().count() - letters).collect()
}

/// Drops the soft sign and the vowel that comes and goes before the last consonant:
/// Львів — Львова, Тернопіль — Тернополя, молоток — молотка.
fn tidy(stem: &str) -> String {
    let mut letters: Vec<char> = stem.chars().collect();
    if letters.len() > 2 && letters.last() == Some(&'ь') {
        letters.pop();
    }
    let n = letters.len();
    if n >= 4
        && matches!(letters[n - 2], 'і' | 'о' | 'е' | 'ї' | 'є')
        && !matches!(letters[n - 1], 'а' | 'е' | 'є' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ю' | 'я' | 'й')
    {
        letters.remove(n - 2);
    }
    letters.into_iter().collect()
}

pub(super) fn meet(left: &str, right: &str) -> bool {
    let right = keys(right);
    keys(left).iter().any(|it| right.contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_of_one_word_meet() {
        for (name, said) in [
            ("львів", "львові"),
            ("львів", "львова"),
            ("київ", "києві"),
            ("київ", "києва"),
            ("харків", "харкові"),
            ("одеса", "одесі"),
            ("дніпро", "дніпрі"),
            ("тернопіль", "тернополі"),
            ("чернівці", "чернівцях"),
            ("рівне", "рівному"),
            ("хмельницький", "хмельницькому"),
            ("біла", "білій"),
            ("церква", "церкві"),
            ("камянець", "камянці"),
            ("вінниця", "вінниці"),
            ("кава", "кави"),
            ("чай", "чаю"),
            ("побутова", "побутової"),
            ("хімія", "хімії"),
            ("мережа", "мереж"),
            ("чистовій", "чистового"),
            ("берегиня", "берегині"),
            ("лисенко", "лисенка"),
            ("бойчук", "бойчуком"),
            ("дорош", "дороша"),
            ("савченко", "савченку"),
            ("сніжинка", "сніжинок"),
            ("молоток", "молотка"),
        ] {
            assert!(meet(name, said), "{name} {said}");
        }
        for (name, other) in [("чай", "час"), ("львів", "лев"), ("кава", "кавун"), ("суми", "самі")]
        {
            assert!(!meet(name, other), "{name} {other}");
        }
    }
}
