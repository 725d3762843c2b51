#![no_main]
//! Text files: encodings, delimiters, quotes, then mapping.

libfuzzer_sys::fuzz_target!(|data: &[u8]| kabinet_fuzz::whole_way(data.to_vec()));
