//! Sums over columns in memory: the answer that `compile` asks of the lines, from the kept sums or from the lines of whole
//! months. `tests/metrics_sums.rs` holds one against the other.

mod axes;
mod orders;
mod rows;

use std::sync::Arc;

use self::axes::{Axis, Days, Named, Names};
use self::orders::Orders;
use self::rows::{Found, Part, Task};
use super::analyses::facts::{Customers, Products};
use super::items::{Item, Key, Keys, Labels};
use super::measures::{Measure, Parts};
use super::plan::Plan;
use super::query::{Dimension, Filter};
use super::sources::{Months, Source, Sums};
use crate::columnar::{Block, CustomerSums, DaySums, Lines, ProductSums};
use crate::error::Result;
use crate::period::{Grain, Period};
use crate::store::{NO_NUMBER, Scope, day_number};

/// Lines of fewer days are sooner found through their orders than by reading their month.
const FEW_DAYS: i64 = 7;

/// From so many rows on a second thread pays.
const ROWS_A_THREAD: usize = 250_000;

/// Where rows come from.
enum Rows {
    Days(Arc<DaySums>),
    Products(Arc<ProductSums>),
    Customers(Arc<CustomerSums>),
    Lines(Arc<Block>),
}

impl Rows {
    fn block(&self) -> &Block {
        match self {
            Self::Days(it) => &it.block,
            Self::Products(it) => &it.block,
            Self::Customers(it) => &it.block,
            Self::Lines(it) => it,
        }
    }
}

/// The sums of the period, split by `by`; nothing where only the lines in the store can tell.
pub(super) async fn items(
    scope: &mut Scope,
    (plan, period): (&Plan, Period),
    by: &[Dimension],
    measures: &[Measure],
    sums: Option<&Sums>,
) -> Result<Option<Vec<Item>>> {
    let Some(sums) = sums else { return Ok(None) };
    let source = Source::of(plan, period, by, measures, Some(sums));
    let Some(rows) = rows(scope, (plan, period), source, sums).await? else { return Ok(None) };
    let span = rows.iter().fold(period, |span, (_, days)| Period { from: span.from.min(days.from), to: span.to.max(days.to) });
    let (customers, products) = (scope.kept::<Customers>().await?, scope.kept::<Products>().await?);
    let days = Days::of(plan, by, span);
    let blocks: Vec<&Block> = rows.iter().map(|(rows, _)| rows.block()).collect();
    let Some(orders) = Orders::of(plan, by, &blocks, &customers) else { return Ok(None) };
    let mut axes = Axes {
        customers: axes::customers(plan, by, &customers),
        products: axes::products(plan, by, &products),
        days,
        orders,
        directories: (&customers, &products),
    };
    let Some(groups) = axes.groups() else { return Ok(None) };
    let orders_part = splits_orders(plan, by);
    let task = Task { measures, groups, open_counts: plan.count_open_orders, orders_part };
    let parts: Vec<Part<'_>> = rows.iter().map(|(rows, days)| axes.part(&task, rows.block(), *days)).collect();
    let found = add_up(&task, &parts);
    let first_on = match measures.contains(&Measure::NewCustomers) {
        true => first_purchases(plan, &*scope.kept::<CustomerSums>().await?, &customers),
        false => Vec::new(),
    };
    Ok(Some(axes.items(&task, found, (by.len(), period), &first_on)))
}

fn used<'p>(plan: &'p Plan, by: &'p [Dimension]) -> impl Iterator<Item = Dimension> + 'p {
    let filtered = plan.query.filters.iter().filter_map(|it| match it {
        Filter::Values { dimension, .. } => Some(*dimension),
        Filter::Threshold { .. } => None,
    });
    by.iter().copied().chain(filtered)
}

fn splits_orders(plan: &Plan, by: &[Dimension]) -> bool {
    used(plan, by).any(Dimension::splits_orders)
}

/// The rows of a source, each with the days of it that count.
async fn rows(
    scope: &mut Scope,
    (plan, period): (&Plan, Period),
    source: Source,
    sums: &Sums,
) -> Result<Option<Vec<(Rows, Period)>>> {
    let (whole, Months { whole: months, beside }) = match source {
        Source::Days => return Ok(Some(vec![(Rows::Days(scope.kept().await?), period)])),
        Source::Products(months) => (Rows::Products(scope.kept().await?), months),
        Source::Customers(months) => (Rows::Customers(scope.kept().await?), months),
        Source::Lines(_) => {
            let found = lines(scope, (plan, period), sums).await?;
            let few = period.days() <= FEW_DAYS;
            return match found {
                Some(lines) if scope.keeps() && !(few && lines.lacks()) => {
                    let blocks = lines.read(scope).await?;
                    Ok(Some(blocks.into_iter().map(|it| (Rows::Lines(it), period)).collect()))
                }
                _ => Ok(None),
            };
        }
    };
    let mut rows = vec![(whole, months)];
    for days in beside.into_iter().flatten() {
        let Some(lines) = lines(scope, (plan, days), sums).await? else { return Ok(None) };
        rows.extend(lines.read(scope).await?.into_iter().map(|it| (Rows::Lines(it), days)));
    }
    Ok(Some(rows))
}

