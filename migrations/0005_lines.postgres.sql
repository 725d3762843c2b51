-- Lines lose their references: a million lines are three million look-ups, and the loader has the ids at hand anyway.
ALTER TABLE order_items DROP CONSTRAINT order_items_organization_id_order_id_fkey;
ALTER TABLE order_items DROP CONSTRAINT order_items_organization_id_customer_id_fkey;
ALTER TABLE order_items DROP CONSTRAINT order_items_organization_id_product_id_fkey;

-- Walls of the tables of 0004.
ALTER TABLE changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE changes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON changes USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
ALTER TABLE import_attempts ENABLE ROW LEVEL SECURITY;
ALTER TABLE import_attempts FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON import_attempts USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
ALTER TABLE mappings ENABLE ROW LEVEL SECURITY;
ALTER TABLE mappings FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON mappings USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
ALTER TABLE kept_apart ENABLE ROW LEVEL SECURITY;
ALTER TABLE kept_apart FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON kept_apart USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
ALTER TABLE day_sales ENABLE ROW LEVEL SECURITY;
ALTER TABLE day_sales FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON day_sales USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
ALTER TABLE product_sales ENABLE ROW LEVEL SECURITY;
ALTER TABLE product_sales FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON product_sales USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
ALTER TABLE customer_sales ENABLE ROW LEVEL SECURITY;
ALTER TABLE customer_sales FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON customer_sales USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
