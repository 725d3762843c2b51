-- Organizations, people and the ways in. Control tables: read before an organization is known.
CREATE TABLE calendar (
    day     BIGINT NOT NULL PRIMARY KEY,
    week    BIGINT NOT NULL,
    month   BIGINT NOT NULL,
    quarter BIGINT NOT NULL,
    year    BIGINT NOT NULL,
    weekday BIGINT NOT NULL
);

CREATE TABLE organizations (
    id                BIGINT NOT NULL PRIMARY KEY,
    slug              TEXT NOT NULL UNIQUE,
    name              TEXT NOT NULL,
    currency          TEXT NOT NULL,
    timezone          TEXT NOT NULL,
    locale            TEXT NOT NULL,
    kind              TEXT NOT NULL,            -- own, demo
    count_open_orders BIGINT NOT NULL DEFAULT 1,
    created_at        BIGINT NOT NULL
);

CREATE TABLE users (
    id         BIGINT NOT NULL PRIMARY KEY,
    email      TEXT UNIQUE,                     -- folded to lower case; absent for a guest of the local portal
    name       TEXT NOT NULL,
    locale     TEXT NOT NULL,
    created_at BIGINT NOT NULL
);

CREATE TABLE memberships (
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    user_id         BIGINT NOT NULL REFERENCES users (id),
    role            TEXT NOT NULL,              -- owner, manager, viewer
    created_at      BIGINT NOT NULL,
    PRIMARY KEY (organization_id, user_id)
);
CREATE INDEX memberships_by_user ON memberships (user_id, organization_id);

-- Only digests of tokens are stored: whoever reads the database cannot sign in with it.
CREATE TABLE sign_in_links (
    token_hash      TEXT NOT NULL PRIMARY KEY,
    user_id         BIGINT NOT NULL REFERENCES users (id),
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT
);

CREATE TABLE sessions (
    token_hash      TEXT NOT NULL PRIMARY KEY,
    user_id         BIGINT NOT NULL REFERENCES users (id),
    organization_id BIGINT NOT NULL REFERENCES organizations (id), -- the one last looked at
    csrf_token      TEXT NOT NULL,
    created_at      BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL
);
