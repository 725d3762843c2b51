//! The pass over the rows of a block: a few plain loops over a few hundred rows at a time.

use std::collections::HashMap;
use std::ops::Range;

use super::axes::OUT;
use super::orders::OrderCodes;
use crate::columnar::{Block, Figure};
use crate::metrics::measures::Measure;

/// Rows at a time: all that is put down about them stays in the nearest cache.
const ROWS: usize = 1024;

/// Up to so many groups each has a place of its own, else only those that occur.
const MOST_PLACES: u32 = 1 << 20;

/// What is to be found of every row.
pub(super) struct Task<'a> {
    pub measures: &'a [Measure],
    /// Of how many groups a row may be one.
    pub groups: u32,
    pub open_counts: bool,
    /// Whether an order counts once in each group that holds one of its lines.
    pub orders_part: bool,
}

/// A block and what its keys mean.
pub(super) struct Part<'a> {
    pub block: &'a Block,
    /// The first day that `days` speaks of.
    pub first_day: i64,
    /// Codes that add up to the group of a row; by day, place of customer and place of product.
    pub days: Vec<u32>,
    pub customers: Option<Vec<u32>>,
    pub products: Option<Vec<u32>>,
    pub orders: Option<OrderCodes>,
    /// The place of each customer in the directory, counted from one; nobody is 0. Only where it is asked.
    pub people: Vec<u32>,
    /// The present cost of each product, where it is asked.
    pub costs: Option<Vec<Option<i64>>>,
}

/// What was found, by place; place 0 is of the rows that do not count.
#[derive(Default)]
pub(super) struct Found {
    /// The places of groups where not each has its own.
    places: Option<HashMap<u32, u32>>,
    /// The group of each place.
    groups: Vec<u32>,
    seen: Vec<bool>,
    /// By measure, then place.
    sums: Vec<Vec<i64>>,
    /// Whether any row has a cost.
    costed: Vec<bool>,
    /// Orders by place and customer.
    pub people: HashMap<(u32, u32), i64>,
    /// By measure, then place: the last order counted.
    last_orders: Vec<Vec<u32>>,
    order: u32,
}

/// Weights of the classes of lines.
type Weights = [i64; 8];

const NONE: Weights = [0; 8];

fn weights(classes: &[usize]) -> Weights {
    let mut weights = NONE;
    classes.iter().for_each(|it| weights[*it] = 1);
    weights
}

impl Task<'_> {
    fn counted(&self) -> Weights {
        weights(if self.open_counts { &[0, 1, 4] } else { &[1, 4] })
    }

    fn sale(&self) -> Weights {
        weights(if self.open_counts { &[0, 1] } else { &[1] })
    }

    pub(super) fn asks_people(&self) -> bool {
        let of_people = [Measure::ActiveCustomers, Measure::NewCustomers, Measure::RepeatCustomers];
        self.measures.iter().any(|it| of_people.contains(it))
    }

    pub(super) fn asks_costs(&self) -> bool {
        self.measures.iter().any(|it| matches!(it, Measure::Cost | Measure::CostedRevenue))
    }
}

/// The rows of one round.
struct Round {
    rows: Range<usize>,
    places: [u32; ROWS],
    classes: [u8; ROWS],
    /// Rows that count, where they are few.
    few: Option<Vec<u16>>,
    numbers: [i64; ROWS],
    others: [i64; ROWS],
    orders: [u32; ROWS],
}

impl Found {
    pub(super) fn new(task: &Task<'_>) -> Self {
        let mut found = Self { sums: vec![Vec::new(); task.measures.len()], ..Self::default() };
        found.last_orders = vec![Vec::new(); task.measures.len() + 1];
        if task.groups > MOST_PLACES {
            found.places = Some(HashMap::new());
            found.grow(OUT);
        } else {
            found.grow(OUT);
            (0..task.groups).for_each(|it| found.grow(it));
        }
        found
    }

    fn grow(&mut self, group: u32) {
        self.groups.push(group);
        self.seen.push(false);
        self.costed.push(false);
        self.sums.iter_mut().for_each(|it| it.push(0));
        self.last_orders.iter_mut().for_each(|it| it.push(0));
    }

