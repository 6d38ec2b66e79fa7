CREATE SCHEMA read_accounts;

CREATE TABLE read_accounts.account (
    id              uuid PRIMARY KEY,     -- also the id of the first key of the account's address in the vault
    profile         bytea NOT NULL,
    password        bytea,                -- null until one was chosen
    roles           text[] NOT NULL,
    suspended       boolean NOT NULL,
    link_hash       text,                 -- SHA-256 of the secret of the open one-time link
    link_purpose    text,
    link_expires_at timestamptz,
    opened_at       timestamptz NOT NULL,
    signed_in_at    timestamptz           -- last
);

-- Compressed values would hide a leak from a search of the files.
ALTER TABLE read_accounts.account ALTER COLUMN profile SET STORAGE EXTERNAL;
ALTER TABLE read_accounts.account ALTER COLUMN password SET STORAGE EXTERNAL;

CREATE INDEX account_link ON read_accounts.account (link_hash);
