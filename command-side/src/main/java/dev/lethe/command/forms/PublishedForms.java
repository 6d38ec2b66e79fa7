package dev.lethe.command.forms;

import dev.lethe.command.forms.events.FormEvent;
import dev.lethe.command.forms.events.FormEvent.DraftSaved;
import dev.lethe.command.forms.events.FormEvent.FormArchived;
import dev.lethe.command.forms.events.FormEvent.FormClosed;
import dev.lethe.command.forms.events.FormEvent.FormCreated;
import dev.lethe.command.forms.events.FormEvent.FormPublished;
import dev.lethe.command.forms.events.FormEvent.FormReopened;
import dev.lethe.command.forms.events.FormEvent.FormRestored;
import dev.lethe.command.forms.events.FormEvent.ReadersSet;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.histories.Histories;
import dev.lethe.command.histories.Standing;
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

    /** What stands of a form: since when it takes no submissions, and how often it was published. */
    private record State(@Nullable Instant closedSince, int versions) {}

    private final Standing<State> states;

    PublishedForms(EventStore events, Histories histories) {
        this.events = events;
        this.states = new Standing<>(histories, events, new State(null, 0), PublishedForms::after);
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
        return states.of(form.toString()).flatMap(state -> Optional.ofNullable(state.closedSince()));
    }

    /** The version that visitors see, or saw last; empty when it was never published, or there is no such form. */
    public Optional<FormVersion> current(FormId form) {
        return states.of(form.toString())
                .filter(state -> state.versions() > 0)
                .map(state -> new FormVersion(form, state.versions()));
    }

    private static State after(State before, Object payload) {
        if (!(payload instanceof FormEvent event)) return before;
        return switch (event) {
            case FormClosed closed -> new State(closed.at(), before.versions());
            case FormReopened _ -> new State(null, before.versions());
            case FormArchived archived ->
                before.closedSince() == null ? new State(archived.at(), before.versions()) : before;
            case FormPublished published ->
                new State(before.closedSince(), published.version().version());
            case FormCreated _, DraftSaved _, FormRestored _, ReadersSet _ -> before;
        };
    }
}
