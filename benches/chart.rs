//! How long a picture takes: the SVG a page shows, and the bitmap a chat shows.

use chrono::NaiveDate;
use divan::Bencher;
use kabinet_core::charts::{self, ChartSpec};
use kabinet_core::locale::Locale;
use kabinet_core::metrics::{Cell, Column, ColumnRole, Dimension, Metric, MetricQuery, MetricTable, Unit};
use kabinet_core::money::Money;
use kabinet_core::period::{Grain, Period, add_days};

fn main() {
    divan::main();
}

const FORMS: [&str; 3] = ["12 months", "400 days", "20 customers"];

fn spec(form: &str) -> ChartSpec {
    let today = NaiveDate::from_ymd_opt(2026, 11, 15).expect("a date of the calendar");
    let over = |grain: Grain, n: i32| (0..n).map(move |it| Cell::Bucket(grain, grain.shift(today, it + 1 - n))).collect();
    let (dimension, names): (_, Vec<Cell>) = match form {
        "12 months" => (Dimension::Month, over(Grain::Month, 12)),
        "400 days" => (Dimension::Day, over(Grain::Day, 400)),
        _ => (Dimension::Customer, (1..=20).map(|it| Cell::Text(format!("ТОВ «Ромашка №{it}»"))).collect()),
    };
    let amount = |n: usize| Cell::Money(Money(45_678_901 / (n as i64 % 13 + 1)));
    let rows: Vec<Vec<Cell>> = names.into_iter().enumerate().map(|(n, name)| vec![name, amount(n)]).collect();
    let column = |id: &str, role, unit| Column { id: id.into(), role, unit };
    let table = MetricTable {
        query: MetricQuery::of(Metric::Revenue),
        today,
        currency: "UAH".into(),
        period: Some(Period { from: add_days(today, -400), to: today }),
        base: None,
        columns: vec![
            column(dimension.id(), ColumnRole::Dimension(dimension), Unit::Text),
            column("revenue", ColumnRole::Metric(Metric::Revenue), Unit::Money),
        ],
        n_items: rows.len(),
        rows,
        totals: vec![],
        notes: vec![],
    };
    charts::spec(&table, Locale::Uk).expect("revenue has a picture")
}

#[divan::bench(args = FORMS)]
fn svg(bencher: Bencher<'_, '_>, form: &str) {
    let spec = spec(form);
    bencher.bench(|| charts::svg(&spec));
}

/// Twice its own size, as chats get it.
#[divan::bench(args = FORMS)]
fn png(bencher: Bencher<'_, '_>, form: &str) {
    let picture = charts::svg(&spec(form));
    bencher.bench(|| charts::png(&picture, 2.0));
}
