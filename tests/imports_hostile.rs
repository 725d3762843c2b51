//! Hostile files: never a panic, never without end, always a reading or a refusal.

use std::io::{Cursor, Read};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use kabinet_core::config::ImportLimits;
use kabinet_core::imports::sheets::{Refusal, Workbook};
use kabinet_core::imports::{mapping, read};

use crate::imports_read::{fixtures, ods, read_with, xlsx, zipped};

const SEED: u64 = 0x05EE_D0F5_A1E5;

fn small_limits() -> ImportLimits {
    ImportLimits {
        max_bytes: 5_000_000,
        max_unpacked: 20_000_000,
        max_cells: 200_000,
        max_columns: 2_000,
        max_time: Duration::from_secs(20),
        ..ImportLimits::default()
    }
}

/// A small deterministic generator: a failure is found again by its number.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn range(&mut self, length: usize) -> std::ops::Range<usize> {
        let start = self.below(length + 1);
        start..(start + self.below(64)).min(length)
    }

    /// One to four damages of one file.
    fn mutate(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        const WORDS: [&[u8]; 12] =
            [b"\"", b"\"\"", b";", b"\r", b"\n", b"\0", b"<", b"&#0;", b"999999999", b"-1", b"\xff\xfe", b"\xd0"];
        for _ in 0..=self.below(4) {
            let length = bytes.len();
            match self.below(6) {
                0 => bytes.truncate(self.below(length + 1)),
                1 if length > 0 => {
                    let at = self.below(length);
                    bytes[at] ^= 1 << self.below(8);
                }
                2 => {
                    let word = WORDS[self.below(WORDS.len())];
                    let range = self.range(length);
                    bytes.splice(range, word.iter().copied());
                }
                3 => {
                    let other = &others[self.below(others.len())];
                    let piece = other[self.range(other.len())].to_vec();
                    let range = self.range(length);
                    bytes.splice(range, piece);
                }
                4 => {
                    let piece = bytes[self.range(length)].to_vec();
                    let at = self.below(length + 1);
                    bytes.splice(at..at, piece.repeat(1 + self.below(20)));
                }
                _ => {
                    let noise: Vec<u8> = (0..self.below(32)).map(|_| self.next() as u8).collect();
                    let range = self.range(length);
                    bytes.splice(range, noise);
                }
            }
        }
    }

    /// Damages a part inside a zip and packs it again, or the zip itself.
    fn mutate_zip(&mut self, bytes: &mut Vec<u8>, others: &[Vec<u8>]) {
        if self.below(5) == 0 {
            return self.mutate(bytes, others);
        }
        let mut archive = zip::ZipArchive::new(Cursor::new(&bytes[..])).unwrap();
        let mut parts: Vec<(String, Vec<u8>)> = Vec::new();
        for index in 0..archive.len() {
            let mut part = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            part.read_to_end(&mut content).unwrap();
            parts.push((part.name().to_owned(), content));
        }
        let other: Vec<Vec<u8>> = parts.iter().map(|(_, content)| content.clone()).collect();
        for _ in 0..=self.below(2) {
            let victim = self.below(parts.len());
            self.mutate(&mut parts[victim].1, &other);
        }
        *bytes = zipped(parts.iter().map(|(name, content)| (name.as_str(), content.as_slice())));
    }
}

fn samples(keep: impl Fn(&str) -> bool) -> Vec<Vec<u8>> {
    let paths = fixtures().into_iter().filter(|path| keep(path.extension().unwrap().to_str().unwrap()));
    paths.map(|path| std::fs::read(path).unwrap()).collect()
}

fn check(outcome: &Result<Workbook, Refusal>, limits: &ImportLimits) {
    let Ok(book) = outcome else { return };
    let rows = || book.sheets.iter().flat_map(|sheet| &sheet.rows);
    assert!(rows().count() > 0);
    assert!(rows().map(|row| row.cells.len()).sum::<usize>() as u64 <= limits.max_cells);
    assert!(rows().all(|row| row.number > 0 && row.cells.len() as u64 <= limits.max_columns));
    assert!(book.sheets.iter().all(|sheet| sheet.rows.is_sorted_by(|one, other| one.number < other.number)));
}

