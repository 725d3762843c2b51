//! Words and what they stand for. The tables of a language are data: a concept and its phrases,
//! parted by `;`. A phrase is words; a word may end in `*` (any ending) and offer `a|b` alternatives.

mod en;
mod ru;
mod uk;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::fuzzy;
use crate::metrics::{Dimension, Metric, NumberOp};
use crate::period::Grain;

/// What a word or phrase stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Concept {
    /// A figure by its name.
    Metric(Metric),
    /// A part of a figure's name, joined by `rules`.
    Part(Part),
    /// A thing figures are split by: "товари", "менеджер".
    Noun(Dimension),
    Segment(&'static str),
    /// Class letters of ABC and XYZ analyses.
    Class(&'static str),
    Time(Time),
    Modifier(Modifier),
    Count(u32),
    /// "тис", "млн".
    Times(u32),
    Preposition(Preposition),
    /// Nothing the figures know about.
    Outside(Topic),
    Say(Say),
    /// Carries no meaning of its own.
    Filler,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Part {
    Sell,
    Buy,
    Earn,
    Amount,
    HowMany,
    Units,
    Value,
    Percent,
    Share,
    Margin,
    Returns,
    Cancelled,
    New,
    Returning,
    Active,
    Never,
    NotBuying,
    NotSelling,
    LastTime,
    HowLong,
    MoreThanOnce,
    Rfm,
    Segments,
    Later,
    Stock,
    RunOut,
    Enough,
    Turnover,
    InTimes,
    InDays,
    Classes,
    ToOrder,
    ServiceLevel,
    Deals,
    Open,
    Won,
    Pipeline,
    Weighted,
    Conversion,
    Forecast,
    Database,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Modifier {
    Top,
    /// "найприбутковіші": the top by profit.
    Profitable,
    Bottom,
    Most,
    Least,
    /// "найчастіше": the most by the number of orders.
    Often,
    Who,
    What,
    Which,
    When,
    Each,
    Dynamics,
    Compare,
    Against,
    Change,
    Grew,
    Fell,
    Only,
    Except,
    Than(NumberOp),
    Not,
    FollowUp,
    Currency,
    Now,
    Average,
    Chart,
    File,
    Details,
    Why,
    /// Adverbs that split by time: "щомісяця".
    Every(Grain),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Time {
    /// Days back from today.
    Day(u32),
    Tomorrow,
    Unit(Grain),
    /// A name for a half of a year: "півріччя".
    HalfYear,
    /// "пів року": six months back from today.
    HalfAYear,
    Month(u32),
    Weekday(u32),
    /// 0 winter … 3 autumn.
    Season(u32),
    Weekend,
    This,
    Last,
    BeforeLast,
    Next,
    Past,
    Full,
    LastYear,
    Start,
    End,
    Ordinal(u32),
    /// "q", "кв": a number follows or precedes.
    QuarterSign,
    All,
    ToDate(Grain),
    Same,
    Period,
    Ago,
    Inclusive,
    Within,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Preposition {
    In,
    For,
    By,
    From,
    To,
    After,
    Before,
    Between,
    And,
    Of,
}

/// What people ask about that no trading data hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    Weather,
    Advertising,
    Salaries,
    Bank,
    Taxes,
    OtherCompanies,
    Expenses,
    Delivery,
    Website,
    Rates,
    Prices,
    News,
    Debts,
    Plans,
    Advice,
}

/// Words that are not about figures at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Say {
    Greeting,
    Thanks,
    Bye,
    Help,
    Change,
    Instruction,
}

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
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon {
        phrases: Vec::new(),
        by_first: HashMap::new(),
        exact: HashMap::new(),
        prefix: HashMap::new(),
        longest_prefix: 0,
    };
    for (concept, phrases) in uk::TABLES.iter().chain(ru::TABLES).chain(en::TABLES).copied().flatten() {
        for phrase in phrases.split(';') {
            lexicon.add(*concept, phrase);
        }
    }
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

    /// The word alone stands for more than a filler or a preposition, or begins a phrase that does.
    pub(super) fn means(&self, word: &str) -> bool {
        let phrases = self.patterns(word).into_iter().filter_map(|it| self.by_first.get(&it)).flatten();
        phrases.map(|id| self.phrases[*id as usize].concept).any(|it| !matches!(it, Concept::Filler | Concept::Preposition(_)))
    }

    /// Every phrase that begins at the first of these words, the longest first.
    pub(super) fn at(&self, words: &[Vec<u32>]) -> Vec<Found> {
        let Some(first) = words.first() else { return Vec::new() };
        let mut found: Vec<Found> = Vec::new();
        for id in first.iter().filter_map(|it| self.by_first.get(it)).flatten() {
            let phrase = &self.phrases[*id as usize];
            let fits = phrase.words.len() <= words.len()
                && phrase.words.iter().zip(words).all(|(wanted, have)| wanted.iter().any(|it| have.contains(it)));
            if fits {
                found.push(Found { concept: phrase.concept, words: phrase.words.len(), letters: phrase.letters });
            }
        }
        found.sort_by_key(|it| std::cmp::Reverse((it.words, it.letters)));
        found
    }

    /// The nearest known word within the typos allowed for its length, if there is just one nearest meaning.
    pub(super) fn nearest(&self, word: &str) -> Option<String> {
        let allowed = fuzzy::allowed(word)?;
        let mut best: Option<(usize, String)> = None;
        let mut consider = |distance: usize, candidate: String| {
            let better = best.as_ref().is_none_or(|(least, known)| distance < *least || distance == *least && candidate > *known);
            if distance <= allowed && better {
                best = Some((distance, candidate));
            }
        };
        for known in self.exact.keys().filter(|it| it.chars().count() >= 5) {
            consider(fuzzy::distance(word, known, allowed), known.clone());
        }
        for stem in self.prefix.keys().filter(|it| it.chars().count() >= 5) {
            if let Some(distance) = fuzzy::distance_to_stem(word, stem, allowed) {
                consider(distance, stem.clone());
            }
        }
        best.map(|(_, known)| known)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

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
        for (_, phrases) in uk::TABLES.iter().chain(ru::TABLES).chain(en::TABLES).copied().flatten() {
            for word in phrases.split(|it: char| it.is_whitespace() || matches!(it, ';' | '|')).filter(|it| !it.is_empty()) {
                let plain = word.trim_end_matches('*');
                assert_eq!(crate::names::fold(plain).replace('\'', ""), plain, "{phrases}");
            }
        }
    }
}
