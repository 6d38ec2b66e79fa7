package dev.lethe.command.eventstore;

import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Mark;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;

/** The events in our own PostgreSQL, as the vault has to know them. */
final class PostgresEventHistory implements EventHistory {

    private static final int FETCH = 500;

    private final DataSource database;
    private final EventGaps gaps;

    PostgresEventHistory(DataSource database, EventGaps gaps) {
        this.database = database;
        this.gaps = gaps;
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
        return ask(connection -> {
            try (PreparedStatement statement =
                            connection.prepareStatement("SELECT coalesce(max(position), -1) FROM event");
                    ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
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
}
