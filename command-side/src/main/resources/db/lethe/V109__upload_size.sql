-- What a file that waits takes, in bytes: 0 while it comes in and once it is dropped. All of them together are limited.
ALTER TABLE upload ADD COLUMN size bigint NOT NULL DEFAULT 0 CHECK (size >= 0);
