//! Words of time that make a period only with what stands around them: "за цей?", "порівняй із другим", "по кварталах".

use chrono::{Datelike, NaiveDate};

use super::Filler;
use crate::metrics::{Dimension, Metric};
use crate::period::{Comparison, Grain, PeriodSpec};
use crate::questions::build;
use crate::questions::lexicon::{Back, Concept, Modifier, Part, Preposition, Time};
use crate::questions::periods::When;

impl Filler<'_> {
    /// "жовтень до вересня", "жовтень к сентябрю": one month beside another, not until it.
    pub(super) fn side_by_side(&mut self, at: usize) {
        let month = |it: &When| matches!(it, When::Month(..) | When::Period(PeriodSpec::Named { .. } | PeriodSpec::Unit { .. }));
        let after_month = self.when_end == at && self.slots.whens.last().is_some_and(|it| month(&it.1));
        let before_that = self.words.time(at, Time::OneBefore).is_some();
        if after_month && !before_that && !self.comparing && matches!(self.words.key(at), "до" | "к") {
            self.comparing = true;
            self.slots.modifiers.push((at, Modifier::Against));
        }
    }

    /// "3 місяці й більше": silence is counted so anyway.
    pub(super) fn or_longer(&self, end: usize) -> usize {
        let joined = matches!(self.words.key(end), "і" | "й" | "та" | "або" | "чи" | "и" | "или" | "and" | "or");
        let more = matches!(
            self.words.key(end + 1),
            "більше"
                | "більш"
                | "довше"
                | "далі"
                | "больше"
                | "более"
                | "дольше"
                | "more"
                | "longer"
                | "over"
        );
        if joined && more { end + 2 } else { end }
    }

    /// "на шостий місяць", "second-month retention": so long after a cohort began.
    pub(super) fn month_of_cohort(&self, at: usize) -> Option<(u32, usize)> {
        if !self.words.any(|it| it == Concept::Metric(Metric::CohortRetention)) {
            return None;
        }
        let (number, next) = self.words.times(at).find_map(|(time, end)| match time {
            Time::Ordinal(number) => Some((number, end)),
            _ => None,
        })?;
        self.words.time(next, Time::Unit(Grain::Month)).map(|end| (number, end))
    }

    /// "по кварталах", "за який місяць", "попереднім" (in a comparison).
    pub(super) fn lone_time(&mut self, at: usize, end: usize, time: Time) {
        let by = at > 0 && (self.words.preposition(at - 1, &[Preposition::By]).is_some());
        let silent = |it: &(usize, Concept)| matches!(it.1, Concept::Part(Part::NotBuying | Part::NotSelling | Part::Later));
        let lasts = |it: &(usize, Concept)| {
            use Part::{Enough, NotBuying, NotSelling, RunOut, Stock};
            matches!(it.1, Concept::Part(Stock | Enough | RunOut | NotBuying | NotSelling))
        };
        let than = self.slots.modifiers.iter().any(|it| matches!(it.1, Modifier::Than(_)));
        let for_time = at > 0 && matches!(self.words.key(at - 1), "за" | "у" | "в" | "for" | "in");
        match time {
            // "хто не купував рік": as long as one of them.
            Time::Unit(grain) if !by && self.slots.parts.last().is_some_and(silent) => {
                self.slots.whens.push((at, When::Duration(1, grain)));
            }
            // "запас менше тижня".
            Time::Unit(grain @ (Grain::Week | Grain::Month | Grain::Year))
                if !by && self.than_before(at).is_some() && self.slots.parts.iter().any(lasts) =>
            {
                self.slots.whens.push((at, When::Duration(1, grain)));
            }
            Time::Unit(grain) if by || self.asked_which(at) => self.slots.modifiers.push((at, Modifier::Every(grain))),
            Time::Weekday(_) if by || self.asked_which(at) => self.noun(at, end, Dimension::Weekday),
            // "а за цей?", "а за минулий?": the unit was said before.
            Time::This | Time::Last if self.spoken_grain().is_some() && self.words.len() <= 4 => {
                let grain = self.spoken_grain().unwrap_or(Grain::Month);
                let spec = if time == Time::This { PeriodSpec::this(grain) } else { PeriodSpec::last(grain) };
                self.slots.whens.push((at, When::Period(spec)));
            }
            Time::OneBefore if self.comparing || than && !self.slots.whens.is_empty() => {
                self.slots.whens.push((at, When::Base(Comparison::PreviousPeriod)));
            }
            // "жовтень цього року і жовтень минулого".
            Time::Last if self.comparing && self.when_end == at && self.year_was_said() => {
                if let Some((_, when)) = self.slots.whens.last_mut()
                    && let When::Month(month, _) = *when
                    && let Some(start) = chrono::NaiveDate::from_ymd_opt(self.today.year() - 1, month, 1)
                {
                    *when = When::Period(PeriodSpec::Named { grain: Grain::Month, start });
                }
            }
            // "жовтень цього року і минулого".
            Time::Last if self.comparing && self.after_a_year(at) => {
                self.slots.whens.push((at, When::Base(Comparison::PreviousYear)));
            }
            Time::Last | Time::Past if self.comparing || than && !self.slots.whens.is_empty() => {
                self.slots.whens.push((at, When::Base(Comparison::PreviousPeriod)));
            }
            // "третій квартал проти другого": the unit is said once.
            Time::Ordinal(number) if self.comparing && self.quarter_before(number).is_some() => {
                let spec = self.quarter_before(number).unwrap_or(PeriodSpec::AllTime);
                // From its preposition on: "порівняй із другим".
                let from = if at > 0 && self.words.preposition(at - 1, &[Preposition::From]).is_some() { at - 1 } else { at };
                self.slots.whens.push((from, When::Period(spec)));
            }
            Time::Ordinal(number) if for_time && self.quarter_of(number).is_some() => {
                let spec = self.quarter_of(number).unwrap_or(PeriodSpec::AllTime);
                self.slots.whens.push((at, When::Period(spec)));
            }
            // "а хто другий?": a row of the last answer.
            Time::Ordinal(number) if self.previous.is_some() && !for_time => self.slots.back.push((at, Back::Place(number))),
            Time::Past if self.previous.is_some() && !for_time => self.slots.back.push((at, Back::Last)),
            _ => self.not_understood(at, end),
        }
    }

    fn year_was_said(&self) -> bool {
        let whens = &self.slots.whens;
        let month = matches!(whens.last(), Some((_, When::Month(..))));
        month && (0..self.when_end).any(|it| self.words.time(it, Time::Unit(Grain::Year)).is_some())
    }

    fn after_a_year(&self, at: usize) -> bool {
        let part = |it: &When| !matches!(it, When::Period(PeriodSpec::Unit { grain: Grain::Year, .. }) | When::Base(_));
        self.slots.whens.last().is_some_and(|it| part(&it.1))
            && (at.saturating_sub(2)..at).any(|it| self.words.time(it, Time::Unit(Grain::Year)).is_some())
    }

    /// The period asked about before.
    fn spoken_of(&self) -> Option<PeriodSpec> {
        self.previous.and_then(|it| it.period)
    }

    /// "а за другий?": the quarter of that number, in the year spoken of if it has begun.
    fn quarter_of(&self, number: u32) -> Option<PeriodSpec> {
        let main = self.spoken_of().filter(|it| build::grain_of(*it) == Some(Grain::Quarter))?.resolve(self.today, None).from;
        let month = number.checked_mul(3)?.checked_sub(2)?;
        let start = [0, -1]
            .into_iter()
            .find_map(|it| NaiveDate::from_ymd_opt(main.year() + it, month, 1).filter(|start| *start <= self.today))?;
        Some(PeriodSpec::Named { grain: Grain::Quarter, start })
    }

    /// The unit of the calendar that was asked about before, unless this message compares.
    pub(super) fn spoken_grain(&self) -> Option<Grain> {
        self.spoken_of().and_then(build::grain_of).filter(|_| !self.comparing)
    }

    /// The latest such quarter before the one spoken of.
    pub(super) fn quarter_before(&self, number: u32) -> Option<PeriodSpec> {
        let quarter = |spec: PeriodSpec| match spec {
            PeriodSpec::Named { grain: Grain::Quarter, .. } | PeriodSpec::Unit { grain: Grain::Quarter, .. } => Some(spec),
            _ => None,
        };
        let said = self.slots.whens.iter().rev().find_map(|it| match it.1 {
            When::Period(spec) => quarter(spec),
            _ => None,
        });
        let spec = said.or_else(|| self.spoken_of().and_then(quarter))?;
        let main = spec.resolve(self.today, None).from;
        (1..=4)
            .map(|back| Grain::Quarter.shift(main, -back))
            .find(|start| start.month() == number * 3 - 2)
            .map(|start| PeriodSpec::Named { grain: Grain::Quarter, start })
    }

    pub(super) fn asked_which(&self, at: usize) -> bool {
        self.slots
            .modifiers
            .last()
            .is_some_and(|it| matches!(it.1, Modifier::Which | Modifier::What | Modifier::Each) && at - it.0 <= 2)
            || self.ranks(at)
    }

    /// "найкращий" right before: "найкращий місяць", "worst day", "топ 3 місяці".
    pub(super) fn ranks(&self, at: usize) -> bool {
        let ranking = |it: &Modifier| {
            matches!(it, Modifier::Top | Modifier::Bottom | Modifier::Most | Modifier::Least | Modifier::Profitable)
        };
        self.slots.modifiers.last().is_some_and(|(place, it)| ranking(it) && at - place == 1)
    }
}
