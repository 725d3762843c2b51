//! What a file of any format looks like after reading: sheets of cells.

use std::fmt::Debug;
use std::ops::ControlFlow;
use std::sync::Arc;

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

/// How a row looks, as far as it tells of the layout. The indent and the weight are those of its first filled cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowLook {
    pub outline: u8,
    pub indent: u8,
    pub bold: bool,
    pub hidden: bool,
}

/// What a sheet shows besides its values. Formats without looks have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Row numbers, ascending; rows that look like any other are left out.
    rows: Vec<(u32, RowLook)>,
    /// Columns from 0.
    pub hidden_columns: Vec<u32>,
}

impl Looks {
    pub fn of(&self, row: u32) -> RowLook {
        self.rows.binary_search_by_key(&row, |it| it.0).map_or_else(|_| RowLook::default(), |at| self.rows[at].1)
    }

    pub fn rows(&self) -> &[(u32, RowLook)] {
        &self.rows
    }

    /// Adds a row; of one told twice the first stays.
    pub fn add(&mut self, row: u32, look: RowLook) {
        if look == RowLook::default() {
            return;
        }
        if self.rows.last().is_none_or(|it| it.0 < row) {
            self.rows.push((row, look));
        } else if let Err(at) = self.rows.binary_search_by_key(&row, |it| it.0) {
            self.rows.insert(at, (row, look));
        }
    }
}

#[derive(Clone, Debug)]
pub struct Sheet {
    /// `None` for a text file, which has no sheets.
    pub name: Option<String>,
    pub visibility: Visibility,
    pub merged: Vec<Merged>,
    /// Rows in order; blank rows between filled ones are there with no or empty cells. Of a long sheet only the first.
    pub rows: Vec<RawRow>,
    pub looks: Looks,
    /// All rows of a sheet too long to hold.
    pub long: Option<Arc<dyn LongRows>>,
}

/// The rows of a sheet too long to hold, read from their place as often as needed.
pub trait LongRows: Debug + Send + Sync {
    /// Shows all rows in order, in one row that is used again, until `see` breaks off.
    fn each(&self, pass: Pass, see: &mut dyn FnMut(&RawRow) -> ControlFlow<()>) -> Result<(), Refusal>;

    /// The first pass by two threads: shows the rows of the first half to one, those behind to the other, whose rows have
    /// no numbers of their own. False: the rows do not part so, and what was seen is to be forgotten.
    fn halves(&self, _first: &mut See<'_>, _second: &mut See<'_>) -> Result<bool, Refusal> {
        Ok(false)
    }
}

pub type See<'a> = dyn FnMut(&RawRow) -> ControlFlow<()> + Send + 'a;

/// The limits of a file are held against it once; later its rows may be taken as slowly as the store takes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    First,
    Again,
}

/// Cells of a long sheet that may be held after all, where its layout is not one plain table.
const HELD_CELLS: usize = 4_000_000;

impl Sheet {
    /// The same sheet with all its rows in memory, if that can be done.
    pub fn hold(&self) -> Result<Self, Refusal> {
        let Some(long) = &self.long else { return Ok(self.clone()) };
        let (mut rows, mut n_cells) = (Vec::new(), 0);
        long.each(Pass::First, &mut |row| {
            n_cells += row.cells.len().max(1);
            rows.push(row.clone());
            if n_cells > HELD_CELLS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        if n_cells > HELD_CELLS {
            return Err(Refusal::TooLarge(Limit::Layout));
        }
        let (name, looks) = (self.name.clone(), self.looks.clone());
        Ok(Self { name, visibility: self.visibility, merged: self.merged.clone(), rows, looks, long: None })
    }

    pub fn look(&self, row: u32) -> RowLook {
        self.looks.of(row)
    }
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
    NotATable(Foreign),
    TooLarge(Limit),
}

/// Which limit of `ImportLimits` a file goes beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    Bytes,
    Unpacked,
    Cells,
    Columns,
    Time,
    /// Of the reading process; not a setting.
    Memory,
    /// Too long for anything but one plain table; not a setting either.
    Layout,
}

/// What a file that is no table is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    Unknown,
    Archive,
    /// A text document or a presentation.
    Document,
    Numbers,
    /// Excel 4 and older.
    OldExcel,
    Pdf,
    Picture,
    Xml,
}

impl Refusal {
    pub const ALL: [Self; 18] = [
        Self::Empty,
        Self::Corrupt,
        Self::Encrypted,
        Self::NotATable(Foreign::Unknown),
        Self::NotATable(Foreign::Archive),
        Self::NotATable(Foreign::Document),
        Self::NotATable(Foreign::Numbers),
        Self::NotATable(Foreign::OldExcel),
        Self::NotATable(Foreign::Pdf),
        Self::NotATable(Foreign::Picture),
        Self::NotATable(Foreign::Xml),
        Self::TooLarge(Limit::Bytes),
        Self::TooLarge(Limit::Unpacked),
        Self::TooLarge(Limit::Cells),
        Self::TooLarge(Limit::Columns),
        Self::TooLarge(Limit::Time),
        Self::TooLarge(Limit::Memory),
        Self::TooLarge(Limit::Layout),
    ];

    /// The `code` of `import --json`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::Corrupt => "corrupt",
            Self::Encrypted => "encrypted",
            Self::NotATable(_) => "not_a_table",
            Self::TooLarge(_) => "too_large",
        }
    }

    /// The id of the sentence for the person.
    pub fn message(self) -> &'static str {
        match self {
            Self::Empty => "import-refused-empty",
            Self::Corrupt => "import-refused-corrupt",
            Self::Encrypted => "import-refused-encrypted",
            Self::TooLarge(limit) => match limit {
                Limit::Bytes => "import-refused-too_large-bytes",
                Limit::Unpacked => "import-refused-too_large-unpacked",
                Limit::Cells => "import-refused-too_large-cells",
                Limit::Columns => "import-refused-too_large-columns",
                Limit::Time => "import-refused-too_large-time",
                Limit::Memory => "import-refused-too_large-memory",
                Limit::Layout => "import-refused-too_large-layout",
            },
            Self::NotATable(foreign) => match foreign {
                Foreign::Unknown => "import-refused-not_a_table",
                Foreign::Archive => "import-refused-not_a_table-archive",
                Foreign::Document => "import-refused-not_a_table-document",
                Foreign::Numbers => "import-refused-not_a_table-numbers",
                Foreign::OldExcel => "import-refused-not_a_table-old_excel",
                Foreign::Pdf => "import-refused-not_a_table-pdf",
                Foreign::Picture => "import-refused-not_a_table-picture",
                Foreign::Xml => "import-refused-not_a_table-xml",
            },
        }
    }
}
