//! The words people write above columns, per kind of table. Data only: normalized as `Header` does it,
//! the more telling word first. What a bare word means depends on the table («Назва», «Код», «Ціна»).

use crate::imports::records::Entity;

/// The id of a field, as everywhere outside: `order.no`.
pub type Field = &'static str;

/// A field and the headers that name it.
pub(super) type Words = (Field, &'static [&'static str]);

/// What a column of this kind of table may be.
pub(super) fn words(entity: Entity) -> &'static [Words] {
    match entity {
        Entity::Customers => CUSTOMERS,
        Entity::Products => PRODUCTS,
        Entity::Orders => ORDERS,
        Entity::Stock => STOCK,
        Entity::Deals => DEALS,
        Entity::DealEvents => DEAL_EVENTS,
    }
}

const CUSTOMERS: &[Words] = &[
    ("customer.code", &[
        "код клієнта", "код контрагента", "код покупця", "id клієнта", "номер клієнта", "код клиента",
        "код покупателя", "customer id", "customer code", "client id", "client code", "buyer id", "contact id",
        "customer no", "код", "id", "ід", "code", "номер",
    ]),
    ("customer.name", &[
        "назва клієнта", "назва компанії", "назва контрагента", "найменування контрагента", "клієнт", "покупець",
        "контрагент", "замовник", "назва", "найменування", "компанія", "організація", "піб покупця", "піб клієнта",
        "піб", "одержувач", "наименование контрагента", "наименование клиента", "клиент", "покупатель", "заказчик",
        "наименование", "название", "компания", "организация", "фио клиента", "фио", "customer name",
        "company name", "client name", "billing company", "default address company", "company", "customer", "client", "account name",
        "account", "buyer", "name", "billing name", "full name", "повна назва", "повне найменування",
        "юридична назва",
    ]),
    ("customer.tax_id", TAX_ID),
    ("customer.phone", PHONE),
    ("customer.email", EMAIL),
    ("customer.city", CITY),
    ("customer.region", &[
        "область", "регіон", "регион", "province", "state", "region", "country", "країна", "страна",
        "billing country",
    ]),
    ("customer.address", &[
        "адреса доставки", "адреса", "юридична адреса", "адрес доставки", "адрес", "address", "address1", "street",
    ]),
    ("customer.type", &[
        "тип клієнта", "група клієнтів", "група клієнта", "категорія клієнта", "сегмент", "тип", "група",
        "категорія", "тип клиента", "группа клиентов", "группа", "customer group", "customer type", "segment",
        "type", "group", "tags", "категория",
    ]),
    ("customer.manager", MANAGER),
    ("customer.created_at", &[
        "дата створення", "дата реєстрації", "клієнт з", "створено", "дата создания", "дата регистрации",
        "created at", "date created", "created", "since", "customer since", "registered", "created on",
        "registration date",
    ]),
];

