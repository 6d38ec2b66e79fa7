-- The rows that are here are replaced by the rebuild that the projection's new version starts.
ALTER TABLE read_forms.version
    ADD COLUMN published_by uuid;                 -- the account; null when it is not known
