//! Dates as people write them. Day and month are told apart by the column; a moment with an offset becomes local time.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Timelike};
use chrono_tz::Tz;

use super::{Fault, is_blank, is_error, is_void};
use crate::imports::sheets::RawCell;
use crate::store::CALENDAR_YEARS;

/// A local date, and minutes after local midnight where the file gives a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub date: NaiveDate,
    pub minute: Option<i64>,
}

/// How the dates of one column are written.
#[derive(Clone, Copy, Debug)]
pub struct DateStyle {
    /// `03/12/2025` is the 12th of March.
    pub month_first: bool,
    /// Bare numbers are seconds since 1970 (the header says «timestamp»).
    pub unix: bool,
    pub timezone: Tz,
}

/// Which parts of `a/b/year` cannot be months.
#[derive(Clone, Copy, Debug, Default)]
pub struct DateEvidence {
    first_over_12: u32,
    second_over_12: u32,
}

impl DateEvidence {
    pub fn see(&mut self, cell: &RawCell) {
        if let RawCell::Text(text) = cell
            && let Some((first, second)) = leading_pair(text)
        {
            self.first_over_12 += u32::from((13..=31).contains(&first) && second <= 12);
            self.second_over_12 += u32::from((13..=31).contains(&second) && first <= 12);
        }
    }

    /// Adds what other cells of the column told.
    pub fn join(&mut self, other: &Self) {
        self.first_over_12 += other.first_over_12;
        self.second_over_12 += other.second_over_12;
    }

    pub fn month_first(&self) -> bool {
        self.second_over_12 > 0 && self.first_over_12 == 0
    }
}

/// Reads a cell; `None` is an empty one. A day outside the calendar would be missing from every month and year.
pub fn read(cell: &RawCell, style: DateStyle) -> Result<Option<Moment>, Fault> {
    match moment(cell, style)? {
        Some(moment) if !CALENDAR_YEARS.contains(&moment.date.year()) => Err(Fault::BadDate),
        moment => Ok(moment),
    }
}

fn moment(cell: &RawCell, style: DateStyle) -> Result<Option<Moment>, Fault> {
    match cell {
        RawCell::Empty => Ok(None),
        RawCell::Error(_) => Err(Fault::CellError),
        RawCell::DateTime(moment) => Ok(Some(at(*moment))),
        RawCell::Number(value) => number(*value, style).map(Some).ok_or(Fault::BadDate),
        RawCell::Percent(_) | RawCell::Bool(_) => Err(Fault::BadDate),
        RawCell::Text(text) => {
            if let Some(date) = iso(text) {
                return Ok(Some(Moment { date, minute: None }));
            }
            let text = text.trim_matches(is_blank);
            if is_void(text) {
                return Ok(None);
            }
            if is_error(text) {
                return Err(Fault::CellError);
            }
            parse(text, style).map(Some).ok_or(Fault::BadDate)
        }
    }
}

/// `2025-03-12` and nothing else, as programs write it.
fn iso(text: &str) -> Option<NaiveDate> {
    let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u32, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
    };
    NaiveDate::from_ymd_opt(number(&[y1, y2, y3, y4])? as i32, number(&[m1, m2])?, number(&[d1, d2])?)
}

/// Reads a date out of a text; `None` when it is none or an impossible one.
pub fn parse(text: &str, style: DateStyle) -> Option<Moment> {
    if text.bytes().all(|it| it.is_ascii_digit() || it == b'.') && text.matches('.').count() <= 1 {
        return number(text.parse().ok()?, style);
    }
    let text = without_weekday(text);
    let (date, rest) = numeric(text, style).or_else(|| worded(text))?;
    let Some(time) = clock(rest)? else { return Some(Moment { date, minute: None }) };
    let local = NaiveDateTime::new(date, time.of_day);
    match time.offset {
        None => Some(Moment { date, minute: Some(minute_of(local)) }),
        Some(offset) => {
            let instant: DateTime<FixedOffset> = offset.from_local_datetime(&local).single()?;
            let local = instant.with_timezone(&style.timezone).naive_local();
            Some(Moment { date: local.date(), minute: Some(minute_of(local)) })
        }
    }
}

