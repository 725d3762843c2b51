//! Periods: `PeriodSpec` is what was asked and stays relative ("last month");
//! `Period` is what it means on a given day. Rules: see the table in ARCHITECTURE.md, section "Periods".

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, Months, NaiveDate};

/// Calendar unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Grain {
    pub const ALL: [Self; 5] = [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::Year];

    pub fn id(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// First day of the unit that holds `date`.
    pub fn start_of(self, date: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => date,
            Self::Week => date - Days::new(u64::from(date.weekday().num_days_from_monday())),
            Self::Month => first_of(date.year(), date.month()),
            Self::Quarter => first_of(date.year(), (date.month() - 1) / 3 * 3 + 1),
            Self::Year => first_of(date.year(), 1),
        }
    }

    /// The first day of the unit `n` units after (or before) the one that holds `date`.
    pub fn shift(self, date: NaiveDate, n: i32) -> NaiveDate {
        let start = self.start_of(date);
        match self {
            Self::Day => add_days(start, i64::from(n)),
            Self::Week => add_days(start, 7 * i64::from(n)),
            Self::Month => add_months(start, n),
            Self::Quarter => add_months(start, 3 * n),
            Self::Year => add_months(start, 12 * n),
        }
    }

    /// Last day of the unit that holds `date`.
    pub fn end_of(self, date: NaiveDate) -> NaiveDate {
        add_days(self.shift(date, 1), -1)
    }

    /// The whole unit that holds `date`.
    pub fn around(self, date: NaiveDate) -> Period {
        Period { from: self.start_of(date), to: self.end_of(date) }
    }

    /// Machine label of a bucket: `2026-10-05`, `2026-W41`, `2026-10`, `2026-Q4`, `2026`.
    pub fn label(self, date: NaiveDate) -> String {
        match self {
            Self::Day => date.to_string(),
            Self::Week => {
                let week = date.iso_week();
                format!("{}-W{:02}", week.year(), week.week())
            }
            Self::Month => format!("{}-{:02}", date.year(), date.month()),
            Self::Quarter => format!("{}-Q{}", date.year(), (date.month() - 1) / 3 + 1),
            Self::Year => date.year().to_string(),
        }
    }
}

impl FromStr for Grain {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|it| it.id() == text).ok_or(())
    }
}

/// A resolved range of local dates, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
}

impl Period {
    /// Whether it is a month of the calendar, all of it.
    pub fn is_month(self) -> bool {
        self.from.day() == 1 && self.to == add_days(add_months(self.from, 1), -1)
    }

    pub fn days(self) -> i64 {
        (self.to - self.from).num_days() + 1
    }

    pub fn contains(self, date: NaiveDate) -> bool {
        self.from <= date && date <= self.to
    }
}

/// What was asked. Text form (round-trips): `today yesterday this_month last_quarter
/// last_7_days last_3_months last_2_full_weeks all_time 2026 2026-Q3 2026-10 2026-10-05
/// 2026-10-01..2026-10-15 2026-10-05.. ..2026-10-05 last_weekend`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PeriodSpec {
    /// `n` units back from the current one: 0 is "this … to date", 1 "last", 2 "the one before".
    /// With `Grain::Day`: today, yesterday, the day before.
    Unit {
        grain: Grain,
        back: u32,
    },
    /// Rolling: the last `n` days, weeks or months up to today.
    Rolling {
        grain: Grain,
        count: u32,
    },
    /// `n` whole calendar units before the current one.
    Full {
        grain: Grain,
        count: u32,
    },
    /// The unit of the calendar that holds this date, clipped to today.
    Named {
        grain: Grain,
        start: NaiveDate,
    },
    /// Fixed dates; an open end is the first date of data or today.
    Between {
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    },
    /// The last complete Saturday and Sunday.
    LastWeekend,
    AllTime,
}

/// How far the resolved period reaches into its calendar unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A whole calendar unit.
    Whole(Grain),
    /// A calendar unit from its first day to today.
    ToDate(Grain),
    /// Any other run of days.
    Range,
}

/// What a period is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    PreviousPeriod,
    PreviousYear,
    /// Named by the person: "October against March".
    With(PeriodSpec),
}

impl PeriodSpec {
    pub const fn this(grain: Grain) -> Self {
        Self::Unit { grain, back: 0 }
    }

    pub const fn last(grain: Grain) -> Self {
        Self::Unit { grain, back: 1 }
    }

