//! What a table is about: decided from the set of fields each kind of table would find in it.

use crate::imports::records::Entity;
use crate::imports::sheets::RawRow;
use crate::names::fold;

use super::columns::{self, Columns};
use super::normalize::Header;
use super::vocabulary::{self, Field};

/// What is known about a table.
#[derive(Debug)]
pub(super) enum Decision {
    Is(Entity, Columns),
    /// It is like a table of this kind but lacks something without which no row can be read.
    Lacks(Box<Lack>),
    /// Could be customers as well as products.
    Unclear,
    Unknown,
}

/// What a table lacks: the code of the question, the missing field, and the columns as far as they are known.
#[derive(Debug)]
pub(super) struct Lack {
    pub code: &'static str,
    pub field: Field,
    pub entity: Entity,
    pub columns: Columns,
}

/// Decides the kind of a table. `names` are the names of file and sheet: they settle doubtful cases only, as does a title
/// that says it counts stock.
pub(super) fn decide(
    headers: &[Header],
    rows: &[RawRow],
    (names, counts_stock): (&str, bool),
    forced: Option<Entity>,
    maps: &[(String, String)],
) -> Decision {
    let assign = |entity| columns::assign(headers, entity, rows, maps);
    if let Some(entity) = forced {
        return complete(entity, assign(entity));
    }
    let first = headers.iter().find(|it| !it.words.is_empty()).map(|it| it.words.as_str()).unwrap_or_default();
    if vocabulary::FOREIGN.contains(&first) {
        return Decision::Unknown;
    }

    let events = assign(Entity::DealEvents);
    if events.has("deal_event.to_stage") && events.has("deal_event.date") {
        return complete(Entity::DealEvents, events);
    }
    let orders = assign(Entity::Orders);
    let sold =
        orders.has_any(&["product.sku", "product.name", "product.barcode"]) && orders.has_any(&["line.qty", "line.amount"]);
    let deals = assign(Entity::Deals);
    // A deal of several goods comes as several rows with its stage: nothing is sold yet by that.
    let of_deals =
        headers.iter().any(|it| ["стадія угоди", "стадия сделки", "deal stage", "stage id"].contains(&it.words.as_str()));
    let staged = headers.iter().any(|it| DEAL_WORDS.iter().any(|word| it.words.contains(word)));
    if deals.has("deal.stage")
        && staged
        && deals.has_any(&["deal.title", "deal.id"])
        && (of_deals || !(sold && orders.has("line.qty")))
    {
        return complete(Entity::Deals, deals);
    }
    let stock = assign(Entity::Stock);
    let counted = stock.has("stock.on_hand") && stock.has_any(&["product.sku", "product.name", "product.barcode"]);
    let products = assign(Entity::Products);
    let described =
        products.has_any(&["product.price", "product.category", "product.brand", "product.supplier", "product.lead_time_days"]);
    let dated = orders.has("order.date");
    // «Залишок» is told from «Кількість» by the word itself: the latter is sold as often as it lies in stock.
    let stock_word =
        headers.iter().any(|it| STOCK_WORDS.iter().any(|word| it.words.starts_with(word) || it.words.ends_with(word)));
    let placed = stock.has("stock.warehouse") && !orders.has_any(&["line.amount", "customer.name", "customer.code", "order.no"]);

    // Revenue is of what was sold, even where nothing dates it.
    let earned =
        orders.find("line.amount").is_some_and(|at| REVENUE_WORDS.iter().any(|word| orders.headers[at].words.starts_with(word)));
    if sold && earned && orders.has("line.qty") && !dated && !stock_word {
        return complete(Entity::Orders, orders);
    }
    if counted && (placed || (stock_word && !orders.has_any(&["line.amount", "customer.name", "customer.code"]))) {
        if products.has("product.price") && !stock.has_any(&["stock.warehouse", "stock.date"]) {
            return complete(Entity::Products, products);
        }
        return complete(Entity::Stock, stock);
    }
    // «№» counts the rows of a stock list, and its price is no sale.
    if counted && counts_stock && !dated && !orders.has_any(&["customer.name", "customer.code"]) {
        return complete(Entity::Stock, stock);
    }
    let ordered = orders.has_any(&["order.no", "customer.name", "customer.code"]) || dated;
    if sold && ordered && orders.has_any(&["line.qty", "line.amount"]) && (dated || orders.has_any(&["line.qty"])) {
        return complete(Entity::Orders, orders);
    }
    if counted && (hints(names, STOCK_NAMES) || (!described && stock.has("stock.unit_cost") && !hints(names, PRODUCT_NAMES))) {
        return complete(Entity::Stock, stock);
    }
    let customers = assign(Entity::Customers);
    let reachable =
        customers.has_any(&["customer.tax_id", "customer.phone", "customer.email", "customer.city", "customer.address"]);
    let goods = products.has_any(&[
        "product.price",
        "product.cost",
        "product.barcode",
        "product.brand",
        "product.unit",
        "product.lead_time_days",
    ]) || headers
        .iter()
        .any(|it| matches!(it.words.as_str(), "sku" | "артикул" | "товар" | "номенклатура" | "product" | "product name"));
    let person = customers.has("customer.name");
    // Quantities with amounts are sold, whoever bought them: the day may stand above the table.
    if sold && orders.has("line.qty") && orders.has("line.amount") && !orders.has_any(&["product.brand"]) {
        return complete(Entity::Orders, orders);
    }
    if goods && products.has_any(&["product.sku", "product.name"]) && !(reachable && customers.has("customer.tax_id")) {
        // Who bought and when are no traits of a product: what is left of such a table would only look well read.
        if dated && orders.has_any(&["customer.name", "customer.code"]) && !products.has("product.created_at") {
            return complete(Entity::Orders, orders);
        }
        if !described && unread_figures(&products, rows) >= 2 {
            return Decision::Unknown;
        }
        return complete(Entity::Products, products);
    }
    let figures = orders.has_any(&["line.amount", "line.qty"]);
    if person && !reachable && unread_figures(&customers, rows) >= 2 {
        return Decision::Unknown;
    }
    if person && !figures && (reachable || customers.has_any(&["customer.manager", "customer.type"]) && customer_word(headers)) {
        return complete(Entity::Customers, customers);
    }
    let (like_customers, like_products) = (person && !figures, products.has_any(&["product.sku", "product.name"]));
    if figures && (dated || orders.has("order.no")) {
        return complete(Entity::Orders, orders);
    }
    if like_products && (hints(names, PRODUCT_NAMES) || products.has("product.category")) {
        return complete(Entity::Products, products);
    }
    if like_customers && (hints(names, CUSTOMER_NAMES) || customer_word(headers)) {
        return complete(Entity::Customers, customers);
    }
    if like_customers && like_products { Decision::Unclear } else { Decision::Unknown }
}

