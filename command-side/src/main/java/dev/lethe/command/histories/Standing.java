package dev.lethe.command.histories;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;

/**
 * What the events of aggregates say now. Each look asks the store for the number of their last events, which is one look at an
 * index for all of them, and reads those that are new; what the older ones said is kept in memory.
 */
public final class Standing<S> {

    private static final int KEPT = 10_000;

    private final Histories histories;
    private final EventStore events;
    private final S before;
    private final BiFunction<S, Object, S> after;

    private record Known<S>(long last, S state) {}

    private final Map<String, Known<S>> known = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known<S>> eldest) {
            return size() > KEPT;
        }
    });

    /**
     * @param before what stands before the first event
     * @param after what stands after an event's payload; it changes nothing in place
     */
    public Standing(Histories histories, EventStore events, S before, BiFunction<S, Object, S> after) {
        this.histories = histories;
        this.events = events;
        this.before = before;
        this.after = after;
    }

    /** Of one aggregate; empty when it has no event. */
    public Optional<S> of(String aggregate) {
        return Optional.ofNullable(of(List.of(aggregate)).get(aggregate));
    }

    /** Of each of these aggregates; those without any event are left out. */
    public Map<String, S> of(Collection<String> aggregates) {
        Map<String, S> all = new LinkedHashMap<>();
        histories.lastOf(aggregates).forEach((aggregate, last) -> all.put(aggregate, upTo(aggregate, last)));
        return all;
    }

    private S upTo(String aggregate, long last) {
        Known<S> so = known.get(aggregate);
        if (so != null && so.last() == last) return so.state();
        // Events that are gone again, since some were lost or an older backup was restored, say nothing any more
        Known<S> from = so != null && so.last() < last ? so : new Known<>(-1, before);
        S state = from.state();
        long number = from.last();
        for (DomainEventMessage<?> event :
                events.readEvents(aggregate, number + 1).asStream().toList()) {
            state = after.apply(state, event.getPayload());
            number = event.getSequenceNumber();
        }
        known.put(aggregate, new Known<>(number, state));
        return state;
    }
}
