#![no_main]
//! XLSB: the input is the binary of the workbook, of a sheet, of shared strings and of styles, put into a package.

const TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>"#;
const PARTS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.bin"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.bin"/></Relationships>"#;

libfuzzer_sys::fuzz_target!(init: kabinet_fuzz::forgive_libraries(), |data: &[u8]| {
    if data.starts_with(b"PK\x03\x04") {
        return kabinet_fuzz::whole_way(data.to_vec());
    }
    let [sheet, book, strings, styles] = kabinet_fuzz::pieces(data);
    kabinet_fuzz::whole_way(kabinet_fuzz::zipped(&[
        ("[Content_Types].xml", TYPES),
        ("xl/_rels/workbook.bin.rels", PARTS),
        ("xl/workbook.bin", book),
        ("xl/worksheets/sheet1.bin", sheet),
        ("xl/sharedStrings.bin", strings),
        ("xl/styles.bin", styles),
    ]));
});
