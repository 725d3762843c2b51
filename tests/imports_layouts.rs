//! Layouts people really have -> typed records: the file in, its lines and what was said of it out.

use std::path::Path;

use kabinet_core::config::ImportLimits;
use kabinet_core::imports::mapping::{self, MapContext};
use kabinet_core::imports::read;
use kabinet_core::imports::records::{Choice, Confidence, Mapped};
use kabinet_core::locale::{Locale, text};

use crate::imports_mapping::{context, shown};

fn map(name: &str, bytes: Vec<u8>, context: &MapContext) -> Mapped {
    let workbook = read::read_bytes(bytes, &ImportLimits::default()).unwrap();
    mapping::map(&workbook, name, context)
}

/// The outcome, with the program it comes from and the figures of its warnings.
fn outcome(mapped: &Mapped) -> String {
    let mut lines = vec![shown(mapped)];
    for table in &mapped.tables {
        lines.extend(table.source.iter().map(|it| format!("from {it}")));
        for warning in table.warnings.iter().filter(|it| !it.args.is_empty()) {
            let args: Vec<String> = warning.args.iter().map(|(name, value)| format!("{name}={value}")).collect();
            lines.push(format!("{}: {}", warning.code, args.join(" ")));
        }
    }
    lines.extend(mapped.choice.iter().flat_map(answers));
    lines.join("\n")
}

fn answers(choice: &Choice) -> Vec<String> {
    choice.answers.iter().map(|it| format!("answer {}={} {:?}", it.header, it.field, it.samples)).collect()
}

#[test]
fn layouts_become_records() {
    let cases = include_str!("imports/layouts.txt");
    let mut wrong = String::new();
    for case in cases.split("\n=== ").skip(1) {
        let (name, rest) = case.split_once('\n').unwrap();
        let (given, expected) = rest.split_once("---\n").unwrap();
        let bytes = match name.strip_prefix('@') {
            Some(file) => std::fs::read(Path::new("tests/fixtures/layouts").join(file)).unwrap(),
            None => given.as_bytes().to_vec(),
        };
        let found = outcome(&map(name.trim_start_matches('@'), bytes, &context("UAH")));
        if found != expected.trim_end() {
            wrong += &format!("\n=== {name}\n{given}---\n{found}\n");
        }
    }
    assert!(wrong.is_empty(), "found instead:{wrong}");
}

/// Everything said of a layout has its sentence in both languages.
#[test]
fn layouts_are_told_in_words() {
    let cases = include_str!("imports/layouts.txt");
    for locale in [Locale::Uk, Locale::En] {
        for line in cases.lines() {
            let id = match line.split_once(' ') {
                Some(("warning", code)) => format!("import-warning-{}", code.replace('_', "-")),
                Some(("choice", code)) => format!("import-choice-{}", code.replace('_', "-")),
                Some(("ignored", code)) => format!("import-ignored-{}", code.replace('_', "-")),
                _ => continue,
            };
            assert_ne!(text(locale, &id, &[]), id);
        }
    }
}

#[test]
fn an_answer_is_taken() {
    let months = "Товар;Артикул;Січень 2026;Лютий 2026;Березень 2026\nЧашка;A-1;10;20;30\n";
    let mapped = map("months.csv", months.into(), &context("UAH"));
    let choice = mapped.choice.unwrap();
    assert_eq!(answers(&choice)[0], r#"answer Січень 2026=line.amount ["10"]"#);
    let answer = &choice.answers[0];
    let said = MapContext { forced_columns: vec![(answer.header.clone(), answer.field.into())], ..context("UAH") };
    let mapped = map("months.csv", months.into(), &said);
    assert_eq!(mapped.tables.len(), 1);
    assert_eq!(shown(&mapped).lines().filter(|it| it.contains(" A-1 ")).count(), 3);
}

#[test]
fn columns_are_proposed_with_samples() {
    let file = "Номер;Дата;Покупец;Товар;Кілкість;Сума;Колір\n1;01.10.2026;Верба;Цвях;2;10;синій\n2;02.10.2026;Сич;Цвях;3;15;\n";
    let mapped = map("orders.csv", file.into(), &context("UAH"));
    let proposed: Vec<String> = mapped.tables[0]
        .proposed
        .iter()
        .map(|it| format!("{} {} {} {}", it.header, it.field.unwrap_or("-"), it.confidence.id(), it.samples.join("|")))
        .collect();
    assert_eq!(
        proposed,
        [
            "Номер order.no sure 1|2",
            "Дата order.date sure 01.10.2026|02.10.2026",
            "Покупец customer.name likely Верба|Сич",
            "Товар product.name sure Цвях",
            "Кілкість line.qty likely 2|3",
            "Сума line.amount sure 10|15",
            "Колір - sure синій",
        ]
    );
    assert!(Confidence::Unsure < Confidence::Likely && Confidence::Likely < Confidence::Sure);
}
