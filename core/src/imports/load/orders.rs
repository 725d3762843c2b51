//! Orders while a file is loaded. An order is replaced as a whole by the lines of the newer file, on whichever of its
//! sheets they stand; a digest over all of it tells whether anything changed. While complete orders are written, the
//! next ones are put together.

use std::collections::HashMap;

use super::complete::join_stored;
use super::feed::Feed;
use super::figures::{self, Figures};
use super::lines::{Gathering, Order};
use super::memo::Memo;
use super::{Change, Loaded, Loader};
use crate::error::Result;
use crate::ids::{ImportId, OrderId};
use crate::imports::journal::{self, LINE_COLUMNS};
use crate::imports::records::OrderLineRecord;
use crate::store::{Conflict, Engine, Piece, Rows, Scope};
use crate::sums::{Deltas, SumLine};

/// Lines written at a time.
const LINES_AT_ONCE: usize = 5_000;

const ORDER_COLUMNS: &[&str] = &[
    "organization_id",
    "id",
    "number",
    "ordered_on",
    "customer_id",
    "status",
    "class",
    "manager",
    "comment",
    "digest",
    "import_id",
];

/// Stored orders by number: id and digest.
pub(super) type Stored = HashMap<String, (OrderId, i64)>;

/// Loads the orders of a file; what became of each of its tables that holds orders.
/// `completing` says of every table whether its lines join the orders stored before.
pub(super) async fn load(loader: &mut Loader, scope: &mut Scope, feed: &mut Feed, completing: &[bool]) -> Result<Vec<Loaded>> {
    let any: Vec<(i64,)> = scope.sql("SELECT id FROM orders WHERE organization_id = $1 LIMIT 1").all().await?;
    let mut desk = Desk::new(scope, completing.len(), !any.is_empty());
    let mut pieces: Vec<Piece> = Vec::new();
    loop {
        let (written, orders) = futures::join!(write(scope, std::mem::take(&mut pieces)), desk.next(loader, feed));
        written?;
        let Some(orders) = orders? else { break };
        pieces = match orders {
            Next::New(pieces) => pieces,
            Next::Some(mut orders) => {
                let stored = find(scope, &orders).await?;
                let completes = |it: &Order| it.lines.iter().any(|line| completing[line.table as usize]);
                join_stored(scope, &mut orders, &stored, completes).await?;
                let (pieces, replaced) = desk.put_down(loader, &orders, &stored)?;
                remove(scope, &replaced, loader.import, &mut desk.sums).await?;
                pieces
            }
        };
    }
    loader.customers.save(scope).await?;
    loader.products.save(scope).await?;
    let Desk { order_rows, line_rows, sums, figures, .. } = desk;
    scope.settle(order_rows).await?;
    scope.settle(line_rows).await?;
    sums.flush(scope).await?;
    Ok(figures.into_iter().map(Figures::loaded).collect())
}

/// Where lines become orders and orders become rows.
struct Desk {
    gathering: Gathering,
    memo: Memo,
    figures: Vec<Figures>,
    /// Whether the organization had orders before.
    has_stored: bool,
    order_rows: Rows,
    line_rows: Rows,
    sums: Deltas,
    /// Room for digests.
    bytes: Vec<u8>,
    is_over: bool,
    /// Orders of the end of the file that are still to be written.
    left: std::vec::IntoIter<Order>,
}

enum Next {
    /// Rows of orders none of which was stored before.
    New(Vec<Piece>),
    /// Orders that may be stored already.
    Some(Vec<Order>),
}

impl Desk {
    fn new(scope: &Scope, n_tables: usize, has_stored: bool) -> Self {
        Self {
            gathering: Gathering::default(),
            memo: Memo::default(),
            figures: std::iter::repeat_with(Figures::default).take(n_tables).collect(),
            has_stored,
            // Nothing refers from orders and lines to other rows, so they need not wait for any.
            order_rows: scope.rows("orders", ORDER_COLUMNS, Conflict::Refuse).settled_early(),
            line_rows: scope.rows("order_items", LINE_COLUMNS, Conflict::Refuse).settled_early(),
            sums: Deltas::default(),
            bytes: Vec::new(),
            is_over: false,
            left: Vec::new().into_iter(),
        }
    }

    /// The next complete orders; `None` after the last.
    async fn next(&mut self, loader: &mut Loader, feed: &mut Feed) -> Result<Option<Next>> {
        let orders = self.complete(loader, feed).await;
        if orders.is_empty() {
            return Ok(None);
        }
        orders.iter().for_each(|it| figures::count(&mut self.figures, it));
        if self.has_stored {
            return Ok(Some(Next::Some(orders)));
        }
        let (pieces, _) = self.put_down(loader, &orders, &Stored::new())?;
        Ok(Some(Next::New(pieces)))
    }

    async fn complete(&mut self, loader: &mut Loader, feed: &mut Feed) -> Vec<Order> {
        let mut orders = Vec::new();
        let mut n_lines = 0;
        while !self.is_over && n_lines < LINES_AT_ONCE {
            match feed.lines().await {
                Some((table, records)) => {
                    let before = orders.len();
                    self.gather(loader, table, records, &mut orders);
                    n_lines += orders[before..].iter().map(|it| it.lines.len()).sum::<usize>();
                }
                None => {
                    self.is_over = true;
                    self.left = std::mem::take(&mut self.gathering).finish().into_iter();
                }
            }
            // Lets the statement under way go on.
            tokio::task::yield_now().await;
        }
        while n_lines < LINES_AT_ONCE
            && let Some(order) = self.left.next()
        {
            n_lines += order.lines.len();
            orders.push(order);
        }
        orders
    }

