package dev.lethe.shredding.vault;

import static dev.lethe.shredding.vault.Notes.MONTH;
import static dev.lethe.shredding.vault.Notes.anonymous;
import static dev.lethe.shredding.vault.Notes.open;
import static dev.lethe.shredding.vault.Notes.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.Opened;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultHealth;
import dev.lethe.shredding.root.RootFile;
import dev.lethe.shredding.root.RootState;
import dev.lethe.shredding.vault.Notes.Note;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can still be done while a copy of the root state cannot be written, and what is said of it. */
class MirrorOutOfReachTest {

    private static final int AHEAD = 20;

    private final TestVault test = TestVault.unopened()
            .withMirror()
            .withSizes(new Lanes.Sizes(RootState.SUBJECTS, AHEAD, RootFile.LARGEST))
            .withMadeAhead(2);
    private Path mirror;

    /** The mirror is reached by a link, so that there is no moment at which anything could be made in its place. */
    @BeforeEach
    void open_with_a_mirror() throws IOException {
        mirror = test.roots().getLast();
        Files.createDirectory(mirror.resolveSibling("disk"));
        Files.createFile(mirror.resolveSibling("no-disk"));
        comesBack();
        test.reopen();
    }

    @AfterEach
    void close() {
        test.close();
    }

    /** Permissions do not bind whoever may do anything, as root in a container: a file in a directory's place does. */
    private void goesAway() throws IOException {
        leadTo("no-disk");
    }

    private void comesBack() throws IOException {
        leadTo("disk");
    }

    private void leadTo(String name) throws IOException {
        Path link = mirror.resolveSibling("link");
        Files.createSymbolicLink(link, mirror.resolveSibling(name));
        Files.move(link, mirror, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<Note> writeUntilNoMoreCanBe() {
        List<Note> written = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (written.size() < 10 * AHEAD) written.add(write(test.vault(), anonymous(MONTH), "text"));
                })
                .isInstanceOf(VaultException.class)
                .hasMessageContaining(mirror.toString());
        return written;
    }

    @Test
    void as_many_as_were_to_be_ahead_can_be_sealed_whenever_a_mirror_goes() throws Exception {
        // Whatever was used of a block before: the last of it, too
        for (int before = 1; before <= 2 * AHEAD + 1; before += 7) {
            for (int i = 0; i < before; i++) write(test.vault(), anonymous(MONTH), "text");
            goesAway();
            assertThat(writeUntilNoMoreCanBe()).as("after %s", before).hasSizeGreaterThanOrEqualTo(AHEAD);
            comesBack();
            test.vault().health();
        }
    }

    @Test
    void what_stands_still_is_told_before_it_does_and_ends_by_itself() throws Exception {
        write(test.vault(), anonymous(MONTH), "text");
        assertThat(test.vault().health()).satisfies(all -> {
            assertThat(all.isWhole()).isTrue();
            assertThat(all.copies()).extracting(VaultHealth.Copy::directory).containsExactlyElementsOf(test.roots());
            assertThat(all.copies()).allSatisfy(copy -> {
                assertThat(copy.version()).isEqualTo(all.rootVersion());
                assertThat(copy.bytes()).isPositive();
            });
            assertThat(all.numbersAhead()).isEqualTo(AHEAD);
        });

        goesAway();
        VaultHealth warned = test.vault().health();
        assertThat(warned.isWhole()).isFalse();
        assertThat(warned.copies().getFirst().wrong()).isNull();
        assertThat(warned.copies().getLast().wrong()).isNotNull();
        assertThat(warned.seals()).isTrue();
        long left = warned.numbers().getFirst().left();
        assertThat(warned.numbers().getFirst().lane()).isEqualTo(MONTH);
        assertThat(warned.numbers().getFirst().used()).isEqualTo(1);

        List<Note> written = writeUntilNoMoreCanBe();
        // Two more at most: those that were just being made are on nobody's account
        assertThat((long) written.size()).as("it was told how many were left").isBetween(left, left + 2);
        VaultHealth stopped = test.vault().health();
        assertThat(stopped.seals()).isFalse();
        assertThat(stopped.numbers().getFirst().left()).isZero();

        comesBack();
        VaultHealth again = test.vault().health();
        assertThat(again.isWhole()).isTrue();
        assertThat(again.seals()).isTrue();
        assertThat(again.numbers().getFirst().left()).as("taken ahead again").isGreaterThanOrEqualTo(AHEAD);
        assertThat(again.copies().getLast().version()).isEqualTo(again.rootVersion());
        written.add(write(test.vault(), anonymous(MONTH), "text"));
        for (Note note : written) assertThat(open(test.vault(), note)).isEqualTo(new Opened.Known<>("text"));
    }

    @Test
    void a_start_without_a_mirror_seals_nothing_and_says_so_until_it_is_back() throws Exception {
        write(test.vault(), anonymous(MONTH), "text");
        test.shut();
        goesAway();
        test.reopen();
        assertThat(test.vault().health().seals()).isFalse();
        assertThatThrownBy(() -> write(test.vault(), anonymous(MONTH), "text")).isInstanceOf(VaultException.class);

        comesBack();
        assertThat(test.vault().health().seals()).isTrue();
        write(test.vault(), anonymous(MONTH), "text");
    }
}
