//! English.

use super::{Concept::*, Modifier::*, Part::*, Preposition::*, Row, Say, Time as T, Topic};
use crate::metrics::{Dimension as D, Metric as M, NumberOp};
use crate::period::Grain;

pub(super) const TABLES: &[&[Row]] = &[FIGURES, PARTS, THINGS, TIMES, MODIFIERS, OUTSIDE, SMALL];

const FIGURES: &[Row] = &[
    (
        Metric(M::Revenue),
        "revenue|revenues; sales; turnover; net sales|revenue; sales revenue|amount|volume|figure|figures|total; total sales; takings; money from sales; sales in money",
    ),
    (
        Metric(M::GrossSales),
        "gross sales|revenue|turnover; sales before returns|refunds; revenue before returns|refunds; sales without returns",
    ),
    (
        Metric(M::ReturnsAmount),
        "amount of returns|refunds; returns|refunds amount|value|total; value of returns|refunds|returned; refunded amount; amount refunded",
    ),
    (
        Metric(M::ReturnRate),
        "return|returns|refund|refunds rate|percentage|ratio|share; share|percentage|percent of returns|refunds",
    ),
    (
        Metric(M::Orders),
        "order|orders; purchases; invoices; number|count of orders|invoices|purchases|sales; order|orders count|number|volume; transactions; checks|receipts",
    ),
    (
        Metric(M::Aov),
        "aov; average order value|size|amount; average check|ticket|basket|receipt|purchase|order|sale|bill|invoice; mean order value; basket size|value; average basket value|size; avg order value|check|basket|order; order value; average value|size|amount of|per an|order order; average amount per order; average purchase|transaction value|amount",
    ),
    (
        Metric(M::LinesPerOrder),
        "lines|items|positions|products|sku per order|orders|check|basket|invoice; lines|items|positions|products in an|one|each order|check|basket; average lines|items|positions per order; average number of lines|items|products|positions per|in order|an; items in an average order",
    ),
    (Metric(M::DiscountAmount), "discount|discounts; discount|discounts amount|total|value; amount of discounts"),
    (
        Metric(M::GrossProfit),
        "profit|profits; gross profit|profits; gross margin in money|dollars|uah|hryvnias; gross income; profit amount",
    ),
    (
        Metric(M::MarginPct),
        "margin percent|percentage|pct|%|rate; gross margin percent|percentage|pct|%|rate; profit margin|margins; profitability; margin in percent|%; percent|percentage margin; margin as a percentage; gross margin as a percentage; gross profit margin; return on sales",
    ),
    (Metric(M::MarkupPct), "markup|markups; mark up|ups; markup percent|percentage|rate|%; average markup"),
    (
        Metric(M::CancelledOrders),
        "cancelled|canceled orders; orders cancelled|canceled; order cancellations; cancellations; orders were|got|have cancelled|canceled; number of cancellations",
    ),
    (
        Metric(M::CancelRate),
        "cancel|cancellation|cancelation|cancellations rate|ratio|percentage|share; share|percentage|percent|rate of cancelled|canceled|cancellations; share|percentage|percent of orders cancelled|canceled; share|percentage|percent of cancelled|canceled orders; order cancellation rate",
    ),
    (
        Metric(M::ActiveCustomers),
        "active customers|clients|buyers; unique customers|clients|buyers; customers|clients who|that bought|ordered|purchased; buying customers; number of buyers; customers|clients active",
    ),
    (
        Metric(M::NewCustomers),
        "new customers|clients|buyers|customer|client; first time customers|buyers|clients; newly acquired customers; customers|clients acquired; customer acquisition; newcomers; bought for the first time",
    ),
    (
        Metric(M::ReturningCustomers),
        "returning customers|clients|buyers|ones|customer; repeat customers|clients|buyers; returned customers; customers|clients who|that came back|returned; regular customers",
    ),
    (
        Metric(M::RepeatRate),
        "repeat rate; repeat purchase|order|customer|buyer|buying rate|share|ratio; share|percentage|percent|rate of repeat|returning purchases|customers|buyers|orders|clients; repurchase rate; repeat purchases; customers with|who|placed repeat orders",
    ),
    (
        Metric(M::RevenuePerCustomer),
        "revenue|sales|turnover|income per customer|client|buyer; revenue|sales|turnover|income per|by each customer|client|buyer; revenue|sales per active|one|single|average customer|client|buyer; average revenue|sales per|from customer|client|buyer; average customer|client revenue|spend|value|spending; average revenue per user; arpu; spend per customer|client; average spend per customer|client; customer average spend; does an|the|one average customer|client bring|spend; average customer|client bring|spend|spends|brings",
    ),
    (
        Metric(M::CustomersTotal),
        "customers|clients in the|our|my|total database|base|directory|crm|list|total|file; total customers|clients; total number of customers|clients; customers|clients total|overall|altogether; customer|client base|base|count|database; customers|clients do|we we|have have|total; customers|clients in total|all; customers|clients do we have",
    ),
    (
        Metric(M::NeverBought),
        "never bought|ordered|purchased|buy|order|placed; have|has never bought|ordered|purchased|placed; never made|placed a|any purchase|order; no purchases|orders ever|at; without any|a|single purchases|purchase|orders|order; without a single purchase|order; zero orders|purchases; never placed an order; have|has never placed|made an|a order|purchase; not bought|ordered anything ever|yet; never bought anything; have never bought anything; never ordered anything",
    ),
    (
        Metric(M::LastPurchase),
        "last purchase|order; last|latest|most recent|recent purchase|order date; date of last|the|latest purchase|order|last; date of the last purchase|order; most recent order|purchase; latest purchase|order",
    ),
    (
        Metric(M::MonthsWithoutPurchase),
        "months without purchase|purchases|an|a|orders|buying|ordering; months without a purchase; months without an order; how many months without|since|has|no; how many months without purchases|orders|buying|ordering; months since last|the|its purchase|order|last; months since the last purchase|order; months since last purchase|order; how long has|have; how long since|without; how many months ago; how many months has; how many months since; how many months since the|its last purchase|order",
    ),
    (
        Metric(M::RfmSegments),
        "rfm segments|segmentation|analysis|segment|breakdown; segments|segmentation of|by customers|clients|rfm|the|our; customer|client segments|segmentation; rfm",
    ),
    (
        Metric(M::ChurnRisk),
        "churn*; churn risk|risks; at risk of leaving|churn|churning|loss; risk of losing|churn|leaving; risk losing; about to leave|lose|churn; might|may|could|can leave|lose|churn; likely to leave|churn; at risk; in danger of leaving|losing; are we losing; at churn risk; risk losing; drifting away; slipping away; risk to lose",
    ),
    (
        Metric(M::CohortRetention),
        "retention|cohort|cohorts; cohort retention|analysis; retention of|for|rate cohort|cohorts|the|customers; customer retention; retention rate; retention by cohort; retention cohorts",
    ),
    (
        Metric(M::StockValue),
        "stock|inventory|warehouse|warehouses value|worth|valuation|cost; value|worth|cost of stock|inventory|the|our|goods|all|warehouse|remaining; value|worth|cost of the|our|all stock|inventory|goods|warehouse; value|worth|cost of our|all the stock|inventory; money is tied up in stock|inventory; money in|tied stock|inventory|up; money tied up in stock|inventory; how much is the|our|all stock|inventory|warehouse worth; is the|our|all stock|inventory|warehouse worth; stock|inventory worth; capital in stock|inventory; stock|inventory at cost; value of inventory on hand",
    ),
    (
        Metric(M::OutOfStock),
        "out of stock; sold out; not in stock; no stock; zero stock; ran out|has|have; run out of stock; stockouts|stockout; stock outs; not available; unavailable; ran out of stock; went out of stock",
    ),
    (
        Metric(M::LostSales),
        "lost|missed sales|revenue; sales|revenue lost|missed; lost|missed because|due of|to stockouts|empty; did we lose because|due of|to stockouts|empty|out; lose because|due of|to stockouts|empty|out; lost sales because|due of|to stockouts|empty|out; stockout losses",
    ),
    (
        Metric(M::DeadStock),
        "dead stock|inventory; slow movers|moving|mover|sellers|selling; slow moving stock|goods|products|items|inventory; unsold stock|goods|products|items|inventory; illiquid*; not moving; stale stock|inventory; frozen in|money|stock; gathering dust; money frozen in stock|products|goods; obsolete stock|inventory; dead weight; non moving stock|products|items",
    ),
    (
        Metric(M::DaysOfCover),
        "days of cover|supply|coverage; stock|inventory cover|coverage; cover in days; days of stock|inventory left|cover|remaining|on; how long will|would|does|can stock|inventory|the|our|it|my; days will|does|would|until; how many days will|would|does|of; how many days of cover|supply|stock|inventory; stock in days; last us; days cover; days supply",
    ),
    (
        Metric(M::StockoutDate),
        "stockout date; stock out date; when will|does|do|would; run out date; date of stockout; when will we|it|stock run out; when do we run out; when does it run out; when will we run out of; when will run out of; when are we going to run out of",
    ),
    (
        Metric(M::TurnoverTimes),
        "inventory|stock turns; stock|inventory|warehouse turnover in times; turnover in times; turnover ratio; inventory|stock turnover ratio|rate; turns over; times did|does|do stock|inventory|the|our; stock|inventory turn; inventory|stock turn rate; turn times",
    ),
    (
        Metric(M::TurnoverDays),
        "stock|inventory|warehouse turnover in days; turnover in days; turnover days; stock|inventory turnover days|period; days of inventory; days inventory|sales outstanding|in|of; days sales of inventory; inventory days; days to sell|turn; stock days; dsi; days to turn over",
    ),
    (Metric(M::SellThrough), "sell through; sellthrough; sell through rate|percentage|percent|%; sell thru"),
    (Metric(M::Abc), "abc; abc analysis|class|classes|classification|classify|group|groups|breakdown"),
    (Metric(M::Xyz), "xyz; xyz analysis|class|classes|classification|group|groups|breakdown; demand stability"),
    (
        Metric(M::AbcXyz),
        "abc xyz; abc xyz matrix|analysis|classes; abc and|with|by|vs|x xyz; matrix abc xyz; abc and xyz matrix|analysis",
    ),
    (Metric(M::SafetyStock), "safety stock|stocks|inventory; buffer stock; reserve stock; minimum stock"),
    (
        Metric(M::ReorderPoint),
        "reorder point|points|level|levels; re order point|level; order point; reordering point; at what stock level",
    ),
    (
        Metric(M::OrderQuantity),
        "order quantity|quantities; recommended order|quantity|purchase; recommended order quantity|size; how much|many should|to|do|must we|i|order|reorder|buy|restock order|reorder|buy|restock; how much|many to order|reorder|buy|restock; how much|many should we|i order|reorder|buy|restock; how much|many units should|to we|i|order order|reorder|buy; suggested order|quantity; reorder quantity; how much|many do we need to order|reorder|buy; economic order quantity",
    ),
    (
        Metric(M::OpenDeals),
        "open|active deals|opportunities|opportunity|deal; deals|opportunities in progress|pipeline|the|work; deals|opportunities in the pipeline|funnel; deals|opportunities are|is open; number of deals; open deals count; deals in our pipeline; ongoing deals",
    ),
    (
        Metric(M::PipelineAmount),
        "pipeline|funnel amount|value|total|size|sum|worth; amount|value|total|sum|worth of|in the|open|our|pipeline pipeline|deals|funnel; amount|value|sum of open|all|the deals|opportunities; deals|pipeline worth; amount|value|sum in pipeline; total pipeline; value of the pipeline; how much is in|the the|pipeline pipeline|worth|funnel; how big is the|our pipeline; sales pipeline value|amount|total; is the pipeline worth; value of open deals; sales pipeline",
    ),
    (
        Metric(M::WeightedPipeline),
        "weighted pipeline|funnel|deals|value|amount|forecast; weighted pipeline|funnel value|amount|total|sum; pipeline|funnel weighted; weighted value|amount|sum of the|our|pipeline|open|deals pipeline|deals|funnel; weighted value|amount|sum of pipeline|deals; probability weighted pipeline|value|amount; weighted sales pipeline; weighted by probability",
    ),
    (
        Metric(M::WinRate),
        "win rate|rates|ratio|percentage; close|closing|closed|success rate|ratio; share|percentage|percent of won|deals deals|won|opportunities; percentage|percent|share of deals|the won|we|closed|deals; deal|deals conversion; conversion into|to deals|deal|sale|sales|won; deal win rate; deals won rate; share of deals we won",
    ),
    (
        Metric(M::StageConversion),
        "stage|stages|funnel|pipeline conversion|conversions; conversion|conversions|convert by|per|between|from|of|through|across stage|stages|funnel|pipeline; conversion|conversions by|per|between|of|through the|pipeline|funnel|deal|each stage|stages|funnel|pipeline; conversion|conversions by|of pipeline|funnel stage|stages; funnel conversion rate|rates; conversion rate|rates by|per|between|of|at|through stage|stages|pipeline; stage to stage conversion; pipeline stage conversion; conversion rate at each stage; pass through rate; conversion rate per pipeline stage; stage conversion rate|rates",
    ),
    (
        Metric(M::AvgDaysInStage),
        "average days|time in|per|at|on each|every|a|stage|stages|the stage|stages; average days|time in|per|at|on stage|stages; days|time in|per|at|on each|every|a stage; days|time in|per|at|on stage|stages; time spent in|per|at|on stage|stages|each|every stage|stages; time spent in|per|at stage|stages; stage duration|time|age; average stage duration|time; long do deals stay|spend|sit|remain in|at|on each|a|every|stage stage|stages; deals stay|spend|sit|remain|stuck in|at|on each|a|every|one stage; deals stay|spend|sit|remain|stuck in|at|on stage|stages; average time in|per|at pipeline stage|stages; days deals spend in|at each stage; average number of days in|per|at|on each|every|a stage; average number of days in|per stage",
    ),
    (
        Metric(M::SalesCycle),
        "sales|deal|selling cycle; sales|deal|selling cycle length|duration|time|days; length|duration of the|a|our|sales sales|deal|cycle cycle|deal; average sales|deal cycle; average sales|deal cycle length|duration|time; time to close|win; days to close|win; time|days to close|win a|the deal; take|takes to close|win a|deal|deals|the; take to close|win a deal; how long does it take to close|win; how long does a|one|the deal|sale take|last; how long do deals take|last; average deal duration|length|time; from creation to won; long does it take to close|win a deal",
    ),
    (
        Metric(M::ForecastRevenue),
        "forecast*|forcast; forecast|forecasted|expected|predicted|projected sales|revenue|turnover; revenue|sales|turnover forecast|prediction|projection|outlook; forecast of|for revenue|sales|turnover|the; prediction of|for revenue|sales; expect* revenue|sales; will|would we sell|earn|make; predicted|projected; project revenue|sales; how much will we sell|earn|make; what will sales|revenue|our be; what will our sales|revenue be; will sales|revenue be; predict sales|revenue",
    ),
];

