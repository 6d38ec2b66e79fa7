-- The rows that are here are replaced by the rebuild that the projection's new version starts.
ALTER TABLE read_submissions.submission
    ADD COLUMN status      text NOT NULL DEFAULT 'NEW',
    ADD COLUMN status_at   timestamptz,                   -- when it got its status; null while it is new
    ADD COLUMN archived_at timestamptz;                   -- null while it is among the others

CREATE TABLE read_submissions.note (
    submission    uuid NOT NULL,
    note          uuid NOT NULL,
    author        uuid,                                   -- an account
    key_id        uuid NOT NULL,
    token         bytea,                                  -- null once it was tidied away
    erased_at     timestamptz,
    erased_ground text,
    written_at    timestamptz NOT NULL,
    PRIMARY KEY (submission, note),
    CHECK ((token IS NULL) = (erased_at IS NOT NULL AND erased_ground IS NOT NULL))
);

-- Compressed values would hide a leak from a search of the files.
ALTER TABLE read_submissions.note ALTER COLUMN token SET STORAGE EXTERNAL;

CREATE INDEX note_key ON read_submissions.note (key_id);
