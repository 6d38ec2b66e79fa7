package dev.lethe.command.submissions.events;

import dev.lethe.command.forms.events.FormVersion;
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
            SubmissionId submission,
            FormVersion form,
            String reference,
            List<Personal<Answers>> parts,
            Instant receivedAt)
            implements SubmissionEvent {
        public SubmissionReceived {
            parts = List.copyOf(parts);
        }
    }
}
