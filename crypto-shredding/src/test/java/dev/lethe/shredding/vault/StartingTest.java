package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.find;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.order;
import static dev.lethe.shredding.vault.Notes.person;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.Replacement;
import dev.lethe.shredding.VaultConfiguration;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.root.RootFile;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.root.RootStore;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.vault.Notes.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartingTest {

    private TestVault test;

    @BeforeEach
    void create() {
        test = TestVault.create();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void assertRefused(String why) {
        refused(test::reopen, why);
        refused(test::reopen, why); // and nothing was changed that would let it pass
    }

    private static void refused(ThrowingCallable start, String why) {
        assertThatThrownBy(start)
                .isInstanceOf(VaultRefusedException.class)
                .hasMessageContaining(why)
                .message()
                .doesNotContain("\n");
    }

    /** Two erasures, so that there is something to disagree about. */
    private Note erased() {
        Note note = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        erase(test.vault(), "ada@example.org");
        erase(test.vault(), order(write(test.vault(), anonymous(MONTH), "other")));
        return note;
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(test.ledgerFile()));
    }

    private void replaceFile(List<String> lines) throws IOException {
        Files.writeString(test.ledgerFile(), String.join("\n", lines) + "\n");
    }

    private void cutTable(int from) {
        test.update("UPDATE vault.key SET destroyed_by = NULL WHERE destroyed_by >= ?", from);
        test.update("DELETE FROM vault.ledger WHERE number >= ?", from);
    }

    @Test
    void a_crash_while_the_root_state_is_made_is_finished() throws IOException {
        test.shut();
        test.update("UPDATE vault.instance SET state = 'creating'");
        test.reopen();
        Note note = write(test.vault(), anonymous(MONTH), "one");
        assertThat(test.value("SELECT state FROM vault.instance")).isEqualTo("created");
        test.reopen();
        assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("one"));

        // As it is when no root state was written yet, and when one copy of two was
        try (TestVault other = TestVault.unopened().withMirror()) {
            Path mirror = other.roots().get(1);
            Files.createFile(mirror);
            refused(other::reopen, "No new root state is made");
            Object instance = other.value("SELECT instance_id FROM vault.instance");
            assertThat(other.value("SELECT state FROM vault.instance")).isEqualTo("creating");
            Files.delete(mirror);
            other.reopen();
            assertThat(other.value("SELECT instance_id FROM vault.instance")).isEqualTo(instance);
            assertThat(other.value("SELECT state FROM vault.instance")).isEqualTo("created");
            other.shut();
            other.update("UPDATE vault.instance SET state = 'creating'");
            Files.delete(mirror.resolve(RootFiles.NAME));
            other.reopen();
            write(other.vault(), anonymous(MONTH), "one");
        }
    }

    @Test
    void a_vault_that_anything_is_left_of_is_never_made_anew_whatever_its_state_says() throws IOException {
        test.shut();
        var empty = emptied(test.dump());
        test.reopen();
        RememberedEvents events = new RememberedEvents();
        test.vault().join(events);
        Note note = write(test.vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        Note kept = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        erase(test.vault(), order(find(test.vault(), "ada@example.org"), Map.of(kept.keyId(), Notes.GROUND)));
        test.vault()
                .replace(new Replacement(
                        UUID.randomUUID(), note.keyId(), List.of(Identifier.email("rob@example.org")), Notes.OFFICER))
                .close();
        test.update("INSERT INTO vault.search (up_to, epoch, mac) VALUES (1, 1, sha256('x')) ON CONFLICT DO NOTHING");
        test.shut();
        test.update("UPDATE vault.instance SET state = 'creating'");
        var whole = test.dump();
        Map<Path, byte[]> roots = test.rootFiles();
        byte[] ledger = Files.readAllBytes(test.ledgerFile());

        for (String table : whole.keySet()) {
            if (table.equals("instance")) continue;
            assertThat(whole.get(table)).as("rows of %s", table).isNotEqualTo(empty.get(table));
            for (String instance : List.of("made", "half made", "gone")) {
                var left = new java.util.HashMap<>(empty);
                left.put("instance", instance.equals("gone") ? empty.get("instance") : whole.get("instance"));
                left.put(table, whole.get(table));
                test.restore(left);
                if (instance.equals("made")) test.update("UPDATE vault.instance SET state = 'created'");
                test.restoreRootFiles(Map.of());
                assertRefused(instance.equals("gone") ? "does not say which vault" : "is missing");
                assertThat(test.rootFiles().keySet())
                        .as("of %s, whose instance is %s", table, instance)
                        .noneMatch(file -> file.endsWith(RootFiles.NAME));
            }
        }
        test.withMirror();
        for (Path root : test.roots()) {
            var left = new java.util.HashMap<>(empty);
            left.put("instance", whole.get("instance"));
            test.restore(left);
            test.restoreRootFiles(Map.of(root.getParent().relativize(root.resolve("ledger")), ledger));
            assertRefused("there is a ledger");
        }

        test.restore(whole);
        test.restoreRootFiles(roots);
        test.reopen();
        assertThat(open(test.vault(), kept)).isEqualTo(new Opened.Known<>("ada"));
    }

    /** The same tables, without a row. */
    private Map<String, byte[]> emptied(Map<String, byte[]> dump) {
        test.update("TRUNCATE vault." + String.join(", vault.", dump.keySet()));
        Map<String, byte[]> empty = test.dump();
        test.restore(dump);
        return empty;
    }

    @Test
    void a_missing_root_state_is_never_made_anew() {
        test.shut();
        test.restoreRootFiles(Map.of());

        assertRefused("is missing");
    }

    @Test
    void a_root_state_without_its_database_is_refused() {
        test.shut();
        test.update("DROP SCHEMA vault CASCADE");

        assertRefused("database is empty");
    }

    @Test
    void a_ledger_without_root_state_and_database_is_refused() throws IOException {
        erased();
        test.shut();
        byte[] ledger = Files.readAllBytes(test.ledgerFile());
        test.update("DROP SCHEMA vault CASCADE");
        test.restoreRootFiles(Map.of(Path.of("root", "ledger"), ledger));

        assertRefused("there is a ledger");
    }

    @Test
    void a_database_whose_instance_row_is_gone_is_refused() {
        erased();
        test.shut();
        test.restoreRootFiles(Map.of());
        test.update("DELETE FROM vault.instance");

        assertRefused("does not say which vault");
    }

    @Test
    void the_root_state_of_another_vault_is_refused() {
        test.shut();
        test.update("UPDATE vault.instance SET instance_id = ?", UUID.randomUUID());

        assertRefused("do not fit together");
    }

    @Test
    void the_ledger_file_of_another_vault_is_refused() throws IOException {
        erased();
        test.shut();
        List<String> lines = lines();
        lines.set(0, "{\"format\":2,\"instance\":\"" + UUID.randomUUID() + "\"}");
        replaceFile(lines);

        assertRefused("belongs to another vault");
    }

    @Test
    void an_old_root_state_is_refused() {
        write(test.vault(), anonymous(MONTH), "one");
        test.shut();
        Map<Path, byte[]> old = rootStates(test.rootFiles());
        test.reopen();
        erased();
        test.shut();
        Map<Path, byte[]> now = new java.util.HashMap<>(test.rootFiles());
        now.putAll(old);
        test.restoreRootFiles(now);

        assertRefused("is an old copy");
    }

    /** Without lock files and ledgers. */
    private static Map<Path, byte[]> rootStates(Map<Path, byte[]> files) {
        Map<Path, byte[]> states = new java.util.HashMap<>(files);
        states.keySet().removeIf(path -> path.endsWith("ledger"));
        return states;
    }

    @Test
    void a_ledger_that_is_shorter_than_the_root_state_knows_is_refused() throws IOException {
        erased();
        test.shut();
        cutTable(2);
        replaceFile(lines().subList(0, 4));

        assertRefused("the root state knows entry 2");
    }

    @Test
    void an_entry_that_was_changed_in_the_table_is_refused() {
        erased();
        test.shut();
        test.update("UPDATE vault.ledger SET line = replace(line, 'gdpr-17-1-b', 'retention') WHERE number = 1");

        assertRefused("in the vault's database is broken at entry 1");
    }

    @Test
    void a_column_that_says_other_than_its_entry_is_refused() {
        erased();
        test.shut();
        test.update("UPDATE vault.ledger SET erasure = gen_random_uuid() WHERE number = 2");

        assertRefused("in the vault's database is broken at entry 2");
    }

    @Test
    void entries_that_were_changed_left_out_or_reordered_in_the_file_are_refused() throws IOException {
        erased();
        test.shut();
        List<String> good = lines();

        List<String> changed = new ArrayList<>(good);
        changed.set(1, good.get(1).replace("gdpr-17-1-b", "retention"));
        replaceFile(changed);
        assertRefused("is broken at entry"); // the next one does not follow

        List<String> without = new ArrayList<>(good);
        without.removeIf(line -> line.contains("\"number\":1,"));
        replaceFile(without);
        assertRefused("is broken at entry 1");

        List<String> reordered = new ArrayList<>(good);
        java.util.Collections.swap(reordered, 1, 4);
        replaceFile(reordered);
        assertRefused("is broken at entry 1");

        replaceFile(good);
        test.reopen();
    }

    @Test
    void a_file_with_another_history_is_refused() throws IOException {
        erased();
        test.shut();
        List<String> lines = lines();
        String last = lines.get(4).replace("\"keys\":1", "\"keys\":9");
        assertThat(last).isNotEqualTo(lines.get(4));
        lines.set(4, last);
        replaceFile(lines);

        assertRefused("disagree from entry 2 on");
    }

    @Test
    void a_history_that_was_rewritten_everywhere_is_refused() throws IOException {
        erased();
        test.shut();
        List<String> lines = lines();
        String last = lines.get(4).replace("\"keys\":1", "\"keys\":9");
        lines.set(4, last);
        replaceFile(lines);
        test.update("UPDATE vault.ledger SET line = ?, hash = ? WHERE number = 2", last, LedgerEntry.hash(last));

        assertRefused("knows another entry 2");
    }

    @Test
    void a_root_state_that_lost_more_than_the_ledger_says_is_refused() {
        erased();
        test.shut();
        changeRoot(
                state -> state.punctured(List.of(new Prefix("0000000005")), state.ledgerNumber(), state.ledgerHash()));

        assertRefused("has lost more than the ledger explains");
    }

    @Test
    void a_root_state_that_still_holds_what_was_destroyed_is_refused() {
        test.shut();
        RootState before = state();
        test.reopen();
        erased();
        test.shut();
        changeRoot(state -> new RootState(
                state.instance(),
                state.version(),
                before.epochs(),
                state.lanes(),
                state.ledgerNumber(),
                state.ledgerHash(),
                state.marks(),
                state.restores(),
                state.mirrors(),
                state.elsewhere()));

        assertRefused("still holds what the ledger says was destroyed");
    }

    private List<String> advice() {
        return test.vault().health().advice();
    }

    @Test
    void a_ledger_file_that_was_taken_away_or_cut_is_mended_and_said() throws IOException {
        erased();
        List<String> whole = lines();
        test.shut();
        Files.delete(test.ledgerFile());
        test.reopen();
        assertThat(advice()).anyMatch(line -> line.contains("ledger file") && line.contains("was gone"));
        test.reopen();
        assertThat(advice()).noneMatch(line -> line.contains("was gone"));

        test.shut();
        replaceFile(whole.subList(0, 3)); // after its first entry
        test.reopen();
        assertThat(advice()).anyMatch(line -> line.contains("ended at entry 1 of 2"));
        assertThat(lines()).containsAll(whole);

        test.shut();
        byte[] bytes = Files.readAllBytes(test.ledgerFile());
        Files.write(test.ledgerFile(), java.util.Arrays.copyOf(bytes, bytes.length - 7));
        test.reopen();
        assertThat(advice()).anyMatch(line -> line.contains("not whole, as a crash leaves it"));
        assertThat(lines()).containsAll(whole);
    }

    @Test
    void a_broken_ledger_file_may_be_taken_away_while_the_table_is_whole() throws IOException {
        test.withMirror().reopen();
        Note ada = erased();
        List<String> whole = lines();
        for (Path root : test.roots()) {
            test.shut();
            Path file = root.resolve("ledger");
            Files.writeString(file, "forged\nline\n", StandardOpenOption.APPEND);
            assertRefused("is broken at entry 3");
            Files.delete(file);
            test.reopen();
            assertThat(advice()).anyMatch(line -> line.contains(file + " was gone"));
            for (Path each : test.roots())
                assertThat(Files.readAllLines(each.resolve("ledger"))).isEqualTo(whole);
        }
        test.reopen();
        assertThat(advice()).noneMatch(line -> line.contains("ledger file"));
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Erased.class);
        assertThat(test.vault().proofs(1)).hasSize(2);
    }

    @Test
    void lines_that_do_not_follow_as_the_vault_writes_them_are_written_anew_and_said() throws IOException {
        erased();
        List<String> whole = lines();
        assertThat(whole).hasSize(7);
        Map<String, List<String>> damages = new java.util.LinkedHashMap<>();
        for (int last = 1; last <= whole.size(); last++) {
            List<String> twice = new ArrayList<>(whole);
            twice.addAll(whole.subList(whole.size() - last, whole.size()));
            damages.put("the last " + last + " twice", twice);
        }
        for (int line : List.of(2, 3, 5)) { // MACs, and that an entry is done
            List<String> without = new ArrayList<>(whole);
            without.remove(line);
            damages.put("without line " + line, without);
        }
        List<String> both = new ArrayList<>(whole);
        both.add(4, whole.get(2));
        damages.put("a MAC again in the middle", both);
        for (var damage : damages.entrySet()) {
            test.shut();
            replaceFile(damage.getValue());
            test.reopen();
            assertThat(advice())
                    .as(damage.getKey())
                    .anyMatch(line -> line.contains("does not follow as this vault writes it"));
            assertThat(lines()).as(damage.getKey()).isEqualTo(whole);
            test.reopen();
            assertThat(advice()).as(damage.getKey()).noneMatch(line -> line.contains("ledger file"));
        }
    }

    @Test
    void half_a_line_too_much_is_taken_away_and_said() throws IOException {
        erased();
        List<String> whole = lines();
        test.shut();
        Files.writeString(test.ledgerFile(), "{\"torn", StandardOpenOption.APPEND);
        test.reopen();
        assertThat(advice()).anyMatch(line -> line.contains("not whole, as a crash leaves it"));
        assertThat(Files.readString(test.ledgerFile())).isEqualTo(String.join("\n", whole) + "\n");
        test.reopen();
        assertThat(advice()).noneMatch(line -> line.contains("ledger file"));
    }

    @Test
    void an_older_copy_of_the_root_state_is_mended_and_said() throws IOException {
        test.shut();
        test.withMirror().reopen();
        write(test.vault(), anonymous(MONTH), "one");
        test.shut();
        for (Path root : test.roots()) {
            byte[] old = Files.readAllBytes(root.resolve("root.state"));
            test.reopen();
            write(
                    test.vault(),
                    anonymous(
                            Lane.retention(java.time.Period.ofDays(test.roots().indexOf(root) + 1))),
                    "two");
            test.shut();
            Files.write(root.resolve("root.state"), old);
            test.reopen();
            assertThat(advice()).anyMatch(line -> line.contains(root + " was not up to date: it is version"));
            test.shut();
        }
        test.reopen();
    }

    @Test
    void a_copy_of_the_ledger_that_goes_further_refuses_the_start_and_one_that_is_not_there_is_warned_of()
            throws IOException {
        Path copies = Files.createTempDirectory("ledger-copy");
        test.withLedgerCopy(copies).reopen();
        assertThat(advice()).anyMatch(line -> line.contains("no copy of the ledger file in " + copies));

        test.shut();
        Map<String, byte[]> vault = test.dump();
        Map<Path, byte[]> roots = test.rootFiles();
        test.reopen();
        erased();
        Files.copy(test.ledgerFile(), copies.resolve("ledger"));
        test.reopen();
        assertThat(advice()).noneMatch(line -> line.contains("copy of the ledger"));
        test.shut();
        test.restore(vault); // the whole machine is set back
        test.restoreRootFiles(roots);
        assertRefused("knows entry 1, and the vault does not");
    }

    private RootState state() {
        try (RootStore store = RootFiles.open(test.roots())) {
            return store.current().orElseThrow();
        }
    }

    /** As somebody would who can write the file, past all checks. */
    private void changeRoot(java.util.function.UnaryOperator<RootState> change) {
        RootState next = RootFiles.after(state(), change.apply(state()));
        for (Path root : test.roots()) {
            try {
                Files.delete(root.resolve(RootFiles.NAME));
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        try (RootStore store = RootFiles.open(test.roots())) {
            store.create(next);
        }
    }

    @Test
    void what_the_file_lacks_comes_from_the_table_and_the_other_way_round() throws IOException {
        test.withMirror().reopen();
        Note ada = erased();
        test.shut();
        List<String> good = lines();

        Files.delete(test.ledgerFile());
        Files.writeString(
                test.roots().get(1).resolve("ledger"), String.join("\n", good.subList(0, 2)) + "\n{\"actor\":\"torn");
        test.reopen();
        assertThat(lines()).isEqualTo(good);
        assertThat(Files.readAllLines(test.roots().get(1).resolve("ledger"))).isEqualTo(good);

        test.shut();
        cutTable(1);
        test.reopen();
        assertThat(test.vault().proofs(1)).hasSize(2);
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Erased.class);
        assertThat(test.vault().health().warnings()).anyMatch(line -> line.contains("restored from a backup"));
    }

    @Test
    void an_entry_that_only_a_file_has_is_finished() throws IOException {
        Note ada = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        var backup = test.dump();
        class Crash extends Error {}
        test.withSteps(step -> {
                    if (step == ErasureStep.FILED) throw new Crash();
                })
                .reopen();
        assertThatThrownBy(() -> erase(test.vault(), "ada@example.org")).isInstanceOf(Crash.class);
        test.shut();
        test.restore(backup);
        test.withSteps(_ -> {}).reopen();

        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Erased.class);
        assertThat(test.vault().proofs(1)).hasSize(1);
        assertThat(test.vault().opensNothing(test.vault().proofs(1).getFirst().erasure()))
                .isTrue();
    }

    @Test
    void a_mirror_that_was_away_during_a_start_is_brought_up() throws IOException {
        test.withMirror().reopen();
        Note ada = erased();
        test.shut();
        Path mirror = test.roots().get(1);
        Files.writeString(
                mirror.resolve("ledger"), Files.readString(test.ledgerFile()).substring(0, 20));
        Files.delete(mirror.resolve(RootFiles.NAME));

        test.reopen();

        assertThat(Files.readAllLines(mirror.resolve("ledger"))).isEqualTo(lines());
        assertThat(Files.readAllBytes(mirror.resolve(RootFiles.NAME)))
                .isEqualTo(Files.readAllBytes(test.roots().getFirst().resolve(RootFiles.NAME)));
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void a_key_above_its_lanes_mark_shows_an_old_root_state_and_a_strangers_row_does_not() {
        test.withSizes(new Lanes.Sizes(RootState.SUBJECTS, 4, RootFile.LARGEST))
                .withMadeAhead(2)
                .reopen();
        write(test.vault(), anonymous(MONTH), "one");
        test.shut();
        Map<Path, byte[]> old = test.rootFiles();
        test.reopen();
        List<Note> more = new ArrayList<>();
        for (int i = 0; i < 40; i++) more.add(write(test.vault(), anonymous(MONTH), "more"));
        test.shut();
        Map<Path, byte[]> now = test.rootFiles();

        test.restoreRootFiles(old);
        assertRefused("is an old copy");
        test.restoreRootFiles(now);
        test.update(
                "INSERT INTO vault.key (key_id, prefix, own, epoch, wrapped, mac) SELECT gen_random_uuid(),"
                        + " decode('00ffffffff', 'hex'), own, epoch, wrapped, mac FROM vault.key WHERE wrapped IS NOT NULL LIMIT 1");
        test.update(
                "INSERT INTO vault.key (key_id, prefix, own, epoch, wrapped, mac) SELECT gen_random_uuid(),"
                        + " decode('7700000000', 'hex'), own, epoch, wrapped, mac FROM vault.key WHERE wrapped IS NOT NULL LIMIT 1");
        test.reopen();
        assertThat(test.vault().health().warnings()).anyMatch(line -> line.contains("not believed"));
        for (Note note : more) assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("more"));
    }

    @Test
    void an_entry_that_somebody_added_past_the_anchor_is_refused_and_so_is_one_called_done() throws IOException {
        Note note = write(test.vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        erased();
        test.shut();
        RootState state = state();
        LedgerEntry forged = new LedgerEntry.Destroyed(
                3,
                UUID.randomUUID(),
                LedgerEntry.Kind.RECORDS,
                java.time.Instant.parse("2026-11-29T12:00:00Z"),
                Notes.GROUND,
                Notes.OFFICER,
                List.of(1),
                List.of(Prefix.of((byte[]) test.value("SELECT prefix FROM vault.key WHERE key_id = ?", note.keyId()))),
                List.of(),
                new java.util.TreeMap<>(),
                1,
                1,
                true,
                state.ledgerHash());
        test.update(
                "INSERT INTO vault.ledger (number, erasure, line, hash, epoch, mac) VALUES (3, ?, ?, ?, 1, ?)",
                ((LedgerEntry.Destroyed) forged).erasure(),
                forged.text(),
                forged.hash(),
                new byte[32]);
        assertRefused("was not written by this vault");
        test.update("DELETE FROM vault.ledger WHERE number = 3");

        // That entry 1 is not done any more is finished again, whatever a MAC of somebody else's says
        test.update("UPDATE vault.ledger SET done_mac = decode(repeat('00', 32), 'hex') WHERE number = 1");
        List<String> lines = lines();
        lines.removeIf(line -> line.startsWith("{\"done\":1,"));
        replaceFile(lines);
        test.reopen();
        assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("bob"));
        assertThat(test.vault().proofs(1)).hasSize(2);
    }

    @Test
    void a_vault_of_the_first_format_is_refused_untouched() throws IOException {
        test.shut();
        for (Path root : test.roots()) {
            byte[] file = Files.readAllBytes(root.resolve(RootFiles.NAME));
            file[9] = 1;
            Files.write(root.resolve(RootFiles.NAME), file);
        }
        Map<Path, byte[]> before = test.rootFiles();
        assertRefused("cannot be used: its format is 1, which only builds of November 2026 read");
        before.forEach((path, bytes) ->
                assertThat(test.rootFiles().get(path)).as("%s", path).isEqualTo(bytes));
    }

    @Test
    void a_database_of_the_first_format_is_refused_untouched() {
        test.shut();
        test.update("DROP SCHEMA vault CASCADE");
        test.update("CREATE SCHEMA vault");
        test.update("CREATE TABLE vault.record_key (key_id uuid)");
        test.restoreRootFiles(Map.of());
        assertRefused("which only builds of November 2026 read");
        assertThat(test.value("SELECT count(*) FROM pg_tables WHERE schemaname = 'vault'"))
                .isEqualTo(1L);
    }

    @Test
    void a_second_process_is_kept_out() {
        refused(
                () -> PostgresKeyVault.open(VaultConfiguration.of(test.database(), test.roots()), Lanes.Sizes.FULL),
                "");
    }

    @Test
    void the_ledger_file_can_be_checked_by_hand() throws Exception {
        erased();

        List<String> entries =
                lines().stream().filter(line -> line.contains("\"number\"")).toList();
        String previous = "0".repeat(64);
        for (String entry : entries) {
            assertThat(entry).contains("\"previous\":\"" + previous + "\"");
            previous = java.util.HexFormat.of()
                    .formatHex(
                            java.security.MessageDigest.getInstance("SHA-256").digest(entry.getBytes()));
        }
        assertThat(test.vault().proofs(2).getFirst().ledgerHash()).isEqualTo(previous);
        Files.writeString(test.ledgerFile(), "{\"torn", StandardOpenOption.APPEND);
        erase(test.vault(), order(write(test.vault(), anonymous(MONTH), "one more")));
        assertThat(lines()).hasSize(10);
    }
}
