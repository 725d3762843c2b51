//! The commands as operators and scripts rely on them: exit statuses, sentences, JSON shapes.

use std::path::Path;

use serde_json::Value;

use crate::support;
use crate::support::program::{Program, bare, said};

const SALES: &str = "\
Номер;Дата;Клієнт;Артикул;Товар;Кількість;Ціна;Сума
1;01.09.2026;ТОВ «Ластівка»;А1;Чай;10;10,00;100,00
2;05.10.2026;ТОВ «Ластівка»;А1;Чай;20;10,00;200,00
3;07.10.2026;ФОП Кущ;А2;Кава;3;100,00;300,00
";
const MORE: &str = "Номер;Дата;Клієнт;Артикул;Товар;Кількість;Ціна;Сума\n4;09.10.2026;ФОП Кущ;А2;Кава;1;100,00;100,00\n";

/// A shop with three orders.
async fn shop() -> (Program, support::Fresh) {
    let fresh = support::sqlite().await;
    let program = Program::on(&fresh);
    program.create("shop", "Крамниця");
    program.file("sales.csv", SALES);
    program.must(&["import", "--org", "shop", "sales.csv"]);
    (program, fresh)
}

fn json(line: &str) -> Value {
    serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}: {line}"))
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn wrong_settings_are_reported_together() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bare(folder.path());
    command
        .env("KABINET_DATABASE_URL", "mysql://localhost/shop")
        .env("KABINET_LISTEN", "everywhere")
        .env("KABINET_PUBLIC_URL", "shop.example")
        .env("KABINET_IMPORT_MAX_BYTES", "ten")
        .arg("config");
    let said = said(command, "");
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    let lines: Vec<&str> = said.err.lines().collect();
    assert_eq!(lines.len(), 4, "{said:?}");
    for name in ["KABINET_DATABASE_URL", "KABINET_LISTEN", "KABINET_PUBLIC_URL", "KABINET_IMPORT_MAX_BYTES"] {
        assert!(lines.iter().any(|line| line.starts_with(name)), "{name}: {said:?}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is created");
}

#[test]
fn wrong_usage_is_2() {
    let folder = tempfile::tempdir().unwrap();
    for args in [
        &["sell"][..],
        &["ask", "виручка"],
        &["ask", "--org", "shop"],
        &["ask", "--org", "shop", "--jsonl", "виручка"],
        &["ask", "--org", "shop", "виручка", "--as-of", "вчора"],
        &["import", "--org", "shop"],
        &["export", "--org", "shop", "orders"],
        &["config", "--no-such-flag"],
    ] {
        let mut command = bare(folder.path());
        command.args(args);
        let said = said(command, "");
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{args:?}: {said:?}");
    }
}

#[tokio::test]
async fn what_a_person_can_mend_is_1_and_one_sentence() {
    let (program, _fresh) = shop().await;
    program.file("broken.json", "");
    for (args, sentence) in [
        (&["ask", "--org", "nobody", "виручка"][..], "There is no such company."),
        (&["import", "--org", "nobody", "sales.csv"], "There is no such company."),
        (&["export", "--org", "nobody", "orders", "--output", "-"], "There is no such company."),
        (&["chat", "--org", "nobody"], "There is no such company."),
        (&["link", "--org", "nobody"], "There is no such company."),
        (&["user", "create", "a@b.example", "--org", "nobody", "--role", "viewer"], "There is no such company."),
        (&["user", "create", "a@b.example", "--org", "shop", "--role", "king"], "There is no role"),
        (&["org", "create", "Ще одна", "--slug", "shop"], "already"),
        (&["ask", "--org", "shop", "виручка", "--locale", "fr"], "There is no language"),
        (&["import", "--org", "shop", "--as", "songs", "sales.csv"], "--as must be"),
        (&["import", "--org", "shop", "--map", "Сума", "sales.csv"], "--map must be"),
        (&["import", "--org", "shop", "missing.csv"], "There is no file missing.csv."),
        (&["export", "--org", "shop", "orders", "--format", "pdf", "--output", "-"], "There is no format"),
        (&["export", "--org", "shop", "wishes", "--output", "-"], "."),
        (&["export", "--org", "shop", "orders", "--output", "no/such/folder.csv"], "cannot be written"),
        (&["restore", "missing.backup"], "cannot be used"),
        (&["restore", "sales.csv"], "no backup of Kabinet"),
        (&["demo", "--org", "shop"], "has data of its own"),
    ] {
        let said = program.run(args);
        assert_eq!((said.code, said.out.as_str()), (1, ""), "{args:?}: {said:?}");
        assert!(said.err.contains(sentence) && said.err.lines().count() == 1, "{args:?}: {said:?}");
    }
    let mut busy = program.command(&[]);
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    busy.env("KABINET_LISTEN", taken.local_addr().unwrap().to_string());
    let said = said(busy, "");
    assert!(said.code == 1 && said.err.contains("is busy"), "{said:?}");
}

