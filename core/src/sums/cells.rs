//! Cells of the three tables: held while lines come and go, then added to what is stored, one upsert a cell.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

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
pub(super) struct Days(i64, i64);

impl Days {
    const NONE: Self = Self(i64::MAX, i64::MIN);

    pub(super) fn reach(&mut self, day: i64) {
        *self = Self(self.0.min(day), self.1.max(day));
    }

    pub(super) fn get(self) -> Option<(i64, i64)> {
        (self.0 <= self.1).then_some((self.0, self.1))
    }
}

#[derive(Debug)]
pub(super) struct Cells {
    places: HashMap<Key, usize, BuildHasherDefault<Mixing>>,
    cells: Vec<Cell>,
    /// Whether any line goes.
    pub removes: bool,
    /// Where the last lines of a day, product or customer were, by the end of its number: mostly the next ones of it are
    /// there too.
    recent: Box<[usize; RECENT]>,
}

/// So many are found without a search.
const RECENT: usize = 4096;

impl Default for Cells {
    fn default() -> Self {
        Self { places: HashMap::default(), cells: Vec::new(), removes: false, recent: Box::new([0; RECENT]) }
    }
}

impl Cells {
    pub(super) fn at(&mut self, key: Key) -> &mut Cell {
        let recent = &mut self.recent[(key[0] as usize) % RECENT];
        if self.cells.get(*recent).is_none_or(|it| it.key != key) {
            *recent = *self.places.entry(key).or_insert_with(|| {
                self.cells.push(Cell { key, figures: [0; FIGURES], added: Days::NONE, removed: Days::NONE });
                self.cells.len() - 1
            });
        }
        &mut self.cells[*recent]
    }

    /// In no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Cell> {
        self.cells.iter()
    }

    /// By key: a table takes rows in the order of its key in a third of the time.
    pub(super) fn by_key(&self) -> impl Iterator<Item = &Cell> {
        let mut places: Vec<(Key, usize)> = self.cells.iter().enumerate().map(|(at, it)| (it.key, at)).collect();
        places.sort_unstable();
        places.into_iter().map(|(_, at)| &self.cells[at])
    }
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
