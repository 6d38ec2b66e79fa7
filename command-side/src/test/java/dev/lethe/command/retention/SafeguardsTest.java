package dev.lethe.command.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryRefusal;
import dev.lethe.command.retention.model.FeatureCount;
import dev.lethe.command.retention.model.RecordCount;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafeguardsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
    private static final Safeguards TEN_PERCENT = new Safeguards(10);

    /** Something happened so long ago, and a minute before it. */
    private static Activity lastHeard(Duration ago) {
        Instant last = NOW.minus(ago);
        return new Activity(last, last, last.minusSeconds(60), last);
    }

    private static List<RecordCount> due(long records) {
        return List.of(new RecordCount("letters", "received", records));
    }

    private static List<FeatureCount> living(long records) {
        return List.of(new FeatureCount("letters", records));
    }

    private static Optional<ExpiryRefusal> against(Activity heard) {
        return TEN_PERCENT.against(heard, due(1), living(1_000), NOW);
    }

    @Test
    void a_clock_that_goes_on_is_believed() {
        assertThat(against(lastHeard(Duration.ZERO))).isEmpty();
        assertThat(against(lastHeard(Duration.ofHours(24)))).isEmpty();
        assertThat(against(Activity.NOTHING)).isEmpty();
    }

    @Test
    void a_clock_that_is_more_than_a_day_ahead_of_all_that_happened_is_not() {
        assertThat(against(lastHeard(Safeguards.SILENCE))).isEmpty();
        assertThat(against(lastHeard(Safeguards.SILENCE.plusMillis(1)))).contains(ExpiryRefusal.CLOCK_AHEAD);
        assertThat(against(lastHeard(Duration.ofDays(365)))).contains(ExpiryRefusal.CLOCK_AHEAD);
    }

    @Test
    void a_system_with_nothing_to_do_runs_from_day_to_day_also_when_summer_time_ends() {
        var london = ZoneId.of("Europe/London");
        Instant run = LocalDateTime.of(2026, 10, 24, 3, 0).atZone(london).toInstant();
        Instant next = LocalDateTime.of(2026, 10, 25, 3, 1).atZone(london).toInstant();
        assertThat(Duration.between(run, next)).isGreaterThan(Duration.ofHours(25));

        assertThat(TEN_PERCENT.against(new Activity(run, run, null, null), List.of(), List.of(), next))
                .isEmpty();
    }

    @Test
    void what_happened_after_the_jump_does_not_make_up_for_it() {
        Instant before = NOW.minus(Duration.ofDays(30));
        Instant signedIn = NOW.minusSeconds(5);
        var heard = new Activity(signedIn, signedIn, before, signedIn.minusSeconds(60));

        assertThat(against(heard)).contains(ExpiryRefusal.CLOCK_AHEAD);
        assertThat(heard.before(NOW)).isEqualTo(before);
        assertThat(heard.after(NOW)).isEqualTo(signedIn.minusSeconds(60));
    }

    @Test
    void the_silence_up_to_now_is_told_of_when_it_is_the_longest() {
        var heard = lastHeard(Duration.ofDays(3));

        assertThat(heard.before(NOW)).isEqualTo(NOW.minus(Duration.ofDays(3)));
        assertThat(heard.after(NOW)).isEqualTo(NOW);
    }

    @Test
    void a_clock_that_is_behind_something_that_happened_is_not_believed() {
        Instant latest = NOW.plus(Safeguards.BEHIND);
        assertThat(against(new Activity(latest, NOW, null, null))).isEmpty();
        assertThat(against(new Activity(latest.plusMillis(1), NOW, null, null))).contains(ExpiryRefusal.CLOCK_BEHIND);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, false",
        "101, 100, true",
        "100, 0, false",
        "101, 1009, true",
        "101, 1010, false",
        "102, 1010, true",
        "1000, 10000, false",
        "1001, 10000, true"
    })
    void no_more_than_the_share_or_a_hundred_go_without_a_second_look(long due, long living, boolean refused) {
        assertThat(TEN_PERCENT
                        .against(lastHeard(Duration.ZERO), due(due), living(living), NOW)
                        .isPresent())
                .isEqualTo(refused);
    }

    @ParameterizedTest
    @CsvSource({
        "10000, 150, false", // each of the two has its own share
        "10001, 0, true",
        "0, 151, true", // and what the other leaves is not for it
        "1, 151, true",
        "10000, 151, true"
    })
    void the_share_is_of_each_feature_by_itself_and_of_all_its_groups(long large, long small, boolean refused) {
        var due = List.of(
                new RecordCount("letters", "received", large),
                new RecordCount("notices", "weekly", small / 2),
                new RecordCount("notices", "daily", small - small / 2));
        var living = List.of(new FeatureCount("letters", 100_000), new FeatureCount("notices", 1_500));

        assertThat(TEN_PERCENT
                        .against(lastHeard(Duration.ZERO), due, living, NOW)
                        .isPresent())
                .isEqualTo(refused);
        assertThat(TEN_PERCENT.exceeded(due, living).contains(new FeatureCount("letters", 10_000)))
                .isEqualTo(large > 10_000);
        assertThat(TEN_PERCENT.exceeded(due, living).contains(new FeatureCount("notices", 150)))
                .isEqualTo(small > 150);
    }

    @Test
    void of_what_nobody_counted_no_more_than_a_hundred_go() {
        Activity heard = lastHeard(Duration.ZERO);
        assertThat(TEN_PERCENT.against(heard, due(100), List.of(), NOW)).isEmpty();
        assertThat(TEN_PERCENT.against(heard, due(101), List.of(), NOW)).contains(ExpiryRefusal.TOO_MANY);
    }

    @Test
    void a_share_of_a_hundred_percent_lets_everything_go() {
        assertThat(new Safeguards(100).against(lastHeard(Duration.ZERO), due(5_000), living(5_000), NOW))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 101})
    void a_share_that_is_none_is_refused_at_the_start(int percent) {
        assertThatThrownBy(() -> new Safeguards(percent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lethe.retention.limit-percent");
    }
}
