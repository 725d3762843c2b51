//! Which column is which field, for one kind of table.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::imports::records::{Confidence, Entity};
use crate::imports::sheets::RawRow;
use crate::imports::values::numbers::{Kind, NumberStyle};
use crate::imports::values::{dates, is_empty, numbers};

use super::normalize::{Conversion, Header};
use super::vocabulary::{self, Field, Words};

/// Headers of a table with the fields they were found to be.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub headers: Vec<Header>,
    /// By column; `None` is not mapped.
    pub fields: Vec<Option<Field>>,
    /// By column: how sure its field is.
    pub confidence: Vec<Confidence>,
    /// Columns that together name a person: read where no firm is named, or where nothing else names the customer.
    pub person: Vec<usize>,
}

impl Columns {
    pub(super) fn find(&self, field: Field) -> Option<usize> {
        self.fields.iter().position(|it| *it == Some(field))
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.find(field).is_some()
    }

    pub(super) fn has_any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|it| self.has(it))
    }

    pub(super) fn count(&self) -> usize {
        self.fields.iter().flatten().count()
    }

    /// Adds a column behind the last one: what a layout says beside its cells.
    pub(super) fn push(&mut self, header: Header, field: Field, confidence: Confidence) {
        self.headers.push(header);
        self.fields.push(Some(field));
        self.confidence.push(confidence);
    }

    /// Takes a field away from whichever column has it.
    pub(super) fn drop(&mut self, field: Field) {
        self.fields.iter_mut().filter(|it| **it == Some(field)).for_each(|it| *it = None);
    }

    /// Headers of which nothing is known yet.
    pub(super) fn unmapped(headers: &[Header]) -> Self {
        let n = headers.len();
        Self { headers: headers.to_vec(), fields: vec![None; n], confidence: vec![Confidence::Sure; n], person: Vec::new() }
    }

    pub(super) fn rename(&mut self, from: Field, to: Field) {
        self.fields.iter_mut().filter(|it| **it == Some(from)).for_each(|it| *it = Some(to));
    }
}

/// Every known field id, as contracts and `--map` write it.
pub fn known_field(name: &str) -> Option<Field> {
    Entity::ALL.into_iter().flat_map(vocabulary::words).map(|(field, _)| *field).find(|field| *field == name)
}

/// Finds the fields of one kind of table. `forced` are decisions of the person and win; an unknown field there means "leave it out".
pub(super) fn assign(headers: &[Header], entity: Entity, rows: &[RawRow], forced: &[(String, String)]) -> Columns {
    let shopify = entity == Entity::Orders && is_shopify(headers);
    let words = if shopify { vocabulary::SHOPIFY } else { vocabulary::words(entity) };
    let mut columns = Columns::unmapped(headers);
    let mut settled = vec![false; headers.len()];
    for (header, field) in forced {
        let asked = Header::new(header);
        if let Some(at) = headers.iter().position(|it| it.shown == *header).or_else(|| position(headers, &asked)) {
            let (field, conversion) = field.split_once(':').unwrap_or((field, ""));
            columns.fields[at] = known_field(field);
            columns.headers[at].conversion = Conversion::ALL.into_iter().find(|it| it.id() == conversion);
            settled[at] = true;
        }
    }
    let mut candidates: Vec<(u32, usize, Field)> = Vec::new();
    for (at, header) in headers.iter().enumerate().filter(|(at, _)| !settled[*at]) {
        for (rank, field) in matches(header, words, shopify).into_iter().filter(|it| may_be(header, it.1)) {
            candidates.push((rank + penalty(rows, at, field, header), at, field));
        }
    }
    candidates.sort_unstable();
    for (rank, at, field) in candidates {
        if columns.fields[at].is_none() && !columns.has(field) {
            columns.fields[at] = Some(field);
            columns.confidence[at] = match rank {
                0..TYPO => Confidence::Sure,
                TYPO..UNFIT => Confidence::Likely,
                UNFIT.. => Confidence::Unsure,
            };
        }
    }
    if shopify {
        let name = headers.iter().position(|it| it.words == "billing name");
        columns.person = name.filter(|at| columns.fields[*at].is_none()).into_iter().collect();
    } else if matches!(entity, Entity::Customers | Entity::Orders) {
        name_in_parts(&mut columns, headers, &settled);
    }
    columns
}

