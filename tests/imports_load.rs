//! Files become rows of the store: matched, replaced as wholes, accounted for to the kopeck. On both engines.

use std::path::{Path, PathBuf};

use kabinet_core::config::ImportLimits;
use kabinet_core::imports::{ImportContext, ImportReport, Mode, Options, Outcome, import_file, write_rejected};
use kabinet_core::locale::Locale;
use kabinet_core::store::Store;
use kabinet_core::tenancy::{Actor, Organization};
use serde_json::{Value, json};

use crate::imports_read::reader;
use crate::support::{self, IDS};

pub const SALES: &str = "\
Номер;Дата;Код клієнта;Клієнт;Артикул;Товар;Кількість;Ціна;Сума;Статус
100;01.10.2026;К-1;ТОВ «Ромашка»;А1;Чай;2;10,00;20,00;виконано
100;01.10.2026;К-1;ТОВ «Ромашка»;А2;Кава;1,5;33,33;50,00;виконано
101;03.10.2026;К-2;ФОП Кущ;А1;Чай;5;10,00;50,00;скасовано
102;05.10.2026;К-2;ФОП Кущ;А2;Кава;3;33,33;99,99;виконано
";

pub struct Desk {
    pub store: Store,
    pub organization: Organization,
    limits: ImportLimits,
    folder: tempfile::TempDir,
}

impl Desk {
    pub async fn new(store: &Store, slug: &str) -> Self {
        let organization = support::organization(store, slug).await;
        let (limits, folder) = (ImportLimits::default(), tempfile::tempdir().unwrap());
        Self { store: store.clone(), organization, limits, folder }
    }

    pub async fn load(&self, name: &str, text: impl AsRef<[u8]>) -> ImportReport {
        self.run(name, text, Mode::Store).await
    }

    pub async fn run(&self, name: &str, text: impl AsRef<[u8]>, mode: Mode) -> ImportReport {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let options = Options { mode, locale: Locale::Uk, ..Options::default() };
        import_file(&self.context(), (&self.organization, &Actor::OPERATOR), (&path, name), &options).await.unwrap()
    }

    /// Where the original of the first import is kept.
    pub fn original(&self) -> PathBuf {
        self.folder.path().join("uploads").join(self.organization.id.to_string()).join("1")
    }

    /// The file of the rows that `report` rejected.
    pub async fn rejected(&self, report: &ImportReport) -> Vec<u8> {
        let (original, target) = (self.folder.path().join(&report.file), self.folder.path().join("rejected"));
        let written = write_rejected(&self.context(), (&original, report), Locale::Uk, &target).await.unwrap();
        assert!(written.is_some(), "{}", report.message);
        std::fs::read(target).unwrap()
    }

    pub fn context(&self) -> ImportContext<'_> {
        ImportContext {
            store: &self.store,
            clock: support::clock("2026-11-15"),
            ids: &IDS,
            limits: &self.limits,
            data: self.folder.path(),
            reader: reader(),
        }
    }

    /// Rows as text, columns joined with `|`.
    pub async fn rows(&self, sql: &'static str) -> Vec<String> {
        let mut scope = self.store.read(self.organization.id).await.unwrap();
        scope.sql(sql).all::<(String,)>().await.unwrap().into_iter().map(|it| it.0).collect()
    }

    pub async fn orders(&self) -> Vec<String> {
        self.rows(
            "SELECT o.number || '|' || i.line || '|' || p.name || '|' || i.quantity || '|' || i.amount || '|' || i.class || '|' || i.opens_order
             FROM order_items i
             JOIN orders o ON o.organization_id = i.organization_id AND o.id = i.order_id
             JOIN products p ON p.organization_id = i.organization_id AND p.id = i.product_id
             WHERE i.organization_id = $1 ORDER BY o.number, i.line",
        )
        .await
    }

    async fn customers(&self) -> Vec<String> {
        self.rows(
            "SELECT COALESCE(code, '') || '|' || name || '|' || COALESCE(city, '') || '|' || draft
             FROM customers WHERE organization_id = $1 ORDER BY id",
        )
        .await
    }
}

pub fn counts(report: &ImportReport) -> (usize, usize, usize, usize) {
    let table = &report.tables[0];
    assert_eq!(table.read, table.ok() + table.rejected.len() + table.skipped.len());
    (table.created, table.updated, table.unchanged, table.rejected.len())
}

fn totals(report: &ImportReport) -> Value {
    serde_json::to_value(&report.totals_after).unwrap()
}

