//! The lines of a period, month by month. A month is read once, and again when its lines were changed.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::block::{Block, Rows};
use crate::error::Result;
use crate::period::{Grain, Period, add_days};
use crate::store::{NO_NUMBER, Scope, day_number};
use crate::sums::{self, SumLine};

/// The months of a period, as far as they are in memory.
#[derive(Debug)]
pub struct Lines {
    months: Vec<(NaiveDate, i64, Option<Arc<Block>>)>,
}

impl Lines {
    pub async fn of(scope: &mut Scope, period: Period) -> Result<Self> {
        let stamps: HashMap<NaiveDate, i64> = sums::stamps(scope).await?.into_iter().collect();
        let mut months = Vec::new();
        let mut month = Grain::Month.start_of(period.from);
        while month <= period.to {
            let stamp = stamps.get(&month).copied().unwrap_or_default();
            months.push((month, stamp, scope.find_part((day_number(month), stamp))));
            month = add_days(Grain::Month.end_of(month), 1);
        }
        Ok(Self { months })
    }

    /// Whether a month still has to be read.
    pub fn lacks(&self) -> bool {
        self.months.iter().any(|it| it.2.is_none())
    }

    /// The lines of every month, in order; reads those that are lacking. Every line must be of its order's day.
    pub async fn read(self, scope: &mut Scope) -> Result<Vec<Arc<Block>>> {
        let mut read = Vec::with_capacity(self.months.len());
        for (month, stamp, known) in self.months {
            let lines = match known {
                Some(lines) => lines,
                None => {
                    let lines = Arc::new(of_month(scope, month).await?);
                    scope.keep_part((day_number(month), stamp), lines.bytes(), Arc::clone(&lines));
                    lines
                }
            };
            read.push(lines);
        }
        Ok(read)
    }
}

/// Through the orders of each day.
async fn of_month(scope: &mut Scope, month: NaiveDate) -> Result<Block> {
    let mut lines: Vec<(i64, i64, SumLine)> = Vec::new();
    scope
        .sql(
            "SELECT string_agg(concat_ws(',', i.order_id, o.ordered_on, COALESCE(i.customer_id, 0), i.product_id, i.class,
                                         i.opens_order, i.quantity, i.amount, COALESCE(CAST(i.price AS TEXT), ''),
                                         COALESCE(CAST(i.discount AS TEXT), ''), COALESCE(CAST(i.cost AS TEXT), '')), ';')
               FROM orders o CROSS JOIN order_items i
              WHERE o.organization_id = $1 AND o.ordered_on BETWEEN $2 AND $3
                AND i.organization_id = $1 AND i.order_id = o.id
              GROUP BY o.ordered_on ORDER BY o.ordered_on",
        )
        .bind(month)
        .bind(Grain::Month.end_of(month))
        .numbers(|[order, day, customer, product, class, opens_order, quantity, amount, rest @ ..]: [i64; 11]| {
            let [price, discount, cost] = rest.map(|it| (it != NO_NUMBER).then_some(it));
            let opens_order = opens_order != 0;
            let (ordered_on, astray) = (month, false);
            let line =
                SumLine { ordered_on, customer, product, class, opens_order, astray, quantity, price, discount, amount, cost };
            lines.push((day, order, line));
            Ok(())
        })
        .await?;
    // SQLite brings the lines of an order together, PostgreSQL may not.
    if !lines.is_sorted_by_key(|it| (it.0, it.1)) {
        lines.sort_by_key(|it| (it.0, it.1));
    }
    let mut rows = Rows::default();
    let mut last = None;
    for (day, order, line) in &lines {
        rows.days.push(*day);
        rows.classes.push(line.class);
        rows.customers.push(line.customer);
        rows.products.push(line.product);
        rows.order_starts.push(i64::from(last != Some(*order)));
        rows.figures(line.figures());
        last = Some(*order);
    }
    Ok(rows.finish())
}
