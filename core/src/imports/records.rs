//! Typed rows: what mapping makes of sheets and loading puts into the store.

use std::fmt::Debug;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::imports::sheets::{RawCell, Refusal};
use crate::money::{Money, Quantity};

/// What a table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entity {
    Customers,
    Products,
    Orders,
    Stock,
    Deals,
    DealEvents,
}

impl Entity {
    pub const ALL: [Self; 6] = [Self::Customers, Self::Products, Self::Orders, Self::Stock, Self::Deals, Self::DealEvents];

    pub fn id(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Products => "products",
            Self::Orders => "orders",
            Self::Stock => "stock",
            Self::Deals => "deals",
            Self::DealEvents => "deal_events",
        }
    }
}

/// Class of an order's status; stored as its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum StatusClass {
    Open = 0,
    #[default]
    Done = 1,
    Cancelled = 2,
    Returned = 3,
    /// A separate return document.
    Return = 4,
}

/// A customer as a row of a customer table, or as named by an order or a deal. Empty cells are `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerRecord {
    pub row: u32,
    pub code: Option<String>,
    pub name: Option<String>,
    pub tax_id: Option<String>,
    /// Normalized: `+380…`.
    pub phone: Option<String>,
    /// Lower case.
    pub email: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub address: Option<String>,
    pub kind: Option<String>,
    pub manager: Option<String>,
    pub created_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProductRecord {
    pub row: u32,
    pub sku: Option<String>,
    pub name: Option<String>,
    pub barcode: Option<String>,
    pub category: Option<String>,
    pub brand: Option<String>,
    pub unit: Option<String>,
    pub price: Option<Money>,
    pub cost: Option<Money>,
    pub supplier: Option<String>,
    pub lead_time_days: Option<i64>,
    pub created_on: Option<NaiveDate>,
    pub active: Option<bool>,
    /// Stock given in a product table.
    pub on_hand: Option<Quantity>,
}

/// What a row says of its order. Lines of one order mostly say the same and share it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderHeading {
    /// `None`: the loader makes a number of date and customer.
    pub number: Option<String>,
    pub date: NaiveDate,
    /// Minutes after local midnight, if the file says.
    pub minute: Option<i64>,
    pub customer: Arc<CustomerRecord>,
    pub status: Option<String>,
    pub class: StatusClass,
    pub manager: Option<String>,
}