const PARTS: &[Row] = &[
    (Part(Sell), "sell|sells|sold|selling; bring|brings|brought|generated|generate|generates; did we do in sales; made in sales"),
    (
        Part(Buy),
        "buy|buys|bought|buying|purchase|purchased|purchases|ordered|spend|spent|placed|ordering|shop|shopped|made|spends",
    ),
    (Part(Earn), "earn|earned|earnings; income; make|makes"),
    (
        Part(Amount),
        "amount|sum|money|value|worth; how much money; total amount|sum|value; in money|dollars|usd|uah|hryvnias|hryvnia",
    ),
    (Part(HowMany), "how many|much; number of|of; count|number; the number of; what number of"),
    (
        Part(Units),
        "unit|units|pieces|pcs|quantity|quantities|qty; in units|pieces; number|quantity of units|pieces|items|goods; units sold; how many units|pieces|pcs; items sold; volume in units|pieces; pieces sold",
    ),
    (Part(Percent), "%|percent|percentage|pct; in percent|percentage|%"),
    (
        Part(Share),
        "share|proportion|part|portion|fraction; what share|percentage|percent|part|proportion; percentage|percent|share|proportion|part of; contribution; contribute|contributes",
    ),
    (Part(Margin), "margin|margins; gross margin|margins"),
    (Part(Returns), "return|returns|returned|refund|refunds|refunded; sent back; credit notes"),
    (Part(Cancelled), "cancel|cancelled|canceled|cancellation|cancels|voided"),
    (Part(New), "new|newly"),
    (Part(Returning), "returning; came back; come back; coming back"),
    (Part(Active), "active"),
    (Part(Never), "never"),
    (
        Part(NotBuying),
        "havent|hasnt|didnt|dont|doesnt|hadnt bought|ordered|purchased|buy|order|purchase|placed|made|been|buying|ordering|had|have|shopped; have|has|had|did|do|does not bought|ordered|purchased|buy|order|purchase|placed|made|been; not bought|ordered|purchased|buying|ordering|buy|order|shopped; inactive|dormant|lapsed; without purchases|orders|a|any|buying|ordering purchase|purchases|orders|order; without purchases|orders|buying|ordering|purchase; no purchases|orders|purchase|order; silent; went|gone|go|have silent|quiet|gone; stopped buying|ordering|purchasing; havent heard from; disappeared; went quiet; with no purchases|orders; did not buy|order; fallen asleep; made|placed no purchases|orders; not placed an order|orders; havent placed an order|orders|any; have|has not placed an|any order|orders; havent made a purchase; hasnt made a purchase; not made a purchase",
    ),
    (
        Part(NotSelling),
        "not sold|selling|sell; havent|hasnt|didnt|dont|doesnt sold|sell|been|selling|moved|move; have|has|had|did|do not sold|sell|been|selling|moved|move; unsold; without sales|a|any sale|sales; without sales; no sales; with no|zero sales; not been sold; havent been sold; dont sell; zero sales; isnt|arent|arent selling|moving",
    ),
    (
        Part(LastTime),
        "last bought|buy|order|ordered|purchased|purchase|time|active|bought|shopped; the last time; last time; most recently bought|ordered; when last",
    ),
    (Part(HowLong), "how long; how many months; how many days"),
    (
        Part(MoreThanOnce),
        "more than one|1|once|single order|purchase|time|orders; more than once; at least two|2|twice orders|purchases|times|order; two or more orders|purchases|times; 2 or more orders|purchases|times; twice or more; more than a single order|purchase; made|placed repeat purchases|orders; repeatedly; over one order; at least twice",
    ),
    (Part(Rfm), "rfm"),
    (Part(Segments), "segment|segments|segmentation"),
    (Part(Later), "after; months|month later"),
    (
        Part(Stock),
        "stock|stocks|inventory; on hand; in stock; in|at|on the|our warehouse|warehouses|stock; stock on hand; left in stock; available|availability; remaining stock|inventory; stock level|levels|balance|balances|quantity; inventory level|levels|balance|on; inventory on hand; left|remaining|remain|remains; units on hand|left; units in stock; units left in stock",
    ),
    (
        Part(RunOut),
        "run|runs|running out; run|runs|running out of stock; run|runs|running low; finish|finishes; run|runs out of; stock out; sell out; low on stock; be out of stock; low stock; running short",
    ),
    (Part(Enough), "last|lasts; be enough; suffice; is enough"),
    (
        Part(Turnover),
        "inventory|stock|warehouse turnover; turnover of|in stock|inventory|the|warehouse|category|goods|our; turnover of the stock|inventory|warehouse|goods; turn over; turns over",
    ),
    (Part(InTimes), "in times; times"),
    (Part(InDays), "in days; days|day"),
    (Part(Classes), "class|classes|group|groups"),
    (
        Part(ToOrder),
        "reorder|restock|replenish|reordered|restocked|replenished|reordering|replenishment|restocking; need|needs|have|should to be ordered|reordered|restocked|order|reorder|buy|restock; need to order|reorder|buy|restock; should be ordered|reordered|restocked; should we|i order|reorder|buy|restock|purchase; to order|reorder|buy|restock; below|under|at the|their|its reorder|order point; below|under|at reorder point; must we order|reorder; time to order|reorder; do we need to order|reorder|buy|restock; needs ordering|reordering|restocking; order now; to purchase|buy from; order from suppliers|the",
    ),
    (Part(ServiceLevel), "service level"),
    (Part(Deals), "deal|deals|opportunity|opportunities|lead|leads|tender"),
    (Part(Open), "open|ongoing; in progress"),
    (Part(Won), "won|win|wins|winning|closed; did we win"),
    (Part(Pipeline), "pipeline|funnel"),
    (Part(Weighted), "weighted"),
    (Part(Conversion), "conversion|conversions"),
    (Part(Forecast), "forecast*|expect*|predict*|projection|outlook"),
    (Part(Database), "in the|our|my database|base|directory|crm|books; database; on file; on record"),
    (Segment("champions"), "champion|champions"),
    (Segment("loyal"), "loyal"),
    (Segment("potential_loyalists"), "potential loyalist|loyalists|loyal"),
    (Segment("promising"), "promising"),
    (Segment("need_attention"), "need|needs|needing attention"),
    (Segment("about_to_sleep"), "about to sleep; falling asleep"),
    (
        Segment("cant_lose"),
        "cant|cannot lose; cant|cannot afford to lose; must not lose; cant lose them; can not lose; we cant lose; not lose",
    ),
    (Segment("at_risk"), "at risk rfm|segment; rfm at risk; segment at risk"),
    (Segment("hibernating"), "hibernating|sleeping"),
    (Class("BY"), "class|group by"),
    (Class("A"), "class|group a; a class"),
    (Class("B"), "class|group b; b class; b"),
    (Class("C"), "class|group c; c class; c"),
    (Class("X"), "class|group x; x class; x"),
    (Class("Y"), "class|group y; y class; y"),
    (Class("Z"), "class|group z; z class; z"),
];

