//! What the rows above a table and the name of the file say: a day, a period, a warehouse.

use chrono::NaiveDate;

use crate::imports::sheets::{RawCell, RawRow};
use crate::imports::values::currencies;
use crate::imports::values::dates::{self, DateStyle};
use crate::imports::values::text;
use crate::names::fold;
use crate::period::Grain;

use super::columns::Columns;
use super::documents::{self, Document};

/// The last day named above the table: «станом на 15.11.2026», «Період: 01.08.2026 - 31.08.2026», «за I квартал 2026 р.».
pub(super) fn last_day(rows: &[RawRow]) -> Option<NaiveDate> {
    let cells = rows.iter().flat_map(|row| &row.cells);
    cells
        .clone()
        .filter_map(|cell| match cell {
            RawCell::DateTime(moment) => Some(moment.date()),
            RawCell::Text(text) => days(text).into_iter().max(),
            _ => None,
        })
        .max()
        .or_else(|| cells.filter_map(text).find_map(|it| named_period(&it)))
}

/// The day of sales without one: told above the table, or by the name of its sheet («05.10.2026», «Жовтень 2026»). The name
/// of a file is no such thing: it tells when somebody saved it.
pub(super) fn told_day(above: &[RawRow], sheet: Option<&str>) -> Option<NaiveDate> {
    last_day(above).or_else(|| days(sheet?).into_iter().max()).or_else(|| named_period(sheet?))
}

/// The document that the rows above a table name: «Видаткова накладна № 12 від 05 жовтня 2026 р.»
pub(super) fn document(above: &[RawRow]) -> Option<Document> {
    const KINDS: &[&str] = &[
        "накладн",
        "рахун",
        "реалізац",
        "реализац",
        "замовлен",
        "заказ",
        "чек",
        "счет",
        "счёт",
        "invoice",
        "order",
        "поверненн",
        "возврат",
        "акт",
    ];
    let style = DateStyle { month_first: false, unix: false, timezone: chrono_tz::UTC };
    let texts = above.iter().flat_map(|row| &row.cells).filter_map(text);
    texts.filter(|it| KINDS.iter().any(|kind| fold(it).starts_with(kind) || fold(it).contains(&format!(" {kind}")))).find_map(
        |it| {
            let words = it.split_whitespace().collect::<Vec<_>>().join(" ");
            documents::parse(&words, style)
        },
    )
}

/// «Покупець: ТОВ «Верба», ЄДРПОУ …», or the label with the name in the next filled cell.
pub(super) fn customer(above: &[RawRow]) -> Option<String> {
    const LABELS: &[&str] = &[
        "покупець",
        "замовник",
        "клієнт",
        "контрагент",
        "одержувач",
        "покупатель",
        "заказчик",
        "клиент",
        "получатель",
        "buyer",
        "customer",
        "client",
        "bill to",
    ];
    let named = |it: &str| {
        let name = it.lines().next()?.trim();
        let end = [", код", ", єдрпоу", ", тел", ", інн", ", іпн", ", п/р", ", р/р", ", адрес"];
        let cut = end.iter().filter_map(|it| name.to_lowercase().find(it)).min();
        let name = cut.and_then(|at| name.get(..at)).unwrap_or(name).trim();
        (name.chars().filter(|it| it.is_alphabetic()).count() >= 2).then(|| name.to_owned())
    };
    above.iter().find_map(|row| {
        let cells: Vec<String> = row.cells.iter().filter_map(text).collect();
        let (at, label, rest) = cells.iter().enumerate().find_map(|(at, cell)| {
            let (label, rest) = cell.split_once(':').unwrap_or((cell, ""));
            LABELS.contains(&fold(label).trim()).then(|| (at, label.to_owned(), rest.trim().to_owned()))
        })?;
        // Without a colon and alone it is a title.
        let is_label = cells[at].contains(':') || cells.len() == 2;
        let name = if rest.is_empty() { cells.get(at + 1).filter(|it| **it != label)?.clone() } else { rest };
        is_label.then(|| named(&name)).flatten()
    })
}

/// A day in the name of a file: `stock_2026-11-15.xlsx`, «залишки 15.11.2026.csv», `stock20261115.csv`.
pub(super) fn day_in_name(name: &str) -> Option<NaiveDate> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let stem = stem.replace('_', ".");
    days(&stem).into_iter().max().or_else(|| {
        stem.split(|it: char| !it.is_ascii_digit())
            .filter(|it| it.len() == 8 && it.starts_with("20"))
            .find_map(|it| NaiveDate::from_ymd_opt(it[..4].parse().ok()?, it[4..6].parse().ok()?, it[6..].parse().ok()?))
    })
}

