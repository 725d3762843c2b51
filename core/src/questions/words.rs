//! A message as the lexicon sees it: tokens with every phrase that begins at each of them.

use super::fuzzy;
use super::lexicon::{Concept, Found, Modifier, Preposition, Time, is_deed, is_idle_verb, lexicon};
use super::names::Names;
use super::tokens::{Kind, Token, tokenize};

pub(super) struct Words {
    pub(super) tokens: Vec<Token>,
    pub(super) found: Vec<Vec<Found>>,
    /// Where somebody does something that no word of ours tells: "хто найбільше дзвонив".
    pub(super) deeds: Vec<usize>,
}

impl Words {
    /// Cuts the message and mends its spelling, where the lexicon or the names then understand more.
    pub(super) fn read(text: &str, names: &Names) -> Self {
        let mut tokens = tokenize(text);
        if tokens.iter().all(|it| it.kind != Kind::Word || fuzzy::is_latin(&it.key)) {
            let typed = tokenize(&fuzzy::other_layout(text));
            if strangers(&tokens, names) > 0 && strangers(&typed, names) == 0 {
                tokens = typed;
            }
        }
        // Several words, none of which is known, that are known on the other keys.
        let cyrillic = |it: &Token| it.kind != Kind::Word || !it.key.chars().any(|it| it.is_ascii_alphabetic());
        if tokens.len() > 1 && tokens.iter().all(cyrillic) && strangers(&tokens, names) * 3 > tokens.len() * 2 {
            let typed = tokenize(&fuzzy::latin_layout(text));
            if strangers(&typed, names) == 0 {
                tokens = typed;
            }
        }
        small_words(&mut tokens);
        part(&mut tokens, names);
        for token in &mut tokens {
            if let Some((_, written)) = DIALECT.iter().find(|it| it.0 == token.key) {
                token.key = (*written).to_owned();
            }
        }
        let shouted = tokens.iter().all(|it| it.text.chars().all(|letter| !letter.is_lowercase()));
        for (at, token) in tokens.iter_mut().enumerate() {
            let before = token.key.clone();
            mend(token, names, at > 0 && token.capital && !shouted);
            // A word taken for one without meaning would be lost: "котів" is no "хотів". A request may be misspelled.
            if at > 0
                && token.key != before
                && !is_transliterated(&before, &token.key)
                && before.chars().count() < 7
                && !lexicon().means(&token.key)
                && !names.knows(&token.key)
            {
                token.key = before;
            }
        }
        look_alikes(&mut tokens, names);
        for token in &mut tokens {
            token.strange =
                token.kind == Kind::Word && !lexicon().knows(&token.key) && !names.knows(&token.key) && !is_verb(token);
        }
        let mut patterns: Vec<Vec<u32>> = tokens.iter().map(|it| lexicon().patterns(&it.key)).collect();
        // Cutting at every place; phrases do not cross a quotation mark.
        let run = |at: usize| at + tokens[at..].iter().take_while(|it| it.quote == tokens[at].quote).count();
        let is_named = |at: usize| at > 0 && tokens[at].capital && !tokens[at].stop && !shouted;
        let mut deeds = Vec::new();
        for at in 0..tokens.len() {
            let verb = !is_named(at) && is_verb(&tokens[at]) && !names.knows(&tokens[at].key);
            if verb && lexicon().at(&patterns[at..run(at)]).is_empty() {
                patterns[at].extend(lexicon().patterns(IDLE));
                if is_deed(&tokens[at].key, at == 0) {
                    deeds.push(at);
                }
            }
        }
        let found = (0..tokens.len()).map(|at| lexicon().at(&patterns[at..run(at)])).collect();
        Self { tokens, found, deeds }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    pub(super) fn key(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |it| &it.key)
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|it| it.kind)
    }

    /// The meanings that begin here, with the number of words each takes; the longest first.
    pub(super) fn at(&self, at: usize) -> &[Found] {
        self.found.get(at).map_or(&[], Vec::as_slice)
    }

    pub(super) fn times(&self, at: usize) -> impl Iterator<Item = (Time, usize)> {
        self.at(at).iter().filter_map(move |it| match it.concept {
            Concept::Time(time) => Some((time, at + it.words)),
            _ => None,
        })
    }

    /// Where this word of time ends, if it stands here.
    pub(super) fn time(&self, at: usize, wanted: Time) -> Option<usize> {
        self.times(at).find(|(time, _)| *time == wanted).map(|(_, end)| end)
    }

    pub(super) fn preposition(&self, at: usize, wanted: &[Preposition]) -> Option<usize> {
        self.at(at).iter().find_map(|it| match it.concept {
            Concept::Preposition(found) if wanted.contains(&found) => Some(at + it.words),
            _ => None,
        })
    }

    pub(super) fn modifier(&self, at: usize, accept: impl Fn(Modifier) -> bool) -> Option<(Modifier, usize)> {
        self.at(at).iter().find_map(|it| match it.concept {
            Concept::Modifier(found) if accept(found) => Some((found, at + it.words)),
            _ => None,
        })
    }

    pub(super) fn any(&self, accept: impl Fn(Concept) -> bool) -> bool {
        self.found.iter().flatten().any(|it| accept(it.concept))
    }

    /// A whole number in digits or words.
    pub(super) fn count(&self, at: usize) -> Option<(u32, usize)> {
        if self.kind(at)? == Kind::Number {
            return self.key(at).parse().ok().map(|it| (it, at + 1));
        }
        self.at(at).iter().find_map(|it| match it.concept {
            Concept::Count(count) => Some((count, at + it.words)),
            _ => None,
        })
    }

    pub(super) fn said(&self, from: usize, to: usize) -> String {
        let mut said = String::new();
        for token in &self.tokens[from..to.min(self.tokens.len())] {
            if !said.is_empty() {
                said.push(if token.dash && token.kind == Kind::Word { '-' } else { ' ' });
            }
            said.push_str(&token.text);
        }
        said
    }
}

