//! The text form of a query: what tests, logs, addresses and saved questions use. `Display` and `FromStr` round-trip.
//! Clauses may come in any order, each once; they are written in the order of the fields.

use std::fmt::{self, Write as _};
use std::iter::Peekable;
use std::str::{Chars, FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::query::{Dimension, Direction, Filter, Metric, MetricCall, MetricQuery, NumberOp, Param, Sort, SortBy, ValueOp};
use crate::error::Problem;
use crate::period::Comparison;

impl fmt::Display for MetricQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        list(f, &self.metrics)?;
        if !self.by.is_empty() {
            f.write_str(" by ")?;
            list(f, &self.by)?;
        }
        for (n, filter) in self.filters.iter().enumerate() {
            f.write_str(if n == 0 { " where " } else { " and " })?;
            filter.fmt(f)?;
        }
        if let Some(period) = self.period {
            write!(f, " during {period}")?;
        }
        match self.compare {
            None => {}
            Some(Comparison::PreviousPeriod) => f.write_str(" compare previous_period")?,
            Some(Comparison::PreviousYear) => f.write_str(" compare previous_year")?,
            Some(Comparison::With(period)) => write!(f, " compare {period}")?,
        }
        if let Some(sort) = self.sort {
            match sort.by {
                SortBy::Metric(it) => write!(f, " sort {it}")?,
                SortBy::Difference(it) => write!(f, " sort difference({it})")?,
                SortBy::Dimension(it) => write!(f, " sort {it}")?,
            }
            f.write_str(match sort.direction {
                Direction::Ascending => " asc",
                Direction::Descending => " desc",
            })?;
        }
        self.limit.map_or(Ok(()), |limit| write!(f, " limit {limit}"))
    }
}

impl fmt::Display for MetricCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.metric.fmt(f)?;
        for (n, (param, value)) in self.params.iter().enumerate() {
            write!(f, "{}{param}=", if n == 0 { "(" } else { ", " })?;
            if !value.is_empty() && value.chars().all(is_word) { f.write_str(value)? } else { quote(f, value)? }
        }
        if self.params.is_empty() { Ok(()) } else { f.write_char(')') }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Values { dimension, op, values } => {
                let (one, many) = match op {
                    ValueOp::Is => ("=", "in"),
                    ValueOp::IsNot => ("!=", "not in"),
                };
                if let [value] = &values[..] {
                    write!(f, "{dimension} {one} ")?;
                    return quote(f, value);
                }
                write!(f, "{dimension} {many} (")?;
                for (n, value) in values.iter().enumerate() {
                    f.write_str(if n == 0 { "" } else { ", " })?;
                    quote(f, value)?;
                }
                f.write_char(')')
            }
            Self::Threshold { metric, op, value } => {
                let op = match op {
                    NumberOp::More => ">",
                    NumberOp::AtLeast => ">=",
                    NumberOp::Less => "<",
                    NumberOp::AtMost => "<=",
                };
                write!(f, "{metric} {op} {value}")
            }
        }
    }
}

fn list<T: fmt::Display>(f: &mut fmt::Formatter<'_>, items: &[T]) -> fmt::Result {
    for (n, item) in items.iter().enumerate() {
        f.write_str(if n == 0 { "" } else { ", " })?;
        item.fmt(f)?;
    }
    Ok(())
}

fn quote(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for it in text.chars() {
        match it {
            '"' | '\\' => write!(f, "\\{it}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            _ => f.write_char(it)?,
        }
    }
    f.write_char('"')
}

impl Serialize for MetricQuery {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MetricQuery {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|it: Problem| de::Error::custom(format!("{}: {:?}", it.code, it.args)))
    }
}

impl FromStr for MetricQuery {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let mut tokens = Tokens { rest: text.chars().peekable(), ahead: None };
        let mut query = Self {
            metrics: Vec::new(),
            by: Vec::new(),
            filters: Vec::new(),
            period: None,
            compare: None,
            sort: None,
            limit: None,
        };
        query.metrics = tokens.separated(",", metric_call)?;
        while let Some(token) = tokens.next()? {
            let Token::Word(clause) = token else {
                return Err(unexpected("by, where, during, compare, sort, limit", Some(&token)));
            };
            let seen = match &clause[..] {
                "by" => !query.by.is_empty(),
                "where" => !query.filters.is_empty(),
                "during" => query.period.is_some(),
                "compare" => query.compare.is_some(),
                "sort" => query.sort.is_some(),
                "limit" => query.limit.is_some(),
                _ => return Err(unexpected("by, where, during, compare, sort, limit", Some(&Token::Word(clause)))),
            };
            if seen {
                return Err(Problem::new("query-clause-twice").with("clause", clause));
            }
            match &clause[..] {
                "by" => query.by = tokens.separated(",", |tokens| dimension(&tokens.word("a dimension")?))?,
                "where" => query.filters = tokens.separated("and", filter)?,
                "during" => query.period = Some(tokens.parsed("a period", "query-unknown-period")?),
                "compare" => query.compare = Some(comparison(&mut tokens)?),
                "sort" => query.sort = Some(sort(&mut tokens)?),
                _ => query.limit = Some(tokens.parsed("a number", "query-not-a-number")?),
            }
        }
        Ok(query)
    }
}

