//! Random imports, merges, undos and redos against a simple model: every record is a stack of versions, undoing takes the
//! versions of one change set out of all stacks. On both engines; ids are left out of the comparison.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kabinet_core::app::App;
use kabinet_core::error::Error;
use kabinet_core::ids::CustomerId;
use kabinet_core::imports::{self, Redone};
use kabinet_core::locale::Locale;
use kabinet_core::store::Scope;
use kabinet_core::tenancy::{Actor, Organization};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::support;

/// Small numbers name things, so that files collide.
type Small = u8;

#[derive(Clone, Debug)]
enum Step {
    /// Code and city.
    Customers(BTreeMap<Small, Small>),
    /// Article and price.
    Products(BTreeMap<Small, Small>),
    /// Number: date, then customer, article and quantity of each line.
    Orders(BTreeMap<Small, (Small, Vec<(Small, Small, Small)>)>),
    /// Day and article: level.
    Stock(BTreeMap<(Small, Small), Small>),
    /// Number: customer, stage, amount.
    Deals(BTreeMap<Small, (Small, Small, Small)>),
    /// Deal: day, from and to of each event.
    Events(BTreeMap<Small, Vec<(Small, Small, Small)>>),
    Undo(usize),
    Redo(usize),
    /// Places among the customers there are.
    Merge(usize, usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let small = |n: Small| 1..=n;
    let step = prop_oneof![
        2 => btree_map(small(4), small(3), 1..4).prop_map(Step::Customers),
        2 => btree_map(small(3), small(3), 1..3).prop_map(Step::Products),
        6 => btree_map(small(4), (small(3), vec((small(4), small(3), small(3)), 1..3)), 1..4).prop_map(Step::Orders),
        2 => btree_map((small(2), small(3)), small(3), 1..3).prop_map(Step::Stock),
        2 => btree_map(small(2), (small(4), small(3), small(3)), 1..3).prop_map(Step::Deals),
        1 => btree_map(small(3), vec((small(3), small(3), small(3)), 1..3), 1..3).prop_map(Step::Events),
        8 => any::<usize>().prop_map(Step::Undo),
        2 => any::<usize>().prop_map(Step::Redo),
        3 => (any::<usize>(), any::<usize>()).prop_map(|(one, other)| Step::Merge(one, other)),
    ];
    vec(step, 2..10)
}

impl Step {
    /// The file a person would drop.
    fn file(&self) -> String {
        let mut rows = Vec::new();
        match self {
            Self::Customers(customers) => {
                rows.push("Код;Назва;Місто".to_owned());
                rows.extend(customers.iter().map(|(code, city)| format!("К-{code};Фірма {code};Місто {city}")));
            }
            Self::Products(products) => {
                rows.push("Артикул;Назва;Ціна".to_owned());
                rows.extend(products.iter().map(|(article, price)| format!("А{article};Товар {article};{price},00")));
            }
            Self::Orders(orders) => {
                rows.push("Номер;Дата;Код клієнта;Клієнт;Артикул;Товар;Кількість;Сума".to_owned());
                for (number, (day, lines)) in orders {
                    rows.extend(lines.iter().map(|(customer, article, quantity)| {
                        format!("{number};0{day}.10.2026;К-{customer};Фірма {customer};А{article};Товар {article};{quantity};{quantity}0,00")
                    }));
                }
            }
            Self::Stock(levels) => {
                rows.push("Дата;Склад;Артикул;Товар;Залишок".to_owned());
                rows.extend(
                    levels
                        .iter()
                        .map(|((day, article), level)| format!("0{day}.11.2026;Склад;А{article};Товар {article};{level}")),
                );
            }
            Self::Deals(deals) => {
                rows.push("Номер угоди;Назва угоди;Код клієнта;Клієнт;Сума;Етап".to_owned());
                rows.extend(deals.iter().map(|(deal, (customer, stage, amount))| {
                    format!("{deal};Угода {deal};К-{customer};Фірма {customer};{amount}00,00;Етап {stage}")
                }));
            }
            Self::Events(events) => {
                rows.push("ID угоди;Дата;З етапу;На етап".to_owned());
                for (deal, list) in events {
                    rows.extend(list.iter().map(|(day, from, to)| format!("{deal};0{day}.10.2026;Етап {from};Етап {to}")));
                }
            }
            Self::Undo(_) | Self::Redo(_) | Self::Merge(..) => {}
        }
        rows.join("\n") + "\n"
    }
}

/// Customers may be two under one code, so they are told apart by when they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Customer(usize),
    Alias(Small),
    Product(Small),
    Order(Small),
    Stock(Small, Small),
    Stage(Small),
    Deal(Small),
    Events(Small),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Record {
    Customer {
        code: Small,
        /// As the newest file of customers says, by whichever of the codes.
        name: Small,
        city: Option<Small>,
        draft: bool,
    },
    Alias(usize),
    Product {
        price: Option<Small>,
        draft: bool,
    },
    /// `said` is what the file said, while nothing else changed the order.
    Order {
        day: Small,
        customer: usize,
        lines: Vec<(usize, Small, Small)>,
        said: Option<(Small, Vec<(usize, Small, Small)>)>,
    },
    Stock(Small),
    Stage {
        position: usize,
    },
    Deal {
        title: bool,
        customer: Option<usize>,
        amount: Option<Small>,
        stage: Small,
        created: Option<Small>,
    },
    Events(Vec<(Small, Small, Small)>),
    /// Merged into another.
    Gone,
}

impl Record {
    fn refers(&self, key: Key) -> Vec<Key> {
        match (self, key) {
            (Self::Alias(customer), _) => vec![Key::Customer(*customer)],
            (Self::Order { customer, lines, .. }, _) => lines
                .iter()
                .flat_map(|(customer, article, _)| [Key::Customer(*customer), Key::Product(*article)])
                .chain([Key::Customer(*customer)])
                .collect(),
            (Self::Stock(_), Key::Stock(_, article)) => vec![Key::Product(article)],
            (Self::Deal { customer, stage, .. }, _) => {
                customer.iter().map(|it| Key::Customer(*it)).chain([Key::Stage(*stage)]).collect()
            }
            (Self::Events(events), Key::Events(deal)) => {
                events.iter().flat_map(|(_, from, to)| [Key::Stage(*from), Key::Stage(*to)]).chain([Key::Deal(deal)]).collect()
            }
            _ => Vec::new(),
        }
    }

