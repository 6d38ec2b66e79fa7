package dev.lethe.promises;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** The search looks at few places of a file, so that each of them must tell it of what begins at any other. */
    @Test
    void it_is_found_wherever_it_begins_and_whatever_stands_around_it() {
        List<String> texts = List.of(CANARY, "aaaaaaaaaaaa", "aaaaaaaaaaab", "abababababab");
        var several = new Traces(texts);
        for (String text : texts)
            for (int before = 0; before < 40; before++)
                for (String filling : List.of("a", "b", "ab", "Zyxq", "\0")) {
                    String all = filling.repeat(40).substring(0, before) + text;
                    for (String after : List.of("", filling)) {
                        byte[] bytes = (all + after).getBytes(StandardCharsets.UTF_8);
                        assertThat(several.in(bytes, "here"))
                                .as("%s behind %s of %s and before '%s'", text, before, filling, after)
                                .contains(text + " as plain in here");
                    }
                }
    }

    @Test
    void other_text_is_not_found() {
        assertThat(found(CANARY.substring(0, CANARY.length() - 1))).isEmpty();
    }

    /** As PostgreSQL's own files do: its caches and temporary files come and go between listing and reading. */
    @Test
    void files_that_go_away_while_they_are_searched_are_passed_over(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("stays");
        Files.writeString(file, CANARY);
        Path below = Files.createDirectory(directory.resolve("below"));
        try (var coming = Executors.newSingleThreadExecutor()) {
            var searched = new AtomicBoolean();
            Future<?> going = coming.submit(() -> {
                while (!searched.get()) {
                    Path passing = Files.createDirectory(below.resolve("d"));
                    for (int each = 0; each < 50; each++) Files.writeString(passing.resolve("f" + each), "nothing");
                    for (int each = 0; each < 50; each++) Files.delete(passing.resolve("f" + each));
                    Files.delete(passing);
                }
                return null;
            });
            try {
                for (int each = 0; each < 300; each++)
                    assertThat(traces.in(directory)).containsExactly(CANARY + " as plain in " + file);
            } finally {
                searched.set(true);
            }
            going.get();
        }
    }

    @Test
    void a_directory_that_is_not_there_is_not_taken_to_be_clean(@TempDir Path directory) {
        assertThatThrownBy(() -> traces.in(directory.resolve("elsewhere"))).isInstanceOf(UncheckedIOException.class);
    }

    private List<String> found(String text) {
        return traces.in(text.getBytes(StandardCharsets.UTF_8), "here");
    }
}
