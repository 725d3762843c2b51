-- What an organization trades: customers, products, orders, stock, deals; what was imported and said.
-- Every table begins its key with organization_id, so that a join by key cannot cross organizations.
CREATE TABLE customers (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    code            TEXT,
    code_key        TEXT,                       -- folded, for matching
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL,              -- folded, legal form dropped
    tax_id          TEXT,
    phone           TEXT,
    phone_key       TEXT,                       -- last nine digits
    email           TEXT,
    city            TEXT,
    region          TEXT,
    address         TEXT,
    type            TEXT,
    manager         TEXT,
    created_on      BIGINT,
    draft           BIGINT NOT NULL DEFAULT 0,  -- named by an order only
    PRIMARY KEY (organization_id, id)
) {{by_key}};
CREATE INDEX customers_by_name ON customers (organization_id, name_key);

-- Codes of customers that were merged into another: files go on naming them.
CREATE TABLE customer_aliases (
    organization_id BIGINT NOT NULL,
    code_key        TEXT NOT NULL,
    customer_id     BIGINT NOT NULL,
    PRIMARY KEY (organization_id, code_key),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id)
) {{by_key}};

CREATE TABLE products (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    sku             TEXT,
    sku_key         TEXT,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL,
    barcode         TEXT,
    category        TEXT,
    brand           TEXT,
    unit            TEXT,
    price           BIGINT,
    cost            BIGINT,
    supplier        TEXT,
    lead_time_days  BIGINT,
    created_on      BIGINT,
    active          BIGINT NOT NULL DEFAULT 1,
    draft           BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (organization_id, id)
) {{by_key}};
CREATE INDEX products_by_name ON products (organization_id, name_key);

CREATE TABLE orders (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    number          TEXT NOT NULL,              -- as in the file, trimmed
    ordered_on      BIGINT NOT NULL,            -- the earliest date of its lines
    customer_id     BIGINT,
    status          TEXT,                       -- as in the file
    class           BIGINT NOT NULL,            -- 0 open, 1 done, 2 cancelled, 3 returned, 4 return document
    manager         TEXT,
    comment         TEXT,
    digest          BIGINT NOT NULL,            -- of the whole order with its lines: the same file again changes nothing
    import_id       BIGINT,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id)
) {{by_key}};
CREATE UNIQUE INDEX orders_by_number ON orders (organization_id, number);

