//! What a table is by its own words: purchases, transfers, plans and offers have the columns of sales and are none.

use crate::imports::sheets::{RawCell, RawRow, Sheet};
use crate::imports::values::text;
use crate::names::fold;

use super::columns::Columns;
use super::documents;
use super::header::Region;
use super::normalize::Header;

/// The code of the question for a table that says it is no sales.
pub(super) fn other_than_sales(sheet: &Sheet, region: &Region, columns: &Columns) -> Option<&'static str> {
    let titles = titles(sheet, region);
    // A report of sales may speak of purchases too («продажі за цінами закупівлі»), a plan is of sales.
    let sold = titles.iter().any(|it| SALES.iter().any(|word| it.contains(word)));
    let named = titles.iter().find_map(|title| KINDS.iter().find(|kind| kind.1.iter().any(|it| names(title, it))));
    named.map(|it| it.0).filter(|it| !sold || *it == "plan").or_else(|| by_headers(&region.headers, columns).filter(|_| !sold))
}

/// Whether a table is of no trade at all: payments of a bank, people who work, a life's course, taxes.
pub(super) fn is_foreign(sheet: &Sheet, region: &Region) -> bool {
    const TITLES: &[&str] = &[
        "резюме",
        "curriculum",
        "список працівник",
        "список співробітник",
        "штатний розпис",
        "штатное расписание",
        "табель",
        "виписка по",
        "виписка з",
        "банківська виписка",
        "выписка по",
        "bank statement",
        "реєстр виданих податкових",
        "реєстр отриманих податкових",
        "реєстр податкових",
        "реестр налоговых",
        "відомість зарплат",
        "розрахунково-платіжна",
        "відомість нарахуван",
    ];
    const HEADERS: &[&str] = &[
        "посада",
        "должность",
        "job title",
        "оклад",
        "зарплата",
        "дата прийняття",
        "призначення платежу",
        "назначение платежа",
        "дебет",
        "кредит",
        "мфо",
    ];
    let header = |it: &Header| HEADERS.contains(&it.words.as_str());
    titles(sheet, region).iter().any(|it| TITLES.iter().any(|word| it.starts_with(word))) || region.headers.iter().any(header)
}

/// Whether the rows above the table or its sheet say that it counts what lies in stock.
pub(super) fn counts_stock(sheet: &Sheet, region: &Region) -> bool {
    titles(sheet, region).iter().any(|it| STOCK.iter().any(|word| it.starts_with(word)))
}

/// Whether the rows above the table or its sheet say that all its lines came back.
pub(super) fn is_of_returns(above: &[RawRow], sheet: Option<&str>) -> bool {
    let mut titles = above.iter().filter_map(title).chain(sheet.map(str::to_owned));
    titles.any(|it| documents::is_return(&it))
}

const SALES: &[&str] =
    &["продаж", "реаліз", "реализ", "відвантаж", "отгруз", "видатк", "вируч", "виторг", "sales", "повернення від", "возврат от"];

/// Codes of questions with words at the beginning of a title, of a word in it where they begin with a space.
const KINDS: &[(&str, &[&str])] = &[
    (
        "purchases",
        &[
            " закупівл",
            " закупк",
            " закупоч",
            "надходження",
            " надходження товар",
            "поступлени",
            " поступление товар",
            "прибуткова накладна",
            "приходна накладна",
            "приходная накладная",
            "прихідна накладна",
            "прихід товар",
            "приход товар",
            " замовлення постачальник",
            " заказ поставщик",
            " повернення постачальник",
            " возврат поставщик",
            " purchase order",
            "purchases",
        ],
    ),
    ("transfer", &["переміщенн", " переміщення товар", "перемещени", " перемещение товар", "накладна на переміщ", "transfer"]),
    ("write_off", &["списанн", "списани", " акт списан", " акт про списан", "акт на списан", "write off"]),
    ("plan", &["план продаж", "план збут", "план реаліз", "план на", "план по", "бюджет продаж", "sales plan", "sales target"]),
    ("offer", &["комерційна пропозиц", "коммерческое предлож", "кп №", "quotation", "commercial offer"]),
    ("expenses", &["витрати", " витрати за", "расходы", " расходы за", "expenses"]),
];

const STOCK: &[&str] = &[
    "залишки",
    "залишок",
    "остатки",
    "відомість залишк",
    "відомість по залишк",
    "ведомость остатк",
    "інвентариз",
    "инвентариз",
    "stock on hand",
    "inventory",
];

/// «Склад-відправник» where nobody bought; documents with a supplier and without a customer.
fn by_headers(headers: &[Header], columns: &Columns) -> Option<&'static str> {
    let has = |words: &[&str]| headers.iter().any(|it| words.iter().any(|word| it.words.starts_with(word)));
    let nobody = !columns.has_any(&["customer.name", "customer.code", "customer.tax_id", "customer.phone"]);
    if has(&["склад відправник", "склад отправитель", "склад-відправник", "склад-отправитель"]) && nobody
    {
        return Some("transfer");
    }
    let supplied = has(&["постачальник", "поставщик", "supplier", "vendor"]) && columns.has("order.no");
    (supplied && nobody).then_some("purchases")
}

fn names(title: &str, word: &str) -> bool {
    match word.strip_prefix(' ') {
        Some(inner) => title.starts_with(inner) || title.contains(word),
        None => title.starts_with(word),
    }
}

/// What is written above the table, a row each, and the name of its sheet, folded.
fn titles(sheet: &Sheet, region: &Region) -> Vec<String> {
    let above = &sheet.rows[..region.header.start];
    above.iter().filter_map(title).chain(sheet.name.clone()).map(|it| fold(&it)).collect()
}

/// The words of a row with one filled cell: several are a table or parameters.
fn title(row: &RawRow) -> Option<String> {
    let mut filled = row.cells.iter().filter(|it| !matches!(it, RawCell::Empty)).filter_map(text);
    let first = filled.next()?;
    filled.next().is_none().then_some(first).filter(|it| it.chars().count() <= 120)
}
