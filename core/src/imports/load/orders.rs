//! Orders while a file is loaded. An order is replaced as a whole by the lines of the newer file;
//! a digest over all of it tells whether anything changed.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::customers::Naming;
use super::{Change, Counts, Loader};
use crate::error::Result;
use crate::ids::{CustomerId, OrderId, ProductId};
use crate::imports::records::{OrderLineRecord, StatusClass, Warning};
use crate::imports::report::Control;
use crate::money::{Money, Quantity};
use crate::store::{Bind, Conflict, Scope, day_number};

/// A line as it is stored.
struct Line<'a> {
    record: &'a OrderLineRecord,
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
}

pub(super) async fn load(
    loader: &mut Loader<'_>,
    scope: &mut Scope,
    records: &[OrderLineRecord],
    warnings: &mut Vec<Warning>,
) -> Result<(Counts, Control)> {
    let (customers_before, products_before) = (loader.customers.created, loader.products.created);
    let orders = group(loader, records);
    loader.customers.save(scope).await?;
    loader.products.save(scope).await?;
    let stored: HashMap<String, (OrderId, i64)> = scope
        .sql("SELECT number, id, digest FROM orders WHERE organization_id = $1 ORDER BY number")
        .all::<(String, OrderId, i64)>()
        .await?
        .into_iter()
        .map(|(number, id, digest)| (number, (id, digest)))
        .collect();
    let mut counts = Counts::default();
    let mut fresh: Vec<(OrderId, i64, &Order<'_>)> = Vec::new();
    let mut replaced: Vec<OrderId> = Vec::new();
    for order in &orders {
        warn_of_duplicates(order, warnings);
    }
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
        counts.add(change, order.lines.len());
    }
    remove_lines(scope, &replaced).await?;
    write_orders(scope, &fresh, loader.import.0).await?;
    write_lines(scope, &fresh).await?;
    let created = (loader.customers.created - customers_before, loader.products.created - products_before);
    Ok((counts, control(&orders, created)))
}

/// Lines of one number belong together, wherever they stand in the file.
fn group<'a>(loader: &mut Loader<'_>, records: &'a [OrderLineRecord]) -> Vec<Order<'a>> {
    let mut orders: Vec<Order<'a>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for record in records {
        let ids = loader.ids;
        let now = loader.now;
        let customer = loader.customers.resolve(&record.customer, Naming::Mention, || ids.next(now)).map(|(id, _)| id);
        let Some((product, _)) = loader.products.resolve(&record.product, Naming::Mention, || ids.next(now)) else { continue };
        let number = record.number.clone().unwrap_or_else(|| number_of(record));
        let place = *places.entry(number.clone()).or_insert_with(|| {
            orders.push(Order { number, customer, lines: Vec::new() });
            orders.len() - 1
        });
        orders[place].customer = orders[place].customer.or(customer);
        orders[place].lines.push(line(record, product));
    }
    orders
}

/// A row without an order number: one order a day and customer, the same at every import.
fn number_of(record: &OrderLineRecord) -> String {
    let customer = &record.customer;
    let who = customer.code.as_deref().or(customer.name.as_deref()).or(customer.tax_id.as_deref()).or(customer.phone.as_deref());
    format!("{} {}", record.date, who.unwrap_or("—")).trim_end_matches(" —").to_owned()
}

fn line(record: &OrderLineRecord, product: ProductId) -> Line<'_> {
    // A return document may be written with positive figures.
    let flips = record.class == StatusClass::Return;
    let quantity = if flips { -Quantity(record.quantity.0.abs()) } else { record.quantity };
    let amount = if flips { -record.amount.abs() } else { record.amount };
    let cost_total = record.cost_total.map(|it| if quantity.0 < 0 { -it.abs() } else { it });
    let cost = cost_total.or_else(|| record.unit_cost.and_then(|it| it.times(quantity)));
    Line { record, product, quantity, amount, discount: record.discount, cost }
}

/// Two equal lines both count, since people do enter a product twice; they are told.
fn warn_of_duplicates(order: &Order<'_>, warnings: &mut Vec<Warning>) {
    let mut seen = HashSet::new();
    for line in &order.lines {
        if !seen.insert((line.product, line.record.date, line.quantity, line.amount)) {
            let args = vec![("row", line.record.row.to_string()), ("order", order.number.clone())];
            warnings.push(Warning { code: "duplicate-in-file", args });
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

async fn remove_lines(scope: &mut Scope, orders: &[OrderId]) -> Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let mut bulk = scope.bulk("scratch_ids", &["organization_id", "id"], Conflict::Refuse);
    for order in orders {
        bulk.push([Bind::from(*order)]).await?;
    }
    bulk.finish().await?;
    scope
        .sql(
            "DELETE FROM order_items WHERE organization_id = $1
              AND order_id IN (SELECT id FROM scratch_ids WHERE organization_id = $1)",
        )
        .execute()
        .await?;
    scope.sql("DELETE FROM scratch_ids WHERE organization_id = $1").execute().await?;
    Ok(())
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

async fn write_lines(scope: &mut Scope, orders: &[(OrderId, i64, &Order<'_>)]) -> Result<()> {
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
        for (n, line) in order.lines.iter().enumerate() {
            bulk.push([
                (*id).into(),
                i64::try_from(n).unwrap_or(i64::MAX).into(),
                line.record.date.into(),
                line.record.minute.into(),
                order.customer.into(),
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

fn control(orders: &[Order<'_>], (created_customers, created_products): (usize, usize)) -> Control {
    let lines = || orders.iter().flat_map(|it| &it.lines);
    let class_of = |order: &Order<'_>| order.lines.first().map(|it| it.record.class);
    let counted = |class| matches!(class, StatusClass::Open | StatusClass::Done | StatusClass::Return);
    Control {
        lines: Some(lines().count()),
        orders: Some(orders.len()),
        customers: Some(orders.iter().filter_map(|it| it.customer).collect::<HashSet<_>>().len()),
        sum_qty: Some(lines().map(|it| it.quantity).sum()),
        sum_amount: Some(lines().map(|it| it.amount).sum()),
        revenue: Some(lines().filter(|it| counted(it.record.class)).map(|it| it.amount).sum()),
        first_date: lines().map(|it| it.record.date).min(),
        last_date: lines().map(|it| it.record.date).max(),
        cancelled_orders: Some(orders.iter().filter(|it| class_of(it) == Some(StatusClass::Cancelled)).count()),
        return_documents: Some(orders.iter().filter(|it| class_of(it) == Some(StatusClass::Return)).count()),
        created_customers: Some(created_customers),
        created_products: Some(created_products),
        ..Control::default()
    }
}
