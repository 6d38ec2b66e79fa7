package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The search that the canary test relies on can find what it is asked for. */
class TracesTest {

    private static final String CANARY = "Zyxq-Fnord-4711-Łódź";

    private final Traces traces = new Traces(List.of(CANARY));

    @Test
    void plain_text_is_found_in_a_file_below(@TempDir Path directory) throws Exception {
        Path file = Files.createDirectories(directory.resolve("a/b")).resolve("c");
        Files.writeString(file, "before " + CANARY + " after");
        assertThat(traces.in(directory)).containsExactly(CANARY + " as plain in " + file);
    }

    @Test
    void every_other_form_is_found() {
        byte[] plain = CANARY.getBytes(StandardCharsets.UTF_8);
        assertThat(found(HexFormat.of().formatHex(plain))).containsExactly(CANARY + " as hex in here");
        for (String before : List.of("", "x", "xy", "xyz")) {
            byte[] text = (before + CANARY + " and more").getBytes(StandardCharsets.UTF_8);
            assertThat(found(Base64.getEncoder().encodeToString(text))).anyMatch(line -> line.contains("base64"));
            assertThat(found(Base64.getUrlEncoder().encodeToString(text))).anyMatch(line -> line.contains("base64"));
        }
        assertThat(traces.in(("…" + CANARY).getBytes(StandardCharsets.UTF_16LE), "here"))
                .hasSize(1);
        assertThat(traces.in(("…" + CANARY).getBytes(StandardCharsets.UTF_16BE), "here"))
                .hasSize(1);
        assertThat(found(CANARY.toLowerCase())).containsExactly(CANARY + " as lower case in here");
    }

    @Test
    void other_text_is_not_found() {
        assertThat(found(CANARY.substring(0, CANARY.length() - 1))).isEmpty();
    }

    private List<String> found(String text) {
        return traces.in(text.getBytes(StandardCharsets.UTF_8), "here");
    }
}
