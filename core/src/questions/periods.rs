//! Words about time -> `When`. A small grammar over the lexicon's words of time, the same for all languages.

use chrono::{Datelike, NaiveDate};

use super::dates::{self, Point};
use super::lexicon::{Preposition as P, Time as T};
use super::relative::is_plural;
use super::tokens::Kind;
use super::words::Words;
use crate::period::{Comparison, Grain, PeriodSpec};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum When {
    Period(PeriodSpec),
    /// A month without a year: the most recent one that has begun, or the coming one in a forecast.
    Month(u32, PeriodSpec),
    /// A length of time that may be a parameter: "3 місяці".
    Duration(u32, Grain),
    /// "the next month": only a forecast knows.
    Next(Grain),
    /// What something is compared with, said relatively: "попередній період", "той самий місяць торік".
    Base(Comparison),
    /// "за той самий період": of whatever it is compared with.
    SamePeriod,
    Impossible(String),
    /// Ahead of today; the unit of the calendar where it is one, for a forecast.
    Future(Option<PeriodSpec>),
}

/// The longest reading that begins at `at`, and where it ends. `comparing`: a word of comparison came before,
/// so that "з вереснем" means "with September".
pub(super) fn read(words: &Words, at: usize, today: NaiveDate, comparing: bool) -> Option<(When, usize)> {
    let grammar = Grammar { words, today };
    let comparing = comparing || grammar.with_a_month(at);
    [grammar.bounded(at, comparing), grammar.after_preposition(at, comparing), grammar.plain(at, false)]
        .into_iter()
        .flatten()
        .reduce(|best, it| if it.1 > best.1 { it } else { best })
}

pub(super) struct Grammar<'a> {
    pub(super) words: &'a Words,
    pub(super) today: NaiveDate,
}

pub(super) type Reading = Option<(When, usize)>;

