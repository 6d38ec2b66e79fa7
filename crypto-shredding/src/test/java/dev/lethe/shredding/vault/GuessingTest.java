package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.erase;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.shredding.Adversary;
import dev.lethe.shredding.ErasureOrder;
import dev.lethe.shredding.Identifier;
import dev.lethe.shredding.Lane;
import dev.lethe.shredding.Owner;
import dev.lethe.shredding.Personal;
import dev.lethe.shredding.Population;
import dev.lethe.shredding.Sealed;
import dev.lethe.shredding.crypto.Crypto;
import dev.lethe.shredding.ledger.LedgerEntry;
import dev.lethe.shredding.ledger.Orders;
import dev.lethe.shredding.root.RootFiles;
import dev.lethe.shredding.vault.Notes.Note;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody keeps every copy of the vault from before an erasure, from between its order and its end, and from after it, holds the
 * root state as it is now, and asks for whom it can think of: a whole range of telephone numbers, all references of a form's
 * pattern, ten thousand names, and the very address. Nothing at rest can be searched, so nothing at rest can be guessed.
 */
class GuessingTest {

    private static final List<String> PHONES = IntStream.range(0, 1_000)
            .mapToObj(i -> "+44770090" + "%04d".formatted(i))
            .toList();
    private static final List<String> REFERENCES =
            IntStream.range(0, 10_000).mapToObj(i -> "CT-%04d".formatted(i)).toList();
    private static final List<String> NAMES = IntStream.range(0, 100)
            .boxed()
            .flatMap(first -> IntStream.range(0, 100).mapToObj(last -> "first" + first + " last" + last))
            .toList();
    private static final String ERASED = "ada.lovelace@example.org";
    private static final String LIVING = "charles.babbage@example.org";

    private final List<byte[]> copies = new ArrayList<>();
    private final Set<Adversary.StolenIdentifier> identifiers = new TreeSet<>();
    private final List<Adversary.StolenKey> keys = new ArrayList<>();
    private TestVault test = TestVault.unopened();

    @TempDir
    private Path thief;

    @BeforeEach
    void open() {
        test.withSteps(_ -> steal()).reopen();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static Owner owner(Lane lane, String email, int who) {
        return new Owner.Named(
                lane,
                Population.PUBLIC,
                List.of(
                        Identifier.email(email),
                        Identifier.of(Identifier.Kind.PHONE, PHONES.get(who)),
                        Identifier.of(Identifier.Kind.NAME, NAMES.get(who)),
                        Identifier.of(Identifier.Kind.REFERENCE, REFERENCES.get(who))));
    }

    private void steal() {
        test.sql(connection -> {
            copies.add(Adversary.everything(connection));
            identifiers.addAll(Adversary.identifiers(connection));
            keys.addAll(Adversary.keys(connection));
            return null;
        });
    }

    private Adversary thief() throws Exception {
        Path copy = Files.copy(
                test.roots().getFirst().resolve(RootFiles.NAME),
                thief.resolve(UUID.randomUUID().toString()));
        Path directory = Files.createDirectory(thief.resolve("as of " + copy.getFileName()));
        Files.move(copy, directory.resolve(RootFiles.NAME));
        return Adversary.holding(directory);
    }

    private Set<String> found(Adversary adversary) {
        List<String> guesses = Stream.of(PHONES, REFERENCES, NAMES, List.of(ERASED, LIVING))
                .flatMap(List::stream)
                .toList();
        return adversary.guess(guesses, identifiers, copies);
    }

    @Test
    void whoever_guesses_finds_the_living_and_nothing_of_the_erased_in_any_copy_and_any_lane() throws Exception {
        List<Note> erased = new ArrayList<>();
        List<Note> living = new ArrayList<>();
        for (Lane lane : List.of(Lane.PEOPLE, MONTH)) {
            erased.add(write(test.vault(), owner(lane, ERASED, 123), "of the erased"));
            living.add(write(test.vault(), owner(lane, LIVING, 877), "of the living"));
        }
        Note upload = write(test.vault(), Notes.anonymous(Lane.MINUTES), "upload");
        Note draft = write(test.vault(), Notes.anonymous(Lane.DRAFTS), "draft");
        Note visit = write(test.vault(), Notes.anonymous(Lane.VISITS), "visit");
        List<Note> others = List.of(write(test.vault(), Notes.anonymous(Lane.MINUTES), "another's"));
        steal();
        Adversary before = thief();

        // What the search finds while it may: this is what shows that it can.
        assertThat(found(before))
                .containsExactlyInAnyOrder(
                        ERASED,
                        PHONES.get(123),
                        REFERENCES.get(123),
                        NAMES.get(123),
                        LIVING,
                        PHONES.get(877),
                        REFERENCES.get(877),
                        NAMES.get(877));

        var order = Notes.order(Notes.find(test.vault(), ERASED), java.util.Map.of());
        test.vault().order(order);
        Sealed<Orders.Addresses> token = orderToken(order);
        assertThat(Adversary.open(thief().open(keys), token))
                .as("while it is pending")
                .isPresent();
        test.vault().carryOut(order.erasure());
        test.vault().endShortLived(Set.of(upload.keyId(), draft.keyId(), visit.keyId()));
        test.vault().sweep();
        steal();
        Adversary after = thief();

        assertThat(found(after))
                .containsExactlyInAnyOrder(LIVING, PHONES.get(877), REFERENCES.get(877), NAMES.get(877));
        var opened = after.open(keys);
        assertThat(Adversary.open(opened, token)).as("the order's address").isEmpty();
        for (Note gone : Stream.of(erased, List.of(upload, draft, visit))
                .flatMap(List::stream)
                .toList()) assertThat(Adversary.open(opened, gone.sealed())).isEmpty();
        for (Note there : Stream.of(living, others).flatMap(List::stream).toList())
            assertThat(Adversary.open(opened, there.sealed())).isPresent();
    }

    private Sealed<Orders.Addresses> orderToken(ErasureOrder order) {
        byte[] bytes =
                (byte[]) test.value("SELECT addresses FROM vault.erasure_order WHERE erasure = ?", order.erasure());
        return Orders.ADDRESSES.at(order::erasure, Personal.of(bytes));
    }

    @Test
    void a_hash_of_an_identifier_would_be_found() throws Exception {
        write(test.vault(), owner(Lane.PEOPLE, ERASED, 123), "text");
        test.sql(connection -> {
            connection.createStatement().execute("CREATE TABLE vault.planted (hash bytea)");
            try (var insert = connection.prepareStatement("INSERT INTO vault.planted VALUES (?)")) {
                insert.setBytes(1, LedgerEntry.hash(PHONES.get(321)));
                insert.executeUpdate();
                // and one under a key of the root state
                byte[] book = RootFiles.bookKey(RootFiles.in(test.roots().getFirst())
                        .epochs()
                        .lastEntry()
                        .getValue());
                insert.setBytes(1, Crypto.prf(book, REFERENCES.get(654).getBytes()));
                insert.executeUpdate();
            }
            return null;
        });
        erase(test.vault(), ERASED);
        steal();
        identifiers.clear();

        assertThat(found(thief())).containsExactlyInAnyOrder(PHONES.get(321), REFERENCES.get(654));
    }
}
