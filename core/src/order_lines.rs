//! The lines of an order as they are stored: one text in the order's row. A line has no row of its own, so an order costs one
//! row and one key however many lines it has. The view `order_items` gives them back as rows to SQL.
//!
//! The text is JSON, a list of lists of whole numbers:
//! `[product, quantity, amount, price, cost, discount, unit cost, minute, days after the order's own, customer, class, opens]`.
//! What is lacking is `null`; nulls at the end are left out. The last four are lacking where they are as the order's:
//! its day, its customer (0: nobody), its class; the first line opens it.

use chrono::NaiveDate;

use crate::error::{Error, Result};
use crate::period::{Period, add_days};
use crate::store::{Row, Scope, day_number};

/// What lines share with their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderHead {
    /// The earliest day of its lines.
    pub ordered_on: NaiveDate,
    /// 0: nobody is named.
    pub customer: i64,
    pub class: i64,
}

/// What people wrote about an order; empty where nothing is given.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OrderWords<'a> {
    pub manager: &'a str,
    pub status: &'a str,
}

/// A line of an order as it is stored. Money is in minor units, quantities in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderLine {
    pub ordered_on: NaiveDate,
    /// Minutes after local midnight, if the file says.
    pub minute: Option<i64>,
    /// 0: nobody is named.
    pub customer: i64,
    pub product: i64,
    /// 0 open, 1 done, 2 cancelled, 3 returned, 4 return document
    pub class: i64,
    /// Whether the order is counted with this line.
    pub opens_order: bool,
    /// Negative in returns, as the amount is.
    pub quantity: i64,
    /// For one unit of measure.
    pub price: Option<i64>,
    /// On the whole line.
    pub discount: Option<i64>,
    pub amount: i64,
    pub unit_cost: Option<i64>,
    /// Of the whole line, with the sign of the quantity.
    pub cost: Option<i64>,
}

const VALUES: usize = 12;

impl OrderHead {
    /// From three columns of a row: the day, the customer or NULL, the class.
    pub fn from_row(row: &Row, column: usize) -> Result<Self> {
        Ok(Self {
            ordered_on: row.get(column)?,
            customer: row.get::<Option<i64>>(column + 1)?.unwrap_or_default(),
            class: row.get(column + 2)?,
        })
    }
}

impl OrderLine {
    /// Whether the line is of another day or another customer than its order.
    pub fn is_astray(&self, head: &OrderHead) -> bool {
        self.ordered_on != head.ordered_on || self.customer != head.customer
    }
}

/// The text of the lines of one order.
pub fn pack(head: &OrderHead, lines: &[OrderLine]) -> String {
    let mut text = String::with_capacity(2 + 32 * lines.len());
    text.push('[');
    for (n, line) in lines.iter().enumerate() {
        if n > 0 {
            text.push(',');
        }
        let days = (line.ordered_on - head.ordered_on).num_days();
        let values: [Option<i64>; VALUES] = [
            Some(line.product),
            Some(line.quantity),
            Some(line.amount),
            line.price,
            line.cost,
            line.discount,
            line.unit_cost,
            line.minute,
            (days != 0).then_some(days),
            (line.customer != head.customer).then_some(line.customer),
            (line.class != head.class).then_some(line.class),
            (line.opens_order != (n == 0)).then_some(i64::from(line.opens_order)),
        ];
        let n_values = values.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        for (at, value) in values[..n_values].iter().enumerate() {
            text.push(if at == 0 { '[' } else { ',' });
            match value {
                Some(value) => push_number(&mut text, *value),
                None => text.push_str("null"),
            }
        }
        text.push(']');
    }
    text.push(']');
    text
}

/// A line is nothing but numbers, and what writes numbers of any format takes three times as long.
fn push_number(text: &mut String, value: i64) {
    let mut digits = [0; 20];
    let (mut at, mut rest) = (digits.len(), value.unsigned_abs());
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        text.push('-');
    }
    text.push_str(str::from_utf8(&digits[at..]).unwrap_or_default());
}

/// The lines of one order.
pub fn unpack(head: &OrderHead, text: &str) -> Result<Vec<OrderLine>> {
    let mut lines = Vec::new();
    read(head, &mut Numbers::of(text), &mut lines).ok_or_else(|| unreadable(text))?;
    Ok(lines)
}