#[tokio::test]
async fn one_refused_file_does_not_keep_the_others_out() {
    let (program, _fresh) = shop().await;
    program.file("more.csv", MORE);
    program.file("broken.xlsx", include_bytes!("fixtures/imports/12_truncated.xlsx"));
    let said = program.run(&["import", "--org", "shop", "--json", "broken.xlsx", "missing.csv", "more.csv"]);
    assert_eq!(said.code, 1, "{said:?}");
    assert!(said.err.contains("There is no file missing.csv."), "{said:?}");
    let reports: Vec<Value> = said.out.lines().map(json).collect();
    let outcomes: Vec<_> = reports.iter().map(|it| (it["result"].as_str(), it["code"].as_str())).collect();
    assert_eq!(outcomes, [(Some("refused"), Some("corrupt")), (Some("ok"), None)]);
    assert_eq!(reports[1]["totals_after"]["lines"], 4);
    assert_eq!(program.run(&["import", "--org", "shop", "more.csv"]).code, 0, "the same file again is fine");
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_stores_nothing() {
    let (program, _fresh) = shop().await;
    program.file("more.csv", MORE);
    let before = program.must(&["export", "--org", "shop", "orders", "--output", "-"]);
    let mut dry = json(&program.must(&["import", "--org", "shop", "--json", "--dry-run", "more.csv"]));
    assert_eq!(
        keys(&dry),
        ["code", "delimiter", "encoding", "file", "ignored", "import", "message", "result", "tables", "took_ms", "totals_after"]
    );
    assert_eq!(dry["import"], Value::Null);
    assert_eq!(program.must(&["export", "--org", "shop", "orders", "--output", "-"]), before);
    let mut stored = json(&program.must(&["import", "--org", "shop", "--json", "more.csv"]));
    assert_eq!(stored["import"], "2");
    for report in [&mut dry, &mut stored] {
        report["import"] = Value::Null;
        report["took_ms"] = Value::Null;
    }
    assert_eq!(dry, stored);
}

#[tokio::test]
async fn an_answer_in_json() {
    let (program, _fresh) = shop().await;
    let args = ["ask", "--org", "shop", "виручка за жовтень 2026", "--as-of", "2026-11-15", "--json", "--chart", "chart.png"];
    let answer = json(&program.must(&args));
    assert_eq!(keys(&answer), ["chart", "choices", "period", "query", "reply", "status", "table", "took_ms"]);
    assert_eq!(answer["status"], "answered");
    assert_eq!(answer["period"], serde_json::json!({"from": "2026-10-01", "to": "2026-10-31"}));
    assert_eq!(answer["table"]["columns"], serde_json::json!([{"id": "revenue", "kind": "metric", "unit": "UAH"}]));
    assert_eq!(answer["table"]["rows"], serde_json::json!([["500.00"]]));
    assert!(answer["query"].as_str().unwrap().starts_with("revenue during "), "{answer}");
    assert!(answer["reply"].as_str().unwrap().contains("500,00"), "{answer}");
    assert_eq!(answer["chart"], "chart.png");
    assert!(std::fs::read(program.folder().join("chart.png")).unwrap().starts_with(b"\x89PNG"));

    let plain = program.must(&["ask", "--org", "shop", "revenue in October 2026", "--as-of", "2026-11-15", "--locale", "en"]);
    assert!(plain.contains("500.00"), "{plain}");
    let declined = json(&program.must(&["ask", "--org", "shop", "якого кольору небо", "--json"]));
    assert_eq!((&declined["query"], &declined["table"], &declined["period"]), (&Value::Null, &Value::Null, &Value::Null));
    assert_ne!(declined["status"], "answered");
}

#[tokio::test]
async fn many_questions_keep_their_order_and_their_own_context() {
    let (program, _fresh) = shop().await;
    let questions = [
        r#"{"id": "b", "question": "виручка за вересень 2026"}"#,
        "",
        r#"{"id": "a", "question": "а за клієнтами?", "context": ["виручка за жовтень 2026"], "as_of": "2026-11-15"}"#,
        r#"{"id": "c", "question": "revenue in October 2026", "locale": "en"}"#,
    ];
    let said = program.run_with_input(&["ask", "--org", "shop", "--jsonl"], &questions.join("\n"));
    assert_eq!(said.code, 0, "{said:?}");
    let answers: Vec<Value> = said.out.lines().map(json).collect();
    let ids: Vec<_> = answers.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["b", "a", "c"]);
    assert_eq!(answers[0]["table"]["rows"], serde_json::json!([["100.00"]]));
    assert!(answers[1]["query"].as_str().unwrap().starts_with("revenue by customer"), "{}", answers[1]);
    assert_eq!(answers[1]["period"]["from"], "2026-10-01");
    assert!(answers[2]["reply"].as_str().unwrap().contains("500.00"), "{}", answers[2]);

    let queries = [
        r#"{"query": "revenue by month during 2026-09-01..2026-10-31", "as_of": "2026-11-15"}"#,
        r#"{"query": "revenue by moon"}"#,
    ];
    let said = program.run_with_input(&["ask", "--org", "shop", "--jsonl"], &queries.join("\n"));
    let tables: Vec<Value> = said.out.lines().map(json).collect();
    assert_eq!(tables[0]["table"]["rows"], serde_json::json!([["2026-09", "100.00"], ["2026-10", "500.00"]]));
    assert_eq!((&tables[1]["status"], &tables[1]["table"]), (&serde_json::json!("declined"), &Value::Null));

    let broken = program.run_with_input(&["ask", "--org", "shop", "--jsonl"], "{\"question\": \"виручка\"}\n{\"question\": 5}\n");
    assert!(broken.code == 1 && broken.err.contains("Line 2"), "{broken:?}");
}

