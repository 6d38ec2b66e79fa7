package dev.lethe.query.retention;

import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.model.SubmissionId;
import java.util.List;
import java.util.UUID;

/**
 * A submission whose time is over.
 *
 * @param keys all keys of it that are left: of its parts and its notes. Files are sealed under the parts' keys
 */
public record DueSubmission(SubmissionId id, FormId form, List<UUID> keys) {
    public DueSubmission {
        keys = List.copyOf(keys);
    }
}
