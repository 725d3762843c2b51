//! The programs people export from, recognized by the shape of their tables.

use crate::imports::records::Entity;
use crate::imports::sheets::{RawCell, Sheet};

use super::header::SEARCHED;
use super::normalize::Header;

/// An export is told by headers that no other program writes together.
struct Shape {
    source: &'static str,
    entity: Entity,
    /// Normalized headers that must all be there.
    all: &'static [&'static str],
    /// Of these at least two.
    two_of: &'static [&'static str],
}

const SHAPES: &[Shape] = &[
    Shape {
        source: "Shopify",
        entity: Entity::Orders,
        all: &["name", "lineitem name", "lineitem quantity", "lineitem price"],
        two_of: &["financial status", "fulfillment status", "lineitem sku", "paid at"],
    },
    Shape {
        source: "Shopify",
        entity: Entity::Products,
        all: &["handle", "title"],
        two_of: &["variant sku", "variant price", "variant inventory qty", "vendor"],
    },
    Shape {
        source: "WooCommerce",
        entity: Entity::Products,
        all: &["id", "name"],
        two_of: &["regular price", "in stock?", "in stock", "published", "visibility in catalog", "is featured?", "is featured"],
    },
    Shape {
        source: "WooCommerce",
        entity: Entity::Orders,
        all: &["status"],
        two_of: &["billing company", "billing email", "order total", "item name", "line items", "billing first name", "order id"],
    },
    Shape {
        source: "Prom",
        entity: Entity::Products,
        all: &[],
        two_of: &[
            "код товару",
            "назва позиції",
            "код товара",
            "название позиции",
            "унікальний ідентифікатор",
            "уникальный идентификатор",
            "номер групи",
            "номер группы",
        ],
    },
    Shape {
        source: "Horoshop",
        entity: Entity::Products,
        all: &["артикул"],
        two_of: &[
            "родительский артикул",
            "батьківський артикул",
            "название модификации ua",
            "назва модифікації ua",
            "название ua",
            "назва ua",
            "раздел",
            "розділ",
        ],
    },
    Shape {
        source: "Poster",
        entity: Entity::Orders,
        all: &[],
        two_of: &["валовий оборот", "валовой оборот", "модифікація", "модификация", "gross turnover"],
    },
    Shape {
        source: "Bitrix24",
        entity: Entity::Deals,
        all: &[],
        two_of: &["стадія угоди", "стадия сделки", "назва угоди", "название сделки", "stage id", "assigned by id", "opportunity"],
    },
    Shape {
        source: "Bitrix24",
        entity: Entity::Orders,
        all: &[],
        two_of: &["стадія угоди", "стадия сделки", "назва угоди", "название сделки", "stage id", "opportunity"],
    },
];

/// The program a table comes from, as it calls itself.
pub(super) fn recognize(entity: Entity, headers: &[Header], sheet: &Sheet) -> Option<&'static str> {
    let has = |word: &&str| headers.iter().any(|it| it.words == **word);
    let shape = SHAPES.iter().find(|shape| {
        shape.entity == entity && shape.all.iter().all(has) && shape.two_of.iter().filter(|it| has(it)).count() >= 2
    });
    shape.map(|it| it.source).or_else(|| by_values(headers, sheet)).or_else(|| by_sheet(sheet))
}

/// Order exports whose headers are everybody's, but whose statuses and columns are their own.
fn by_values(headers: &[Header], sheet: &Sheet) -> Option<&'static str> {
    const ROZETKA: &[&str] = &[
        "нове замовлення",
        "обробляється менеджером",
        "дані підтверджені",
        "передано до служби доставки",
        "замовлення виконано",
        "тестове замовлення",
    ];
    let has = |words: &[&str]| headers.iter().any(|it| words.contains(&it.words.as_str()));
    if has(&["id источника", "id джерела", "джерело", "источник"]) && has(&["воронка", "статус оплати", "теги", "менеджер"])
    {
        return Some("KeyCRM");
    }
    let status = headers.iter().position(|it| matches!(it.words.as_str(), "статус" | "статус замовлення"))?;
    let mut rozetka = sheet.rows.iter().take(300).filter_map(|row| match row.cells.get(status)? {
        RawCell::Text(text) => Some(text.trim().to_lowercase()),
        _ => None,
    });
    if rozetka.any(|it| ROZETKA.contains(&it.as_str()) || it.starts_with("відміна.")) {
        return Some("Rozetka");
    }
    let prom = has(&["номер замовлення", "номер заказа"])
        && has(&["загальна вартість замовлення", "загальна вартість", "общая стоимость заказа", "общая стоимость"]);
    prom.then_some("Prom")
}

/// 1C and BAS save reports under a name of their own, with parameters above the table.
fn by_sheet(sheet: &Sheet) -> Option<&'static str> {
    const PARAMETERS: &[&str] = &[
        "параметри:",
        "параметры:",
        "відбір:",
        "отбор:",
        "показники:",
        "показатели:",
        "групування:",
        "группировки:",
        "группировка:",
        "сортування:",
        "сортировка:",
    ];
    let parameters = sheet.rows.iter().take(SEARCHED).filter_map(|row| row.cells.first()).any(|cell| match cell {
        RawCell::Text(text) => PARAMETERS.contains(&text.trim().to_lowercase().as_str()),
        _ => false,
    });
    (parameters || sheet.name.as_deref() == Some("TDSheet")).then_some("1C/BAS")
}
