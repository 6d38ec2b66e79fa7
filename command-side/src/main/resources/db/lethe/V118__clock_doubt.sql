-- Since when the clock is not believed. Kept over a restart: what a clock that jumped had stored would be its own witness.
CREATE TABLE clock_doubt (
    only_one boolean     PRIMARY KEY DEFAULT true CHECK (only_one),
    since    timestamptz NOT NULL
);