const THINGS: &[Row] = &[
    (Noun(D::Product), "product|products; item|items; goods; article|articles; assortment|merchandise; skus"),
    (Noun(D::Sku), "sku; product code"),
    (
        Noun(D::Category),
        "category|categories; product categories|category|type|types|group|groups; collection|collections; department|departments",
    ),
    (Noun(D::Brand), "brand|brands; vendor|vendors; manufacturer|manufacturers; make|makes"),
    (Noun(D::Supplier), "supplier|suppliers"),
    (
        Noun(D::Customer),
        "customer|customers; client|clients; buyer|buyers; company|companies; account|accounts; shopper|shoppers; partner|partners",
    ),
    (Noun(D::CustomerCode), "customer code|codes"),
    (
        Noun(D::CustomerType),
        "customer|client|buyer type|types|group|groups|segment|category|categories|kind|kinds; type|types|kind of customer|customers|client|clients; channel|channels; sales channel|channels; type|types",
    ),
    (Noun(D::City), "city|cities|town|towns|location|locations"),
    (Noun(D::Region), "region|regions|state|states|province|provinces|country|countries|area|areas"),
    (
        Noun(D::Manager),
        "manager|managers; rep|reps; sales rep|reps|manager|managers|person|people|representative|representatives|agent|agents; salesperson|salespeople|salesman|salesmen|seller|sellers; account manager|managers; employee|employees",
    ),
    (Noun(D::Warehouse), "warehouse|warehouses; store|stores; storage"),
    (Noun(D::Stage), "stage|stages; pipeline stage|stages"),
    (Noun(D::Status), "status|statuses"),
    (Noun(D::Weekday), "weekday|weekdays; by day|days of the week; by day|days of week; day|days of the week; day|days of week"),
];

