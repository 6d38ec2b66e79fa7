package dev.lethe.query.submissions;

import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.submissions.model.SubmissionId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A submission that holds data of a person, without its tokens.
 *
 * @param parts one for each of the form's people, in their order
 * @param notes those of the person's keys that notes about it are sealed under
 */
public record SubmissionOfPerson(
        SubmissionId id,
        FormVersion form,
        String reference,
        Instant receivedAt,
        List<PartOwner> parts,
        List<UUID> notes) {

    public SubmissionOfPerson {
        parts = List.copyOf(parts);
        notes = List.copyOf(notes);
    }

    /**
     * Whose a part is.
     *
     * @param person the position in the form's people
     * @param theirs whether its key is among those asked for
     * @param tidied whether its token is gone already
     */
    public record PartOwner(int person, UUID keyId, boolean theirs, boolean tidied) {}

    /** The person's own keys in it: of their parts, and of the notes about them. */
    public List<UUID> theirKeys() {
        return Stream.concat(parts.stream().filter(PartOwner::theirs).map(PartOwner::keyId), notes.stream())
                .toList();
    }

    /** Whether it holds other people's data too, which an erasure leaves. */
    public boolean shared() {
        return parts.stream().anyMatch(part -> !part.theirs());
    }
}
