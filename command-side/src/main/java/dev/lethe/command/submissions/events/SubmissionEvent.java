package dev.lethe.command.submissions.events;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.NoteId;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Personal;
import java.time.Instant;
import java.util.List;
import org.axonframework.serialization.Revision;

/** Everything that can happen to a submission. */
public sealed interface SubmissionEvent {

    /** The submission it happened to. */
    SubmissionId submission();

    /**
     * A completed form arrived. Each part can be read until its person or this record is erased.
     *
     * @param reference the number the visitor was given
     * @param parts the answers of each of the form's people, in their order
     */
    @Revision("1")
    record SubmissionReceived(
            SubmissionId submission, FormVersion form, String reference, List<ReceivedPart> parts, Instant receivedAt)
            implements SubmissionEvent {
        public SubmissionReceived {
            parts = List.copyOf(parts);
        }
    }

    /** Somebody said how far the work on it is. */
    @Revision("1")
    record StatusSet(SubmissionId submission, SubmissionStatus status, Instant at) implements SubmissionEvent {}

    /**
     * A member of staff wrote something about it.
     *
     * @param text sealed under a key beside the one of the sender's answers
     */
    @Revision("1")
    record NoteAdded(SubmissionId submission, NoteId note, Personal<Note> text, Instant at)
            implements SubmissionEvent {}

    /** It was put out of the way; it expires as before. */
    @Revision("1")
    record SubmissionArchived(SubmissionId submission, Instant at) implements SubmissionEvent {}

    /** It is back among the others. */
    @Revision("1")
    record SubmissionRestored(SubmissionId submission, Instant at) implements SubmissionEvent {}
}
