//! Orders as the loader writes them, for tests that begin with a filled store.

use kabinet_core::order_lines::{self, OrderHead, OrderLine};
use kabinet_core::store::{Bind, Conflict, Scope};

pub struct Order {
    pub id: i64,
    pub status: Option<&'static str>,
    pub manager: Option<&'static str>,
    pub head: OrderHead,
    pub lines: Vec<OrderLine>,
}

impl Order {
    pub fn new(id: i64, head: OrderHead) -> Self {
        Self { id, status: None, manager: None, head, lines: Vec::new() }
    }

    /// Adds a line of the order's day, customer and class.
    pub fn line(mut self, (product, quantity, amount): (i64, i64, i64)) -> Self {
        self.lines.push(line(&self.head, (product, quantity, amount)));
        self
    }

    /// Marks the line with which the order is counted: its first sale line on its earliest day.
    pub fn open(&mut self) {
        let sales = self.lines.iter().enumerate().filter(|(_, it)| it.class < 2 && it.quantity > 0);
        let opening = sales.min_by_key(|(n, it)| (it.ordered_on, *n)).map(|(n, _)| n);
        for (n, line) in self.lines.iter_mut().enumerate() {
            line.opens_order = opening == Some(n);
        }
    }
}

pub fn line(head: &OrderHead, (product, quantity, amount): (i64, i64, i64)) -> OrderLine {
    OrderLine {
        ordered_on: head.ordered_on,
        minute: None,
        customer: head.customer,
        product,
        class: head.class,
        opens_order: false,
        quantity,
        price: None,
        discount: None,
        amount,
        unit_cost: None,
        cost: None,
    }
}

pub async fn write(scope: &mut Scope, orders: impl IntoIterator<Item = Order>) {
    const COLUMNS: &[&str] =
        &["organization_id", "id", "number", "ordered_on", "customer_id", "status", "manager", "class", "digest", "lines"];
    let mut bulk = scope.bulk("orders", COLUMNS, Conflict::Refuse);
    for mut order in orders {
        order.open();
        let Order { id, status, manager, head, lines } = order;
        let customer = Some(head.customer).filter(|it| *it != 0);
        let row: [Bind; 9] = [
            id.into(),
            id.to_string().into(),
            head.ordered_on.into(),
            customer.into(),
            status.into(),
            manager.into(),
            head.class.into(),
            0.into(),
            order_lines::pack(&head, &lines).into(),
        ];
        bulk.push(row).await.unwrap();
    }
    bulk.finish().await.unwrap();
}
