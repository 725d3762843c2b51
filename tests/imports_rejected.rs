//! Rejected rows given back as a file, corrected and dropped again: they and nothing else are added. On both engines.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use kabinet_core::imports::Outcome;
use kabinet_core::sums;
use rust_xlsxwriter::{Format, Workbook};

use crate::imports_load::{Desk, counts};
use crate::support;

const LINES: &str = "SELECT o.number || '|' || c.name || '|' || p.name || '|' || i.quantity || '|' || i.amount || '|' || i.class
     FROM order_items i
     JOIN orders o ON o.organization_id = i.organization_id AND o.id = i.order_id
     JOIN customers c ON c.organization_id = i.organization_id AND c.id = i.customer_id
     JOIN products p ON p.organization_id = i.organization_id AND p.id = i.product_id
     WHERE i.organization_id = $1 ORDER BY o.number, c.name, i.ordered_on, i.line";

/// Customers, documents and goods under one another, told apart by how far they are indented.
fn report(rows: &[(u8, &str, &str, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "Продажі за серпень 2026 р.").unwrap();
    for (at, header) in [(2, "Контрагент"), (3, "Документ"), (4, "Номенклатура")] {
        sheet.write_string(at, 0, header).unwrap();
    }
    for (at, header) in [(1, "Кількість"), (2, "Сума")] {
        sheet.write_string(2, at, header).unwrap();
    }
    for (at, (indent, name, quantity, amount)) in (5..).zip(rows) {
        sheet.write_string_with_format(at, 0, *name, &Format::new().set_indent(*indent)).unwrap();
        for (column, figure) in [(1, quantity), (2, amount)] {
            match figure.parse::<f64>() {
                Ok(figure) => sheet.write_number(at, column, figure).unwrap(),
                Err(_) => sheet.write_string(at, column, *figure).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

/// The first sheet as lines of text.
fn shown(workbook: Vec<u8>) -> String {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(workbook)).unwrap();
    let sheet = workbook.worksheet_range_at(0).unwrap().unwrap();
    let cell = |cell: &Data| cell.to_string();
    sheet.rows().map(|row| row.iter().map(cell).collect::<Vec<_>>().join(";") + "\n").collect()
}

#[tokio::test]
async fn a_row_of_a_report_comes_back_with_what_stood_above_it() {
    let sale = "Реалізація товарів 000000101 від 03.08.2026 9:12:00";
    let file = report(&[
        (0, "ТОВ «Верба»", "3", "300"),
        (2, sale, "3", "300"),
        (4, "Гвинт М6", "1", "100"),
        (4, "Шайба М6", "багато", "200"),
        (0, "ФОП Сич", "1", "50"),
        (2, "Реалізація товарів 000000102 від 04.08.2026 10:00:00", "1", "50"),
        (4, "Гвинт М6", "1", "50"),
    ]);
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let loaded = desk.load("звіт.xlsx", &file).await;
        assert_eq!((loaded.result, loaded.tables[0].rejected.len()), (Outcome::Partial, 1), "{}", loaded.message);
        let back = shown(desk.rejected(&loaded).await);
        let expected = format!(
            "Продажі за серпень 2026 р.;;;;;\n;;;;;\nКількість;Сума;клієнт;номер;назва товару;Чому не завантажено\n\
             багато;200;ТОВ «Верба»;{sale};Шайба М6;кількість — не вдалося прочитати число: «багато»\n"
        );
        assert_eq!(back, expected);
        let again = desk.load("виправлено.csv", back.replace("багато;", "2;")).await;
        assert_eq!((again.result, counts(&again).3), (Outcome::Ok, 0), "{}", again.message);
        assert_eq!(
            desk.rows(LINES).await,
            [
                "000000101|ТОВ «Верба»|Гвинт М6|1000|10000|1",
                "000000101|ТОВ «Верба»|Шайба М6|2000|20000|1",
                "000000102|ФОП Сич|Гвинт М6|1000|5000|1"
            ]
        );
    }
}

#[tokio::test]
async fn a_month_of_a_row_comes_back_alone() {
    let file = "Клієнт;Товар;Вересень 2026, сума;Жовтень 2026, сума;Листопад 2026, сума\n\
        ТОВ «Верба»;Гвинт;100;абв;300\nФОП Сич;Гвинт;10;20;30\n";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let loaded = desk.load("місяці.csv", file).await;
        let before = desk.rows(LINES).await;
        assert_eq!((before.len(), loaded.tables[0].rejected.len()), (5, 1), "{}", loaded.message);
        let back = String::from_utf8(desk.rejected(&loaded).await).unwrap();
        assert!(back.contains("ТОВ «Верба»;Гвинт;") && back.contains(";абв;"), "{back}");
        let again = desk.load("виправлено.csv", back.replace(";абв;", ";200;")).await;
        assert_eq!((again.result, counts(&again).3), (Outcome::Ok, 0), "{back} {}", again.message);
        let mut after = desk.rows(LINES).await;
        assert_eq!(after.len(), 6, "{back}");
        after.retain(|it| !before.contains(it));
        assert!(after.len() == 1 && after[0].starts_with("2026-10-01") && after[0].contains("|20000|"), "{after:?}");
    }
}

#[tokio::test]
async fn a_row_of_a_group_comes_back_with_its_group() {
    let file = "Дата;Номер;Товар;Кількість;Сума\nТОВ «Верба»;;;;\n01.10.2026;1;Чай;1;10\n02.10.2026;2;Кава;багато;20\n\
        ФОП Сич;;;;\n03.10.2026;3;Чай;3;30\n";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let loaded = desk.load("групи.csv", file).await;
        assert_eq!(loaded.tables[0].rejected.len(), 1, "{}", loaded.message);
        let back = String::from_utf8(desk.rejected(&loaded).await).unwrap();
        let again = desk.load("виправлено.csv", back.replace(";багато;", ";2;")).await;
        assert_eq!(again.result, Outcome::Ok, "{back} {}", again.message);
        assert_eq!(
            desk.rows(LINES).await,
            ["1|ТОВ «Верба»|Чай|1000|1000|1", "2|ТОВ «Верба»|Кава|2000|2000|1", "3|ФОП Сич|Чай|3000|3000|1"]
        );
    }
}

/// Alone it would be a return; its order is a sale.
#[tokio::test]
async fn a_line_taken_back_stays_in_its_sale() {
    let header = "Номер;Дата;Клієнт;Товар;Кількість;Сума";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let whole = format!("{header}\n1;01.10.2026;ФОП Сич;Чай;5;50\n1;01.10.2026;ФОП Сич;Кава;-1;-20\n");
        desk.load("ціле.csv", &whole).await;
        let expected = desk.rows(LINES).await;

        let desk = Desk::new(&fresh.store, "two").await;
        let loaded = desk.load("з помилкою.csv", whole.replace(";-1;", ";мінус один;")).await;
        assert_eq!(counts(&loaded), (1, 0, 0, 1));
        let back = String::from_utf8(desk.rejected(&loaded).await).unwrap();
        desk.load("виправлено.csv", back.replace(";мінус один;", ";-1;")).await;
        assert_eq!(desk.rows(LINES).await, expected);
        let mut scope = fresh.store.read(desk.organization.id).await.unwrap();
        assert_eq!(sums::check(&mut scope).await.unwrap(), sums::Differences::NONE);
    }
}

