package dev.lethe.query.projections;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.Segment;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Makes one read model anew, from the first event, in a schema beside the live one, which serves and follows meanwhile;
 * then puts it in the live one's place, in one transaction with the token. Whatever interrupts it leaves the live one as it
 * was.
 *
 * <p>Three threads work at once: one reads, one parses and projects, one streams the rows back with {@code COPY}.
 */
final class Rebuild<E> {

    /** So few events are applied while the follower stands still. */
    private static final long NEARLY = 500;

    private static final String UNIQUE_VIOLATION = "23505";

    private final Projection<E> projection;
    private final DataSource dataSource;
    private final History history;
    private final LongSupplier head;
    private final TokenStore tokens;
    private final TransactionManager transactions;
    private final Consumer<RebuildProgress> listener;
    private final String live;
    private final String next;
    private final Set<String> types;
    private final long began = System.nanoTime();
    private final Tables tables;

    Rebuild(
            Projection<E> projection,
            DataSource dataSource,
            History history,
            LongSupplier head,
            TokenStore tokens,
            TransactionManager transactions,
            Consumer<RebuildProgress> listener) {
        this.projection = projection;
        this.dataSource = dataSource;
        this.history = history;
        this.head = head;
        this.tokens = tokens;
        this.transactions = transactions;
        this.listener = listener;
        this.live = Follower.schema(projection.name());
        this.next = next(live);
        this.types = History.typesOf(projection.reads());
        this.tables = new Tables(next);
    }

    private static String next(String schema) {
        return schema + "_next";
    }

    private static String old(String schema) {
        return schema + "_old";
    }

    /** Removes what an interrupted rebuild left. */
    static void cleanUp(Connection connection, String name) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP SCHEMA IF EXISTS " + next(Follower.schema(name)) + " CASCADE");
            statement.execute("DROP SCHEMA IF EXISTS " + old(Follower.schema(name)) + " CASCADE");
        }
    }

    /** @param pause stops the follower, and gives what starts it again */
    void run(Supplier<Runnable> pause) throws SQLException, InterruptedException {
        try (Connection connection = dataSource.getConnection()) {
            cleanUp(connection, projection.name());
        }
        long position = head.getAsLong();
        report(History.NOTHING, position);
        try {
            load(position, false);
        } catch (Load.LoadFailedException e) {
            if (!UNIQUE_VIOLATION.equals(e.reason().getSQLState())) throw e.reason();
            load(position, true); // it inserts some rows twice and counts on the second being passed over
        } catch (SQLException e) {
            if (!UNIQUE_VIOLATION.equals(e.getSQLState())) throw e;
            load(position, true);
        }
        for (long now = head.getAsLong(); now - position > NEARLY; now = head.getAsLong()) {
            long from = position;
            long to = now;
            inTransaction(connection -> catchUp(connection, from, to));
            position = to;
        }
        Runnable resume = pause.get();
        try {
            swap(position);
        } finally {
            resume.run();
        }
        try (Connection connection = dataSource.getConnection()) {
            cleanUp(connection, projection.name());
        }
    }

    private void load(long upTo, boolean indexed) throws SQLException, InterruptedException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Blueprint blueprint = Blueprint.of(connection, live);
                blueprint.build(connection, live, next);
                try (Load load = new Load(connection, next, blueprint, indexed)) {
                    project(upTo, load);
                    load.finish();
                }
                connection.commit();
            } catch (Throwable e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private void project(long upTo, Rows rows) throws SQLException, InterruptedException {
        BlockingQueue<List<History.Event>> read = new ArrayBlockingQueue<>(16);
        @Nullable Throwable[] failure = new Throwable[1];
        Thread reader = Thread.ofPlatform().name("rebuild-reader").daemon().start(() -> {
            try {
                history.read(History.NOTHING, upTo, types, events -> {
                    if (!events.isEmpty()) read.put(events);
                });
            } catch (Throwable e) {
                failure[0] = e;
            }
            try {
                read.put(List.of()); // the end
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            long reported = System.nanoTime();
            for (List<History.Event> events = read.take(); !events.isEmpty(); events = read.take()) {
                for (History.Event event : events) project(event, rows);
                if (System.nanoTime() - reported > TimeUnit.MILLISECONDS.toNanos(200)) {
                    report(events.getLast().position(), upTo);
                    reported = System.nanoTime();
                }
            }
            reader.join();
            switch (failure[0]) {
                case null -> report(upTo, upTo);
                case SQLException e -> throw e;
                case Throwable e -> throw new IllegalStateException("The rebuild could not read the events", e);
            }
        } finally {
            reader.interrupt();
        }
    }

    private void project(History.Event event, Rows rows) {
        Object payload = event.payload();
        if (projection.reads().isInstance(payload))
            projection.project(projection.reads().cast(payload), event.recorded(), rows);
    }

    private void report(long position, long upTo) {
        listener.accept(new RebuildProgress(
                projection.name(),
                history.count(position),
                history.count(upTo),
                Duration.ofNanos(System.nanoTime() - began)));
    }

    private void catchUp(Connection connection, long after, long upTo) throws SQLException, InterruptedException {
        Batch batch = new Batch();
        history.read(after, upTo, types, events -> {
            for (History.Event event : events) project(event, batch);
            try {
                batch.flush(connection, next, tables);
            } catch (SQLException e) {
                throw new IllegalStateException("The rebuild could not write", e);
            }
        });
    }

    /** While the follower stands still: the last events, the names, the token and the version, all at once. */
    private void swap(long position) throws SQLException, InterruptedException {
        inTransaction(connection -> {
            if (tokens.fetchSegments(projection.name()).length == 0)
                tokens.initializeTokenSegments(projection.name(), 1);
            tokens.fetchToken(
                    projection.name(), Segment.ROOT_SEGMENT.getSegmentId()); // claims it, or another node has it
            long last = head.getAsLong();
            catchUp(connection, position, last);
            try (Statement statement = connection.createStatement()) {
                // Who reads now keeps the tables that it found; they are dropped later.
                statement.execute("ALTER SCHEMA " + live + " RENAME TO " + old(live));
                statement.execute("ALTER SCHEMA " + next + " RENAME TO " + live);
            }
            tokens.storeToken(History.token(last), projection.name(), Segment.ROOT_SEGMENT.getSegmentId());
            tokens.releaseClaim(projection.name(), Segment.ROOT_SEGMENT.getSegmentId());
            record(connection, projection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit TO on");
            }
        });
    }

    static void record(Connection connection, Projection<?> projection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT INTO public.projection (name, version, built_at) VALUES (?, ?, now())"
                        + " ON CONFLICT (name) DO UPDATE SET version = excluded.version, built_at = excluded.built_at")) {
            statement.setString(1, projection.name());
            statement.setInt(2, projection.version());
            statement.executeUpdate();
        }
    }

    private interface Work {
        void with(Connection connection) throws SQLException, InterruptedException;
    }

    /** In a transaction that the token store shares. */
    private void inTransaction(Work work) throws SQLException, InterruptedException {
        var transaction = transactions.startTransaction();
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            work.with(connection);
            transaction.commit();
        } catch (Throwable e) {
            transaction.rollback();
            throw e;
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }
}