    fn place(&mut self, group: u32) -> u32 {
        if group == OUT {
            return 0;
        }
        let Some(places) = &mut self.places else { return group + 1 };
        let next = self.groups.len() as u32;
        let place = *places.entry(group).or_insert(next);
        if place == next {
            self.grow(group);
        }
        place
    }

    /// Every group that occurs, with its place.
    pub(super) fn groups(&self) -> impl Iterator<Item = (u32, usize)> {
        (1..self.groups.len()).filter(|place| self.seen[*place]).map(|place| (self.groups[place], place))
    }

    /// A sum; nothing where no row takes part in it.
    pub(super) fn sum(&self, task: &Task<'_>, n: usize, place: usize) -> Option<i64> {
        let needs_cost = task.measures[n] == Measure::CostedRevenue;
        (!needs_cost || self.costed[place]).then(|| self.sums[n][place])
    }

    /// What another thread found.
    pub(super) fn join(&mut self, other: Self) {
        let mut places = vec![0; other.groups.len()];
        for (from, group) in other.groups.iter().enumerate().skip(1) {
            if !other.seen[from] {
                continue;
            }
            let into = self.place(*group);
            places[from] = into;
            self.seen[into as usize] = true;
            self.costed[into as usize] |= other.costed[from];
            for (sums, more) in self.sums.iter_mut().zip(&other.sums) {
                sums[into as usize] += more[from];
            }
        }
        for ((place, customer), orders) in other.people {
            *self.people.entry((places[place as usize], customer)).or_default() += orders;
        }
    }

    pub(super) fn add(&mut self, task: &Task<'_>, part: &Part<'_>) {
        let mut round = Box::new(Round {
            rows: 0..0,
            places: [0; ROWS],
            classes: [0; ROWS],
            few: None,
            numbers: [0; ROWS],
            others: [0; ROWS],
            orders: [0; ROWS],
        });
        for start in (0..part.block.len).step_by(ROWS) {
            round.rows = start..part.block.len.min(start + ROWS);
            if !self.locate(part, &mut round) {
                // Orders go on, whether their rows count or not.
                self.number_orders(part, &mut round);
                continue;
            }
            self.number_orders(part, &mut round);
            for (n, measure) in task.measures.iter().enumerate() {
                self.measure(task, part, &mut round, (n, *measure));
            }
            if task.asks_people() {
                self.meet(task, part, &mut round);
            }
        }
    }

    /// Finds the places of the rows; says whether any of them counts.
    fn locate(&mut self, part: &Part<'_>, round: &mut Round) -> bool {
        let Round { rows, places, classes, few, others, .. } = round;
        let n = rows.len();
        part.block.days.visit(rows.clone(), |row, day| {
            let day = usize::try_from(day - part.first_day).unwrap_or(usize::MAX);
            places[row] = part.days.get(day).copied().unwrap_or(OUT);
        });
        // Lines stand by day: often none of them is asked about.
        if places[..n].iter().all(|it| *it == OUT) {
            return false;
        }
        for (keys, codes) in [(&part.block.customers, &part.customers), (&part.block.products, &part.products)] {
            let (Some(keys), Some(codes)) = (keys, codes) else { continue };
            keys.places.visit(rows.clone(), |row, key| places[row] = places[row].saturating_add(codes[key as usize]));
        }
        if let (Some(words), Some(orders)) = (&part.block.words, &part.orders) {
            match &part.block.customers {
                Some(keys) => keys.places.read(rows.clone(), others),
                None => others[..n].fill(0),
            }
            words.places.visit(rows.clone(), |row, word| {
                places[row] = places[row].saturating_add(orders.code(word as usize, others[row] as usize));
            });
        }
        let counting = places[..n].iter().filter(|it| **it != OUT).count();
        if counting == 0 {
            return false;
        }
        let is_few = counting * 4 < n;
        *few = is_few.then(|| (0..n as u16).filter(|row| places[usize::from(*row)] != OUT).collect());
        if self.places.is_some() {
            for place in &mut places[..n] {
                *place = self.place(*place);
            }
        } else {
            // What does not count comes to place 0.
            places[..n].iter_mut().for_each(|it| *it = it.wrapping_add(1));
        }
        match &few {
            Some(few) => few.iter().for_each(|row| self.seen[places[usize::from(*row)] as usize] = true),
            None => places[..n].iter().for_each(|it| self.seen[*it as usize] = true),
        }
        match part.block.classes.only() {
            Some(class) => classes[..n].fill((class & 7) as u8),
            None => part.block.classes.visit(rows.clone(), |row, class| classes[row] = (class & 7) as u8),
        }
        true
    }