fn metric_call(tokens: &mut Tokens<'_>) -> Result<MetricCall, Problem> {
    let metric = metric(&tokens.word("a metric")?)?;
    let mut params = Vec::new();
    if tokens.eat("(")? {
        params = tokens.separated(",", |tokens| {
            let name = tokens.word("a parameter")?;
            let param: Param = name.parse().map_err(|_| Problem::new("query-unknown-param").with("word", name))?;
            tokens.expect("=")?;
            Ok((param, tokens.value()?))
        })?;
        tokens.expect(")")?;
    }
    Ok(MetricCall { metric, params })
}

fn filter(tokens: &mut Tokens<'_>) -> Result<Filter, Problem> {
    let name = tokens.word("a dimension or a metric")?;
    let op = tokens.next()?;
    let number_op = match &op {
        Some(Token::Sign(">")) => Some(NumberOp::More),
        Some(Token::Sign(">=")) => Some(NumberOp::AtLeast),
        Some(Token::Sign("<")) => Some(NumberOp::Less),
        Some(Token::Sign("<=")) => Some(NumberOp::AtMost),
        _ => None,
    };
    if let Some(op) = number_op {
        let (metric, value) = (metric(&name)?, tokens.word("a number")?);
        if !is_decimal(&value) {
            return Err(Problem::new("query-not-a-number").with("word", value));
        }
        return Ok(Filter::Threshold { metric, op, value });
    }
    let dimension = dimension(&name)?;
    let (op, many) = match &op {
        Some(Token::Sign("=")) => (ValueOp::Is, false),
        Some(Token::Sign("!=")) => (ValueOp::IsNot, false),
        Some(Token::Word(word)) if word == "in" => (ValueOp::Is, true),
        Some(Token::Word(word)) if word == "not" => {
            tokens.expect("in")?;
            (ValueOp::IsNot, true)
        }
        other => return Err(unexpected("= != in, not in, > >= < <=", other.as_ref())),
    };
    if !many {
        return Ok(Filter::Values { dimension, op, values: vec![tokens.value()?] });
    }
    tokens.expect("(")?;
    let values = tokens.separated(",", Tokens::value)?;
    tokens.expect(")")?;
    Ok(Filter::Values { dimension, op, values })
}

fn comparison(tokens: &mut Tokens<'_>) -> Result<Comparison, Problem> {
    for (word, comparison) in [("previous_period", Comparison::PreviousPeriod), ("previous_year", Comparison::PreviousYear)] {
        if tokens.eat(word)? {
            return Ok(comparison);
        }
    }
    tokens.parsed("previous_period, previous_year", "query-unknown-period").map(Comparison::With)
}

fn sort(tokens: &mut Tokens<'_>) -> Result<Sort, Problem> {
    let name = tokens.word("a metric or a dimension")?;
    let by = if name == "difference" {
        tokens.expect("(")?;
        let metric = metric(&tokens.word("a metric")?)?;
        tokens.expect(")")?;
        SortBy::Difference(metric)
    } else {
        match name.parse() {
            Ok(dimension) => SortBy::Dimension(dimension),
            Err(_) => SortBy::Metric(metric(&name)?),
        }
    };
    let direction = match &tokens.word("asc, desc")?[..] {
        "asc" => Direction::Ascending,
        "desc" => Direction::Descending,
        other => return Err(unexpected("asc, desc", Some(&Token::Word(other.into())))),
    };
    Ok(Sort { by, direction })
}

fn metric(name: &str) -> Result<Metric, Problem> {
    name.parse().map_err(|_| Problem::new("query-unknown-metric").with("word", name))
}

fn dimension(name: &str) -> Result<Dimension, Problem> {
    name.parse().map_err(|_| Problem::new("query-unknown-dimension").with("word", name))
}

/// `10000`, `-12.5`: what a threshold may hold.
fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction].iter().all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit()))
}

fn unexpected(expected: &str, found: Option<&Token>) -> Problem {
    match found {
        Some(found) => Problem::new("query-unexpected").with("expected", expected).with("found", found),
        None => Problem::new("query-ends-early").with("expected", expected),
    }
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Word(String),
    Quoted(String),
    Sign(&'static str),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) => f.write_str(text),
            Self::Quoted(text) => quote(f, text),
            Self::Sign(sign) => f.write_str(sign),
        }
    }
}