const DAYS: &[&str] = &["пн", "вт", "ср", "чт", "пт", "сб", "нд", "вс", "mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// «чт, 01.10.2026», «Thu 01.10.2026»: the day of the week says nothing new.
fn without_weekday(text: &str) -> &str {
    let Some((word, rest)) = text.split_once([' ', ',']).filter(|_| !text.starts_with(|it: char| it.is_ascii_digit())) else {
        return text;
    };
    let word = word.trim_end_matches('.').to_lowercase();
    if DAYS.contains(&word.as_str()) { rest.trim_start_matches([' ', ',']) } else { text }
}

/// A month with its year and no day: «березень 2025», «01.2025», «2025-03».
pub fn month(text: &str) -> Option<NaiveDate> {
    let folded = crate::names::fold(text);
    let words: Vec<&str> = folded.split([' ', '.', '-', '/', ',']).filter(|it| !it.is_empty() && !is_filler(it)).collect();
    let [first, second] = words[..] else { return None };
    let year = |it: &str| (it.len() == 4).then(|| it.parse::<i32>().ok()).flatten().filter(|it| (1990..2100).contains(it));
    let month = |it: &str| if it.len() <= 2 { it.parse::<u32>().ok() } else { month_of(it) };
    let (month, year) = match (month(first), year(second)) {
        (Some(month), Some(year)) => (month, year),
        _ => (month(second)?, year(first)?),
    };
    NaiveDate::from_ymd_opt(year, month, 1)
}

fn at(moment: NaiveDateTime) -> Moment {
    let midnight = moment.time() == NaiveTime::MIN;
    Moment { date: moment.date(), minute: (!midnight).then(|| minute_of(moment)) }
}

fn minute_of(moment: NaiveDateTime) -> i64 {
    i64::from(moment.hour() * 60 + moment.minute())
}

/// Spreadsheet serials (days since 1899-12-30), `20250312`, or seconds since 1970.
fn number(value: f64, style: DateStyle) -> Option<Moment> {
    if style.unix && value > 1e8 {
        let seconds = if value > 1e11 { value / 1000.0 } else { value };
        let local = DateTime::from_timestamp(seconds as i64, 0)?.with_timezone(&style.timezone).naive_local();
        return Some(Moment { date: local.date(), minute: Some(minute_of(local)) });
    }
    if (19_000_101.0..=21_001_231.0).contains(&value) && value.fract() == 0.0 {
        let whole = value as u32;
        let date = NaiveDate::from_ymd_opt(i32::try_from(whole / 10_000).ok()?, whole / 100 % 100, whole % 100)?;
        return Some(Moment { date, minute: None });
    }
    // 1927 to 2119: outside of it a number is a code, not a day.
    if !(10_000.0..=80_000.0).contains(&value) {
        return None;
    }
    let date = NaiveDate::from_ymd_opt(1899, 12, 30)? + Days::new(value as u64);
    let minute = (value.fract() * 1440.0).round() as i64;
    Some(Moment { date, minute: (minute > 0).then_some(minute.min(1439)) })
}

/// The first two numbers of `12/31/2025`; nothing for other shapes.
fn leading_pair(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim_start().splitn(3, ['.', '/', '-']);
    let (first, second) = (parts.next()?, parts.next()?);
    parts.next()?;
    (first.len() <= 2 && second.len() <= 2).then_some(())?;
    Some((first.parse().ok()?, second.parse().ok()?))
}

/// `12.03.2025`, `2025-03-12` and their kin; also what follows the date.
fn numeric(text: &str, style: DateStyle) -> Option<(NaiveDate, &str)> {
    let (first, rest) = digits(text)?;
    let sign = rest.chars().next().filter(|it| matches!(it, '.' | '/' | '-' | '–' | ','))?;
    let (second, rest) = digits(&rest[sign.len_utf8()..])?;
    let (third, rest) = digits(rest.strip_prefix(sign)?)?;
    let numbers: [u32; 3] = [first.parse().ok()?, second.parse().ok()?, third.parse().ok()?];
    let (year, month, day) = match (first.len(), second.len(), third.len()) {
        (4, 1..=2, 1..=2) if sign != ',' => (numbers[0], numbers[1], numbers[2]),
        (1..=2, 1..=2, 4 | 2) if sign != ',' || third.len() == 4 => {
            let (day, month) = if style.month_first { (numbers[1], numbers[0]) } else { (numbers[0], numbers[1]) };
            (if third.len() == 2 { full_year(numbers[2]) } else { numbers[2] }, month, day)
        }
        _ => return None,
    };
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

/// «12 березня 2025 р.», `Mar 12, 2025`, `12-Mar-25`; also what follows the date.
fn worded(text: &str) -> Option<(NaiveDate, &str)> {
    let (mut day, mut month, mut year) = (None, None, None);
    let mut rest = text;
    while year.is_none() || day.is_none() || month.is_none() {
        rest =
            rest.trim_start_matches(|it: char| is_blank(it) || matches!(it, ',' | '.' | '-' | '/' | '«' | '»' | '"' | '“' | '”'));
        if let Some((number, after)) = digits(rest) {
            match number.len() {
                1 | 2 if day.is_none() => day = Some(number.parse().ok()?),
                2 if year.is_none() => year = Some(full_year(number.parse().ok()?)),
                4 if year.is_none() => year = Some(number.parse().ok()?),
                _ => return None,
            }
            rest = after;
            continue;
        }
        let end = rest.find(|it: char| !it.is_alphabetic() && it != '\'' && it != '’').unwrap_or(rest.len());
        let word = crate::names::fold(&rest[..end]);
        if word.is_empty() {
            return None;
        }
        match month_of(&word) {
            Some(found) if month.is_none() => month = Some(found),
            _ if is_filler(&word) => {}
            _ => return None,
        }
        rest = &rest[end..];
    }
    let date = NaiveDate::from_ymd_opt(i32::try_from(year?).ok()?, month?, day?)?;
    let rest = rest.trim_start_matches(|it: char| is_blank(it) || it == '.' || it == ',');
    let rest = ["року", "року,", "р.", "р", "года", "г.", "г"].iter().find_map(|it| rest.strip_prefix(it)).unwrap_or(rest);
    Some((date, rest))
}

struct Clock {
    of_day: NaiveTime,
    offset: Option<FixedOffset>,
}

/// The time after a date: nothing, `9:05`, `T10:24:00.000+02:00`, `2:30 PM`. The outer `None`: something else stands there.
fn clock(rest: &str) -> Option<Option<Clock>> {
    let rest = rest.trim_matches(|it: char| is_blank(it) || it == ',' || it == '.');
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest);
    let rest = rest.strip_prefix("о ").or_else(|| rest.strip_prefix("at ")).or_else(|| rest.strip_prefix("в ")).unwrap_or(rest);
    let said = rest.trim_matches(['(', ')']).to_lowercase();
    if rest.is_empty() || matches!(rest, "р" | "г" | "року" | "года") || DAYS.contains(&said.as_str()) {
        return Some(None);
    }
    let (hour, rest) = digits(rest)?;
    let (minute, rest) = digits(rest.strip_prefix([':', '.'])?)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => digits(rest)?,
        None => ("0", rest),
    };
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(rest) => digits(rest)?.1,
        None => rest,
    };
    let rest = rest.trim();
    let upper = rest.to_ascii_uppercase();
    let mut hour: u32 = hour.parse().ok()?;
    let offset = match upper.as_str() {
        "" => None,
        "AM" | "A.M" if hour <= 12 => {
            hour %= 12;
            None
        }
        "PM" | "P.M" if hour <= 12 => {
            hour = hour % 12 + 12;
            None
        }
        "Z" | "UTC" | "GMT" => FixedOffset::east_opt(0),
        other => Some(offset(other.trim_start_matches("UTC").trim_start_matches("GMT"))?),
    };
    let of_day = NaiveTime::from_hms_opt(hour, minute.parse().ok()?, second.parse::<u32>().ok()?.min(59))?;
    Some(Some(Clock { of_day, offset }))
}