#[tokio::test]
async fn lines_are_stored_with_exact_figures() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let report = desk.load("продажі.csv", SALES).await;
        assert_eq!(report.result, Outcome::Ok, "{}", report.message);
        assert_eq!(counts(&report), (4, 0, 0, 0));
        assert_eq!(
            desk.orders().await,
            ["100|0|Чай|2000|2000|1|1", "100|1|Кава|1500|5000|1|0", "101|0|Чай|5000|5000|2|0", "102|0|Кава|3000|9999|1|1",]
        );
        assert_eq!(desk.customers().await, ["К-1|ТОВ «Ромашка»||1", "К-2|ФОП Кущ||1"]);
        let control = serde_json::to_value(&report.tables[0].control).unwrap();
        assert_eq!(control["sum_qty"], json!(11.5));
        assert_eq!(control["sum_amount"], json!("219.99"));
        assert_eq!(control["revenue"], json!("169.99"));
        assert_eq!((&control["cancelled_orders"], &control["created_customers"]), (&json!(1), &json!(2)));
        assert_eq!((&control["first_date"], &control["last_date"]), (&json!("2026-10-01"), &json!("2026-10-05")));
        for (name, value) in totals(&report).as_object().unwrap() {
            assert!(control.get(name).is_none_or(|it| it == value), "{name}: {value} and {control}");
        }
    }
}

#[tokio::test]
async fn the_same_file_again_changes_nothing_and_says_so() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let first = desk.load("продажі.csv", SALES).await;
        let before = desk.orders().await;
        let again = desk.load("продажі.csv", SALES).await;
        assert_eq!(counts(&again), (0, 0, 4, 0));
        assert!(again.message.contains("уже"), "{}", again.message);
        assert_eq!(desk.orders().await, before);
        assert_eq!(totals(&again), totals(&first));
    }
}

#[tokio::test]
async fn a_newer_file_replaces_whole_orders_and_leaves_the_others() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        desk.load("продажі.csv", SALES).await;
        let newer = "\
Номер;Дата;Код клієнта;Клієнт;Артикул;Товар;Кількість;Ціна;Сума;Статус
100;01.10.2026;К-1;ТОВ «Ромашка»;А2;Кава;4;33,33;133,32;виконано
102;05.10.2026;К-2;ФОП Кущ;А2;Кава;3;33,33;99,99;виконано
103;06.10.2026;К-3;Новий клієнт;А3;Какао;1;7,00;7,00;виконано
";
        let report = desk.load("новіші.csv", newer).await;
        assert_eq!(counts(&report), (1, 1, 1, 0));
        assert_eq!(
            desk.orders().await,
            ["100|0|Кава|4000|13332|1|1", "101|0|Чай|5000|5000|2|0", "102|0|Кава|3000|9999|1|1", "103|0|Какао|1000|700|1|1"]
        );
        assert_eq!(totals(&report)["sum_amount"], json!("290.31"));
    }
}

#[tokio::test]
async fn a_preview_gives_the_same_figures_and_stores_nothing() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let preview = desk.run("продажі.csv", SALES, Mode::Preview).await;
        assert_eq!(preview.import, None);
        assert!(desk.orders().await.is_empty() && desk.customers().await.is_empty());
        let stored = desk.load("продажі.csv", SALES).await;
        let plain = |report: &ImportReport| {
            let mut value = serde_json::to_value(report).unwrap();
            value["import"] = Value::Null;
            value["took_ms"] = Value::Null;
            value
        };
        assert_eq!(plain(&preview), plain(&stored));
        assert_eq!(stored.import.as_deref(), Some("1"));
    }
}

#[tokio::test]
async fn bad_rows_stay_out_and_the_rest_is_stored() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let text = format!("{SALES}103;08.10.2026;К-2;ФОП Кущ;А2;Кава;багато;33,33;абв;виконано\n");
        let report = desk.load("продажі.csv", &text).await;
        assert_eq!(report.result, Outcome::Partial);
        assert_eq!(counts(&report), (4, 0, 0, 1));
        assert_eq!(report.tables[0].rejected[0].row, 6);
        assert_eq!(desk.orders().await.len(), 4);
    }
}

#[tokio::test]
async fn equal_lines_both_count_and_are_told() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let twice = format!("{SALES}102;05.10.2026;К-2;ФОП Кущ;А2;Кава;3;33,33;99,99;виконано\n");
        let report = desk.load("продажі.csv", &twice).await;
        assert_eq!(report.tables[0].ok(), 5);
        assert_eq!(report.tables[0].warnings.iter().filter(|it| it.code == "duplicate-in-file").count(), 1);
        let opening: i64 = desk.orders().await.iter().filter(|it| it.ends_with("|1")).count() as i64;
        assert_eq!(opening, 2);
    }
}

