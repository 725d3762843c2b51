//! Customers, products, orders, stock and deals, as they could be imported again. Column names are the fields of an import.

use std::io::{Seek, Write};

use chrono::NaiveDate;

use super::cells::Field;
use super::sheet::Sheet;
use super::{Format, What};
use crate::error::Result;
use crate::imports::records::StatusClass;
use crate::imports::values::statuses;
use crate::money::{Money, Quantity};
use crate::store::{Row, Scope};

/// How a stored column is written.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Integer,
    Money,
    Quantity,
    Date,
    /// A date with the minutes after midnight in the next column of the statement, if they are known.
    Moment,
    /// A status with the class it is counted as in the next column.
    Status,
}

struct Export {
    text: &'static str,
    fields: &'static [(&'static str, Kind)],
}

use Kind::{Date, Integer, Moment, Money as Amount, Quantity as Number, Status, Text};

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

const ORDERS: Export = Export {
    text:
        "SELECT i.order_number, i.ordered_on, i.ordered_at, i.order_status, i.class, COALESCE(i.order_manager, c.manager), c.code,
                  c.name, c.tax_id, p.sku, p.name, i.quantity, i.price, i.discount, i.amount, i.unit_cost, i.cost, i.order_comment
           FROM order_items i
           CROSS JOIN products p
           LEFT JOIN customers c ON c.organization_id = $1 AND c.id = i.customer_id
           WHERE i.organization_id = $1 AND p.organization_id = $1 AND p.id = i.product_id
           ORDER BY i.order_id, i.line",
    fields: &[
        ("order.no", Text),
        ("order.date", Moment),
        ("order.status", Status),
        ("order.manager", Text),
        ("customer.code", Text),
        ("customer.name", Text),
        ("customer.tax_id", Text),
        ("product.sku", Text),
        ("product.name", Text),
        ("line.qty", Number),
        ("line.price", Amount),
        ("line.discount", Amount),
        ("line.amount", Amount),
        ("line.cost", Amount),
        ("line.cost_total", Amount),
        ("order.comment", Text),
    ],
};

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
        What::Orders => (&ORDERS, "orders"),
        What::Stock => (&STOCK, "stock"),
        What::Deals => (&DEALS, "deals"),
    };
    let names: Vec<String> = export.fields.iter().map(|(name, _)| (*name).to_owned()).collect();
    let mut sheet = Sheet::begin((format, None), title, &names, out)?;
    let mut n_rows = 0;
    scope
        .sql(export.text)
        .each(|row| {
            let mut column = 0;
            let mut fields = Vec::with_capacity(export.fields.len());
            for (_, kind) in export.fields {
                fields.push(read(row, column, *kind)?);
                column += if matches!(kind, Moment | Status) { 2 } else { 1 };
            }
            n_rows += 1;
            sheet.row(&fields)
        })
        .await?;
    sheet.finish(&[])?;
    Ok(n_rows)
}

fn read(row: &Row, column: usize, kind: Kind) -> Result<Field> {
    Ok(match kind {
        Text => row.get::<Option<String>>(column)?.map(Field::Text),
        Integer => row.get::<Option<i64>>(column)?.map(Field::Integer),
        Amount => row.get::<Option<Money>>(column)?.map(Field::Money),
        Number => row.get::<Option<Quantity>>(column)?.map(Field::Quantity),
        Date => row.get::<Option<NaiveDate>>(column)?.map(Field::Date),
        Status => {
            let status: Option<String> = row.get(column)?;
            let cancelled = row.get::<i64>(column + 1)? == StatusClass::Cancelled as i64;
            // An order may be cancelled by another column of its file than the status: the status alone must say so here.
            match status {
                Some(status) if !cancelled || statuses::class(&status) == Some(StatusClass::Cancelled) => {
                    Some(Field::Text(status))
                }
                None if !cancelled => None,
                _ => Some(Field::Text("cancelled".into())),
            }
        }
        Moment => {
            let date: Option<NaiveDate> = row.get(column)?;
            let minutes: Option<i64> = row.get(column + 1)?;
            match (date, minutes) {
                (Some(date), Some(minutes)) => Some(Field::Text(format!("{date} {:02}:{:02}", minutes / 60, minutes % 60))),
                (date, _) => date.map(Field::Date),
            }
        }
    }
    .unwrap_or(Field::None))
}
