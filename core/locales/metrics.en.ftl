# Metrics: names, dimensions, notes, words about a query.

metric-revenue = revenue
metric-gross-sales = gross sales
metric-returns-amount = returns
metric-return-rate = return rate
metric-orders = orders
metric-units = units sold
metric-aov = average order value
metric-lines-per-order = lines per order
metric-discount-amount = discounts
metric-gross-profit = gross profit
metric-margin-pct = margin
metric-markup-pct = markup
metric-cancelled-orders = cancelled orders
metric-cancel-rate = cancellation rate
metric-active-customers = active customers
metric-new-customers = new customers
metric-returning-customers = returning customers
metric-repeat-rate = repeat rate
metric-revenue-per-customer = revenue per customer
metric-customers-total = customers on file
metric-never-bought = customers who never bought
metric-last-purchase = last purchase
metric-months-without-purchase = months without a purchase
metric-inactive-customers = inactive customers
metric-rfm = RFM
metric-rfm-segments = RFM segments
metric-churn-risk = churn risk
metric-cohort-retention = cohort retention
metric-stock-on-hand = stock on hand
metric-stock-value = stock value
metric-out-of-stock = out of stock
metric-lost-sales = lost sales (estimate)
metric-dead-stock = dead stock
metric-days-of-cover = days of cover
metric-cover-below = products running out
metric-stockout-date = stock-out date
metric-turnover-times = stock turnover, times
metric-turnover-days = stock turnover, days
metric-sell-through = sell-through
metric-abc = ABC analysis
metric-xyz = XYZ analysis
metric-abc-xyz = ABC/XYZ matrix
metric-safety-stock = safety stock
metric-reorder-point = reorder point
metric-order-quantity = order quantity
metric-to-reorder = products to reorder
metric-open-deals = open deals
metric-pipeline-amount = pipeline amount
metric-weighted-pipeline = weighted pipeline
metric-win-rate = win rate
metric-stage-conversion = stage conversion
metric-avg-days-in-stage = average days in stage
metric-sales-cycle = sales cycle
metric-forecast-revenue = revenue forecast

dimension-day = day
dimension-week = week
dimension-month = month
dimension-quarter = quarter
dimension-year = year
dimension-weekday = weekday
dimension-customer = customer
dimension-customer-code = customer code
dimension-customer-type = customer type
dimension-city = city
dimension-region = region
dimension-manager = manager
dimension-product = product
dimension-sku = SKU
dimension-category = category
dimension-brand = brand
dimension-supplier = supplier
dimension-warehouse = warehouse
dimension-status = status
dimension-segment = segment
dimension-class = class
dimension-stage = stage

by-day = by day
by-week = by week
by-month = by month
by-quarter = by quarter
by-year = by year
by-weekday = by weekday
by-customer = by customer
by-customer-code = by customer code
by-customer-type = by customer type
by-city = by city
by-region = by region
by-manager = by manager
by-product = by product
by-sku = by SKU
by-category = by category
by-brand = by brand
by-supplier = by supplier
by-warehouse = by warehouse
by-status = by status
by-segment = by segment
by-class = by class
by-stage = by stage

param-days = days
param-months = months
param-below = under
param-segment = segment
param-class = class
param-cohort = cohort
param-after = months after
param-service-level = service level