const TIMES: &[Row] = &[
    (Time(T::Day(0)), "today|todays|tonight; as of today"),
    (Time(T::Day(1)), "yesterday|yesterdays"),
    (Time(T::Day(2)), "day before yesterday; the day before yesterday"),
    (Time(T::Tomorrow), "tomorrow|tomorrows"),
    (Time(T::Unit(Grain::Day)), "day|days"),
    (Time(T::Unit(Grain::Week)), "week|weeks|weeks"),
    (Time(T::Unit(Grain::Month)), "month|months"),
    (Time(T::Unit(Grain::Quarter)), "quarter|quarters"),
    (Time(T::Unit(Grain::Year)), "year|years|yr"),
    (Time(T::HalfYear), "half; half of the year; half year|of; half of; h"),
    (Time(T::HalfAYear), "half a year; half year; half the year"),
    (Time(T::Month(1)), "january|jan"),
    (Time(T::Month(2)), "february|feb"),
    (Time(T::Month(3)), "march|mar"),
    (Time(T::Month(4)), "april|apr"),
    (Time(T::Month(5)), "may"),
    (Time(T::Month(6)), "june|jun"),
    (Time(T::Month(7)), "july|jul"),
    (Time(T::Month(8)), "august|aug"),
    (Time(T::Month(9)), "september|sept|sep"),
    (Time(T::Month(10)), "october|oct"),
    (Time(T::Month(11)), "november|nov"),
    (Time(T::Month(12)), "december|dec"),
    (Time(T::Weekday(1)), "monday|mondays"),
    (Time(T::Weekday(2)), "tuesday|tuesdays"),
    (Time(T::Weekday(3)), "wednesday|wednesdays"),
    (Time(T::Weekday(4)), "thursday|thursdays"),
    (Time(T::Weekday(5)), "friday|fridays"),
    (Time(T::Weekday(6)), "saturday|saturdays"),
    (Time(T::Weekday(7)), "sunday|sundays"),
    (Time(T::Season(0)), "winter"),
    (Time(T::Season(1)), "spring"),
    (Time(T::Season(2)), "summer"),
    (Time(T::Season(3)), "autumn"),
    (Time(T::Weekend), "weekend|weekends"),
    (Time(T::This), "this|current|these"),
    (Time(T::Last), "last|previous|prior|preceding"),
    (Time(T::BeforeLast), "before last"),
    (Time(T::Next), "next|coming|upcoming|following"),
    (Time(T::Past), "past|latest; trailing|rolling"),
    (Time(T::Full), "full|whole|complete|calendar"),
    (Time(T::Start), "start|beginning; start|beginning of"),
    (Time(T::End), "end"),
    (Time(T::Ordinal(1)), "first|1st|st|i"),
    (Time(T::Ordinal(2)), "second|2nd|nd|ii"),
    (Time(T::Ordinal(3)), "third|3rd|iii|rd"),
    (Time(T::Ordinal(4)), "fourth|4th|iv"),
    (Time(T::QuarterSign), "q|qtr"),
    (
        Time(T::All),
        "all time; all the time; whole time|period|history; entire time|period|history; of all time; ever; since the beginning; all data|years; from the beginning; since we started; overall history; lifetime; to date",
    ),
    (Time(T::ToDate(Grain::Month)), "mtd; month to date; this month to date; so far this month; this month so far; month so far"),
    (Time(T::ToDate(Grain::Quarter)), "qtd; quarter to date; so far this quarter; this quarter so far"),
    (Time(T::ToDate(Grain::Year)), "ytd; year to date; so far this year; this year so far; year so far"),
    (Time(T::ToDate(Grain::Week)), "wtd; week to date; so far this week; this week so far"),
    (Time(T::Same), "same|similar|corresponding"),
    (Time(T::Period), "period|periods|time; time period"),
    (Time(T::Ago), "ago"),
    (Time(T::Inclusive), "inclusive|inclusively; up to today|now; until now|today"),
    (Time(T::Within), "within|during|over|throughout"),
    (Count(1), "one|single"),
    (Count(2), "two|couple"),
    (Count(3), "three"),
    (Count(4), "four"),
    (Count(5), "five"),
    (Count(6), "six"),
    (Count(7), "seven"),
    (Count(8), "eight"),
    (Count(9), "nine"),
    (Count(10), "ten"),
    (Count(12), "twelve"),
    (Count(14), "fourteen"),
    (Count(15), "fifteen"),
    (Count(20), "twenty"),
    (Count(30), "thirty"),
    (Count(60), "sixty"),
    (Count(90), "ninety"),
    (Count(100), "hundred"),
    (Times(1000), "thousand|k|thousands|ths"),
    (Times(1_000_000), "million|millions|mln|m"),
];

