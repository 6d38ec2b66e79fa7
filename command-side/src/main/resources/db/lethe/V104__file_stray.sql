-- Until when a file waits to be named by an event: after that, one that none names goes, and its key before it. Null once it
-- was named: it goes with its key.
--
-- Of those that are here nobody noted whether they were named. Where the events lie in this database, they were restored
-- together if they ever were, and each is looked for. Where they do not, they are left alone for good.
ALTER TABLE file ADD COLUMN expires_at timestamp with time zone;
UPDATE file SET expires_at =
    CASE WHEN EXISTS (SELECT 1 FROM event) THEN stored_at + interval '1 day' ELSE 'infinity' END;

CREATE INDEX file_by_expiry ON file (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX file_named ON file (stored_at) WHERE expires_at IS NULL;
