//! `MetricQuery`: small, closed, no booleans. What every number shown anywhere comes from.

use crate::period::{Comparison, Grain, PeriodSpec};

macro_rules! names {
    ($(#[$doc:meta])* $type:ident { $($variant:ident = $id:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $type { $($variant),+ }

        impl $type {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name in the text form, in JSON and in the locales.
            pub fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($id => Ok(Self::$variant),)+
                    _ => Err(format!("unknown {}: {text}", stringify!($type).to_lowercase())),
                }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.id())
            }
        }
    };
}

names! {
    /// Every number that can be asked for. Definitions: ARCHITECTURE.md, "Metrics".
    Metric {
        // sales
        Revenue = "revenue", GrossSales = "gross_sales", ReturnsAmount = "returns_amount", ReturnRate = "return_rate",
        Orders = "orders", Units = "units", Aov = "aov", LinesPerOrder = "lines_per_order", DiscountAmount = "discount_amount",
        GrossProfit = "gross_profit", MarginPct = "margin_pct", MarkupPct = "markup_pct",
        CancelledOrders = "cancelled_orders", CancelRate = "cancel_rate",
        // customers
        ActiveCustomers = "active_customers", NewCustomers = "new_customers", ReturningCustomers = "returning_customers",
        RepeatRate = "repeat_rate", RevenuePerCustomer = "revenue_per_customer",
        CustomersTotal = "customers_total", NeverBought = "never_bought",
        LastPurchase = "last_purchase", MonthsWithoutPurchase = "months_without_purchase", InactiveCustomers = "inactive_customers",
        Rfm = "rfm", RfmSegments = "rfm_segments", ChurnRisk = "churn_risk", CohortRetention = "cohort_retention",
        // products and stock
        StockOnHand = "stock_on_hand", StockValue = "stock_value", OutOfStock = "out_of_stock", LostSales = "lost_sales", DeadStock = "dead_stock",
        DaysOfCover = "days_of_cover", CoverBelow = "cover_below", StockoutDate = "stockout_date",
        TurnoverTimes = "turnover_times", TurnoverDays = "turnover_days", SellThrough = "sell_through",
        Abc = "abc", Xyz = "xyz", AbcXyz = "abc_xyz",
        SafetyStock = "safety_stock", ReorderPoint = "reorder_point", OrderQuantity = "order_quantity", ToReorder = "to_reorder",
        // pipeline
        OpenDeals = "open_deals", PipelineAmount = "pipeline_amount", WeightedPipeline = "weighted_pipeline",
        WinRate = "win_rate", StageConversion = "stage_conversion", AvgDaysInStage = "avg_days_in_stage", SalesCycle = "sales_cycle",
        // forecast
        ForecastRevenue = "forecast_revenue",
    }
}

names! {
    /// What a figure can be split or filtered by.
    Dimension {
        Day = "day", Week = "week", Month = "month", Quarter = "quarter", Year = "year", Weekday = "weekday",
        Customer = "customer", CustomerCode = "customer_code", CustomerType = "customer_type",
        City = "city", Region = "region", Manager = "manager",
        Product = "product", Sku = "sku", Category = "category", Brand = "brand", Supplier = "supplier",
        Warehouse = "warehouse", Status = "status",
        Segment = "segment", Class = "class", Stage = "stage",
    }
}

impl Dimension {
    /// The calendar unit, if this is one.
    pub fn grain(self) -> Option<Grain> {
        match self {
            Self::Day => Some(Grain::Day),
            Self::Week => Some(Grain::Week),
            Self::Month => Some(Grain::Month),
            Self::Quarter => Some(Grain::Quarter),
            Self::Year => Some(Grain::Year),
            _ => None,
        }
    }
}

names! {
    /// Named parameters of metrics: `dead_stock(days=180)`, `inactive_customers(months=3)`,
    /// `rfm_segments(segment=champions)`, `cohort_retention(cohort=2026-03, after=3)`,
    /// `reorder_point(service_level=0.95)`, `cover_below(days=7)`, `abc(class=A)`.
    Param { Days = "days", Months = "months", Below = "below", Segment = "segment", Class = "class", Cohort = "cohort", After = "after", ServiceLevel = "service_level" }
}

/// A metric with its parameters, in the order written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetricCall {
    pub metric: Metric,
    pub params: Vec<(Param, String)>,
}

impl From<Metric> for MetricCall {
    fn from(metric: Metric) -> Self {
        Self { metric, params: Vec::new() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueOp {
    Is,
    IsNot,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberOp {
    More,
    AtLeast,
    Less,
    AtMost,
}

/// Narrows the lines (`Values`) or the rows of the answer (`Threshold`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The dimension has (or has not) one of these values, written as the organization's data write them.
    Values { dimension: Dimension, op: ValueOp, values: Vec<String> },
    /// The metric of a row. `value` is a decimal number in major units: `10000`, `12.5`.
    Threshold { metric: Metric, op: NumberOp, value: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    Ascending,
    Descending,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SortBy {
    Metric(Metric),
    /// The difference from the comparison base: "who grew most".
    Difference(Metric),
    Dimension(Dimension),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sort {
    pub by: SortBy,
    pub direction: Direction,
}

/// The question. Text form, which round-trips:
/// `revenue, orders by month where city = "Львів" and revenue >= 10000 during last_quarter compare previous_period sort revenue asc limit 5`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MetricQuery {
    /// At least one.
    pub metrics: Vec<MetricCall>,
    pub by: Vec<Dimension>,
    pub filters: Vec<Filter>,
    /// `None`: the metric's own default (the current month to date for sales, "now" for states).
    pub period: Option<PeriodSpec>,
    pub compare: Option<Comparison>,
    pub sort: Option<Sort>,
    pub limit: Option<u32>,
}

impl MetricQuery {
    pub fn of(metric: Metric) -> Self {
        Self {
            metrics: vec![metric.into()],
            by: Vec::new(),
            filters: Vec::new(),
            period: None,
            compare: None,
            sort: None,
            limit: None,
        }
    }
}
