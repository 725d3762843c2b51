//! Numbers as people write them: `1 234,56 грн`, `(1 199,90)`, `12 шт`, `1.234`.
//! Whether `1,234` is a thousand or a bit more than one is decided by its column, never by one cell.

use super::decimal::Decimal;
use super::{Fault, currencies, is_blank, is_error, is_void};
use crate::imports::sheets::RawCell;

/// What an undecided `1,234` most likely is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Money,
    Quantity,
    Percent,
}

/// How the numbers of one column are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NumberStyle {
    /// `1,234` is 1.234.
    comma_is_decimal: bool,
    /// `1.234` is 1.234.
    dot_is_decimal: bool,
    /// All values stand in thousands («тис.»).
    pub thousands: bool,
}

impl NumberStyle {
    /// For a first look at cells whose column is not decided yet.
    pub fn plain(thousands: bool) -> Self {
        Self { thousands, ..Self::default() }
    }

    /// As a person said: one of comma and point parts the fraction, the other one groups digits.
    #[must_use]
    pub fn with_decimal_comma(self, comma: bool) -> Self {
        Self { comma_is_decimal: comma, dot_is_decimal: !comma, ..self }
    }
}

/// A number with what stood beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    pub value: Decimal,
    pub currency: Option<&'static str>,
    pub percent: bool,
}

/// Reads a cell; `None` is "no value", which is not zero.
pub fn read(cell: &RawCell, style: NumberStyle) -> Result<Option<Number>, Fault> {
    let plain = |value: f64, percent: bool| {
        let value = Decimal::from_f64(value).and_then(|it| it.shifted(if percent { 2 } else { 0 }));
        let value = value.and_then(|it| if style.thousands { it.shifted(3) } else { Some(it) });
        value.map(|value| Some(Number { value, currency: None, percent })).ok_or(Fault::BadNumber)
    };
    match cell {
        RawCell::Empty => Ok(None),
        RawCell::Error(_) => Err(Fault::CellError),
        RawCell::Number(value) => plain(*value, false),
        RawCell::Percent(value) => plain(*value, true),
        RawCell::Bool(_) | RawCell::DateTime(_) => Err(Fault::BadNumber),
        RawCell::Text(text) => {
            if let Some((value, _)) = Decimal::plain(text) {
                let value = if style.thousands { value.shifted(3).ok_or(Fault::BadNumber)? } else { value };
                return Ok(Some(Number { value, currency: None, percent: false }));
            }
            let trimmed = text.trim_matches(is_blank);
            if is_void(trimmed) {
                return Ok(None);
            }
            if is_error(trimmed) {
                return Err(Fault::CellError);
            }
            let written = Written::split(trimmed).ok_or(Fault::BadNumber)?;
            if written.thousands && !style.thousands {
                return Err(Fault::BadNumber);
            }
            let value = written.value(style).ok_or(Fault::BadNumber)?;
            let value = if style.thousands { value.shifted(3).ok_or(Fault::BadNumber)? } else { value };
            Ok(Some(Number { value, currency: written.currency, percent: written.percent }))
        }
    }
}

/// What a scan of number columns has seen; columns add up to the habit of the whole table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    comma_decimal: u32,
    dot_decimal: u32,
    comma_group: u32,
    dot_group: u32,
    comma_unclear: u32,
    dot_unclear: u32,
    weighed: u32,
    in_thousands: u32,
    counted: u32,
}

impl Evidence {
    pub fn see(&mut self, cell: &RawCell) {
        let RawCell::Text(text) = cell else {
            self.counted += u32::from(matches!(cell, RawCell::Number(_)));
            return;
        };
        if let Some((_, sign)) = Decimal::plain(text) {
            self.counted += 1;
            self.comma_decimal += u32::from(sign == Some(b','));
            self.dot_decimal += u32::from(sign == Some(b'.'));
            return;
        }
        let Some(written) = Written::split(text.trim_matches(is_blank)) else { return };
        self.counted += 1;
        self.in_thousands += u32::from(written.thousands);
        self.weighed += u32::from(written.by_weight);
        match written.separator() {
            Separator::None => {}
            Separator::Decimal(',') => self.comma_decimal += 1,
            Separator::Decimal(_) => self.dot_decimal += 1,
            Separator::Group(',') => self.comma_group += 1,
            Separator::Group(_) => self.dot_group += 1,
            Separator::Both { decimal: ',' } => {
                self.comma_decimal += 1;
                self.dot_group += 1;
            }
            Separator::Both { .. } => {
                self.dot_decimal += 1;
                self.comma_group += 1;
            }
            Separator::Unclear(',') => self.comma_unclear += 1,
            Separator::Unclear(_) => self.dot_unclear += 1,
        }
    }

