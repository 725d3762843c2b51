//! `ChartSpec`: what a picture shows, before a single pixel: words, numbers and the form they take.

use super::canvas::Rgb;
use crate::locale::Locale;
use crate::metrics::Unit;

#[derive(Clone, Debug, PartialEq)]
pub struct ChartSpec {
    pub locale: Locale,
    /// What: "Виручка по місяцях".
    pub title: String,
    /// When and of whom: dates and filters.
    pub subtitle: String,
    /// What the reader must know beside the picture.
    pub footnote: String,
    pub measure: Measure,
    pub form: Form,
    pub palette: Palette,
}

/// What the numbers measure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    pub unit: Unit,
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Upright bars over few calendar units or the days of the week.
    Columns(Plot),
    /// Lines over many calendar units; a single one with its area.
    Lines(Plot),
    /// Lying bars, a row for each item, in the order of the answer.
    Ranking(Ranking),
    /// One big number, with its course over time or beside what it is compared with.
    Figure(Figure),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Plot {
    pub buckets: Vec<Bucket>,
    /// At least one; each as long as `buckets`.
    pub series: Vec<Series>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    /// Complete: `жовтень 2026`.
    pub name: String,
    /// Under the axis: `жовт.`; empty where none is wanted.
    pub label: String,
    /// Once under the first label of its kind: `2026`.
    pub group: String,
    /// Not the whole calendar unit lies in the period, or it is not over.
    pub partial: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// For the legend; empty for a single series.
    pub name: String,
    pub values: Vec<Option<f64>>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The two values of a row, when they are compared.
    pub legend: Option<[String; 2]>,
    /// Over the notes: `частка`, `зміна`.
    pub notes: String,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub name: String,
    /// Which of the palette's series its first bar belongs to.
    pub series: usize,
    pub value: Option<f64>,
    pub base: Option<f64>,
    /// `12,3 %`, right of the bar.
    pub note: String,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// The exact number with its unit.
    pub number: String,
    /// `↑ 26,4 %`, with what it is compared with.
    pub change: String,
    pub course: Course,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Course {
    OverTime(Plot),
    Compared(Ranking),
}

/// Colours. A firm with its own brand replaces them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    pub paper: Rgb,
    pub ink: Rgb,
    pub faint: Rgb,
    pub grid: Rgb,
    /// The first is the answer, the second what it is compared with; told apart with any colour vision, in print too.
    pub series: [Rgb; 4],
    /// Bars below zero.
    pub negative: Rgb,
}

impl Palette {
    pub const DEFAULT: Self = Self {
        paper: (255, 255, 255),
        ink: (17, 24, 39),
        faint: (88, 98, 115),
        grid: (226, 230, 236),
        series: [(29, 84, 196), (230, 140, 20), (0, 140, 120), (150, 80, 160)],
        negative: (190, 40, 50),
    };
}
