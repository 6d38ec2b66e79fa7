package dev.lethe.command.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.TestPostgres;
import dev.lethe.shredding.vault.TestVault;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TrustedClockTest {

    private static final Instant NOW = Instant.parse("2026-11-30T09:00:00Z");

    private static TestVault vault;
    private static DataSource database;

    private final TestClock clock = new TestClock(NOW);
    private final AtomicLong nanos = new AtomicLong();

    @BeforeAll
    static void create() {
        vault = TestVault.create();
        database = TestPostgres.migratedDatabase();
    }

    @AfterAll
    static void close() {
        vault.close();
        TestPostgres.drop(database);
    }

    @BeforeEach
    void believe() {
        new ClockDoubt(database).end();
    }

    private TrustedClock started(@Nullable Instant latest) {
        var events = new RememberedEvents();
        events.latest(latest);
        return new TrustedClock(clock, nanos::get, vault.vault(), events, new ClockDoubt(database));
    }

    private void passes(Duration time) {
        clock.later(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_clock_that_goes_on_is_believed() {
        TrustedClock trusted = started(NOW.minus(Duration.ofHours(20)));
        assertThat(trusted.isTrusted()).isTrue();
        passes(Duration.ofDays(3));
        assertThat(trusted.isTrusted()).isTrue();
        clock.later(Duration.ofMinutes(4)); // as it is set right by and by
        assertThat(trusted.isTrusted()).isTrue();
    }

    @Test
    void one_that_jumps_while_it_runs_is_doubted_until_somebody_says_that_it_is_right() {
        for (Duration jump : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
            TrustedClock trusted = started(null);
            assertThat(trusted.isTrusted()).isTrue();
            clock.later(jump);
            assertThat(trusted.isTrusted()).isFalse();
            passes(Duration.ofMinutes(10));
            assertThat(trusted.isTrusted()).isFalse();
            trusted.trust();
            passes(Duration.ofMinutes(10));
            assertThat(trusted.isTrusted()).isTrue();
        }
    }

    @Test
    void one_that_says_otherwise_than_the_last_event_is_doubted_from_the_start() {
        assertThat(started(NOW.minus(Duration.ofHours(25))).isTrusted()).isTrue();
        assertThat(started(NOW.minus(Duration.ofHours(27))).isTrusted()).isFalse();
        believe();
        assertThat(started(NOW.plus(Duration.ofMinutes(6))).isTrusted()).isFalse();
        believe();
        assertThat(started(null).isTrusted()).as("where nothing ever happened").isTrue();
    }

    @Test
    void what_was_stored_by_a_clock_that_jumped_is_no_witness_for_it_after_a_restart() {
        TrustedClock trusted = started(NOW);
        assertThat(trusted.isTrusted()).isTrue();
        clock.later(Duration.ofDays(400));
        assertThat(trusted.isTrusted()).isFalse();

        TrustedClock again = started(clock.instant());
        assertThat(again.isTrusted()).isFalse();
        again.trust();
        assertThat(again.isTrusted()).isTrue();
        assertThat(started(clock.instant()).isTrusted()).isTrue();
    }
}
