CREATE SCHEMA read_retention;

CREATE TABLE read_retention.run (
    id           uuid PRIMARY KEY,
    day          text NOT NULL,               -- as in 2026-11-20: what was due on it was to go
    cause        text NOT NULL,
    officer      uuid,                        -- an account; null when nobody with one asked
    second_look  boolean NOT NULL,
    refusal      text,                        -- why it destroyed nothing; null when it was allowed
    before_jump  timestamptz,                 -- for a clock that jumped
    after_jump   timestamptz,
    living       bigint NOT NULL,             -- how many records there were in all
    started_at   timestamptz NOT NULL,
    completed_at timestamptz                  -- null while it is under way, and when it was refused
);

CREATE INDEX run_newest ON read_retention.run (started_at DESC, id);

CREATE TABLE read_retention.form_count (
    run       uuid NOT NULL,
    form      uuid NOT NULL,
    due       bigint NOT NULL,
    destroyed bigint NOT NULL DEFAULT 0,      -- once the run is complete
    PRIMARY KEY (run, form)
);

CREATE TABLE read_retention.batch (
    id         uuid PRIMARY KEY,              -- the erasure
    run        uuid NOT NULL,
    ordered_at timestamptz NOT NULL
);

CREATE INDEX batch_run ON read_retention.batch (run, ordered_at);

CREATE TABLE read_retention.batch_count (
    batch   uuid NOT NULL,
    form    uuid NOT NULL,
    records bigint NOT NULL,
    PRIMARY KEY (batch, form)
);
