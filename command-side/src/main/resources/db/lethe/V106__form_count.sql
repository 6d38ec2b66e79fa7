-- How forms are filled in, in numbers alone. An ordinary table and no read model: no event says that somebody opened a page,
-- so nothing could make it anew.
CREATE TABLE form_count (
    form    uuid NOT NULL,
    version integer NOT NULL,
    day     date NOT NULL,               -- in Europe/London
    what    text COLLATE "C" NOT NULL,   -- started, reached (a page), completed, took (so long)
    detail  text COLLATE "C" NOT NULL,   -- reached: the question's id, or check; took: seconds, as in 60-66; else empty
    number  bigint NOT NULL CHECK (number > 0),
    PRIMARY KEY (form, version, day, what, detail)
);