# By id, for sentences.
metric-named = { $metric ->
    [revenue] { metric-revenue }
    [gross_sales] { metric-gross-sales }
    [returns_amount] { metric-returns-amount }
    [return_rate] { metric-return-rate }
    [orders] { metric-orders }
    [units] { metric-units }
    [aov] { metric-aov }
    [lines_per_order] { metric-lines-per-order }
    [discount_amount] { metric-discount-amount }
    [gross_profit] { metric-gross-profit }
    [margin_pct] { metric-margin-pct }
    [markup_pct] { metric-markup-pct }
    [cancelled_orders] { metric-cancelled-orders }
    [cancel_rate] { metric-cancel-rate }
    [active_customers] { metric-active-customers }
    [new_customers] { metric-new-customers }
    [returning_customers] { metric-returning-customers }
    [repeat_rate] { metric-repeat-rate }
    [revenue_per_customer] { metric-revenue-per-customer }
    [customers_total] { metric-customers-total }
    [never_bought] { metric-never-bought }
    [last_purchase] { metric-last-purchase }
    [months_without_purchase] { metric-months-without-purchase }
    [inactive_customers] { metric-inactive-customers }
    [rfm] { metric-rfm }
    [rfm_segments] { metric-rfm-segments }
    [churn_risk] { metric-churn-risk }
    [cohort_retention] { metric-cohort-retention }
    [stock_on_hand] { metric-stock-on-hand }
    [stock_value] { metric-stock-value }
    [out_of_stock] { metric-out-of-stock }
    [lost_sales] { metric-lost-sales }
    [dead_stock] { metric-dead-stock }
    [days_of_cover] { metric-days-of-cover }
    [cover_below] { metric-cover-below }
    [stockout_date] { metric-stockout-date }
    [turnover_times] { metric-turnover-times }
    [turnover_days] { metric-turnover-days }
    [sell_through] { metric-sell-through }
    [abc] { metric-abc }
    [xyz] { metric-xyz }
    [abc_xyz] { metric-abc-xyz }
    [safety_stock] { metric-safety-stock }
    [reorder_point] { metric-reorder-point }
    [order_quantity] { metric-order-quantity }
    [to_reorder] { metric-to-reorder }
    [open_deals] { metric-open-deals }
    [pipeline_amount] { metric-pipeline-amount }
    [weighted_pipeline] { metric-weighted-pipeline }
    [win_rate] { metric-win-rate }
    [stage_conversion] { metric-stage-conversion }
    [avg_days_in_stage] { metric-avg-days-in-stage }
    [sales_cycle] { metric-sales-cycle }
    [forecast_revenue] { metric-forecast-revenue }
   *[other] { $metric }
}
dimension-named = { $dimension ->
    [day] { dimension-day }
    [week] { dimension-week }
    [month] { dimension-month }
    [quarter] { dimension-quarter }
    [year] { dimension-year }
    [weekday] { dimension-weekday }
    [customer] { dimension-customer }
    [customer_code] { dimension-customer-code }
    [customer_type] { dimension-customer-type }
    [city] { dimension-city }
    [region] { dimension-region }
    [manager] { dimension-manager }
    [product] { dimension-product }
    [sku] { dimension-sku }
    [category] { dimension-category }
    [brand] { dimension-brand }
    [supplier] { dimension-supplier }
    [warehouse] { dimension-warehouse }
    [status] { dimension-status }
    [segment] { dimension-segment }
    [class] { dimension-class }
    [stage] { dimension-stage }
   *[other] { $dimension }
}

## The "understood" line
understood-state = as of { $date }
understood-and-more = { $filter } and { $count } more
understood-is = { $dimension }: { $values }
understood-is-not = { $dimension }: except { $values }
understood-more = { $metric } over { $value }
understood-at-least = { $metric } at least { $value }
understood-less = { $metric } under { $value }
understood-at-most = { $metric } at most { $value }
understood-param = { $param }: { $value }
understood-compared = compared with { $period }

## Cells
cell-times-longer = { $times } × the usual
cell-missing = —
cell-not-given = (not given)
cell-no-name = (no name)
cell-points = { $value } pp
cell-days = { $count ->
    [one] { $value } day
   *[other] { $value } days
}
cell-months = { $count ->
    [one] { $value } month
   *[other] { $value } months
}
cell-days-fraction = { $value } days
cell-months-fraction = { $value } months
cell-month = { $month } { $year }
cell-week = week { $from }–{ $to }
cell-quarter = Q{ $quarter } { $year }
weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

## Notes
note-coverage = There is data only for { $period }.
note-partial = The last period is not complete: data up to { $date }.
note-partial-start = The first period is not complete: data from { $date }.
note-cost-coverage = The cost is known for { $percent } of revenue; the rest is not in the profit.
note-mixed-units = Different units of measure were added up.
note-snapshot = Stock as of { $date }.
note-first-customers-look-new = Data begin on { $date }, so old customers look new.
note-last-period-with-data = There is no data for this month yet; taken is the last one with data: { $period }.
note-shown = { $shown } of { $of } are shown.
note-unknown-cost = { $count ->
    [one] { $count } product without a cost is left out.
   *[other] { $count } products without a cost are left out.
}
note-estimate = This is an estimate: there is too little history.
note-forecast = This is a forecast, not a guarantee.
note-never-bought-apart = { $count ->
    [one] { $count } more customer never bought and is not in the list.
   *[other] { $count } more customers never bought and are not in the list.
}
note-no-data-orders = There are no orders yet. Load a file with sales.
note-no-data-stock = There is no stock yet. Load a file with stock levels.
note-no-data-deals = There are no deals yet. Load a file with deals.
note-no-data-customers = There are no customers yet. Load a file with customers.
note-no-data-products = There are no products yet. Load a file with products.

