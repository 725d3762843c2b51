//! Cells of the three tables: held while lines come and go, then added to what is stored, one upsert a cell.

use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;

use crate::error::Result;
use crate::mixing::Mixing;
use crate::store::{Bind, Conflict, Scope};

/// The figures every cell has, in the order of its columns.
pub(crate) const FIGURES: usize = 13;

/// Day and class; product, month and class; customer, month and class.
pub(super) type Key = [i64; 3];

#[derive(Debug)]
pub(super) struct Cell {
    pub key: Key,
    pub figures: [i64; FIGURES],
    /// Of the sale lines that come, and of those that go.
    pub added: Days,
    pub removed: Days,
}

/// First and last day of some sale lines. There are very many cells: an `Option` would take half as much room again.
#[derive(Clone, Copy, Debug)]
pub(super) struct Days(i32, i32);

impl Days {
    const NONE: Self = Self(i32::MAX, i32::MIN);

    pub(super) fn reach(&mut self, day: i64) {
        // Days of the calendar of `chrono` lie far within.
        let day = day as i32;
        *self = Self(self.0.min(day), self.1.max(day));
    }

    pub(super) fn get(self) -> Option<(i64, i64)> {
        (self.0 <= self.1).then_some((self.0.into(), self.1.into()))
    }
}

#[derive(Debug)]
pub(super) struct Cells {
    places: HashTable<u32>,
    /// Blocks that never move: growing together they would be copied over and over.
    blocks: Vec<Vec<Cell>>,
    /// Whether any line goes.
    pub removes: bool,
    /// Where the last lines of a day, product or customer were, by the end of its number: mostly the next ones of it are
    /// there too.
    recent: Box<[u32; RECENT]>,
}

/// So many are found without a search.
const RECENT: usize = 4096;
/// Cells of a block.
const BLOCK: usize = 512;

impl Default for Cells {
    fn default() -> Self {
        Self { places: HashTable::new(), blocks: Vec::new(), removes: false, recent: Box::new([0; RECENT]) }
    }
}

fn mixed(key: &Key) -> u64 {
    BuildHasherDefault::<Mixing>::default().hash_one(key)
}

fn in_blocks(blocks: &[Vec<Cell>], place: u32) -> Option<&Cell> {
    blocks.get(place as usize / BLOCK)?.get(place as usize % BLOCK)
}

impl Cells {
    pub(super) fn at(&mut self, key: Key) -> &mut Cell {
        let recent = &mut self.recent[(key[0] as usize) % RECENT];
        if in_blocks(&self.blocks, *recent).is_none_or(|it| it.key != key) {
            let known = self.places.find(mixed(&key), |it| in_blocks(&self.blocks, *it).is_some_and(|it| it.key == key));
            *recent = match known {
                Some(place) => *place,
                None => {
                    let place = push(&mut self.blocks, key);
                    let hash_of = |it: &u32| in_blocks(&self.blocks, *it).map_or(0, |it| mixed(&it.key));
                    self.places.insert_unique(mixed(&key), place, hash_of);
                    place
                }
            };
        }
        &mut self.blocks[*recent as usize / BLOCK][*recent as usize % BLOCK]
    }

    /// In no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Cell> {
        self.blocks.iter().flatten()
    }

    /// By key: a table takes rows in the order of its key in a third of the time.
    pub(super) fn by_key(&self) -> impl Iterator<Item = &Cell> {
        let mut cells: Vec<&Cell> = self.iter().collect();
        cells.sort_unstable_by_key(|it| it.key);
        cells.into_iter()
    }
}

/// Adds an empty cell; says where.
fn push(blocks: &mut Vec<Vec<Cell>>, key: Key) -> u32 {
    let cell = Cell { key, figures: [0; FIGURES], added: Days::NONE, removed: Days::NONE };
    match blocks.last_mut() {
        Some(block) if block.len() < BLOCK => block.push(cell),
        _ => {
            let mut block = Vec::with_capacity(BLOCK);
            block.push(cell);
            blocks.push(block);
        }
    }
    let before = (blocks.len() - 1) * BLOCK;
    u32::try_from(before + blocks[blocks.len() - 1].len() - 1).expect("fewer cells than fit into memory")
}

