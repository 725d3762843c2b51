//! The sentences for what was not understood. They hold no figures.

use super::{Context, Doubt, NameKind, Topic, Unknown};
use crate::locale::{Locale, text};

/// Why there is no answer, and what can be asked instead.
pub fn unknown_text(locale: Locale, unknown: &Unknown) -> String {
    match unknown {
        Unknown::OutsideData(topic) => text(locale, &format!("question-outside-{}", topic_id(*topic)), &[]),
        Unknown::UnknownName { said, kind, nearest, without, .. } => {
            let id = match kind {
                _ if without.is_some() => "question-unknown-word",
                NameKind::Customer => "question-unknown-customer",
                NameKind::Product => "question-unknown-product",
                NameKind::City => "question-unknown-city",
                NameKind::Manager => "question-unknown-manager",
                NameKind::Any => "question-unknown-name",
            };
            let sentence = text(locale, id, &[("said", said.into())]);
            if nearest.is_empty() {
                return sentence;
            }
            let names = nearest.iter().map(|it| format!("• {it}")).collect::<Vec<_>>().join("\n");
            format!("{sentence}\n{}\n{names}", text(locale, "question-nearest", &[]))
        }
        Unknown::FutureDate => text(locale, "question-future", &[]),
        Unknown::NoMatch => text(locale, "question-no-match", &[]),
        Unknown::ChangeRequest => text(locale, "question-change", &[]),
        Unknown::Instruction => text(locale, "question-instruction", &[]),
        Unknown::CannotCombine => text(locale, "question-cannot-combine", &[]),
    }
}

/// The question back to the person.
pub fn doubt_text(context: &Context<'_>, doubt: &Doubt) -> String {
    match doubt {
        Doubt::Name { said } => text(context.locale, "question-which-name", &[("said", said.into())]),
        Doubt::Metric => text(context.locale, "question-which-metric", &[]),
        Doubt::ImpossibleDate { said } => text(context.locale, "question-impossible-date", &[("said", said.into())]),
        // A bare number says nothing, and repeating it would look like an answer.
        Doubt::Words { said } if !said.chars().any(char::is_alphabetic) && said.len() > 3 => {
            text(context.locale, "question-no-match", &[])
        }
        Doubt::Words { said } => text(context.locale, "question-words", &[("said", said.into())]),
        Doubt::Uncounted { said } => text(context.locale, "question-uncounted", &[("said", said.into())]),
        Doubt::Reading { said } => text(context.locale, "question-reading", &[("said", said.into())]),
        Doubt::Pointed { said } => text(context.locale, "question-pointed", &[("said", said.into())]),
        Doubt::Unanswered => text(context.locale, "question-unanswered", &[]),
    }
}

fn topic_id(topic: Topic) -> &'static str {
    match topic {
        Topic::Weather => "weather",
        Topic::Advertising => "advertising",
        Topic::Salaries => "salaries",
        Topic::Bank => "bank",
        Topic::Taxes => "taxes",
        Topic::OtherCompanies => "other-companies",
        Topic::Expenses => "expenses",
        Topic::Delivery => "delivery",
        Topic::Website => "website",
        Topic::Rates => "rates",
        Topic::Prices => "prices",
        Topic::News => "news",
        Topic::Debts => "debts",
        Topic::Plans => "plans",
        Topic::Advice => "advice",
    }
}
