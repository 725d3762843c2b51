//! Headers that name a period: «Січень 2025», «01.2025 Кількість», «I квартал, грн», «15.03.2025», «Разом».

use chrono::Datelike;
use chrono::NaiveDate;

use crate::imports::records::Entity;
use crate::imports::values::currencies;
use crate::imports::values::dates::{self, DateStyle};
use crate::names::fold;

use super::normalize::Header;
use super::title;
use super::vocabulary::{self, Field};

/// Fewer periods than this are just columns that happen to name a month.
const ENOUGH: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Period {
    Day(NaiveDate),
    Month { month: u32, year: Option<i32> },
    Quarter { quarter: u32, year: Option<i32> },
    Total,
}

/// How many different periods stand across the top.
pub(super) fn is_crosstab(headers: &[Header]) -> bool {
    let mut periods: Vec<Period> = headers.iter().filter_map(|it| read_header(&it.shown)).map(|it| it.0).collect();
    periods.retain(|it| *it != Period::Total);
    periods.dedup();
    periods.len() >= ENOUGH
}

pub(super) fn names_period(shown: &str) -> bool {
    read_header(shown).is_some_and(|it| it.0 != Period::Total)
}

pub(super) fn is_year(shown: &str) -> bool {
    title::year_in_name(shown).is_some() && shown.split_whitespace().count() <= 2
}

/// The columns that name what was sold to whom: no period, no total.
pub(super) fn other_headers(headers: &[Header]) -> Vec<Header> {
    let named = |it: &Header| if read_header(&it.shown).is_some() { Header::default() } else { it.clone() };
    headers.iter().map(named).collect()
}

/// Whether a column of a period holds pieces or money, by the words beside the period.
pub(super) fn measure(rest: &Header) -> Option<Field> {
    let orders = vocabulary::words(Entity::Orders);
    let wanted = orders.iter().filter(|it| matches!(it.0, "line.qty" | "line.amount"));
    let known = wanted.into_iter().find(|(_, words)| words.contains(&rest.words.as_str())).map(|it| it.0);
    // «I квартал, грн»
    known.or_else(|| currencies::code(&rest.words).map(|_| "line.amount"))
}

/// The period a header names, and what is left of it.
pub(super) fn read_header(shown: &str) -> Option<(Period, String)> {
    let words: Vec<&str> = shown.split_whitespace().collect();
    let style = DateStyle { month_first: false, unix: false, timezone: chrono_tz::UTC };
    let is_year = |it: &str| it.len() == 4 && it.parse::<i32>().is_ok_and(|it| (1990..2100).contains(&it));
    let rest = |used: &[usize]| {
        let left = words.iter().enumerate().filter(|(n, it)| {
            !used.contains(n) && !matches!(fold(it).trim_matches('.'), "р" | "г" | "рік" | "год" | "року" | "за")
        });
        left.map(|(_, it)| *it).collect::<Vec<_>>().join(" ")
    };
    let year_at = words.iter().position(|it| is_year(it.trim_end_matches([',', '.', 'р', 'г'])));
    let year = year_at.and_then(|at| words[at].trim_end_matches([',', '.', 'р', 'г']).parse().ok());
    for (n, word) in words.iter().enumerate() {
        let bare = word.trim_end_matches([',', '.', ':']);
        if word.chars().filter(|it| matches!(it, '.' | '-' | '/')).count() >= 2
            && bare.starts_with(|it: char| it.is_ascii_digit())
            && let Some(day) = dates::parse(bare, style)
        {
            return Some((Period::Day(day.date), rest(&[n])));
        }
        // «01.2025», «2025-01», «січ.25» has the year inside.
        if bare.contains(['.', '-', '/', ','])
            && let Some(day) = dates::month(bare)
        {
            return Some((Period::Month { month: day.month(), year: Some(day.year()) }, rest(&[n])));
        }
        if let Some((month, year)) = short_month(bare) {
            return Some((Period::Month { month, year: Some(year) }, rest(&[n])));
        }
        let used = [Some(n), year_at].into_iter().flatten().collect::<Vec<_>>();
        if let Some(month) = dates::month_of(&fold(bare)).filter(|_| is_month_word(bare)) {
            return Some((Period::Month { month, year }, rest(&used)));
        }
        if let Some(quarter) = quarter(bare, words.get(n + 1).copied()) {
            let with_word =
                bare.len() <= 3 && !bare.starts_with(['Q', 'q']) && words.get(n + 1).is_some_and(|it| fold(it).starts_with("кв"));
            let used: Vec<usize> = used.into_iter().chain(with_word.then_some(n + 1)).collect();
            return Some((Period::Quarter { quarter, year }, rest(&used)));
        }
    }
    let total = words.iter().position(|it| {
        matches!(fold(it).trim_matches([':', '.', ',']), "разом" | "всього" | "усього" | "итого" | "всего" | "total" | "підсумок")
    });
    if let Some(at) = total {
        let used: Vec<usize> = [Some(at), year_at].into_iter().flatten().collect();
        let left = rest(&used);
        let measured = Header::new(&left);
        // «Всього з ПДВ» of a plain table is its amount; as a total of periods it is only read beside them.
        return (left.is_empty() || measure(&measured).is_some()).then_some((Period::Total, left));
    }
    // A bare year beside its months is their total.
    (year_at.is_some() && measure(&Header::new(&rest(&[year_at?]))).is_some())
        .then(|| (Period::Total, rest(&[year_at.unwrap_or_default()])))
}

