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

import dev.lethe.shredding.CannotBeOpenedException;
import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureOrder.Hindered;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.FileLabel;
import dev.lethe.shredding.FilePlace;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Hindrance;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Openings;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.Replacement;
import dev.lethe.shredding.Restore;
import dev.lethe.shredding.RestrictedException;
import dev.lethe.shredding.Restriction;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.sealing.FileHeader;
import dev.lethe.shredding.vault.Notes.Note;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is restricted is stored, and nothing else is done with it until the restriction is lifted. */
class RestrictingTest {

    private static final Ground CONTESTED = new Ground("gdpr-18-1-a");
    private static final Ground CLAIMS = new Ground("gdpr-18-1-c");
    private static final Instant TODAY = Instant.parse("2026-11-30T00:00:00Z");

    private final TestClock clock = new TestClock(Instant.parse("2026-11-30T09:00:00Z"));
    private final RememberedEvents events = new RememberedEvents();
    private TestVault test;

    @BeforeEach
    void create() {
        test = TestVault.unopened().withClock(clock).reopen();
        vault().join(events);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private KeyVault vault() {
        return test.vault();
    }

    private void start() {
        test.reopen();
        vault().join(events);
    }

    private Note beside(Note note) {
        try (RecordKeys keys = vault().moreKeysBeside(note.keyId(), 1)) {
            return new Note(note.id(), keys.seal(0, Notes.LABEL.in(note.id()), "beside"));
        }
    }

    private void assertRestricted(Note... notes) {
        Opened.Restricted<String> restricted = new Opened.Restricted<>(TODAY, CONTESTED);
        Openings openings =
                vault().openAll(Arrays.stream(notes).map(Note::sealed).toList());
        assertThat(notes).allSatisfy(note -> {
            assertThat(open(vault(), note)).isEqualTo(restricted);
            assertThat(openings.of(note.sealed())).isEqualTo(restricted);
        });
    }

    private void assertKnown(Note... notes) {
        assertThat(notes).allSatisfy(note -> assertThat(open(vault(), note)).isInstanceOf(Opened.Known.class));
    }

    private void assertErased(Note... notes) {
        assertThat(notes).allSatisfy(note -> assertThat(open(vault(), note)).isInstanceOf(Opened.Erased.class));
    }

    private static ErasureOrder records(Hindered hindered, Note... notes) {
        return new ErasureOrder(
                UUID.randomUUID(),
                new ErasureOrder.Records(
                        Arrays.stream(notes).map(note -> Set.of(note.keyId())).toList(), hindered),
                Notes.GROUND,
                Notes.OFFICER,
                Instant.now());
    }

    private long rows() {
        return (long) test.value("SELECT count(*) FROM vault.state WHERE state = 'restricted'");
    }

    @Test
    void what_is_restricted_opens_for_nobody_but_by_the_other_role_whatever_stands_beside_it_included() {
        List<Note> record =
                write(vault(), List.of(person(MONTH, "ada@example.org"), person(MONTH, "bob@example.org")), "text");
        Note ada = record.getFirst();
        Note beside = beside(ada);
        assertKnown(ada, beside);

        vault().restrict(Set.of(ada.keyId()), CONTESTED);

        assertRestricted(ada, beside);
        assertKnown(record.get(1));
        assertThat(vault().openAllEvenRestricted(List.of(ada.sealed())).of(ada.sealed()))
                .isEqualTo(new Opened.Known<>("text"));
        Restriction since = new Restriction(TODAY, CONTESTED);
        assertThat(vault().restrictions(Set.of(
                        ada.keyId(), beside.keyId(), record.get(1).keyId())))
                .isEqualTo(Map.of(ada.keyId(), since, beside.keyId(), since));
        assertThat(find(vault(), "ada@example.org").keys())
                .as("an officer still finds it")
                .extracting(Enquiry.HeldKey::keyId)
                .contains(ada.keyId(), beside.keyId());
    }

    @Test
    void a_key_beside_another_restricts_the_whole_part_and_lifts_it() {
        Note note = write(vault(), anonymous(MONTH), "text");
        Note beside = beside(note);

        vault().restrict(Set.of(beside.keyId()), CONTESTED);
        assertRestricted(note, beside);

        vault().liftRestriction(Set.of(beside.keyId()));
        assertKnown(note, beside);
        assertThat(vault().restrictions(Set.of(note.keyId()))).isEmpty();
        assertThat(rows()).isZero();
    }

    @Test
    void a_file_of_what_is_restricted_opens_by_the_other_role_only() throws IOException {
        FilePlace place = FileLabel.of("test.file").in(new Notes.Id(UUID.randomUUID()));
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        UUID key;
        try (RecordKeys keys = vault().newKeys(List.of(anonymous(MONTH)))) {
            keys.sealFile(0, place, new ByteArrayInputStream("photo".getBytes(StandardCharsets.UTF_8)), sealed);
            key = FileHeader.of(sealed.toByteArray()).keyId();
        }
        vault().restrict(Set.of(key), CONTESTED);

        assertThat(vault().openFile(place, new ByteArrayInputStream(sealed.toByteArray())))
                .isEqualTo(new Opened.Restricted<InputStream>(TODAY, CONTESTED));
        assertThat(vault().openFileEvenRestricted(place, new ByteArrayInputStream(sealed.toByteArray())))
                .isInstanceOfSatisfying(
                        Opened.Known.class,
                        known -> assertThat((InputStream) known.value()).hasContent("photo"));
    }

    @Test
    void a_restriction_outlasts_a_restart_and_is_counted_from_its_first_day_on_that_ground() {
        Note note = write(vault(), anonymous(MONTH), "text");
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        clock.later(Duration.ofDays(3));
        start();
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        assertRestricted(note);

        vault().restrict(Set.of(note.keyId()), CLAIMS);
        assertThat(open(vault(), note)).isEqualTo(new Opened.Restricted<>(TODAY.plus(Duration.ofDays(3)), CLAIMS));
        assertThat(vault().restores()).isEmpty();
    }

    @Test
    void nothing_is_added_to_what_is_restricted_and_it_is_not_put_right() {
        Note note = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text");
        events.append(note.keyId());
        vault().restrict(Set.of(note.keyId()), CONTESTED);

        assertThatThrownBy(() -> vault().moreKeysBeside(note.keyId(), 1)).isInstanceOf(RestrictedException.class);
        assertThatThrownBy(() -> vault().keyAgain(note.keyId())).isInstanceOf(RestrictedException.class);
        assertThatThrownBy(() -> vault().replace(new Replacement(
                        UUID.randomUUID(), note.keyId(), List.of(Identifier.email("eve@example.org")), Notes.OFFICER)))
                .isInstanceOf(RestrictedException.class);
    }

    @Test
    void what_is_unknown_broken_or_being_put_right_is_not_restricted_and_what_is_erased_is_left_out() {
        Note note = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text");
        Note gone = write(vault(), anonymous(MONTH), "gone");
        Note broken = write(vault(), anonymous(MONTH), "broken");
        erase(vault(), order(gone));
        test.update("UPDATE vault.key SET own = false WHERE key_id = ?", broken.keyId());

        for (UUID wrong : List.of(UUID.randomUUID(), broken.keyId()))
            assertThatThrownBy(() -> vault().restrict(Set.of(note.keyId(), wrong), CONTESTED))
                    .isInstanceOf(VaultException.class)
                    .hasMessageContaining("Nothing was restricted");
        assertKnown(note);
        try (RecordKeys _ = vault().replace(new Replacement(
                UUID.randomUUID(), note.keyId(), List.of(Identifier.email("eve@example.org")), Notes.OFFICER))) {
            assertThatThrownBy(() -> vault().restrict(Set.of(note.keyId()), CONTESTED))
                    .hasMessageContaining("being put right");
        }
        vault().restrict(Set.of(gone.keyId()), CONTESTED);
        assertErased(gone);
        assertThat(rows()).isZero();
    }

    // --- What destroys ---

    @Test
    void retention_leaves_what_is_restricted_where_it_is_and_says_why() {
        Note restricted = write(vault(), anonymous(MONTH), "text");
        Note due = write(vault(), anonymous(MONTH), "text");
        vault().restrict(Set.of(restricted.keyId()), CONTESTED);

        assertThat(vault().hindrances(Set.of(restricted.keyId(), due.keyId())))
                .isEqualTo(Map.of(restricted.keyId(), new Hindrance.Restricted(TODAY, CONTESTED)));
        ErasureProof proof = erase(vault(), records(Hindered.LEFT_OUT, restricted, due));

        assertThat(proof.keys()).isEqualTo(1);
        assertErased(due);
        assertRestricted(restricted);
    }

    @Test
    void what_lives_for_minutes_does_not_end_while_it_is_restricted() {
        Note draft = write(vault(), anonymous(Lane.DRAFTS), "text");
        vault().restrict(Set.of(draft.keyId()), CONTESTED);

        assertThat(vault().endShortLived(Set.of(draft.keyId()))).containsExactly(draft.keyId());
        assertRestricted(draft);
        vault().liftRestriction(Set.of(draft.keyId()));
        assertThat(vault().endShortLived(Set.of(draft.keyId()))).isEmpty();
    }

    @Test
    void what_never_arrived_does_not_go_while_it_is_restricted() {
        Note note = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "text");
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        vault().mark(events);
        test.letPass(Duration.ofHours(3));
        clock.later(Duration.ofHours(3));

        assertThat(vault().destroyOrphans(events, 50).destroyed()).isZero();
        assertRestricted(note);
    }

