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

import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureOrder.Hindered;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.HeldException;
import dev.lethe.shredding.Hindrance.Broken;
import dev.lethe.shredding.Hindrance.Held;
import dev.lethe.shredding.Hindrance.Unknown;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.vault.Notes.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is held, unknown or broken does not go along with what has had its time. */
class HoldingTest {

    private static final Ground CLAIMS = new Ground("gdpr-17-3-e");

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

    private static ErasureOrder records(Hindered hindered, List<List<Note>> records) {
        return new ErasureOrder(
                UUID.randomUUID(),
                new ErasureOrder.Records(
                        records.stream()
                                .map(each -> each.stream().map(Note::keyId).collect(Collectors.toSet()))
                                .toList(),
                        hindered),
                Notes.GROUND,
                Notes.OFFICER,
                Instant.now());
    }

    private void assertErased(Note... notes) {
        assertThat(notes).allSatisfy(note -> assertThat(open(vault(), note)).isInstanceOf(Opened.Erased.class));
    }

    private void assertKnown(Note... notes) {
        assertThat(notes).allSatisfy(note -> assertThat(open(vault(), note)).isInstanceOf(Opened.Known.class));
    }

    /** A record with a part of Ada, which is kept when she is erased, and a part of somebody else. */
    private List<Note> heldRecord() {
        List<Note> record =
                write(vault(), List.of(person(MONTH, "ada@example.org"), person(MONTH, "bob@example.org")), "text");
        erase(vault(), keepingAda(record.getFirst()));
        return record;
    }

    private ErasureOrder keepingAda(Note kept) {
        return order(find(vault(), "ada@example.org"), Map.of(kept.keyId(), CLAIMS));
    }

    @Test
    void what_is_held_stays_whole_and_the_rest_of_a_batch_goes() {
        List<Note> held = heldRecord();
        Note due = write(vault(), anonymous(MONTH), "text");

        ErasureProof proof = erase(vault(), records(Hindered.LEFT_OUT, List.of(held, List.of(due))));

        assertErased(due);
        assertKnown(held.get(0), held.get(1));
        assertThat(proof.keys()).isEqualTo(1);
        assertThat(proof.kept()).isEqualTo(1);
        assertThat(vault().hindrances(Set.of(held.get(0).keyId(), held.get(1).keyId(), due.keyId())))
                .isEqualTo(Map.of(held.getFirst().keyId(), new Held(CLAIMS)));
    }

    @Test
    void an_order_that_does_not_end_a_hold_is_refused_and_nothing_is_lost() {
        List<Note> held = heldRecord();
        Note other = write(vault(), anonymous(MONTH), "text");

        assertThatThrownBy(() -> vault().order(records(Hindered.REFUSED, List.of(held, List.of(other)))))
                .isInstanceOfSatisfying(
                        HeldException.class,
                        refused -> assertThat(refused.held())
                                .isEqualTo(Map.of(held.getFirst().keyId(), CLAIMS)));

        assertThat(vault().pending()).isEmpty();
        assertKnown(held.get(0), held.get(1), other);
    }

