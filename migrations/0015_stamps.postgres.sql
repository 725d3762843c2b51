ALTER TABLE month_stamps ENABLE ROW LEVEL SECURITY;
ALTER TABLE month_stamps FORCE ROW LEVEL SECURITY;
CREATE POLICY own_organization ON month_stamps USING (organization_id = NULLIF(current_setting('app.organization_id', true), '')::bigint);