    /// Adds what other cells of the column told.
    pub fn join(&mut self, other: &Self) {
        self.add(other);
        self.comma_unclear += other.comma_unclear;
        self.dot_unclear += other.dot_unclear;
        self.weighed += other.weighed;
        self.in_thousands += other.in_thousands;
        self.counted += other.counted;
    }

    /// Adds the habits of another column.
    pub fn add(&mut self, other: &Self) {
        self.comma_decimal += other.comma_decimal;
        self.dot_decimal += other.dot_decimal;
        self.comma_group += other.comma_group;
        self.dot_group += other.dot_group;
    }

    /// Decides the column: by itself, else by the habit of the table, else by what the numbers are.
    /// The second value tells that it was only a guess.
    pub fn decide(&self, table: &Self, kind: Kind, header_in_thousands: bool) -> (NumberStyle, bool) {
        let by = |decimal: u32, group: u32, other_decimal: u32| match () {
            () if decimal > group => Some(true),
            () if group > 0 || other_decimal > 0 => Some(false),
            () => None,
        };
        let comma = by(self.comma_decimal, self.comma_group, self.dot_decimal)
            .or_else(|| by(table.comma_decimal, table.comma_group, table.dot_decimal));
        let dot = by(self.dot_decimal, self.dot_group, self.comma_decimal)
            .or_else(|| by(table.dot_decimal, table.dot_group, table.comma_decimal));
        let guess = match kind {
            Kind::Money => false,
            Kind::Quantity => self.weighed > 0,
            Kind::Percent => true,
        };
        let guessed = (self.comma_unclear > 0 && comma.is_none()) || (self.dot_unclear > 0 && dot.is_none());
        let style = NumberStyle {
            comma_is_decimal: comma.unwrap_or(guess),
            dot_is_decimal: dot.unwrap_or(guess),
            thousands: header_in_thousands || (self.in_thousands > 0 && self.in_thousands == self.counted),
        };
        (style, guessed)
    }
}

/// A number taken apart: the digits with their signs, and what the words around them mean.
struct Written {
    negative: bool,
    /// Digits, `.` and `,` only.
    digits: String,
    exponent: i32,
    /// Spaces or apostrophes stood between the digits.
    grouped: bool,
    currency: Option<&'static str>,
    percent: bool,
    thousands: bool,
    by_weight: bool,
}

enum Separator {
    None,
    Decimal(char),
    Group(char),
    Both {
        decimal: char,
    },
    /// `1,234`
    Unclear(char),
}

impl Written {
    fn split(text: &str) -> Option<Self> {
        let first = text.find(|it: char| it.is_ascii_digit())?;
        let last = text.rfind(|it: char| it.is_ascii_digit())? + 1;
        // ".5" and ",5": the sign belongs to the number.
        let first = match text[..first].chars().next_back() {
            Some('.' | ',') if text[..first].chars().rev().nth(1).is_none_or(|it| !it.is_alphabetic()) => first - 1,
            _ => first,
        };
        let (before, core, after) = (&text[..first], &text[first..last], &text[last..]);
        let mut written = Self {
            negative: false,
            digits: String::new(),
            exponent: 0,
            grouped: false,
            currency: None,
            percent: false,
            thousands: false,
            by_weight: false,
        };
        let core = match core.find(['e', 'E']) {
            Some(at) => {
                written.exponent = core[at + 1..].parse().ok()?;
                &core[..at]
            }
            None => core,
        };
        written.digits_of(core)?;
        written.words_of(before, true)?;
        written.words_of(after, false)?;
        Some(written)
    }

