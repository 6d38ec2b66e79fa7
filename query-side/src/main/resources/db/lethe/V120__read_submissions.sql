CREATE SCHEMA read_submissions;

CREATE TABLE read_submissions.submission (
    id          uuid PRIMARY KEY,
    form        uuid NOT NULL,
    version     integer NOT NULL,
    reference   text NOT NULL,
    received_at timestamptz NOT NULL
);

CREATE INDEX submission_newest ON read_submissions.submission (form, received_at DESC, id);
CREATE INDEX submission_reference ON read_submissions.submission (reference);

CREATE TABLE read_submissions.part (
    submission    uuid NOT NULL,
    person        integer NOT NULL,               -- 0 for the sender, else the position in the form's people
    key_id        uuid NOT NULL,
    token         bytea,                          -- null once it was tidied away
    erased_at     timestamptz,
    erased_ground text,
    PRIMARY KEY (submission, person),
    CHECK ((token IS NULL) = (erased_at IS NOT NULL AND erased_ground IS NOT NULL))
);

-- Compressed values would hide a leak from a search of the files.
ALTER TABLE read_submissions.part ALTER COLUMN token SET STORAGE EXTERNAL;

CREATE INDEX part_key ON read_submissions.part (key_id);
