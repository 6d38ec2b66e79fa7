package dev.lethe.command.retention;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunCompleted;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunRefused;
import dev.lethe.command.retention.events.ExpiryRunEvent.ExpiryRunStarted;
import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.LeftOut;
import dev.lethe.command.retention.model.RecordCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExpiryRunTest {

    private static final List<LeftOut> LEFT_OUT = List.of(new LeftOut("letters", "received", LeftOut.Reason.HELD, 2));
    private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
    private static final ExpiryRunId ID = new ExpiryRunId(UUID.fromString("00000000-0000-4000-8000-000000000001"));
    private static final AccountId OFFICER = new AccountId(UUID.fromString("00000000-0000-4000-8000-000000000002"));
    private static final List<FeatureCount> LIVING =
            List.of(new FeatureCount("letters", 1_000), new FeatureCount("notices", 150));
    private static final Activity JUST_NOW = new Activity(NOW, NOW, null, null);
    private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(9));
    private static final Activity NOT_FOR_DAYS = new Activity(LONG_AGO, LONG_AGO, null, null);

    private FixtureConfiguration<ExpiryRun> run;

    @BeforeEach
    void wire() {
        run = new AggregateTestFixture<>(ExpiryRun.class);
        run.registerInjectableResource(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static List<RecordCount> due(long records) {
        return List.of(new RecordCount("letters", "received", records));
    }

    private static BeginExpiryRun begin(long due, Activity heard, boolean secondLook) {
        return new BeginExpiryRun(
                ID,
                TODAY,
                secondLook ? ExpiryCause.OFFICER : ExpiryCause.DAILY,
                secondLook ? OFFICER : null,
                secondLook,
                false,
                due(due),
                LIVING,
                heard,
                10);
    }

    private static ExpiryRunStarted started(long due, boolean secondLook) {
        return new ExpiryRunStarted(
                ID,
                TODAY,
                secondLook ? ExpiryCause.OFFICER : ExpiryCause.DAILY,
                secondLook ? OFFICER : null,
                secondLook,
                due(due),
                LIVING,
                NOW);
    }

    private static ExpiryRunRefused refused(long due, ExpiryRefusal why, Instant before, Instant after) {
        return new ExpiryRunRefused(ID, TODAY, ExpiryCause.DAILY, null, why, before, after, due(due), LIVING, NOW);
    }

    @Test
    void a_run_that_nothing_speaks_against_is_allowed() {
        run.givenNoPriorActivity()
                .when(begin(100, JUST_NOW, false))
                .expectResultMessagePayload(null)
                .expectEvents(started(100, false));
    }

    @Test
    void a_run_that_finds_nothing_is_one_all_the_same_and_shows_that_the_clock_goes_on() {
        run.givenNoPriorActivity().when(begin(0, JUST_NOW, false)).expectEvents(started(0, false));
    }

    @Test
    void after_a_restore_nothing_goes_whatever_anybody_looked_at() {
        BeginExpiryRun asked = begin(1, JUST_NOW, true);
        var restored = new BeginExpiryRun(
                ID, TODAY, asked.cause(), OFFICER, true, true, asked.due(), asked.living(), asked.heard(), 10);
        run.givenNoPriorActivity()
                .when(restored)
                .expectResultMessagePayload(ExpiryRefusal.RESTORED)
                .expectEvents(new ExpiryRunRefused(
                        ID,
                        TODAY,
                        ExpiryCause.OFFICER,
                        OFFICER,
                        ExpiryRefusal.RESTORED,
                        null,
                        null,
                        due(1),
                        LIVING,
                        NOW));
    }

    @Test
    void too_large_a_share_is_refused() {
        run.givenNoPriorActivity()
                .when(begin(101, JUST_NOW, false))
                .expectResultMessagePayload(ExpiryRefusal.TOO_MANY)
                .expectEvents(refused(101, ExpiryRefusal.TOO_MANY, null, null));
    }

    @Test
    void too_large_a_share_of_a_small_feature_is_refused_however_much_there_is_of_a_large_one() {
        var living = List.of(new FeatureCount("letters", 100_000), new FeatureCount("notices", 150));
        var due = List.of(
                new RecordCount("letters", "received", 1_000),
                new RecordCount("notices", "weekly", 75),
                new RecordCount("notices", "daily", 75));
        run.givenNoPriorActivity()
                .when(new BeginExpiryRun(ID, TODAY, ExpiryCause.DAILY, null, false, false, due, living, JUST_NOW, 10))
                .expectResultMessagePayload(ExpiryRefusal.TOO_MANY)
                .expectEvents(new ExpiryRunRefused(
                        ID, TODAY, ExpiryCause.DAILY, null, ExpiryRefusal.TOO_MANY, null, null, due, living, NOW));
    }

    @Test
    void a_clock_that_jumped_is_refused_with_the_times_around_the_jump() {
        run.givenNoPriorActivity()
                .when(begin(1, NOT_FOR_DAYS, false))
                .expectEvents(refused(1, ExpiryRefusal.CLOCK_AHEAD, LONG_AGO, NOW));
    }

    @Test
    void a_clock_that_was_set_back_is_refused() {
        Instant later = NOW.plus(Duration.ofDays(2));
        run.givenNoPriorActivity()
                .when(begin(1, new Activity(later, later, null, null), false))
                .expectEvents(refused(1, ExpiryRefusal.CLOCK_BEHIND, later, NOW));
    }

    @Test
    void nothing_is_refused_after_a_second_look() {
        run.givenNoPriorActivity().when(begin(900, NOT_FOR_DAYS, true)).expectEvents(started(900, true));
    }

    @Test
    void a_run_ends_once() {
        var complete = new CompleteExpiryRun(ID, due(7), LEFT_OUT);
        var completed = new ExpiryRunCompleted(ID, due(7), NOW, LEFT_OUT);

        run.given(started(7, false)).when(complete).expectEvents(completed);
        run.given(started(7, false), completed).when(complete).expectNoEvents();
        run.given(refused(101, ExpiryRefusal.TOO_MANY, null, null))
                .when(complete)
                .expectNoEvents();
    }
}
