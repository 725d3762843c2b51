//! Days, months and years by name or number, and which year is meant when none is said:
//! the most recent one that has begun by today.

use chrono::{Datelike, NaiveDate};

use super::lexicon::{Preposition as P, Time as T};
use super::periods::When;
use super::tokens::Kind;
use super::words::Words;
use crate::period::{Grain, Period, PeriodSpec, add_days, add_months};

/// Endings of ordinals written after digits: "3-й", "15-го", "15th".
pub(super) const ORDINAL_ENDINGS: &[&str] =
    &["й", "ій", "го", "му", "е", "є", "ий", "ого", "ому", "я", "th", "st", "nd", "rd", "тє", "те", "ше", "ге", "ме", "ве"];

/// A place in time as said, before its year is settled.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Point {
    /// A day of a month that stands elsewhere: the "1" of "з 1 по 15 жовтня".
    Day(u32),
    DayOfMonth {
        day: u32,
        month: u32,
        year: Option<i32>,
    },
    Month {
        month: u32,
        year: Option<i32>,
    },
    Year(i32),
    /// Anything whose dates are clear at once: today, last week.
    Fixed(Period),
}

pub(super) fn month(words: &Words, at: usize) -> Option<(u32, usize)> {
    words.times(at).find_map(|(time, end)| match time {
        T::Month(month) => Some((month, end)),
        _ => None,
    })
}

pub(super) fn point(words: &Words, at: usize, today: NaiveDate) -> Option<(Point, usize)> {
    let at = if words.key(at) == "the" { at + 1 } else { at };
    if words.kind(at)? == Kind::Date {
        return written(words.key(at)).map(|it| (it, at + 1));
    }
    if let Some((month, next)) = month(words, at) {
        if let Some((day, after)) = day_number(words, next).filter(|_| words.key(next).len() <= 2) {
            let (year, end) = year_after(words, after, today);
            return Some((Point::DayOfMonth { day, month, year }, end));
        }
        let (year, end) = year_after(words, next, today);
        return Some((Point::Month { month, year }, end));
    }
    if let Some((day, next)) = day_number(words, at) {
        let after = words.preposition(next, &[P::Of]).filter(|_| words.key(next) == "of").unwrap_or(next);
        if let Some((month, end)) = month(words, after).filter(|_| !words.tokens.get(after).is_some_and(|it| it.dash)) {
            let (year, end) = year_after(words, end, today);
            return Some((Point::DayOfMonth { day, month, year }, end));
        }
        if day <= 31 {
            return Some((Point::Day(day), next));
        }
    }
    if let Some((day, next)) = day_in_words(words, at)
        && let Some((month, end)) = month(words, next)
    {
        let (year, end) = year_after(words, end, today);
        return Some((Point::DayOfMonth { day, month, year }, end));
    }
    if let Some((year, end)) = year(words, at) {
        return Some((Point::Year(year), end));
    }
    if let Some((back, end)) = words.times(at).find_map(|(time, end)| match time {
        T::Day(back) => Some((back, end)),
        _ => None,
    }) {
        let day = add_days(today, -i64::from(back));
        return Some((Point::Fixed(Period { from: day, to: day }), end));
    }
    let (back, next) = words.times(at).find_map(|(time, end)| match time {
        T::This => Some((0, end)),
        T::Last => Some((1, end)),
        T::BeforeLast => Some((2, end)),
        _ => None,
    })?;
    let (grain, end) = words.times(next).find_map(|(time, end)| match time {
        T::Unit(grain) => Some((grain, end)),
        _ => None,
    })?;
    Some((Point::Fixed(PeriodSpec::Unit { grain, back }.resolve(today, None)), end))
}

/// "першого", "двадцять третього": of a month that follows.
fn day_in_words(words: &Words, at: usize) -> Option<(u32, usize)> {
    let ordinal = |at: usize| {
        words.times(at).find_map(|(time, end)| match time {
            T::Ordinal(number) if words.key(at).chars().count() > 3 => Some((number, end)),
            _ => None,
        })
    };
    let tens = words.count(at).filter(|it| matches!(it.0, 20 | 30) && words.kind(at) == Some(Kind::Word));
    let of_tens = tens.and_then(|(tens, next)| ordinal(next).filter(|it| it.0 < 10).map(|(day, end)| (tens + day, end)));
    of_tens.or_else(|| ordinal(at)).filter(|it| it.0 <= 31)
}