/// The apostrophe that keeps a spreadsheet from running a text goes when the text comes back.
#[tokio::test]
async fn a_guarded_text_comes_back_as_it_was() {
    let names = "SELECT name FROM products WHERE organization_id = $1 ORDER BY name";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let file = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;01.10.2026;ФОП Сич;=Чай;1;10\n2;02.10.2026;ФОП Сич;=Чай;два;20\n\
            3;02.10.2026;ФОП Сич;-Кава «О'Ґрейді»;два;20\n";
        let loaded = desk.load("продажі.csv", file).await;
        let back = String::from_utf8(desk.rejected(&loaded).await).unwrap();
        assert!(back.contains(";'=Чай;") && back.contains(";'-Кава «О'Ґрейді»;"), "{back}");
        desk.load("виправлено.csv", back.replace(";два;", ";2;")).await;
        assert_eq!(desk.rows(names).await, ["-Кава «О'Ґрейді»", "=Чай"]);
    }
}

#[tokio::test]
async fn a_line_that_goes_on_with_its_order_comes_back_with_the_heading() {
    let file = "Номер;Дата;Клієнт;Товар;Кількість;Сума\n1;13.02.2026;ФОП Сич;Цвях;1;??\n;;;Лак;2;20\n\
        2;14.03.2026;ТОВ «Верба»;Цвях;1;10\n;;;Гвинт;3;??\n";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let loaded = desk.load("продажі.csv", file).await;
        let back = String::from_utf8(desk.rejected(&loaded).await).unwrap();
        assert!(back.contains("2;14.03.2026;ТОВ «Верба»;Гвинт;3;??"), "{back}");
        let again = desk.load("виправлено.csv", back.replace("??;", "70;")).await;
        assert_eq!((again.result, counts(&again).3), (Outcome::Ok, 0), "{back} {}", again.message);
        let lines = [
            "1|ФОП Сич|Лак|2000|2000|1",
            "1|ФОП Сич|Цвях|1000|7000|1",
            "2|ТОВ «Верба»|Гвинт|3000|7000|1",
            "2|ТОВ «Верба»|Цвях|1000|1000|1",
        ];
        let mut stored = desk.rows(LINES).await;
        stored.sort();
        assert_eq!(stored, lines, "{back}");
    }
}

#[tokio::test]
async fn a_day_written_with_the_month_first_comes_back_as_the_same_day() {
    let file = "Order no;Date;Customer;Product;Qty;Amount\n1;02/13/2026;Birch;Nail;1;10\n2;02/03/2026;Birch;Nail;1;??\n";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let loaded = desk.load("sales.csv", file).await;
        let back = String::from_utf8(desk.rejected(&loaded).await).unwrap();
        let again = desk.load("corrected.csv", back.replace("??", "20")).await;
        assert_eq!(again.tables[0].control.first_date.map(|it| it.to_string()).as_deref(), Some("2026-02-03"), "{back}");
    }
}
