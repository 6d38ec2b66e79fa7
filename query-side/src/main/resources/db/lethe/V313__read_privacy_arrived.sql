-- Of a person: what came after what was shown. The rebuild that the projection's new version starts fills it in.
ALTER TABLE read_privacy.erasure
    ADD COLUMN arrived integer NOT NULL DEFAULT 0,  -- and is destroyed
    ADD COLUMN later   integer NOT NULL DEFAULT 0;  -- and stays
