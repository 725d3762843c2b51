//! Amounts of lines: what a discount column means, whether "cost" is of one unit or of the line,
//! and whether the amount column is only the order's total repeated. Decided by the values of the whole column.

use std::collections::HashMap;

use crate::imports::sheets::RawRow;
use crate::imports::values::decimal::Decimal;
use crate::imports::values::numbers::Number;
use crate::imports::values::{is_empty, text};
use crate::money::Money;

use super::cells::{Cells, cell};
use super::columns::Columns;

/// What the numbers of a discount column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DiscountKind {
    /// 15 is 15 %.
    Percent,
    /// 0.15 is 15 %.
    Fraction,
    /// Money off the line.
    Sum,
}

impl DiscountKind {
    /// The amount after the discount. A value written with a percent sign is a percentage in any column.
    pub(super) fn net(self, full: Decimal, discount: Option<Number>) -> Option<Decimal> {
        let Some(discount) = discount else { return Some(full) };
        let share = match self {
            _ if discount.percent => discount.value.shifted(-2)?,
            Self::Percent => discount.value.shifted(-2)?,
            Self::Fraction => discount.value,
            Self::Sum => return full.minus(positive(discount.value)),
        };
        full.minus(full.times(positive(share))?)
    }
}

/// More than 2 kopecks and more than 0.5 %.
pub(super) fn differs(written: Money, computed: Money) -> bool {
    let difference = i128::from(written.0 - computed.0).abs();
    difference > 2 && difference * 200 > i128::from(written.0).abs()
}

fn positive(value: Decimal) -> Decimal {
    if value.is_negative() { Decimal::ZERO.minus(value).unwrap_or(value) } else { value }
}

/// Rows looked at for a decision; the habits of a file show early.
pub(super) const LOOKED_AT: usize = 5_000;

/// The figures of one row, as far as they can be read.
struct Line {
    quantity: Option<Decimal>,
    price: Option<Decimal>,
    amount: Option<Decimal>,
    /// There is an amount that cannot be read.
    is_unread: bool,
    discount: Option<Number>,
    cost: Option<Decimal>,
    order: Option<String>,
}

/// Reads the figures of the first rows. Nothing is noted: the rows are read again later.
fn lines(columns: &Columns, rows: &[RawRow], cells: &Cells) -> Vec<Line> {
    let order = columns.find("order.no");
    // Only the first line of an order has its number at times.
    let mut above: Option<String> = None;
    rows.iter()
        .take(LOOKED_AT)
        .map(|row| {
            above = order.and_then(|at| text(cell(row, at))).or(above.take());
            let number = |field| cells.peek(row, field);
            let value = |field| number(field).map(|it: Number| it.value);
            let amount = value("line.amount");
            Line {
                quantity: value("line.qty"),
                price: value("line.price"),
                amount,
                is_unread: amount.is_none() && columns.find("line.amount").is_some_and(|at| !is_empty(cell(row, at))),
                discount: number("line.discount"),
                cost: value("line.cost"),
                order: above.clone(),
            }
        })
        .collect()
}

/// What the columns of amounts turned out to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meaning {
    pub discount: DiscountKind,
    /// The kind of discount is only likely.
    pub discount_guessed: bool,
    pub cost_is_total: bool,
    pub amount_is_order_total: bool,
}

pub(super) fn meaning(cells: &Cells, rows: &[RawRow]) -> Meaning {
    let columns = cells.columns;
    // Without these columns the values tell nothing.
    let tells = columns.has_any(&["line.discount", "line.cost", "line.amount"]);
    let lines = if tells { lines(columns, rows, cells) } else { Vec::new() };
    let (discount, discount_guessed) = discount_kind(columns, &lines);
    Meaning {
        discount,
        discount_guessed,
        cost_is_total: cost_is_total(columns, &lines),
        amount_is_order_total: amount_is_order_total(columns, &lines, discount),
    }
}

fn discount_kind(columns: &Columns, lines: &[Line]) -> (DiscountKind, bool) {
    let Some(at) = columns.find("line.discount") else { return (DiscountKind::Percent, false) };
    let header = &columns.headers[at];
    let given: Vec<&Line> = lines.iter().filter(|it| it.discount.is_some_and(|it| !it.value.is_zero())).collect();
    let values = || given.iter().filter_map(|it| it.discount).map(|it| positive(it.value).to_f64());
    let fractions =
        !given.is_empty() && values().all(|it| it < 1.0) && given.iter().all(|it| it.discount.is_some_and(|it| !it.percent));
    // The amounts of the file know best.
    let fits = |kind: DiscountKind| {
        given
            .iter()
            .filter(|line| {
                let full = line.price.zip(line.quantity).and_then(|(price, quantity)| price.times(quantity));
                let net = full.and_then(|full| kind.net(full, line.discount)).and_then(Decimal::to_money);
                line.amount.and_then(Decimal::to_money).zip(net).is_some_and(|(written, net)| !differs(written, net))
            })
            .count()
    };
    let best = [DiscountKind::Percent, DiscountKind::Sum, DiscountKind::Fraction].map(|kind| (fits(kind), kind));
    if let Some((count, kind)) = best.into_iter().max_by_key(|(count, _)| *count)
        && count * 2 > given.len()
    {
        return (kind, false);
    }
    if header.percent || header.words.contains("відсоток") || header.words.contains("процент") {
        return (if fractions { DiscountKind::Fraction } else { DiscountKind::Percent }, false);
    }
    let sum = ["сума", "сумма", "amount", "lineitem"].iter().any(|word| header.words.contains(word)) || header.currency.is_some();
    if sum || values().any(|it| it > 100.0) {
        return (DiscountKind::Sum, false);
    }
    if fractions {
        return (DiscountKind::Fraction, false);
    }
    let signed = given.iter().any(|it| it.discount.is_some_and(|it| it.percent));
    (DiscountKind::Percent, !given.is_empty() && !signed)
}

