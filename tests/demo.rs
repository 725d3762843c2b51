//! The built-in demo answers at once, and right. The expected figures were computed from the same CSV files by two
//! independent programs (SQL in DuckDB over exact decimals, data frames in pandas over integer cents) that agree with each other.

use std::path::Path;

use kabinet_core::app::App;
use kabinet_core::clock::Clock;
use kabinet_core::config::Config;
use kabinet_core::conversation::{self, Channel, Content, Dialogue, Incoming, Reply, Status, Visit};
use kabinet_core::demo;
use kabinet_core::locale::Locale;
use kabinet_core::metrics::to_json;
use kabinet_core::tenancy::{Actor, Organization, OrganizationKind};

use crate::support;

/// Question, language, and what the first row (after the name of its column) must hold.
const QUESTIONS: &[(&str, Locale, &[(&str, &str)])] = &[
    ("Яка виручка за жовтень?", Locale::Uk, &[("revenue", "3992751.97")]),
    ("What was our revenue last month?", Locale::En, &[("revenue", "3992751.97")]),
    ("віручка за жовтнь", Locale::Uk, &[("revenue", "3992751.97")]),
    ("скіки всього наторгували за прошлий місяць", Locale::Uk, &[("revenue", "3992751.97")]),
    ("Скільки замовлень було минулого місяця?", Locale::Uk, &[("orders", "462")]),
    (
        "Порівняй продажі за жовтень з тим самим місяцем торік",
        Locale::Uk,
        &[("revenue", "3992751.97"), ("revenue_base", "2530017.15")],
    ),
    (
        "Як змінилися продажі цього місяця відносно попереднього?",
        Locale::Uk,
        &[("revenue", "1778866.76"), ("revenue_base", "1958503.34")],
    ),
    ("На яку суму було повернень у жовтні?", Locale::Uk, &[("returns_amount", "72598.90")]),
    ("Скільки замовлень скасували у вересні?", Locale::Uk, &[("cancelled_orders", "14")]),
    ("Найгірші 5 категорій за продажами за минулий місяць", Locale::Uk, &[("category", "Канцтовари"), ("revenue", "82794.46")]),
    ("Продажі по містах за 2025 рік, топ 3", Locale::Uk, &[("city", "Київ"), ("revenue", "6312949.65")]),
    ("Top 5 customers this year by revenue", Locale::En, &[("customer", "ФОП Тимошик Ю. О."), ("revenue", "1334388.47")]),
    ("Скільки клієнтів купували у вересні?", Locale::Uk, &[("active_customers", "186")]),
    ("Хто не купував понад 3 місяці?", Locale::Uk, &[("customer", "ФОП Коваленко В. Н."), ("last_purchase", "2026-01-26")]),
    (
        "Покажи неліквід: що не продавалося 90 днів",
        Locale::Uk,
        &[("product", "Гірлянда LED Снігурівка 100 ламп"), ("dead_stock", "174958.20")],
    ),
    ("Скільки коштує весь склад зараз?", Locale::Uk, &[("stock_value", "5469994.42")]),
];

async fn ask(app: &App, organization: &Organization, locale: Locale, words: &str) -> Reply {
    let incoming = Incoming {
        channel: Channel::Command,
        chat: String::new(),
        organization: organization.clone(),
        actor: Actor::OPERATOR,
        locale,
        content: Content::Text(words.into()),
        visit: Visit::default(),
    };
    conversation::respond_in(app, &incoming, &mut Dialogue::default()).await
}

#[tokio::test]
async fn first_questions_are_answered_right_and_dated() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let config = Config { data: folder.path().to_owned(), ..Config::default() };
        let app = App::new(fresh.store.clone(), Clock::System, config, Path::new(env!("CARGO_BIN_EXE_kabinet")).to_owned());
        let organization = demo::fill(&app, demo::SLUG).await.unwrap();
        assert_eq!(organization.kind, OrganizationKind::Demo);
        assert_eq!(demo::fill(&app, demo::SLUG).await.unwrap().id, organization.id, "filling again changes nothing");
        for (words, locale, expected) in QUESTIONS {
            let reply = ask(&app, &organization, *locale, words).await;
            assert_eq!(reply.status, Status::Answered, "{words}: {}", reply.plain_text());
            let table = to_json(reply.table.as_ref().unwrap());
            let columns = table["columns"].as_array().unwrap();
            for (name, value) in *expected {
                let column = columns
                    .iter()
                    .position(|it| it["id"] == *name)
                    .unwrap_or_else(|| panic!("{words}: no {name} in {columns:?}"));
                let cell = &table["rows"][0][column];
                let shown = cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
                assert_eq!(shown, *value, "{words}: {name}");
            }
            let dated = if *locale == Locale::Uk { "15.11.2026" } else { "15 Nov 2026" };
            assert!(reply.plain_text().contains(dated), "{words} does not say the demo's date: {}", reply.plain_text());
        }
    }
}
