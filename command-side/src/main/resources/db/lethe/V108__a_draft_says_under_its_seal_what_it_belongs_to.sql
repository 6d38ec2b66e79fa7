-- Which submission and version saved answers belong to stands under their seal; the row only says where to look. What binds a
-- row to its key and its submission is sealed, too, so that nothing of a row can be put into another's. What was kept before
-- has no such seal and cannot be found any more.
DELETE FROM saved_answers;
ALTER TABLE saved_answers DROP COLUMN version;
ALTER TABLE saved_answers ADD COLUMN bound bytea NOT NULL;
ALTER TABLE saved_answers ALTER COLUMN bound SET STORAGE EXTERNAL;
