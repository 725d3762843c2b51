//! Stock as last counted: on hand, its value, what ran out, what does not sell.

use std::sync::Arc;

use chrono::NaiveDate;

use super::facts::{Product, Products};
use super::items::{Item, Layout, Report, count, detail_column, is_one_by_one, metric_column, only, tabulate};
use super::sold::{ById, last_sales};
use crate::error::Result;
use crate::from_row;
use crate::metrics::{Cell, Dimension, Direction, Metric, Note, Param, Plan, Unit};
use crate::money::{Money, Quantity};
use crate::period::add_days;
use crate::store::{Scope, day_number};

/// One product in one warehouse, as counted.
#[derive(Clone, Debug)]
struct Level {
    product: i64,
    warehouse: String,
    on_hand: Quantity,
    unit_cost: Option<Money>,
}
from_row!(Level { product, warehouse, on_hand, unit_cost });

/// The latest count not later than a day.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub date: NaiveDate,
    levels: Vec<Level>,
}

/// On hand and its cost, of one product in one warehouse or of a product in all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct OnHand {
    /// As counted: below zero it is shown as is.
    pub quantity: Quantity,
    /// At cost; below zero counts as nothing.
    pub value: Money,
    pub cost_unknown: bool,
}

impl Snapshot {
    /// Kept in memory: stock is asked about again and again, and a row a product is read slowly.
    pub(super) async fn read(scope: &mut Scope, as_of: NaiveDate) -> Result<Option<Arc<Self>>> {
        if let Some(known) = scope.known::<Self>(day_number(as_of)).await? {
            return Ok(Some(known));
        }
        let Some(read) = Self::load(scope, as_of).await?.map(Arc::new) else { return Ok(None) };
        let bytes = read.levels.iter().map(|it| size_of::<Level>() + it.warehouse.len()).sum();
        scope.keep(day_number(as_of), bytes, Arc::clone(&read)).await?;
        Ok(Some(read))
    }

    async fn load(scope: &mut Scope, as_of: NaiveDate) -> Result<Option<Self>> {
        let (date,): (Option<NaiveDate>,) = scope
            .sql("SELECT MAX(counted_on) FROM stock_levels WHERE organization_id = $1 AND counted_on <= $2")
            .bind(as_of)
            .one()
            .await?;
        let Some(date) = date else { return Ok(None) };
        let levels = scope
            .sql(
                "SELECT product_id, warehouse, on_hand, unit_cost FROM stock_levels
                  WHERE organization_id = $1 AND counted_on = $2 ORDER BY product_id, warehouse",
            )
            .bind(date)
            .all()
            .await?;
        Ok(Some(Self { date, levels }))
    }

    /// A row a product and warehouse, labelled with both.
    pub(super) fn by_warehouse<'a>(&self, products: &'a Products) -> Vec<Item<'a, (&'a Product, OnHand)>> {
        let by_id = products.by_id();
        self.levels
            .iter()
            .filter_map(|level| {
                let product = *by_id.get(&level.product)?;
                let facts = (product, on_hand(level, product));
                Some(Item::with(&product.subject, Dimension::Warehouse, level.warehouse.as_str(), facts))
            })
            .collect()
    }

    /// A row a product, over the warehouses that the question keeps.
    pub(super) fn by_product<'a>(&self, plan: &Plan, products: &'a Products) -> Vec<Item<'a, (&'a Product, OnHand)>> {
        let mut sums: ById<usize> = ById::default();
        let mut found: Vec<Item<'a, (&'a Product, OnHand)>> = Vec::new();
        for item in self.by_warehouse(products).into_iter().filter(|it| plan.keeps(it)) {
            let at = *sums.entry(item.subject.id).or_insert(found.len());
            if at == found.len() {
                // The label of the first warehouse stays: the item has passed the filter on warehouses by it.
                found.push(item);
            } else {
                let (_, sum) = &mut found[at].facts;
                *sum = sum.and(item.facts.1);
            }
        }
        found
    }

    /// Split by warehouses, a product is judged in each of them.
    pub(super) fn items<'a>(&self, plan: &Plan, products: &'a Products) -> Vec<Item<'a, (&'a Product, OnHand)>> {
        match plan.query.by.contains(&Dimension::Warehouse) {
            true => self.by_warehouse(products),
            false => self.by_product(plan, products),
        }
    }

    pub(super) fn note(&self) -> Option<Note> {
        Some(Note::Snapshot { date: self.date })
    }
}

impl OnHand {
    fn and(self, other: Self) -> Self {
        Self {
            quantity: self.quantity + other.quantity,
            value: self.value + other.value,
            cost_unknown: self.cost_unknown || other.cost_unknown,
        }
    }
}

fn on_hand(level: &Level, product: &Product) -> OnHand {
    let cost = level.unit_cost.or(product.cost);
    let counted = level.on_hand.max(Quantity::ZERO);
    OnHand {
        quantity: level.on_hand,
        value: cost.and_then(|it| it.times(counted)).unwrap_or_default(),
        cost_unknown: cost.is_none() && counted > Quantity::ZERO,
    }
}

type Stocked<'a> = (&'a Product, OnHand);

pub(super) fn quantity(members: &[&Item<'_, Stocked<'_>>]) -> Quantity {
    members.iter().map(|it| it.facts.1.quantity).sum()
}

fn value(members: &[&Item<'_, Stocked<'_>>]) -> Money {
    members.iter().map(|it| it.facts.1.value).sum()
}

