package dev.lethe.query.projections;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyIn;
import org.postgresql.core.BaseConnection;

/**
 * Fills the fresh tables of a rebuild: rows are encoded by the thread that projects, and streamed with {@code COPY} by a
 * thread of its own. Tables have no index while that helps; {@link Blueprint} makes them in the end, or as soon as a change
 * needs one.
 */
final class Load implements Rows, AutoCloseable {

    private static final int CHUNK = 1 << 20;

    /** After so many rows looked at by changes without an index, making the indexes early is cheaper. */
    private static final long PATIENCE = 5_000_000;

    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.ISO_8859_1);

    private sealed interface Step {
        record Chunk(Table table, Bytes rows, int count) implements Step {}

        record Change(String sql, @Nullable Object[] arguments) implements Step {}

        record End() implements Step {}
    }

    private static final class Pending {
        Bytes rows = new Bytes(CHUNK + (CHUNK >> 2));
        int count;
    }

    private final Connection connection;
    private final String schema;
    private final Blueprint blueprint;
    private final Tables tables;
    private final Map<Table, Pending> pending = new IdentityHashMap<>();
    private final Map<Table, Column[]> columns = new IdentityHashMap<>();
    private final BlockingQueue<Step> queue = new ArrayBlockingQueue<>(8);
    private final Thread writer;
    private volatile @Nullable Throwable failure;

    // the writer's own
    private boolean indexed;
    private long loaded;
    private long lookedAt;
    private final Set<String> staged = new HashSet<>();

    /**
     * @param connection in the transaction that made the tables
     * @param indexed whether to make the indexes first, so that rows that are there already are noticed
     */
    Load(Connection connection, String schema, Blueprint blueprint, boolean indexed) throws SQLException {
        this.connection = connection;
        this.schema = schema;
        this.blueprint = blueprint;
        this.tables = new Tables(schema);
        if (indexed) index();
        this.writer = Thread.ofPlatform().name("rebuild-writer").daemon().start(this::write);
    }

    /** Tells what the columns are; before the first insert, since the connection belongs to the writer then. */
    private Column[] columns(Table table) {
        return columns.computeIfAbsent(table, _ -> blueprint.columns(table));
    }

    @Override
    public void insert(Table table, @Nullable Object... values) {
        Column[] of = columns(table);
        if (values.length != of.length)
            throw new IllegalArgumentException(table.name() + " takes " + of.length + " values, not " + values.length);
        Pending open = pending.computeIfAbsent(table, _ -> new Pending());
        Bytes rows = open.rows.int2(of.length);
        for (int i = 0; i < of.length; i++) of[i].write(rows, values[i]);
        open.count++;
        if (rows.length() >= CHUNK) hand(table, open);
    }

    @Override
    public void change(String sql, @Nullable Object... arguments) {
        handAll();
        put(new Step.Change(sql, arguments));
    }

    private void handAll() {
        for (var each : pending.entrySet()) if (each.getValue().count > 0) hand(each.getKey(), each.getValue());
    }

    private void hand(Table table, Pending open) {
        put(new Step.Chunk(table, open.rows, open.count));
        open.rows = new Bytes(open.rows.length() < CHUNK ? 1 << 12 : CHUNK + (CHUNK >> 2));
        open.count = 0;
    }

    private void put(Step step) {
        try {
            while (!queue.offer(step, 1, TimeUnit.SECONDS)) rethrow();
            rethrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The rebuild was interrupted", e);
        }
    }

    private void rethrow() {
        Throwable failed = failure;
        if (failed instanceof SQLException sql) throw new LoadFailedException(sql);
        if (failed != null) throw new IllegalStateException("The rebuild could not write", failed);
    }

    /** Waits until all is written and indexed. */
    void finish() throws SQLException {
        handAll();
        put(new Step.End());
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The rebuild was interrupted", e);
        }
        rethrow();
        if (!indexed) index();
    }

    private void write() {
        try {
            searchPath();
            Step step = queue.take();
            while (!(step instanceof Step.End)) step = write(step);
        } catch (Throwable e) { // told to the thread that projects
            failure = e;
        }
    }

    private void searchPath() throws SQLException {
        try (var statement = connection.prepareStatement("SELECT set_config('search_path', ?, true)")) {
            statement.setString(1, schema);
            statement.execute();
        }
    }

    /** Does this step and those that go with it. @return the next one */
    private Step write(Step step) throws SQLException, InterruptedException {
        switch (step) {
            case Step.Chunk chunk -> {
                return indexed ? stage(chunk.table, chunk) : copy(chunk.table.name(), chunk.table, chunk, "FREEZE, ");
            }
            case Step.Change first -> {
                String sql = first.sql;
                List<@Nullable Object[]> all = new ArrayList<>();
                Step next = step;
                while (next instanceof Step.Change(String text, @Nullable Object[] arguments)
                        && text.equals(sql)
                        && all.size() < 1_000) {
                    all.add(arguments);
                    next = queue.take();
                }
                if (!indexed) {
                    lookedAt += loaded * all.size();
                    if (lookedAt > PATIENCE || sql.toLowerCase(Locale.ROOT).contains("on conflict")) index();
                }
                Batch.change(connection, sql, all);
                return next;
            }
            case Step.End end -> {
                return end;
            }
        }
    }

    /** Copies this chunk and those of the same table that follow it. */
    private Step copy(String into, Table table, Step first, String options) throws SQLException, InterruptedException {
        CopyIn copy = connection
                .unwrap(BaseConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + into + " (" + String.join(", ", table.columns()) + ") FROM STDIN (" + options
                        + "FORMAT binary)");
        try {
            copy.writeToCopy(HEADER, 0, HEADER.length);
            Step next = first;
            while (next instanceof Step.Chunk(Table same, Bytes rows, int count) && same == table) {
                copy.writeToCopy(rows.array(), 0, rows.length());
                loaded += count;
                next = queue.take();
            }
            copy.writeToCopy(new byte[] {-1, -1}, 0, 2);
            copy.endCopy();
            return next;
        } finally {
            if (copy.isActive()) copy.cancelCopy();
        }
    }

    /** Where there are indexes, a row may be there already: {@code COPY} cannot pass over it, {@code INSERT} can. */
    private Step stage(Table table, Step first) throws SQLException, InterruptedException {
        String stage = "stage_" + table.name();
        String names = String.join(", ", table.columns());
        try (Statement statement = connection.createStatement()) {
            if (staged.add(table.name()))
                statement.execute("CREATE TEMPORARY TABLE " + stage + " ON COMMIT DROP AS SELECT * FROM " + table.name()
                        + " WITH NO DATA");
            Step next = copy("pg_temp." + stage, table, first, "");
            statement.execute("INSERT INTO " + table.name() + " (" + names + ") SELECT " + names + " FROM pg_temp."
                    + stage + " ON CONFLICT DO NOTHING");
            statement.execute("TRUNCATE pg_temp." + stage);
            return next;
        }
    }

    private void index() throws SQLException {
        blueprint.index(connection, schema);
        indexed = true;
    }

    /** Stops the writer, if something went wrong. */
    @Override
    public void close() {
        if (writer.isAlive()) {
            writer.interrupt();
            try {
                writer.join(TimeUnit.SECONDS.toMillis(30));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** The database refused what was written; {@link Rebuild} decides whether another way helps. */
    static final class LoadFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient SQLException reason;

        LoadFailedException(SQLException reason) {
            super("The rebuild could not write", reason);
            this.reason = reason;
        }

        SQLException reason() {
            return reason;
        }
    }
}
