-- What tells that this database was restored from a backup: the root state of the vault knows the mark.
CREATE TABLE event_mark (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    mark     uuid    NOT NULL,
    epoch    integer NOT NULL,
    mac      bytea   NOT NULL CHECK (octet_length(mac) = 32)
);