/// `+02:00`, `+0200`, `-05`.
fn offset(text: &str) -> Option<FixedOffset> {
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '−' => -1,
        _ => return None,
    };
    let numbers: String = text.chars().skip(1).filter(|it| *it != ':').collect();
    if !numbers.bytes().all(|it| it.is_ascii_digit()) || !matches!(numbers.len(), 2 | 4) {
        return None;
    }
    let hours: i32 = numbers[..2].parse().ok()?;
    let minutes: i32 = if numbers.len() == 4 { numbers[2..].parse().ok()? } else { 0 };
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

fn digits(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|it: char| !it.is_ascii_digit()).unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

fn full_year(short: u32) -> u32 {
    if short < 70 { 2000 + short } else { 1900 + short }
}

/// Month number of a folded word in Ukrainian, Russian or English, short forms included.
pub fn month_of(word: &str) -> Option<u32> {
    const STEMS: [(&str, u32); 40] = [
        ("січ", 1),
        ("янв", 1),
        ("jan", 1),
        ("лют", 2),
        ("фев", 2),
        ("feb", 2),
        ("бер", 3),
        ("мар", 3),
        ("mar", 3),
        ("квіт", 4),
        ("кві", 4),
        ("апр", 4),
        ("apr", 4),
        ("трав", 5),
        ("тра", 5),
        ("май", 5),
        ("мая", 5),
        ("may", 5),
        ("черв", 6),
        ("чер", 6),
        ("июн", 6),
        ("jun", 6),
        ("лип", 7),
        ("июл", 7),
        ("jul", 7),
        ("серп", 8),
        ("сер", 8),
        ("авг", 8),
        ("aug", 8),
        ("вер", 9),
        ("сен", 9),
        ("sep", 9),
        ("жов", 10),
        ("окт", 10),
        ("oct", 10),
        ("лис", 11),
        ("ноя", 11),
        ("nov", 11),
        ("гру", 12),
        ("дек", 12),
    ];
    // A month is at most «вересень» long; «середа» is a day of the week.
    if word.chars().count() > 9 || word.starts_with("серед") {
        return None;
    }
    if word.starts_with("dec") {
        return Some(12);
    }
    STEMS.iter().find(|(stem, _)| word.starts_with(stem)).map(|(_, month)| *month)
}

