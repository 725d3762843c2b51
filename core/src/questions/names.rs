//! The organization's own names: what a word of the question may mean among its customers, products, cities.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::fuzzy;
use super::legal_forms::{JOINTS, LEGAL_FORMS, forms_in, is_silent, over_forms, said_form, said_words, skip_legal_forms};
use super::tokens::{Kind, Token, tokenize};
use super::{sounds, stems, translations};
use crate::error::Result;
use crate::metrics::Dimension;
use crate::names::fold;
use crate::store::{Kept, Scope};

/// An index over the names of one organization, built once per conversation turn or kept by the caller.
#[derive(Debug, Default)]
pub struct Names {
    entries: Vec<Entry>,
    by_key: HashMap<String, Vec<u32>>,
    /// Latin names by how they are heard.
    by_sound: HashMap<String, Vec<u32>>,
    words: Vec<String>,
}

#[derive(Debug)]
struct Entry {
    dimension: Dimension,
    value: String,
    /// Words that must be said for a full match.
    words: Vec<String>,
    /// How the name is said in another language: part of it says nothing.
    translated: bool,
    /// "Coffee & Tea": one of the two is not the whole.
    joined: bool,
}

/// Names that a run of words may mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Hit {
    pub(super) end: usize,
    /// Every word of the name was said.
    pub(super) full: bool,
    pub(super) values: Vec<(Dimension, String)>,
    /// Letters said, to weigh a hit against the lexicon.
    pub(super) words: usize,
}

