package dev.lethe.shredding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolFileTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_535, 65_536, 1_000_000})
    void what_was_written_is_read(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        try (SpoolFile file = SpoolFile.in(directory)) {
            try (OutputStream out = file.writing()) {
                out.write(content);
            }
            for (int i = 0; i < 2; i++)
                assertThat(file.reading().readAllBytes()).isEqualTo(content);
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void it_has_no_name_and_what_it_holds_is_noise() throws IOException {
        try (SpoolFile file = SpoolFile.in(directory)) {
            try (OutputStream out = file.writing()) {
                out.write("something personal".getBytes(StandardCharsets.UTF_8));
            }
            try (Stream<Path> there = Files.list(directory)) {
                assertThat(there).isEmpty();
            }
            assertThat(new String(Files.readAllBytes(open()), StandardCharsets.ISO_8859_1))
                    .hasSizeGreaterThan(18)
                    .doesNotContain("something", "personal");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void what_was_changed_meanwhile_is_not_read() throws IOException {
        try (SpoolFile file = SpoolFile.in(directory)) {
            try (OutputStream out = file.writing()) {
                out.write(new byte[1_000]);
            }
            byte[] bytes = Files.readAllBytes(open());
            bytes[500] ^= 1;
            Files.write(open(), bytes);
            assertThatThrownBy(() -> file.reading().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    /** As this process has it open. */
    private Path open() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .filter(each -> {
                        try {
                            return Files.readSymbolicLink(each).toString().startsWith(directory.toString());
                        } catch (IOException e) {
                            return false;
                        }
                    })
                    .findFirst()
                    .orElseThrow();
        }
    }
}
