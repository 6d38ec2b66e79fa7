package dev.lethe.command.eventstore;

import dev.lethe.command.RareLog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes events. While it waits for the disk, callers queue up; what is waiting then goes out as one
 * multi-row insert, which is one commit. It numbers them from the last position it knows to be stored. Where another process
 * was faster, the first row waits for that one's commit and then finds its position taken: the batch is numbered and sent
 * again. So nothing is ever stored before all that has a lower position: the order of positions is the order of commits,
 * without gaps.
 */
final class EventWriter implements AutoCloseable {

    /** An event, ready to be stored. */
    record Row(
            String eventId,
            @Nullable String aggregateType,
            String aggregateId,
            long sequence,
            long atMicros,
            String payloadType,
            @Nullable String payloadRevision,
            byte[] payload,
            byte[] metadata) {
        int size() {
            return payload.length + metadata.length + 300;
        }
    }

    /** How an append ended. */
    sealed interface Outcome {
        record Stored() implements Outcome {}

        /** Nothing of this append was stored. */
        record Duplicate(Row row) implements Outcome {}

        /** It is not known to be stored: the commit may or may not have arrived. */
        record Failed(Exception reason) implements Outcome {}
    }

    private static final RareLog LOG = new RareLog(LoggerFactory.getLogger(EventWriter.class));
    private static final Outcome STORED = new Outcome.Stored();
    private static final String UNIQUE_VIOLATION = "23505";
    private static final long UNKNOWN = -1;
    private static final int MOST_EVENTS = 1_000;
    private static final int MOST_BYTES = 8 << 20;

    private static final String WRITE = """
            INSERT INTO event (position, event_id, aggregate_type, aggregate_id, sequence, at, payload_type, payload_revision, payload, metadata)
            SELECT ? + e.number, e.event_id, e.aggregate_type, e.aggregate_id, e.sequence,
                   timestamptz 'epoch' + e.at * interval '1 microsecond', e.payload_type, e.payload_revision, e.payload, e.metadata
            FROM unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::text[], ?::text[], ?::bytea[], ?::bytea[])
                 WITH ORDINALITY AS e (event_id, aggregate_type, aggregate_id, sequence, at, payload_type, payload_revision, payload, metadata, number)
            """.strip();

    private static final String FIND =
            "SELECT e.aggregate_id, e.sequence FROM event e JOIN unnest(?::text[], ?::bigint[]) AS k (aggregate_id, sequence)"
                    + " ON e.aggregate_id = k.aggregate_id AND e.sequence = k.sequence";

    private record Key(String aggregateId, long sequence) {}

    private record Append(List<Row> rows, CompletableFuture<Outcome> outcome) {}

    private final DataSource dataSource;
    private final BlockingQueue<Append> queue;
    private final LongConsumer stored;
    private final Thread thread;
    private volatile boolean closed;

    /** The position of the last event that is known to be stored; only the writer's thread looks at it. */
    private long last = UNKNOWN;

    /** The server's process that said so: another one may be of a server that knows less. */
    private int toldBy;

    /** Set before what is waiting is failed for the last time. */
    private volatile boolean ended;

    /**
     * @param capacity how many appends may wait; further callers wait for room
     * @param stored told the position of the last event that is durable, on the writer's thread, after whoever waited
     */
    EventWriter(DataSource dataSource, int capacity, LongConsumer stored) {
        this.stored = stored;
        this.dataSource = dataSource;
        this.queue = new ArrayBlockingQueue<>(capacity);
        this.thread = Thread.ofPlatform().name("event-writer").daemon().start(this::run);
    }

