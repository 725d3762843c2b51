//! Cells of the three tables: held while lines come and go, then added to what is stored, one upsert a cell.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::error::Result;
use crate::mixing::Mixing;
use crate::store::{Bind, Conflict, Scope};

/// The figures every cell has, in the order of its columns.
pub(crate) const FIGURES: usize = 13;

/// Day and class; product, month and class; customer, month and class.
type Key = [i64; 3];

#[derive(Debug)]
pub(super) struct Cell {
    pub key: Key,
    pub figures: [i64; FIGURES],
    /// First and last day of the sale lines that come, and of those that go.
    pub added: Option<(i64, i64)>,
    pub removed: Option<(i64, i64)>,
    /// Whether any line goes.
    pub removes: bool,
}

#[derive(Debug, Default)]
pub(super) struct Cells {
    places: HashMap<Key, usize, BuildHasherDefault<Mixing>>,
    cells: Vec<Cell>,
    /// Where the last line was: lines of one order share their day and their customer.
    last: usize,
}

impl Cells {
    pub(super) fn at(&mut self, key: Key) -> &mut Cell {
        if self.cells.get(self.last).is_none_or(|it| it.key != key) {
            self.last = *self.places.entry(key).or_insert_with(|| {
                self.cells.push(Cell { key, figures: [0; FIGURES], added: None, removed: None, removes: false });
                self.cells.len() - 1
            });
        }
        &mut self.cells[self.last]
    }

    /// By key: a table takes rows in the order of its key in a third of the time.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Cell> {
        let mut cells: Vec<&Cell> = self.cells.iter().collect();
        cells.sort_unstable_by_key(|it| it.key);
        cells.into_iter()
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
    for cell in days.iter() {
        let [day, class, _] = cell.key;
        let [a, b, c, d, e, f, g, h, i, j, k, l, m] = cell.figures.map(Bind::from);
        bulk.push([day.into(), class.into(), a, b, c, d, e, f, g, h, i, j, k, l, m]).await?;
    }
    bulk.finish().await?;
    let mut bulk = scope.bulk("product_sales", OF_PRODUCTS, conflict(Conflict::Merge(PRODUCT_KEY, ADD_PRODUCTS)));
    for cell in products.iter() {
        bulk.push(row(cell.key, &cell.figures, cell.added)).await?;
    }
    bulk.finish().await?;
    let mut bulk = scope.bulk("customer_sales", OF_CUSTOMERS, conflict(Conflict::Merge(CUSTOMER_KEY, ADD_CUSTOMERS)));
    for cell in customers.iter() {
        bulk.push(row(cell.key, &cell.figures, cell.added)).await?;
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
