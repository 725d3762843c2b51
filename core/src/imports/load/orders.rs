//! Orders while a file is loaded. An order is replaced as a whole by the lines of the newer file, on whichever of its
//! sheets they stand; a digest over all of it tells whether anything changed. While complete orders are written, the
//! next ones are put together.

use std::collections::HashMap;

use tokio::sync::mpsc;

use super::complete::join_stored;
use super::days::Days;
use super::feed::Feed;
use super::figures::{self, Figures};
use super::gathering::Gathering;
use super::lines::Order;
use super::memo::Memo;
use super::{Change, Loaded, Loader};
use crate::error::Result;
use crate::ids::{ImportId, OrderId};
use crate::imports::journal;
use crate::imports::records::OrderLineRecord;
use crate::order_lines::{self, OrderHead, OrderLine};
use crate::store::{Conflict, Engine, Piece, Row, Rows, Scope};
use crate::sums::Deltas;

/// Lines put together at a time.
const LINES_AT_ONCE: usize = 5_000;
/// Rows ready to be written wait in so many pieces: enough that neither side waits for a short while of the other.
const PIECES_WAITING: usize = 6;

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
    "lines",
    "import_id",
];

/// Stored orders by number.
pub(super) type Stored = HashMap<String, Known>;

/// What must be known of a stored order before a newer file replaces it.
pub(super) struct Known {
    pub id: OrderId,
    digest: i64,
    head: OrderHead,
    status: Option<String>,
}

/// Loads the orders of a file; what became of each of its tables that holds orders, and how many orders are stored then, where
/// that needs no counting.
/// `completing` says of every table whether its lines join the orders stored before.
pub(super) async fn load(
    loader: &mut Loader,
    scope: &mut Scope,
    feed: &mut Feed,
    completing: &[bool],
) -> Result<(Vec<Loaded>, Option<u64>)> {
    let any: Vec<(i64,)> = scope.sql("SELECT id FROM orders WHERE organization_id = $1 LIMIT 1").all().await?;
    let mut desk = Desk::new(scope, completing.len());
    if any.is_empty() {
        load_new(loader, scope, feed, &mut desk).await?;
    } else {
        load_among_stored(loader, scope, feed, (&mut desk, completing)).await?;
    }
    loader.customers.save(scope).await?;
    loader.products.save(scope).await?;
    let Desk { order_rows, sums, figures, n_written, .. } = desk;
    scope.settle(order_rows).await?;
    sums.flush(scope).await?;
    let n_stored = any.is_empty().then_some(n_written);
    Ok((figures.into_iter().map(Figures::loaded).collect(), n_stored))
}

/// Where no orders are stored nothing is asked of the store: it writes while the next orders are put together.
async fn load_new(loader: &mut Loader, scope: &mut Scope, feed: &mut Feed, desk: &mut Desk) -> Result<()> {
    let (sender, mut pieces) = mpsc::channel::<Piece>(PIECES_WAITING);
    let gather = async move {
        while let Some(orders) = desk.next(loader, feed).await {
            desk.count(&orders);
            let (ready, _) = desk.put_down(loader, &orders, &Stored::new())?;
            desk.reuse(orders);
            for piece in ready {
                sender.send(piece).await.map_err(|_| anyhow::anyhow!("nobody writes the orders any more"))?;
            }
        }
        Ok(())
    };
    let write = async {
        while let Some(piece) = pieces.recv().await {
            scope.write(piece).await?;
        }
        Ok(())
    };
    futures::try_join!(write, gather).map(|_| ())
}

async fn load_among_stored(
    loader: &mut Loader,
    scope: &mut Scope,
    feed: &mut Feed,
    (desk, completing): (&mut Desk, &[bool]),
) -> Result<()> {
    let mut pieces: Vec<Piece> = Vec::new();
    loop {
        let (written, orders) = futures::join!(write(scope, std::mem::take(&mut pieces)), desk.next(loader, feed));
        written?;
        let Some(mut orders) = orders else { return Ok(()) };
        let mut stored = find(scope, &orders).await?;
        if desk.days.rename(scope, &mut orders, &stored).await? {
            stored = find(scope, &orders).await?;
        }
        for order in &mut orders {
            if let Some(known) = stored.get(&order.number) {
                order.keep_status(known.status.as_deref(), known.head.class);
            }
        }
        desk.count(&orders);
        let completes = |it: &Order| it.lines.iter().any(|line| completing[line.table as usize]);
        join_stored(scope, &mut orders, &stored, completes).await?;
        let (ready, replaced) = desk.put_down(loader, &orders, &stored)?;
        desk.reuse(orders);
        remove(scope, &replaced, loader.import, &mut desk.sums).await?;
        pieces = ready;
    }
}

