package dev.lethe.ui.connections;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final long SECOND = 1_000_000_000;

    private final Pace pace = new Pace(1_024, Duration.ofSeconds(20), Duration.ofMinutes(5));

    /** So many seconds until it is over, or 1,000. */
    private int lasts(int bytesASecond) {
        for (int seconds = 0; seconds < 1_000; seconds++) {
            if (pace.left() <= 0) return seconds;
            pace.moved(bytesASecond, SECOND);
        }
        return 1_000;
    }

    @Test
    void nothing_at_all_lasts_as_long_as_the_patience() {
        assertThat(lasts(0)).isEqualTo(20);
    }

    @Test
    void a_little_now_and_then_lasts_no_longer() {
        assertThat(lasts(1_000)).isEqualTo(20);
    }

    @Test
    void the_least_rate_lasts_until_the_end() {
        assertThat(lasts(1_024)).isEqualTo(300);
    }

    @Test
    void what_came_quickly_is_no_credit() {
        pace.moved(1_000_000, SECOND);
        assertThat(lasts(0)).isEqualTo(20);
    }

    @Test
    void time_in_which_nobody_waited_does_not_count() {
        for (int i = 0; i < 10_000; i++) pace.moved(100, 0);
        assertThat(pace.left()).isEqualTo(20 * SECOND);
    }
}
