package dev.lethe.command.privacy;

import dev.lethe.command.Actor;
import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureFoundInLedger;
import dev.lethe.command.privacy.events.ErasureEvent.ErasureOrdered;
import dev.lethe.command.privacy.events.ErasureEvent.PersonErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordErased;
import dev.lethe.command.privacy.events.ErasureEvent.RecordsExpired;
import dev.lethe.command.privacy.model.ErasureGround;
import dev.lethe.command.privacy.model.ErasureId;
import dev.lethe.command.privacy.model.ErasureScope;
import dev.lethe.command.privacy.model.KeepGround;
import dev.lethe.command.privacy.model.Kept;
import dev.lethe.command.privacy.model.Proof;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.junit.jupiter.api.Test;

class ErasureTest {

    private static final ErasureId ID = new ErasureId(UUID.fromString("00000000-0000-4000-8000-000000000001"));
    private static final AccountId OFFICER = new AccountId(UUID.fromString("00000000-0000-4000-8000-000000000002"));
    private static final UUID KEY = UUID.fromString("00000000-0000-4000-8000-000000000003");
    private static final Instant ORDERED_AT = Instant.parse("2026-11-20T10:15:30Z");
    private static final Instant DESTROYED_AT = Instant.parse("2026-11-20T10:15:31Z");
    private static final List<Kept> KEPT = List.of(new Kept(KEY, KeepGround.LEGAL_CLAIMS));
    private static final Proof PROOF = new Proof(7, "ab".repeat(32), 12, DESTROYED_AT, 2, 9, 1);

    private static final OrderErasure ORDER = new OrderErasure(
            ID, ErasureScope.PERSON, ErasureGround.CONSENT_WITHDRAWN, OFFICER, List.of(), KEPT, ORDERED_AT);
    private static final ErasureOrdered ORDERED = new ErasureOrdered(
            ID, ErasureScope.PERSON, ErasureGround.CONSENT_WITHDRAWN, OFFICER, List.of(), KEPT, ORDERED_AT);
    private static final ProveErasure PROVE =
            new ProveErasure(ID, ErasureScope.PERSON, ErasureGround.CONSENT_WITHDRAWN, OFFICER, PROOF);

    private final FixtureConfiguration<Erasure> erasure = new AggregateTestFixture<>(Erasure.class);

    @Test
    void an_order_is_recorded() {
        erasure.givenNoPriorActivity().when(ORDER).expectEvents(ORDERED);
    }

    @Test
    void an_order_that_comes_twice_is_one_order() {
        erasure.given(ORDERED).when(ORDER).expectNoEvents();
    }

    @Test
    void the_proof_for_a_person_follows_the_order() {
        erasure.given(ORDERED).when(PROVE).expectEvents(new PersonErased(ID, PROOF));
    }

    @Test
    void the_proof_for_a_batch_of_what_had_its_time_follows_the_order() {
        erasure.given(new ErasureOrdered(
                        ID,
                        ErasureScope.EXPIRED,
                        ErasureGround.RETENTION,
                        Actor.SYSTEM,
                        List.of(KEY),
                        List.of(),
                        ORDERED_AT))
                .when(new ProveErasure(ID, ErasureScope.EXPIRED, ErasureGround.RETENTION, Actor.SYSTEM, PROOF))
                .expectEvents(new RecordsExpired(ID, PROOF));
    }

    @Test
    void the_proof_for_a_record_follows_the_order() {
        erasure.given(new ErasureOrdered(
                        ID, ErasureScope.RECORD, ErasureGround.OBJECTION, OFFICER, List.of(KEY), List.of(), ORDERED_AT))
                .when(new ProveErasure(ID, ErasureScope.RECORD, ErasureGround.OBJECTION, OFFICER, PROOF))
                .expectEvents(new RecordErased(ID, PROOF));
    }

    @Test
    void a_proof_that_comes_twice_is_one_proof() {
        erasure.given(ORDERED, new PersonErased(ID, PROOF)).when(PROVE).expectNoEvents();
    }

    @Test
    void a_proof_without_an_order_says_that_only_the_ledger_told_of_it() {
        erasure.givenNoPriorActivity()
                .when(PROVE)
                .expectEvents(
                        new ErasureFoundInLedger(
                                ID, ErasureScope.PERSON, ErasureGround.CONSENT_WITHDRAWN, OFFICER, DESTROYED_AT),
                        new PersonErased(ID, PROOF));
    }

    @Test
    void a_proof_without_an_order_says_what_was_kept_as_far_as_the_vault_knows() {
        erasure.givenNoPriorActivity()
                .when(new ProveErasure(
                        ID, ErasureScope.PERSON, ErasureGround.CONSENT_WITHDRAWN, OFFICER, PROOF, KEPT, 3, 1))
                .expectEvents(
                        new ErasureFoundInLedger(
                                ID, ErasureScope.PERSON, ErasureGround.CONSENT_WITHDRAWN, OFFICER, DESTROYED_AT, KEPT),
                        new PersonErased(ID, PROOF, 3, 1));
    }

    @Test
    void an_order_after_the_ledger_told_of_it_changes_nothing() {
        erasure.given(
                        new ErasureFoundInLedger(
                                ID, ErasureScope.PERSON, ErasureGround.CONSENT_WITHDRAWN, OFFICER, DESTROYED_AT),
                        new PersonErased(ID, PROOF))
                .when(ORDER)
                .expectNoEvents();
    }

    @Test
    void a_proof_for_something_else_than_was_ordered_is_refused() {
        erasure.given(ORDERED)
                .when(new ProveErasure(ID, ErasureScope.RECORD, ErasureGround.CONSENT_WITHDRAWN, OFFICER, PROOF))
                .expectNoEvents()
                .expectException(IllegalStateException.class);
    }
}
