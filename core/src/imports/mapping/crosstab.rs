//! Months across the top: every filled month of a row becomes a line of its own, dated the first day of the month.
//! Totals of rows and columns are held against the months, never loaded.

use chrono::{Datelike, NaiveDate};

use crate::imports::records::{Choice, Confidence, Skipped, Warning};
use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::numbers::{self, NumberStyle};
use crate::imports::values::{is_empty, text};
use crate::names::fold;

use super::cells::cell;
use super::columns::{self, Columns, kind};
use super::flat::Flat;
use super::header::{Region, is_blank_row, repeats_header};
use super::normalize::Header;
use super::periods::{Period, measure, read_header};
use super::proposal;
use super::rows::{is_figure, is_total_word};
use super::subtotals::{Subtotals, shown_sum};
use super::title;
use super::vocabulary::Field;

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

/// The columns that totals below a crosstab add up.
pub(super) fn summed(region: &Region) -> Vec<usize> {
    (0..region.headers.len()).filter(|at| read_header(&region.headers[*at].shown).is_some()).collect()
}

/// The rows of a plain crosstab that are data; the others with the reason, totals of the columns `sums` checked.
pub(super) fn data_rows(
    sheet: &Sheet,
    region: &Region,
    columns: &Columns,
    sums: Vec<usize>,
) -> (Vec<RawRow>, Vec<Skipped>, Vec<Warning>) {
    let header = &sheet.rows[region.header.clone()];
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
