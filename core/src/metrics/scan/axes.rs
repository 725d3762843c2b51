//! What the day, the customer or the product of a row make of it: the group it falls into, or nothing where a filter leaves
//! the row out. All dimensions of one kind together are one axis.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use smallvec::SmallVec;

use crate::columnar::Keys;
use crate::metrics::analyses::facts::{Customers, Products};
use crate::metrics::analyses::items::Subject;
use crate::metrics::compile::stored;
use crate::metrics::items::{Directory, Key, Label};
use crate::metrics::plan::Plan;
use crate::metrics::query::{Dimension, Filter, ValueOp};
use crate::metrics::sources::is_of_customer;
use crate::names::code_key;
use crate::period::{Period, add_days};
use crate::store::day_number;

/// Stands for no group.
pub(super) const OUT: u32 = u32::MAX;

/// A key and its label, with the place of their dimension in the split.
pub(super) type Named = (usize, Key, Label);
pub(super) type Names = SmallVec<[Named; 1]>;

pub(super) struct Axis {
    pub groups: Vec<Names>,
    /// The group of each day, or of nobody and then of each entry of the directory.
    pub codes: Vec<u32>,
    /// Whether the split is by anything of this kind.
    pub has_names: bool,
}

pub(super) struct Days {
    pub axis: Axis,
    pub first: i64,
}

impl Axis {
    pub(super) fn new() -> Self {
        Self { groups: Vec::new(), codes: Vec::new(), has_names: false }
    }

    pub(super) fn len(&self) -> usize {
        self.groups.len().max(1)
    }

    pub(super) fn put(&mut self, group: Names) -> u32 {
        self.has_names |= !group.is_empty();
        self.groups.push(group);
        u32::try_from(self.groups.len() - 1).unwrap_or(OUT)
    }

    /// Whether every row counts and falls into the same group.
    pub(super) fn is_plain(&self) -> bool {
        self.codes.iter().all(|it| *it == 0)
    }

    /// The codes of the keys of a block, times `step`. Nothing where they make no difference.
    pub(super) fn of_keys(&self, keys: Option<&Keys>, places: &[(i64, u32)], step: u32) -> Option<Vec<u32>> {
        let keys = keys.filter(|_| !self.is_plain())?;
        let mut known = places.iter().peekable();
        let code = |id: &i64| {
            while known.peek().is_some_and(|it| it.0 < *id) {
                known.next();
            }
            let entry = known.peek().filter(|it| it.0 == *id).map_or(0, |it| it.1 as usize + 1);
            times(self.codes.get(entry).copied().unwrap_or(OUT), step)
        };
        Some(keys.ids.iter().map(code).collect())
    }
}

pub(super) fn times(code: u32, step: u32) -> u32 {
    if code == OUT { OUT } else { code * step }
}

impl Days {
    pub(super) fn of(plan: &Plan, by: &[Dimension], span: Period) -> Self {
        let mut axis = Axis::new();
        let mut known: HashMap<Vec<Key>, u32> = HashMap::new();
        let dimensions: Vec<(usize, Dimension)> = by.iter().copied().enumerate().filter(|(_, it)| it.is_time()).collect();
        for n in 0..span.days() {
            let day = add_days(span.from, n);
            if !keeps_weekday(plan, day) {
                axis.codes.push(OUT);
                continue;
            }
            let keys: Vec<Key> = dimensions
                .iter()
                .map(|(_, dimension)| match dimension.grain() {
                    Some(grain) => Key::Bucket(grain, grain.start_of(day)),
                    None => Key::Weekday(day.weekday().number_from_monday()),
                })
                .collect();
            let code = match known.get(&keys) {
                Some(code) => *code,
                None => {
                    let labelled =
                        dimensions.iter().zip(&keys).map(|((place, _), key)| (*place, key.clone(), Label::of_key(key)));
                    let code = axis.put(labelled.collect());
                    known.insert(keys, code);
                    code
                }
            };
            axis.codes.push(code);
        }
        Self { axis, first: day_number(span.from) }
    }

    /// The codes of all days, times `step`, with those outside of `days` left out.
    pub(super) fn within(&self, days: Period, step: u32) -> Vec<u32> {
        let (from, to) = (day_number(days.from) - self.first, day_number(days.to) - self.first);
        let code = |(n, code): (i64, &u32)| if (from..=to).contains(&n) { times(*code, step) } else { OUT };
        (0..).zip(&self.axis.codes).map(code).collect()
    }
}