#[tokio::test]
async fn positive_figures_of_a_return_document_are_turned() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let text = format!("{SALES}R-1;08.10.2026;К-2;ФОП Кущ;А2;Кава;1;33,33;33,33;повернення товарів від покупця\n");
        let report = desk.load("продажі.csv", &text).await;
        assert_eq!(desk.orders().await.last().unwrap(), "R-1|0|Кава|-1000|-3333|4|0");
        assert_eq!(totals(&report)["revenue"], json!("136.66"));
    }
}

#[tokio::test]
async fn customers_meet_by_code_tax_code_and_contact() {
    let directory = "\
Код;Назва;ЄДРПОУ;Телефон;Email;Місто
К-1;ТОВ «Ромашка»;99000001;0201112233;;Київ
К-2;Ромашка-Плюс;99000001;;;
К-3;ФОП Кущ;;0204445566;;Львів
К-4;Кущ, ФОП;;+38 (020) 444-55-66;;
К-5;ТОВ «Мрія»;99000005;;;Одеса
К-6;ТОВ «Мрія»;99000006;;;Дніпро
";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let report = desk.load("клієнти.csv", directory).await;
        assert_eq!(counts(&report), (4, 2, 0, 0));
        let codes: Vec<&str> = report.tables[0].warnings.iter().map(|it| it.code).filter(|it| it.contains("merged")).collect();
        assert_eq!(codes, ["customers-merged", "customers-merged-by-contact"]);
        let cities: Vec<String> = desk.customers().await.iter().map(|it| it.split('|').nth(2).unwrap().to_owned()).collect();
        assert_eq!(cities, ["Київ", "Львів", "Одеса", "Дніпро"], "an empty cell wipes nothing, namesakes stay apart");
        // The codes that were merged away go on leading to their firms.
        let sales = SALES.replace("К-1", "К-4").replace("ТОВ «Ромашка»", "").replace("ФОП Кущ", "");
        let report = desk.load("продажі.csv", &sales).await;
        assert_eq!(report.tables[0].control.created_customers, Some(0));
        assert_eq!(desk.customers().await.len(), 4);
    }
}

#[tokio::test]
async fn orders_without_numbers_are_the_same_at_every_import() {
    let text = "\
Дата;Клієнт;Товар;Кількість;Сума
01.10.2026;ТОВ «Ромашка»;Чай;2;20,00
01.10.2026;ТОВ «Ромашка»;Кава;1;33,33
01.10.2026;ФОП Кущ;Чай;1;10,00
";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let report = desk.load("продажі.csv", text).await;
        assert_eq!(report.tables[0].control.orders, Some(2));
        let again = desk.load("ще раз.csv", &format!("{text}02.10.2026;ФОП Кущ;Чай;1;10,00\n")).await;
        assert_eq!(counts(&again), (1, 0, 3, 0));
        assert_eq!(totals(&again)["orders"], json!(3));
    }
}

#[tokio::test]
async fn two_organizations_never_meet() {
    for fresh in support::both().await {
        let (one, two) = (Desk::new(&fresh.store, "one").await, Desk::new(&fresh.store, "two").await);
        one.load("продажі.csv", SALES).await;
        assert!(two.orders().await.is_empty() && two.customers().await.is_empty());
        let report = two.load("продажі.csv", SALES).await;
        assert_eq!(counts(&report), (4, 0, 0, 0), "the file of the other one is not known here");
        assert_eq!(report.import.as_deref(), Some("1"));
        let newer = SALES.replace("20,00", "21,00");
        two.load("продажі.csv", &newer).await;
        assert_eq!(one.orders().await[0], "100|0|Чай|2000|2000|1|1");
        assert_eq!(two.orders().await[0], "100|0|Чай|2000|2100|1|1");
    }
}

#[tokio::test]
async fn every_import_leaves_its_row_its_audit_and_its_original() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        desk.load("продажі.csv", SALES).await;
        let rows = desk
            .rows(
                "SELECT i.number || '|' || i.file_name || '|' || a.action || '|' || a.subject FROM imports i
                 JOIN audit_log a ON a.organization_id = i.organization_id WHERE i.organization_id = $1 ORDER BY i.number",
            )
            .await;
        assert_eq!(rows, ["1|продажі.csv|import|1"]);
        let kept = desk.folder.path().join("uploads").join(desk.organization.id.to_string()).join("1");
        assert_eq!(std::fs::read_to_string(Path::new(&kept)).unwrap(), SALES);
    }
}

