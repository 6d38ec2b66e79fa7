package dev.lethe.command.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.Actor;
import dev.lethe.command.privacy.Desk.Part;
import dev.lethe.command.privacy.ErasureOutcome.Complete;
import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.HeldException;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.VaultException;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What has had its time goes through the same desk as what somebody had erased. */
class ExpiringTest {

    private static final Lane MONTH = Lane.retention(Period.ofDays(30));

    private static Desk at;

    /** Of this test alone. */
    private final String adasAddress = "ada." + UUID.randomUUID() + "@example.org";

    private final ErasureId batch = new ErasureId(UUID.randomUUID());

    @BeforeAll
    static void open() {
        at = Desk.open();
    }

    @AfterAll
    static void close() {
        at.close();
    }

    @BeforeEach
    void forget() {
        at.forget();
    }

    private List<Part> records(int count, Lane lane) {
        var parts = new ArrayList<Part>();
        for (int i = 0; i < count; i++) parts.addAll(at.record(new Owner.Anonymous(lane)));
        return parts;
    }

    private static Set<UUID> keys(List<Part> parts) {
        return parts.stream().map(part -> part.token().keyId()).collect(Collectors.toSet());
    }

    private static List<Set<UUID>> each(List<Part> parts) {
        return keys(parts).stream().map(Set::of).toList();
    }

