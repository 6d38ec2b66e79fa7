-- Places that hold only numbers of subjects which were never used and never will be: what a process had taken and gave to
-- nobody, written when it ends. Sealed under the place's own keys: docs/cryptography.md.
CREATE TABLE vault.unused (
    prefix text COLLATE "C" PRIMARY KEY CHECK (prefix ~ '^[0-9a-f]{3,10}$'),
    epoch  integer NOT NULL,
    seal   bytea NOT NULL
);
