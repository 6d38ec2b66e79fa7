package dev.lethe.command.eventstore;

import static java.util.stream.Collectors.joining;

import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Mark;
import dev.lethe.shredding.Replaced;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;

/** The events in our own PostgreSQL, as the vault has to know them. */
final class PostgresEventHistory implements EventHistory {

    private static final int FETCH = 500;

    private final DataSource database;
    private final EventGaps gaps;
    private final Serializer serializer;
    /** What the events up to {@link #keptUpTo} say is kept. */
    private final Map<UUID, Ground> kept = new HashMap<>();

    private long keptUpTo = -1;

    PostgresEventHistory(DataSource database, EventGaps gaps, Serializer serializer) {
        this.database = database;
        this.gaps = gaps;
        this.serializer = serializer;
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** In one transaction. */
    private <T> T ask(Work<T> work) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T answer = work.with(connection);
                connection.commit();
                return answer;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new EventStoreException("The event store could not be asked", e);
        }
    }

    @Override
    public Optional<Mark> mark() {
        return ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT mark, epoch, mac FROM event_mark");
                    ResultSet row = statement.executeQuery()) {
                return row.next()
                        ? Optional.of(new Mark(row.getObject(1, UUID.class), row.getInt(2), row.getBytes(3)))
                        : Optional.empty();
            }
        });
    }

    @Override
    public void note(Mark mark) {
        ask(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT INTO event_mark (mark, epoch, mac) VALUES (?, ?, ?) ON CONFLICT (only_one) DO UPDATE"
                            + " SET mark = excluded.mark, epoch = excluded.epoch, mac = excluded.mac")) {
                statement.setObject(1, mark.mark());
                statement.setInt(2, mark.epoch());
                statement.setBytes(3, mark.mac());
                return statement.executeUpdate();
            }
        });
    }

    @Override
    public long head() {
        return ask(PostgresEventHistory::head);
    }

    private static long head(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                        connection.prepareStatement("SELECT coalesce(max(position), -1) FROM event");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public Optional<Instant> latest() {
        return ask(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT at FROM event ORDER BY position DESC LIMIT 1");
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getTimestamp(1).toInstant()) : Optional.empty();
            }
        });
    }

    @Override
    public Optional<String> gap() {
        return gaps.look().map(gap -> switch (gap.kind()) {
            case MISSING -> "an event is missing at position " + gap.position();
            case ENDS_EARLIER -> "the events end at position " + (gap.position() - 1) + ", and went further before";
            case BEFORE_THE_FIRST -> "an event stands before the first position, at " + gap.position();
            case OUT_OF_SEQUENCE ->
                "the event at position " + gap.position() + " does not follow on those of its aggregate";
        });
    }

    @Override
    public Set<UUID> named(Collection<UUID> keyIds, long after) {
        Set<UUID> wanted = new HashSet<>(keyIds);
        Set<UUID> named = new HashSet<>();
        return ask(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT payload FROM event WHERE position > ? ORDER BY position")) {
                statement.setLong(1, after);
                statement.setFetchSize(FETCH);
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next() && !wanted.isEmpty())
                        KeyNames.in(row.getBytes(1), key -> {
                            if (wanted.remove(key)) named.add(key);
                        });
                }
            }
            return named;
        });
    }

    /** What was read before is kept in mind: positions have no gaps, so nothing comes later below one that was read. */
    @Override
    public synchronized Map<UUID, Ground> kept(Collection<UUID> keyIds) {
        return ask(connection -> {
            long head = head(connection);
            if (head < keptUpTo) {
                kept.clear();
                keptUpTo = -1;
            }
            if (head > keptUpTo)
                each(connection, KeysInEvents.WITH_KEPT, keptUpTo, (event, _) -> KeysInEvents.kept(event, kept::put));
            keptUpTo = head;
            Map<UUID, Ground> asked = new HashMap<>();
            for (UUID key : keyIds) {
                Ground ground = kept.get(key);
                if (ground != null) asked.put(key, ground);
            }
            return asked;
        });
    }

    @Override
    public void replaced(long after, Replaced.Said each) {
        boolean unused = ask(connection -> {
            each(
                    connection,
                    KeysInEvents.WITH_REPLACED,
                    after,
                    (event, record) -> KeysInEvents.replaced(event, record, each));
            return true;
        });
    }

    @Override
    public void parts(Parts each) {
        boolean unused = ask(connection -> {
            each(connection, KeysInEvents.WITH_PARTS, -1, (event, _) -> KeysInEvents.parts(event, each));
            return true;
        });
    }

    /** Those of these types after a position, some hundreds in memory at a time. */
    private void each(Connection connection, Set<Class<?>> types, long after, BiConsumer<Object, String> each)
            throws SQLException {
        // Written out, so that an index of some types can be seen to do
        String names =
                types.stream().map(type -> "'" + type.getName() + "'").sorted().collect(joining(", "));
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT payload, payload_type, payload_revision, aggregate_id FROM event WHERE position > ? AND payload_type IN ("
                        + names + ") ORDER BY position")) {
            statement.setLong(1, after);
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    Object event = serializer.deserialize(new SimpleSerializedObject<>(
                            row.getBytes(1), byte[].class, row.getString(2), row.getString(3)));
                    if (event == null) throw new IllegalStateException("An event is not what was stored");
                    each.accept(event, row.getString(4));
                }
            }
        }
    }
}
