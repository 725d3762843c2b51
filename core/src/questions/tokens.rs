//! A message cut into words and numbers. Spelling that carries no meaning is folded away:
//! case, apostrophes, ґ, ё. Letters and digits written together part ("топ10", "Q3").

use crate::names::fold;

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token {
    /// As the person wrote it.
    pub(super) text: String,
    /// Folded; what the lexicons and names are compared with.
    pub(super) key: String,
    pub(super) kind: Kind,
    /// Begins with a capital letter.
    pub(super) capital: bool,
    /// Number of the quoted group it stands in.
    pub(super) quote: Option<usize>,
    /// A dash stands before it: "1–15", "жовтень-листопад".
    pub(super) dash: bool,
    /// A comma or another stop stands before it.
    pub(super) stop: bool,
    /// Neither the lexicon nor a name has this word as it is: it may be a name with a typo.
    pub(super) strange: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    /// Digits with an optional fraction; `key` has a decimal point: `10000`, `0.5`.
    Number,
    /// Digits parted by points, dashes or slashes that can be a date: `01.10`, `15.10.2026`, `2026-10-01`.
    Date,
    /// `%`, `$`, `₴`, `€`, `>`, `<`.
    Sign,
}

pub(super) fn tokenize(text: &str) -> Vec<Token> {
    let letters: Vec<char> = text.chars().map(|it| if is_space(it) { ' ' } else { it }).collect();
    let mut reader = Reader { letters, at: 0, tokens: Vec::new(), quote: None, quotes: 0, dash: false, stop: false };
    reader.run();
    reader.tokens
}

struct Reader {
    letters: Vec<char>,
    at: usize,
    tokens: Vec<Token>,
    quote: Option<usize>,
    quotes: usize,
    dash: bool,
    stop: bool,
}

impl Reader {
    fn run(&mut self) {
        while let Some(&letter) = self.letters.get(self.at) {
            match letter {
                '«' | '“' | '„' => self.open(),
                '»' | '”' => self.close(),
                '"' if self.quote.is_some() => self.close(),
                '"' => self.open(),
                '-' | '–' | '—' | '−' => {
                    self.dash = true;
                    self.at += 1;
                }
                '%' | '$' | '₴' | '€' | '>' | '<' => self.push(self.at + 1, Kind::Sign),
                letter if letter.is_ascii_digit() => self.number(),
                letter if letter.is_alphabetic() => self.word(),
                ',' | '.' | ';' | ':' | '?' | '!' | '(' | ')' | '\n' => {
                    self.stop = true;
                    self.at += 1;
                }
                _ => self.at += 1,
            }
        }
    }

    fn open(&mut self) {
        self.quotes += 1;
        self.quote = Some(self.quotes);
        self.at += 1;
    }

    fn close(&mut self) {
        self.quote = None;
        self.at += 1;
    }

    fn word(&mut self) {
        let end = self.run_of(self.at, |it| it.is_alphabetic() || is_apostrophe(it));
        self.push(end, Kind::Word);
    }

    fn number(&mut self) {
        let mut end = self.run_of(self.at, |it| it.is_ascii_digit());
        if let Some(date_end) = self.date_end(end) {
            return self.push(date_end, Kind::Date);
        }
        // Thousands may be parted by spaces or apostrophes: "10 000", but not "5 100 шт" of a list.
        while end - self.at <= 3 + 4 * 3
            && matches!(self.letters.get(end), Some(' ' | '\'' | '’'))
            && self.run_of(end + 1, |it| it.is_ascii_digit()) == end + 4
            && self.run_of(self.at, |it| it.is_ascii_digit()) - self.at <= 3
        {
            end += 4;
        }
        // "10,000": three digits after a comma are thousands; nobody asks to a thousandth.
        while matches!(self.letters.get(end), Some('.' | ','))
            && self.run_of(end + 1, |it| it.is_ascii_digit()) == end + 4
            && self.run_of(self.at, |it| it.is_ascii_digit()) - self.at <= 3
            && self.letters[self.at] != '0'
        {
            end += 4;
        }
        let thousands = end;
        if matches!(self.letters.get(end), Some('.' | ',')) {
            let fraction = self.run_of(end + 1, |it| it.is_ascii_digit());
            if fraction > end + 1 {
                end = fraction;
            }
        }
        self.push_number(thousands, end);
    }

