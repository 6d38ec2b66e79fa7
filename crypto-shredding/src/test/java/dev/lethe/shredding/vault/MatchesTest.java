package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.GROUND;
import static dev.lethe.shredding.vault.Notes.OFFICER;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.find;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.Enquiry;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.ErasureProof;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Opened;
import dev.lethe.shredding.OtherOrderException;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.TestClock;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.vault.Notes.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that may be of a person, and those that come after an officer looked. */
class MatchesTest {

    private static final Identifier PHONE = Identifier.of(Identifier.Kind.PHONE, "+44 1296 382415");
    private static final Identifier ADA = Identifier.email("ada@example.org");

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

    private Note named(Identifier... identifiers) {
        return write(
                vault(),
                new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(identifiers)),
                "of " + identifiers.length);
    }

    private boolean isThere(Note note) {
        return open(vault(), note) instanceof Opened.Known;
    }

    private static ErasureOrder order(Enquiry enquiry, boolean arriving) {
        return new ErasureOrder(
                UUID.randomUUID(),
                new ErasureOrder.Person(enquiry.id(), Map.of(), enquiry.shown(), arriving),
                GROUND,
                OFFICER,
                Instant.now());
    }

    @Test
    void an_erasure_takes_what_an_address_leads_to_and_possible_matches_that_were_taken_in_and_no_others() {
        Note hers = named(ADA);
        Note neighbour = named(Identifier.email("bob@example.org"), ADA);
        Note another = named(Identifier.email("eve@example.org"), ADA);
        Enquiry found = find(vault(), "ada@example.org");

        Enquiry taken = vault().take(found.id(), neighbour.keyId(), true).orElseThrow();
        assertThat(taken.keys())
                .extracting(Enquiry.HeldKey::keyId)
                .containsExactlyInAnyOrder(hers.keyId(), neighbour.keyId());
        assertThat(taken.possible()).extracting(Enquiry.PossibleMatch::keyId).containsExactly(another.keyId());
        assertThat(taken.taken()).containsExactly(neighbour.keyId());
        erase(vault(), order(taken, false));

        assertThat(isThere(hers)).isFalse();
        assertThat(isThere(neighbour)).isFalse();
        assertThat(isThere(another)).isTrue();
        assertThat(vault().enquiry(found.id()))
                .as("who was looked for is erased")
                .isEmpty();
    }

    @Test
    void what_was_taken_out_again_stays_and_what_never_matched_cannot_be_taken_in() {
        Note hers = named(ADA);
        Note neighbour = named(Identifier.email("bob@example.org"), ADA);
        Note stranger = named(Identifier.email("eve@example.org"));
        Enquiry found = find(vault(), "ada@example.org");
        vault().take(found.id(), neighbour.keyId(), true);
        Enquiry out = vault().take(found.id(), neighbour.keyId(), false).orElseThrow();
        assertThatThrownBy(() -> vault().take(found.id(), stranger.keyId(), true))
                .isInstanceOf(VaultException.class);
        erase(vault(), order(out, true));
        assertThat(isThere(hers)).isFalse();
        assertThat(isThere(neighbour)).isTrue();
        assertThat(isThere(stranger)).isTrue();
    }

    @Test
    void a_telephone_alone_erases_nobody_but_the_record_that_was_taken_in() {
        Note hers = named(PHONE);
        Note flatmates = named(PHONE);
        Enquiry found = vault().enquire(PHONE, Population.PUBLIC).orElseThrow();
        assertThatThrownBy(() -> vault().order(order(found, true))).isInstanceOf(VaultException.class);

        Enquiry taken = vault().take(found.id(), hers.keyId(), true).orElseThrow();
        erase(vault(), order(taken, true));

        assertThat(isThere(hers)).isFalse();
        assertThat(isThere(flatmates)).isTrue();
        assertThat(vault().enquiry(found.id())).isEmpty();
    }

    @Test
    void what_is_looked_for_beside_an_address_is_taken_in_beside_what_it_leads_to() {
        Note hers = named(ADA);
        Note called = named(PHONE);
        Note flatmates = named(PHONE);
        Enquiry found = find(vault(), "ada@example.org");
        assertThat(found.possible()).isEmpty();
        Enquiry matched = vault().match(found.id(), PHONE).orElseThrow();
        assertThat(matched.possible()).extracting(Enquiry.PossibleMatch::by).containsExactly(PHONE, PHONE);
        Enquiry taken = vault().take(found.id(), called.keyId(), true).orElseThrow();
        erase(vault(), order(taken, false));
        assertThat(isThere(hers)).isFalse();
        assertThat(isThere(called)).isFalse();
        assertThat(isThere(flatmates)).isTrue();
    }

    @Test
    void what_arrives_after_it_was_shown_stays_and_is_counted_unless_the_order_takes_it_in() {
        named(ADA);
        Enquiry shown = find(vault(), "ada@example.org");
        Note after = named(ADA);
        ErasureProof proof = erase(vault(), order(shown, false));
        assertThat(isThere(after)).isTrue();
        assertThat(List.of(proof.subjects(), proof.arrived(), proof.later())).containsExactly(1, 0, 1);
        assertThat(vault().proofs(1)).containsExactly(proof);

        Enquiry again = find(vault(), "ada@example.org");
        Note arriving = named(ADA);
        ErasureProof second = erase(vault(), order(again, true));
        assertThat(isThere(after)).isFalse();
        assertThat(isThere(arriving)).isFalse();
        assertThat(List.of(second.subjects(), second.arrived(), second.later())).containsExactly(2, 1, 0);
    }

    @Test
    void what_arrives_is_taken_in_for_an_hour_and_not_longer() {
        TestClock clock = TestClock.running();
        test.shut();
        test.withClock(clock).reopen();
        Note before = named(ADA);
        ErasureOrder order = order(find(vault(), "ada@example.org"), true);
        vault().order(order);
        Note after = named(ADA);
        clock.later(Duration.ofMinutes(61));
        ErasureProof proof = vault().carryOut(order.erasure());
        assertThat(isThere(before)).isFalse();
        assertThat(isThere(after)).isTrue();
        assertThat(proof.later()).isOne();
    }

    @Test
    void an_order_whose_row_was_widened_is_not_carried_out() {
        named(ADA);
        Note stranger = named(Identifier.email("eve@example.org"));
        for (String change : List.of("arriving = NOT arriving", "keys = ARRAY['" + stranger.keyId() + "'::uuid]")) {
            ErasureOrder order = order(find(vault(), "ada@example.org"), false);
            vault().order(order);
            test.update("UPDATE vault.erasure_order SET " + change + " WHERE erasure = ?", order.erasure());
            assertThatThrownBy(() -> vault().carryOut(order.erasure()))
                    .as(change)
                    .isInstanceOf(VaultException.class)
                    .hasMessageContaining("not one that this vault wrote");
        }
        assertThat(isThere(stranger)).isTrue();
    }

    @Test
    void a_second_click_with_another_choice_is_another_order() {
        named(ADA);
        Note neighbour = named(Identifier.email("bob@example.org"), ADA);
        Enquiry found = find(vault(), "ada@example.org");
        ErasureOrder order = order(found, false);
        vault().order(order);
        assertThat(vault().order(order)).isEqualTo(vault().pending().getFirst());
        Enquiry taken = vault().take(found.id(), neighbour.keyId(), true).orElseThrow();
        var wider = new ErasureOrder(
                order.erasure(),
                new ErasureOrder.Person(found.id(), Map.of(), taken.shown(), false),
                GROUND,
                OFFICER,
                Instant.now());
        assertThatThrownBy(() -> vault().order(wider)).isInstanceOf(OtherOrderException.class);
    }
}
