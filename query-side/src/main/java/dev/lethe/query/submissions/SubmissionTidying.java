package dev.lethe.query.submissions;

import dev.lethe.shredding.DestroyedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

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
            FROM read_submissions.submission s
            WHERE s.id IN (SELECT submission FROM read_submissions.part WHERE key_id = ANY (CAST(? AS uuid[]))
                           UNION ALL SELECT submission FROM read_submissions.note WHERE key_id = ANY (CAST(? AS uuid[])))
              AND s.living
              AND NOT EXISTS (SELECT FROM read_submissions.part p WHERE p.submission = s.id AND p.token IS NOT NULL)
              AND NOT EXISTS (SELECT FROM read_submissions.note n WHERE n.submission = s.id AND n.token IS NOT NULL)
            """;
    /** One that waited for rows while it holds others could wait for a projection that waits for it: it takes what is free. */
    private static final String END = "UPDATE read_submissions.submission SET living = false WHERE id IN (SELECT s.id "
            + ENDED + " FOR NO KEY UPDATE OF s SKIP LOCKED)";

    private static final String LEFT = "SELECT EXISTS (SELECT " + ENDED + ")";
    /** The advisory lock that tidyings take in turn: two that meet at the same rows in another order would stop each other. */
    private static final long TURN = 0x7469_6479_2073_7562L;

    private static final Duration WHILE_LOCKED = Duration.ofMillis(20);

    private final JdbcTemplate database;
    private final TransactionTemplate transactions;

    SubmissionTidying(DataSource database) {
        this.database = new JdbcTemplate(database);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
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
        String keys = array(batch, DestroyedKey::keyId);
        int changed = transactions.execute(_ -> drop(batch, keys));
        // Also when no token was left: whoever dropped them may have been stopped before this
        while (Boolean.TRUE.equals(database.queryForObject(LEFT, Boolean.class, keys, keys))) {
            LockSupport.parkNanos(WHILE_LOCKED.toNanos());
            if (Thread.currentThread().isInterrupted()) throw new CancellationException("The tidying is cut off");
            database.update(END, keys, keys);
        }
        batch.clear();
        return changed;
    }

    private int drop(List<DestroyedKey> batch, String keys) {
        database.query("SELECT pg_advisory_xact_lock(?)", _ -> {}, TURN);
        int changed = 0;
        for (String table : TABLES)
            changed += database.update(
                    """
                    UPDATE read_submissions.%s p SET token = NULL, erased_at = d.at, erased_ground = d.ground
                    FROM unnest(CAST(? AS uuid[]), CAST(? AS timestamptz[]), CAST(? AS text[])) AS d (key_id, at, ground)
                    WHERE p.key_id = d.key_id AND p.token IS NOT NULL
                    """.formatted(table),
                    keys,
                    array(batch, DestroyedKey::when),
                    array(batch, key -> key.ground().code()));
        database.update(END, keys, keys);
        return changed;
    }

    /** As PostgreSQL writes an array of values that need no quotes. */
    private static String array(List<DestroyedKey> keys, Function<DestroyedKey, Object> value) {
        return keys.stream().map(value).map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
