//! What the levels of a report are: told by the words of its header, or by what stands on each level.

use crate::imports::records::Entity;
use crate::imports::values::dates::{self, DateStyle};
use crate::names::fold;

use super::documents;
use super::header::Region;
use super::normalize::Header;
use super::vocabulary::{self, Field};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Customer,
    Document,
    Product,
    /// The article of a product on a row below it.
    Sku,
    Manager,
    Warehouse,
    Category,
    Day,
}

impl Level {
    pub(super) fn field(self) -> Field {
        match self {
            Self::Customer => "customer.name",
            Self::Document => "order.no",
            Self::Product => "product.name",
            Self::Sku => "product.sku",
            Self::Manager => "order.manager",
            Self::Warehouse => "stock.warehouse",
            Self::Category => "product.category",
            Self::Day => "order.date",
        }
    }

    /// Whether a line may stand outside of any group of this level.
    pub(super) fn is_optional(self) -> bool {
        !matches!(self, Self::Customer | Self::Document | Self::Product)
    }
}

/// Headers of the levels stacked in the first column, or written into one cell with slashes.
pub(super) fn headers(region: &Region) -> Vec<Header> {
    if region.levels.len() > 1 {
        return region.levels.clone();
    }
    let Some(first) = region.headers.iter().find(|it| !it.words.is_empty()) else { return Vec::new() };
    first.shown.split(['/', '\\', '|', ';']).map(|it| Header::new(it.trim())).collect()
}

/// The level a header names.
pub(super) fn named(header: &Header) -> Option<Level> {
    const LEVELS: [Level; 8] = [
        Level::Customer,
        Level::Document,
        Level::Product,
        Level::Sku,
        Level::Manager,
        Level::Warehouse,
        Level::Category,
        Level::Day,
    ];
    let words = [Entity::Orders, Entity::Stock].into_iter().flat_map(vocabulary::words);
    let known = words.filter(|(_, words)| words.contains(&header.words.as_str())).map(|it| it.0);
    known.into_iter().find_map(|field| LEVELS.into_iter().find(|it| it.field() == field))
}

/// Levels by what stands on them, from the top down. `expected` are those the header names, in whatever order.
pub(super) fn by_content(names: &[Vec<&str>], expected: &[Level], entity: Entity) -> Option<Vec<Level>> {
    let mut levels: Vec<Option<Level>> = names.iter().map(|it| of_names(it)).collect();
    let deepest = levels.len().checked_sub(1)?;
    if levels[deepest].is_none() {
        let customers_below = expected.last() == Some(&Level::Customer);
        levels[deepest] = Some(if customers_below { Level::Customer } else { Level::Product });
    }
    let is_free = |level: Level, levels: &[Option<Level>]| !levels.contains(&Some(level));
    for at in 0..levels.len() {
        if levels[at].is_some() {
            continue;
        }
        let mut left = expected.iter().copied().filter(|it| is_free(*it, &levels) && *it != Level::Sku);
        levels[at] = match (left.next(), left.next()) {
            (Some(only), None) => Some(only),
            // Groups of goods in a stock report, the inner ones at least.
            (None, _) if entity != Entity::Orders && is_free(Level::Category, &levels) => Some(Level::Category),
            _ => None,
        };
    }
    levels.into_iter().collect()
}

fn of_names(names: &[&str]) -> Option<Level> {
    let style = DateStyle { month_first: false, unix: false, timezone: chrono_tz::UTC };
    let most = |is: &dyn Fn(&str) -> bool, share: usize| names.iter().filter(|it| is(it)).count() * 100 > names.len() * share;
    if most(&|it| documents::parse(it, style).is_some(), 50) {
        return Some(Level::Document);
    }
    if most(&|it| dates::parse(it.trim(), style).is_some() && it.contains(['.', '-', '/']), 50) {
        return Some(Level::Day);
    }
    if most(&is_firm, 30) {
        return Some(Level::Customer);
    }
    most(&is_warehouse, 50).then_some(Level::Warehouse)
}

/// A name with a legal form: nobody but a firm has one.
pub(super) fn is_firm(name: &str) -> bool {
    const FORMS: &[&str] = &[
        "тов", "тзов", "пп", "фоп", "кп", "ат", "пат", "прат", "спд", "дп", "ооо", "чп", "ип", "зао", "оао", "llc", "ltd",
        "gmbh", "inc", "sp", "s.r.o", "uab", "srl", "фг", "сфг", "мпп", "нвп", "тдв",
    ];
    let folded = fold(name);
    let mut words = folded.split([' ', ',', '.', '"', '«', '»']).filter(|it| !it.is_empty());
    words.next().is_some_and(|it| FORMS.contains(&it)) || words.next_back().is_some_and(|it| FORMS.contains(&it))
}

pub(super) fn is_warehouse(name: &str) -> bool {
    let folded = fold(name);
    ["склад", "магазин", "warehouse", "store", "точка", "філія", "филиал"].iter().any(|it| folded.starts_with(it))
        || folded.ends_with(" склад")
}
