-- The tally's sums over all days: what a report without days counts, and the kinds that a page is put together from. Years of
-- days would have to be read for both.
CREATE TABLE read_submissions.kind (
    form        uuid NOT NULL,
    archived    boolean NOT NULL,
    version     integer NOT NULL,
    status      text NOT NULL,
    submissions bigint NOT NULL,
    PRIMARY KEY (form, archived, version, status)
);

INSERT INTO read_submissions.kind
SELECT form, archived, version, status, sum(submissions) FROM read_submissions.tally GROUP BY form, archived, version, status;

CREATE OR REPLACE FUNCTION public.tally_submissions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    counted text := 'SELECT form, archived_at IS NOT NULL AS archived, version, status,'
        || ' CAST(received_at AT TIME ZONE ''Europe/London'' AS date) - DATE ''1970-01-01'' AS day, %s AS n FROM %s';
    rows    text;
    kind    text := 'form, archived, version, status';
    added   text;
BEGIN
    rows := CASE TG_OP
        WHEN 'INSERT' THEN format(counted, '1', 'fresh')
        WHEN 'DELETE' THEN format(counted, '-1', 'gone')
        ELSE format(counted, '1', 'fresh') || ' UNION ALL ' || format(counted, '-1', 'gone')
    END;
    -- Not ON CONFLICT: while a rebuild loads, the tables have no index yet.
    added := 'WITH change AS (SELECT %1$s, sum(n) AS n FROM (%2$s) AS r GROUP BY %1$s HAVING sum(n) <> 0),'
        || ' known AS (UPDATE %3$I.%4$I AS t SET submissions = t.submissions + c.n FROM change AS c'
        || ' WHERE %5$s RETURNING %6$s)'
        || ' INSERT INTO %3$I.%4$I (%1$s, submissions) SELECT * FROM change WHERE (%1$s) NOT IN (SELECT * FROM known)';
    EXECUTE format(added, kind || ', day', rows, TG_TABLE_SCHEMA, 'tally',
        '(t.form, t.archived, t.version, t.status, t.day) = (c.form, c.archived, c.version, c.status, c.day)',
        't.form, t.archived, t.version, t.status, t.day');
    EXECUTE format(added, kind, rows, TG_TABLE_SCHEMA, 'kind',
        '(t.form, t.archived, t.version, t.status) = (c.form, c.archived, c.version, c.status)',
        't.form, t.archived, t.version, t.status');
    RETURN NULL;
END
$$;
