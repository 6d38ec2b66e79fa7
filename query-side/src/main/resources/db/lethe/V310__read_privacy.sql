CREATE SCHEMA read_privacy;

CREATE TABLE read_privacy.erasure (
    id             uuid PRIMARY KEY,
    scope          text NOT NULL,
    ground         text NOT NULL,
    officer        uuid NOT NULL,
    ordered_at     timestamptz NOT NULL,
    ledger_only    boolean NOT NULL,          -- the order is not among the events: they were restored from before it
    key_ids        uuid[] NOT NULL,           -- for a record, the keys of its parts
    -- the proof; all null while it is only ordered
    ledger_number  bigint,
    ledger_hash    text,
    root_version   bigint,
    destroyed_at   timestamptz,
    subjects       integer,
    keys           bigint,
    kept           integer
);

CREATE INDEX erasure_newest ON read_privacy.erasure (ordered_at DESC, id);

-- What was kept: keys, since a record may hold others' parts too.
CREATE TABLE read_privacy.kept (
    erasure uuid NOT NULL,
    key_id  uuid NOT NULL,
    ground  text NOT NULL,
    PRIMARY KEY (erasure, key_id)
);
