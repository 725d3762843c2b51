//! Verbs without a figure in them: people say "скільки капнуло", "розкидай по групах", "звіряю з касою" in ever new words.
//! A word that neither the tables nor the organization's names know is taken for one by its root and its ending.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{en, ru, uk};

/// Prefixes that change no sense of `ROOTS`.
const PREFIXES: &[&str] = &[
    "", "по", "на", "за", "від", "роз", "ви", "до", "при", "про", "об", "пере", "під", "з", "с", "зі", "у", "в", "о", "рас",
    "вы", "под", "от", "пре",
];

/// Endings of Ukrainian verbs. Not here: endings that nouns have as well (-у, -и, -ів, -ою).
const ENDINGS: &str = "
    ати ав ала ало али аю аєш ає аємо аєте ають ай айте аймо ано авши аючи яти яв яла яло яли яю яєш яє яємо яєте яють яй яйте
    яно ити ить ив ила ило или иш имо ите ять ать іть їть імо ено іти іла іло іли ють юю ує ую уєш уємо уєте ують уй уйте уймо
    увати ував увала увало ували ювати ював ювала ювало ювали ює юємо юють юй юйте овано ути ув ула уло ули уть емо ете еш еть
    єть нути нув нула нуло нули лять лю ла ло ли чи ючи";

const RUSSIAN_ENDINGS: &str = "
    аю яю ую ать яти ять ить еть уть ал ала ало али ял яла яло яли ил ила ило или ел ела ело ели ул ула уло ули ают яют уют ут
    ют ит ят ат ет ем им ешь ишь ай айте яй яйте аем аешь аете ает яет ует уем ите ывать ывал ывали ывает ывают ивать ивает
    ивали овать овал овала овало овали нуть нул нула нули ено ано";

/// The words of one Slavic language.
struct Language {
    roots: HashSet<&'static str>,
    stems: HashSet<&'static str>,
    endings: Vec<&'static str>,
}

struct Verbs {
    languages: [Language; 2],
    english: HashSet<&'static str>,
    english_nouns: HashSet<&'static str>,
    forms: HashSet<&'static str>,
}

static VERBS: LazyLock<Verbs> = LazyLock::new(|| {
    let language = |roots: &'static str, stems: &'static str, endings: &'static str| Language {
        roots: roots.split_whitespace().collect(),
        // A stem may be written with the vowel of its ending.
        stems: stems.split_whitespace().map(|it| it.trim_end_matches(['а', 'я', 'у', 'ю'])).collect(),
        endings: endings.split_whitespace().collect(),
    };
    Verbs {
        languages: [
            language(uk::verbs::ROOTS, uk::verbs::STEMS, ENDINGS),
            language(ru::verbs::ROOTS, ru::verbs::STEMS, RUSSIAN_ENDINGS),
        ],
        english: en::verbs::STEMS.split_whitespace().collect(),
        english_nouns: en::verbs::NOUNS.split_whitespace().collect(),
        forms: [uk::verbs::FORMS, ru::verbs::FORMS, en::verbs::FORMS].into_iter().flat_map(str::split_whitespace).collect(),
    }
});

/// A form of a verb that changes no figure; `word` is folded.
pub(in super::super) fn is_idle_verb(word: &str) -> bool {
    let verbs = &*VERBS;
    if word.is_ascii() {
        return verbs.forms.contains(word) || is_english(word, verbs);
    }
    let active = active(word);
    [word, active].iter().any(|it| verbs.forms.contains(it)) || verbs.languages.iter().any(|it| it.has(active))
}

/// A verb without its reflexive ending.
fn active(word: &str) -> &str {
    word.strip_suffix("ся").or_else(|| word.strip_suffix("сь")).unwrap_or(word)
}

impl Language {
    fn has(&self, active: &str) -> bool {
        let is_stem = |stem: &str| {
            let of_root = |prefix: &&str| stem.strip_prefix(*prefix).is_some_and(|root| self.roots.contains(root));
            self.stems.contains(stem) || PREFIXES.iter().any(of_root)
        };
        self.endings.iter().filter_map(|it| active.strip_suffix(it)).any(is_stem)
    }
}

/// A form that tells what somebody does or did; others ask the program, or tell what the speaker does. English has few forms:
/// one that opens the message asks. How a manager works is what he sells.
pub(in super::super) fn is_deed(verb: &str, opens: bool) -> bool {
    const ENDINGS: &[&str] = &[
        "в", "ла", "ло", "ли", "є", "ить", "їть", "ять", "ать", "ють", "уть", "ано", "ено", "ал", "ял", "ил", "ел", "ул", "ет",
        "ит", "ют", "ят", "ут", "ат",
    ];
    let active = active(verb);
    let works = ["прац", "работ", "work"].iter().any(|it| verb.contains(it));
    if works {
        return false;
    }
    if verb.is_ascii() { !opens } else { ENDINGS.iter().any(|it| active.ends_with(it)) }
}