/// «Продано, грн» is money, «Продано» alone counts pieces.
fn may_be(header: &Header, field: Field) -> bool {
    match field {
        "line.qty" => header.currency.is_none(),
        "line.amount" => header.words != "продано" || header.currency.is_some(),
        _ => true,
    }
}

/// «Прізвище» and «Ім'я» in columns of their own.
fn name_in_parts(columns: &mut Columns, headers: &[Header], settled: &[bool]) {
    const FIRST: &[&str] = &["first name", "ім'я", "имя", "billing first name", "firstname"];
    const LAST: &[&str] = &["last name", "прізвище", "фамилия", "billing last name", "lastname", "surname"];
    const MIDDLE: &[&str] = &["по батькові", "отчество", "second name", "middle name"];
    let is = |at: usize, words: &[&str]| !settled[at] && words.contains(&headers[at].words.as_str());
    let find = |words: &[&str]| (0..headers.len()).find(|at| is(*at, words));
    let (Some(first), Some(last)) = (find(FIRST), find(LAST)) else { return };
    let mut parts: Vec<usize> = [Some(first), Some(last), find(MIDDLE)].into_iter().flatten().collect();
    parts.sort_unstable();
    if !columns.has("customer.name") {
        columns.fields[parts[0]] = Some("customer.name");
    }
    columns.person = parts;
}

/// Whether the header is a known word for something, in any kind of table.
pub(super) fn is_known(header: &Header) -> bool {
    // Asked of every cell of a sheet that could begin a table.
    static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
        let known = Entity::ALL.into_iter().flat_map(|it| ranked(vocabulary::words(it))).map(|(_, _, word)| word);
        known.chain(vocabulary::NEVER.iter().copied()).collect()
    });
    !header.words.is_empty() && (WORDS.contains(header.words.as_str()) || known_field(&header.shown).is_some())
}

/// Whether the header resembles a known word closely enough to be one: exact, a typo away, or with neutral words beside.
pub(super) fn resembles_known(header: &Header) -> bool {
    is_known(header) || Entity::ALL.into_iter().any(|entity| !matches(header, vocabulary::words(entity), false).is_empty())
}

pub(super) fn is_shopify(headers: &[Header]) -> bool {
    headers.iter().filter(|it| it.words.starts_with("lineitem ")).count() >= 2
}

/// Whether a person who wrote `said` means the column that is shown so.
pub fn is_header(shown: &str, said: &str) -> bool {
    shown == said || position(&[Header::new(shown)], &Header::new(said)).is_some()
}

fn position(headers: &[Header], asked: &Header) -> Option<usize> {
    headers.iter().position(|it| it.words == asked.words && !it.words.is_empty())
}

const TYPO: u32 = 1_000;
const AFFIX: u32 = 2_000;
const UNFIT: u32 = 10_000;

fn matches(header: &Header, words: &[Words], exact_only: bool) -> Vec<(u32, Field)> {
    if header.words.is_empty() || vocabulary::NEVER.contains(&header.words.as_str()) || header.says_why_rejected() {
        return Vec::new();
    }
    let found: Vec<_> = exact(header, words).collect();
    // A word that is exactly something else is not a typo of ours.
    if !found.is_empty() || exact_only || is_known(header) {
        return found;
    }
    let found: Vec<_> =
        ranked(words).filter(|(_, _, word)| is_typo(&header.words, word)).map(|(n, field, _)| (TYPO + n, field)).collect();
    if !found.is_empty() {
        return found;
    }
    ranked(words)
        .filter_map(|(n, field, word)| {
            let rest = beside(&header.words, word)?;
            let neutral = rest.split(' ').all(|it| vocabulary::NEUTRAL.contains(&it));
            neutral.then(|| (AFFIX + n + 50 * rest.split(' ').count() as u32, field))
        })
        .collect()
}

