//! The kept sums, read whole.

use chrono::NaiveDate;

use super::block::{Block, Rows};
use crate::error::Result;
use crate::period::{Period, add_days};
use crate::store::{Kept, Scope};

macro_rules! figures {
    () => {
        "lines, sale_lines, orders, astray, quantity, amount, gross, returned, discount, costed_lines, costed_amount, cost,
         uncosted_quantity"
    };
}

/// Sums by day.
#[derive(Debug)]
pub struct DaySums {
    pub block: Block,
    /// From the first to the last day with a line.
    pub data: Option<Period>,
    /// From the first to the last day with a line of another day or another customer than its order.
    pub astray: Option<Period>,
}

/// Sums by product and month, each dated with its first day.
#[derive(Debug)]
pub struct ProductSums {
    pub block: Block,
}

/// Sums by customer and month, each dated with its first day.
#[derive(Debug)]
pub struct CustomerSums {
    pub block: Block,
}

impl Kept for DaySums {
    async fn load(scope: &mut Scope) -> Result<Self> {
        let mut rows = Rows::default();
        let (mut data, mut astray) = (None, None);
        scope
            .sql(concat!(
                "SELECT string_agg(concat_ws(',', ordered_on, class, ",
                figures!(),
                "), ';') FROM day_sales WHERE organization_id = $1"
            ))
            .numbers(|[day, class, figures @ ..]: [i64; 15]| {
                rows.days.push(day);
                rows.classes.push(class);
                rows.figures(figures);
                reach(&mut data, day);
                if figures[3] > 0 {
                    reach(&mut astray, day);
                }
                Ok(())
            })
            .await?;
        let period = |it: Option<(i64, i64)>| it.map(|(from, to)| Period { from: date(from), to: date(to) });
        Ok(Self { block: rows.finish(), data: period(data), astray: period(astray) })
    }

    fn bytes(&self) -> usize {
        self.block.bytes()
    }
}

fn reach(days: &mut Option<(i64, i64)>, day: i64) {
    let (first, last) = days.unwrap_or((day, day));
    *days = Some((first.min(day), last.max(day)));
}

fn date(day: i64) -> NaiveDate {
    add_days(NaiveDate::default(), day)
}

macro_rules! by_month {
    ($table:literal, $id:literal) => {
        concat!(
            "SELECT string_agg(concat_ws(',', ",
            $id,
            ", month, class, ",
            figures!(),
            ", COALESCE(CAST(first_on AS TEXT), ''), COALESCE(CAST(last_on AS TEXT), '')), ';')
               FROM ",
            $table,
            " WHERE organization_id = $1 GROUP BY ",
            $id,
            " ORDER BY ",
            $id
        )
    };
}

async fn by_month(scope: &mut Scope, text: &'static str, ids: fn(&mut Rows) -> &mut Vec<i64>) -> Result<Block> {
    let mut cells: Vec<[i64; 18]> = Vec::new();
    scope
        .sql(text)
        .numbers(|cell| {
            cells.push(cell);
            Ok(())
        })
        .await?;
    // By id, month and class: so SQLite stores them, PostgreSQL may not.
    cells.sort_by_key(|it| (it[0], it[1], it[2]));
    let mut rows = Rows::default();
    for [id, month, class, figures @ .., first, last] in cells {
        ids(&mut rows).push(id);
        rows.days.push(month);
        rows.classes.push(class);
        rows.figures(figures);
        rows.sold[0].push(first);
        rows.sold[1].push(last);
    }
    Ok(rows.finish())
}

impl Kept for ProductSums {
    async fn load(scope: &mut Scope) -> Result<Self> {
        let block = by_month(scope, by_month!("product_sales", "product_id"), |it| &mut it.products).await?;
        Ok(Self { block })
    }

    fn bytes(&self) -> usize {
        self.block.bytes()
    }
}

impl Kept for CustomerSums {
    async fn load(scope: &mut Scope) -> Result<Self> {
        let block = by_month(scope, by_month!("customer_sales", "customer_id"), |it| &mut it.customers).await?;
        Ok(Self { block })
    }

    fn bytes(&self) -> usize {
        self.block.bytes()
    }
}