/// What a title says of all money below it: «Валюта: USD», «Продажі за жовтень, тис. грн».
pub(super) fn money(columns: &mut Columns, above: &[RawRow]) {
    let texts: Vec<String> = above.iter().flat_map(|row| &row.cells).filter_map(text).collect();
    let folded: Vec<String> = texts.iter().map(|it| fold(it)).collect();
    let labelled = |at: usize| {
        let (label, value) = folded[at].split_once(':').unwrap_or((&folded[at], ""));
        let value = if value.trim().is_empty() { folded.get(at + 1).map_or("", String::as_str) } else { value };
        matches!(label.trim(), "валюта" | "валюта звіту" | "валюта документа" | "валюта отчета" | "currency")
            .then(|| currencies::code(value.trim()))
            .flatten()
    };
    let currency = (0..folded.len()).find_map(labelled);
    let last_words = |it: &String| it.rsplit([',', '(']).next().unwrap_or_default().trim_end_matches([')', '.', ' ']).to_owned();
    let in_thousands = folded.iter().map(last_words).any(|it| {
        let words: Vec<&str> = it.split([' ', '.']).filter(|it| !it.is_empty()).collect();
        matches!(words[..], ["тис" | "тыс" | "тисяч" | "тысяч"] | ["тис" | "тыс" | "тисяч" | "тысяч", _])
    });
    for (header, field) in columns.headers.iter_mut().zip(&columns.fields) {
        if matches!(*field, Some("line.amount" | "line.price")) {
            header.currency = header.currency.or(currency);
            header.in_thousands |= in_thousands && *field == Some("line.amount");
        }
    }
}

/// «Склад: Київ», or «Склад» with the name in the next cell.
pub(super) fn warehouse(rows: &[RawRow]) -> Option<String> {
    for row in rows {
        let cells: Vec<String> = row.cells.iter().filter_map(text).collect();
        for (n, cell) in cells.iter().enumerate() {
            let folded = fold(cell);
            if matches!(folded.as_str(), "склад" | "склад:" | "warehouse" | "warehouse:") {
                return cells.get(n + 1).cloned();
            }
            if folded.starts_with("склад:") || folded.starts_with("warehouse:") {
                return cell.split_once(':').map(|(_, name)| name.trim().to_owned()).filter(|it| !it.is_empty());
            }
        }
    }
    None
}

/// Every whole date written inside a text.
fn days(text: &str) -> Vec<NaiveDate> {
    let style = DateStyle { month_first: false, unix: false, timezone: chrono_tz::UTC };
    let words: Vec<&str> = text.split([' ', '\u{a0}', ';', '(', ')', ',', '–', '—']).filter(|it| !it.is_empty()).collect();
    let dated = |it: &str| {
        let separated = it.chars().filter(|it| matches!(it, '.' | '-' | '/')).count() >= 2;
        separated.then(|| dates::parse(it.trim_end_matches(['.', ':', 'р']), style)).flatten()
    };
    let mut days: Vec<NaiveDate> = words.iter().filter_map(|it| dated(it)).map(|it| it.date).collect();
    // «15 листопада 2026»
    days.extend(words.windows(3).filter_map(|it| {
        let day_first = it[0].len() <= 2 && it[2].len() >= 4 && it[0].bytes().all(|it| it.is_ascii_digit());
        day_first.then(|| dates::parse(&format!("{} {} {}", it[0], it[1], &it[2].get(..4)?), style)).flatten().map(|it| it.date)
    }));
    if days.is_empty() {
        // Dates glued to words: «залишки_15.11.2026», «stock-2026-11-15».
        let digits: Vec<&str> = text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
        days.extend(digits.windows(3).filter_map(|it| match (it[0].len(), it[1].len(), it[2].len()) {
            (4, 2, 2) => NaiveDate::from_ymd_opt(it[0].parse().ok()?, it[1].parse().ok()?, it[2].parse().ok()?),
            (2, 2, 4) => NaiveDate::from_ymd_opt(it[2].parse().ok()?, it[1].parse().ok()?, it[0].parse().ok()?),
            _ => None,
        }));
    }
    days.retain(|it| (NaiveDate::from_ymd_opt(1990, 1, 1)..=NaiveDate::from_ymd_opt(2100, 1, 1)).contains(&Some(*it)));
    days
}

/// The only year named in the rows above a table.
pub(super) fn year(rows: &[RawRow]) -> Option<i32> {
    let texts = rows.iter().flat_map(|row| &row.cells).filter_map(text);
    let mut years: Vec<i32> = texts.flat_map(|it| years(&it)).collect();
    years.dedup();
    if let [year] = years[..] { Some(year) } else { None }
}

/// The only year in the name of a file or a sheet.
pub(super) fn year_in_name(name: &str) -> Option<i32> {
    if let [year] = years(name)[..] { Some(year) } else { None }
}

