//! Orders while a file is loaded. An order is replaced as a whole by the lines of the newer file, on whichever of its
//! sheets they stand; a digest over all of it tells whether anything changed.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::customers::Naming;
use super::{Change, Counts, Loaded, Loader};
use crate::error::Result;
use crate::ids::{CustomerId, ImportId, OrderId, ProductId};
use crate::imports::journal::keep_orders;
use crate::imports::records::{OrderLineRecord, StatusClass, Warning};
use crate::imports::report::Control;
use crate::money::{Money, Quantity};
use crate::store::{Conflict, Scope, day_number};
use crate::sums::{Deltas, SumLine};

/// A line as it is stored.
struct Line<'a> {
    /// The place of its table among the tables of orders of the file.
    table: usize,
    record: &'a OrderLineRecord,
    /// One number may stand for orders of two customers: numbers begin anew every year.
    customer: Option<CustomerId>,
    product: ProductId,
    quantity: Quantity,
    amount: Money,
    discount: Option<Money>,
    cost: Option<Money>,
}

struct Order<'a> {
    number: String,
    customer: Option<CustomerId>,
    lines: Vec<Line<'a>>,
    /// Lines of later tables that say the whole order once more: a sheet of the month beside a sheet of the year.
    repeated: Vec<Line<'a>>,
}

/// Loads the tables of orders of one file; what became of each, in their order.
pub(super) async fn load(loader: &mut Loader<'_>, scope: &mut Scope, tables: &[&[OrderLineRecord]]) -> Result<Vec<Loaded>> {
    let (mut orders, mut loaded) = group(loader, tables);
    for order in &mut orders {
        set_repeated_apart(order);
        warn_of_duplicates(order, &mut loaded);
        warn_of_two_customers(order, &mut loaded);
    }
    warn_of_parted(&orders, &mut loaded);
    loader.customers.save(scope).await?;
    loader.products.save(scope).await?;
    let stored: HashMap<String, (OrderId, i64)> = scope
        .sql("SELECT number, id, digest FROM orders WHERE organization_id = $1 ORDER BY number")
        .all::<(String, OrderId, i64)>()
        .await?
        .into_iter()
        .map(|(number, id, digest)| (number, (id, digest)))
        .collect();
    let mut fresh: Vec<(OrderId, i64, &Order<'_>)> = Vec::new();
    let mut replaced: Vec<OrderId> = Vec::new();
    for order in &orders {
        let digest = digest(order);
        let change = match stored.get(&order.number) {
            None => {
                fresh.push((OrderId(loader.next_id()), digest, order));
                Change::Created
            }
            Some((_, known)) if *known == digest => Change::Unchanged,
            Some((id, _)) => {
                replaced.push(*id);
                fresh.push((*id, digest, order));
                Change::Updated
            }
        };
        order.lines.iter().for_each(|it| loaded[it.table].counts.add(change, 1));
        order.repeated.iter().for_each(|it| loaded[it.table].counts.add(Change::Unchanged, 1));
    }
    let mut sums = Deltas::default();
    remove_lines(scope, &replaced, loader.import, &mut sums).await?;
    write_orders(scope, &fresh, loader.import.0).await?;
    write_lines(scope, &fresh, &mut sums).await?;
    sums.flush(scope).await?;
    for (table, it) in loaded.iter_mut().enumerate() {
        complete(&mut it.control, &orders, table);
    }
    Ok(loaded)
}

/// Lines of one number belong together, wherever they stand in the file.
fn group<'a>(loader: &mut Loader<'_>, tables: &[&'a [OrderLineRecord]]) -> (Vec<Order<'a>>, Vec<Loaded>) {
    let mut orders: Vec<Order<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut loaded = Vec::with_capacity(tables.len());
    for (table, records) in tables.iter().enumerate() {
        let (customers_before, products_before) = (loader.customers.created, loader.products.created);
        for record in *records {
            let (ids, now) = (loader.ids, loader.now);
            let customer = loader.customers.resolve(&record.customer, Naming::Mention, || ids.next(now)).map(|(id, _)| id);
            let Some((product, _)) = loader.products.resolve(&record.product, Naming::Mention, || ids.next(now)) else {
                continue;
            };
            let number = record.number.clone().unwrap_or_else(|| number_of(record));
            let place = *places.entry(number.clone()).or_insert_with(|| {
                orders.push(Order { number, customer, lines: Vec::new(), repeated: Vec::new() });
                orders.len() - 1
            });
            orders[place].customer = orders[place].customer.or(customer);
            orders[place].lines.push(line(record, table, (customer, product)));
        }
        let control = Control {
            created_customers: Some(loader.customers.created - customers_before),
            created_products: Some(loader.products.created - products_before),
            ..Control::default()
        };
        loaded.push(Loaded { counts: Counts::default(), control, warnings: std::mem::take(&mut loader.customers.warnings) });
    }
    (orders, loaded)
}

/// Where a later table has all lines of the order that an earlier one has, and no other, it is the same order again.
fn set_repeated_apart(order: &mut Order<'_>) {
    let said = |line: &Line<'_>| {
        let record = line.record;
        (line.product, record.date, record.minute, record.class, line.quantity, line.amount, record.price)
    };
    let mut kept: Vec<Vec<_>> = Vec::new();
    let mut repeated: Vec<usize> = Vec::new();
    for lines in order.lines.chunk_by(|one, other| one.table == other.table) {
        let words: Vec<_> = lines.iter().map(said).collect();
        if kept.contains(&words) {
            repeated.extend(lines.first().map(|it| it.table));
        } else {
            kept.push(words);
        }
    }
    if !repeated.is_empty() {
        (order.repeated, order.lines) = order.lines.drain(..).partition(|it| repeated.contains(&it.table));
    }
}

