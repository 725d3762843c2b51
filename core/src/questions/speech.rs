//! What is no question about figures: greetings, thanks, orders to the program, wishes for the last answer's form.

use super::lexicon::{Concept, Modifier, Say};
use super::tokens::Kind;
use super::words::Words;
use super::{Context, Smalltalk, Understanding, Unknown, Wish};

/// Code and markup are nobody's question.
const CODE: &[&str] = &[
    "drop table",
    "select *",
    "delete from",
    "insert into",
    "union select",
    "update set",
    "--",
    "<script",
    "{{",
    "${",
    "; drop",
    "rm -rf",
    "or 1=1",
    "' or '",
    "/*",
    "exec(",
    "system(",
    "</",
];

pub(super) fn before_figures(text: &str) -> Option<Understanding> {
    let lower = text.to_lowercase();
    if !lower.chars().any(char::is_alphanumeric) {
        return Some(Understanding::Unknown(Unknown::NoMatch));
    }
    CODE.iter().any(|it| lower.contains(it)).then_some(Understanding::Unknown(Unknown::Instruction))
}

pub(super) fn of_words(words: &Words, context: &Context<'_>) -> Option<Understanding> {
    let said = |wanted: Say| (0..words.len()).find(|at| words.at(*at).iter().any(|it| it.concept == Concept::Say(wanted)));
    if said(Say::Instruction).is_some_and(|at| alone_or_strong(words, at)) {
        return Some(Understanding::Unknown(Unknown::Instruction));
    }
    if let Some(understood) = change(words).filter(|_| !narrows(words, context)) {
        return Some(understood);
    }
    if let Some(wish) = wish(words, context) {
        return Some(Understanding::Wish(wish));
    }
    // Politeness around a question is not an answer to it.
    if figures(words) {
        return None;
    }
    if said(Say::Help).is_some() {
        return Some(Understanding::Smalltalk(Smalltalk::Help));
    }
    if words.any(|it| matches!(it, Concept::Outside(_))) {
        return None;
    }
    for (say, talk) in [(Say::Thanks, Smalltalk::Thanks), (Say::Greeting, Smalltalk::Greeting), (Say::Bye, Smalltalk::Bye)] {
        if said(say).is_some_and(|at| at <= 1 || words.len() <= 4) && words.len() <= 8 && !names_or_periods(words, context) {
            return Some(Understanding::Smalltalk(talk));
        }
    }
    None
}

/// The message names a figure or a thing figures are split by.
fn figures(words: &Words) -> bool {
    (0..words.len()).filter(|at| !is_told(words, *at)).any(|at| {
        let longest = words.at(at).first().map_or(0, |it| it.words);
        let best: Vec<_> = words.at(at).iter().filter(|it| it.words == longest).collect();
        let say = best.iter().any(|it| matches!(it.concept, Concept::Say(_)));
        !say && best.iter().any(|it| {
            matches!(
                it.concept,
                Concept::Metric(_)
                    | Concept::Part(_)
                    | Concept::Noun(_)
                    | Concept::Segment(_)
                    | Concept::Modifier(Modifier::Top | Modifier::Compare)
            )
        })
    })
}

/// The word is a later one of such a phrase: "thanks a lot", "доброго дня", whatever the word means alone.
fn is_told(words: &Words, at: usize) -> bool {
    (0..at).any(|from| words.at(from).iter().any(|it| matches!(it.concept, Concept::Say(_)) && from + it.words > at))
}

fn names_or_periods(words: &Words, context: &Context<'_>) -> bool {
    let phrase = |at: usize| words.at(at).iter().any(|it| it.words > 1 && matches!(it.concept, Concept::Say(_)));
    (0..words.len()).filter(|at| !is_told(words, *at) && !phrase(*at)).any(|at| {
        words.at(at).is_empty() && context.names.at(&words.tokens, at).is_some()
            || super::periods::read(words, at, context.today, false).is_some_and(|it| it.1 > at + 1)
    })
}

/// One word like "password" suffices; "key" or "role" alone does not.
fn alone_or_strong(words: &Words, at: usize) -> bool {
    words.at(at).iter().any(|it| it.concept == Concept::Say(Say::Instruction) && (it.words > 1 || it.letters >= 5))
        && !matches!(words.key(at), "admin" | "адміністратор")
}

/// An imperative at the beginning, or right after "please": delete, change, create.
fn change(words: &Words) -> Option<Understanding> {
    let polite =
        |at: usize| {
            words.at(at).iter().any(|it| {
                matches!(it.concept, Concept::Filler | Concept::Say(Say::Greeting | Say::Help) | Concept::Preposition(_))
            }) && !words.at(at).iter().any(|it| matches!(it.concept, Concept::Metric(_) | Concept::Part(_)))
        };
    let mut at = 0;
    while at < words.len() && at < 4 {
        if words.at(at).iter().any(|it| it.concept == Concept::Say(Say::Change)) && imperative(words, at) {
            return Some(Understanding::Unknown(Unknown::ChangeRequest));
        }
        if !polite(at) {
            return None;
        }
        at += 1;
    }
    None
}

/// "прибери Київ", "remove Kyiv" after an answer: rows of it, not records.
fn narrows(words: &Words, context: &Context<'_>) -> bool {
    const RECORDS: &[&str] =
        &["клієнт", "товар", "замовлен", "базу", "бази", "дані", "дан", "client", "customer", "product", "order", "data"];
    let except = words.modifier(0, |it| it == Modifier::Except).is_some();
    let records = (0..words.len()).any(|at| RECORDS.iter().any(|it| words.key(at).starts_with(it)));
    context.previous.is_some() && except && !records && words.len() <= 6
}

/// "змін" of "яких змін зазнали" and "set" of "a set" are no orders.
fn imperative(words: &Words, at: usize) -> bool {
    const NOUNS: &[&str] = &["змін", "зміни", "відміни", "відмін", "створення", "видалень"];
    !NOUNS.contains(&words.key(at))
        || at == 0 && words.len() > 1 && words.kind(1) == Some(Kind::Word) && words.modifier(1, |_| true).is_none()
}

/// "покажи графіком", "експортуй в Excel", "детальніше", "чому?" after an answer.
fn wish(words: &Words, context: &Context<'_>) -> Option<Wish> {
    context.previous?;
    if figures(words) || words.len() > 6 || narrows(words, context) {
        return None;
    }
    let mut wish = None;
    for at in 0..words.len() {
        if let Some((modifier, _)) =
            words.modifier(at, |it| matches!(it, Modifier::Chart | Modifier::File | Modifier::Details | Modifier::Why))
        {
            wish = match modifier {
                Modifier::Chart => Some(Wish::Chart),
                Modifier::File => Some(Wish::File),
                Modifier::Details => Some(Wish::Details),
                _ => Some(Wish::Why),
            };
        } else if words.at(at).is_empty() || words.modifier(at, |it| matches!(it, Modifier::Every(_) | Modifier::Only)).is_some()
        {
            return None;
        }
    }
    wish.filter(|_| !names_or_periods(words, context))
}
