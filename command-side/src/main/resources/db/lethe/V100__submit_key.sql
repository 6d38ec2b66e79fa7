-- The key that signs submit tokens (HMAC-SHA-256). One row, made at the first use, shared by all nodes.
CREATE TABLE submit_key (
    id  integer PRIMARY KEY CHECK (id = 1),
    key bytea NOT NULL CHECK (length(key) = 32)
);
