package dev.lethe.query.retention;

import dev.lethe.command.retention.events.ExpiryRunEvent;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.events.ShortLivedExpired;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditLine;
import dev.lethe.query.audit.AuditWords;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The runs of the retention, in the audit trail. */
@Component
class ExpiryWords implements AuditWords {

    private static final String RUN = "expiry-run";
    private static final AuditKind STARTED = new AuditKind("expiry.started", RUN);
    private static final AuditKind REFUSED = new AuditKind("expiry.refused", RUN);
    private static final AuditKind BATCH_ORDERED = new AuditKind("expiry.batch-ordered", "erasure");
    private static final AuditKind COMPLETED = new AuditKind("expiry.completed", RUN);
    private static final AuditKind SHORT_LIVED = new AuditKind("expiry.short-lived", "");

    @Override
    public int order() {
        return 500;
    }

    @Override
    public List<AuditKind> kinds() {
        return List.of(STARTED, REFUSED, BATCH_ORDERED, COMPLETED, SHORT_LIVED);
    }

    @Override
    public List<Telling<?>> tellings() {
        return List.of(
                new Telling<>(ExpiryRunEvent.class, ExpiryWords::run),
                new Telling<>(ShortLivedExpired.class, ExpiryWords::shortLived));
    }

    private static AuditLine run(ExpiryRunEvent event, @Nullable UUID actor) {
        UUID run = event.run().value();
        return switch (event) {
            case ExpiryRunStarted e -> {
                var line = new AuditLine(STARTED, actor, run);
                yield e.secondLook() ? line.detail("second-look") : line.detail(e.cause());
            }
            case ExpiryRunRefused e -> new AuditLine(REFUSED, actor, run).detail(e.why());
            case ExpiryBatchOrdered e ->
                new AuditLine(BATCH_ORDERED, actor, e.batch().value()).detail(sum(e.records()));
            case ExpiryRunCompleted e -> new AuditLine(COMPLETED, actor, run).detail(sum(e.destroyed()));
        };
    }

    private static AuditLine shortLived(ShortLivedExpired event, @Nullable UUID actor) {
        return new AuditLine(SHORT_LIVED, actor, null)
                .detail(event.destroyed().stream()
                        .map(each -> each.kind() + " " + each.keys())
                        .collect(Collectors.joining(", ")));
    }

    private static String sum(List<RecordCount> counts) {
        return String.valueOf(counts.stream().mapToLong(RecordCount::records).sum());
    }
}