const PRODUCTS: &[Words] = &[
    ("product.sku", &[
        "артикул", "sku", "код товару", "код номенклатури", "номенклатура артикул", "ідентифікатор товару",
        "код товара", "код номенклатуры", "номенклатура код", "идентификатор товара", "variant sku", "product code",
        "part number", "item no", "item code", "stock code", "product id", "item number", "product sku",
        "vendor code", "код", "code", "id", "ід",
    ]),
    ("product.barcode", BARCODE),
    ("product.name", &[
        "назва товару", "назва позиції", "назва номенклатури", "найменування товару", "найменування",
        "номенклатура", "товар", "назва", "название позиции", "название товара", "название ua",
        "наименование товара", "наименование", "название модификации ua", "название", "номенклатура наименование",
        "product name", "product title", "item name", "product", "title", "item", "name", "description", "опис",
        "позиція",
    ]),
    ("product.category", CATEGORY),
    ("product.brand", BRAND),
    ("product.supplier", &["постачальник", "поставщик", "supplier", "supplier name"]),
    ("product.unit", UNIT),
    (
        "product.price",
        &[
        "ціна продажу", "роздрібна ціна", "ціна", "ціна роздрібна", "відпускна ціна", "прайс", "оптова ціна",
        "ціна опт", "роздріб", "опт", "розница", "цена продажи", "розничная цена", "цена", "оптовая цена", "price", "regular price",
        "variant price", "list price", "sale price", "selling price", "unit price", "retail price",
    ]),
    ("product.cost", COST),
    ("product.lead_time_days", &[
        "термін поставки днів", "термін поставки", "строк поставки", "термін постачання", "срок поставки дней",
        "срок поставки", "lead time days", "lead time", "днів поставки", "термін поставки дн",
    ]),
    ("product.created_at", &[
        "дата створення", "дата додавання", "дата создания", "created at", "date created", "created", "added",
    ]),
    ("product.active", &[
        "активний", "активно", "діючий", "в продажу", "активен", "активность", "active", "published", "is active",
        "статус", "status",
    ]),
    ("stock.on_hand", &[
        "залишок", "залишки", "вільний залишок", "кількість на складі", "залишок на складі", "кількість", "к-сть",
        "остаток", "остатки", "остаток на складе", "текущий остаток", "количество", "stock", "in stock", "on hand",
        "qty on hand", "stock quantity", "inventory quantity", "variant inventory qty", "units in stock",
        "available", "quantity", "qty",
    ]),
];

