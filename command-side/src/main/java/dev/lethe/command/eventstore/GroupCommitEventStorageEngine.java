package dev.lethe.command.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.lethe.command.histories.Histories;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.EventStreamUtils;
import org.axonframework.eventsourcing.eventstore.BatchingEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.jspecify.annotations.Nullable;

/**
 * Axon's event storage on PostgreSQL, with group commit: events of concurrent commands share one insert and one commit.
 *
 * <p><b>Guaranteed:</b> when {@link #appendEvents} returns its events are durable; positions follow the order of commits and
 * have no gaps, whatever number of processes write, so tokens are single numbers. <b>Not guaranteed:</b> that nothing was
 * stored when it throws an {@link EventStoreException}: a lost connection leaves that open. A {@link ConcurrencyException}
 * does say that nothing was.
 */
final class GroupCommitEventStorageEngine extends BatchingEventStorageEngine implements AutoCloseable, Histories {

    private static final int FETCH = 1_000;
    private static final int WAITING = 4_096;
    private static final byte[] NO_METADATA = "{}".getBytes(UTF_8);
    private static final String COLUMNS =
            "event_id, aggregate_type, aggregate_id, sequence, at, payload_type, payload_revision, payload, metadata";

    private final DataSource reading;
    private final EventWriter writer;

    /**
     * @param reading where events are read
     * @param writing the writer's own connections, so that readers and callers can never keep it waiting
     * @param stored told the position of the last event that is durable
     */
    static GroupCommitEventStorageEngine on(
            DataSource reading,
            DataSource writing,
            Serializer events,
            Serializer snapshots,
            EventUpcaster upcasters,
            LongConsumer stored) {
        Builder builder = new Builder();
        builder.eventSerializer(events).snapshotSerializer(snapshots).upcasterChain(upcasters);
        builder.batchSize(FETCH);
        return new GroupCommitEventStorageEngine(builder, reading, writing, stored);
    }

    private static final class Builder extends BatchingEventStorageEngine.Builder {}

