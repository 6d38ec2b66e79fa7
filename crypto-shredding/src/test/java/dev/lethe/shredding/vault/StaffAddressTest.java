package dev.lethe.shredding.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RecordKeys;
import dev.lethe.shredding.VaultException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StaffAddressTest {

    private static final Identifier ADA = Identifier.email("ada@example.org");

    private static final UUID ACCOUNT = UUID.randomUUID();

    private TestVault test;

    @BeforeEach
    void open() {
        test = TestVault.create();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private UUID newMemberOfStaff(Identifier email) {
        var owner = new Owner.Named(Lane.STAFF, Population.STAFF, List.of(email, Identifier.account(ACCOUNT)));
        try (RecordKeys keys = test.vault().newKeys(List.of(owner))) {
            return keys.keyId(0);
        }
    }

    @Test
    void a_second_member_of_staff_with_one_address_is_refused() {
        UUID first = newMemberOfStaff(ADA);

        assertThatThrownBy(() -> newMemberOfStaff(Identifier.email(" Ada@EXAMPLE.org")))
                .isInstanceOf(VaultException.class)
                .hasMessageNotContaining("ada");
        assertThat(test.vault().memberOfStaff(ADA)).contains(new KeyVault.MemberOfStaff(ACCOUNT, first));
    }

    @Test
    void of_many_at_once_one_gets_the_address() throws InterruptedException {
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<UUID> ask = () -> newMemberOfStaff(ADA);
            var answers = pool.invokeAll(Stream.generate(() -> ask).limit(8).toList());

            assertThat(answers.stream().filter(answer -> answer.state() == Future.State.SUCCESS))
                    .hasSize(1);
        }
        assertThat(test.value("SELECT count(*) FROM vault.identifier WHERE kind = 'account'"))
                .isEqualTo(1L);
    }

    @Test
    void the_first_key_stays_the_first() {
        UUID first = newMemberOfStaff(ADA);
        for (int i = 0; i < 5; i++) test.vault().moreKeysBeside(first, 3).close();

        assertThat(test.vault().memberOfStaff(ADA)).contains(new KeyVault.MemberOfStaff(ACCOUNT, first));
    }

    @Test
    void a_member_of_staff_has_an_account_and_nobody_else_has() {
        assertThatThrownBy(() -> new Owner.Named(Lane.STAFF, Population.STAFF, List.of(ADA)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        new Owner.Named(Lane.PEOPLE, Population.PUBLIC, List.of(ADA, Identifier.account(ACCOUNT))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_account_that_is_put_beside_another_address_is_an_alarm() {
        newMemberOfStaff(ADA);
        var bob = Identifier.email("bob@example.org");
        var owner = new Owner.Named(Lane.STAFF, Population.STAFF, List.of(bob, Identifier.account(UUID.randomUUID())));
        test.vault().newKeys(List.of(owner)).close();
        test.update("UPDATE vault.identifier i SET sealed = o.sealed FROM vault.identifier o"
                + " WHERE i.kind = 'account' AND o.kind = 'account' AND i.prefix <> o.prefix");

        assertThatThrownBy(() -> test.vault().memberOfStaff(bob)).isInstanceOf(VaultException.class);
        assertThatThrownBy(() -> test.vault().memberOfStaff(ADA)).isInstanceOf(VaultException.class);
    }
}
