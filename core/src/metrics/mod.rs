//! The semantic layer: `MetricQuery` is the question, `MetricTable` the answer.
//! One pipeline: `plan` (dates fixed, impossible pairs refused) -> `compile` (pure) -> `run`.

mod analyses;
mod answered;
mod catalog;
mod columns;
mod compile;
mod items;
mod measures;
mod json;
mod plan;
mod query;
mod run;
mod scan;
mod sources;
mod table;
mod text;
mod words;

pub use catalog::{Additivity, Entry, Family, Span};
pub use columns::{column_name, format_in_column};
pub use json::to_json;
pub use plan::{DataRange, Ground, Plan, PlanContext, SEGMENTS, plan};
pub use query::{Dimension, Direction, Filter, Metric, MetricCall, MetricQuery, NumberOp, Param, Sort, SortBy, ValueOp};
pub use run::{answer, data_range, run};
pub use table::{Cell, Column, ColumnRole, MetricTable, Note, Unit};
pub use words::{by_names, dimension_name, filter_said, format_cell, metric_name, note_text, understood};
