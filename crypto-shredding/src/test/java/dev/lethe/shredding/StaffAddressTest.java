package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
        var owner = new Owner.Named(Lane.STAFF, Population.STAFF, List.of(email));
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
        assertThat(test.vault().staffKeys(ADA)).containsExactly(first);
    }

    @Test
    void of_many_at_once_one_gets_the_address() throws InterruptedException {
        try (var pool = Executors.newFixedThreadPool(8)) {
            Callable<UUID> ask = () -> newMemberOfStaff(ADA);
            var answers = pool.invokeAll(Stream.generate(() -> ask).limit(8).toList());

            assertThat(answers.stream().filter(answer -> answer.state() == Future.State.SUCCESS))
                    .hasSize(1);
        }
        assertThat(test.vault().staffKeys(ADA)).hasSize(1);
    }

    @Test
    void the_first_key_stays_the_first() {
        UUID first = newMemberOfStaff(ADA);
        for (int i = 0; i < 5; i++) test.vault().moreKeysBeside(first, 3).close();

        assertThat(test.vault().staffKeys(ADA)).hasSize(16).startsWith(first);
    }
}
