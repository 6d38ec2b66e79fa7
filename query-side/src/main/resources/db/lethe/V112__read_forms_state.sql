-- The rows that are here are replaced by the rebuild that the projection's new version starts.
ALTER TABLE read_forms.form
    ADD COLUMN closed_at      timestamptz,                          -- null while submissions are taken
    ADD COLUMN archived_at    timestamptz,                          -- null while it is among the others
    ADD COLUMN reading_people uuid[] NOT NULL DEFAULT '{}',         -- the accounts that may read its submissions
    ADD COLUMN reading_roles  text[] NOT NULL DEFAULT '{}';         -- and the roles
