//! Time as it is seen from today: "цього тижня", "останні 3 місяці", "місяць тому".

use super::dates;
use super::lexicon::{Preposition as P, Time as T};
use super::periods::{Grammar, Reading, When, weekend};
use super::tokens::Kind;
use crate::period::{Comparison, Grain, PeriodSpec};

impl Grammar<'_> {
    /// "цього тижня", "минулого кварталу", "останні 3 місяці", "попередній період", "місяць тому".
    pub(super) fn relative(&self, at: usize) -> Reading {
        let words = self.words;
        let find = |wanted| words.time(at, wanted);
        if let Some(reading) = self.one_of_two(at) {
            return Some(reading);
        }
        if let Some(next) = find(T::This) {
            let next = words.time(next, T::Full).unwrap_or(next);
            if let Some((grain, end)) = self.unit(next) {
                return Some((When::Period(PeriodSpec::this(grain)), end));
            }
            return self.season(next).or_else(|| words.time(next, T::Weekend).map(|it| (weekend(), it)));
        }
        if let Some((grain, next)) = self.unit(at)
            && let Some(end) = words.time(next, T::BeforeLast)
        {
            return Some((When::Period(PeriodSpec::Unit { grain, back: 2 }), end));
        }
        if let Some(next) = find(T::BeforeLast) {
            let (grain, end) = self.unit(next)?;
            return Some((When::Period(PeriodSpec::Unit { grain, back: 2 }), end));
        }
        if let Some(next) = find(T::Next) {
            let counted = words.count(next);
            let (grain, end) = self.unit(counted.map_or(next, |it| it.1))?;
            return match counted {
                None | Some((1, _)) => Some((When::Next(grain), end)),
                Some((count @ 2..=36, _)) if grain != Grain::Day => {
                    let from = grain.shift(self.today, 1);
                    let last = grain.shift(self.today, count as i32);
                    let spec = PeriodSpec::Between { from: Some(from), to: Some(grain.end_of(last)) };
                    Some((When::Future(Some(spec)), end))
                }
                Some(_) => None,
            };
        }
        let (last, next) = match (find(T::Last), find(T::Past)) {
            (Some(next), _) => (true, next),
            (None, Some(next)) => (false, next),
            _ => return self.counted_past(at),
        };
        if let Some((count, after)) = words.count(next) {
            return self.rolling(count, after).or(last.then_some((When::Base(Comparison::PreviousPeriod), after)));
        }
        if let Some(end) = words.time(next, T::Full)
            && let Some((grain, end)) = self.unit(end)
        {
            return Some((When::Period(PeriodSpec::last(grain)), end));
        }
        if let Some((grain, end)) = self.unit(next) {
            let when = if last { PeriodSpec::last(grain) } else { rolling(grain, 1) };
            return Some((When::Period(when), end));
        }
        if let Some(end) = words.time(next, T::Weekend) {
            return Some((weekend(), end));
        }
        if let Some(end) = words.time(next, T::HalfAYear) {
            return Some((When::Period(rolling(Grain::Month, 6)), end));
        }
        if last && let Some(end) = words.time(next, T::Period) {
            return Some((When::Base(Comparison::PreviousPeriod), end));
        }
        if let Some((month, end)) = dates::month(words, next) {
            let spec = dates::latest_month(month, self.today);
            return Some((When::Month(month, spec), end));
        }
        self.season(next).or_else(|| self.weekday(next, true))
    }

    /// "цього" of "цього і минулого кварталу": the unit is said once, after both.
    fn one_of_two(&self, at: usize) -> Reading {
        let words = self.words;
        let (back, next) = words.times(at).find_map(|(time, end)| match time {
            T::This => Some((0, end)),
            T::Last => Some((1, end)),
            T::BeforeLast => Some((2, end)),
            _ => None,
        })?;
        let second = words.preposition(next, &[P::And, P::From])?;
        let adjective = words.times(second).any(|(time, _)| matches!(time, T::This | T::Last | T::BeforeLast));
        let (When::Period(PeriodSpec::Unit { grain, .. }), _) = self.relative(second).filter(|_| adjective)? else { return None };
        Some((When::Period(PeriodSpec::Unit { grain, back }), next))
    }

    /// "7 останніх днів".
    fn counted_past(&self, at: usize) -> Reading {
        let (count, next) = self.words.count(at)?;
        let next = self.words.time(next, T::Past)?;
        self.rolling(count, next)
    }

    /// The unit after a number: "7 днів", "2 повних тижні".
    fn rolling(&self, count: u32, at: usize) -> Reading {
        if count == 0 || count > 3_660 {
            return None;
        }
        if let Some(next) = self.words.time(at, T::Full) {
            let (grain, end) = self.unit(next)?;
            return Some((When::Period(PeriodSpec::Full { grain, count }), end));
        }
        let (grain, end) = self.unit(at)?;
        Some((When::Period(rolling(grain, count)), end))
    }

    /// "3 місяці" with a preposition, or as a bare length; "2 тижні тому".
    pub(super) fn length(&self, at: usize, prefixed: bool) -> Reading {
        // "місяців 5": about as many.
        if let Some((grain, next)) = self.unit(at).filter(|_| !prefixed && is_plural(self.words.key(at)))
            && let Some((count, end)) = self.words.count(next).filter(|_| self.words.kind(next) == Some(Kind::Number))
            && self.unit(end).is_none()
            && (1..=3_660).contains(&count)
        {
            return Some((When::Duration(count, grain), end));
        }
        // "місяця чотири".
        if let Some((grain, next)) = self.unit(at).filter(|_| !prefixed && is_of_several(self.words.key(at)))
            && let Some((count, end)) = self.words.count(next).filter(|it| self.words.kind(next) == Some(Kind::Word) && it.0 > 1)
            && self.unit(end).is_none()
        {
            return Some((When::Duration(count, grain), end));
        }
        let (count, next) = self.words.count(at)?;
        if let Some((grain, end)) = self.unit(next)
            && let Some(end) = self.words.time(end, T::Ago)
        {
            return Some((When::Period(PeriodSpec::Unit { grain, back: count }), end));
        }
        if let Some((When::Period(spec), end)) = self.rolling(count, next) {
            return match spec {
                PeriodSpec::Rolling { .. } if !prefixed => {
                    self.unit(next).map(|(grain, end)| (When::Duration(count, grain), end))
                }
                spec => Some((When::Period(spec), end)),
            };
        }
        None
    }

    /// "за місяць" is the month to date; "за рік" the last twelve months.
    pub(super) fn bare_unit(&self, at: usize, prefixed: bool) -> Reading {
        let (grain, end) = self.unit(at)?;
        if let Some(end) = self.words.time(end, T::Ago) {
            return Some((When::Period(PeriodSpec::Unit { grain, back: 1 }), end));
        }
        if !prefixed || is_plural(self.words.key(at)) {
            return None;
        }
        let spec = if grain == Grain::Year { rolling(Grain::Month, 12) } else { PeriodSpec::this(grain) };
        Some((When::Period(spec), end))
    }
}

fn rolling(grain: Grain, count: u32) -> PeriodSpec {
    match grain {
        Grain::Quarter => PeriodSpec::Rolling { grain: Grain::Month, count: count * 3 },
        Grain::Year => PeriodSpec::Rolling { grain: Grain::Month, count: count * 12 },
        grain => PeriodSpec::Rolling { grain, count },
    }
}

/// "квартали", "місяців": of several, so no number before it is an ordinal.
pub(super) fn is_plural(word: &str) -> bool {
    const PLURALS: [&str; 27] = [
        "квартали",
        "кварталів",
        "кварталах",
        "кварталам",
        "кварталов",
        "quarters",
        "місяці",
        "місяців",
        "місяцях",
        "місяцям",
        "месяцев",
        "месяцы",
        "months",
        "тижні",
        "тижнів",
        "тижнях",
        "недель",
        "weeks",
        "дні",
        "днів",
        "дней",
        "days",
        "роки",
        "років",
        "years",
        "днях",
        "дням",
    ];
    PLURALS.contains(&word)
}

/// The form a unit takes beside a number.
fn is_of_several(word: &str) -> bool {
    matches!(word, "місяця" | "тижня" | "дня" | "роки" | "месяца" | "недели" | "года") || is_plural(word)
}
