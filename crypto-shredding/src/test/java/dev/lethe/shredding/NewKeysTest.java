package dev.lethe.shredding;

import static dev.lethe.shredding.Notes.MONTH;
import static dev.lethe.shredding.Notes.anonymous;
import static dev.lethe.shredding.Notes.erase;
import static dev.lethe.shredding.Notes.find;
import static dev.lethe.shredding.Notes.open;
import static dev.lethe.shredding.Notes.person;
import static dev.lethe.shredding.Notes.staff;
import static dev.lethe.shredding.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.Notes.Note;
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
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NewKeysTest {

    private TestVault test = TestVault.unopened();

    @AfterEach
    void close() {
        test.close();
    }

    private Object slot(Note note) {
        return test.value("SELECT encode(slot, 'hex') FROM vault.record_key WHERE key_id = ?", note.keyId());
    }

    private String subject(Note note) {
        return slot(note).toString().substring(0, 10);
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
    void lasting_records_of_a_person_share_a_subject_and_expiring_ones_do_not() {
        test.reopen();
        Note one = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        Note two = write(test.vault(), person(Lane.PEOPLE, "ADA@example.org"), "two");
        Note three = write(test.vault(), person(MONTH, "ada@example.org"), "three");
        Note four = write(test.vault(), person(MONTH, "ada@example.org"), "four");

        assertThat(subject(two)).isEqualTo(subject(one));
        assertThat(slot(two)).isNotEqualTo(slot(one));
        assertThat(List.of(subject(one), subject(three), subject(four))).doesNotHaveDuplicates();
        assertThat(find(test.vault(), "ada@example.org").keys()).hasSize(4);
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
        assertThat(find(test.vault(), "ada@example.org").keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactlyInAnyOrder(one.keyId(), other.keyId());
        assertThat(find(test.vault(), "bob@example.org").identifiers())
                .extracting(Enquiry.KnownIdentifier::identifier)
                .containsExactlyInAnyOrder(
                        Identifier.email("bob@example.org"), Identifier.email("ada@example.org"), phone);
        assertThatThrownBy(() -> test.vault().enquire(phone, Population.PUBLIC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("382415");
    }

    @Test
    void staff_and_residents_with_one_address_never_share_a_subject() {
        test.reopen();
        Note account = write(test.vault(), staff("ada@example.org"), "account");
        Note resident = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "resident");

        assertThat(test.vault().staffKeys(Identifier.email("ada@example.org"))).containsExactly(account.keyId());
        erase(test.vault(), "ada@example.org");

        assertThat(open(test.vault(), account)).isEqualTo(new Opened.Known<>("account"));
        assertThat(open(test.vault(), resident)).isInstanceOf(Opened.Erased.class);
        assertThat(test.vault().staffKeys(Identifier.email("ada@example.org"))).containsExactly(account.keyId());
    }

    @Test
    void a_member_of_staff_moves_to_another_address_unless_somebody_has_it() {
        test.reopen();
        Note ada = write(test.vault(), staff("ada@example.org"), "ada");
        Note bob = write(test.vault(), staff("bob@example.org"), "bob");
        Note resident = write(test.vault(), person(Lane.PEOPLE, "eve@example.org"), "eve");

        test.vault().changeStaffIdentifier(ada.keyId(), Identifier.email("lovelace@example.org"));

        assertThat(test.vault().staffKeys(Identifier.email("lovelace@example.org")))
                .containsExactly(ada.keyId());
        assertThat(test.vault().staffKeys(Identifier.email("ada@example.org"))).isEmpty();
        assertThatThrownBy(
                        () -> test.vault().changeStaffIdentifier(bob.keyId(), Identifier.email("lovelace@example.org")))
                .isInstanceOf(VaultException.class)
                .hasMessageNotContaining("lovelace");
        assertThatThrownBy(
                        () -> test.vault().changeStaffIdentifier(resident.keyId(), Identifier.email("new@example.org")))
                .isInstanceOf(VaultException.class);
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
    void a_new_address_named_by_many_at_once_becomes_one_subject() throws Exception {
        test.reopen();
        List<Note> notes = atOnce(16, () -> write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "one"));

        Set<String> slots = new TreeSet<>();
        Set<String> subjects = new TreeSet<>();
        for (Note note : notes) {
            slots.add(slot(note).toString());
            subjects.add(subject(note));
            assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("one"));
        }
        assertThat(slots).hasSize(16);
        assertThat(subjects).hasSize(1);
        assertThat(test.value(
                        "SELECT living FROM vault.subject WHERE prefix = decode(?, 'hex')",
                        subjects.iterator().next()))
                .isEqualTo(16);
    }

    @Test
    void more_are_made_when_those_made_ahead_run_out() throws Exception {
        test.withMadeAhead(2).reopen();
        List<List<Note>> each = atOnce(8, () -> {
            List<Note> notes = new ArrayList<>();
            for (int i = 0; i < 20; i++) notes.add(write(test.vault(), anonymous(MONTH), "text"));
            return notes;
        });

        Set<String> slots = new TreeSet<>();
        each.forEach(notes -> notes.forEach(note -> slots.add(slot(note).toString())));
        assertThat(slots).hasSize(160);
    }

    @Test
    void a_full_subject_is_followed_by_a_second_one_of_the_same_person() {
        test.withSizes(new Lanes.Sizes(RootState.SUBJECTS, 3, 64)).reopen();
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 8; i++) notes.add(write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "text " + i));

        assertThat(notes.stream().map(this::subject).distinct()).hasSize(3);
        assertThat(find(test.vault(), "ada@example.org").keys()).hasSize(8);
        ErasureProof proof = erase(test.vault(), "ada@example.org");
        assertThat(proof.subjects()).isEqualTo(3);
        for (Note note : notes) assertThat(open(test.vault(), note)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void a_subject_that_fills_up_within_one_request_loses_no_key() {
        test.withSizes(new Lanes.Sizes(RootState.SUBJECTS, 3, 64)).reopen();
        Owner ada = person(Lane.PEOPLE, "ada@example.org");
        write(test.vault(), ada, "one");
        write(test.vault(), ada, "two");

        List<Note> parts = write(test.vault(), List.of(ada, ada), "both");
        Note after = write(test.vault(), ada, "after");

        for (Note part : parts) assertThat(open(test.vault(), part)).isEqualTo(new Opened.Known<>("both"));
        assertThat(open(test.vault(), after)).isEqualTo(new Opened.Known<>("after"));
        assertThat(parts.stream().map(this::subject).distinct()).hasSize(2);
        assertThat(find(test.vault(), "ada@example.org").keys()).hasSize(5);
    }

    @Test
    void a_full_lane_is_followed_by_another_of_the_same_purpose() {
        test.withSizes(new Lanes.Sizes(5, 0xffff, 4)).withMadeAhead(2).reopen();
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 12; i++) notes.add(write(test.vault(), person(MONTH, "ada@example.org"), "text " + i));
        notes.add(write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "lasting"));
        for (int i = 0; i < 12; i++) notes.add(write(test.vault(), anonymous(Lane.PEOPLE), "filling"));
        notes.add(write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "lasting too"));

        assertThat(notes.stream().map(note -> subject(note).substring(0, 2)).distinct())
                .hasSizeGreaterThan(4);
        assertThat(subject(notes.getLast())).isEqualTo(subject(notes.get(12)));
        assertThat(find(test.vault(), "ada@example.org").keys())
                .hasSize(14)
                .extracting(Enquiry.HeldKey::lane)
                .containsOnly(MONTH, Lane.PEOPLE);
        test.reopen();
        for (Note note : notes) assertThat(open(test.vault(), note)).isInstanceOf(Opened.Known.class);
        write(test.vault(), person(MONTH, "ada@example.org"), "after a restart");
    }

    @Test
    void a_lane_keeps_its_nature() {
        test.reopen();
        write(test.vault(), anonymous(MONTH), "one");

        assertThatThrownBy(() -> write(test.vault(), anonymous(new Lane(MONTH.purpose(), true)), "two"))
                .isInstanceOf(RuntimeException.class)
                .hasMessageContaining("expiring");
    }

    @Test
    void a_changed_identifier_row_is_never_followed_and_never_left_out() {
        test.reopen();
        Note ada = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Note eve = write(test.vault(), person(Lane.PEOPLE, "eve@example.org"), "eve");
        test.update(
                "UPDATE vault.identifier SET prefix = decode(?, 'hex') WHERE prefix = decode(?, 'hex')",
                subject(eve),
                subject(ada));

        Note next = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "next");

        assertThat(subject(next)).isNotIn(subject(eve), subject(ada));
        assertThatThrownBy(() -> find(test.vault(), "ada@example.org"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("identifier");
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

            // Making 16, 32 and then 64 at a time: once for each, and once for the lane's name.
            assertThat(ways.get()).isLessThanOrEqualTo(1 + 2 + (1_000 + 64) / 64 + 2);
            assertThat(open(vault, notes.getLast())).isEqualTo(new Opened.Known<>("text"));
        }
    }
}