    /// Group signs are taken out; they must stand before three digits.
    fn digits_of(&mut self, core: &str) -> Option<()> {
        let mut since_group = None;
        for letter in core.chars() {
            match letter {
                '0'..='9' => {
                    self.digits.push(letter);
                    since_group = since_group.map(|n: u32| n + 1);
                }
                ',' | '.' => {
                    if since_group.is_some_and(|n| n != 3) {
                        return None;
                    }
                    since_group = None;
                    self.digits.push(letter);
                }
                '\'' | '’' | 'ʼ' | '`' | '´' => {
                    if since_group.is_some_and(|n| n != 3) {
                        return None;
                    }
                    (since_group, self.grouped) = (Some(0), true);
                }
                letter if is_blank(letter) => {
                    if since_group.is_some_and(|n| n != 3) {
                        return None;
                    }
                    (since_group, self.grouped) = (Some(0), true);
                }
                _ => return None,
            }
        }
        since_group.is_none_or(|n| n == 3).then_some(())
    }

    fn words_of(&mut self, around: &str, before: bool) -> Option<()> {
        for word in around.to_lowercase().split(|it: char| is_blank(it)).filter(|it| !it.is_empty()) {
            let mut word = word;
            // Signs stick to words: «-$5», «5грн-», «(5».
            while let Some(sign) = word.chars().next().filter(|it| is_sign(*it)) {
                self.sign(sign, before)?;
                word = &word[sign.len_utf8()..];
            }
            let mut closing = Vec::new();
            while let Some(sign) = word.chars().next_back().filter(|it| is_sign(*it)) {
                closing.push(sign);
                word = &word[..word.len() - sign.len_utf8()];
            }
            for sign in closing {
                self.sign(sign, before)?;
            }
            self.word(word)?;
        }
        Some(())
    }

    fn sign(&mut self, sign: char, before: bool) -> Option<()> {
        match sign {
            '(' if before => self.negative = true,
            ')' if !before && self.negative => {}
            '%' if !before => self.percent = true,
            '+' if before => {}
            '-' | '−' | '–' | '—' => {
                if self.negative {
                    return None;
                }
                self.negative = true;
            }
            _ => return None,
        }
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let word = word.trim_end_matches('.');
        match word {
            "" | "~" => {}
            "тис" | "тыс" | "k" => self.thousands = true,
            "кг" | "г" | "гр" | "т" | "л" | "мл" | "м" | "м2" | "м3" | "пог" | "kg" | "g" | "l" | "m" | "ml" => {
                self.by_weight = true
            }
            "шт" | "штук" | "уп" | "упак" | "пач" | "рул" | "ящ" | "кор" | "бут" | "пар" | "пара" | "компл" | "к-т" | "од"
            | "ед" | "pcs" | "pc" | "ea" | "box" | "pack" | "units" | "блок" | "міш" | "бан" | "флак" | "набір" | "дн"
            | "днів" | "день" | "дні" | "дней" | "days" | "day" => {}
            word => {
                // «грн/шт», «грн.»
                let word = word.split('/').next().unwrap_or(word);
                self.currency = Some(currencies::code(word)?);
            }
        }
        Some(())
    }

    fn separator(&self) -> Separator {
        let commas = self.digits.matches(',').count();
        let dots = self.digits.matches('.').count();
        let (sign, count) = match (commas, dots) {
            (0, 0) => return Separator::None,
            (0, count) => ('.', count),
            (count, 0) => (',', count),
            _ => {
                let decimal = if self.digits.rfind(',') > self.digits.rfind('.') { ',' } else { '.' };
                return Separator::Both { decimal };
            }
        };
        if count > 1 {
            return Separator::Group(sign);
        }
        let (whole, decimals) = self.digits.split_once(sign).unwrap_or_default();
        let like_group = decimals.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
        if like_group && !self.grouped { Separator::Unclear(sign) } else { Separator::Decimal(sign) }
    }