    fn with_customer(&self, from: usize, to: usize) -> Self {
        let moved = |it: usize| if it == from { to } else { it };
        match self {
            Self::Alias(customer) => Self::Alias(moved(*customer)),
            Self::Deal { title, customer, amount, stage, created } => {
                Self::Deal { title: *title, customer: customer.map(moved), amount: *amount, stage: *stage, created: *created }
            }
            Self::Order { day, customer, lines, said } => {
                let moved_lines: Vec<_> =
                    lines.iter().map(|(who, article, quantity)| (moved(*who), *article, *quantity)).collect();
                let same = moved(*customer) == *customer && moved_lines == *lines;
                Self::Order {
                    day: *day,
                    customer: moved(*customer),
                    lines: moved_lines,
                    said: if same { said.clone() } else { None },
                }
            }
            other => other.clone(),
        }
    }
}

#[derive(Clone, Debug)]
struct Stack {
    born: usize,
    /// As it was first written.
    first: Record,
    versions: Vec<(i64, Record)>,
}

/// What is done: its number, the step, whether it was undone.
#[derive(Clone, Debug)]
struct Done {
    what: What,
    undone: bool,
}

#[derive(Clone, Debug)]
enum What {
    File(Step),
    Merge { kept: usize, merged: usize },
}

#[derive(Clone, Debug, Default)]
struct Model {
    born: usize,
    stacks: BTreeMap<Key, Stack>,
    /// The number of a change set is its place, from 1.
    done: Vec<Done>,
}

impl Model {
    fn top(&self, key: Key) -> Option<&Record> {
        self.stacks.get(&key).and_then(|it| it.versions.last()).map(|it| &it.1).filter(|it| **it != Record::Gone)
    }

    fn seen(&self) -> impl Iterator<Item = (Key, i64, &Record)> {
        let tops =
            self.stacks.iter().filter_map(|(key, stack)| stack.versions.last().map(|(owner, record)| (*key, *owner, record)));
        tops.filter(|it| *it.2 != Record::Gone)
    }

