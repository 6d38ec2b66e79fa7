-- The rows that are here are replaced by the rebuild that the projection's new version starts.
ALTER TABLE read_submissions.submission
    ADD COLUMN living boolean NOT NULL DEFAULT true; -- whether a token of it is left; tidying says when none is

-- What is due is found here, in the order in which it came, without a look at what went long ago.
CREATE INDEX submission_living ON read_submissions.submission (form, version, status, received_at, id) WHERE living;
