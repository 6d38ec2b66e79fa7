package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.find;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.person;
import static dev.lethe.shredding.vault.Notes.staff;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.AddressTakenException;
import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.DestroyedKey;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Hindrance;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.Replaced;
import dev.lethe.shredding.Replacement;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.vault.Notes.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Putting right: a part of a record moves to a subject of its own, and the old one dies once the events name the new one. */
class ReplacingTest {

    private static final Ground CLAIMS = new Ground("gdpr-17-3-e");

    private final TestClock clock = new TestClock(Instant.parse("2026-11-30T09:00:00Z"));
    private final RememberedEvents events = new RememberedEvents();
    /** What the event of each move would say, by the new key; and its erasure. */
    private final Map<UUID, Sealed<Replaced>> said = new HashMap<>();

    private final Map<UUID, UUID> erasures = new HashMap<>();

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

    private Note received(Owner owner, String text) {
        Note note = write(test.vault(), owner, text);
        events.append(note.keyId());
        test.vault().eventsReach(events.head());
        return note;
    }

    private static Replacement to(Note note, UUID erasure, String email) {
        return new Replacement(erasure, note.keyId(), List.of(Identifier.email(email)), Notes.OFFICER);
    }

    private static Replacement toStaff(Note note, UUID erasure, String email, UUID account) {
        return new Replacement(
                erasure, note.keyId(), List.of(Identifier.email(email), Identifier.account(account)), Notes.OFFICER);
    }

    /** Seals it anew, as whoever puts something right does; the event may follow. */
    private Note sealedAnew(Note note, Replacement replacement, String text) {
        try (RecordKeys keys = test.vault().replace(replacement)) {
            Note now = new Note(note.id(), keys.seal(0, Notes.LABEL.in(note.id()), text));
            said.put(
                    now.keyId(),
                    Replaced.REPLACED.at(note.id(), keys.seal(0, Replaced.REPLACED.in(note.id()), replacement.said())));
            erasures.put(now.keyId(), replacement.erasure());
            return now;
        }
    }

    /** The event of a move is there. */
    private void moved(Note now) {
        events.append(erasures.get(now.keyId()), said.get(now.keyId()));
    }

    private boolean isFound(String email) {
        return test.vault().enquire(Identifier.email(email), Population.PUBLIC).isPresent();
    }

    /** Neither erased nor there: what names it is older than the vault. */
    private void assertReplaced(Note note) {
        assertThatThrownBy(() -> open(test.vault(), note))
                .isInstanceOfSatisfying(
                        CannotBeOpenedException.class,
                        alarm -> assertThat(alarm.why()).isEqualTo(CannotBeOpenedException.Why.REPLACED))
                .hasMessageContaining("restore newer events");
    }

    private long waiting() {
        return (long) test.value("SELECT count(*) FROM vault.replacement");
    }

