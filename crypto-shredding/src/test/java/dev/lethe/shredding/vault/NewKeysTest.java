package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.find;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.person;
import static dev.lethe.shredding.vault.Notes.staff;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.AddressesUnreadException;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.VaultConfiguration;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.database.Locks;
import dev.lethe.shredding.root.RootFile;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.vault.Notes.Note;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NewKeysTest {

    private TestVault test = TestVault.unopened();

    @AfterEach
    void close() {
        test.close();
    }

    private String subject(Note note) {
        return (String) test.value("SELECT encode(prefix, 'hex') FROM vault.key WHERE key_id = ?", note.keyId());
    }

    private <T> List<T> atOnce(int threads, Callable<T> work) throws Exception {
        try (var executor = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) running.add(executor.submit(work));
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) results.add(each.get());
            return results;
        }
    }

    @Test
    void each_part_of_each_record_is_a_subject_of_its_own_and_a_person_is_what_the_address_finds() {
        test.reopen();
        Note one = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Note two = write(test.vault(), person(Lane.PEOPLE, "ADA@example.org"), "two");
        Note three = write(test.vault(), person(MONTH, "ada@example.org"), "three");
        List<Note> both = write(
                test.vault(), List.of(person(MONTH, "ada@example.org"), person(MONTH, "bob@example.org")), "both");

        assertThat(Stream.of(one, two, three, both.get(0), both.get(1)).map(this::subject))
                .doesNotHaveDuplicates();
        assertThat(find(test.vault(), "ada@example.org").keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactlyInAnyOrder(
                        one.keyId(), two.keyId(), three.keyId(), both.get(0).keyId());
        assertThat(find(test.vault(), "bob@example.org").keys()).hasSize(1);
    }

    @Test
    void what_another_connection_committed_late_is_found_by_whoever_searches_next() throws Exception {
        test.reopen();
        Note ada = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        test.sql(connection -> {
            connection.setAutoCommit(false);
            try (var statement = connection.createStatement()) {
                // Its number is taken, and nobody sees its row yet
                statement.execute("SELECT nextval(pg_get_serial_sequence('vault.identifier', 'number'))");
                statement.execute("CREATE TEMPORARY TABLE late ON COMMIT DROP AS SELECT * FROM vault.identifier");
                statement.execute("DELETE FROM vault.identifier");
                statement.execute("INSERT INTO vault.identifier OVERRIDING SYSTEM VALUE SELECT * FROM late");
                write(test.vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
                assertThat(find(test.vault(), "bob@example.org").keys()).hasSize(1);
            }
            connection.commit();
            return null;
        });
        assertThat(find(test.vault(), "ada@example.org").keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactly(ada.keyId());
    }

    @Test
    void addresses_are_found_again_after_a_restart_and_other_spellings_of_none() {
        test.reopen();
        for (int i = 0; i < 300; i++)
            write(test.vault(), person(i % 2 == 0 ? Lane.PEOPLE : MONTH, "p" + i % 40 + "@example.org"), "text");
        erase(test.vault(), "p7@example.org");
        test.reopen();

        for (int i = 0; i < 40; i++) {
            var found = test.vault().enquire(Identifier.email("p" + i + "@example.org"), Population.PUBLIC);
            if (i == 7) assertThat(found).isEmpty();
            else assertThat(found.orElseThrow().keys()).hasSize(i < 20 ? 8 : 7);
        }
        assertThat(test.vault().enquire(Identifier.email("p40@example.org"), Population.PUBLIC))
                .isEmpty();
        assertThat(test.vault().enquire(Identifier.email("p1@example.org"), Population.STAFF))
                .isEmpty();
    }

    @Test
    void only_the_first_public_address_leads_to_a_person() {
        test.reopen();
        Identifier phone = Identifier.of(Identifier.Kind.PHONE, "+44 1296 382415");
        Note one = write(
                test.vault(),
                new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(phone, Identifier.email("ada@example.org"))),
                "one");
        Note other = write(
                test.vault(),
                new Owner.Named(
                        Lane.PEOPLE,
                        Population.PUBLIC,
                        List.of(Identifier.email("bob@example.org"), Identifier.email("ada@example.org"), phone)),
                "two");
        Note phoneOnly = write(test.vault(), new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(phone)), "three");

        assertThat(List.of(subject(one), subject(other), subject(phoneOnly))).doesNotHaveDuplicates();
        Enquiry ada = find(test.vault(), "ada@example.org");
        assertThat(ada.keys()).extracting(Enquiry.HeldKey::keyId).containsExactly(one.keyId());
        assertThat(ada.possible())
                .extracting(Enquiry.PossibleMatch::keyId)
                .as("who named the address, not first")
                .containsExactly(other.keyId());
        assertThat(find(test.vault(), "bob@example.org").identifiers())
                .extracting(Enquiry.KnownIdentifier::identifier)
                .containsExactlyInAnyOrder(
                        Identifier.email("bob@example.org"), Identifier.email("ada@example.org"), phone);
        Enquiry called = test.vault().enquire(phone, Population.PUBLIC).orElseThrow();
        assertThat(called.keys()).as("a telephone leads to nobody").isEmpty();
        assertThat(called.possible())
                .extracting(Enquiry.PossibleMatch::keyId)
                .containsExactlyInAnyOrder(one.keyId(), other.keyId(), phoneOnly.keyId());
        assertThat(test.vault().enquire(phone, Population.STAFF)).isEmpty();
    }

    @Test
    void staff_and_residents_with_one_address_never_share_a_subject() {
        test.reopen();
        Note account = write(test.vault(), staff("ada@example.org"), "account");
        Note resident = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "resident");

        assertThat(test.vault().memberOfStaff(Identifier.email("ada@example.org")))
                .contains(new KeyVault.MemberOfStaff(Notes.account("ada@example.org"), account.keyId()));
        erase(test.vault(), "ada@example.org");

        assertThat(open(test.vault(), account)).isEqualTo(new Opened.Known<>("account"));
        assertThat(open(test.vault(), resident)).isInstanceOf(Opened.Erased.class);
        assertThat(test.vault().memberOfStaff(Identifier.email("ada@example.org")))
                .contains(new KeyVault.MemberOfStaff(Notes.account("ada@example.org"), account.keyId()));
    }

    @Test
    void more_keys_lie_beside_the_first_and_go_with_it() {
        test.reopen();
        Note account = write(test.vault(), staff("ada@example.org"), "account");
        Notes.Id id = new Notes.Id(UUID.randomUUID());
        Note more;
        try (RecordKeys keys = test.vault().moreKeysBeside(account.keyId(), 2)) {
            more = new Note(id, keys.seal(1, Notes.LABEL.in(id), "password"));
        }

        assertThat(subject(more)).isEqualTo(subject(account));
        assertThat(open(test.vault(), more)).isEqualTo(new Opened.Known<>("password"));
        Enquiry enquiry = test.vault()
                .enquire(Identifier.email("ada@example.org"), Population.STAFF)
                .orElseThrow();
        erase(test.vault(), Notes.order(enquiry, java.util.Map.of()));
        assertThat(open(test.vault(), more)).isInstanceOf(Opened.Erased.class);
        assertThatThrownBy(() -> test.vault().moreKeysBeside(account.keyId(), 1))
                .isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> test.vault().moreKeysBeside(UUID.randomUUID(), 1))
                .isInstanceOf(CannotBeOpenedException.class);
    }

    @Test
    void a_key_seals_again_what_takes_the_place_of_a_value_and_both_go_with_it() {
        test.reopen();
        Note first = write(test.vault(), anonymous(Lane.MINUTES), "first");
        Note second;
        try (RecordKeys keys = test.vault().keyAgain(first.keyId())) {
            assertThat(keys.keyId(0)).isEqualTo(first.keyId());
            second = new Note(first.id(), keys.seal(0, Notes.LABEL.in(first.id()), "second"));
        }

        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(open(test.vault(), second)).isEqualTo(new Opened.Known<>("second"));
        assertThat(open(test.vault(), first)).isEqualTo(new Opened.Known<>("first"));
        erase(test.vault(), Notes.order(second));
        assertThat(open(test.vault(), first)).isInstanceOf(Opened.Erased.class);
        assertThat(open(test.vault(), second)).isInstanceOf(Opened.Erased.class);
        assertThatThrownBy(() -> test.vault().keyAgain(first.keyId())).isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> test.vault().keyAgain(UUID.randomUUID())).isInstanceOf(CannotBeOpenedException.class);
    }

    @Test
    void an_address_named_by_many_at_once_finds_them_all() throws Exception {
        test.reopen();
        List<Note> notes = atOnce(16, () -> write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "one"));

        for (Note note : notes) assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("one"));
        assertThat(notes.stream().map(this::subject)).doesNotHaveDuplicates();
        assertThat(find(test.vault(), "ada@example.org").keys()).hasSize(16);
    }

    @Test
    void more_are_made_when_those_made_ahead_run_out() throws Exception {
        test.withMadeAhead(2).reopen();
        List<List<Note>> each = atOnce(8, () -> {
            List<Note> notes = new ArrayList<>();
            for (int i = 0; i < 20; i++) notes.add(write(test.vault(), anonymous(MONTH), "text"));
            return notes;
        });

        Set<String> subjects = new TreeSet<>();
        each.forEach(notes -> notes.forEach(note -> subjects.add(subject(note))));
        assertThat(subjects).hasSize(160);
    }

    @Test
    void a_full_lane_is_followed_by_another_of_the_same_purpose() {
        test.withSizes(new Lanes.Sizes(5, 4, RootFile.LARGEST)).withMadeAhead(2).reopen();
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 12; i++) notes.add(write(test.vault(), person(MONTH, "ada@example.org"), "text " + i));
        notes.add(write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "lasting"));
        for (int i = 0; i < 12; i++) notes.add(write(test.vault(), anonymous(Lane.PEOPLE), "filling"));
        notes.add(write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "lasting too"));

        assertThat(notes.stream().map(note -> subject(note).substring(0, 2)).distinct())
                .hasSizeGreaterThan(4);
        assertThat(find(test.vault(), "ada@example.org").keys())
                .hasSize(14)
                .extracting(Enquiry.HeldKey::lane)
                .containsOnly(MONTH, Lane.PEOPLE);
        test.reopen();
        for (Note note : notes) assertThat(open(test.vault(), note)).isInstanceOf(Opened.Known.class);
        write(test.vault(), person(MONTH, "ada@example.org"), "after a restart");
    }

    @Test
    void periods_of_one_class_share_a_lane_so_that_no_editor_uses_them_up() {
        test.reopen();
        for (int days = 1; days <= 400; days++) {
            Lane lane = Lane.retention(java.time.Period.ofDays(days));
            write(test.vault(), person(lane, "ada@example.org"), "text");
        }

        assertThat(find(test.vault(), "ada@example.org").keys().stream()
                        .map(Enquiry.HeldKey::lane)
                        .distinct())
                .hasSize(17);
        assertThat(Lane.retention(java.time.Period.ofDays(30))).isEqualTo(Lane.retention(java.time.Period.ofDays(22)));
        assertThat(Lane.retention(java.time.Period.ofDays(31))).isNotEqualTo(MONTH);
        assertThat(Lane.retention(java.time.Period.ofDays(36_525)).purpose()).isEqualTo("retention-36525d");
        for (int days : new int[] {0, -1, 36_526})
            assertThatThrownBy(() -> Lane.retention(java.time.Period.ofDays(days)))
                    .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_owner_in_a_lane_in_which_nothing_can_be_made_fails_alone() throws Exception {
        test.reopen();
        // All 256 lanes are in use, as no editor can make them any more
        for (int i = 0; i < RootState.LANES - 3; i++) write(test.vault(), anonymous(new Lane("lane-" + i)), "text");
        write(test.vault(), anonymous(MONTH), "text");
        write(test.vault(), anonymous(Lane.PEOPLE), "text");

        List<Boolean> each = atOnce(8, () -> {
            try {
                write(test.vault(), person(new Lane("one-more"), "ada@example.org"), "text");
                return true;
            } catch (VaultException e) {
                write(test.vault(), person(MONTH, "ada@example.org"), "text");
                return false;
            }
        });

        assertThat(each).containsOnly(false);
        assertThat(find(test.vault(), "ada@example.org").keys()).hasSize(8);
    }

    @Test
    void a_changed_identifier_row_is_never_followed_and_never_left_out() {
        test.reopen();
        Note ada = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Note eve = write(test.vault(), person(Lane.PEOPLE, "eve@example.org"), "eve");
        find(test.vault(), "eve@example.org");
        test.update("DELETE FROM vault.identifier WHERE prefix = decode(?, 'hex')", subject(eve));
        test.update(
                "UPDATE vault.identifier SET prefix = decode(?, 'hex') WHERE prefix = decode(?, 'hex')",
                subject(eve),
                subject(ada));

        assertThatThrownBy(() -> find(test.vault(), "eve@example.org"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("identifier");
    }

    @Test
    void an_identifier_that_was_taken_away_is_missed_by_the_others() {
        test.reopen();
        Identifier phone = Identifier.of(Identifier.Kind.PHONE, "+44 1296 382415");
        write(
                test.vault(),
                new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(Identifier.email("ada@example.org"), phone)),
                "one");
        find(test.vault(), "ada@example.org");
        test.update("DELETE FROM vault.identifier WHERE kind = 'phone'");

        assertThatThrownBy(() -> find(test.vault(), "ada@example.org"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("taken away");
    }

    @Test
    void nothing_personal_is_in_the_tables() {
        test.reopen();
        write(test.vault(), person(Lane.PEOPLE, "canary.kestrel@example.org"), "canary.plover");
        find(test.vault(), "canary.kestrel@example.org");

        test.dump()
                .forEach((table, bytes) -> assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .as(table)
                        .doesNotContain("kestrel")
                        .doesNotContain("plover"));
    }

    @Test
    void whoever_searches_before_the_addresses_are_read_is_told_how_far_that_is_and_nothing_waits_for_it()
            throws Exception {
        test.reopen();
        Note ada = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        write(test.vault(), person(Lane.PEOPLE, "bob@example.org"), "bob");
        test.shut();
        try (var connection = test.database().getConnection();
                var statement = connection.createStatement()) {
            // Reading begins with the writers' lock
            statement.execute("SELECT pg_advisory_lock_shared(" + Locks.WRITERS + ")");
            test.reopen();
            assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("ada"));
            assertThatThrownBy(() -> find(test.vault(), "ada@example.org"))
                    .isInstanceOfSatisfying(AddressesUnreadException.class, unread -> {
                        assertThat(unread.read()).isZero();
                        assertThat(unread.of()).isEqualTo(2);
                    })
                    .hasMessageContaining("0 of 2");
        }
        for (int i = 0; i < 100; i++) {
            try {
                assertThat(find(test.vault(), "ada@example.org").keys()).hasSize(1);
                return;
            } catch (AddressesUnreadException _) {
                // in two seconds at most
            }
        }
        throw new AssertionError("They are never read");
    }

    @Test
    void a_key_for_a_draft_or_an_upload_costs_no_way_to_the_database() throws Exception {
        AtomicInteger ways = new AtomicInteger();
        DataSource counted = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (_, method, arguments) -> {
                    if (method.getName().equals("getConnection")) ways.incrementAndGet();
                    return method.invoke(test.database(), arguments);
                });
        try (KeyVault vault = PostgresKeyVault.open(
                VaultConfiguration.of(counted, test.roots()).withMadeAhead(64), Lanes.Sizes.FULL)) {
            ways.set(0);
            List<Note> notes = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) notes.add(write(vault, anonymous(Lane.MINUTES), "text"));

            // Making 16, 32 and then 64 at a time: once for each, and once for the lane's name. What goes on in the
            // background takes some: the index reads what there is, from where on, lanes, and whether something is
            // missing.
            assertThat(ways.get()).isLessThanOrEqualTo(1 + 2 + (1_000 + 64) / 64 + 8);
            assertThat(open(vault, notes.getLast())).isEqualTo(new Opened.Known<>("text"));
        }
    }
}