    /// The whole part ends at `thousands`; what parts its digits is no decimal point.
    fn push_number(&mut self, thousands: usize, end: usize) {
        let whole: String = self.letters[self.at..thousands].iter().filter(|it| it.is_ascii_digit()).collect();
        let fraction: String = self.letters[thousands..end].iter().collect::<String>().replace(',', ".");
        self.push(end, Kind::Number);
        if let Some(token) = self.tokens.last_mut() {
            token.key = whole + &fraction;
        }
    }

    /// `1.10.2026`, `01.10`, `2026-10-01`, `1/10/26`: where it ends, if it looks like a date.
    fn date_end(&self, first: usize) -> Option<usize> {
        let separator = *self.letters.get(first).filter(|it| matches!(it, '.' | '/' | '-'))?;
        let second = self.run_of(first + 1, |it| it.is_ascii_digit());
        let (n_first, n_second) = (first - self.at, second - first - 1);
        if n_second == 0 {
            return None;
        }
        if self.letters.get(second) == Some(&separator) {
            let third = self.run_of(second + 1, |it| it.is_ascii_digit());
            if third > second + 1 && third - second - 1 <= 4 && n_second <= 2 && (n_first <= 2 || n_first == 4) {
                return Some(third);
            }
        }
        let two = n_first <= 2 && n_second == 2 && separator == '.';
        let machine = n_first == 4 && n_second == 2 && separator == '-';
        (two && self.plausible_day_and_month(first) || machine).then_some(second)
    }

    fn plausible_day_and_month(&self, first: usize) -> bool {
        let value = |from: usize, to: usize| self.letters[from..to].iter().collect::<String>().parse::<u32>().unwrap_or(0);
        (1..=31).contains(&value(self.at, first)) && (1..=12).contains(&value(first + 1, first + 3))
    }

    fn run_of(&self, from: usize, accept: impl Fn(char) -> bool) -> usize {
        from + self.letters[from.min(self.letters.len())..].iter().take_while(|it| accept(**it)).count()
    }

    fn push(&mut self, end: usize, kind: Kind) {
        let text: String = self.letters[self.at..end].iter().collect();
        let key = match kind {
            Kind::Number => text.clone(),
            _ => fold(&text).replace('\'', ""),
        };
        if !key.is_empty() {
            let capital = text.starts_with(char::is_uppercase);
            self.tokens.push(Token {
                text,
                key,
                kind,
                capital,
                quote: self.quote,
                dash: self.dash,
                stop: self.stop,
                strange: false,
            });
            self.dash = false;
            self.stop = false;
        }
        self.at = end;
    }
}

fn is_space(letter: char) -> bool {
    letter.is_whitespace() && letter != '\n' || letter == '\u{200b}'
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | 'ʼ' | '`' | '´' | '‘')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> String {
        tokenize(text).iter().map(|it| it.key.as_str()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn parts_words_numbers_and_dates() {
        assert_eq!(keys("Топ-5 товарів, м’яка «Кава»"), "топ|5|товарів|мяка|кава");
        assert_eq!(keys("топ10 Q3 понад 10 000,50 грн"), "топ|10|q|3|понад|10000.50|грн");
        assert_eq!(keys("01.10–15.10 і 2026-10-01"), "01.10|15.10|і|2026-10-01");
        assert_eq!(keys("0,5 л 30х20х15 95%"), "0.5|л|30|х|20|х|15|95|%");
        assert_eq!(keys("чек > 1 500.5"), "чек|>|1500.5");
        assert_eq!(keys("over 10,000 or 1,250,000.5 or 0,125"), "over|10000|or|1250000.5|or|0.125");
    }

    #[test]
    fn remembers_quotes_and_dashes() {
        let tokens = tokenize("продажі «Лан Захід» 1–15");
        assert_eq!(tokens[1].quote, tokens[2].quote);
        assert!(tokens[1].quote.is_some() && tokens[0].quote.is_none());
        assert!(tokens[4].dash && !tokens[3].dash);
    }
}
