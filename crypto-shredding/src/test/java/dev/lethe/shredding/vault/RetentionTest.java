package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.order;
import static dev.lethe.shredding.vault.Notes.person;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.vault.Notes.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many records destroyed at once. */
class RetentionTest {

    private TestVault test;

    @BeforeEach
    void create() {
        test = TestVault.create();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private KeyVault vault() {
        return test.vault();
    }

    private List<Note> notes(int count) {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < count; i++) notes.add(write(vault(), anonymous(MONTH), "text"));
        return notes;
    }

    private static ErasureOrder batch(List<Note> notes) {
        return order(notes.toArray(Note[]::new));
    }

    private void assertErased(List<Note> notes) {
        Openings openings = vault().openAll(notes.stream().map(Note::sealed).toList());
        for (Note note : notes) assertThat(openings.of(note.sealed())).isInstanceOf(Opened.Erased.class);
    }

    private void assertKnown(List<Note> notes) {
        Openings openings = vault().openAll(notes.stream().map(Note::sealed).toList());
        for (Note note : notes) assertThat(openings.of(note.sealed())).isEqualTo(new Opened.Known<>("text"));
    }

    private List<String> entries() {
        return test.sql(connection -> {
            List<String> entries = new ArrayList<>();
            try (var row = connection.createStatement().executeQuery("SELECT line FROM vault.ledger ORDER BY number")) {
                while (row.next()) entries.add(row.getString(1));
            }
            return entries;
        });
    }

    private List<String> prefixes(int entry) {
        LedgerEntry parsed = LedgerEntry.parse(entries().get(entry - 1));
        return parsed.prefixes().stream().map(Prefix::digits).toList();
    }

    private String subject(Note note) {
        return (String) test.value("SELECT encode(prefix, 'hex') FROM vault.key WHERE key_id = ?", note.keyId());
    }

    @Test
    void many_records_go_with_one_entry_and_one_write_and_the_entry_names_whole_neighbourhoods() {
        List<Note> notes = notes(600);
        long version = vault().health().rootVersion();

        ErasureProof proof = erase(vault(), batch(notes.subList(0, 530)));

        assertThat(vault().health().rootVersion()).isEqualTo(version + 1);
        assertThat(entries()).hasSize(1);
        assertThat(proof.keys()).isEqualTo(530);
        assertThat(proof.subjects()).isEqualTo(530);
        assertThat(prefixes(1)).containsExactly("00000000", "00000001", "000000020", "0000000210", "0000000211");
        assertThat(vault().opensNothing(proof.erasure())).isTrue();
        assertErased(notes.subList(0, 530));
        assertKnown(notes.subList(530, 600));
        List<UUID> told = new ArrayList<>();
        vault().destroyedBy(proof.erasure(), key -> told.add(key.keyId()));
        assertThat(told).hasSize(530);
    }

    @Test
    void the_last_ones_of_a_neighbourhood_take_along_what_died_before() {
        List<Note> notes = notes(16);
        erase(vault(), batch(notes.subList(0, 3)));
        erase(vault(), batch(notes.subList(5, 16)));
        erase(vault(), batch(notes.subList(3, 5)));

        assertThat(prefixes(1)).hasSize(3);
        assertThat(prefixes(2)).hasSize(11);
        assertThat(prefixes(3)).containsExactly("000000000");
        assertErased(notes);
        test.reopen();
        assertErased(notes);
    }

    @Test
    void what_is_destroyed_already_is_skipped_and_what_is_unknown_is_refused() {
        List<Note> notes = notes(4);
        erase(vault(), batch(notes.subList(0, 2)));
        erase(vault(), batch(notes.subList(2, 3)));
        vault().sweep();

        ErasureProof proof = erase(vault(), batch(notes));

        assertThat(proof.keys()).isEqualTo(1);
        assertThat(proof.subjects()).isEqualTo(1);
        ErasureProof again = erase(vault(), batch(notes));
        assertThat(again.keys()).isZero();
        assertErased(notes);
        Set<UUID> unknown = new HashSet<>(Set.of(notes.getFirst().keyId(), UUID.randomUUID()));
        assertThatThrownBy(() -> vault().order(new ErasureOrder(
                        UUID.randomUUID(),
                        new ErasureOrder.Records(unknown),
                        Notes.GROUND,
                        Notes.OFFICER,
                        Instant.now())))
                .isInstanceOf(VaultException.class);
        assertThat(vault().pending()).isEmpty();
    }

