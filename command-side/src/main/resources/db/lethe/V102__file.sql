-- The files of submissions, each sealed under the key of the person whose answer it is. They are stored before the event that
-- names them; one whose event never came is noise under a key that nothing uses.
CREATE TABLE file (
    key_id     uuid                     NOT NULL,
    id         uuid                     NOT NULL,
    submission uuid                     NOT NULL,
    stored_at  timestamp with time zone NOT NULL,
    PRIMARY KEY (key_id, id)
);

CREATE TABLE file_chunk (
    key_id uuid    NOT NULL,
    id     uuid    NOT NULL,
    number integer NOT NULL CHECK (number >= 0),
    bytes  bytea   NOT NULL CHECK (length(bytes) <= 262144),
    PRIMARY KEY (key_id, id, number),
    FOREIGN KEY (key_id, id) REFERENCES file (key_id, id) ON DELETE CASCADE
);
ALTER TABLE file_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;
