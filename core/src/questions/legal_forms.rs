//! Legal forms and other words that no name is told apart by.

use super::fuzzy;
use super::tokens::Token;

/// Legal forms say nothing about which firm is meant. Folded.
pub(super) const LEGAL_FORMS: &[&str] = &[
    "тов", "тзов", "пп", "фоп", "кп", "ат", "пат", "прат", "спд", "ооо", "чп", "ип", "оао", "зао", "llc", "ltd", "gmbh", "inc",
    "corp", "co", "srl", "uab", "дп", "тд", "plc", "lp", "llp", "ag", "bv", "nv", "oy", "sia", "kft", "sarl", "eood", "ood",
    "ao", "ooo", "tov", "fop",
];

/// Legal forms of several words, as the tokens they fall into: "Sp. z o.o.", "s.r.o.", "S.A.".
const LONG_FORMS: &[&[&str]] =
    &[&["sp", "z", "o", "o"], &["s", "r", "o"], &["s", "p", "a"], &["d", "o", "o"], &["s", "a"], &["a", "s"], &["b", "v"]];

/// Words that join two things of one name: "Кава та чай", "Coffee & Tea".
pub(super) const JOINTS: &[&str] = &["та", "і", "й", "и", "and"];

/// Where the legal form before a name begins, if one stands there.
pub(super) fn said_form(tokens: &[Token], from: usize) -> usize {
    if from > 0 && LEGAL_FORMS.contains(&tokens[from - 1].key.as_str()) { from - 1 } else { from }
}

pub(super) fn skip_legal_forms(tokens: &[Token], at: usize) -> usize {
    let forms = tokens[at..].iter().take_while(|it| LEGAL_FORMS.contains(&it.key.as_str())).count();
    at + forms
}

/// How many tokens the legal form that stands here takes; none if there is none.
pub(super) fn form_at(tokens: &[Token], at: usize) -> usize {
    let long = LONG_FORMS
        .iter()
        .find(|form| form.len() <= tokens.len() - at && form.iter().zip(&tokens[at..]).all(|(part, token)| token.key == *part));
    match long {
        Some(form) => form.len(),
        None => usize::from(tokens.get(at).is_some_and(|it| LEGAL_FORMS.contains(&it.key.as_str()))),
    }
}

/// "Summit Partners LLC": the form after a name belongs to it, unless the next name begins with it.
pub(super) fn over_forms(tokens: &[Token], at: usize) -> usize {
    let length = if at < tokens.len() { form_at(tokens, at) } else { 0 };
    let opens_next = length == 1 && !fuzzy::is_latin(&tokens[at].key);
    if opens_next { at } else { at + length }
}

pub(super) fn forms_in(tokens: &[Token]) -> Vec<String> {
    let mut forms = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let length = form_at(tokens, at);
        if length > 0 {
            forms.push(tokens[at..at + length].iter().map(|it| it.key.as_str()).collect());
        }
        at += length.max(1);
    }
    forms
}

/// Words that no name is told apart by. An initial is no conjunction: "Романюк І. І.".
pub(super) fn is_silent(token: &Token) -> bool {
    let initial = token.capital && token.key.chars().count() == 1;
    LEGAL_FORMS.contains(&token.key.as_str()) || JOINTS.contains(&token.key.as_str()) && !initial
}

pub(super) fn said_words(tokens: &[Token]) -> Vec<String> {
    let mut plain: Vec<String> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        // A firm is not named by its form alone: "S.A." of nothing stays.
        let length = if plain.is_empty() { usize::from(is_silent(&tokens[at])) } else { form_at(tokens, at) };
        if length == 0 && !is_silent(&tokens[at]) {
            plain.push(tokens[at].key.clone());
        }
        at += length.max(1);
    }
    if plain.is_empty() { tokens.iter().map(|it| it.key.clone()).collect() } else { plain }
}