fn unknown_cost(items: &[&Item<'_, Stocked<'_>>]) -> Option<Note> {
    let mut products: Vec<i64> = items.iter().filter(|it| it.facts.1.cost_unknown).map(|it| it.subject.id).collect();
    products.sort_unstable();
    products.dedup();
    (!products.is_empty()).then_some(Note::UnknownCost { products: products.len() })
}

/// Pieces and kilograms in one sum.
pub(super) fn mixed_units(items: &[&Item<'_, Stocked<'_>>], by: &[Dimension]) -> Option<Note> {
    let mut units = items.iter().filter_map(|it| it.facts.0.unit.as_deref());
    let first = units.next()?;
    (!is_one_by_one(by) && units.any(|it| it != first)).then_some(Note::MixedUnits)
}

/// `stock_on_hand`, `stock_value`: always both, the asked one first.
pub(super) async fn on_hand_and_value(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let Some(snapshot) = Snapshot::read(scope, plan.as_of).await? else { return Ok(Report::no_data("stock")) };
    let products = Products::read(scope).await?;
    let items = snapshot.by_warehouse(&products);
    let kept: Vec<_> = items.iter().filter(|it| plan.keeps(it)).collect();
    let notes = [snapshot.note(), unknown_cost(&kept), mixed_units(&kept, &plan.query.by)];
    let by_value = plan.main() == Metric::StockValue;
    let mut figures = vec![metric_column(Metric::StockOnHand, Unit::Units), metric_column(Metric::StockValue, Unit::Money)];
    if by_value {
        figures.reverse();
    }
    let layout = Layout { by: plan.query.by.clone(), figures, sort: Some((0, Direction::Descending)) };
    let report = tabulate(plan, layout, &items, |members| {
        let (on_hand, value) = (Cell::Quantity(quantity(members)), Cell::Money(value(members)));
        if by_value { vec![value, on_hand] } else { vec![on_hand, value] }
    })?;
    Ok(notes.into_iter().fold(report, Report::noting))
}

/// `out_of_stock`: active products whose last count is nothing. What was never in stock is left out.
pub(super) async fn out_of_stock(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let Some(snapshot) = Snapshot::read(scope, plan.as_of).await? else { return Ok(Report::no_data("stock")) };
    let products = Products::read(scope).await?;
    let sold = last_sales(scope, plan, plan.as_of).await?;
    let items: Vec<_> = snapshot
        .items(plan, &products)
        .into_iter()
        .filter(|it| it.facts.1.quantity <= Quantity::ZERO && it.facts.0.active)
        .collect();
    let by = plan.query.by.clone();
    let report = if is_one_by_one(&by) {
        let figures = vec![detail_column("on_hand", Unit::Units), detail_column("last_sale", Unit::Date)];
        tabulate(plan, Layout { by, figures, sort: None }, &items, |members| {
            let last = members.iter().filter_map(|it| sold.get(&it.subject.id)).max();
            vec![Cell::Quantity(quantity(members)), last.copied().map_or(Cell::Missing, Cell::Date)]
        })?
    } else {
        let figures = vec![metric_column(Metric::OutOfStock, Unit::Count)];
        tabulate(plan, Layout { by, figures, sort: Some((0, Direction::Descending)) }, &items, |members| {
            vec![count(members.len())]
        })?
    };
    Ok(report.noting(snapshot.note()))
}

/// `dead_stock(days=N)`: on hand, but not sold within the last N days, and known for longer than that.
pub(super) async fn dead_stock(scope: &mut Scope, plan: &Plan) -> Result<Report> {
    let days = plan.integer(Param::Days).unwrap_or(90);
    let Some(snapshot) = Snapshot::read(scope, plan.as_of).await? else { return Ok(Report::no_data("stock")) };
    let products = Products::read(scope).await?;
    let sold = last_sales(scope, plan, plan.as_of).await?;
    let silent_since = add_days(plan.as_of, -days);
    let items: Vec<_> = snapshot
        .items(plan, &products)
        .into_iter()
        .filter(|it| it.facts.1.quantity > Quantity::ZERO)
        .filter(|it| sold.get(&it.subject.id).is_none_or(|last| *last <= silent_since))
        .filter(|it| it.facts.0.created_on.is_none_or(|created| created <= silent_since))
        .collect();
    let kept: Vec<_> = items.iter().filter(|it| plan.keeps(it)).collect();
    let notes = [snapshot.note(), unknown_cost(&kept)];
    let by = plan.query.by.clone();
    let report = if is_one_by_one(&by) {
        let figures = vec![
            metric_column(Metric::DeadStock, Unit::Money),
            detail_column("on_hand", Unit::Units),
            detail_column("last_sale", Unit::Date),
        ];
        tabulate(plan, Layout { by, figures, sort: Some((0, Direction::Descending)) }, &items, |members| {
            let last = only(members, |(product, _)| sold.get(&product.subject.id).copied().map_or(Cell::Missing, Cell::Date));
            vec![Cell::Money(value(members)), Cell::Quantity(quantity(members)), last]
        })?
    } else {
        let figures = vec![metric_column(Metric::DeadStock, Unit::Money), detail_column("products", Unit::Count)];
        tabulate(plan, Layout { by, figures, sort: Some((0, Direction::Descending)) }, &items, |members| {
            vec![Cell::Money(value(members)), count(members.len())]
        })?
    };
    Ok(notes.into_iter().fold(report, Report::noting))
}
