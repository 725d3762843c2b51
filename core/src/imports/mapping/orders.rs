//! Rows of orders: one line each, with what the row says of its order.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::imports::records::{CustomerRecord, OrderHeading, OrderLineRecord, ProductRecord, Rejected, StatusClass};
use crate::imports::sheets::{RawCell, RawRow};
use crate::imports::values::dates::{DateStyle, Moment};
use crate::imports::values::decimal::Decimal;
use crate::imports::values::numbers::Number;
use crate::imports::values::{is_empty, statuses, text};
use crate::money::Money;

use super::amounts::{DiscountKind, differs};
use super::cells::{Cells, Refused, cell, missing};
use super::columns::is_shopify;
use super::mentions::{Mentions, write_key};
use super::{directory, documents, nature, title, vocabulary};

/// Reads the lines one after another; remembers the order it is in.
#[derive(Clone, Debug)]
pub(super) struct Orders {
    pub discount: DiscountKind,
    whole: Whole,
    shopify: bool,
    cancelled_at: Option<usize>,
    /// Where the kind of a document stands: «Реалізація», «Повернення».
    kind_at: Option<usize>,
    current: Option<Heading>,
    /// What the row before said of its order, and in which words.
    before: Option<(Vec<u8>, Arc<OrderHeading>)>,
    /// All columns that a heading is read from.
    heading_columns: Vec<usize>,
    /// Room for the words of the present row.
    words: Vec<u8>,
    customers: Mentions<CustomerRecord>,
    products: Mentions<ProductRecord>,
    classes: HashMap<String, Option<StatusClass>>,
    unknown: Vec<String>,
}

/// What is said above the table for all of its lines.
#[derive(Clone, Debug, Default)]
pub(super) struct Whole {
    /// The day of a report that dates none of its lines.
    undated: Option<NaiveDate>,
    /// The document whose print form this is.
    number: Option<String>,
    is_return: bool,
    customer: Option<String>,
}

impl Whole {
    pub(super) fn new(cells: &Cells, (above, sheet): (&[RawRow], Option<&str>), undated: Option<NaiveDate>) -> Self {
        let document = title::document(above).filter(|_| undated.is_some() && !cells.has("order.no"));
        let names_nobody = !["customer.name", "customer.code", "customer.tax_id"].iter().any(|it| cells.has(it));
        Self {
            undated,
            is_return: nature::is_of_returns(above, sheet),
            number: document.map(|it| it.number),
            customer: title::customer(above).filter(|_| names_nobody),
        }
    }
}

/// What is said once for all lines of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Heading {
    number: Option<String>,
    moment: Result<Moment, Rejected>,
    customer: Arc<CustomerRecord>,
    status: Option<String>,
    class: StatusClass,
    manager: Option<String>,
}

impl Orders {
    pub(super) fn new(cells: &Cells, discount: DiscountKind, whole: Whole) -> Self {
        let headers = &cells.columns.headers;
        let cancelled_at = headers.iter().position(|it| it.words == "cancelled at");
        let kind_at = (0..headers.len())
            .find(|at| cells.columns.fields[*at].is_none() && vocabulary::DOCUMENT_KINDS.contains(&headers[*at].words.as_str()));
        let fields = cells.columns.fields.iter().enumerate();
        let of_customer = || fields.clone().filter(|(_, field)| field.is_some_and(|it| it.starts_with("customer.")));
        let of_order =
            fields.clone().filter(|(_, field)| field.is_some_and(|it| it.starts_with("order.") && it != "order.comment"));
        let of_product = fields.clone().filter(|(_, field)| field.is_some_and(|it| it.starts_with("product.")));
        let customer: Vec<usize> = of_customer().map(|(at, _)| at).chain(cells.columns.person.iter().copied()).collect();
        let heading = of_order.map(|(at, _)| at).chain(customer.iter().copied()).chain(cancelled_at).chain(kind_at).collect();
        Self {
            discount,
            whole,
            shopify: is_shopify(headers),
            cancelled_at,
            kind_at,
            current: None,
            before: None,
            heading_columns: heading,
            words: Vec::new(),
            customers: Mentions::new(customer),
            products: Mentions::new(of_product.map(|(at, _)| at).collect()),
            classes: HashMap::new(),
            unknown: Vec::new(),
        }
    }

    pub(super) fn line(&mut self, cells: &mut Cells, row: &RawRow) -> Refused<OrderLineRecord> {
        let heading = self.shared_heading(cells, row)?;
        let product = self.products.of(cells, row, directory::product)?;
        let Some(quantity) = cells.strict_number(row, "line.qty")?.map(|it| it.value) else {
            return Err(missing(row, "line.qty"));
        };
        let price = price(cells, row)?;
        let figures = self.figures(cells, row, quantity, price)?;
        let rounded = |value: Option<Decimal>| value.and_then(Decimal::to_money);
        let too_large = |field| Rejected { row: row.number, reason: "bad_number", field: Some(field), value: None };
        Ok(OrderLineRecord {
            row: row.number,
            heading,
            product,
            quantity: quantity.to_quantity().ok_or_else(|| too_large("line.qty"))?,
            price: rounded(price),
            discount: figures.discount,
            amount: figures.amount,
            unit_cost: rounded(cells.value(row, "line.cost")?),
            cost_total: rounded(cells.value(row, "line.cost_total")?),
            comment: cells.text(row, "order.comment"),
            closes_order: false,
        })
    }