    /// The dates meant on `today`. `data_from` is the first date of data (for `all_time` and open starts).
    pub fn resolve(self, today: NaiveDate, data_from: Option<NaiveDate>) -> Period {
        match self {
            Self::Unit { grain, back: 0 } => Period { from: grain.start_of(today), to: today },
            Self::Unit { grain, back } => grain.around(grain.shift(today, -clamp(back))),
            Self::Rolling { grain: Grain::Day, count } => Period { from: add_days(today, 1 - i64::from(count)), to: today },
            Self::Rolling { grain: Grain::Week, count } => Period { from: add_days(today, 1 - 7 * i64::from(count)), to: today },
            Self::Rolling { grain, count } => {
                let months = clamp(count)
                    * match grain {
                        Grain::Quarter => 3,
                        Grain::Year => 12,
                        _ => 1,
                    };
                Period { from: add_days(add_months(today, -months), 1), to: today }
            }
            Self::Full { grain, count } => {
                Period { from: grain.shift(today, -clamp(count)), to: add_days(grain.start_of(today), -1) }
            }
            Self::Named { grain, start } => {
                let whole = grain.around(start);
                if whole.contains(today) { Period { from: whole.from, to: today } } else { whole }
            }
            Self::Between { from, to } => {
                let to = to.unwrap_or(today);
                Period { from: from.or(data_from).unwrap_or(to).min(to), to }
            }
            Self::LastWeekend => {
                let sunday = add_days(today, -i64::from(today.weekday().num_days_from_sunday()));
                Period { from: add_days(sunday, -1), to: sunday }
            }
            Self::AllTime => Period { from: data_from.unwrap_or(today).min(today), to: today },
        }
    }

    /// Which calendar unit the resolved period is, if any.
    pub fn extent(self, today: NaiveDate, data_from: Option<NaiveDate>) -> Extent {
        let period = self.resolve(today, data_from);
        match self {
            Self::Unit { grain, back: 0 } if grain != Grain::Day => {
                if grain.end_of(today) == today {
                    Extent::Whole(grain)
                } else {
                    Extent::ToDate(grain)
                }
            }
            Self::Named { grain, .. } if grain.around(period.from).to != period.to => Extent::ToDate(grain),
            Self::Rolling { .. } => Extent::Range,
            _ => Grain::ALL.into_iter().find(|grain| grain.around(period.from) == period).map_or(Extent::Range, Extent::Whole),
        }
    }

    /// The base of a comparison, by the rules of the field: a whole unit against the whole unit before it,
    /// k days to date against the first k days of the unit before, any other range against the days before it.
    pub fn base(self, comparison: Comparison, today: NaiveDate, data_from: Option<NaiveDate>) -> Period {
        let period = self.resolve(today, data_from);
        match comparison {
            Comparison::With(spec) => spec.resolve(today, data_from),
            Comparison::PreviousYear => match self.extent(today, data_from) {
                Extent::Whole(Grain::Week) => same_iso_week_last_year(period),
                _ => Period { from: add_months(period.from, -12), to: add_months(period.to, -12) },
            },
            Comparison::PreviousPeriod => match self.extent(today, data_from) {
                Extent::Whole(grain) => grain.around(grain.shift(period.from, -1)),
                Extent::ToDate(grain) => {
                    let from = grain.shift(period.from, -1);
                    let to = add_days(from, period.days() - 1).min(grain.end_of(from));
                    Period { from, to }
                }
                Extent::Range => Period { from: add_days(period.from, -period.days()), to: add_days(period.from, -1) },
            },
        }
    }
}

fn same_iso_week_last_year(week: Period) -> Period {
    let number = week.from.iso_week();
    let monday = NaiveDate::from_isoywd_opt(number.year() - 1, number.week(), chrono::Weekday::Mon)
        .unwrap_or_else(|| add_days(week.from, -364));
    Period { from: monday, to: add_days(monday, 6) }
}

/// `n` months after `date`, clipped to the month's end. Beyond the ends of the calendar `date` itself.
pub fn add_months(date: NaiveDate, n: i32) -> NaiveDate {
    let months = Months::new(n.unsigned_abs());
    if n >= 0 { date.checked_add_months(months) } else { date.checked_sub_months(months) }.unwrap_or(date)
}

/// `n` days after `date`. Beyond the ends of the calendar `date` itself.
pub fn add_days(date: NaiveDate, n: i64) -> NaiveDate {
    let days = Days::new(n.unsigned_abs());
    if n >= 0 { date.checked_add_days(days) } else { date.checked_sub_days(days) }.unwrap_or(date)
}