    fn write(&mut self, key: Key, record: Record, owner: i64) {
        if self.top(key) == Some(&record) {
            return;
        }
        self.born += 1;
        let stack =
            self.stacks.entry(key).or_insert_with(|| Stack { born: self.born, first: record.clone(), versions: Vec::new() });
        match stack.versions.last_mut() {
            Some((last, stored)) if *last == owner => *stored = record,
            _ => stack.versions.push((owner, record)),
        }
        if let [(_, only)] = &stack.versions[..] {
            stack.first = only.clone();
        }
    }

    fn customer(&mut self, code: Small, owner: i64) -> usize {
        let known = self.seen().find_map(|(key, _, record)| match (key, record) {
            (Key::Customer(id), Record::Customer { code: its, .. }) if *its == code => Some(id),
            _ => None,
        });
        if let Some(id) = known {
            return id;
        }
        if let Some(Record::Alias(id)) = self.top(Key::Alias(code)) {
            return *id;
        }
        let id = self.born + 1;
        self.write(Key::Customer(id), Record::Customer { code, name: code, city: None, draft: true }, owner);
        id
    }

    fn product(&mut self, article: Small, owner: i64) {
        if self.top(Key::Product(article)).is_none() {
            self.write(Key::Product(article), Record::Product { price: None, draft: true }, owner);
        }
    }

    /// Known stages keep their order, new ones follow; places are counted anew.
    fn stages(&mut self, named: &[Small], owner: i64) {
        let mut order: Vec<(usize, usize, Small)> = self
            .seen()
            .filter_map(|(key, _, record)| match (key, record) {
                (Key::Stage(stage), Record::Stage { position }) => Some((*position, self.stacks[&key].born, stage)),
                _ => None,
            })
            .collect();
        order.sort_unstable();
        let mut order: Vec<Small> = order.into_iter().map(|it| it.2).collect();
        for stage in named {
            if !order.contains(stage) {
                order.push(*stage);
            }
        }
        for (n, stage) in order.into_iter().enumerate() {
            self.write(Key::Stage(stage), Record::Stage { position: n + 1 }, owner);
        }
    }

    fn import(&mut self, step: &Step) {
        let owner = i64::try_from(self.done.len()).unwrap() + 1;
        match step {
            Step::Customers(customers) => {
                for (named, city) in customers {
                    let id = self.customer(*named, owner);
                    if let Some(Record::Customer { code, .. }) = self.top(Key::Customer(id)).cloned() {
                        let record = Record::Customer { code, name: *named, city: Some(*city), draft: false };
                        self.write(Key::Customer(id), record, owner);
                    }
                }
            }
            Step::Products(products) => {
                for (article, price) in products {
                    self.write(Key::Product(*article), Record::Product { price: Some(*price), draft: false }, owner);
                }
            }
            Step::Orders(orders) => {
                for (number, (day, rows)) in orders {
                    let mut lines = Vec::new();
                    for (code, article, quantity) in rows {
                        lines.push((self.customer(*code, owner), *article, *quantity));
                        self.product(*article, owner);
                    }
                    let new = Some((*day, lines.clone()));
                    let known = matches!(self.top(Key::Order(*number)), Some(Record::Order { said, .. }) if *said == new);
                    if !known {
                        self.write(
                            Key::Order(*number),
                            Record::Order { day: *day, customer: lines[0].0, lines, said: new },
                            owner,
                        );
                    }
                }
            }
            Step::Stock(levels) => {
                for ((day, article), level) in levels {
                    self.product(*article, owner);
                    self.write(Key::Stock(*day, *article), Record::Stock(*level), owner);
                }
            }
            Step::Deals(deals) => {
                let mut records = Vec::new();
                for (deal, (code, stage, amount)) in deals {
                    let created = match self.top(Key::Deal(*deal)) {
                        Some(Record::Deal { created, .. }) => *created,
                        _ => None,
                    };
                    let customer = Some(self.customer(*code, owner));
                    records.push((*deal, Record::Deal { title: true, customer, amount: Some(*amount), stage: *stage, created }));
                }
                let named: Vec<Small> = deals.values().map(|it| it.1).collect();
                self.stages(&named, owner);
                records.into_iter().for_each(|(deal, record)| self.write(Key::Deal(deal), record, owner));
            }
            Step::Events(events) => {
                let named: Vec<Small> = events.values().flatten().flat_map(|(_, from, to)| [*from, *to]).collect();
                self.stages(&named, owner);
                for (deal, list) in events {
                    if self.top(Key::Deal(*deal)).is_none() {
                        let (day, _, stage) = list[0];
                        let deal_ = Record::Deal { title: false, customer: None, amount: None, stage, created: Some(day) };
                        self.write(Key::Deal(*deal), deal_, owner);
                    }
                    let mut list = list.clone();
                    list.sort_by_key(|it| it.0);
                    self.write(Key::Events(*deal), Record::Events(list), owner);
                }
            }
            Step::Undo(_) | Step::Redo(_) | Step::Merge(..) => unreachable!("no file"),
        }
        self.done.push(Done { what: What::File(step.clone()), undone: false });
    }