const ORDERS: &[Words] = &[
    ("order.no", &[
        "номер замовлення", "замовлення", "номер документа", "номер накладної", "номер заказа", "заказ",
        "номер накладной", "order no", "order number", "order id", "order name", "order", "invoice no",
        "invoice number", "invoice", "документ", "накладна", "накладная", "чек", "номер чека", "регистратор",
        "номер", "видаткова накладна", "док", "номер док", "номер накл", "накл", "document no", "document", "receipt no", "id замовлення", "id заказа",
        "number", "№", "no", "nr",
    ]),
    ("order.date", &[
        "дата замовлення", "дата заказа", "дата продажу", "дата док", "дата накл", "дата зам", "дата чека", "дата відвантаження", "дата отгрузки", "дата реалізації", "дата документа", "дата накладної",
        "order date", "invoice date", "sale date", "дата продажи", "дата реализации", "created at", "date created",
        "дата створення", "дата создания", "дата", "date", "період", "период", "місяць", "месяц", "month", "period", "день", "дата і час", "дата та час",
        "date time", "дата час", "timestamp", "order timestamp", "paid at", "transaction date",
    ]),
    ("order.status", &[
        "статус замовлення", "статус заказа", "order status", "статус", "стан замовлення", "стан", "status",
        "состояние", "етап", "financial status", "fulfillment status",
    ]),
    ("order.manager", MANAGER),
    ("customer.code", &[
        "код клієнта", "код контрагента", "код покупця", "id клієнта", "номер клієнта", "код клиента",
        "код покупателя", "customer id", "customer code", "client id", "client code", "buyer id", "customer no",
        "id клиента", "контакт id",
    ]),
    ("customer.name", &[
        "клієнт", "назва клієнта", "покупець", "контрагент", "замовник", "піб покупця", "піб клієнта", "піб",
        "назва компанії", "назва контрагента", "одержувач", "клиент", "покупатель", "заказчик",
        "наименование контрагента", "фио клиента", "фио", "наименование клиента", "customer name", "customer",
        "client name", "client", "company name", "company", "billing company", "account", "buyer", "buyer name",
        "billing name", "компанія", "організація", "партнер", "магазин клієнта",
    ]),
    ("customer.tax_id", TAX_ID),
    ("customer.phone", PHONE),
    ("customer.email", EMAIL),
    ("customer.city", CITY),
    ("customer.region", &[
        "область", "регіон", "регион", "province", "billing province", "state", "region", "country", "країна",
        "страна",
    ]),
    ("product.sku", &[
        "артикул", "sku", "код товару", "код номенклатури", "номенклатура артикул", "ідентифікатор товару",
        "код товара", "код номенклатуры", "номенклатура код", "lineitem sku", "product code", "part number",
        "item no", "item code", "stock code", "product id", "product sku", "артикул товару",
    ]),
    ("product.barcode", BARCODE),
    ("product.name", &[
        "назва товару", "товар", "назва позиції", "номенклатура", "найменування", "найменування товару", "позиція",
        "название товара", "название позиции", "наименование товара", "наименование", "товар услуга",
        "lineitem name", "product name", "item name", "product", "item", "description", "назва", "название",
        "характеристика", "product title", "товари роботи послуги", "товар послуга", "опис", "name",
    ]),
    ("product.category", CATEGORY),
    ("product.brand", BRAND),
    ("product.unit", UNIT),
    ("line.qty", &[
        "кількість", "к-сть", "кіл-сть", "кіл-ть", "к-ть", "к-кість", "кільк", "кіл", "к-во", "продано", "шт", "кількість товару",
        "количество", "кол-во", "колво", "штук", "lineitem quantity", "quantity", "qty", "units", "units sold",
        "quantity sold", "qty sold", "quantity ordered", "відвантажено", "кількість відвантажено", "отгружено", "qty shipped", "quantity shipped",
    ]),
    ("line.price", &[
        "ціна зі знижкою", "ціна", "ціна за од", "ціна за одиницю", "ціна за штуку", "ціна продажу", "ціна з пдв", "ціна без пдв", "ціна за кг", "ціна за л", "ціна за м",
        "цена со скидкой", "цена", "цена за ед", "цена продажи", "цена с ндс", "цена без ндс", "цена за кг", "lineitem price", "unit price", "price",
        "sale price", "item price", "item cost",
    ]),
    ("line.amount", &[
        "сума продажу", "сума рядка", "сума по рядку", "сума", "сума зі знижкою", "виручка", "виторг", "вартість",
        "сума з пдв", "вартість з пдв", "з пдв", "всього", "разом", "сума без пдв", "без пдв", "сумма продажи",
        "сумма", "сумма со скидкой", "сумма с ндс", "стоимость", "выручка", "продажная сумма", "всего", "итого",
        "с ндс", "line total", "line amount", "amount", "net amount", "total", "subtotal", "revenue", "sum",
        "sales", "total price", "sales amount", "net sales", "item total", "extended price", "оборот",
        "сума до сплати", "до сплати", "сума до оплати", "до оплати", "всього зі знижкою", "разом зі знижкою", "сума зі зниж",
        "підсумкова сума", "всього з пдв", "разом з пдв", "усього з пдв", "усього", "сума відвантаження", "чистий продаж", "чисті продажі",
        "сумма к оплате", "к оплате", "итого со скидкой", "всего с ндс", "итого с ндс", "amount due", "продано", "грн",
    ]),
    ("line.discount", &[
        "знижка", "сума знижки", "знижки", "скидка", "сумма скидки", "скидки", "lineitem discount", "discount",
        "discount amount", "line discount", "знижка на рядок",
    ]),
    ("line.cost", &[
        "собівартість за од", "собівартість одиниці", "закупівельна ціна", "ціна закупки", "ціна закупівлі",
        "вхідна ціна", "себестоимость за ед", "закупочная цена", "цена закупки", "unit cost", "cost price",
        "purchase price", "cost per item", "собівартість", "собівартість продажу", "себестоимость", "с с", "cost",
        "cogs",
    ]),
    ("line.cost_total", &[
        "сума собівартості", "собівартість всього", "собівартість разом", "сумма себестоимости",
        "себестоимость проданного", "total cost", "cogs total", "cost total",
    ]),
    ("order.comment", &["коментар до замовлення"]),
];

/// Order exports of Shopify: the whole order on its first line, only the items on the next ones.
pub(super) const SHOPIFY: &[Words] = &[
    ("order.no", &["name"]),
    ("order.date", &["created at", "paid at"]),
    ("order.status", &["financial status"]),
    ("customer.code", &["customer id"]),
    ("customer.name", &["billing company", "billing name", "shipping company", "shipping name"]),
    ("customer.phone", &["billing phone", "phone", "shipping phone"]),
    ("customer.email", &["email"]),
    ("customer.city", &["billing city", "shipping city"]),
    ("customer.region", &["billing province name", "billing province", "shipping province"]),
    ("product.sku", &["lineitem sku"]),
    ("product.name", &["lineitem name"]),
    ("product.brand", &["vendor"]),
    ("line.qty", &["lineitem quantity"]),
    ("line.price", &["lineitem price"]),
    ("line.discount", &["lineitem discount"]),
    ("order.manager", &["employee"]),
];

