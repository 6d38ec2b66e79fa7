CREATE SCHEMA read_audit;

-- One row for each event there ever was, so it is kept narrow.
CREATE TABLE read_audit.entry (
    position bigint PRIMARY KEY,              -- of the event in the store
    at       timestamptz NOT NULL,
    actor    uuid,                            -- an account; null for visitors and for the system itself
    kind     text COLLATE "C" NOT NULL,
    subject  uuid,                            -- the form, submission, account or erasure it is about
    detail   text,                            -- a code or a number
    records  uuid[]                           -- the records that were looked at
);

-- Times rise with positions, so a block range index finds a day's entries and costs almost nothing to keep.
CREATE INDEX entry_at ON read_audit.entry USING brin (at) WITH (pages_per_range = 32);
-- Almost all entries are visitors' submissions: the indexes leave them out, and those are read by position.
CREATE INDEX entry_actor ON read_audit.entry (actor, position) WHERE actor IS NOT NULL;
CREATE INDEX entry_kind ON read_audit.entry (kind, position) WHERE kind <> 'submission.received';
