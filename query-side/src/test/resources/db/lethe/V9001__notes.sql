-- A read model of the tests' own, with a column of each type, and one that breaks when it is told to.
CREATE SCHEMA read_notes;
CREATE TABLE read_notes.note (
    id      uuid PRIMARY KEY,
    text    text NOT NULL,
    size    integer NOT NULL,
    place   bigint NOT NULL,
    open    boolean NOT NULL,
    at      timestamptz NOT NULL,
    token   bytea,
    tags    text[] NOT NULL,
    related uuid[] NOT NULL,
    actor   uuid
);
ALTER TABLE read_notes.note ALTER COLUMN token SET STORAGE EXTERNAL;
ALTER TABLE read_notes.note SET (toast_tuple_target = 8160);
CREATE INDEX note_text ON read_notes.note (text);
CREATE TABLE read_notes.tag (name text PRIMARY KEY, first_note uuid NOT NULL);
CREATE TABLE read_notes.total (name text PRIMARY KEY, count bigint NOT NULL);

CREATE SCHEMA read_fragile;
CREATE TABLE read_fragile.note (id uuid PRIMARY KEY, text text NOT NULL);
