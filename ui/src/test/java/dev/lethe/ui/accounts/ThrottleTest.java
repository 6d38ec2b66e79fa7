package dev.lethe.ui.accounts;

import static dev.lethe.ui.accounts.Throttle.Answer.GO_ON;
import static dev.lethe.ui.accounts.Throttle.Answer.STOP;
import static dev.lethe.ui.accounts.Throttle.Answer.STOP_AND_RECORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.TestClock;
import dev.lethe.ui.accounts.Throttle.Answer;
import dev.lethe.ui.web.NetworkAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottleTest {

    private static final String ADA = "ada@example.org";
    private static final NetworkAddress HERE = NetworkAddress.of("192.0.2.7");
    private static final String DEVICE = "a browser";

    private final TestClock clock = new TestClock(Instant.parse("2026-11-20T10:15:30Z"));
    private final Throttle throttle = new Throttle(clock);

    private void later(Duration by) {
        clock.later(by);
    }

    private static NetworkAddress place(int number) {
        return NetworkAddress.of("198.51." + number / 256 + "." + number % 256);
    }

    private Answer answer(String account, NetworkAddress from) {
        return throttle.begin(account, from, null).answer();
    }

    private void tries(int number, String account, NetworkAddress from) {
        for (int i = 0; i < number; i++) assertThat(answer(account, from)).isEqualTo(GO_ON);
    }

    @Test
    void after_ten_wrong_passwords_for_an_account_from_one_place_there_are_no_more_there_and_that_is_recorded_once() {
        tries(Throttle.FOR_AN_ACCOUNT, ADA, HERE);
        assertThat(answer(ADA, HERE)).isEqualTo(STOP_AND_RECORD);
        assertThat(answer(ADA, HERE)).isEqualTo(STOP);
        assertThat(answer(ADA, HERE)).isEqualTo(STOP);
        assertThat(answer("ben@example.org", HERE)).isEqualTo(GO_ON);
        assertThat(answer(ADA, place(1))).isEqualTo(GO_ON);
    }

    @Test
    void after_a_hundred_from_everywhere_there_are_no_more_from_anywhere_and_that_is_recorded_once() {
        for (int i = 0; i < Throttle.FROM_EVERYWHERE; i++) tries(1, ADA, place(i));
        assertThat(answer(ADA, HERE)).isEqualTo(STOP_AND_RECORD);
        assertThat(answer(ADA, HERE)).isEqualTo(STOP);
        assertThat(answer(ADA, place(1_000))).isEqualTo(STOP);
        assertThat(answer("ben@example.org", HERE)).isEqualTo(GO_ON);
    }

    @Test
    void a_browser_that_signed_in_before_is_locked_out_by_nobody_else() {
        for (int i = 0; i < 2 * Throttle.FROM_EVERYWHERE; i++) answer(ADA, place(i));
        for (int i = 0; i < Throttle.FROM_A_PLACE; i++) answer("somebody-" + i, HERE);
        assertThat(answer(ADA, HERE)).isEqualTo(STOP);
        assertThat(throttle.begin(ADA, HERE, DEVICE).answer()).isEqualTo(GO_ON);
    }

    @Test
    void its_own_wrong_passwords_have_an_end_and_count_for_nobody_else_until_then() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < Throttle.FROM_A_DEVICE - 1; i++)
                assertThat(throttle.begin(ADA, HERE, DEVICE).answer()).isEqualTo(GO_ON);
            throttle.right(throttle.begin(ADA, HERE, DEVICE));
        }
        for (int i = 0; i < Throttle.FROM_A_DEVICE; i++) throttle.begin(ADA, HERE, DEVICE);
        for (int i = 0; i < Throttle.FOR_AN_ACCOUNT; i++)
            assertThat(throttle.begin(ADA, HERE, DEVICE).answer()).isEqualTo(GO_ON); // as any other browser
        assertThat(throttle.begin(ADA, HERE, DEVICE).answer()).isEqualTo(STOP_AND_RECORD);
        assertThat(throttle.begin(ADA, HERE, "another").answer()).isEqualTo(GO_ON);
    }

    @Test
    void after_sixty_wrong_passwords_from_one_place_there_are_no_more_from_there() {
        for (int i = 0; i < Throttle.FROM_A_PLACE; i++) tries(1, "somebody-" + i + "@example.org", HERE);
        assertThat(answer(ADA, HERE)).isEqualTo(STOP);
        assertThat(answer(ADA, place(1))).isEqualTo(GO_ON);
    }

    @Test
    void the_right_password_forgets_the_wrong_ones_from_there_and_not_those_from_elsewhere() {
        for (int round = 0; round < 3; round++) {
            tries(Throttle.FOR_AN_ACCOUNT - 1, ADA, HERE);
            throttle.right(throttle.begin(ADA, HERE, null));
        }
        for (int i = 3 * (Throttle.FOR_AN_ACCOUNT - 1); i < Throttle.FROM_EVERYWHERE; i++) tries(1, ADA, place(i));
        assertThat(answer(ADA, place(1_000))).isEqualTo(STOP_AND_RECORD);
    }

    @Test
    void right_passwords_do_not_count_against_a_place_or_an_account() {
        for (int i = 0; i < 2 * Throttle.FROM_EVERYWHERE; i++) {
            Throttle.Try right = throttle.begin(ADA, HERE, null);
            assertThat(right.answer()).isEqualTo(GO_ON);
            throttle.right(right);
        }
    }

    @Test
    void a_count_lasts_at_least_a_window_and_at_most_two() {
        later(Throttle.WINDOW.minusSeconds(1));
        tries(Throttle.FOR_AN_ACCOUNT, ADA, HERE);
        later(Throttle.WINDOW);
        assertThat(answer(ADA, HERE)).isNotEqualTo(GO_ON);
        later(Throttle.WINDOW);
        later(Throttle.WINDOW);
        assertThat(answer(ADA, HERE)).isEqualTo(GO_ON);
    }

    @Test
    void a_hundred_from_everywhere_count_for_an_hour_at_least_and_two_at_most() {
        for (int i = 0; i < Throttle.FROM_EVERYWHERE; i++) tries(1, ADA, place(i));
        later(Throttle.HOUR.minusSeconds(1));
        assertThat(answer(ADA, HERE)).isEqualTo(STOP_AND_RECORD);
        later(Throttle.HOUR.plusSeconds(1));
        assertThat(answer(ADA, HERE)).isEqualTo(GO_ON);
    }

    @Test
    void who_keeps_trying_is_not_kept_out_for_ever() {
        tries(Throttle.FOR_AN_ACCOUNT, ADA, HERE);
        assertThat(answer(ADA, HERE)).isEqualTo(STOP_AND_RECORD);
        for (int minute = 0; minute < 30; minute++) {
            answer(ADA, HERE);
            later(Duration.ofMinutes(1));
        }
        assertThat(answer(ADA, HERE)).isEqualTo(GO_ON);
    }
}
