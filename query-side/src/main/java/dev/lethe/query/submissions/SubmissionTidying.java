package dev.lethe.query.submissions;

import dev.lethe.shredding.DestroyedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Takes tokens that can never be opened again out of the read model. Housekeeping: they were unreadable before it, and
 * the rows, and so all counts, stay.
 */
@Component
public class SubmissionTidying {

    private static final int BATCH = 1_000;
    /** Where tokens are. */
    private static final List<String> TABLES = List.of("part", "note");

    /** Records of which nothing is left: what is due is looked for among the others only. */
    private static final String ENDED = """
            UPDATE read_submissions.submission s SET living = false
            WHERE s.id IN (SELECT submission FROM read_submissions.part WHERE key_id = ANY (CAST(? AS uuid[]))
                           UNION ALL SELECT submission FROM read_submissions.note WHERE key_id = ANY (CAST(? AS uuid[])))
              AND s.living
              AND NOT EXISTS (SELECT FROM read_submissions.part p WHERE p.submission = s.id AND p.token IS NOT NULL)
              AND NOT EXISTS (SELECT FROM read_submissions.note n WHERE n.submission = s.id AND n.token IS NOT NULL)
            """;

    private final JdbcTemplate database;

    SubmissionTidying(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    /**
     * Drops the tokens of destroyed keys, in batches that are committed one by one. Once more changes nothing; a rebuild
     * brings the tokens back from the events, so it is to be followed by this.
     *
     * @param destroyed tells the keys: {@code each -> vault.destroyedBy(erasure, each)}, {@code vault::allDestroyed}, {@code
     *     stream::forEach}
     * @return how many tokens were dropped
     */
    public long tidy(Consumer<Consumer<DestroyedKey>> destroyed) {
        List<DestroyedKey> batch = new ArrayList<>();
        long[] dropped = {0};
        destroyed.accept(key -> {
            batch.add(key);
            if (batch.size() == BATCH) dropped[0] += flush(batch);
        });
        return dropped[0] + flush(batch);
    }

    private long flush(List<DestroyedKey> batch) {
        if (batch.isEmpty()) return 0;
        int changed = 0;
        for (String table : TABLES)
            changed += database.update(
                    """
                    UPDATE read_submissions.%s p SET token = NULL, erased_at = d.at, erased_ground = d.ground
                    FROM unnest(CAST(? AS uuid[]), CAST(? AS timestamptz[]), CAST(? AS text[])) AS d (key_id, at, ground)
                    WHERE p.key_id = d.key_id AND p.token IS NOT NULL
                    """.formatted(table),
                    array(batch, DestroyedKey::keyId),
                    array(batch, DestroyedKey::when),
                    array(batch, key -> key.ground().code()));
        // Also when no token was left: whoever dropped them may have been stopped before this
        database.update(ENDED, array(batch, DestroyedKey::keyId), array(batch, DestroyedKey::keyId));
        batch.clear();
        return changed;
    }

    /** As PostgreSQL writes an array of values that need no quotes. */
    private static String array(List<DestroyedKey> keys, Function<DestroyedKey, Object> value) {
        return keys.stream().map(value).map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
