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
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.lethe.shredding.Adversary;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.ChangedRowsException;
import dev.lethe.shredding.Enquiry;
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
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.ledger.Ledger;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.vault.Notes.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class ErasingTest {

    private static final Ground CLAIMS = new Ground("legal-claims");

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

    private void assertErased(Note... notes) {
        for (Note note : notes) assertThat(open(vault(), note)).isInstanceOf(Opened.Erased.class);
    }

    private void assertKnown(Note note, String text) {
        assertThat(open(vault(), note)).isEqualTo(new Opened.Known<>(text));
    }

    @Test
    void what_came_since_the_person_was_looked_for_is_found_again_and_erased() {
        Note before = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Enquiry enquiry = find(vault(), "ada@example.org");
        Note since = write(vault(), person(MONTH, "Ada@example.org"), "two");
        Note another = write(vault(), person(MONTH, "bob@example.org"), "three");

        Enquiry again = vault().enquiry(enquiry.id()).orElseThrow();
        assertThat(again.keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactlyInAnyOrder(before.keyId(), since.keyId());
        erase(vault(), order(again, Map.of()));

        assertErased(before, since);
        assertKnown(another, "three");
        assertThat(vault().enquiry(enquiry.id())).isEmpty();
    }

    @Test
    void an_entry_that_somebody_else_put_at_the_ledgers_end_stops_the_next_erasure() {
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Note bob = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "two");
        erase(vault(), "ada@example.org");
        test.update("INSERT INTO vault.ledger (number, line, hash, epoch, mac)"
                + " VALUES (2, 'forged', decode(repeat('ab', 32), 'hex'), 1, decode(repeat('ab', 32), 'hex'))");

        assertThatThrownBy(() -> erase(vault(), "bob@example.org"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("does not end with entry 1");
        assertKnown(bob, "two");

        test.update("DELETE FROM vault.ledger WHERE number = 2");
        vault().pending().forEach(order -> vault().carryOut(order.erasure()));
        assertErased(bob);
    }

    @Test
    void what_somebody_put_into_the_table_while_a_mirror_is_away_never_comes_into_a_file() throws IOException {
        test.withMirror().reopen();
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Path mirror = test.roots().get(1);
        Path away = mirror.resolveSibling("away");
        Files.move(mirror, away);
        Files.createFile(mirror);
        assertThatThrownBy(() -> erase(vault(), "ada@example.org")).isInstanceOf(VaultException.class);
        test.update("INSERT INTO vault.ledger (number, line, hash, epoch, mac)"
                + " SELECT 2, E'forged\\nline', hash, epoch, mac FROM vault.ledger");
        Files.delete(mirror);
        Files.move(away, mirror);
        vault().pending().forEach(order -> vault().carryOut(order.erasure()));

        assertThat(vault().proofs(1)).hasSize(1);
        for (Path root : test.roots())
            assertThat(Files.readAllLines(root.resolve("ledger"))).hasSize(4).doesNotContain("forged");
        assertThat(vault().health().advice()).anyMatch(line -> line.contains("does not end with entry 1"));
        test.update("DELETE FROM vault.ledger WHERE number = 2");
        assertThat(vault().health().advice()).noneMatch(line -> line.contains("entry 1"));
        test.reopen();
        assertErased(ada);
    }

    @Test
    void a_ledger_file_that_is_deleted_or_cut_while_serving_is_told_and_then_written_anew() throws IOException {
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        write(vault(), person(Lane.PEOPLE, "bob@example.org"), "two");
        erase(vault(), "ada@example.org");
        erase(vault(), "bob@example.org");
        List<String> whole = Files.readAllLines(test.ledgerFile());
        for (int left : new int[] {-1, 0, 1, 4, whole.size() - 1}) {
            if (left < 0) Files.delete(test.ledgerFile());
            else
                Files.writeString(
                        test.ledgerFile(),
                        String.join(
                                "",
                                whole.stream()
                                        .limit(left)
                                        .map(line -> line + "\n")
                                        .toList()));
            assertThat(vault().health().advice())
                    .as("%s lines left", left)
                    .anyMatch(line -> line.contains(test.ledgerFile().toString()) && line.contains("lost lines"));
            Note more = write(vault(), person(Lane.PEOPLE, "more@example.org"), "more");
            erase(vault(), "more@example.org");
            assertErased(more);
            assertThat(vault().health().advice()).noneMatch(line -> line.contains("lost lines"));
            List<String> mended = Files.readAllLines(test.ledgerFile());
            assertThat(mended).startsWith(whole.toArray(String[]::new)).hasSize(whole.size() + 3);
            whole = mended;
        }
    }

    @Test
    void a_ledger_file_of_which_a_byte_was_changed_in_place_is_told_while_serving() throws IOException {
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        write(vault(), person(Lane.PEOPLE, "bob@example.org"), "two");
        erase(vault(), "ada@example.org");
        String whole = Files.readString(test.ledgerFile());
        LockSupport.parkNanos(20_000_000); // times of files are coarse
        Files.writeString(test.ledgerFile(), whole.replaceFirst("gdpr-17-1-b", "gdpr-17-1-c"));
        assertThat(vault().health().advice())
                .anyMatch(line -> line.contains(test.ledgerFile().toString()) && line.contains("not as it should be"));
        assertThatThrownBy(() -> erase(vault(), "bob@example.org")).isInstanceOf(VaultException.class);

        Files.writeString(test.ledgerFile(), whole);
        vault().pending().forEach(order -> vault().carryOut(order.erasure()));
        assertThat(vault().health().advice()).noneMatch(line -> line.contains("ledger file"));
        assertThat(Files.readString(test.ledgerFile())).startsWith(whole);
    }

    @Test
    void an_entry_that_was_changed_in_the_table_is_not_filed_and_its_mac_is_not_read_there() throws IOException {
        class Crash extends Error {}
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        write(vault(), person(Lane.PEOPLE, "bob@example.org"), "two");
        Note eve = write(vault(), person(Lane.PEOPLE, "eve@example.org"), "three");
        erase(vault(), "ada@example.org");
        List<String> whole = Files.readAllLines(test.ledgerFile());

        Files.delete(test.ledgerFile());
        test.update("UPDATE vault.ledger SET line = replace(line, 'gdpr-17-1-b', 'retention')");
        assertThat(vault().health().advice())
                .anyMatch(line -> line.contains("Entry 1") && line.contains("was changed or removed"));
        assertThatThrownBy(() -> erase(vault(), "bob@example.org"))
                .isInstanceOf(ChangedRowsException.class)
                .hasMessageContaining("Entry 1");
        assertThat(test.ledgerFile()).doesNotExist();
        test.update("UPDATE vault.ledger SET line = replace(line, 'retention', 'gdpr-17-1-b')");
        vault().pending().forEach(order -> vault().carryOut(order.erasure()));
        assertThat(Files.readAllLines(test.ledgerFile())).hasSize(7).containsAll(whole);

        var before = test.dump();
        test.withSteps(step -> {
                    if (step == ErasureStep.RECORDED)
                        test.update("UPDATE vault.ledger SET mac = sha256('x') WHERE number = 3");
                    if (step == ErasureStep.FILED) throw new Crash();
                })
                .reopen();
        assertThatThrownBy(() -> erase(vault(), "eve@example.org")).isInstanceOf(Crash.class);
        test.shut();
        test.restore(before);
        test.withSteps(_ -> {}).reopen();
        assertErased(ada, eve);
        assertThat(vault().proofs(1)).hasSize(3);
    }

    @Test
    void what_a_sweep_named_is_told_from_memory() {
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Note bob = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "two");
        erase(vault(), "ada@example.org");
        vault().sweep();
        erase(vault(), "bob@example.org");
        vault().sweep();
        for (int start = 0; start < 2; start++) {
            test.update("CREATE TABLE public.kept AS SELECT * FROM vault.ledger");
            test.update("DELETE FROM vault.ledger");
            assertErased(ada, bob);
            assertThat(allDestroyed()).containsExactlyInAnyOrder(ada.keyId(), bob.keyId());
            test.update("INSERT INTO vault.ledger SELECT * FROM public.kept");
            test.update("DROP TABLE public.kept");
            test.reopen();
        }
    }

    @Test
    void erasing_a_person_erases_every_record_under_every_spelling_and_nobody_else() {
        Note lasting = write(vault(), person(Lane.PEOPLE, "Ada@Example.org"), "one");
        Note expiring = write(vault(), person(MONTH, " ada@example.ORG "), "two");
        List<Note> shared =
                write(vault(), List.of(person(MONTH, "ada@example.org"), person(MONTH, "bob@example.org")), "three");

        ErasureProof proof = erase(vault(), "ada@example.org");

        assertThat(proof.subjects()).isEqualTo(3);
        assertThat(proof.keys()).isEqualTo(3);
        assertThat(proof.ledgerNumber()).isEqualTo(1);
        assertThat(proof.kind()).isEqualTo(ErasureProof.Kind.PERSON);
        for (Note note : List.of(lasting, expiring, shared.get(0)))
            assertThat(open(vault(), note)).isEqualTo(new Opened.Erased<>(proof.destroyedAt(), Notes.GROUND));
        assertKnown(shared.get(1), "three");
        assertThat(vault().opensNothing(proof.erasure())).isTrue();
        assertThat(vault().enquire(Identifier.email("ada@example.org"), Population.PUBLIC))
                .isEmpty();
        assertThat(vault().proofs(1)).containsExactly(proof);
        assertThat(vault().proofs(2)).isEmpty();
        assertThat(vault().pending()).isEmpty();
    }

    @Test
    void who_comes_back_is_somebody_new() {
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "before");
        erase(vault(), "ada@example.org");

        Note after = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "after");

        assertKnown(after, "after");
        assertThat(find(vault(), "ada@example.org").keys()).hasSize(1);
    }

    @Test
    void one_record_goes_with_its_identifiers_and_the_rest_of_the_person_stays() {
        Identifier phone = Identifier.of(Identifier.Kind.PHONE, "+44 1296 382415");
        Note one = write(
                vault(),
                new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(Identifier.email("ada@example.org"), phone)),
                "one");
        Note two = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "two");
        assertThat(find(vault(), "ada@example.org").identifiers()).hasSize(2);

        ErasureProof first = erase(vault(), order(one));

        assertThat(first.subjects()).isEqualTo(1);
        assertThat(first.keys()).isEqualTo(1);
        assertErased(one);
        assertKnown(two, "two");
        assertThat(find(vault(), "ada@example.org").keys()).hasSize(1);
        assertThat(find(vault(), "ada@example.org").identifiers())
                .extracting(Enquiry.KnownIdentifier::identifier)
                .containsExactly(Identifier.email("ada@example.org"));
        assertThat(test.value("SELECT count(*) FROM vault.identifier")).isEqualTo(1L);
        assertThat(vault().opensNothing(first.erasure())).isTrue();

        erase(vault(), order(two));

        assertErased(one, two);
        assertThat(vault().enquire(Identifier.email("ada@example.org"), Population.PUBLIC))
                .isEmpty();
    }

    @Test
    void an_expiring_record_goes_with_its_subject() {
        Note note = write(vault(), anonymous(MONTH), "one");

        assertThat(erase(vault(), order(note)).subjects()).isEqualTo(1);

        test.shut();
        assertThat(test.rootJson()).contains("\"00000000").doesNotContain("\"0000000000\"");
        test.reopen();
    }

    @Test
    void a_kept_record_is_simply_not_punctured() {
        Note lasting = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "lasting");
        Note expiring = write(vault(), person(MONTH, "ada@example.org"), "expiring");
        Note gone = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "gone");
        Enquiry enquiry = find(vault(), "ada@example.org");

        ErasureProof proof = erase(vault(), order(enquiry, Map.of(lasting.keyId(), CLAIMS, expiring.keyId(), CLAIMS)));

        assertThat(proof.kept()).isEqualTo(2);
        assertThat(proof.keys()).isEqualTo(1);
        assertThat(proof.subjects()).isEqualTo(1);
        assertErased(gone);
        assertKnown(lasting, "lasting");
        assertKnown(expiring, "expiring");
        test.reopen();
        assertKnown(lasting, "lasting");
        Enquiry kept = find(vault(), "ada@example.org");
        assertThat(kept.keys())
                .hasSize(2)
                .allSatisfy(key -> assertThat(key.kept()).isEqualTo(CLAIMS))
                .extracting(Enquiry.HeldKey::lane)
                .containsExactlyInAnyOrder(Lane.PEOPLE, MONTH);
        assertThat(kept.identifiers()).hasSize(1);

        Note after = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "after");
        erase(vault(), order(after));
        assertKnown(lasting, "lasting");
        erase(vault(), "ada@example.org");
        assertErased(lasting, expiring);
    }

    @Test
    void a_backup_from_before_gives_nothing_of_the_erased_and_everything_of_the_others() {
        test.withMadeAhead(1).reopen(); // or the backup has keys of those who come later
        Note kept = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "kept");
        Note gone = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "gone");
        Note alone = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "alone");
        Note bob = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        Note swept = write(vault(), anonymous(MONTH), "swept");
        var backup = test.dump();
        erase(vault(), order(swept));
        vault().sweep();
        erase(vault(), order(find(vault(), "ada@example.org"), Map.of(kept.keyId(), CLAIMS)));
        erase(vault(), order(alone));
        for (int i = 0; i < 3; i++) write(vault(), person(Lane.PEOPLE, "eve@example.org"), "meanwhile");
        Note later = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "later");
        Note laterAndGone = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "later and gone");
        erase(vault(), order(laterAndGone));
        Set<String> used = new TreeSet<>(subjects());

        test.shut();
        test.restore(backup);
        test.reopen();

        assertErased(gone, alone, swept);
        assertKnown(bob, "bob");
        assertThat(find(vault(), "ada@example.org").keys())
                .as("what was kept is restored, and held again")
                .singleElement()
                .satisfies(key -> {
                    assertThat(key.keyId()).isEqualTo(kept.keyId());
                    assertThat(key.kept()).isEqualTo(CLAIMS);
                });
        assertKnown(kept, "kept");
        assertThatThrownBy(() -> open(vault(), later))
                .as("its key is not in the backup, and nothing erased it")
                .isInstanceOf(CannotBeOpenedException.class);
        assertKnown(write(vault(), person(Lane.PEOPLE, "bob@example.org"), "again"), "again");
        assertThat(vault().proofs(1))
                .hasSize(4)
                .allSatisfy(proof ->
                        assertThat(vault().opensNothing(proof.erasure())).isTrue());
        assertThat(vault().pending()).isEmpty();

        Set<String> before = new TreeSet<>(subjects());
        for (int i = 0; i < 40; i++) write(vault(), person(Lane.PEOPLE, "new" + i + "@example.org"), "new");
        Set<String> fresh = new TreeSet<>(subjects());
        fresh.removeAll(before);
        assertThat(fresh).isNotEmpty().doesNotContainAnyElementsOf(used);
    }

    private List<String> subjects() {
        return test.sql(connection -> {
            List<String> subjects = new ArrayList<>();
            try (var row = connection
                    .createStatement()
                    .executeQuery("SELECT encode(prefix, 'hex') FROM vault.key WHERE prefix IS NOT NULL")) {
                while (row.next()) subjects.add(row.getString(1));
            }
            return subjects;
        });
    }

    @Test
    void a_row_that_was_moved_stops_the_erasure_and_destroys_nothing() {
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Note bob = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        Enquiry enquiry = find(vault(), "ada@example.org");
        ErasureOrder order = order(enquiry, Map.of());
        vault().order(order);
        // Ada's and Bob's keys change places: whoever trusted them would erase Bob.
        swap(ada, bob);

        assertThatThrownBy(() -> vault().carryOut(order.erasure()))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("nothing was destroyed");

        assertThat(vault().pending()).containsExactly(asStored(order));
        assertThat(vault().health().ledgerNumber()).isZero();
        swap(ada, bob);
        assertKnown(ada, "ada");
        assertKnown(bob, "bob");
    }

    private void swap(Note one, Note other) {
        test.update(
                "UPDATE vault.key k SET prefix = o.prefix FROM vault.key o WHERE k.key_id <> o.key_id"
                        + " AND k.key_id IN (?, ?) AND o.key_id IN (?, ?)",
                one.keyId(),
                other.keyId(),
                one.keyId(),
                other.keyId());
    }

    @Test
    void an_identifier_that_was_moved_or_taken_away_stops_the_erasure() {
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Note more = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "more");
        ErasureOrder order = order(find(vault(), "ada@example.org"), Map.of());
        vault().order(order);
        test.update("CREATE TABLE vault.stolen AS SELECT * FROM vault.identifier LIMIT 1");
        test.update("DELETE FROM vault.identifier i USING vault.stolen s WHERE i.prefix = s.prefix");

        assertThatThrownBy(() -> vault().carryOut(order.erasure())).isInstanceOf(VaultException.class);
        test.reopen(); // now the index does not know of it either, but the order does
        assertThatThrownBy(() -> vault().carryOut(order.erasure()))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("nothing was destroyed");
        assertKnown(ada, "ada");
        assertKnown(more, "more");

        test.update("INSERT INTO vault.identifier OVERRIDING SYSTEM VALUE SELECT * FROM vault.stolen");
        test.update("DROP TABLE vault.stolen");
        test.reopen();
        vault().carryOut(order.erasure());
        assertErased(ada, more);
    }

    @Test
    void the_address_that_an_order_names_goes_with_its_erasure() throws Exception {
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        write(vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        ErasureOrder ordered = order(find(vault(), "ada@example.org"), Map.of());
        vault().order(ordered);
        ErasureOrder other = order(find(vault(), "bob@example.org"), Map.of());
        vault().order(other);
        byte[] token =
                (byte[]) test.value("SELECT addresses FROM vault.erasure_order WHERE erasure = ?", ordered.erasure());
        List<Adversary.StolenKey> stolen = test.sql(Adversary::keys);
        vault().carryOut(ordered.erasure());

        assertThat(test.value("SELECT addresses FROM vault.erasure_order WHERE erasure = ?", ordered.erasure()))
                .isNull();
        var opened = Adversary.holding(test.roots().toArray(Path[]::new)).open(stolen);
        assertThat(opened).doesNotContainKey(Personal.of(token).keyId());
        byte[] others =
                (byte[]) test.value("SELECT addresses FROM vault.erasure_order WHERE erasure = ?", other.erasure());
        assertThat(opened)
                .as("the one that is to come")
                .containsKey(Personal.of(others).keyId());
    }

    @Test
    void nothing_at_rest_tells_whether_an_address_telephone_or_name_was_ever_known() throws Exception {
        Identifier phone = Identifier.of(Identifier.Kind.PHONE, "+44 7700 900123");
        Identifier name = Identifier.of(Identifier.Kind.NAME, "Ada Lovelace");
        Owner ada = new Owner.Named(
                Lane.PEOPLE, Population.PUBLIC, List.of(Identifier.email("ada@example.org"), phone, name));
        for (int i = 0; i < 2; i++) write(vault(), ada, "text");
        var before = test.dump();
        // What is at rest of two equal people is not equal: no column of one row is one of the other's
        assertThat(test.value("SELECT count(*) FROM vault.identifier a JOIN vault.identifier b"
                        + " ON a.prefix < b.prefix AND a.kind = b.kind WHERE a.sealed = b.sealed"))
                .isEqualTo(0L);
        erase(vault(), "ada@example.org");

        test.shut();
        test.restore(before);
        Adversary adversary = Adversary.holding(test.roots().toArray(Path[]::new));
        List<String> opens = test.sql(connection -> adversary.openIdentifiers(Adversary.identifiers(connection)));
        assertThat(opens).isEmpty();
        test.reopen();
        assertThat(test.value("SELECT count(*) FROM vault.identifier")).isEqualTo(0L);
    }

    @Test
    void a_root_state_that_would_grow_beyond_its_limit_refuses_the_erasure_and_all_goes_on() {
        List<Note> notes = new ArrayList<>();
        test.withSizes(new Lanes.Sizes(RootState.SUBJECTS, 4096, 10_000)).reopen();
        for (int i = 0; i < 300; i++) notes.add(write(vault(), person(Lane.PEOPLE, "p" + i + "@example.org"), "text"));
        int done = 0;
        VaultException refused = null;
        while (refused == null) {
            try {
                erase(vault(), order(notes.get(done * 37 % 300)));
                done++;
            } catch (VaultException e) {
                refused = e;
            }
        }

        assertThat(refused).hasMessageContaining("no room left");
        assertThat(done).isGreaterThan(1);
        Note kept = notes.get(done * 37 % 300);
        assertKnown(kept, "text");
        assertThat(vault().pending()).as("refused before it was written").isEmpty();
        test.reopen();
        assertKnown(kept, "text");
        assertKnown(write(vault(), person(Lane.PEOPLE, "new@example.org"), "new"), "new");
        assertThat(vault().proofs(1)).hasSize(done);
    }

    @Test
    void from_a_size_on_log_and_health_say_that_the_key_tree_should_be_rotated_and_erasures_go_on() throws Exception {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 100; i++) notes.add(write(vault(), person(Lane.PEOPLE, "p" + i + "@example.org"), "text"));
        assertThat(vault().health().advice()).noneMatch(line -> line.contains("rotate the key tree"));
        Logger log = (Logger) LoggerFactory.getLogger("dev.lethe.shredding");
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        try {
            long size = Files.size(test.roots().getFirst().resolve(RootFiles.NAME));
            test.withSizes(new Lanes.Sizes(RootState.SUBJECTS, 4096, 1 << 20, size))
                    .reopen();
            assertThat(lines.list).noneMatch(line -> line.getFormattedMessage().contains("rotate the key tree"));
            erase(vault(), order(notes.get(50)));
            assertThat(lines.list)
                    .filteredOn(line -> line.getFormattedMessage().contains("rotate the key tree"))
                    .hasSize(1);
            assertThat(vault().health().advice()).anyMatch(line -> line.contains("rotate the key tree"));
            erase(vault(), order(notes.get(20)));
            assertThat(lines.list)
                    .as("not with each erasure")
                    .filteredOn(line -> line.getFormattedMessage().contains("rotate the key tree"))
                    .hasSize(1);
            test.reopen();
            assertThat(lines.list)
                    .as("with each start")
                    .filteredOn(line -> line.getFormattedMessage().contains("rotate the key tree"))
                    .hasSize(2);
        } finally {
            log.detachAppender(lines);
        }
    }

    @Test
    void
            what_fitted_when_it_was_ordered_and_does_not_when_it_is_carried_out_stays_pending_and_nothing_short_lived_is_begun() {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 300; i++) notes.add(write(vault(), person(Lane.PEOPLE, "p" + i + "@example.org"), "text"));
        Note upload = write(vault(), anonymous(Lane.MINUTES), "upload");
        ErasureOrder order = order(notes.get(100));
        vault().order(order);
        test.withSizes(new Lanes.Sizes(RootState.SUBJECTS, 4096, 100)).reopen(); // as if others had filled it meanwhile

        assertThatThrownBy(() -> vault().carryOut(order.erasure()))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("no room left");

        assertThat(vault().pending()).extracting(ErasureOrder::erasure).containsExactly(order.erasure());
        assertKnown(notes.get(100), "text");
        assertThatThrownBy(() -> vault().endShortLived(java.util.Set.of(upload.keyId())))
                .hasMessageContaining("no room left");
        assertKnown(upload, "upload");
        for (Lane lane : List.of(Lane.MINUTES, Lane.DRAFTS, Lane.VISITS))
            assertThatThrownBy(() -> write(vault(), anonymous(lane), "more"))
                    .hasMessageContaining("Rotate the key tree");
        assertKnown(write(vault(), person(MONTH, "new@example.org"), "lasting"), "lasting");
        assertThat(vault().health().advice()).anyMatch(line -> line.contains("until the key tree is rotated"));
        // With more room it is carried out, and all goes on
        test.withSizes(Lanes.Sizes.FULL).reopen();
        vault().pending().forEach(each -> vault().carryOut(each.erasure()));
        assertThat(vault().pending()).isEmpty();
        assertKnown(write(vault(), anonymous(Lane.MINUTES), "more"), "more");
    }

    @Test
    void a_key_that_was_moved_stops_the_erasure_of_a_record() {
        Note ada = write(vault(), anonymous(MONTH), "ada");
        Note bob = write(vault(), anonymous(MONTH), "bob");
        test.sql(connection -> {
            try (var statement = connection.createStatement()) {
                var row = statement.executeQuery(
                        "SELECT encode(prefix, 'hex') FROM vault.key WHERE key_id = '" + bob.keyId() + "'");
                row.next();
                String prefix = row.getString(1);
                statement.execute("DELETE FROM vault.key WHERE key_id = '" + bob.keyId() + "'");
                statement.execute("UPDATE vault.key SET prefix = decode('" + prefix + "', 'hex') WHERE key_id = '"
                        + ada.keyId() + "'");
            }
            return null;
        });

        assertThatThrownBy(() -> erase(vault(), order(ada)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("nothing was destroyed");
    }

    /** The vault forgets the enquiry, and keeps its address. */
    private static ErasureOrder asStored(ErasureOrder order) {
        return new ErasureOrder(
                order.erasure(),
                order.scope() instanceof ErasureOrder.Person person
                        ? new ErasureOrder.Person(null, person.kept())
                        : order.scope(),
                order.ground(),
                order.actor(),
                Ledger.inMicroseconds(order.at()));
    }

    @Test
    void ordering_and_carrying_out_again_changes_nothing() {
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        ErasureOrder order = order(find(vault(), "ada@example.org"), Map.of());

        vault().order(order);
        vault().order(order);
        ErasureProof proof = vault().carryOut(order.erasure());
        long version = vault().health().rootVersion();

        vault().order(order);
        assertThat(vault().carryOut(order.erasure())).isEqualTo(proof);
        assertThat(vault().health().rootVersion()).isEqualTo(version);
        assertThatThrownBy(() -> vault().order(
                                new ErasureOrder(order.erasure(), order.scope(), CLAIMS, order.actor(), order.at())))
                .isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> vault().carryOut(UUID.randomUUID())).isInstanceOf(VaultException.class);
    }

    @Test
    void an_order_needs_an_enquiry_of_today_and_keys_that_are_the_persons() {
        TestClock clock = new TestClock(Instant.parse("2026-03-01T12:00:00Z"));
        test.withClock(clock).reopen();
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Note bob = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "two");
        Enquiry enquiry = find(vault(), "ada@example.org");

        assertThatThrownBy(() -> vault().order(order(enquiry, Map.of(bob.keyId(), CLAIMS))))
                .isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> vault().order(order(new Note(bob.id(), unknown(bob.token())))))
                .isInstanceOf(VaultException.class);
        assertThat(vault().enquiry(enquiry.id())).contains(enquiry);
        clock.later(Duration.ofHours(25));
        assertThat(vault().enquiry(enquiry.id())).isEmpty();
        assertThatThrownBy(() -> vault().order(order(enquiry, Map.of())))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("again");
        assertThat(vault().pending()).isEmpty();
    }

    private static Personal<String> unknown(Personal<String> token) {
        byte[] bytes = token.bytes();
        bytes[5]++;
        return Personal.of(bytes);
    }

    /** What a crash leaves is what is durable when the process stops at this step. */
    private static final class Crash extends Error {}

    @ParameterizedTest
    @EnumSource(ErasureStep.class)
    void a_crash_at_any_step_is_finished_after_the_restart(ErasureStep at) {
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Note kept = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "kept");
        Note bob = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        AtomicBoolean crash = new AtomicBoolean(true);
        test.withMirror()
                .withSteps(step -> {
                    if (step == at && crash.get()) throw new Crash();
                })
                .reopen();
        ErasureOrder order = order(find(vault(), "ada@example.org"), Map.of(kept.keyId(), CLAIMS));

        assertThatThrownBy(() -> erase(vault(), order)).isInstanceOf(Crash.class);
        assertThatCode(() -> open(vault(), ada)).doesNotThrowAnyException();
        if (at != ErasureStep.ORDERED) assertErased(ada);
        crash.set(false);
        test.reopen();

        if (at == ErasureStep.ORDERED) {
            assertThat(vault().pending()).containsExactly(asStored(order));
            assertKnown(ada, "ada");
        } else {
            assertThat(vault().pending()).isEmpty();
            assertThat(vault().proofs(1)).hasSize(1);
            assertErased(ada);
        }
        ErasureProof proof = vault().carryOut(order.erasure());
        assertThat(vault().proofs(1)).containsExactly(proof);
        assertThat(vault().opensNothing(order.erasure())).isTrue();
        assertErased(ada);
        assertKnown(kept, "kept");
        assertKnown(bob, "bob");
        test.reopen();
        assertThat(vault().proofs(1)).containsExactly(proof);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErasureStep.class,
            names = {"FILED", "PUNCTURED"})
    void a_crash_at_the_next_start_is_finished_at_the_one_after(ErasureStep at) {
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        test.withSteps(step -> {
                    if (step == ErasureStep.RECORDED || step == at) throw new Crash();
                })
                .reopen();
        ErasureOrder order = order(find(vault(), "ada@example.org"), Map.of());
        assertThatThrownBy(() -> erase(vault(), order)).isInstanceOf(Crash.class);
        assertThatThrownBy(test::reopen).isInstanceOf(Crash.class);

        test.withSteps(_ -> {}).reopen();

        assertErased(ada);
        assertThat(vault().proofs(1)).hasSize(1);
    }

    @Test
    void a_mirror_that_cannot_be_written_leaves_the_erasure_pending() throws IOException {
        test.withMirror().reopen();
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Note bob = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        Path mirror = test.roots().get(1);
        Path away = mirror.resolveSibling("away");
        ErasureOrder order = order(find(vault(), "ada@example.org"), Map.of());
        Files.move(mirror, away);
        Files.createFile(mirror);

        assertThatThrownBy(() -> erase(vault(), order))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining(mirror.toString());

        assertErased(ada);
        assertThat(vault().pending()).hasSize(1);
        assertThat(vault().health().pending()).isEqualTo(1);
        assertThat(vault().opensNothing(order.erasure())).isFalse();
        assertThatThrownBy(() -> erase(vault(), order(bob)))
                .as("the next waits for the one before")
                .isInstanceOf(VaultException.class);
        assertKnown(bob, "bob");
        test.reopen();
        assertErased(ada);
        assertKnown(bob, "bob");
        assertThat(vault().health().warnings()).anyMatch(line -> line.contains(mirror.toString()));

        Files.delete(mirror);
        Files.move(away, mirror);
        ErasureProof proof = vault().carryOut(order.erasure());

        assertThat(vault().opensNothing(order.erasure())).isTrue();
        assertThat(vault().proofs(1)).containsExactly(proof);
        assertThat(Files.readAllLines(mirror.resolve("ledger"))).isEqualTo(Files.readAllLines(test.ledgerFile()));
        vault().pending().forEach(pending -> vault().carryOut(pending.erasure()));
        assertErased(bob);
    }

    @Test
    void read_models_are_told_which_keys_are_gone() {
        Note one = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Note two = write(vault(), person(MONTH, "ada@example.org"), "two");
        Note single = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "three");
        write(vault(), person(Lane.PEOPLE, "bob@example.org"), "stays");
        ErasureProof person = erase(vault(), "ada@example.org");
        ErasureProof record = erase(vault(), order(single));

        assertThat(destroyedBy(person)).containsExactlyInAnyOrder(one.keyId(), two.keyId());
        assertThat(destroyedBy(record)).containsExactly(single.keyId());
        assertThat(allDestroyed()).containsExactlyInAnyOrder(one.keyId(), two.keyId(), single.keyId());

        assertThat(vault().sweep()).isEqualTo(3);

        assertThat(destroyedBy(person)).as("nobody knows which were theirs").isEmpty();
        assertThat(destroyedBy(record)).containsExactly(single.keyId());
        assertThat(allDestroyed()).containsExactlyInAnyOrder(one.keyId(), two.keyId(), single.keyId());
        assertThat(vault().health().ledgerNumber()).isEqualTo(3);
        assertThat(vault().proofs(1)).containsExactly(person, record);
        test.reopen();
        assertThat(allDestroyed()).hasSize(3);
        erase(vault(), "bob@example.org");
        assertThat(vault().health().ledgerNumber()).isEqualTo(4);
    }

    private List<UUID> destroyedBy(ErasureProof proof) {
        List<UUID> keys = new ArrayList<>();
        vault().destroyedBy(proof.erasure(), key -> keys.add(key.keyId()));
        return keys;
    }

    private List<UUID> allDestroyed() {
        List<UUID> keys = new ArrayList<>();
        vault().allDestroyed(key -> keys.add(key.keyId()));
        return keys;
    }

    @Test
    void a_person_with_many_records_goes_with_one_entry_and_one_write() {
        for (int i = 0; i < 300; i++) write(vault(), person(Lane.PEOPLE, "bob@example.org"), "text");
        Enquiry enquiry = find(vault(), "bob@example.org");
        assertThat(enquiry.keys()).hasSize(300);
        ErasureOrder order = order(enquiry, Map.of());
        vault().order(order);
        long version = vault().health().rootVersion();

        ErasureProof proof = vault().carryOut(order.erasure());

        assertThat(proof.keys()).isEqualTo(300);
        assertThat(proof.subjects()).isEqualTo(300);
        assertThat(vault().health().rootVersion()).isEqualTo(version + 1);
        assertThat(vault().health().ledgerNumber()).isEqualTo(1);
    }

    @Test
    void whoever_writes_while_the_person_is_erased_gets_a_key_that_opens_or_is_erased() throws Exception {
        write(vault(), person(Lane.PEOPLE, "ada@example.org"), "first");
        AtomicBoolean over = new AtomicBoolean();
        List<Note> notes = new ArrayList<>();
        List<ErasureProof> proofs = new ArrayList<>();
        try (var executor = Executors.newFixedThreadPool(16)) {
            List<Future<List<Note>>> writers = new ArrayList<>();
            for (int i = 0; i < 16; i++)
                writers.add(executor.submit(() -> {
                    List<Note> mine = new ArrayList<>();
                    while (!over.get()) {
                        Note note = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text");
                        open(vault(), note);
                        mine.add(note);
                    }
                    return mine;
                }));
            try {
                for (int i = 0; i < 5; i++)
                    vault().enquire(Identifier.email("ada@example.org"), Population.PUBLIC)
                            .ifPresent(enquiry -> proofs.add(erase(vault(), order(enquiry, Map.of()))));
            } finally {
                over.set(true);
            }
            for (Future<List<Note>> writer : writers) notes.addAll(writer.get());
        }

        assertThat(proofs).isNotEmpty();
        long erased = 0;
        Openings openings = vault().openAll(notes.stream().map(Note::sealed).toList());
        for (Note note : notes) if (openings.of(note.sealed()) instanceof Opened.Erased<String>) erased++;
        long recorded = proofs.stream().mapToLong(ErasureProof::keys).sum();
        assertThat(erased + 1).as("the counters agree with what is gone").isEqualTo(recorded);
        test.reopen();
    }
}
