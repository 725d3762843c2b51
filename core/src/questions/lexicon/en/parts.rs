//! Parts of figures' names, and things figures are split by.

use super::super::{Concept::*, Part::*, Row};
use crate::metrics::Dimension as D;

pub(super) const PARTS: &[Row] = &[
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
    (Part(Buy), "bought|buy|buys|buying|purchased|ordered|spend|spent|spends|spending|acquire|acquired|took"),
    (Part(Sell), "sell|sold|sells|selling|shipped|moved"),
    (Part(Units), "packs|boxes|pairs|bottles|crates|qty; units|pieces of|sold; in units|pieces|quantity"),
    (
        Part(NotBuying),
        "no orders|purchases for|in|since; no longer buy|buying|order|ordering|purchase; not placed|made an|any orders|order|purchase|purchases; stopped buying|ordering|purchasing; gone|went|been silent|quiet|inactive|dormant; silent|inactive|dormant|lapsed|asleep|sleeping; isnt|arent|wasnt buying|ordering; without an|any|a order|orders|purchase|purchases; havent|hasnt been seen; havent|hasnt placed|made an|a|any order|orders|purchase; have|has not been|placed|made|bought|ordered|purchased|shopped; absent; with no orders|purchases; disappeared|vanished",
    ),
    (
        Part(NotSelling),
        "not sold|selling|sell|moved|moving; no sales; without sales|a|any sale|sales; didnt|doesnt|dont|havent|hasnt|isnt|arent sell|sold|selling|move|moved|moving; have|has|had not sold|moved; with no|zero sales; nobody|noone|none buys|bought|sold; unsold",
    ),
    (Part(LastTime), "last time; most recently; when did last; last seen"),
    (Part(Later), "later"),
    (
        Part(Share),
        "contribution; what|which part|fraction|proportion|slice|portion; portion|fraction|slice|proportion of; mix; split of; structure of; how big a share|part; makes up|up",
    ),
    (
        Part(Stock),
        "on hand|stock|shelf; in stock|inventory; left|remaining|remain|remains; available; inventory|stock|stocks; in the warehouse; still have",
    ),
    (
        Part(ToOrder),
        "reorder|reordered|restock|restocked|replenish|replenished|replenishment; need|needs to order|reorder|buy|restock|replenish; should|must be ordered|reordered|restocked; to be ordered|reordered|restocked|purchased; to reorder|restock; purchasing|purchase|shopping|buying list|plan",
    ),
    (Part(Won), "won|win|winning; closed|close won|successfully; successful"),
    (Part(Classes), "class|classes"),
    (Part(HowMany), "how many; number|count of; total number|count of"),
    (Part(Never), "never; not once; never ever; not even once"),
    (
        Part(MoreThanOnce),
        "more than once; more than one|1 order|purchase|time; at least two|twice|2 orders|purchases|times; twice or more; two or more orders|purchases|times; multiple|several orders|purchases|times; repeatedly",
    ),
    (
        Class("lost"),
        "lost customers|clients; already|probably|likely lost|gone; customers|clients did we lose; have we lost; customers|clients lost|gone",
    ),
    (Part(New), "first time; for the first time; new"),
];

pub(super) const THINGS: &[Row] = &[
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
    (Noun(D::Region), "country|countries|region|regions|state|states; geography"),
    (
        Noun(D::CustomerType),
        "customer|client|account|buyer segment|segments; segment of customers|clients; sales channel|channels; channel|channels",
    ),
    (
        Noun(D::Manager),
        "account|sales manager|managers|rep|reps|executive|executives; manager|managers|rep|reps|salesperson|salespeople|seller|sellers",
    ),
    (Noun(D::Warehouse), "depot|depots"),
    (Noun(D::Category), "category|categories|department|departments; product group|groups|line|lines"),
    (Noun(D::Brand), "brand|brands|manufacturer|manufacturers"),
];
