//! Customers, products, orders, stock and deals, as they could be imported again. Column names are the fields of an import.

use std::collections::HashMap;
use std::io::{Seek, Write};

use chrono::NaiveDate;

use super::cells::Field;
use super::sheet::Sheet;
use super::{Format, What};
use crate::error::Result;
use crate::imports::records::StatusClass;
use crate::imports::values::statuses;
use crate::money::{Money, Quantity};
use crate::order_lines::{self, OrderHead};
use crate::store::{Row, Scope};

/// How a stored column is written.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Money,
    Quantity,
    Date,
}

struct Export {
    text: &'static str,
    fields: &'static [(&'static str, Kind)],
}

use Kind::{Date, Integer, Money as Amount, Quantity as Number, Text};

const CUSTOMERS: Export = Export {
    text: "SELECT code, name, tax_id, phone, email, city, region, address, type, manager, created_on
           FROM customers WHERE organization_id = $1 ORDER BY id",
    fields: &[
        ("customer.code", Text),
        ("customer.name", Text),
        ("customer.tax_id", Text),
        ("customer.phone", Text),
        ("customer.email", Text),
        ("customer.city", Text),
        ("customer.region", Text),
        ("customer.address", Text),
        ("customer.type", Text),
        ("customer.manager", Text),
        ("customer.created_at", Date),
    ],
};

const PRODUCTS: Export = Export {
    text: "SELECT sku, name, barcode, category, brand, unit, price, cost, supplier, lead_time_days, created_on, active
           FROM products WHERE organization_id = $1 ORDER BY id",
    fields: &[
        ("product.sku", Text),
        ("product.name", Text),
        ("product.barcode", Text),
        ("product.category", Text),
        ("product.brand", Text),
        ("product.unit", Text),
        ("product.price", Amount),
        ("product.cost", Amount),
        ("product.supplier", Text),
        ("product.lead_time_days", Integer),
        ("product.created_at", Date),
        ("product.active", Integer),
    ],
};

/// Lines of orders, each with what its order says.
const ORDER_FIELDS: [&str; 16] = [
    "order.no",
    "order.date",
    "order.status",
    "order.manager",
    "customer.code",
    "customer.name",
    "customer.tax_id",
    "product.sku",
    "product.name",
    "line.qty",
    "line.price",
    "line.discount",
    "line.amount",
    "line.cost",
    "line.cost_total",
    "order.comment",
];

const STOCK: Export = Export {
    text: "SELECT s.counted_on, NULLIF(s.warehouse, ''), p.sku, p.name, s.on_hand, s.unit_cost
           FROM stock_levels s JOIN products p ON p.organization_id = s.organization_id AND p.id = s.product_id
           WHERE s.organization_id = $1 ORDER BY s.counted_on, s.warehouse, p.id",
    fields: &[
        ("stock.date", Date),
        ("stock.warehouse", Text),
        ("product.sku", Text),
        ("product.name", Text),
        ("stock.on_hand", Number),
        ("stock.unit_cost", Amount),
    ],
};

const DEALS: Export = Export {
    text: "SELECT d.code, d.title, c.code, c.name, d.amount, s.name, COALESCE(d.probability, s.probability), d.manager, d.created_on,
                  d.closed_on
           FROM deals d JOIN stages s ON s.organization_id = d.organization_id AND s.id = d.stage_id
           LEFT JOIN customers c ON c.organization_id = d.organization_id AND c.id = d.customer_id
           WHERE d.organization_id = $1 ORDER BY d.id",
    fields: &[
        ("deal.id", Text),
        ("deal.title", Text),
        ("customer.code", Text),
        ("customer.name", Text),
        ("deal.amount", Amount),
        ("deal.stage", Text),
        ("deal.probability", Integer),
        ("deal.manager", Text),
        ("deal.created_at", Date),
        ("deal.closed_at", Date),
    ],
};

