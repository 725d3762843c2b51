//! Numbers on a picture: round ticks, one scale word for all of them, no more decimals than needed.

use super::spec::Measure;
use crate::locale::{self, Locale, text};
use crate::metrics::Unit;

/// The value axis: round ends and steps, zero always on it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Axis {
    pub min: f64,
    pub max: f64,
    pub ticks: Vec<f64>,
}

impl Axis {
    /// About `n_steps` round steps over `values` and zero. Whole steps only where halves make no sense.
    pub fn over(values: impl Iterator<Item = f64>, n_steps: usize, unit: Unit) -> Self {
        let (low, high) = values.fold((0.0f64, 0.0f64), |(low, high), it| (low.min(it), high.max(it)));
        if low == high {
            return Self { min: 0.0, max: 1.0, ticks: vec![0.0] };
        }
        let rough = (high - low) / n_steps.max(1) as f64;
        let power = 10f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|it| it * power).find(|it| *it >= rough * 0.999).unwrap_or(rough);
        let step = if unit == Unit::Count { step.ceil().max(1.0) } else { step };
        let (first, last) = ((low / step).floor(), (high / step).ceil());
        let ticks = (0..=(last - first) as usize).map(|n| (first + n as f64) * step).collect();
        Self { min: first * step, max: last * step, ticks }
    }

    /// Where `value` lies between `min` (0) and `max` (1).
    pub fn part(&self, value: f64) -> f64 {
        ((value - self.min) / (self.max - self.min)).clamp(0.0, 1.0)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Magnitude {
    One,
    Thousand,
    Million,
    Billion,
    Trillion,
}

impl Magnitude {
    /// The one in which `largest` has two to five digits.
    fn of(largest: f64) -> Self {
        match largest {
            it if it >= 1e13 => Self::Trillion,
            it if it >= 1e10 => Self::Billion,
            it if it >= 1e7 => Self::Million,
            it if it >= 1e4 => Self::Thousand,
            _ => Self::One,
        }
    }

    fn divisor(self) -> f64 {
        match self {
            Self::One => 1.0,
            Self::Thousand => 1e3,
            Self::Million => 1e6,
            Self::Billion => 1e9,
            Self::Trillion => 1e12,
        }
    }

    fn word(self, locale: Locale) -> String {
        match self {
            Self::One => String::new(),
            Self::Thousand => text(locale, "chart-thousand", &[]),
            Self::Million => text(locale, "chart-million", &[]),
            Self::Billion => text(locale, "chart-billion", &[]),
            Self::Trillion => text(locale, "chart-trillion", &[]),
        }
    }
}

/// How all numbers of one picture are written.
#[derive(Clone, Debug)]
pub(super) struct Numbers<'a> {
    locale: Locale,
    measure: &'a Measure,
    magnitude: Magnitude,
    decimals: usize,
}

impl<'a> Numbers<'a> {
    /// In one scale for all `values`: thousands, millions.
    pub fn scaled(locale: Locale, measure: &'a Measure, values: &[f64]) -> Self {
        let magnitude = Magnitude::of(largest(values));
        Self { locale, measure, magnitude, decimals: decimals(measure.unit, magnitude, values) }
    }

    /// In full, whole hryvnias where there are many.
    pub fn full(locale: Locale, measure: &'a Measure, values: &[f64]) -> Self {
        Self { locale, measure, magnitude: Magnitude::One, decimals: decimals(measure.unit, Magnitude::One, values) }
    }

    /// With the decimals that tell `ticks` apart.
    pub fn of_axis(&self, axis: &Axis) -> Self {
        let ticks: Vec<f64> = axis.ticks.iter().map(|it| it / self.magnitude.divisor()).collect();
        let decimals = (0..6).find(|n| ticks.iter().all(|it| is_whole(it * 10f64.powi(*n)))).unwrap_or(6);
        Self { decimals: decimals as usize, ..self.clone() }
    }

    /// The number alone.
    pub fn bare(&self, value: f64) -> String {
        let scaled = value / self.magnitude.divisor();
        if scaled == 0.0 {
            return "0".to_owned();
        }
        let least = 10f64.powi(-(self.decimals as i32));
        // A sale of 40 ₴ among millions is little, but it is not nothing.
        if scaled.abs() < least / 2.0 {
            let sign = if scaled < 0.0 { '>' } else { '<' };
            return format!("{sign}{}", locale::format_number(self.locale, least.copysign(scaled), self.decimals));
        }
        locale::format_number(self.locale, scaled, self.decimals)
    }

