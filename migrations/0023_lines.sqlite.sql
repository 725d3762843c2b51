-- Lines move into their orders, and are seen as rows through a view.
UPDATE orders SET lines = COALESCE(
    (SELECT '[' || string_agg('[' || concat_ws(',', i.product_id, i.quantity, i.amount, COALESCE(CAST(i.price AS TEXT), 'null'),
                COALESCE(CAST(i.cost AS TEXT), 'null'), COALESCE(CAST(i.discount AS TEXT), 'null'),
                COALESCE(CAST(i.unit_cost AS TEXT), 'null'), COALESCE(CAST(i.ordered_at AS TEXT), 'null'),
                i.ordered_on - orders.ordered_on,
                CASE WHEN i.customer_id IS NOT DISTINCT FROM orders.customer_id THEN 'null'
                     ELSE CAST(COALESCE(i.customer_id, 0) AS TEXT) END,
                COALESCE(CAST(NULLIF(i.class, orders.class) AS TEXT), 'null'), i.opens_order) || ']', ',' ORDER BY i.line) || ']'
       FROM order_items i WHERE i.organization_id = orders.organization_id AND i.order_id = orders.id), '[]');
DROP TABLE order_items;
CREATE VIEW order_items AS
    SELECT o.organization_id, o.id AS order_id, l.key AS line,
           o.ordered_on + COALESCE(l.value ->> 8, 0) AS ordered_on, l.value ->> 7 AS ordered_at,
           NULLIF(COALESCE(l.value ->> 9, o.customer_id), 0) AS customer_id, l.value ->> 0 AS product_id,
           COALESCE(l.value ->> 10, o.class) AS class, COALESCE(l.value ->> 11, l.key = 0) AS opens_order,
           l.value ->> 1 AS quantity, l.value ->> 3 AS price, l.value ->> 5 AS discount, l.value ->> 2 AS amount,
           l.value ->> 6 AS unit_cost, l.value ->> 4 AS cost,
           o.number AS order_number, o.ordered_on AS order_day, o.customer_id AS order_customer_id, o.status AS order_status,
           o.manager AS order_manager, o.comment AS order_comment, o.import_id AS order_import_id
      FROM orders o CROSS JOIN json_each(o.lines) l;
