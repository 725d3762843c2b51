//! What the fuzz targets share: a file goes the whole way to typed records, and every promise about them is held against it.

use std::io::{Cursor, Write};
use std::panic::{self, AssertUnwindSafe};
use std::process::abort;
use std::time::Duration;

use chrono::NaiveDate;
use kabinet_core::config::ImportLimits;
use kabinet_core::imports::mapping::{MapContext, map};
use kabinet_core::imports::read::read_bytes;
use kabinet_core::imports::sheets::Workbook;
use zip::write::SimpleFileOptions;

/// Small enough that an input is read in milliseconds.
fn limits() -> ImportLimits {
    ImportLimits {
        max_bytes: 2_000_000,
        max_unpacked: 8_000_000,
        max_cells: 100_000,
        max_columns: 1_000,
        max_time: Duration::from_secs(10),
        ..ImportLimits::default()
    }
}

/// Reads and maps a file. A panic inside of the workbook library is what the reader process is for; any other is a finding.
pub fn whole_way(bytes: Vec<u8>) {
    let workbook = panic::catch_unwind(AssertUnwindSafe(|| read_bytes(bytes, &limits())));
    if let Ok(Ok(workbook)) = workbook {
        mapped(&workbook);
    }
}

/// A panic hook that ends the process, as libFuzzer's own does, unless the panic is a library's that runs in a process of its own.
pub fn forgive_libraries() {
    let report = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        let foreign = info.location().is_some_and(|it| ["/calamine-", "/zip-", "/quick-xml-"].iter().any(|name| it.file().contains(name)));
        if !foreign {
            report(info);
            abort();
        }
    }));
}

fn mapped(workbook: &Workbook) {
    let context = MapContext {
        currency: "UAH".into(),
        timezone: chrono_tz::Europe::Kyiv,
        today: NaiveDate::from_ymd_opt(2026, 11, 15).expect("a date of the calendar"),
        forced_entity: None,
        forced_columns: Vec::new(),
        remembered: Vec::new(),
    };
    for mut table in map(workbook, "file.csv", &context).tables {
        let mut stored = 0;
        table
            .read_records(|records| {
                stored += records.len();
                Ok(())
            })
            .expect("nothing refuses the records");
        let left_out = table.rejected.len() + table.more_rejected + table.skipped.len() + table.more_skipped;
        assert_eq!(table.read, stored + left_out, "every row is accounted for");
    }
}

/// A zipped workbook of these parts.
pub fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        file.start_file(*name, options).expect("a part of a zip in memory");
        file.write_all(bytes).expect("bytes in memory");
    }
    file.finish().expect("a zip in memory").into_inner()
}

/// The input cut into `N` pieces at the marks it holds.
pub fn pieces<const N: usize>(data: &[u8]) -> [&[u8]; N] {
    let mut rest = data.splitn(N, |byte| *byte == 0xfe);
    std::array::from_fn(|_| rest.next().unwrap_or_default())
}
