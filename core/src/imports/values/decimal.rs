//! An exact decimal: digits and a scale. Prices with four decimals times a quantity must not lose anything before the last rounding.

use std::fmt;

use crate::money::{Money, Quantity, divide_rounding};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decimal {
    digits: i128,
    scale: u32,
}

/// More decimals than any price or quantity has; longer ones are rounded on reading.
const MAX_SCALE: usize = 9;
/// Digits before the point. More is not an amount but a code.
const MAX_WHOLE: usize = 15;

impl Decimal {
    pub const ZERO: Self = Self { digits: 0, scale: 0 };

    /// Whole part and decimals as digits; `None` when too long or not digits.
    pub fn from_digits(negative: bool, whole: &str, decimals: &str) -> Option<Self> {
        let whole = whole.trim_start_matches('0');
        if whole.len() > MAX_WHOLE || !whole.bytes().chain(decimals.bytes()).all(|it| it.is_ascii_digit()) {
            return None;
        }
        let kept = &decimals[..decimals.len().min(MAX_SCALE)];
        let mut digits: i128 = 0;
        for digit in whole.bytes().chain(kept.bytes()) {
            digits = digits * 10 + i128::from(digit - b'0');
        }
        if decimals.as_bytes().get(MAX_SCALE).is_some_and(|it| *it >= b'5') {
            digits += 1;
        }
        Some(Self { digits: if negative { -digits } else { digits }, scale: kept.len() as u32 })
    }

    /// `-12.50` as most files write numbers: digits, and a point or comma with other than three digits behind it. `None`
    /// for every other way of writing, which may be a number all the same.
    pub fn plain(text: &str) -> Option<(Self, Option<u8>)> {
        let (negative, unsigned) = match text.as_bytes() {
            [b'-', rest @ ..] => (true, rest),
            bytes => (false, bytes),
        };
        if unsigned.is_empty() || unsigned.len() > 16 {
            return None;
        }
        let (mut value, mut sign, mut point) = (0i64, None, 0);
        for (at, byte) in unsigned.iter().enumerate() {
            match byte {
                b'0'..=b'9' => value = value * 10 + i64::from(byte - b'0'),
                b'.' | b',' if sign.is_none() => (sign, point) = (Some(*byte), at),
                _ => return None,
            }
        }
        let scale = if sign.is_some() { unsigned.len() - point - 1 } else { 0 };
        let n_whole = if sign.is_some() { point } else { unsigned.len() };
        // The sign alone at an end, and what could be a group of thousands, want a closer look.
        if sign.is_some() && (n_whole == 0 || matches!(scale, 0 | 3)) || scale > MAX_SCALE || n_whole > MAX_WHOLE {
            return None;
        }
        let digits = i128::from(if negative { -value } else { value });
        Some((Self { digits, scale: scale as u32 }, sign))
    }

    /// A number cell: the 15 significant digits a spreadsheet shows, not the binary fraction behind them.
    pub fn from_f64(value: f64) -> Option<Self> {
        if !value.is_finite() {
            return None;
        }
        // Whole numbers and those with two decimals are known without writing them down: a fraction of so few digits
        // that gives the same binary number is the one shown.
        let hundredths = (value * 100.0).round();
        if hundredths.abs() < 1e14 && hundredths / 100.0 == value {
            let hundredths = hundredths as i64;
            let (digits, scale) = match () {
                () if hundredths % 100 == 0 => (hundredths / 100, 0),
                () if hundredths % 10 == 0 => (hundredths / 10, 1),
                () => (hundredths, 2),
            };
            return Some(Self { digits: digits.into(), scale });
        }
        let shown = format!("{value:.14e}");
        let (mantissa, exponent) = shown.split_once('e')?;
        let (whole, decimals) = mantissa.trim_start_matches('-').split_once('.')?;
        Self::from_parts(value < 0.0, whole, decimals, exponent.parse().ok()?)
    }

    /// `whole.decimals × 10^exponent`.
    pub fn from_parts(negative: bool, whole: &str, decimals: &str, exponent: i32) -> Option<Self> {
        let mut digits = format!("{whole}{decimals}");
        let point = i32::try_from(whole.len()).ok()? + exponent;
        if point > 40 {
            return None;
        }
        if point <= 0 {
            digits.insert_str(0, &"0".repeat(usize::try_from(-point).ok()?.min(40)));
            return Self::from_digits(negative, "", &digits);
        }
        let point = usize::try_from(point).ok()?;
        while digits.len() < point {
            digits.push('0');
        }
        Self::from_digits(negative, &digits[..point], digits[point..].trim_end_matches('0'))
    }