    @Test
    void an_order_by_hand_is_refused_and_one_of_whoever_may_end_it_destroys_it_and_its_rows() {
        Note note = write(vault(), person(MONTH, "ada@example.org"), "text");
        Note other = write(vault(), anonymous(MONTH), "text");
        vault().restrict(Set.of(note.keyId(), other.keyId()), CONTESTED);

        assertThatThrownBy(() -> vault().order(records(Hindered.REFUSED, note)))
                .isInstanceOf(RestrictedException.class);
        assertThat(vault().pending()).isEmpty();
        assertRestricted(note, other);

        erase(vault(), order(find(vault(), "ada@example.org"), Map.of()));
        assertErased(note);
        assertThat(rows()).isEqualTo(1);
        erase(vault(), records(Hindered.HOLD_ENDS, other));
        assertErased(other);
        assertThat(rows()).isZero();
        assertThat(vault().hindrances(Set.of(note.keyId(), other.keyId()))).isEmpty();
        start();
        assertThat(vault().restores()).as("nobody took these rows away").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LEFT_OUT", "REFUSED"})
    void what_came_to_be_restricted_between_an_order_and_its_end_stays(Hindered hindered) {
        Note note = write(vault(), anonymous(MONTH), "text");
        ErasureOrder order = records(hindered, note);
        vault().order(order);
        vault().restrict(Set.of(note.keyId()), CONTESTED);

        assertThat(vault().carryOut(order.erasure()).keys()).isZero();
        assertRestricted(note);
    }

    // --- Whoever writes to the tables ---

    @Test
    void a_row_that_somebody_put_there_or_changed_is_an_alarm_and_opens_nothing() {
        Note note = write(vault(), anonymous(MONTH), "text");
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        test.update("UPDATE vault.state SET ground = 'gdpr-18-1-d'");

        assertThatThrownBy(() -> open(vault(), note))
                .isInstanceOf(CannotBeOpenedException.class)
                .hasMessageContaining("is said to be restricted by a row that was changed");
        assertThat(vault().hindrances(Set.of(note.keyId()))).isEqualTo(Map.of(note.keyId(), new Hindrance.Broken()));
        assertThatThrownBy(() -> vault().restrictions(Set.of(note.keyId()))).isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> vault().order(records(Hindered.REFUSED, note))).isInstanceOf(VaultException.class);

        vault().restrict(Set.of(note.keyId()), CONTESTED);
        assertRestricted(note);
    }

