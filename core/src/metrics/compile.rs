//! From a plan to a statement: pure. Every piece of text is a fixed string of ours; whatever a person wrote is a bind.

use super::measures::Measure;
use super::plan::Plan;
use super::query::{Dimension, Filter, ValueOp};
use super::sources::{Reach, Source, Sums};
use crate::locale::{Locale, text};
use crate::names::code_key;
use crate::period::Period;
use crate::store::{Bind, day_number};

/// A statement and how to read its rows: a key a dimension, a sum a measure, a name and a code an entity.
#[derive(Debug)]
pub(super) struct Compiled {
    pub text: String,
    /// From `$2` on.
    pub binds: Vec<Bind>,
    pub measures: Vec<Measure>,
}

/// Sums of lines of the period, split by `by`. Customers that are not named are not rows, only part of totals.
pub(super) fn sums((plan, period): (&Plan, Period), by: &[Dimension], measures: &[Measure], sums: Option<&Sums>) -> Compiled {
    let measures: Vec<Measure> = measures.iter().copied().filter(|it| *it != Measure::RepeatCustomers).collect();
    let mut lines = Lines::new(plan, period, by, Source::reach(plan, period, sums));
    let mut sums: Vec<String> = measures.iter().map(|it| lines.sum(*it, by)).collect();
    if let Some(column) = lines.common_column(by, &measures) {
        let selected: String = sums.iter().enumerate().map(|(n, it)| format!(", {it} AS m{n}")).collect();
        lines = lines.summed_by(column, &selected);
        sums = (0..measures.len()).map(|n| format!("CAST(SUM(i.m{n}) AS BIGINT)")).collect();
    }
    let keys = lines.keys(by);
    let selected: Vec<String> =
        keys.iter().copied().chain(sums.iter().map(String::as_str)).enumerate().map(|(n, it)| format!("{it} AS c{n}")).collect();
    let inner = format!("SELECT {}\n{}{}", selected.join(", "), lines.tables_and_conditions(), group_by(keys.len()));
    Compiled { text: named(&inner, by, selected.len()), binds: lines.binds, measures }
}

/// Customers with two orders or more, split by `by`.
pub(super) fn repeat_customers((plan, period): (&Plan, Period), by: &[Dimension], sums: Option<&Sums>) -> Compiled {
    let mut lines = Lines::new(plan, period, by, Source::reach(plan, period, sums));
    let keys = lines.keys(by);
    let orders = lines.sum(Measure::Orders, by);
    let selected: Vec<String> = keys.iter().enumerate().map(|(n, it)| format!("{it} AS c{n}, ")).collect();
    lines.narrow(format!("{} AND i.customer_id IS NOT NULL", lines.sale));
    let inner = format!(
        "SELECT {}i.customer_id\n{}{} HAVING {orders} >= 2",
        selected.concat(),
        lines.tables_and_conditions(),
        group_by(keys.len() + 1)
    );
    let outer: String = (0..keys.len()).map(|n| format!("c{n}, ")).collect();
    let counted = format!("SELECT {outer}COUNT(*) AS c{} FROM ({inner}) r{}", keys.len(), group_by(keys.len()));
    Compiled { text: named(&counted, by, keys.len() + 1), binds: lines.binds, measures: vec![Measure::RepeatCustomers] }
}

/// Puts names and codes beside the ids, after the sums are made: a name is looked up once a row, not once a line.
fn named(inner: &str, by: &[Dimension], columns: usize) -> String {
    let mut columns: Vec<String> = (0..columns).map(|n| format!("g.c{n}")).collect();
    let mut joins = String::new();
    for (n, dimension) in by.iter().enumerate() {
        let (table, code) = match dimension {
            Dimension::Customer | Dimension::CustomerCode => ("customers", "code"),
            Dimension::Product | Dimension::Sku => ("products", "sku"),
            _ => continue,
        };
        columns.extend([format!("e{n}.name"), format!("e{n}.{code}")]);
        joins += &format!("\nLEFT JOIN {table} e{n} ON e{n}.organization_id = $1 AND e{n}.id = g.c{n}");
    }
    if joins.is_empty() { inner.to_owned() } else { format!("SELECT {} FROM ({inner}) g{joins}", columns.join(", ")) }
}

fn group_by(keys: usize) -> String {
    if keys == 0 {
        return String::new();
    }
    let positions: Vec<String> = (1..=keys).map(|it| it.to_string()).collect();
    format!("\nGROUP BY {}", positions.join(", "))
}