/// The lines of the months of these days, where every order lies within its month.
pub(super) async fn lines(scope: &mut Scope, (plan, days): (&Plan, Period), sums: &Sums) -> Result<Option<Lines>> {
    let Some(data) = plan.data else { return Ok(None) };
    let days = Period { from: days.from.max(data.first), to: days.to.min(data.last) };
    let months = Period { from: Grain::Month.start_of(days.from), to: Grain::Month.end_of(days.to) };
    if days.from > days.to || !sums.are_orders_whole(months) {
        return Ok(None);
    }
    Ok(Some(Lines::of(scope, days).await?))
}

fn add_up(task: &Task<'_>, parts: &[Part<'_>]) -> Found {
    let rows: usize = parts.iter().map(|it| it.block.len).sum();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(rows / ROWS_A_THREAD + 1).min(parts.len().max(1));
    let share = |nth: usize| {
        let mut found = Found::new(task);
        parts.iter().skip(nth).step_by(threads).for_each(|it| found.add(task, it));
        found
    };
    std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|nth| scope.spawn(move || share(nth))).collect();
        let mut found = share(0);
        for other in others {
            match other.join() {
                Ok(other) => found.join(other),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        found
    })
}

/// The day of the first purchase ever of each customer of the directory, counted from one, whatever the period and the filters.
fn first_purchases(plan: &Plan, sums: &CustomerSums, directory: &Customers) -> Vec<Option<i64>> {
    let mut first: Vec<Option<i64>> = vec![None; directory.0.len() + 1];
    let (Some(keys), Some([first_on, _])) = (&sums.block.customers, &sums.block.sold) else { return first };
    let people = people(keys.ids.iter(), directory.places());
    for row in 0..sums.block.len {
        let (class, day) = (sums.block.classes.get(row), first_on.get(row));
        let is_sale = class == 1 || class == 0 && plan.count_open_orders;
        if is_sale && day != NO_NUMBER {
            let known = &mut first[people[keys.places.get(row) as usize] as usize];
            *known = Some(known.map_or(day, |it| it.min(day)));
        }
    }
    first
}

/// Places of ids in the directory, counted from one; both stand in ascending order.
fn people<'i>(ids: impl Iterator<Item = &'i i64>, places: &[(i64, u32)]) -> Vec<u32> {
    let place = |id: &i64| places.binary_search_by_key(id, |it| it.0).map_or(0, |it| places[it].1 + 1);
    ids.map(place).collect()
}

struct Axes<'a> {
    days: Days,
    customers: Axis,
    products: Axis,
    orders: Orders,
    directories: (&'a Customers, &'a Products),
}

