//! Every form in both languages: nothing panics, no text is cut or lies on another, the same answer gives the same picture.

use chrono::NaiveDate;
use proptest::prelude::*;
use resvg::usvg;

use super::*;
use crate::locale::Locale;
use crate::metrics::{
    Cell, Column, ColumnRole, Dimension, Filter, Metric, MetricQuery, MetricTable, Note, NumberOp, Unit, ValueOp,
};
use crate::money::{Money, Quantity};
use crate::period::{Grain, Period};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn period(from: &str, to: &str) -> Period {
    Period { from: day(from), to: day(to) }
}

/// A table with these dimensions, one metric and its rows.
fn table(dimensions: &[Dimension], metric: Metric, unit: Unit, rows: Vec<Vec<Cell>>) -> MetricTable {
    let dimensions = dimensions.iter().map(|it| (it.id(), ColumnRole::Dimension(*it), Unit::Text));
    let columns = dimensions.chain([(metric.id(), ColumnRole::Metric(metric), unit)]);
    let mut query = MetricQuery::of(metric);
    query.filters.push(Filter::Values { dimension: Dimension::City, op: ValueOp::Is, values: vec!["Львів".into()] });
    MetricTable {
        query,
        today: day("2026-11-15"),
        currency: "UAH".into(),
        period: Some(period("2025-11-16", "2026-11-15")),
        base: None,
        columns: columns.map(|(id, role, unit)| Column { id: id.into(), role, unit }).collect(),
        n_items: rows.len(),
        rows,
        totals: vec![],
        notes: vec![],
    }
}

fn with(mut table: MetricTable, role: ColumnRole, unit: Unit, cell: impl Fn(usize, &[Cell]) -> Cell) -> MetricTable {
    for (n, row) in table.rows.iter_mut().enumerate() {
        row.push(cell(n, row));
    }
    table.columns.push(Column { id: "more".into(), role, unit });
    table
}

/// The metric of each of `n` calendar units that end with today's.
fn over_time(grain: Grain, n: i32, value: impl Fn(i32) -> Cell) -> MetricTable {
    let dimension = Dimension::ALL.iter().copied().find(|it| it.grain() == Some(grain)).unwrap();
    let today = day("2026-11-15");
    let rows = (0..n).map(|it| vec![Cell::Bucket(grain, grain.shift(today, it + 1 - n)), value(it)]).collect();
    let mut table = table(&[dimension], Metric::Revenue, Unit::Money, rows);
    table.period = Some(Period { from: grain.shift(today, 1 - n), to: today });
    if grain != Grain::Day {
        table.notes.push(Note::Partial { until: today });
    }
    table
}

fn ranked(names: &[&str], value: impl Fn(usize) -> Cell) -> MetricTable {
    let rows = names.iter().enumerate().map(|(n, name)| vec![Cell::Text((*name).to_owned()), value(n)]).collect();
    let table = table(&[Dimension::Customer], Metric::Revenue, Unit::Money, rows);
    with(table, ColumnRole::Share(Metric::Revenue), Unit::Percent, |n, _| Cell::Number(32.0 / (n + 1) as f64))
}

fn one_figure() -> MetricTable {
    table(&[], Metric::Revenue, Unit::Money, vec![vec![Cell::Money(Money(399_275_197))]])
}

const BASE: ColumnRole = ColumnRole::Base(Metric::Revenue);
const GROWTH: ColumnRole = ColumnRole::Growth(Metric::Revenue);

fn compared(mut table: MetricTable, factor: impl Fn(usize) -> f64) -> MetricTable {
    table.period = Some(period("2026-07-01", "2026-09-30"));
    table.base = Some(period("2025-07-01", "2025-09-30"));
    let metric = table.columns.iter().position(|it| matches!(it.role, ColumnRole::Metric(_))).unwrap();
    let table = with(table, BASE, Unit::Money, |n, row| match &row[metric] {
        Cell::Money(it) => Cell::Money(Money((it.0 as f64 * factor(n)) as i64)),
        other => other.clone(),
    });
    with(table, GROWTH, Unit::Percent, |n, _| Cell::Number((1.0 / factor(n) - 1.0) * 100.0))
}

fn wave(n: i32) -> i64 {
    let angle = f64::from(n);
    ((3.0 + (angle / 1.9).sin() + (angle / 7.3).cos() + angle / 60.0) * 11_234_567.0) as i64
}