const CALENDAR: &str = "JOIN calendar c ON c.day = i.ordered_on";
const CUSTOMERS: &str = "LEFT JOIN customers cu ON cu.organization_id = $1 AND cu.id = i.customer_id";
const PRODUCTS: &str = "JOIN products p ON p.organization_id = $1 AND p.id = i.product_id";

/// The cost of a line in thousandths of a minor unit: its own, else the product's current one, which is looked up
/// only where the line has none.
const COST: &str = "COALESCE(i.cost * 1000, i.quantity * \
     (SELECT q.cost FROM products q WHERE q.organization_id = $1 AND q.id = i.product_id))";

/// The FROM part and its conditions. The lines in it are called `i`.
struct Lines {
    from: String,
    joins: Vec<String>,
    conditions: Vec<String>,
    binds: Vec<Bind>,
    /// Conditions of a counted line and of a sale line.
    counted: &'static str,
    sale: &'static str,
    /// How orders are counted: as a sum over their first lines, or one by one where lines of an order part.
    orders: Orders,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Orders {
    ByFirstLine,
    OneByOne,
}

impl Lines {
    fn new(plan: &Plan, period: Period, by: &[Dimension], reach: Reach) -> Self {
        let (counted, sale) = match plan.count_open_orders {
            true => ("i.class IN (0, 1, 4)", "i.class IN (0, 1) AND i.quantity > 0"),
            false => ("i.class IN (1, 4)", "i.class = 1 AND i.quantity > 0"),
        };
        let filtered = plan.query.filters.iter().filter_map(|it| match it {
            Filter::Values { dimension, .. } => Some(dimension),
            Filter::Threshold { .. } => None,
        });
        let parted = by.iter().chain(filtered).any(|it| it.splits_orders());
        let mut lines = Self {
            from: "order_items i".into(),
            joins: Vec::new(),
            conditions: Vec::new(),
            binds: Vec::new(),
            counted,
            sale,
            orders: if parted { Orders::OneByOne } else { Orders::ByFirstLine },
        };
        lines.take_from(reach, period);
        for filter in &plan.query.filters {
            if let Filter::Values { dimension, op, values } = filter {
                lines.filter(*dimension, *op, values);
            }
        }
        if by.iter().any(|it| matches!(it, Dimension::Customer | Dimension::CustomerCode)) {
            lines.narrow("i.customer_id IS NOT NULL".into());
        }
        lines
    }

    /// The rows of the period. `$2` and `$3` are its first and last day.
    fn take_from(&mut self, reach: Reach, period: Period) {
        let days = (self.bind(day_number(period.from)), self.bind(day_number(period.to)));
        self.narrow("i.organization_id = $1".into());
        self.narrow(format!("i.ordered_on BETWEEN {} AND {}", days.0, days.1));
        if reach == Reach::Orders {
            self.narrow(format!("i.order_day BETWEEN {} AND {}", days.0, days.1));
        }
    }

    fn bind(&mut self, value: impl Into<Bind>) -> String {
        self.binds.push(value.into());
        format!("${}", self.binds.len() + 1)
    }

    fn join(&mut self, join: &str) {
        if !self.joins.iter().any(|it| it == join) {
            self.joins.push(join.into());
        }
    }

    fn narrow(&mut self, condition: String) {
        self.conditions.push(condition);
    }

    fn tables_and_conditions(&self) -> String {
        let joins: String = self.joins.iter().map(|it| format!("\n{it}")).collect();
        let conditions = if self.conditions.is_empty() { "" } else { "\nWHERE " };
        format!("FROM {}{joins}{conditions}{}", self.from, self.conditions.join("\n  AND "))
    }

    /// The column of a line that decides every key of the split, where the sums are first made by it and then
    /// by what it belongs to: a city is looked up once a customer, not once a line.
    fn common_column(&self, by: &[Dimension], measures: &[Measure]) -> Option<&'static str> {
        let column = |it: &Dimension| match it {
            _ if it.is_time() => Some("ordered_on"),
            Dimension::Customer | Dimension::CustomerCode | Dimension::CustomerType | Dimension::City | Dimension::Region => {
                Some("customer_id")
            }
            _ if it.splits_orders() => Some("product_id"),
            _ => None,
        };
        let first = column(by.first()?)?;
        let common = by.iter().all(|it| column(it) == Some(first));
        common.then_some(first).filter(|_| measures.iter().all(|it| self.adds_up(*it)))
    }

