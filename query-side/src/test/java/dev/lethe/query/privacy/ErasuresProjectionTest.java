package dev.lethe.query.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.accounts.model.AccountId;
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
import dev.lethe.command.privacy.model.Proof;
import dev.lethe.query.projections.ProjectionFixture;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Ground;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.vault.TestVault;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ErasuresProjectionTest {

    private static final AccountId OFFICER = new AccountId(UUID.randomUUID());
    private static final Instant AT = Instant.parse("2026-11-20T10:15:30Z");
    private static final Proof PROOF = new Proof(7, "ab".repeat(32), 12, AT.plusSeconds(1), 2, 9, 1);

    private final ProjectionFixture<ErasureEvent> events = ProjectionFixture.of(new ErasuresProjection());

    private static ErasureOrdered ordered(ErasureId id, ErasureScope scope, List<UUID> keys, List<Kept> kept) {
        return new ErasureOrdered(id, scope, ErasureGround.OBJECTION, OFFICER, keys, kept, AT);
    }

    private static ErasureId fresh() {
        return new ErasureId(UUID.randomUUID());
    }

    @Test
    void an_erasure_is_ordered_and_then_proven_in_whatever_way_the_events_come() {
        var person = fresh();
        var record = fresh();
        var lost = fresh();
        var kept = new Kept(UUID.randomUUID(), KeepGround.LEGAL_CLAIMS);
        var keptBefore = new Kept(UUID.randomUUID(), KeepGround.ARCHIVING);
        var key = UUID.randomUUID();
        events.given(
                ordered(person, ErasureScope.PERSON, List.of(), List.of(kept)),
                ordered(record, ErasureScope.RECORD, List.of(key), List.of()),
                new ErasureFoundInLedger(
                        lost, ErasureScope.PERSON, ErasureGround.LEGAL_OBLIGATION, OFFICER, AT, List.of(keptBefore)),
                new PersonErased(lost, PROOF),
                new PersonErased(person, PROOF));
        events.allWaysAgree();

        try (var vault = TestVault.create()) {
            var erasures = new Erasures(events.database(), vault.vault());
            assertThat(erasures.byId(person)).hasValueSatisfying(row -> {
                assertThat(row.proof()).isEqualTo(PROOF);
                assertThat(row.complete()).isTrue();
                assertThat(row.ledgerOnly()).isFalse();
                assertThat(row.officer()).isEqualTo(OFFICER);
            });
            assertThat(erasures.keptBy(person)).containsExactly(kept);
            assertThat(erasures.byId(record)).hasValueSatisfying(row -> {
                assertThat(row.proof()).isNull();
                assertThat(row.complete()).isFalse();
                assertThat(row.keys()).containsExactly(key);
            });
            assertThat(erasures.byId(lost).orElseThrow().ledgerOnly()).isTrue();
            assertThat(erasures.keptBy(lost)).containsExactly(keptBefore);
            assertThat(erasures.keptAmong(List.of(keptBefore.key(), kept.key(), key)))
                    .isEqualTo(Map.of(keptBefore.key(), KeepGround.ARCHIVING, kept.key(), KeepGround.LEGAL_CLAIMS));
            assertThat(erasures.count()).isEqualTo(3);
            assertThat(erasures.page(1)).hasSize(3);
            assertThat(erasures.page(2)).isEmpty();

            events.given(new RecordErased(record, PROOF));
            assertThat(erasures.byId(record).orElseThrow().complete()).isTrue();
        }
    }

    @Test
    void what_the_vault_keeps_is_kept_also_where_no_event_tells_of_it() {
        try (var vault = TestVault.create()) {
            UUID key;
            try (var keys = vault.vault()
                    .newKeys(List.of(new Owner.Named(
                            Lane.PEOPLE, Population.PUBLIC, List.of(Identifier.email("ada@example.org")))))) {
                key = keys.keyId(0);
            }
            var enquiry = vault.vault()
                    .enquire(Identifier.email("ada@example.org"), Population.PUBLIC)
                    .orElseThrow();
            var erasure = UUID.randomUUID();
            vault.vault()
                    .order(new ErasureOrder(
                            erasure,
                            new ErasureOrder.Person(enquiry.id(), Map.of(key, KeepGround.LEGAL_CLAIMS.code())),
                            new Ground("gdpr-17-1-c"),
                            OFFICER.value(),
                            AT));
            vault.vault().carryOut(erasure);

            assertThat(new Erasures(events.database(), vault.vault()).keptAmong(List.of(key)))
                    .isEqualTo(Map.of(key, KeepGround.LEGAL_CLAIMS));
        }
    }

    @Test
    void an_order_that_the_vault_does_not_know_is_an_alarm_and_one_that_it_has_is_not() {
        try (var vault = TestVault.create()) {
            try (var keys = vault.vault()
                    .newKeys(List.of(new Owner.Named(
                            Lane.PEOPLE, Population.PUBLIC, List.of(Identifier.email("ada@example.org")))))) {
                keys.keyId(0);
            }
            var known = fresh();
            var enquiry = vault.vault()
                    .enquire(Identifier.email("ada@example.org"), Population.PUBLIC)
                    .orElseThrow();
            vault.vault()
                    .order(new ErasureOrder(
                            known.value(),
                            new ErasureOrder.Person(enquiry.id(), Map.of()),
                            new Ground("gdpr-17-1-c"),
                            OFFICER.value(),
                            AT));
            var unknown = fresh();
            events.given(
                    ordered(known, ErasureScope.PERSON, List.of(), List.of()),
                    ordered(unknown, ErasureScope.PERSON, List.of(), List.of()));
            var erasures = new Erasures(events.database(), vault.vault());

            assertThat(erasures.lostOrders()).containsExactly(unknown);

            vault.vault().carryOut(known.value()); // its proof event is on its way
            assertThat(erasures.lostOrders()).containsExactly(unknown);
        }
    }
}