const CUSTOMERS: [&str; 20] = [
    "ТОВ «Ромашка»",
    "ФОП Шевченко Тарас Григорович",
    "Мережа магазинів будівельних матеріалів «Епіцентр добробуту та ремонту»",
    "ПП Їжак & Ґанок",
    "LLC \"Smith <& Sons>\" 🚀",
    "Кав’ярня на розі",
    "ТзОВ Карпати",
    "Супермаркет Лісовий",
    "Аптека №7",
    "ФОП Коваленко",
    "🎉",
    "Сільпо",
    "Дім і сад",
    "Office 365 Solutions sp. z o.o.",
    "Łódź Handel",
    "ФОП Бондар",
    "Крамниця",
    "ТОВ Схід",
    "ТОВ Захід",
    "(без назви)",
];

/// What people will see, and what nobody hopes to see.
fn samples() -> Vec<(&'static str, MetricTable)> {
    let months = |n| over_time(Grain::Month, n, |it| Cell::Money(Money(wave(it))));
    let days = |n| over_time(Grain::Day, n, |it| Cell::Money(Money(wave(it) / 30)));
    let mut cut = months(13);
    cut.period = Some(period("2025-11-16", "2026-11-15"));
    let weekdays = (1..=7).map(|it| vec![Cell::Weekday(it), Cell::Money(Money(wave(it as i32 * 3)))]).collect();
    let weekdays = table(&[Dimension::Weekday], Metric::Revenue, Unit::Money, weekdays);
    let ranking = |n: usize| ranked(&CUSTOMERS[..n], |it| Cell::Money(Money(98_765_432 / (it as i64 + 1))));
    let mut shown = ranking(10);
    shown.n_items = 348;
    let segments = ["Чемпіони", "Лояльні", "Потребують уваги", "Сплячі"].into_iter().zip([12i64, 48, 9, 131]);
    let segments = segments.map(|(name, n)| vec![Cell::Text(name.into()), Cell::Count(n)]).collect();
    let mut segments = table(&[Dimension::Segment], Metric::RfmSegments, Unit::Count, segments);
    segments.period = None;
    let by_category = (0..12)
        .flat_map(|month| {
            let start = Grain::Month.shift(day("2025-12-01"), month);
            ["Кава", "Чай", "Солодощі", "Посуд", "Інше"].into_iter().enumerate().map(move |(n, name)| {
                let value = Cell::Money(Money(wave(month * 2 + n as i32 * 5) / (n as i64 + 1)));
                vec![Cell::Bucket(Grain::Month, start), Cell::Text(name.into()), value]
            })
        })
        .collect();
    let by_category = table(&[Dimension::Month, Dimension::Category], Metric::Revenue, Unit::Money, by_category);
    let profit =
        with(months(12), ColumnRole::Metric(Metric::GrossProfit), Unit::Money, |n, _| Cell::Money(Money(wave(n as i32 + 4) / 4)));
    let mut margin = over_time(Grain::Month, 12, |it| Cell::Number(18.0 + f64::from(it % 5) * 2.3));
    margin.columns[1] = Column { id: "margin_pct".into(), role: ColumnRole::Metric(Metric::MarginPct), unit: Unit::Percent };
    let mut gaps = over_time(Grain::Week, 20, |it| if it % 6 == 4 { Cell::Missing } else { Cell::Money(Money(wave(it))) });
    gaps.query.filters.push(Filter::Threshold { metric: Metric::Revenue, op: NumberOp::AtLeast, value: "10000".into() });
    let mut orders = over_time(Grain::Day, 14, |it| Cell::Count(i64::from(it % 4)));
    orders.columns[1] = Column { id: "orders".into(), role: ColumnRole::Metric(Metric::Orders), unit: Unit::Count };
    let losses =
        ranked(&CUSTOMERS[..8], |n| Cell::Money(Money([905_000, 450_050, 120_000, 0, -40, -90_000, -310_000, -700_000][n])));
    vec![
        ("months-6", months(6)),
        ("months-12", months(12)),
        ("months-13-cut", cut),
        ("months-24", months(24)),
        ("quarters-5", over_time(Grain::Quarter, 5, |it| Cell::Money(Money(wave(it) * 90)))),
        ("years-3", over_time(Grain::Year, 3, |it| Cell::Money(Money(wave(it) * 4000)))),
        ("weeks-20-gaps", gaps),
        ("weeks-9", over_time(Grain::Week, 9, |it| Cell::Money(Money(wave(it) / 4)))),
        ("days-7", days(7)),
        ("days-30", days(30)),
        ("days-62", days(62)),
        ("days-90", days(90)),
        ("days-400", days(400)),
        ("one-month", months(1)),
        ("one-day", days(1)),
        ("zeros", over_time(Grain::Month, 12, |_| Cell::Money(Money(0)))),
        ("zeros-columns", over_time(Grain::Month, 4, |_| Cell::Money(Money(0)))),
        ("huge", over_time(Grain::Month, 6, |it| Cell::Money(Money(i64::MAX / i64::from(it + 1))))),
        ("tiny", over_time(Grain::Month, 6, |it| Cell::Money(Money(i64::from(it))))),
        ("negative", over_time(Grain::Month, 6, |it| Cell::Money(Money(-wave(it))))),
        ("mixed", over_time(Grain::Month, 6, |it| Cell::Money(Money(wave(it) * i64::from(it - 2))))),
        ("mixed-line", over_time(Grain::Month, 12, |it| Cell::Money(Money(wave(it * 2) - 30_000_000)))),
        ("margin", margin),
        ("orders", orders),
        ("weekdays", weekdays),
        ("profit", profit),
        ("by-category", by_category),
        ("compared-months", compared(months(3), |n| 0.7 + n as f64 * 0.25)),
        ("compared-days", compared(days(31), |n| 0.8 + (n % 7) as f64 * 0.06)),
        ("ranking-3", ranking(3)),
        ("ranking-10", shown),
        ("ranking-20", ranking(20)),
        ("ranking-compared", compared(ranking(7), |n| 0.6 + n as f64 * 0.2)),
        ("ranking-compared-20", compared(ranking(20), |n| 0.6 + n as f64 * 0.1)),
        ("ranking-losses", losses),
        ("ranking-all-negative", ranked(&CUSTOMERS[..5], |n| Cell::Money(Money(-1_000_000 * (n as i64 + 1))))),
        ("ranking-huge", ranked(&CUSTOMERS[..5], |n| Cell::Money(Money(i64::MAX / (n as i64 + 1))))),
        ("ranking-units", ranked(&CUSTOMERS[..5], |n| Cell::Quantity(Quantity(12_345_678 / (n as i64 + 1))))),
        ("segments", segments),
        ("compared-figure", compared(one_figure(), |_| 0.79)),
    ]
}

