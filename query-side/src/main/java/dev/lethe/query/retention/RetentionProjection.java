package dev.lethe.query.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.retention.events.ExpiryRunEvent;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.model.FormCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.query.projections.Projection;
import dev.lethe.query.projections.Recorded;
import dev.lethe.query.projections.Rows;
import dev.lethe.query.projections.Rows.Table;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Remembers the runs: what they were asked for, and what became of them. */
@Component
class RetentionProjection implements Projection<ExpiryRunEvent> {

    private static final Table RUN = new Table(
            "run",
            "id",
            "day",
            "cause",
            "officer",
            "second_look",
            "refusal",
            "before_jump",
            "after_jump",
            "living",
            "started_at");
    private static final Table FORM_COUNT = new Table("form_count", "run", "form", "due");
    private static final Table BATCH = new Table("batch", "id", "run", "ordered_at");
    private static final Table LEFT_OUT = new Table("left_out", "run", "form", "why", "records");
    private static final Table BATCH_COUNT = new Table("batch_count", "batch", "form", "records");

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public int version() {
        return 2;
    }

    @Override
    public Class<ExpiryRunEvent> reads() {
        return ExpiryRunEvent.class;
    }

    @Override
    public void project(ExpiryRunEvent event, Recorded recorded, Rows rows) {
        UUID run = event.run().value();
        switch (event) {
            case ExpiryRunStarted e -> {
                rows.insert(
                        RUN,
                        run,
                        e.day().toString(),
                        e.cause().name(),
                        id(e.officer()),
                        e.secondLook(),
                        null,
                        null,
                        null,
                        e.living(),
                        e.at());
                due(run, e.due(), rows);
            }
            case ExpiryRunRefused e -> {
                rows.insert(
                        RUN,
                        run,
                        e.day().toString(),
                        e.cause().name(),
                        id(e.officer()),
                        false,
                        e.why().name(),
                        e.before(),
                        e.after(),
                        e.living(),
                        e.at());
                due(run, e.due(), rows);
            }
            case ExpiryBatchOrdered e -> {
                rows.insert(BATCH, e.batch().value(), run, e.at());
                for (FormCount each : e.records())
                    rows.insert(BATCH_COUNT, e.batch().value(), each.form().value(), each.records());
            }
            case ExpiryRunCompleted e -> {
                rows.change("UPDATE run SET completed_at = ? WHERE id = ?", e.at(), run);
                for (FormCount each : e.destroyed())
                    rows.change(
                            "INSERT INTO form_count (run, form, due, destroyed) VALUES (?, ?, 0, ?)"
                                    + " ON CONFLICT (run, form) DO UPDATE SET destroyed = EXCLUDED.destroyed",
                            run,
                            each.form().value(),
                            each.records());
                for (LeftOut each : e.leftOut())
                    rows.insert(LEFT_OUT, run, each.form().value(), each.why().name(), each.records());
            }
        }
    }

    private static void due(UUID run, List<FormCount> counts, Rows rows) {
        for (FormCount each : counts) rows.insert(FORM_COUNT, run, each.form().value(), each.records());
    }

    private static @Nullable UUID id(@Nullable AccountId account) {
        return account == null ? null : account.value();
    }
}
