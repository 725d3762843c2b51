//! What no figure is about, acts of speech, words without meaning.

use super::super::{Concept::*, Row, Say, Topic};

pub(super) const OUTSIDE: &[Row] = &[
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
    (
        Outside(Topic::Expenses),
        "rent|wages|overheads|opex|expenses; costs of; spending on; spend|spent on rent|office|fuel; shipping|delivery cost|costs; stolen|theft|fines",
    ),
    (Outside(Topic::Salaries), "salary|salaries|payroll|headcount|employees|staff; how many people|employees work"),
    (
        Outside(Topic::Debts),
        "debt|debts|owe|owes|owed|receivable|receivables|payable|payables|overdue|unpaid; outstanding invoices|payments",
    ),
    (Outside(Topic::Taxes), "net profit|income|earnings; ebitda|ebit; after tax|taxes; tax|taxes|vat"),
    (Outside(Topic::Advertising), "roi|roas|cac|ctr|ads|advertising|marketing|campaign|campaigns"),
    (Outside(Topic::Website), "website|site|visitors|traffic|followers|likes|nps|reviews"),
    (Outside(Topic::News), "election|elections|joke|poem|recipe|translate|president; meaning of life"),
    (Outside(Topic::OtherCompanies), "competitor*|market share; industry average|benchmark"),
];

pub(super) const SMALL: &[Row] = &[
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
    (
        Say(Say::Greeting),
        "hello|hi|hey|howdy|hiya|greetings|morning; good morning|afternoon|evening|day; how are you; how is it going; whats up",
    ),
    (
        Say(Say::Thanks),
        "ok|okay|great|perfect|awesome|nice|cool|excellent|understood|super|brilliant|lovely; well done; good job; got it; sounds good; all clear",
    ),
    (
        Say(Say::Help),
        "menu; how can you help; what else can you do; what reports|metrics can|do; what are you able; what is this; what should i ask",
    ),
    (
        Filler,
        "run|pull|produce|generate|prepare|print|return|output|work|figure|bring|brings|break|fetch|quick|quickly; comes|come|coming|came; make|makes|made|making|generates|generated|brought|took|takes|take|receive|received|account|accounts|accounted|contribute|contributes|contributed|derive|derived; d|m|lets|id|whats|hows|wheres|whos|thats|theres|cant|wont; please|kindly|maybe|perhaps|possibly|just|simply; roughly|approx|around|nearly|almost; think|guess|wonder|wondering|curious|interested; also|too|well; ok|so|hey|hi|hello; currently|presently; overall|combined|altogether; put together; had|having|get|gets|gotten; go|goes|went|gone; doing; because; mr|mrs; gave|given|give|granted|allowed; certain; keep|kept; based|according; there is|are",
    ),
    (Say(Say::Thanks), "that helps|helped; very|so helpful"),
    (
        Filler,
        "boss|director|investor|investors|accountant|colleague|colleagues|wants|want|asks|asking|asked|by the way|honestly|true",
    ),
    (
        Filler,
        "issued|handed|hand|hands|serve|served|handle|handled|managed|judging|rhythm|sort|divide|classify|arrange|helps|helped|helpful|door|hold|held|well; out the door; hand|hands|handed|give|gave out; judging by; buying|purchase|order rhythm|pattern; by their|the|his; biggest|largest|highest|best first; in descending order; down into; fall|falls|fell into|under; or longer; longer than; still buying|ordering|around|with; stack",
    ),
    (
        Filler,
        "saw|see|sees|seen; may be|have|become|go; might be|have; give away; gave away; giving away; away; really|truly|absolutely|completely|definitely|probably|likely|obviously|clearly|basically|seriously|literally|particular|particularly|specifically; level; longer; big; must|shall; suggest|suggests|recommend|recommends|advise; performing|perform|performs|performed; place|places; let us; through|throughout; straight|simply|quickly|please; anyway|anyhow|instead|else; boss|mate|guys|folks|everyone; mean|means|meant; seem|seems|seemed; expect us; whole; kind|kinds; happening; moment; spent overall; trying|try; understand|explain|describe; team; slightly|significantly|considerably|noticeably|sharply|substantially|strongly|heavily|badly",
    ),
    (Filler, "tied|locked|frozen up; tied|locked up in"),
    (Filler, "accountant; quick one; for the accountant|boss|meeting|report"),
];