#[test]
fn config_masks_the_password() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "KABINET_IMPORT_KEEP_DAYS=7\nKABINET_LISTEN=127.0.0.1:1\n").unwrap();
    let mut command = bare(folder.path());
    command.env("KABINET_DATABASE_URL", "postgres://clerk:hush-hush@db.example/shop?password=hush-hush");
    command.env("KABINET_LISTEN", "127.0.0.1:2").args(["config", "--listen", "127.0.0.1:3"]);
    let said = said(command, "");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!said.out.contains("hush") && said.out.contains("db.example"), "{said:?}");
    assert!(said.out.contains("KABINET_IMPORT_KEEP_DAYS=7"), "the file .env is read: {said:?}");
    assert!(said.out.contains("KABINET_LISTEN=127.0.0.1:3"), "a flag wins over the environment: {said:?}");
}

#[tokio::test]
async fn a_backup_by_command_is_restored_into_the_other_engine() {
    let [sqlite, postgres] = support::both().await;
    for (from, into) in [(&sqlite, support::postgres().await), (&postgres, support::sqlite().await)] {
        let (old, new) = (Program::on(from), Program::on(&into));
        old.create("shop", "Крамниця");
        old.file("sales.csv", SALES);
        old.must(&["import", "--org", "shop", "sales.csv"]);
        let backup = old.folder().join("all.backup");
        let backup = backup.to_str().unwrap();
        assert!(old.must(&["backup", backup]).contains("rows are in"));
        assert!(new.must(&["restore", backup]).contains("rows are restored"));
        let orders = ["export", "--org", "shop", "orders", "--output", "-"];
        assert_eq!(new.must(&orders), old.must(&orders));
        let again = new.run(&["restore", backup]);
        assert!(again.code == 1 && again.err.contains("empty one only"), "{again:?}");
        // The restored store goes on: its next import is number two.
        new.file("more.csv", MORE);
        assert_eq!(json(&new.must(&["import", "--org", "shop", "--json", "more.csv"]))["import"], "2");
    }
}