fn day_number(words: &Words, at: usize) -> Option<(u32, usize)> {
    let (day, end) = words.count(at).filter(|_| words.kind(at) == Some(Kind::Number))?;
    let end = if ORDINAL_ENDINGS.contains(&words.key(end)) { end + 1 } else { end };
    (day < 100).then_some((day, end))
}

/// `2025`, `2025 року`. A bare number must be a likely year and not a sum of money or a count of things.
fn year(words: &Words, at: usize) -> Option<(i32, usize)> {
    if words.kind(at)? == Kind::Number && words.key(at).len() == 2 {
        // "у 25 році": one year, not twenty-five of them.
        let end = if ORDINAL_ENDINGS.contains(&words.key(at + 1)) { at + 2 } else { at + 1 };
        let one = matches!(words.key(end), "рік" | "року" | "році" | "роком" | "году" | "год");
        let number: i32 = words.key(at).parse().ok().filter(|it| (15..=45).contains(it) && one)?;
        return Some((2000 + number, end + 1));
    }
    if words.kind(at)? != Kind::Number || words.key(at).len() != 4 {
        return None;
    }
    let year: i32 = words.key(at).parse().ok().filter(|it| (1990..=2100).contains(it))?;
    let ending = if ORDINAL_ENDINGS.contains(&words.key(at + 1)) && words.tokens[at + 1].dash { at + 2 } else { at + 1 };
    if let Some(end) = words.time(ending, T::Unit(Grain::Year)) {
        return Some((year, end));
    }
    if ending > at + 1 {
        return Some((year, ending));
    }
    if words.key(at + 1) == "р" || words.key(at + 1) == "г" {
        return Some((year, at + 2));
    }
    use super::lexicon::{Concept as C, Modifier as M, Part};
    let counted = words
        .at(at + 1)
        .iter()
        .any(|it| matches!(it.concept, C::Modifier(M::Currency) | C::Times(_) | C::Part(Part::Units | Part::Percent)))
        || words.kind(at + 1) == Some(Kind::Sign);
    let compared = at > 0 && words.at(at - 1).iter().any(|it| matches!(it.concept, C::Modifier(M::Than(_) | M::Top | M::Bottom)));
    (!counted && !compared).then_some((year, at + 1))
}

/// The year said after a month or a quarter: a number, "торік", "минулого року", "цього року".
pub(super) fn year_after(words: &Words, at: usize, today: NaiveDate) -> (Option<i32>, usize) {
    let next = words.preposition(at, &[P::Of, P::In]).filter(|_| matches!(words.key(at), "of" | "in")).unwrap_or(at);
    if let Some((found, end)) = year(words, next) {
        return (Some(found), end);
    }
    if let Some(end) = words.time(next, T::LastYear) {
        return (Some(today.year() - 1), end);
    }
    if let Some(end) = words.time(next, T::YearBeforeLast) {
        return (Some(today.year() - 2), end);
    }
    // "у жовтні рік тому".
    let unit = if matches!(words.key(next), "a" | "one") { next + 1 } else { next };
    if let Some(end) = words.time(unit, T::Unit(Grain::Year)).and_then(|it| words.time(it, T::Ago)) {
        return (Some(today.year() - 1), end);
    }
    // "третього кварталу цього і минулого року": the unit is said once, after both.
    let and = words.time(next, T::This).and_then(|end| Some((end, words.preposition(end, &[P::And])?)));
    let both = and.filter(|it| words.time(it.1, T::Last).and_then(|it| words.time(it, T::Unit(Grain::Year))).is_some());
    if let Some((end, _)) = both {
        return (Some(today.year()), end);
    }
    for (time, back) in [(T::This, 0), (T::Last, 1), (T::BeforeLast, 2)] {
        if let Some(end) = words.time(next, time).and_then(|it| words.time(it, T::Unit(Grain::Year))) {
            return (Some(today.year() - back), end);
        }
    }
    if words.key(next) == "the"
        && let Some(end) = words.time(next + 1, T::Unit(Grain::Year)).filter(|_| next > at)
    {
        return (None, end);
    }
    (None, at)
}