macro_rules! columns {
    ($($key:literal),+; $($boundary:literal),*) => {
        &[
            "organization_id", $($key,)+ "lines", "sale_lines", "orders", "astray", "quantity", "amount", "gross", "returned",
            "discount", "costed_lines", "costed_amount", "cost", "uncosted_quantity", $($boundary,)*
        ]
    };
}
pub(super) const OF_DAYS: &[&str] = columns!("ordered_on", "class";);
pub(super) const OF_PRODUCTS: &[&str] = columns!("product_id", "month", "class"; "first_on", "last_on");
pub(super) const OF_CUSTOMERS: &[&str] = columns!("customer_id", "month", "class"; "first_on", "last_on");
pub(super) const DAY_KEY: &[&str] = &["organization_id", "ordered_on", "class"];
pub(super) const PRODUCT_KEY: &[&str] = &["organization_id", "product_id", "month", "class"];
pub(super) const CUSTOMER_KEY: &[&str] = &["organization_id", "customer_id", "month", "class"];

macro_rules! plus {
    ($table:literal) => {
        plus!($table: "lines", "sale_lines", "orders", "astray", "quantity", "amount", "gross", "returned", "discount",
            "costed_lines", "costed_amount", "cost")
    };
    ($table:literal: $($column:literal),+) => {
        concat!(
            $($column, " = ", $table, ".", $column, " + excluded.", $column, ", ",)+
            "uncosted_quantity = ", $table, ".uncosted_quantity + excluded.uncosted_quantity"
        )
    };
}

/// A first or last day that `repair::mark` doubts is known again if the new lines reach as far.
macro_rules! reach {
    ($table:literal, $column:literal, $further:literal) => {
        concat!(
            ", ",
            $column,
            " = CASE WHEN excluded.",
            $column,
            " IS NULL THEN ",
            $table,
            ".",
            $column,
            " WHEN ",
            $table,
            ".",
            $column,
            " IS NULL THEN excluded.",
            $column,
            " WHEN ",
            $table,
            ".",
            $column,
            " < -500000 THEN CASE WHEN excluded.",
            $column,
            " ",
            $further,
            "= ",
            $table,
            ".",
            $column,
            " + 1000000 THEN excluded.",
            $column,
            " ELSE ",
            $table,
            ".",
            $column,
            " END",
            " WHEN excluded.",
            $column,
            " ",
            $further,
            " ",
            $table,
            ".",
            $column,
            " THEN excluded.",
            $column,
            " ELSE ",
            $table,
            ".",
            $column,
            " END"
        )
    };
}

const ADD_DAYS: &str = plus!("day_sales");
const ADD_PRODUCTS: &str =
    concat!(plus!("product_sales"), reach!("product_sales", "first_on", "<"), reach!("product_sales", "last_on", ">"));
const ADD_CUSTOMERS: &str =
    concat!(plus!("customer_sales"), reach!("customer_sales", "first_on", "<"), reach!("customer_sales", "last_on", ">"));

/// `are_first`: none are stored, so nothing has to be looked for.
pub(super) async fn add_up(
    scope: &mut Scope,
    (days, products, customers): (&Cells, &Cells, &Cells),
    are_first: bool,
) -> Result<()> {
    let conflict = |otherwise: Conflict| if are_first { Conflict::Refuse } else { otherwise };
    let mut bulk = scope.bulk("day_sales", OF_DAYS, conflict(Conflict::Merge(DAY_KEY, ADD_DAYS)));
    for cell in days.by_key() {
        let [day, class, _] = cell.key;
        let [a, b, c, d, e, f, g, h, i, j, k, l, m] = cell.figures.map(Bind::from);
        bulk.push([day.into(), class.into(), a, b, c, d, e, f, g, h, i, j, k, l, m]).await?;
    }
    bulk.finish().await?;
    let mut bulk = scope.bulk("product_sales", OF_PRODUCTS, conflict(Conflict::Merge(PRODUCT_KEY, ADD_PRODUCTS)));
    for cell in products.by_key() {
        bulk.push(row(cell.key, &cell.figures, cell.added.get())).await?;
    }
    bulk.finish().await?;
    let mut bulk = scope.bulk("customer_sales", OF_CUSTOMERS, conflict(Conflict::Merge(CUSTOMER_KEY, ADD_CUSTOMERS)));
    for cell in customers.by_key() {
        bulk.push(row(cell.key, &cell.figures, cell.added.get())).await?;
    }
    bulk.finish().await
}

/// A row of products or customers.
pub(super) fn row(key: Key, figures: &[i64; FIGURES], days: Option<(i64, i64)>) -> [Bind; FIGURES + 5] {
    let [id, month, class] = key.map(Bind::from);
    let [a, b, c, d, e, f, g, h, i, j, k, l, m] = figures.map(Bind::from);
    let (first, last) = (days.map(|it| it.0).into(), days.map(|it| it.1).into());
    [id, month, class, a, b, c, d, e, f, g, h, i, j, k, l, m, first, last]
}
