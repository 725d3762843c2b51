//! Managers and statuses: what is written in orders, as an axis of its own.

use std::collections::HashMap;

use super::axes::{Axis, OUT, TextFilter, times};
use crate::columnar::Block;
use crate::metrics::analyses::facts::Customers;
use crate::metrics::analyses::items::Subject;
use crate::metrics::items::{Key, Label};
use crate::metrics::plan::Plan;
use crate::metrics::query::Dimension;
use crate::metrics::sources::is_of_order;

/// Managers and statuses. They are written in orders; where an order names no manager, its customer's counts.
pub(super) struct Orders {
    /// Its codes: by manager, then status.
    pub axis: Axis,
    managers: HashMap<String, u32>,
    statuses: HashMap<String, u32>,
    asks: OrdersAsked,
}

#[derive(Clone, Copy)]
struct OrdersAsked {
    manager: bool,
    status: bool,
}

/// What the words of a block and its customers make of its rows, times the step.
pub(super) struct OrderCodes {
    /// By manager, then status.
    codes: Vec<u32>,
    n_statuses: usize,
    /// By word: the manager, if the order names one, and the status.
    words: Vec<(Option<u32>, u32)>,
    /// The managers of customers, by place.
    of_customers: Vec<u32>,
}

impl OrderCodes {
    pub(super) fn code(&self, word: usize, customer: usize) -> u32 {
        let (manager, status) = self.words[word];
        let manager = manager.or_else(|| self.of_customers.get(customer).copied()).unwrap_or_default();
        self.codes[manager as usize * self.n_statuses + status as usize]
    }
}

/// Numbers for texts as they come.
fn number<'t>(texts: impl Iterator<Item = &'t str>) -> (HashMap<String, u32>, Vec<&'t str>) {
    let (mut numbers, mut list) = (HashMap::new(), Vec::new());
    for text in texts {
        if !numbers.contains_key(text) {
            numbers.insert(text.to_owned(), list.len() as u32);
            list.push(text);
        }
    }
    (numbers, list)
}

impl Orders {
    /// `None`: too many to hold one against another.
    pub(super) fn of(plan: &Plan, by: &[Dimension], blocks: &[&Block], customers: &Customers) -> Option<Self> {
        const MOST: usize = 1 << 20;
        let used = |dimension| super::used(plan, by).any(|it| it == dimension);
        let asks = OrdersAsked { manager: used(Dimension::Manager), status: used(Dimension::Status) };
        let mut axis = Axis::new();
        if !asks.manager && !asks.status {
            return Some(Self { axis, managers: HashMap::new(), statuses: HashMap::new(), asks });
        }
        let written = || blocks.iter().filter_map(|it| it.words.as_ref()).flat_map(|it| &it.list);
        let of_customers = customers.0.iter().map(|it| manager_of(&it.subject));
        let named = std::iter::once("").chain(written().map(|it| &it.manager[..])).chain(of_customers);
        let (managers, manager_list) = number(named.take(if asks.manager { usize::MAX } else { 1 }));
        let stands = std::iter::once("").chain(written().map(|it| &it.status[..]));
        let (statuses, status_list) = number(stands.take(if asks.status { usize::MAX } else { 1 }));
        if manager_list.len() * status_list.len() > MOST {
            return None;
        }
        let filters: Vec<TextFilter> = plan.query.filters.iter().filter_map(|it| TextFilter::of(it, is_of_order)).collect();
        let split: Vec<(usize, Dimension)> = by.iter().copied().enumerate().filter(|(_, it)| is_of_order(*it)).collect();
        let mut known: HashMap<Vec<&str>, u32> = HashMap::new();
        for manager in manager_list {
            for status in &status_list {
                let text = |dimension| if dimension == Dimension::Manager { manager } else { status };
                let keeps = filters.iter().all(|it| it.keeps(text(it.dimension)));
                let texts: Vec<&str> = split.iter().map(|(_, dimension)| text(*dimension)).collect();
                let code = match known.get(&texts).copied() {
                    _ if !keeps => OUT,
                    Some(code) => code,
                    None => {
                        let group = split.iter().map(|(place, dimension)| {
                            let key = Key::Text(text(*dimension).to_owned());
                            let label = Label::of_key(&key);
                            (*place, key, label)
                        });
                        let code = axis.put(group.collect());
                        known.insert(texts, code);
                        code
                    }
                };
                axis.codes.push(code);
            }
        }
        Some(Self { axis, managers, statuses, asks })
    }

    /// Nothing where the words of orders make no difference.
    pub(super) fn codes(&self, block: &Block, customers: &Customers, step: u32) -> Option<OrderCodes> {
        let words = block.words.as_ref().filter(|_| !self.axis.is_plain())?;
        let number = |numbers: &HashMap<String, u32>, text: &str| numbers.get(text).copied().unwrap_or_default();
        let manager = |name: &str| self.asks.manager.then(|| number(&self.managers, name)).filter(|_| !name.is_empty());
        let of_customers = block.customers.as_ref().filter(|_| self.asks.manager).map(|keys| {
            let manager = |id: &i64| customers.subject(*id).map_or(0, |it| number(&self.managers, manager_of(it)));
            keys.ids.iter().map(manager).collect()
        });
        Some(OrderCodes {
            codes: self.axis.codes.iter().map(|it| times(*it, step)).collect(),
            n_statuses: self.statuses.len(),
            words: words.list.iter().map(|it| (manager(&it.manager), number(&self.statuses, &it.status))).collect(),
            of_customers: of_customers.unwrap_or_default(),
        })
    }
}

fn manager_of(subject: &Subject) -> &str {
    subject.label(Dimension::Manager).unwrap_or_default()
}