const MODIFIERS: &[Row] = &[
    (
        Modifier(Top),
        "top|best; best selling|performing; bestselling|bestsellers|bestseller; best sellers|seller; leading|leaders|leader; top selling|performing; most valuable|popular|important; biggest|largest; ranking|rank; highest selling|grossing; key",
    ),
    (
        Modifier(Bottom),
        "bottom|worst; worst selling|performing; lowest selling|performing|grossing; weakest|poorest; least profitable|popular; underperforming; laggards; smallest; worst sellers",
    ),
    (Modifier(Often), "most often; most frequently; the most often|frequently; oftenest"),
    (Modifier(Most), "most; the most; biggest|largest|top; highest|greatest|maximum|max|peak"),
    (Modifier(Least), "least; the least; lowest|fewest|minimum|min"),
    (Modifier(Profitable), "most profitable; top earning"),
    (Modifier(Who), "who|whom|whose"),
    (Modifier(What), "what|whats"),
    (Modifier(Which), "which"),
    (Modifier(When), "when"),
    (Modifier(Each), "each|every; broken down by; breakdown by; breakdown; split by; grouped by; split; broken down; per"),
    (Modifier(Dynamics), "dynamics|trend|trends; over time; dynamic; evolution"),
    (
        Modifier(Every(Grain::Month)),
        "monthly; by month|months; per month; each|every month; month by month; month over month; mom; by the month; on a monthly basis",
    ),
    (Modifier(Every(Grain::Week)), "weekly; week over week; by week|weeks; per week; each|every week; week by week"),
    (Modifier(Every(Grain::Day)), "daily; by day|days; per day; each|every day; day by day; by date"),
    (
        Modifier(Every(Grain::Quarter)),
        "quarterly; quarter over quarter; qoq; by quarter|quarters; per quarter; each|every quarter; quarter by quarter",
    ),
    (Modifier(Every(Grain::Year)), "yearly|annually|annual; by year|years; per year; each|every year; year by year"),
    (Modifier(Compare), "compare|compared|comparing|comparison; difference between; difference; in comparison"),
    (
        Modifier(Against),
        "vs|versus|against|relative; compared to|with; relative to; in comparison to|with; as compared to|with; than; v",
    ),
    (Modifier(Change), "change|changed|changes; how did; how much more|less"),
    (Modifier(Grew), "grow|grew|grown|growth|growing|increase|increased|rise|rose|up|risen|improve|improved|gain|gained|higher"),
    (Modifier(Fell), "fall|fell|fallen|drop|dropped|decline|declined|decrease|decreased|down|lost|shrink|shrank|lower"),
    (Modifier(Only), "only|just|solely"),
    (
        Modifier(Except),
        "except|excluding|without|excl|minus|exclude|outside; outside of; except for; other than; apart from; leaving out; but not; ignoring",
    ),
    (
        Modifier(Than(NumberOp::More)),
        "over|above|exceeding|exceeds|exceed|exceeded|greater; more than; greater|higher|larger|bigger than; above|over; >; more",
    ),
    (
        Modifier(Than(NumberOp::AtLeast)),
        "at least; no less than; not less than; or more; minimum of; and more|above|up; or above; or higher",
    ),
    (Modifier(Than(NumberOp::Less)), "below|under; less|fewer|lower|smaller than; <; less; fewer"),
    (Modifier(Than(NumberOp::AtMost)), "at most; up to; no more than; not more than; or less; maximum of"),
    (Modifier(Not), "not|dont|didnt|no|isnt|arent"),
    (
        Modifier(FollowUp),
        "what about; how about; and what about; and now; now; same for; and for; what if; then; also; instead; no; the same for; and how about; ok; okay; the same but; same but; same",
    ),
    (Modifier(Currency), "usd|dollar|dollars|uah|hryvnia|hryvnias|bucks|euro|euros|eur"),
    (Modifier(Now), "now|currently; right now; at the moment; at present; as of now; current; presently; today"),
    (Modifier(Average), "average|avg|mean; on average"),
    (Modifier(Chart), "chart|graph|plot|diagram; as a chart|graph"),
    (Modifier(File), "excel|xlsx|csv|spreadsheet|export|download; to excel|csv|a|file file; export to excel|csv"),
    (Modifier(Details), "details|detail|detailed; more details|detail; in detail; elaborate"),
    (Modifier(Why), "why; explain; how come"),
    (Preposition(In), "in|on|at|during|within"),
    (Preposition(For), "for|over|about|regarding"),
    (Preposition(By), "by|per|across"),
    (Preposition(From), "from|since|starting; starting from"),
    (Preposition(To), "to|till|until|through|thru|up"),
    (Preposition(After), "after|later"),
    (Preposition(Before), "before|earlier|prior"),
    (Preposition(Between), "between"),
    (Preposition(And), "and|or|plus|with"),
    (Preposition(Of), "of|among|from"),
];

