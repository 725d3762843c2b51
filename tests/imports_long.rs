//! Files too long to hold are read twice instead. What comes of them must be what comes of the same rows held: every
//! fixture and random tables are read both ways, the long way with room for a few rows only.

use kabinet_core::config::ImportLimits;
use kabinet_core::imports::mapping::{self, MapContext};
use kabinet_core::imports::read;
use kabinet_core::imports::records::{Mapped, Records};
use kabinet_core::imports::sheets::Refusal;
use proptest::prelude::*;

use crate::imports_read::{fixtures, reader};

fn context() -> MapContext {
    MapContext {
        currency: "UAH".into(),
        timezone: chrono_tz::Europe::Kyiv,
        today: "2026-11-22".parse().unwrap(),
        forced_entity: None,
        forced_columns: Vec::new(),
        remembered: Vec::new(),
    }
}

fn map(bytes: &[u8], held_rows: usize) -> Result<Mapped, Refusal> {
    let limits = ImportLimits { held_rows, ..ImportLimits::default() };
    let workbook = read::read_bytes(bytes.to_vec(), &limits)?;
    Ok(taken(mapping::map(&workbook, "продажі.csv", &context())))
}

/// All records of the tables at once.
fn taken(mut mapped: Mapped) -> Mapped {
    for table in &mut mapped.tables {
        let mut records: Option<Records> = None;
        table
            .read_records(|batch| {
                match (&mut records, batch) {
                    (Some(Records::Orders(all)), Records::Orders(mut batch)) => all.append(&mut batch),
                    (Some(_), _) => panic!("the fixtures have few other records"),
                    (none, batch) => *none = Some(batch),
                }
                Ok(())
            })
            .unwrap();
        table.records = records.unwrap_or(Records::Orders(Vec::new()));
    }
    mapped
}

/// Everything but where orders close, which the long way may leave open.
fn shown(mapped: &Mapped) -> String {
    let mut mapped = mapped.clone();
    for table in &mut mapped.tables {
        if let Records::Orders(lines) = &mut table.records {
            lines.iter_mut().for_each(|it| it.closes_order = false);
        }
        // Samples are of the first rows only.
        table.proposed.clear();
    }
    format!("{mapped:#?}")
}

/// Lines that are said to be the last of their orders, and those that are.
fn closing(mapped: &Mapped) -> (Vec<u32>, Vec<u32>) {
    let (mut said, mut last) = (Vec::new(), Vec::new());
    for table in &mapped.tables {
        let Records::Orders(lines) = &table.records else { continue };
        for (at, line) in lines.iter().enumerate() {
            let again = lines[at + 1..].iter().any(|it| it.heading.number == line.heading.number);
            last.extend((line.heading.number.is_some() && !again).then_some(line.row));
            said.extend(line.closes_order.then_some(line.row));
        }
    }
    (said, last)
}

fn same_both_ways(bytes: &[u8], held_rows: usize) {
    let (held, long) = (map(bytes, usize::MAX), map(bytes, held_rows));
    match (held, long) {
        (Ok(held), Ok(long)) => {
            assert_eq!(shown(&long), shown(&held));
            let (said, last) = closing(&long);
            assert!(said.iter().all(|it| last.contains(it)), "{said:?} are not all of {last:?}");
            for table in &long.tables {
                assert_eq!(table.read, table.records.len() + table.rejected.len() + table.skipped.len());
            }
        }
        (held, long) => assert_eq!(held.map(|_| ()).err(), long.map(|_| ()).err()),
    }
}

#[test]
fn fixtures_come_out_the_same() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/imports");
    let more = std::fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    for path in fixtures().into_iter().chain(more) {
        let bytes = std::fs::read(&path).unwrap();
        // Damaged workbooks are read by a process of their own only.
        if read::read_bytes(bytes.clone(), &ImportLimits::default()).is_ok() {
            same_both_ways(&bytes, 40);
        }
    }
}

