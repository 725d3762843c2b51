//! Words to people: texts by id in two languages, and the one formatter of numbers, money and dates.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{Datelike, NaiveDate};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::error::{Error, Problem};
use crate::money::{Money, Quantity};
use crate::period::Period;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    #[default]
    Uk,
    En,
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::Uk, Self::En];

    pub fn id(self) -> &'static str {
        match self {
            Self::Uk => "uk",
            Self::En => "en",
        }
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Locale {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        Self::ALL.into_iter().find(|it| it.id() == text).ok_or_else(|| Problem::new("unknown-locale").with("value", text))
    }
}

/// Texts of one topic in both languages. A topic is a pair of files in `core/locales`.
struct Topic {
    uk: &'static str,
    en: &'static str,
}

macro_rules! topic {
    ($name:literal) => {
        Topic {
            uk: include_str!(concat!("../locales/", $name, ".uk.ftl")),
            en: include_str!(concat!("../locales/", $name, ".en.ftl")),
        }
    };
}

const TOPICS: &[Topic] = &[
    topic!("common"),
    topic!("errors"),
    topic!("metrics"),
    topic!("imports"),
    topic!("undo"),
    topic!("questions"),
    topic!("conversation"),
    topic!("chats"),
    topic!("discord"),
    topic!("charts"),
    topic!("web"),
    topic!("cli"),
];

/// A value inside a text. Numbers choose the plural form; text is put in as it is.
#[derive(Clone, Debug)]
pub enum Arg {
    Text(String),
    /// Chooses a plural form and is shown with thousands separators.
    Count(i64),
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Text(value.clone())
    }
}
impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Count(value)
    }
}
impl From<usize> for Arg {
    fn from(value: usize) -> Self {
        Self::Count(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

/// The texts of one language, shared by all threads.
fn bundle(locale: Locale) -> &'static FluentBundle<FluentResource> {
    static UK: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| parse(Locale::Uk));
    static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| parse(Locale::En));
    match locale {
        Locale::Uk => &UK,
        Locale::En => &EN,
    }
}

/// Parses the texts, so that nobody has to wait for that later.
pub(crate) fn warm() {
    for locale in Locale::ALL {
        bundle(locale);
    }
}

/// The text `id` in `locale`. A missing id is shown as itself, so that nobody ever gets silence;
/// `tests/tidy.rs` keeps the languages equal.
pub fn text(locale: Locale, id: &str, args: &[(&str, Arg)]) -> String {
    find_text(locale, id, args).unwrap_or_else(|| {
        tracing::error!(id, "text {id} is missing");
        id.to_owned()
    })
}

/// The text `id` in `locale`, if there is one.
pub fn find_text(locale: Locale, id: &str, args: &[(&str, Arg)]) -> Option<String> {
    let bundle = bundle(locale);
    let pattern = bundle.get_message(id)?.value()?;
    let mut values = FluentArgs::new();
    for (name, value) in args {
        match value {
            Arg::Text(text) => values.set(*name, FluentValue::from(text.as_str())),
            Arg::Count(count) => values.set(*name, FluentValue::from(*count)),
        }
    }
    let mut problems = Vec::new();
    Some(bundle.format_pattern(pattern, Some(&values), &mut problems).into_owned())
}

/// The sentence for a person about an error: what happened, then what to do.
pub fn error_text(locale: Locale, error: &Error) -> String {
    match error {
        Error::Invalid(problem) | Error::Conflict(problem) => problem_text(locale, problem),
        other => text(locale, &other.code(), &[]),
    }
}

pub fn problem_text(locale: Locale, problem: &Problem) -> String {
    let args: Vec<(&str, Arg)> = problem.args.iter().map(|(name, value)| (*name, Arg::from(value))).collect();
    text(locale, problem.code, &args)
}

fn parse(locale: Locale) -> FluentBundle<FluentResource> {
    let language = match locale {
        Locale::Uk => unic_langid::LanguageIdentifier::from_bytes(b"uk").unwrap_or_default(),
        Locale::En => unic_langid::LanguageIdentifier::from_bytes(b"en").unwrap_or_default(),
    };
    let mut bundle = FluentBundle::new_concurrent(vec![language]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::Uk => |value: &FluentValue<'_>, _: &_| number_text(Locale::Uk, value),
        Locale::En => |value: &FluentValue<'_>, _: &_| number_text(Locale::En, value),
    }));
    for topic in TOPICS {
        let source = match locale {
            Locale::Uk => topic.uk,
            Locale::En => topic.en,
        };
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(resource) => resource,
            Err((resource, problems)) => {
                tracing::error!(?problems, "a locale file does not parse");
                resource
            }
        };
        bundle.add_resource_overriding(resource);
    }
    bundle
}

fn number_text(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    match value {
        FluentValue::Number(number) => Some(format_number(locale, number.value, 0)),
        _ => None,
    }
}

/// `1 234 567,5` or `1,234,567.5`, rounded half away from zero to `decimals`.
/// Groups are parted by a no-break space in Ukrainian, so that a number never breaks over lines.
pub fn format_number(locale: Locale, value: f64, decimals: usize) -> String {
    let scale = 10f64.powi(i32::try_from(decimals).unwrap_or(0));
    // The smallest nudge undoes binary representation (0.285 is stored as 0.28499…).
    let scaled = (value.abs() * scale * (1.0 + f64::EPSILON)).round();
    let digits = format!("{:0>1$.0}", scaled, decimals + 1);
    let (whole, fraction) = digits.split_at(digits.len() - decimals);
    let (group, point) = match locale {
        Locale::Uk => ('\u{a0}', ','),
        Locale::En => (',', '.'),
    };
    let mut shown = String::new();
    if value < 0.0 && scaled != 0.0 {
        shown.push('−');
    }
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n).is_multiple_of(3) {
            shown.push(group);
        }
        shown.push(digit);
    }
    if !fraction.is_empty() {
        shown.push(point);
        shown.push_str(fraction);
    }
    shown
}

