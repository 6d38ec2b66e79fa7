package dev.lethe.command.retention;

import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import java.util.List;
import org.axonframework.modelling.command.TargetAggregateIdentifier;

/** Ends a run. Sent by the {@link ExpiryDesk} only. */
record CompleteExpiryRun(
        @TargetAggregateIdentifier ExpiryRunId run, List<RecordCount> destroyed, List<LeftOut> leftOut) {}