fn years(text: &str) -> Vec<i32> {
    let numbers = text.split(|it: char| !it.is_ascii_digit()).filter(|it| it.len() == 4);
    let mut years: Vec<i32> = numbers.filter_map(|it| it.parse().ok()).filter(|it| (1990..2100).contains(it)).collect();
    years.dedup();
    years
}

/// The number of a quarter: «I», «2-й», «третій».
pub(super) fn quarter(word: &str) -> Option<u32> {
    Some(match word {
        "i" | "і" | "1" | "1-й" | "перший" | "первый" | "1й" => 1,
        "ii" | "іі" | "2" | "2-й" | "другий" | "второй" | "2й" => 2,
        "iii" | "ііі" | "3" | "3-й" | "третій" | "третий" | "3й" => 3,
        "iv" | "іv" | "4" | "4-й" | "четвертий" | "четвертый" | "4й" => 4,
        _ => return None,
    })
}

/// «за серпень 2026 р.», «за I квартал 2026», «за 2025 рік»: its last day.
fn named_period(text: &str) -> Option<NaiveDate> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split([' ', ',', '.', ':']).filter(|it| !it.is_empty()).collect();
    // «за 10.2026»
    let numbered = folded.split_whitespace().filter(|it| it.len() == 7).find_map(dates::month);
    if let Some(month) = numbered {
        return Some(Grain::Month.end_of(month));
    }
    let year_at = words.iter().position(|it| it.len() == 4 && it.parse::<i32>().is_ok_and(|it| (1990..2100).contains(&it)))?;
    let year: i32 = words[year_at].parse().ok()?;
    let before = &words[..year_at];
    if let Some(month) = before.last().and_then(|it| dates::month_of(it)) {
        return NaiveDate::from_ymd_opt(year, month, 1).map(|it| Grain::Month.end_of(it));
    }
    if let Some(at) = before.iter().position(|it| it.starts_with("кварт") || *it == "кв" || *it == "quarter") {
        let quarter = quarter(before.get(at.checked_sub(1)?)?)?;
        return NaiveDate::from_ymd_opt(year, quarter * 3, 1).map(|it| Grain::Month.end_of(it));
    }
    let year_word = words.get(year_at + 1).is_some_and(|it| matches!(*it, "рік" | "р" | "год" | "г" | "року" | "года"));
    (year_word && before.contains(&"за")).then(|| NaiveDate::from_ymd_opt(year, 12, 31)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_name_documents_and_customers() {
        let rows = |cells: &[&str]| {
            let cells = cells.iter().map(|it| RawCell::Text((*it).into())).collect();
            [RawRow { number: 1, cells, fault: None }]
        };
        let found = document(&rows(&["Видаткова накладна № 12 від 05 жовтня 2026 р."])).unwrap();
        assert_eq!((found.number.as_str(), found.moment.date.to_string().as_str(), found.is_return), ("12", "2026-10-05", false));
        assert!(document(&rows(&["Прайс-лист № 12 від 05.10.2026"])).is_none());
        for (cells, expected) in [
            (&["Покупець:", "ТОВ «Верба», ЄДРПОУ 12345678"][..], Some("ТОВ «Верба»")),
            (&["Покупець: ПП Сич"], Some("ПП Сич")),
            (&["Постачальник:", "ТОВ «Наша»"], None),
            (&["Клієнт", "Товар", "Сума"], None),
        ] {
            assert_eq!(customer(&rows(cells)).as_deref(), expected, "{cells:?}");
        }
    }

    #[test]
    fn titles_name_days() {
        let row = |text: &str| [RawRow { number: 1, cells: vec![RawCell::Text(text.into())], fault: None }];
        for (title, day) in [
            ("Залишки станом на 15.11.2026", "2026-11-15"),
            ("Період: 01.08.2026 - 31.08.2026", "2026-08-31"),
            ("за період з 01.09.2026 по 03.09.2026", "2026-09-03"),
            ("Продажі за I квартал 2026 р.", "2026-03-31"),
            ("Продажі за серпень 2026 р.", "2026-08-31"),
            ("Станом на 15 листопада 2026 р.", "2026-11-15"),
            ("Звіт за 2025 рік", "2025-12-31"),
            ("Продажі за 10.2026", "2026-10-31"),
        ] {
            assert_eq!(last_day(&row(title)).map(|it| it.to_string()).as_deref(), Some(day), "{title}");
        }
        assert_eq!(last_day(&row("Реєстр продажів ТОВ «Приклад»")), None);
        for (name, day) in [
            ("stock_2026-11-15.xlsx", Some("2026-11-15")),
            ("залишки 15.11.2026.csv", Some("2026-11-15")),
            ("zalyshky_15_11_2026.ods", Some("2026-11-15")),
            ("stock20261115.csv", Some("2026-11-15")),
            ("06_stock_sheets.xlsx", None),
        ] {
            assert_eq!(day_in_name(name).map(|it| it.to_string()).as_deref(), day, "{name}");
        }
    }
}
