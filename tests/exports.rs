//! What is taken out can be loaded again and gives the same figures; nothing in it runs as a formula.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use kabinet_core::app::App;
use kabinet_core::exports::{self, Format, What};
use kabinet_core::imports::{ImportReport, Outcome};
use kabinet_core::metrics;
use kabinet_core::tenancy::Organization;

use crate::support;

const CUSTOMERS: &str = "\
Код;Назва;ЄДРПОУ;Телефон;E-mail;Місто;Менеджер
К-1;ТОВ «Ластівка»;99000123;020 123-45-67;office@lastivka.example;Київ;Олена
К-2;\"ПП \"\"Дзвін; Сервіс\"\"\";00990045;;;Одеса;
;ФОП Кущ;99000777;;;;Ігор
";
const PRODUCTS: &str = "\
Артикул;Назва;Категорія;Ціна;Собівартість
-12;Чай;Напої;10,00;6,50
0012;Кава;Напої;33,33;
";
const ORDERS: &str = "\
Номер;Дата;Клієнт;ЄДРПОУ;Артикул;Товар;Кількість;Ціна;Знижка, грн;Сума;Собівартість одиниці;Статус;Менеджер
0100;01.10.2026 09:05;ТОВ «Ластівка»;99000123;-12;Чай;2;10,00;1,50;18,50;6,50;виконано;Олена
0100;01.10.2026 09:05;ТОВ «Ластівка»;99000123;0012;Кава;1,5;33,33;;50,00;;виконано;Олена
101;03.10.2026;ФОП Кущ;99000777;-12;Чай;5;10,00;;50,00;6,50;скасовано;
R-1;08.10.2026;ФОП Кущ;99000777;0012;Кава;1;33,33;;33,33;;повернення;Ігор
102;12.11.2026;;;-12;Чай;1;10,00;;10,00;6,50;нове;
";
const STOCK: &str = "\
Дата;Склад;Артикул;Назва;Залишок;Собівартість
01.11.2026;Київ;-12;Чай;12,5;6,50
01.11.2026;;0012;Кава;0;
";
const DEALS: &str = "\
Номер угоди;Назва угоди;Клієнт;Сума;Етап;Імовірність, %;Менеджер;Дата створення;Дата закриття
Д-1;Літній сад;ФОП Кущ;5000,00;Рахунок;60;Ігор;01.11.2026;
Д-2;Готель;ТОВ «Ластівка»;7500,50;Виграно;100;Олена;02.10.2026;05.10.2026
";

const ALL: [What; 5] = [What::Customers, What::Products, What::Orders, What::Stock, What::Deals];

async fn fill(app: &App, organization: &Organization) -> ImportReport {
    let mut last = None;
    let files = [
        ("клієнти.csv", CUSTOMERS),
        ("товари.csv", PRODUCTS),
        ("замовлення.csv", ORDERS),
        ("залишки.csv", STOCK),
        ("угоди.csv", DEALS),
    ];
    for (name, text) in files {
        let report = support::load(app, organization, name, text).await;
        assert_eq!(report.result, Outcome::Ok, "{name}: {report:?}");
        last = Some(report);
    }
    last.unwrap()
}

async fn taken_out(app: &App, organization: &Organization, what: What, format: Format) -> Vec<u8> {
    let mut scope = app.store.read(organization.id).await.unwrap();
    let mut out = Cursor::new(Vec::new());
    exports::export(&mut scope, what, format, &mut out).await.unwrap();
    out.into_inner()
}

/// Revenue and cost of goods by the most telling dimensions, as programs read them.
async fn figures(app: &App, organization: &Organization) -> String {
    let mut lines = Vec::new();
    for query in [
        "revenue, orders, gross_profit by month during 2026-01-01..2026-11-20",
        "revenue, units by product during 2026-01-01..2026-11-20",
        "revenue by customer during 2026-01-01..2026-11-20",
    ] {
        let mut scope = app.store.read(organization.id).await.unwrap();
        let query = query.parse().unwrap();
        let table = metrics::answer(&mut scope, organization, app.today(organization), &query).await.unwrap();
        lines.push(metrics::to_json(&table).to_string());
    }
    lines.join("\n")
}

#[tokio::test]
async fn everything_comes_back_in_another_organization() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let one = support::organization(&fresh.store, "one").await;
        let original = fill(&app, &one).await;
        for (slug, format, extension) in [("two", Format::Csv, "csv"), ("three", Format::Xlsx, "xlsx")] {
            let other = support::organization(&fresh.store, slug).await;
            let mut last = None;
            for what in ALL {
                let bytes = taken_out(&app, &one, what, format).await;
                let report = support::load(&app, &other, &format!("{what:?}.{extension}"), bytes).await;
                assert_eq!(report.result, Outcome::Ok, "{what:?}: {report:?}");
                assert_eq!(report.tables[0].unmapped, [""; 0], "{what:?}");
                last = Some(report);
            }
            assert_eq!(last.unwrap().totals_after, original.totals_after, "{slug}");
            assert_eq!(figures(&app, &other).await, figures(&app, &one).await, "{slug}");
            for what in ALL {
                let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
                let before = text(taken_out(&app, &one, what, Format::Csv).await);
                let after = text(taken_out(&app, &other, what, Format::Csv).await);
                assert_eq!(after, before, "{slug} {what:?}");
            }
        }
    }
}

#[tokio::test]
async fn nothing_taken_out_runs_as_a_formula() {
    for fresh in support::both().await {
        let folder = tempfile::tempdir().unwrap();
        let app = support::app(&fresh, folder.path()).await;
        let one = support::organization(&fresh.store, "one").await;
        let report = support::load(&app, &one, "клієнти.csv", include_bytes!("fixtures/imports/13_injection.csv")).await;
        assert_eq!((report.result, report.tables[0].ok()), (Outcome::Ok, 4));

        let csv = String::from_utf8(taken_out(&app, &one, What::Customers, Format::Csv).await).unwrap();
        for cell in csv.trim_start_matches('\u{feff}').lines().flat_map(|line| line.split(';')) {
            assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@', '\t']), "{cell}");
        }
        let mut workbook = Xlsx::new(Cursor::new(taken_out(&app, &one, What::Customers, Format::Xlsx).await)).unwrap();
        let formulas = workbook.worksheet_formula("customers").unwrap();
        assert!(formulas.used_cells().next().is_none());
        let cells = workbook.worksheet_range("customers").unwrap();
        assert!(cells.used_cells().any(|(_, _, cell)| *cell == "=1+1"), "the text itself is whole");
    }
}

#[tokio::test]
async fn json_lines_name_the_fields() {
    let fresh = support::sqlite().await;
    let folder = tempfile::tempdir().unwrap();
    let app = support::app(&fresh, folder.path()).await;
    let one = support::organization(&fresh.store, "one").await;
    fill(&app, &one).await;
    let text = String::from_utf8(taken_out(&app, &one, What::Orders, Format::JsonLines).await).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 5);
    let expected = serde_json::json!({
        "order.no": "0100", "order.date": "2026-10-01 09:05", "order.status": "виконано", "order.manager": "Олена",
        "customer.code": "К-1", "customer.name": "ТОВ «Ластівка»", "customer.tax_id": "99000123",
        "product.sku": "0012", "product.name": "Кава", "line.qty": 1.5, "line.price": "33.33", "line.discount": null,
        "line.amount": "50.00", "line.cost": null, "line.cost_total": null, "order.comment": null,
    });
    assert_eq!(lines[1], expected);
}
