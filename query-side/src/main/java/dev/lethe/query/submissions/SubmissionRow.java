package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * A submission. Open the tokens of a whole page at once: {@code vault.openAll(rows.stream().flatMap(SubmissionRow::sealed)
 * .toList())}, then ask each part what is {@link Part#in in} there.
 *
 * @param form the version that was answered
 * @param status how far the work on it is
 * @param archived whether it is out of the way
 * @param parts one for each of the form's people, in their order
 */
public record SubmissionRow(
        SubmissionId id,
        FormVersion form,
        String reference,
        Instant receivedAt,
        SubmissionStatus status,
        boolean archived,
        List<Part> parts) {

    public SubmissionRow {
        parts = List.copyOf(parts);
    }

    /** The tokens that are there to be opened. */
    public Stream<Sealed<Answers>> sealed() {
        return parts.stream().filter(Part.Held.class::isInstance).map(part -> ((Part.Held) part).answers());
    }
}
