-- The record for which a draft is sealed is derived from its link's secret, and found by the hash of the secret itself: whoever
-- exchanged columns here could open a stranger's draft with a link of their own. What was kept in the old way cannot be found
-- any more; its keys go with the next batch.
UPDATE saved_answers SET token = NULL, expires_at = least(expires_at, now());
ALTER TABLE saved_answers DROP COLUMN record;