    @Test
    void a_batch_is_one_ledger_entry_and_one_change_of_the_root_state_in_the_name_of_nobody() {
        var due = records(40, MONTH);
        due.addAll(at.record(Desk.named(MONTH, adasAddress), Desk.named(Lane.PEOPLE, adasAddress)));
        var stays = records(3, MONTH);
        long version = at.vault().health().rootVersion();

        var outcome = at.desk().expire(batch, each(due), Actor.SYSTEM);

        assertThat(due).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
        assertThat(stays).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Known.class));
        assertThat(at.proofs()).hasSize(1);
        assertThat(((Complete) outcome).proof().keys()).isEqualTo(42);
        assertThat(((Complete) outcome).proof().rootVersion()).isEqualTo(version + 1);
        assertThat(at.events(batch).getFirst()).isInstanceOfSatisfying(ErasureOrdered.class, ordered -> {
            assertThat(ordered.scope()).isEqualTo(ErasureScope.EXPIRED);
            assertThat(ordered.ground()).isEqualTo(ErasureGround.RETENTION);
            assertThat(ordered.officer()).isEqualTo(Actor.SYSTEM);
        });
        assertThat(at.events(batch).getLast()).isEqualTo(new RecordsExpired(batch, ((Complete) outcome).proof()));
        assertThat(at.actors(batch)).containsOnlyNulls();
    }

    static Stream<Object> steps() {
        return Stream.concat(Stream.of(ErasureStep.values()), Stream.of(ErasureStage.values()));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void a_batch_that_stopped_dead_after_any_step_is_complete_after_the_next_start(Object step) {
        var due = records(3, MONTH);

        at.haltAfter(step);
        assertThatThrownBy(() -> at.desk().expire(batch, each(due), Actor.SYSTEM))
                .isInstanceOf(Desk.Halt.class);
        at.restart();

        assertThat(at.events(batch)).hasExactlyElementsOfTypes(ErasureOrdered.class, RecordsExpired.class);
        assertThat(due).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
        assertThat(at.vault().pending()).isEmpty();
    }

    @Test
    void events_that_were_restored_from_before_a_batch_are_told_of_it_by_the_ledger() {
        at.desk().expire(batch, each(records(2, MONTH)), Actor.SYSTEM);

        at.restartWithoutEvents();

        List<ErasureEvent> told = at.events(batch);
        assertThat(told.getFirst())
                .isInstanceOfSatisfying(
                        ErasureFoundInLedger.class,
                        found -> assertThat(found.scope()).isEqualTo(ErasureScope.EXPIRED));
        assertThat(told.getLast()).isInstanceOf(RecordsExpired.class);
    }

    @Test
    void what_is_held_stays_where_no_read_model_knows_of_it() {
        Part held = at.record(Desk.named(MONTH, adasAddress)).getFirst();
        var erasure = new ErasureId(UUID.randomUUID());
        at.desk()
                .erasePerson(
                        erasure,
                        at.find(adasAddress).orElseThrow().id(),
                        Map.of(held.token().keyId(), KeepGround.LEGAL_CLAIMS),
                        ErasureOrder.Person.ALL,
                        true,
                        ErasureGround.OBJECTION,
                        Desk.OFFICER);
        at.restartWithoutEvents();
        assertThat(at.events(erasure).getFirst())
                .isInstanceOfSatisfying(
                        ErasureFoundInLedger.class,
                        found -> assertThat(found.kept())
                                .containsExactly(new Kept(held.token().keyId(), KeepGround.LEGAL_CLAIMS)));
        var due = records(1, MONTH);
        due.add(held);

        var outcome = at.desk().expire(batch, each(due), Actor.SYSTEM);

        assertThat(at.open(held)).isInstanceOf(Opened.Known.class);
        assertThat(at.open(due.getFirst())).isInstanceOf(Opened.Erased.class);
        assertThat(((Complete) outcome).proof().kept()).isEqualTo(1);
        assertThat(at.desk().keysOf(batch)).isEqualTo(keys(due));
        assertThatThrownBy(() -> at.desk()
                        .eraseRecord(
                                new ErasureId(UUID.randomUUID()),
                                Set.of(held.token().keyId()),
                                ErasureGround.DELETED_NOT_NEEDED,
                                Desk.OFFICER))
                .isInstanceOf(HeldException.class);
        at.desk()
                .eraseHeldRecord(
                        new ErasureId(UUID.randomUUID()),
                        Set.of(held.token().keyId()),
                        ErasureGround.OBJECTION,
                        Desk.OFFICER);
        assertThat(at.open(held)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void what_lives_for_minutes_and_was_held_up_is_carried_on_and_not_ordered_again() {
        var drafts = records(2, Lane.MINUTES);
        long before = at.vault().health().ledgerNumber();
        at.failAfterRecorded(new VaultException("not now"));
        assertThatThrownBy(() -> at.desk().expireShortLived(keys(drafts))).isInstanceOf(VaultException.class);
        assertThat(at.vault().health().pending()).isEqualTo(1);

        at.failAfterRecorded(null);
        assertThat(at.desk().expireShortLived(keys(drafts))).isEmpty();

        assertThat(at.vault().pending()).isEmpty();
        assertThat(at.vault().health().ledgerNumber()).isEqualTo(before + 1);
        assertThat(drafts).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
    }

    @Test
    void what_lives_for_minutes_goes_by_the_ledger_alone() {
        var drafts = records(5, Lane.MINUTES);
        long before = at.vault().health().ledgerNumber();

        at.desk().expireShortLived(keys(drafts));

        assertThat(drafts).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
        assertThat(at.vault().health().ledgerNumber()).isEqualTo(before + 1);
        assertThat(at.proofs()).as("what has a proof would get an event").isEmpty();
        at.restart();
        assertThat(at.proofs()).isEmpty();
    }

    /** Whoever can write to the events' tables can name any key there: an upload's row with a resident's key, say. */
    @Test
    void what_events_name_is_never_ended_as_short_lived_whoever_names_it() {
        var drafts = records(2, Lane.MINUTES);
        var resident = at.record(Desk.named(Lane.PEOPLE, adasAddress)).getFirst();
        var expiring = at.record(Desk.named(MONTH, adasAddress)).getFirst();
        var all = new java.util.HashSet<>(keys(drafts));
        all.addAll(Set.of(resident.token().keyId(), expiring.token().keyId()));

        assertThat(at.desk().expireShortLived(all))
                .containsExactlyInAnyOrder(
                        resident.token().keyId(), expiring.token().keyId());

        assertThat(drafts).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
        assertThat(at.open(resident)).isInstanceOf(Opened.Known.class);
        assertThat(at.open(expiring)).isInstanceOf(Opened.Known.class);
    }

    @ParameterizedTest
    @EnumSource(value = ErasureStep.class, names = "ORDERED", mode = EnumSource.Mode.EXCLUDE)
    void what_lives_for_minutes_and_was_cut_off_is_complete_after_the_next_start(ErasureStep step) {
        var drafts = records(2, Lane.MINUTES);

        at.haltAfter(step);
        assertThatThrownBy(() -> at.desk().expireShortLived(keys(drafts))).isInstanceOf(Desk.Halt.class);
        at.restart();

        assertThat(drafts).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
        assertThat(at.vault().pending()).isEmpty();
        assertThat(at.desk().resumeAll()).isZero();
    }
}