/// A row without an order number: one order a day and customer, the same at every import.
fn number_of(record: &OrderLineRecord) -> String {
    let customer = &record.customer;
    let who = customer.code.as_deref().or(customer.name.as_deref()).or(customer.tax_id.as_deref()).or(customer.phone.as_deref());
    format!("{} {}", record.date, who.unwrap_or("—")).trim_end_matches(" —").to_owned()
}

fn line(record: &OrderLineRecord, table: usize, (customer, product): (Option<CustomerId>, ProductId)) -> Line<'_> {
    // A return document may be written with positive figures.
    let flips = record.class == StatusClass::Return;
    let quantity = if flips { -Quantity(record.quantity.0.abs()) } else { record.quantity };
    let amount = if flips { -record.amount.abs() } else { record.amount };
    let cost_total = record.cost_total.map(|it| if quantity.0 < 0 { -it.abs() } else { it });
    let cost = cost_total.or_else(|| record.unit_cost.and_then(|it| it.times(quantity)));
    Line { table, record, customer, product, quantity, amount, discount: record.discount, cost }
}

/// Two equal lines both count, since people do enter a product twice; they are told.
fn warn_of_duplicates(order: &Order<'_>, loaded: &mut [Loaded]) {
    let mut seen = HashSet::new();
    for line in &order.lines {
        if !seen.insert((line.product, line.record.date, line.quantity, line.amount)) {
            let args = vec![("row", line.record.row.to_string()), ("order", order.number.clone())];
            loaded[line.table].warnings.push(Warning { code: "duplicate-in-file", args });
        }
    }
}

/// Each line goes to its own customer; the number still counts as one order.
fn warn_of_two_customers(order: &Order<'_>, loaded: &mut [Loaded]) {
    let other = order.lines.iter().find(|it| it.customer.is_some() && it.customer != order.customer);
    if let Some(line) = other {
        let args = vec![("row", line.record.row.to_string()), ("order", order.number.clone())];
        loaded[line.table].warnings.push(Warning { code: "order-of-two-customers", args });
    }
}

/// An order whose lines stand on several sheets is told once a sheet: numbers that begin anew every month look so too.
fn warn_of_parted(orders: &[Order<'_>], loaded: &mut [Loaded]) {
    let mut parted: Vec<Vec<&str>> = vec![Vec::new(); loaded.len()];
    for order in orders {
        let later = order.lines.chunk_by(|one, other| one.table == other.table).skip(1).filter_map(|lines| lines.first());
        later.for_each(|it| parted[it.table].push(&order.number));
    }
    for (numbers, table) in parted.into_iter().zip(loaded) {
        if let Some(first) = numbers.first() {
            let args = vec![("count", numbers.len().to_string()), ("order", (*first).to_owned())];
            table.warnings.push(Warning { code: "orders-on-several-sheets", args });
        }
    }
}

fn digest(order: &Order<'_>) -> i64 {
    let mut hash = Sha256::new();
    let integer = |hash: &mut Sha256, value: Option<i64>| {
        hash.update([u8::from(value.is_some())]);
        hash.update(value.unwrap_or_default().to_le_bytes());
    };
    let words = |hash: &mut Sha256, value: Option<&str>| {
        let value = value.unwrap_or_default();
        hash.update((value.len() as u64).to_le_bytes());
        hash.update(value.as_bytes());
    };
    integer(&mut hash, order.customer.map(|it| it.0));
    for line in &order.lines {
        let record = line.record;
        words(&mut hash, record.status.as_deref());
        words(&mut hash, record.manager.as_deref());
        words(&mut hash, record.comment.as_deref());
        let figures = [
            Some(day_number(record.date)),
            record.minute,
            line.customer.map(|it| it.0),
            Some(line.product.0),
            Some(record.class as i64),
            Some(line.quantity.0),
            Some(line.amount.0),
            record.price.map(|it| it.0),
            line.discount.map(|it| it.0),
            record.unit_cost.map(|it| it.0),
            line.cost.map(|it| it.0),
        ];
        for figure in figures {
            integer(&mut hash, figure);
        }
    }
    let bytes = hash.finalize();
    i64::from_le_bytes(bytes[..8].try_into().unwrap_or_default())
}

async fn remove_lines(scope: &mut Scope, orders: &[OrderId], import: ImportId, sums: &mut Deltas) -> Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = orders.iter().map(|it| it.0).collect();
    scope.fill_scratch(&ids).await?;
    keep_orders(scope, import).await?;
    sums.subtract_scratch(scope).await?;
    scope
        .sql(
            "DELETE FROM order_items WHERE organization_id = $1
              AND order_id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)",
        )
        .execute()
        .await?;
    scope.empty_scratch().await
}

