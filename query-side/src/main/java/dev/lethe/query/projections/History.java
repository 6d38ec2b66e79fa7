package dev.lethe.query.projections;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lethe.command.Actor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;

/** Everything that happened, in order, for a rebuild. */
sealed interface History {

    /** Before the first event, whose position is 1 in our own table and 0 on an Axon Server. */
    long NOTHING = -1;

    /** The position of a token; {@link #NOTHING} where there is none. */
    static long position(@Nullable TrackingToken token) {
        return token == null ? NOTHING : token.position().orElse(NOTHING);
    }

    /** The token of a position; null before the first event. */
    static @Nullable TrackingToken token(long position) {
        return position == NOTHING ? null : new GlobalSequenceTrackingToken(position);
    }

    /** An event that was read and perhaps not parsed yet. */
    interface Event {
        long position();

        Recorded recorded();

        Object payload();
    }

    /** Takes what was read, in pieces of some hundreds. */
    interface Sink {
        void accept(List<Event> events) throws InterruptedException;
    }

    /**
     * Reads.
     *
     * @param after the position before the first one; {@link #NOTHING} for the very first
     * @param upTo the last position
     * @param types the class names of the wanted events; empty for all
     */
    void read(long after, long upTo, Set<String> types, Sink sink) throws SQLException, InterruptedException;

    /** How many events there are up to this position, with it. */
    long count(long position);

    /** The class names of all events of this type, or none if that cannot be told: then all must be read. */
    static Set<String> typesOf(Class<?> type) {
        Set<String> names = new TreeSet<>();
        return collect(type, names) ? names : Set.of();
    }

    private static boolean collect(Class<?> type, Set<String> names) {
        if (type.isSealed()) return Arrays.stream(type.getPermittedSubclasses()).allMatch(each -> collect(each, names));
        names.add(type.getName());
        return type.isRecord();
    }

    /** Straight from our own table, by a cursor of the server. */
    record OfTable(DataSource dataSource, Serializer serializer) implements History {

        private static final int FETCH = 500;

        @Override
        public long count(long position) {
            return Math.max(0, position); // there are no gaps
        }

        @Override
        public void read(long after, long upTo, Set<String> types, Sink sink)
                throws SQLException, InterruptedException {
            String sql =
                    "SELECT position, event_id, at, payload_type, payload_revision, payload, metadata FROM public.event"
                            + " WHERE position > ? AND position <= ?"
                            + (types.isEmpty() ? "" : " AND payload_type = ANY (?)")
                            + " ORDER BY position";
            try (Connection connection = dataSource.getConnection()) {
                connection.setAutoCommit(false); // or the driver would read all of it at once
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    // Binary from the first row on: as text each byte of a payload is two.
                    statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
                    statement.setFetchSize(FETCH);
                    statement.setLong(1, after);
                    statement.setLong(2, upTo);
                    if (!types.isEmpty()) statement.setArray(3, connection.createArrayOf("text", types.toArray()));
                    try (ResultSet result = statement.executeQuery()) {
                        List<Event> events = new ArrayList<>(FETCH);
                        while (result.next()) {
                            events.add(new Stored(
                                    result.getLong(1),
                                    result.getString(2),
                                    result.getObject(3, OffsetDateTime.class).toInstant(),
                                    result.getString(4),
                                    result.getString(5),
                                    result.getBytes(6),
                                    result.getBytes(7),
                                    serializer));
                            if (events.size() == FETCH) {
                                sink.accept(events);
                                events = new ArrayList<>(FETCH);
                            }
                        }
                        sink.accept(events);
                    }
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
        }
    }

    /** A row of our table. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Stored(
            long position,
            String eventId,
            Instant at,
            String type,
            @Nullable String revision,
            byte[] json,
            byte[] metadata,
            Serializer serializer)
            implements Event {

        private static final byte[] NONE = "{}".getBytes(UTF_8);

        @Override
        public Object payload() {
            return serializer.deserialize(new SimpleSerializedObject<>(json, byte[].class, type, revision));
        }

        @Override
        public Recorded recorded() {
            return new Recorded(eventId, position, at, actor());
        }

        private @Nullable UUID actor() {
            if (Arrays.equals(metadata, NONE)) return null;
            MetaData read = serializer.deserialize(
                    new SimpleSerializedObject<>(metadata, byte[].class, MetaData.class.getName(), null));
            return History.actor(read);
        }
    }

    /**
     * Through Axon: slower, but from wherever it keeps the events, and upcast where there are upcasters.
     *
     * @param first the position of the very first event
     */
    record OfStore(EventStore store, long first) implements History {

        private static final int CHUNK = 500;

        @Override
        public long count(long position) {
            return Math.max(0, position - first + 1);
        }

        @Override
        public void read(long after, long upTo, Set<String> types, Sink sink) throws InterruptedException {
            List<Event> events = new ArrayList<>(CHUNK);
            try (BlockingStream<TrackedEventMessage<?>> stream =
                    store.openStream(after == NOTHING ? store.createTailToken() : token(after))) {
                long position = after;
                while (position < upTo) {
                    if (!stream.hasNextAvailable(30, TimeUnit.SECONDS))
                        throw new IllegalStateException("The event store gave no event for 30 seconds");
                    TrackedEventMessage<?> message = stream.nextAvailable();
                    position = History.position(message.trackingToken());
                    if (position <= upTo
                            && (types.isEmpty()
                                    || types.contains(message.getPayloadType().getName())))
                        events.add(new Message(message));
                    if (events.size() == CHUNK) {
                        sink.accept(events);
                        events = new ArrayList<>(CHUNK);
                    }
                }
            }
            sink.accept(events);
        }
    }

    /** An event as Axon gives it. */
    record Message(TrackedEventMessage<?> message) implements Event {
        @Override
        public long position() {
            return History.position(message.trackingToken());
        }

        @Override
        public Recorded recorded() {
            return new Recorded(
                    message.getIdentifier(), position(), message.getTimestamp(), History.actor(message.getMetaData()));
        }

        @Override
        public Object payload() {
            return message.getPayload();
        }
    }

    private static @Nullable UUID actor(MetaData metadata) {
        Object actor = metadata.get(Actor.KEY);
        return actor == null ? null : UUID.fromString(actor.toString());
    }
}
