//! What is not a plain combination of sums over order lines: ranks, walks, rhythms, snapshots, forecasts.
//! A statement or two bring compact rows, Rust does the rest; nothing a person wrote becomes SQL.

mod abc;
mod ask;
mod bought;
mod churn;
mod cohorts;
mod cover;
pub(super) mod facts;
mod forecast;
mod inactivity;
pub(super) mod items;
mod lines;
mod lost;
mod pipeline;
mod reorder;
mod rfm;
mod sold;
mod stock;
mod turnover;

use super::plan::Plan;
use super::query::Metric;
use super::table::MetricTable;
use crate::error::{Error, Result};
use crate::store::Scope;

/// Computes the main metric of a plan of the analysis family, with its companions.
pub(super) async fn run(scope: &mut Scope, plan: &Plan) -> Result<MetricTable> {
    use Metric as M;
    let report = match plan.main() {
        M::LastPurchase | M::MonthsWithoutPurchase => inactivity::last_purchases(scope, plan).await?,
        M::InactiveCustomers => inactivity::inactive_customers(scope, plan).await?,
        M::NeverBought => inactivity::never_bought(scope, plan).await?,
        M::CustomersTotal => inactivity::customers_total(scope, plan).await?,
        M::Rfm | M::RfmSegments => rfm::rfm(scope, plan).await?,
        M::ChurnRisk => churn::churn_risk(scope, plan).await?,
        M::CohortRetention => cohorts::cohort_retention(scope, plan).await?,
        M::StockOnHand | M::StockValue => stock::on_hand_and_value(scope, plan).await?,
        M::OutOfStock => stock::out_of_stock(scope, plan).await?,
        M::LostSales => lost::lost_sales(scope, plan).await?,
        M::DeadStock => stock::dead_stock(scope, plan).await?,
        M::DaysOfCover | M::CoverBelow | M::StockoutDate => cover::cover(scope, plan).await?,
        M::SellThrough => cover::sell_through(scope, plan).await?,
        M::TurnoverTimes | M::TurnoverDays => turnover::turnover(scope, plan).await?,
        M::Abc | M::Xyz | M::AbcXyz => abc::classes(scope, plan).await?,
        M::SafetyStock | M::ReorderPoint | M::OrderQuantity | M::ToReorder => reorder::reorder(scope, plan).await?,
        M::OpenDeals | M::PipelineAmount | M::WeightedPipeline => pipeline::open_deals(scope, plan).await?,
        M::WinRate | M::SalesCycle => pipeline::closed_deals(scope, plan).await?,
        M::StageConversion => pipeline::stage_conversion(scope, plan).await?,
        M::AvgDaysInStage => pipeline::avg_days_in_stage(scope, plan).await?,
        M::ForecastRevenue => forecast::forecast_revenue(scope, plan).await?,
        other => return Err(Error::Internal(anyhow::anyhow!("{other} is no analysis"))),
    };
    Ok(MetricTable {
        query: plan.query.clone(),
        today: plan.today,
        currency: plan.currency.clone(),
        period: report.period.or(plan.period),
        base: None,
        columns: report.columns,
        rows: report.rows,
        totals: report.totals,
        n_items: report.n_items,
        notes: plan.notes.iter().cloned().chain(report.notes).collect(),
    })
}