fn keeps_weekday(plan: &Plan, day: NaiveDate) -> bool {
    plan.query.filters.iter().all(|filter| match filter {
        Filter::Values { dimension: Dimension::Weekday, op, values } => {
            let is_among = values.iter().any(|it| it.parse() == Ok(day.weekday().number_from_monday()));
            is_among == (*op == ValueOp::Is)
        }
        _ => true,
    })
}

pub(super) fn customers(plan: &Plan, by: &[Dimension], directory: &Arc<Customers>) -> Axis {
    let listed = Directory::Customers(Arc::clone(directory));
    of_subjects(plan, by, is_of_customer, (&listed, directory.0.iter().map(|it| &it.subject)))
}

pub(super) fn products(plan: &Plan, by: &[Dimension], directory: &Arc<Products>) -> Axis {
    let listed = Directory::Products(Arc::clone(directory));
    of_subjects(plan, by, Dimension::splits_orders, (&listed, directory.0.iter().map(|it| &it.subject)))
}

fn of_subjects<'s>(
    plan: &Plan,
    by: &[Dimension],
    is_mine: fn(Dimension) -> bool,
    (directory, subjects): (&Directory, impl Iterator<Item = &'s Subject>),
) -> Axis {
    let mut axis = Axis::new();
    let mut known: HashMap<Vec<&str>, u32> = HashMap::new();
    let dimensions: Vec<(usize, Dimension)> = by.iter().copied().enumerate().filter(|(_, it)| is_mine(*it)).collect();
    let one_by_one = dimensions.iter().any(|(_, it)| it.is_entity());
    let filters: Vec<TextFilter> = plan.query.filters.iter().filter_map(|it| TextFilter::of(it, is_mine)).collect();
    if dimensions.is_empty() && filters.is_empty() {
        return axis;
    }
    // What belongs to nobody comes first; places are counted from the next.
    for (subject, after) in std::iter::once(None).chain(subjects.map(Some)).zip(0u32..) {
        let label = |dimension| subject.and_then(|it| it.label(dimension)).unwrap_or_default();
        let keeps = filters.iter().all(|it| it.keeps(label(it.dimension))) && !(one_by_one && subject.is_none());
        if !keeps {
            axis.codes.push(OUT);
            continue;
        }
        let texts: Vec<&str> = dimensions.iter().map(|(_, it)| label(*it)).collect();
        let found = if one_by_one { None } else { known.get(&texts).copied() };
        let code = found.unwrap_or_else(|| {
            let group = dimensions.iter().zip(&texts).map(|((place, dimension), text)| match subject {
                Some(subject) if dimension.is_entity() => {
                    let (directory, dimension) = (directory.clone(), *dimension);
                    (*place, Key::Entity(subject.id), Label::Listed { directory, place: after - 1, dimension })
                }
                _ => {
                    let key = Key::Text((*text).to_owned());
                    let label = Label::of_key(&key);
                    (*place, key, label)
                }
            });
            let code = axis.put(group.collect());
            if !one_by_one {
                known.insert(texts, code);
            }
            code
        });
        axis.codes.push(code);
    }
    axis
}

const CODES: [Dimension; 2] = [Dimension::CustomerCode, Dimension::Sku];

/// A filter on what belongs to a customer, a product or an order.
pub(super) struct TextFilter {
    pub dimension: Dimension,
    op: ValueOp,
    values: Vec<String>,
}

impl TextFilter {
    pub(super) fn of(filter: &Filter, is_mine: fn(Dimension) -> bool) -> Option<Self> {
        let Filter::Values { dimension, op, values } = filter else { return None };
        let as_compared = |it: &String| {
            let value = stored(it);
            if CODES.contains(dimension) { code_key(&value) } else { value }
        };
        is_mine(*dimension).then(|| Self { dimension: *dimension, op: *op, values: values.iter().map(as_compared).collect() })
    }

    /// A line without a customer has no city: it is among those where the city is not given.
    pub(super) fn keeps(&self, label: &str) -> bool {
        let is_among = match CODES.contains(&self.dimension) {
            true => self.values.contains(&code_key(label)),
            false => self.values.iter().any(|it| it == label),
        };
        is_among == (self.op == ValueOp::Is)
    }
}
