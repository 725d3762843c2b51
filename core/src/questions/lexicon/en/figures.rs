//! Names of figures.

use super::super::{Concept::*, Row};
use crate::metrics::Metric as M;

pub(super) const FIGURES: &[Row] = &[
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
    (
        Metric(M::Revenue),
        "net revenue|sales; total revenue|sales|turnover; top line; sales total|volume|figures; gross receipts; amount sold|of sales; value of sales; income from sales",
    ),
    (Metric(M::ReturnsAmount), "refunds|returns total|worth|sum; money refunded|returned; total returns|refunds"),
    (
        Metric(M::ReturnRate),
        "proportion|share|fraction|percentage|percent|part of returned|returns|refunds|refunded; rate of returns|refunds",
    ),
    (Metric(M::Orders), "order volume|number|total; sales orders; order numbers"),
    (
        Metric(M::Aov),
        "average order|cheque|check|basket|sale|ticket; average order|basket|cheque amount|total|sum|spend; per order on average; spend|spent|spends per order; typical order value|size; mean|avg order|basket|check|ticket; average spend per order; average amount of an|the|an order",
    ),
    (
        Metric(M::LinesPerOrder),
        "lines|items|products|positions per|in order|basket|check; lines|items|products|positions in|per an|the|average|one|each|typical order|basket|check; lines|items|products|positions in|per an|the average|typical order|basket; basket depth; average basket items; different products per|in order",
    ),
    (
        Metric(M::DiscountAmount),
        "discounted; discounts given|granted; discount given|granted|amount|total|volume; money off|given in discounts",
    ),
    (Metric(M::GrossProfit), "gross earnings|income; profit did|do we make; how much profit; margin in money|usd|dollars"),
    (
        Metric(M::MarginPct),
        "gross margin|profit %|percent|percentage|pct|rate; margin %|percent|percentage|rate; margin as|in percent|a; profitability|profitable; return on sales; profit percentage|percent",
    ),
    (
        Metric(M::CancelRate),
        "proportion|share|fraction|percentage|percent|part of cancelled|canceled|cancellations; share|percentage|percent|proportion|fraction of orders|the cancelled|canceled",
    ),
    (Metric(M::CancelledOrders), "cancelled|canceled; how many cancellations; voided orders"),
    (
        Metric(M::ActiveCustomers),
        "active|buying|purchasing customers|clients|buyers|accounts; distinct|different customers|clients|buyers; customers|clients placed|made orders|an|purchases",
    ),
    (
        Metric(M::NewCustomers),
        "new customers|clients|buyers|accounts|logos; customers|clients bought|ordered|purchased for the first time; first purchase|order customers; first time buyers",
    ),
    (
        Metric(M::ReturningCustomers),
        "returning|repeat|recurring customers|clients|buyers|shoppers; customers|clients came|come|returned|coming back|again; bought again; customers|clients who|that bought|ordered again|before; came back",
    ),
    (
        Metric(M::RepeatRate),
        "repeat purchase|order|customer|buyer|buying rate|share|ratio|percentage; repeat buyers|customers share|rate|percentage",
    ),
    (
        Metric(M::RevenuePerCustomer),
        "revenue|sales|income|spend|spending|turnover per customer|client|buyer|account; revenue|sales|income|spend per|from|by one|each|every|active|average|a|single customer|client|buyer|account; customer|client spend|spends|brings|generates on average; average customer|client spend|spends|brings|bring|generates|generate|buys; does|did an average|a|one|each customer|client spend|bring|generate|buy; average|mean revenue|spend|sales per customer|client|buyer",
    ),
    (
        Metric(M::CustomersTotal),
        "customers|clients|accounts in|on our|the books|base|database|directory|list|file; customers|clients on file; number of customers|clients in|overall|total",
    ),
    (
        Metric(M::NeverBought),
        "never bought|ordered|purchased|placed|made|shopped; yet to buy|order|purchase; havent bought|ordered anything|yet; no orders|purchases yet|ever|whatsoever; not bought anything; without any|a orders|order|purchases|purchase",
    ),
    (
        Metric(M::LastPurchase),
        "last|latest|most|recent purchase|order|buy|purchased; date of the|last|its|their last|latest|most purchase|order|recent; when was the last|latest purchase|order",
    ),
    (Metric(M::MonthsWithoutPurchase), "months without|since a|any|an|the|last|its|their purchase|order|last|buy"),
    (
        Metric(M::RfmSegments),
        "rfm segments|segment|split|distribution|groups|table|report; rfm; segment our|the customers|clients|base; segments of customers|clients",
    ),
    (
        Metric(M::ChurnRisk),
        "risk|risks|risking losing|churn|churning|leaving; at risk of leaving|churn|churning|being|going; could|might|may|can|will|likely be lost|leave|churn|go; in danger; losing|lose customers|clients; might|may|could|can|will we lose; slip|slipping|drift|drifting away",
    ),
    (Metric(M::CohortRetention), "retained|retention|retain|cohort|cohorts; cohort analysis|table|retention"),
    (
        Metric(M::StockValue),
        "stock|inventory|warehouse value|worth|valuation|cost|costs|money; value|worth|cost|valuation of stock|inventory|warehouse|goods|stocks; value|worth|cost|valuation of the|our|all|total|whole stock|inventory|warehouse|goods|stocks; stock|inventory is|are worth|valued; money|cash in|on stock|inventory; how much is|are the|our|all|everything stock|inventory|goods|warehouse worth; tied up in stock|inventory|goods|products",
    ),
    (
        Metric(M::OutOfStock),
        "out of stock; stock out|outs; have|has no stock; not in|on stock|hand|available; unavailable; nothing left",
    ),
    (
        Metric(M::DeadStock),
        "dead|stale|frozen|slow|idle|stuck|obsolete|unsold|unsellable stock|inventory|goods|products|items|moving; tied up in dead|slow|unsold|stale|frozen stock|inventory|goods|moving; not|isnt|arent moving|selling; nobody buys|bought; lying|sitting idle|unsold|around; collecting|gathering dust; money is frozen|stuck|locked in|up",
    ),
    (
        Metric(M::DaysOfCover),
        "days of|in cover|supply|stock|coverage|inventory; how long will last|suffice; how many days will|does|do last; long|days does|will the|our|it|we stock|inventory last; days cover; stock|supply last|lasts|cover",
    ),
    (Metric(M::StockoutDate), "when will run|sell|be out; when will be out; run out date"),
    (
        Metric(M::TurnoverTimes),
        "stock|inventory turns|turn|turnover|turned; times did|does|do|has stock|inventory|it|we turn|turned|turns; inventory|stock turn|turned over",
    ),
    (
        Metric(M::TurnoverDays),
        "inventory|stock turnover days|period|in|time; days|period of turnover; days to sell|turn; inventory|stock turnover",
    ),
    (Metric(M::SellThrough), "sell through; sellthrough; sell through rate|percentage|percent|%"),
    (
        Metric(M::OrderQuantity),
        "how many|much units|pieces|items should|to we|i|order|reorder|buy; order|reorder quantity; recommended|suggested order|purchase|quantity",
    ),
    (Metric(M::SafetyStock), "safety|buffer|reserve stock|inventory|level|stocks"),
    (
        Metric(M::WinRate),
        "win rate; winning|success|closing|close rate|ratio|percentage; deals|deal|opportunities won|win|winning|conversion rate|percentage|ratio; conversion|conversions to|into deal|deals|sale|won",
    ),
    (
        Metric(M::StageConversion),
        "conversion|conversions by|per|between|from|at|of the|each|every|pipeline|funnel|deal|sales stage|stages|funnel|pipeline; stage|stages|funnel|pipeline conversion|conversions|drop",
    ),
    (
        Metric(M::AvgDaysInStage),
        "days|time|long in|per|at|on|for each|every|a|stage|stages; days|time|long in|per|at|on stage|stages; stuck|stay|sit|spend|remain|stays in|at|on each|every|a|the stage|stages; average time|days|duration per|in|at|on|of stage|stages|each|every|a",
    ),
    (
        Metric(M::SalesCycle),
        "sales|deal|deals|selling cycle|length|duration; days|time from creation|lead|opening to|till won|winning|win|close|closing; average deal|sale duration|length|time",
    ),
    (Metric(M::ForecastRevenue), "what to expect; revenue|sales outlook|projection|forecast|expectation|expectations"),
    (
        Metric(M::StockValue),
        "money|cash|capital tied up|in in|stock|inventory; money|cash|capital is tied|locked up|in; stock|inventory worth",
    ),
    (Metric(M::ReturnsAmount), "refunded; how much was|were returned|refunded; amount|value of returned goods"),
    (Metric(M::OutOfStock), "have no stock; ran|gone|went out; zero|no inventory|stock left; none left; sold out"),
    (Metric(M::DaysOfCover), "how long will|does|would|can last; how many days will|does last; how long until; days will last"),
    (Metric(M::StockoutDate), "when will|does run|sell|be out; when will be out of stock; when does|will run out"),
    (
        Metric(M::TurnoverTimes),
        "how many times did|does|has stock|inventory turn|turned; turnover ratio|rate; stock|inventory turn|turned over; turns over",
    ),
    (Metric(M::TurnoverDays), "how many days|long does stock|inventory take|turn; days to turn over; turnover period|time"),
    (
        Metric(M::WinRate),
        "share|percentage|percent|proportion|fraction of deals|opportunities won|win|closed; how many deals did|have win|won; how many deals were won; won deals; deals won; share|percentage|percent of won deals",
    ),
    (
        Metric(M::StageConversion),
        "conversion|conversions by|at|per|between|from|across|through stage|stages; where do deals|we drop|lose|fall; drop off by|per|at stage|stages",
    ),
    (
        Metric(M::AvgDaysInStage),
        "long do|does deals|deal stay|sit|spend|remain in|at|on stage|stages; days|time deals spend|stay|sit in|at|on stage|stages; time|days per stage",
    ),
    (
        Metric(M::SalesCycle),
        "how long does|do deal|deals|sale take|last; how long to close|win; how long does it take to close|win deal|deals; how many days to close|win; how quickly|fast do deals close; time from creation|lead to won|win|close",
    ),
    (
        Metric(M::ForecastRevenue),
        "how much will|can sell|make|earn|expect; how much are we going to sell|make; what will|should sales|revenue|turnover be|look; sales|revenue expected|predicted|forecast|projected; forecast|predict|project|estimate sales|revenue|turnover; expected|predicted|projected sales|revenue|turnover; forecast for; what sales|revenue can|should|to expect; what revenue|sales to expect",
    ),
    (Metric(M::NeverBought), "have|has never bought|ordered|purchased|placed|made; never once"),
    (Metric(M::ReturningCustomers), "came back; bought again; come back"),
    (
        Metric(M::LastPurchase),
        "last|latest|most|recent purchase|order date; recent purchase|order date; most recent purchase|order date; date of last|latest purchase|order",
    ),
    (
        Metric(M::CoverBelow),
        "will|would|going to run out; will|would|going run out; run out soon|within|in; about to run out; running out|low; running low on; low on stock; will be out of stock",
    ),
    (Metric(M::Revenue), "take|took|taken in; takings"),
    (Metric(M::Xyz), "erratic|unstable|unpredictable|irregular|steady|stable demand|sales"),
    (
        Metric(M::SalesCycle),
        "from creating|creation|opening deal|lead to|till winning|won|closing|win|close; creating|creation|opening deal to winning|won|closing|win|close",
    ),
    (Metric(M::OrderQuantity), "recommended|suggested purchase|order|reorder|buying quantity|qty|amount"),
    (Metric(M::CoverBelow), "wont last; will not last; not last; not enough for; wont be enough"),
    (
        Metric(M::StockoutDate),
        "when|date do|will|does we|it|they run dry; date do|will|does run|dry dry|out; when do|will|does run dry; run dry of",
    ),
    (Metric(M::OpenDeals), "deals on the table|go; deals still open; deals are still on the table"),
    (Metric(M::CohortRetention), "cohort hold|held up"),
    (Metric(M::Rfm), "rfm score|scores|points|rating"),
    (
        Metric(M::ActiveCustomers),
        "how many customers|clients|buyers did|have we sell|sold|serve|served|ship|shipped; customers|clients|buyers did|have we sell|sold|serve|served to",
    ),
    (Metric(M::Revenue), "did|do we turn over; we turned over; how much did|do customers|clients|buyers|people spend"),
    (
        Metric(M::OutOfStock),
        "has|have run out; missing from stock|inventory|shelves|warehouse|the; are we out of; no longer in stock|available; stock is|at at|zero zero; stock is at zero; at zero stock; out of the warehouse; do we lack; are we missing; not have in stock",
    ),
    (Metric(M::CoverBelow), "will be gone; about to be gone"),
    (
        Metric(M::DeadStock),
        "stuck in|on the|our warehouse|stock|shelf|shelves|inventory; stuck in stock|inventory|warehouse; sitting|lying on|in the|our shelf|shelves|warehouse; tie|ties|tying up money|cash|capital; nobody|no one buys|wants|bought",
    ),
    (
        Metric(M::StockValue),
        "money|capital|cash is|sits tied|locked|sitting in|up; money|capital|cash is tied|locked up in; money|capital|cash tied|locked up in",
    ),
    (Metric(M::Aov), "how big|large is an|the|our average order|sale|purchase; big|large is the|an|our average|typical order"),
    (
        Metric(M::NewCustomers),
        "did we|they acquire|attract|gain|win|sign customers|clients|buyers; customers|clients|buyers did we acquire|gain|win|attract|get|sign; customers|clients acquired|gained|won; newly acquired; first orders|purchases; first order|purchase ever",
    ),
    (
        Metric(M::ReturningCustomers),
        "bought|ordered|purchased|came|buying again; old customers|clients|buyers; old customers|clients|buyers bought|ordered again; bought something again",
    ),
    (
        Metric(M::RepeatRate),
        "percentage|percent|share|proportion of|customers|who ordered|bought twice; percentage|percent|share|proportion ordered|bought|buy|order twice; percentage|percent|share|proportion ordered|bought|buy|order twice or more; percentage|percent|share|proportion of customers|buyers|clients ordered|bought|buy|order|bought twice; percentage|percent|share|proportion of customers|buyers|clients ordered|bought|buy|order twice or more",
    ),
    (
        Metric(M::ReorderPoint),
        "at what|which level|stock|point|quantity should|do|to|must we|i|reorder|order reorder|order; at what|which level|stock|point to reorder|order; below what|which stock|level|quantity",
    ),
    (
        Metric(M::StockoutDate),
        "what|which day|date will|do|does|would we|it|they|i; what|which day|date will; on what|which day|date will",
    ),
    (
        Metric(M::AvgDaysInStage),
        "deals|opportunities get|getting|got|are|is stuck; deals|opportunities stuck; stage do|are deals|opportunities stuck|stalling|stall; where do|are deals|opportunities get|stuck|stall|stalling; where do deals|opportunities get stuck",
    ),
    (
        Metric(M::WinRate),
        "deals|opportunities did we lose|win|close; did we win|lose this|last|in; lost|won|closed deals|opportunities; deals|opportunities lost|won|were; lose|lost|losing deals|opportunities; how much did we win; deals were lost|won; did we lose deals",
    ),
    (Metric(M::ForecastRevenue), "count|rely|bank on"),
    (
        Metric(M::TurnoverTimes),
        "times did|does|do inventory|stock turn; inventory|stock turn|turns|turned over; times did|does|do inventory|stock turn over; times did|does|do our|the inventory|stock turn over",
    ),
    (
        Metric(M::TurnoverTimes),
        "how many times did|does|do stock|inventory turn over; how many times did|does|do our|the|my stock|inventory turn over",
    ),
];
