package dev.lethe.query.submissions;

import dev.lethe.command.submissions.model.SubmissionId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of submissions: by when they were received, and those of one instant by their ids. As text it may
 * stand in an address: it holds nothing personal.
 */
public record Position(Instant receivedAt, SubmissionId id) {

    /** The place of this submission. */
    public static Position of(SubmissionRow row) {
        return new Position(row.receivedAt(), row.id());
    }

    /** What {@link #toString} wrote; empty when it is nothing of the kind. */
    public static Optional<Position> parse(@Nullable String text) {
        if (text == null) return Optional.empty();
        int middle = text.indexOf('_');
        if (middle < 0) return Optional.empty();
        try {
            return Optional.of(new Position(
                    Instant.parse(text.substring(0, middle)),
                    new SubmissionId(UUID.fromString(text.substring(middle + 1)))));
        } catch (DateTimeException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return receivedAt + "_" + id;
    }
}
