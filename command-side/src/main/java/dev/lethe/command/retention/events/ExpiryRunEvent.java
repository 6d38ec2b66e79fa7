package dev.lethe.command.retention.events;

import com.fasterxml.jackson.annotation.JsonFormat;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.axonframework.serialization.Revision;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to a run of the retention. Numbers and random ids only. */
public sealed interface ExpiryRunEvent {

    /** The run it happened to. */
    ExpiryRunId run();

    /**
     * It was allowed to destroy what is due.
     *
     * @param day the council's day that it is for: what is due on it goes
     * @param officer who asked; null when nobody with an account did
     * @param secondLook whether somebody had looked at exactly this before, so that nothing was refused
     * @param due how many records are due, by feature and group; revision 1 knew submissions by form alone
     * @param living how many records there were, by feature; revision 1 knew submissions alone
     */
    @Revision("2")
    record ExpiryRunStarted(
            ExpiryRunId run,
            LocalDate day,
            ExpiryCause cause,
            @Nullable AccountId officer,
            boolean secondLook,
            List<RecordCount> due,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<FeatureCount> living,

            Instant at)
            implements ExpiryRunEvent {
        public ExpiryRunStarted {
            due = List.copyOf(due);
            living = List.copyOf(living);
        }
    }

    /**
     * It was not allowed to destroy anything, and ended.
     *
     * @param why the reason
     * @param before for a clock that jumped, the last time before the jump; else null
     * @param after for a clock that jumped, the first time after it; else null
     * @param due as for one that was allowed
     * @param living as for one that was allowed
     */
    @Revision("2")
    record ExpiryRunRefused(
            ExpiryRunId run,
            LocalDate day,
            ExpiryCause cause,
            @Nullable AccountId officer,
            ExpiryRefusal why,
            @Nullable Instant before,
            @Nullable Instant after,
            List<RecordCount> due,

            @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
            List<FeatureCount> living,

            Instant at)
            implements ExpiryRunEvent {
        public ExpiryRunRefused {
            due = List.copyOf(due);
            living = List.copyOf(living);
        }
    }

    /**
     * A batch of records is about to be destroyed. It counts once its erasure is complete.
     *
     * @param records how many, by feature and group; revision 1 knew submissions by form alone
     */
    @Revision("2")
    record ExpiryBatchOrdered(ExpiryRunId run, ErasureId batch, List<RecordCount> records, Instant at)
            implements ExpiryRunEvent {
        public ExpiryBatchOrdered {
            records = List.copyOf(records);
        }
    }

    /**
     * It ended.
     *
     * @param destroyed how many records it destroyed, by feature and group; before revision 3 submissions by form alone
     * @param leftOut what was due and stayed, and why, in the same way; revision 1 never said it
     */
    @Revision("3")
    record ExpiryRunCompleted(
            ExpiryRunId run,
            List<RecordCount> destroyed,
            Instant at,
            @Nullable List<LeftOut> leftOut) implements ExpiryRunEvent {
        public ExpiryRunCompleted {
            destroyed = List.copyOf(destroyed);
            leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
        }

        /** Nothing stayed. */
        public ExpiryRunCompleted(ExpiryRunId run, List<RecordCount> destroyed, Instant at) {
            this(run, destroyed, at, List.of());
        }

        @Override
        public List<LeftOut> leftOut() {
            return leftOut == null ? List.of() : leftOut;
        }
    }
}