#[test]
fn damaged_texts() {
    let mut sources = samples(|kind| kind == "csv");
    let table = "Номер;Дата;Клієнт;Сума\n1;01.02.2026;\"ТОВ \"Весна\"\";10,50\n2;02.02.2026;\"ФОП\nЇжак\";7\n".repeat(8);
    sources.push(encode(&table, u16::to_le_bytes));
    sources.push(encode(&table, u16::to_be_bytes));
    // windows-1251: the rows of the alphabet lie 0x350 apart.
    sources.push(table.chars().map(|it| if it.is_ascii() { it as u8 } else { (it as u32).wrapping_sub(0x350) as u8 }).collect());
    sources.push(table.into_bytes());
    let page = "<html><body><p>Звіт</p><table><tr><td rowspan=2 colspan='3'>&laquo;Код<td>1</tr><tr><th>2</table></body></html>";
    sources.push(page.repeat(4).into_bytes());
    let book = "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Styles><Style ss:ID='s'>\
        <NumberFormat ss:Format='0%'/></Style></Styles><Worksheet ss:Name='а'><Table><Row ss:Index='3'><Cell ss:Index='2' ss:StyleID='s'>\
        <Data ss:Type='Number'>1</Data></Cell><Cell ss:MergeAcross='4'><Data ss:Type='String'>&#1030;</Data></Cell></Row></Table>\
        </Worksheet></Workbook>";
    sources.push(book.as_bytes().to_vec());
    let limits = small_limits();
    let mut chance = Chance(SEED);
    for number in 0..7_500 {
        let mut bytes = sources[chance.below(sources.len())].clone();
        chance.mutate(&mut bytes, &sources);
        let started = Instant::now();
        // A mutation may begin like a workbook; those have their own test.
        if !bytes.starts_with(b"PK") {
            check(&read::read_bytes(bytes, &limits), &limits);
        }
        assert!(started.elapsed() < Duration::from_secs(2), "mutation {number} of seed {SEED:#x}");
    }
}

fn encode(text: &str, order: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(order).collect()
}

/// In this process. No code of ours panics, nor does it lose itself in what another thread unpacks.
#[test]
fn damaged_workbooks() {
    let mut sources = samples(|kind| kind == "xlsx");
    sources.retain(|bytes| bytes.starts_with(b"PK"));
    let limits = small_limits();
    let mut chance = Chance(SEED);
    static OURS: AtomicUsize = AtomicUsize::new(0);
    panic::set_hook(Box::new(|info| {
        if !info.location().is_some_and(|it| it.file().contains("calamine")) {
            eprintln!("{info}");
            OURS.fetch_add(1, Ordering::Relaxed);
        }
    }));
    for number in 0..2_500 {
        let mut bytes = sources[chance.below(sources.len())].clone();
        chance.mutate_zip(&mut bytes, &sources);
        let started = Instant::now();
        if let Ok(outcome) = panic::catch_unwind(AssertUnwindSafe(|| read::read_bytes(bytes, &limits))) {
            check(&outcome, &limits);
        }
        assert_eq!(OURS.load(Ordering::Relaxed), 0, "mutation {number} of seed {SEED:#x}");
        assert!(started.elapsed() < Duration::from_secs(5), "mutation {number} of seed {SEED:#x}");
    }
}

/// Layouts told by outlines, indents and merged cells: what is read of a damaged one is mapped, and no code of ours panics.
#[test]
fn damaged_layouts() {
    static OURS: AtomicUsize = AtomicUsize::new(0);
    let mut paths: Vec<_> = std::fs::read_dir("tests/fixtures/layouts").unwrap().map(|it| it.unwrap().path()).collect();
    paths.retain(|it| it.extension().is_some_and(|it| it == "xlsx"));
    paths.sort();
    let sources: Vec<Vec<u8>> = paths.iter().map(|it| std::fs::read(it).unwrap()).collect();
    let (limits, context) = (small_limits(), crate::imports_mapping::context("UAH"));
    let mut chance = Chance(SEED);
    panic::set_hook(Box::new(|info| {
        if !info.location().is_some_and(|it| it.file().contains("calamine")) {
            eprintln!("{info}");
            OURS.fetch_add(1, Ordering::Relaxed);
        }
    }));
    for number in 0..600 {
        let mut bytes = sources[chance.below(sources.len())].clone();
        chance.mutate_zip(&mut bytes, &sources);
        let _ = panic::catch_unwind(AssertUnwindSafe(|| {
            let outcome = read::read_bytes(bytes, &limits);
            check(&outcome, &limits);
            outcome.map(|book| mapping::map(&book, "report.xlsx", &context))
        }));
        assert_eq!(OURS.load(Ordering::Relaxed), 0, "mutation {number} of seed {SEED:#x}");
    }
}