    fn number_orders(&mut self, part: &Part<'_>, round: &mut Round) {
        let Some(starts) = &part.block.order_starts else { return };
        let n = round.rows.len();
        starts.read(round.rows.clone(), &mut round.numbers);
        for (order, start) in round.orders[..n].iter_mut().zip(&round.numbers[..n]) {
            self.order += *start as u32;
            *order = self.order;
        }
    }

    fn measure(&mut self, task: &Task<'_>, part: &Part<'_>, round: &mut Round, (n, measure): (usize, Measure)) {
        let (counted, sale) = (task.counted(), task.sale());
        let returned = weights(&[3]);
        match measure {
            Measure::Revenue => self.total(part, round, n, (Figure::Amount, counted)),
            Measure::GrossSales => {
                self.total(part, round, n, (Figure::Gross, sale));
                self.total(part, round, n, (Figure::Amount, returned));
            }
            Measure::Returns => {
                self.total(part, round, n, (Figure::Returned, counted));
                self.total(part, round, n, (Figure::Returned, returned));
            }
            Measure::Orders if task.orders_part => self.orders(part, round, n, (Some(Figure::SaleLines), sale)),
            Measure::Orders => self.total(part, round, n, (Figure::Orders, sale)),
            Measure::CancelledOrders => self.orders(part, round, n, (None, weights(&[2]))),
            Measure::ReturnedOrders => self.orders(part, round, n, (None, returned)),
            Measure::Units => self.total(part, round, n, (Figure::Quantity, counted)),
            Measure::SaleLines => self.total(part, round, n, (Figure::SaleLines, sale)),
            Measure::CountedLines => self.total(part, round, n, (Figure::Lines, counted)),
            Measure::Discount => self.total(part, round, n, (Figure::Discount, sale)),
            Measure::CustomerRevenue => {
                self.fill(part, round, (Figure::Amount, counted));
                let Round { rows, numbers, others, .. } = &mut *round;
                if let Some(keys) = &part.block.customers {
                    keys.places.read(rows.clone(), others);
                    for (number, key) in numbers.iter_mut().zip(&others[..rows.len()]) {
                        *number *= i64::from(keys.ids[*key as usize] != 0);
                    }
                }
                self.put(round, n);
            }
            Measure::CostedRevenue => self.costed_revenue(part, round, n, counted),
            Measure::Cost => self.cost(part, round, n, counted),
            Measure::ActiveCustomers | Measure::NewCustomers | Measure::RepeatCustomers => {}
        }
    }

    fn total(&mut self, part: &Part<'_>, round: &mut Round, n: usize, (figure, weights): (Figure, Weights)) {
        let Round { rows, places, classes, few, .. } = round;
        let (column, sums) = (part.block.figure(figure), &mut self.sums[n]);
        let only = part.block.classes.only().map(|it| weights[(it & 7) as usize]);
        match (few, only) {
            (_, Some(0)) => {}
            (Some(few), _) => {
                for row in few.iter().map(|it| usize::from(*it)) {
                    let weight = weights[usize::from(classes[row] & 7)];
                    sums[places[row] as usize] += weight * column.get(rows.start + row);
                }
            }
            (None, Some(_)) => column.visit(rows.clone(), |row, number| sums[places[row] as usize] += number),
            (None, None) => column.visit(rows.clone(), |row, number| {
                sums[places[row] as usize] += number * weights[usize::from(classes[row] & 7)];
            }),
        }
    }

    /// A figure of the rows of some classes; of the others nothing.
    fn fill(&self, part: &Part<'_>, round: &mut Round, (figure, weights): (Figure, Weights)) {
        let Round { rows, classes, numbers, .. } = round;
        part.block.read(figure, rows.clone(), numbers);
        if part.block.classes.only().is_some_and(|it| weights[(it & 7) as usize] == 1) {
            return;
        }
        for (number, class) in numbers[..rows.len()].iter_mut().zip(&*classes) {
            *number *= weights[usize::from(*class & 7)];
        }
    }