async fn write_orders(scope: &mut Scope, orders: &[(OrderId, i64, &Order<'_>)], import: i64) -> Result<()> {
    const COLUMNS: &[&str] = &[
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
    let mut bulk = scope.bulk("orders", COLUMNS, Conflict::Update(&["organization_id", "id"]));
    for (id, digest, order) in orders {
        let Some(first) = order.lines.first().map(|it| it.record) else { continue };
        let manager = order.lines.iter().find_map(|it| it.record.manager.clone());
        bulk.push([
            (*id).into(),
            (&order.number).into(),
            first_day(order).into(),
            order.customer.into(),
            first.status.clone().into(),
            (first.class as i64).into(),
            manager.into(),
            first.comment.clone().into(),
            (*digest).into(),
            import.into(),
        ])
        .await?;
    }
    bulk.finish().await
}

async fn write_lines(scope: &mut Scope, orders: &[(OrderId, i64, &Order<'_>)], sums: &mut Deltas) -> Result<()> {
    const COLUMNS: &[&str] = &[
        "organization_id",
        "order_id",
        "line",
        "ordered_on",
        "ordered_at",
        "customer_id",
        "product_id",
        "class",
        "opens_order",
        "quantity",
        "price",
        "discount",
        "amount",
        "unit_cost",
        "cost",
    ];
    let mut bulk = scope.bulk("order_items", COLUMNS, Conflict::Refuse);
    for (id, _, order) in orders {
        let opening = opening_line(order);
        let day = first_day(order);
        for (n, line) in order.lines.iter().enumerate() {
            let customer = line.customer.or(order.customer);
            sums.add(&SumLine {
                ordered_on: line.record.date,
                customer: customer.map_or(0, |it| it.0),
                product: line.product.0,
                class: line.record.class as i64,
                opens_order: opening == Some(n),
                astray: Some(line.record.date) != day || customer != order.customer,
                quantity: line.quantity.0,
                price: line.record.price.map(|it| it.0),
                discount: line.discount.map(|it| it.0),
                amount: line.amount.0,
                cost: line.cost.map(|it| it.0),
            });
            bulk.push([
                (*id).into(),
                i64::try_from(n).unwrap_or(i64::MAX).into(),
                line.record.date.into(),
                line.record.minute.into(),
                customer.into(),
                line.product.into(),
                (line.record.class as i64).into(),
                (opening == Some(n)).into(),
                line.quantity.into(),
                line.record.price.into(),
                line.discount.into(),
                line.amount.into(),
                line.record.unit_cost.into(),
                line.cost.into(),
            ])
            .await?;
        }
    }
    bulk.finish().await
}

fn first_day(order: &Order<'_>) -> Option<NaiveDate> {
    order.lines.iter().map(|it| it.record.date).min()
}

/// The first sale line on the order's earliest day: there the order is counted.
fn opening_line(order: &Order<'_>) -> Option<usize> {
    let sales =
        order.lines.iter().enumerate().filter(|(_, line)| {
            matches!(line.record.class, StatusClass::Open | StatusClass::Done) && line.quantity > Quantity::ZERO
        });
    sales.min_by_key(|(n, line)| (line.record.date, *n)).map(|(n, _)| n)
}

/// The figures of one table, over its own lines.
fn complete(control: &mut Control, orders: &[Order<'_>], table: usize) {
    let mut customers = HashSet::new();
    let mut lines: Vec<&Line<'_>> = Vec::new();
    let (mut n_orders, mut cancelled, mut returns) = (0, 0, 0);
    for order in orders {
        let of_table = order.lines.iter().chain(&order.repeated).filter(|it| it.table == table);
        let before = lines.len();
        lines.extend(of_table.inspect(|it| customers.extend(it.customer.or(order.customer))));
        if let Some(first) = lines.get(before) {
            n_orders += 1;
            cancelled += usize::from(first.record.class == StatusClass::Cancelled);
            returns += usize::from(first.record.class == StatusClass::Return);
        }
    }
    let counted = |class| matches!(class, StatusClass::Open | StatusClass::Done | StatusClass::Return);
    control.lines = Some(lines.len());
    control.orders = Some(n_orders);
    control.customers = Some(customers.len());
    control.sum_qty = Some(lines.iter().map(|it| it.quantity).sum());
    control.sum_amount = Some(lines.iter().map(|it| it.amount).sum());
    control.revenue = Some(lines.iter().filter(|it| counted(it.record.class)).map(|it| it.amount).sum());
    control.first_date = lines.iter().map(|it| it.record.date).min();
    control.last_date = lines.iter().map(|it| it.record.date).max();
    control.cancelled_orders = Some(cancelled);
    control.return_documents = Some(returns);
}
