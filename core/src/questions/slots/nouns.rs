//! Things a figure is split by or counted in, and words nothing explains.

use super::{Filler, Noun, Stranger, is_plural};
use crate::metrics::Dimension;
use crate::questions::lexicon::{Modifier, Preposition};
use crate::questions::tokens::Kind;

impl Filler<'_> {
    pub(super) fn leads(&self, at: usize) -> bool {
        let after_noun = self.slots.nouns.last().is_some_and(|it| it.end == at && !it.plural);
        after_noun || at > 0 && matches!(self.words.key(at - 1), "who" | "which" | "what")
    }

    pub(super) fn noun(&mut self, at: usize, end: usize, dimension: Dimension) {
        let before = at.checked_sub(1).map(|it| self.words.key(it)).unwrap_or_default();
        let each = self.slots.modifiers.last().is_some_and(|it| it.1 == Modifier::Each && at - it.0 <= 4);
        // "за типом клієнта, категорією і днем тижня".
        let and = matches!(before, "і" | "та" | "й" | "and" | "и");
        let next_to = |end: usize| end == at && self.words.tokens[at].stop || end + 1 == at && and;
        let joined = self.slots.nouns.last().is_some_and(|it| it.by && next_to(it.end));
        let splits = |word| matches!(word, "по" | "за" | "by" | "per" | "across");
        let by = splits(before) || splits(self.words.key(at)) || each || joined;
        if let Some(named) = self.slots.names.last_mut().filter(|it| it.hit.end == at && dimension == Dimension::Warehouse)
            && named.hit.values.iter().any(|it| it.0 == dimension)
        {
            // "на київському складі": the word after the name tells what it names.
            named.cue = Some(dimension);
            self.slots.nouns.push(Noun { at, end, dimension, by: false, cue: true, plural: false, of: false });
            return;
        }
        let key = self.words.key(end - 1);
        let plural = is_plural(key);
        // "у якої категорії": one of them, though "категорії" may be several.
        const OF_ONE: [&str; 12] =
            ["який", "яка", "яке", "якого", "якої", "якому", "якій", "яким", "якою", "какой", "какая", "какого"];
        let plural = plural && !OF_ONE.contains(&before);
        let of = matches!(before, "з" | "із" | "зі" | "серед" | "of" | "among" | "из" | "среди");
        self.slots.nouns.push(Noun { at, end, dimension, by, cue: false, plural, of });
    }

    pub(super) fn stranger(&mut self, at: usize) -> usize {
        let words = self.words;
        if matches!(words.kind(at), Some(Kind::Sign)) {
            return at + 1;
        }
        let mut end = at + 1;
        while end < words.len() && words.kind(end) == Some(Kind::Word) && !words.tokens[end].stop {
            let plain = words.at(end).is_empty() && self.names.at(&words.tokens, end).is_none();
            // "кока-коли" is one word, whatever its second half means.
            if !plain && !words.tokens[end].dash {
                break;
            }
            end += 1;
        }
        self.stranger_word(at, end);
        end
    }

    pub(super) fn stranger_word(&mut self, at: usize, end: usize) {
        let cue = self.cue(at);
        let place = at > 0 && self.words.tokens[at].capital && self.words.preposition(at - 1, &[Preposition::In]).is_some();
        self.slots.strangers.push(Stranger { at, end, said: self.words.said(at, end), cue, name: true, place });
    }

    /// A known word that fits nowhere here; no name.
    pub(super) fn not_understood(&mut self, at: usize, end: usize) {
        let said = self.words.said(at, end);
        self.slots.strangers.push(Stranger { at, end, said, cue: None, name: false, place: false });
    }
}