impl Kept for Names {
    /// Everything a question may name, read from the store.
    async fn load(scope: &mut Scope) -> Result<Self> {
        type Value = Option<String>;
        let mut values = Vec::new();
        let customers: Vec<(String, Value, Value, Value, Value, Value)> = scope
            .sql(
                "SELECT name, code, city, region, type, manager FROM customers
                  WHERE organization_id = $1 ORDER BY id",
            )
            .all()
            .await?;
        for (name, code, city, region, kind, manager) in customers {
            values.push((Dimension::Customer, Some(name)));
            values.push((Dimension::CustomerCode, code));
            values.push((Dimension::City, city));
            values.push((Dimension::Region, region));
            values.push((Dimension::CustomerType, kind));
            values.push((Dimension::Manager, manager));
        }
        let products: Vec<(String, Value, Value, Value, Value)> = scope
            .sql("SELECT name, sku, category, brand, supplier FROM products WHERE organization_id = $1 ORDER BY id")
            .all()
            .await?;
        for (name, sku, category, brand, supplier) in products {
            values.push((Dimension::Product, Some(name)));
            values.push((Dimension::Sku, sku));
            values.push((Dimension::Category, category));
            values.push((Dimension::Brand, brand));
            values.push((Dimension::Supplier, supplier));
        }
        let others: [(Dimension, &'static str); 4] = [
            (Dimension::Manager, "SELECT DISTINCT manager FROM orders WHERE organization_id = $1 ORDER BY manager"),
            (Dimension::Manager, "SELECT DISTINCT manager FROM deals WHERE organization_id = $1 ORDER BY manager"),
            (Dimension::Warehouse, "SELECT DISTINCT warehouse FROM stock_levels WHERE organization_id = $1 ORDER BY warehouse"),
            (Dimension::Stage, "SELECT name FROM stages WHERE organization_id = $1 ORDER BY position, id"),
        ];
        for (dimension, text) in others {
            let found: Vec<(Option<String>,)> = scope.sql(text).all().await?;
            values.extend(found.into_iter().map(|(value,)| (dimension, value)));
        }
        Ok(Self::new(values.into_iter().filter_map(|(dimension, value)| Some((dimension, value?)))))
    }

    fn bytes(&self) -> usize {
        // Each word stands in the entry, in the index and in the list.
        self.entries
            .iter()
            .map(|it| size_of::<Entry>() + it.value.len() + it.words.iter().map(|word| 4 * (24 + word.len())).sum::<usize>())
            .sum()
    }
}

/// Names less alike than this look absurd beside what was said: "правда" is no "Полтава".
const LIKE: f64 = 0.8;

impl Names {
    pub fn new(values: impl IntoIterator<Item = (Dimension, String)>) -> Self {
        let mut names = Self::default();
        let mut seen = HashSet::new();
        for (dimension, value) in values {
            if !value.trim().is_empty() && seen.insert((dimension, value.clone())) {
                names.add(dimension, value);
            }
        }
        let words: BTreeSet<String> = names.entries.iter().flat_map(|it| it.words.iter().cloned()).collect();
        names.words = words.into_iter().filter(|it| it.chars().count() >= 4 && it.chars().all(char::is_alphabetic)).collect();
        names
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn add(&mut self, dimension: Dimension, value: String) {
        let words = said_words(&tokenize(&value));
        if words.is_empty() {
            return;
        }
        for other in translations::other_names(dimension, &words.join(" ")) {
            let words = other.split(' ').map(str::to_owned).collect();
            self.index(Entry { dimension, value: value.clone(), words, translated: true, joined: false });
        }
        let goods = matches!(dimension, Dimension::Category | Dimension::CustomerType);
        let joined = goods && (value.contains('&') || tokenize(&value).iter().any(|it| JOINTS.contains(&it.key.as_str())));
        self.index(Entry { dimension, value, words, translated: false, joined });
    }

    fn index(&mut self, entry: Entry) {
        let id = self.entries.len() as u32;
        let keys: BTreeSet<String> = entry.words.iter().flat_map(|it| stems::keys(it)).collect();
        for key in keys {
            self.by_key.entry(key).or_default().push(id);
        }
        if !entry.translated {
            let latin = entry.words.iter().filter(|it| it.len() > 2 && fuzzy::is_latin(it));
            let sounds: BTreeSet<String> = latin.filter_map(|it| sounds::sound(it)).collect();
            for sound in sounds {
                self.by_sound.entry(sound).or_default().push(id);
            }
        }
        self.entries.push(entry);
    }

    /// Names of these kinds of which some word begins so; those that begin so themselves come first.
    pub fn beginning(&self, typed: &str, dimensions: &[Dimension], most: usize) -> Vec<&str> {
        let typed = fold(typed);
        let mut whole = Vec::new();
        let mut within = Vec::new();
        for entry in self.entries.iter().filter(|it| !it.translated && dimensions.contains(&it.dimension)) {
            let name = fold(&entry.value);
            let words = || name.split(|it: char| !it.is_alphanumeric());
            if name.starts_with(&typed) {
                whole.push(entry.value.as_str());
            } else if name.contains(&typed) && words().any(|it| it.starts_with(&typed)) {
                within.push(entry.value.as_str());
            }
            if whole.len() == most {
                break;
            }
        }
        whole.into_iter().chain(within).take(most).collect()
    }

    /// The word occurs in some name, in any case.
    pub(super) fn knows(&self, word: &str) -> bool {
        LEGAL_FORMS.contains(&word) || stems::keys(word).iter().any(|it| self.by_key.contains_key(it))
    }

    /// The word is within the allowed typos of some name's word.
    pub(super) fn near(&self, word: &str) -> bool {
        !self.mended(word).is_empty()
    }

    fn mended(&self, word: &str) -> Vec<&str> {
        // Names differ by a letter more often than words do: Калина is not Калита.
        let allowed = match (fuzzy::allowed(word), word.chars().count()) {
            (None, _) | (_, 0..=6) => return Vec::new(),
            (_, 7..=9) => 1,
            _ => 2,
        };
        // The first letter is hardly ever the wrong one.
        let first = word.chars().next();
        let best = |most: usize| -> Vec<&str> {
            self.words
                .iter()
                .filter(|it| it.chars().next() == first)
                .filter(|it| fuzzy::distance(word, it, most) <= most || stem_distance(word, it, most))
                .map(String::as_str)
                .collect()
        };
        let near = best(1);
        if near.is_empty() && allowed > 1 { best(allowed) } else { near }
    }

    fn entries_with(&self, token: &Token) -> BTreeSet<u32> {
        let exact: BTreeSet<u32> =
            stems::keys(&token.key).iter().filter_map(|it| self.by_key.get(it)).flatten().copied().collect();
        if !token.strange {
            return exact;
        }
        let mended: BTreeSet<u32> = self
            .mended(&token.key)
            .iter()
            .flat_map(|word| stems::keys(word))
            .filter_map(|it| self.by_key.get(&it))
            .flatten()
            .copied()
            .collect();
        if !mended.is_empty() {
            return mended;
        }
        heard(&token.key).iter().filter_map(|it| self.by_sound.get(it)).flatten().copied().collect()
    }

    /// The longest name, or part of names, that begins here. `spelled` says whether a word may begin one.
    pub(super) fn at(&self, tokens: &[Token], at: usize) -> Option<Hit> {
        let start = skip_legal_forms(tokens, at);
        let first = tokens.get(start)?;
        if first.kind != Kind::Word && first.quote.is_none() || first.key.chars().count() < 2 && !self.is_code(tokens, start) {
            return None;
        }
        let mut found = self.entries_with(first);
        let mut end = over_forms(tokens, start + 1);
        let mut best = self.hit(tokens, start, end, &found);
        while let Some(next) = tokens.get(end).filter(|it| it.quote == first.quote) {
            if is_silent(next) {
                end += 1;
                continue;
            }
            // "в" between words is a preposition, an initial is a capital.
            let letter = |it: &Token| it.key.chars().count() == 1 && it.kind == Kind::Word;
            let initial = letter(next) && !next.capital && next.quote.is_none();
            // "Мазур в серпні": no Мазур В. is meant.
            let small = matches!(next.key.as_str(), "в" | "у" | "з" | "і" | "й" | "о" | "а" | "и" | "с" | "к");
            if initial && small && !tokens.get(end + 1).is_some_and(letter) {
                break;
            }
            let with = self.entries_with(next);
            let both: BTreeSet<u32> = found.intersection(&with).copied().collect();
            if both.is_empty() || initial && !both.iter().any(|it| self.entries[*it as usize].words.contains(&next.key)) {
                break;
            }
            found = both;
            end = over_forms(tokens, end + 1);
            if let Some(hit) = self.hit(tokens, start, end, &found) {
                if !hit.full && best.as_ref().is_some_and(|it| it.full) {
                    continue;
                }
                // "500 г": the unit belongs to the number before it.
                let unit = tokens[..end].iter().rev().nth(1).is_some_and(|it| it.kind == Kind::Number);
                if hit.full || next.kind != Kind::Word || next.key.chars().count() > 3 || next.capital || unit {
                    best = Some(hit);
                }
            }
        }
        best
    }

    /// All names that hold every word of this run: for what stands in quotation marks.
    pub(super) fn all_of(&self, tokens: &[Token], from: usize, to: usize) -> Option<Hit> {
        let mut found: Option<BTreeSet<u32>> = None;
        for token in tokens[from..to].iter().filter(|it| !is_silent(it)) {
            let with = self.entries_with(token);
            found = Some(found.map_or(with.clone(), |it| it.intersection(&with).copied().collect()));
        }
        self.hit(tokens, from, to, &found?)
    }

    fn is_code(&self, tokens: &[Token], at: usize) -> bool {
        let number = tokens.get(at + 1).is_some_and(|it| it.kind == Kind::Number);
        number && tokens[at].kind == Kind::Word && self.by_key.contains_key(&tokens[at].key)
    }

    fn hit(&self, tokens: &[Token], from: usize, end: usize, found: &BTreeSet<u32>) -> Option<Hit> {
        let said: Vec<&Token> = tokens[from..end].iter().filter(|it| !is_silent(it)).collect();
        let is_full = |entry: &Entry| {
            entry.words.len() <= said.len() && entry.words.iter().all(|word| said.iter().any(|it| self.same(word, it)))
        };
        let entries: Vec<&Entry> = found.iter().map(|id| &self.entries[*id as usize]).collect();
        let full: Vec<&&Entry> = entries.iter().filter(|it| is_full(it)).collect();
        let (full, chosen): (bool, Vec<&Entry>) = if full.is_empty() {
            let part: Vec<&Entry> = entries.into_iter().filter(|it| !is_code(it.dimension) && !it.translated).collect();
            (false, if part.iter().all(|it| it.joined) { Vec::new() } else { part })
        } else {
            (true, spelled(&tokens[from..end], full.into_iter().copied().collect()))
        };
        let chosen = of_said_form(&tokens[said_form(tokens, from)..end], chosen);
        let mut values: Vec<(Dimension, String)> = chosen.into_iter().map(|it| (it.dimension, it.value.clone())).collect();
        values.sort();
        values.dedup();
        (!values.is_empty()).then_some(Hit { end, full, values, words: end - from })
    }

    fn same(&self, word: &str, token: &Token) -> bool {
        if stems::meet(word, &token.key) {
            return true;
        }
        token.strange
            && (self.mended(&token.key).contains(&word)
                || fuzzy::is_latin(word) && sounds::sound(word).is_some_and(|it| heard(&token.key).contains(&it)))
    }

    /// The names most like what was said, best first; nothing where none is like it.
    pub(super) fn nearest(&self, said: &str, among: &[Dimension]) -> Vec<String> {
        let said = said_words(&tokenize(said));
        let mut scored: Vec<(f64, &str)> = self
            .entries
            .iter()
            .filter(|it| among.contains(&it.dimension) || among.is_empty() && !is_code(it.dimension))
            // "10000 мА·год" beside an unknown town would look like a figure.
            .filter(|it| !it.words.iter().any(|word| word.len() > 3 && word.bytes().all(|it| it.is_ascii_digit())))
            .filter_map(|entry| {
                let of_word = |word: &String| entry.words.iter().map(|it| strsim::jaro_winkler(word, it)).fold(0.0, f64::max);
                let words = said.iter().map(of_word).sum::<f64>() / said.len().max(1) as f64;
                let likeness = words + 0.3 * strsim::jaro_winkler(&said.join(" "), &entry.words.join(" "));
                (words >= LIKE).then_some((likeness, entry.value.as_str()))
            })
            .collect();
        scored.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(right.1)));
        let mut nearest: Vec<String> = Vec::new();
        for (_, value) in scored {
            if nearest.len() < 3 && !nearest.iter().any(|it| it == value) {
                nearest.push(value.to_owned());
            }
        }
        nearest
    }
}

