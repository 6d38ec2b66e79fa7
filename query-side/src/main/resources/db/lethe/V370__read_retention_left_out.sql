-- What was due in a run and stayed. The rebuild that the projection's new version starts fills it.
CREATE TABLE read_retention.left_out (
    run     uuid NOT NULL,
    form    uuid NOT NULL,
    why     text NOT NULL,
    records bigint NOT NULL,
    PRIMARY KEY (run, form, why)
);
