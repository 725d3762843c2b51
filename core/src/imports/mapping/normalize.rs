//! A header as people write it -> words to look up, and the unit it names.

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use crate::imports::values::{currencies, is_blank};
use crate::locale::{self, Locale};

/// A header ready for the lookup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Header {
    /// As shown to the person.
    pub shown: String,
    /// Normalized words, one space between.
    pub words: String,
    pub percent: bool,
    pub in_thousands: bool,
    pub currency: Option<&'static str>,
    /// How a person said the values are written.
    pub conversion: Option<Conversion>,
}

/// How values of a column are written, where a person decided it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conversion {
    DayFirst,
    MonthFirst,
    DecimalComma,
    DecimalPoint,
}

impl Conversion {
    pub const ALL: [Self; 4] = [Self::DayFirst, Self::MonthFirst, Self::DecimalComma, Self::DecimalPoint];

    pub fn id(self) -> &'static str {
        match self {
            Self::DayFirst => "day_first",
            Self::MonthFirst => "month_first",
            Self::DecimalComma => "decimal_comma",
            Self::DecimalPoint => "decimal_point",
        }
    }
}

/// Digest of the headers of a table: equal for files that one program writes time and again.
pub(super) fn shape(headers: &[Header]) -> String {
    let mut hash = Sha256::new();
    for header in headers.iter().filter(|it| !it.shown.is_empty() && !it.says_why_rejected()) {
        hash.update(if header.words.is_empty() { &header.shown } else { &header.words });
        hash.update(b"\n");
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Units of measure that stand behind what they measure.
const UNITS: &[&str] = &[
    "кг",
    "kg",
    "гр",
    "т",
    "тонн",
    "л",
    "м",
    "м2",
    "м²",
    "м3",
    "м³",
    "мп",
    "уп",
    "упак",
    "упаковок",
    "ящ",
    "пач",
    "одиниць",
    "единиц",
];

impl Header {
    pub(super) fn new(shown: &str) -> Self {
        let mut header = Self { shown: shown.to_owned(), ..Self::default() };
        let folded = fold(&split_camel_case(shown));
        let mut words: Vec<String> = folded
            .split(|it: char| is_blank(it) || "_/\\,;:()[]*\"«»|".contains(it))
            .map(clean)
            .filter(|it| !it.is_empty())
            .collect();
        // «1. Назва», «2) Ціна»
        if words.len() > 1 && words[0].bytes().all(|it| it.is_ascii_digit()) && numbered(&folded, &words[0]) {
            words.remove(0);
        }
        let alone = words.len() == 1;
        words.retain(|word| !header.unit(word, alone));
        if words.len() > 1 {
            words.retain(|word| word != "№" && word != "#");
        }
        // «Кількість, кг» counts kilograms; «Ціна за кг» and «Од. вим.» are whole words.
        if let [.., before, last] = words.as_slice()
            && before != "за"
            && UNITS.contains(&last.as_str())
        {
            words.pop();
        }
        header.words = words.join(" ");
        header
    }

    /// The column of reasons in a file of rejected rows: it is never data.
    pub(super) fn says_why_rejected(&self) -> bool {
        Locale::ALL.into_iter().any(|it| locale::text(it, "rejected-reason-header", &[]) == self.shown.trim())
    }

    /// Takes a unit word out of the header and keeps it as a hint. Words that could be a field by themselves stay.
    fn unit(&mut self, word: &str, alone: bool) -> bool {
        match word {
            "%" => self.percent = true,
            "pct" | "percent" | "відсоток" | "процент" => {
                self.percent = true;
                return !alone;
            }
            "тис" | "тыс" => self.in_thousands = true,
            "шт" | "штук" | "pcs" => return !alone,
            "р" => return false,
            word => match currencies::code(word) {
                Some(code) if !alone => self.currency = Some(code),
                _ => return false,
            },
        }
        true
    }
}

/// Whether the text begins with this number and a point or a bracket.
fn numbered(folded: &str, number: &str) -> bool {
    folded.strip_prefix(number).is_some_and(|rest| rest.starts_with(['.', ')']))
}

fn clean(word: &str) -> String {
    // «од.», «вим.» lose their points, «o.o» keeps the inner one.
    let word = word.trim_matches(['.', '-', '–', '—', '!', '?']);
    if word.chars().any(|it| ('а'..='я').contains(&it) || matches!(it, 'і' | 'ї' | 'є')) {
        word.chars().map(look_alike).collect()
    } else {
        word.to_owned()
    }
}

/// Latin letters inside a Cyrillic word.
fn look_alike(letter: char) -> char {
    match letter {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        'k' => 'к',
        'm' => 'м',
        't' => 'т',
        letter => letter,
    }
}

fn fold(text: &str) -> String {
    // The compatibility fold would write «№» as «No».
    let signs: Vec<String> = text.split('№').map(|part| part.nfkc().flat_map(char::to_lowercase).collect()).collect();
    let folded: String = signs
        .join("№ ")
        .chars()
        .map(|letter| match letter {
            'ё' => 'е',
            'ґ' => 'г',
            '’' | 'ʼ' | '`' | '´' | '‘' => '\'',
            letter => letter,
        })
        .collect();
    folded.replace('%', " % ").trim().to_owned()
}

/// `InvoiceNo` -> `Invoice No`, `CustomerID` -> `Customer ID`.
fn split_camel_case(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut split = String::with_capacity(text.len() + 4);
    for (n, letter) in letters.iter().enumerate() {
        let after_lower = n > 0 && letters[n - 1].is_lowercase();
        if letter.is_uppercase() && after_lower {
            split.push(' ');
        }
        split.push(*letter);
    }
    split
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_lose_their_clothes() {
        for (shown, words) in [
            ("InvoiceNo", "invoice no"),
            ("StockCode", "stock code"),
            ("CustomerID", "customer id"),
            ("Ціна, грн", "ціна"),
            ("Ціна (грн.)", "ціна"),
            ("Собівартість, USD", "собівартість"),
            ("К-сть", "к-сть"),
            ("Од. вим.", "од вим"),
            ("Артикyл", "артикул"),
            ("Код_товару", "код товару"),
            ("№ замовлення", "замовлення"),
            ("1. Назва", "назва"),
            ("Знижка, %", "знижка"),
            ("Знижка%", "знижка"),
            ("discount_pct", "discount"),
            ("Контрагент / Номенклатура", "контрагент номенклатура"),
            ("Кількість\nшт.", "кількість"),
            ("E-mail", "e-mail"),
            ("№", "№"),
            ("№ п/п", "п п"),
            ("Invoice No.", "invoice no"),
            ("Разом*", "разом"),
            ("Шт", "шт"),
            ("Кількість, кг", "кількість"),
            ("Ціна за кг", "ціна за кг"),
            // A number behind a dash of three bytes.
            ("–5[from(", "5 from"),
        ] {
            assert_eq!(Header::new(shown).words, words, "{shown}");
        }
        assert!(Header::new("Знижка, %").percent && Header::new("discount_pct").percent);
        assert_eq!(Header::new("Unit cost USD").currency, Some("USD"));
        assert!(Header::new("Сума, тис. грн").in_thousands);
    }
}
