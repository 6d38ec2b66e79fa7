CREATE SCHEMA read_forms;

CREATE TABLE read_forms.form (
    id                uuid PRIMARY KEY,
    title             text NOT NULL,
    slug              text NOT NULL,
    draft             text NOT NULL,              -- the definition as JSON
    highest_field     integer NOT NULL,           -- of all fields there ever were: ids are never given again
    published_version integer,
    created_at        timestamptz NOT NULL,
    changed_at        timestamptz NOT NULL
);

CREATE TABLE read_forms.version (
    form         uuid NOT NULL,
    version      integer NOT NULL,
    title        text NOT NULL,
    slug         text NOT NULL,
    definition   text NOT NULL,                   -- as JSON
    published_at timestamptz NOT NULL,
    PRIMARY KEY (form, version)
);

CREATE INDEX version_slug ON read_forms.version (slug);