/// «Собівартість» beside an amount: of the line if it stays near the amount, of one unit if near the amount per unit.
fn cost_is_total(columns: &Columns, lines: &[Line]) -> bool {
    if !columns.has("line.cost") {
        return false;
    }
    // Profit is taken from the whole line, so the cost beside it is of the line too.
    let profit =
        |it: &str| ["прибуток", "валовий прибуток", "прибыль", "валовая прибыль", "profit", "gross profit"].contains(&it);
    if !columns.has("line.price") && columns.headers.iter().any(|it| profit(&it.words)) {
        return true;
    }
    let (mut total, mut unit) = (0u32, 0u32);
    for line in lines {
        let (Some(cost), Some(quantity)) = (line.cost, line.quantity) else { continue };
        let full = line.price.and_then(|price| price.times(quantity));
        let Some(amount) = line.amount.or(full) else { continue };
        let (cost, quantity, amount) = (cost.to_f64().abs(), quantity.to_f64().abs(), amount.to_f64().abs());
        if cost == 0.0 || amount == 0.0 || quantity == 0.0 || (quantity - 1.0).abs() < 0.001 {
            continue;
        }
        // A usual share of cost in the price is about 0.7; whichever reading is nearer to it is the likelier one.
        let far = |share: f64| (share / 0.7).ln().abs();
        if far(cost / amount) < far(cost * quantity / amount) { total += 1 } else { unit += 1 }
    }
    if total + unit == 0 { !columns.has("line.price") } else { total > unit }
}

/// The same amount on every line of an order of several lines, or an amount on its first line only, and not
/// quantity × price: the order's total.
fn amount_is_order_total(columns: &Columns, lines: &[Line], discount: DiscountKind) -> bool {
    if !columns.has("line.amount") {
        return false;
    }
    let priced = columns.has("line.price");
    let mut orders: HashMap<&str, Vec<&Line>> = HashMap::new();
    for line in lines {
        if let Some(order) = &line.order {
            orders.entry(order).or_default().push(line);
        }
    }
    if !priced {
        return repeats_total(&orders);
    }
    let (mut repeated, mut own) = (0, 0);
    for lines in orders.values().filter(|it| it.len() > 1) {
        let amounts: Vec<Money> = lines.iter().filter_map(|it| it.amount.and_then(Decimal::to_money)).collect();
        let computed: Vec<Money> =
            lines.iter().filter_map(|it| discount.net(it.price?.times(it.quantity?)?, it.discount)?.to_money()).collect();
        if computed.len() != lines.len() {
            continue;
        }
        if let ([total], Some(_)) = (&amounts[..], lines[0].amount) {
            let whole = Money(computed.iter().map(|it| it.0).sum());
            if !differs(*total, whole) { repeated += 1 } else { own += 1 }
        }
        if amounts.len() != lines.len() {
            continue;
        }
        let same = amounts.windows(2).all(|pair| pair[0] == pair[1]);
        let lines_fit = amounts.iter().zip(&computed).filter(|(written, computed)| !differs(**written, **computed)).count();
        if same && lines_fit * 2 < lines.len() { repeated += 1 } else { own += 1 }
    }
    repeated > own
}

/// Where nothing tells what a line costs: every order of several lines has one amount, whatever was bought.
fn repeats_total(orders: &HashMap<&str, Vec<&Line>>) -> bool {
    let (mut alike, mut told) = (0, 0);
    for lines in orders.values().filter(|it| it.len() > 1) {
        let amounts: Vec<Decimal> = lines.iter().filter_map(|it| it.amount).collect();
        let on_first = amounts.len() == 1 && lines[0].amount.is_some() && !lines.iter().any(|it| it.is_unread);
        let same = amounts.len() == lines.len() && amounts.windows(2).all(|pair| pair[0] == pair[1]);
        if !on_first && !same {
            return false;
        }
        alike += 1;
        told += usize::from(on_first || lines.windows(2).any(|pair| pair[0].quantity != pair[1].quantity));
    }
    alike >= 2 && told * 2 >= alike
}
