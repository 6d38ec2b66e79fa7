package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.ReceivedPart;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Instant;
import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Record a submission that {@link SubmissionIntake} validated and sealed; the answer is when it was received.
 *
 * @param receivedAt when it arrived elsewhere; null for one that arrives now
 */
record ReceiveSubmission(
        @TargetAggregateIdentifier SubmissionId submission,
        FormVersion form,
        String reference,
        List<ReceivedPart> parts,
        @Nullable Instant receivedAt) {
    ReceiveSubmission {
        parts = List.copyOf(parts);
    }
}
