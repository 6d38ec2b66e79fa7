package dev.lethe.processes.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.retention.model.ExpiryCause;
import dev.lethe.command.retention.model.ExpiryRunId;
import dev.lethe.query.records.CouncilDay;
import dev.lethe.query.retention.RunRow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DailyExpiryTest {

    private static final LocalTime THREE = LocalTime.of(3, 0);

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(CouncilDay.ZONE).toInstant();
    }

    private static RunRow ran(String local) {
        Instant at = at(local);
        return new RunRow(
                new ExpiryRunId(UUID.randomUUID()),
                CouncilDay.of(at),
                ExpiryCause.DAILY,
                null,
                false,
                null,
                null,
                null,
                0,
                0,
                0,
                at,
                at);
    }

    @ParameterizedTest
    @CsvSource({
        // the day after, before and at its hour
        "2026-11-19T03:00, 2026-11-20T02:59, false",
        "2026-11-19T03:00, 2026-11-20T03:00, true",
        "2026-11-19T03:00, 2026-11-20T23:59, true",
        // once a day, whenever it was
        "2026-11-20T03:00, 2026-11-20T03:01, false",
        "2026-11-20T10:00, 2026-11-20T23:59, false",
        "2026-11-20T10:00, 2026-11-21T03:00, true",
        // missed ones are caught up once, also before the hour
        "2026-11-16T03:00, 2026-11-20T01:00, true",
        "2026-11-20T01:00, 2026-11-20T03:00, false",
        "2026-11-20T00:30, 2026-11-21T03:00, true",
        // one that was asked for before midnight counts for its day, and the night's own follows
        "2026-11-19T23:59, 2026-11-20T00:01, false",
        "2026-11-19T23:59, 2026-11-20T03:00, true",
        // the nights on which the clock changes
        "2026-03-28T03:00, 2026-03-29T02:59, false",
        "2026-03-28T03:00, 2026-03-29T03:00, true",
        "2026-10-24T03:00, 2026-10-25T03:00, true",
        // a clock that was set back is for the run to refuse
        "2026-11-25T03:00, 2026-11-20T10:00, true",
    })
    void it_is_time_once_a_day(String last, String now, boolean time) {
        assertThat(DailyExpiry.isTime(at(now), THREE, ran(last), at("2026-01-01T12:00")))
                .isEqualTo(time);
    }

    @Test
    void where_there_was_nothing_nothing_was_missed() {
        Instant founded = at("2026-11-20T10:00");

        assertThat(DailyExpiry.isTime(at("2026-11-20T10:01"), THREE, null, null))
                .isFalse();
        assertThat(DailyExpiry.isTime(at("2026-11-20T10:01"), THREE, null, founded))
                .isFalse();
        assertThat(DailyExpiry.isTime(at("2026-11-21T02:59"), THREE, null, founded))
                .isFalse();
        assertThat(DailyExpiry.isTime(at("2026-11-21T03:00"), THREE, null, founded))
                .isTrue();
    }

    @Test
    void a_run_that_a_stop_cut_off_is_given_back_and_one_that_the_vault_holds_up_waits() {
        RunOutcome held = new RunOutcome.Held(new ExpiryRunId(UUID.randomUUID()), "a batch is not complete");

        assertThatThrownBy(() -> DailyExpiry.next(held, () -> false)).isInstanceOf(CancellationException.class);
        assertThat(DailyExpiry.next(held, () -> true)).isEqualTo(Duration.ofMinutes(15));
        assertThat(DailyExpiry.next(new RunOutcome.Busy(), () -> false)).isEqualTo(Duration.ofMinutes(1));
    }
}
