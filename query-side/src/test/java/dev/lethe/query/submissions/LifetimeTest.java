package dev.lethe.query.submissions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.RetentionRule;
import dev.lethe.command.forms.model.StatusRetention;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.query.records.CouncilDay;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LifetimeTest {

    private static final Processing FOREVER = says(null);

    static Processing says(@Nullable Integer days, StatusRetention... byStatus) {
        return new Processing(
                "To mend it",
                LawfulBasis.PUBLIC_TASK,
                "Highways",
                days == null ? RetentionRule.UNTIL_ERASED : RetentionRule.DAYS,
                days,
                List.of(byStatus));
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(CouncilDay.ZONE).toInstant();
    }

    private static LocalDate lastDay(Processing says, String received) {
        return Lifetime.of(says)
                .lastDay(at(received), SubmissionStatus.NEW, null)
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"7, 2026-01-08", "30, 2026-01-31", "90, 2026-04-01", "1, 2026-01-02", "36500, 2125-12-08"})
    void f11_days_are_days_and_not_months_and_any_number_of_them(int days, LocalDate last) {
        assertThat(lastDay(says(days), "2026-01-01T12:00")).isEqualTo(last);
    }

    @Test
    void f11_never_is_never() {
        assertThat(Lifetime.of(FOREVER).lastDay(at("2026-01-01T12:00"), SubmissionStatus.NEW, null))
                .isEmpty();
        assertThat(Lifetime.of(says(0)).lastDay(at("2026-01-01T12:00"), SubmissionStatus.NEW, null))
                .isEmpty();
        var undecided = new Processing("", null, "", null, null, List.of());
        assertThat(Lifetime.of(undecided).days()).isEmpty();
    }

    /** The six dates of the reference, each with the day on which it is first due. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00, 2026-01-08, 2026-01-09",
        "2026-01-01T23:59:59, 2026-01-08, 2026-01-09",
        "2026-01-03T12:00, 2026-01-10, 2026-01-11",
        "2026-03-28T12:00, 2026-04-04, 2026-04-05",
        "2026-10-24T23:30, 2026-10-31, 2026-11-01",
        "2026-12-31T23:59:59, 2027-01-07, 2027-01-08"
    })
    void f12_it_lives_through_the_whole_last_day_and_goes_from_the_first_hour_of_the_next(
            String received, LocalDate last, LocalDate due) {
        LocalDate lastDay = lastDay(says(7), received);

        assertThat(lastDay).isEqualTo(last);
        assertThat(CouncilDay.isDue(lastDay, last)).isFalse();
        assertThat(CouncilDay.isDue(lastDay, due)).isTrue();
        assertThat(CouncilDay.isDue(lastDay, due.plusDays(400))).isTrue();
    }

    @Test
    void f12_half_past_eleven_in_the_evening_of_the_30th_of_june_in_utc_is_the_1st_of_july() {
        Instant received = Instant.parse("2026-06-30T23:30:00Z");

        assertThat(Lifetime.of(says(7)).lastDay(received, SubmissionStatus.NEW, null))
                .contains(LocalDate.of(2026, 7, 8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-01-10T00:00", "2026-01-10T00:01", "2026-01-10T12:00", "2026-01-10T23:59:59"})
    void f12_what_came_on_the_3rd_goes_at_no_hour_of_the_10th(String now) {
        LocalDate lastDay = lastDay(says(7), "2026-01-03T15:00");

        assertThat(CouncilDay.isDue(lastDay, CouncilDay.of(at(now)))).isFalse();
    }

    @Test
    void f12_what_came_in_the_hour_that_comes_twice_came_on_that_day() {
        for (String hour : List.of("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"))
            assertThat(Lifetime.of(says(7)).lastDay(Instant.parse(hour), SubmissionStatus.NEW, null))
                    .contains(LocalDate.of(2026, 11, 1));
    }

    @Test
    void f12_asked_for_by_moments_it_is_the_same() {
        var random = new Random(20_261_120);
        for (int i = 0; i < 20_000; i++) {
            int days = 1 + random.nextInt(400);
            LocalDate today = LocalDate.of(2020, 1, 1).plusDays(random.nextInt(4_000));
            // Near the border, where it matters, and around midnight and the changes of the clock
            Instant received = today.minusDays(days)
                    .plusDays(random.nextInt(5) - 2)
                    .atTime(LocalTime.ofSecondOfDay(random.nextInt(10) == 0 ? 0 : random.nextInt(86_400)))
                    .atZone(CouncilDay.ZONE)
                    .toInstant();
            LocalDate lastDay = Lifetime.of(says(days))
                    .lastDay(received, SubmissionStatus.NEW, null)
                    .orElseThrow();
            Instant before = CouncilDay.dueBefore(days, today);

            assertThat(received.isBefore(before))
                    .as("%s for %d days on %s", received, days, today)
                    .isEqualTo(CouncilDay.isDue(lastDay, today));
        }
    }

    @ParameterizedTest
    @CsvSource({"7, 30, 7", "30, 7, 7", "30, 30, 30", "0, 30, 30", "30, 0, 30", "0, 7, 7"})
    void f13_the_shorter_of_what_was_told_and_what_is_said_now_applies(int told, int now, int applies) {
        var lifetime = new Lifetime(says(told == 0 ? null : told), says(now == 0 ? null : now));

        assertThat(lifetime.days()).hasValue(applies);
    }

    @Test
    void f13_never_on_both_sides_is_never() {
        assertThat(new Lifetime(FOREVER, FOREVER).days()).isEmpty();
    }

    @Test
    void a_status_shortens_a_life_from_the_day_on_which_it_was_set() {
        var lifetime = Lifetime.of(says(90, new StatusRetention(SubmissionStatus.SPAM, 3)));
        Instant received = at("2026-01-01T12:00");

        assertThat(lifetime.lastDay(received, SubmissionStatus.SPAM, at("2026-01-10T23:59")))
                .contains(LocalDate.of(2026, 1, 13));
        assertThat(lifetime.lastDay(received, SubmissionStatus.SPAM, at("2026-01-11T00:00")))
                .contains(LocalDate.of(2026, 1, 14));
        assertThat(lifetime.lastDay(received, SubmissionStatus.DONE, at("2026-01-10T12:00")))
                .contains(LocalDate.of(2026, 4, 1));
    }

    @Test
    void a_status_never_lengthens_a_life() {
        var lifetime = Lifetime.of(says(7, new StatusRetention(SubmissionStatus.WAITING, 365)));

        assertThat(lifetime.lastDay(at("2026-01-01T12:00"), SubmissionStatus.WAITING, at("2026-01-06T12:00")))
                .contains(LocalDate.of(2026, 1, 8));
    }

    @Test
    void a_status_that_nobody_set_is_as_old_as_the_submission() {
        var lifetime = Lifetime.of(says(90, new StatusRetention(SubmissionStatus.NEW, 10)));

        assertThat(lifetime.lastDay(at("2026-01-01T12:00"), SubmissionStatus.NEW, null))
                .contains(LocalDate.of(2026, 1, 11));
        assertThat(lifetime.lastDay(at("2026-01-01T12:00"), SubmissionStatus.NEW, at("2026-01-05T12:00")))
                .contains(LocalDate.of(2026, 1, 15));
    }

    @Test
    void a_status_ends_a_life_that_the_form_does_not() {
        var lifetime = Lifetime.of(says(null, new StatusRetention(SubmissionStatus.DONE, 30)));

        assertThat(lifetime.lastDay(at("2026-01-01T12:00"), SubmissionStatus.DONE, at("2026-02-01T12:00")))
                .contains(LocalDate.of(2026, 3, 3));
        assertThat(lifetime.lastDay(at("2026-01-01T12:00"), SubmissionStatus.NEW, null))
                .isEmpty();
    }

    @Test
    void f13_of_both_versions_rules_for_a_status_the_shorter_applies() {
        var lifetime = new Lifetime(
                says(90, new StatusRetention(SubmissionStatus.DONE, 5)),
                says(90, new StatusRetention(SubmissionStatus.DONE, 2), new StatusRetention(SubmissionStatus.SPAM, 1)));

        assertThat(lifetime.days(SubmissionStatus.DONE)).hasValue(2);
        assertThat(lifetime.days(SubmissionStatus.SPAM)).hasValue(1);
        assertThat(lifetime.days(SubmissionStatus.NEW)).isEmpty();
        assertThat(new Lifetime(lifetime.now(), lifetime.told()).days(SubmissionStatus.DONE))
                .hasValue(2);
    }
}