    @Test
    void what_is_put_right_opens_under_the_new_address_and_the_old_one_is_forgotten() {
        Note old = received(person(Lane.PEOPLE, "ada@example.org"), "a note");
        Note beside;
        try (RecordKeys keys = test.vault().moreKeysBeside(old.keyId(), 1)) {
            beside = new Note(old.id(), keys.seal(0, Notes.LABEL.in(old.id()), "beside"));
        }
        Map<String, byte[]> before = test.dump();
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(old, to(old, erasure, "lovelace@example.org"), "a note");
        moved(now);

        test.vault().completeReplacement(erasure, events);

        assertThat(open(test.vault(), now)).isEqualTo(new Opened.Known<>("a note"));
        for (Note each : List.of(old, beside)) assertReplaced(each);
        assertThat(isFound("ada@example.org")).isFalse();
        assertThat(find(test.vault(), "lovelace@example.org").keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactly(now.keyId());
        assertThat(waiting()).isZero();
        assertThat(test.vault().proofs(0)).as("no event has to tell of it").isEmpty();
        assertThat(test.vault().opensNothing(erasure)).isTrue();
        List<DestroyedKey> told = new ArrayList<>();
        test.vault().allDestroyed(told::add);
        test.vault().destroyedAmong(Set.of(old.keyId()), told::add);
        assertThat(told).as("what lives is not tidied").isEmpty();
        test.vault().completeReplacement(erasure, events);

        test.vault().sweep();
        test.reopen();
        assertReplaced(old);
        test.vault().allDestroyed(told::add);
        assertThat(told).isEmpty();

        test.shut();
        test.restore(before);
        test.reopen();
        assertReplaced(old); // also in a backup
        assertThat(isFound("ada@example.org")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_crash_at_each_step_ends_before_or_after(ErasureStep crash) {
        Note old = received(staff("ada@example.org"), "a profile");
        UUID account = Notes.account("ada@example.org");
        UUID erasure = UUID.randomUUID();
        test.withSteps(step -> {
            if (step == crash) throw new IllegalStateException("crash");
        });
        test.reopen();
        test.vault().join(events);
        Replacement replacement = toStaff(old, erasure, "lovelace@example.org", account);
        Note now = null;
        try {
            now = sealedAnew(old, replacement, "a profile");
            moved(now);
            test.vault().completeReplacement(erasure, events);
        } catch (IllegalStateException _) {
            // down it goes
        }
        test.withSteps(_ -> {});
        test.reopen();
        test.vault().join(events);

        assertThat(waiting()).isZero();
        String address = now == null ? "ada@example.org" : "lovelace@example.org";
        Note lives = now == null ? old : now;
        assertThat(open(test.vault(), lives)).isEqualTo(new Opened.Known<>("a profile"));
        assertThat(test.vault().memberOfStaff(Identifier.email(address)))
                .contains(new KeyVault.MemberOfStaff(account, lives.keyId()));
        if (now != null) {
            assertReplaced(old);
            assertThat(test.vault().memberOfStaff(Identifier.email("ada@example.org")))
                    .isEmpty();
        }
        // and it can be done again
        UUID again = UUID.randomUUID();
        Note later = sealedAnew(lives, toStaff(lives, again, "lovelace@example.org", account), "a profile");
        moved(later);
        test.vault().completeReplacement(again, events);
        assertThat(open(test.vault(), later)).isEqualTo(new Opened.Known<>("a profile"));
        assertThat(test.vault().memberOfStaff(Identifier.email("lovelace@example.org")))
                .map(KeyVault.MemberOfStaff::account)
                .contains(account);
    }

    @Test
    void what_no_event_names_is_dropped_and_the_old_one_lives_on() {
        Note old = received(person(Lane.PEOPLE, "ada@example.org"), "a note");
        UUID erasure = UUID.randomUUID();
        sealedAnew(old, to(old, erasure, "lovelace@example.org"), "a note");

        test.vault().mark(events);
        assertThat(waiting()).as("its event may be on its way").isOne();
        assertThatThrownBy(() -> test.vault().moreKeysBeside(old.keyId(), 1)).isInstanceOf(VaultException.class);

        clock.later(Duration.ofHours(3));
        test.letPass(Duration.ofHours(3));
        test.vault().mark(events);

        assertThat(waiting()).isZero();
        assertThat(open(test.vault(), old)).isEqualTo(new Opened.Known<>("a note"));
        test.vault().moreKeysBeside(old.keyId(), 1).close();
        assertThat(isFound("lovelace@example.org"))
                .as("it never had that address")
                .isFalse();
        assertThat(isFound("ada@example.org")).isTrue();
    }

    @Test
    void nothing_waits_for_an_event_that_may_come_back_with_a_restore() {
        Note old = received(person(Lane.PEOPLE, "ada@example.org"), "a note");
        RememberedEvents.Backup backup = events.backup();
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(old, to(old, erasure, "lovelace@example.org"), "a note");
        moved(now);
        RememberedEvents.Backup newer = events.backup();
        events.restore(new RememberedEvents.Backup(backup.events(), null));
        test.reopen();
        test.vault().join(events);

        assertThat(waiting()).isOne();
        assertThat(open(test.vault(), old)).isEqualTo(new Opened.Known<>("a note"));
        events.restore(newer);
        test.vault().completeReplacement(erasure, events);
        assertThat(open(test.vault(), now)).isEqualTo(new Opened.Known<>("a note"));
    }

    @Test
    void what_is_kept_beside_it_meanwhile_is_told_to_be_lost() {
        Note old = received(person(Lane.PEOPLE, "ada@example.org"), "a note");
        RecordKeys early = test.vault().moreKeysBeside(old.keyId(), 1);
        assertThat(early.areDestroyed()).isFalse();
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(old, to(old, erasure, "lovelace@example.org"), "a note");

        assertThat(early.areDestroyed()).isTrue();
        test.reopen();
        moved(now);
        test.vault().join(events);
        assertThat(waiting()).isZero();
    }

    @Test
    void a_hold_goes_along() {
        Note old = received(person(Lane.PEOPLE, "ada@example.org"), "a note");
        Note other = received(person(Lane.PEOPLE, "ada@example.org"), "another");
        Notes.erase(test.vault(), Notes.order(find(test.vault(), "ada@example.org"), Map.of(old.keyId(), CLAIMS)));
        assertThat(open(test.vault(), other)).isInstanceOf(Opened.Erased.class);
        Map<String, byte[]> before = test.dump();
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(old, to(old, erasure, "lovelace@example.org"), "a note");
        moved(now);
        test.vault().completeReplacement(erasure, events);

        assertThat(test.vault().hindrances(Set.of(now.keyId())))
                .isEqualTo(Map.of(now.keyId(), new Hindrance.Held(CLAIMS)));
        assertThat(find(test.vault(), "lovelace@example.org").keys())
                .extracting(Enquiry.HeldKey::kept)
                .containsExactly(CLAIMS);
        test.shut();
        test.restore(before);
        test.reopen();
        assertThat(test.value("SELECT count(*) FROM vault.state WHERE key_id = ?", now.keyId()))
                .as("an entry that is applied again holds it again")
                .isEqualTo(1L);
    }

    @Test
    void no_order_reaches_what_is_being_put_right_or_was() {
        Note old = received(person(Lane.PEOPLE, "ada@example.org"), "a note");
        Enquiry shown = find(test.vault(), "ada@example.org");
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(old, to(old, erasure, "lovelace@example.org"), "a note");
        moved(now);

        assertThatThrownBy(() -> test.vault().order(Notes.order(old))).isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> test.vault().order(Notes.order(now))).isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> test.vault().order(Notes.order(shown, Map.of())))
                .isInstanceOf(VaultException.class);
        test.vault()
                .order(new ErasureOrder(
                        new UUID(7, 7),
                        new ErasureOrder.Records(List.of(Set.of(old.keyId())), ErasureOrder.Hindered.LEFT_OUT),
                        new Ground("retention"),
                        Notes.OFFICER,
                        clock.instant()));
        assertThat(test.vault().carryOut(new UUID(7, 7)).keys()).isZero();

        test.vault().completeReplacement(erasure, events);
        assertThatThrownBy(() -> test.vault().order(Notes.order(old)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("put right since");
        Notes.erase(test.vault(), Notes.order(now));
        assertThat(open(test.vault(), now)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void what_is_to_be_erased_is_not_put_right() {
        Note old = received(person(Lane.PEOPLE, "ada@example.org"), "a note");
        ErasureOrder order = Notes.order(find(test.vault(), "ada@example.org"), Map.of());
        test.vault().order(order);

        assertThatThrownBy(() -> sealedAnew(old, to(old, UUID.randomUUID(), "lovelace@example.org"), "a note"))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("to be erased");
        test.vault().carryOut(order.erasure());
        assertThat(open(test.vault(), old)).isInstanceOf(Opened.Erased.class);
        assertThat(isFound("lovelace@example.org")).isFalse();
    }

    @Test
    void another_members_address_is_refused_and_so_is_another_account() {
        Note ada = received(staff("ada@example.org"), "a profile");
        received(staff("bob@example.org"), "a profile");

        assertThatThrownBy(() -> sealedAnew(
                        ada,
                        toStaff(ada, UUID.randomUUID(), "BOB@example.org", Notes.account("ada@example.org")),
                        "a profile"))
                .isInstanceOf(AddressTakenException.class)
                .hasMessageNotContaining("bob");
        assertThatThrownBy(() -> sealedAnew(
                        ada, toStaff(ada, UUID.randomUUID(), "new@example.org", UUID.randomUUID()), "a profile"))
                .isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> sealedAnew(ada, to(ada, UUID.randomUUID(), "new@example.org"), "a profile"))
                .isInstanceOf(VaultException.class);
        assertThat(waiting()).isZero();
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("a profile"));
        test.vault().moreKeysBeside(ada.keyId(), 1).close();
    }

    @Test
    void who_writes_to_the_table_puts_nothing_right() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        Note bob = received(person(Lane.PEOPLE, "bob@example.org"), "of bob");
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(ada, to(ada, erasure, "lovelace@example.org"), "of ada");
        moved(now);
        test.update("CREATE TABLE original AS SELECT * FROM vault.replacement");
        for (String change : List.of(
                "key = '" + bob.keyId() + "'",
                "replacement = '" + bob.keyId() + "'",
                "erasure = gen_random_uuid()",
                "actor = gen_random_uuid()",
                "at = at - interval '3 days'",
                "head = head - 1",
                "epoch = epoch + 1",
                "mac = set_byte(mac, 31, get_byte(mac, 31) # 1)")) {
            test.update("UPDATE vault.replacement SET " + change);
            test.reopen(); // this process would know better
            test.vault().join(events);
            assertThat(test.vault().health().advice())
                    .as(change)
                    .anyMatch(line -> line.contains("not as this vault wrote them"));
            for (Note each : List.of(ada, bob, now))
                assertThat(open(test.vault(), each)).as(change).isInstanceOf(Opened.Known.class);
            test.update("DELETE FROM vault.replacement");
            test.update("INSERT INTO vault.replacement SELECT * FROM original");
        }

        test.vault().mark(events);
        assertThat(waiting()).isZero();
        assertReplaced(ada);
        assertThat(open(test.vault(), bob)).isInstanceOf(Opened.Known.class);
        assertThat(test.vault().health().advice()).noneMatch(line -> line.contains("not as this vault wrote them"));
    }

    @Test
    void what_lives_for_minutes_is_not_put_right() {
        Note upload = write(test.vault(), Notes.anonymous(Lane.MINUTES), "a file");
        assertThatThrownBy(() -> sealedAnew(upload, to(upload, UUID.randomUUID(), "ada@example.org"), "a file"))
                .isInstanceOf(VaultException.class);
    }

    @Test
    void a_row_that_is_taken_away_or_put_back_changes_nothing() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        UUID erasure = UUID.randomUUID();
        Note never = sealedAnew(ada, to(ada, erasure, "lovelace@example.org"), "of ada");
        test.update("CREATE TABLE original AS SELECT * FROM vault.replacement");
        test.vault().giveUpReplacement(erasure, events);
        assertThat(isFound("lovelace@example.org")).isFalse();
        // Whoever puts it back, and has some event name the key, takes nobody's record
        test.update("INSERT INTO vault.replacement SELECT * FROM original");
        moved(never);
        test.vault().mark(events);
        assertThat(waiting()).isZero();
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada"));

        UUID again = UUID.randomUUID();
        Note now = sealedAnew(ada, to(ada, again, "lovelace@example.org"), "of ada");
        moved(now);
        test.update("DELETE FROM vault.replacement");
        test.vault().completeReplacement(again, events);
        assertReplaced(ada);
        assertThat(isFound("ada@example.org")).isFalse();
    }

    @Test
    void an_event_that_only_names_the_new_key_moves_nothing() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        Note bob = received(person(Lane.PEOPLE, "bob@example.org"), "of bob");
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(ada, to(ada, erasure, "lovelace@example.org"), "of ada");
        // As who writes to the store of the events can: the key's id stands in the vault's tables
        events.append(now.keyId());
        // what was said of another record
        Sealed<Replaced> told = said.get(now.keyId());
        events.append(erasure, Replaced.REPLACED.at(bob.id(), told.token()));

        test.vault().mark(events);
        assertThat(waiting()).isOne();
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada"));
        test.vault().giveUpReplacement(erasure, events);
        assertThat(test.vault().endForgottenReplacements(events)).isZero();

        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada"));
        assertThat(isFound("ada@example.org")).isTrue();
        assertThat(open(test.vault(), now))
                .as("an event names it: it is nobody's orphan")
                .isEqualTo(new Opened.Known<>("of ada"));
        // and when the event turns out to be there after all, it ends as it should
        moved(now);
        assertThat(test.vault().endForgottenReplacements(events)).isOne();
        assertReplaced(ada);
    }

