package dev.lethe.shredding.root;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SurroundingsTest {

    @TempDir
    Path temp;

    @Test
    void a_single_copy_is_warned_of() {
        Path root = directory("root");
        assertThat(warnings(List.of(root), List.of())).anyMatch(line -> line.contains("single copy"));
        assertThat(warnings(List.of(root, directory("mirror")), List.of()))
                .noneMatch(line -> line.contains("single copy"));
    }

    @Test
    void copies_on_the_same_storage_are_warned_of() {
        assertThat(warnings(List.of(directory("root"), directory("mirror")), List.of()))
                .anyMatch(line -> line.contains("same storage"));
    }

    @Test
    void a_root_state_inside_or_above_the_data_is_warned_of_also_through_links() throws IOException {
        Path data = directory("data");
        Path inside = directory("data/root");
        assertThat(warnings(List.of(inside), List.of(data)))
                .anyMatch(line -> line.contains("inside the data directory"));
        assertThat(warnings(List.of(data), List.of(inside)))
                .anyMatch(line -> line.contains("above the data directory"));
        assertThat(warnings(List.of(directory("data.root")), List.of(data)))
                .noneMatch(line -> line.contains("the data directory"));
        Path link = Files.createSymbolicLink(temp.resolve("link"), data);
        assertThat(warnings(List.of(link.resolve("root")), List.of(data)))
                .anyMatch(line -> line.contains("inside the data directory"));
        assertThat(warnings(List.of(data.resolve("not there yet/root")), List.of(link)))
                .anyMatch(line -> line.contains("inside the data directory"));
    }

    @Test
    void directories_and_files_open_to_others_are_warned_of() throws IOException {
        Path root = directory("root");
        assertThat(warnings(List.of(root), List.of())).noneMatch(line -> line.contains("open to others"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(warnings(List.of(root), List.of())).anyMatch(line -> line.contains("open to others"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        Files.createFile(
                root.resolve("root.state"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")));
        assertThat(warnings(List.of(root), List.of())).anyMatch(line -> line.contains("root.state is open to others"));
    }

    @Test
    void no_room_for_a_second_copy_is_warned_of() {
        Path root = directory("root");
        assertThat(Surroundings.warnings(List.of(root), List.of(), 1L << 60))
                .anyMatch(line -> line.contains("no room"));
        assertThat(Surroundings.warnings(List.of(root), List.of(), 0)).noneMatch(line -> line.contains("no room"));
    }

    @ParameterizedTest
    @CsvSource({
        "nfs4, network",
        "cifs, network",
        "smb3, network",
        "9p, network",
        "fuse.sshfs, network",
        "btrfs, snapshots",
        "zfs, snapshots",
        "overlay, container",
        "tmpfs, memory"
    })
    void storage_that_keeps_copies_or_loses_them_is_warned_of(String type, String why) {
        assertThat(Surroundings.concern(type).orElseThrow()).contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void ordinary_storage_is_not(String type) {
        assertThat(Surroundings.concern(type)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "unlimited, true", "1024, true"})
    void core_dumps_are_read_from_the_soft_limit(String soft, boolean on) {
        String limits = """
                Limit                     Soft Limit           Hard Limit           Units
                Max stack size            8388608              unlimited            bytes
                Max core file size        %-20s unlimited            bytes
                Max open files            1024                 4096                 files
                """.formatted(soft);
        assertThat(Surroundings.coreDumps(limits)).isEqualTo(on);
    }

    private static List<String> warnings(List<Path> roots, List<Path> data) {
        return Surroundings.warnings(roots, data, 0);
    }

    private Path directory(String name) {
        try {
            Path parent = temp.resolve(name);
            Files.createDirectories(
                    parent, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return parent;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
