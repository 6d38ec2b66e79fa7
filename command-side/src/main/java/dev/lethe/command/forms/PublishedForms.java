package dev.lethe.command.forms;

import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormVersion;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/**
 * The versions of forms, straight from the event store: what decides about a submission must not wait for a read model.
 * A version never changes, so those in use are kept.
 */
@Component
public class PublishedForms {

    private static final int KEPT = 200;

    private final EventStore events;
    private final Map<FormVersion, FormDefinition> kept = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FormVersion, FormDefinition> eldest) {
            return size() > KEPT;
        }
    });

    PublishedForms(EventStore events) {
        this.events = events;
    }

    /** The form as it was published then; empty when there is no such version. */
    public Optional<FormDefinition> definition(FormVersion version) {
        FormDefinition known = kept.get(version);
        if (known != null) return Optional.of(known);
        Optional<FormDefinition> found = events.readEvents(version.form().toString())
                .asStream()
                .map(DomainEventMessage::getPayload)
                .filter(FormPublished.class::isInstance)
                .map(FormPublished.class::cast)
                .filter(published -> published.version().equals(version))
                .findFirst()
                .map(FormPublished::definition);
        found.ifPresent(definition -> kept.put(version, definition));
        return found;
    }
}