    /** Whether at once, or by a start; with the mark as it was before the restriction, or as it is. */
    @ParameterizedTest
    @ValueSource(strings = {"while it runs", "before a start", "with the mark of before"})
    void who_takes_a_restriction_away_is_told_and_nothing_goes_by_its_age_meanwhile(String how) {
        Note note = write(vault(), anonymous(MONTH), "text");
        Note other = write(vault(), anonymous(MONTH), "text");
        test.update("CREATE TABLE public.before AS SELECT * FROM vault.mark");
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        test.update("DELETE FROM vault.state");
        if (how.equals("with the mark of before")) {
            test.update("DELETE FROM vault.mark");
            test.update("INSERT INTO vault.mark SELECT * FROM public.before");
        }

        assertThat(erase(vault(), records(Hindered.LEFT_OUT, note)).keys()).isZero();
        assertKnown(note);
        if (how.equals("before a start")) start();
        else vault().restrict(Set.of(other.keyId()), CONTESTED); // which does not cover it up
        assertThat(vault().restores())
                .singleElement()
                .matches(restore -> restore.store() == Restore.Store.VAULT && restore.isAwaited());
        assertThat(vault().health().advice()).anyMatch(line -> line.contains("./lethe restored vault"));
    }

    private static final String TAKE_AWAY = "DELETE FROM vault.state WHERE key_id = '%s'";

    /** What the database itself does with each such statement, in its transaction. */
    private void trigger(String on, String sql) {
        test.update("CREATE FUNCTION public.adversary() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF pg_trigger_depth() = 1 THEN " + sql + "; END IF; RETURN NULL; END $$");
        test.update("CREATE TRIGGER adversary " + on + " EXECUTE FUNCTION public.adversary()");
    }