/// The largest `n` with `from + n months <= to`.
pub fn whole_months(from: NaiveDate, to: NaiveDate) -> i32 {
    let mut n = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32 + 1;
    while add_months(from, n) > to {
        n -= 1;
    }
    n
}

fn first_of(year: i32, month: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default()
}

fn clamp(n: u32) -> i32 {
    i32::try_from(n).unwrap_or(i32::MAX).min(12_000)
}

impl fmt::Display for PeriodSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unit { grain: Grain::Day, back: 0 } => f.write_str("today"),
            Self::Unit { grain: Grain::Day, back: 1 } => f.write_str("yesterday"),
            Self::Unit { grain, back: 0 } => write!(f, "this_{}", grain.id()),
            Self::Unit { grain, back: 1 } => write!(f, "last_{}", grain.id()),
            Self::Unit { grain, back } => write!(f, "{}_{}s_back", back, grain.id()),
            Self::Rolling { grain, count } => write!(f, "last_{}_{}s", count, grain.id()),
            Self::Full { grain, count } => write!(f, "last_{}_full_{}s", count, grain.id()),
            Self::Named { grain, start } => f.write_str(&grain.label(start)),
            Self::Between { from, to } => {
                if let Some(from) = from {
                    write!(f, "{from}")?;
                }
                f.write_str("..")?;
                to.map_or(Ok(()), |to| write!(f, "{to}"))
            }
            Self::LastWeekend => f.write_str("last_weekend"),
            Self::AllTime => f.write_str("all_time"),
        }
    }
}

impl FromStr for PeriodSpec {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        parse(text).ok_or_else(|| format!("unknown period: {text}"))
    }
}

fn parse(text: &str) -> Option<PeriodSpec> {
    match text {
        "today" => return Some(PeriodSpec::this(Grain::Day)),
        "yesterday" => return Some(PeriodSpec::last(Grain::Day)),
        "all_time" => return Some(PeriodSpec::AllTime),
        "last_weekend" => return Some(PeriodSpec::LastWeekend),
        _ => {}
    }
    if let Some((from, to)) = text.split_once("..") {
        let date = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        let (from, to) = (date(from)?, date(to)?);
        return (from.is_some() || to.is_some()).then_some(PeriodSpec::Between { from, to });
    }
    let words: Vec<&str> = text.split('_').collect();
    match words[..] {
        ["this", grain] => return Some(PeriodSpec::this(grain.parse().ok()?)),
        ["last", grain] => return Some(PeriodSpec::last(grain.parse().ok()?)),
        ["last", count, grains] => {
            return Some(PeriodSpec::Rolling { grain: plural(grains)?, count: positive(count)? });
        }
        ["last", count, "full", grains] => {
            return Some(PeriodSpec::Full { grain: plural(grains)?, count: positive(count)? });
        }
        [back, grains, "back"] => return Some(PeriodSpec::Unit { grain: plural(grains)?, back: positive(back)? }),
        _ => {}
    }
    named(text)
}

fn named(text: &str) -> Option<PeriodSpec> {
    let year = |text: &str| text.parse::<i32>().ok().filter(|year| (1900..=2200).contains(year));
    let parts: Vec<&str> = text.split('-').collect();
    let (grain, start) = match parts[..] {
        [y] => (Grain::Year, NaiveDate::from_ymd_opt(year(y)?, 1, 1)?),
        [y, part] if part.starts_with('Q') => {
            let quarter: u32 = part[1..].parse().ok().filter(|it| (1..=4).contains(it))?;
            (Grain::Quarter, NaiveDate::from_ymd_opt(year(y)?, quarter * 3 - 2, 1)?)
        }
        [y, part] if part.starts_with('W') => {
            (Grain::Week, NaiveDate::from_isoywd_opt(year(y)?, part[1..].parse().ok()?, chrono::Weekday::Mon)?)
        }
        [y, month] => (Grain::Month, NaiveDate::from_ymd_opt(year(y)?, month.parse().ok()?, 1)?),
        [_, _, _] => (Grain::Day, text.parse().ok()?),
        _ => return None,
    };
    Some(PeriodSpec::Named { grain, start })
}

fn plural(text: &str) -> Option<Grain> {
    text.strip_suffix('s')?.parse().ok()
}