#[tokio::test]
async fn rows_put_aside_are_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, header) in ["Номер", "Дата", "Клієнт", "Товар", "Кількість", "Ціна"].into_iter().enumerate()
    {
        sheet.write(0, column as u16, header).unwrap();
    }
    for row in 1..=300u32 {
        sheet.write(row, 0, format!("З-{}", row / 3)).unwrap();
        sheet.write(row, 1, "2026-03-05").unwrap();
        sheet.write(row, 2, "ТОВ «Верба»").unwrap();
        sheet.write(row, 3, format!("Товар {}", row % 7)).unwrap();
        sheet.write(row, 4, row).unwrap();
        sheet.write(row, 5, 10.5).unwrap();
    }
    book.save(&path).unwrap();
    let aside = folder.path().join("aside");
    let mut mapped = Vec::new();
    for held_rows in [40, usize::MAX] {
        let limits = ImportLimits { held_rows, ..ImportLimits::default() };
        let workbook = read::read_file(&path, &limits, reader(), &aside).await.unwrap().unwrap();
        assert_eq!(workbook.sheets[0].long.is_some(), held_rows == 40);
        mapped.push(taken(mapping::map(&workbook, "orders.xlsx", &context())));
    }
    assert_eq!(shown(&mapped[0]), shown(&mapped[1]));
    assert_eq!(mapped[0].tables[0].records.len(), 300);
    assert_eq!(closing(&mapped[0]).0, closing(&mapped[0]).1);
    // Nothing is left behind, even while the rows can be read.
    assert_eq!(std::fs::read_dir(&aside).unwrap().count(), 0);
}

/// A text far longer than is held is known by its first rows; one that only looks so is held.
#[test]
fn how_long_a_text_is_told_by_the_length_of_its_lines() {
    let header = "Номер;Дата;Клієнт;Товар;Кількість;Ціна\n";
    let line = "7;2026-03-05;Верба;Стіл;2;10,50\n";
    let is_long = |text: &str| {
        let workbook = read::read_bytes(text.as_bytes().to_vec(), &ImportLimits::default())?;
        Ok::<_, Refusal>(workbook.sheets[0].long.is_some())
    };
    assert!(is_long(&[header, &line.repeat(60_000)].concat()).unwrap());
    assert!(is_long(&[header, &line.repeat(20_001)].concat()).unwrap());
    let tail = ";".repeat(280);
    for held in [
        [header, &line.repeat(19_000)].concat(),
        // Tails of formatted sheets, empty fields in quotes, long comments further down.
        [header, line, &";;;;;\n".repeat(6_000)].concat(),
        format!("{header}{}", format!("{}{tail}\n", line.trim_end()).repeat(7_000)),
        format!("{header}{}", format!("{}{}\n", line.trim_end(), ";\"\"".repeat(25)).repeat(17_000)),
        format!("{header}{}{}", line.repeat(5_200), format!("{}{}\n", line.trim_end(), "слово ".repeat(200)).repeat(900)),
    ] {
        assert!(!is_long(&held).unwrap(), "{} bytes", held.len());
    }
    assert_eq!(is_long(&";;;;;\n".repeat(6_000)), Err(Refusal::Empty));
}

#[test]
fn what_is_no_plain_table_is_held_or_refused() {
    let mut text = String::from("Номер;Дата;Клієнт;Товар;Кількість;Ціна\n");
    let rows = |text: &mut String| {
        for n in 0..100 {
            *text += &format!("{n};2026-03-05;Верба;Стіл;2;10,50\n");
        }
    };
    rows(&mut text);
    text += "\nКлієнт;Місто;Телефон\nВерба;Львів;0501234567\n";
    same_both_ways(text.as_bytes(), 40);
    let many = map(
        format!(
            "Номер;Дата;Клієнт;Товар;Кількість;Ціна\n{}\n\nКод;Назва;Ціна\n1;Стіл;2\n",
            "1;2026-03-05;В;Стіл;2;10\n".repeat(700_000)
        )
        .as_bytes(),
        40,
    );
    assert_eq!(many.unwrap().refusal.map(Refusal::code), Some("too_large"));
}

