-- The rows that are here are replaced by the rebuild that the projection's new version starts.

-- Reports of what is among the others, and of what is out of the way: one look at an index for each version and status.
CREATE INDEX submission_report ON read_submissions.submission (form, version, status, received_at, id)
    WHERE archived_at IS NULL;
CREATE INDEX submission_report_archived ON read_submissions.submission (form, version, status, received_at, id)
    WHERE archived_at IS NOT NULL;

-- What staff did with a submission, in the order in which they did it.
CREATE TABLE read_submissions.work (
    submission uuid NOT NULL,
    position   bigint NOT NULL,
    actor      uuid,                                      -- an account
    what       text NOT NULL,                             -- STATUS, ARCHIVED or RESTORED
    status     text,                                      -- the new one
    at         timestamptz NOT NULL,
    PRIMARY KEY (submission, position)
);

-- How many rows of the table there are of each kind, kept by the table's triggers as an index would be: counting a million
-- rows for each page of a report takes longer than the page.
CREATE TABLE read_submissions.tally (
    form        uuid NOT NULL,
    archived    boolean NOT NULL,
    version     integer NOT NULL,
    status      text NOT NULL,
    day         integer NOT NULL,                         -- days since 1970-01-01, as clocks in London show them
    submissions bigint NOT NULL,
    PRIMARY KEY (form, archived, version, status, day)
);

-- In a schema that stays when a rebuild replaces the read model's. It works where the trigger's table is.
CREATE FUNCTION public.tally_submissions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted text := 'SELECT form, archived_at IS NOT NULL AS archived, version, status,'
        || ' CAST(received_at AT TIME ZONE ''Europe/London'' AS date) - DATE ''1970-01-01'' AS day, %s AS n FROM %s';
    rows    text;
BEGIN
    rows := CASE TG_OP
        WHEN 'INSERT' THEN format(counted, '1', 'fresh')
        WHEN 'DELETE' THEN format(counted, '-1', 'gone')
        ELSE format(counted, '1', 'fresh') || ' UNION ALL ' || format(counted, '-1', 'gone')
    END;
    -- Not ON CONFLICT: while a rebuild loads, the tally has no index yet.
    EXECUTE format(
        'WITH change AS (SELECT form, archived, version, status, day, sum(n) AS n FROM (%1$s) AS r'
        || ' GROUP BY form, archived, version, status, day HAVING sum(n) <> 0),'
        || ' known AS (UPDATE %2$I.tally AS t SET submissions = t.submissions + c.n FROM change AS c'
        || ' WHERE (t.form, t.archived, t.version, t.status, t.day) = (c.form, c.archived, c.version, c.status, c.day)'
        || ' RETURNING t.form, t.archived, t.version, t.status, t.day)'
        || ' INSERT INTO %2$I.tally SELECT * FROM change'
        || ' WHERE (form, archived, version, status, day) NOT IN (SELECT * FROM known)',
        rows, TG_TABLE_SCHEMA);
    RETURN NULL;
END
$$;

CREATE TRIGGER tally_inserted AFTER INSERT ON read_submissions.submission
    REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.tally_submissions();
CREATE TRIGGER tally_changed AFTER UPDATE ON read_submissions.submission
    REFERENCING OLD TABLE AS gone NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION public.tally_submissions();
CREATE TRIGGER tally_deleted AFTER DELETE ON read_submissions.submission
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION public.tally_submissions();
