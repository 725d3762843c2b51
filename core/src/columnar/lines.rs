//! The lines of a period, month by month. A month is read once, and again when its lines were changed.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::NaiveDate;

use super::block::{Block, Rows};
use crate::error::Result;
use crate::order_lines;
use crate::period::{Grain, Period, add_days};
use crate::store::{Scope, day_number};
use crate::sums;

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

    /// The lines of every month, in order; reads those that are lacking. Every line of these days must be of its order's day.
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

async fn of_month(scope: &mut Scope, month: NaiveDate) -> Result<Block> {
    let mut rows = Rows::default();
    let days = Period { from: month, to: Grain::Month.end_of(month) };
    order_lines::each_order(scope, Some(days), |head, words, lines| {
        let place = rows.written.place(words);
        // An order may have lines of later months.
        for (n, line) in lines.iter().filter(|it| it.ordered_on == head.ordered_on).enumerate() {
            rows.days.push(day_number(head.ordered_on));
            rows.classes.push(line.class);
            rows.customers.push(line.customer);
            rows.products.push(line.product);
            rows.order_starts.push(i64::from(n == 0));
            rows.words.push(place);
            rows.figures(sums::figures(head, line));
        }
    })
    .await?;
    Ok(rows.finish())
}
