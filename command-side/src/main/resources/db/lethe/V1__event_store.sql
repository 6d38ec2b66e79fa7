-- The truth: what happened, in the order in which it was committed. A writer numbers from
-- what is stored, and of two the position's key lets one through: so positions have no gaps, and a reader that has seen one
-- has been able to see all before it.
CREATE TABLE event (
    position         bigint                   NOT NULL PRIMARY KEY,
    event_id         text COLLATE "C"         NOT NULL,
    aggregate_type   text COLLATE "C",
    aggregate_id     text COLLATE "C"         NOT NULL,
    sequence         bigint                   NOT NULL,
    at               timestamp with time zone NOT NULL,
    payload_type     text COLLATE "C"         NOT NULL,
    payload_revision text COLLATE "C",
    payload          bytea                    NOT NULL,
    metadata         bytea                    NOT NULL,
    CONSTRAINT event_once UNIQUE (aggregate_id, sequence)
);

-- Never compressed: a search of the data directory for plaintext must be able to find what is there. Kept in the row up to
-- a page, since readers want the payload whenever they want the event.
ALTER TABLE event ALTER COLUMN payload SET STORAGE EXTERNAL;
ALTER TABLE event ALTER COLUMN metadata SET STORAGE EXTERNAL;
ALTER TABLE event SET (toast_tuple_target = 8160);

-- The newest known state of an aggregate, to load it without its whole history.
CREATE TABLE snapshot (
    aggregate_id     text COLLATE "C"         NOT NULL PRIMARY KEY,
    aggregate_type   text COLLATE "C"         NOT NULL,
    sequence         bigint                   NOT NULL,
    event_id         text COLLATE "C"         NOT NULL,
    at               timestamp with time zone NOT NULL,
    payload_type     text COLLATE "C"         NOT NULL,
    payload_revision text COLLATE "C",
    payload          bytea                    NOT NULL,
    metadata         bytea                    NOT NULL
);
ALTER TABLE snapshot ALTER COLUMN payload SET STORAGE EXTERNAL;
ALTER TABLE snapshot ALTER COLUMN metadata SET STORAGE EXTERNAL;

-- How far each processor has come. A read model's rows and its token change in one transaction.
CREATE TABLE tracking_token (
    processor  varchar(255) NOT NULL,
    segment    integer      NOT NULL,
    token      bytea,
    token_type varchar(255),
    at         varchar(255),
    owner      varchar(255),
    PRIMARY KEY (processor, segment)
);

-- Which version of its code made each read model.
CREATE TABLE projection (
    name     text                     NOT NULL PRIMARY KEY,
    version  integer                  NOT NULL,
    built_at timestamp with time zone NOT NULL
);