/// A known word, or the id of a field itself: so exports write their headers.
fn exact<'a>(header: &'a Header, words: &'a [Words]) -> impl Iterator<Item = (u32, Field)> + 'a {
    let ids = words.iter().filter(|(field, _)| *field == header.shown).map(|(field, _)| (0, *field));
    ids.chain(ranked(words).filter(|(_, _, word)| *word == header.words).map(|(n, field, _)| (n, field)))
}

fn ranked<'a>(words: &'a [Words]) -> impl Iterator<Item = (u32, Field, &'static str)> + 'a {
    words.iter().flat_map(|(field, list)| list.iter().zip(0u32..).map(move |(word, n)| (n, *field, *word)))
}

fn is_typo(header: &str, word: &str) -> bool {
    // One letter more or less is four bytes at most.
    if header.len().abs_diff(word.len()) > 4 {
        return false;
    }
    let length = header.chars().count();
    length >= 5
        && length.abs_diff(word.chars().count()) <= 1
        && !header.bytes().any(|it| it.is_ascii_digit())
        && header.split(' ').count() == word.split(' ').count()
        && strsim::osa_distance(header, word) <= 1
}

/// What is left of a header when a known word stands at its start or end.
fn beside<'a>(header: &'a str, word: &str) -> Option<&'a str> {
    let after = header.strip_prefix(word).and_then(|it| it.strip_prefix(' '));
    after.or_else(|| header.strip_suffix(word).and_then(|it| it.strip_suffix(' ')))
}

/// Whether a column is filled with values such as the field has.
pub(super) fn fits(rows: &[RawRow], at: usize, field: Field) -> bool {
    let (filled, fit) = fitting(rows, at, field, false);
    let figures = fitting(rows, at, "line.amount", false).1;
    // A column of figures names nothing.
    filled > 0 && fit * 5 >= filled * 4 && (kind(field) != FieldKind::Text || figures * 2 < filled)
}

/// A column that holds nothing, or nothing of its kind, only gets the field when no other wants it.
fn penalty(rows: &[RawRow], at: usize, field: Field, header: &Header) -> u32 {
    let (filled, fit) = fitting(rows, at, field, header.in_thousands);
    if rows.is_empty() || fit * 2 >= filled.max(1) { 0 } else { UNFIT }
}