/// Boxes of all texts of a picture, as the rasterizer shapes them.
fn text_boxes(svg: &str) -> (Vec<(String, usvg::Rect)>, usvg::Rect) {
    fn collect(group: &usvg::Group, boxes: &mut Vec<(String, usvg::Rect)>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(group) => collect(group, boxes),
                usvg::Node::Text(text) => {
                    let words = text.chunks().iter().map(|it| it.text().trim()).collect();
                    boxes.push((words, text.abs_bounding_box()));
                }
                _ => {}
            }
        }
    }
    let options = usvg::Options { fontdb: fonts::database(), ..Default::default() };
    let tree = usvg::Tree::from_str(svg, &options).unwrap();
    let mut boxes = Vec::new();
    collect(tree.root(), &mut boxes);
    let sheet = usvg::Rect::from_xywh(0.0, 0.0, tree.size().width(), tree.size().height()).unwrap();
    (boxes, sheet)
}

/// What is wrong with the texts of a picture.
fn faults(svg: &str) -> Vec<String> {
    let (boxes, sheet) = text_boxes(svg);
    let mut faults = Vec::new();
    for (n, (words, it)) in boxes.iter().enumerate() {
        if it.left() < 4.0 || it.top() < 4.0 || it.right() > sheet.right() - 4.0 || it.bottom() > sheet.bottom() - 4.0 {
            faults.push(format!("cut: {words} {it:?}"));
        }
        for (other, that) in &boxes[n + 1..] {
            // Boxes are as high as a whole line of text; its outer eighths are air.
            let air = it.height().min(that.height()) / 8.0;
            if it.left() < that.right()
                && that.left() < it.right()
                && it.top() + air < that.bottom() - air
                && that.top() + air < it.bottom() - air
            {
                faults.push(format!("overlap: {words} / {other}"));
            }
        }
    }
    faults
}

