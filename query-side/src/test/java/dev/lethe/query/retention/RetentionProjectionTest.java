package dev.lethe.query.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.retention.events.ExpiryRunEvent;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import dev.lethe.query.projections.ProjectionFixture;
import dev.lethe.query.records.RecordGroup;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionProjectionTest {

    private static final Instant AT = Instant.parse("2026-11-20T03:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
    private static final AccountId OFFICER = new AccountId(UUID.randomUUID());
    /** Two groups of one feature, and one of another that has the same code. */
    private static final RecordGroup POTHOLES = new RecordGroup("submissions", "potholes");

    private static final RecordGroup BINS = new RecordGroup("submissions", "bins");
    private static final RecordGroup LETTERS = new RecordGroup("letters", "potholes");
    private static final List<FeatureCount> LIVING =
            List.of(new FeatureCount("submissions", 400), new FeatureCount("letters", 30));

    private final ProjectionFixture<ExpiryRunEvent> events = ProjectionFixture.of(new RetentionProjection());
    private final ExpiryRuns runs = new ExpiryRuns(events.database());

    private static final List<LeftOut> LEFT_OUT = List.of(
            new LeftOut("letters", "potholes", LeftOut.Reason.HELD, 1),
            new LeftOut("submissions", "potholes", LeftOut.Reason.UNKNOWN_KEY, 1));

    private static RecordCount count(RecordGroup group, long records) {
        return new RecordCount(group.feature(), group.group(), records);
    }

    private static ExpiryRunId fresh() {
        return new ExpiryRunId(UUID.randomUUID());
    }

    @Test
    void a_run_is_refused_looked_at_and_carried_out_in_whatever_way_the_events_come() {
        var refused = fresh();
        var run = fresh();
        var batch = new ErasureId(UUID.randomUUID());
        List<RecordCount> due = List.of(count(POTHOLES, 200), count(BINS, 50), count(LETTERS, 3));
        events.given(
                new ExpiryRunRefused(
                        refused,
                        DAY,
                        ExpiryCause.DAILY,
                        null,
                        ExpiryRefusal.CLOCK_AHEAD,
                        AT.minus(Duration.ofDays(3)),
                        AT,
                        due,
                        LIVING,
                        AT),
                new ExpiryRunStarted(run, DAY, ExpiryCause.OFFICER, OFFICER, true, due, LIVING, AT.plusSeconds(60)),
                new ExpiryBatchOrdered(run, batch, due, AT.plusSeconds(61)));

        assertThat(runs.underWay().orElseThrow().id()).isEqualTo(run);
        assertThat(runs.batches(run)).singleElement().satisfies(each -> {
            assertThat(each.erasure()).isEqualTo(batch);
            assertThat(each.size()).isEqualTo(253);
            assertThat(each.records()).containsExactlyInAnyOrderElementsOf(due);
            assertThat(each.complete()).isFalse();
        });
        events.given(new ExpiryRunCompleted(
                run, List.of(count(POTHOLES, 199), count(LETTERS, 2)), AT.plusSeconds(65), LEFT_OUT));
        events.allWaysAgree();

        assertThat(runs.underWay()).isEmpty();
        assertThat(runs.count()).isEqualTo(2);
        assertThat(runs.page(1)).extracting(RunRow::id).containsExactly(run, refused);
        assertThat(runs.page(2)).isEmpty();
        RunRow row = runs.byId(run).orElseThrow();
        assertThat(row.due()).isEqualTo(253);
        assertThat(row.destroyed()).isEqualTo(201);
        assertThat(row.living()).isEqualTo(430);
        assertThat(row.secondLook()).isTrue();
        assertThat(row.officer()).isEqualTo(OFFICER);
        assertThat(row.completedAt()).isEqualTo(AT.plusSeconds(65));
        assertThat(runs.groups(run))
                .containsExactly(
                        new ExpiryRuns.OfGroup(LETTERS, 3, 2),
                        new ExpiryRuns.OfGroup(BINS, 50, 0),
                        new ExpiryRuns.OfGroup(POTHOLES, 200, 199));
        assertThat(runs.leftOut(run)).containsExactlyElementsOf(LEFT_OUT);
        assertThat(runs.leftOut(refused)).isEmpty();
        RunRow no = runs.byId(refused).orElseThrow();
        assertThat(no.refusal()).isEqualTo(ExpiryRefusal.CLOCK_AHEAD);
        assertThat(no.before()).isEqualTo(AT.minus(Duration.ofDays(3)));
        assertThat(no.after()).isEqualTo(AT);
        assertThat(no.underWay()).isFalse();
        assertThat(no.officer()).isNull();
        assertThat(runs.byId(fresh())).isEmpty();
    }
}
