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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.CannotBeOpenedException.Why;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Midnight;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.vault.Notes.Id;
import dev.lethe.shredding.vault.Notes.Note;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OpeningTest {

    private TestVault test;

    @BeforeEach
    void create() {
        test = TestVault.create();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Why alarm(Note note) {
        return catchThrowableOfType(CannotBeOpenedException.class, () -> open(test.vault(), note))
                .why();
    }

    @Test
    void what_was_sealed_opens_also_after_a_restart() {
        Note anonymous = write(test.vault(), anonymous(MONTH), "one");
        Note named = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "two");

        assertThat(open(test.vault(), anonymous)).isEqualTo(new Opened.Known<>("one"));
        test.reopen();
        assertThat(open(test.vault(), anonymous)).isEqualTo(new Opened.Known<>("one"));
        assertThat(open(test.vault(), named)).isEqualTo(new Opened.Known<>("two"));
    }

    @Test
    void a_token_opens_at_its_own_place_only() {
        Note one = write(test.vault(), anonymous(MONTH), "one");
        Note other = write(test.vault(), anonymous(MONTH), "other");

        assertThat(alarm(new Note(other.id(), one.token()))).isEqualTo(Why.TAMPERED);
        assertThatThrownBy(() -> test.vault().open(Notes.LABEL.part(2).at(one.id(), one.token())))
                .isInstanceOf(CannotBeOpenedException.class);
    }

    @Test
    void a_key_that_never_was_is_missing_and_not_erased() {
        Note note = write(test.vault(), anonymous(MONTH), "one");
        test.update("DELETE FROM vault.key WHERE key_id = ?", note.keyId());

        assertThat(alarm(note)).isEqualTo(Why.MISSING);
    }

    @Test
    void a_key_row_that_was_moved_or_changed_is_an_alarm() {
        Note moved = write(test.vault(), anonymous(MONTH), "one");
        Note changed = write(test.vault(), anonymous(MONTH), "two");
        test.update("UPDATE vault.key SET prefix = set_byte(prefix, 4, 200) WHERE key_id = ?", moved.keyId());
        test.update(
                "UPDATE vault.key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) WHERE key_id = ?",
                changed.keyId());

        assertThat(alarm(moved)).isEqualTo(Why.TAMPERED);
        assertThat(alarm(changed)).isEqualTo(Why.TAMPERED);
    }

    @Test
    void marking_a_row_as_destroyed_does_not_make_it_look_erased() {
        erase(test.vault(), order(write(test.vault(), anonymous(MONTH), "gone")));
        Note note = write(test.vault(), person(Lane.PEOPLE, "ada@example.org"), "one");
        test.update("UPDATE vault.key SET destroyed_by = 1 WHERE key_id = ?", note.keyId());

        assertThat(alarm(note)).isEqualTo(Why.TAMPERED);
        assertThat(test.vault().sweep()).as("the other").isEqualTo(1);
        assertThat(alarm(note)).as("a sweep makes no erasure of it").isEqualTo(Why.TAMPERED);
        test.vault().allDestroyed(each -> assertThat(each.keyId()).isNotEqualTo(note.keyId()));
        test.vault().destroyedAmong(List.of(note.keyId()), _ -> {
            throw new AssertionError("it is called destroyed");
        });
        test.update("UPDATE vault.key SET destroyed_by = NULL WHERE key_id = ?", note.keyId());
        assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("one"));
    }

    @Test
    void blanking_a_row_does_not_make_it_look_erased() {
        erase(test.vault(), order(write(test.vault(), anonymous(MONTH), "gone")));
        test.vault().sweep();
        Note note = write(test.vault(), anonymous(MONTH), "one");
        test.update(
                "UPDATE vault.key SET prefix = NULL, own = NULL, wrapped = NULL, month = date_trunc('month', current_date),"
                        + " ground = 'retention', sweep = 2 WHERE key_id = ?",
                note.keyId());

        assertThat(alarm(note)).isEqualTo(Why.TAMPERED);
    }

    @Test
    void a_key_that_is_moved_to_a_dead_place_is_an_alarm_and_not_erased() {
        Note dead = write(test.vault(), anonymous(MONTH), "dead");
        erase(test.vault(), order(dead));
        Note note = write(test.vault(), anonymous(MONTH), "one");
        test.update(
                "UPDATE vault.key SET prefix = (SELECT prefix FROM vault.key WHERE key_id = ?) WHERE key_id = ?",
                dead.keyId(),
                note.keyId());

        assertThat(alarm(note)).isEqualTo(Why.TAMPERED);
        assertThat(open(test.vault(), dead)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void what_is_erased_stays_erased_whatever_is_taken_from_its_row() {
        Note note = write(test.vault(), anonymous(MONTH), "one");
        erase(test.vault(), order(note));
        test.update("UPDATE vault.key SET destroyed_by = NULL");

        assertThat(open(test.vault(), note)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void a_swept_key_says_the_month_and_the_ground_and_nothing_of_the_erasure() {
        Midnight.keepAway();
        Note note = write(test.vault(), anonymous(MONTH), "one");
        erase(test.vault(), order(note));

        assertThat(test.vault().sweep()).isEqualTo(1);
        assertThat(test.vault().sweep()).isZero();

        Opened<String> today = new Opened.Erased<>(
                LocalDate.now(ZoneOffset.UTC)
                        .withDayOfMonth(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant(),
                Notes.GROUND);
        assertThat(open(test.vault(), note)).isEqualTo(today);
        assertThat(test.value("SELECT count(*) FROM vault.key WHERE prefix IS NULL AND wrapped IS NULL"
                        + " AND destroyed_by IS NULL AND month IS NOT NULL"))
                .isEqualTo(1L);
        test.reopen();
        assertThat(open(test.vault(), note)).isEqualTo(today);
    }

    @Test
    void an_alarm_at_one_value_does_not_spoil_the_others() {
        Note fine = write(test.vault(), anonymous(MONTH), "fine");
        Note broken = write(test.vault(), anonymous(MONTH), "broken");
        Note notAsked = write(test.vault(), anonymous(MONTH), "not asked");
        test.update("DELETE FROM vault.key WHERE key_id = ?", broken.keyId());

        Openings openings = test.vault().openAll(List.of(broken.sealed(), fine.sealed()));

        assertThat(openings.of(fine.sealed())).isEqualTo(new Opened.Known<>("fine"));
        assertThatThrownBy(() -> openings.of(broken.sealed())).isInstanceOf(CannotBeOpenedException.class);
        assertThatThrownBy(() -> openings.of(notAsked.sealed())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void many_values_of_many_people_open_at_once() {
        List<Note> notes = new ArrayList<>();
        for (int i = 0; i < 700; i++)
            notes.add(write(
                    test.vault(),
                    i % 2 == 0 ? anonymous(MONTH) : person(Lane.PEOPLE, "p" + i % 50 + "@example.org"),
                    "text " + i));
        erase(test.vault(), "p7@example.org");

        Openings openings =
                test.vault().openAll(notes.stream().map(Note::sealed).toList());

        for (int i = 0; i < notes.size(); i++) {
            Opened<String> opened = openings.of(notes.get(i).sealed());
            if (i % 50 == 7) assertThat(opened).isInstanceOf(Opened.Erased.class);
            else assertThat(opened).isEqualTo(new Opened.Known<>("text " + i));
        }
    }

    @Test
    void several_values_under_one_key_open_together() {
        Id id = new Id(UUID.randomUUID());
        try (RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH)))) {
            var one = Notes.LABEL.at(id, keys.seal(0, Notes.LABEL.in(id), "one"));
            var two =
                    Notes.LABEL.part(2).at(id, keys.seal(0, Notes.LABEL.part(2).in(id), "two"));
            Openings openings = test.vault().openAll(List.of(one, two));
            assertThat(openings.of(one)).isEqualTo(new Opened.Known<>("one"));
            assertThat(openings.of(two)).isEqualTo(new Opened.Known<>("two"));
        }
    }

    @Test
    void keys_that_were_cleared_seal_nothing() {
        RecordKeys keys = test.vault().newKeys(List.of(anonymous(MONTH)));
        keys.close();

        assertThatThrownBy(() -> keys.seal(0, Notes.LABEL.in(new Id(UUID.randomUUID())), "late"))
                .isInstanceOf(IllegalStateException.class);
    }
}
