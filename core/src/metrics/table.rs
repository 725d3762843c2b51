//! `MetricTable`: the answer, exact; rounding is for whoever shows it.

use chrono::NaiveDate;

use super::query::{Dimension, Metric, MetricQuery};
use crate::money::{Money, Quantity};
use crate::period::{Grain, Period};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    Money,
    Units,
    Count,
    Percent,
    PercentagePoints,
    Days,
    Months,
    /// A plain number: times, lines per order.
    Ratio,
    Date,
    Text,
}

/// One value, unrounded.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// No value: a zero denominator, an unknown cost. Shown as "—"; in a column of text as "(без назви)".
    Missing,
    /// Empty where the data say nothing: a customer without a city. Shown as "(не вказано)".
    Text(String),
    Date(NaiveDate),
    /// A calendar unit by its first day.
    Bucket(Grain, NaiveDate),
    /// Monday is 1.
    Weekday(u32),
    Money(Money),
    Quantity(Quantity),
    Count(i64),
    /// A quotient; what it measures stands in the column's unit. Money in major units.
    Number(f64),
}

impl Cell {
    /// The value as a number in major units, if it is one.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Money(it) => Some(it.to_f64()),
            Self::Quantity(it) => Some(it.to_f64()),
            Self::Count(it) => Some(*it as f64),
            Self::Number(it) => Some(*it),
            _ => None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ColumnRole {
    Dimension(Dimension),
    Metric(Metric),
    /// The metric in the comparison base.
    Base(Metric),
    /// Metric minus base.
    Difference(Metric),
    /// Percent of |base|. No such column where the metric is a percentage: its difference is in percentage points.
    Growth(Metric),
    /// Percent of the total of all items.
    Share(Metric),
    CumulativeShare(Metric),
    /// A fact beside the metric, named by the column's id: `sku`, `last_purchase`, `on_hand`.
    Detail,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// As in JSON and in the locales (`column-<id>` for details): `month`, `revenue`, `revenue_base`, `share`.
    pub id: String,
    pub role: ColumnRole,
    pub unit: Unit,
}

impl Column {
    pub fn dimension(&self) -> Option<Dimension> {
        match self.role {
            ColumnRole::Dimension(dimension) => Some(dimension),
            _ => None,
        }
    }
}

/// Something the reader must know beside the figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Note {
    /// The asked period reaches outside the data, which has these dates.
    Coverage { first: NaiveDate, last: NaiveDate },
    /// The last bucket of a series is not over yet.
    Partial { until: NaiveDate },
    /// The first bucket of a series begins inside its calendar unit.
    PartialStart { from: NaiveDate },
    /// Percent of revenue whose cost is known, when under 100.
    CostCoverage { percent: f64 },
    /// Units of different measures were added up.
    MixedUnits,
    /// The stock figures are of this date.
    Snapshot { date: NaiveDate },
    /// The period begins within 30 days of the first order: old customers look new.
    FirstCustomersLookNew { first: NaiveDate },
    /// There is no data in the default period, so this one was taken.
    LastPeriodWithData { period: Period },
    /// Shown are the first so many of all items.
    Shown { shown: usize, of: usize },
    /// Products left out because their cost is unknown.
    UnknownCost { products: usize },
    /// An estimate: too little history.
    Estimate,
    /// What is to come: nobody knows it.
    Forecast,
    /// Customers that never bought are not in the list.
    NeverBoughtApart { customers: usize },
    /// The organization has no data of this kind at all: `orders`, `stock`, `deals`.
    NoData { what: &'static str },
}

#[derive(Clone, Debug, PartialEq)]
pub struct MetricTable {
    pub query: MetricQuery,
    /// The organization's date at the moment of the answer.
    pub today: NaiveDate,
    pub currency: String,
    /// Both ends included; `None` for a state (stock, pipeline).
    pub period: Option<Period>,
    pub base: Option<Period>,
    /// Dimensions first, then metrics with their comparison and shares, then details.
    pub columns: Vec<Column>,
    /// The rows shown, sorted and limited.
    pub rows: Vec<Vec<Cell>>,
    /// One cell a column over all items, not only the shown ones; `Missing` where a total makes no sense.
    pub totals: Vec<Cell>,
    /// Number of items before the limit.
    pub n_items: usize,
    pub notes: Vec<Note>,
}

impl MetricTable {
    pub fn column(&self, role: ColumnRole) -> Option<usize> {
        self.columns.iter().position(|it| it.role == role)
    }
}