/// One order line. Customers and products that rows mention in the same words are shared; their row is that of the
/// first mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLineRecord {
    pub row: u32,
    pub heading: Arc<OrderHeading>,
    pub product: Arc<ProductRecord>,
    /// Signs as in the file; the loader flips a positive one in a return document.
    pub quantity: Quantity,
    pub price: Option<Money>,
    /// Money off the whole line.
    pub discount: Option<Money>,
    pub amount: Money,
    pub unit_cost: Option<Money>,
    pub cost_total: Option<Money>,
    pub comment: Option<String>,
    /// No later row of the file names this order: it is complete. Where that cannot be known it is never said.
    pub closes_order: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StockRecord {
    pub row: u32,
    pub date: NaiveDate,
    pub warehouse: Option<String>,
    pub product: ProductRecord,
    pub on_hand: Quantity,
    pub unit_cost: Option<Money>,
    /// A part of what lies of this product (a batch, a size): parts of one file add up.
    pub is_part: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealRecord {
    pub row: u32,
    pub code: Option<String>,
    pub title: Option<String>,
    pub customer: CustomerRecord,
    pub amount: Option<Money>,
    pub stage: String,
    pub probability: Option<i64>,
    pub manager: Option<String>,
    pub created_on: Option<NaiveDate>,
    pub closed_on: Option<NaiveDate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DealEventRecord {
    pub row: u32,
    pub deal: String,
    pub date: NaiveDate,
    pub from_stage: Option<String>,
    pub to_stage: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Records {
    Customers(Vec<CustomerRecord>),
    Products(Vec<ProductRecord>),
    Orders(Vec<OrderLineRecord>),
    Stock(Vec<StockRecord>),
    Deals(Vec<DealRecord>),
    DealEvents(Vec<DealEventRecord>),
}

impl Records {
    pub fn len(&self) -> usize {
        match self {
            Self::Customers(records) => records.len(),
            Self::Products(records) => records.len(),
            Self::Orders(records) => records.len(),
            Self::Stock(records) => records.len(),
            Self::Deals(records) => records.len(),
            Self::DealEvents(records) => records.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A data row that is not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    pub row: u32,
    /// `missing_required bad_number bad_date cell_error currency csv_quote`.
    pub reason: &'static str,
    /// `line.amount`; `None` where the whole row is unreadable.
    pub field: Option<&'static str>,
    pub value: Option<String>,
}

/// A row that is not data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub row: u32,
    /// `blank total group repeated_header footer`.
    pub reason: &'static str,
}

/// Something the person should know; nothing was lost by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Message id `import-warning-<code>` in the locales, with these arguments.
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
}

/// One table of a file after mapping: what it is, how it was read, its typed rows and what was left out.
#[derive(Clone, Debug)]
pub struct MappedTable {
    pub sheet: Option<String>,
    pub entity: Entity,
    pub header_row: u32,
    pub header_rows: u32,
    /// Header as shown (levels joined with a space) -> field (`order.no`), in the order of the columns.
    pub columns: Vec<(String, String)>,
    pub unmapped: Vec<String>,
    /// Rows below the header up to the last filled one.
    pub read: usize,
    pub records: Records,
    /// Where the records of a long table come from; `records` holds none then.
    pub long: Option<Arc<dyn LongRecords>>,
    pub rejected: Vec<Rejected>,
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<Warning>,
    /// Rejected rows beside those listed: a file of a million bad rows is told by its first ones.
    pub more_rejected: usize,
    /// Skipped rows beside those listed.
    pub more_skipped: usize,
    /// The program whose export this is, as it calls itself (`Shopify`), where the shape of the table tells.
    pub source: Option<&'static str>,
    /// Every column of the file with what it was taken for, how surely, and the first values in it.
    pub proposed: Vec<ProposedColumn>,
    /// Digest of the headers, the key of remembered mappings.
    pub shape: String,
    /// Read as a person confirmed for an earlier file of this shape.
    pub remembered: bool,
    /// Rows of a file given back as rejected, corrected since: their lines are added to orders stored before.
    pub completes: bool,
    /// The rejected rows made plain, where the layout says more of a row than its cells do.
    pub made_plain: Option<MadePlain>,
    pub alone: Alone,
}

/// What rejected rows need to mean the same when they are read alone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Alone {
    /// The columns that the first line of an order may give for all of its lines: that of its number comes first.
    pub heading: Vec<usize>,
    /// The columns of dates that are written with the month first.
    pub month_first: Vec<usize>,
    /// Rows with the cells that were filled in from above.
    pub filled: Vec<(u32, Vec<RawCell>)>,
}

/// Rejected rows of a report with levels, of months across: with a column for whatever the layout says of them.
#[derive(Clone, Debug, PartialEq)]
pub struct MadePlain {
    /// What the columns are, with the header of the file where that alone tells it.
    pub columns: Vec<(&'static str, Option<String>)>,
    /// The cells of each rejected row, in these columns.
    pub rows: Vec<Vec<RawCell>>,
}

/// How surely a column is what it was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// Something else is nearly as likely, or the values do not fit. Never for a column without which figures would differ:
    /// that is asked as a `Choice`.
    Unsure,
    /// A typo, a word beside the known one, or the values alone told it.
    Likely,
    /// The header is a known word and the values fit, or the person said so.
    Sure,
}

impl Confidence {
    pub fn id(self) -> &'static str {
        match self {
            Self::Unsure => "unsure",
            Self::Likely => "likely",
            Self::Sure => "sure",
        }
    }
}

/// A column as it is proposed to the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProposedColumn {
    /// As shown; what `MapContext.forced_columns` names it by. In a table without headers, its letter («C»).
    pub header: String,
    /// `None`: left out.
    pub field: Option<&'static str>,
    pub confidence: Confidence,
    /// Up to five different values as they stand in the file, cut to 80 characters.
    pub samples: Vec<String>,
}