const STOCK: &[Words] = &[
    (
        "stock.date",
        &[
        "станом на", "дата залишку", "дата залишків", "на дату", "дата інвентаризації", "дата", "counted on",
        "as of", "stock date", "date", "період", "период", "count date", "дата остатка",
    ]),
    ("stock.warehouse", &[
        "склад", "місце зберігання", "назва складу", "магазин", "место хранения", "структурная единица", "location",
        "warehouse", "store", "branch", "точка",
    ]),
    ("stock.on_hand", &[
        "залишок", "залишки", "вільний залишок", "кінцевий залишок", "залишок на кінець", "кінцевий залишок кількість", "залишок на кінець кількість",
        "залишок на кінець періоду", "конечный остаток количество", "кон остаток количество", "остаток на конец",
        "остаток на конец периода", "closing balance", "closing stock", "кількість на складі",
        "наявність", "наявн", "факт", "фактична кількість", "кількість факт", "факт кількість", "к-сть факт", "факт к-сть", "доступно", "остаток", "остатки", "кон остаток",
        "конечный остаток", "текущий остаток", "наличие", "available", "on hand", "qty on hand", "stock",
        "in stock", "inventory quantity", "units in stock", "stock quantity", "quantity on hand", "кількість",
        "к-сть", "к-ть", "кіл-сть", "кіл-ть", "к-во", "количество", "кол-во", "quantity", "qty", "counted",
    ]),
    ("stock.unit_cost", &[
        "облікова ціна", "ціна закупівлі", "ціна закупки", "закупівельна ціна", "собівартість за од",
        "собівартість одиниці", "собівартість", "середня собівартість", "учетная цена", "закупочная цена",
        "цена закупки", "себестоимость", "unit cost", "average cost", "cost price", "cost per item", "cost",
        "purchase price",
    ]),
    ("product.sku", &[
        "артикул", "sku", "код товару", "код номенклатури", "номенклатура артикул", "ідентифікатор товару",
        "код товара", "код номенклатуры", "номенклатура код", "variant sku", "product code", "part number",
        "item no", "item code", "stock code", "product id", "product sku", "код", "code",
    ]),
    ("product.barcode", BARCODE),
    ("product.name", &[
        "назва товару", "товар", "назва позиції", "номенклатура", "найменування", "найменування товару", "назва",
        "название товара", "наименование товара", "наименование", "название", "product name", "item name",
        "product", "item", "title", "name", "description",
    ]),
    ("product.category", CATEGORY),
    ("product.brand", BRAND),
    ("product.unit", UNIT),
];

const DEALS: &[Words] = &[
    ("deal.id", &[
        "id угоди", "номер угоди", "код угоди", "id сделки", "номер сделки", "deal id", "deal no", "opportunity id",
        "id", "ід", "номер", "№",
    ]),
    ("deal.title", &[
        "назва угоди", "угода", "назва", "тема", "название сделки", "сделка", "название", "deal name", "deal title",
        "title", "deal", "name", "opportunity name",
    ]),
    ("deal.amount", &[
        "сума угоди", "сума", "очікувана сума", "бюджет", "сумма сделки", "сумма", "amount", "opportunity", "value",
        "deal value", "deal amount", "budget",
    ]),
    ("deal.stage", &[
        "стадія угоди", "етап угоди", "стадія", "етап", "етап воронки", "стадия сделки", "этап сделки", "стадия",
        "этап", "stage", "stage id", "deal stage", "pipeline stage", "статус",
    ]),
    ("deal.probability", &["ймовірність", "імовірність", "вероятность", "probability", "шанс"]),
    ("deal.manager", MANAGER),
    (
        "deal.created_at",
        &[
        "дата створення", "створено", "дата початку", "дата создания", "создана", "дата начала", "created at",
        "date create", "date created", "created", "create date", "begindate", "дата",
    ]),
    ("deal.closed_at", &[
        "дата завершення", "дата закриття", "закрито", "дата завершения", "дата закрытия", "closed at", "closedate",
        "close date", "closed", "date closed",
    ]),
    ("customer.code", &[
        "код клієнта", "код контрагента", "id клієнта", "код клиента", "customer code", "customer id", "client id",
        "company id",
    ]),
    ("customer.name", &[
        "компанія", "клієнт", "назва компанії", "контрагент", "покупець", "замовник", "контакт", "компания",
        "клиент", "название компании", "company", "company title", "customer", "client", "customer name",
        "company name", "contact", "account",
    ]),
    ("customer.phone", PHONE),
    ("customer.email", EMAIL),
];

