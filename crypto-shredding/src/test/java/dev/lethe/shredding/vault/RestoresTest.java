package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.person;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.EventHistory;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Mark;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.Replaced;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.vault.Notes.Note;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That a restored store is told, and that nobody is told one who restored nothing. */
class RestoresTest {

    private final TestClock clock = new TestClock(Instant.parse("2026-11-30T09:00:00Z"));
    private final RememberedEvents events = new RememberedEvents();
    private TestVault test;

    @BeforeEach
    void create() {
        test = TestVault.unopened().withClock(clock).reopen();
        test.vault().join(events);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void start() {
        test.reopen();
        test.vault().join(events);
    }

    @Test
    void a_start_after_a_stop_a_crash_or_an_hour_tells_nothing() {
        start();
        test.vault().mark(events);
        start();
        assertThat(test.vault().restores()).isEmpty();
        assertThat(test.vault().health().advice()).noneMatch(line -> line.contains("restored"));
    }

    @Test
    void a_restored_vault_is_told_until_somebody_says_of_when() {
        Map<String, byte[]> backup = test.dump();
        start();
        test.shut();
        test.restore(backup);
        clock.later(Duration.ofMinutes(5));
        start();
        start(); // with marks that agree again: what was told stays told

        assertThat(test.vault().restores()).singleElement().satisfies(restore -> {
            assertThat(restore.store()).isEqualTo(Restore.Store.VAULT);
            assertThat(restore.told()).isEqualTo(clock.instant());
            assertThat(restore.isAwaited()).isTrue();
        });
        assertThat(test.vault().health().advice()).anyMatch(line -> line.contains("./lethe restored vault --from="));

        Instant from = Instant.parse("2026-11-29T23:00:00Z");
        test.vault().confirmRestore(Restore.Store.VAULT, from);
        start();
        assertThat(test.vault().restores()).singleElement().satisfies(restore -> {
            assertThat(restore.isAwaited()).isFalse();
            assertThat(restore.from()).isEqualTo(from);
        });
        assertThat(test.vault().health().advice()).noneMatch(line -> line.contains("restored"));
    }

    @Test
    void restored_events_are_told() {
        RememberedEvents.Backup backup = events.backup();
        start();
        events.restore(backup);
        start();
        assertThat(test.vault().restores())
                .singleElement()
                .matches(restore -> restore.store() == Restore.Store.EVENTS && restore.isAwaited());
    }

    @Test
    void both_that_were_restored_together_are_told_each() {
        Map<String, byte[]> vault = test.dump();
        RememberedEvents.Backup backup = events.backup();
        start();
        test.shut();
        test.restore(vault);
        events.restore(backup);
        start();
        assertThat(test.vault().restores())
                .extracting(Restore::store)
                .containsExactly(Restore.Store.VAULT, Restore.Store.EVENTS);
    }

    @Test
    void events_that_end_before_what_the_vault_has_seen_are_told() {
        RememberedEvents.Backup backup = events.backup();
        events.append();
        events.append();
        test.vault().eventsReach(events.head());
        write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        events.restore(backup); // since the last mark was drawn: it bears the right one
        start();
        assertThat(test.vault().restores())
                .singleElement()
                .matches(restore -> restore.store() == Restore.Store.EVENTS && restore.isAwaited());

        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant());
        clock.later(Duration.ofMinutes(1));
        start();
        assertThat(test.vault().restores()).as("once is enough").hasSize(1);
    }

    @Test
    void a_mark_that_was_begun_is_known_and_finished_first() {
        // As a crash leaves it: the root state knows the next one, and only one of the stores bears it
        class Failing extends RuntimeException {}
        EventHistory failing = new EventHistory() {
            @Override
            public java.util.Optional<Mark> mark() {
                return events.mark();
            }

            @Override
            public void note(Mark mark) {
                throw new Failing();
            }

            @Override
            public long head() {
                return events.head();
            }

            @Override
            public java.util.Optional<Instant> latest() {
                return events.latest();
            }

            @Override
            public java.util.Optional<String> gap() {
                return events.gap();
            }

            @Override
            public java.util.Set<java.util.UUID> named(java.util.Collection<java.util.UUID> keyIds, long after) {
                return events.named(keyIds, after);
            }

            @Override
            public java.util.Map<java.util.UUID, Ground> kept(java.util.Collection<java.util.UUID> keyIds) {
                return events.kept(keyIds);
            }

            @Override
            public void replaced(long after, Replaced.Said each) {
                events.replaced(after, each);
            }

            @Override
            public void parts(Parts each) {
                events.parts(each);
            }
        };
        assertThatThrownBy(() -> test.vault().mark(failing)).isInstanceOf(Failing.class);
        start();
        start();
        assertThat(test.vault().restores()).isEmpty();
    }

    @Test
    void a_mark_that_was_forged_taken_away_or_is_another_vaults_is_told() {
        test.shut();
        test.update("UPDATE vault.mark SET mac = decode(repeat('00', 32), 'hex')");
        start();
        assertThat(test.vault().restores()).hasSize(1);
        test.vault().confirmRestore(Restore.Store.VAULT, clock.instant());
        events.mark(null);
        start();
        assertThat(test.vault().restores()).hasSize(2);
    }

    @Test
    void a_restore_that_nothing_told_can_be_said_too() {
        clock.later(Duration.ofHours(1));
        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant().minus(Duration.ofDays(1)));
        assertThat(test.vault().restores())
                .singleElement()
                .matches(restore -> restore.told().equals(clock.instant()) && !restore.isAwaited());
        assertThatThrownBy(() -> test.vault()
                        .confirmRestore(Restore.Store.VAULT, clock.instant().plusSeconds(1)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("time to come");
    }

    @Test
    void a_mark_waits_while_a_mirror_is_away_and_keeps_nothing_from_serving() throws Exception {
        test.shut();
        test.withMirror();
        start();
        Note note = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Path mirror = test.roots().getLast();
        Path aside = mirror.resolveSibling("aside");
        java.nio.file.Files.move(mirror, aside);
        java.nio.file.Files.createFile(mirror); // nothing can be written there
        test.vault().mark(events);
        start();
        assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("ada"));

        java.nio.file.Files.delete(mirror);
        java.nio.file.Files.move(aside, mirror);
        start();
        assertThat(test.vault().restores()).isEmpty();
        erase(test.vault(), "ada@example.org");
    }
}
