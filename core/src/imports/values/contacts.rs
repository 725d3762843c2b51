//! Phones, tax codes and e-mail addresses.

/// Phone as stored: `+380…` for Ukrainian numbers, `+` and digits for those written with a country code,
/// otherwise the digits as they are. Several phones in one cell: the first.
pub fn phone(text: &str) -> Option<String> {
    let written = as_number(text)?;
    let text = written.as_deref().unwrap_or(text);
    let first = text.split([',', ';', '/']).find(|part| part.chars().filter(char::is_ascii_digit).count() >= 5).unwrap_or(text);
    let international = first.trim_start().starts_with('+');
    let mut digits: String = first.chars().filter(char::is_ascii_digit).collect();
    if let Some(rest) = digits.strip_prefix("00") {
        digits = rest.to_owned();
    }
    if digits.len() < 5 {
        return None;
    }
    Some(match digits.len() {
        _ if international => format!("+{digits}"),
        10 if digits.starts_with('0') => format!("+38{digits}"),
        11 if digits.starts_with("80") => format!("+3{digits}"),
        12 if digits.starts_with("380") => format!("+{digits}"),
        9 if !digits.starts_with('0') => format!("+380{digits}"),
        _ => digits,
    })
}

/// A phone that a spreadsheet took for a number: `380671234506.0`, `3.80671234507E+11`. The outer `None`: its last digits are
/// lost (`3,80671E+11`).
#[expect(clippy::option_option, reason = "no number, a number, a number cut short")]
fn as_number(text: &str) -> Option<Option<String>> {
    let plain = text.trim().replace(',', ".");
    if let Some(whole) = plain.strip_suffix(".0").filter(|it| it.len() >= 9 && it.bytes().all(|it| it.is_ascii_digit())) {
        return Some(Some(whole.to_owned()));
    }
    let Some((digits, power)) = plain.to_ascii_lowercase().split_once('e').map(|it| (it.0.to_owned(), it.1.to_owned())) else {
        return Some(None);
    };
    let (Ok(power), Some((whole, rest))) = (power.trim_start_matches('+').parse::<usize>(), digits.split_once('.')) else {
        return Some(None);
    };
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    if !is_number(whole) || !is_number(rest) {
        return Some(None);
    }
    // A number that ends in zeros is written shorter, so one digit less is still whole.
    (rest.len() + 2 >= power && rest.len() <= power).then(|| Some(format!("{whole}{rest}{}", "0".repeat(power - rest.len()))))
}

/// What is odd about a tax code that was kept nevertheless.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaxCodeFinding {
    /// Seven digits: a zero at the left was lost.
    Padded,
    /// Neither 8 (a firm), 9 (a passport number), 10 (a sole trader) nor 12 (VAT) digits.
    Digits(usize),
}

/// Tax code as text with its leading zeros.
pub fn tax_code(text: &str) -> (String, Option<TaxCodeFinding>) {
    let digits: String = text.chars().filter(|it| !super::is_blank(*it)).collect();
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return (text.to_owned(), None);
    }
    match digits.len() {
        7 => (format!("0{digits}"), Some(TaxCodeFinding::Padded)),
        8 | 9 | 10 | 12 => (digits.to_owned(), None),
        other => (digits.to_owned(), Some(TaxCodeFinding::Digits(other))),
    }
}

/// Lower case; `None` when it is no address.
pub fn email(text: &str) -> Option<String> {
    let first = text.split([',', ';', ' ']).find(|part| part.contains('@'))?;
    let first = first.trim_matches(['<', '>', '(', ')']);
    let (name, host) = first.split_once('@')?;
    (!name.is_empty() && host.contains('.') && !host.contains('@')).then(|| first.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phones_get_their_country() {
        for (written, stored) in [
            ("020 123-45-67", "+380201234567"),
            ("+38 (020) 222 33 44", "+380202223344"),
            ("380205556677", "+380205556677"),
            ("80205556677", "+380205556677"),
            ("0038 020 555 66 77", "+380205556677"),
            ("0201234567, 0201234568", "+380201234567"),
            ("+48 22 123 45 67", "+48221234567"),
            ("(5) 555-4729", "55554729"),
        ] {
            assert_eq!(phone(written).as_deref(), Some(stored), "{written}");
        }
        assert_eq!(phone("немає"), None);
    }

    #[test]
    fn tax_codes_keep_their_zeros() {
        assert_eq!(tax_code("00990045"), ("00990045".into(), None));
        assert_eq!(tax_code("990045"), ("990045".into(), Some(TaxCodeFinding::Digits(6))));
        assert_eq!(tax_code("1234567"), ("01234567".into(), Some(TaxCodeFinding::Padded)));
        assert_eq!(email(" GANOK@ganok.example"), Some("ganok@ganok.example".into()));
        assert_eq!(email("немає @"), None);
    }
}
