//! Pictures: `MetricTable` -> `ChartSpec` (what is shown) -> SVG -> PNG.
//! The same answer always gives the same picture, byte for byte.

mod alt;
mod axes;
mod bitmap;
mod canvas;
mod choose;
mod draw;
mod figure;
mod fonts;
mod numbers;
mod plot;
mod ranking;
mod spec;
mod words;

pub use alt::alt;
pub use bitmap::png;
pub use canvas::Rgb;
pub use choose::{figure, spec};
pub use draw::svg;
pub use spec::{Bucket, ChartSpec, Course, Figure, Form, Measure, Palette, Plot, Ranking, Row, Series};
pub(crate) use words::bucket_name;

#[cfg(test)]
mod tests;