/// How a Cyrillic word sounds, in any grammatical case.
fn heard(word: &str) -> BTreeSet<String> {
    if word.is_ascii() {
        return BTreeSet::new();
    }
    stems::plain_keys(word).iter().filter_map(|it| sounds::sound(it)).collect()
}

fn stem_distance(word: &str, name: &str, most: usize) -> bool {
    let letters = name.chars().count();
    if letters < 5 {
        return false;
    }
    let stem: String = name.chars().take(letters - 1).collect();
    fuzzy::distance_to_stem(word, &stem, most).is_some_and(|it| it < most || most == 1 && it <= 1)
        && word.chars().count().abs_diff(letters) <= 2
}

fn is_code(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Sku | Dimension::CustomerCode)
}

/// Two firms that differ in their legal form only: the said form decides.
fn of_said_form<'a>(said: &[Token], entries: Vec<&'a Entry>) -> Vec<&'a Entry> {
    let forms = forms_in(said);
    let has_form = |entry: &&Entry| forms_in(&tokenize(&entry.value)).iter().any(|it| forms.contains(it));
    if forms.is_empty() || !entries.iter().any(has_form) {
        return entries;
    }
    entries.into_iter().filter(has_form).collect()
}

/// Of names with the same words, the one that is written as said: «Берегиня-Груп» beside «Берегиня Груп», К. Н. beside Н. К.
fn spelled<'a>(said: &[Token], entries: Vec<&'a Entry>) -> Vec<&'a Entry> {
    let written = |tokens: &[Token]| -> String {
        let plain = tokens.iter().filter(|it| !LEGAL_FORMS.contains(&it.key.as_str())).enumerate();
        plain.flat_map(|(n, it)| [if it.dash && n > 0 { "-" } else { " " }, it.key.as_str()]).collect()
    };
    // Who types a space may mean a hyphen, unless the name stands in quotes.
    let quoted = said.first().is_some_and(|it| it.quote.is_some());
    let said = written(said);
    if entries.len() < 2 || !quoted && !said.contains('-') && entries.iter().any(|it| it.value.contains('-')) {
        return entries;
    }
    let alike = |it: &&Entry| !it.translated && written(&tokenize(&it.value)) == said;
    if !entries.iter().any(alike) {
        return entries;
    }
    entries.into_iter().filter(alike).collect()
}
