package dev.lethe.command.submissions;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionRestored;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
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

    private SubmissionStatus status = SubmissionStatus.NEW;
    private boolean archived;
    private final Set<NoteId> notes = new HashSet<>();

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

    @CommandHandler
    void handle(SetStatus command, Clock clock) {
        if (command.status() != status) apply(new StatusSet(id, command.status(), clock.instant()));
    }

    @CommandHandler
    boolean handle(AddNote command, Clock clock) {
        if (notes.contains(command.note())) return false; // whoever sent it compares: here it is sealed
        apply(new NoteAdded(id, command.note(), command.text(), clock.instant()));
        return true;
    }

    @CommandHandler
    void handle(ArchiveSubmission command, Clock clock) {
        if (!archived) apply(new SubmissionArchived(id, clock.instant()));
    }

    @CommandHandler
    void handle(RestoreSubmission command, Clock clock) {
        if (archived) apply(new SubmissionRestored(id, clock.instant()));
    }

    @EventSourcingHandler
    void on(SubmissionEvent event) {
        switch (event) {
            case SubmissionReceived received -> id = received.submission();
            case StatusSet set -> status = set.status();
            case NoteAdded added -> {
                boolean unused = notes.add(added.note());
            }
            case SubmissionArchived _ -> archived = true;
            case SubmissionRestored _ -> archived = false;
        }
    }

    @Override
    public String toString() {
        return "Submission[" + id + "]";
    }
}