/// Records of a table too long to hold: made again from the rows of its file whenever they are read.
pub trait LongRecords: Debug + Send + Sync {
    /// Hands the records over in batches.
    fn read(&self, take: &mut dyn FnMut(Records) -> Result<()>) -> Result<LeftOut>;
}

/// What did not become records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub rejected: Vec<Rejected>,
    pub skipped: Vec<Skipped>,
    pub warnings: Vec<Warning>,
    pub more_rejected: usize,
    pub more_skipped: usize,
}

/// Records handed over at a time.
pub const BATCH: usize = 1_000;

impl MappedTable {
    /// Hands the records over in batches, in the order of the file; what `take` refuses ends it. Blocking.
    /// Only then `read`, `rejected`, `skipped` and `warnings` are complete.
    pub fn read_records(&mut self, mut take: impl FnMut(Records) -> Result<()>) -> Result<()> {
        if let Some(long) = self.long.take() {
            let LeftOut { rejected, skipped, warnings, more_rejected, more_skipped } = long.read(&mut take)?;
            (self.rejected, self.skipped, self.warnings) = (rejected, skipped, warnings);
            (self.more_rejected, self.more_skipped) = (more_rejected, more_skipped);
            return Ok(());
        }
        macro_rules! hand_over {
            ($($kind:ident),+) => {
                match std::mem::replace(&mut self.records, Records::Orders(Vec::new())) {
                    $(Records::$kind(records) => {
                        let mut records = records.into_iter();
                        loop {
                            let batch: Vec<_> = records.by_ref().take(BATCH).collect();
                            if batch.is_empty() {
                                return Ok(());
                            }
                            take(Records::$kind(batch))?;
                        }
                    })+
                }
            };
        }
        hand_over!(Customers, Products, Orders, Stock, Deals, DealEvents)
    }
}

impl Records {
    /// No records yet of a table about this.
    pub fn none(entity: Entity) -> Self {
        match entity {
            Entity::Customers => Self::Customers(Vec::new()),
            Entity::Products => Self::Products(Vec::new()),
            Entity::Orders => Self::Orders(Vec::new()),
            Entity::Stock => Self::Stock(Vec::new()),
            Entity::Deals => Self::Deals(Vec::new()),
            Entity::DealEvents => Self::DealEvents(Vec::new()),
        }
    }
}

/// A sheet or a second table that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    pub sheet: Option<String>,
    /// Message id `import-ignored-<code>`: `hidden`, `empty`, `unknown`, `months_year` ….
    pub reason: &'static str,
}

/// What mapping made of a file.
#[derive(Clone, Debug)]
pub struct Mapped {
    pub tables: Vec<MappedTable>,
    pub ignored: Vec<Ignored>,
    /// A question that must be answered first (`result: needs_choice`).
    pub choice: Option<Choice>,
    /// Only a look at all rows of a long file told that it cannot be read.
    pub refusal: Option<Refusal>,
}

/// What the person must say before a file can be read. One question at a time: after the answer the file is mapped anew
/// with it, and the next question, if there is one, comes then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Message id `import-choice-<code>` in the locales, with these arguments.
    pub code: &'static str,
    pub args: Vec<(&'static str, String)>,
    pub sheet: Option<String>,
    /// The likeliest answers, best first, at most eight: a button each. Where all name one header the question is what that
    /// column is («Столбец3»: show the field); where all name one field it is which column that is (show header and samples).
    /// Empty: nothing ready can be offered, only the sentence.
    pub answers: Vec<Answer>,
}

/// One answer: the column with this header is this field. It goes into `MapContext.forced_columns` as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub header: String,
    /// A field id, or `-` for "leave the column out".
    pub field: &'static str,
    /// Up to five values of the column as they stand in the file.
    pub samples: Vec<String>,
}
