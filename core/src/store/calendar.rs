//! The calendar table: one row a day with the first day of its week, month, quarter and year.
//! No date function is shared by the two engines, and empty months must exist to be shown.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};
use sqlx::QueryBuilder;

use super::row::day_number;
use super::{Pools, Store};
use crate::error::Result;
use crate::period::{Grain, add_days};

/// Days outside of these years have no row, and so no week, month or year.
pub const CALENDAR_YEARS: RangeInclusive<i32> = 1990..=2069;
const DAYS_A_STATEMENT: usize = 4_000;

macro_rules! insert {
    ($dates:expr) => {{
        let mut sql = QueryBuilder::new("INSERT INTO calendar (day, week, month, quarter, year, weekday) ");
        sql.push_values($dates, |mut row, date: &NaiveDate| {
            row.push_bind(day_number(*date));
            for grain in [Grain::Week, Grain::Month, Grain::Quarter, Grain::Year] {
                row.push_bind(day_number(grain.start_of(*date)));
            }
            row.push_bind(i64::from(date.weekday().number_from_monday()));
        });
        sql.push(" ON CONFLICT (day) DO NOTHING");
        sql
    }};
}

/// Fills the calendar if it is empty.
pub(super) async fn fill(store: &Store) -> Result<()> {
    let mut control = store.control_read().await?;
    let (days,): (i64,) = control.sql("SELECT COUNT(*) FROM (SELECT 1 FROM calendar LIMIT 1) it").one().await?;
    drop(control);
    if days > 0 {
        return Ok(());
    }
    let first = NaiveDate::from_ymd_opt(*CALENDAR_YEARS.start(), 1, 1).unwrap_or_default();
    let days = (0..).map(|n| add_days(first, n));
    let dates: Vec<NaiveDate> = days.take_while(|date| CALENDAR_YEARS.contains(&date.year())).collect();
    for chunk in dates.chunks(DAYS_A_STATEMENT) {
        match &store.pools {
            Pools::Sqlite { writer, .. } => insert!(chunk).build().execute(writer).await.map(|_| ())?,
            Pools::Postgres(pool) => insert!(chunk).build().execute(pool).await.map(|_| ())?,
        }
    }
    Ok(())
}
