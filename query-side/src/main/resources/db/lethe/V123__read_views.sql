CREATE SCHEMA read_views;

CREATE TABLE read_views.view (
    id       uuid NOT NULL,
    owner    uuid NOT NULL,                               -- an account
    name     bytea NOT NULL,                              -- sealed
    settings text NOT NULL,                               -- what it shows, as JSON: no personal data
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (owner, id)
);

-- Compressed values would hide a leak from a search of the files.
ALTER TABLE read_views.view ALTER COLUMN name SET STORAGE EXTERNAL;
