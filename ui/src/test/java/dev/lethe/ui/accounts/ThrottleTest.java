package dev.lethe.ui.accounts;

import static dev.lethe.ui.accounts.Throttle.Answer.GO_ON;
import static dev.lethe.ui.accounts.Throttle.Answer.STOP;
import static dev.lethe.ui.accounts.Throttle.Answer.STOP_AND_RECORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.TestClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final String ADA = "ada@example.org";
    private static final String HERE = "192.0.2.7";

    private final TestClock clock = new TestClock(Instant.parse("2026-11-20T10:15:30Z"));
    private final Throttle throttle = new Throttle(clock);

    private void later(Duration by) {
        clock.later(by);
    }

    private void tries(int number, String email, String place) {
        for (int i = 0; i < number; i++)
            assertThat(throttle.begin(email, place)).isEqualTo(GO_ON);
    }

    @Test
    void after_ten_wrong_passwords_for_an_account_there_are_no_more_and_that_is_recorded_once() {
        for (int i = 0; i < Throttle.FOR_AN_ACCOUNT; i++) tries(1, ADA, "192.0.2." + i);
        assertThat(throttle.begin(ADA, HERE)).isEqualTo(STOP_AND_RECORD);
        assertThat(throttle.begin(ADA, HERE)).isEqualTo(STOP);
        assertThat(throttle.begin(ADA, HERE)).isEqualTo(STOP);
        assertThat(throttle.begin("ben@example.org", HERE)).isEqualTo(GO_ON);
    }

    @Test
    void after_sixty_wrong_passwords_from_one_place_there_are_no_more_from_there() {
        for (int i = 0; i < Throttle.FROM_A_PLACE; i++) tries(1, "somebody-" + i + "@example.org", HERE);
        assertThat(throttle.begin(ADA, HERE)).isEqualTo(STOP);
        assertThat(throttle.begin(ADA, "192.0.2.8")).isEqualTo(GO_ON);
    }

    @Test
    void the_right_password_forgets_the_wrong_ones() {
        for (int round = 0; round < 3; round++) {
            tries(Throttle.FOR_AN_ACCOUNT, ADA, HERE);
            throttle.right(ADA, HERE);
        }
    }

    @Test
    void right_passwords_do_not_count_against_a_place() {
        for (int i = 0; i < 2 * Throttle.FROM_A_PLACE; i++) {
            tries(1, "somebody-" + i + "@example.org", HERE);
            throttle.right("somebody-" + i + "@example.org", HERE);
        }
    }

    @Test
    void a_count_lasts_at_least_a_window_and_at_most_two() {
        later(Throttle.WINDOW.minusSeconds(1));
        tries(Throttle.FOR_AN_ACCOUNT, ADA, HERE);
        later(Throttle.WINDOW);
        assertThat(throttle.begin(ADA, HERE)).isNotEqualTo(GO_ON);
        later(Throttle.WINDOW);
        later(Throttle.WINDOW);
        assertThat(throttle.begin(ADA, HERE)).isEqualTo(GO_ON);
    }

    @Test
    void who_keeps_trying_is_not_kept_out_for_ever() {
        tries(Throttle.FOR_AN_ACCOUNT, ADA, HERE);
        assertThat(throttle.begin(ADA, HERE)).isEqualTo(STOP_AND_RECORD);
        for (int minute = 0; minute < 30; minute++) {
            throttle.begin(ADA, HERE);
            later(Duration.ofMinutes(1));
        }
        assertThat(throttle.begin(ADA, HERE)).isEqualTo(GO_ON);
    }
}