/// Visits the orders of these days, or all, in the order of their days. The orders of a day come as one text, `;` between them:
/// row by row, a driver takes far longer. Words of people stand in it after their length.
pub async fn each_order(
    scope: &mut Scope,
    days: Option<Period>,
    mut visit: impl FnMut(&OrderHead, OrderWords<'_>, &[OrderLine]),
) -> Result<()> {
    let (from, to) = days.map_or((i64::MIN, i64::MAX), |it| (day_number(it.from), day_number(it.to)));
    scope
        .sql(
            "SELECT string_agg(concat_ws(',', ordered_on, COALESCE(customer_id, 0), class,
                                              COALESCE(length(manager), 0), COALESCE(manager, ''),
                                              COALESCE(length(status), 0), COALESCE(status, ''), lines), ';')
               FROM orders
              WHERE organization_id = $1 AND ordered_on BETWEEN $2 AND $3 GROUP BY ordered_on ORDER BY ordered_on",
        )
        .bind(from)
        .bind(to)
        .each(|packed| unpack_orders(&packed.get::<String>(0)?, &mut visit))
        .await
}

fn unpack_orders(text: &str, mut visit: impl FnMut(&OrderHead, OrderWords<'_>, &[OrderLine])) -> Result<()> {
    let mut lines = Vec::new();
    let mut numbers = Numbers::of(text);
    loop {
        lines.clear();
        let (head, words) = order(&mut numbers, &mut lines).ok_or_else(|| unreadable(text))?;
        visit(&head, words, &lines);
        if !numbers.takes(b';') {
            return if numbers.is_over() { Ok(()) } else { Err(unreadable(text)) };
        }
    }
}

/// An order of a day, its lines put into `lines`. `None`: the text is none of ours.
fn order<'t>(numbers: &mut Numbers<'t>, lines: &mut Vec<OrderLine>) -> Option<(OrderHead, OrderWords<'t>)> {
    let mut number = || numbers.value()?.filter(|_| numbers.takes(b','));
    let (day, customer, class) = (number()?, number()?, number()?);
    let head = OrderHead { ordered_on: add_days(NaiveDate::default(), day), customer, class };
    let words = OrderWords { manager: numbers.word()?, status: numbers.word()? };
    read(&head, numbers, lines)?;
    Some((head, words))
}

/// `None`: the text is none of ours.
fn read(head: &OrderHead, numbers: &mut Numbers<'_>, lines: &mut Vec<OrderLine>) -> Option<()> {
    let mut is_first = true;
    numbers.needs(b'[')?;
    if numbers.takes(b']') {
        return Some(());
    }
    loop {
        numbers.needs(b'[')?;
        let mut values = [None; VALUES];
        for (at, value) in values.iter_mut().enumerate() {
            if at > 0 && !numbers.takes(b',') {
                break;
            }
            *value = numbers.value()?;
        }
        numbers.needs(b']')?;
        let [product, quantity, amount, price, cost, discount, unit_cost, minute, days, customer, class, opens] = values;
        lines.push(OrderLine {
            ordered_on: days.map_or(head.ordered_on, |it| add_days(head.ordered_on, it)),
            minute,
            customer: customer.unwrap_or(head.customer),
            product: product?,
            class: class.unwrap_or(head.class),
            opens_order: opens.map_or(is_first, |it| it != 0),
            quantity: quantity?,
            price,
            discount,
            amount: amount?,
            unit_cost,
            cost,
        });
        is_first = false;
        if !numbers.takes(b',') {
            return numbers.needs(b']');
        }
    }
}

fn unreadable(text: &str) -> Error {
    let start: String = text.chars().take(200).collect();
    Error::Internal(anyhow::anyhow!("lines of an order are unreadable: {start}"))
}