    fn customers(&self) -> Vec<usize> {
        self.seen().filter_map(|(key, ..)| if let Key::Customer(id) = key { Some(id) } else { None }).collect()
    }

    fn merge(&mut self, kept: usize, merged: usize) {
        let owner = i64::try_from(self.done.len()).unwrap() + 1;
        let fields = |model: &Self, id| match model.top(Key::Customer(id)) {
            Some(Record::Customer { code, name, city, draft }) => (*code, *name, *city, *draft),
            _ => unreachable!("both are there"),
        };
        let ((code, name, city, draft), (other_code, _, other_city, other_draft)) = (fields(self, kept), fields(self, merged));
        let filled = Record::Customer { code, name, city: city.or(other_city), draft: draft && other_draft };
        self.write(Key::Customer(kept), filled, owner);
        let moved: Vec<(Key, Record)> = self
            .seen()
            .map(|(key, _, record)| (key, record.with_customer(merged, kept)))
            .filter(|(key, record)| self.top(*key) != Some(record))
            .collect();
        moved.into_iter().for_each(|(key, record)| self.write(key, record, owner));
        if code != other_code {
            self.write(Key::Alias(other_code), Record::Alias(kept), owner);
        }
        self.write(Key::Customer(merged), Record::Gone, owner);
        self.done.push(Done { what: What::Merge { kept, merged }, undone: false });
    }

    fn live_merges(&self) -> Vec<(i64, usize, usize)> {
        let live = self.done.iter().zip(1..).filter(|(done, _)| !done.undone);
        live.filter_map(|(done, number)| match done.what {
            What::Merge { kept, merged } => Some((number, kept, merged)),
            What::File(_) => None,
        })
        .collect()
    }

    fn undo(&mut self, place: usize) {
        let owner = i64::try_from(place).unwrap() + 1;
        self.done[place].undone = true;
        let merges = self.live_merges();
        let mut bare: BTreeMap<Key, Record> = BTreeMap::new();
        for (key, stack) in &mut self.stacks {
            let Some((_, top)) = stack.versions.last().filter(|it| it.0 == owner).cloned() else {
                stack.versions.retain(|it| it.0 != owner);
                continue;
            };
            stack.versions.retain(|it| it.0 != owner);
            if stack.versions.is_empty() {
                bare.insert(*key, top);
            }
            // Whoever was merged away meanwhile is not named again.
            for (number, kept, merged) in &merges {
                if let Some((_, record)) = stack.versions.last()
                    && record.refers(*key).contains(&Key::Customer(*merged))
                {
                    let moved = record.with_customer(*merged, *kept);
                    stack.versions.push((*number, moved));
                }
            }
        }
        // Children first; what something refers to passes to the oldest that does.
        let rank = |key: &Key| match key {
            Key::Alias(_) | Key::Order(_) | Key::Stock(..) | Key::Events(_) => 0,
            Key::Deal(_) => 1,
            Key::Stage(_) => 2,
            Key::Product(_) => 3,
            Key::Customer(_) => 4,
        };
        let mut bare: Vec<(Key, Record)> = bare.into_iter().collect();
        bare.sort_by_key(|(key, _)| rank(key));
        for (key, top) in bare {
            let versions = self.stacks.iter().flat_map(|(of, stack)| stack.versions.iter().map(move |it| (of, it)));
            let referring = versions.filter(|(of, (_, record))| record.refers(**of).contains(&key)).map(|(_, it)| it.0);
            let kept = merges.iter().filter(|it| Key::Customer(it.1) == key).map(|it| it.0);
            match referring.chain(kept).min() {
                Some(heir) => {
                    let stack = self.stacks.get_mut(&key).unwrap();
                    let record = if matches!(key, Key::Deal(_)) { top } else { stack.first.clone() };
                    stack.first = record.clone();
                    stack.versions.push((heir, record));
                }
                None => _ = self.stacks.remove(&key),
            }
        }
    }