/// Writes all records of a kind; returns their number.
pub async fn export(scope: &mut Scope, what: What, format: Format, out: &mut (impl Write + Seek + Send)) -> Result<u64> {
    let (export, title) = match what {
        What::Customers => (&CUSTOMERS, "customers"),
        What::Products => (&PRODUCTS, "products"),
        What::Orders => return orders(scope, format, out).await,
        What::Stock => (&STOCK, "stock"),
        What::Deals => (&DEALS, "deals"),
    };
    let names: Vec<String> = export.fields.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut sheet = Sheet::begin((format, None), title, &names, out)?;
    let mut n_rows = 0;
    scope
        .sql(export.text)
        .each(|row| {
            let fields = export.fields.iter().enumerate().map(|(column, (_, kind))| read(row, column, *kind));
            n_rows += 1;
            sheet.row(&fields.collect::<Result<Vec<Field>>>()?)
        })
        .await?;
    sheet.finish(&[])?;
    Ok(n_rows)
}

/// The names of customers and products are held, orders come one by one.
async fn orders(scope: &mut Scope, format: Format, out: &mut (impl Write + Seek + Send)) -> Result<u64> {
    let text = |it: &Option<String>| it.clone().map_or(Field::None, Field::Text);
    let mut customers: HashMap<i64, [Option<String>; 4]> = HashMap::new();
    scope
        .sql("SELECT id, code, name, tax_id, manager FROM customers WHERE organization_id = $1")
        .each(|row| {
            customers.insert(row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?]);
            Ok(())
        })
        .await?;
    let mut products: HashMap<i64, [Option<String>; 2]> = HashMap::new();
    scope
        .sql("SELECT id, sku, name FROM products WHERE organization_id = $1")
        .each(|row| {
            products.insert(row.get(0)?, [row.get(1)?, row.get(2)?]);
            Ok(())
        })
        .await?;
    let names = ORDER_FIELDS.map(str::to_owned);
    let mut sheet = Sheet::begin((format, None), "orders", &names, out)?;
    let mut n_rows = 0;
    scope
        .sql(
            "SELECT ordered_on, customer_id, class, number, status, manager, comment, lines FROM orders
              WHERE organization_id = $1 ORDER BY id",
        )
        .each(|row| {
            let [number, said, manager, comment]: [Option<String>; 4] = [row.get(3)?, row.get(4)?, row.get(5)?, row.get(6)?];
            for line in order_lines::unpack(&OrderHead::from_row(row, 0)?, &row.get::<String>(7)?)? {
                let none = [const { None }; 4];
                let [code, name, tax_id, his_manager] = customers.get(&line.customer).unwrap_or(&none);
                let [sku, product] = products.get(&line.product).unwrap_or(&[const { None }; 2]);
                let money = |it: Option<i64>| it.map_or(Field::None, |it| Field::Money(Money(it)));
                sheet.row(&[
                    text(&number),
                    moment(line.ordered_on, line.minute),
                    status(said.as_deref(), line.class),
                    text(if manager.is_some() { &manager } else { his_manager }),
                    text(code),
                    text(name),
                    text(tax_id),
                    text(sku),
                    text(product),
                    Field::Quantity(Quantity(line.quantity)),
                    money(line.price),
                    money(line.discount),
                    Field::Money(Money(line.amount)),
                    money(line.unit_cost),
                    money(line.cost),
                    text(&comment),
                ])?;
                n_rows += 1;
            }
            Ok(())
        })
        .await?;
    sheet.finish(&[])?;
    Ok(n_rows)
}

/// An order may be cancelled by another column of its file than the status: the status alone must say so here.
fn status(said: Option<&str>, class: i64) -> Field {
    let cancelled = class == StatusClass::Cancelled as i64;
    match said {
        Some(said) if !cancelled || statuses::class(said) == Some(StatusClass::Cancelled) => Field::Text(said.to_owned()),
        None if !cancelled => Field::None,
        _ => Field::Text("cancelled".into()),
    }
}

fn moment(date: NaiveDate, minute: Option<i64>) -> Field {
    match minute {
        Some(minute) => Field::Text(format!("{date} {:02}:{:02}", minute / 60, minute % 60)),
        None => Field::Date(date),
    }
}

fn read(row: &Row, column: usize, kind: Kind) -> Result<Field> {
    Ok(match kind {
        Text => row.get::<Option<String>>(column)?.map(Field::Text),
        Integer => row.get::<Option<i64>>(column)?.map(Field::Integer),
        Amount => row.get::<Option<Money>>(column)?.map(Field::Money),
        Number => row.get::<Option<Quantity>>(column)?.map(Field::Quantity),
        Date => row.get::<Option<NaiveDate>>(column)?.map(Field::Date),
    }
    .unwrap_or(Field::None))
}