    /// The number with its unit, where the unit is short.
    pub fn with_unit(&self, value: f64) -> String {
        let unit = self.unit();
        let number = self.bare(value);
        match (self.measure.unit, self.locale) {
            (Unit::Percent, Locale::En) => format!("{number}%"),
            (Unit::Money, Locale::En) if matches!(unit.as_str(), "$" | "€" | "£") => match number.strip_prefix('−') {
                Some(number) => format!("−{unit}{number}"),
                None => format!("{unit}{number}"),
            },
            _ if unit.is_empty() => number,
            _ => format!("{number}\u{a0}{unit}"),
        }
    }

    /// What stands over the axis: `тис. ₴`, `шт.`, nothing for plain counts.
    pub fn unit(&self) -> String {
        let unit = match self.measure.unit {
            Unit::Money => locale::currency_sign(&self.measure.currency).to_owned(),
            Unit::Units => text(self.locale, "chart-unit-units", &[]),
            Unit::Percent => "%".to_owned(),
            Unit::PercentagePoints => text(self.locale, "chart-unit-points", &[]),
            Unit::Days => text(self.locale, "chart-unit-days", &[]),
            Unit::Months => text(self.locale, "chart-unit-months", &[]),
            Unit::Count | Unit::Ratio | Unit::Date | Unit::Text => String::new(),
        };
        let scale = self.magnitude.word(self.locale);
        match (scale.is_empty(), unit.is_empty()) {
            (true, _) => unit,
            (false, true) => scale,
            (false, false) => text(self.locale, "chart-scaled-unit", &[("scale", scale.into()), ("unit", unit.into())]),
        }
    }
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, it| it.abs().max(largest))
}

fn is_whole(value: f64) -> bool {
    (value - value.round()).abs() < 1e-6 * value.abs().max(1.0)
}

/// None where all values are whole; else as many as the size of the largest one deserves.
fn decimals(unit: Unit, magnitude: Magnitude, values: &[f64]) -> usize {
    let scaled: Vec<f64> = values.iter().map(|it| it / magnitude.divisor()).collect();
    if scaled.iter().all(|it| is_whole(*it)) {
        return 0;
    }
    match (unit, largest(&scaled)) {
        (Unit::Percent | Unit::PercentagePoints, _) => 1,
        (_, it) if magnitude == Magnitude::One && it >= 1000.0 => 0,
        (_, it) if it >= 10.0 || magnitude != Magnitude::One => 1,
        (unit, it) if it >= 0.1 || unit == Unit::Money => 2,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money() -> Measure {
        Measure { unit: Unit::Money, currency: "UAH".into() }
    }

    #[test]
    fn ticks_are_round_and_hold_zero() {
        let ticks = |values: &[f64], unit| Axis::over(values.iter().copied(), 4, unit).ticks;
        assert_eq!(ticks(&[412_345.0], Unit::Money), [0.0, 200_000.0, 400_000.0, 600_000.0]);
        assert_eq!(ticks(&[-5.0, 12.0], Unit::Money), [-5.0, 0.0, 5.0, 10.0, 15.0]);
        assert_eq!(ticks(&[1.0], Unit::Count), [0.0, 1.0]);
        assert_eq!(ticks(&[0.0, 0.0], Unit::Money), [0.0]);
        assert_eq!(ticks(&[-300.0], Unit::Money), [-300.0, -200.0, -100.0, 0.0]);
    }

    #[test]
    fn one_scale_for_all() {
        let measure = money();
        let numbers = Numbers::scaled(Locale::Uk, &measure, &[412_345.6, 40.0, 9_000.0]);
        assert_eq!(numbers.unit(), "тис. ₴");
        assert_eq!(numbers.bare(412_345.6), "412,3");
        assert_eq!(numbers.bare(40.0), "<0,1");
        assert_eq!(Numbers::scaled(Locale::En, &measure, &[12_000_000.0]).unit(), "₴ million");
        assert_eq!(Numbers::full(Locale::Uk, &measure, &[412_345.6]).with_unit(-412_345.6), "−412\u{a0}346\u{a0}₴");
    }
}