/// Where lines become orders and orders become rows.
struct Desk {
    gathering: Gathering,
    memo: Memo,
    figures: Vec<Figures>,
    order_rows: Rows,
    sums: Deltas,
    /// Room for digests, and for the lines of an order.
    bytes: Vec<u8>,
    lines: Vec<OrderLine>,
    is_over: bool,
    n_written: u64,
    /// Orders of the end of the file that are still to be written.
    left: std::vec::IntoIter<Order>,
    days: Days,
}

impl Desk {
    fn new(scope: &Scope, n_tables: usize) -> Self {
        Self {
            gathering: Gathering::default(),
            memo: Memo::default(),
            figures: std::iter::repeat_with(Figures::default).take(n_tables).collect(),
            order_rows: scope.rows("orders", ORDER_COLUMNS, Conflict::Refuse),
            sums: Deltas::default(),
            bytes: Vec::new(),
            lines: Vec::new(),
            is_over: false,
            n_written: 0,
            left: Vec::new().into_iter(),
            days: Days::default(),
        }
    }

    /// The next complete orders; `None` after the last.
    async fn next(&mut self, loader: &mut Loader, feed: &mut Feed) -> Option<Vec<Order>> {
        let orders = self.complete(loader, feed).await;
        (!orders.is_empty()).then_some(orders)
    }

    fn count(&mut self, orders: &[Order]) {
        orders.iter().for_each(|it| figures::count(&mut self.figures, it));
    }

    async fn complete(&mut self, loader: &mut Loader, feed: &mut Feed) -> Vec<Order> {
        let mut orders = Vec::with_capacity(LINES_AT_ONCE / 4);
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

    /// No order comes after the end of the file.
    fn reuse(&mut self, orders: Vec<Order>) {
        if !self.is_over {
            self.gathering.reuse(orders);
        }
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
            let Some(head) = order.head() else { continue };
            self.lines.clear();
            let opening = order.opening_line();
            self.lines.extend(order.lines.iter().enumerate().map(|(n, line)| line.packed(&head, opening == Some(n))));
            let packed = order_lines::pack(&head, &self.lines);
            let digest = order.digest(&head, &packed, &mut self.bytes);
            let (change, id) = match stored.get(&order.number) {
                None => (Change::Created, OrderId(loader.ids.next())),
                Some(known) if known.digest == digest || order.adds_nothing => (Change::Unchanged, known.id),
                Some(known) if known.digest == order.digest_of_rows(&mut self.bytes) => (Change::Unchanged, known.id),
                Some(known) => {
                    figures::compare(&mut self.figures, order, (&known.head, &head));
                    (Change::Updated, known.id)
                }
            };
            figures::count_change(&mut self.figures, order, change);
            if change == Change::Updated {
                replaced.push(id);
            }
            if change != Change::Unchanged {
                self.n_written += 1;
                pieces.extend(self.write(order, (id, &head), (packed, digest), loader.import)?);
            }
        }
        Ok((pieces, replaced))
    }

    fn write(
        &mut self,
        order: &Order,
        (id, head): (OrderId, &OrderHead),
        (packed, digest): (String, i64),
        import: ImportId,
    ) -> Result<Option<Piece>> {
        self.lines.iter().for_each(|it| self.sums.add(head, it));
        let said = order.lines.first().map(|it| order.words_of(it));
        self.order_rows.push([
            id.into(),
            (&order.number).into(),
            head.ordered_on.into(),
            order.customer.get().into(),
            said.and_then(|it| it.status.as_deref()).into(),
            head.class.into(),
            order.manager().into(),
            said.and_then(|it| it.comment.as_deref()).into(),
            digest.into(),
            packed.into(),
            import.into(),
        ])
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
            // Each number is looked up: left to itself, SQLite reads all orders instead.
            "SELECT o.number, o.id, o.digest, o.status, o.ordered_on, o.customer_id, o.class
               FROM json_each($2) it CROSS JOIN orders o
              WHERE o.organization_id = $1 AND o.number = it.value"
        }
        Engine::Postgres => {
            "SELECT number, id, digest, status, ordered_on, customer_id, class FROM orders WHERE organization_id = $1
              AND number IN (SELECT value FROM json_array_elements_text(CAST($2 AS JSON)))"
        }
    };
    let mut found = Stored::new();
    let mut keep = |row: &Row| {
        let known =
            Known { id: OrderId(row.get(1)?), digest: row.get(2)?, status: row.get(3)?, head: OrderHead::from_row(row, 4)? };
        found.insert(row.get(0)?, known);
        Ok(())
    };
    scope.sql(select).bind(list).each(&mut keep).await?;
    Ok(found)
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
        .sql("DELETE FROM orders WHERE organization_id = $1 AND id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)")
        .execute()
        .await?;
    scope.empty_scratch().await
}