/// `3 992 751,97 ₴`, `$3,992,751.97`. Sign of the currency, or its code where there is no sign.
pub fn format_money(locale: Locale, amount: Money, currency: &str) -> String {
    with_currency(locale, exact_money(locale, amount), currency)
}

/// A ratio of money (an average check) in major units, shown with two decimals.
pub fn format_money_f64(locale: Locale, amount: f64, currency: &str) -> String {
    with_currency(locale, format_number(locale, amount, 2), currency)
}

fn with_currency(locale: Locale, number: String, currency: &str) -> String {
    let sign = currency_sign(currency);
    match (locale, sign) {
        (Locale::En, "$" | "€" | "£") => match number.strip_prefix('−') {
            Some(number) => format!("−{sign}{number}"),
            None => format!("{sign}{number}"),
        },
        _ => format!("{number}\u{a0}{sign}"),
    }
}

fn exact_money(locale: Locale, amount: Money) -> String {
    // Beyond 2^53 minor units a float would lose kopecks, and no firm here gets there; still, stay exact.
    let whole = amount.0 / 100;
    let cents = (amount.0 % 100).abs();
    let whole = if amount.0 < 0 && whole == 0 { "−0".to_owned() } else { format_number(locale, whole as f64, 0) };
    match locale {
        Locale::Uk => format!("{whole},{cents:02}"),
        Locale::En => format!("{whole}.{cents:02}"),
    }
}

pub fn currency_sign(currency: &str) -> &str {
    match currency {
        "UAH" => "₴",
        "USD" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "PLN" => "zł",
        other => other,
    }
}

/// Up to three decimals, none where the quantity is whole.
pub fn format_quantity(locale: Locale, quantity: Quantity) -> String {
    let decimals = match quantity.0 % 1000 {
        0 => 0,
        rest if rest % 100 == 0 => 1,
        rest if rest % 10 == 0 => 2,
        _ => 3,
    };
    format_number(locale, quantity.to_f64(), decimals)
}

/// `26,4 %`, `26.4%`.
pub fn format_percent(locale: Locale, percent: f64) -> String {
    match locale {
        Locale::Uk => format!("{}\u{a0}%", format_number(locale, percent, 1)),
        Locale::En => format!("{}%", format_number(locale, percent, 1)),
    }
}

/// `26.01.2026`, `26 Jan 2026`.
pub fn format_date(locale: Locale, date: NaiveDate) -> String {
    match locale {
        Locale::Uk => format!("{:02}.{:02}.{}", date.day(), date.month(), date.year()),
        Locale::En => format!("{} {} {}", date.day(), month_name(locale, date.month(), MonthForm::Short), date.year()),
    }
}

/// `01.10.2026 – 31.10.2026`, or one date where both ends are the same.
pub fn format_period(locale: Locale, period: Period) -> String {
    if period.from == period.to {
        return format_date(locale, period.from);
    }
    format!("{} – {}", format_date(locale, period.from), format_date(locale, period.to))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthForm {
    /// `жовтень`, `October`
    Full,
    /// `жовт.`, `Oct`
    Short,
}

pub fn month_name(locale: Locale, month: u32, form: MonthForm) -> &'static str {
    const UK: [(&str, &str); 12] = [
        ("січень", "січ."),
        ("лютий", "лют."),
        ("березень", "бер."),
        ("квітень", "квіт."),
        ("травень", "трав."),
        ("червень", "черв."),
        ("липень", "лип."),
        ("серпень", "серп."),
        ("вересень", "вер."),
        ("жовтень", "жовт."),
        ("листопад", "лист."),
        ("грудень", "груд."),
    ];
    const EN: [(&str, &str); 12] = [
        ("January", "Jan"),
        ("February", "Feb"),
        ("March", "Mar"),
        ("April", "Apr"),
        ("May", "May"),
        ("June", "Jun"),
        ("July", "Jul"),
        ("August", "Aug"),
        ("September", "Sep"),
        ("October", "Oct"),
        ("November", "Nov"),
        ("December", "Dec"),
    ];
    let names = match locale {
        Locale::Uk => &UK,
        Locale::En => &EN,
    };
    let (full, short) = names[(month.clamp(1, 12) - 1) as usize];
    match form {
        MonthForm::Full => full,
        MonthForm::Short => short,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them() {
        assert_eq!(format_number(Locale::Uk, 1_234_567.5, 1), "1\u{a0}234\u{a0}567,5");
        assert_eq!(format_number(Locale::En, -1_234.0, 0), "−1,234");
        assert_eq!(format_number(Locale::Uk, -0.04, 1), "0,0");
        assert_eq!(format_number(Locale::Uk, 0.285, 2), "0,29");
        assert_eq!(format_money(Locale::Uk, Money(399_275_197), "UAH"), "3\u{a0}992\u{a0}751,97\u{a0}₴");
        assert_eq!(format_money(Locale::En, Money(-5), "USD"), "−$0.05");
        assert_eq!(format_quantity(Locale::Uk, Quantity(1_250)), "1,25");
        assert_eq!(format_percent(Locale::Uk, 26.44), "26,4\u{a0}%");
    }
}
