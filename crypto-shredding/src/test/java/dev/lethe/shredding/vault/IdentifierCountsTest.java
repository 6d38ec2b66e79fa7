package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.find;
import static dev.lethe.shredding.vault.Notes.order;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.KeyVault;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.RememberedEvents;
import dev.lethe.shredding.vault.Notes.Note;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people are found by, counted against what the events say came with their records. */
class IdentifierCountsTest {

    private final RememberedEvents events = new RememberedEvents();
    private TestVault test;
    private Note ada;
    private Note bob;

    @BeforeEach
    void create() {
        test = TestVault.create();
        ada = write(vault(), named("ada@example.org"), "text");
        bob = write(vault(), named("bob@example.org"), "text");
        Note nobody = write(vault(), anonymous(MONTH), "text");
        events.part(ada.keyId(), 2);
        events.part(bob.keyId(), 2);
        events.part(nobody.keyId(), 0);
        // More than are compared at once; keys that are not there are alarms of another kind
        for (int i = 0; i < 5_000; i++) events.part(UUID.randomUUID(), 1);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private KeyVault vault() {
        return test.vault();
    }

    private static Owner named(String email) {
        return new Owner.Named(
                MONTH,
                Population.PUBLIC,
                List.of(Identifier.email(email), new Identifier(Identifier.Kind.NAME, "Name of " + email)));
    }

    private void change(String sql) {
        test.update(sql.replace("<ada>", "(SELECT prefix FROM vault.key WHERE key_id = '" + ada.keyId() + "')"));
    }

    private boolean isTold() {
        return vault().health().advice().stream().anyMatch(line -> line.contains("not all identifiers are there"));
    }

    @Test
    void a_part_whose_identifiers_were_all_taken_away_is_an_alarm_until_they_are_put_back_also_after_a_restart() {
        assertThat(vault().incompleteParts()).isEmpty();
        assertThat(vault().countIdentifiers(events)).isZero();
        assertThat(isTold()).isFalse();
        change("CREATE TABLE kept AS SELECT * FROM vault.identifier WHERE prefix = <ada>");
        change("DELETE FROM vault.identifier WHERE prefix = <ada>");

        assertThat(vault().countIdentifiers(events)).isOne();
        assertThat(vault().incompleteParts()).hasValue(1);
        assertThat(isTold()).isTrue();
        test.reopen();
        assertThat(vault().incompleteParts()).isEmpty();
        assertThat(vault().countIdentifiers(events)).isOne();
        assertThat(isTold()).isTrue();

        change("INSERT INTO vault.identifier OVERRIDING SYSTEM VALUE SELECT * FROM kept");
        assertThat(vault().countIdentifiers(events)).isZero();
        assertThat(isTold()).isFalse();
    }

    @Test
    void rows_that_do_not_open_or_are_too_many_count_as_missing() {
        change("UPDATE vault.identifier SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)"
                + " WHERE prefix = <ada> AND kind = 'name'");
        assertThat(vault().countIdentifiers(events)).isOne();
        change("UPDATE vault.identifier SET sealed = set_byte(sealed, 20, get_byte(sealed, 20) # 1)"
                + " WHERE prefix = <ada> AND kind = 'name'");
        assertThat(vault().countIdentifiers(events)).isZero();
        change(
                "INSERT INTO vault.identifier (prefix, n, of, kind, flags, epoch, sealed)"
                        + " SELECT prefix, 3, of, kind, flags, epoch, sealed FROM vault.identifier WHERE prefix = <ada> AND n = 2");
        assertThat(vault().countIdentifiers(events)).isOne();
    }

    @Test
    void what_was_erased_has_none_and_is_no_alarm_swept_or_not() {
        erase(vault(), order(find(vault(), "bob@example.org"), java.util.Map.of()));
        assertThat(vault().countIdentifiers(events)).isZero();
        vault().sweep();
        assertThat(vault().countIdentifiers(events)).isZero();
    }

    @Test
    void a_key_that_is_called_destroyed_by_its_row_alone_is_counted() {
        change("DELETE FROM vault.identifier WHERE prefix = <ada>");
        change("UPDATE vault.key SET destroyed_by = 1 WHERE prefix = <ada>");
        assertThat(vault().countIdentifiers(events)).isOne();
    }
}