const OUTSIDE: &[Row] = &[
    (Outside(Topic::Weather), "weather|rain|temperature|snow"),
    (
        Outside(Topic::Advertising),
        "advertis*|ads|ad|marketing|campaign|campaigns|promotion|promotions; ad spend; google ads; facebook|instagram; roas|roi|cac; acquisition cost; cost of acquisition; cost per customer",
    ),
    (Outside(Topic::Salaries), "salary|salaries|wage|wages|payroll|bonus|bonuses|paycheck"),
    (
        Outside(Topic::Bank),
        "bank*; account balance; cash; cash flow|balance|on; loan|loans|credit; balance in|on|of the|our bank|account|cash; cashflow; money in the bank|account; bank account|balance",
    ),
    (Outside(Topic::Taxes), "tax|taxes|vat; net profit|income|earnings|margin; after tax|taxes; ebitda; after all expenses"),
    (
        Outside(Topic::OtherCompanies),
        "competitor|competitors|competition|rival|rivals; other|another company|companies|organization|organisation|business|firm|store|shop; market share|size; other companies|businesses|organizations; industry average; another|other companys|tenant; industry",
    ),
    (
        Outside(Topic::Expenses),
        "expense|expenses|expenditure|overhead|overheads|rent|utilities; operating costs|expenses; spending on; cost of goods sold; cogs; costs",
    ),
    (Outside(Topic::Delivery), "delivery|deliveries|shipping|shipment|shipments|courier|parcel|parcels|logistics|tracking"),
    (
        Outside(Topic::Website),
        "website|site|traffic|visitors|visits|sessions|pageviews|clicks|cart|carts|followers|subscribers|seo|reviews|review|rating|ratings; conversion rate of the website|site; page views; website conversion",
    ),
    (
        Outside(Topic::Prices),
        "price|prices|pricing; price list; unit price; selling price; average price; cost per unit; how much does cost",
    ),
    (
        Outside(Topic::Rates),
        "exchange rate|rates; inflation; bitcoin|crypto; stock market|exchange; share price; stock price; dollar rate",
    ),
    (
        Outside(Topic::News),
        "news|president|war|football|recipe|joke|poem|movie|horoscope|capital; what time is it; who is|was the; tell me a joke|story; song|story",
    ),
    (
        Outside(Topic::Debts),
        "debt|debts|owe|owes|owed|debtor|debtors|receivable|receivables|overdue|unpaid|creditors|payable|payables|outstanding; paid|payment|payments",
    ),
    (Outside(Topic::Plans), "plan|plans|target|targets|budget|budgets|kpi|goal|goals|quota|quotas|planned"),
    (
        Outside(Topic::Advice),
        "advice|advise|recommend; should i hire|fire|open|invest; how can|do|to we|i increase|grow|improve|boost|raise; how to increase|grow|improve|boost; what should i|we do; fire|hire",
    ),
];

