package dev.lethe.command.histories;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;

/**
 * The events of many aggregates at once, straight from the store. Rights, and what is destroyed, are decided on them: a read
 * model only says where to look.
 */
public interface Histories {

    /** All events of each of these aggregates, in order; those without any are left out. */
    Map<String, List<DomainEventMessage<?>>> of(Collection<String> aggregates);

    /** The first event of each of these aggregates; those without any are left out. */
    Map<String, DomainEventMessage<?>> firstOf(Collection<String> aggregates);

    /** The number of the last event of each of these aggregates; those without any are left out. */
    Map<String, Long> lastOf(Collection<String> aggregates);

    /** Whether these are all events of an aggregate: none was taken out from among them. */
    static boolean areWhole(List<? extends DomainEventMessage<?>> events) {
        for (int i = 0; i < events.size(); i++) if (events.get(i).getSequenceNumber() != i) return false;
        return true;
    }

    /** From wherever Axon keeps the events: one by one. */
    record OneByOne(EventStore store) implements Histories {

        @Override
        public Map<String, List<DomainEventMessage<?>>> of(Collection<String> aggregates) {
            Map<String, List<DomainEventMessage<?>>> all = new LinkedHashMap<>();
            for (String aggregate : aggregates) {
                List<DomainEventMessage<?>> events = store.readEvents(aggregate)
                        .asStream()
                        .<DomainEventMessage<?>>map(event -> event)
                        .toList();
                if (!events.isEmpty()) all.put(aggregate, events);
            }
            return all;
        }

        @Override
        public Map<String, DomainEventMessage<?>> firstOf(Collection<String> aggregates) {
            Map<String, DomainEventMessage<?>> all = new LinkedHashMap<>();
            for (String aggregate : aggregates) {
                var events = store.readEvents(aggregate);
                if (events.hasNext()) all.put(aggregate, events.next());
            }
            return all;
        }

        @Override
        public Map<String, Long> lastOf(Collection<String> aggregates) {
            Map<String, Long> all = new LinkedHashMap<>();
            for (String aggregate : aggregates)
                store.lastSequenceNumberFor(aggregate).ifPresent(last -> all.put(aggregate, last));
            return all;
        }
    }
}
