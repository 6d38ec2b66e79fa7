-- Answers that visitors saved to come back to, sealed under keys of their own. Found by the hash of the secret in the link
-- that only the visitor has.
CREATE TABLE saved_answers (
    id         bytea                    NOT NULL PRIMARY KEY CHECK (length(id) = 32),
    record     uuid                     NOT NULL,
    submission uuid                     NOT NULL,
    form       uuid                     NOT NULL,
    version    integer                  NOT NULL,
    key_id     uuid                     NOT NULL UNIQUE,
    -- null once it was sent or replaced: the row stays until its key is destroyed
    token      bytea,
    expires_at timestamp with time zone NOT NULL
);
ALTER TABLE saved_answers ALTER COLUMN token SET STORAGE EXTERNAL;
CREATE INDEX saved_answers_by_expiry ON saved_answers (expires_at);
CREATE INDEX saved_answers_by_submission ON saved_answers (submission);
