-- What imports and merges changed, so that they can be taken back.

-- The import or merge that wrote the record last; absent: written before there was a journal.
ALTER TABLE customers ADD COLUMN import_id BIGINT;
ALTER TABLE customer_aliases ADD COLUMN import_id BIGINT;
ALTER TABLE products ADD COLUMN import_id BIGINT;
ALTER TABLE stock_levels ADD COLUMN import_id BIGINT;
ALTER TABLE stages ADD COLUMN import_id BIGINT;
ALTER TABLE deals ADD COLUMN import_id BIGINT;
ALTER TABLE deal_events ADD COLUMN import_id BIGINT;

-- The version of a record that an import or a merge replaced. A record that it created has no row here: its
-- import_id tells, so a million new lines cost nothing.
CREATE TABLE changes (
    organization_id  BIGINT NOT NULL,
    import_id        BIGINT NOT NULL,
    kind             TEXT NOT NULL,             -- customer, alias, product, order, stock, stage, deal, deal_events
    record           TEXT NOT NULL,             -- its key, as text
    before           TEXT,                      -- JSON of the row (an order with its lines); absent: there was none
    before_import_id BIGINT,                    -- whose version that was
    PRIMARY KEY (organization_id, import_id, kind, record)
) {{by_key}};
CREATE INDEX changes_by_before ON changes (organization_id, before_import_id, kind, record);

ALTER TABLE imports ADD COLUMN kind TEXT NOT NULL DEFAULT 'file';   -- file, merge
ALTER TABLE imports ADD COLUMN options TEXT;                        -- JSON: what the person said about the file
ALTER TABLE imports ADD COLUMN undone_at BIGINT;
ALTER TABLE imports ADD COLUMN undone_by BIGINT;                    -- user

-- An import under way, written before it begins and removed in its own transaction: what is left was cut off.
CREATE TABLE import_attempts (
    organization_id BIGINT NOT NULL,
    id              BIGINT NOT NULL,
    file_name       TEXT NOT NULL,
    user_id         BIGINT,
    started_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, id)
) {{by_key}};

-- Mappings that people confirmed, by the shape of the table (its headers).
CREATE TABLE mappings (
    organization_id BIGINT NOT NULL,
    shape           TEXT NOT NULL,              -- digest of the normalized headers
    entity          TEXT NOT NULL,
    columns         TEXT NOT NULL,              -- JSON: [[header, field or ""], …]
    file_name       TEXT NOT NULL,              -- where it was seen first
    updated_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, shape)
) {{by_key}};

-- Customers that look alike and that a person said are two.
CREATE TABLE kept_apart (
    organization_id BIGINT NOT NULL,
    customer_id     BIGINT NOT NULL,            -- the smaller id
    other_id        BIGINT NOT NULL,
    PRIMARY KEY (organization_id, customer_id, other_id)
) {{by_key}};

-- Lines are found through their orders; sums come from the tables below, kept in the transaction that writes the lines.
CREATE INDEX orders_by_day ON orders (organization_id, ordered_on);
CREATE INDEX orders_by_customer ON orders (organization_id, customer_id, ordered_on);
DROP INDEX order_items_by_day;
DROP INDEX order_items_by_customer;
DROP INDEX order_items_by_product;

-- Sums of lines by day, product and month, customer and month, each by class. month is the day number of its first day.
-- lines: all; sale_lines, gross, discount: of positive quantity; orders: as order_items.opens_order;
-- astray: lines of another day or another customer than their order;
-- returned: minus the amounts of returns (plus the amounts of returned orders); discount and cost as metrics read them
-- (discount in thousandths of a minor unit); costed_*: of lines that have a cost; first_on, last_on: of positive quantity.
CREATE TABLE day_sales (
    organization_id   BIGINT NOT NULL,
    ordered_on        BIGINT NOT NULL,
    class             BIGINT NOT NULL,
    lines             BIGINT NOT NULL,
    sale_lines        BIGINT NOT NULL,
    orders            BIGINT NOT NULL,
    astray            BIGINT NOT NULL,
    quantity          BIGINT NOT NULL,
    amount            BIGINT NOT NULL,
    gross             BIGINT NOT NULL,
    returned          BIGINT NOT NULL,
    discount          BIGINT NOT NULL,
    costed_lines      BIGINT NOT NULL,
    costed_amount     BIGINT NOT NULL,
    cost              BIGINT NOT NULL,
    uncosted_quantity BIGINT NOT NULL,
    PRIMARY KEY (organization_id, ordered_on, class)
) {{by_key}};

CREATE TABLE product_sales (
    organization_id   BIGINT NOT NULL,
    product_id        BIGINT NOT NULL,
    month             BIGINT NOT NULL,
    class             BIGINT NOT NULL,
    lines             BIGINT NOT NULL,
    sale_lines        BIGINT NOT NULL,
    orders            BIGINT NOT NULL,
    astray            BIGINT NOT NULL,
    quantity          BIGINT NOT NULL,
    amount            BIGINT NOT NULL,
    gross             BIGINT NOT NULL,
    returned          BIGINT NOT NULL,
    discount          BIGINT NOT NULL,
    costed_lines      BIGINT NOT NULL,
    costed_amount     BIGINT NOT NULL,
    cost              BIGINT NOT NULL,
    uncosted_quantity BIGINT NOT NULL,
    first_on          BIGINT,
    last_on           BIGINT,
    PRIMARY KEY (organization_id, product_id, month, class)
) {{by_key}};

-- customer_id 0: lines that name nobody.
CREATE TABLE customer_sales (
    organization_id   BIGINT NOT NULL,
    customer_id       BIGINT NOT NULL,
    month             BIGINT NOT NULL,
    class             BIGINT NOT NULL,
    lines             BIGINT NOT NULL,
    sale_lines        BIGINT NOT NULL,
    orders            BIGINT NOT NULL,
    astray            BIGINT NOT NULL,
    quantity          BIGINT NOT NULL,
    amount            BIGINT NOT NULL,
    gross             BIGINT NOT NULL,
    returned          BIGINT NOT NULL,
    discount          BIGINT NOT NULL,
    costed_lines      BIGINT NOT NULL,
    costed_amount     BIGINT NOT NULL,
    cost              BIGINT NOT NULL,
    uncosted_quantity BIGINT NOT NULL,
    first_on          BIGINT,
    last_on           BIGINT,
    PRIMARY KEY (organization_id, customer_id, month, class)
) {{by_key}};
