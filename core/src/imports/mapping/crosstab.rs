//! Months across the top: every filled month of a row becomes a line of its own, dated the first day of the month.
//! Totals of rows and columns are held against the months, never loaded.

use chrono::{Datelike, NaiveDate};

use crate::imports::records::{Choice, Confidence, Entity, Skipped, Warning};
use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::dates::{self, DateStyle};
use crate::imports::values::numbers::{self, NumberStyle};
use crate::imports::values::{currencies, is_empty, text};
use crate::names::fold;

use super::cells::cell;
use super::columns::{self, Columns, kind};
use super::flat::Flat;
use super::header::{Region, is_blank_row, repeats_header};
use super::normalize::Header;
use super::proposal;
use super::rows::{is_figure, is_total_word};
use super::subtotals::{Subtotals, shown_sum};
use super::title;
use super::vocabulary::{self, Field};

/// Fewer periods than this are just columns that happen to name a month.
const ENOUGH: usize = 3;

/// What a sale without a product is called. The store needs a product for every line.
const UNDIVIDED: &str = "Продажі без розбивки";

/// A column of one period.
#[derive(Clone, Debug)]
struct Across {
    at: usize,
    first_day: NaiveDate,
    /// `None`: the header does not say whether these are pieces or money.
    measure: Option<Field>,
    /// Of a year or quarter that stands beside its months, or of all.
    is_total: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Period {
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

/// Turns rows that are known to be data into lines. `columns` are those of `other_headers`, and those of the groups of a report.
pub(super) fn turn(
    sheet: &Sheet,
    region: &Region,
    (rows, mut columns): (&[RawRow], Columns),
    (file_name, forced): (&str, &[(String, String)]),
) -> Result<Flat, Box<Choice>> {
    let choice = |code| Box::new(Choice { code, sheet: sheet.name.clone(), ..Choice::default() });
    let across = across(sheet, region, file_name).ok_or_else(|| choice("months_year"))?;
    let across = measured(sheet, region, across, rows, forced)
        .map_err(|answers| Box::new(Choice { answers, ..*choice("months_measure") }))?;
    if !across.iter().any(|it| it.measure == Some("line.amount")) && !columns.has("line.price") {
        return Err(choice("months_no_amount"));
    }
    for field in ["line.qty", "line.amount", "order.date"] {
        columns.drop(field);
    }
    let width = columns.headers.len();
    let has_product = columns.has_any(&["product.name", "product.sku", "product.barcode"]);
    let of_days =
        across.windows(2).any(|it| it[0].first_day.month() == it[1].first_day.month() && it[0].first_day != it[1].first_day);
    let periods: Vec<&str> = across.iter().filter(|it| !it.is_total).map(|it| region.headers[it.at].shown.as_str()).collect();
    let (Some(first), Some(last)) = (periods.first(), periods.last()) else { return Err(choice("months_no_amount")) };
    columns.push(Header { shown: format!("{first} … {last}"), ..Header::default() }, "order.date", Confidence::Sure);
    for field in ["line.qty", "line.amount"] {
        let of = across.iter().find(|it| it.measure == Some(field));
        let header = of.map_or_else(Header::default, |it| region.headers[it.at].clone());
        columns.push(header, field, Confidence::Sure);
    }
    if !has_product {
        columns.push(Header::default(), "product.name", Confidence::Sure);
    }

    let mut flat = Flat::new(columns);
    let mut idle = 0;
    for row in rows {
        let before = flat.rows.len();
        for day in days(&across) {
            let value = |field| {
                across
                    .iter()
                    .find(|it| it.first_day == day && it.measure == Some(field) && !it.is_total)
                    .map(|it| cell(row, it.at))
            };
            let (quantity, amount) = (value("line.qty"), value("line.amount"));
            if [quantity, amount].into_iter().flatten().all(nothing) {
                continue;
            }
            let mut cells = row.cells.clone();
            cells.resize(width, RawCell::Empty);
            cells.push(RawCell::DateTime(day.into()));
            // Pieces that nobody counted are none; the money is what is known.
            cells.push(quantity.filter(|it| !is_empty(it)).cloned().unwrap_or(RawCell::Number(0.0)));
            cells.push(amount.cloned().unwrap_or(RawCell::Empty));
            if !has_product {
                let category = flat.columns.find("product.category").and_then(|at| text(cell(row, at)));
                cells.push(RawCell::Text(category.map_or_else(|| UNDIVIDED.to_owned(), |it| format!("{UNDIVIDED}: {it}"))));
            }
            flat.rows.push(RawRow { cells, ..row.clone() });
        }
        if flat.rows.len() == before {
            idle += 1;
            flat.skipped.push(Skipped { row: row.number, reason: "blank" });
        }
        check_row(&mut flat, row, &across);
    }
    flat.warn(if of_days { "days_across" } else { "monthly" }, [("count", days(&across).len().to_string())]);
    if !has_product {
        flat.warn("no_breakdown", [("product", UNDIVIDED.to_owned())]);
    }
    if !across.iter().any(|it| it.measure == Some("line.qty")) {
        flat.warn("no_quantities", []);
    }
    if idle > 0 {
        flat.warn("idle_rows", [("count", idle.to_string())]);
    }
    Ok(flat)
}

/// The rows of a plain crosstab that are data; the others with the reason, totals checked.
pub(super) fn data_rows(sheet: &Sheet, region: &Region, columns: &Columns) -> (Vec<RawRow>, Vec<Skipped>, Vec<Warning>) {
    let header = &sheet.rows[region.header.clone()];
    let sums: Vec<usize> = (0..region.headers.len()).filter(|at| read_header(&region.headers[*at].shown).is_some()).collect();
    let mut checked = Subtotals::new(sums);
    let (mut rows, mut skipped): (Vec<RawRow>, Vec<Skipped>) = (Vec::new(), Vec::new());
    for row in &sheet.rows[region.body.clone()] {
        let mut skip = |reason| skipped.push(Skipped { row: row.number, reason });
        let named = (0..region.headers.len())
            .find(|at| columns.fields[*at].is_some_and(|it| kind(it) == columns::FieldKind::Text) && !is_empty(cell(row, *at)));
        let has_figures = (0..region.headers.len()).any(|at| is_figure(cell(row, at)));
        if is_blank_row(row) {
            skip("blank");
        } else if header.iter().any(|it| repeats_header(row, it)) {
            skip("repeated_header");
        } else if row.cells.iter().find(|it| !is_empty(it)).is_some_and(is_total_word) || (named.is_none() && has_figures) {
            checked.total(row);
            skip("total");
        } else if !has_figures
            && named.is_none_or(|_| row.cells.iter().filter(|it| !is_empty(it)).count() == 1 && columns.count() > 1)
        {
            skip(if rows.is_empty() { "group" } else { "footer" });
        } else {
            checked.add(row);
            rows.push(row.clone());
        }
    }
    (rows, skipped, checked.into_warnings())
}

/// The columns of periods; `None` when months come without any year.
fn across(sheet: &Sheet, region: &Region, file_name: &str) -> Option<Vec<Across>> {
    let above = &sheet.rows[..region.header.start];
    let read: Vec<(usize, Period, Header)> = region
        .headers
        .iter()
        .enumerate()
        .filter_map(|(at, header)| read_header(&header.shown).map(|(period, rest)| (at, period, Header::new(&rest))))
        .collect();
    let months = read.iter().any(|(_, period, _)| matches!(period, Period::Month { .. } | Period::Day(_)));
    let told = title::year(above)
        .or_else(|| title::year_in_name(sheet.name.as_deref().unwrap_or_default()))
        .or_else(|| title::year_in_name(file_name));
    let mut running: Option<i32> = None;
    let mut last_month = 0;
    let mut across = Vec::new();
    for (at, period, rest) in read {
        let mut year_of = |year: Option<i32>, month: u32| {
            // A year named once, above its first month, holds until the next one.
            if year.is_none() && month < last_month && running.is_some() && told.is_none() {
                running = running.map(|it| it + 1);
            }
            last_month = month;
            running = year.or(running).or(told);
            running
        };
        let (first_day, is_total) = match period {
            Period::Day(day) => (Some(day), false),
            Period::Month { month, year } => (NaiveDate::from_ymd_opt(year_of(year, month)?, month, 1), false),
            Period::Quarter { quarter, year } if !months => {
                (NaiveDate::from_ymd_opt(year_of(year, quarter * 3 - 2)?, quarter * 3 - 2, 1), false)
            }
            Period::Quarter { .. } | Period::Total => (Some(NaiveDate::MIN), true),
        };
        let measure = measure(&rest);
        // A column of profit or of shares is none of ours.
        if measure.is_none() && !rest.words.is_empty() {
            continue;
        }
        across.push(Across { at, first_day: first_day?, measure, is_total: is_total || matches!(period, Period::Total) });
    }
    Some(across)
}

/// Gives the columns that say nothing of pieces or money their measure: as the person said, as the title says, as the values are.
fn measured(
    sheet: &Sheet,
    region: &Region,
    mut across: Vec<Across>,
    rows: &[RawRow],
    forced: &[(String, String)],
) -> Result<Vec<Across>, Vec<crate::imports::records::Answer>> {
    let Some(first) = across.iter().find(|it| it.measure.is_none() && !it.is_total).map(|it| it.at) else { return Ok(across) };
    let named = |it: &Across| &region.headers[it.at].shown;
    let said = across.iter().find_map(|it| {
        let (_, field) = forced.iter().find(|(header, _)| header == named(it))?;
        ["line.qty", "line.amount"].into_iter().find(|known| known == field)
    });
    let title: Vec<String> = sheet.rows[..region.header.start].iter().flat_map(|row| row.cells.iter().filter_map(text)).collect();
    let words = fold(&format!("{} {}", title.join(" "), sheet.name.as_deref().unwrap_or_default()));
    let speaks = |stems: &[&str]| stems.iter().any(|it| words.contains(it));
    let money =
        speaks(&["сума", "сумах", "грн", "виручк", "виторг", "оборот", "сумма", "суммах", "выручк", "revenue", "amount", "uah"]);
    let pieces = speaks(&["кільк", "штук", "шт.", " шт", "одиниц", "количеств", "quantity", "units", "pcs"]);
    let fractions = || {
        let read =
            |at: usize| rows.iter().filter_map(move |row| numbers::read(cell(row, at), NumberStyle::default()).ok().flatten());
        let values: Vec<f64> =
            across.iter().filter(|it| !it.is_total).flat_map(|it| read(it.at)).map(|it| it.value.to_f64()).collect();
        let broken = values.iter().filter(|it| (*it * 100.0).round() % 100.0 != 0.0).count();
        !values.is_empty() && broken * 4 > values.len()
    };
    let measure = match (said, money, pieces) {
        (Some(said), ..) => said,
        (None, true, false) => "line.amount",
        (None, false, true) => "line.qty",
        // Most amounts end in kopecks, most counts of pieces do not.
        (None, false, false) if fractions() => "line.amount",
        _ => {
            return Err(proposal::which_field(&region.headers[first].shown, rows, first, &["line.amount", "line.qty"]));
        }
    };
    across.iter_mut().filter(|it| it.measure.is_none()).for_each(|it| it.measure = Some(measure));
    Ok(across)
}

fn days(across: &[Across]) -> Vec<NaiveDate> {
    let mut days: Vec<NaiveDate> = across.iter().filter(|it| !it.is_total).map(|it| it.first_day).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The total at the end of a row against its months.
fn check_row(flat: &mut Flat, row: &RawRow, across: &[Across]) {
    let number = |at: usize| numbers::read(cell(row, at), NumberStyle::default()).ok().flatten().map(|it| it.value.to_f64());
    for field in ["line.amount", "line.qty"] {
        let of = |is_total: bool| across.iter().filter(move |it| it.is_total == is_total && it.measure == Some(field));
        // Totals of quarters and years differ from the sum of all by nature.
        let mut totals = of(true).filter_map(|it| number(it.at));
        let (Some(total), None) = (totals.next(), totals.next()) else { continue };
        let sum: f64 = of(false).filter_map(|it| number(it.at)).sum();
        if (sum - total).abs() >= 0.015 + 0.001 * across.len() as f64 {
            flat.differs("total_differs", row.number, shown_sum(total), shown_sum(sum));
        }
    }
}

fn nothing(value: &RawCell) -> bool {
    is_empty(value)
        || matches!(numbers::read(value, NumberStyle::default()), Ok(None))
        || matches!(numbers::read(value, NumberStyle::default()), Ok(Some(number)) if number.value.is_zero())
}

fn measure(rest: &Header) -> Option<Field> {
    let orders = vocabulary::words(Entity::Orders);
    let wanted = orders.iter().filter(|it| matches!(it.0, "line.qty" | "line.amount"));
    let known = wanted.into_iter().find(|(_, words)| words.contains(&rest.words.as_str())).map(|it| it.0);
    // «I квартал, грн»
    known.or_else(|| currencies::code(&rest.words).map(|_| "line.amount"))
}

/// The period a header names, and what is left of it.
fn read_header(shown: &str) -> Option<(Period, String)> {
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
