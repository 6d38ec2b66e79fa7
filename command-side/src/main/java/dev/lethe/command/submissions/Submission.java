package dev.lethe.command.submissions;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionId;
import java.time.Clock;
import java.time.Instant;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.CreationPolicy;
import org.axonframework.spring.stereotype.Aggregate;

@Aggregate
class Submission {

    @AggregateIdentifier
    private SubmissionId id;

    @SuppressWarnings("NullAway.Init") // the first event fills it
    Submission() {}

    /** That it comes once only is up to the store, which takes the first event of an aggregate once. */
    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.ALWAYS)
    Instant handle(ReceiveSubmission command, Clock clock) {
        Instant at = command.receivedAt() == null ? clock.instant() : command.receivedAt();
        apply(new SubmissionReceived(command.submission(), command.form(), command.reference(), command.parts(), at));
        return at;
    }

    @EventSourcingHandler
    void on(SubmissionEvent event) {
        switch (event) {
            case SubmissionReceived received -> id = received.submission();
        }
    }

    @Override
    public String toString() {
        return "Submission[" + id + "]";
    }
}