/// A word of the lexicon without meaning, for which verbs that change no figure stand.
const IDLE: &str = "ж";

/// Small words as they are spoken; phrases are written with the other.
const DIALECT: &[(&str, &str)] = &[
    ("скіки", "скільки"),
    ("скільк", "скільки"),
    ("скльки", "скільки"),
    ("скілки", "скільки"),
    ("днєй", "днів"),
    ("bylo", "було"),
    ("када", "коли"),
    ("кагда", "коли"),
    ("скіко", "скільки"),
    ("скікі", "скільки"),
    ("скілько", "скільки"),
    ("скока", "скільки"),
    ("скоко", "скільки"),
    ("скок", "скільки"),
    ("кіко", "скільки"),
    ("шо", "що"),
    ("чьо", "що"),
    ("токо", "тільки"),
    ("тіки", "тільки"),
    ("перві", "перші"),
    ("первих", "перших"),
    ("первий", "перший"),
    ("перва", "перша"),
    ("середий", "середній"),
];

/// A code typed with Cyrillic letters that look like Latin ones: "С0102".
fn look_alikes(tokens: &mut [Token], names: &Names) {
    const ALIKE: &[(char, char)] = &[
        ('а', 'a'),
        ('в', 'b'),
        ('с', 'c'),
        ('е', 'e'),
        ('н', 'h'),
        ('і', 'i'),
        ('к', 'k'),
        ('м', 'm'),
        ('о', 'o'),
        ('р', 'p'),
        ('т', 't'),
        ('х', 'x'),
    ];
    for at in 1..tokens.len() {
        let [letters, digits] = &tokens[at - 1..=at] else { continue };
        if letters.kind != Kind::Word || digits.kind != Kind::Number || digits.stop || letters.key.chars().count() > 3 {
            continue;
        }
        let latin: Option<String> =
            letters.key.chars().map(|it| ALIKE.iter().find(|(ours, _)| *ours == it).map(|it| it.1)).collect();
        let Some(latin) = latin else { continue };
        let code = [Token { key: latin.clone(), ..letters.clone() }, digits.clone()];
        if names.at(&code, 0).is_some_and(|it| it.full && it.end == 2) {
            tokens[at - 1].key = latin;
        }
    }
}

/// "prodazhi u Lvovi do 5 zhovtnia": the small words of a sentence written in Latin letters are Ukrainian too.
fn small_words(tokens: &mut [Token]) {
    const SMALL: &[&str] =
        &["u", "v", "z", "i", "a", "o", "po", "na", "za", "do", "ta", "vid", "dlia", "dlya", "yak", "chy", "bez", "pid"];
    let word = |it: &&Token| it.kind == Kind::Word;
    if tokens.iter().filter(word).any(|it| !fuzzy::is_latin(&it.key)) {
        return;
    }
    let ours = |it: &&Token| it.key.len() > 3 && !lexicon().knows(&it.key) && lexicon().means(&fuzzy::from_latin(&it.key));
    if tokens.iter().filter(word).filter(ours).count() == 0 {
        return;
    }
    for token in tokens.iter_mut().filter(|it| SMALL.contains(&it.key.as_str())) {
        token.key = fuzzy::from_latin(&token.key);
    }
}

