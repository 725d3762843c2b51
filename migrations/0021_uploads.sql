-- Pages that take one file too large for a chat service, and hand it to the inbox as if it had come by the chat.
CREATE TABLE upload_links (
    token_hash TEXT NOT NULL PRIMARY KEY,
    source     TEXT NOT NULL,
    lane       TEXT NOT NULL,
    body       TEXT NOT NULL,                   -- JSON that the service's handler understands, without the file
    locale     TEXT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);
