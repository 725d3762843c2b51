//! Parts and places of calendar units: "перша половина жовтня", "за 10 місяць", "минуле півріччя".

use chrono::{Datelike, NaiveDate};

use super::dates::{self, Point};
use super::lexicon::{Preposition as P, Time as T};
use super::periods::{Grammar, Reading, When, skip, weekend};
use super::relative::is_plural;
use crate::period::{Grain, PeriodSpec};

impl Grammar<'_> {
    /// "квартал минулий", "вихідні минулі", "тиждень цей".
    pub(super) fn adjective_after(&self, at: usize) -> Reading {
        let words = self.words;
        if let Some(next) = words.time(at, T::Weekend) {
            let end = [T::Last, T::Past].into_iter().find_map(|it| words.time(next, it))?;
            return Some((weekend(), end));
        }
        let (grain, next) = self.unit(at).filter(|_| !is_plural(words.key(at)))?;
        let (back, end) = words.times(next).find_map(|(time, end)| match time {
            T::This => Some((0, end)),
            T::Last => Some((1, end)),
            _ => None,
        })?;
        // "квартал минулого року", "тиждень цього місяця": the adjective belongs to the next word.
        let belongs = self.unit(end).is_some() || dates::month(words, end).is_some() || words.time(end, T::Season(0)).is_some();
        (!belongs).then_some((When::Period(PeriodSpec::Unit { grain, back }), end))
    }

    /// "рік 2025", "місяць вересень".
    pub(super) fn named_unit(&self, at: usize) -> Reading {
        let (grain, next) = self.unit(at).filter(|it| matches!(it.0, Grain::Year | Grain::Month))?;
        let (point, end) = dates::point(self.words, next, self.today)?;
        let fits = match point {
            Point::Year(_) => grain == Grain::Year,
            Point::Month { .. } => grain == Grain::Month,
            _ => false,
        };
        let said = self.words.said(at, end);
        dates::alone(point, self.today, said).filter(|_| fits).map(|it| (it, end))
    }

    /// "за 10 місяць", "за десятий місяць": October; a thirteenth there is none. "За 45 тиждень", "week 45": by its ISO number.
    pub(super) fn numbered(&self, at: usize) -> Reading {
        let words = self.words;
        if words.key(at) == "week"
            && let Some((number, end)) = words.count(at + 1)
        {
            return Some((self.week(number, words.said(at, end)), end));
        }
        let (number, next) = self.ordinal(at)?;
        let unit = words.key(next);
        let month = matches!(unit, "місяць" | "месяц" | "мєсяц");
        let asked = at > 0 && matches!(words.key(at - 1), "за" | "у" | "в") && number > 1 && !(number > 20 && number % 10 == 1);
        if !asked || !month && !matches!(unit, "тиждень" | "неделя" | "неделю") {
            return None;
        }
        let end = next + 1;
        if !month {
            return Some((self.week(number, words.said(at, end)), end));
        }
        if number > 12 {
            return Some((When::Impossible(words.said(at, end)), end));
        }
        let (year, end) = dates::year_after(words, end, self.today);
        dates::alone(Point::Month { month: number, year }, self.today, words.said(at, end)).map(|it| (it, end))
    }

    /// The latest week of this ISO number that has begun.
    fn week(&self, number: u32, said: String) -> When {
        let start = |year| NaiveDate::from_isoywd_opt(year, number, chrono::Weekday::Mon);
        let year = self.today.iso_week().year();
        match [start(year), start(year - 1)].into_iter().flatten().find(|it| *it <= self.today) {
            Some(start) => When::Period(PeriodSpec::Named { grain: Grain::Week, start }),
            None => When::Impossible(said),
        }
    }

    /// "перші 10 днів листопада", "перша половина жовтня", "останній тиждень вересня", "друга половина року".
    pub(super) fn part_of(&self, at: usize) -> Reading {
        let words = self.words;
        let first = words.time(at, T::Ordinal(1));
        let last = words.time(at, T::Past);
        let (number, next) = match (first, last, self.ordinal(at)) {
            (Some(next), ..) => (1, next),
            (_, Some(next), _) => (0, next),
            (_, _, Some((number, next))) => (number, next),
            _ => return None,
        };
        let (days, next) = if let Some(next) = words.time(next, T::Half) {
            (None, next)
        } else if let Some((count, next)) = words.count(next).filter(|_| number <= 1) {
            let (grain, next) = self.unit(next)?;
            let of_unit = match grain {
                Grain::Day => 1,
                Grain::Week => 7,
                _ => return None,
            };
            (Some(count.checked_mul(of_unit)?), next)
        } else {
            let (_, next) = self.unit(next).filter(|it| it.0 == Grain::Week)?;
            (Some(7), next)
        };
        let (whole, end) = self.whole(next)?;
        let length = i64::from(days.unwrap_or(0));
        let add = crate::period::add_days;
        let (from, to) = match (days, number) {
            (None, 1 | 2) => {
                let middle = if (whole.to - whole.from).num_days() > 40 {
                    let months =
                        (whole.to.year() - whole.from.year()) * 12 + whole.to.month() as i32 - whole.from.month() as i32 + 1;
                    crate::period::add_months(whole.from, months / 2)
                } else {
                    add(whole.from, 15)
                };
                if number == 1 { (whole.from, add(middle, -1)) } else { (middle, whole.to) }
            }
            (Some(_), 0) => (add(whole.to, 1 - length), whole.to),
            (Some(7), 1..=4) => (add(whole.from, 7 * (i64::from(number) - 1)), add(whole.from, 7 * i64::from(number) - 1)),
            (Some(_), 1) => (whole.from, add(whole.from, length - 1)),
            _ => return None,
        };
        if from > self.today {
            return Some((When::Future(None), end));
        }
        let to = to.min(whole.to).min(self.today);
        Some((When::Period(PeriodSpec::Between { from: Some(from), to: Some(to) }), end))
    }

    /// The month, quarter or year a part is taken of.
    fn whole(&self, at: usize) -> Option<(crate::period::Period, usize)> {
        let words = self.words;
        let at = words.preposition(at, &[P::Of, P::In]).unwrap_or(at);
        let at = skip(words, at, &["the"]);
        if let Some((grain, end)) = self.unit(at).filter(|it| it.0 != Grain::Day) {
            let start = grain.start_of(self.today);
            return Some((crate::period::Period { from: start, to: grain.end_of(start) }, end));
        }
        let (when, end) = [self.point(at), self.quarter(at), self.relative(at)].into_iter().flatten().max_by_key(|it| it.1)?;
        let spec = match when {
            When::Period(spec @ (PeriodSpec::Unit { .. } | PeriodSpec::Named { .. })) | When::Month(_, spec) => spec,
            _ => return None,
        };
        let from = spec.resolve(self.today, None).from;
        let grain = match spec {
            PeriodSpec::Unit { grain, .. } | PeriodSpec::Named { grain, .. } => grain,
            _ => return None,
        };
        (grain != Grain::Day).then(|| (crate::period::Period { from, to: grain.end_of(from) }, end))
    }

    /// "перше півріччя 2025", "H1".
    pub(super) fn half(&self, at: usize) -> Reading {
        let words = self.words;
        let back = [(T::This, 0), (T::Last, 1), (T::BeforeLast, 2)]
            .into_iter()
            .find_map(|(time, back)| words.time(at, time).and_then(|it| words.time(it, T::HalfYear)).map(|end| (back, end)));
        if let Some((back, end)) = back.filter(|_| words.key(at) != "h") {
            let year = NaiveDate::from_ymd_opt(self.today.year(), 1, 1)?;
            let now = if self.today.month() > 6 { 6 } else { 0 };
            let from = crate::period::add_months(year, now - 6 * back);
            let to = crate::period::add_days(crate::period::add_months(from, 6), -1).min(self.today);
            return Some((When::Period(PeriodSpec::Between { from: Some(from), to: Some(to) }), end));
        }
        let (number, end) = if let Some(next) = words.time(at, T::HalfYear).filter(|_| words.key(at) == "h") {
            words.count(next)?
        } else {
            let (number, next) = self.ordinal(at)?;
            (number, words.time(next, T::HalfYear)?)
        };
        if !(1..=2).contains(&number) {
            return None;
        }
        let (year, end) = dates::year_after(words, end, self.today);
        let first_month = number * 6 - 5;
        let start = |year| NaiveDate::from_ymd_opt(year, first_month, 1);
        let mut from = start(year.unwrap_or(self.today.year()))?;
        if from > self.today {
            if year.is_some() {
                return Some((When::Future(None), end));
            }
            from = start(self.today.year() - 1)?;
        }
        let to = dates::last_of_month(from.year(), first_month + 5)?.min(self.today);
        Some((When::Period(PeriodSpec::Between { from: Some(from), to: Some(to) }), end))
    }
}
