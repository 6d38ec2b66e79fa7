package dev.lethe.query.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A run of the retention.
 *
 * @param day what was due on it was to go
 * @param officer who asked; null when nobody with an account did
 * @param secondLook whether somebody had looked at exactly this before
 * @param refusal why it destroyed nothing; null when it was allowed
 * @param before for a clock that jumped, the last time before the jump
 * @param after for a clock that jumped, the first time after it
 * @param living how many records there were in all
 * @param due how many were to go
 * @param destroyed how many went, so far while it is under way
 * @param completedAt null while it is under way, and when it was refused
 */
public record RunRow(
        ExpiryRunId id,
        LocalDate day,
        ExpiryCause cause,
        @Nullable AccountId officer,
        boolean secondLook,
        @Nullable ExpiryRefusal refusal,
        @Nullable Instant before,
        @Nullable Instant after,
        long living,
        long due,
        long destroyed,
        Instant startedAt,
        @Nullable Instant completedAt) {

    /** Whether it was allowed and has not ended. */
    public boolean underWay() {
        return refusal == null && completedAt == null;
    }
}
