-- The vault's own schema: owned by the vault's role, and by default nobody else may even look into it.
-- Rows byte by byte: docs/cryptography.md. What they say is believed with the MAC beside it only; which columns have none
-- (destroyed_by, erasure, hash, number) say where to look.
REVOKE ALL ON SCHEMA vault FROM PUBLIC;

CREATE TABLE vault.instance (
    only_one    boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    instance_id uuid NOT NULL,
    state       text NOT NULL CHECK (state IN ('creating', 'created')),
    created_at  timestamptz NOT NULL
);

CREATE TABLE vault.ledger (
    number       bigint PRIMARY KEY CHECK (number > 0),
    erasure      uuid,                 -- of no erasure: a sweep
    line         text NOT NULL,
    hash         bytea NOT NULL CHECK (octet_length(hash) = 32),
    epoch        integer NOT NULL,
    mac          bytea NOT NULL CHECK (octet_length(mac) = 32),
    root_version bigint,               -- once it is done
    done_epoch   integer,
    done_mac     bytea CHECK (octet_length(done_mac) = 32),
    CHECK ((root_version IS NULL) = (done_mac IS NULL) AND (root_version IS NULL) = (done_epoch IS NULL))
);
CREATE INDEX ledger_by_erasure ON vault.ledger (erasure) WHERE erasure IS NOT NULL;
CREATE INDEX ledger_pending ON vault.ledger (number) WHERE root_version IS NULL;

CREATE TABLE vault.key (
    key_id       uuid PRIMARY KEY,
    prefix       bytea CHECK (octet_length(prefix) = 5), -- of the subject
    own          boolean,
    epoch        integer NOT NULL,
    wrapped      bytea,
    destroyed_by bigint,               -- the ledger entry, until the row is blanked
    -- blanked: nothing but these remain, with a MAC of their own
    sweep        bigint,
    month        date,
    ground       text,
    mac          bytea NOT NULL CHECK (octet_length(mac) = 32),
    CHECK ((prefix IS NULL) = (sweep IS NOT NULL) AND (prefix IS NULL) = (wrapped IS NULL)
       AND (prefix IS NULL) = (own IS NULL))
);
ALTER TABLE vault.key ALTER wrapped SET STORAGE EXTERNAL;
CREATE INDEX key_of_subject ON vault.key (prefix);
CREATE INDEX key_to_sweep ON vault.key (key_id) WHERE destroyed_by IS NOT NULL;
CREATE INDEX key_blanked ON vault.key (key_id) WHERE sweep IS NOT NULL;

-- What opening looks at. A function keeps its plan, and making the plan takes longer than the look itself; its settings see
-- to it that a plan which was made while the table was small still goes by its index when it is not.
CREATE FUNCTION vault.key_rows(wanted uuid[]) RETURNS SETOF vault.key
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_bitmapscan = off
AS $$
BEGIN
    RETURN QUERY SELECT k.* FROM vault.key k WHERE k.key_id = ANY (wanted);
END
$$;

CREATE TABLE vault.identifier (
    prefix        bytea NOT NULL CHECK (octet_length(prefix) = 5),
    n             smallint NOT NULL,
    of            smallint NOT NULL,
    kind          text NOT NULL,
    flags         smallint NOT NULL,
    epoch         integer NOT NULL,
    sealed        bytea NOT NULL,
    number        bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    -- of a subject's first: when they were written, and how far the events were known to go then
    written_at    timestamptz,
    head          bigint,
    written_epoch integer,
    written_mac   bytea CHECK (octet_length(written_mac) = 32),
    PRIMARY KEY (prefix, n),
    CHECK ((n = 1) = (written_mac IS NOT NULL) AND (n = 1) = (written_epoch IS NOT NULL)
       AND (n = 1) = (head IS NOT NULL) AND (n = 1) = (written_at IS NOT NULL))
);
ALTER TABLE vault.identifier ALTER sealed SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX identifier_by_number ON vault.identifier (number);

-- What tells that this database was restored: the root state knows the mark.
CREATE TABLE vault.mark (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    mark     uuid NOT NULL,
    epoch    integer NOT NULL,
    mac      bytea NOT NULL CHECK (octet_length(mac) = 32)
);

-- Up to when subjects were looked for whose event never came.
CREATE TABLE vault.search (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    up_to    bigint NOT NULL, -- a number of an identifier
    epoch    integer NOT NULL,
    mac      bytea NOT NULL CHECK (octet_length(mac) = 32)
);

CREATE TABLE vault.state (
    key_id uuid NOT NULL,
    state  text NOT NULL,
    day    date NOT NULL,
    ground text NOT NULL,
    epoch  integer NOT NULL,
    mac    bytea NOT NULL CHECK (octet_length(mac) = 32),
    PRIMARY KEY (key_id, state)
);

CREATE TABLE vault.erasure_order (
    erasure      uuid PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('person', 'records')),
    addresses    bytea,                -- of a person: a token
    shown        uuid[],               -- of a person: the keys that the enquiry showed
    keys         uuid[],               -- of records; of a person the own keys of single records beside the addresses
    records      integer[],            -- which record each is a part of, by a number of the order's own
    hindered     text,
    kept_keys    uuid[],
    kept_grounds text[],
    arriving     boolean,              -- of a person: whether what comes until it is carried out goes as well
    arrived      integer,              -- how many subjects that were
    later        integer,              -- how many came after those that were shown, and stay
    ground       text NOT NULL,
    actor        uuid NOT NULL,
    at           timestamptz NOT NULL,
    after        bigint NOT NULL,      -- the last entry of the ledger when it was written
    completed    boolean NOT NULL DEFAULT false,
    epoch        integer NOT NULL,
    mac          bytea NOT NULL CHECK (octet_length(mac) = 32)
);
ALTER TABLE vault.erasure_order ALTER addresses SET STORAGE EXTERNAL;
CREATE INDEX erasure_order_pending ON vault.erasure_order (at, erasure) WHERE NOT completed;

-- What is being put right: all of a record's part is sealed anew in a new subject, and the old one dies once an event names
-- the new key. Until then the old one takes no key.
CREATE TABLE vault.replacement (
    erasure     uuid PRIMARY KEY,
    key         uuid NOT NULL UNIQUE, -- the old subject's own
    replacement uuid NOT NULL,        -- the new subject's own
    actor       uuid NOT NULL,
    at          timestamptz NOT NULL,
    head        bigint NOT NULL,      -- how far the events were known to go
    epoch       integer NOT NULL,
    mac         bytea NOT NULL CHECK (octet_length(mac) = 32)
);
