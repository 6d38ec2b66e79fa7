-- Officers' erasures are listed without the batches that retention makes day by day.
CREATE INDEX erasure_ordered ON read_privacy.erasure (ordered_at DESC, id) WHERE scope <> 'EXPIRED';
DROP INDEX read_privacy.erasure_newest;

-- Whether something of a record was kept at an erasure.
CREATE INDEX kept_key ON read_privacy.kept (key_id);
