//! Inactivity, stock, RFM, ABC, the pipeline: a shop small enough to know every answer by head.

use chrono::NaiveDate;
use kabinet_core::error::Error;
use kabinet_core::locale::{Locale, find_text};
use kabinet_core::metrics::{self, DataRange, MetricTable, PlanContext};
use kabinet_core::order_lines::OrderHead;
use kabinet_core::store::{Bind, Conflict, Scope};
use kabinet_core::tenancy::Organization;

use crate::support;
use crate::support::orders::{self, Order};

const TODAY: &str = "2026-11-15";

const CUSTOMERS: [(&str, &str); 6] =
    [("Альфа", "Київ"), ("Бета", "Львів"), ("Гама", "Київ"), ("Дельта", "Одеса"), ("Епсилон", "Львів"), ("Зета", "Одеса")];

/// Name, cost, lead time, active.
const PRODUCTS: [(&str, Option<i64>, Option<i64>, i64); 6] = [
    ("Чай", Some(5_000), Some(10), 1),
    ("Кава", Some(10_000), None, 1),
    ("Цукор", None, None, 1),
    ("Какао", Some(1_000), None, 1),
    ("Сіль", Some(1_000), None, 0),
    ("Мед", Some(2_500), None, 1),
];

const OPEN: i64 = 0;
const DONE: i64 = 1;
const CANCELLED: i64 = 2;
const RETURN: i64 = 4;

/// One line an order: date, customer, product, quantity, amount, class.
const ORDERS: [(&str, &str, &str, i64, i64, i64); 13] = [
    ("2026-01-10", "Альфа", "Чай", 10, 1_000, DONE),
    ("2026-03-10", "Альфа", "Чай", 10, 1_000, DONE),
    ("2026-05-10", "Альфа", "Кава", 5, 1_000, DONE),
    ("2026-08-15", "Дельта", "Чай", 1, 100, DONE),
    ("2026-08-17", "Епсилон", "Мед", 1, 50, DONE),
    ("2026-09-01", "Епсилон", "Кава", 2, 400, DONE),
    ("2026-09-05", "Епсилон", "Кава", -1, -200, RETURN),
    ("2026-10-25", "Бета", "Чай", 9, 900, DONE),
    ("2026-11-01", "Бета", "Чай", 9, 900, DONE),
    ("2026-11-08", "Бета", "Чай", 9, 900, OPEN),
    ("2026-11-10", "Гама", "Кава", 1, 200, DONE),
    ("2026-11-12", "Зета", "Кава", 2, 400, CANCELLED),
    ("2026-11-13", "", "Чай", 0, 0, DONE),
];

/// Date, warehouse, product, on hand.
const STOCK: [(&str, &str, &str, i64); 10] = [
    ("2026-09-30", "Київ", "Чай", 40),
    ("2026-10-31", "Київ", "Чай", 50),
    ("2026-11-14", "Київ", "Чай", 20),
    ("2026-11-14", "Львів", "Чай", 10),
    ("2026-11-14", "Київ", "Кава", -3),
    ("2026-11-14", "Київ", "Цукор", 7),
    ("2026-11-14", "Київ", "Какао", 0),
    ("2026-11-14", "Київ", "Сіль", 0),
    ("2026-11-14", "Львів", "Мед", 4),
    ("2026-11-20", "Київ", "Чай", 999),
];

const STAGES: [(&str, i64, &str); 4] =
    [("Лід", 10, "open"), ("Рахунок", 50, "open"), ("Виграно", 100, "won"), ("Програно", 0, "lost")];

/// Customer, amount, stage, own probability, created, closed.
const DEALS: [(&str, Option<i64>, &str, Option<i64>, &str, &str); 5] = [
    ("Альфа", Some(1_000), "Лід", None, "2026-10-01", ""),
    ("Бета", Some(500), "Рахунок", Some(80), "2026-10-01", ""),
    ("Гама", Some(300), "Виграно", None, "2026-10-01", "2026-10-11"),
    ("Гама", Some(700), "Програно", None, "2026-10-10", "2026-10-20"),
    ("Дельта", None, "Виграно", None, "2026-10-01", "2026-10-21"),
];