/// Filled cells of a column, and those that can be read as the field.
fn fitting(rows: &[RawRow], at: usize, field: Field, in_thousands: bool) -> (u32, u32) {
    let (mut filled, mut fit) = (0u32, 0u32);
    let style = NumberStyle::plain(in_thousands);
    for cell in rows.iter().filter_map(|row| row.cells.get(at)).filter(|cell| !is_empty(cell)).take(200) {
        filled += 1;
        let fits = match kind(field) {
            FieldKind::Text => true,
            FieldKind::Number => numbers::read(cell, style).is_ok(),
            FieldKind::Date => {
                let style = dates::DateStyle { month_first: false, unix: true, timezone: chrono_tz::UTC };
                dates::read(cell, style).is_ok()
            }
        };
        fit += u32::from(fits);
    }
    (filled, fit)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FieldKind {
    Text,
    Number,
    Date,
}

pub(super) fn kind(field: Field) -> FieldKind {
    match field {
        "line.qty"
        | "line.price"
        | "line.amount"
        | "line.discount"
        | "line.cost"
        | "line.cost_total"
        | "stock.on_hand"
        | "stock.unit_cost"
        | "product.price"
        | "product.cost"
        | "product.lead_time_days"
        | "deal.amount"
        | "deal.probability" => FieldKind::Number,
        "order.date"
        | "stock.date"
        | "deal_event.date"
        | "deal.created_at"
        | "deal.closed_at"
        | "customer.created_at"
        | "product.created_at" => FieldKind::Date,
        _ => FieldKind::Text,
    }
}

/// What an undecided number of this field most likely is.
pub(super) fn number_kind(field: Field) -> Kind {
    match field {
        "line.qty" | "stock.on_hand" | "product.lead_time_days" => Kind::Quantity,
        "deal.probability" => Kind::Percent,
        _ => Kind::Money,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(entity: Entity, headers: &[&str]) -> String {
        let headers: Vec<Header> = headers.iter().map(|it| Header::new(it)).collect();
        let columns = assign(&headers, entity, &[], &[]);
        columns.fields.iter().map(|it| it.unwrap_or("-")).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn the_vocabulary_is_normalized() {
        for entity in Entity::ALL {
            for (_, field, word) in ranked(vocabulary::words(entity)) {
                assert_eq!(Header::new(word).words, word, "{field}");
            }
        }
        for word in vocabulary::NEVER.iter().chain(vocabulary::FOREIGN) {
            assert_eq!(&Header::new(word).words, word);
        }
    }

    #[test]
    fn columns_find_their_fields() {
        use Entity::*;
        for (entity, headers, expected) in [
            (
                Orders,
                "order_no,date,customer_code,sku,qty,price,discount_pct,amount,cost,status",
                "order.no order.date customer.code product.sku line.qty line.price line.discount line.amount line.cost order.status",
            ),
            (
                Orders,
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
                "order.no product.sku product.name line.qty order.date line.price customer.code customer.region",
            ),
            (
                Orders,
                "№ замовлення,Дата,Покупець,Артикyл,Кілкість,Продажі Сума,Сума ПДВ,Загальна вартість замовлення,№ п/п",
                "order.no order.date customer.name product.sku line.qty line.amount - - -",
            ),
            (
                Customers,
                "Customer ID,Company,City,Country,Segment,Account manager",
                "customer.code customer.name customer.city customer.region customer.type customer.manager",
            ),
            (
                Customers,
                "code,name,edrpou,phone,email,city,type,manager,created_at",
                "customer.code customer.name customer.tax_id customer.phone customer.email customer.city customer.type \
                 customer.manager customer.created_at",
            ),
            (
                Products,
                "SKU,Наименование,Group,Бренд,Собівартість (USD),Lead time (days)",
                "product.sku product.name product.category product.brand product.cost product.lead_time_days",
            ),
            (
                Products,
                "Код_товару,Назва_позиції,Назва_позиції_укр,Ціна,Валюта,Номер_групи,Назва_групи,Виробник",
                "product.sku product.name - product.price - - product.category product.brand",
            ),
            (
                Stock,
                "Counted on,Location,SKU,Available,Unit cost USD",
                "stock.date stock.warehouse product.sku stock.on_hand stock.unit_cost",
            ),
            (
                Deals,
                "ID,Стадія угоди,Назва угоди,Тип,Сума,Валюта,Компанія,Контакт,Відповідальний,Дата створення,Дата завершення,Закрита",
                "deal.id deal.stage deal.title - deal.amount - customer.name - deal.manager deal.created_at deal.closed_at -",
            ),
            (DealEvents, "deal_id,date,from_stage,to_stage", "deal.id deal_event.date deal_event.from_stage deal_event.to_stage"),
            (
                Orders,
                "Name,Email,Financial Status,Subtotal,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Customer ID",
                "order.no customer.email order.status - - order.date line.qty product.name line.price product.sku customer.name customer.code",
            ),
        ] {
            let headers: Vec<&str> = headers.split(',').collect();
            assert_eq!(fields(entity, &headers), expected);
        }
    }
}
