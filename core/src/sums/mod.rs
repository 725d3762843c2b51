//! Sums of order lines by day, by product and month, by customer and month: what most questions are answered from.
//! Whoever writes lines keeps them in the same transaction: `Deltas` gathers what comes and goes, `flush` writes it.

mod cells;
mod repair;
mod stamps;
mod stored;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::error::Result;
use crate::order_lines::{OrderHead, OrderLine};
use crate::period::Grain;
use crate::store::{Scope, day_number};
pub(crate) use cells::FIGURES;
use cells::{Cells, Key};

pub use stamps::stamps;
pub use stored::{Differences, check, fill_missing, rebuild};

/// Classes of lines, as in `orders.class`.
const CANCELLED: i64 = 2;
const RETURNED: i64 = 3;
const RETURN_DOCUMENT: i64 = 4;

/// What changes in the sums; as large as the number of their cells, not of lines.
#[derive(Debug, Default)]
pub struct Deltas {
    days: Cells,
    products: Cells,
    customers: Cells,
    /// The last day that was asked for, with its number and the first of its month.
    month: Option<(NaiveDate, i64, i64)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

impl Deltas {
    /// A line of an order that is written.
    pub fn add(&mut self, head: &OrderHead, line: &OrderLine) {
        self.count(head, line, Way::In);
    }

    /// A stored line that goes away, as it was written.
    pub fn subtract(&mut self, head: &OrderHead, line: &OrderLine) {
        self.count(head, line, Way::Out);
    }

    /// Subtracts the stored lines of the orders whose ids are in `scratch_ids`: before they are changed.
    pub async fn subtract_scratch(&mut self, scope: &mut Scope) -> Result<()> {
        stored::each_of_scratch(scope, |head, line| self.subtract(head, line)).await
    }

    /// Adds the stored lines of the orders whose ids are in `scratch_ids`: after they are written.
    pub async fn add_scratch(&mut self, scope: &mut Scope) -> Result<()> {
        stored::each_of_scratch(scope, |head, line| self.add(head, line)).await
    }

    /// Writes the changes, when all lines are as they shall be.
    pub async fn flush(self, scope: &mut Scope) -> Result<()> {
        let removes = self.days.removes;
        if removes {
            repair::mark(scope, &self.products, &self.customers).await?;
        }
        let (n_cells,): (i64,) =
            scope.sql("SELECT COUNT(*) FROM (SELECT 1 FROM day_sales WHERE organization_id = $1 LIMIT 1) it").one().await?;
        let sums = (&self.days, &self.products, &self.customers);
        cells::add_up(scope, sums, n_cells == 0 && !removes).await?;
        let months: BTreeSet<i64> = self.customers.iter().map(|it| it.key[1]).collect();
        stamps::stamp(scope, &months).await?;
        if removes {
            repair::finish(scope).await?;
        }
        Ok(())
    }

    fn count(&mut self, head: &OrderHead, line: &OrderLine, way: Way) {
        let (day, month) = self.day_and_month(line.ordered_on);
        let figures = figures(head, line);
        let sold_on = (line.quantity > 0).then_some(day);
        self.days.count([day, line.class, 0], &figures, None, way);
        self.products.count([line.product, month, line.class], &figures, sold_on, way);
        self.customers.count([line.customer, month, line.class], &figures, sold_on, way);
    }

    /// Lines of one day mostly stand together.
    fn day_and_month(&mut self, date: NaiveDate) -> (i64, i64) {
        match self.month {
            Some((known, day, month)) if known == date => (day, month),
            _ => {
                let (day, month) = (day_number(date), day_number(Grain::Month.start_of(date)));
                self.month = Some((date, day, month));
                (day, month)
            }
        }
    }
}

/// What a line brings into a sum, in the order of the columns; `stored::of_line!` says the same in SQL.
pub(crate) fn figures(head: &OrderHead, line: &OrderLine) -> [i64; FIGURES] {
    let is_sale = line.quantity > 0;
    let returned = match line.class {
        RETURNED => line.amount,
        RETURN_DOCUMENT => -line.amount,
        CANCELLED => 0,
        _ if line.quantity < 0 || line.amount < 0 => -line.amount,
        _ => 0,
    };
    let discount = match line.price {
        Some(price) => line.quantity.saturating_mul(price).saturating_sub(line.amount.saturating_mul(1000)),
        None => line.discount.unwrap_or_default().saturating_mul(1000),
    };
    let of_sale = |value: i64| if is_sale { value } else { 0 };
    [
        1,
        i64::from(is_sale),
        i64::from(line.opens_order),
        i64::from(line.is_astray(head)),
        line.quantity,
        line.amount,
        of_sale(line.amount),
        returned,
        of_sale(discount),
        i64::from(line.cost.is_some()),
        if line.cost.is_some() { line.amount } else { 0 },
        line.cost.unwrap_or_default(),
        if line.cost.is_none() { line.quantity } else { 0 },
    ]
}

impl Cells {
    /// `sold_on`: the day of a sale line, where the cells keep their first and last.
    fn count(&mut self, key: Key, figures: &[i64; FIGURES], sold_on: Option<i64>, way: Way) {
        self.removes |= way == Way::Out;
        let cell = self.at(key);
        let (sign, days) = match way {
            Way::In => (1, &mut cell.added),
            Way::Out => (-1, &mut cell.removed),
        };
        for (sum, figure) in cell.figures.iter_mut().zip(figures) {
            *sum += sign * figure;
        }
        if let Some(day) = sold_on {
            days.reach(day);
        }
    }
}