    pub fn is_zero(self) -> bool {
        self.digits == 0
    }

    pub fn is_negative(self) -> bool {
        self.digits < 0
    }

    /// `None` on overflow.
    pub fn times(self, other: Self) -> Option<Self> {
        Some(Self { digits: self.digits.checked_mul(other.digits)?, scale: self.scale + other.scale })
    }

    /// `None` on overflow.
    pub fn plus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self { digits: self.at(scale)?.checked_add(other.at(scale)?)?, scale })
    }

    /// `None` on overflow.
    pub fn minus(self, other: Self) -> Option<Self> {
        let scale = self.scale.max(other.scale);
        Some(Self { digits: self.at(scale)?.checked_sub(other.at(scale)?)?, scale })
    }

    /// Moves the point: `-2` divides by a hundred, `3` multiplies by a thousand.
    pub fn shifted(self, places: i32) -> Option<Self> {
        if places <= 0 {
            Some(Self { digits: self.digits, scale: self.scale + places.unsigned_abs() })
        } else {
            Some(Self { digits: self.digits.checked_mul(10i128.checked_pow(places.unsigned_abs())?)?, scale: self.scale })
        }
    }

    /// Rounded half away from zero to minor units.
    pub fn to_money(self) -> Option<Money> {
        self.rounded(2).map(Money)
    }

    /// Rounded half away from zero to thousandths.
    pub fn to_quantity(self) -> Option<Quantity> {
        self.rounded(3).map(Quantity)
    }

    /// Rounded half away from zero to a whole number.
    pub fn to_integer(self) -> Option<i64> {
        self.rounded(0)
    }

    pub fn to_f64(self) -> f64 {
        self.digits as f64 / 10f64.powi(i32::try_from(self.scale).unwrap_or(0))
    }

    fn rounded(self, scale: u32) -> Option<i64> {
        let value = if self.scale <= scale {
            self.at(scale)?
        } else if let Ok(digits) = i64::try_from(self.digits)
            && let Some(divisor) = 10i64.checked_pow(self.scale - scale)
        {
            divide_half_away(digits, divisor).into()
        } else {
            divide_rounding(self.digits, 10i128.checked_pow(self.scale - scale)?)
        };
        // Sums over a million rows must not overflow either.
        i64::try_from(value).ok().filter(|it| it.unsigned_abs() < 1 << 53)
    }

    fn at(self, scale: u32) -> Option<i128> {
        if scale == self.scale {
            return Some(self.digits);
        }
        self.digits.checked_mul(10i128.checked_pow(scale - self.scale)?)
    }
}

/// As `divide_rounding`, where the small numbers of nearly all cells allow to be quick.
fn divide_half_away(value: i64, divisor: i64) -> i64 {
    let (quotient, rest) = (value / divisor, value % divisor);
    let away = rest.unsigned_abs() >= divisor.unsigned_abs().div_ceil(2);
    quotient + if away { value.signum() } else { 0 }
}

impl From<Money> for Decimal {
    fn from(money: Money) -> Self {
        Self { digits: money.0.into(), scale: 2 }
    }
}

/// The shortest form: `1500`, `0.125`.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.digits < 0 { "-" } else { "" };
        let scale = self.scale as usize;
        let digits = format!("{:0>width$}", self.digits.unsigned_abs(), width = scale + 1);
        let (whole, decimals) = digits.split_at(digits.len() - scale);
        match decimals.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            decimals => write!(f, "{sign}{whole}.{decimals}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_cells_read_as_shown() {
        for (value, shown, money) in [
            (1.005, "1.005", Some(Money(101))),
            (0.1 + 0.2, "0.3", Some(Money(30))),
            (-2.675, "-2.675", Some(Money(-268))),
            (380_671_234_567.0, "380671234567", Some(Money(38_067_123_456_700))),
            (1e-7, "0.0000001", Some(Money(0))),
            (0.0, "0", Some(Money(0))),
        ] {
            let decimal = Decimal::from_f64(value).unwrap();
            assert_eq!(decimal.to_string(), shown);
            assert_eq!(decimal.to_money(), money);
        }
        assert_eq!(Decimal::from_f64(f64::NAN), None);
        assert_eq!(Decimal::from_f64(1e300), None);
    }
}