/// What may stand without quotes: names, numbers, dates, periods.
fn is_word(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '_' | '.' | '-')
}

struct Tokens<'a> {
    rest: Peekable<Chars<'a>>,
    ahead: Option<Token>,
}

impl Tokens<'_> {
    fn next(&mut self) -> Result<Option<Token>, Problem> {
        if let Some(token) = self.ahead.take() {
            return Ok(Some(token));
        }
        while self.rest.next_if(|it| it.is_whitespace()).is_some() {}
        let Some(first) = self.rest.next() else { return Ok(None) };
        let or_equal = |this: &mut Self| this.rest.next_if_eq(&'=').is_some();
        Ok(Some(match first {
            ',' => Token::Sign(","),
            '(' => Token::Sign("("),
            ')' => Token::Sign(")"),
            '=' => Token::Sign("="),
            '>' if or_equal(self) => Token::Sign(">="),
            '>' => Token::Sign(">"),
            '<' if or_equal(self) => Token::Sign("<="),
            '<' => Token::Sign("<"),
            '!' if or_equal(self) => Token::Sign("!="),
            '"' => Token::Quoted(self.quoted()?),
            _ if is_word(first) => {
                let mut word = String::from(first);
                while let Some(it) = self.rest.next_if(|it| is_word(*it)) {
                    word.push(it);
                }
                Token::Word(word)
            }
            other => return Err(Problem::new("query-strange-sign").with("sign", other)),
        }))
    }

    /// The rest of a quoted text, its opening quote being read.
    fn quoted(&mut self) -> Result<String, Problem> {
        let mut text = String::new();
        loop {
            match self.rest.next() {
                Some('"') => return Ok(text),
                Some('\\') => match self.rest.next() {
                    Some('n') => text.push('\n'),
                    Some('r') => text.push('\r'),
                    Some('t') => text.push('\t'),
                    Some(it) => text.push(it),
                    None => return Err(Problem::new("query-open-quote")),
                },
                Some(it) => text.push(it),
                None => return Err(Problem::new("query-open-quote")),
            }
        }
    }

    /// Takes the next token if it is this keyword or sign.
    fn eat(&mut self, text: &str) -> Result<bool, Problem> {
        let token = self.next()?;
        let eaten = match &token {
            Some(Token::Word(word)) => word == text,
            Some(Token::Sign(sign)) => *sign == text,
            _ => false,
        };
        if !eaten {
            self.ahead = token;
        }
        Ok(eaten)
    }

    fn expect(&mut self, text: &str) -> Result<(), Problem> {
        if self.eat(text)? { Ok(()) } else { Err(unexpected(text, self.next()?.as_ref())) }
    }

    fn word(&mut self, expected: &str) -> Result<String, Problem> {
        match self.next()? {
            Some(Token::Word(word)) => Ok(word),
            other => Err(unexpected(expected, other.as_ref())),
        }
    }

    fn value(&mut self) -> Result<String, Problem> {
        match self.next()? {
            Some(Token::Quoted(text) | Token::Word(text)) => Ok(text),
            other => Err(unexpected("\"…\"", other.as_ref())),
        }
    }

    fn parsed<T: FromStr>(&mut self, expected: &str, code: &'static str) -> Result<T, Problem> {
        let word = self.word(expected)?;
        word.parse().map_err(|_| Problem::new(code).with("word", word))
    }

    fn separated<T>(&mut self, separator: &str, item: impl Fn(&mut Self) -> Result<T, Problem>) -> Result<Vec<T>, Problem> {
        let mut items = vec![item(self)?];
        while self.eat(separator)? {
            items.push(item(self)?);
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Days, NaiveDate};
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::*;
    use crate::period::{Grain, PeriodSpec};

    #[test]
    fn texts_round_trip() {
        for text in [
            "revenue",
            "revenue, orders by month where city = \"Львів\" and revenue >= 10000 during last_quarter compare previous_period sort revenue asc limit 5",
            "dead_stock(days=180)",
            "cohort_retention(cohort=2026-03, after=3)",
            "reorder_point(service_level=0.95) by product",
            "units by product, city where category != \"Кава \\\"Арабіка\\\"\" during 2026-10",
            "revenue by customer where city in (\"Львів\", \"Київ\") and status not in (\"new\", \"done\") compare 2026-03",
            "revenue by customer during last_month compare previous_year sort difference(revenue) desc limit 10",
            "aov by month sort month asc",
        ] {
            assert_eq!(text.parse::<MetricQuery>().unwrap().to_string(), text);
            let json = serde_json::to_string(&text.parse::<MetricQuery>().unwrap()).unwrap();
            assert_eq!(serde_json::from_str::<MetricQuery>(&json).unwrap().to_string(), text);
        }
    }

    #[test]
    fn forgives_order_and_quotes() {
        let text = "revenue limit 5 during 2026 where city=Львів by product";
        assert_eq!(
            text.parse::<MetricQuery>().unwrap().to_string(),
            "revenue by product where city = \"Львів\" during 2026 limit 5"
        );
    }

    #[test]
    fn mistakes_are_named() {
        for (text, code, shown) in [
            ("", "query-ends-early", "a metric"),
            ("profit", "query-unknown-metric", "profit"),
            ("revenue by town", "query-unknown-dimension", "town"),
            ("revenue by", "query-ends-early", "a dimension"),
            ("revenue during someday", "query-unknown-period", "someday"),
            ("revenue where city", "query-ends-early", "= != in, not in, > >= < <="),
            ("revenue where revenue > many", "query-not-a-number", "many"),
            ("revenue limit few", "query-not-a-number", "few"),
            ("revenue limit 5 limit 6", "query-clause-twice", "limit"),
            ("revenue sort revenue", "query-ends-early", "asc, desc"),
            ("revenue; DROP TABLE orders", "query-strange-sign", ";"),
            ("dead_stock(age=5)", "query-unknown-param", "age"),
            ("revenue orders", "query-unexpected", "by, where, during, compare, sort, limit"),
        ] {
            let problem = text.parse::<MetricQuery>().unwrap_err();
            assert_eq!((problem.code, &problem.args[0].1[..]), (code, shown), "{text}");
        }
        assert_eq!("revenue where city = \"Львів".parse::<MetricQuery>().unwrap_err().code, "query-open-quote");
    }

    fn period() -> impl Strategy<Value = PeriodSpec> {
        let grain = || select(&Grain::ALL[..]);
        let date = || (0u64..20_000).prop_map(|days| NaiveDate::default() + Days::new(days));
        prop_oneof![
            (grain(), 0u32..40).prop_map(|(grain, back)| PeriodSpec::Unit { grain, back }),
            (grain(), 1u32..400).prop_map(|(grain, count)| PeriodSpec::Rolling { grain, count }),
            (grain(), 1u32..400).prop_map(|(grain, count)| PeriodSpec::Full { grain, count }),
            (grain(), date()).prop_map(|(grain, day)| PeriodSpec::Named { grain, start: grain.start_of(day) }),
            (date(), option::of(date())).prop_map(|(from, to)| PeriodSpec::Between { from: Some(from), to }),
            date().prop_map(|to| PeriodSpec::Between { from: None, to: Some(to) }),
            Just(PeriodSpec::LastWeekend),
            Just(PeriodSpec::AllTime),
        ]
    }

    fn filter() -> impl Strategy<Value = Filter> {
        let value_op = select(&[ValueOp::Is, ValueOp::IsNot][..]);
        let number_op = select(&[NumberOp::More, NumberOp::AtLeast, NumberOp::Less, NumberOp::AtMost][..]);
        prop_oneof![
            (select(Dimension::ALL), value_op, proptest::collection::vec(any::<String>(), 1..4))
                .prop_map(|(dimension, op, values)| Filter::Values { dimension, op, values }),
            (select(Metric::ALL), number_op, -1_000_000i64..1_000_000, 0u32..100)
                .prop_map(|(metric, op, whole, part)| Filter::Threshold { metric, op, value: format!("{whole}.{part:02}") }),
        ]
    }

    fn query() -> impl Strategy<Value = MetricQuery> {
        let call = (select(Metric::ALL), proptest::collection::vec((select(Param::ALL), any::<String>()), 0..3))
            .prop_map(|(metric, params)| MetricCall { metric, params });
        let compare =
            prop_oneof![Just(Comparison::PreviousPeriod), Just(Comparison::PreviousYear), period().prop_map(Comparison::With)];
        let by = prop_oneof![
            select(Metric::ALL).prop_map(SortBy::Metric),
            select(Metric::ALL).prop_map(SortBy::Difference),
            select(Dimension::ALL).prop_map(SortBy::Dimension),
        ];
        let sort = (by, select(&[Direction::Ascending, Direction::Descending][..]));
        (
            proptest::collection::vec(call, 1..4),
            proptest::collection::vec(select(Dimension::ALL), 0..3),
            proptest::collection::vec(filter(), 0..3),
            (option::of(period()), option::of(compare)),
            option::of(sort.prop_map(|(by, direction)| Sort { by, direction })),
            option::of(0u32..1000),
        )
            .prop_map(|(metrics, by, filters, (period, compare), sort, limit)| MetricQuery {
                metrics,
                by,
                filters,
                period,
                compare,
                sort,
                limit,
            })
    }

    proptest! {
        #[test]
        fn every_query_round_trips(query in query()) {
            let text = query.to_string();
            prop_assert_eq!(text.parse::<MetricQuery>().expect(&text), query);
        }

        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = text.parse::<MetricQuery>();
        }
    }
}