/// Whole numbers, nulls, words and what stands between them.
struct Numbers<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Numbers<'a> {
    fn of(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while bytes.get(self.at) == Some(&b' ') {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn is_over(&mut self) -> bool {
        self.peek().is_none()
    }

    fn takes(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn needs(&mut self, byte: u8) -> Option<()> {
        self.takes(byte).then_some(())
    }

    /// What stands after its length in characters, and the comma after it.
    fn word(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.value()??).ok()?;
        self.needs(b',')?;
        let rest = self.text.get(self.at..)?;
        let end = if length == 0 { 0 } else { rest.char_indices().nth(length - 1).map(|(at, last)| at + last.len_utf8())? };
        self.at += end;
        self.needs(b',')?;
        Some(&rest[..end])
    }

    /// A number, or `Some(None)` for null.
    fn value(&mut self) -> Option<Option<i64>> {
        if self.peek() == Some(b'n') {
            let is_null = self.text.as_bytes()[self.at..].starts_with(b"null");
            self.at += 4;
            return is_null.then_some(None);
        }
        let is_negative = self.takes(b'-');
        let first = self.at;
        let mut value: i64 = 0;
        // Below zero, where there is room for the smallest number too.
        while let Some(digit @ b'0'..=b'9') = self.text.as_bytes().get(self.at) {
            value = value.checked_mul(10)?.checked_sub(i64::from(digit - b'0'))?;
            self.at += 1;
        }
        if self.at == first {
            return None;
        }
        Some(Some(if is_negative { value } else { value.checked_neg()? }))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn head() -> impl Strategy<Value = OrderHead> {
        (-3000i64..30_000, 0..4i64, 0..5i64).prop_map(|(day, customer, class)| OrderHead {
            ordered_on: add_days(NaiveDate::default(), day),
            customer,
            class,
        })
    }

    fn line() -> impl Strategy<Value = OrderLine> {
        let figures = (any::<i64>(), any::<i64>(), prop::option::of(any::<i64>()), prop::option::of(any::<i64>()));
        let others =
            (prop::option::of(0..1440i64), 0..4i64, any::<i64>(), 0..5i64, any::<bool>(), prop::option::of(any::<i64>()));
        (0..40i64, figures, others).prop_map(|(days, (quantity, amount, price, cost), others)| {
            let (minute, customer, product, class, opens_order, discount) = others;
            let ordered_on = add_days(NaiveDate::default(), days);
            let unit_cost = price.map(|it| it / 3);
            OrderLine {
                ordered_on,
                minute,
                customer,
                product,
                class,
                opens_order,
                quantity,
                price,
                discount,
                amount,
                unit_cost,
                cost,
            }
        })
    }

    proptest! {
        #[test]
        fn lines_read_back_as_they_were_written(
            head in head(),
            lines in prop::collection::vec(line(), 0..6),
            (manager, status) in ("[ а-яі,;0-9🙂\\[-]{0,8}", "[ a-z,;]{0,4}"),
        ) {
            let text = pack(&head, &lines);
            prop_assert_eq!(unpack(&head, &text).unwrap(), lines.clone());
            // As an engine may write it again.
            prop_assert_eq!(unpack(&head, &text.replace(',', ", ")).unwrap(), lines.clone());
            let day = (head.ordered_on - NaiveDate::default()).num_days();
            let (n_manager, n_status) = (manager.chars().count(), status.chars().count());
            let words = format!("{n_manager},{manager},{n_status},{status}");
            let order = format!("{day},{},{},{words},{text}", head.customer, head.class);
            let mut found = Vec::new();
            let words = OrderWords { manager: &manager, status: &status };
            let visit = |of: &OrderHead, said: OrderWords<'_>, lines: &[OrderLine]| found.push((*of, said == words, lines.to_vec()));
            unpack_orders(&format!("{order};{order}"), visit).unwrap();
            prop_assert_eq!(found, [(head, true, lines.clone()), (head, true, lines)]);
        }

        #[test]
        fn no_text_is_a_panic(text in "[-0-9nulї,;\\[\\] ]{0,40}") {
            let head = OrderHead { ordered_on: NaiveDate::default(), customer: 0, class: 1 };
            let _ = unpack(&head, &text);
            let _ = unpack_orders(&text, |_, _, _| ());
        }
    }

    #[test]
    fn a_line_like_its_order_is_short() {
        let day = NaiveDate::default();
        let head = OrderHead { ordered_on: day, customer: 7, class: 1 };
        let line = OrderLine {
            ordered_on: day,
            minute: None,
            customer: 7,
            product: 12,
            class: 1,
            opens_order: true,
            quantity: 3_000,
            price: Some(500),
            discount: None,
            amount: 1_500,
            unit_cost: None,
            cost: None,
        };
        let second = OrderLine { opens_order: false, cost: Some(900), customer: 0, ..line };
        assert_eq!(pack(&head, &[line, second]), "[[12,3000,1500,500],[12,3000,1500,500,900,null,null,null,null,0]]");
    }
}
