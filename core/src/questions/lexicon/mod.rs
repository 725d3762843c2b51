//! Words and what they stand for. The tables of a language are data: a concept and its phrases,
//! parted by `;`. A phrase is words; a word may end in `*` (any ending) and offer `a|b` alternatives.

mod back;
mod concepts;
mod en;
mod ru;
mod uk;
mod verbs;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

pub use concepts::Topic;
pub(super) use concepts::{Back, Concept, Modifier, Part, Preposition, Say, Time};
pub(super) use verbs::{is_deed, is_idle_verb, is_of_other, is_of_speaker};

use super::fuzzy;

type Row = (Concept, &'static str);

/// A phrase found at a place of the message.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub(super) concept: Concept,
    pub(super) words: usize,
    /// Letters written out in the pattern: the more, the surer.
    pub(super) letters: usize,
}

struct Phrase {
    concept: Concept,
    /// Alternatives of each word, as ids of word patterns.
    words: Vec<Vec<u32>>,
    letters: usize,
}

pub(super) struct Lexicon {
    phrases: Vec<Phrase>,
    /// Phrases by the pattern their first word may match.
    by_first: HashMap<u32, Vec<u32>>,
    exact: HashMap<String, u32>,
    prefix: HashMap<String, u32>,
    /// Letters of the longest prefix, so that a lookup knows where to stop.
    longest_prefix: usize,
    /// Words and stems by how they are heard.
    sounds: HashMap<String, String>,
    stem_sounds: HashMap<String, String>,
    /// What was found for words that are not known.
    nearest: Mutex<HashMap<String, Option<String>>>,
}

/// So many words that are not known are remembered, if they are not longer than that many bytes.
const MAX_REMEMBERED: usize = 4_096;
const MAX_REMEMBERED_BYTES: usize = 64;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon {
        phrases: Vec::new(),
        by_first: HashMap::new(),
        exact: HashMap::new(),
        prefix: HashMap::new(),
        longest_prefix: 0,
        sounds: HashMap::new(),
        stem_sounds: HashMap::new(),
        nearest: Mutex::default(),
    };
    for (concept, phrases) in uk::TABLES.iter().chain(ru::TABLES).chain(en::TABLES).chain(&[back::BACK]).copied().flatten() {
        for phrase in phrases.split(';') {
            lexicon.add(*concept, phrase);
        }
    }
    lexicon.listen();
    lexicon
});

pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

impl Lexicon {
    fn add(&mut self, concept: Concept, phrase: &str) {
        let mut words = Vec::new();
        let mut letters = 0;
        for word in phrase.split_whitespace() {
            letters += word.split('|').map(|it| it.trim_end_matches('*').chars().count()).min().unwrap_or(0);
            words.push(word.split('|').map(|it| self.pattern(it)).collect::<Vec<_>>());
        }
        let Some(first) = words.first() else { return };
        let id = self.phrases.len() as u32;
        for pattern in first.clone() {
            self.by_first.entry(pattern).or_default().push(id);
        }
        self.phrases.push(Phrase { concept, words, letters });
    }

    /// Of several words that are heard alike, the first in the alphabet.
    fn listen(&mut self) {
        // What means something by itself: the stem "замов" of a longer phrase is no word.
        let heard = |words: &HashMap<String, u32>| {
            let mut words: Vec<&String> = words.keys().filter(|it| it.chars().count() >= 5 && self.means(it)).collect();
            words.sort_unstable_by(|left, right| right.cmp(left));
            words.into_iter().map(|it| (fuzzy::by_ear(it), it.clone())).collect()
        };
        let (sounds, stem_sounds) = (heard(&self.exact), heard(&self.prefix));
        self.sounds = sounds;
        self.stem_sounds = stem_sounds;
    }

    fn pattern(&mut self, word: &str) -> u32 {
        let next = (self.exact.len() + self.prefix.len()) as u32;
        match word.strip_suffix('*') {
            Some(stem) => {
                self.longest_prefix = self.longest_prefix.max(stem.chars().count());
                *self.prefix.entry(stem.to_owned()).or_insert(next)
            }
            None => *self.exact.entry(word.to_owned()).or_insert(next),
        }
    }

    /// The word patterns a folded word fits.
    pub(super) fn patterns(&self, word: &str) -> Vec<u32> {
        let mut found: Vec<u32> = self.exact.get(word).copied().into_iter().collect();
        for (end, letter) in word.char_indices().take(self.longest_prefix) {
            found.extend(self.prefix.get(&word[..end + letter.len_utf8()]));
        }
        found
    }

    pub(super) fn knows(&self, word: &str) -> bool {
        !self.patterns(word).is_empty()
    }

