//! Versions of orders: their lines stand in one text. Versions kept before they did have a row for each line.

use super::tables::{Rows, Value, place};
use crate::error::Result;
use crate::order_lines::{self, OrderHead, OrderLine};
use crate::period::add_days;

/// The values of such a row.
const LINE_VALUES: usize = 13;

/// The lines of a version.
pub(super) fn lines(version: &Rows) -> Result<Vec<OrderLine>> {
    let Some((row, old_lines)) = version.split_first() else { return Ok(Vec::new()) };
    match row.get(place::ORDER_LINES) {
        Some(Value::Text(text)) => order_lines::unpack(&head(row), text),
        _ => Ok(old_lines.iter().map(|it| old_line(it)).collect()),
    }
}

/// Puts a version into the form of today: one row.
pub(super) fn settle(version: &mut Rows) -> Result<()> {
    let is_settled = version.first().is_none_or(|row| matches!(row.get(place::ORDER_LINES), Some(Value::Text(_))));
    if !is_settled {
        let lines = lines(version)?;
        version.truncate(1);
        set_lines(version, &lines);
    }
    Ok(())
}

/// Makes a version name another customer; whether it named the one. No file says the order so, hence no digest.
pub(super) fn point_elsewhere(version: &mut Rows, (from, to): (i64, i64)) -> Result<bool> {
    let mut lines = lines(version)?;
    let Some(row) = version.first_mut() else { return Ok(false) };
    let is_his = row.get(place::ORDER_CUSTOMER).and_then(Value::integer) == Some(from);
    if !is_his && lines.iter().all(|it| it.customer != from) {
        return Ok(false);
    }
    if is_his {
        row[place::ORDER_CUSTOMER] = Value::Integer(to);
    }
    if let Some(digest) = row.get_mut(place::ORDER_DIGEST) {
        *digest = Value::Integer(0);
    }
    move_lines(&mut lines, (from, to));
    set_lines(version, &lines);
    Ok(true)
}

pub(super) fn move_lines(lines: &mut [OrderLine], (from, to): (i64, i64)) {
    lines.iter_mut().filter(|it| it.customer == from).for_each(|it| it.customer = to);
}

fn set_lines(version: &mut Rows, lines: &[OrderLine]) {
    if let Some(row) = version.first_mut() {
        let text = order_lines::pack(&head(row), lines);
        row.resize(place::ORDER_LINES, Value::Null);
        row.push(Value::Text(text));
    }
}

fn head(row: &[Value]) -> OrderHead {
    let integer = |at: usize| row.get(at).and_then(Value::integer).unwrap_or_default();
    let ordered_on = add_days(Default::default(), integer(place::ORDER_DAY));
    OrderHead { ordered_on, customer: integer(place::ORDER_CUSTOMER), class: integer(place::ORDER_CLASS) }
}

/// The line's place in its order, its day, minute, customer, product, class, whether it opens the order, its quantity, price,
/// discount, amount, unit cost, cost.
fn old_line(row: &[Value]) -> OrderLine {
    let values: [Option<i64>; LINE_VALUES] = std::array::from_fn(|n| row.get(n).and_then(Value::integer));
    let [_, day, minute, customer, product, class, opens_order, quantity, price, discount, amount, unit_cost, cost] = values;
    OrderLine {
        ordered_on: add_days(Default::default(), day.unwrap_or_default()),
        minute,
        customer: customer.unwrap_or_default(),
        product: product.unwrap_or_default(),
        class: class.unwrap_or_default(),
        opens_order: opens_order == Some(1),
        quantity: quantity.unwrap_or_default(),
        price,
        discount,
        amount: amount.unwrap_or_default(),
        unit_cost,
        cost,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tables::parse;
    use super::*;

    const OLD: &str = r#"[[5,"№ 5",20000,7,null,1,null,null,99],
        [0,20000,null,7,11,1,1,2000,300,null,600,null,null],[1,20001,600,8,12,4,0,-1000,null,10,-500,100,-100]]"#;

    #[test]
    fn a_version_of_before_reads_as_one_of_today() {
        let mut version = parse(OLD).unwrap();
        let before = lines(&version).unwrap();
        settle(&mut version).unwrap();
        assert_eq!(version.len(), 1);
        let text = "[[11,2000,600,300],[12,-1000,-500,null,-100,10,100,600,1,8,4]]";
        assert_eq!(version[0][place::ORDER_LINES], Value::Text(text.into()));
        assert_eq!(lines(&version).unwrap(), before);
    }

    #[test]
    fn lines_follow_a_customer_who_is_merged() {
        let mut version = parse(OLD).unwrap();
        assert!(!point_elsewhere(&mut version, (9, 1)).unwrap());
        assert!(point_elsewhere(&mut version, (8, 7)).unwrap());
        settle(&mut version).unwrap();
        assert_eq!(lines(&version).unwrap().iter().map(|it| it.customer).collect::<Vec<_>>(), [7, 7]);
        assert!(point_elsewhere(&mut version, (7, 3)).unwrap());
        assert_eq!(lines(&version).unwrap().iter().map(|it| it.customer).collect::<Vec<_>>(), [3, 3]);
        assert_eq!(version[0][place::ORDER_CUSTOMER], Value::Integer(3));
        assert_eq!(version[0][place::ORDER_DIGEST], Value::Integer(0));
    }
}