const SMALL: &[Row] = &[
    (
        Say(Say::Greeting),
        "hi|hello|hey|greetings|yo|howdy; good morning|afternoon|evening|day; how are you; whats up; hi there; hello there; hey there",
    ),
    (
        Say(Say::Thanks),
        "thanks|thank|thx|cheers|ty; thank you; many thanks; thanks a lot; great|awesome|cool|perfect thanks|thank; much appreciated; thank you very|so much",
    ),
    (Say(Say::Bye), "bye|goodbye|cya; see you; good night; have a nice|good day"),
    (
        Say(Say::Help),
        "help; what can you do|answer|tell|help; what do you do|know; who are you; how do i use|start|begin; how does this|it work; how do you work; what are you; what can i ask|do; what questions|kind; instructions; examples; help me; what can you help with; what are your capabilities|features|abilities; capabilities|commands; how to use; what can you do for me; show me what you can do; what should i ask; what can i ask you; how can you help",
    ),
    (
        Say(Say::Change),
        "delete|remove|erase|wipe|drop|truncate; update|change|edit|modify|rename|set|alter|insert|create|add|fix|correct the|a|an|all|my|our|new|this|price|prices|customer|client|order|orders|customers|stock|product|products|manager|deal|every|its|his; update|edit|modify|rename|insert|alter|correct; cancel|void the|order|all|my|this|an; add|create a|an|new|the|customer|order; send an|a|the|email|message|invoice|report; place an|a order; mark as|the|order|deal; refund|archive|reset|clear the|all|order|database|my|our; close the deal; merge customers|clients; write off; set the|price|prices|a; increase|decrease|raise|lower the|all|our price|prices; increase|decrease|raise|lower price|prices|all; change price|prices|order|customer|the; change the|a|all price|prices|status|order|manager|name",
    ),
    (
        Say(Say::Instruction),
        "ignore|disregard|forget|override|bypass all|previous|prior|your|the|earlier|any|everything|above|these|instructions; previous|prior|earlier|above instructions; system prompt|message|instructions; your prompt|instructions|rules|system; prompt; pretend|roleplay; act as; you are now; developer mode; jailbreak; reveal|print|show your|the|system prompt|instructions|system|code; execute|run code|command|sql|the|this|script; password|passwords|token|tokens|api|secret|secrets|credentials|key|keys; admin|administrator|root; without restrictions|limits",
    ),
    (
        Filler,
        "in total; soon|shortly; sitting|tied|lying|stuck; they|them|there; ones; given; please|pls|show|display|give|tell|list|find|get|let|see|know|want|need|like|can|could|would|should|you|me|us|calculate|compute|count|provide|report|name|view|check|look|know|draw|make|do|did|does|done|have|has|had|is|are|was|were|be|been|am|will|being; we|our|ours|my|mine|i|im|your|they|them|their|theirs|it|its|he|she|his|her|us|all|any|some; the|a|an|that|those|there|these|then|so|far|such|as|if|while|where|how|to|of; total|overall|altogether|summary|sum|entire|whole|full|general; data|list|report; as|in a table; table of; number|numbers|figure|figures|info|information|result|results|statistics|stats|value|values|analysis|performance; business|shop|firm|organization|warehouse|now; actually|really|exactly|approximately|roughly|about|just|even|ever|already|yet|still; come|came|coming|going|go|got|get|getting|gets; at|with|from|for|into|out; much|many; belong|belongs|fall|falls|into|belonging; appear|appeared|joined|signed|acquired; last; breakdown; s; t; re; ve; ll; us; happen|happened; amounted; look|looks|looking; goods; time; people; anything|something|everything; own; currently; situation; terms; individual; respectively; both; across; based; rate",
    ),
];
