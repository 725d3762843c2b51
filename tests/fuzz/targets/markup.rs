#![no_main]
//! HTML and SpreadsheetML 2003 under the name of a workbook.

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((kind, rest)) = data.split_first() else { return };
    let head: &[u8] = match kind % 3 {
        0 => b"<html><body><table>",
        1 => b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">",
        _ => b"",
    };
    kabinet_fuzz::whole_way([head, rest].concat());
});
