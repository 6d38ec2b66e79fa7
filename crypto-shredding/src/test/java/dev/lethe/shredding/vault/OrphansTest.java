package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.person;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.OrphanSearch;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.vault.Notes.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That what came with a record which never arrived goes, and nothing else does. */
class OrphansTest {

    private static final int MOST = 50;

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

    private Note received(String email) {
        Note note = write(test.vault(), person(Lane.PEOPLE, email), "of " + email);
        events.append(note.keyId());
        test.vault().eventsReach(events.head());
        return note;
    }

    private Note lost(String email) {
        return write(test.vault(), person(Lane.PEOPLE, email), "of " + email);
    }

    private void later(Duration time) {
        clock.later(time);
        test.letPass(time);
    }

    private OrphanSearch hoursLater() {
        test.vault().mark(events); // as every hour
        later(Duration.ofHours(3));
        return test.vault().destroyOrphans(events, MOST);
    }

    private boolean isFound(String email) {
        return test.vault().enquire(Identifier.email(email), Population.PUBLIC).isPresent();
    }

    @Test
    void what_no_event_names_goes_after_two_hours_and_with_it_who_it_was() {
        Note ada = received("ada@example.org");
        Note charles = lost("charles@example.org");
        Note more = received("mary@example.org");
        assertThat(test.vault().destroyOrphans(events, MOST)).isEqualTo(OrphanSearch.TOO_EARLY);

        assertThat(hoursLater()).isEqualTo(new OrphanSearch(1, 1, null));

        assertThat(isFound("charles@example.org")).isFalse();
        assertThat(test.value("SELECT count(*) FROM vault.identifier")).isEqualTo(2L);
        assertThat(open(test.vault(), charles)).isInstanceOf(Opened.Erased.class);
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada@example.org"));
        assertThat(open(test.vault(), more)).isEqualTo(new Opened.Known<>("of mary@example.org"));
        assertThat(test.vault().proofs(0)).as("no event has to tell of it").isEmpty();
        test.reopen();
        assertThat(open(test.vault(), charles)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void what_came_between_two_restores_that_nobody_confirmed_stays_too() {
        RememberedEvents.Backup first = events.backup();
        restoreEvents(first);
        RememberedEvents.Backup second = events.backup();
        Note ada = received("ada@example.org"); // whose event goes with the second restore
        restoreEvents(second);
        assertThat(test.vault().restores()).hasSize(2);
        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant());
        for (int i = 0; i < 5; i++) received("later" + i + "@example.org");
        assertThat(hoursLater().destroyed()).isZero();
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada@example.org"));
    }

    private void restoreEvents(RememberedEvents.Backup backup) {
        clock.later(Duration.ofSeconds(1));
        test.reopen();
        test.vault().join(events);
        events.restore(backup);
        clock.later(Duration.ofSeconds(1));
        test.reopen();
        test.vault().join(events);
        clock.later(Duration.ofSeconds(1));
    }

    @Test
    void events_that_are_set_back_while_it_serves_are_told_before_anything_goes() {
        RememberedEvents.Backup backup = events.backup();
        Note ada = received("ada@example.org");
        test.vault().mark(events);
        events.restore(backup);
        for (int i = 0; i < 5; i++) events.append(UUID.randomUUID()); // beyond where they ended
        later(Duration.ofHours(3));
        test.vault().mark(events); // an hour is over, and a new mark must not hide it
        OrphanSearch held = test.vault().destroyOrphans(events, MOST);
        assertThat(held.destroyed()).isZero();
        assertThat(test.vault().restores()).singleElement().matches(Restore::isAwaited);
        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant());
        assertThat(hoursLater().destroyed()).isZero();
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada@example.org"));
    }

