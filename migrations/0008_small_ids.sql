-- Records are numbered one after another within their organization, and organizations one after another: small numbers
-- take half the room of a line. Ids handed out before stay; they are far larger.
CREATE TABLE last_ids (
    organization_id BIGINT NOT NULL PRIMARY KEY,   -- 0: numbers of organizations
    last            BIGINT NOT NULL
);
