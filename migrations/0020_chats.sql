-- People and chats of outside services, and what goes in and out there. Control tables: read before an organization is known.

-- A person of a service. Until a link says otherwise, a guest of the demo.
CREATE TABLE chat_people (
    channel         TEXT NOT NULL,              -- telegram, discord
    person          TEXT NOT NULL,              -- the service's id of the person
    name            TEXT NOT NULL,              -- as the service shows it
    locale          TEXT,                       -- chosen here; absent: the service's
    organization_id BIGINT REFERENCES organizations (id), -- the one talked about now
    private_chat    TEXT,                       -- where the person can be written to alone
    seen_at         BIGINT NOT NULL,
    PRIMARY KEY (channel, person)
);

-- In an organization the person acts as this member, as long as both the link and the membership are there.
CREATE TABLE chat_links (
    channel         TEXT NOT NULL,
    person          TEXT NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    user_id         BIGINT NOT NULL REFERENCES users (id),
    linked_at       BIGINT NOT NULL,
    PRIMARY KEY (channel, person, organization_id),
    FOREIGN KEY (channel, person) REFERENCES chat_people (channel, person)
);
CREATE INDEX chat_links_by_organization ON chat_links (organization_id, linked_at);

-- One use, ten minutes. Only digests are stored; a row has a long code for links and a short one to type.
CREATE TABLE link_codes (
    long_hash       TEXT NOT NULL PRIMARY KEY,
    short_hash      TEXT NOT NULL UNIQUE,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    user_id         BIGINT REFERENCES users (id), -- links to this member; absent: invites a new one
    role            TEXT,                       -- of the new member
    expires_at      BIGINT NOT NULL,
    used_at         BIGINT
);

-- How often something was tried in a window of time.
CREATE TABLE attempts (
    subject   TEXT NOT NULL PRIMARY KEY,
    count     BIGINT NOT NULL,
    resets_at BIGINT NOT NULL
);

-- A group that an owner bound to an organization, with what may be shown there and to whom.
CREATE TABLE chat_groups (
    channel         TEXT NOT NULL,
    chat            TEXT NOT NULL,
    organization_id BIGINT NOT NULL REFERENCES organizations (id),
    title           TEXT NOT NULL,
    shows           TEXT NOT NULL,              -- nothing, sales, all
    asks            TEXT NOT NULL,              -- owners, members, everyone
    bound_by        BIGINT NOT NULL REFERENCES users (id),
    bound_at        BIGINT NOT NULL,
    PRIMARY KEY (channel, chat)
);
CREATE INDEX chat_groups_by_organization ON chat_groups (organization_id, bound_at);

-- Chats as letter boxes.
CREATE TABLE chats (
    channel   TEXT NOT NULL,
    chat      TEXT NOT NULL,                    -- empty: the whole service
    state     TEXT NOT NULL,                    -- open, closed (blocked, deleted, removed from)
    reason    TEXT,                             -- why it is closed, as the service put it
    posted    BIGINT NOT NULL,                  -- number of the newest letter
    next_at   BIGINT NOT NULL,                  -- nothing is sent before
    PRIMARY KEY (channel, chat)
);

-- Every update of a service, written before the service is told that it arrived.
CREATE TABLE inbox (
    source     TEXT NOT NULL,                   -- the channel and which bot: telegram:123456
    update_id  BIGINT NOT NULL,
    lane       TEXT NOT NULL,                   -- updates of one lane are handled one after another
    payload    TEXT NOT NULL,                   -- JSON, as it came; emptied when done
    state      TEXT NOT NULL,                   -- pending, working, done, failed
    attempts   BIGINT NOT NULL,
    not_before BIGINT NOT NULL,
    worker     TEXT,
    lease      BIGINT NOT NULL,                 -- a worker not heard of since has died
    note       TEXT,                            -- what the handler must know when it begins again
    arrived_at BIGINT NOT NULL,
    PRIMARY KEY (source, update_id)
);
CREATE INDEX inbox_waiting ON inbox (source, lane, update_id) WHERE state IN ('pending', 'working');
CREATE INDEX inbox_by_age ON inbox (arrived_at);

-- What is to be sent. The key says what a letter is: the same one is never posted twice.
CREATE TABLE outbox (
    id              BIGINT NOT NULL PRIMARY KEY,
    letter_key      TEXT NOT NULL UNIQUE,
    channel         TEXT NOT NULL,
    chat            TEXT NOT NULL,
    number          BIGINT NOT NULL,            -- order within the chat
    organization_id BIGINT,
    payload         TEXT NOT NULL,              -- JSON; emptied when done
    state           TEXT NOT NULL,              -- pending, sending, sent, unknown, failed
    step            BIGINT NOT NULL,            -- calls of the service that were answered
    doubts          BIGINT NOT NULL,            -- how often the next call was begun and its answer never came
    attempts        BIGINT NOT NULL,
    not_before      BIGINT NOT NULL,
    worker          TEXT,
    lease           BIGINT NOT NULL,
    problem         TEXT,
    posted_at       BIGINT NOT NULL,
    sent_at         BIGINT
);
CREATE INDEX outbox_waiting ON outbox (channel, chat, number) WHERE state IN ('pending', 'sending');
CREATE INDEX outbox_by_age ON outbox (posted_at);

-- Work that only one process does at a time.
CREATE TABLE leases (
    name      TEXT NOT NULL PRIMARY KEY,
    holder    TEXT NOT NULL,
    until     BIGINT NOT NULL,
    position  BIGINT NOT NULL                   -- how far the work is: the offset of polling
);
