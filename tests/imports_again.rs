//! The same file once more, large files in pieces, imports that were cut off. On both engines.

use std::fmt::Write as _;

use kabinet_core::imports::{Mode, cut_off, take_cut_off};
use kabinet_core::sums;
use serde_json::{Value, json};

use crate::imports_load::{Desk, SALES, counts};
use crate::support;

async fn imports(desk: &Desk) -> Vec<String> {
    desk.rows("SELECT number || '|' || file_name FROM imports WHERE organization_id = $1 ORDER BY number").await
}

#[tokio::test]
async fn a_file_loaded_before_is_answered_from_its_report() {
    let text = format!(
        "{SALES}102;05.10.2026;К-2;ФОП Кущ;А2;Кава;3;33,33;99,99;виконано\n103;08.10.2026;К-2;ФОП Кущ;А2;Кава;багато;33,33;абв;виконано\n"
    );
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let first = desk.load("продажі.csv", &text).await;
        let again = desk.load("ще раз.csv", &text).await;
        assert_eq!(counts(&again), (0, 0, 5, 1));
        assert_eq!((again.import.as_deref(), again.file.as_str(), again.result), (None, "ще раз.csv", first.result));
        assert_eq!(imports(&desk).await, ["1|продажі.csv"], "nothing is written");
        // The original that a fall of the program left out is kept now, whichever way the file comes again.
        for mode in [Mode::Preview, Mode::Store] {
            std::fs::remove_file(desk.original()).unwrap();
            desk.run("ще раз.csv", &text, mode).await;
            assert_eq!(std::fs::read_to_string(desk.original()).unwrap(), text, "{mode:?}");
        }
        let (one, other) = (&first.tables[0], &again.tables[0]);
        assert_eq!((&one.warnings, &one.rejected, &one.skipped), (&other.warnings, &other.rejected, &other.skipped));
        assert_eq!((one.entity, one.header_row, one.columns.len()), (other.entity, other.header_row, other.columns.len()));
        assert_eq!((one.control.created_customers, other.control.created_customers), (Some(2), Some(0)));
        assert_eq!(first.totals_after, again.totals_after);
        let figures = |value: &Value| {
            let mut value = value["tables"][0].clone();
            for name in ["created", "unchanged", "control"] {
                value[name] = Value::Null;
            }
            value
        };
        assert_eq!(figures(&json!(first)), figures(&json!(again)));
    }
}

#[tokio::test]
async fn a_file_is_loaded_in_full_when_something_came_between() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        desk.load("продажі.csv", SALES).await;
        desk.load("інші.csv", &SALES.replace("20,00", "21,00")).await;
        let back = desk.load("продажі.csv", SALES).await;
        assert_eq!(counts(&back), (0, 2, 2, 0));
        assert_eq!(imports(&desk).await.len(), 3);
    }
}

/// Orders whose lines are mixed with those of others, more of them than are written at a time.
fn many(quantity: impl Fn(usize) -> usize) -> String {
    let mut text = "Номер;Дата;Клієнт;Товар;Кількість;Ціна;Сума\n".to_owned();
    for n in 0..12_000 {
        let (order, quantity) = (n % 6_000 / 2, quantity(n % 6_000 / 2));
        let (day, customer, product) = (order % 28 + 1, order % 90, n % 700);
        writeln!(text, "N{order};{day:02}.10.2026;Клієнт {customer};Товар {product};{quantity};10,00;{},00", quantity * 10)
            .unwrap();
    }
    text
}

#[tokio::test]
async fn large_files_are_written_and_replaced_in_pieces() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let report = desk.load("багато.csv", &many(|_| 1)).await;
        assert_eq!(counts(&report), (12_000, 0, 0, 0));
        let report = desk.load("змінено.csv", &many(|order| if order % 3 == 0 { 2 } else { 1 })).await;
        assert_eq!(counts(&report), (0, 4_000, 8_000, 0));
        let totals = json!(report.totals_after);
        assert_eq!(
            (&totals["lines"], &totals["orders"], &totals["sum_amount"]),
            (&json!(12_000), &json!(3_000), &json!("160000.00"))
        );
        let stored = desk
            .rows(
                "SELECT COUNT(*) || '|' || SUM(quantity) || '|' || SUM(opens_order) FROM order_items WHERE organization_id = $1
                 UNION ALL SELECT COUNT(*) || '|' || COUNT(DISTINCT number) || '|' || COUNT(DISTINCT import_id) FROM orders
                 WHERE organization_id = $1",
            )
            .await;
        assert_eq!(stored, ["12000|16000000|3000", "3000|3000|2"]);
        let mut scope = fresh.store.read(desk.organization.id).await.unwrap();
        assert_eq!(sums::check(&mut scope).await.unwrap(), sums::Differences::NONE);
    }
}

#[tokio::test]
async fn an_import_that_was_cut_off_is_told_once() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let organization = desk.organization.id;
        let alive = fresh.store.show_alive(7).await.unwrap();
        let mut scope = fresh.store.write(organization).await.unwrap();
        for (id, name) in [(7, "іде.csv"), (8, "обірвано.csv")] {
            scope
                .sql(
                    "INSERT INTO import_attempts (organization_id, id, file_name, started_at) VALUES ($1, $2, $3, 1700000000000)",
                )
                .bind(i64::from(id))
                .bind(name)
                .execute()
                .await
                .unwrap();
        }
        scope.commit().await.unwrap();
        let [dead] = &cut_off(&fresh.store, organization).await.unwrap()[..] else { panic!("one import was cut off") };
        assert_eq!(dead.file_name, "обірвано.csv");
        assert!(take_cut_off(&fresh.store, organization, dead).await.unwrap());
        assert!(!take_cut_off(&fresh.store, organization, dead).await.unwrap(), "told once only");
        assert!(cut_off(&fresh.store, organization).await.unwrap().is_empty());
        // On SQLite the file of an import that was killed is there still, and another looks at it.
        let looked_at = fresh.url.strip_prefix("sqlite://").map(|it| std::fs::File::create(format!("{it}-import-8")).unwrap());
        looked_at.iter().for_each(|it| it.lock_shared().unwrap());
        let lookers = (0..8).map(|_| fresh.store.is_alive(8));
        assert_eq!(futures::future::try_join_all(lookers).await.unwrap(), [false; 8], "those who look see no one at work");
        drop(alive);
        // PostgreSQL ends the transaction of the sign a moment later.
        let mut late = Vec::new();
        for _ in 0..100 {
            late = cut_off(&fresh.store, organization).await.unwrap();
            if !late.is_empty() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(late[0].file_name, "іде.csv");
        assert!(take_cut_off(&fresh.store, organization, &late[0]).await.unwrap());
        // An import that ends leaves nothing to tell, whatever became of its file.
        desk.load("продажі.csv", SALES).await;
        desk.load("лист.txt", "Шановні колеги").await;
        assert!(desk.rows("SELECT file_name FROM import_attempts WHERE organization_id = $1").await.is_empty());
    }
}
