package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.histories.Histories;
import dev.lethe.command.submissions.events.SubmissionEvent;
import dev.lethe.command.submissions.events.SubmissionEvent.NoteAdded;
import dev.lethe.command.submissions.events.SubmissionEvent.StatusSet;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionArchived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionReceived;
import dev.lethe.command.submissions.events.SubmissionEvent.SubmissionRestored;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.Unsealing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.axonframework.eventhandling.DomainEventMessage;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Submissions as their own events have them. Read models say where to look; which keys are a submission's, when it came, with
 * which form, and how far the work on it is, is believed here alone, wherever something is destroyed or may be read by it.
 */
@Component
public class RecordedSubmissions {

    private final Histories histories;
    private final Unsealing vault;

    RecordedSubmissions(Histories histories, Unsealing vault) {
        this.histories = histories;
        this.vault = vault;
    }

    /** These submissions; those are left out that no event tells of, or of which one was taken out from among the others. */
    public Map<SubmissionId, RecordedSubmission> of(Collection<SubmissionId> ids) {
        Map<SubmissionId, RecordedSubmission> all = new LinkedHashMap<>();
        if (ids.isEmpty()) return all;
        histories.of(ids.stream().map(SubmissionId::toString).toList()).values().stream()
                .flatMap(events -> read(events).stream())
                .forEach(submission -> all.put(submission.id(), submission));
        return all;
    }

    /** One submission; empty as in {@link #of(Collection)}. */
    public Optional<RecordedSubmission> of(SubmissionId id) {
        return Optional.ofNullable(of(List.of(id)).get(id));
    }

    /** With which form each of these was sent; those that no event tells of are left out. */
    public Map<SubmissionId, FormId> formsOf(Collection<SubmissionId> ids) {
        Map<SubmissionId, FormId> forms = new HashMap<>();
        if (ids.isEmpty()) return forms;
        for (DomainEventMessage<?> event : histories
                .firstOf(ids.stream().map(SubmissionId::toString).toList())
                .values())
            if (event.getPayload() instanceof SubmissionReceived received)
                forms.put(received.submission(), received.form().form());
        return forms;
    }

    /**
     * Those of these of which something does not open where the events say that it stands, though it was not erased: a key that
     * they name may be somebody else's.
     */
    public Set<SubmissionId> broken(Collection<RecordedSubmission> submissions) {
        Set<SubmissionId> broken = new HashSet<>();
        Openings openings = vault.openAll(
                submissions.stream().flatMap(RecordedSubmission::sealed).toList());
        for (RecordedSubmission submission : submissions)
            if (!submission.sealed().allMatch(each -> stands(each, openings))) broken.add(submission.id());
        return broken;
    }

    private static boolean stands(Sealed<?> sealed, Openings openings) {
        try {
            return openings.of(sealed) != null;
        } catch (CannotBeOpenedException alarm) {
            return false;
        }
    }

    private static Optional<RecordedSubmission> read(List<DomainEventMessage<?>> events) {
        if (!Histories.areWhole(events)
                || !(events.getFirst().getPayload() instanceof SubmissionReceived received)
                || !received.submission().toString().equals(events.getFirst().getAggregateIdentifier()))
            return Optional.empty();
        SubmissionId id = received.submission();
        List<Sealed<Answers>> parts = new ArrayList<>();
        for (int person = 0; person < received.parts().size(); person++)
            parts.add(Answers.ANSWERS
                    .part(person + 1)
                    .at(id, received.parts().get(person).answers()));
        List<Sealed<Note>> notes = new ArrayList<>();
        SubmissionStatus status = SubmissionStatus.NEW;
        @Nullable Instant statusAt = null;
        for (DomainEventMessage<?> event : events) {
            if (!(event.getPayload() instanceof SubmissionEvent said)) return Optional.empty();
            switch (said) {
                case StatusSet set -> {
                    status = set.status();
                    statusAt = set.at();
                }
                case NoteAdded added -> notes.add(Note.NOTE.at(id, added.text()));
                case SubmissionReceived _, SubmissionArchived _, SubmissionRestored _ -> {}
            }
        }
        return Optional.of(new RecordedSubmission(
                id,
                received.form(),
                received.receivedAt(),
                status,
                statusAt,
                events.getLast().getTimestamp(),
                parts,
                notes));
    }
}