    /// The word stands in some phrase letter for letter.
    pub(super) fn spells(&self, word: &str) -> bool {
        self.exact.contains_key(word)
    }

    /// The word is surely spelled as meant: not merely like the stem of a word inside some phrase.
    pub(super) fn is_settled(&self, word: &str) -> bool {
        let by_stem = || {
            let long = |(end, letter): (usize, char)| {
                let stem = &word[..end + letter.len_utf8()];
                let bent = || stem.chars().count() == 5 && super::stems::is_ending(&word[stem.len()..]);
                self.prefix.get(stem).is_some_and(|id| stem.chars().count() >= 6 || self.by_first.contains_key(id) || bent())
            };
            word.char_indices().take(self.longest_prefix).any(long)
        };
        self.exact.contains_key(word) || by_stem()
    }

    /// The word alone stands for more than a filler or a preposition, or begins a phrase that does.
    pub(super) fn means(&self, word: &str) -> bool {
        let phrases = self.patterns(word).into_iter().filter_map(|it| self.by_first.get(&it)).flatten();
        phrases.map(|id| self.phrases[*id as usize].concept).any(|it| !matches!(it, Concept::Filler | Concept::Preposition(_)))
    }

    /// The word alone carries no meaning, so that it may stand inside any phrase.
    pub(super) fn is_idle(&self, patterns: &[u32]) -> bool {
        let mut alone = patterns
            .iter()
            .filter_map(|it| self.by_first.get(it))
            .flatten()
            .map(|id| &self.phrases[*id as usize])
            .filter(|it| it.words.len() == 1)
            .peekable();
        alone.peek().is_some() && alone.all(|it| it.concept == Concept::Filler)
    }

    /// How many words that begin here mean nothing: "мені", "у нас".
    fn idle_run(&self, words: &[Vec<u32>]) -> usize {
        let pair = |phrase: &Phrase| {
            phrase.concept == Concept::Filler
                && phrase.words.len() == 2
                && words.get(1).is_some_and(|next| phrase.words[1].iter().any(|it| next.contains(it)))
        };
        if words[0].iter().filter_map(|it| self.by_first.get(it)).flatten().any(|id| pair(&self.phrases[*id as usize])) {
            return 2;
        }
        usize::from(self.is_idle(&words[0]))
    }

    /// How many of these words the phrase takes, from the first on; idle words between its own are passed over.
    fn fits(&self, phrase: &Phrase, words: &[Vec<u32>]) -> Option<usize> {
        let is = |wanted: &[u32], have: &[u32]| wanted.iter().any(|it| have.contains(it));
        let mut at = 0;
        let mut passed = 0;
        // Two small words are a phrase only side by side: "how did" is not "how much did".
        let gaps = phrase.words.len() > 2 || phrase.letters >= 10;
        for (n, wanted) in phrase.words.iter().enumerate() {
            while gaps && n > 0 && passed < 2 && words.get(at).is_some_and(|it| !is(wanted, it)) {
                let idle = self.idle_run(&words[at..]);
                if idle == 0 {
                    break;
                }
                at += idle;
                passed += 1;
            }
            if !is(wanted, words.get(at)?) {
                return None;
            }
            at += 1;
        }
        Some(at)
    }

    /// Every phrase that begins at the first of these words, the longest first.
    pub(super) fn at(&self, words: &[Vec<u32>]) -> Vec<Found> {
        let Some(first) = words.first() else { return Vec::new() };
        let mut found: Vec<Found> = Vec::new();
        for id in first.iter().filter_map(|it| self.by_first.get(it)).flatten() {
            let phrase = &self.phrases[*id as usize];
            if let Some(taken) = self.fits(phrase, words) {
                found.push(Found { concept: phrase.concept, words: taken, letters: phrase.letters });
            }
        }
        found.sort_by_key(|it| std::cmp::Reverse((it.words, it.letters)));
        found
    }