const DEAL_EVENTS: &[Words] = &[
    ("deal.id", &[
        "id угоди", "номер угоди", "код угоди", "угода", "id сделки", "сделка", "deal id", "deal", "id",
    ]),
    (
        "deal_event.date",
        &[
        "дата", "дата переходу", "дата зміни", "дата изменения", "date", "changed at", "moved at", "created at",
        "date created",
    ]),
    ("deal_event.from_stage", &[
        "з етапу", "зі стадії", "з стадії", "попередній етап", "из стадии", "с этапа", "from stage", "from",
        "old stage",
    ]),
    ("deal_event.to_stage", &[
        "на етап", "у стадію", "в стадію", "на стадію", "новий етап", "в стадию", "на этап", "to stage", "to",
        "new stage",
    ]),
];

const TAX_ID: &[&str] = &[
        "єдрпоу", "код єдрпоу", "єдрпоу іпн", "єдрпоу рнокпп", "рнокпп", "іпн", "податковий номер", "код за єдрпоу",
        "егрпоу", "код егрпоу", "едрпоу", "инн", "tax id", "tax number", "vat", "vat number", "edrpou", "tin",
        "tax code", "vat id",
    ];
const PHONE: &[&str] = &[
        "телефон", "тел", "моб", "моб тел", "контактний телефон", "номер телефону", "мобільний",
        "мобільний телефон", "телефони", "телефоны клиента", "контактный телефон", "номер телефона", "телефоны",
        "billing phone", "phone", "mobile", "tel", "phone number", "телефон покупця", "телефон клієнта",
    ];
const EMAIL: &[&str] = &[
        "e-mail", "email", "ел пошта", "електронна пошта", "пошта", "електронна адреса", "эл почта", "почта",
        "электронная почта", "billing email", "email address", "e mail", "mail",
    ];
const CITY: &[&str] = &[
        "місто", "населений пункт", "город", "city", "billing city", "ship city", "місто доставки", "town",
    ];
const MANAGER: &[&str] = &[
        "менеджер", "відповідальний", "відповідальний менеджер", "торговий представник", "ответственный",
        "торговый представитель", "manager", "account manager", "owner", "assigned by", "assigned by id",
        "responsible", "sales rep", "sales manager", "salesperson", "торговий агент",
    ];
const BARCODE: &[&str] =
    &[
        "штрихкод", "штрих-код", "штрих код", "баркод", "barcode", "ean", "ean13", "ean-13", "upc", "gtin",
        "variant barcode",
    ];
const CATEGORY: &[&str] = &[
        "категорія", "категорія товару", "товарна категорія", "розділ", "назва групи", "група товарів",
        "група товару", "група", "товарна група", "вид номенклатури", "категория", "категория товара", "раздел",
        "название группы", "товарная группа", "группа товаров", "группа", "вид номенклатуры", "product category",
        "category", "categories", "category name", "product type", "product group", "item group", "group",
        "collection", "department",
    ];
const BRAND: &[&str] = &[
        "бренд", "торгова марка", "тм", "виробник", "марка", "торговая марка", "производитель", "brand", "vendor",
        "manufacturer", "brands",
    ];
