#![no_main]
//! Compound files: XLS of every age.

libfuzzer_sys::fuzz_target!(init: kabinet_fuzz::forgive_libraries(), |data: &[u8]| kabinet_fuzz::whole_way(data.to_vec()));
