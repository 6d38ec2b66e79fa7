package dev.lethe.command.eventstore;

import dev.lethe.command.privacy.events.EventsMarked;
import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Mark;
import dev.lethe.shredding.Replaced;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.axonframework.common.stream.BlockingStream;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedEventMessage;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** The events on an Axon Server, as the vault has to know them. Their mark is an event, the last of its own stream. */
final class AxonServerEventHistory implements EventHistory {

    private static final String TYPE = "EventsMark";
    /** The stream of marks. */
    private static final String STREAM = "events-mark";

    private static final long PATIENCE = TimeUnit.SECONDS.toMillis(30);

    private final EventStore events;
    private final Serializer serializer;
    /** What the events up to {@link #readUpTo} say is kept. */
    private final Map<UUID, Ground> kept = new HashMap<>();
    /** Those of the events up to {@link #readUpTo} by which something moved. */
    private final List<Move> moves = new ArrayList<>();

    private long readUpTo = -1;

    AxonServerEventHistory(EventStore events, Serializer serializer) {
        this.events = events;
        this.serializer = serializer;
    }

    @Override
    public Optional<Mark> mark() {
        Optional<Long> last = events.lastSequenceNumberFor(STREAM);
        if (last.isEmpty()) return Optional.empty();
        return events.readEvents(STREAM, last.get())
                .asStream()
                .map(event -> ((EventsMarked) event.getPayload()).toMark())
                .findFirst();
    }

    @Override
    public void note(Mark mark) {
        long next = events.lastSequenceNumberFor(STREAM).map(last -> last + 1).orElse(0L);
        events.publish(new GenericDomainEventMessage<>(TYPE, STREAM, next, EventsMarked.of(mark)));
    }

    @Override
    public long head() {
        @Nullable TrackingToken head = events.createHeadToken();
        OptionalLong position = head == null ? OptionalLong.empty() : head.position();
        return position.orElse(-1);
    }

    @Override
    public Optional<Instant> latest() {
        long head = head();
        if (head < 0) return Optional.empty();
        try (BlockingStream<TrackedEventMessage<?>> stream =
                events.openStream(head == 0 ? null : new GlobalSequenceTrackingToken(head - 1))) {
            return stream.hasNextAvailable((int) PATIENCE, TimeUnit.MILLISECONDS)
                    ? Optional.of(stream.nextAvailable().getTimestamp())
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EventStoreException("Interrupted while the last event was read", e);
        }
    }

    /** The server numbers its events itself, without gaps, and checks its files' sums. */
    @Override
    public Optional<String> gap() {
        return Optional.empty();
    }

    @Override
    public Set<UUID> named(Collection<UUID> keyIds, long after) {
        Set<UUID> wanted = new HashSet<>(keyIds);
        Set<UUID> named = new HashSet<>();
        each(after, head(), event -> {
            KeyNames.in(event.serializePayload(serializer, byte[].class).getData(), key -> {
                if (wanted.remove(key)) named.add(key);
            });
            return !wanted.isEmpty();
        });
        return named;
    }

    @Override
    public synchronized Map<UUID, Ground> kept(Collection<UUID> keyIds) {
        catchUp();
        Map<UUID, Ground> asked = new HashMap<>(kept);
        asked.keySet().retainAll(Set.copyOf(keyIds));
        return asked;
    }

    /** An event by which a part of a record moved. */
    private record Move(long position, Object event, String record) {}

    @Override
    public synchronized void replaced(long after, Replaced.Said each) {
        catchUp();
        for (Move move : moves) if (move.position() > after) KeysInEvents.replaced(move.event(), move.record(), each);
    }

    /** What was read before is kept in mind: the server has no index of types. */
    private void catchUp() {
        long head = head();
        if (head < readUpTo) {
            kept.clear();
            moves.clear();
            readUpTo = -1;
        }
        each(readUpTo, head, event -> {
            if (KeysInEvents.WITH_KEPT.contains(event.getPayloadType()))
                KeysInEvents.kept(event.getPayload(), kept::put);
            long position = event.trackingToken().position().orElse(readUpTo);
            if (KeysInEvents.WITH_REPLACED.contains(event.getPayloadType())
                    && event instanceof DomainEventMessage<?> ofRecord)
                moves.add(new Move(position, event.getPayload(), ofRecord.getAggregateIdentifier()));
            readUpTo = position;
            return true;
        });
    }

    @Override
    public void parts(Parts each) {
        each(-1, head(), event -> {
            if (KeysInEvents.WITH_PARTS.contains(event.getPayloadType())) KeysInEvents.parts(event.getPayload(), each);
            return true;
        });
    }

    /** @param each tells whether to go on */
    private void each(long after, long upTo, Predicate<TrackedEventMessage<?>> each) {
        if (after >= upTo) return;
        try (BlockingStream<TrackedEventMessage<?>> stream =
                events.openStream(after < 0 ? null : new GlobalSequenceTrackingToken(after))) {
            for (long at = after; at < upTo; ) {
                if (!stream.hasNextAvailable((int) PATIENCE, TimeUnit.MILLISECONDS))
                    throw new EventStoreException("The event store did not give out its events up to its head");
                TrackedEventMessage<?> event = stream.nextAvailable();
                at = event.trackingToken().position().orElse(at);
                if (!each.test(event)) return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EventStoreException("Interrupted while the events were read", e);
        }
    }
}
