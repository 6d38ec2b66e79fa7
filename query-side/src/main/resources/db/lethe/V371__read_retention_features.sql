-- Retention counts the records of each feature, by its groups. What there was were submissions, by form. The rebuild that the
-- projection's new version starts says the same; until it is through, nothing is missing.

ALTER TABLE read_retention.form_count RENAME TO record_count;
ALTER TABLE read_retention.record_count DROP CONSTRAINT form_count_pkey;
ALTER TABLE read_retention.record_count ADD COLUMN feature text NOT NULL DEFAULT 'submissions';
ALTER TABLE read_retention.record_count ALTER COLUMN feature DROP DEFAULT;
ALTER TABLE read_retention.record_count RENAME COLUMN form TO record_group;
ALTER TABLE read_retention.record_count ALTER COLUMN record_group TYPE text;
ALTER TABLE read_retention.record_count ADD PRIMARY KEY (run, feature, record_group);

ALTER TABLE read_retention.left_out DROP CONSTRAINT left_out_pkey;
ALTER TABLE read_retention.left_out ADD COLUMN feature text NOT NULL DEFAULT 'submissions';
ALTER TABLE read_retention.left_out ALTER COLUMN feature DROP DEFAULT;
ALTER TABLE read_retention.left_out RENAME COLUMN form TO record_group;
ALTER TABLE read_retention.left_out ALTER COLUMN record_group TYPE text;
ALTER TABLE read_retention.left_out ADD PRIMARY KEY (run, feature, record_group, why);

ALTER TABLE read_retention.batch_count DROP CONSTRAINT batch_count_pkey;
ALTER TABLE read_retention.batch_count ADD COLUMN feature text NOT NULL DEFAULT 'submissions';
ALTER TABLE read_retention.batch_count ALTER COLUMN feature DROP DEFAULT;
ALTER TABLE read_retention.batch_count RENAME COLUMN form TO record_group;
ALTER TABLE read_retention.batch_count ALTER COLUMN record_group TYPE text;
ALTER TABLE read_retention.batch_count ADD PRIMARY KEY (batch, feature, record_group);

CREATE TABLE read_retention.living_count (
    run     uuid NOT NULL,
    feature text NOT NULL,
    records bigint NOT NULL,                  -- how many there were in all
    PRIMARY KEY (run, feature)
);

INSERT INTO read_retention.living_count SELECT id, 'submissions', living FROM read_retention.run;
ALTER TABLE read_retention.run DROP COLUMN living;