    private void assertTold() {
        vault().mark(events);
        assertThat(vault().restores())
                .singleElement()
                .matches(restore -> restore.store() == Restore.Store.VAULT && restore.isAwaited());
    }

    @ParameterizedTest
    @CsvSource({
        "restrict, AFTER INSERT ON vault.state",
        "restrict, AFTER UPDATE ON vault.mark",
        "lift, AFTER DELETE ON vault.state",
        "lift, AFTER UPDATE ON vault.mark"
    })
    void a_restriction_that_the_database_takes_away_with_a_change_of_another_stops_that(String what, String on) {
        Note note = write(vault(), anonymous(MONTH), "text");
        Note other = write(vault(), anonymous(MONTH), "text");
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        if (what.equals("lift")) vault().restrict(Set.of(other.keyId()), CONTESTED);
        trigger(on, TAKE_AWAY.formatted(note.keyId()));

        assertThatThrownBy(() -> {
                    if (what.equals("restrict")) vault().restrict(Set.of(other.keyId()), CONTESTED);
                    else vault().liftRestriction(Set.of(other.keyId()));
                })
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("Nothing was restricted or lifted");
        assertRestricted(note);
        if (what.equals("lift")) assertRestricted(other);
        else assertKnown(other);
        assertThat(vault().restores()).isEmpty();
    }

    /** Else the officer would believe it, and the old mark the old rows. */
    @Test
    void a_restriction_that_the_database_does_not_keep_is_refused() {
        Note note = write(vault(), anonymous(MONTH), "text");
        trigger("BEFORE INSERT ON vault.state FOR EACH ROW", "NULL");
        test.update("CREATE TRIGGER mark BEFORE UPDATE ON vault.mark FOR EACH ROW EXECUTE FUNCTION public.adversary()");

        assertThatThrownBy(() -> vault().restrict(Set.of(note.keyId()), CONTESTED))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("Nothing was restricted or lifted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"its row is deleted", "its key is moved to the place that is erased"})
    void a_restriction_that_the_database_takes_away_with_an_erasure_is_told_and_does_not_stop_it(String how) {
        Note note = write(vault(), anonymous(MONTH), "text");
        Note other = write(vault(), anonymous(MONTH), "text");
        vault().restrict(Set.of(note.keyId(), other.keyId()), CONTESTED);
        if (how.equals("its row is deleted")) trigger("AFTER UPDATE ON vault.key", TAKE_AWAY.formatted(note.keyId()));
        else
            trigger(
                    "AFTER INSERT ON vault.ledger",
                    ("UPDATE vault.key SET prefix = (SELECT prefix FROM vault.key WHERE key_id = '%s')"
                                    + " WHERE key_id = '%s'")
                            .formatted(other.keyId(), note.keyId()));
        byte[] place = (byte[]) test.value("SELECT prefix FROM vault.key WHERE key_id = ?", note.keyId());

        erase(vault(), records(Hindered.HOLD_ENDS, other));

        assertErased(other);
        assertThat(rows()).isZero();
        test.update("UPDATE vault.key SET prefix = ?, destroyed_by = NULL WHERE key_id = ?", place, note.keyId());
        assertKnown(note);
        assertThat(vault().hindrances(Set.of(note.keyId()))).isEqualTo(Map.of(note.keyId(), new Hindrance.Broken()));
        assertTold();
    }

    @Test
    void a_restriction_that_is_taken_away_while_a_mark_is_drawn_is_told() {
        Note note = write(vault(), anonymous(MONTH), "text");
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        class Failing extends RuntimeException {}
        events.beforeNoting(() -> {
            throw new Failing();
        });
        assertThatThrownBy(() -> vault().mark(events)).isInstanceOf(Failing.class);

        // The one that was begun is finished, all having been compared; and then the next is drawn
        events.beforeNoting(() -> test.update("DELETE FROM vault.state"));
        vault().mark(events);

        assertThat(vault().restores())
                .singleElement()
                .matches(restore -> restore.store() == Restore.Store.VAULT && restore.isAwaited());
    }

    @Test
    void a_vault_that_is_restored_from_before_a_restriction_is_told_as_any_other() {
        Note note = write(vault(), anonymous(MONTH), "text");
        Map<String, byte[]> backup = test.dump();
        vault().restrict(Set.of(note.keyId()), CONTESTED);
        test.shut();
        test.restore(backup);
        start();

        assertKnown(note);
        assertThat(vault().restores()).singleElement().matches(Restore::isAwaited);
    }
}
