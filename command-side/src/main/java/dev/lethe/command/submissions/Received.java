package dev.lethe.command.submissions;

import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.model.SubmissionId;
import java.util.Optional;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.springframework.stereotype.Component;

/** Submissions as they were received, straight from the event store: no read model is waited for. */
@Component
class Received {

    private final EventStore events;

    Received(EventStore events) {
        this.events = events;
    }

    Optional<SubmissionReceived> submission(SubmissionId id) {
        return events.readEvents(id.toString())
                .asStream()
                .map(DomainEventMessage::getPayload)
                .filter(SubmissionReceived.class::isInstance)
                .map(SubmissionReceived.class::cast)
                .findFirst();
    }
}
