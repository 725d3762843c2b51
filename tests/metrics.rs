//! Figures of a tiny shop known by head: a question in its text form in, a table as text out. On both engines.

use std::fmt::Write as _;
use std::sync::Arc;

use chrono::NaiveDate;
use kabinet_core::locale::{Locale, error_text};
use kabinet_core::metrics::{self, Cell, ColumnRole, Dimension, MetricQuery, MetricTable};
use kabinet_core::order_lines::{OrderHead, OrderLine};
use kabinet_core::store::{Bind, Conflict, Scope, Store};
use kabinet_core::tenancy::Organization;

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::support;
use crate::support::orders::{self, Order};

/// The day of every question unless a test says otherwise: a Sunday.
const TODAY: &str = "2026-11-15";

const CUSTOMERS: &[(i64, &str, &str, Option<&str>, Option<&str>, Option<&str>)] = &[
    (1, "К1", "Альфа", Some("Львів"), Some("магазин"), Some("Олена")),
    (2, "К2", "Бета", Some("Київ"), Some("мережа"), Some("Тарас")),
    (3, "К3", "Ґама", None, None, None),
];

const PRODUCTS: &[(i64, &str, &str, Option<&str>, Option<&str>, Option<i64>)] = &[
    (1, "Ч-1", "Чай", Some("Напої"), Some("шт"), None),
    (2, "К-1", "Кава", Some("Напої"), Some("кг"), Some(6_000)),
    (3, "М-1", "Мило", None, Some("шт"), None),
];

