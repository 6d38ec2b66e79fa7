package dev.lethe.command.eventstore;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Whether an event was taken out of the store, or put into it, behind our back: positions have no gaps (ADR 0020), and neither
 * have the numbers of an aggregate's events. Not told is what was changed in place, and what was put or taken at the very end
 * while nobody looked: that is for the audit log.
 */
public final class EventGaps {

    private final @Nullable DataSource database;
    private long highest;

    private EventGaps(@Nullable DataSource database) {
        this.database = database;
    }

    static EventGaps in(DataSource database) {
        return new EventGaps(database);
    }

    /** Where an Axon Server keeps the events, it numbers them itself, and nobody else has its files open. */
    static EventGaps ofServer() {
        return new EventGaps(null);
    }

    /**
     * A place where the events are not what they were.
     *
     * @param position the first wrong one
     */
    public record Gap(long position, Kind kind) {

        /** What is wrong there. */
        public enum Kind {
            /** There is no event, and there are later ones. */
            MISSING,
            /** There were events from here on when somebody looked before. */
            ENDS_EARLIER,
            /** An event stands before the first place. */
            BEFORE_THE_FIRST,
            /** The event does not follow on those of its aggregate: one of them is gone, or this was put there. */
            OUT_OF_SEQUENCE
        }
    }

    /** Looks at all positions, of which none is passed over: seconds for each million, so aside. */
    public synchronized Optional<Gap> look() {
        if (database == null) return Optional.empty();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            return Stream.of(inPositions(statement), inSequences(statement))
                    .flatMap(Optional::stream)
                    .min(Comparator.comparingLong(Gap::position));
        } catch (SQLException e) {
            throw new EventStoreException("The positions of the events could not be read", e);
        }
    }

    private Optional<Gap> inPositions(Statement statement) throws SQLException {
        long count;
        long first;
        long last;
        try (ResultSet row = statement.executeQuery(
                "SELECT count(*), coalesce(min(position), 1), coalesce(max(position), 0) FROM event")) {
            row.next();
            count = row.getLong(1);
            first = row.getLong(2);
            last = row.getLong(3);
        }
        if (first < 1) return Optional.of(new Gap(first, Gap.Kind.BEFORE_THE_FIRST));
        if (count != last) {
            try (ResultSet row = statement.executeQuery("SELECT e.expected FROM (SELECT position, row_number() OVER"
                    + " (ORDER BY position) AS expected FROM event) e WHERE e.position <> e.expected"
                    + " ORDER BY e.position LIMIT 1")) {
                if (row.next()) return Optional.of(new Gap(row.getLong(1), Gap.Kind.MISSING));
            }
        }
        if (last < highest) return Optional.of(new Gap(last + 1, Gap.Kind.ENDS_EARLIER));
        highest = last;
        return Optional.empty();
    }

    private static Optional<Gap> inSequences(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT min(e.position) FROM (SELECT aggregate_id FROM event"
                + " GROUP BY aggregate_id HAVING count(*) <> max(sequence) + 1 OR min(sequence) <> 0) a"
                + " CROSS JOIN LATERAL (SELECT position, sequence, row_number() OVER (ORDER BY sequence) - 1 AS expected"
                + " FROM event WHERE aggregate_id = a.aggregate_id) e WHERE e.sequence <> e.expected")) {
            row.next();
            long position = row.getLong(1);
            return row.wasNull() ? Optional.empty() : Optional.of(new Gap(position, Gap.Kind.OUT_OF_SEQUENCE));
        }
    }
}
