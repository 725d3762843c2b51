//! Rows of deals and of their moves between stages.

use crate::imports::records::{DealEventRecord, DealRecord};
use crate::imports::sheets::RawRow;

use super::cells::{Cells, Refused, missing};
use super::directory;

pub(super) fn deal_row(cells: &mut Cells, row: &RawRow) -> Refused<DealRecord> {
    let code = cells.text(row, "deal.id");
    let title = cells.text(row, "deal.title");
    if code.is_none() && title.is_none() {
        return Err(missing(row, "deal.title"));
    }
    let Some(stage) = cells.text(row, "deal.stage") else { return Err(missing(row, "deal.stage")) };
    let mut customer = directory::customer(cells, row);
    customer.manager = None;
    Ok(DealRecord {
        row: row.number,
        code,
        title,
        customer,
        amount: cells.strict_number(row, "deal.amount")?.and_then(|it| it.value.to_money()),
        stage,
        probability: cells.value(row, "deal.probability")?.and_then(|it| it.to_integer()).filter(|it| (0..=100).contains(it)),
        manager: cells.text(row, "deal.manager"),
        created_on: cells.date(row, "deal.created_at"),
        closed_on: cells.date(row, "deal.closed_at"),
    })
}

pub(super) fn event_row(cells: &mut Cells, row: &RawRow) -> Refused<DealEventRecord> {
    let Some(deal) = cells.text(row, "deal.id") else { return Err(missing(row, "deal.id")) };
    let Some(moment) = cells.strict_moment(row, "deal_event.date")? else { return Err(missing(row, "deal_event.date")) };
    let Some(to_stage) = cells.text(row, "deal_event.to_stage") else { return Err(missing(row, "deal_event.to_stage")) };
    Ok(DealEventRecord {
        row: row.number,
        deal,
        date: moment.date,
        from_stage: cells.text(row, "deal_event.from_stage"),
        to_stage,
    })
}