/// «січ.25», «янв-25», «Jan-25».
fn short_month(word: &str) -> Option<(u32, i32)> {
    let (name, year) = word.rsplit_once(['.', '-', '\'', '’'])?;
    let year: i32 = (year.len() == 2).then(|| year.parse().ok()).flatten()?;
    let month = dates::month_of(fold(name).trim_end_matches('.')).filter(|_| is_month_word(name))?;
    Some((month, 2000 + year))
}

/// Stems of months are short: «маржа» and «серія» begin like months too.
fn is_month_word(word: &str) -> bool {
    let folded = fold(word);
    let folded = folded.trim_end_matches('.');
    const NAMES: &[&str] = &[
        "січень",
        "січня",
        "січні",
        "лютий",
        "лютого",
        "лютому",
        "березень",
        "березня",
        "березні",
        "квітень",
        "квітня",
        "квітні",
        "травень",
        "травня",
        "травні",
        "червень",
        "червня",
        "червні",
        "липень",
        "липня",
        "липні",
        "серпень",
        "серпня",
        "серпні",
        "вересень",
        "вересня",
        "вересні",
        "жовтень",
        "жовтня",
        "жовтні",
        "листопад",
        "листопада",
        "листопаді",
        "грудень",
        "грудня",
        "грудні",
        "январь",
        "января",
        "февраль",
        "февраля",
        "март",
        "марта",
        "апрель",
        "апреля",
        "май",
        "мая",
        "июнь",
        "июня",
        "июль",
        "июля",
        "август",
        "августа",
        "сентябрь",
        "сентября",
        "октябрь",
        "октября",
        "ноябрь",
        "ноября",
        "декабрь",
        "декабря",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "січ",
        "лют",
        "бер",
        "кві",
        "квіт",
        "тра",
        "трав",
        "чер",
        "черв",
        "лип",
        "сер",
        "серп",
        "вер",
        "жов",
        "жовт",
        "лис",
        "лист",
        "гру",
        "груд",
        "янв",
        "фев",
        "мар",
        "апр",
        "июн",
        "июл",
        "авг",
        "сен",
        "сент",
        "окт",
        "ноя",
        "дек",
        "jan",
        "feb",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ];
    NAMES.contains(&folded)
}

/// «Q1», «I квартал», «1 кв.».
fn quarter(word: &str, next: Option<&str>) -> Option<u32> {
    if let Some(digit) = word.strip_prefix(['Q', 'q']) {
        return digit.parse().ok().filter(|it| (1..=4).contains(it));
    }
    next.filter(|it| fold(it).starts_with("кв") || fold(it).starts_with("quarter"))?;
    title::quarter(&fold(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_name_periods() {
        for (shown, expected) in [
            ("Січень 2025", "2025-01 |"),
            ("01.2025 Кількість", "2025-01 | Кількість"),
            ("2025 Лютий Сума", "2025-02 | Сума"),
            ("січ.25", "2025-01 |"),
            ("Березень", "03 |"),
            ("Кількість Березень 2025 р.", "2025-03 | Кількість"),
            ("15.03.2025", "day 2025-03-15 |"),
            ("I квартал 2025", "q1 2025 |"),
            ("Q2", "q2 |"),
            ("Разом", "total |"),
            ("Разом Сума", "total | Сума"),
            ("Маржа", "-"),
            ("Клієнт", "-"),
            ("Серія", "-"),
            ("Сума, грн", "-"),
        ] {
            let read = read_header(shown).map_or("-".to_owned(), |(period, rest)| {
                let year = |it: Option<i32>| it.map(|it| format!("{it}-")).unwrap_or_default();
                let period = match period {
                    Period::Day(day) => format!("day {day}"),
                    Period::Month { month, year: of } => format!("{}{month:02}", year(of)),
                    Period::Quarter { quarter, year: of } => {
                        format!("q{quarter}{}", of.map(|it| format!(" {it}")).unwrap_or_default())
                    }
                    Period::Total => "total".into(),
                };
                format!("{period} | {rest}").trim_end().to_owned()
            });
            assert_eq!(read, expected, "{shown}");
        }
    }
}