/// Words around a date that say nothing: days of the week, «р.», «of».
fn is_filler(word: &str) -> bool {
    const DAYS: [&str; 24] = [
        "пн",
        "вт",
        "ср",
        "чт",
        "пт",
        "сб",
        "нд",
        "вс",
        "понед",
        "вівтор",
        "серед",
        "четвер",
        "п'ятн",
        "субот",
        "неділ",
        "вторник",
        "пятниц",
        "воскр",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
    ];
    matches!(word, "р" | "г" | "рік" | "року" | "год" | "года" | "of" | "st" | "nd" | "rd" | "th" | "за" | "sun" | "sunday")
        || DAYS.iter().any(|day| if day.chars().count() == 2 { word == *day } else { word.starts_with(day) })
}

/// Years that are more likely a slip than a date.
pub fn is_far(date: NaiveDate, today: NaiveDate) -> bool {
    date.year() < 2000 || date > today + Days::new(400)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(text: &str, month_first: bool) -> String {
        let style = DateStyle { month_first, unix: false, timezone: chrono_tz::Europe::Kyiv };
        match read(&RawCell::Text(text.into()), style) {
            Ok(None) => "none".into(),
            Ok(Some(Moment { date, minute: None })) => date.to_string(),
            Ok(Some(Moment { date, minute: Some(minute) })) => format!("{date} {}:{:02}", minute / 60, minute % 60),
            Err(fault) => fault.reason().into(),
        }
    }

    #[test]
    fn reads_dates_as_written() {
        for (written, date) in [
            ("12.03.2025", "2025-03-12"),
            ("12.03.25", "2025-03-12"),
            ("12/03/2025", "2025-03-12"),
            ("12/03/25", "2025-03-12"),
            ("12-03-2025", "2025-03-12"),
            ("2025-03-12", "2025-03-12"),
            ("2025-03-12 10:24", "2025-03-12 10:24"),
            ("2025-03-12T10:24:00+02:00", "2025-03-12 10:24"),
            ("2025-03-12T10:24:00Z", "2025-03-12 12:24"),
            ("2026-02-14T23:30:00+00:00", "2026-02-15 1:30"),
            ("2026-11-09 12:30:00 +0200", "2026-11-09 12:30"),
            ("12.03.2025 9:05:00", "2025-03-12 9:05"),
            ("1996-07-04 00:00:00.000", "1996-07-04 0:00"),
            ("12 бер. 2025", "2025-03-12"),
            ("12 березня 2025 р.", "2025-03-12"),
            ("12 марта 2025 г.", "2025-03-12"),
            ("12 мая 2025", "2025-05-12"),
            ("1 серпня 2025", "2025-08-01"),
            ("середа, 12 березня 2025 року", "2025-03-12"),
            ("12 Mar 2025", "2025-03-12"),
            ("Mar 12, 2025", "2025-03-12"),
            ("March 12, 2025 2:30 PM", "2025-03-12 14:30"),
            ("12-Dec-69", "2069-12-12"),
            ("01.01.98", "1998-01-01"),
            ("01.01.70", "bad_date"),
            ("45728", "2025-03-12"),
            ("20250312", "2025-03-12"),
            ("31.02.2026", "bad_date"),
            ("вчора", "bad_date"),
            ("12/31/2025", "bad_date"),
            ("7", "bad_date"),
            ("березень 2025", "bad_date"),
            ("12.03.2025 щось", "bad_date"),
            ("", "none"),
            ("-", "none"),
        ] {
            assert_eq!(read_one(written, false), date, "{written}");
        }
        assert_eq!(read_one("03/12/2025", true), "2025-03-12");
    }

    #[test]
    fn knows_months() {
        let march = NaiveDate::from_ymd_opt(2025, 3, 1);
        for written in ["березень 2025", "03.2025", "2025-03", "Mar 2025", "март 2025 г."] {
            assert_eq!(month(written), march, "{written}");
        }
        assert_eq!(month("12.03.2025"), None);
        assert_eq!(month("Сума"), None);
    }
}
