//! A currency named in a question: sums are kept in one, and nobody here knows rates.

use super::tokens::tokenize;

const CURRENCIES: &[(&str, &[&str])] = &[
    ("UAH", &["грн", "гривн", "гривен", "uah", "₴", "hryvnia"]),
    ("USD", &["долар", "доллар", "бакси", "баксів", "баксах", "usd", "$", "dollar"]),
    ("EUR", &["євро", "евро", "eur", "€"]),
    ("PLN", &["злотих", "злоті", "pln", "zloty"]),
    ("GBP", &["фунт", "gbp", "pound"]),
];

/// The currency the words ask for: "у доларах", "in euros". A sign beside a sum counts as well.
pub fn currency_said(text: &str) -> Option<&'static str> {
    let tokens = tokenize(text);
    let named = |key: &str, stem: &str| if stem.chars().count() <= 4 { key == stem } else { key.starts_with(stem) };
    CURRENCIES.iter().find(|(_, stems)| tokens.iter().any(|it| stems.iter().any(|stem| named(&it.key, stem)))).map(|it| it.0)
}
