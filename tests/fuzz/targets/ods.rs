#![no_main]
//! ODS: the input is content.xml.

const MANIFEST: &[u8] = br#"<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"#;

libfuzzer_sys::fuzz_target!(init: kabinet_fuzz::forgive_libraries(), |data: &[u8]| {
    if data.starts_with(b"PK\x03\x04") {
        return kabinet_fuzz::whole_way(data.to_vec());
    }
    kabinet_fuzz::whole_way(kabinet_fuzz::zipped(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", data),
    ]));
});
