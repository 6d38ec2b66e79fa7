-- What is typed on the way through a form lies here too, for a day, found by the secret in the cookie of that visit.
ALTER TABLE saved_answers ADD COLUMN lasting boolean NOT NULL DEFAULT true;
ALTER TABLE saved_answers ALTER COLUMN lasting DROP DEFAULT;
COMMENT ON COLUMN saved_answers.lasting IS 'whether a visitor saved it to come back to, and not only on the way from one page to the next';
