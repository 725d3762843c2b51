//! Money and quantities: exact integers, never binary floats.
//! `Money` counts minor units (kopecks), `Quantity` thousandths of a unit of measure.
//! Sums stop at the ends of `i64`, which no honest file reaches: they never wrap around into a believable figure.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use serde::{Deserialize, Serialize};

/// An amount in minor units (1/100) of the organization's currency.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money(pub i64);

/// A quantity in thousandths of a unit of measure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Quantity(pub i64);

impl Money {
    pub const ZERO: Self = Self(0);

    /// Major units, for ratios and pictures only.
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// `self × quantity`, rounded half away from zero to a minor unit. `None` on overflow.
    pub fn times(self, quantity: Quantity) -> Option<Self> {
        let exact = i128::from(self.0) * i128::from(quantity.0);
        i64::try_from(divide_rounding(exact, 1000)).ok().map(Self)
    }

    pub fn abs(self) -> Self {
        Self(self.0.saturating_abs())
    }
}

impl Quantity {
    pub const ZERO: Self = Self(0);

    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}

/// Integer division, half away from zero. `divisor` is positive.
pub fn divide_rounding(value: i128, divisor: i128) -> i128 {
    let half = divisor / 2;
    if value >= 0 { (value + half) / divisor } else { (value - half) / divisor }
}

/// `1234.50`: the machine form, a point and two decimals. People see `locale::format_money`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let cents = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", cents / 100, cents % 100)
    }
}

/// `1.5`: the machine form, as many decimals as needed. People see `locale::format_quantity`.
impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let thousandths = self.0.unsigned_abs();
        write!(f, "{sign}{}", thousandths / 1000)?;
        match thousandths % 1000 {
            0 => Ok(()),
            rest => write!(f, ".{}", format!("{rest:03}").trim_end_matches('0')),
        }
    }
}

macro_rules! arithmetic {
    ($type:ident) => {
        impl Add for $type {
            type Output = Self;
            fn add(self, other: Self) -> Self {
                Self(self.0.saturating_add(other.0))
            }
        }
        impl Sub for $type {
            type Output = Self;
            fn sub(self, other: Self) -> Self {
                Self(self.0.saturating_sub(other.0))
            }
        }
        impl AddAssign for $type {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }
        impl SubAssign for $type {
            fn sub_assign(&mut self, other: Self) {
                *self = *self - other;
            }
        }
        impl Neg for $type {
            type Output = Self;
            fn neg(self) -> Self {
                Self(self.0.saturating_neg())
            }
        }
        impl Sum for $type {
            fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
                amounts.fold(Self::ZERO, Add::add)
            }
        }
    };
}
arithmetic!(Money);
arithmetic!(Quantity);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_half_away_from_zero() {
        assert_eq!(Money(33).times(Quantity(1_500)), Some(Money(50)));
        assert_eq!(Money(33).times(Quantity(-1_500)), Some(Money(-50)));
        assert_eq!(Money(i64::MAX).times(Quantity(2_000)), None);
    }

    #[test]
    fn prints_the_machine_form() {
        assert_eq!(Money(-5).to_string(), "-0.05");
        assert_eq!(Money(123_450).to_string(), "1234.50");
        assert_eq!(Quantity(1_500).to_string(), "1.5");
        assert_eq!(Quantity(-12_000).to_string(), "-12");
    }
}
