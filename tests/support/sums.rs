//! What the sums must be, in SQL over the lines: told apart from the code that keeps them.

use kabinet_core::store::Scope;

/// What a line brings into a sum.
macro_rules! of_line {
    (sale_lines) => {
        "CASE WHEN i.quantity > 0 THEN 1 ELSE 0 END"
    };
    (orders) => {
        "i.opens_order"
    };
    (quantity) => {
        "i.quantity"
    };
    (amount) => {
        "i.amount"
    };
    (gross) => {
        "CASE WHEN i.quantity > 0 THEN i.amount ELSE 0 END"
    };
    (returned) => {
        "CASE WHEN i.class = 3 THEN i.amount WHEN i.class = 4 THEN -i.amount
              WHEN i.class <> 2 AND (i.quantity < 0 OR i.amount < 0) THEN -i.amount ELSE 0 END"
    };
    (discount) => {
        "CASE WHEN i.quantity > 0 THEN COALESCE(i.quantity * i.price - 1000 * i.amount, 1000 * i.discount, 0) ELSE 0 END"
    };
    (costed_lines) => {
        "CASE WHEN i.cost IS NULL THEN 0 ELSE 1 END"
    };
    (costed_amount) => {
        "CASE WHEN i.cost IS NULL THEN 0 ELSE i.amount END"
    };
    (cost) => {
        "COALESCE(i.cost, 0)"
    };
    (uncosted_quantity) => {
        "CASE WHEN i.cost IS NULL THEN i.quantity ELSE 0 END"
    };
}

macro_rules! sums_of_lines {
    ($($figure:ident),+) => {
        concat!($(", CAST(SUM(", of_line!($figure), ") AS BIGINT)"),+)
    };
}

macro_rules! figures_of_lines {
    () => {
        concat!(
            "COUNT(*)",
            sums_of_lines!(sale_lines, orders),
            ", CAST(SUM(CASE WHEN i.order_day = i.ordered_on AND COALESCE(i.order_customer_id, 0) = COALESCE(i.customer_id, 0)
                             THEN 0 ELSE 1 END) AS BIGINT)",
            sums_of_lines!(quantity, amount, gross, returned, discount, costed_lines, costed_amount, cost, uncosted_quantity)
        )
    };
}

macro_rules! days {
    () => {
        ", MIN(CASE WHEN i.quantity > 0 THEN i.ordered_on END), MAX(CASE WHEN i.quantity > 0 THEN i.ordered_on END)"
    };
}

macro_rules! lines {
    () => {
        " FROM order_items i"
    };
}

macro_rules! by_day {
    () => {
        concat!(
            "SELECT i.organization_id, i.ordered_on, i.class, ",
            figures_of_lines!(),
            lines!(),
            " WHERE i.organization_id = $1 GROUP BY 1, 2, 3"
        )
    };
}

macro_rules! by_month {
    ($id:literal) => {
        concat!(
            "SELECT i.organization_id, ",
            $id,
            ", c.month, i.class, ",
            figures_of_lines!(),
            days!(),
            lines!(),
            " JOIN calendar c ON c.day = i.ordered_on WHERE i.organization_id = $1 GROUP BY 1, 2, 3, 4"
        )
    };
}

macro_rules! columns {
    () => {
        "lines, sale_lines, orders, astray, quantity, amount, gross, returned, discount, costed_lines, costed_amount, cost,
         uncosted_quantity"
    };
}
macro_rules! of_days {
    () => {
        concat!("organization_id, ordered_on, class, ", columns!())
    };
}
macro_rules! of_products {
    () => {
        concat!("organization_id, product_id, month, class, ", columns!(), ", first_on, last_on")
    };
}
macro_rules! of_customers {
    () => {
        concat!("organization_id, customer_id, month, class, ", columns!(), ", first_on, last_on")
    };
}

macro_rules! differing {
    ($table:literal, $columns:expr, $anew:expr) => {
        concat!(
            "SELECT (SELECT COUNT(*) FROM (SELECT ",
            $columns,
            " FROM ",
            $table,
            " WHERE organization_id = $1 EXCEPT ",
            $anew,
            ") a)
                  + (SELECT COUNT(*) FROM (",
            $anew,
            " EXCEPT SELECT ",
            $columns,
            " FROM ",
            $table,
            " WHERE organization_id = $1) b)"
        )
    };
}

/// How many cells of days, products and customers are not what the lines add up to.
pub async fn differences(scope: &mut Scope) -> [i64; 3] {
    const DAYS: &str = differing!("day_sales", of_days!(), by_day!());
    const PRODUCTS: &str = differing!("product_sales", of_products!(), by_month!("i.product_id"));
    const CUSTOMERS: &str = differing!("customer_sales", of_customers!(), by_month!("COALESCE(i.customer_id, 0)"));
    let mut found = [0; 3];
    for (n, text) in [DAYS, PRODUCTS, CUSTOMERS].into_iter().enumerate() {
        (found[n],) = scope.sql(text).one().await.unwrap();
    }
    found
}
