package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TallyTest {

    private static final Duration WINDOW = Duration.ofMinutes(5);

    private final TestClock clock = new TestClock(Instant.parse("2026-11-25T10:00:00Z"));
    private final Tally tally = new Tally(clock, WINDOW);

    private void later(Duration by) {
        clock.later(by);
    }

    @Test
    void what_is_counted_counts_for_one_window_at_least_and_for_two_at_most() {
        later(Duration.ofMinutes(4));
        tally.add("sent", "here");
        later(Duration.ofMinutes(5));
        assertThat(tally.of("sent", "here")).isEqualTo(1);
        later(Duration.ofMinutes(5));
        assertThat(tally.of("sent", "here")).isZero();
    }

    @Test
    void each_kind_and_each_place_is_counted_apart() {
        tally.add("sent", "here");
        assertThat(tally.of("sent", "there")).isZero();
        assertThat(tally.of("read", "here")).isZero();
    }

    /** As many as anybody with a few networks of IPv6 can be. */
    @Test
    void where_there_are_too_many_to_count_apart_newcomers_do_not_count_for_all_others() {
        for (int i = 0; i < 100_000; i++) tally.add("sent", "place " + i);
        tally.add("kibibytes", "newcomer", 64);
        assertThat(tally.of("kibibytes", "newcomer")).isEqualTo(64);
        assertThat(tally.of("sent", "newcomer")).isZero();
        assertThat(java.util.stream.IntStream.range(0, 100)
                        .filter(i -> tally.of("kibibytes", "another " + i) > 0)
                        .count())
                .isLessThan(3);
        assertThat(tally.of("sent", "place 7")).isEqualTo(1);
    }

    @Test
    void what_is_taken_back_or_forgotten_does_not_count() {
        tally.add("sent", "here");
        tally.add("sent", "here");
        tally.takeBack("sent", "here");
        assertThat(tally.of("sent", "here")).isEqualTo(1);
        later(WINDOW);
        tally.forget("sent", "here");
        assertThat(tally.of("sent", "here")).isZero();
    }

    @Test
    void it_tells_to_the_second_how_long_it_takes_until_fewer_are_left() {
        tally.add("sent", "here");
        later(WINDOW);
        tally.add("sent", "here");
        later(Duration.ofMinutes(1));

        assertThat(tally.untilFewerThan(3, "sent", "here")).isZero();
        Duration one = tally.untilFewerThan(2, "sent", "here");
        Duration none = tally.untilFewerThan(1, "sent", "here");
        later(one.minusSeconds(1));
        assertThat(tally.of("sent", "here")).isEqualTo(2);
        later(Duration.ofSeconds(1));
        assertThat(tally.of("sent", "here")).isEqualTo(1);
        later(none.minus(one));
        assertThat(tally.of("sent", "here")).isZero();
    }
}