/// Sheets of one workbook, cells parted by `;`.
fn workbook(sheets: &[(&str, &str)]) -> String {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let row = |line: &str| format!("<Row>{}</Row>", line.split(';').map(cell).collect::<String>());
    let sheet = |(name, rows): &(&str, &str)| {
        format!("<Worksheet ss:Name=\"{name}\"><Table>{}</Table></Worksheet>", rows.lines().map(row).collect::<String>())
    };
    let space = "urn:schemas-microsoft-com:office:spreadsheet";
    let sheets: String = sheets.iter().map(sheet).collect();
    format!("<?xml version=\"1.0\"?><Workbook xmlns=\"{space}\" xmlns:ss=\"{space}\">{sheets}</Workbook>")
}

#[tokio::test]
async fn lines_of_one_order_on_two_sheets_stay_together() {
    const HEADER: &str = "Номер;Дата;Код клієнта;Клієнт;Артикул;Товар;Кількість;Сума\n";
    let january =
        format!("{HEADER}1;10.01.2026;К-1;ТОВ «Ромашка»;А1;Чай;2;20,00\n2;11.01.2026;К-1;ТОВ «Ромашка»;А2;Кава;1;30,00\n");
    // Number 1 begins anew with another customer; number 2 is written once more.
    let february = format!("{HEADER}1;10.02.2026;К-2;ФОП Кущ;А1;Чай;1;10,00\n2;11.01.2026;К-1;ТОВ «Ромашка»;А2;Кава;1;30,00\n");
    let text = workbook(&[("Січень", &january), ("Лютий", &february)]);
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let report = desk.load("місяці.xml", &text).await;
        assert_eq!(report.result, Outcome::Ok, "{}", report.message);
        let of_sheets: Vec<_> = report.tables.iter().map(|it| (it.created, it.updated, it.unchanged)).collect();
        assert_eq!(of_sheets, [(2, 0, 0), (1, 0, 1)]);
        assert_eq!(desk.orders().await, ["1|0|Чай|2000|2000|1|1", "1|1|Чай|1000|1000|1|0", "2|0|Кава|1000|3000|1|1"]);
        let by_customer = "SELECT c.code || '|' || SUM(i.amount) FROM order_items i
             JOIN customers c ON c.organization_id = i.organization_id AND c.id = i.customer_id
             WHERE i.organization_id = $1 GROUP BY c.code ORDER BY c.code";
        assert_eq!(desk.rows(by_customer).await, ["К-1|5000", "К-2|1000"]);
        let warned: Vec<&str> = report.tables[1].warnings.iter().map(|it| it.code).collect();
        assert_eq!(warned, ["order-of-two-customers", "orders-on-several-sheets"]);
        let again = desk.load("ще раз.xml", &text).await;
        assert_eq!(again.tables.iter().map(|it| it.unchanged).sum::<usize>(), 4);
    }
}

#[tokio::test]
async fn a_customer_known_by_phone_only_is_one_customer() {
    let text = "\
Номер;Дата;Телефон;Товар;Кількість;Сума
1;01.10.2026;067 111 22 33;Чай;2;20,00
2;02.10.2026;+380671112233;Кава;1;33,33
";
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let report = desk.load("продажі.csv", text).await;
        assert_eq!(report.tables[0].control.customers, Some(1), "{}", report.message);
        assert_eq!(desk.customers().await.len(), 1);
    }
}

#[tokio::test]
async fn a_deal_keeps_its_title_when_a_newer_file_has_none() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        desk.load("угоди.csv", "ID угоди;Назва угоди;Етап;Сума угоди\n7;Велика угода;Новий;100,00\n").await;
        let again = desk.load("ще.csv", "ID угоди;Етап;Сума угоди\n7;Новий;200,00\n").await;
        assert_eq!(counts(&again).1, 1, "{}", again.message);
        assert_eq!(desk.rows("SELECT title FROM deals WHERE organization_id = $1 ORDER BY id").await, ["Велика угода"]);
    }
}

#[tokio::test]
async fn a_day_outside_the_calendar_is_refused() {
    for fresh in support::both().await {
        let desk = Desk::new(&fresh.store, "one").await;
        let report = desk.load("дати.csv", &format!("{SALES}103;05.10.2126;К-2;ФОП Кущ;А2;Кава;3;33,33;99,99;виконано\n")).await;
        assert_eq!(counts(&report), (4, 0, 0, 1));
        assert_eq!(report.tables[0].rejected[0].reason, "bad_date");
    }
}