    /// All that is seen, in words; customers by their place.
    fn words(&self) -> BTreeSet<String> {
        let places: BTreeMap<usize, usize> = self.customers().into_iter().zip(0..).collect();
        self.seen()
            .map(|(key, owner, record)| match (key, record) {
                (Key::Customer(id), Record::Customer { code, name, city, draft }) => {
                    let city = city.map_or("—".to_owned(), |it| format!("Місто {it}"));
                    format!("customer {} К-{code} Фірма {name} {city} {} №{owner}", places[&id], u8::from(*draft))
                }
                (Key::Alias(code), Record::Alias(id)) => format!("alias к-{code} {} №{owner}", places[id]),
                (Key::Product(article), Record::Product { price, draft }) => {
                    let price = price.map_or("—".to_owned(), |it| format!("{it}00"));
                    format!("product А{article} {price} {} №{owner}", u8::from(*draft))
                }
                (Key::Order(number), Record::Order { day, customer, lines, .. }) => {
                    let lines: Vec<String> = lines
                        .iter()
                        .map(|(who, article, quantity)| format!("{} А{article} {quantity}000", places[who]))
                        .collect();
                    format!("order {number} {day} {} [{}] №{owner}", places[customer], lines.join(", "))
                }
                (Key::Stock(day, article), Record::Stock(level)) => format!("stock {day} А{article} {level}000 №{owner}"),
                (Key::Stage(stage), Record::Stage { position }) => format!("stage Етап {stage} {position} №{owner}"),
                (Key::Deal(deal), Record::Deal { title, customer, amount, stage, created }) => {
                    let title = if *title { format!("Угода {deal}") } else { deal.to_string() };
                    let who = customer.map_or("—".to_owned(), |it| places[&it].to_string());
                    let amount = amount.map_or("—".to_owned(), |it| format!("{it}0000"));
                    let created = created.map_or("—".to_owned(), |it| it.to_string());
                    format!("deal {deal} {title} {who} {amount} Етап {stage} {created} №{owner}")
                }
                (Key::Events(deal), Record::Events(events)) => {
                    let events: Vec<String> =
                        events.iter().map(|(day, from, to)| format!("{day} Етап {from} Етап {to}")).collect();
                    format!("events {deal} [{}] №{owner}", events.join(", "))
                }
                other => panic!("{other:?}"),
            })
            .collect()
    }
}

const OCTOBER: i64 = 20_727;
const NOVEMBER: i64 = OCTOBER + 31;

fn or_dash<T: ToString>(value: Option<T>) -> String {
    value.map_or("—".to_owned(), |it| it.to_string())
}

/// What the store holds, in the same words; a reference that leads nowhere does not get through.
async fn stored(scope: &mut Scope) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let customers: Vec<(i64, String, String, Option<String>, i64, i64)> = scope
        .sql(
            "SELECT c.id, c.code, c.name, c.city, c.draft, i.number FROM customers c
             JOIN imports i ON i.organization_id = c.organization_id AND i.id = c.import_id
             WHERE c.organization_id = $1 ORDER BY c.id",
        )
        .all()
        .await
        .unwrap();
    let places: BTreeMap<i64, usize> = customers.iter().map(|it| it.0).zip(0..).collect();
    for (id, code, name, city, draft, number) in customers {
        words.insert(format!("customer {} {code} {name} {} {draft} №{number}", places[&id], or_dash(city)));
    }
    let aliases: Vec<(String, i64, i64)> = scope
        .sql(
            "SELECT a.code_key, a.customer_id, i.number FROM customer_aliases a
             JOIN imports i ON i.organization_id = a.organization_id AND i.id = a.import_id WHERE a.organization_id = $1",
        )
        .all()
        .await
        .unwrap();
    words.extend(aliases.into_iter().map(|(code, id, number)| format!("alias {code} {} №{number}", places[&id])));
    let products: Vec<(i64, String, Option<i64>, i64, i64)> = scope
        .sql(
            "SELECT p.id, p.sku, p.price, p.draft, i.number FROM products p
             JOIN imports i ON i.organization_id = p.organization_id AND i.id = p.import_id WHERE p.organization_id = $1",
        )
        .all()
        .await
        .unwrap();
    let articles: BTreeMap<i64, String> = products.iter().map(|it| (it.0, it.1.clone())).collect();
    for (_, article, price, draft, number) in products {
        words.insert(format!("product {article} {} {draft} №{number}", or_dash(price)));
    }
    let lines: Vec<(i64, Option<i64>, i64, i64)> = scope
        .sql("SELECT order_id, customer_id, product_id, quantity FROM order_items WHERE organization_id = $1 ORDER BY order_id, line")
        .all()
        .await
        .unwrap();
    let mut of_orders: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for (order, customer, product, quantity) in lines {
        let line = format!("{} {} {quantity}", places[&customer.unwrap()], articles[&product]);
        of_orders.entry(order).or_default().push(line);
    }
    let orders: Vec<(i64, String, i64, i64, i64)> = scope
        .sql(
            "SELECT o.id, o.number, o.ordered_on, o.customer_id, i.number FROM orders o
             JOIN imports i ON i.organization_id = o.organization_id AND i.id = o.import_id WHERE o.organization_id = $1",
        )
        .all()
        .await
        .unwrap();
    for (id, order, day, customer, number) in orders {
        let lines = of_orders.remove(&id).unwrap_or_default().join(", ");
        words.insert(format!("order {order} {} {} [{lines}] №{number}", day - OCTOBER + 1, places[&customer]));
    }
    assert!(of_orders.is_empty(), "lines without an order");
    let levels: Vec<(i64, i64, i64, i64)> = scope
        .sql(
            "SELECT s.counted_on, s.product_id, s.on_hand, i.number FROM stock_levels s
             JOIN imports i ON i.organization_id = s.organization_id AND i.id = s.import_id WHERE s.organization_id = $1",
        )
        .all()
        .await
        .unwrap();
    for (day, product, level, number) in levels {
        words.insert(format!("stock {} {} {level} №{number}", day - NOVEMBER + 1, articles[&product]));
    }
    let stages: Vec<(i64, String, i64, i64)> = scope
        .sql(
            "SELECT s.id, s.name, s.position, i.number FROM stages s
             JOIN imports i ON i.organization_id = s.organization_id AND i.id = s.import_id WHERE s.organization_id = $1",
        )
        .all()
        .await
        .unwrap();
    let names: BTreeMap<i64, String> = stages.iter().map(|it| (it.0, it.1.clone())).collect();
    words.extend(stages.into_iter().map(|(_, name, position, number)| format!("stage {name} {position} №{number}")));
    let deals: Vec<(i64, String, String, Option<i64>, Option<i64>, i64, Option<i64>, i64)> = scope
        .sql(
            "SELECT d.id, d.code, d.title, d.customer_id, d.amount, d.stage_id, d.created_on, i.number FROM deals d
             JOIN imports i ON i.organization_id = d.organization_id AND i.id = d.import_id WHERE d.organization_id = $1",
        )
        .all()
        .await
        .unwrap();
    let codes: BTreeMap<i64, String> = deals.iter().map(|it| (it.0, it.1.clone())).collect();
    for (_, code, title, customer, amount, stage, created, number) in deals {
        let who = or_dash(customer.map(|it| places[&it]));
        let (amount, created) = (or_dash(amount), or_dash(created.map(|it| it - OCTOBER + 1)));
        words.insert(format!("deal {code} {title} {who} {amount} {} {created} №{number}", names[&stage]));
    }
    let events: Vec<(i64, i64, i64, i64, i64)> = scope
        .sql(
            "SELECT e.deal_id, i.number, e.happened_on, e.from_stage_id, e.to_stage_id FROM deal_events e
             JOIN imports i ON i.organization_id = e.organization_id AND i.id = e.import_id
             WHERE e.organization_id = $1 ORDER BY e.deal_id, e.position",
        )
        .all()
        .await
        .unwrap();
    let mut of_deals: BTreeMap<(i64, i64), Vec<String>> = BTreeMap::new();
    for (deal, number, day, from, to) in events {
        of_deals.entry((deal, number)).or_default().push(format!("{} {} {}", day - OCTOBER + 1, names[&from], names[&to]));
    }
    words.extend(
        of_deals.into_iter().map(|((deal, number), list)| format!("events {} [{}] №{number}", codes[&deal], list.join(", "))),
    );
    assert_eq!(support::sums::differences(scope).await, [0; 3], "sums differ from their lines");
    words
}

