//! Answers that were given, kept in memory: the same question about the same data is answered at once. Rows and files of an
//! answer, its follow-ups, the portal and several readers of one digest all ask again what was just computed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use chrono::NaiveDate;

use super::query::MetricQuery;
use super::table::{Cell, MetricTable};
use crate::error::Result;
use crate::store::Scope;
use crate::tenancy::Organization;

/// A longer answer is computed again: what it would push out of memory is worth more.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// All that an answer is made of, beside the organization's data.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Asked {
    query: MetricQuery,
    today: NaiveDate,
    currency: String,
    count_open_orders: bool,
}

#[derive(Debug)]
struct Answered {
    asked: Asked,
    table: Arc<MetricTable>,
}

/// The place of a question, and of its answer when it is known.
pub(super) struct Place {
    asked: Asked,
    number: i64,
}

impl Place {
    pub(super) fn of(organization: &Organization, today: NaiveDate, query: &MetricQuery) -> Self {
        let (currency, count_open_orders) = (organization.currency.clone(), organization.count_open_orders);
        let asked = Asked { query: query.clone(), today, currency, count_open_orders };
        let mut hasher = DefaultHasher::new();
        asked.hash(&mut hasher);
        Self { asked, number: hasher.finish().cast_signed() }
    }

    pub(super) async fn find(&self, scope: &mut Scope) -> Result<Option<Arc<MetricTable>>> {
        let known = scope.known::<Answered>(self.number).await?;
        // Two questions may share a number.
        Ok(known.filter(|it| it.asked == self.asked).map(|it| Arc::clone(&it.table)))
    }

    pub(super) async fn keep(self, scope: &mut Scope, table: &Arc<MetricTable>) -> Result<()> {
        let bytes = bytes(table);
        if bytes > MOST_BYTES {
            return Ok(());
        }
        scope.keep(self.number, bytes, Arc::new(Answered { asked: self.asked, table: Arc::clone(table) })).await
    }
}

fn bytes(table: &MetricTable) -> usize {
    let texts = |row: &Vec<Cell>| row.iter().map(|it| if let Cell::Text(text) = it { text.capacity() } else { 0 }).sum::<usize>();
    size_of::<MetricTable>() + table.rows.iter().map(|row| row.capacity() * size_of::<Cell>() + texts(row)).sum::<usize>()
}