    /// The heading of a row, the same one for rows that give it in the same words one after another.
    fn shared_heading(&mut self, cells: &mut Cells, row: &RawRow) -> Refused<Arc<OrderHeading>> {
        let may_repeat = write_key(&mut self.words, row, &self.heading_columns);
        if let Some((words, heading)) = &self.before
            && may_repeat
            && *words == self.words
        {
            return Ok(Arc::clone(heading));
        }
        let mut before = self.before.take();
        let n_findings = cells.findings.count();
        let heading = self.heading(cells, row);
        self.remember(&heading);
        let moment = heading.moment?;
        let heading = Arc::new(OrderHeading {
            number: heading.number,
            date: moment.date,
            minute: moment.minute,
            customer: heading.customer,
            status: heading.status,
            class: heading.class,
            manager: heading.manager,
        });
        // What gave a finding is told of in every row.
        if may_repeat && cells.findings.count() == n_findings {
            let words = before.take().map(|it| it.0).unwrap_or_default();
            self.before = Some((std::mem::replace(&mut self.words, words), Arc::clone(&heading)));
        }
        Ok(heading)
    }

    /// Warnings about the whole table.
    pub(super) fn finish(&self, cells: &mut Cells) {
        if !self.unknown.is_empty() {
            cells.findings.warn("unknown_status", [("statuses", self.unknown.join(", "))]);
        }
    }

    /// Lines of one order mostly say the same of it.
    fn remember(&mut self, heading: &Heading) {
        // Nothing is carried on from a row without a number.
        let Some(current) = self.current.as_mut().filter(|_| heading.number.is_some()) else {
            self.current = heading.number.is_some().then(|| heading.clone());
            return;
        };
        if current != heading {
            *current = heading.clone();
        }
    }

    fn heading(&mut self, cells: &mut Cells, row: &RawRow) -> Heading {
        let written = cells.text(row, "order.no");
        let document = written.as_deref().and_then(|it| documents::parse(it, style(cells)));
        let number = document.as_ref().map(|it| it.number.clone()).or(written).or_else(|| self.whole.number.clone());
        let date_is_empty = cells.find("order.date").is_none_or(|at| is_empty(cell(row, at)));
        let Ok(customer) = self.customers.of(cells, row, |cells, row| {
            let mut customer = directory::customer(cells, row);
            customer.name = customer.name.or_else(|| self.whole.customer.clone());
            Ok::<_, Infallible>(customer)
        });
        // The next line of the same order: its number again, or nothing at all where the heading stands.
        let current = self.current.take();
        let above = current.as_ref().filter(|it| match &number {
            Some(number) => it.number.as_ref() == Some(number),
            None => {
                let nobody = CustomerRecord { row: customer.row, ..CustomerRecord::default() };
                it.number.is_some() && date_is_empty && *customer == nobody
            }
        });
        let moment = match cells.strict_moment(row, "order.date") {
            Err(refused) => Err(refused),
            Ok(Some(moment)) => Ok(moment),
            Ok(None) => match (above, document.as_ref(), self.whole.undated) {
                (_, Some(document), _) => Ok(document.moment),
                (Some(above), ..) => above.moment.clone().map_err(|_| missing(row, "order.date")),
                (None, None, Some(date)) => Ok(Moment { date, minute: None }),
                _ => Err(missing(row, "order.date")),
            },
        };
        let status = cells.text(row, "order.status");
        let is_told = above.is_some_and(|it| it.status.is_some());
        let mut class = self.class(cells, row, (status.as_deref(), is_told));
        let kind = self.kind_at.and_then(|at| text(cell(row, at)));
        if kind.as_deref().is_some_and(documents::is_return) || document.is_some_and(|it| it.is_return) || self.whole.is_return {
            class = StatusClass::Return;
        }
        let manager = cells.text(row, "order.manager");
        let heading = match above {
            None => Heading { number, moment, customer, status, class, manager },
            Some(above) => Heading {
                number: number.or_else(|| above.number.clone()),
                moment,
                customer: carried(customer, &above.customer),
                // «Продаж» and «Повернення» may stand in one order.
                class: if status.is_some() || kind.is_some() { class } else { above.class },
                status: status.or_else(|| above.status.clone()),
                manager: manager.or_else(|| above.manager.clone()),
            },
        };
        self.current = current;
        heading
    }