#[tokio::test]
async fn the_doctor_is_content() {
    for fresh in support::both().await {
        let program = Program::on(&fresh);
        let said = program.run(&["doctor"]);
        assert_eq!(said.code, 0, "{said:?}");
        assert_eq!(said.out.lines().filter(|line| line.starts_with("ok ")).count(), 3, "{said:?}");
        assert!(program.must(&["migrate"]).contains("The store is at schema"));
    }
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("file"), "").unwrap();
    let mut command = bare(folder.path());
    command.args(["doctor", "--data", "file/inside"]);
    let said = said(command, "");
    assert!(said.code == 1 && !said.err.is_empty(), "{said:?}");
    assert!(Path::new(&folder.path().join("file")).is_file());
}

#[tokio::test]
async fn rejected_rows_come_back_and_complete_their_order() {
    let fresh = support::sqlite().await;
    let program = Program::on(&fresh);
    program.create("shop", "Крамниця");
    let header = "Номер,Дата,Клієнт,Товар,Кількість,Сума";
    program
        .file("n.csv", format!("{header}\n1,01.10.2026,ПП Зірка,Чай,1,100\n1,01.10.2026,ПП Зірка,\"Кава, мелена\",-,\"=1+1\"\n"));
    let said = program.must(&["import", "--org", "shop", "n.csv", "--rejected", "back.csv"]);
    assert!(said.contains("Рядок 3"), "{said}");
    let back = std::fs::read_to_string(program.folder().join("back.csv")).unwrap();
    let (first, row) = back.split_once('\n').unwrap();
    assert_eq!(first, format!("\u{feff}{header},Чому не завантажено"));
    assert!(row.starts_with("1,01.10.2026,ПП Зірка,\"Кава, мелена\",-,'=1+1,"), "{row}");
    program.file("fixed.csv", back.replace(",-,'=1+1,", ",2,50,"));
    let line = program.must(&["import", "--org", "shop", "fixed.csv", "--json"]);
    let report = json(&line);
    assert_eq!((&report["result"], &report["tables"][0]["read"]), (&"ok".into(), &1.into()), "{line}");
    let totals = &report["totals_after"];
    assert_eq!((&totals["orders"], &totals["lines"], &totals["sum_amount"]), (&1.into(), &2.into(), &"150.00".into()), "{line}");

    // A workbook comes back as a workbook; dropped without a correction, it is refused for the same reason.
    let cells = |row: &str| row.split(',').map(|it| format!("<td>{it}</td>")).collect::<String>();
    let rows = [header, "7,01.10.2026,ПП Зірка,Чай,багато,100", "8,02.10.2026,ПП Зірка,Чай,1,100"];
    let table: String = rows.iter().map(|row| format!("<tr>{}</tr>", cells(row))).collect();
    program.file("n.xls", format!("<html><head><meta charset=\"utf-8\"></head><body><table>{table}</table></body></html>"));
    program.must(&["import", "--org", "shop", "n.xls", "--rejected", "back.xlsx"]);
    let line = program.must(&["import", "--org", "shop", "back.xlsx", "--json"]);
    let report = json(&line);
    let table = &report["tables"][0];
    assert_eq!((&table["read"], &table["ok"], &table["rejected"][0]["row"]), (&1.into(), &0.into(), &2.into()), "{line}");
    assert!(table["unmapped"].as_array().unwrap().contains(&"Чому не завантажено".into()), "{line}");
}

#[tokio::test]
async fn a_reader_that_went_away_ends_a_command_quietly() {
    let (program, _fresh) = shop().await;
    for args in [&["ask", "--org", "shop", "виручка за жовтень 2026"][..], &["org", "list"], &["config"]] {
        let mut child = program.command(args).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), err.as_str()), (Some(0), ""), "{args:?}");
    }
}