    /// Whether sums of parts can be summed: distinct customers and orders counted one by one cannot.
    fn adds_up(&self, measure: Measure) -> bool {
        match measure {
            Measure::Orders => self.orders == Orders::ByFirstLine,
            Measure::ActiveCustomers
            | Measure::NewCustomers
            | Measure::RepeatCustomers
            | Measure::CancelledOrders
            | Measure::ReturnedOrders => false,
            _ => true,
        }
    }

    /// The same lines, summed by one of their columns.
    fn summed_by(self, column: &'static str, selected: &str) -> Self {
        let from = format!("(SELECT i.{column}{selected}\n{}{}) i", self.tables_and_conditions(), group_by(1));
        Self { from, joins: Vec::new(), conditions: Vec::new(), ..self }
    }

    fn keys(&mut self, by: &[Dimension]) -> Vec<&'static str> {
        by.iter().map(|it| self.key(*it)).collect()
    }

    /// What lines are grouped by. Customers and products are grouped by id: two of one name are two.
    fn key(&mut self, dimension: Dimension) -> &'static str {
        let (joins, key): (&[&str], _) = match dimension {
            Dimension::Day => (&[], "i.ordered_on"),
            Dimension::Week => (&[CALENDAR], "c.week"),
            Dimension::Month => (&[CALENDAR], "c.month"),
            Dimension::Quarter => (&[CALENDAR], "c.quarter"),
            Dimension::Year => (&[CALENDAR], "c.year"),
            Dimension::Weekday => (&[CALENDAR], "c.weekday"),
            Dimension::Customer | Dimension::CustomerCode => (&[], "i.customer_id"),
            Dimension::CustomerType => (&[CUSTOMERS], "COALESCE(cu.type, '')"),
            Dimension::City => (&[CUSTOMERS], "COALESCE(cu.city, '')"),
            Dimension::Region => (&[CUSTOMERS], "COALESCE(cu.region, '')"),
            Dimension::Manager => (&[CUSTOMERS], "COALESCE(NULLIF(i.order_manager, ''), cu.manager, '')"),
            Dimension::Product | Dimension::Sku => (&[], "i.product_id"),
            Dimension::Category => (&[PRODUCTS], "COALESCE(p.category, '')"),
            Dimension::Brand => (&[PRODUCTS], "COALESCE(p.brand, '')"),
            Dimension::Supplier => (&[PRODUCTS], "COALESCE(p.supplier, '')"),
            Dimension::Status => (&[], "COALESCE(i.order_status, '')"),
            // `plan` refuses these for lines.
            Dimension::Warehouse | Dimension::Segment | Dimension::Class | Dimension::Stage => (&[], "''"),
        };
        joins.iter().for_each(|it| self.join(it));
        key
    }

    fn filter(&mut self, dimension: Dimension, op: ValueOp, values: &[String]) {
        let values: Vec<String> = values.iter().map(|it| stored(it)).collect();
        let entity = match dimension {
            Dimension::Customer => Some(("i.customer_id", "customers", "s.name")),
            Dimension::CustomerCode => Some(("i.customer_id", "customers", "COALESCE(s.code_key, '')")),
            Dimension::CustomerType => Some(("i.customer_id", "customers", "COALESCE(s.type, '')")),
            Dimension::City => Some(("i.customer_id", "customers", "COALESCE(s.city, '')")),
            Dimension::Region => Some(("i.customer_id", "customers", "COALESCE(s.region, '')")),
            Dimension::Product => Some(("i.product_id", "products", "s.name")),
            Dimension::Sku => Some(("i.product_id", "products", "COALESCE(s.sku_key, '')")),
            Dimension::Category => Some(("i.product_id", "products", "COALESCE(s.category, '')")),
            Dimension::Brand => Some(("i.product_id", "products", "COALESCE(s.brand, '')")),
            Dimension::Supplier => Some(("i.product_id", "products", "COALESCE(s.supplier, '')")),
            _ => None,
        };
        let nobody = values.iter().any(String::is_empty);
        let marks: Vec<String> = values
            .into_iter()
            .map(|it| match dimension {
                Dimension::CustomerCode | Dimension::Sku => self.bind(code_key(&it)),
                Dimension::Weekday => self.bind(it.parse::<i64>().unwrap_or_default()),
                _ => self.bind(it),
            })
            .collect();
        let marks = marks.join(", ");
        // A line without a customer has no city: it is among those where the city is not given.
        let condition = match (entity, op) {
            (Some((id, table, column)), op) => {
                let found = format!("(SELECT s.id FROM {table} s WHERE s.organization_id = $1 AND {column} IN ({marks}))");
                match (op, nobody) {
                    (ValueOp::Is, false) => format!("{id} IN {found}"),
                    (ValueOp::Is, true) => format!("({id} IS NULL OR {id} IN {found})"),
                    (ValueOp::IsNot, false) => format!("({id} IS NULL OR {id} NOT IN {found})"),
                    (ValueOp::IsNot, true) => format!("{id} NOT IN {found}"),
                }
            }
            (None, ValueOp::Is) => format!("{} IN ({marks})", self.key(dimension)),
            (None, ValueOp::IsNot) => format!("{} NOT IN ({marks})", self.key(dimension)),
        };
        self.narrow(condition);
    }

    fn sum(&mut self, measure: Measure, by: &[Dimension]) -> String {
        let (counted, sale) = (self.counted, self.sale);
        match measure {
            Measure::Revenue => sum(counted, "i.amount"),
            Measure::GrossSales => sum(&format!("({sale}) OR i.class = 3"), "i.amount"),
            Measure::Returns => {
                let returned = format!("i.class = 4 OR ({counted} AND (i.quantity < 0 OR i.amount < 0))");
                format!("CAST(SUM(CASE WHEN i.class = 3 THEN i.amount WHEN {returned} THEN -i.amount END) AS BIGINT)")
            }
            Measure::Orders => match self.orders {
                Orders::ByFirstLine => sum(sale, "i.opens_order"),
                Orders::OneByOne => distinct(sale, "i.order_id"),
            },
            Measure::Units => sum(counted, "i.quantity"),
            Measure::SaleLines => sum(sale, "1"),
            Measure::CountedLines => sum(counted, "1"),
            Measure::Discount => sum(sale, "COALESCE(i.quantity * i.price - 1000 * i.amount, 1000 * i.discount)"),
            Measure::CostedRevenue => sum(&format!("{counted} AND {COST} IS NOT NULL"), "i.amount"),
            Measure::Cost => sum(counted, COST),
            Measure::ActiveCustomers => distinct(sale, "i.customer_id"),
            Measure::NewCustomers => self.new_customers(sale, by),
            // Counted by a statement of its own.
            Measure::RepeatCustomers => "0".into(),
            Measure::CustomerRevenue => sum(&format!("{counted} AND i.customer_id IS NOT NULL"), "i.amount"),
            Measure::CancelledOrders => distinct("i.class = 2", "i.order_id"),
            Measure::ReturnedOrders => distinct("i.class = 3", "i.order_id"),
        }
    }

    fn new_customers(&mut self, bought: &str, by: &[Dimension]) -> String {
        self.join(&format!("LEFT JOIN {} f ON f.customer_id = i.customer_id", self.first_purchases()));
        // `$2` is the first day of the period; with a time grain a customer is new in one bucket only.
        let mut condition = format!("{bought} AND f.first_on >= $2");
        for dimension in by.iter().filter(|it| it.grain().is_some()) {
            condition += &format!(" AND f.first_on >= {}", self.key(*dimension));
        }
        distinct(&condition, "i.customer_id")
    }

    /// The first sale line ever of every customer, whatever the period and the filters.
    fn first_purchases(&self) -> String {
        format!(
            "(SELECT i.customer_id, MIN(i.ordered_on) AS first_on FROM order_items i \
             WHERE i.organization_id = $1 AND i.customer_id IS NOT NULL AND {} GROUP BY i.customer_id)",
            self.sale
        )
    }
}

fn sum(condition: &str, value: &str) -> String {
    format!("CAST(SUM(CASE WHEN {condition} THEN {value} END) AS BIGINT)")
}

fn distinct(condition: &str, id: &str) -> String {
    format!("COUNT(DISTINCT CASE WHEN {condition} THEN {id} END)")
}

/// «(не вказано)», as people see it, is an empty cell in the store.
pub(super) fn stored(value: &str) -> String {
    let not_given = Locale::ALL.iter().any(|it| text(*it, "cell-not-given", &[]) == value);
    if not_given { String::new() } else { value.to_owned() }
}
