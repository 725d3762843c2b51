-- Orders lose their reference, as lines did: it is looked up for each order apart, and orders would have to wait for
-- all customers of their file.
CREATE TABLE narrow_orders (
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
    PRIMARY KEY (organization_id, id)
) WITHOUT ROWID;
INSERT INTO narrow_orders
    SELECT organization_id, id, number, ordered_on, customer_id, status, class, manager, comment, digest, import_id FROM orders;
DROP TABLE orders;
ALTER TABLE narrow_orders RENAME TO orders;
CREATE UNIQUE INDEX orders_by_number ON orders (organization_id, number);
CREATE INDEX orders_by_day ON orders (organization_id, ordered_on);
CREATE INDEX orders_by_customer ON orders (organization_id, customer_id, ordered_on);