## What cannot be asked
query-metric-twice = “{ metric-named }” is named twice. Keep one.
query-metrics-apart = “{ metric-named }” is computed apart. Ask two questions.
query-dimension-twice = “{ dimension-named }” stands twice. Keep one.
query-two-grains = Choose one calendar unit: day, week, month, quarter or year.
query-not-split = “{ metric-named }” does not split this way: { dimension-named }. { query-can }
query-not-narrowed = “{ metric-named }” cannot be narrowed this way: { dimension-named }. { query-can }
query-can = { $kind ->
    [sales] It splits by day, week, month, customer, product, category, brand, city, manager.
    [customers] It splits by customer, customer type, city, region, manager.
    [products] It splits by product, category, brand, supplier.
    [deals] It splits by stage and manager.
    [months] It splits by month.
   *[other] Ask without this split.
}
query-filter-by-period = Dates are given by the period: “in October”, “from 1 to 15 October”.
query-bad-weekday = A weekday is a number from 1 (Monday) to 7 (Sunday).
query-threshold-of-one = To select by “{ metric-named }”, say what to select: customers, products, cities.
query-param-not-taken = “{ metric-named }” has no parameter “{ $param }”.
query-bad-param = The value “{ $value }” does not fit “{ $param }”. Example: { $example }.
query-bad-sort = Rows can be sorted by a metric or a dimension of the question.
query-limit-zero = Zero rows cannot be shown. Name a number from 1.
query-series-too-long = Too many points for this period. Take months or years.
query-no-comparison = “{ metric-named }” is not compared with another period. Ask about each period apart.
period-in-future = This period has not begun: today is { $date }. Ask about a past period or about the forecast.

## The text of a query
query-ends-early = The query ends too early. Expected next: { $expected }.
query-unexpected = Expected { $expected } instead of “{ $found }”.
query-unknown-metric = There is no metric “{ $word }”.
query-unknown-dimension = There is no dimension “{ $word }”.
query-unknown-period = The period “{ $word }” is not understood. Examples: last_month, 2026-10, 2026-10-01..2026-10-15.
query-unknown-param = There is no parameter “{ $word }”.
query-not-a-number = “{ $word }” is not a number.
query-clause-twice = “{ $clause }” stands twice. Keep one.
query-strange-sign = The sign “{ $sign }” does not belong here. Put names in quotes.
query-open-quote = A closing quote is missing.

## Columns
column-base = { $metric }: before
column-difference = { $metric }: difference
column-growth = { $metric }: change
column-share = share
column-cumulative-share = cumulative share
column-last-purchase = last purchase
column-months-without-purchase = months without a purchase
column-revenue-12m = revenue in the year before the last purchase
column-days-since = since the purchase
column-created-on = known since
column-segment = segment
column-class = level
column-recency-days = since the purchase
column-frequency = orders
column-monetary = revenue
column-usual-gap = usually buys every
column-cohort-size = customers came
column-cohort-active = bought again
column-after-1 = after 1 mo.
column-after-2 = after 2 mo.
column-after-3 = after 3 mo.
column-after-4 = after 4 mo.
column-after-5 = after 5 mo.
column-after-6 = after 6 mo.
column-after-7 = after 7 mo.
column-after-8 = after 8 mo.
column-after-9 = after 9 mo.
column-after-10 = after 10 mo.
column-after-11 = after 11 mo.
column-after-12 = after 12 mo.
column-customers = customers
column-lasts = lasts for
column-reorder = to order
column-on-hand = on hand
column-last-sale = last sale
column-products = products
column-silent = silent for
column-days-out = days without stock
column-daily-units = sold a day
column-sold = sold
column-lead-time-days = lead time
column-cost-of-goods = cost of goods sold
column-average-stock = average stock
column-revenue = revenue
column-revenue-share = share of revenue
column-class-abc-xyz = ABC/XYZ class
column-variation = variation of sales
column-deals-without-amount = without an amount
column-median-cycle = median cycle
column-won = won
column-lost = lost
column-won-amount = amount won
column-entered = deals entered
column-passed = went on
column-undecided = still there
column-stays = finished stays
column-open-days = now in work for
column-open-stays = now at the stage
column-low = at least
column-high = at most
column-year-before = a year before
column-method = method
column-error-percent = error over past months
column-mase = error against a simple forecast (below 1 is closer)

## Segments, levels, classes, methods of a forecast
segment-champions = Champions
segment-loyal = Loyal
segment-potential-loyalists = Potential loyalists
segment-new = New
segment-promising = Promising
segment-need-attention = Need attention
segment-about-to-sleep = About to sleep
segment-cant-lose = Can't lose
segment-at-risk = At risk
segment-hibernating = Hibernating
class-none = no class
class-ok = in rhythm
class-risk = at risk
class-lost = probably lost
method-naive = as last month
method-seasonal-naive = last year's month
method-seasonal-growth = last year's month × growth
method-damped-trend = fading trend
method-holt-winters = Holt-Winters with seasons
method-mean = mean of 12 months

## Forecast
note-no-data-deal-events = There is no history of stages yet. Load a file with the history of deals.
forecast-too-little = A forecast needs at least { $needed } whole months of sales; there are { $months }. Load older sales.
forecast-too-far = A forecast reaches { $months } months ahead at most. Name a nearer month.
