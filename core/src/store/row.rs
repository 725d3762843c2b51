//! Values in and out: one row type for both engines.

use chrono::{DateTime, NaiveDate, Utc};
use sqlx::Row as _;

use crate::error::{Error, Result};
use crate::money::{Money, Quantity};

/// A value on its way into a statement.
#[derive(Clone, Debug, PartialEq)]
pub enum Bind {
    Integer(Option<i64>),
    Text(Option<String>),
}

impl Bind {
    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Integer(None) | Self::Text(None))
    }
}

/// A row on its way out.
#[derive(Debug)]
pub enum Row {
    Sqlite(sqlx::sqlite::SqliteRow),
    Postgres(sqlx::postgres::PgRow),
}

/// A type that a column can be read as.
pub trait FromValue: Sized {
    fn from_value(row: &Row, column: usize) -> Result<Self>;
}

/// A type that a whole row can be read as: tuples of columns, or a struct by `from_row!`.
pub trait FromRow: Sized {
    fn from_row(row: &Row) -> Result<Self>;
}

impl Row {
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        T::from_value(self, column)
    }
}

/// Days since 1970-01-01: how a date is stored.
pub fn day_number(date: NaiveDate) -> i64 {
    date.signed_duration_since(NaiveDate::default()).num_days()
}

fn date_of(day: i64) -> Result<NaiveDate> {
    NaiveDate::default()
        .checked_add_signed(chrono::Duration::try_days(day).unwrap_or_default())
        .ok_or_else(|| Error::Internal(anyhow::anyhow!("day {day} is no date")))
}

macro_rules! primitive {
    ($($type:ty),+) => {$(
        impl FromValue for $type {
            fn from_value(row: &Row, column: usize) -> Result<Self> {
                Ok(match row {
                    Row::Sqlite(row) => row.try_get(column)?,
                    Row::Postgres(row) => row.try_get(column)?,
                })
            }
        }
    )+};
}
primitive!(i64, Option<i64>, String, Option<String>);

/// How a richer type is made of a stored integer.
macro_rules! of_integer {
    ($($type:ty => $from:expr, $into:expr);+ $(;)?) => {$(
        impl FromValue for $type {
            fn from_value(row: &Row, column: usize) -> Result<Self> {
                let from: fn(i64) -> Result<$type> = $from;
                from(row.get(column)?)
            }
        }
        impl FromValue for Option<$type> {
            fn from_value(row: &Row, column: usize) -> Result<Self> {
                let from: fn(i64) -> Result<$type> = $from;
                row.get::<Option<i64>>(column)?.map(from).transpose()
            }
        }
        impl From<$type> for Bind {
            fn from(value: $type) -> Self {
                let into: fn($type) -> i64 = $into;
                Self::Integer(Some(into(value)))
            }
        }
        impl From<Option<$type>> for Bind {
            fn from(value: Option<$type>) -> Self {
                let into: fn($type) -> i64 = $into;
                Self::Integer(value.map(into))
            }
        }
    )+};
}
of_integer! {
    bool => |it| Ok(it != 0), |it| i64::from(it);
    Money => |it| Ok(Money(it)), |it| it.0;
    Quantity => |it| Ok(Quantity(it)), |it| it.0;
    NaiveDate => date_of, day_number;
    DateTime<Utc> => |it| DateTime::from_timestamp_millis(it).ok_or_else(|| anyhow::anyhow!("no moment: {it}").into()), |it| it.timestamp_millis();
    crate::ids::OrganizationId => |it| Ok(crate::ids::OrganizationId(it)), |it| it.0;
    crate::ids::UserId => |it| Ok(crate::ids::UserId(it)), |it| it.0;
    crate::ids::CustomerId => |it| Ok(crate::ids::CustomerId(it)), |it| it.0;
    crate::ids::ProductId => |it| Ok(crate::ids::ProductId(it)), |it| it.0;
    crate::ids::OrderId => |it| Ok(crate::ids::OrderId(it)), |it| it.0;
    crate::ids::ImportId => |it| Ok(crate::ids::ImportId(it)), |it| it.0;
    crate::ids::DealId => |it| Ok(crate::ids::DealId(it)), |it| it.0;
    crate::ids::StageId => |it| Ok(crate::ids::StageId(it)), |it| it.0;
}

impl From<i64> for Bind {
    fn from(value: i64) -> Self {
        Self::Integer(Some(value))
    }
}
impl From<Option<i64>> for Bind {
    fn from(value: Option<i64>) -> Self {
        Self::Integer(value)
    }
}
impl From<&str> for Bind {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.into()))
    }
}
impl From<String> for Bind {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<&String> for Bind {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}
impl From<Option<String>> for Bind {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
impl From<Option<&str>> for Bind {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(Into::into))
    }
}

macro_rules! tuple {
    ($($name:ident $column:tt),+) => {
        impl<$($name: FromValue),+> FromRow for ($($name,)+) {
            fn from_row(row: &Row) -> Result<Self> {
                Ok(($(row.get::<$name>($column)?,)+))
            }
        }
    };
}
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);

/// Reads a struct from a row whose columns stand in the order of the fields given.
#[macro_export]
macro_rules! from_row {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::store::FromRow for $type {
            fn from_row(row: &$crate::store::Row) -> $crate::error::Result<Self> {
                let mut column = 0..;
                Ok(Self { $($field: row.get(column.next().unwrap_or_default())?),+ })
            }
        }
    };
}
