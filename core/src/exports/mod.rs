//! Records and answers to CSV, XLSX and JSON Lines, row by row.

mod answer;
mod cells;
mod records;
mod sheet;
mod summary;

use std::str::FromStr;

use crate::error::Problem;

pub use answer::{write_answer, write_table_file};
pub use records::export;
pub use summary::Summary;

/// What records can be taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    Customers,
    Products,
    Orders,
    Stock,
    Deals,
}

impl FromStr for What {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        Ok(match text {
            "customers" => Self::Customers,
            "products" => Self::Products,
            "orders" => Self::Orders,
            "stock" => Self::Stock,
            "deals" => Self::Deals,
            _ => return Err(Problem::new("export-unknown").with("what", text)),
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    JsonLines,
}

impl FromStr for Format {
    type Err = Problem;
    fn from_str(text: &str) -> Result<Self, Problem> {
        Ok(match text {
            "csv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            "jsonl" => Self::JsonLines,
            _ => return Err(Problem::new("export-format").with("format", text)),
        })
    }
}
