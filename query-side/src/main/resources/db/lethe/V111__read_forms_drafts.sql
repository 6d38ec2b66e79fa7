-- The rows that are here are replaced by the rebuild that the projection's new version starts.
ALTER TABLE read_forms.form
    ADD COLUMN drafts integer NOT NULL DEFAULT 1, -- the number of the draft: the first is 1, each saved one the next
    ADD COLUMN seen   bigint  NOT NULL DEFAULT 0; -- where the draft was recorded, so that it is counted once

ALTER TABLE read_forms.form
    ALTER COLUMN drafts DROP DEFAULT,
    ALTER COLUMN seen DROP DEFAULT;