#[test]
fn texts_lie_inside_and_apart() {
    for (name, table) in samples() {
        for locale in Locale::ALL {
            let spec = spec(&table, locale).unwrap_or_else(|| panic!("{name} has a picture"));
            let picture = svg(&spec);
            assert_eq!(faults(&picture), Vec::<String>::new(), "{name} {locale}");
            assert_eq!(picture, svg(&spec), "{name}");
        }
    }
}

#[test]
fn a_figure_carries_its_course() {
    let figure_of = |n| figure(&one_figure(), Some(&over_time(Grain::Month, n, |it| Cell::Money(Money(wave(it))))), Locale::Uk);
    for n in [1, 12] {
        let spec = figure_of(n).unwrap();
        assert!(
            matches!(&spec.form, Form::Figure(Figure { course: Course::OverTime(plot), .. }) if plot.buckets.len() == n as usize)
        );
        assert_eq!(faults(&svg(&spec)), Vec::<String>::new());
    }
    assert_eq!(figure(&one_figure(), None, Locale::Uk), None);
}

#[test]
fn no_picture_where_it_says_nothing() {
    let zeros = ranked(&CUSTOMERS[..3], |_| Cell::Money(Money(0)));
    let words = ranked(&CUSTOMERS[..3], |_| Cell::Text("AX".into()));
    let alone = ranked(&CUSTOMERS[..1], |_| Cell::Money(Money(5)));
    let empty = ranked(&[], |_| Cell::Missing);
    for table in [zeros, words, alone, empty, one_figure()] {
        assert_eq!(spec(&table, Locale::Uk), None, "{:?}", table.rows);
    }
}

#[test]
fn says_itself_in_words() {
    let table = over_time(Grain::Month, 3, |it| Cell::Money(Money(wave(it))));
    assert_eq!(
        alt(&spec(&table, Locale::Uk).unwrap()).replace('\u{a0}', " "),
        "Виручка по місяцях, 01.09.2026 – 15.11.2026 · місто: Львів.\n\
         вересень 2026 – 449 383 ₴; жовтень 2026 – 506 640 ₴; листопад 2026 – 546 535 ₴\n\
         Пунктир – неповний період: листопад 2026, дані по 15.11.2026"
    );
}

#[test]
fn bitmaps_are_small_and_sharp() {
    let spec = spec(&ranked(&CUSTOMERS, |n| Cell::Money(Money(98_765_432 / (n as i64 + 1)))), Locale::Uk).unwrap();
    let file = png(&svg(&spec), 2.0).unwrap();
    assert!(file.len() < 80 * 1024, "{} bytes", file.len());
    let header = ::png::Decoder::new(std::io::Cursor::new(&file)).read_info().unwrap();
    assert_eq!(header.info().width, 1120);
    assert!(png("no picture", 2.0).is_err());
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        1 => Just(Cell::Missing),
        4 => any::<i64>().prop_map(|it| Cell::Money(Money(it))),
        4 => (-10_000_000i64..10_000_000).prop_map(|it| Cell::Money(Money(it))),
        1 => (-5i64..5).prop_map(|it| Cell::Money(Money(it))),
        1 => any::<f64>().prop_map(Cell::Number),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_ranking_can_be_drawn(items in prop::collection::vec((".{0,40}", any_cell()), 0..24), is_compared: bool) {
        let names: Vec<&str> = items.iter().map(|(name, _)| name.as_str()).collect();
        let table = ranked(&names, |n| items[n].1.clone());
        let table = if is_compared { compared(table, |n| 0.5 + n as f64) } else { table };
        if let Some(spec) = spec(&table, Locale::Uk) {
            prop_assert_eq!(faults(&svg(&spec)), Vec::<String>::new());
        }
    }

    #[test]
    fn any_course_can_be_drawn(cells in prop::collection::vec(any_cell(), 0..70), grain in prop::sample::select(Grain::ALL.to_vec())) {
        let table = over_time(grain, cells.len() as i32, |it| cells[it as usize].clone());
        if let Some(spec) = spec(&table, Locale::Uk) {
            prop_assert_eq!(faults(&svg(&spec)), Vec::<String>::new());
        }
        if let Some(spec) = figure(&one_figure(), Some(&table), Locale::En) {
            prop_assert_eq!(faults(&svg(&spec)), Vec::<String>::new());
        }
    }
}