    @Test
    void what_was_left_ends_though_its_order_was_lost_with_the_process() {
        Note ada = received(staff("ada@example.org"), "a profile");
        UUID account = Notes.account("ada@example.org");
        Note bob = received(staff("bob@example.org"), "a profile");
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(ada, toStaff(ada, erasure, "lovelace@example.org", account), "a profile");
        moved(now);
        test.update("DELETE FROM vault.replacement");
        test.reopen();
        test.vault().join(events);
        assertThat(test.vault().memberOfStaff(Identifier.email("ada@example.org")))
                .as("beside the new one")
                .isPresent();

        assertThat(test.vault().endForgottenReplacements(events)).isOne();
        assertReplaced(ada);
        assertThat(test.vault().memberOfStaff(Identifier.email("ada@example.org")))
                .isEmpty();
        assertThat(test.vault().memberOfStaff(Identifier.email("lovelace@example.org")))
                .contains(new KeyVault.MemberOfStaff(account, now.keyId()));
        assertThat(open(test.vault(), bob)).isInstanceOf(Opened.Known.class);
        assertThat(test.vault().opensNothing(erasure)).isTrue();
        assertThat(test.vault().endForgottenReplacements(events)).isZero();
    }

    @Test
    void nothing_ends_by_an_older_event_while_a_restore_is_not_confirmed_or_after_an_erasure() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        RememberedEvents.Backup backup = events.backup();
        Note now = sealedAnew(ada, to(ada, UUID.randomUUID(), "lovelace@example.org"), "of ada");
        moved(now);
        test.update("DELETE FROM vault.replacement");
        RememberedEvents.Backup newer = events.backup();
        events.restore(new RememberedEvents.Backup(backup.events(), null));
        test.reopen();
        test.vault().join(events);
        events.restore(newer);
        assertThat(test.vault().endForgottenReplacements(events)).isZero();
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Known.class);

        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant());
        Notes.erase(test.vault(), "ada@example.org");
        assertThat(test.vault().endForgottenReplacements(events)).isZero();
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Erased.class);
        assertThat(open(test.vault(), now)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void what_waits_for_newer_events_outlives_a_confirmed_restore_of_older_ones() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        RememberedEvents.Backup backup = events.backup();
        Note now = sealedAnew(ada, to(ada, UUID.randomUUID(), "lovelace@example.org"), "of ada");
        moved(now);
        RememberedEvents.Backup newer = events.backup();
        clock.later(Duration.ofMinutes(5));
        events.restore(new RememberedEvents.Backup(backup.events(), null));
        test.reopen();
        test.vault().join(events);
        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant());
        for (int i = 0; i < 5; i++) events.append(UUID.randomUUID()); // people go on
        test.reopen();
        test.vault().join(events);
        test.letPass(Duration.ofHours(3));
        test.vault().mark(events);
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada"));
        assertThat(open(test.vault(), now))
                .as("none that was written before a restore, ever")
                .isEqualTo(new Opened.Known<>("of ada"));

        events.restore(newer);
        test.reopen();
        test.vault().join(events);
        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant());
        assertThat(test.vault().endForgottenReplacements(events)).isOne();
        assertReplaced(ada);
        assertThat(open(test.vault(), now)).isEqualTo(new Opened.Known<>("of ada"));
    }

    @Test
    void what_was_kept_while_a_change_was_under_way_that_came_to_nothing_is_not_called_lost() throws Exception {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        UUID erasure = UUID.randomUUID();
        try (RecordKeys early = test.vault().moreKeysBeside(ada.keyId(), 1)) {
            sealedAnew(ada, to(ada, erasure, "lovelace@example.org"), "of ada");
            Thread refused = Thread.ofVirtual().start(() -> {
                LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
                test.vault().giveUpReplacement(erasure, events);
            });
            assertThat(early.areDestroyed()).isFalse();
            refused.join();
        }
    }

    /** A store whose head moves a moment after it acknowledged an event. */
    @Test
    void an_event_that_is_stored_and_not_given_out_yet_is_waited_for_and_never_taken_for_missing() throws Exception {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(ada, to(ada, erasure, "lovelace@example.org"), "of ada");
        assertThatThrownBy(() -> test.vault().completeReplacement(erasure, events))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("yet");
        assertThat(waiting()).isOne();
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Known.class);

        Thread late = Thread.ofVirtual().start(() -> {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            moved(now);
        });
        test.vault().completeReplacement(erasure, events);
        late.join();
        assertReplaced(ada);
    }

    @Test
    void a_row_that_is_taken_away_while_nobody_knows_is_settled_all_the_same() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        Note bob = received(person(Lane.PEOPLE, "bob@example.org"), "of bob");
        Note moves = sealedAnew(ada, to(ada, UUID.randomUUID(), "lovelace@example.org"), "of ada");
        sealedAnew(bob, to(bob, UUID.randomUUID(), "builder@example.org"), "of bob");
        test.update("DELETE FROM vault.replacement");
        assertThatThrownBy(() -> sealedAnew(moves, to(moves, UUID.randomUUID(), "third@example.org"), "of ada"))
                .as("while it is under way")
                .isInstanceOf(VaultException.class);
        moved(moves);
        test.vault().mark(events);
        assertReplaced(ada);
        assertThat(open(test.vault(), moves)).isInstanceOf(Opened.Known.class);

        test.letPass(Duration.ofHours(3));
        test.vault().mark(events);
        assertThat(isFound("builder@example.org")).isFalse();
        test.vault().moreKeysBeside(bob.keyId(), 1).close();
    }

    @Test
    void an_event_is_not_taken_for_missing_because_somebody_changed_a_row_of_its_new_place() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        UUID erasure = UUID.randomUUID();
        Note now = sealedAnew(ada, to(ada, erasure, "lovelace@example.org"), "of ada");
        moved(now);
        String change = "UPDATE vault.key SET mac = set_byte(mac, 31, get_byte(mac, 31) # 1) WHERE key_id = ?";
        test.update(change, now.keyId());
        test.letPass(Duration.ofHours(3));
        test.vault().mark(events);
        assertThat(waiting()).as("it stays pending").isOne();
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Known.class);
        test.update(change, now.keyId());
        test.vault().mark(events);
        assertThat(waiting()).isZero();
        assertReplaced(ada);
    }

    @Test
    void a_move_that_nothing_explains_stands_in_the_health() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        Note now = sealedAnew(ada, to(ada, UUID.randomUUID(), "lovelace@example.org"), "of ada");
        moved(now);
        test.update("DELETE FROM vault.replacement");
        test.reopen();
        test.vault().join(events);
        // Before anybody looked, the new place went: what the event says cannot be opened any more
        Notes.erase(test.vault(), Notes.order(now));
        assertThat(test.vault().endForgottenReplacements(events)).isZero();
        assertThat(test.vault().health().advice()).anyMatch(line -> line.contains("moved to another place"));
        assertThat(open(test.vault(), ada)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void a_hold_on_whichever_key_of_it_goes_along_also_when_the_order_was_lost() {
        Note ada = received(person(Lane.PEOPLE, "ada@example.org"), "of ada");
        UUID beside;
        try (RecordKeys keys = test.vault().moreKeysBeside(ada.keyId(), 1)) {
            beside = keys.keyId(0);
        }
        events.append(beside);
        received(person(Lane.PEOPLE, "ada@example.org"), "another");
        Notes.erase(test.vault(), Notes.order(find(test.vault(), "ada@example.org"), Map.of(ada.keyId(), CLAIMS)));
        UUID erasure = UUID.randomUUID();
        Replacement replacement =
                new Replacement(erasure, beside, List.of(Identifier.email("lovelace@example.org")), Notes.OFFICER);
        Note now = sealedAnew(ada, replacement, "of ada");
        moved(now);
        test.update("DELETE FROM vault.replacement");
        test.reopen();
        test.vault().join(events);
        assertThat(test.vault().endForgottenReplacements(events)).isOne();
        assertThat(test.vault().hindrances(Set.of(now.keyId())))
                .isEqualTo(Map.of(now.keyId(), new Hindrance.Held(CLAIMS)));
    }
}
