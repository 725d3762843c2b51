//! Documents named in words: «Реалізація товарів і послуг 000000101 від 03.08.2026 9:12:00».

use crate::imports::values::dates::{self, DateStyle, Moment};
use crate::names::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub number: String,
    pub moment: Moment,
    /// A document of goods that came back.
    pub is_return: bool,
    /// Named behind the date.
    pub customer: Option<String>,
}

/// Reads the name of a document; `None` for anything else.
pub(super) fn parse(text: &str, style: DateStyle) -> Option<Document> {
    // Most numbers are one word.
    text.contains(' ').then_some(())?;
    let (head, date) = [" від ", " от ", " dated ", " of "].iter().find_map(|it| text.rsplit_once(it))?;
    let (moment, customer) = match dates::parse(date.trim(), style) {
        Some(moment) => (moment, None),
        None => dated_customer(date.trim(), style)?,
    };
    let number = head.split_whitespace().next_back()?.trim_start_matches(['№', '#']);
    if !number.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    Some(Document { number: number.to_owned(), moment, is_return: is_return(head), customer })
}

/// «12.03.2025 10:24:00, ТОВ «Верба»»: the date is the first one or two words.
fn dated_customer(text: &str, style: DateStyle) -> Option<(Moment, Option<String>)> {
    let ends = text.match_indices([' ', ',', ';', '(']).map(|it| it.0).take(4);
    let dated = ends.filter_map(|end| Some((dates::parse(text[..end].trim_end_matches([',', ';']), style)?, end)));
    let (moment, end) = dated.last().filter(|_| text.starts_with(|it: char| it.is_ascii_digit()))?;
    let rest = text[end..].trim_matches([' ', ',', ';', '(', ')', '-', '–', '—']);
    let rest = rest.strip_prefix("р.").or_else(|| rest.strip_prefix("г.")).unwrap_or(rest).trim();
    let named = rest.chars().filter(|it| it.is_alphabetic()).count() >= 2;
    Some((moment, named.then(|| rest.to_owned())))
}

/// Whether a text names goods that came back.
pub(super) fn is_return(text: &str) -> bool {
    let folded = fold(text);
    ["повернення", "возврат", "сторно", "credit note", "return", "refund"].iter().any(|it| folded.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_name_their_number_and_moment() {
        let style = DateStyle { month_first: false, unix: false, timezone: chrono_tz::UTC };
        let document = parse("Повернення товарів від покупця 000000009 від 20.08.2026 10:00:00", style).unwrap();
        assert_eq!((document.number.as_str(), document.is_return), ("000000009", true));
        assert_eq!(document.moment.minute, Some(600));
        let document = parse("Реалізація товарів і послуг 26-05203 від 16.03.2026 13:10:00", style).unwrap();
        assert_eq!((document.number.as_str(), document.is_return), ("26-05203", false));
        let document = parse("Видаткова накладна № 77 від 12.03.2025 10:24:00, ТОВ «Верба»", style).unwrap();
        assert_eq!((document.number.as_str(), document.customer.as_deref()), ("77", Some("ТОВ «Верба»")));
        assert_eq!(document.moment.minute, Some(624));
        assert_eq!(parse("ТОВ «Верба»", style), None);
        assert_eq!(parse("Гель від плям", style), None);
    }
}
