package dev.lethe.query.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.retention.events.ExpiryRunEvent;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryBatchOrdered;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.FormCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.query.projections.ProjectionFixture;
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
    private static final FormId POTHOLES = new FormId(new UUID(1, 1));
    private static final FormId BINS = new FormId(new UUID(2, 2));

    private final ProjectionFixture<ExpiryRunEvent> events = ProjectionFixture.of(new RetentionProjection());
    private final ExpiryRuns runs = new ExpiryRuns(events.database());

    private static ExpiryRunId fresh() {
        return new ExpiryRunId(UUID.randomUUID());
    }

    @Test
    void a_run_is_refused_looked_at_and_carried_out_in_whatever_way_the_events_come() {
        var refused = fresh();
        var run = fresh();
        var batch = new ErasureId(UUID.randomUUID());
        List<FormCount> due = List.of(new FormCount(POTHOLES, 200), new FormCount(BINS, 50));
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
                        400,
                        AT),
                new ExpiryRunStarted(run, DAY, ExpiryCause.OFFICER, OFFICER, true, due, 400, AT.plusSeconds(60)),
                new ExpiryBatchOrdered(run, batch, due, AT.plusSeconds(61)));

        assertThat(runs.underWay().orElseThrow().id()).isEqualTo(run);
        assertThat(runs.batches(run)).singleElement().satisfies(each -> {
            assertThat(each.erasure()).isEqualTo(batch);
            assertThat(each.size()).isEqualTo(250);
            assertThat(each.complete()).isFalse();
        });
        events.given(new ExpiryRunCompleted(
                run,
                List.of(new FormCount(POTHOLES, 199)),
                AT.plusSeconds(65),
                List.of(new LeftOut(POTHOLES, LeftOut.Reason.UNKNOWN_KEY, 1))));
        events.allWaysAgree();

        assertThat(runs.underWay()).isEmpty();
        assertThat(runs.count()).isEqualTo(2);
        assertThat(runs.page(1)).extracting(RunRow::id).containsExactly(run, refused);
        assertThat(runs.page(2)).isEmpty();
        RunRow row = runs.byId(run).orElseThrow();
        assertThat(row.due()).isEqualTo(250);
        assertThat(row.destroyed()).isEqualTo(199);
        assertThat(row.living()).isEqualTo(400);
        assertThat(row.secondLook()).isTrue();
        assertThat(row.officer()).isEqualTo(OFFICER);
        assertThat(row.completedAt()).isEqualTo(AT.plusSeconds(65));
        assertThat(runs.forms(run))
                .containsExactly(new ExpiryRuns.OfForm(POTHOLES, 200, 199), new ExpiryRuns.OfForm(BINS, 50, 0));
        assertThat(runs.leftOut(run)).containsExactly(new LeftOut(POTHOLES, LeftOut.Reason.UNKNOWN_KEY, 1));
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
