//! What a file of any format looks like after reading: sheets of cells.

use chrono::NaiveDateTime;

/// One cell as the file holds it. Nothing is interpreted yet.
#[derive(Clone, Debug, PartialEq)]
pub enum RawCell {
    Empty,
    Text(String),
    /// A number cell of a workbook (CSV cells are always text).
    Number(f64),
    /// A number cell with a percent format: `0.125` shown as 12,5 %.
    Percent(f64),
    Bool(bool),
    DateTime(NaiveDateTime),
    /// `#N/A`, `#DIV/0!` …, as shown.
    Error(String),
}

/// A row with its number as the person sees it: the sheet row, or the physical line of a CSV where the record begins.
#[derive(Clone, Debug, PartialEq)]
pub struct RawRow {
    pub number: u32,
    pub cells: Vec<RawCell>,
    /// Why the row could not be read, if so (`csv_quote`).
    pub fault: Option<&'static str>,
}

/// A rectangle of merged cells: sheet row numbers (from 1) and columns (from 0), both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    pub first_row: u32,
    pub last_row: u32,
    pub first_column: u32,
    pub last_column: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Visible,
    Hidden,
}

#[derive(Clone, Debug)]
pub struct Sheet {
    /// `None` for a text file, which has no sheets.
    pub name: Option<String>,
    pub visibility: Visibility,
    pub merged: Vec<Merged>,
    /// Rows in order; blank rows between filled ones are there with no or empty cells.
    pub rows: Vec<RawRow>,
}

/// A file as read.
#[derive(Clone, Debug)]
pub struct Workbook {
    /// `windows-1251`, `utf-8`, `utf-16le` …; `None` for workbooks.
    pub encoding: Option<&'static str>,
    /// `;`, `,`, `tab`, `|`; `None` for workbooks.
    pub delimiter: Option<&'static str>,
    pub sheets: Vec<Sheet>,
}

/// Why a file was not accepted at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    Empty,
    Corrupt,
    Encrypted,
    NotATable,
    TooLarge,
}

impl Refusal {
    /// The `code` of `import --json` and the id of the sentence (`import-refused-<code>`).
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Corrupt => "corrupt",
            Self::Encrypted => "encrypted",
            Self::NotATable => "not_a_table",
            Self::TooLarge => "too_large",
        }
    }
}
