package dev.lethe.command.forms;

import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormEvent;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormEvent.FormReopened;
import dev.lethe.command.forms.events.FormEvent.FormRestored;
import dev.lethe.command.forms.events.FormEvent.ReadersSet;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.FormVersion;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
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

    /**
     * What is known of whether a form takes submissions.
     *
     * @param next the number of the first of the form's events that was not looked at yet
     */
    private record Standing(long next, @Nullable Instant closedSince) {}

    private final Map<FormId, Standing> standings = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<FormId, Standing> eldest) {
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

    /**
     * Since when a form takes no submissions; empty while it does. What happened since this was last asked is read from the
     * store each time: a form is closed for everybody at once, on all nodes.
     */
    public Optional<Instant> closedSince(FormId form) {
        Standing known = standings.getOrDefault(form, new Standing(0, null));
        long next = known.next();
        Instant closedSince = known.closedSince();
        for (DomainEventMessage<?> message :
                events.readEvents(form.toString(), next).asStream().toList()) {
            next = message.getSequenceNumber() + 1;
            if (message.getPayload() instanceof FormEvent event) closedSince = closedSince(closedSince, event);
        }
        if (next > known.next()) {
            Standing now = new Standing(next, closedSince);
            standings.merge(form, now, (one, other) -> one.next() > other.next() ? one : other);
        }
        return Optional.ofNullable(closedSince);
    }

    private static @Nullable Instant closedSince(@Nullable Instant before, FormEvent event) {
        return switch (event) {
            case FormClosed closed -> closed.at();
            case FormReopened _ -> null;
            case FormArchived archived -> before == null ? archived.at() : before;
            case FormCreated _, DraftSaved _, FormPublished _, FormRestored _, ReadersSet _ -> before;
        };
    }
}