/// `01.10`, `15.10.26`, `2026-10-01`, `2026-10`, `1/10/2026`.
fn written(text: &str) -> Option<Point> {
    let parts: Vec<&str> = text.split(['.', '/', '-']).collect();
    let number = |text: &str| text.parse::<u32>().ok();
    let full_year = |text: &str| {
        let year = text.parse::<i32>().ok()?;
        Some(if text.len() <= 2 { 2000 + year } else { year })
    };
    match parts[..] {
        [year, month] if year.len() == 4 => Some(Point::Month { month: number(month)?, year: full_year(year) }),
        [day, month] => Some(Point::DayOfMonth { day: number(day)?, month: number(month)?, year: None }),
        [year, month, day] if year.len() == 4 => {
            Some(Point::DayOfMonth { day: number(day)?, month: number(month)?, year: full_year(year) })
        }
        [day, month, year] => Some(Point::DayOfMonth { day: number(day)?, month: number(month)?, year: full_year(year) }),
        _ => None,
    }
}

/// A point as a period of its own. A bare day number is none.
pub(super) fn alone(point: Point, today: NaiveDate, said: String) -> Option<When> {
    Some(match point {
        Point::Day(_) => return None,
        Point::Month { month, year: None } => When::Month(month, latest_month(month, today)),
        Point::Month { month, year: Some(year) } => named(Grain::Month, NaiveDate::from_ymd_opt(year, month, 1), today, said),
        Point::Year(year) => named(Grain::Year, NaiveDate::from_ymd_opt(year, 1, 1), today, said),
        Point::DayOfMonth { .. } => match span(point, today) {
            Some(period) => named(Grain::Day, Some(period.from), today, said),
            None => When::Impossible(said),
        },
        Point::Fixed(period) => fixed(period.from, period.to, today),
    })
}

fn named(grain: Grain, start: Option<NaiveDate>, today: NaiveDate, said: String) -> When {
    match start {
        None => When::Impossible(said),
        Some(start) if start > today => When::Future(Some(PeriodSpec::Named { grain, start })),
        Some(start) => When::Period(PeriodSpec::Named { grain, start }),
    }
}

pub(super) fn latest_month(month: u32, today: NaiveDate) -> PeriodSpec {
    let year = if month > today.month() { today.year() - 1 } else { today.year() };
    PeriodSpec::Named { grain: Grain::Month, start: NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(today) }
}

/// The dates of a point; nothing where there is no such date.
fn span(point: Point, today: NaiveDate) -> Option<Period> {
    match point {
        Point::Day(_) => None,
        Point::Fixed(period) => Some(period),
        Point::Year(year) => Some(Grain::Year.around(NaiveDate::from_ymd_opt(year, 1, 1)?)),
        Point::Month { month, year: Some(year) } => Some(Grain::Month.around(NaiveDate::from_ymd_opt(year, month, 1)?)),
        Point::Month { month, year: None } => {
            let PeriodSpec::Named { start, .. } = latest_month(month, today) else { return None };
            Some(Grain::Month.around(start))
        }
        Point::DayOfMonth { day, month, year: Some(year) } => {
            NaiveDate::from_ymd_opt(year, month, day).map(|it| Period { from: it, to: it })
        }
        // 29 February exists in the last eight years at least once.
        Point::DayOfMonth { day, month, year: None } => (0..8)
            .filter_map(|back| NaiveDate::from_ymd_opt(today.year() - back, month, day))
            .find(|it| *it <= today)
            .map(|it| Period { from: it, to: it }),
    }
}

