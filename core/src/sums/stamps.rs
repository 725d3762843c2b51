//! A number drawn at random for each month whose lines were changed: what is kept in memory of a month is good while its
//! stamp is the same. A stamp that was rolled back is never drawn again.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::error::Result;
use crate::store::{Conflict, Scope};

/// Stamps of a month for each of a thousand years still add up to 64 bits.
const BITS: u32 = 48;

const COLUMNS: &[&str] = &["organization_id", "month", "stamp"];
const KEY: &[&str] = &["organization_id", "month"];

/// Stamps months, given as day numbers of their first days.
pub(super) async fn stamp(scope: &mut Scope, months: &BTreeSet<i64>) -> Result<()> {
    let drawn = getrandom::u64().map_err(|cause| anyhow::anyhow!("no random numbers: {cause}"))? & ((1 << BITS) - 1);
    let stamp = i64::try_from(drawn).unwrap_or_default();
    let mut bulk = scope.bulk("month_stamps", COLUMNS, Conflict::Merge(KEY, "stamp = excluded.stamp"));
    for month in months {
        bulk.push([(*month).into(), stamp.into()]).await?;
    }
    bulk.finish().await
}

/// The stamp of every month that was ever stamped; lines older than stamps have none.
pub async fn stamps(scope: &mut Scope) -> Result<Vec<(NaiveDate, i64)>> {
    scope.sql("SELECT month, stamp FROM month_stamps WHERE organization_id = $1 ORDER BY month").all().await
}