/// Words that lost the space between them.
fn part(tokens: &mut Vec<Token>, names: &Names) {
    let mut at = 0;
    while at < tokens.len() {
        let token = &tokens[at];
        let strange =
            token.kind == Kind::Word && token.quote.is_none() && !lexicon().is_settled(&token.key) && !names.knows(&token.key);
        if let Some((left, right)) = lexicon().parted(&token.key).filter(|_| strange && !token.capital) {
            let second = Token { text: right.clone(), key: right, dash: false, stop: false, ..token.clone() };
            let first = &mut tokens[at];
            first.text.clone_from(&left);
            first.key = left;
            tokens.insert(at + 1, second);
        }
        at += 1;
    }
}

/// "bulo" is "було", whatever it means.
fn is_transliterated(latin: &str, word: &str) -> bool {
    let written = fuzzy::from_latin(latin);
    fuzzy::is_latin(latin) && !fuzzy::is_latin(word) && word.starts_with(written.trim_end_matches('і'))
}

fn strangers(tokens: &[Token], names: &Names) -> usize {
    let unknown = |it: &&Token| it.kind == Kind::Word && !lexicon().knows(&it.key) && !names.knows(&it.key);
    tokens.iter().filter(unknown).count()
}

/// A verb that changes no figure. In quotes it is somebody's name.
fn is_verb(token: &Token) -> bool {
    token.kind == Kind::Word && token.quote.is_none() && is_idle_verb(&token.key)
}

/// Takes the nearest known word for one that neither the lexicon nor the organization's names know.
fn mend(token: &mut Token, names: &Names, inner_capital: bool) {
    // "продалы": a verb of ours, typed with a letter of another alphabet.
    let ours = token.key.replace('ы', "и");
    if token.key.ends_with("лы") && !lexicon().spells(&token.key) && lexicon().spells(&ours) {
        token.key = ours;
        return;
    }
    if token.kind != Kind::Word || lexicon().is_settled(&token.key) || names.knows(&token.key) || token.quote.is_some() {
        return;
    }
    if fuzzy::is_latin(&token.key) {
        let written = fuzzy::from_latin(&token.key);
        // "tsei", "serednii": the last "i" is "й".
        let short = written.strip_suffix('і').map_or_else(|| written.clone(), |it| format!("{it}й"));
        // "yakyi" ends in "-ий", "dohid" has a "х", "zakinchytsia" ends in "-ться".
        let adjective = token.key.strip_suffix("yi").map_or_else(String::new, |it| format!("{}ий", fuzzy::from_latin(it)));
        // "cey" is "цей".
        let soft = token.key.strip_suffix("ey").map_or_else(String::new, |it| format!("{}ей", fuzzy::from_latin(it)));
        let breathed = fuzzy::from_latin(&token.key.replace('h', "x"));
        let reflexive = ["tsia", "tsya", "ttsia"].iter().find_map(|it| token.key.strip_suffix(it));
        let reflexive = reflexive.map_or_else(String::new, |it| format!("{}ться", fuzzy::from_latin(it)));
        let candidates = [written.clone(), format!("{written}ь"), short, adjective, soft, reflexive, breathed];
        let whole = |it: &&String| it.chars().count() >= 2 && lexicon().means(it);
        let known = |it: &&String| it.chars().count() >= 2 && (lexicon().knows(it) || names.knows(it));
        if let Some(candidate) = candidates.iter().find(whole).or_else(|| candidates.iter().find(known)) {
            token.key.clone_from(candidate);
            return;
        }
        let near = if token.key.len() >= 6 { lexicon().nearest(&written) } else { lexicon().sounding(&written) };
        if let Some(known) = near {
            token.key = known;
            return;
        }
    }
    // A capital inside the sentence is a name: a wrong guess there would be a wrong figure.
    if inner_capital || names.near(&token.key) && token.capital {
        return;
    }
    if is_verb(token) {
        return;
    }
    if let Some(known) = lexicon().nearest(&token.key) {
        token.key = known;
    }
}
