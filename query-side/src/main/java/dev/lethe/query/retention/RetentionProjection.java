package dev.lethe.query.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.retention.events.ExpiryRunEvent;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
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
            "started_at");
    private static final Table RECORD_COUNT = new Table("record_count", "run", "feature", "record_group", "due");
    private static final Table LIVING_COUNT = new Table("living_count", "run", "feature", "records");
    private static final Table BATCH = new Table("batch", "id", "run", "ordered_at");
    private static final Table LEFT_OUT = new Table("left_out", "run", "feature", "record_group", "why", "records");
    private static final Table BATCH_COUNT = new Table("batch_count", "batch", "feature", "record_group", "records");

    @Override
    public String name() {
        return "retention";
    }

    @Override
    public int version() {
        return 3;
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
                        e.at());
                counts(run, e.due(), e.living(), rows);
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
                        e.at());
                counts(run, e.due(), e.living(), rows);
            }
            case ExpiryBatchOrdered e -> {
                rows.insert(BATCH, e.batch().value(), run, e.at());
                for (RecordCount each : e.records())
                    rows.insert(BATCH_COUNT, e.batch().value(), each.feature(), each.group(), each.records());
            }
            case ExpiryRunCompleted e -> {
                rows.change("UPDATE run SET completed_at = ? WHERE id = ?", e.at(), run);
                for (RecordCount each : e.destroyed())
                    rows.change(
                            "INSERT INTO record_count (run, feature, record_group, due, destroyed) VALUES (?, ?, ?, 0, ?)"
                                    + " ON CONFLICT (run, feature, record_group)"
                                    + " DO UPDATE SET destroyed = EXCLUDED.destroyed",
                            run,
                            each.feature(),
                            each.group(),
                            each.records());
                for (LeftOut each : e.leftOut())
                    rows.insert(
                            LEFT_OUT,
                            run,
                            each.feature(),
                            each.group(),
                            each.why().name(),
                            each.records());
            }
        }
    }

    private static void counts(UUID run, List<RecordCount> due, List<FeatureCount> living, Rows rows) {
        for (RecordCount each : due) rows.insert(RECORD_COUNT, run, each.feature(), each.group(), each.records());
        for (FeatureCount each : living) rows.insert(LIVING_COUNT, run, each.feature(), each.records());
    }

    private static @Nullable UUID id(@Nullable AccountId account) {
        return account == null ? null : account.value();
    }
}
