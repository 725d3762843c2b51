//! What stands out right after a file was loaded: three sentences and one picture.
//! Data may be old, so everything is said as of the last day of data, and dated.

use std::sync::Arc;

use chrono::NaiveDate;

use super::message::{Block, Incoming};
use crate::app::App;
use crate::charts;
use crate::error::Result;
use crate::locale::{self, Arg, Locale, text};
use crate::metrics::{self, Cell, ColumnRole, Metric, MetricTable};
use crate::period::{Grain, Period, add_months};
use crate::store::Scope;

/// Nothing where there are no sales to speak of.
pub(super) async fn after_import(app: &App, incoming: &Incoming) -> Result<Vec<Block>> {
    let mut scope = app.store.read(incoming.organization.id).await?;
    let Some(data) = metrics::data_range(&mut scope).await? else { return Ok(Vec::new()) };
    let last = data.last.min(app.today(&incoming.organization));
    let teller = Teller { incoming, last };
    let mut lines = Vec::new();
    lines.extend(teller.month(&mut scope).await?);
    lines.extend(teller.top_customer(&mut scope).await?);
    lines.extend(teller.inactive(&mut scope).await?);
    if lines.len() < 3 {
        lines.extend(teller.dead_stock(&mut scope).await?);
    }
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    let title = text(incoming.locale, "insight-title", &[("date", locale::format_date(incoming.locale, last).into())]);
    let mut blocks = vec![Block::Text { text: format!("{title}\n{}", lines.join("\n")) }];
    // One month of data makes a better picture by day.
    let grain = if (last - data.first).num_days() > 62 { "month" } else { "day" };
    // Whole months, but for the last one.
    let twelfth = add_months(Grain::Month.start_of(last), -11);
    let from = if grain == "month" { twelfth.max(data.first) } else { data.first };
    let series = teller.ask(&mut scope, &format!("revenue by {grain} during {from}..{last}")).await?;
    if let Some(spec) = charts::figure(&series, None, incoming.locale) {
        blocks.push(Block::Image { svg: charts::svg(&spec), alt: charts::alt(&spec) });
    }
    Ok(blocks)
}

struct Teller<'a> {
    incoming: &'a Incoming,
    /// The last day of data: "today" of every insight.
    last: NaiveDate,
}

impl Teller<'_> {
    async fn ask(&self, scope: &mut Scope, query: &str) -> Result<Arc<MetricTable>> {
        let query = query.parse::<metrics::MetricQuery>()?;
        metrics::answer(scope, &self.incoming.organization, self.last, &query).await
    }

    fn locale(&self) -> Locale {
        self.incoming.locale
    }

    /// The month of the last day against the same days of the month before.
    async fn month(&self, scope: &mut Scope) -> Result<Option<String>> {
        let table = self.ask(scope, "revenue during this_month compare previous_period").await?;
        let (Some(value), Some(period), Some(row)) =
            (shown(self.locale(), &table, Metric::Revenue), table.period, table.rows.first())
        else {
            return Ok(None);
        };
        let month_name = |it: Period| charts::bucket_name(self.locale(), Grain::Month, it.from);
        let month = month_name(period);
        let cell = |role| table.column(role).map(|it| (&row[it], table.columns[it].unit));
        let show = |role| cell(role).map(|(it, unit)| metrics::format_cell(self.locale(), it, unit, &table.currency));
        let base = cell(ColumnRole::Base(Metric::Revenue)).and_then(|(it, _)| it.as_f64()).unwrap_or_default();
        let difference = cell(ColumnRole::Difference(Metric::Revenue)).map(|(it, _)| it.clone());
        let mut args = vec![("month", Arg::from(super::capitalized(&month))), ("value", value.into())];
        let Some(Cell::Money(difference)) = difference.filter(|_| base > 0.0) else {
            return Ok(Some(text(self.locale(), "insight-month", &args)));
        };
        let id = if difference.0 >= 0 { "insight-month-more" } else { "insight-month-less" };
        let base_name = |it: Period| if it.is_month() { month_name(it) } else { locale::format_period(self.locale(), it) };
        let base_period = table.base.map(base_name).unwrap_or_default();
        args.push(("difference", locale::format_money(self.locale(), difference.abs(), &table.currency).into()));
        args.push(("base", base_period.into()));
        // "Less by 9 %" needs no minus.
        let growth = show(ColumnRole::Growth(Metric::Revenue)).unwrap_or_default();
        args.push(("growth", growth.trim_start_matches(['+', '-', '−']).into()));
        Ok(Some(text(self.locale(), id, &args)))
    }

    async fn top_customer(&self, scope: &mut Scope) -> Result<Option<String>> {
        let table = self.ask(scope, "revenue by customer during last_12_months limit 1").await?;
        let Some(row) = table.rows.first() else { return Ok(None) };
        let (Some(Cell::Text(name)), Some(value)) = (row.first(), shown(self.locale(), &table, Metric::Revenue)) else {
            return Ok(None);
        };
        let share = table
            .column(ColumnRole::Share(Metric::Revenue))
            .map(|it| metrics::format_cell(self.locale(), &row[it], table.columns[it].unit, &table.currency));
        let args = [("name", Arg::from(name)), ("value", value.into()), ("share", share.unwrap_or_default().into())];
        Ok(Some(text(self.locale(), "insight-top-customer", &args)))
    }

    async fn inactive(&self, scope: &mut Scope) -> Result<Option<String>> {
        let table = self.ask(scope, "inactive_customers(months=3) by customer limit 1").await?;
        let Some(Cell::Text(name)) = table.rows.first().and_then(|row| row.first()) else { return Ok(None) };
        let args = [("count", Arg::from(table.n_items)), ("name", Arg::from(name))];
        Ok(Some(text(self.locale(), "insight-inactive", &args)))
    }

    async fn dead_stock(&self, scope: &mut Scope) -> Result<Option<String>> {
        let table = self.ask(scope, "dead_stock(days=90)").await?;
        let total = table.totals.iter().find_map(|cell| match cell {
            Cell::Money(it) if it.0 > 0 => Some(locale::format_money(self.locale(), *it, &table.currency)),
            _ => None,
        });
        Ok(total.map(|total| text(self.locale(), "insight-dead-stock", &[("value", Arg::from(total))])))
    }
}

fn shown(locale: Locale, table: &MetricTable, metric: Metric) -> Option<String> {
    let column = table.column(ColumnRole::Metric(metric))?;
    let cell = table.rows.first()?.get(column)?;
    Some(metrics::format_cell(locale, cell, table.columns[column].unit, &table.currency))
}
