-- What is restricted is a state of keys, as what is held is: all keys of a subject have a row.
CREATE INDEX state_restricted ON vault.state (key_id) WHERE state = 'restricted';

-- What opening looks at, as vault.key_rows, and what is said of the keys being restricted, in one look: a restriction is in
-- force for whoever opens after it was made, on whichever node. While there is none, that costs nothing.
CREATE FUNCTION vault.opening_rows(wanted uuid[]) RETURNS TABLE (
    key_id uuid, prefix bytea, own boolean, epoch integer, wrapped bytea, destroyed_by bigint, sweep bigint, month date,
    ground text, mac bytea,
    restricted_day date, restricted_ground text, restricted_epoch integer, restricted_mac bytea)
LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_bitmapscan = off
AS $$
#variable_conflict use_column
BEGIN
    IF EXISTS (SELECT FROM vault.state s WHERE s.state = 'restricted') THEN
        RETURN QUERY SELECT k.key_id, k.prefix, k.own, k.epoch, k.wrapped, k.destroyed_by, k.sweep, k.month, k.ground, k.mac,
                            r.day, r.ground, r.epoch, r.mac
                     FROM vault.key k
                     LEFT JOIN vault.state r ON r.key_id = k.key_id AND r.state = 'restricted'
                     WHERE k.key_id = ANY (wanted);
    ELSE
        RETURN QUERY SELECT k.key_id, k.prefix, k.own, k.epoch, k.wrapped, k.destroyed_by, k.sweep, k.month, k.ground, k.mac,
                            NULL::date, NULL::text, NULL::integer, NULL::bytea
                     FROM vault.key k
                     WHERE k.key_id = ANY (wanted);
    END IF;
END
$$;
