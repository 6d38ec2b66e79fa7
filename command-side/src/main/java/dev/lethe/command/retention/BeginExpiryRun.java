package dev.lethe.command.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.RecordCount;
import java.time.LocalDate;
import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether a run may destroy what is due. Sent by the {@link ExpiryDesk} only.
 *
 * @param restored whether nobody has said yet what was restored
 */
record BeginExpiryRun(
        @TargetAggregateIdentifier ExpiryRunId run,
        LocalDate day,
        ExpiryCause cause,
        @Nullable AccountId officer,
        boolean secondLook,
        boolean restored,
        List<RecordCount> due,
        List<FeatureCount> living,
        Activity heard,
        int limitPercent) {}