/// Forms of the first and of the third person that no ending tells.
const OF_SPEAKER: &str = "
    їду йду іду біжу лечу сиджу стою пишу роблю веду несу боюся боюсь дивлюсь дивлюся мчу пливу везу готовлю еду бегу сижу
    делаю смотрю воджу кручусь";
const OF_OTHERS: &str = "
    каже пише кличе жде ждет просит говорит звонит горит стоит сидит просят говорят звонят";

fn is_one_of(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|it| it == word)
}

/// "їду", "закриваю", "готуюсь"; "i am", "running".
pub(in super::super) fn is_of_speaker(key: &str, at: usize) -> bool {
    let active = active(key);
    let long = active.chars().count() >= 5;
    is_one_of(OF_SPEAKER, key)
        || long && ["ую", "юю", "аю", "яю", "ію"].iter().any(|it| active.ends_with(it))
        || at == 0 && (matches!(key, "i" | "im") || key.len() > 5 && key.is_ascii() && key.ends_with("ing"))
}

/// "питає", "просить", "горить", "чекають".
pub(in super::super) fn is_of_other(key: &str) -> bool {
    let active = active(key);
    let long = active.chars().count() >= 4;
    let noun = active.ends_with("сть") || active.ends_with("ать") && active.chars().count() < 5;
    let endings = ["ає", "яє", "ує", "ює", "іє", "єть", "ить", "їть", "ать", "ять", "ють", "уть", "ает", "яет", "ует"];
    long && !noun && endings.iter().any(|it| active.ends_with(it)) || is_one_of(OF_OTHERS, key)
}

/// "gather", "gathers", "tallied", "clocked", "grabbed", "raking".
fn is_english(word: &str, verbs: &Verbs) -> bool {
    let is_of = |stem: &str, list: &HashSet<&'static str>| {
        let mut letters = stem.bytes().rev();
        let doubled = letters.next().is_some_and(|it| letters.next() == Some(it));
        list.contains(stem)
            || doubled && list.contains(&stem[..stem.len() - 1])
            || stem.strip_suffix('i').is_some_and(|it| list.iter().any(|whole| whole.strip_suffix('y') == Some(it)))
            || list.iter().any(|whole| whole.strip_suffix('e') == Some(stem))
    };
    let ends = |ends: &[&str], list| ends.iter().filter_map(|it| word.strip_suffix(it)).any(|stem| is_of(stem, list));
    verbs.english.contains(word)
        || ends(&["s", "es", "ed", "d", "ing"], &verbs.english)
        || ends(&["ed", "ing"], &verbs.english_nouns)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon;
    use super::*;

    fn words(list: &str) -> impl Iterator<Item = &str> {
        list.split_whitespace()
    }

    #[test]
    fn everyday_verbs_are_idle() {
        for word in words(
            "
            капнуло накапало звіряю звіримо розкидай обдзвонили відпрацювали зїли тягне набирають лишив бралося судячи
            надзвонили проаналізуй опрацювали сверяю отработали раскидай кормит прикинь reconciling tallied raked clocked
            grabbed rushing",
        ) {
            assert!(is_idle_verb(word), "{word}");
        }
    }

    /// Whatever of these the tables know is read by them first; none may pass for idle.
    #[test]
    fn verbs_with_a_figure_in_them_are_not_idle() {
        for word in words(
            "
            просіли просели впали зросли виросли повернули повернулися вернули купили продали сплатили заплатили втратили
            загубили пішли перестали кинули відмовилися скасували списали підписали замовили замовляли поставили доставили
            відвантажили залежалися зависли застрягли затягнулися розрахувалися заборгували прострочили передумали відпали
            відвалилися зникли пропали заморозили подорожчали знизили збільшили зменшили перевищили закрили відкрили
            вичерпали закінчилися підтвердили подтвердили зареєструвалися обіцяли пообіцяли обещали перерахували
            рассчитались рассчитался розрахувались посипалися посыпались осипались розбили узгодили узгоджено согласовали
            вирахували пережили вкладаємо вкладено шукають питають запитують вирішив решили капли каплю печать кермо керма
            вкладиш контроль учет потяг старте решет опись перепись насипь питне насипне розсипне нарізне живим функционал
            existing confirmed processed collected estimated marked phones watches rings chips tracks flags presents
            clocks monitors support studies кошторис мотив попит мила масло вафлі матеріали печиво рушники чеки чеків
            пилки кава returned bought sold dropped fell grew left lost paid cancelled shipped ordered owed",
        ) {
            assert!(lexicon().knows(word) || !is_idle_verb(word), "{word}");
        }
    }

    #[test]
    fn verbs_of_the_speaker_and_of_others() {
        for word in ["їду", "закриваю", "готуюсь", "виписую"] {
            assert!(is_of_speaker(word, 1), "{word}");
        }
        for word in ["питає", "чекає", "починається", "горить", "питають", "каже"] {
            assert!(is_of_other(word), "{word}");
        }
        for word in ["кількість", "скільки", "нових", "клієнтів", "квартал", "торік", "фаворит", "область", "кавою", "було"]
        {
            assert!(!is_of_other(word) && !is_of_speaker(word, 1), "{word}");
        }
    }
}