    fn put(&mut self, round: &Round, n: usize) {
        let sums = &mut self.sums[n];
        for (place, number) in round.places[..round.rows.len()].iter().zip(&round.numbers) {
            sums[*place as usize] += number;
        }
    }

    /// Orders with a row of these classes, above zero in the figure; lines of one order stand together.
    fn orders(&mut self, part: &Part<'_>, round: &mut Round, n: usize, (figure, weights): (Option<Figure>, Weights)) {
        match figure {
            Some(figure) => part.block.read(figure, round.rows.clone(), &mut round.numbers),
            None => round.numbers.fill(1),
        }
        let (sums, last) = (&mut self.sums[n], &mut self.last_orders[n]);
        for row in 0..round.rows.len() {
            let place = round.places[row] as usize;
            if weights[usize::from(round.classes[row] & 7)] == 1 && round.numbers[row] > 0 && last[place] != round.orders[row] {
                last[place] = round.orders[row];
                sums[place] += 1;
            }
        }
    }

    fn costed_revenue(&mut self, part: &Part<'_>, round: &mut Round, n: usize, counted: Weights) {
        let Round { rows, places, classes, numbers, others, .. } = round;
        let present = self.present_costs(part, rows.clone(), others);
        part.block.read(Figure::Amount, rows.clone(), numbers);
        part.block.read(Figure::CostedLines, rows.clone(), others);
        let costed_amount = part.block.figure(Figure::CostedAmount);
        for row in 0..rows.len() {
            let place = places[row] as usize;
            let amount = match present.get(row).copied().flatten() {
                _ if counted[usize::from(classes[row] & 7)] == 0 => continue,
                Some(_) => numbers[row],
                None if others[row] > 0 => costed_amount.get(rows.start + row),
                None => continue,
            };
            self.costed[place] = true;
            self.sums[n][place] += amount;
        }
    }

    fn cost(&mut self, part: &Part<'_>, round: &mut Round, n: usize, counted: Weights) {
        let Round { rows, places, classes, numbers, others, .. } = round;
        let present = self.present_costs(part, rows.clone(), others);
        part.block.read(Figure::Cost, rows.clone(), numbers);
        part.block.read(Figure::UncostedQuantity, rows.clone(), others);
        for row in 0..rows.len() {
            let present = present.get(row).copied().flatten().unwrap_or_default();
            let cost = numbers[row] * 1000 + others[row] * present;
            self.sums[n][places[row] as usize] += cost * counted[usize::from(classes[row] & 7)];
        }
    }

    fn present_costs(&self, part: &Part<'_>, rows: Range<usize>, buffer: &mut [i64]) -> Vec<Option<i64>> {
        let (Some(costs), Some(keys)) = (&part.costs, &part.block.products) else { return Vec::new() };
        let n = rows.len();
        keys.places.read(rows, buffer);
        buffer[..n].iter().map(|it| costs[*it as usize]).collect()
    }

    /// Who bought, and in how many orders.
    fn meet(&mut self, task: &Task<'_>, part: &Part<'_>, round: &mut Round) {
        let Some(keys) = &part.block.customers else { return };
        let sale = task.sale();
        let last = task.measures.len();
        keys.places.read(round.rows.clone(), &mut round.numbers);
        part.block.read(Figure::SaleLines, round.rows.clone(), &mut round.others);
        let orders = part.block.figure(Figure::Orders);
        let mut at: Option<((u32, u32), i64)> = None;
        for row in 0..round.rows.len() {
            let place = round.places[row];
            let customer = part.people[round.numbers[row] as usize];
            let bought = sale[usize::from(round.classes[row] & 7)] == 1 && round.others[row] > 0;
            if place == 0 || customer == 0 || !bought {
                continue;
            }
            let more = if task.orders_part {
                let known = &mut self.last_orders[last][place as usize];
                let is_new = *known != round.orders[row];
                *known = round.orders[row];
                i64::from(is_new)
            } else {
                orders.get(round.rows.start + row)
            };
            match &mut at {
                Some((key, sum)) if *key == (place, customer) => *sum += more,
                _ => {
                    if let Some((key, sum)) = at.replace(((place, customer), more)) {
                        *self.people.entry(key).or_default() += sum;
                    }
                }
            }
        }
        if let Some((key, sum)) = at {
            *self.people.entry(key).or_default() += sum;
        }
    }
}
