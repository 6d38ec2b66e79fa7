package dev.lethe.query.projections;

import org.jspecify.annotations.Nullable;

/**
 * Where a projection writes. Live, what it writes is gathered over a batch of events and committed with the batch's
 * token; in a rebuild, inserts are streamed with {@code COPY}.
 */
public interface Rows {

    /**
     * Adds a row; nothing happens when its primary key is there already.
     *
     * @param table the table and the columns that the values fill
     * @param values UUID, String, Integer, Long, Boolean, Instant, byte[], String[] or UUID[] (or null), one for each column
     */
    void insert(Table table, @Nullable Object... values);

    /**
     * Changes rows that inserts of earlier events made, in the order of the calls. Insert no key again after deleting it:
     * a rebuild runs all inserts before the changes that follow them in the same flush.
     *
     * @param sql an idempotent UPDATE, DELETE, or INSERT … ON CONFLICT, with {@code ?} for each argument
     */
    void change(String sql, @Nullable Object... arguments);

    /**
     * A table of the read model.
     *
     * @param name without a schema
     */
    record Table(String name, String... columns) {}
}