    private GroupCommitEventStorageEngine(
            Builder builder, DataSource reading, DataSource writing, LongConsumer stored) {
        super(builder);
        this.reading = reading;
        this.writer = new EventWriter(writing, WAITING, stored);
    }

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        if (events.isEmpty()) return;
        List<EventWriter.Row> rows = new ArrayList<>(events.size());
        for (EventMessage<?> event : events) rows.add(row(event, serializer));
        switch (writer.append(rows)) {
            case EventWriter.Outcome.Stored _ -> {}
            case EventWriter.Outcome.Duplicate(EventWriter.Row row) -> throw duplicate(row);
            case EventWriter.Outcome.Failed(Exception reason) ->
                throw new EventStoreException(
                        "The event store did not confirm that it stored "
                                + rows.stream()
                                        .map(row -> row.aggregateId() + " #" + row.sequence())
                                        .collect(joining(", ")),
                        reason);
        }
    }

    private static RuntimeException duplicate(EventWriter.Row row) {
        if (row.sequence() == 0)
            return new AggregateStreamCreationException(
                    row.aggregateType() + " " + row.aggregateId() + " exists already");
        return new ConcurrencyException(
                row.aggregateType() + " " + row.aggregateId() + " has an event number " + row.sequence() + " already");
    }

    private static EventWriter.Row row(EventMessage<?> event, Serializer serializer) {
        SerializedObject<byte[]> payload = event.serializePayload(serializer, byte[].class);
        byte[] metadata = event.getMetaData().isEmpty()
                ? NO_METADATA
                : event.serializeMetaData(serializer, byte[].class).getData();
        boolean ofAggregate = event instanceof DomainEventMessage;
        return new EventWriter.Row(
                event.getIdentifier(),
                ofAggregate ? ((DomainEventMessage<?>) event).getType() : null,
                ofAggregate ? ((DomainEventMessage<?>) event).getAggregateIdentifier() : event.getIdentifier(),
                ofAggregate ? ((DomainEventMessage<?>) event).getSequenceNumber() : 0,
                micros(event.getTimestamp()),
                payload.getType().getName(),
                payload.getType().getRevision(),
                payload.getData(),
                metadata);
    }

    /** Axon gives times back in milliseconds; stored more finely, they would differ by the way in which they are read. */
    private static long micros(Instant instant) {
        return TimeUnit.MILLISECONDS.toMicros(instant.toEpochMilli());
    }

    @Override
    protected List<? extends TrackedEventData<?>> fetchTrackedEvents(@Nullable TrackingToken last, int batchSize) {
        long after = last == null ? 0 : last.position().orElse(0);
        return query(
                "SELECT " + COLUMNS + ", position FROM event WHERE position > ? ORDER BY position LIMIT ?",
                result -> new TrackedDomainEventData<>(
                        new GlobalSequenceTrackingToken(result.getLong(10)), entry(result)),
                after,
                batchSize);
    }

    @Override
    protected List<? extends DomainEventData<?>> fetchDomainEvents(
            String aggregate, long firstSequence, int batchSize) {
        return query(
                "SELECT " + COLUMNS + " FROM event WHERE aggregate_id = ? AND sequence >= ? ORDER BY sequence LIMIT ?",
                GroupCommitEventStorageEngine::entry,
                aggregate,
                firstSequence,
                batchSize);
    }

    @Override
    public Map<String, List<DomainEventMessage<?>>> of(Collection<String> aggregates) {
        return messages(query(
                        "SELECT " + COLUMNS + " FROM event WHERE aggregate_id = ANY (CAST(? AS text[]))"
                                + " ORDER BY aggregate_id, sequence",
                        GroupCommitEventStorageEngine::entry,
                        array(aggregates)))
                .collect(groupingBy(DomainEventMessage::getAggregateIdentifier, LinkedHashMap::new, toList()));
    }

    @Override
    public Map<String, DomainEventMessage<?>> firstOf(Collection<String> aggregates) {
        return messages(query(
                        "SELECT " + COLUMNS
                                + " FROM event WHERE aggregate_id = ANY (CAST(? AS text[])) AND sequence = 0",
                        GroupCommitEventStorageEngine::entry,
                        array(aggregates)))
                .collect(toMap(DomainEventMessage::getAggregateIdentifier, event -> event));
    }

    private Stream<DomainEventMessage<?>> messages(List<? extends DomainEventData<?>> entries) {
        return EventStreamUtils.upcastAndDeserializeDomainEvents(entries.stream(), getEventSerializer(), upcasterChain)
                .asStream()
                .map(event -> event);
    }

    @Override
    public Map<String, Long> lastOf(Collection<String> aggregates) {
        Map<String, Long> all = new LinkedHashMap<>();
        // The newest of each alone, however many there are
        query(
                "SELECT a, (SELECT max(e.sequence) FROM event e WHERE e.aggregate_id = a)"
                        + " FROM unnest(CAST(? AS text[])) AS t (a)",
                result -> {
                    long last = result.getLong(2);
                    if (!result.wasNull()) all.put(result.getString(1), last);
                    return last;
                },
                array(aggregates));
        return all;
    }

    /** As PostgreSQL writes an array: identifiers have no sign that means something in one. */
    private static String array(Collection<String> aggregates) {
        for (String each : aggregates)
            if (!each.matches("[0-9A-Za-z-]+")) throw new IllegalArgumentException("Not an aggregate's identifier");
        return "{" + String.join(",", aggregates) + "}";
    }

    @Override
    protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
        EventWriter.Row row = row(snapshot, serializer);
        update(
                "INSERT INTO snapshot (" + COLUMNS
                        + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (aggregate_id) DO UPDATE SET"
                        + " event_id = excluded.event_id, aggregate_type = excluded.aggregate_type, sequence = excluded.sequence,"
                        + " at = excluded.at, payload_type = excluded.payload_type, payload_revision = excluded.payload_revision,"
                        + " payload = excluded.payload, metadata = excluded.metadata WHERE snapshot.sequence < excluded.sequence",
                row.eventId(),
                row.aggregateType(),
                row.aggregateId(),
                row.sequence(),
                Timestamp.from(snapshot.getTimestamp()),
                row.payloadType(),
                row.payloadRevision(),
                row.payload(),
                row.metadata());
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregate) {
        return query(
                "SELECT " + COLUMNS + " FROM snapshot WHERE aggregate_id = ?",
                GroupCommitEventStorageEngine::entry,
                aggregate)
                .stream();
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregate) {
        OptionalLong last = number("SELECT max(sequence) FROM event WHERE aggregate_id = ?", aggregate);
        return last.isPresent() ? Optional.of(last.getAsLong()) : Optional.empty();
    }

    @Override
    public @Nullable TrackingToken createTailToken() {
        return null; // nothing is ever removed from the beginning
    }

    @Override
    public @Nullable TrackingToken createHeadToken() {
        return token(number("SELECT max(position) FROM event"));
    }

    @Override
    public @Nullable TrackingToken createTokenAt(Instant time) {
        OptionalLong first = number("SELECT min(position) - 1 FROM event WHERE at >= ?", Timestamp.from(time));
        return first.isPresent() ? token(first) : createHeadToken();
    }

    private static @Nullable TrackingToken token(OptionalLong position) {
        return position.orElse(0) == 0 ? null : new GlobalSequenceTrackingToken(position.getAsLong());
    }

    private static GenericDomainEventEntry<byte[]> entry(ResultSet result) throws SQLException {
        String type = result.getString(2);
        return new GenericDomainEventEntry<>(
                type,
                result.getString(3),
                result.getLong(4),
                result.getString(1),
                result.getTimestamp(5).toInstant(),
                result.getString(6),
                result.getString(7),
                result.getBytes(8),
                result.getBytes(9));
    }

    private interface Mapping<T> {
        T map(ResultSet result) throws SQLException;
    }

    private <T> List<T> query(String sql, Mapping<T> mapping, Object... arguments) {
        try (Connection connection = reading.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) statement.setObject(i + 1, arguments[i]);
            List<T> found = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) found.add(mapping.map(result));
            }
            return found;
        } catch (SQLException e) {
            throw new EventStoreException("The event store could not be read", e);
        }
    }

    private OptionalLong number(String sql, Object... arguments) {
        return query(
                        sql,
                        result -> {
                            long number = result.getLong(1);
                            return result.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
                        },
                        arguments)
                .getFirst();
    }

    private void update(String sql, @Nullable Object... arguments) {
        try (Connection connection = reading.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) statement.setObject(i + 1, arguments[i]);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new EventStoreException("A snapshot could not be stored", e);
        }
    }

    /** Stores what is waiting, then stops accepting. */
    @Override
    public void close() {
        writer.close();
    }
}