    @Test
    void an_order_can_end_a_hold_and_only_by_saying_so() {
        List<Note> held = heldRecord();

        ErasureProof proof = erase(vault(), records(Hindered.HOLD_ENDS, List.of(held)));

        assertErased(held.get(0), held.get(1));
        assertThat(proof.kept()).isZero();
        assertThat(vault().hindrances(Set.of(held.getFirst().keyId()))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Hindered.class, names = "HOLD_ENDS", mode = EnumSource.Mode.EXCLUDE)
    void what_came_to_be_held_between_an_order_and_its_end_stays(Hindered hindered) {
        List<Note> record =
                write(vault(), List.of(person(MONTH, "ada@example.org"), person(MONTH, "bob@example.org")), "text");
        Note due = write(vault(), anonymous(MONTH), "text");
        ErasureOrder order = records(hindered, List.of(record, List.of(due)));
        vault().order(order);
        erase(vault(), keepingAda(record.getFirst()));

        ErasureProof proof = vault().carryOut(order.erasure());

        assertThat(proof.kept()).isEqualTo(1);
        assertErased(due);
        assertKnown(record.get(0), record.get(1));
    }

    @Test
    void what_an_order_that_is_not_carried_out_yet_keeps_is_held_already() {
        Note kept = write(vault(), person(MONTH, "ada@example.org"), "text");
        vault().order(keepingAda(kept));

        assertThat(vault().hindrances(Set.of(kept.keyId()))).isEqualTo(Map.of(kept.keyId(), new Held(CLAIMS)));
        assertThatThrownBy(() -> vault().order(order(kept))).isInstanceOf(HeldException.class);
    }

    @Test
    void what_is_unknown_or_does_not_unseal_is_left_out_whole_and_the_rest_goes() {
        Note due = write(vault(), anonymous(MONTH), "text");
        List<Note> broken = write(vault(), List.of(anonymous(MONTH), anonymous(MONTH)), "text");
        Note placeBroken = write(vault(), anonymous(MONTH), "text");
        test.update(
                "UPDATE vault.key SET wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) WHERE key_id = ?",
                broken.getFirst().keyId());
        test.update("UPDATE vault.key SET own = false WHERE key_id = ?", placeBroken.keyId());
        Note besideUnknown = write(vault(), anonymous(MONTH), "text");
        UUID unknown = UUID.randomUUID();
        var order = new ErasureOrder(
                UUID.randomUUID(),
                new ErasureOrder.Records(
                        List.of(
                                Set.of(due.keyId()),
                                Set.of(broken.get(0).keyId(), broken.get(1).keyId()),
                                Set.of(placeBroken.keyId()),
                                Set.of(unknown, besideUnknown.keyId())),
                        Hindered.LEFT_OUT),
                Notes.GROUND,
                Notes.OFFICER,
                Instant.now());

        assertThat(vault().hindrances(((ErasureOrder.Records) order.scope()).keyIds()))
                .isEqualTo(Map.of(
                        broken.getFirst().keyId(),
                        new Broken(),
                        placeBroken.keyId(),
                        new Broken(),
                        unknown,
                        new Unknown()));
        ErasureProof proof = erase(vault(), order);

        assertThat(proof.keys()).isEqualTo(1);
        assertThat(proof.kept()).as("only what is held on a ground").isZero();
        assertErased(due);
        assertKnown(broken.get(1), besideUnknown);
        assertThat(vault().pending()).isEmpty();
    }

    @Test
    void an_order_is_pending_with_its_records_as_they_were_given() {
        List<Note> record = write(vault(), List.of(anonymous(MONTH), anonymous(MONTH)), "text");
        Note other = write(vault(), anonymous(MONTH), "text");
        ErasureOrder order = records(Hindered.LEFT_OUT, List.of(List.of(other), record));

        vault().order(order);
        vault().order(order);

        assertThat(vault().pending())
                .singleElement()
                .extracting(ErasureOrder::scope)
                .isEqualTo(order.scope());
    }

    @Test
    void the_vault_tells_what_an_erasure_kept() {
        Note kept = write(vault(), person(MONTH, "ada@example.org"), "text");
        ErasureProof proof = erase(vault(), keepingAda(kept));

        assertThat(vault().keptBy(proof.erasure())).isEqualTo(Map.of(kept.keyId(), CLAIMS));
        assertThat(vault().keptBy(UUID.randomUUID())).isEmpty();
    }

    @Test
    void keys_are_known_as_destroyed_whichever_erasure_did_it_and_however_long_ago() {
        Note one = write(vault(), person(MONTH, "ada@example.org"), "text");
        Note alone = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "text");
        Note stays = write(vault(), person(Lane.PEOPLE, "bob@example.org"), "text");
        erase(vault(), "ada@example.org");
        erase(vault(), order(alone));

        for (int i = 0; i < 2; i++) {
            List<UUID> told = new ArrayList<>();
            vault().destroyedAmong(
                            Set.of(one.keyId(), alone.keyId(), stays.keyId(), UUID.randomUUID()),
                            each -> told.add(each.keyId()));
            assertThat(told).containsExactlyInAnyOrder(one.keyId(), alone.keyId());
            vault().sweep();
        }
    }