    /// The word this one is another spelling of: the same sounds, or a typo or two. Every known word is looked at, so what was
    /// found is remembered: a message is read again without its asides, and people make the same slips.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        if word.len() > MAX_REMEMBERED_BYTES {
            return self.sounding(word).or_else(|| self.mistyped(word));
        }
        if let Some(known) = self.remembered().get(word) {
            return known.clone();
        }
        let found = self.sounding(word).or_else(|| self.mistyped(word));
        let mut remembered = self.remembered();
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(word.to_owned(), found.clone());
        found
    }

    fn remembered(&self) -> MutexGuard<'_, HashMap<String, Option<String>>> {
        self.nearest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A known word written by ear, or in Russian letters: "мєсяц", "скількі", "прибиль".
    pub(super) fn sounding(&self, word: &str) -> Option<String> {
        let letters = word.chars().count();
        if letters < 5 || !word.chars().all(char::is_alphabetic) {
            return None;
        }
        let sound = fuzzy::by_ear(word);
        if let Some(known) = self.sounds.get(&sound) {
            return Some(known.clone());
        }
        // "замовлнь" is no "замов" with an ending.
        let bent = |end: &usize| sound[..*end].chars().count() >= 6 || super::stems::is_ending(&sound[*end..]);
        let ends = sound
            .char_indices()
            .map(|(end, letter)| end + letter.len_utf8())
            .filter(|end| sound[..*end].chars().count() >= 5 && bent(end));
        ends.filter_map(|end| self.stem_sounds.get(&sound[..end])).next_back().cloned()
    }

    /// The nearest known word within the typos allowed for its length. Of two as near, one that means something, then the longer.
    fn mistyped(&self, word: &str) -> Option<String> {
        let allowed = fuzzy::allowed(word)?;
        let first = word.chars().next();
        let mut best: Option<(usize, bool, std::cmp::Reverse<usize>, String)> = None;
        let mut silly: Option<usize> = None;
        let mut consider = |distance: usize, candidate: &str| {
            // Two typos, one of them in the first letter, make another word: "заборгували" is no "наторгували".
            if distance <= allowed && !self.means(candidate) {
                silly = Some(silly.unwrap_or(distance).min(distance));
            }
            let other_first = candidate.chars().next() != first;
            if distance > allowed || other_first && (distance > 1 || distance > 0 && word.chars().count() <= 6) {
                return;
            }
            if best.as_ref().is_some_and(|it| it.0 < distance) {
                return;
            }
            let rank = (distance, !self.means(candidate), std::cmp::Reverse(candidate.chars().count()), candidate.to_owned());
            if best.as_ref().is_none_or(|it| rank < *it) {
                best = Some(rank);
            }
        };
        for known in self.exact.keys().filter(|it| it.chars().count() >= 5) {
            consider(fuzzy::distance(word, known, allowed), known);
        }
        for stem in self.prefix.keys().filter(|it| it.chars().count() >= 5) {
            // "замовлнь" begins with a stem and does not end as its words do.
            let other = word.strip_prefix(stem.as_str()).is_some_and(|rest| !super::stems::is_ending(rest));
            if let Some(distance) = fuzzy::distance_to_stem(word, stem, allowed).filter(|_| !other) {
                consider(distance, stem);
            }
        }
        // A short word as near to one without meaning as to a figure is neither: "котів" is no "коштів".
        let doubtful = word.chars().count() <= 6 && best.as_ref().is_some_and(|it| !it.1 && silly == Some(it.0));
        best.filter(|_| !doubtful).map(|it| it.3)
    }

    /// Two known words that lost the space between them: "місяцяхз".
    pub(super) fn parted(&self, word: &str) -> Option<(String, String)> {
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 7 {
            return None;
        }
        let of = |part: &[char]| part.iter().collect::<String>();
        let small = |part: &str| self.exact.contains_key(part) && !self.patterns(part).is_empty();
        let whole = |part: &str| self.exact.contains_key(part) && self.means(part);
        (1..letters.len()).map(|at| (of(&letters[..at]), of(&letters[at..]))).find(|(left, right)| {
            let (n_left, n_right) = (left.chars().count(), right.chars().count());
            n_left <= 3 && n_right >= 4 && small(left) && whole(right)
                // "середий" is an adjective with a letter lost.
                || n_right <= 3 && n_left >= 4 && right != "й" && small(right) && whole(left)
                || n_left >= 4 && n_right >= 4 && whole(left) && whole(right)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::metrics::Metric;

    #[test]
    fn every_language_has_words_for_every_metric() {
        for (language, tables) in [("uk", uk::TABLES), ("en", en::TABLES)] {
            let named: HashSet<Metric> = tables
                .iter()
                .copied()
                .flatten()
                .filter_map(|(concept, _)| match concept {
                    Concept::Metric(metric) => Some(*metric),
                    _ => None,
                })
                .chain(crate::questions::rules::metrics())
                .collect();
            let missing: Vec<_> = Metric::ALL.iter().filter(|it| !named.contains(it)).collect();
            assert!(missing.is_empty(), "{language} has no words for {missing:?}");
        }
    }

    #[test]
    fn phrases_are_folded() {
        for (_, phrases) in uk::TABLES.iter().chain(ru::TABLES).chain(en::TABLES).chain(&[back::BACK]).copied().flatten() {
            for word in phrases.split(|it: char| it.is_whitespace() || matches!(it, ';' | '|')).filter(|it| !it.is_empty()) {
                let plain = word.trim_end_matches('*');
                assert_eq!(crate::names::fold(plain).replace('\'', ""), plain, "{phrases}");
            }
        }
    }
}