fn fixed(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> When {
    if from > today {
        return When::Future(None);
    }
    if from > to {
        return When::Impossible(format!("{from}..{to}"));
    }
    When::Period(PeriodSpec::Between { from: Some(from), to: Some(to) })
}

pub(super) fn since(point: Point, today: NaiveDate, said: String) -> When {
    match span(point, today) {
        None => When::Impossible(said),
        Some(period) if period.from > today => When::Future(None),
        Some(period) => When::Period(PeriodSpec::Between { from: Some(period.from), to: None }),
    }
}

pub(super) fn after(point: Point, today: NaiveDate, said: String) -> When {
    match span(point, today) {
        None => When::Impossible(said),
        Some(period) if period.to >= today => When::Future(None),
        Some(period) => When::Period(PeriodSpec::Between { from: Some(add_days(period.to, 1)), to: None }),
    }
}

pub(super) fn until(point: Point, today: NaiveDate, said: String) -> When {
    match span(point, today) {
        None => When::Impossible(said),
        // "до жовтня" ends before October, "до 15 жовтня" with that day.
        Some(period) if period.from < period.to => {
            When::Period(PeriodSpec::Between { from: None, to: Some(add_days(period.from, -1)) })
        }
        Some(period) if period.to > today => When::Future(None),
        Some(period) => When::Period(PeriodSpec::Between { from: None, to: Some(period.to) }),
    }
}

/// From the first day of one to the last day of the other.
pub(super) fn between(from: Point, to: Point, today: NaiveDate, said: String) -> When {
    let from = match (from, to) {
        (Point::Day(day), Point::DayOfMonth { month, year, .. }) => Point::DayOfMonth { day, month, year },
        (Point::Day(day), Point::Month { month, year }) => Point::DayOfMonth { day, month, year },
        (from, _) => from,
    };
    if let (Point::DayOfMonth { day, month, .. }, _) | (_, Point::DayOfMonth { day, month, .. }) = (from, to)
        && NaiveDate::from_ymd_opt(2024, month, day).is_none()
    {
        return When::Impossible(said);
    }
    let (Some(mut start), Some(mut end)) = (span(from, today), span(to, today)) else {
        return When::Impossible(said);
    };
    let year_said = |point| match point {
        Point::DayOfMonth { year, .. } | Point::Month { year, .. } => year.is_some(),
        _ => true,
    };
    let year_later =
        |period: Period, years: i32| Period { from: add_months(period.from, 12 * years), to: add_months(period.to, 12 * years) };
    match (year_said(from), year_said(to)) {
        (false, true) => start = year_later(start, end.to.year() - start.from.year()),
        (true, false) => end = year_later(end, start.from.year() - end.to.year()),
        // Both without a year: the end is the first such day after the start.
        (false, false) if end.to < start.from => end = year_later(end, 1),
        _ => {}
    }
    if end.to < start.from {
        match (year_said(from), year_said(to)) {
            (false, true) => start = year_later(start, -1),
            (true, false) => end = year_later(end, 1),
            _ => {}
        }
    }
    if matches!((from, to), (Point::Month { .. }, Point::Month { .. }))
        && !year_said(from)
        && start.from.year() < today.year()
        && end.to > today
    {
        end.to = today;
    }
    fixed(start.from, end.to.min(today.max(start.from)), today)
}

/// "October 1–15".
pub(super) fn range_in_month(from: Point, to: Point, today: NaiveDate) -> Option<When> {
    let (Point::DayOfMonth { day: first, month, year }, Point::Day(last)) = (from, to) else { return None };
    let start = span(Point::DayOfMonth { day: first, month, year }, today)?.from;
    let end = NaiveDate::from_ymd_opt(start.year(), month, last)?;
    (end >= start).then(|| fixed(start, end, today))
}

pub(super) fn season(season: u32, year: Option<i32>, today: NaiveDate) -> When {
    // Winter is named by the year it ends in.
    let start = |year: i32| match season {
        0 => NaiveDate::from_ymd_opt(year - 1, 12, 1),
        1 => NaiveDate::from_ymd_opt(year, 3, 1),
        2 => NaiveDate::from_ymd_opt(year, 6, 1),
        _ => NaiveDate::from_ymd_opt(year, 9, 1),
    };
    let from = match year {
        Some(year) => start(year),
        None => (-1..3).filter_map(|back| start(today.year() - back)).find(|it| *it <= today),
    };
    match from {
        Some(from) if from <= today => {
            let to = add_days(add_months(from, 3), -1).min(today);
            When::Period(PeriodSpec::Between { from: Some(from), to: Some(to) })
        }
        _ => When::Future(None),
    }
}

pub(super) fn last_of_month(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, 1).map(|it| Grain::Month.end_of(it))
}