impl Axes<'_> {
    /// From the one whose next code is the next group on.
    fn all(&self) -> [&Axis; 4] {
        [&self.orders.axis, &self.products, &self.customers, &self.days.axis]
    }

    /// How many groups there may be, if they can be counted.
    fn groups(&self) -> Option<u32> {
        let all = self.all().into_iter().try_fold(1_usize, |groups, it| groups.checked_mul(it.len()))?;
        u32::try_from(all).ok().filter(|it| *it < u32::MAX / 4)
    }

    /// How far apart the groups of two codes are that follow each other, by axis. Asked where groups can be counted.
    fn steps(&self) -> [u32; 4] {
        let mut step = 1;
        self.all().map(|axis| {
            let this = step;
            step *= axis.len() as u32;
            this
        })
    }

    fn part<'b>(&self, task: &Task<'_>, block: &'b Block, days: Period) -> Part<'b> {
        let [orders, products, customers, days_step] = self.steps();
        let (people_known, products_known) = (self.directories.0.places(), self.directories.1.places());
        let costs = block.products.as_ref().filter(|_| task.asks_costs()).map(|keys| {
            let directory = &self.directories.1.0;
            let cost = |place: u32| place.checked_sub(1).and_then(|it| directory[it as usize].cost).map(|it| it.0);
            people(keys.ids.iter(), products_known).into_iter().map(cost).collect()
        });
        Part {
            block,
            first_day: self.days.first,
            days: self.days.within(days, days_step),
            customers: self.customers.of_keys(block.customers.as_ref(), people_known, customers),
            products: self.products.of_keys(block.products.as_ref(), products_known, products),
            orders: self.orders.codes(block, self.directories.0, orders),
            people: match &block.customers {
                Some(keys) if task.asks_people() => people(keys.ids.iter(), people_known),
                _ => Vec::new(),
            },
            costs,
        }
    }

    fn items(&mut self, task: &Task<'_>, found: Found, (n_keys, period): (usize, Period), first_on: &[Option<i64>]) -> Vec<Item> {
        let counts = People::of(self, &found, period, first_on);
        let mut items: Vec<Item> = found
            .groups()
            .map(|(group, place)| {
                let mut parts = Parts::EMPTY;
                for (n, measure) in task.measures.iter().enumerate() {
                    let sum = match measure {
                        Measure::ActiveCustomers => Some(counts.active(place)),
                        Measure::NewCustomers => Some(counts.newcomers(place)),
                        Measure::RepeatCustomers => Some(counts.repeat(place)),
                        _ => found.sum(task, n, place),
                    };
                    parts.set(*measure, sum);
                }
                let (keys, labels) = self.named(group).into_iter().map(|(_, key, label)| (key, label)).unzip();
                Item { keys, labels, current: parts, base: None }
            })
            .collect();
        if n_keys == 0 && items.is_empty() {
            let mut parts = Parts::EMPTY;
            task.measures.iter().for_each(|it| parts.set(*it, None));
            items.push(Item { keys: Keys::new(), labels: Labels::new(), current: parts, base: None });
        }
        items
    }

    /// The keys and labels of a group in the order of the split. Asked once of every group.
    fn named(&mut self, group: u32) -> Names {
        // Split by one kind of thing alone, nobody else needs its names.
        let codes = self.codes(group);
        let only = match self.all().map(|it| it.has_names) {
            [false, true, false, false] => Some((&mut self.products, codes[1])),
            [false, false, true, false] => Some((&mut self.customers, codes[2])),
            _ => None,
        };
        if let Some((axis, n)) = only {
            return axis.groups.get_mut(n as usize).map(std::mem::take).unwrap_or_default();
        }
        let mut named: Names = self.of_group(group).into_iter().flatten().cloned().collect();
        named.sort_by_key(|it| it.0);
        named
    }

    /// The code of a group on each axis.
    fn codes(&self, mut group: u32) -> [u32; 4] {
        self.all().map(|axis| {
            let code = group % axis.len() as u32;
            group /= axis.len() as u32;
            code
        })
    }

    /// The names of a group from each axis.
    fn of_group(&self, group: u32) -> [&[Named]; 4] {
        let (axes, codes) = (self.all(), self.codes(group));
        std::array::from_fn(|n| named(axes[n], codes[n]))
    }
}

fn named(axis: &Axis, n: u32) -> &[Named] {
    axis.groups.get(n as usize).map_or(&[], Names::as_slice)
}

/// Customers counted by place: who bought, whose first purchase it was, who ordered twice or more.
struct People {
    counts: Vec<[i64; 3]>,
}

impl People {
    fn of(axes: &Axes<'_>, found: &Found, period: Period, first_on: &[Option<i64>]) -> Self {
        let mut counts: Vec<[i64; 3]> = Vec::new();
        if found.people.is_empty() {
            return Self { counts };
        }
        let mut begins: Vec<i64> = Vec::new();
        for (group, place) in found.groups() {
            let [.., days] = axes.of_group(group);
            let buckets = days.iter().filter_map(|(_, key, _)| match key {
                Key::Bucket(_, start) => Some(*start),
                _ => None,
            });
            let begin = buckets.fold(period.from, Ord::max);
            begins.resize(begins.len().max(place + 1), i64::MAX);
            begins[place] = day_number(begin);
        }
        counts.resize(begins.len(), [0; 3]);
        for ((place, customer), orders) in &found.people {
            let count = &mut counts[*place as usize];
            count[0] += 1;
            let first = first_on.get(*customer as usize).copied().flatten();
            count[1] += i64::from(first.is_some_and(|it| it >= begins[*place as usize]));
            count[2] += i64::from(*orders >= 2);
        }
        Self { counts }
    }

    fn active(&self, place: usize) -> i64 {
        self.counts.get(place).map_or(0, |it| it[0])
    }

    fn newcomers(&self, place: usize) -> i64 {
        self.counts.get(place).map_or(0, |it| it[1])
    }

    fn repeat(&self, place: usize) -> i64 {
        self.counts.get(place).map_or(0, |it| it[2])
    }
}
