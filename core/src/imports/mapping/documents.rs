//! Documents named in words: «Реалізація товарів і послуг 000000101 від 03.08.2026 9:12:00».

use crate::imports::values::dates::{self, DateStyle, Moment};
use crate::names::fold;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Document {
    pub number: String,
    pub moment: Moment,
    /// A document of goods that came back.
    pub is_return: bool,
}

/// Reads the name of a document; `None` for anything else.
pub(super) fn parse(text: &str, style: DateStyle) -> Option<Document> {
    // Most numbers are one word.
    text.contains(' ').then_some(())?;
    let (head, date) = [" від ", " от ", " dated ", " of "].iter().find_map(|it| text.rsplit_once(it))?;
    let moment = dates::parse(date.trim(), style)?;
    let number = head.split_whitespace().next_back()?.trim_start_matches(['№', '#']);
    if !number.bytes().any(|it| it.is_ascii_digit()) {
        return None;
    }
    Some(Document { number: number.to_owned(), moment, is_return: is_return(head) })
}

/// Whether a text names goods that came back.
pub(super) fn is_return(text: &str) -> bool {
    let folded = fold(text);
    ["повернення", "возврат", "credit note", "return"].iter().any(|it| folded.starts_with(it))
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
        assert_eq!(parse("ТОВ «Верба»", style), None);
        assert_eq!(parse("Гель від плям", style), None);
    }
}
