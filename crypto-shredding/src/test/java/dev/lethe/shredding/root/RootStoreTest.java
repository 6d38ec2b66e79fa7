package dev.lethe.shredding.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lethe.shredding.Lane;
import dev.lethe.shredding.VaultException;
import dev.lethe.shredding.VaultRefusedException;
import dev.lethe.shredding.tree.Prefix;
import dev.lethe.shredding.tree.SeedTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootStoreTest {

    private static final UUID INSTANCE = new UUID(1, 1);
    private static final Prefix SOMEBODY = new Prefix("0000000001");
    private static final byte[] HASH = new byte[32];

    static {
        HASH[0] = 1;
    }

    @TempDir
    Path temp;

    private Path main;
    private Path mirror;

    @BeforeEach
    void places() {
        main = temp.resolve("a/main");
        mirror = temp.resolve("b/mirror");
    }

    @Test
    void what_was_written_is_there_after_a_restart_in_every_copy() {
        RootState written;
        try (RootStore store = created(main, mirror)) {
            written = store.puncture(List.of(SOMEBODY), 1, HASH);
            assertThat(written.version()).isEqualTo(2);
            assertThat(store.current()).contains(written);
            assertThat(store.copies()).isEqualTo(2);
        }
        for (Path directory : List.of(main, mirror)) {
            try (RootStore store = RootStore.open(List.of(directory))) {
                assertThat(store.current()).contains(written);
                assertThat(written.tree().covers(SOMEBODY)).isFalse();
            }
        }
    }

    @Test
    void only_the_owner_may_read_it() throws IOException {
        created(main, mirror).close();
        for (Path directory : List.of(main, mirror)) {
            assertThat(mode(directory)).isEqualTo("rwx------");
            assertThat(mode(directory.resolve("root.state"))).isEqualTo("rw-------");
            assertThat(mode(directory.resolve("root.lock"))).isEqualTo("rw-------");
        }
    }

    @Test
    void nothing_is_left_beside_it() throws IOException {
        try (RootStore store = created(main)) {
            store.puncture(List.of(SOMEBODY), 1, HASH);
        }
        try (var files = Files.list(main)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("root.state", "root.lock", "root.copy");
        }
    }

    @Test
    void the_bytes_of_the_old_file_are_overwritten() throws IOException {
        try (RootStore store = created(main)) {
            Path second = main.resolve("second name of the old bytes");
            Files.createLink(second, main.resolve("root.state"));
            byte[] before = Files.readAllBytes(second);
            store.puncture(List.of(SOMEBODY), 1, HASH);
            assertThat(Files.readAllBytes(second)).hasSameSizeAs(before).isNotEqualTo(before);
            assertThatThrownBy(() -> RootFile.decode(Files.readAllBytes(second)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_second_process_is_refused() {
        try (RootStore _ = created(main, mirror)) {
            assertThatThrownBy(() -> RootStore.open(List.of(main)))
                    .isInstanceOf(VaultRefusedException.class)
                    .hasMessageContaining("in use by another process");
            assertThatThrownBy(() -> RootStore.open(List.of(temp.resolve("elsewhere"), mirror)))
                    .isInstanceOf(VaultRefusedException.class)
                    .hasMessageContaining("in use by another process");
        }
        RootStore.open(List.of(main, mirror)).close();
    }

    @Test
    void a_directory_named_twice_is_refused() throws IOException {
        assertThatThrownBy(() -> RootStore.open(List.of(main, main))).isInstanceOf(VaultRefusedException.class);
    }

    @Test
    void without_any_copy_there_is_no_state_and_none_is_made_by_itself() {
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            assertThat(store.current()).isEmpty();
            assertThat(store.found()).isEmpty();
            assertThat(main.resolve("root.state")).doesNotExist();
            assertThatThrownBy(() -> store.update(state -> marked(state, 5))).isInstanceOf(VaultException.class);
        }
    }

    @Test
    void a_first_state_is_never_written_over_another() {
        try (RootStore store = created(main)) {
            assertThatThrownBy(() -> store.create(RootState.fresh(INSTANCE))).isInstanceOf(VaultRefusedException.class);
        }
    }

    @Test
    void a_first_state_is_not_made_while_a_mirror_that_may_hold_one_cannot_be_reached() throws IOException {
        Files.writeString(temp.resolve("b"), "a file where the mirror's directory should be");
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            assertThatThrownBy(() -> store.create(RootState.fresh(INSTANCE)))
                    .isInstanceOf(VaultRefusedException.class)
                    .hasMessageContaining(mirror.toString());
            assertThat(main.resolve("root.state")).doesNotExist();
        }
    }

    @Test
    void the_highest_version_wins_and_a_mirror_that_is_behind_is_brought_up() throws IOException {
        try (RootStore store = created(main, mirror)) {
            byte[] old = Files.readAllBytes(main.resolve("root.state"));
            store.puncture(List.of(SOMEBODY), 1, HASH);
            Files.write(main.resolve("root.state"), old);
        }
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            assertThat(store.current().orElseThrow().version()).isEqualTo(2);
            assertThat(store.found()).hasSize(2);
            assertThat(store.copies()).isEqualTo(1);
            assertThat(store.behind()).anyMatch(line -> line.contains(main + " is not up to date"));
            store.repair();
            assertThat(store.copies()).isEqualTo(2);
            assertThat(store.behind()).noneMatch(line -> line.contains("not up to date"));
        }
        assertThat(main.resolve("root.state")).hasSameBinaryContentAs(mirror.resolve("root.state"));
    }

    private static void empty(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) Files.delete(file);
        }
    }

    @Test
    void a_directory_in_which_a_copy_was_kept_and_that_stands_empty_is_not_written_until_it_is_named_as_new()
            throws IOException {
        created(main, mirror).close();
        empty(mirror); // as where a disk is not mounted
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            assertThatThrownBy(store::repair).isInstanceOf(MirrorBehindException.class);
            assertThatThrownBy(() -> store.puncture(List.of(SOMEBODY), 1, HASH))
                    .isInstanceOf(MirrorBehindException.class)
                    .hasMessageContaining("--new-mirror=" + mirror);
            assertThat(store.copies()).isEqualTo(1);
            assertThat(mirror.resolve("root.state")).doesNotExist();
        }
        UUID before;
        try (RootStore store =
                RootStore.open(List.of(main, mirror), List.of(mirror), java.time.InstantSource.system())) {
            before = mirrorIn(store, mirror);
            assertThat(store.repair()).as("a new one is not a mended one").isEmpty();
            store.update(state -> marked(state, 5));
            store.update(state -> marked(state, 6));
            assertThat(store.copies()).isEqualTo(2);
        }
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            RootState state = store.current().orElseThrow();
            assertThat(mirrorIn(store, mirror)).isNotEqualTo(before);
            assertThat(state.mirrors().get(before).named())
                    .as("it may lie in a drawer")
                    .isFalse();
        }
    }

    @Test
    void a_disk_that_goes_while_it_is_in_use_is_not_written_beneath() throws IOException {
        try (RootStore store = created(main, mirror)) {
            empty(mirror);
            assertThatThrownBy(() -> store.puncture(List.of(SOMEBODY), 1, HASH))
                    .isInstanceOf(MirrorBehindException.class)
                    .hasMessageContaining("stands empty");
            assertThat(mirror.resolve("root.state")).doesNotExist();
        }
    }

    @Test
    void a_mirror_that_is_no_longer_named_is_remembered_with_what_it_held() throws IOException {
        try (RootStore store = created(main, mirror)) {
            store.update(state -> marked(state, 5));
        }
        try (RootStore store = RootStore.open(List.of(main))) {
            store.update(state -> marked(state, 6));
            RootState state = store.current().orElseThrow();
            assertThat(state.mirrors().values())
                    .filteredOn(each -> !each.named())
                    .singleElement()
                    .satisfies(each -> {
                        assertThat(each.directory()).isEqualTo(mirror.toString());
                        assertThat(each.version()).isEqualTo(1);
                    });
        }
        Path moved = Files.move(mirror, temp.resolve("moved"));
        try (RootStore store = RootStore.open(List.of(main, moved))) {
            assertThat(store.repair()).singleElement().asString().contains("was not up to date");
            store.update(state -> marked(state, 7));
            assertThat(store.current().orElseThrow().mirrors())
                    .as("the same one, elsewhere")
                    .hasSize(2);
        }
    }

    @Test
    void a_mirror_that_was_made_by_copying_a_whole_directory_gets_a_name_of_its_own() throws IOException {
        created(main).close();
        Files.createDirectories(mirror);
        for (String file : List.of("root.state", "root.copy")) Files.copy(main.resolve(file), mirror.resolve(file));
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            store.update(state -> marked(state, 5));
            store.update(state -> marked(state, 6));
            assertThat(store.copies()).isEqualTo(2);
            assertThat(mirrorIn(store, main)).isNotEqualTo(mirrorIn(store, mirror));
        }
        assertThat(main.resolve("root.state")).hasSameBinaryContentAs(mirror.resolve("root.state"));
    }

    private static UUID mirrorIn(RootStore store, Path directory) {
        return store.current().orElseThrow().mirrors().entrySet().stream()
                .filter(each ->
                        each.getValue().named() && each.getValue().directory().equals(directory.toString()))
                .map(Map.Entry::getKey)
                .findAny()
                .orElseThrow();
    }

    @Test
    void a_torn_copy_beside_a_whole_one_is_reported_and_repaired() throws IOException {
        created(main, mirror).close();
        Path file = main.resolve("root.state");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            assertThat(store.found()).hasSize(1);
            assertThat(store.behind()).anyMatch(line -> line.contains(main + " is not up to date: it is damaged"));
            store.repair();
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void a_damaged_copy_alone_is_refused_and_left_as_it_is() throws IOException {
        created(main).close();
        Files.writeString(main.resolve("root.state"), "garbage");
        assertThatThrownBy(() -> RootStore.open(List.of(main, mirror)))
                .isInstanceOf(VaultRefusedException.class)
                .hasMessageContaining(main.toString());
        assertThat(main.resolve("root.state")).hasContent("garbage");
        assertThat(mirror.resolve("root.state")).doesNotExist();
    }

    @Test
    void a_link_is_not_a_copy() throws IOException {
        created(mirror).close();
        Files.createDirectories(main);
        Files.createSymbolicLink(main.resolve("root.state"), mirror.resolve("root.state"));
        assertThatThrownBy(() -> RootStore.open(List.of(main)))
                .isInstanceOf(VaultRefusedException.class)
                .hasMessageContaining("not a plain file");
    }

    @Test
    void copies_of_different_vaults_are_refused() {
        created(main).close();
        try (RootStore store = RootStore.open(List.of(mirror))) {
            store.create(RootState.fresh(new UUID(2, 2)));
        }
        assertThatThrownBy(() -> RootStore.open(List.of(main, mirror)))
                .isInstanceOf(VaultRefusedException.class)
                .hasMessageContaining("different vaults");
    }

    @Test
    void copies_of_one_version_that_differ_are_refused() {
        created(main, mirror).close();
        try (RootStore store = RootStore.open(List.of(main))) {
            store.update(state -> marked(state, 10));
        }
        try (RootStore store = RootStore.open(List.of(mirror))) {
            store.update(state -> marked(state, 20));
        }
        assertThatThrownBy(() -> RootStore.open(List.of(main, mirror)))
                .isInstanceOf(VaultRefusedException.class)
                .hasMessageContaining("differ");
    }

    @Test
    void what_a_write_left_when_it_was_killed_is_reported_not_read_and_removed() throws IOException {
        RootState one;
        byte[] unacknowledged;
        try (RootStore store = created(main)) {
            one = store.current().orElseThrow();
            unacknowledged = RootFile.encode(marked(one, 99).withVersion(2));
        }
        Files.write(main.resolve("root.state.new"), unacknowledged);
        try (RootStore store = RootStore.open(List.of(main))) {
            assertThat(store.current()).contains(one);
            assertThat(store.warnings(List.of())).anyMatch(line -> line.contains("root.state.new"));
            store.repair();
            assertThat(main.resolve("root.state.new")).doesNotExist();
            assertThat(store.warnings(List.of())).noneMatch(line -> line.contains("root.state.new"));
        }
    }

    @Test
    void a_write_goes_through_where_a_killed_one_left_something() throws IOException {
        try (RootStore store = created(main)) {
            Files.writeString(main.resolve("root.state.new"), "half a file");
            assertThat(store.update(state -> marked(state, 5)).version()).isEqualTo(2);
            assertThat(main.resolve("root.state.new")).doesNotExist();
        }
    }

    @Test
    void a_copy_that_somebody_made_beside_it_is_reported() throws IOException {
        try (RootStore store = created(main)) {
            Files.copy(main.resolve("root.state"), main.resolve("root.state.bak"));
            assertThat(store.warnings(List.of())).anyMatch(line -> line.contains("root.state.bak"));
        }
    }

    @Test
    void a_mirror_that_cannot_be_written_leaves_it_pending_and_comes_up_later() throws IOException {
        try (RootStore store = created(main, mirror)) {
            Path file = mirror.resolve("root.state");
            byte[] old = Files.readAllBytes(file);
            Files.delete(file);
            Files.createDirectories(file.resolve("in the way"));

            assertThatThrownBy(() -> store.puncture(List.of(SOMEBODY), 1, HASH))
                    .isInstanceOf(MirrorBehindException.class)
                    .hasMessageContaining(mirror.toString());
            RootState now = store.current().orElseThrow();
            assertThat(now.version()).isEqualTo(2);
            assertThat(now.tree().covers(SOMEBODY)).isFalse();
            assertThat(store.copies()).isEqualTo(1);
            assertThat(mirror.resolve("root.state.new")).doesNotExist();

            // Again: nothing more to puncture, but still not everywhere.
            assertThatThrownBy(() -> store.puncture(List.of(SOMEBODY), 1, HASH))
                    .isInstanceOf(MirrorBehindException.class);

            Files.delete(file.resolve("in the way"));
            Files.delete(file);
            Files.write(file, old);
            assertThat(store.puncture(List.of(SOMEBODY), 1, HASH)).isEqualTo(now);
            assertThat(store.copies()).isEqualTo(2);
            assertThat(file).hasSameBinaryContentAs(main.resolve("root.state"));
        }
    }

    @Test
    void a_mirror_that_is_away_at_the_start_comes_up_when_it_is_back() throws IOException {
        created(main, mirror).close();
        Path away = temp.resolve("unplugged");
        Files.move(temp.resolve("b"), away);
        Files.writeString(temp.resolve("b"), "nothing is mounted here");
        try (RootStore store = RootStore.open(List.of(main, mirror))) {
            assertThat(store.copies()).isEqualTo(1);
            assertThatThrownBy(() -> store.puncture(List.of(SOMEBODY), 1, HASH))
                    .isInstanceOf(MirrorBehindException.class);
            Files.delete(temp.resolve("b"));
            Files.move(away, temp.resolve("b"));
            store.repair();
            assertThat(store.copies()).isEqualTo(2);
            assertThat(mirror.resolve("root.state")).hasSameBinaryContentAs(main.resolve("root.state"));
        }
    }

    @Test
    void the_main_directory_has_to_be_usable() throws IOException {
        Files.writeString(temp.resolve("a"), "a file");
        assertThatThrownBy(() -> RootStore.open(List.of(main, mirror)))
                .isInstanceOf(VaultRefusedException.class)
                .hasMessageContaining(main.toString());
    }

    @Test
    void when_nothing_can_be_written_the_old_state_stays_in_use() throws IOException {
        try (RootStore store = created(main)) {
            RootState before = store.current().orElseThrow();
            Files.createDirectories(main.resolve("root.state.new/in the way"));
            assertThatThrownBy(() -> store.puncture(List.of(SOMEBODY), 1, HASH))
                    .isInstanceOf(VaultException.class)
                    .isNotInstanceOf(MirrorBehindException.class);
            assertThat(store.current()).contains(before);
            Files.delete(main.resolve("root.state.new/in the way"));
            Files.delete(main.resolve("root.state.new"));
            assertThat(store.puncture(List.of(SOMEBODY), 1, HASH).version()).isEqualTo(2);
        }
    }

    @Test
    void nothing_is_written_over_a_file_that_someone_else_changed() throws IOException {
        try (RootStore store = created(main)) {
            RootState mine = store.current().orElseThrow();
            byte[] theirs = RootFile.encode(mine.withVersion(7));
            Files.write(main.resolve("root.state"), theirs);
            assertThatThrownBy(() -> store.update(state -> marked(state, 5)))
                    .isInstanceOf(VaultException.class)
                    .hasMessageContaining("changed by someone else");
            assertThat(Files.readAllBytes(main.resolve("root.state"))).isEqualTo(theirs);
            assertThatThrownBy(store::repair).isInstanceOf(VaultException.class);
        }
    }

    @Test
    void a_file_that_disappeared_is_not_silently_written_again() throws IOException {
        try (RootStore store = created(main)) {
            Files.delete(main.resolve("root.state"));
            assertThatThrownBy(() -> store.update(state -> marked(state, 5)))
                    .isInstanceOf(VaultException.class)
                    .hasMessageContaining("No copy");
        }
    }

    @Test
    void a_change_that_changes_nothing_is_not_written() {
        try (RootStore store = created(main)) {
            assertThat(store.update(state -> state).version()).isEqualTo(1);
        }
    }

    @Test
    void only_a_puncture_may_lose_anything_and_only_what_it_names() {
        try (RootStore store = created(main)) {
            assertThatThrownBy(() -> store.update(state -> state.punctured(List.of(SOMEBODY), 1, HASH)))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(store.current().orElseThrow().tree().covers(SOMEBODY)).isTrue();
        }
    }

    @Test
    void nothing_goes_back_or_comes_anew() {
        try (RootStore store = created(main)) {
            store.update(state -> marked(state, 100));
            store.puncture(List.of(SOMEBODY), 3, HASH);
            RootState now = store.current().orElseThrow();
            SeedTree another = SeedTree.fresh(new byte[32]);
            RootState.Epoch epoch = now.epochs().get(1);
            refuses(
                    store,
                    new RootState(
                            new UUID(9, 9),
                            1,
                            now.epochs(),
                            now.lanes(),
                            3,
                            HASH,
                            RootState.Marks.NONE,
                            List.of(),
                            now.mirrors(),
                            List.of()));
            refuses(
                    store,
                    new RootState(
                            INSTANCE,
                            1,
                            now.epochs(),
                            new TreeMap<>(),
                            3,
                            HASH,
                            RootState.Marks.NONE,
                            List.of(),
                            now.mirrors(),
                            List.of()));
            refuses(
                    store,
                    new RootState(
                            INSTANCE,
                            1,
                            now.epochs(),
                            now.lanes(),
                            2,
                            HASH,
                            RootState.Marks.NONE,
                            List.of(),
                            now.mirrors(),
                            List.of()));
            refuses(
                    store,
                    new RootState(
                            INSTANCE,
                            1,
                            now.epochs(),
                            now.lanes(),
                            3,
                            SOME_OTHER_HASH,
                            RootState.Marks.NONE,
                            List.of(),
                            now.mirrors(),
                            List.of()));
            for (SortedMap<Integer, RootState.Epoch> epochs : List.of(
                    new TreeMap<>(Map.of(1, new RootState.Epoch(another, epoch.book()))),
                    new TreeMap<>(Map.of(1, new RootState.Epoch(now.tree(), new Book(new byte[32])))),
                    new TreeMap<>(Map.of(2, epoch))))
                refuses(
                        store,
                        new RootState(
                                INSTANCE,
                                1,
                                epochs,
                                now.lanes(),
                                3,
                                HASH,
                                RootState.Marks.NONE,
                                List.of(),
                                now.mirrors(),
                                List.of()));
            for (RootState.NumberedLane lane : List.of(
                    new RootState.NumberedLane(Lane.PEOPLE, 99, null),
                    new RootState.NumberedLane(Lane.STAFF, 100, null)))
                refuses(
                        store,
                        new RootState(
                                INSTANCE,
                                1,
                                now.epochs(),
                                new TreeMap<>(Map.of(0, lane)),
                                3,
                                HASH,
                                RootState.Marks.NONE,
                                List.of(),
                                now.mirrors(),
                                List.of()));
            assertThatThrownBy(() -> marked(now, 99)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> now.punctured(List.of(), 2, HASH)).isInstanceOf(IllegalArgumentException.class);
            assertThat(store.current()).contains(now);
        }
    }

    private static final byte[] SOME_OTHER_HASH = new byte[32];

    static {
        SOME_OTHER_HASH[0] = 2;
    }

    private static void refuses(RootStore store, RootState change) {
        assertThatThrownBy(() -> store.update(_ -> change)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothing_secret_is_in_the_text_of_anything() {
        RootState state = RootState.fresh(INSTANCE);
        assertThat(state).hasToString("RootState[instance " + INSTANCE + ", version 1]");
        assertThat(state.tree()).hasToString("SeedTree[1 seeds]");
        assertThat(state.epochs().get(1)).hasToString("Epoch[tree=SeedTree[1 seeds], book=Book]");
    }

    /** With a lane, whose mark is at this number. */
    private static RootState marked(RootState state, long mark) {
        return (state.lanes().size() == 1 ? state.withLane(Lane.PEOPLE, null) : state).withMark(0, mark);
    }

    private static RootStore created(Path... directories) {
        RootStore store = RootStore.open(List.of(directories));
        store.create(RootState.fresh(INSTANCE));
        return store;
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
