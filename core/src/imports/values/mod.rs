//! Cells as people write them -> numbers, dates, statuses, phones. What is ambiguous in one cell is decided by its column.

pub mod contacts;
pub mod currencies;
pub mod dates;
pub mod decimal;
pub mod numbers;
pub mod statuses;

use super::sheets::RawCell;

/// Why a cell has no usable value. `Other` currency carries nothing: the row is refused anyway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    BadNumber,
    BadDate,
    CellError,
    Currency,
}

impl Fault {
    /// The reason of a rejected row.
    pub fn reason(self) -> &'static str {
        match self {
            Self::BadNumber => "bad_number",
            Self::BadDate => "bad_date",
            Self::CellError => "cell_error",
            Self::Currency => "currency",
        }
    }
}

/// A cell as text: trimmed, runs of spaces and line breaks folded to one space; a whole number without `.0`.
/// A cell that holds an error or only a dash is no text.
pub fn text(cell: &RawCell) -> Option<String> {
    let text = match cell {
        RawCell::Empty | RawCell::Error(_) => return None,
        RawCell::Text(text) => {
            let clean = without_guard(text.trim_matches(is_blank));
            if is_void(clean) || is_error(clean) {
                return None;
            }
            if !is_plain(clean) && (clean.chars().any(|it| is_blank(it) && it != ' ') || clean.contains("  ")) {
                clean.split(is_blank).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ")
            } else {
                clean.to_owned()
            }
        }
        RawCell::Number(number) | RawCell::Percent(number) => decimal::Decimal::from_f64(*number)?.to_string(),
        RawCell::Bool(value) => if *value { "1" } else { "0" }.to_owned(),
        RawCell::DateTime(moment) => moment.date().to_string(),
    };
    Some(text)
}

/// Whether a text surely has no blanks but single spaces: most texts, told by their bytes alone.
fn is_plain(text: &str) -> bool {
    let mut before = 0;
    text.bytes().all(|byte| {
        let spaces = before == b' ' && byte == b' ';
        before = byte;
        // Blanks beyond ASCII begin with one of these bytes.
        !spaces && !matches!(byte, 9..=13 | 0xc2 | 0xe1 | 0xe2 | 0xe3 | 0xef)
    })
}

/// What a spreadsheet takes for the beginning of a formula, if a text begins so; the wide forms it takes for the narrow ones.
pub const FORMULA_SIGNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// An apostrophe before a formula sign is how exports keep text from running as a formula; it is no part of the text.
fn without_guard(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(FORMULA_SIGNS) => rest,
        _ => text,
    }
}

/// Whether the cell holds nothing at all.
pub fn is_empty(cell: &RawCell) -> bool {
    match cell {
        RawCell::Empty => true,
        RawCell::Text(text) => text.chars().all(is_blank),
        _ => false,
    }
}

/// Blank letters, the invisible ones included.
pub fn is_blank(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}' | '\u{feff}' | '\u{2060}')
}

/// «-», «н/д», «n/a», «.»: written where there is no value.
pub fn is_void(text: &str) -> bool {
    matches!(text, "" | "-" | "—" | "–" | "." | "…" | "\\N")
        || (text.len() <= 8
            && text.starts_with(['н', 'Н', 'n', 'N'])
            && matches!(text.to_lowercase().as_str(), "н/д" | "н/а" | "n/a" | "na" | "null" | "none" | "nan" | "немає" | "нет"))
}

/// `#N/A`, `#ЗНАЧ!`: an error of a formula that came as text.
pub fn is_error(text: &str) -> bool {
    text.starts_with('#')
        && matches!(
            text.to_uppercase().as_str(),
            "#N/A"
                | "#DIV/0!"
                | "#REF!"
                | "#VALUE!"
                | "#NAME?"
                | "#NUM!"
                | "#NULL!"
                | "#SPILL!"
                | "#CALC!"
                | "#ЗНАЧ!"
                | "#Н/Д"
                | "#ДЕЛ/0!"
                | "#ССЫЛКА!"
                | "#ИМЯ?"
                | "#ЧИСЛО!"
                | "#ПУСТО!"
                | "#ПОСИЛАННЯ!"
                | "#ІМ'Я?"
        )
}

/// «так», «1», «активний», «published» -> true; «ні», «0», «знято» -> false.
pub fn flag(text: &str) -> Option<bool> {
    match crate::names::fold(text).as_str() {
        "1" | "1.0" | "так" | "т" | "да" | "yes" | "y" | "true" | "+" | "активний" | "активна" | "активне" | "активен"
        | "активный" | "діючий" | "в продажу" | "в продаже" | "active" | "published" | "visible" | "on" | "є" | "есть" => {
            Some(true)
        }
        "0"
        | "0.0"
        | "-1"
        | "ні"
        | "нет"
        | "no"
        | "n"
        | "false"
        | "-"
        | "неактивний"
        | "неактивна"
        | "неактивен"
        | "неактивный"
        | "не активний"
        | "знятий"
        | "знято"
        | "архів"
        | "архив"
        | "архівний"
        | "inactive"
        | "draft"
        | "archived"
        | "hidden"
        | "off" => Some(false),
        _ => None,
    }
}
