//! Customers and products: as tables of their own, and as named by lines of orders, stock and deals.

use crate::imports::records::{CustomerRecord, ProductRecord, Rejected};
use crate::imports::sheets::RawRow;
use crate::imports::values::{Fault, contacts, flag, text};

use super::cells::{Cells, Refused, cell, missing};

/// What a row says of a customer; all empty when it says nothing.
pub(super) fn customer(cells: &mut Cells, row: &RawRow) -> CustomerRecord {
    let mut customer = CustomerRecord {
        row: row.number,
        code: cells.text(row, "customer.code"),
        name: name(cells, row),
        city: cells.text(row, "customer.city"),
        region: cells.text(row, "customer.region"),
        address: cells.text(row, "customer.address"),
        kind: cells.text(row, "customer.type"),
        manager: cells.text(row, "customer.manager"),
        ..CustomerRecord::default()
    };
    if let Some(written) = cells.text(row, "customer.phone") {
        customer.phone = contacts::phone(&written);
        if customer.phone.is_none() {
            cells.findings.note("phone_unreadable", row.number);
        }
    }
    if let Some(written) = cells.text(row, "customer.email") {
        customer.email = contacts::email(&written);
        if customer.email.is_none() {
            cells.findings.note("email_unreadable", row.number);
        }
    }
    if let Some(written) = cells.text(row, "customer.tax_id") {
        let (code, finding) = contacts::tax_code(&written);
        match finding {
            Some(contacts::TaxCodeFinding::Padded) => cells.findings.note("tax_id_padded", row.number),
            Some(contacts::TaxCodeFinding::Digits(digits)) => {
                cells.findings.warn("tax_id_digits", [("digits", digits.to_string()), ("row", row.number.to_string())]);
            }
            None => {}
        }
        customer.tax_id = Some(code);
    }
    customer
}

/// The name of a firm, else of the person.
fn name(cells: &Cells, row: &RawRow) -> Option<String> {
    let parts = &cells.columns.person;
    let firm = cells.find("customer.name").filter(|at| !parts.contains(at));
    firm.and_then(|_| cells.text(row, "customer.name")).or_else(|| {
        if parts.is_empty() {
            return None;
        }
        let named: Vec<String> = parts.iter().filter_map(|at| text(cell(row, *at))).collect();
        (!named.is_empty()).then(|| named.join(" "))
    })
}

/// A row of a customer table. The name may be missing only where another column names the customer and no name column exists.
pub(super) fn customer_row(cells: &mut Cells, row: &RawRow) -> Refused<CustomerRecord> {
    let mut customer = customer(cells, row);
    customer.created_on = cells.date(row, "customer.created_at");
    if customer.name.is_none() && cells.is_error(row, "customer.name") {
        return Err(cells.refusal(row, "customer.name", Fault::CellError));
    }
    let named = customer.code.is_some() || customer.tax_id.is_some() || customer.phone.is_some() || customer.email.is_some();
    if customer.name.is_none() && (cells.has("customer.name") || !named) {
        return Err(missing(row, "customer.name"));
    }
    Ok(customer)
}

/// What a row says of a product; refused when it names none.
pub(super) fn product(cells: &mut Cells, row: &RawRow) -> Refused<ProductRecord> {
    let product = ProductRecord {
        row: row.number,
        sku: cells.text(row, "product.sku"),
        name: cells.text(row, "product.name"),
        barcode: cells.text(row, "product.barcode"),
        category: cells.text(row, "product.category"),
        brand: cells.text(row, "product.brand"),
        unit: cells.text(row, "product.unit").map(|it| it.trim_end_matches('.').to_owned()),
        ..ProductRecord::default()
    };
    if product.sku.is_some() || product.name.is_some() || product.barcode.is_some() {
        return Ok(product);
    }
    let broken = ["product.sku", "product.name"].into_iter().find(|field| cells.is_error(row, field));
    Err(match broken {
        Some(field) => cells.refusal(row, field, Fault::CellError),
        None => missing(row, "product"),
    })
}

/// A row of a product table.
pub(super) fn product_row(cells: &mut Cells, row: &RawRow) -> Refused<ProductRecord> {
    let mut product = product(cells, row)?;
    product.price = cells.value(row, "product.price")?.and_then(|it| it.to_money());
    product.cost = cells.value(row, "product.cost")?.and_then(|it| it.to_money());
    product.on_hand = cells.value(row, "stock.on_hand")?.and_then(|it| it.to_quantity());
    product.supplier = cells.text(row, "product.supplier");
    product.lead_time_days = cells.value(row, "product.lead_time_days")?.and_then(|it| it.to_integer());
    product.created_on = cells.date(row, "product.created_at");
    product.active = cells.text(row, "product.active").and_then(|it| flag(&it));
    Ok(product)
}

/// Money of another currency told by a column of its own («Валюта»).
pub(super) fn check_currency(cells: &Cells, row: &RawRow, currency_column: Option<usize>) -> Refused<()> {
    let Some(written) = currency_column.and_then(|at| text(cell(row, at))) else { return Ok(()) };
    let lower = written.to_lowercase();
    let ours = &cells.context.currency;
    let known = crate::imports::values::currencies::code(&lower);
    let foreign = match known {
        Some(code) => code != ours,
        None => written.len() == 3 && written.bytes().all(|it| it.is_ascii_alphabetic()) && !written.eq_ignore_ascii_case(ours),
    };
    if !foreign {
        return Ok(());
    }
    Err(Rejected { row: row.number, reason: Fault::Currency.reason(), field: Some("order.currency"), value: Some(written) })
}