    /// `is_told`: an earlier line of the order has its status.
    fn class(&mut self, cells: &mut Cells, row: &RawRow, (status, is_told): (Option<&str>, bool)) -> StatusClass {
        if self.cancelled_at.is_some_and(|at| !is_empty(cell(row, at))) {
            return StatusClass::Cancelled;
        }
        let Some(status) = status else {
            if cells.has("order.status") && !self.shopify && !is_told {
                cells.findings.note("status_empty", row.number);
            }
            return StatusClass::Done;
        };
        let known = match self.classes.get(status) {
            Some(known) => *known,
            None => {
                let class = statuses::class(status);
                self.classes.insert(status.to_owned(), class);
                if class.is_none() && self.unknown.len() < 20 {
                    self.unknown.push(status.to_owned());
                }
                class
            }
        };
        match known {
            // In a shop's export the word is about money, not about delivery.
            Some(StatusClass::Open) if self.shopify && status.eq_ignore_ascii_case("paid") => StatusClass::Done,
            known => known.unwrap_or_default(),
        }
    }

    fn figures(&self, cells: &mut Cells, row: &RawRow, quantity: Decimal, price: Option<Decimal>) -> Refused<Figures> {
        let discount = cells.number(row, "line.discount")?;
        let full = price.and_then(|it| it.times(quantity));
        let net = full.and_then(|full| self.discount.net(full, discount));
        let off =
            full.zip(net).and_then(|(full, net)| full.minus(net)).and_then(Decimal::to_money).filter(|it| *it != Money::ZERO);
        let written = cells.strict_number(row, "line.amount")?.and_then(|it| it.value.to_money());
        // Goods that went back bring their money back with them.
        let written = written.map(|it| if quantity.is_negative() { -it.abs() } else { it });
        let computed = net.and_then(Decimal::to_money);
        let amount = match (written, computed) {
            (Some(written), Some(computed)) => {
                if differs(written, computed) {
                    cells.findings.note("amount_differs", row.number);
                }
                written
            }
            (Some(written), None) => written,
            (None, Some(computed)) => {
                if cells.has("line.amount") {
                    cells.findings.note("amount_computed", row.number);
                }
                computed
            }
            (None, None) => return Err(missing(row, if cells.has("line.amount") { "line.amount" } else { "line.price" })),
        };
        Ok(Figures { amount, discount: off })
    }
}

/// The customer of the order, where a later line names nobody or only repeats an address of theirs.
fn carried(own: Arc<CustomerRecord>, above: &Arc<CustomerRecord>) -> Arc<CustomerRecord> {
    if own.code.is_some() || own.name.is_some() || own.tax_id.is_some() {
        return own;
    }
    let adds = |own: &Option<String>, above: &Option<String>| own.is_some() && own != above;
    if !adds(&own.email, &above.email) && !adds(&own.phone, &above.phone) {
        return Arc::clone(above);
    }
    let (email, phone) = (own.email.clone().or(above.email.clone()), own.phone.clone().or(above.phone.clone()));
    Arc::new(CustomerRecord { row: own.row, email, phone, ..CustomerRecord::clone(above) })
}

struct Figures {
    amount: Money,
    discount: Option<Money>,
}

/// An unreadable price matters only where the amount would be made of it.
fn price(cells: &mut Cells, row: &RawRow) -> Refused<Option<Decimal>> {
    let amount_is_there = cells.find("line.amount").is_some_and(|at| !is_empty(cell(row, at)));
    let price: Option<Number> =
        if amount_is_there { cells.number(row, "line.price")? } else { cells.strict_number(row, "line.price")? };
    Ok(price.map(|it| it.value))
}

fn style(cells: &Cells) -> DateStyle {
    DateStyle { month_first: false, unix: false, timezone: cells.context.timezone }
}

/// The number of the order that a row names.
pub(super) fn number(cells: &Cells, row: &RawRow) -> Option<String> {
    let written = cells.text(row, "order.no")?;
    let number = documents::parse(&written, style(cells)).map_or(written, |it| it.number);
    // As it will be stored.
    Some(if number.contains('\0') { number.replace('\0', "") } else { number })
}

/// Whether the numbers of this table are documents that carry their date («Реалізація … від 03.08.2026»).
pub(super) fn dated_by_document(cells: &Cells, rows: &[RawRow]) -> bool {
    let Some(at) = cells.columns.find("order.no") else { return false };
    let documents = rows.iter().map(|row| cell(row, at)).filter(|it| !is_empty(it)).take(50);
    let (mut all, mut dated) = (0, 0);
    for document in documents {
        all += 1;
        dated += usize::from(matches!(document, RawCell::Text(text) if documents::parse(text, style(cells)).is_some()));
    }
    all > 0 && dated * 2 > all
}

/// The fault of a row that could not be read at all.
pub(super) fn faulty(row: &RawRow) -> Option<Rejected> {
    let reason = row.fault?;
    Some(Rejected { row: row.number, reason, field: None, value: None })
}