/// Order, status class, date, customer, product, quantity in thousandths, price, amount, cost of the line in minor units.
type Line = (i64, i64, &'static str, Option<i64>, i64, i64, i64, i64, Option<i64>);

const OPEN: i64 = 0;
const DONE: i64 = 1;
const CANCELLED: i64 = 2;
const RETURNED: i64 = 3;
const RETURN: i64 = 4;

const LINES: &[Line] = &[
    // September: Альфа buys tea and coffee, Бета coffee.
    (1, DONE, "2026-09-10", Some(1), 1, 2_000, 10_000, 20_000, Some(12_000)),
    (1, DONE, "2026-09-10", Some(1), 2, 1_000, 10_000, 9_000, None),
    (2, DONE, "2026-09-20", Some(2), 2, 1_500, 10_000, 15_000, None),
    // October: Альфа again, twice; a sale without a customer; a return of one tea; one order is cancelled, one came back.
    (3, DONE, "2026-10-05", Some(1), 1, 4_000, 10_000, 40_000, Some(24_000)),
    (4, OPEN, "2026-10-19", Some(1), 2, 1_000, 10_000, 10_000, None),
    (5, DONE, "2026-10-19", None, 3, 1_000, 5_000, 5_000, None),
    (6, RETURN, "2026-10-25", Some(1), 1, -1_000, 10_000, -10_000, Some(-6_000)),
    (7, CANCELLED, "2026-10-26", Some(2), 1, 9_000, 10_000, 90_000, Some(54_000)),
    (8, RETURNED, "2026-10-27", Some(2), 1, 1_000, 10_000, 10_000, Some(6_000)),
    // November: Ґама for the first time.
    (9, DONE, "2026-11-02", Some(3), 1, 1_000, 10_000, 10_000, Some(6_000)),
];

async fn shop(store: &Store) -> Organization {
    let organization = support::organization(store, "shop").await;
    let mut scope = store.write(organization.id).await.unwrap();
    fill(&mut scope, LINES).await;
    scope.commit().await.unwrap();
    organization
}

async fn fill(scope: &mut Scope, lines: &[Line]) {
    let columns = &["organization_id", "id", "code", "code_key", "name", "name_key", "city", "type", "manager"];
    let mut bulk = scope.bulk("customers", columns, Conflict::Refuse);
    for (id, code, name, city, kind, manager) in CUSTOMERS {
        let key = code.to_lowercase();
        let row = [(*id).into(), (*code).into(), key.into(), (*name).into(), (*name).into(), (*city).into(), (*kind).into()];
        let [a, b, c, d, e, f, g]: [Bind; 7] = row;
        bulk.push([a, b, c, d, e, f, g, (*manager).into()]).await.unwrap();
    }
    bulk.finish().await.unwrap();
    let columns = &["organization_id", "id", "sku", "sku_key", "name", "name_key", "category", "unit", "cost"];
    let mut bulk = scope.bulk("products", columns, Conflict::Refuse);
    for (id, sku, name, category, unit, cost) in PRODUCTS {
        let key = sku.to_lowercase();
        let row = [(*id).into(), (*sku).into(), key.into(), (*name).into(), (*name).into(), (*category).into()];
        let [a, b, c, d, e, f]: [Bind; 6] = row;
        bulk.push([a, b, c, d, e, f, (*unit).into(), (*cost).into()]).await.unwrap();
    }
    bulk.finish().await.unwrap();
    let mut orders: Vec<Order> = Vec::new();
    for (order, class, day, customer, product, quantity, price, amount, cost) in lines {
        let place = orders.iter().position(|it| it.id == *order).unwrap_or_else(|| {
            let status = ["нове", "виконано", "скасовано", "повернено", "повернення"][usize::try_from(*class).unwrap()];
            let head = OrderHead { ordered_on: date(day), customer: customer.unwrap_or(0), class: *class };
            orders.push(Order { status: Some(status), ..Order::new(*order, head) });
            orders.len() - 1
        });
        let written = orders::line(&orders[place].head, (*product, *quantity, *amount));
        let (ordered_on, customer, class) = (date(day), customer.unwrap_or(0), *class);
        orders[place].lines.push(OrderLine { ordered_on, customer, class, price: Some(*price), cost: *cost, ..written });
    }
    orders::write(scope, orders).await;
    kabinet_core::sums::rebuild(scope).await.unwrap();
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

async fn ask(scope: &mut Scope, organization: &Organization, question: &str) -> kabinet_core::error::Result<Arc<MetricTable>> {
    let query: MetricQuery = question.parse()?;
    metrics::answer(scope, organization, date(TODAY), &query).await
}

/// Rows as `label value …` joined with `; `, then the totals after `|` where there are dimensions.
fn shown(table: &MetricTable) -> String {
    let line = |row: &[Cell]| {
        let cells = row
            .iter()
            .zip(&table.columns)
            .filter(|(cell, column)| !(matches!(column.role, ColumnRole::Dimension(_)) && **cell == Cell::Missing));
        let cells: Vec<String> =
            cells.map(|(cell, column)| metrics::format_cell(Locale::Uk, cell, column.unit, &table.currency)).collect();
        cells.join(" ").replace(['\u{a0}', '₴'], "")
    };
    let mut text = table.rows.iter().map(|it| line(it)).collect::<Vec<_>>().join("; ");
    if !table.query.by.is_empty() {
        write!(text, " | {}", line(&table.totals)).unwrap();
    }
    text
}

#[tokio::test]
async fn figures_known_by_head() {
    let cases = [
        // the whole of it: 440 in September, 450 net in October, 100 in November
        ("revenue during all_time", "990,00"),
        ("revenue, orders, units during 2026-10", "450,00 3 5"),
        ("gross_sales, returns_amount, return_rate during 2026-10", "650,00 200,00 30,8%"),
        ("aov, lines_per_order during 2026-09", "220,00 1,5"),
        ("discount_amount during 2026-09", "10,00"),
        // tea costs 60 a piece on the line, coffee 60 a kilogram on the product, soap is unknown
        ("gross_profit, margin_pct, markup_pct during 2026-10", "160,00 40,0% 66,7%"),
        ("cancelled_orders, cancel_rate during 2026-10", "1 20,0%"),
        ("active_customers, new_customers, returning_customers during 2026-10", "1 0 1"),
        ("active_customers, new_customers during 2026-09", "2 2"),
        ("repeat_rate, revenue_per_customer during 2026-10", "100,0% 400,00"),
        ("repeat_rate during all_time", "33,3%"),
        // nothing was sold
        ("revenue, aov, return_rate, margin_pct during 2026-11-10", "0,00 — — —"),
        // splits
        (
            "revenue by customer during all_time",
            "Альфа 690,00 69,7% 69,7%; Бета 150,00 15,2% 84,8%; Ґама 100,00 10,1% 94,9% | 990,00 100,0% 100,0%",
        ),
        ("revenue by customer_code during 2026-09", "К1 290,00 65,9% 65,9%; К2 150,00 34,1% 100,0% | 440,00 100,0% 100,0%"),
        (
            "revenue by city during all_time",
            "Львів 690,00 69,7% 69,7%; (не вказано) 150,00 15,2% 84,8%; Київ 150,00 15,2% 100,0% | 990,00 100,0% 100,0%",
        ),
        ("units by category during 2026-10", "Напої 4 80,0% 80,0%; (не вказано) 1 20,0% 100,0% | 5 100,0% 100,0%"),
        (
            "revenue by status during 2026-10",
            "виконано 450,00 100,0% 100,0%; нове 100,00 22,2% 122,2%; повернення −100,00 −22,2% 100,0% | 450,00 100,0% 100,0%",
        ),
        ("revenue by manager during 2026-09 limit 1", "Олена 290,00 65,9% 65,9% | 440,00 100,0% 100,0%"),
        ("active_customers by customer_type during all_time", "(не вказано) 1; магазин 1; мережа 1 | 3"),
        // an order counts in every product it holds, once in the total
        ("orders by product during 2026-09", "Кава 2 100,0%; Чай 1 50,0% | 2 100,0%"),
        ("orders where category = \"Напої\" during 2026-09", "2"),
        ("orders by sku, customer during 2026-09", "К-1 Альфа 1 50,0%; К-1 Бета 1 50,0%; Ч-1 Альфа 1 50,0% | 2 100,0%"),
        // filters
        ("revenue where city = \"Львів\" during 2026-10", "400,00"),
        ("revenue where city != \"Львів\" during 2026-10", "50,00"),
        ("revenue where city = \"(не вказано)\" during all_time", "150,00"),
        ("revenue where city in (\"Львів\", \"Київ\") during all_time", "840,00"),
        ("revenue where city not in (\"\", \"Київ\") during all_time", "690,00"),
        ("revenue where customer = \"Бета\" and product = \"Кава\" during all_time", "150,00"),
        ("revenue where sku = \"ч-1\" during 2026-10", "300,00"),
        ("revenue where manager = \"Тарас\" during all_time", "150,00"),
        ("revenue where status != \"нове\" during 2026-10", "350,00"),
        ("revenue where weekday = 1 during 2026-10", "550,00"),
        (
            "revenue by product where revenue > 100 and orders >= 2 during all_time sort revenue asc",
            "Кава 340,00 34,3%; Чай 600,00 60,6% | 990,00 100,0%",
        ),
        // series: empty buckets are there, new is new in one bucket only
        (
            "revenue by month during 2026-08-01..2026-11-15",
            "серп. 2026 0,00; вер. 2026 440,00; жовт. 2026 450,00; лист. 2026 100,00 | 990,00",
        ),
        ("new_customers by month during 2026-09-01..2026-11-15", "вер. 2026 2; жовт. 2026 0; лист. 2026 1 | 3"),
        (
            "orders by week during 2026-10-05..2026-10-25",
            "тиждень 05.10–11.10 1; тиждень 12.10–18.10 0; тиждень 19.10–25.10 2 | 3",
        ),
        ("orders by quarter during 2026", "1 кв. 2026 0; 2 кв. 2026 0; 3 кв. 2026 2; 4 кв. 2026 4 | 6"),
        ("revenue by weekday during 2026-10-19..2026-10-20", "понеділок 150,00; вівторок 0,00 | 150,00"),
        ("revenue by month during 2026 sort revenue desc limit 2", "жовт. 2026 450,00; вер. 2026 440,00 | 990,00"),
        (
            "revenue by category, month during 2026-09-01..2026-10-31",
            "(не вказано) жовт. 2026 50,00; Напої вер. 2026 440,00; Напої жовт. 2026 400,00 | 890,00",
        ),
        // comparison: both values, the difference, the percentage
        ("revenue during 2026-10 compare previous_period", "450,00 440,00 10,00 2,3%"),
        ("aov during 2026-10 compare 2026-09", "150,00 220,00 −70,00 −31,8%"),
        ("margin_pct during 2026-10 compare 2026-09", "40,0% 38,6% +1,4 в. п."),
        ("revenue during 2026-09 compare previous_period", "440,00 0,00 440,00 —"),
        (
            "revenue by customer during 2026-10 compare previous_period",
            "Альфа 400,00 290,00 110,00 37,9%; Бета 0,00 150,00 −150,00 −100,0% | 450,00 440,00 10,00 2,3%",
        ),
        (
            "revenue by customer during 2026-10 compare previous_period sort difference(revenue) asc limit 1",
            "Бета 0,00 150,00 −150,00 −100,0% | 450,00 440,00 10,00 2,3%",
        ),
        (
            "revenue by month during 2026-10-01..2026-11-15 compare 2026-08-01..2026-09-30",
            "жовт. 2026 450,00 0,00 450,00 —; лист. 2026 100,00 440,00 −340,00 −77,3% | 550,00 440,00 110,00 25,0%",
        ),
    ];
    for fresh in support::both().await {
        let organization = shop(&fresh.store).await;
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        let mut wrong = String::new();
        for (question, expected) in cases {
            let found = match ask(&mut scope, &organization, question).await {
                Ok(table) => shown(&table),
                Err(error) => error.code().into_owned(),
            };
            if found != expected {
                writeln!(wrong, "{question}\n  expected {expected}\n  found    {found}").unwrap();
            }
        }
        assert!(wrong.is_empty(), "{:?}\n{wrong}", fresh.store.engine());
    }
}

/// A course without a period: twelve months that end today, or where old data end.
#[tokio::test]
async fn a_course_without_a_period_takes_the_last_twelve_months() {
    let fresh = support::sqlite().await;
    let organization = shop(&fresh.store).await;
    let mut scope = fresh.store.read(organization.id).await.unwrap();
    for (query, today, expected) in [
        ("revenue by month", TODAY, "2026-09-10..2026-11-15"),
        ("revenue by quarter", TODAY, "2026-09-10..2026-11-15"),
        ("revenue by week", TODAY, "2026-09-10..2026-11-15"),
        ("revenue by day", TODAY, "2026-11-01..2026-11-15"),
        ("revenue by month during last_month", TODAY, "2026-10-01..2026-10-31"),
        // The data ended half a year ago.
        ("revenue by month", "2027-05-20", "2026-09-10..2026-11-30"),
    ] {
        let table = metrics::answer(&mut scope, &organization, today.parse().unwrap(), &query.parse().unwrap()).await.unwrap();
        let period = table.period.unwrap();
        assert_eq!(format!("{}..{}", period.from, period.to), expected, "{query} on {today}");
    }
}

#[tokio::test]
async fn what_to_know_is_said_beside_the_figures() {
    let cases = [
        ("revenue during 2026-10", ""),
        ("revenue during 2026-08..", "query-unknown-period"),
        ("revenue during 2026-08-01..2026-10-31", "Дані є лише за 10.09.2026 – 02.11.2026."),
        // tea and coffee have a cost, soap has none
        ("gross_profit during 2026-10", "Собівартість відома для 88,9 % виручки; решта в прибуток не входить."),
        ("units during 2026-09-10..2026-09-30", "Тут складено різні одиниці виміру."),
        ("units where product = \"Чай\" during 2026-09-10", ""),
        ("new_customers during 2026-09-11..2026-09-30", "Дані починаються з 10.09.2026, тому давні клієнти виглядають новими."),
        ("new_customers during 2026-10-20..2026-10-30", ""),
        (
            "revenue by month during 2026-10-05..2026-10-30",
            "Перший період неповний: дані з 05.10.2026. Останній період неповний: дані по 30.10.2026.",
        ),
        ("revenue by customer during 2026-09-10..2026-09-30 limit 1", "Показано 1 з 2."),
    ];
    for fresh in support::both().await {
        let organization = shop(&fresh.store).await;
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        for (question, expected) in cases {
            let found = match ask(&mut scope, &organization, question).await {
                Ok(table) => {
                    let notes: Vec<String> = table.notes.iter().map(|it| metrics::note_text(Locale::Uk, it)).collect();
                    notes.join(" ").replace('\u{a0}', " ")
                }
                Err(error) => error.code().into_owned(),
            };
            assert_eq!(found, expected, "{question}");
        }
    }
}

#[tokio::test]
async fn how_a_question_was_understood() {
    let cases = [
        ("revenue where city = \"Львів\" during 2026-10", "Виручка · 01.10.2026 – 31.10.2026 · місто: Львів"),
        (
            "revenue, orders by customer where weekday in (6, 7) and revenue >= 10000 during last_month compare previous_period",
            "Виручка, замовлення · за клієнтами · 01.10.2026 – 31.10.2026 · день тижня: субота, неділя · виручка від 10 000,00 ₴ \
             · порівняно з 01.09.2026 – 30.09.2026",
        ),
        (
            "aov by month where brand != \"\" during this_year",
            "Середній чек · по місяцях · 01.01.2026 – 15.11.2026 · бренд: крім (не вказано)",
        ),
        ("revenue", "Виручка · 01.11.2026 – 15.11.2026"),
    ];
    let fresh = support::sqlite().await;
    let organization = shop(&fresh.store).await;
    let mut scope = fresh.store.read(organization.id).await.unwrap();
    for (question, expected) in cases {
        let table = ask(&mut scope, &organization, question).await.unwrap();
        assert_eq!(metrics::understood(Locale::Uk, &table).replace('\u{a0}', " "), expected);
    }
}

#[tokio::test]
async fn what_has_no_answer_is_refused_with_what_has_one() {
    let cases = [
        ("revenue, stock_value", "«вартість залишків» рахується окремо. Поставте два запитання."),
        (
            "revenue by warehouse",
            "«виручка» не ділиться так: склад. Можна за днями, тижнями, місяцями, клієнтами, товарами, категоріями, брендами, містами, менеджерами.",
        ),
        ("revenue by day, month", "Оберіть один крок: день, тиждень, місяць, квартал або рік."),
        ("revenue where month = \"2026-10\"", "Дати задаються періодом: «за жовтень», «з 1 по 15 жовтня»."),
        (
            "revenue where revenue > 100",
            "Щоб відібрати за показником «виручка», скажіть, кого чи що відбирати: клієнтів, товари, міста.",
        ),
        ("revenue during 2030", "Цей період ще не настав: сьогодні 15.11.2026. Спитайте про минулий період або про прогноз."),
        ("revenue limit 0", "Показати нуль рядків не вийде. Назвіть число від 1."),
        ("dead_stock(days=soon)", "Значення «soon» для «days» не підходить. Приклад: 1…3650."),
        (
            "stock_value compare previous_period",
            "«вартість залишків» не порівнюється з іншим періодом. Спитайте про кожен період окремо.",
        ),
    ];
    let fresh = support::sqlite().await;
    let organization = shop(&fresh.store).await;
    let mut scope = fresh.store.read(organization.id).await.unwrap();
    for (question, expected) in cases {
        let error = ask(&mut scope, &organization, question).await.unwrap_err();
        assert_eq!(error_text(Locale::Uk, &error), expected, "{question}");
    }
}

#[tokio::test]
async fn the_last_month_with_data_stands_in_for_an_empty_one() {
    for fresh in support::both().await {
        let organization = shop(&fresh.store).await;
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        let query: MetricQuery = "revenue".parse().unwrap();
        let table = metrics::answer(&mut scope, &organization, date("2027-02-10"), &query).await.unwrap();
        assert_eq!(shown(&table), "100,00");
        assert_eq!(
            metrics::note_text(Locale::Uk, &table.notes[0]),
            "За поточний місяць даних ще немає, тож узято останній із даними: 01.11.2026 – 30.11.2026."
        );
        let nobody = support::organization(&fresh.store, "empty").await;
        let mut scope = fresh.store.read(nobody.id).await.unwrap();
        let table = metrics::answer(&mut scope, &nobody, date(TODAY), &query).await.unwrap();
        assert_eq!(shown(&table), "0,00");
        assert_eq!(table.notes, [metrics::Note::NoData { what: "orders" }]);
    }
}

#[tokio::test]
async fn open_orders_count_only_if_the_organization_says_so() {
    for fresh in support::both().await {
        let mut organization = shop(&fresh.store).await;
        organization.count_open_orders = false;
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        let table = ask(&mut scope, &organization, "revenue, orders, units during 2026-10").await.unwrap();
        assert_eq!(shown(&table), "350,00 2 4");
    }
}

/// Whatever was sold, parts add up to the whole.
#[tokio::test]
async fn rows_add_up_to_totals() {
    let line = (0i64..30, 0i64..5, 0usize..40, 0i64..3, 1i64..4, -3_000i64..9_000, 100i64..9_000);
    let strategy = proptest::collection::vec(line, 1..120);
    let mut runner = TestRunner::deterministic();
    for fresh in support::both().await {
        for case in 0..3 {
            let drawn = strategy.new_tree(&mut runner).unwrap().current();
            let organization = support::organization(&fresh.store, &format!("case-{case}")).await;
            let mut scope = fresh.store.write(organization.id).await.unwrap();
            fill(&mut scope, &lines_of(&drawn)).await;
            for dimension in Dimension::ALL {
                let metrics = if dimension.splits_orders() {
                    "revenue, units, gross_sales, returns_amount"
                } else {
                    "orders, revenue, units, gross_sales, returns_amount, cancelled_orders"
                };
                let question = format!("{metrics} by {dimension} during 2026-01-01..2026-12-31 sort {dimension} asc limit 1000");
                let Ok(table) = ask(&mut scope, &organization, &question).await else { continue };
                for column in
                    table.columns.iter().enumerate().filter(|it| matches!(it.1.role, ColumnRole::Metric(_))).map(|it| it.0)
                {
                    let sum: f64 = table.rows.iter().filter_map(|it| it[column].as_f64()).sum();
                    let total = table.totals[column].as_f64().unwrap();
                    assert!((sum - total).abs() < 1e-6, "{question}: {sum} and {total} in {}", table.columns[column].id);
                }
            }
        }
    }
}

/// Lines of one order share its class, day and customer.
fn lines_of(drawn: &[(i64, i64, usize, i64, i64, i64, i64)]) -> Vec<Line> {
    const DAYS: [&str; 8] =
        ["2026-01-01", "2026-02-28", "2026-03-29", "2026-05-31", "2026-06-01", "2026-10-25", "2026-12-28", "2026-12-31"];
    let lines = drawn.iter().map(|(order, _, _, _, product, quantity, price)| {
        let head = drawn.iter().find(|it| it.0 == *order).expect("the line itself is there");
        let amount = quantity * price / 1_000;
        (order + 1, head.1, DAYS[head.2 % DAYS.len()], Some(head.3 + 1), *product, *quantity, *price, amount, None)
    });
    lines.collect()
}
