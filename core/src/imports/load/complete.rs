//! Rows that were rejected and come corrected: their lines join the order that was stored without them.

use std::collections::HashMap;

use super::lines::{Line, Order, Words};
use super::orders::Stored;
use crate::error::Result;
use crate::store::Scope;

/// Puts the stored lines of orders before those that complete them.
pub(super) async fn join_stored(
    scope: &mut Scope,
    orders: &mut [Order],
    stored: &Stored,
    completes: impl Fn(&Order) -> bool,
) -> Result<()> {
    let mut places: HashMap<i64, usize> = HashMap::new();
    for (place, order) in orders.iter().enumerate().filter(|(_, order)| completes(order)) {
        places.extend(stored.get(&order.number).map(|(id, _)| (id.0, place)));
    }
    if places.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = places.keys().copied().collect();
    scope.fill_scratch(&ids).await?;
    let mut lines: HashMap<i64, Vec<Line>> = HashMap::new();
    scope
        .sql(
            "SELECT i.order_id, i.ordered_on, i.ordered_at, i.customer_id, i.product_id, i.class, i.quantity, i.price, i.discount,
                    i.amount, i.unit_cost, i.cost
             FROM scratch_ids s JOIN order_items i ON i.organization_id = s.organization_id AND i.order_id = s.id
             WHERE s.organization_id = $1 ORDER BY i.order_id, i.line",
        )
        .each(|row| {
            lines.entry(row.get(0)?).or_default().push(Line::stored(row)?);
            Ok(())
        })
        .await?;
    type Head = (i64, Option<i64>, Option<String>, Option<String>, Option<String>);
    let heads: Vec<Head> = scope
        .sql(
            "SELECT o.id, o.customer_id, o.status, o.manager, o.comment
             FROM scratch_ids s JOIN orders o ON o.organization_id = s.organization_id AND o.id = s.id
             WHERE s.organization_id = $1 ORDER BY o.id",
        )
        .all()
        .await?;
    scope.empty_scratch().await?;
    for (id, customer, status, manager, comment) in heads {
        if let Some(place) = places.get(&id) {
            orders[*place].join(customer, Words { status, manager, comment }, lines.remove(&id).unwrap_or_default());
        }
    }
    Ok(())
}