/// Columns with a header of their own that hold figures and that nobody would read.
fn unread_figures(columns: &Columns, rows: &[RawRow]) -> usize {
    let named = |at: &usize| columns.fields[*at].is_none() && !columns.headers[*at].shown.is_empty();
    let counts = |at: &usize| columns.headers[*at].words != "№" && columns::fits(rows, *at, "line.amount");
    (0..columns.headers.len()).filter(|at| named(at) && counts(at)).count()
}

/// A table without these columns cannot give a single record.
pub(super) fn complete(entity: Entity, columns: Columns) -> Decision {
    let product = &["product.sku", "product.name", "product.barcode"];
    let lacks = match entity {
        Entity::Customers
            if !columns.has_any(&["customer.name", "customer.code", "customer.tax_id", "customer.phone", "customer.email"]) =>
        {
            ("no_customer", "customer.name")
        }
        Entity::Products if !columns.has_any(product) => ("no_product", "product.name"),
        Entity::Orders if !columns.has_any(product) => ("no_product", "product.name"),
        Entity::Orders if !columns.has("line.qty") => ("no_quantity", "line.qty"),
        Entity::Orders if !columns.has_any(&["line.amount", "line.price"]) => ("no_amount", "line.amount"),
        Entity::Orders if !columns.has_any(&["order.date", "order.no"]) => ("no_date", "order.date"),
        Entity::Stock if !columns.has_any(product) => ("no_product", "product.name"),
        Entity::Stock if !columns.has("stock.on_hand") => ("no_quantity", "stock.on_hand"),
        Entity::Deals if !columns.has("deal.stage") => ("no_stage", "deal.stage"),
        Entity::DealEvents
            if !columns.has("deal.id") || !columns.has("deal_event.to_stage") || !columns.has("deal_event.date") =>
        {
            ("no_stage", "deal_event.to_stage")
        }
        _ => return Decision::Is(entity, columns),
    };
    Decision::Lacks(Box::new(Lack { code: lacks.0, field: lacks.1, entity, columns }))
}

const DEAL_WORDS: &[&str] = &["угод", "стаді", "стадия", "сделк", "deal", "stage", "opportunity", "етап", "этап"];
const STOCK_WORDS: &[&str] =
    &["залишок", "залишки", "остаток", "остатки", "on hand", "available", "наявність", "наличие", "stock"];
const REVENUE_WORDS: &[&str] = &["вируч", "виторг", "оборот", "выруч", "продаж", "сума продаж", "revenue", "turnover", "sales"];
const STOCK_NAMES: &[&str] = &["залиш", "остат", "склад", "stock", "inventory", "zalysh", "інвентар", "инвентар"];
const PRODUCT_NAMES: &[&str] = &["товар", "номенклатур", "прайс", "каталог", "product", "price", "tovar", "goods", "catalog"];
const CUSTOMER_NAMES: &[&str] = &["клієнт", "клиент", "контрагент", "покупц", "customer", "client", "klient", "kontrahent"];

fn hints(names: &str, words: &[&str]) -> bool {
    let folded = fold(names);
    words.iter().any(|word| folded.contains(word))
}

fn customer_word(headers: &[Header]) -> bool {
    headers.iter().any(|it| {
        [
            "клієнт",
            "клиент",
            "контрагент",
            "покуп",
            "замовник",
            "заказчик",
            "customer",
            "client",
            "company",
            "компанія",
            "компания",
            "піб",
            "фио",
        ]
        .iter()
        .any(|word| it.words.contains(word))
    })
}