const UNIT: &[&str] = &[
        "одиниця виміру", "од виміру", "од вим", "одиниця", "од", "одиниці виміру", "единица измерения",
        "ед измерения", "ед изм", "ед", "единица", "unit", "uom", "unit of measure", "units of measure",
    ];
const COST: &[&str] = &[
        "собівартість", "закупівельна ціна", "ціна закупки", "ціна закупівлі", "вхідна ціна", "прихідна ціна",
        "собівартість за од", "себестоимость", "закупочная цена", "цена закупки", "с с", "cost", "cost per item",
        "variant cost", "unit cost", "purchase price", "cost price", "average cost",
    ];

/// Columns that look like figures and are none of ours: order totals repeated on each line, line counters, delivery.
pub(super) const NEVER: &[&str] = &[
        "загальна вартість замовлення", "загальна вартість", "загальна сума", "загальна сума замовлення",
        "вартість замовлення", "сума замовлення", "всього за замовленням", "разом за замовленням", "сума документа",
        "сума накладної", "сума по документу", "сума чека", "общая стоимость заказа", "общая стоимость",
        "общая сумма", "сумма заказа", "итого по заказу", "сумма документа", "стоимость заказа", "order total",
        "order amount", "order sum", "order subtotal", "grand total", "invoice total", "document total",
        "total order", "cart total", "п п", "пп", "номер рядка", "рядок", "строка", "line", "line no",
        "line number", "row", "row no", "#", "валюта", "currency", "currency id", "коментар", "коментарі",
        "примітка", "примітки", "комментарий", "примечание", "comment", "comments", "note", "notes", "ттн",
        "доставка", "вартість доставки", "доставка вартість", "стоимость доставки", "shipping", "shipping cost",
        "початковий залишок", "залишок на початок", "залишок на початок періоду", "прихід", "надходження", "витрата",
        "розхід", "видаток", "начальный остаток", "нач остаток", "остаток на начало", "приход", "расход",
        "opening balance", "opening stock", "кінцевий залишок сума", "початковий залишок кількість",
        "початковий залишок сума", "прихід кількість", "прихід сума", "витрата кількість", "витрата сума",
        "freight", "delivery", "tax", "taxes", "пдв", "ндс", "vat amount", "сума пдв", "сумма ндс",
    ];

/// Headers of the kind of a document: a return may be told by it alone, with figures as positive as those of a sale.
pub(super) const DOCUMENT_KINDS: &[&str] = &[
        "тип документа", "тип документу", "вид документа", "вид документу", "тип операції", "вид операції", "операція", "тип",
        "вид", "документ тип", "тип операции", "вид операции", "операция", "тип чека", "document type", "doc type",
        "transaction type", "operation", "type",
    ];

/// Beginnings of headers of what came back. The column beside sales is not read: what was sold is known by its own rows.
pub(super) const RETURNS: &[&str] = &[
        "повернен", "кількість повернен", "сума повернен", "возврат", "кол-во возврат", "сумма возврат", "refund", "returned",
        "returns",
    ];

/// Keys of tables that are no part of a trading firm's sales: a list of suppliers must not become customers.
pub(super) const FOREIGN: &[&str] = &[
        "supplier id", "shipper id", "employee id", "category id", "vendor id", "код постачальника", "постачальник",
        "співробітник", "код співробітника", "посада", "поставщик", "код поставщика", "сотрудник", "hire date",
        "supplier", "назва постачальника",
    ];

/// Words that may stand beside a known header without changing what it means.
pub(super) const NEUTRAL: &[&str] = &[
        "продажі", "продажів", "продажу", "продаж", "продажи", "реалізація", "реалізації", "реализация",
        "реализации", "товару", "товарів", "товар", "товара", "товаров", "позиції", "позиции", "позиція", "укр",
        "ua", "uk", "рос", "ru", "en", "за", "од", "одиницю", "единицу", "ед", "line", "lineitem", "item", "order",
        "замовлення", "заказа", "клієнта", "клиента", "покупця", "покупателя", "customer", "product", "documents",
        "документа", "накладної", "sales", "sold", "the", "of", "variant", "billing", "нетто", "повна", "повне",
        "основний", "основна",
    ];