fn positive(text: &str) -> Option<u32> {
    text.parse().ok().filter(|it| (1..=12_000).contains(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn resolved(text: &str) -> String {
        let period = text.parse::<PeriodSpec>().unwrap().resolve(day("2026-11-15"), Some(day("2024-11-16")));
        format!("{}..{}", period.from, period.to)
    }

    #[test]
    fn resolves_every_kind() {
        for (asked, dates) in [
            ("today", "2026-11-15..2026-11-15"),
            ("yesterday", "2026-11-14..2026-11-14"),
            ("2_days_back", "2026-11-13..2026-11-13"),
            ("this_week", "2026-11-09..2026-11-15"),
            ("last_week", "2026-11-02..2026-11-08"),
            ("this_month", "2026-11-01..2026-11-15"),
            ("last_month", "2026-10-01..2026-10-31"),
            ("2_months_back", "2026-09-01..2026-09-30"),
            ("last_quarter", "2026-07-01..2026-09-30"),
            ("last_year", "2025-01-01..2025-12-31"),
            ("last_30_days", "2026-10-17..2026-11-15"),
            ("last_2_weeks", "2026-11-02..2026-11-15"),
            ("last_12_months", "2025-11-16..2026-11-15"),
            ("last_2_full_weeks", "2026-10-26..2026-11-08"),
            ("last_3_full_months", "2026-08-01..2026-10-31"),
            ("2026", "2026-01-01..2026-11-15"),
            ("2025", "2025-01-01..2025-12-31"),
            ("2026-Q3", "2026-07-01..2026-09-30"),
            ("2026-W41", "2026-10-05..2026-10-11"),
            ("2026-10", "2026-10-01..2026-10-31"),
            ("2026-10-05", "2026-10-05..2026-10-05"),
            ("2026-09-25..2026-10-05", "2026-09-25..2026-10-05"),
            ("2026-09-25..", "2026-09-25..2026-11-15"),
            ("..2026-09-25", "2024-11-16..2026-09-25"),
            ("last_weekend", "2026-11-14..2026-11-15"),
            ("all_time", "2024-11-16..2026-11-15"),
        ] {
            assert_eq!(resolved(asked), dates, "{asked}");
            assert_eq!(asked.parse::<PeriodSpec>().unwrap().to_string(), asked);
        }
    }

    #[test]
    fn refuses_what_is_no_period() {
        for text in ["", "..", "last_0_days", "2026-13", "2026-Q5", "2026-02-31", "this_decade", "99999"] {
            assert!(text.parse::<PeriodSpec>().is_err(), "{text}");
        }
    }

    #[test]
    fn bases_follow_the_table() {
        let base = |text: &str, comparison| {
            let period = text.parse::<PeriodSpec>().unwrap().base(comparison, day("2026-11-15"), None);
            format!("{}..{}", period.from, period.to)
        };
        assert_eq!(base("last_month", Comparison::PreviousPeriod), "2026-09-01..2026-09-30");
        assert_eq!(base("this_month", Comparison::PreviousPeriod), "2026-10-01..2026-10-15");
        assert_eq!(base("this_year", Comparison::PreviousYear), "2025-01-01..2025-11-15");
        assert_eq!(base("last_7_days", Comparison::PreviousPeriod), "2026-11-02..2026-11-08");
        assert_eq!(base("last_week", Comparison::PreviousYear), "2025-11-03..2025-11-09");
        assert_eq!(base("2024-02-29", Comparison::PreviousYear), "2023-02-28..2023-02-28");
        assert_eq!(base("2026-Q3", Comparison::PreviousPeriod), "2026-04-01..2026-06-30");
    }

    #[test]
    fn months_of_the_calendar() {
        let is_month = |from, to| Period { from: day(from), to: day(to) }.is_month();
        assert!(is_month("2024-02-01", "2024-02-29") && is_month("2025-12-01", "2025-12-31"));
        assert!(!is_month("2025-11-01", "2025-11-29") && !is_month("2025-11-02", "2025-12-01"));
        assert!(!is_month("2025-11-01", "2025-12-31"));
    }

    #[test]
    fn counts_whole_months() {
        assert_eq!(whole_months(day("2026-01-26"), day("2026-11-15")), 9);
        assert_eq!(whole_months(day("2025-06-04"), day("2026-11-15")), 17);
        assert_eq!(whole_months(day("2026-01-31"), day("2026-02-28")), 1);
    }
}