/// Deal, date, from, to.
const EVENTS: [(usize, &str, &str, &str); 11] = [
    (0, "2026-10-01", "", "Лід"),
    (1, "2026-10-01", "", "Лід"),
    (1, "2026-10-05", "Лід", "Рахунок"),
    (2, "2026-10-01", "", "Лід"),
    (2, "2026-10-05", "Лід", "Рахунок"),
    (2, "2026-10-11", "Рахунок", "Виграно"),
    (3, "2026-10-10", "", "Лід"),
    (3, "2026-10-20", "Лід", "Програно"),
    (4, "2026-10-01", "", "Лід"),
    (4, "2026-10-21", "Лід", "Виграно"),
    (4, "2026-11-30", "Виграно", "Лід"),
];

/// Questions and whole answers: a row a line, then what is noted.
const ANSWERS: &[(&str, &str)] = &[
    // Дельта bought exactly three months ago; Зета only cancelled.
    (
        "inactive_customers(months=3) by customer",
        "Альфа | 10.05.2026 | 6 місяців | 3 000,00 ₴
         Дельта | 15.08.2026 | 3 місяці | 100,00 ₴
         * Ще 1 клієнт не купував жодного разу; його в списку немає.",
    ),
    ("inactive_customers(months=4)", "1 | 3 000,00 ₴\n* Ще 1 клієнт не купував жодного разу; його в списку немає."),
    (
        "inactive_customers(days=93) where city = \"Одеса\"",
        "0 | 0,00 ₴\n* Ще 1 клієнт не купував жодного разу; його в списку немає.",
    ),
    (
        "inactive_customers(days=92) by city",
        "Київ | 1 | 3 000,00 ₴\nОдеса | 1 | 100,00 ₴\n* Ще 1 клієнт не купував жодного разу; його в списку немає.",
    ),
    ("last_purchase where customer = \"Бета\"", "Бета | 08.11.2026 | 0 місяців | 7 днів"),
    ("last_purchase where customer = \"Зета\"", "Зета | — | — | —"),
    ("months_without_purchase where customer = \"Альфа\"", "Альфа | 6 місяців | 10.05.2026 | 189 днів"),
    // Narrowed to a product, a customer who buys other things is silent too.
    (
        "inactive_customers(months=3) by customer where product = \"Чай\"",
        "Альфа | 10.03.2026 | 8 місяців | 2 000,00 ₴
         Дельта | 15.08.2026 | 3 місяці | 100,00 ₴
         * Ще 3 клієнти не купували жодного разу; їх у списку немає.",
    ),
    ("never_bought where product != \"Кава\" and city = \"Київ\"", "1"),
    ("never_bought", "1"),
    ("never_bought by customer", "Зета | —"),
    ("customers_total", "6"),
    ("customers_total by city", "Київ | 2\nЛьвів | 2\nОдеса | 2"),
    (
        "rfm",
        "Альфа | 145 | Під загрозою | 189 днів | 3 | 3 000,00 ₴
         Бета | 444 | Лояльні | 7 днів | 3 | 2 700,00 ₴
         Епсилон | 333 | Потребують уваги | 75 днів | 2 | 250,00 ₴
         Гама | 512 | Нові | 5 днів | 1 | 200,00 ₴
         Дельта | 211 | Сплячі | 92 дні | 1 | 100,00 ₴",
    ),
    ("rfm_segments(segment=new)", "Гама | Нові | 5 днів | 1 | 200,00 ₴"),
    // Gaps of 60 and 7 days; the others take the median of both, 33.5.
    (
        "churn_risk",
        "Епсилон | у 2,24 раза довше звичного | під ризиком | 75 днів | 33,5 дня | 250,00 ₴\nДельта | у 2,75 раза довше звичного | під ризиком | 92 дні | 33,5 дня | 100,00 ₴\n* Це оцінка: історії замало.",
    ),
    ("churn_risk(class=lost)", "Альфа | у 3,15 раза довше звичного | ймовірно втрачений | 189 днів | 60 днів | 3 000,00 ₴"),
    ("churn_risk by class", "у ритмі | 2 | 2 900,00 ₴\nпід ризиком | 2 | 350,00 ₴\nймовірно втрачений | 1 | 3 000,00 ₴"),
    ("cohort_retention(cohort=2026-08, after=1)", "серп. 2026 | 50,0 % | 2 | 1"),
    ("stock_on_hand", "38 | 1 600,00 ₴\n* Залишки станом на 14.11.2026.\n* 1 товар без собівартості не враховано."),
    (
        "stock_value by warehouse",
        "Київ | 1 000,00 ₴ | 24
         Львів | 600,00 ₴ | 14
         * Залишки станом на 14.11.2026.
         * 1 товар без собівартості не враховано.",
    ),
    ("stock_value during 2026-10", "2 500,00 ₴ | 50\n* Залишки станом на 31.10.2026."),
    // Below zero is out of stock too; what is no longer traded is not.
    ("out_of_stock by product", "Кава | −3 | 10.11.2026\nКакао | 0 | —\n* Залишки станом на 14.11.2026."),
    // Мед was sold on the last day that does not count; Цукор never, and its cost is unknown.
    (
        "dead_stock by product",
        "Мед | 100,00 ₴ | 4 | 17.08.2026
         Цукор | 0,00 ₴ | 7 | —
         * Залишки станом на 14.11.2026.
         * 1 товар без собівартості не враховано.",
    ),
    (
        "dead_stock(days=91) by warehouse",
        "Київ | 0,00 ₴ | 1\n* Залишки станом на 14.11.2026.\n* 1 товар без собівартості не враховано.",
    ),
    // 27 in 90 days: 0.3 a day.
    ("days_of_cover where product = \"Чай\"", "100 днів | 23.02.2027 | 30 | 0,3\n* Залишки станом на 14.11.2026."),
    ("days_of_cover where product = \"Цукор\"", "— | — | 7 | 0\n* Залишки станом на 14.11.2026."),
    ("cover_below(days=101)", "Чай | 100 днів | 23.02.2027 | 30 | 0,3\n* Залишки станом на 14.11.2026."),
    ("cover_below(days=100) by category", "* Залишки станом на 14.11.2026."),
    ("sell_through where product = \"Чай\" during 2026-10-01..", "47,4 % | 27 | 30\n* Залишки станом на 14.11.2026."),
    ("turnover_days during 2026-10", "155 днів | 0,2 | 450,00 ₴ | 2 250,00 ₴"),
    ("to_reorder", "Кава | 6 | 2 | 1,44 | −3 | 0,03 | 14 днів\n* Залишки станом на 14.11.2026."),
    ("reorder_point where product = \"Чай\"", "Чай | 12 | 0 | 8,4 | 30 | 0,3 | 10 днів\n* Залишки станом на 14.11.2026."),
    // Кава begins at 76.8 %: still A.
    ("abc", "A | 2 | 6 200,00 ₴ | 99,2 %\nC | 4 | 50,00 ₴ | 0,8 %"),
    // Monthly sales of 10, 10, 1, 9 in a year: mean 2.5, deviation √17.25.
    ("abc(class=A)", "Чай | A | 4 800,00 ₴ | 76,8 % | AZ | 166,1 %\nКава | A | 1 400,00 ₴ | 22,4 % | AZ | 276,9 %"),
    ("xyz", "без класу | 3 | 0,00 ₴ | 0,0 %\nZ | 3 | 6 250,00 ₴ | 100,0 %"),
    ("open_deals", "2 | 1 500,00 ₴ | 500,00 ₴ | 0"),
    ("weighted_pipeline by stage", "Лід | 100,00 ₴ | 1 | 1 000,00 ₴ | 0\nРахунок | 400,00 ₴ | 1 | 500,00 ₴ | 0"),
    ("win_rate during 2026-10", "66,7 % | 15 днів | 15 днів | 2 | 1 | 300,00 ₴"),
    ("stage_conversion during 2026-10", "Лід | 60,0 % | 5 | 3 | 1\nРахунок | 50,0 % | 2 | 1 | 1"),
    ("avg_days_in_stage during 2026-10", "Лід | 9,5 дня | 4 | 45 днів | 1\nРахунок | 6 днів | 1 | 41 день | 1"),
];