    @Test
    void who_writes_to_the_table_can_neither_hold_nor_order_anything() {
        Note note = write(vault(), person(MONTH, "ada@example.org"), "text");
        test.update("INSERT INTO vault.state (key_id, state, day, ground, epoch, mac)" + " VALUES ('" + note.keyId()
                + "', 'held', current_date, 'gdpr-17-3-e', 1, decode(repeat('00', 32), 'hex'))");
        assertThatThrownBy(() -> vault().order(order(note)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("was changed");
        test.update("DELETE FROM vault.state");

        UUID forged = UUID.randomUUID();
        test.update(
                "INSERT INTO vault.erasure_order (erasure, kind, keys, records, hindered, ground, actor, at, after, epoch, mac)"
                        + " VALUES ('" + forged + "', 'records', ARRAY['" + note.keyId()
                        + "'::uuid], '{0}', 'HOLD_ENDS', 'gdpr-17-1-b', '"
                        + Notes.OFFICER + "', now(), 0, 1, decode(repeat('00', 32), 'hex'))");

        assertThat(vault().pending()).isEmpty();
        assertThatThrownBy(() -> vault().carryOut(forged))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("not one that this vault wrote");
        assertKnown(note);
        assertThat(vault().health().advice()).anyMatch(line -> line.contains("orders"));
    }

    @Test
    void while_nobody_knows_what_an_order_is_to_keep_nothing_goes_that_it_may_keep() {
        Note kept = write(vault(), person(MONTH, "ada@example.org"), "text");
        Note upload = write(vault(), anonymous(Lane.MINUTES), "text");
        ErasureOrder order = order(find(vault(), "ada@example.org"), Map.of(kept.keyId(), CLAIMS));
        vault().order(order);
        test.update("UPDATE vault.erasure_order SET kept_keys = '{}', kept_grounds = '{}'");

        assertThat(vault().hindrances(Set.of(kept.keyId()))).isEqualTo(Map.of(kept.keyId(), new Broken()));
        erase(vault(), records(Hindered.LEFT_OUT, List.of(List.of(kept))));
        assertThatThrownBy(() -> vault().order(order(kept)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("was changed");
        assertKnown(kept);
        assertThat(vault().health().advice()).anyMatch(line -> line.contains("nothing goes by retention"));
        assertThat(vault().endShortLived(Set.of(upload.keyId()))).isEmpty();
        assertErased(upload);

        test.update("UPDATE vault.erasure_order SET kept_keys = ARRAY['" + kept.keyId()
                + "'::uuid], kept_grounds = ARRAY['" + CLAIMS.code() + "'] WHERE kind = 'person'");
        assertThat(vault().hindrances(Set.of(kept.keyId()))).isEqualTo(Map.of(kept.keyId(), new Held(CLAIMS)));
    }

    @Test
    void what_the_events_say_is_to_be_kept_is_held_though_the_order_is_gone() {
        Note kept = write(vault(), person(MONTH, "ada@example.org"), "text");
        var events = new RememberedEvents();
        vault().join(events);
        vault().order(order(find(vault(), "ada@example.org"), Map.of(kept.keyId(), CLAIMS)));
        events.keep(kept.keyId(), CLAIMS);
        test.update("DELETE FROM vault.erasure_order");

        assertThat(vault().hindrances(Set.of(kept.keyId()))).isEqualTo(Map.of(kept.keyId(), new Held(CLAIMS)));
        erase(vault(), records(Hindered.LEFT_OUT, List.of(List.of(kept))));
        assertThatThrownBy(() -> vault().order(order(kept))).isInstanceOf(HeldException.class);
        assertKnown(kept);
        erase(vault(), records(Hindered.HOLD_ENDS, List.of(List.of(kept))));
        assertErased(kept);
    }

    @Test
    void an_order_whose_row_was_changed_is_not_carried_out() {
        Note one = write(vault(), person(MONTH, "ada@example.org"), "text");
        Note other = write(vault(), person(MONTH, "bob@example.org"), "text");
        ErasureOrder order = order(one);
        vault().order(order);
        test.update("UPDATE vault.erasure_order SET keys = ARRAY['" + other.keyId() + "'::uuid]");

        assertThatThrownBy(() -> vault().carryOut(order.erasure()))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("was changed");
        assertKnown(one, other);
        test.update("UPDATE vault.erasure_order SET keys = ARRAY['" + one.keyId() + "'::uuid]");
        vault().carryOut(order.erasure());
        assertErased(one);
        assertKnown(other);
    }

    @Test
    void a_key_beside_another_names_no_part() {
        Note note = write(vault(), person(MONTH, "ada@example.org"), "text");
        Note beside;
        try (RecordKeys keys = vault().moreKeysBeside(note.keyId(), 1)) {
            beside = new Note(note.id(), keys.seal(0, Notes.LABEL.in(note.id()), "beside"));
        }

        assertThatThrownBy(() -> vault().order(order(beside)))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("whole parts");
        erase(vault(), records(Hindered.LEFT_OUT, List.of(List.of(beside))));
        assertKnown(note, beside);
        assertThat(erase(vault(), order(note)).keys()).isEqualTo(2);
        assertErased(note, beside);
    }

    /** The row of an order is taken away, another order keeps what it names, and it is put back. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void an_order_that_is_put_back_does_not_undo_what_was_kept_since(boolean person) {
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        Note other = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "other");
        ErasureOrder withheld = person
                ? order(find(vault(), "ada@example.org"), Map.of())
                : records(Hindered.HOLD_ENDS, List.of(List.of(ada)));
        vault().order(withheld);
        test.update("CREATE TABLE withheld AS SELECT * FROM vault.erasure_order");
        test.update("DELETE FROM vault.erasure_order");
        erase(vault(), order(find(vault(), "ada@example.org"), Map.of(ada.keyId(), CLAIMS)));
        assertErased(other);

        test.update("INSERT INTO vault.erasure_order SELECT * FROM withheld");

        assertThatThrownBy(() -> vault().carryOut(withheld.erasure()))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("kept by a later erasure");
        assertKnown(ada);
        test.reopen();
        assertThatThrownBy(() -> vault().carryOut(withheld.erasure())).isInstanceOf(VaultException.class);
        assertKnown(ada);
        // Whoever saw the hold can still end it
        erase(vault(), order(find(vault(), "ada@example.org"), Map.of()));
        assertErased(ada);
    }

    @Test
    void an_order_of_long_ago_that_is_put_back_is_none() {
        TestClock clock = TestClock.running();
        test.withClock(clock).reopen();
        Note ada = write(vault(), person(Lane.PEOPLE, "ada@example.org"), "ada");
        ErasureOrder withheld = order(find(vault(), "ada@example.org"), Map.of());
        vault().order(withheld);
        clock.later(Duration.ofDays(31));

        assertThatThrownBy(() -> vault().carryOut(withheld.erasure()))
                .isInstanceOf(VaultException.class)
                .hasMessageContaining("order the erasure anew");
        assertKnown(ada);
        assertThat(vault().pending()).isEmpty();
        erase(
                vault(),
                new ErasureOrder(
                        UUID.randomUUID(),
                        new ErasureOrder.Person(find(vault(), "ada@example.org").id(), Map.of()),
                        Notes.GROUND,
                        Notes.OFFICER,
                        clock.instant()));
        assertErased(ada);
    }
}
