//! Rows that were rejected and come corrected: their lines join the order that was stored without them.

use std::collections::HashMap;

use super::lines::{Line, Order, Words};
use super::orders::Stored;
use crate::error::Result;
use crate::order_lines::{self, OrderHead};
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
        places.extend(stored.get(&order.number).map(|it| (it.id.0, place)));
    }
    if places.is_empty() {
        return Ok(());
    }
    let ids: Vec<i64> = places.keys().copied().collect();
    scope.fill_scratch(&ids).await?;
    scope
        .sql(
            "SELECT o.ordered_on, o.customer_id, o.class, o.id, o.status, o.manager, o.comment, o.lines
             FROM scratch_ids s JOIN orders o ON o.organization_id = s.organization_id AND o.id = s.id
             WHERE s.organization_id = $1 ORDER BY o.id",
        )
        .each(|row| {
            let Some(place) = places.get(&row.get(3)?) else { return Ok(()) };
            let said = Words { status: row.get(4)?, manager: row.get(5)?, comment: row.get(6)? };
            let lines = order_lines::unpack(&OrderHead::from_row(row, 0)?, &row.get::<String>(7)?)?;
            orders[*place].join(row.get(1)?, said, lines.iter().map(Line::stored).collect());
            Ok(())
        })
        .await?;
    scope.empty_scratch().await
}
