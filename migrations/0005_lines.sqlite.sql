-- Lines lose their references: a million lines are three million look-ups, and the loader has the ids at hand anyway.
CREATE TABLE narrow_items (
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
    PRIMARY KEY (organization_id, order_id, line)
) WITHOUT ROWID;
INSERT INTO narrow_items
    SELECT organization_id, order_id, line, ordered_on, ordered_at, customer_id, product_id, class, opens_order, quantity, price,
           discount, amount, unit_cost, cost
    FROM order_items;
DROP TABLE order_items;
ALTER TABLE narrow_items RENAME TO order_items;