/// A cell of each column, sometimes a wild one.
fn row(columns: &'static [&'static [&'static str]]) -> impl Strategy<Value = Vec<&'static str>> {
    columns.iter().map(|values| prop::sample::select(*values)).collect::<Vec<_>>()
}

const ROWS: &[&[&str]] = &[
    &["А-1", "А-1", "А-2", "А-3", "А-2 ", "", "", "12", "Реалізація 77 від 03.08.2026 9:12:00", "-"],
    &["2026-03-05", "2026-03-06", "05.03.2026", "31.12.2025", "03/04/2026", "12/31/2025", "", "колись", "46000"],
    &["Верба", "ТОВ «Ясен»", "ФОП Дуб", "", "Верба  плюс", "#N/A"],
    &["С-01", "С-02", "С-03", "", "1.0", "007"],
    &["Стіл", "Шафа, біла", "Стілець \"М\"", "", "Полиця\nдовга"],
    &["1", "2", "-1", "3,5", "1 000", "1,234", "", "багато", "5 шт"],
    &["10", "10.50", "10,50", "1.234", "1 234,56 грн", "$5", "", "н/д"],
    &["10", "21", "31,50", "1,234", "1 234,56", "", "#DIV/0!", "-10"],
    &["Виконано", "Скасовано", "Нове", "Повернення", "", "хтозна"],
];

#[derive(Clone, Debug)]
enum Line {
    Row(Vec<&'static str>),
    Raw(&'static str),
}

fn line() -> impl Strategy<Value = Line> {
    let raw = [
        "",
        ";;;;;;;;",
        "Разом;;;;;100;;1000;",
        "Всього;;;;;;;",
        "Верба;;;;;;;;",
        "Бухгалтер ______",
        "\"не закрито;1;2",
        HEADER,
    ];
    prop_oneof![12 => row(ROWS).prop_map(Line::Row), 1 => prop::sample::select(raw.to_vec()).prop_map(Line::Raw)]
}

const HEADER: &str = "Номер замовлення;Дата;Клієнт;Артикул;Товар;Кількість;Ціна;Сума;Статус";

fn written(lines: &[Line]) -> String {
    let mut text = format!("{HEADER}\n");
    // The first rows tell what the columns are: those of a long file are many and of every kind.
    for n in 0..60 {
        text +=
            &format!("П-{};{:02}.03.2026;Верба;С-01;Стіл;{};10;{};Виконано\n", n / 2, n % 28 + 1, n % 5 + 1, (n % 5 + 1) * 10);
    }
    for line in lines {
        match line {
            Line::Raw(raw) => text += raw,
            Line::Row(cells) => {
                let cells: Vec<String> = cells
                    .iter()
                    .map(|it| {
                        if it.contains(['"', '\n', ';']) { format!("\"{}\"", it.replace('"', "\"\"")) } else { (*it).to_owned() }
                    })
                    .collect();
                text += &cells.join(";");
            }
        }
        text += "\n";
    }
    text
}

fn encoded(text: &str, encoding: usize) -> Vec<u8> {
    match encoding {
        0 => text.as_bytes().to_vec(),
        1 => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        2 => encoding_rs::WINDOWS_1251.encode(text).0.into_owned(),
        3 => encoding_rs::KOI8_U.encode(text).0.into_owned(),
        4 => encoding_rs::IBM866.encode(&text.replace('і', "i").replace('І', "I")).0.into_owned(),
        _ => std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 2_000, ..ProptestConfig::default() })]
    #[test]
    fn random_tables_come_out_the_same(lines in prop::collection::vec(line(), 0..120), encoding in 0usize..6) {
        same_both_ways(&encoded(&written(&lines), encoding), 62);
    }
}