    fn gather(&mut self, loader: &mut Loader, table: usize, records: Vec<OrderLineRecord>, complete: &mut Vec<Order>) {
        let (customers_before, products_before) = (loader.customers.created, loader.products.created);
        let place = u32::try_from(table).unwrap_or(u32::MAX);
        for record in records {
            let customer = self.memo.customer(loader, &record.heading.customer);
            let order = match self.memo.product(loader, &record.product) {
                Some(product) => self.gathering.add(record, place, (customer, product)),
                None => self.gathering.pass_over(&record),
            };
            complete.extend(order);
        }
        let figures = &mut self.figures[table];
        figures.created_customers += loader.customers.created - customers_before;
        figures.created_products += loader.products.created - products_before;
        figures.warnings.append(&mut loader.customers.warnings);
    }

    /// Makes rows of the orders that are new or changed; gives back the ids of the changed ones beside.
    fn put_down(&mut self, loader: &Loader, orders: &[Order], stored: &Stored) -> Result<(Vec<Piece>, Vec<OrderId>)> {
        let (mut pieces, mut replaced) = (Vec::new(), Vec::new());
        for order in orders {
            let digest = order.digest(&mut self.bytes);
            let (change, id) = match stored.get(&order.number) {
                None => (Change::Created, OrderId(loader.ids.next())),
                Some((id, known)) if *known == digest || order.adds_nothing => (Change::Unchanged, *id),
                Some((id, _)) => (Change::Updated, *id),
            };
            figures::count_change(&mut self.figures, order, change);
            if change == Change::Updated {
                replaced.push(id);
            }
            if change != Change::Unchanged {
                self.write_order((id, digest, loader.import.0), order, &mut pieces)?;
            }
        }
        Ok((pieces, replaced))
    }

    fn write_order(&mut self, (id, digest, import): (OrderId, i64, i64), order: &Order, pieces: &mut Vec<Piece>) -> Result<()> {
        let Some(first) = order.lines.first() else { return Ok(()) };
        let said = order.words_of(first);
        let row = self.order_rows.push([
            id.into(),
            (&order.number).into(),
            order.first_day().into(),
            order.customer.get().into(),
            said.status.as_deref().into(),
            (first.class as i64).into(),
            order.manager().into(),
            said.comment.as_deref().into(),
            digest.into(),
            import.into(),
        ]);
        pieces.extend(row?);
        let (day, opening) = (order.first_day(), order.opening_line());
        for (n, line) in order.lines.iter().enumerate() {
            let customer = line.customer.or(order.customer).get();
            self.sums.add(&SumLine {
                ordered_on: line.date,
                customer: customer.unwrap_or_default(),
                product: line.product.0,
                class: line.class as i64,
                opens_order: opening == Some(n),
                astray: Some(line.date) != day || customer != order.customer.get(),
                quantity: line.quantity.0,
                price: line.price.get(),
                discount: line.discount.get(),
                amount: line.amount.0,
                cost: line.cost.get(),
            });
            let row = self.line_rows.push([
                id.into(),
                i64::try_from(n).unwrap_or(i64::MAX).into(),
                line.date.into(),
                line.minute().into(),
                customer.into(),
                line.product.into(),
                (line.class as i64).into(),
                (opening == Some(n)).into(),
                line.quantity.into(),
                line.price.get().into(),
                line.discount.get().into(),
                line.amount.into(),
                line.unit_cost.get().into(),
                line.cost.get().into(),
            ]);
            pieces.extend(row?);
        }
        Ok(())
    }
}

async fn write(scope: &mut Scope, pieces: Vec<Piece>) -> Result<()> {
    for piece in pieces {
        scope.write(piece).await?;
    }
    Ok(())
}

async fn find(scope: &mut Scope, orders: &[Order]) -> Result<Stored> {
    let numbers: Vec<&str> = orders.iter().map(|it| it.number.as_str()).collect();
    let list = serde_json::to_string(&numbers).map_err(anyhow::Error::new)?;
    let select = match scope.engine() {
        Engine::Sqlite => {
            "SELECT number, id, digest FROM orders WHERE organization_id = $1 AND number IN (SELECT value FROM json_each($2))"
        }
        Engine::Postgres => {
            "SELECT number, id, digest FROM orders WHERE organization_id = $1
              AND number IN (SELECT value FROM json_array_elements_text(CAST($2 AS JSON)))"
        }
    };
    let found: Vec<(String, OrderId, i64)> = scope.sql(select).bind(list).all().await?;
    Ok(found.into_iter().map(|(number, id, digest)| (number, (id, digest))).collect())
}

/// Takes away orders that are about to be written anew.
async fn remove(scope: &mut Scope, orders: &[OrderId], import: ImportId, sums: &mut Deltas) -> Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = orders.iter().map(|it| it.0).collect();
    scope.fill_scratch(&ids).await?;
    journal::keep_orders(scope, import).await?;
    sums.subtract_scratch(scope).await?;
    scope
        .sql(
            "DELETE FROM order_items WHERE organization_id = $1
              AND order_id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)",
        )
        .execute()
        .await?;
    scope
        .sql("DELETE FROM orders WHERE organization_id = $1 AND id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)")
        .execute()
        .await?;
    scope.empty_scratch().await
}