/// All formats in the process they are read in: whatever it dies of, the parent has an answer.
#[tokio::test]
async fn damaged_workbooks_in_the_process_they_are_read_in() {
    let sources = samples(|kind| kind != "csv");
    let limits = small_limits();
    let mut chance = Chance(SEED);
    for number in 0..300 {
        let mut bytes = sources[chance.below(sources.len())].clone();
        if bytes.starts_with(b"PK") {
            chance.mutate_zip(&mut bytes, &sources)
        } else {
            chance.mutate(&mut bytes, &sources)
        }
        let started = Instant::now();
        check(&read_with(&bytes, &limits).await, &limits);
        assert!(started.elapsed() < Duration::from_secs(10), "mutation {number} of seed {SEED:#x}");
    }
}

#[tokio::test]
async fn files_made_to_exhaust() {
    let cell = |at: &str| format!("<c r='{at}'><v>1</v></c>");
    let sheet = |rows: &str| xlsx(&format!("<sheetData>{rows}</sheetData>"), "", ">");
    let far = sheet(&format!("<row r='1'>{}</row><row r='1048576'>{}</row>", cell("A1"), cell("XFD1048576")));
    let outside = sheet(&format!("<row r='1'>{}{}</row>", cell("A1"), cell("XFE1")));
    let blanks = sheet(&" ".repeat(70 << 20));
    let one_string_many_times = xlsx(
        &format!("<sheetData>{}</sheetData>", "<row><c t='s'><v>0</v></c></row>".repeat(2_000)),
        "",
        &format!("><si><t>{}</t></si>", "я".repeat(400_000)),
    );
    let page = format!("<table>{}</table>", "<tr><td colspan=2000 rowspan=9>".repeat(100_000));
    let book = format!(
        "<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet><Table>{}</Table></Worksheet></Workbook>",
        "<Row><Cell ss:Index='2000'/></Row>".repeat(100_000)
    );
    let wide = ["a,".repeat(1_000_000).into_bytes(), b"\n".to_vec()].concat();
    let row = |attributes: &str| {
        let cell = "<table:table-cell office:value-type='float' office:value='1' table:number-columns-repeated='1500'/>";
        format!("<table:table-row {attributes}>{cell}</table:table-row>")
    };
    let repeated =
        ods("", &format!("<table:table table:name='a'>{}</table:table>", row("table:number-rows-repeated='1048576'").repeat(20)));
    let one_table = format!("<table:table table:name='a'>{}</table:table>", row("table:number-rows-repeated='1000'"));
    let repeated_tables = ods("", &one_table.repeat(2_000));
    let cases: [(&str, &[u8]); 9] = [
        ("a row repeated without end", &repeated),
        ("tables that repeat their rows", &repeated_tables),
        ("a cell in the last corner", &far),
        ("a cell outside of the grid", &outside),
        ("seventy megabytes of blanks", &blanks),
        ("one long string in many cells", &one_string_many_times),
        ("a million columns", &wide),
        ("a page of wide nothing", page.as_bytes()),
        ("a sheet of wide nothing", book.as_bytes()),
    ];
    let limits = ImportLimits { max_unpacked: 100_000_000, ..ImportLimits::default() };
    for (name, bytes) in cases {
        let started = Instant::now();
        assert_eq!(read_with(bytes, &limits).await.unwrap_err().code(), "too_large", "{name}");
        assert!(started.elapsed() < Duration::from_secs(10), "{name}");
    }
    // No room is made for what a file says of itself.
    let boasting =
        xlsx("<sheetData><row><c t='s'><v>0</v></c></row></sheetData>", "", " uniqueCount='4000000000'><si><t>a</t></si>");
    assert!(read_with(&boasting, &limits).await.is_ok());
}

#[tokio::test]
async fn limits_hold() {
    let default = ImportLimits::default();
    let text = b"a;b\n1;2\n3;4\n".as_slice();
    let book = xlsx("<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row></sheetData>", "", ">");
    for bytes in [text, book.as_slice()] {
        let too_large = [
            ImportLimits { max_bytes: bytes.len() as u64 - 1, ..default },
            ImportLimits { max_cells: 2, ..default },
            ImportLimits { max_columns: 1, ..default },
        ];
        for limits in too_large {
            assert_eq!(read_with(bytes, &limits).await.unwrap_err().code(), "too_large", "{limits:?}");
        }
        let enough = ImportLimits { max_bytes: bytes.len() as u64, max_cells: 8, max_columns: 2, ..default };
        assert!(read_with(bytes, &enough).await.is_ok());
    }
    let no_time = ImportLimits { max_time: Duration::ZERO, ..default };
    assert_eq!(read_with(&book, &no_time).await.unwrap_err().code(), "too_large");
    let no_room = ImportLimits { max_unpacked: 100, ..default };
    assert_eq!(read_with(&book, &no_room).await.unwrap_err().code(), "too_large");
}
