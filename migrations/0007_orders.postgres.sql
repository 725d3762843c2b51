-- Orders lose their reference, as lines did: it is looked up for each order apart, and orders would have to wait for
-- all customers of their file. SQLite looks up at little cost and keeps it.
ALTER TABLE orders DROP CONSTRAINT orders_organization_id_customer_id_fkey;