impl Grammar<'_> {
    /// "з … по …", "до …", "після …", "між … і …", "1–15 жовтня".
    fn bounded(&self, at: usize, comparing: bool) -> Reading {
        let words = self.words;
        if let Some(next) = words.preposition(at, &[P::Between]) {
            // "різниця між вереснем і жовтнем": two periods, not one.
            return if comparing { None } else { self.range(next, &[P::And, P::To]) };
        }
        if let Some(next) = words.preposition(at, &[P::From]) {
            // "з початку вересня до кінця жовтня" is from September to October.
            let first = words.time(next, T::Start).unwrap_or(next);
            if let Some(reading) = self.range(first, &[P::To]).or_else(|| self.weekdays(next)) {
                return Some(reading);
            }
            if let Some(reading) = self.since_start(next) {
                return Some(reading);
            }
            if comparing {
                return None;
            }
            let since = |(point, end)| (dates::since(point, self.today, words.said(next, end)), end);
            // "з минулого понеділка", "з літа": from the first day of whatever stands there.
            let whole = self.plain(next, true).and_then(|(when, end)| match when {
                When::Period(
                    spec @ (PeriodSpec::Named { .. } | PeriodSpec::Unit { .. } | PeriodSpec::Between { to: Some(_), .. }),
                ) => Some((Point::Fixed(spec.resolve(self.today, None)), end)),
                _ => None,
            });
            let point = dates::point(words, next, self.today).filter(|(point, _)| !matches!(point, Point::Day(_)));
            let longest = [point, whole].into_iter().flatten().reduce(|best, it| if it.1 > best.1 { it } else { best })?;
            return Some(since(longest));
        }
        if let Some(reading) = self.range(at, &[]) {
            return Some(reading);
        }
        let edge = |wanted| words.preposition(at, wanted).and_then(|next| dates::point(words, next, self.today));
        if let Some((point, end)) = edge(&[P::After]).filter(|(point, _)| !matches!(point, Point::Day(_))) {
            return Some((dates::after(point, self.today, words.said(at, end)), end));
        }
        if comparing {
            return None;
        }
        let (point, end) = edge(&[P::To, P::Before]).filter(|(point, _)| !matches!(point, Point::Day(_)))?;
        Some((dates::until(point, self.today, words.said(at, end)), end))
    }

    /// "з вереснем", "з минулим роком": the instrumental case tells "with" from "since".
    fn with_a_month(&self, at: usize) -> bool {
        let Some(next) = self.words.preposition(at, &[P::From]) else { return false };
        let key = self.words.key(next);
        let month = dates::month(self.words, next).is_some() && (key.ends_with("ем") || key.ends_with("ом") || key == "лютим");
        month || self.words.time(next, T::Last).is_some() && key.ends_with("им")
    }

    /// Two points: parted by one of these prepositions or by a dash.
    fn range(&self, at: usize, by: &[P]) -> Reading {
        let (from, middle) = dates::point(self.words, at, self.today)?;
        // "від першого вересня й до сьогодні".
        let joined = skip(self.words, middle, &["і", "й", "та", "и", "and"]);
        let middle = if self.words.preposition(joined, &[P::To]).is_some() { joined } else { middle };
        let second = match self.words.preposition(middle, by) {
            Some(next) => next,
            None if self.words.tokens.get(middle).is_some_and(|it| it.dash) => middle,
            None => return None,
        };
        let second = self.words.time(second, T::End).unwrap_or(second);
        let (to, mut end) = dates::point(self.words, second, self.today)?;
        if let Some(next) = self.words.time(end, T::Inclusive) {
            end = next;
        }
        if matches!(to, Point::Day(_)) {
            // "October 1–15": the month stands before the first day.
            return dates::range_in_month(from, to, self.today).map(|it| (it, end));
        }
        Some((dates::between(from, to, self.today, self.words.said(at, end)), end))
    }

    /// After "з": "понеділка по середу", of the latest week that has both.
    fn weekdays(&self, at: usize) -> Reading {
        let named = |at: usize| {
            self.words.times(at).find_map(|(time, end)| match time {
                T::Weekday(weekday) => Some((i64::from(weekday), end)),
                _ => None,
            })
        };
        let (first, middle) = named(at)?;
        let (last, end) = named(self.words.preposition(middle, &[P::To])?)?;
        let today = i64::from(self.today.weekday().number_from_monday());
        let to = crate::period::add_days(self.today, -(today - last).rem_euclid(7));
        let from = crate::period::add_days(to, -(last - first).rem_euclid(7));
        Some((When::Period(PeriodSpec::Between { from: Some(from), to: Some(to) }), end))
    }

    /// After "з": "початку року", "початку жовтня".
    fn since_start(&self, at: usize) -> Reading {
        let words = self.words;
        let at = words.preposition(at, &[P::In]).unwrap_or(at);
        let at = skip(words, at, &["the"]);
        let next = words.time(at, T::Start)?;
        let next = words.preposition(next, &[P::Of, P::From]).unwrap_or(next);
        let next = skip(words, next, &["the"]);
        let this = words.time(next, T::This).unwrap_or(next);
        if let Some((grain, end)) = self.unit(this) {
            return Some((When::Period(PeriodSpec::this(grain)), end));
        }
        // "з початку осені".
        if let Some((When::Period(PeriodSpec::Between { from, .. }), end)) = self.season(this) {
            return Some((When::Period(PeriodSpec::Between { from, to: None }), end));
        }
        let (point, end) = dates::point(words, next, self.today)?;
        Some((dates::since(point, self.today, words.said(next, end)), end))
    }

    fn after_preposition(&self, at: usize, comparing: bool) -> Reading {
        let words = self.words;
        let same = words.preposition(at, &[P::To]).filter(|next| words.time(*next, T::Same).is_some());
        let with = comparing.then(|| words.preposition(at, &[P::From, P::To])).flatten().or(same);
        let next = with
            .or_else(|| words.preposition(at, &[P::In, P::For]))
            .or_else(|| words.time(at, T::Within))
            .map(|next| skip(words, next, &["the", "a"]))?;
        let next = words.time(next, T::Within).map_or(next, |next| skip(words, next, &["the", "a"]));
        if let Some(whole) = words.time(next, T::All).filter(|end| *end == next + 1) {
            if let Some((grain, end)) = self.unit(whole).filter(|it| dates::point(words, it.1, self.today).is_none()) {
                return Some((When::Period(PeriodSpec::this(grain)), end));
            }
            if let Some(reading) = self.plain(whole, true) {
                return Some(reading);
            }
        }
        let range = if comparing { None } else { self.range(next, &[]) };
        [range, self.plain(next, true)].into_iter().flatten().reduce(|best, it| if it.1 > best.1 { it } else { best })
    }

    fn plain(&self, at: usize, prefixed: bool) -> Reading {
        let at = if prefixed { at } else { skip(self.words, at, &["the"]) };
        [
            self.same_period(at),
            self.simple(at),
            self.relative(at),
            self.quarter(at),
            self.half(at),
            self.point(at),
            self.season(at),
            self.weekday(at, prefixed),
            self.numbered(at),
            self.length(at, prefixed),
            self.bare_unit(at, prefixed),
            self.adjective_after(at),
            self.named_unit(at),
            self.part_of(at),
        ]
        .into_iter()
        .flatten()
        .reduce(|best, it| if it.1 > best.1 { it } else { best })
    }

    pub(super) fn unit(&self, at: usize) -> Option<(Grain, usize)> {
        self.words.times(at).find_map(|(time, end)| match time {
            T::Unit(grain) => Some((grain, end)),
            _ => None,
        })
    }

    /// One phrase says it all.
    fn simple(&self, at: usize) -> Reading {
        self.words.times(at).find_map(|(time, end)| {
            let when = match time {
                T::Day(back) => When::Period(PeriodSpec::Unit { grain: Grain::Day, back }),
                T::Tomorrow => When::Future(None),
                T::LastYear => {
                    // "торік у жовтні", "торішній жовтень".
                    let next = self.words.preposition(end, &[P::In]).unwrap_or(end);
                    let month = dates::month(self.words, next);
                    if let Some((month, end)) = month {
                        let start = NaiveDate::from_ymd_opt(self.today.year() - 1, month, 1)?;
                        return Some((When::Period(PeriodSpec::Named { grain: Grain::Month, start }), end));
                    }
                    // "торік улітку".
                    if let Some((season, end)) = self.named_season(next) {
                        return Some((dates::season(season, Some(self.today.year() - 1), self.today), end));
                    }
                    When::Period(PeriodSpec::last(Grain::Year))
                }
                T::YearBeforeLast => When::Period(PeriodSpec::Unit { grain: Grain::Year, back: 2 }),
                T::HalfAYear => When::Period(PeriodSpec::Rolling { grain: Grain::Month, count: 6 }),
                T::YearOnYear => When::Base(Comparison::PreviousYear),
                T::ToDate(grain) => When::Period(PeriodSpec::this(grain)),
                T::All if end > at + 1 => When::Period(PeriodSpec::AllTime),
                T::All if matches!(self.words.key(at), "ever" | "lifetime") => When::Period(PeriodSpec::AllTime),
                T::Weekend => When::Period(PeriodSpec::LastWeekend),
                _ => return None,
            };
            Some((when, end))
        })
    }

    /// "тим самим місяцем торік", "аналогічний період минулого року", "same month last year".
    fn same_period(&self, at: usize) -> Reading {
        let words = self.words;
        let mut next = words.time(at, T::Same)?;
        next = words.time(next, T::Period).or_else(|| self.unit(next).map(|it| it.1)).unwrap_or(next);
        next = dates::month(words, next).map_or(next, |it| it.1);
        next = words.preposition(next, &[P::In, P::Of, P::From, P::For]).unwrap_or(next);
        next = skip(words, next, &["the", "a"]);
        if let Some(end) = words.time(next, T::LastYear) {
            return Some((When::Base(Comparison::PreviousYear), end));
        }
        if let Some(last) = words.time(next, T::Last).or_else(|| words.time(next, T::Past)) {
            let (grain, end) = self.unit(last)?;
            let base = if grain == Grain::Year { Comparison::PreviousYear } else { Comparison::PreviousPeriod };
            return Some((When::Base(base), end));
        }
        if let Some((Grain::Year, end)) = self.unit(next).filter(|it| words.time(it.1, T::Ago).is_some()) {
            return Some((When::Base(Comparison::PreviousYear), end + 1));
        }
        let period = words.time(at, T::Same).and_then(|it| words.time(it, T::Period).or_else(|| self.unit(it).map(|it| it.1)))?;
        Some((When::SamePeriod, period))
    }

    /// "третій квартал 2025", "Q3", "3 кв", "3-й квартал".
    pub(super) fn quarter(&self, at: usize) -> Reading {
        let words = self.words;
        let (number, end) = if let Some(next) = words.time(at, T::QuarterSign) {
            words.count(next)?
        } else if let Some(next) = self.unit(at).filter(|it| it.0 == Grain::Quarter).map(|it| it.1) {
            self.ordinal(next)?
        } else {
            let (number, next) = self.ordinal(at)?;
            let of = |at: usize| self.unit(at).filter(|it| it.0 == Grain::Quarter).map(|it| it.1);
            // "другого і третього кварталів": the unit is said once, after both.
            let joined = |at: usize| words.preposition(at, &[P::And]);
            let second = joined(next).and_then(|it| self.ordinal(it)).and_then(|it| of(it.1));
            let several = at > 0 && joined(at - 1).is_some();
            let end = match second {
                Some(_) => next,
                None => {
                    words.time(next, T::QuarterSign).or_else(|| of(next).filter(|_| several || !is_plural(words.key(next))))?
                }
            };
            (number, end)
        };
        if !(1..=4).contains(&number) {
            return None;
        }
        let (year, end) = dates::year_after(words, end, self.today);
        let start = |year| NaiveDate::from_ymd_opt(year, number * 3 - 2, 1);
        let mut first = start(year.unwrap_or(self.today.year()))?;
        if first > self.today {
            if year.is_some() {
                return Some((When::Future(Some(PeriodSpec::Named { grain: Grain::Quarter, start: first })), end));
            }
            first = start(self.today.year() - 1)?;
        }
        Some((When::Period(PeriodSpec::Named { grain: Grain::Quarter, start: first }), end))
    }

    pub(super) fn ordinal(&self, at: usize) -> Option<(u32, usize)> {
        let words = self.words;
        let named = words.times(at).find_map(|(time, end)| match time {
            T::Ordinal(number) => Some((number, end)),
            _ => None,
        });
        named.or_else(|| {
            let (number, end) = words.count(at).filter(|_| words.kind(at) == Some(Kind::Number))?;
            Some((number, skip(words, end, dates::ORDINAL_ENDINGS)))
        })
    }

    /// A date, a day, a month or a year by name.
    pub(super) fn point(&self, at: usize) -> Reading {
        let (point, end) = dates::point(self.words, at, self.today)?;
        let said = self.words.said(at, end);
        dates::alone(point, self.today, said).map(|it| (it, end))
    }

    pub(super) fn season(&self, at: usize) -> Reading {
        let (season, end) = self.named_season(at)?;
        let (year, end) = dates::year_after(self.words, end, self.today);
        // "за зиму 2024–2025".
        let second = dates::year_after(self.words, end, self.today);
        let parted = self.words.tokens.get(end).is_some_and(|it| it.dash);
        let both = season == 0 && parted && second.0.is_some() && second.0 == year.map(|it| it + 1);
        let (year, end) = if both { second } else { (year, end) };
        Some((dates::season(season, year, self.today), end))
    }

    fn named_season(&self, at: usize) -> Option<(u32, usize)> {
        self.words.times(at).find_map(|(time, end)| match time {
            T::Season(season) => Some((season, end)),
            _ => None,
        })
    }

    /// "у понеділок": the latest one before or at today.
    pub(super) fn weekday(&self, at: usize, prefixed: bool) -> Reading {
        if !prefixed {
            return None;
        }
        let (weekday, end) = self.words.times(at).find_map(|(time, end)| match time {
            T::Weekday(weekday) => Some((weekday, end)),
            _ => None,
        })?;
        let back = (self.today.weekday().number_from_monday() + 7 - weekday) % 7;
        let start = crate::period::add_days(self.today, -i64::from(back));
        Some((When::Period(PeriodSpec::Named { grain: Grain::Day, start }), end))
    }
}

pub(super) fn weekend() -> When {
    When::Period(PeriodSpec::LastWeekend)
}

pub(super) fn skip(words: &Words, at: usize, fillers: &[&str]) -> usize {
    if fillers.contains(&words.key(at)) { at + 1 } else { at }
}