    @Test
    void an_order_has_a_size() {
        Set<UUID> keys = Stream.generate(UUID::randomUUID)
                .limit(ErasureOrder.Records.MOST + 1)
                .collect(java.util.stream.Collectors.toSet());

        assertThatThrownBy(() -> new ErasureOrder.Records(keys)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void records_of_a_person_go_one_by_one() {
        List<Note> ada = new ArrayList<>();
        for (int i = 0; i < 5; i++) ada.add(write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text"));
        List<Note> bob = List.of(write(vault(), person(Lane.PEOPLE, "bob@example.org"), "text"));
        List<Note> expiring = notes(3);

        ErasureProof proof = erase(vault(), batch(List.of(ada.get(0), ada.get(1), expiring.get(0), expiring.get(1))));

        assertThat(proof.keys()).isEqualTo(4);
        assertThat(proof.subjects()).isEqualTo(4);
        assertErased(List.of(ada.get(0), ada.get(1), expiring.get(0), expiring.get(1)));
        assertKnown(List.of(ada.get(2), ada.get(3), ada.get(4), bob.getFirst(), expiring.get(2)));
        erase(vault(), batch(ada));
        assertErased(ada);
        assertKnown(bob);
        assertThat(vault().enquire(Identifier.email("ada@example.org"), Population.PUBLIC))
                .isEmpty();
        test.reopen();
        assertKnown(bob);
    }

    // --- What may yet come to live ---

    @Test
    void what_is_made_ahead_and_what_may_still_be_handed_out_stays() {
        for (int round = 0; round < 6; round++) {
            List<Note> notes = notes(7 + 5 * round);
            erase(vault(), batch(notes));
            assertErased(notes);
        }

        assertKnown(notes(300));
    }

    @Test
    void whoever_writes_while_everything_so_far_is_destroyed_loses_nothing_that_was_not_named() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<Note> destroyed = new ArrayList<>();
        List<Note> kept = new ArrayList<>();
        var finished = new java.util.concurrent.LinkedBlockingQueue<Note>();
        try (var executor = Executors.newFixedThreadPool(4)) {
            List<Future<List<Note>>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int writer = i;
                writers.add(executor.submit(() -> {
                    List<Note> mine = new ArrayList<>();
                    for (int n = 0; !over.get(); n++) {
                        Note note = write(
                                vault(),
                                writer % 2 == 0 ? anonymous(MONTH) : person(MONTH, "p" + writer + "@example.org"),
                                "text");
                        if (n % 50 == 7) mine.add(note);
                        else finished.add(note);
                    }
                    return mine;
                }));
            }
            try {
                for (int i = 0; i < 12; i++) {
                    List<Note> some = new ArrayList<>();
                    some.add(finished.take());
                    finished.drainTo(some, ErasureOrder.Records.MOST - 1);
                    erase(vault(), batch(some));
                    destroyed.addAll(some);
                }
            } finally {
                over.set(true);
            }
            for (Future<List<Note>> writer : writers) kept.addAll(writer.get());
        }
        kept.addAll(finished);

        assertErased(destroyed);
        assertKnown(kept);
        test.reopen();
        assertErased(destroyed);
        assertKnown(kept);
        assertKnown(notes(50));
    }

    @Test
    void what_a_process_had_and_gave_to_nobody_has_no_row_and_keeps_its_seeds() {
        List<Note> before = notes(20);
        test.reopen();
        assertThat(test.value("SELECT count(*) FROM vault.key WHERE prefix < '\\xff'"))
                .isEqualTo(20L);
        List<Note> after = notes(20);

        erase(vault(), batch(before));

        assertThat(prefixes(1)).containsExactly("000000000", "0000000010", "0000000011", "0000000012", "0000000013");
        assertErased(before);
        assertKnown(after);
        test.reopen();
        assertErased(before);
        assertKnown(after);
        assertKnown(notes(20));
    }

    @Test
    void a_restored_database_does_not_make_unknown_numbers_look_dead() {
        List<Note> old = new ArrayList<>(notes(20));
        var backup = test.dump();
        List<Note> since = notes(100);
        var newer = test.dump();
        test.shut();
        test.restore(backup);
        test.reopen();
        // Those that lay ready at the time of the backup have rows in it, and records that the events know.
        List<Note> ready = since.stream().filter(this::hasRow).toList();
        List<Note> unknown = since.stream().filter(note -> !hasRow(note)).toList();
        assertThat(unknown).hasSizeGreaterThan(50);
        old.addAll(ready);
        erase(vault(), batch(notes(3)));
        erase(vault(), batch(old));
        test.reopen();
        erase(vault(), batch(notes(3)));

        // The newer backup turns up: whoever is in it must still be there.
        test.shut();
        test.restore(newer);
        test.reopen();

        assertErased(old);
        assertKnown(unknown);
    }

    private boolean hasRow(Note note) {
        return (long) test.value("SELECT count(*) FROM vault.key WHERE key_id = ?", note.keyId()) == 1;
    }

    @Test
    void a_row_that_was_moved_stops_the_batch_and_destroys_nothing() {
        List<Note> notes = notes(20);
        String place = subject(notes.get(3));
        test.update("UPDATE vault.key SET prefix = decode('" + subject(notes.get(19)) + "', 'hex') WHERE key_id = '"
                + notes.get(3).keyId() + "'");

        assertThatThrownBy(() -> erase(vault(), batch(notes.subList(0, 16))))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("nothing was destroyed");

        assertThat(vault().health().ledgerNumber()).isZero();
        test.update("UPDATE vault.key SET prefix = decode('" + place + "', 'hex') WHERE key_id = '"
                + notes.get(3).keyId() + "'");
        assertKnown(notes);
    }

    // --- Restores and crashes ---

    @Test
    void a_backup_from_before_a_batch_forgets_it_again() {
        List<Note> early = notes(10);
        var first = test.dump();
        List<Note> more = notes(30);
        test.reopen();
        List<Note> stays = notes(10);
        var second = test.dump();
        List<Note> gone = new ArrayList<>(early);
        gone.addAll(more);
        ErasureProof proof = erase(vault(), batch(gone));

        for (var backup : List.of(second, first)) {
            test.shut();
            test.restore(backup);
            test.reopen();
            assertErased(early);
            if (backup == second) {
                assertErased(more);
                assertKnown(stays);
            }
            assertThat(vault().opensNothing(proof.erasure())).isTrue();
            assertThat(test.value("SELECT count(*) FROM vault.key WHERE destroyed_by IS NOT NULL"))
                    .asInstanceOf(InstanceOfAssertFactories.LONG)
                    .isGreaterThanOrEqualTo(backup == second ? 40 : 10);
            assertKnown(notes(40));
        }
    }

    private static final class Crash extends Error {}

    @ParameterizedTest
    @EnumSource(ErasureStep.class)
    void a_crash_at_any_step_of_a_batch_is_finished_after_the_restart(ErasureStep at) throws IOException {
        List<Note> early = notes(20);
        test.reopen();
        List<Note> ada = List.of(write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text"));
        List<Note> stays = List.of(write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text"));
        List<Note> late = notes(40);
        List<Note> gone = new ArrayList<>(early);
        gone.addAll(ada);
        gone.addAll(late.subList(0, 33));
        List<Note> living = new ArrayList<>(late.subList(33, 40));
        living.addAll(stays);
        ErasureOrder order = batch(gone);
        AtomicBoolean crash = new AtomicBoolean(true);
        test.withMirror()
                .withSteps(step -> {
                    if (step == at && crash.get()) throw new Crash();
                })
                .reopen();

        assertThatThrownBy(() -> erase(vault(), order)).isInstanceOf(Crash.class);
        if (at != ErasureStep.ORDERED) assertErased(gone);
        assertKnown(living);
        crash.set(false);
        test.reopen();

        assertThat(vault().pending()).hasSize(at == ErasureStep.ORDERED ? 1 : 0);
        ErasureProof proof = vault().carryOut(order.erasure());
        assertThat(proof.keys()).isEqualTo(gone.size());
        assertThat(vault().proofs(1)).containsExactly(proof);
        assertThat(vault().opensNothing(order.erasure())).isTrue();
        assertErased(gone);
        assertKnown(living);
        assertThat(Files.readAllLines(test.ledgerFile())).hasSize(4);
        assertThat(vault().sweep()).isEqualTo(gone.size());
        assertErased(gone);
        test.reopen();
        assertThat(vault().proofs(1)).containsExactly(proof);
        assertErased(gone);
        assertKnown(living);
    }

    // --- What a retention needs to know ---

    @Test
    void an_empty_batch_leaves_its_time_in_the_ledger() {
        TestClock clock = new TestClock(Instant.parse("2026-03-01T03:00:00Z"));
        test.withClock(clock).reopen();
        assertThat(vault().lastLedgerTime()).isEmpty();

        erase(vault(), batch(List.of()));
        assertThat(vault().lastLedgerTime()).contains(Instant.parse("2026-03-01T03:00:00Z"));
        clock.later(Duration.ofDays(1));
        List<Note> notes = notes(1);
        erase(vault(), batch(notes));
        assertThat(vault().lastLedgerTime()).contains(Instant.parse("2026-03-02T03:00:00Z"));
        clock.later(Duration.ofHours(1));
        vault().sweep();
        test.reopen();
        assertThat(vault().lastLedgerTime()).contains(Instant.parse("2026-03-02T04:00:00Z"));
    }

    @Test
    void the_living_are_counted_by_lane_without_what_nobody_has_yet() {
        List<Note> notes = notes(9);
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text");
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text");
        erase(vault(), batch(notes.subList(0, 4)));

        assertThat(vault().livingKeys()).isEqualTo(Map.of(MONTH, 5L, Lane.PEOPLE, 2L));
        test.reopen();
        assertThat(vault().livingKeys()).isEqualTo(Map.of(MONTH, 5L, Lane.PEOPLE, 2L));
    }

    @Test
    void a_year_of_daily_retention_in_three_periods_leaves_a_small_state() {
        TestClock clock = new TestClock(Instant.parse("2026-01-01T03:00:00Z"));
        // Fewer than a council gets, so that the test is quick: a seed is one seed whatever lies below it.
        test.withClock(clock).withMadeAhead(64).reopen();
        Map<Integer, List<Set<UUID>>> arrived =
                Map.of(30, new ArrayList<>(), 90, new ArrayList<>(), 180, new ArrayList<>());
        for (int day = 0; day < 365; day++) {
            int today = day;
            clock.later(Duration.ofDays(1));
            Set<UUID> expired = new HashSet<>();
            arrived.forEach((period, days) -> {
                days.add(submissions(Lane.retention(Period.ofDays(period)), 20, today));
                if (today >= period) expired.addAll(days.get(today - period));
            });
            erase(
                    vault(),
                    new ErasureOrder(
                            UUID.randomUUID(),
                            new ErasureOrder.Records(expired),
                            new Ground("retention"),
                            Notes.OFFICER,
                            clock.instant()));
        }

        assertThat(vault().livingKeys().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(20L * (30 + 90 + 180));
        assertThat(vault().health().seeds())
                .as("what was destroyed in its order leaves the edge of each lane, and no more")
                .isLessThanOrEqualTo(3 * 8 * 15 + 2 * 15);
        assertThat((int) test.value("SELECT max(length(line)) FROM vault.ledger"))
                .isLessThan(1_500);
    }

    private Set<UUID> submissions(Lane lane, int count, int day) {
        List<Owner> owners = new ArrayList<>();
        for (int i = 0; i < count; i++) owners.add(person(lane, "p" + (day * 7 + i) % 500 + "@example.org"));
        Set<UUID> keyIds = new HashSet<>();
        try (RecordKeys keys = vault().newKeys(owners)) {
            for (int i = 0; i < count; i++) keyIds.add(keys.keyId(i));
        }
        return keyIds;
    }

    @Test
    void rows_of_what_no_event_names_go_a_day_after_it_and_no_sweep_lists_them() {
        TestClock clock = TestClock.running();
        try (TestVault test = TestVault.unopened().withClock(clock).reopen()) {
            Note upload = write(test.vault(), anonymous(Lane.MINUTES), "upload");
            Note draft = write(test.vault(), anonymous(Lane.DRAFTS), "draft");
            write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
            test.vault().endShortLived(Set.of(upload.keyId(), draft.keyId()));
            erase(test.vault(), "ada@example.org"); // and with it the order's own subject
            assertThat(test.vault().sweep()).isEqualTo(1);
            assertThat(open(test.vault(), upload)).isInstanceOf(Opened.Erased.class);

            clock.later(java.time.Duration.ofHours(25));
            assertThat(test.vault().sweep()).isZero();
            assertThat(test.value("SELECT count(*) FROM vault.key WHERE destroyed_by IS NOT NULL"))
                    .isEqualTo(0L);
            assertThat(test.value("SELECT line FROM vault.ledger ORDER BY number DESC LIMIT 1")
                            .toString())
                    .doesNotContain(upload.keyId().toString());
            assertThatThrownBy(() -> open(test.vault(), upload)).isInstanceOf(CannotBeOpenedException.class);
            test.reopen();
            assertThat(test.vault().health().warnings()).noneMatch(line -> line.contains("changed"));
        }
    }
}