/// Does the steps to both; the first difference.
async fn follow(app: &App, organization: &Organization, steps: &[Step]) -> Result<(), String> {
    let mut model = Model::default();
    let by = (organization, &Actor::OPERATOR);
    for (n, step) in steps.iter().enumerate() {
        let context = app.imports();
        match step {
            Step::Undo(_) | Step::Redo(_) if model.done.is_empty() => {}
            Step::Undo(place) => {
                let place = place % model.done.len();
                let undone = imports::undo(&context, by, i64::try_from(place).unwrap() + 1).await;
                match (undone, model.done[place].undone) {
                    (Ok(_), false) => model.undo(place),
                    (Err(Error::Conflict(_)), true) => {}
                    (undone, _) => return Err(format!("step {n} {step:?}: {undone:?}")),
                }
            }
            Step::Redo(place) => {
                let place = place % model.done.len();
                let again = (Locale::Uk, Arc::default());
                let redone = imports::redo(&context, by, i64::try_from(place).unwrap() + 1, again).await;
                let done = model.done[place].clone();
                match (redone, done.undone, done.what) {
                    (Ok(Redone::File(_)), true, What::File(step)) => model.import(&step),
                    (Ok(Redone::Customers(_)), true, What::Merge { kept, merged }) => model.merge(kept, merged),
                    (Err(Error::Invalid(_)), false, _) => {}
                    (Err(Error::NotFound("customer")), true, What::Merge { kept, merged })
                        if [kept, merged].iter().any(|it| !model.customers().contains(it)) => {}
                    (redone, ..) => return Err(format!("step {n} {step:?}: {redone:?}")),
                }
            }
            Step::Merge(one, other) => {
                let known = model.customers();
                if known.len() < 2 || one % known.len() == other % known.len() {
                    continue;
                }
                let mut scope = app.store.read(organization.id).await.unwrap();
                let ids: Vec<(CustomerId,)> =
                    scope.sql("SELECT id FROM customers WHERE organization_id = $1 ORDER BY id").all().await.unwrap();
                drop(scope);
                let (one, other) = (one % known.len(), other % known.len());
                imports::merge(&context, by, (ids[one].0, ids[other].0)).await.map_err(|it| format!("step {n}: {it:?}"))?;
                model.merge(known[one], known[other]);
            }
            file => {
                let report = support::load(app, organization, "файл.csv", file.file()).await;
                let before = model.words();
                model.import(file);
                match report.import {
                    Some(number) if number == model.done.len().to_string() => {}
                    // The newest file once more: it was not even read, so it has no number.
                    None if model.words() == before => _ = model.done.pop(),
                    _ => return Err(format!("step {n}: {} {}", report.message, file.file())),
                }
            }
        }
        let mut scope = app.store.read(organization.id).await.unwrap();
        let (is, shall_be) = (stored(&mut scope).await, model.words());
        if is != shall_be {
            let (lacking, odd) = (shall_be.difference(&is), is.difference(&shall_be));
            return Err(format!("after step {n} lacking {:#?}, odd {:#?}", lacking.collect::<Vec<_>>(), odd.collect::<Vec<_>>()));
        }
    }
    Ok(())
}

/// One store for all, an organization for each sequence.
fn try_sequences(on: impl Future<Output = support::Fresh>, cases: u32) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let fresh = runtime.block_on(on);
    let folder = tempfile::tempdir().unwrap();
    let app = runtime.block_on(support::app(&fresh, folder.path()));
    let n = std::cell::Cell::new(0);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 400, ..Config::default() };
    let tried = TestRunner::new(config).run(&steps(), |steps| {
        n.set(n.get() + 1);
        runtime.block_on(async {
            let organization = support::organization(&fresh.store, &format!("o{}", n.get())).await;
            follow(&app, &organization, &steps).await.map_err(TestCaseError::fail)
        })
    });
    if let Err(failure) = tried {
        panic!("{failure}");
    }
}

#[test]
fn stacks_of_versions_on_sqlite() {
    try_sequences(support::sqlite(), 900);
}

#[test]
fn stacks_of_versions_on_postgres() {
    try_sequences(support::postgres(), 100);
}
