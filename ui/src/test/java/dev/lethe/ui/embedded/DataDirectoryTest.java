package dev.lethe.ui.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

    @TempDir
    Path temporary;

    @Test
    void a_directory_that_is_in_use_is_refused_in_one_line_and_free_again_afterwards() {
        Path path = temporary.resolve("data");
        try (var data = DataDirectory.open(path)) {
            assertThat(data.path()).isEqualTo(path);
            assertThat(DataDirectory.isInUse(path)).isTrue();
            assertThatThrownBy(() -> DataDirectory.open(path))
                    .isInstanceOf(CannotStartException.class)
                    .hasMessage("Another Lethe is running on the data directory " + path
                            + ". Stop it first, or name another with --data=");
        }
        assertThat(DataDirectory.isInUse(path)).isFalse();
        DataDirectory.open(path).close();
    }

    @Test
    void a_file_is_no_directory() throws Exception {
        Path file = Files.writeString(temporary.resolve("file"), "mine");
        assertThatThrownBy(() -> DataDirectory.open(file)).hasMessageStartingWith(file + " is not a directory");
        assertThatThrownBy(() -> DataDirectory.open(file.resolve("data"))).isInstanceOf(CannotStartException.class);
        assertThat(file).hasContent("mine");
    }

    @Test
    void a_copy_without_its_lock_is_ours_all_the_same() throws Exception {
        Files.writeString(Files.createDirectory(temporary.resolve("postgres")).resolve("PG_VERSION"), "18");
        DataDirectory.open(temporary).close();
    }

    @Test
    void a_directory_of_somebody_elses_files_is_left_alone() throws Exception {
        Files.writeString(temporary.resolve("letter.txt"), "mine");
        assertThatThrownBy(() -> DataDirectory.open(temporary)).hasMessageContaining("holds other files than Lethe's");
        assertThat(temporary.toFile().list()).containsExactly("letter.txt");
    }

    @Test
    void nobody_else_uses_a_directory_that_is_not_there() {
        assertThat(DataDirectory.isInUse(temporary.resolve("none"))).isFalse();
    }

    @Test
    void every_reason_becomes_one_clear_line() {
        Path path = Path.of("/data");
        assertThat(DataDirectory.cannotWrite(path, new AccessDeniedException("/data/x")))
                .hasMessage("The data directory /data cannot be written: permission denied."
                        + " Make it writable, or name another with --data=");
        assertThat(DataDirectory.cannotWrite(path, new FileSystemException("x", null, "No space left on device")))
                .hasMessage("The disk of the data directory /data is full. Free at least 64 MB,"
                        + " or name another directory with --data=");
        assertThat(DataDirectory.cannotWrite(path, new FileSystemException("x", null, "Read-only file system")))
                .hasMessageContaining("its disk is read-only");
        assertThat(DataDirectory.cannotWrite(path, new FileSystemException("x", null, "Not a directory")))
                .hasMessageContaining("(Not a directory)");
    }
}
