//! What a newer file must not do to what is stored: forget a status, take a year's orders for another's, lose parts of stock.

use kabinet_core::imports::{Mode, Options, Outcome, import_file};
use kabinet_core::tenancy::Actor;

use crate::imports_load::{Desk, counts};
use crate::support;

#[tokio::test]
async fn a_file_without_statuses_leaves_a_cancelled_order_cancelled() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let file = "Номер;Дата;Клієнт;Товар;Кількість;Сума;Статус\n1;01.10.2026;Верба;Чай;5;50;скасовано\n2;01.10.2026;Верба;Чай;1;10;виконано\n";
        desk.load("продажі.csv", file).await;
        let plain = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;01.10.2026;Верба;Чай;6;60\n2;01.10.2026;Верба;Чай;1;10\n";
        let report = desk.load("без статусів.csv", plain).await;
        assert_eq!(counts(&report), (0, 1, 1, 0));
        assert_eq!(report.tables[0].control.revenue.map(|it| it.0), Some(1000));
        let orders = "SELECT number || '|' || status || '|' || class FROM orders WHERE organization_id = $1 ORDER BY number";
        assert_eq!(desk.rows(orders).await, ["1|скасовано|2", "2|виконано|1"]);
        let again = desk.load("ще раз.csv", plain.replace("1;10\n", "1;10,00\n")).await;
        assert_eq!(counts(&again), (0, 0, 2, 0));
    }
}

#[tokio::test]
async fn numbers_that_begin_anew_are_told_before_they_replace() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let of = |year: u32| {
            format!("Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;05.10.{year};Верба;Чай;5;50\n2;06.10.{year};Сич;Чай;1;{year}\n")
        };
        let first = desk.load("2025.csv", of(2025)).await;
        assert!(first.tables[0].warnings.is_empty());
        let next = desk.run("2026.csv", of(2026), Mode::Preview).await;
        let told: Vec<&str> = next.tables[0].warnings.iter().map(|it| it.code).collect();
        assert_eq!(told, ["orders-numbered-anew"]);
        // A correction of the same order is none of that.
        let mended = desk.run("2025-2.csv", of(2025).replace("5;50", "5;55"), Mode::Preview).await;
        assert!(mended.tables[0].warnings.is_empty());
    }
}

#[tokio::test]
async fn parts_of_one_product_add_up() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let file = "Залишки на 20.11.2026\n\nТовар;Партія;Залишок;Собівартість\nЧай;П-1;10;20\nЧай;П-2;30;40\nКава;П-1;5;7\n";
        let report = desk.load("залишки.csv", file).await;
        assert_eq!((report.result, counts(&report)), (Outcome::Ok, (3, 0, 0, 0)), "{}", report.message);
        let levels = "SELECT p.name || '|' || s.on_hand || '|' || s.unit_cost FROM stock_levels s
            JOIN products p ON p.organization_id = s.organization_id AND p.id = s.product_id
            WHERE s.organization_id = $1 ORDER BY p.name";
        // (10 × 20 + 30 × 40) / 40 = 35
        assert_eq!(desk.rows(levels).await, ["Кава|5000|700", "Чай|40000|3500"]);
        let again = desk.load("залишки-2.csv", file.replace("Кава;П-1;5", "Кава;П-1;6")).await;
        assert_eq!(counts(&again), (0, 1, 2, 0));
    }
}

#[tokio::test]
async fn a_column_that_is_not_there_is_refused() {
    let fresh = support::sqlite().await;
    let desk = Desk::new(&fresh.store, "one").await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("продажі.csv");
    std::fs::write(&path, "Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;01.10.2026;Верба;Чай;5;50\n").unwrap();
    for (header, field, code) in
        [("Роздріб", "line.amount", "import-no-such-column"), ("Сума", "line.amont", "import-unknown-field")]
    {
        let options = Options { columns: vec![(header.to_owned(), field.to_owned())], ..Options::default() };
        let refused =
            import_file(&desk.context(), (&desk.organization, &Actor::OPERATOR), (&path, "продажі.csv"), &options).await;
        assert_eq!(refused.unwrap_err().code(), code);
        assert!(desk.orders().await.is_empty());
    }
    for field in ["line.amount", "-", "line.amount:decimal_comma"] {
        let options = Options { mode: Mode::Preview, columns: vec![("сума".into(), field.into())], ..Options::default() };
        import_file(&desk.context(), (&desk.organization, &Actor::OPERATOR), (&path, "продажі.csv"), &options).await.unwrap();
    }
}

#[tokio::test]
async fn sales_without_numbers_are_the_same_however_the_customer_is_written() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let file = "Дата;Клієнт;Товар;Кількість;Сума\n10.01.2026;ТОВ «Верба»;Чай;10;50\n11.01.2026;ТОВ «Клен»;Кава;1;7\n";
        desk.load("перший.csv", file).await;
        let before = desk.orders().await;
        let spelled = file.replace("ТОВ «Верба»", "ТОВ \"ВЕРБА\"");
        let coded = "Дата;Код клієнта;Клієнт;Товар;Кількість;Сума\n10.01.2026;К1;ТОВ «Верба»;Чай;10;50\n\
            11.01.2026;К2;ТОВ «Клен»;Кава;1;7\n";
        for (name, text) in [("інакше.csv", spelled.as_str()), ("з кодом.csv", coded)] {
            assert_eq!(counts(&desk.load(name, text).await), (0, 0, 2, 0), "{name}");
            assert_eq!(desk.orders().await, before, "{name}");
        }
        let twice = "Дата;Клієнт;Товар;Кількість;Сума\n10.01.2026;ТОВ «Верба»;Чай;10;50\n10.01.2026;Верба ТОВ;Кава;2;90\n";
        let report = desk.load("двічі.csv", twice).await;
        assert_eq!(counts(&report), (0, 2, 0, 0));
        let told: Vec<&str> = report.tables[0].warnings.iter().map(|it| it.code).collect();
        assert_eq!(told, ["days-replaced"]);
    }
}

#[tokio::test]
async fn a_long_sheet_with_sums_beside_its_customers_is_read_as_a_short_one() {
    let fresh = support::sqlite().await;
    let desk = Desk::new(&fresh.store, "one").await;
    let mut file = String::from("Продажі за жовтень 2026\n\nКонтрагент;Товар;Кількість;Сума\n");
    for n in 0..6_000 {
        file += &format!("Клієнт {n};;6;60\n;Чай;2;20\n;Кава;2;20\n;Цукор;2;20\n");
    }
    let report = desk.run("продажі.csv", file, Mode::Preview).await;
    let control = &report.tables[0].control;
    assert_eq!((report.tables[0].rejected.len(), control.customers, control.lines), (0, Some(6_000), Some(18_000)));
}
