//! The semantic layer: `MetricQuery` is the question, `MetricTable` the answer.
//! One pipeline: `plan` (dates fixed, impossible pairs refused) -> `compile` (pure) -> `run`.

mod query;
mod table;
mod text;

pub use query::{Dimension, Direction, Filter, Metric, MetricCall, MetricQuery, NumberOp, Param, Sort, SortBy, ValueOp};
pub use table::{Cell, Column, ColumnRole, MetricTable, Note, Unit};