    @Test
    void each_is_looked_for_once() {
        Note early = received("ada@example.org");
        assertThat(hoursLater().destroyed()).isZero();
        events.forget(0); // its event is gone, and nobody looks any more
        lost("charles@example.org");
        test.vault().eventsReach(0);
        assertThat(hoursLater().destroyed()).isEqualTo(1);
        assertThat(open(test.vault(), early)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void one_key_that_an_event_names_keeps_all_of_its_subject_and_one_without_identifiers_stays() {
        Note ada = lost("ada@example.org");
        UUID beside;
        try (RecordKeys keys = test.vault().moreKeysBeside(ada.keyId(), 1)) {
            beside = keys.seal(0, Notes.LABEL.in(ada.id()), "note").keyId();
        }
        events.append(beside);
        Note anonymous = write(test.vault(), anonymous(Notes.MONTH), "nobody's");
        Note draft = write(
                test.vault(),
                new Owner.Named(Lane.DRAFTS, Population.PUBLIC, List.of(Identifier.email("mary@example.org"))),
                "draft");
        assertThat(hoursLater()).isEqualTo(new OrphanSearch(0, 0, null));
        for (Note note : List.of(ada, anonymous, draft))
            assertThat(open(test.vault(), note)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void a_clock_that_jumps_makes_nothing_old() {
        lost("ada@example.org");
        test.vault().mark(events);
        clock.later(Duration.ofDays(400));
        assertThat(test.vault().destroyOrphans(events, MOST)).isEqualTo(OrphanSearch.TOO_EARLY);
        test.letPass(Duration.ofHours(3));
        clock.set(Instant.parse("2026-11-30T09:30:00Z")); // nor does one that went back and is younger than its rows
        assertThat(test.vault().destroyOrphans(events, MOST).found()).isZero();
        clock.set(Instant.parse("2026-11-30T13:00:00Z"));
        assertThat(test.vault().destroyOrphans(events, MOST).destroyed())
                .as("it is looked for again")
                .isEqualTo(1);
    }

    @Test
    void a_start_begins_to_count_anew() {
        lost("ada@example.org");
        later(Duration.ofHours(3));
        test.reopen();
        assertThat(test.vault().destroyOrphans(events, MOST).found()).isZero();
        later(Duration.ofHours(3));
        assertThat(test.vault().destroyOrphans(events, MOST).destroyed()).isEqualTo(1);
    }

    @Test
    void more_than_a_crash_leaves_stay_until_somebody_says_so() {
        for (int i = 0; i < 3; i++) lost("visitor" + i + "@example.org");
        test.vault().mark(events);
        later(Duration.ofHours(3));
        OrphanSearch held = test.vault().destroyOrphans(events, 2);
        assertThat(held.found()).isEqualTo(3);
        assertThat(held.destroyed()).isZero();
        assertThat(held.heldBack()).contains("more than 2");
        assertThat(test.vault().orphans(events)).isEqualTo(new OrphanSearch(3, 0, null));
        assertThat(isFound("visitor1@example.org")).isTrue();
        assertThat(test.vault().destroyOrphans(events, 3).destroyed()).isEqualTo(3);
    }

    @Test
    void nothing_goes_while_events_are_missing() {
        for (int i = 0; i < 3; i++) received("visitor" + i + "@example.org");
        lost("ada@example.org");
        events.tear("the event at position 1 is missing");
        assertThat(hoursLater().heldBack()).isEqualTo("the event at position 1 is missing");
        assertThat(test.vault().health().advice())
                .anyMatch(line -> line.contains("the event at position 1 is missing"));
        events.tear(null);
        assertThat(test.vault().destroyOrphans(events, MOST).destroyed()).isEqualTo(1);
        assertThat(test.vault().health().advice()).noneMatch(line -> line.contains("never arrived"));

        lost("charles@example.org");
        RememberedEvents.Backup backup = events.backup();
        events.restore(new RememberedEvents.Backup(backup.events().subList(0, 1), backup.mark()));
        assertThat(hoursLater().destroyed()).isZero();
        assertThat(test.vault().restores()).as("and it is told").hasSize(1);
        assertThat(isFound("charles@example.org")).isTrue();
    }

    @Test
    void nothing_that_was_written_before_a_restore_ever_goes() {
        RememberedEvents.Backup events = this.events.backup();
        Note ada = received("ada@example.org");
        clock.later(Duration.ofSeconds(1));
        test.reopen();
        test.vault().join(this.events);
        this.events.restore(events); // before ada's event
        clock.later(Duration.ofSeconds(1));
        test.reopen();
        test.vault().join(this.events);
        clock.later(Duration.ofSeconds(1));
        Note later = lost("charles@example.org");

        OrphanSearch awaited = hoursLater();
        assertThat(awaited.found()).isEqualTo(1);
        assertThat(awaited.heldBack()).contains("what was restored");

        test.vault().confirmRestore(Restore.Store.EVENTS, clock.instant());
        assertThat(test.vault().destroyOrphans(this.events, MOST).destroyed()).isEqualTo(1);
        assertThat(open(test.vault(), later)).isInstanceOf(Opened.Erased.class);
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada@example.org"));
    }

    @Test
    void whoever_changes_when_it_was_written_destroys_nothing() {
        Note ada = received("ada@example.org");
        for (int i = 0; i < 3; i++) received("visitor" + i + "@example.org");
        for (String change : List.of(
                "head = 3", // after its event
                "written_at = written_at - interval '1 day'",
                "written_epoch = 2",
                "written_mac = decode(repeat('00', 32), 'hex')")) {
            String columns = "head = %s, written_at = '%s', written_epoch = %s, written_mac = decode('%s', 'hex')"
                    .formatted(
                            test.value("SELECT head FROM vault.identifier WHERE number = 1"),
                            test.value("SELECT written_at::text FROM vault.identifier WHERE number = 1"),
                            test.value("SELECT written_epoch FROM vault.identifier WHERE number = 1"),
                            test.value("SELECT encode(written_mac, 'hex') FROM vault.identifier WHERE number = 1"));
            test.update("UPDATE vault.identifier SET " + change + " WHERE number = 1");
            assertThat(hoursLater().found()).as(change).isZero();
            assertThat(test.vault().health().advice()).anyMatch(line -> line.contains("by its own seal"));
            assertThat(hoursLater().found()).as("and it is told again").isZero();
            assertThat(test.vault().health().advice()).anyMatch(line -> line.contains("by its own seal"));
            test.update("UPDATE vault.identifier SET " + columns + " WHERE number = 1");
        }
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada@example.org"));
    }

    @Test
    void what_lost_a_key_did_not_never_arrive() {
        Note ada = received("ada@example.org");
        test.vault().moreKeysBeside(ada.keyId(), 1).close(); // a second click on a note, that no event names
        test.update("CREATE TABLE taken AS SELECT * FROM vault.key WHERE key_id = ?", ada.keyId());
        for (String search : List.of("SELECT 1", "DELETE FROM vault.search", "UPDATE vault.search SET up_to = -1")) {
            test.sql(connection -> connection.createStatement().execute(search));
            test.update("DELETE FROM vault.key WHERE key_id = ?", ada.keyId());
            assertThat(hoursLater().destroyed()).as(search).isZero();
            test.update("INSERT INTO vault.key SELECT * FROM taken");
            assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada@example.org"));
        }
        assertThat(test.vault().health().advice()).anyMatch(line -> line.contains("never arrived were looked for"));
        Note lost = lost("charles@example.org");
        assertThat(hoursLater()).isEqualTo(new OrphanSearch(1, 1, null));
        assertThat(open(test.vault(), lost)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void a_number_beyond_what_was_given_hides_nothing() {
        Note ada = received("ada@example.org");
        test.update("CREATE TABLE moved AS SELECT * FROM vault.identifier");
        test.update("UPDATE moved SET number = 9223372036854775807");
        test.update("DELETE FROM vault.identifier");
        test.update("INSERT INTO vault.identifier OVERRIDING SYSTEM VALUE SELECT * FROM moved");
        assertThat(hoursLater().destroyed()).isZero();
        Note lost = lost("charles@example.org");
        assertThat(isFound("charles@example.org")).isTrue();
        assertThat(hoursLater()).isEqualTo(new OrphanSearch(1, 1, null));
        assertThat(open(test.vault(), lost)).isInstanceOf(Opened.Erased.class);
        assertThat(open(test.vault(), ada)).isEqualTo(new Opened.Known<>("of ada@example.org"));
    }
}
