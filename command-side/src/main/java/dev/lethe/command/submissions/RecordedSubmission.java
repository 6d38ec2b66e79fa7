package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.Answers;
import dev.lethe.command.submissions.model.Note;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.shredding.Sealed;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A submission as its own events have it.
 *
 * @param statusAt since when it has its status; null when nobody ever set one
 * @param lastAt when its last event happened
 * @param parts the answers of each of the form's people
 */
public record RecordedSubmission(
        SubmissionId id,
        FormVersion form,
        Instant receivedAt,
        SubmissionStatus status,
        @Nullable Instant statusAt,
        Instant lastAt,
        List<Sealed<Answers>> parts,
        List<Sealed<Note>> notes) {

    public RecordedSubmission {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /** All that is sealed of it, destroyed or not. */
    public Stream<Sealed<?>> sealed() {
        return Stream.<Sealed<?>>concat(parts.stream(), notes.stream());
    }

    /** All keys that anything of it is sealed under, destroyed or not: what erasing it destroys. */
    public Set<UUID> keys() {
        return sealed().map(each -> each.token().keyId()).collect(Collectors.toSet());
    }
}