    /** Waits until these events are durable, or are known not to be stored. All of them are stored, or none. */
    Outcome append(List<Row> rows) {
        Append append = new Append(rows, new CompletableFuture<>());
        try {
            if (closed) return new Outcome.Failed(new IllegalStateException("The event store is closed"));
            if (!queue.offer(append, 30, TimeUnit.SECONDS))
                return new Outcome.Failed(new IllegalStateException("The event store has been busy for 30 seconds"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome.Failed(e);
        }
        // The writer may have looked at the queue for the last time just before the offer.
        if (ended) failWaiting(List.of());
        return append.outcome.join();
    }

    private void run() {
        List<Append> postponed = new ArrayList<>();
        try {
            while (true) {
                List<Append> batch = nextBatch(postponed);
                if (batch.isEmpty()) {
                    if (closed && queue.isEmpty()) break;
                    continue;
                }
                try {
                    write(batch);
                } catch (Exception | Error e) {
                    // Also after an error, memory that ran out say: a writer that ended would leave everybody waiting.
                    last = UNKNOWN;
                    batch.forEach(append -> append.outcome.complete(
                            new Outcome.Failed(e instanceof Exception known ? known : new IllegalStateException(e))));
                    LOG.error("Waiting events could not be stored", e);
                }
            }
        } finally {
            ended = true;
            failWaiting(postponed);
        }
    }

    private void failWaiting(List<Append> postponed) {
        var closed = new Outcome.Failed(new IllegalStateException("The event store is closed"));
        postponed.forEach(append -> append.outcome.complete(closed));
        for (Append append = queue.poll(); append != null; append = queue.poll()) append.outcome.complete(closed);
    }

    /** What is waiting, in its order. Of two events with one key the second waits for the next batch, and then fails alone. */
    private List<Append> nextBatch(List<Append> postponed) {
        List<Append> candidates = new ArrayList<>(postponed);
        postponed.clear();
        if (candidates.isEmpty()) {
            try {
                Append first = queue.poll(200, TimeUnit.MILLISECONDS);
                if (first != null) candidates.add(first);
            } catch (InterruptedException e) {
                return candidates; // only close() interrupts; what waits is still written
            }
        }
        if (candidates.isEmpty()) return candidates;
        queue.drainTo(candidates, MOST_EVENTS);
        List<Append> batch = new ArrayList<>(candidates.size());
        Set<Key> keys = new HashSet<>();
        long bytes = 0;
        for (Append append : candidates) {
            bytes += append.rows.stream().mapToInt(Row::size).sum();
            boolean fits = batch.isEmpty() || bytes <= MOST_BYTES;
            if (fits && postponed.isEmpty() && addAll(keys, append)) batch.add(append);
            else postponed.add(append);
        }
        return batch;
    }

    private static boolean addAll(Set<Key> keys, Append append) {
        for (Row row : append.rows) if (keys.contains(key(row))) return false;
        for (Row row : append.rows) keys.add(key(row));
        return true;
    }

    private static Key key(Row row) {
        return new Key(row.aggregateId, row.sequence);
    }

    private void write(List<Append> batch) throws SQLException {
        List<Append> left = new ArrayList<>(batch);
        while (!left.isEmpty()) {
            List<Row> rows =
                    left.stream().flatMap(append -> append.rows.stream()).toList();
            try (Connection connection = dataSource.getConnection()) {
                try {
                    int server = connection.unwrap(PGConnection.class).getBackendPID();
                    if (last == UNKNOWN || toldBy != server) last = head(connection);
                    toldBy = server;
                    insert(connection, rows, last);
                    last += rows.size();
                    left.forEach(append -> append.outcome.complete(STORED));
                    stored.accept(last);
                    return;
                } catch (SQLException e) {
                    long expected = last;
                    last = UNKNOWN;
                    if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
                        connection.abort(Runnable::run);
                        throw e;
                    }
                    last = head(connection);
                    Set<Key> taken = taken(connection, rows);
                    boolean fewer = left.removeIf(append -> failedAsDuplicate(append, taken));
                    if (!fewer && last == expected) throw e; // neither overtaken nor a duplicate
                }
            }
        }
    }

    private static long head(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var result = statement.executeQuery("SELECT coalesce(max(position), 0) FROM event")) {
            result.next();
            return result.getLong(1);
        }
    }

    private static boolean failedAsDuplicate(Append append, Set<Key> taken) {
        Set<Key> own = new HashSet<>();
        for (Row row : append.rows) {
            if (taken.contains(key(row)) || !own.add(key(row))) {
                append.outcome.complete(new Outcome.Duplicate(row));
                return true;
            }
        }
        return false;
    }

    private static void insert(Connection connection, List<Row> rows, long last) throws SQLException {
        int n = rows.size();
        String[] eventIds = new String[n];
        @Nullable String[] aggregateTypes = new @Nullable String[n];
        String[] aggregateIds = new String[n];
        Long[] sequences = new Long[n];
        Long[] times = new Long[n];
        String[] types = new String[n];
        @Nullable String[] revisions = new @Nullable String[n];
        byte[][] payloads = new byte[n][];
        byte[][] metadata = new byte[n][];
        for (int i = 0; i < n; i++) {
            Row row = rows.get(i);
            eventIds[i] = row.eventId;
            aggregateTypes[i] = row.aggregateType;
            aggregateIds[i] = row.aggregateId;
            sequences[i] = row.sequence;
            times[i] = row.atMicros;
            types[i] = row.payloadType;
            revisions[i] = row.payloadRevision;
            payloads[i] = row.payload;
            metadata[i] = row.metadata;
        }
        try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
            statement.setLong(1, last);
            statement.setArray(2, connection.createArrayOf("text", eventIds));
            statement.setArray(3, connection.createArrayOf("text", aggregateTypes));
            statement.setArray(4, connection.createArrayOf("text", aggregateIds));
            statement.setArray(5, connection.createArrayOf("int8", sequences));
            statement.setArray(6, connection.createArrayOf("int8", times));
            statement.setArray(7, connection.createArrayOf("text", types));
            statement.setArray(8, connection.createArrayOf("text", revisions));
            statement.setArray(9, connection.createArrayOf("bytea", payloads));
            statement.setArray(10, connection.createArrayOf("bytea", metadata));
            statement.executeUpdate();
        }
    }

    private static Set<Key> taken(Connection connection, List<Row> rows) throws SQLException {
        Set<Key> taken = new HashSet<>();
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", rows.stream().map(Row::aggregateId).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int8", rows.stream().map(Row::sequence).toArray()));
            try (var result = statement.executeQuery()) {
                while (result.next()) taken.add(new Key(result.getString(1), result.getLong(2)));
            }
        }
        return taken;
    }

    /** Stores what is waiting, then stops. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(60));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
