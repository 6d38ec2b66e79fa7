-- The vault's own schema: owned by the vault's role, and by default nobody else may even look into it.
-- Rows byte by byte: docs/cryptography.md.
REVOKE ALL ON SCHEMA vault FROM PUBLIC;

CREATE TABLE vault.instance (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    instance_id uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('creating', 'created')),
    created_at  timestamptz NOT NULL
);

CREATE TABLE vault.lane (
    number    integer PRIMARY KEY CHECK (number BETWEEN 0 AND 255),
    purpose   text NOT NULL,
    lasting   boolean NOT NULL,
    successor integer REFERENCES vault.lane DEFERRABLE INITIALLY DEFERRED -- once it is full
);
CREATE UNIQUE INDEX lane_in_use ON vault.lane (purpose) WHERE successor IS NULL;

CREATE TABLE vault.ledger (
    number       bigint PRIMARY KEY CHECK (number > 0),
    erasure      uuid UNIQUE,          -- of no erasure: a sweep
    at           timestamptz NOT NULL,
    ground       text,
    entry        text NOT NULL,        -- the canonical line; the columns above repeat it for searching
    hash         bytea NOT NULL CHECK (octet_length(hash) = 32),
    root_version bigint                -- once it is done
);
CREATE INDEX ledger_pending ON vault.ledger (number) WHERE root_version IS NULL;

CREATE TABLE vault.subject (
    prefix       bytea PRIMARY KEY CHECK (octet_length(prefix) = 5),
    subject_id   uuid NOT NULL,
    epoch        integer NOT NULL,
    seal         bytea,
    next_record  integer NOT NULL CHECK (next_record BETWEEN 0 AND 65535),
    living       integer NOT NULL CHECK (living >= 0),
    destroyed_by bigint REFERENCES vault.ledger,
    swept        boolean NOT NULL DEFAULT false
);
ALTER TABLE vault.subject ALTER seal SET STORAGE EXTERNAL;
CREATE INDEX subject_to_sweep ON vault.subject (prefix) WHERE destroyed_by IS NOT NULL AND NOT swept;

CREATE TABLE vault.record_key (
    key_id       uuid PRIMARY KEY,
    slot         bytea UNIQUE CHECK (octet_length(slot) = 7),
    epoch        integer,
    wrapped      bytea,
    kept         text,                 -- the ground it was kept on in an erasure
    destroyed_by bigint REFERENCES vault.ledger, -- when it was destroyed alone, not with its subject
    -- blanked: nothing but these remain
    destroyed_on date,
    ground       text,
    swept_by     bigint REFERENCES vault.ledger,
    CHECK ((slot IS NULL) = (swept_by IS NOT NULL))
);
ALTER TABLE vault.record_key ALTER wrapped SET STORAGE EXTERNAL;
CREATE INDEX record_key_to_sweep ON vault.record_key (key_id) WHERE destroyed_by IS NOT NULL;
CREATE INDEX record_key_blanked ON vault.record_key (key_id) WHERE swept_by IS NOT NULL;

CREATE TABLE vault.identifier (
    prefix     bytea NOT NULL CHECK (octet_length(prefix) = 5),
    kind       text NOT NULL,
    hash       bytea NOT NULL CHECK (octet_length(hash) = 32),
    generation integer NOT NULL,
    epoch      integer NOT NULL,
    sealed     bytea NOT NULL,
    population text NOT NULL CHECK (population IN ('PUBLIC', 'STAFF')),
    resolves   boolean NOT NULL,
    confirmed  boolean NOT NULL,
    PRIMARY KEY (prefix, kind, hash)
);
ALTER TABLE vault.identifier ALTER sealed SET STORAGE EXTERNAL;
CREATE INDEX identifier_by_hash ON vault.identifier (hash, prefix);

CREATE TABLE vault.enquiry (
    id         uuid PRIMARY KEY,
    at         timestamptz NOT NULL,
    population text NOT NULL CHECK (population IN ('PUBLIC', 'STAFF')),
    hashes     bytea[] NOT NULL,         -- of the address that was looked for, which finds what came since
    prefixes   bytea[] NOT NULL          -- the subjects that were found
);
CREATE INDEX enquiry_by_time ON vault.enquiry (at);

CREATE TABLE vault.erasure_order (
    erasure      uuid PRIMARY KEY,
    enquiry      uuid,                 -- of a person
    prefixes     bytea[],              -- the subjects that the enquiry found
    kept_keys    uuid[],
    kept_grounds text[],
    keys         uuid[],               -- of single records
    ground       text NOT NULL,
    actor        uuid NOT NULL,
    at           timestamptz NOT NULL,
    completed    boolean NOT NULL DEFAULT false
);
CREATE INDEX erasure_order_pending ON vault.erasure_order (at, erasure) WHERE NOT completed;