-- The flat fact. opens_order is 1 on the first sale line of its order, so that orders are a sum over lines.
CREATE TABLE order_items (
    organization_id BIGINT NOT NULL,
    order_id        BIGINT NOT NULL,
    line            BIGINT NOT NULL,
    ordered_on      BIGINT NOT NULL,
    ordered_at      BIGINT,                     -- minutes after local midnight, if the file says
    customer_id     BIGINT,
    product_id      BIGINT NOT NULL,
    class           BIGINT NOT NULL,            -- as in orders
    opens_order     BIGINT NOT NULL,
    quantity        BIGINT NOT NULL,            -- thousandths; negative in returns
    price           BIGINT,                     -- minor units for one unit of measure
    discount        BIGINT,                     -- minor units on the whole line
    amount          BIGINT NOT NULL,            -- minor units; negative in returns
    unit_cost       BIGINT,
    cost            BIGINT,                     -- of the whole line, sign of the quantity
    PRIMARY KEY (organization_id, order_id, line),
    FOREIGN KEY (organization_id, order_id) REFERENCES orders (organization_id, id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    FOREIGN KEY (organization_id, product_id) REFERENCES products (organization_id, id)
) {{by_key}};
CREATE INDEX order_items_by_day ON order_items
    (organization_id, ordered_on, class, customer_id, product_id, opens_order, quantity, amount, cost);
CREATE INDEX order_items_by_customer ON order_items (organization_id, customer_id, ordered_on, class, quantity, amount);
CREATE INDEX order_items_by_product ON order_items (organization_id, product_id, ordered_on, class, quantity, amount, cost);

CREATE TABLE stock_levels (
    organization_id BIGINT NOT NULL,
    product_id      BIGINT NOT NULL,
    warehouse       TEXT NOT NULL,              -- empty where the file names none
    counted_on      BIGINT NOT NULL,
    on_hand         BIGINT NOT NULL,            -- thousandths
    unit_cost       BIGINT,
    PRIMARY KEY (organization_id, product_id, warehouse, counted_on),
    FOREIGN KEY (organization_id, product_id) REFERENCES products (organization_id, id)
) {{by_key}};
CREATE INDEX stock_levels_by_day ON stock_levels (organization_id, counted_on, warehouse, product_id);

CREATE TABLE stages (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL,
    position        BIGINT NOT NULL,
    probability     BIGINT NOT NULL,            -- percent
    outcome         TEXT NOT NULL,              -- open, won, lost
    PRIMARY KEY (organization_id, id)
) {{by_key}};
CREATE UNIQUE INDEX stages_by_name ON stages (organization_id, name_key);

CREATE TABLE deals (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    code            TEXT NOT NULL,              -- the id in the file, or a number of our own
    title           TEXT NOT NULL,
    customer_id     BIGINT,
    amount          BIGINT,
    stage_id        BIGINT NOT NULL,
    probability     BIGINT,                     -- percent; the deal's own wins over the stage's
    manager         TEXT,
    created_on      BIGINT,
    closed_on       BIGINT,
    PRIMARY KEY (organization_id, id),
    FOREIGN KEY (organization_id, customer_id) REFERENCES customers (organization_id, id),
    FOREIGN KEY (organization_id, stage_id) REFERENCES stages (organization_id, id)
) {{by_key}};
CREATE UNIQUE INDEX deals_by_code ON deals (organization_id, code);

CREATE TABLE deal_events (
    organization_id BIGINT NOT NULL,
    deal_id         BIGINT NOT NULL,
    position        BIGINT NOT NULL,            -- order of the events of one deal
    happened_on     BIGINT NOT NULL,
    from_stage_id   BIGINT,
    to_stage_id     BIGINT NOT NULL,
    PRIMARY KEY (organization_id, deal_id, position),
    FOREIGN KEY (organization_id, deal_id) REFERENCES deals (organization_id, id),
    FOREIGN KEY (organization_id, from_stage_id) REFERENCES stages (organization_id, id),
    FOREIGN KEY (organization_id, to_stage_id) REFERENCES stages (organization_id, id)
) {{by_key}};

CREATE TABLE imports (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    number          BIGINT NOT NULL,            -- small, per organization; what people see
    file_name       TEXT NOT NULL,
    sha256          TEXT NOT NULL,
    user_id         BIGINT,
    created_at      BIGINT NOT NULL,
    report          TEXT NOT NULL,              -- JSON, as `import --json` prints it
    PRIMARY KEY (organization_id, id)
) {{by_key}};
CREATE UNIQUE INDEX imports_by_number ON imports (organization_id, number);

-- Ids that a statement is about, when they are too many to be bound. Empty outside a transaction.
CREATE TABLE scratch_ids (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
) {{by_key}};

-- What a chat is in the middle of: the last question, a pending file, offered choices.
CREATE TABLE dialogues (
    organization_id BIGINT NOT NULL,
    channel         TEXT NOT NULL,              -- web, terminal, telegram, discord
    chat            TEXT NOT NULL,
    state           TEXT NOT NULL,              -- JSON
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, channel, chat)
) {{by_key}};

-- The page of the web chat shows the talk again after a reload.
CREATE TABLE messages (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    channel         TEXT NOT NULL,
    chat            TEXT NOT NULL,
    author          TEXT NOT NULL,              -- person, assistant
    body            TEXT NOT NULL,              -- JSON blocks
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
) {{by_key}};
CREATE INDEX messages_by_chat ON messages (organization_id, channel, chat, id);

CREATE TABLE audit_log (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    user_id         BIGINT,                     -- absent: the command line
    action          TEXT NOT NULL,
    subject         TEXT NOT NULL,              -- what it was done to, by id or number; no personal data
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
) {{by_key}};
