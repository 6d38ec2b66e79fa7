package dev.lethe.shredding.database;

import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.tree.Prefix;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Set;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** The vault's own database: transactions, and failures that say nothing of what was in the statement. */
public final class VaultDatabase {

    /** Serialisation failure and deadlock: PostgreSQL asks to do the transaction again. A lock that was not to be had in time. */
    private static final Set<String> AGAIN = Set.of("40001", "40P01", "55P03");

    private static final int TRIES = 4;

    /** Which version reads what was written before format 2, as the end of a sentence and the next. */
    public static final String FIRST_FORMAT =
            "which only builds of November 2026 read: it was written before the first release.";

    /** What a kept connection is set to: its plans are made once, so they must be good for tables that grow. */
    private static final String KEPT = "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off;"
            + " SET enable_hashjoin = off; SET enable_mergejoin = off";

    private static final int LONGEST_MILLIS = 60_000;

    /** What is done with a connection. */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {
        T with(Connection connection) throws SQLException;
    }

    private final DataSource source;

    public VaultDatabase(DataSource source) {
        this.source = source;
        try {
            refuseFirstFormat();
            Flyway.configure()
                    .dataSource(source)
                    .locations("classpath:db/vault")
                    .schemas("vault")
                    .createSchemas(true)
                    .table("schema_history")
                    .load()
                    .migrate();
        } catch (VaultRefusedException e) {
            throw e;
        } catch (FlywayException | VaultException e) {
            throw new VaultException("The vault's database cannot be reached or migrated", e);
        }
    }

    /** Tables of the first format are not migrated: nobody but its authors has any. */
    private void refuseFirstFormat() {
        boolean first = read(connection -> {
            try (ResultSet row = query(connection, "SELECT to_regclass('vault.record_key') IS NOT NULL")) {
                return row.next() && row.getBoolean(1);
            }
        });
        if (first)
            throw new VaultRefusedException("The vault's database has the first format, " + FIRST_FORMAT
                    + " It was left as it is. Name another database, or empty it");
    }

    /** One statement, or several that need not agree. */
    public <T extends @Nullable Object> T read(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.with(connection);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** One transaction, durable when this returns. */
    public <T extends @Nullable Object> T write(Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = source.getConnection()) {
                return once(connection, work);
            } catch (SQLException e) {
                if (attempt == TRIES || !AGAIN.contains(String.valueOf(e.getSQLState()))) throw failed(e);
            }
        }
    }

    /** A connection of one thread's own, for a few statements that are repeated without end. */
    public Kept kept() {
        return new Kept();
    }

    /**
     * Keeps a connection and the plans of its {@linkplain #planned statements}. Not for use by several threads.
     */
    public final class Kept implements AutoCloseable {

        private @Nullable Connection connection;

        /** Statements that commit one by one; {@link #once} makes a transaction of several. May be done again after a failure. */
        public <T extends @Nullable Object> T with(Work<T> work) {
            for (int attempt = 1; ; attempt++) {
                boolean fresh = connection == null;
                try {
                    return work.with(open());
                } catch (SQLException e) {
                    drop();
                    // An old connection may have died long ago: that says nothing of a new one.
                    if (attempt == TRIES || fresh && !AGAIN.contains(String.valueOf(e.getSQLState()))) throw failed(e);
                }
            }
        }

        private Connection open() throws SQLException {
            if (connection != null) return connection;
            Connection open = source.getConnection();
            connection = open;
            // Nobody looks at this connection but its thread: a network that went dead must not keep it for a quarter
            // of an
            // hour, and with it all who wait for keys.
            open.setNetworkTimeout(Runnable::run, LONGEST_MILLIS);
            execute(open, KEPT);
            return open;
        }

        /** Whoever gets it from a pool next must not inherit its settings; if it is dead, the pool learns of it here. */
        private void drop() {
            try (Connection dropped = connection) {
                connection = null;
                if (dropped == null) return;
                try {
                    execute(dropped, "RESET ALL");
                    dropped.setNetworkTimeout(Runnable::run, 0);
                } catch (SQLException e) {
                    dropped.abort(Runnable::run);
                }
            } catch (SQLException _) {
                // It is gone, and its settings with it.
            }
        }

        @Override
        public void close() {
            drop();
        }
    }

    static <T extends @Nullable Object> T once(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        boolean committed = false;
        try {
            T result = work.with(connection);
            connection.commit();
            committed = true;
            return result;
        } finally {
            if (!committed) connection.rollback();
            connection.setAutoCommit(true);
        }
    }

    private static VaultException failed(SQLException e) {
        return new VaultException(
                "The vault's database does not do what it was asked (SQLSTATE " + e.getSQLState() + ")", e);
    }

    // --- Statements ---

    /** The caller reads and forgets the rows; the statement closes with them. */
    public static ResultSet query(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepare(connection, sql, values);
        statement.closeOnCompletion();
        return statement.executeQuery();
    }

    /** As {@link #query}, a thousand rows at a time. In a transaction: that is what PostgreSQL keeps a cursor for. */
    public static ResultSet cursor(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepare(connection, sql, values);
        statement.closeOnCompletion();
        statement.setFetchSize(1_000);
        return statement.executeQuery();
    }

    public static int execute(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** As {@link #execute}, by a plan that is kept: for inserts, which have one plan only, and on a {@link Kept} connection. */
    public static int executePlanned(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = planned(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** Parsed and planned once for each connection, which keeps the plan: see {@link Kept}. */
    public static PreparedStatement planned(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        return prepare(connection, 1, sql, values);
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        // Planned at each use: a plan that was made while a table was small would read all of it later.
        return prepare(connection, 0, sql, values);
    }

    private static PreparedStatement prepare(
            Connection connection, int threshold, String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            if (statement.isWrapperFor(PGStatement.class))
                statement.unwrap(PGStatement.class).setPrepareThreshold(threshold);
            for (int i = 0; i < values.length; i++) set(connection, statement, i + 1, values[i]);
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void set(Connection connection, PreparedStatement statement, int index, @Nullable Object value)
            throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Prefix prefix -> statement.setBytes(index, prefix.bytes());
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case Instant[] times ->
                statement.setArray(
                        index,
                        connection.createArrayOf(
                                "timestamptz",
                                Arrays.stream(times)
                                        .map(time -> time == null ? null : time.toString())
                                        .toArray()));
            case Object[] array -> statement.setArray(index, connection.createArrayOf(elementType(array), array));
            default -> statement.setObject(index, value);
        }
    }

    private static String elementType(Object[] array) {
        return switch (array) {
            case byte[][] _ -> "bytea";
            case java.util.UUID[] _ -> "uuid";
            case String[] _ -> "text";
            case Integer[] _ -> "int4";
            case Long[] _ -> "int8";
            case Boolean[] _ -> "bool";
            default -> throw new IllegalArgumentException("No array of " + array.getClass());
        };
    }

    public static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /**
     * Until the end of the transaction, few rows of many are found by their indexes, whatever PostgreSQL knows of the tables:
     * without statistics it would rather hold all against all.
     */
    public static void byIndexes(Connection connection) throws SQLException {
        query(
                        connection,
                        "SELECT set_config(name, 'off', true) FROM unnest(ARRAY['enable_seqscan', 'enable_bitmapscan',"
                                + " 'enable_hashjoin', 'enable_mergejoin']) AS name")
                .close();
    }

    /** Held until the end of the transaction: one at a time appends to the ledger, names a lane, moves an address. */
    public static void lock(Connection connection, long what) throws SQLException {
        try (ResultSet row = query(connection, "SELECT pg_advisory_xact_lock(?)", what)) {
            row.next();
        }
    }
}
