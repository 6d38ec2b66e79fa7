package dev.lethe.command.privacy;

import static dev.lethe.command.privacy.Desk.OFFICER;
import static dev.lethe.command.privacy.Desk.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.command.Actor;
import dev.lethe.command.privacy.ErasureOutcome.Complete;
import dev.lethe.command.privacy.ErasureOutcome.Pending;
import dev.lethe.command.privacy.events.ErasureEvent;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.shredding.Enquiry.HeldKey;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureStep;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.VaultException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErasureDeskTest {

    private static Desk at;

    /** Of this test alone. */
    private final String adasAddress = "ada." + UUID.randomUUID() + "@example.org";

    private final String bobsAddress = "bob." + UUID.randomUUID() + "@example.org";

    private final ErasureId erasure = new ErasureId(UUID.randomUUID());

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

    private ErasureOutcome erase(String email) {
        return erase(email, Map.of());
    }

    private ErasureOutcome erase(String email, Map<UUID, KeepGround> kept) {
        UUID enquiry = at.find(email).orElseThrow().id();
        return at.desk()
                .erasePerson(
                        erasure,
                        enquiry,
                        kept,
                        ErasureOrder.Person.ALL,
                        true,
                        ErasureGround.CONSENT_WITHDRAWN,
                        OFFICER);
    }

    @Test
    void a_person_is_ordered_destroyed_and_proven_in_this_order() {
        var ada = at.recordOf(adasAddress);
        var bob = at.recordOf(bobsAddress);

        ErasureOutcome outcome = erase(adasAddress);

        assertThat(outcome).isInstanceOf(Complete.class);
        assertThat(at.steps())
                .containsExactly(
                        ErasureStep.ORDERED,
                        ErasureStage.ORDERED,
                        ErasureStage.ORDER_RECORDED,
                        ErasureStep.RECORDED,
                        ErasureStep.FILED,
                        ErasureStep.PUNCTURED,
                        ErasureStep.DONE,
                        ErasureStage.CARRIED_OUT,
                        ErasureStage.PROOF_RECORDED);
        assertThat(at.open(ada)).isInstanceOf(Opened.Erased.class);
        assertThat(at.open(bob)).isInstanceOf(Opened.Known.class);
        assertThat(at.find(adasAddress)).isEmpty();
        assertThat(at.vault().opensNothing(erasure.value())).isTrue();
        var events = at.events(erasure);
        assertThat(events).hasSize(2);
        assertThat(events.getFirst()).isInstanceOfSatisfying(ErasureOrdered.class, ordered -> {
            assertThat(ordered.scope()).isEqualTo(ErasureScope.PERSON);
            assertThat(ordered.ground()).isEqualTo(ErasureGround.CONSENT_WITHDRAWN);
            assertThat(ordered.officer()).isEqualTo(OFFICER);
            assertThat(ordered.keys()).isEmpty();
        });
        assertThat(events.getLast()).isEqualTo(new PersonErased(erasure, ((Complete) outcome).proof()));
        assertThat(at.actors(erasure)).containsExactly(Actor.of(OFFICER), Actor.of(OFFICER));
    }

    static Stream<Object> steps() {
        return Stream.concat(Stream.of(ErasureStep.values()), Stream.of(ErasureStage.values()));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void an_erasure_that_stopped_dead_after_any_step_is_complete_after_the_next_start(Object step) {
        var ada = at.recordOf(adasAddress);
        var kept = at.recordOf(adasAddress);
        var bob = at.recordOf(bobsAddress);

        at.haltAfter(step);
        assertThatThrownBy(() -> erase(adasAddress, Map.of(kept.token().keyId(), KeepGround.LEGAL_CLAIMS)))
                .isInstanceOf(Desk.Halt.class);
        at.restart();

        assertThat(at.events(erasure))
                .extracting(ErasureEvent::getClass)
                .containsExactly(cast(ErasureOrdered.class), cast(PersonErased.class));
        assertThat(at.events(erasure).getFirst())
                .isInstanceOfSatisfying(
                        ErasureOrdered.class,
                        ordered -> assertThat(ordered.kept())
                                .containsExactly(new Kept(kept.token().keyId(), KeepGround.LEGAL_CLAIMS)));
        assertThat(at.vault().pending()).isEmpty();
        assertThat(at.vault().opensNothing(erasure.value())).isTrue();
        assertThat(at.open(ada)).isInstanceOf(Opened.Erased.class);
        assertThat(at.open(kept)).isInstanceOf(Opened.Known.class);
        assertThat(at.open(bob)).isInstanceOf(Opened.Known.class);
    }

    @SuppressWarnings("unchecked")
    private static Class<ErasureEvent> cast(Class<?> type) {
        return (Class<ErasureEvent>) type;
    }

    @Test
    void what_is_complete_stays_as_it_is_over_any_number_of_starts() {
        at.recordOf(adasAddress);
        erase(adasAddress);

        at.restart().restart();
        at.desk().resumeAll();

        assertThat(at.events(erasure)).hasSize(2);
    }

    @Test
    void a_second_click_is_the_same_erasure() {
        at.recordOf(adasAddress);
        UUID enquiry = at.find(adasAddress).orElseThrow().id();

        var first = at.desk()
                .erasePerson(
                        erasure, enquiry, Map.of(), ErasureOrder.Person.ALL, true, ErasureGround.OBJECTION, OFFICER);
        var second = at.desk()
                .erasePerson(
                        erasure, enquiry, Map.of(), ErasureOrder.Person.ALL, true, ErasureGround.OBJECTION, OFFICER);

        assertThat(second).isEqualTo(first);
        assertThat(at.events(erasure)).hasSize(2);
        assertThat(at.proofs()).hasSize(1);
    }

    @Test
    void an_earlier_erasures_id_erases_nobody_else_and_says_so() {
        at.recordOf(adasAddress);
        var bob = at.recordOf(bobsAddress);
        erase(adasAddress);

        assertThatThrownBy(() -> erase(bobsAddress)).isInstanceOf(OtherOrderException.class);
        var keys = Set.of(bob.token().keyId());
        assertThatThrownBy(() -> at.desk().eraseRecord(erasure, keys, ErasureGround.CONSENT_WITHDRAWN, OFFICER))
                .isInstanceOf(OtherOrderException.class);

        assertThat(at.open(bob)).isInstanceOf(Opened.Known.class);
        assertThat(at.events(erasure)).hasSize(2);
    }

    @Test
    void an_earlier_erasures_id_erases_no_other_record_and_nothing_on_another_ground() {
        var one = at.recordOf(adasAddress);
        var other = at.recordOf(adasAddress);
        var keys = Set.of(one.token().keyId());
        var first = at.desk().eraseRecord(erasure, keys, ErasureGround.CONSENT_WITHDRAWN, OFFICER);

        assertThat(at.desk().eraseRecord(erasure, keys, ErasureGround.CONSENT_WITHDRAWN, OFFICER))
                .isEqualTo(first);
        assertThatThrownBy(() -> at.desk()
                        .eraseRecord(erasure, Set.of(other.token().keyId()), ErasureGround.CONSENT_WITHDRAWN, OFFICER))
                .isInstanceOf(OtherOrderException.class);
        assertThatThrownBy(() -> at.desk().eraseRecord(erasure, keys, ErasureGround.OBJECTION, OFFICER))
                .isInstanceOf(OtherOrderException.class);
        assertThat(at.open(other)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void an_erasures_id_that_only_the_ledger_or_only_the_events_know_erases_nothing_else() throws SQLException {
        var one = at.recordOf(adasAddress);
        var other = at.recordOf(adasAddress);
        var keys = Set.of(one.token().keyId());
        var others = Set.of(other.token().keyId());
        at.desk().eraseRecord(erasure, keys, ErasureGround.CONSENT_WITHDRAWN, OFFICER);
        at.inVault("DELETE FROM vault.erasure_order WHERE erasure = '" + erasure + "'");

        assertThatThrownBy(() -> at.desk().eraseRecord(erasure, others, ErasureGround.CONSENT_WITHDRAWN, OFFICER))
                .as("the events know")
                .isInstanceOf(OtherOrderException.class);
        assertThatThrownBy(() -> at.vault()
                        .order(new ErasureOrder(
                                erasure.value(),
                                new ErasureOrder.Records(others),
                                ErasureGround.CONSENT_WITHDRAWN.code(),
                                OFFICER.value(),
                                Instant.now())))
                .as("the ledger knows")
                .isInstanceOf(OtherOrderException.class);
        assertThat(at.desk().eraseRecord(erasure, keys, ErasureGround.CONSENT_WITHDRAWN, OFFICER))
                .isInstanceOf(Complete.class);
        assertThat(at.open(other)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void an_order_that_the_vault_does_not_take_is_no_order() {
        assertThatThrownBy(() -> at.desk()
                        .erasePerson(
                                erasure,
                                UUID.randomUUID(),
                                Map.of(),
                                ErasureOrder.Person.ALL,
                                true,
                                ErasureGround.OBJECTION,
                                OFFICER))
                .isInstanceOf(VaultException.class);

        assertThat(at.desk().isOrdered(erasure)).isFalse();
        assertThat(at.events(erasure)).isEmpty();
        assertThat(at.vault().pending()).isEmpty();
    }

    @Test
    void an_erasure_that_the_vault_cannot_complete_now_is_pending_and_completed_later() {
        var ada = at.recordOf(adasAddress);
        at.failAfterRecorded(new VaultException("a mirror cannot be written"));

        assertThat(erase(adasAddress)).isEqualTo(new Pending("a mirror cannot be written"));
        assertThat(at.events(erasure)).hasExactlyElementsOfTypes(ErasureOrdered.class);
        assertThat(at.desk().isOrdered(erasure)).isTrue();

        at.failAfterRecorded(null);
        assertThat(at.desk().resumeAll()).isZero();
        assertThat(at.events(erasure)).hasExactlyElementsOfTypes(ErasureOrdered.class, PersonErased.class);
        assertThat(at.open(ada)).isInstanceOf(Opened.Erased.class);
    }

    @Test
    void one_pending_erasure_can_be_tried_again_alone() {
        at.recordOf(adasAddress);
        at.failAfterRecorded(new VaultException("a mirror cannot be written"));
        erase(adasAddress);

        at.failAfterRecorded(null);

        assertThat(at.desk().carryOn(erasure)).containsInstanceOf(Complete.class);
        assertThat(at.desk().carryOn(new ErasureId(UUID.randomUUID()))).isEmpty();
    }

    @Test
    void events_that_were_restored_from_before_an_erasure_are_told_of_it_by_the_ledger() {
        at.recordOf(adasAddress);
        erase(adasAddress);
        var proven = at.events(erasure).getLast();

        at.restartWithoutEvents();

        assertThat(at.events(erasure)).hasSize(2);
        assertThat(at.events(erasure).getFirst()).isInstanceOfSatisfying(ErasureFoundInLedger.class, found -> {
            assertThat(found.ground()).isEqualTo(ErasureGround.CONSENT_WITHDRAWN);
            assertThat(found.officer()).isEqualTo(OFFICER);
        });
        assertThat(at.events(erasure).getLast()).isEqualTo(proven);
    }

    @Test
    void a_person_in_several_records_and_spellings_is_one_person() {
        var lasting = at.recordOf(adasAddress.replace("ada", "Ada").replace("example", "Example"));
        var again = at.recordOf("  " + adasAddress.replace(".org", ".ORG "));
        var expiring = at.record(named(Lane.retention(Period.ofDays(30)), adasAddress.toUpperCase(Locale.ROOT)))
                .getFirst();

        erase(adasAddress);

        assertThat(List.of(lasting, again, expiring))
                .allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
    }

    @Test
    void of_two_people_in_one_record_the_other_stays() {
        var parts = at.record(named(Lane.PEOPLE, adasAddress), named(Lane.PEOPLE, bobsAddress));

        erase(adasAddress);

        assertThat(at.open(parts.getFirst())).isInstanceOf(Opened.Erased.class);
        assertThat(at.open(parts.getLast())).isInstanceOf(Opened.Known.class);
    }

    @Test
    void who_comes_back_is_somebody_new() {
        var before = at.recordOf(adasAddress);
        erase(adasAddress);

        var after = at.recordOf(adasAddress);

        assertThat(at.find(adasAddress).orElseThrow().keys())
                .extracting(HeldKey::keyId)
                .containsExactly(after.token().keyId());
        assertThat(at.open(before)).isInstanceOf(Opened.Erased.class);
        assertThat(at.open(after)).isInstanceOf(Opened.Known.class);
    }

    @Test
    void what_was_kept_can_be_found_and_erased_later() {
        var gone = at.recordOf(adasAddress);
        var kept = at.recordOf(adasAddress);
        erase(adasAddress, Map.of(kept.token().keyId(), KeepGround.PUBLIC_HEALTH));

        var held = at.find(adasAddress).orElseThrow();
        assertThat(held.keys()).hasSize(1);
        assertThat(held.keys().getFirst().kept()).isEqualTo(KeepGround.PUBLIC_HEALTH.code());
        var later = new ErasureId(UUID.randomUUID());
        at.desk()
                .erasePerson(
                        later,
                        held.id(),
                        Map.of(),
                        ErasureOrder.Person.ALL,
                        true,
                        ErasureGround.NO_LONGER_NECESSARY,
                        OFFICER);

        assertThat(at.open(gone)).isInstanceOf(Opened.Erased.class);
        assertThat(at.open(kept)).isInstanceOf(Opened.Erased.class);
        assertThat(at.vault().opensNothing(erasure.value())).isTrue();
        assertThat(at.vault().opensNothing(later.value())).isTrue();
    }

    @Test
    void one_record_goes_with_all_its_parts_and_nothing_else_of_its_people() {
        var parts = at.record(named(Lane.PEOPLE, adasAddress), named(Lane.PEOPLE, bobsAddress));
        var other = at.recordOf(adasAddress);
        Set<UUID> keys =
                Set.of(parts.getFirst().token().keyId(), parts.getLast().token().keyId());

        var outcome = at.desk().eraseRecord(erasure, keys, ErasureGround.UNLAWFUL_PROCESSING, OFFICER);

        assertThat(parts).allSatisfy(part -> assertThat(at.open(part)).isInstanceOf(Opened.Erased.class));
        assertThat(at.open(other)).isInstanceOf(Opened.Known.class);
        assertThat(at.events(erasure).getFirst())
                .isInstanceOfSatisfying(
                        ErasureOrdered.class,
                        ordered -> assertThat(ordered.keys()).containsExactlyInAnyOrderElementsOf(keys));
        assertThat(at.events(erasure).getLast()).isEqualTo(new RecordErased(erasure, ((Complete) outcome).proof()));
    }
}