#[tokio::test]
async fn every_answer_is_known_by_head() {
    for fresh in support::both().await {
        let organization = support::organization(&fresh.store, "shop").await;
        let mut scope = fresh.store.write(organization.id).await.unwrap();
        fill(&mut scope).await;
        let mut wrong = Vec::new();
        for (question, answer) in ANSWERS {
            let table = ask(&mut scope, &organization, question).await.unwrap();
            assert_eq!(table.totals.len(), table.columns.len(), "{question}");
            let expected: Vec<&str> = answer.lines().map(str::trim).collect();
            if shown(&table) != expected {
                wrong.push(format!("{question}\n{}", shown(&table).join("\n")));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    }
}

#[tokio::test]
async fn open_orders_count_only_where_the_organization_says_so() {
    for fresh in support::both().await {
        let mut organization = support::organization(&fresh.store, "shop").await;
        organization.count_open_orders = false;
        let mut scope = fresh.store.write(organization.id).await.unwrap();
        fill(&mut scope).await;
        let table = ask(&mut scope, &organization, "last_purchase where customer = \"Бета\"").await.unwrap();
        assert_eq!(shown(&table), ["Бета | 01.11.2026 | 0 місяців | 14 днів"]);
    }
}

#[tokio::test]
async fn an_empty_store_says_what_to_load() {
    for fresh in support::both().await {
        let organization = support::organization(&fresh.store, "empty").await;
        let mut scope = fresh.store.read(organization.id).await.unwrap();
        for (question, note) in [
            ("stock_value", "* Залишків ще немає. Завантажте файл із залишками."),
            ("turnover_days", "* Залишків ще немає. Завантажте файл із залишками."),
            ("open_deals", "* Угод ще немає. Завантажте файл з угодами."),
            ("stage_conversion", "* Угод ще немає. Завантажте файл з угодами."),
            ("cohort_retention", "* Замовлень ще немає. Завантажте файл із продажами."),
        ] {
            let table = ask(&mut scope, &organization, question).await.unwrap();
            assert_eq!(shown(&table), [note], "{question}");
        }
    }
}

#[tokio::test]
async fn a_short_history_is_no_ground_for_a_forecast() {
    let fresh = support::sqlite().await;
    let organization = support::organization(&fresh.store, "young").await;
    let mut scope = fresh.store.read(organization.id).await.unwrap();
    let data = DataRange { first: day("2026-06-15"), last: day(TODAY) };
    let context = PlanContext { today: day(TODAY), data: Some(data), organization: &organization };
    let plan = metrics::plan(&"forecast_revenue".parse().unwrap(), &context).unwrap();
    let error = metrics::run(&mut scope, &plan).await.unwrap_err();
    let Error::Invalid(problem) = error else { panic!("{error}") };
    assert_eq!((problem.code, &problem.args[0].1[..]), ("forecast-too-little", "4"));
}

async fn ask(scope: &mut Scope, organization: &Organization, question: &str) -> Result<MetricTable, Error> {
    let data = DataRange { first: day("2026-01-10"), last: day("2026-11-13") };
    let context = PlanContext { today: day(TODAY), data: Some(data), organization };
    let plan = metrics::plan(&question.parse().unwrap(), &context)?;
    metrics::run(scope, &plan).await
}

/// Rows as people read them, then notes. Every detail has a name in both languages.
fn shown(table: &MetricTable) -> Vec<String> {
    for (column, locale) in table.columns.iter().flat_map(|it| Locale::ALL.map(|locale| (it, locale))) {
        let named = metrics::column_name(locale, column);
        let is_missing = named.starts_with("column-") || find_text(locale, &named, &[]).is_some();
        assert!(!is_missing, "{locale}: {named}");
    }
    let cell = |(cell, column)| metrics::format_in_column(Locale::Uk, cell, column, &table.currency).replace('\u{a0}', " ");
    let rows = table.rows.iter().map(|row| row.iter().zip(&table.columns).map(cell).collect::<Vec<_>>().join(" | "));
    rows.chain(table.notes.iter().map(|it| format!("* {}", metrics::note_text(Locale::Uk, it).replace('\u{a0}', " ")))).collect()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn optional_day(text: &str) -> Bind {
    text.parse::<NaiveDate>().ok().into()
}

fn place<T>(items: &[T], is: impl Fn(&T) -> bool) -> Option<i64> {
    items.iter().position(is).map(|it| it as i64 + 1)
}

fn customer(name: &str) -> Bind {
    place(&CUSTOMERS, |it| it.0 == name).into()
}

fn product(name: &str) -> Bind {
    place(&PRODUCTS, |it| it.0 == name).into()
}

fn stage(name: &str) -> Bind {
    place(&STAGES, |it| it.0 == name).into()
}

async fn fill(scope: &mut Scope) {
    const CUSTOMER: &[&str] = &["organization_id", "id", "name", "name_key", "city"];
    let mut bulk = scope.bulk("customers", CUSTOMER, Conflict::Refuse);
    for (name, city) in CUSTOMERS {
        bulk.push([customer(name), name.into(), name.into(), city.into()]).await.unwrap();
    }
    bulk.finish().await.unwrap();

    const PRODUCT: &[&str] = &["organization_id", "id", "name", "name_key", "cost", "lead_time_days", "created_on", "active"];
    let mut bulk = scope.bulk("products", PRODUCT, Conflict::Refuse);
    for (name, cost, lead, active) in PRODUCTS {
        let row = [product(name), name.into(), name.into(), cost.into(), lead.into(), day("2025-01-01").into(), active.into()];
        bulk.push(row).await.unwrap();
    }
    bulk.finish().await.unwrap();

    let orders = ORDERS.into_iter().zip(1_i64..).map(|((on, who, what, units, amount, class), id)| {
        let head = OrderHead { ordered_on: day(on), customer: place(&CUSTOMERS, |it| it.0 == who).unwrap_or(0), class };
        Order::new(id, head).line((place(&PRODUCTS, |it| it.0 == what).unwrap(), units * 1_000, amount * 100))
    });
    orders::write(scope, orders).await;
    kabinet_core::sums::rebuild(scope).await.unwrap();

    const LEVEL: &[&str] = &["organization_id", "counted_on", "warehouse", "product_id", "on_hand"];
    let mut bulk = scope.bulk("stock_levels", LEVEL, Conflict::Refuse);
    for (on, warehouse, what, units) in STOCK {
        bulk.push([day(on).into(), warehouse.into(), product(what), (units * 1_000).into()]).await.unwrap();
    }
    bulk.finish().await.unwrap();
    fill_pipeline(scope).await;
}

async fn fill_pipeline(scope: &mut Scope) {
    const STAGE: &[&str] = &["organization_id", "id", "name", "name_key", "position", "probability", "outcome"];
    let mut bulk = scope.bulk("stages", STAGE, Conflict::Refuse);
    for (name, probability, outcome) in STAGES {
        bulk.push([stage(name), name.into(), name.into(), stage(name), probability.into(), outcome.into()]).await.unwrap();
    }
    bulk.finish().await.unwrap();

    const DEAL: &[&str] = &[
        "organization_id",
        "id",
        "code",
        "title",
        "customer_id",
        "amount",
        "stage_id",
        "probability",
        "created_on",
        "closed_on",
    ];
    let mut bulk = scope.bulk("deals", DEAL, Conflict::Refuse);
    for ((who, amount, at, probability, created, closed), id) in DEALS.into_iter().zip(1_i64..) {
        let code: Bind = id.to_string().into();
        let amount = amount.map(|it| it * 100).into();
        let dates = [optional_day(created), optional_day(closed)];
        let [created, closed] = dates;
        let row = [id.into(), code.clone(), code, customer(who), amount, stage(at), probability.into(), created, closed];
        bulk.push(row).await.unwrap();
    }
    bulk.finish().await.unwrap();

    const EVENT: &[&str] = &["organization_id", "deal_id", "position", "happened_on", "from_stage_id", "to_stage_id"];
    let mut bulk = scope.bulk("deal_events", EVENT, Conflict::Refuse);
    for ((deal, on, from, to), position) in EVENTS.into_iter().zip(1_i64..) {
        bulk.push([(deal as i64 + 1).into(), position.into(), day(on).into(), stage(from), stage(to)]).await.unwrap();
    }
    bulk.finish().await.unwrap();
}
