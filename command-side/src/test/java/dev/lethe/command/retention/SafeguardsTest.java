package dev.lethe.command.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.retention.model.Activity;
import dev.lethe.command.retention.model.ExpiryRefusal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
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

    private static Optional<ExpiryRefusal> against(Activity heard) {
        return TEN_PERCENT.against(heard, 1, 1_000, NOW);
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

        assertThat(TEN_PERCENT.against(new Activity(run, run, null, null), 0, 0, next))
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
                        .against(lastHeard(Duration.ZERO), due, living, NOW)
                        .isPresent())
                .isEqualTo(refused);
    }

    @Test
    void a_share_of_a_hundred_percent_lets_everything_go() {
        assertThat(new Safeguards(100).against(lastHeard(Duration.ZERO), 5_000, 5_000, NOW))
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
