-- Files that visitors attached to a form that is not sent yet, sealed under keys of their own that live for hours. A row
-- without chunks is one that was sent or removed: it stays until its key is destroyed.
CREATE TABLE upload (
    id         uuid                     NOT NULL PRIMARY KEY,
    key_id     uuid                     NOT NULL UNIQUE,
    expires_at timestamp with time zone NOT NULL
);
CREATE INDEX upload_by_expiry ON upload (expires_at);

CREATE TABLE upload_chunk (
    key_id uuid    NOT NULL REFERENCES upload (key_id) ON DELETE CASCADE,
    id     uuid    NOT NULL,
    number integer NOT NULL CHECK (number >= 0),
    bytes  bytea   NOT NULL CHECK (length(bytes) <= 262144),
    PRIMARY KEY (key_id, id, number)
);
-- Never compressed: a search of the data directory for plaintext must be able to find what is there.
ALTER TABLE upload_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