    fn value(&self, style: NumberStyle) -> Option<Decimal> {
        let decimal = match self.separator() {
            Separator::None | Separator::Group(_) => None,
            Separator::Decimal(sign) | Separator::Both { decimal: sign } => Some(sign),
            Separator::Unclear(',') => style.comma_is_decimal.then_some(','),
            Separator::Unclear(sign) => style.dot_is_decimal.then_some(sign),
        };
        let (whole, decimals) = match decimal {
            Some(sign) => self.digits.rsplit_once(sign)?,
            None => (self.digits.as_str(), ""),
        };
        if decimals.contains([',', '.']) {
            return None;
        }
        let mut groups = whole.split([',', '.']);
        let mut digits = groups.next()?.to_owned();
        if whole.contains([',', '.']) && (digits.is_empty() || digits.len() > 3) {
            return None;
        }
        for group in groups {
            if group.len() != 3 {
                return None;
            }
            digits.push_str(group);
        }
        match self.exponent {
            0 => Decimal::from_digits(self.negative, &digits, decimals),
            exponent => Decimal::from_parts(self.negative, &digits, decimals, exponent),
        }
    }
}

fn is_sign(letter: char) -> bool {
    matches!(letter, '(' | ')' | '%' | '+' | '-' | '−' | '–' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(values: &[&str], kind: Kind) -> Vec<String> {
        let cells: Vec<RawCell> = values.iter().map(|it| RawCell::Text((*it).to_owned())).collect();
        let mut evidence = Evidence::default();
        cells.iter().for_each(|it| evidence.see(it));
        let (style, _) = evidence.decide(&Evidence::default(), kind, false);
        cells
            .iter()
            .map(|cell| match read(cell, style) {
                Ok(None) => "none".to_owned(),
                Ok(Some(number)) => number.value.to_string() + number.currency.filter(|it| *it != "UAH").unwrap_or(""),
                Err(fault) => fault.reason().to_owned(),
            })
            .collect()
    }

    fn one(value: &str) -> String {
        column(&[value], Kind::Money).remove(0)
    }

    #[test]
    fn reads_numbers_as_written() {
        for (written, value) in [
            ("1 234,56", "1234.56"),
            ("1\u{a0}234,56", "1234.56"),
            ("1\u{202f}234,56", "1234.56"),
            ("1\u{2009}234,56", "1234.56"),
            ("1'234,56", "1234.56"),
            ("1’234.56", "1234.56"),
            ("1.234,56", "1234.56"),
            ("1,234.56", "1234.56"),
            ("1,234,567", "1234567"),
            ("12,5%", "12.5"),
            ("12,5 %", "12.5"),
            ("1 234,56 грн", "1234.56"),
            ("₴1234", "1234"),
            ("$1,234.50", "1234.5USD"),
            ("1234 uah", "1234"),
            ("100 €", "100EUR"),
            ("(1 234,56)", "-1234.56"),
            ("1234,56-", "-1234.56"),
            ("\u{2212}1 234,56", "-1234.56"),
            ("–5", "-5"),
            ("-$5", "-5USD"),
            ("-", "none"),
            ("—", "none"),
            ("н/д", "none"),
            (" ", "none"),
            (".", "none"),
            ("12 шт", "12"),
            ("3,5 кг", "3.5"),
            ("2 уп.", "2"),
            ("1,5E+03", "1500"),
            (".5", "0.5"),
            ("0,500", "0.5"),
            ("1234,567", "1234.567"),
            ("16.8 грн", "16.8"),
            ("#N/A", "cell_error"),
            ("#ЗНАЧ!", "cell_error"),
            ("ціна договірна", "bad_number"),
            ("12 34", "bad_number"),
            ("1,2,3", "bad_number"),
            ("1e309", "bad_number"),
            ("99999999999999999999", "bad_number"),
            ("12.03.2026", "bad_number"),
            ("5 тис.", "5000"),
        ] {
            assert_eq!(one(written), value, "{written}");
        }
    }

    #[test]
    fn a_column_decides_what_a_cell_cannot() {
        assert_eq!(column(&["1,234", "12,5"], Kind::Money), ["1.234", "12.5"]);
        assert_eq!(column(&["1,234", "1,234.50"], Kind::Money), ["1234", "1234.5"]);
        assert_eq!(column(&["1.234", "5"], Kind::Money), ["1234", "5"]);
        assert_eq!(column(&["1,234 кг", "2"], Kind::Quantity), ["1.234", "2"]);
        assert_eq!(column(&["1.234", "12,50"], Kind::Money), ["1234", "12.5"]);
        assert_eq!(column(&["4 250,00", "350.00"], Kind::Money), ["4250", "350"]);
        assert_eq!(column(&["5 тис.", "7"], Kind::Money), ["bad_number", "7"]);
    }
}
