package dev.lethe.query.submissions;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that staff did with a submission.
 *
 * @param actor who did it; null when the system did it by itself
 * @param status what it became, when its status was set; else null
 */
public record WorkRow(
        @Nullable AccountId actor, What what, @Nullable SubmissionStatus status, Instant at) {

    /** What was done. */
    public enum What {
        /** Its status was set. */
        STATUS,
        /** It was put out of the way. */
        ARCHIVED,
        /** It was brought back among the others. */
        RESTORED
    }

    static WorkRow of(ResultSet row) throws SQLException {
        UUID actor = row.getObject("actor", UUID.class);
        String status = row.getString("status");
        return new WorkRow(
                actor == null ? null : new AccountId(actor),
                What.valueOf(row.getString("what")),
                status == null ? null : SubmissionStatus.valueOf(status),
                row.getObject("at", OffsetDateTime.class).toInstant());
    }
}
