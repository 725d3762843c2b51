#![no_main]
//! One cell: number, date, status, phone, tax code, address.

use chrono_tz::Europe::Kyiv;
use kabinet_core::imports::sheets::RawCell;
use kabinet_core::imports::values::dates::DateStyle;
use kabinet_core::imports::values::numbers::NumberStyle;
use kabinet_core::imports::values::{contacts, dates, numbers, statuses, text};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Ok(shown) = std::str::from_utf8(data) else { return };
    let cell = RawCell::Text(shown.to_owned());
    for thousands in [false, true] {
        let _ = numbers::read(&cell, NumberStyle::plain(thousands));
    }
    for (month_first, unix) in [(false, false), (true, false), (false, true)] {
        let _ = dates::read(&cell, DateStyle { month_first, unix, timezone: Kyiv });
    }
    let _ = (dates::month(shown), statuses::class(shown), contacts::phone(shown), contacts::email(shown), text(&cell));
    let _ = contacts::tax_code(shown);
});
