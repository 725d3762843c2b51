//! Sums and lines in memory, as columns: what questions are answered from. A row is a line, or a cell of the kept sums;
//! both have the same figures.

mod block;
mod column;
mod lines;
mod sums;

pub use block::{Block, Figure, Keys, Words, Written};
pub use column::Column;
pub use lines::Lines;
pub use sums::{CustomerSums, DaySums, ProductSums};
