package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.query.audit.AuditKind;
import dev.lethe.query.audit.AuditWords;
import dev.lethe.ui.Features;
import dev.lethe.ui.routes.NavigationEntry;
import dev.lethe.ui.routes.Routes;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The texts of all features, which are one: whoever names something gives it its words. */
class TextsTest {

    /** The file of each key. */
    private static final Map<String, String> FILES = new HashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/messages"))) {
            for (Path file : files.toList()) {
                var texts = new Properties();
                try (Reader reader = Files.newBufferedReader(file)) {
                    texts.load(reader);
                }
                for (String key : texts.stringPropertyNames())
                    assertThat(FILES.put(key, file.getFileName().toString()))
                            .as("another file with the text %s", key)
                            .isNull();
            }
        }
        assertThat(FILES).hasSizeGreaterThan(500);
    }

    @Test
    void every_kind_of_line_in_the_audit_trail_has_its_text() {
        List<AuditWords> features = Features.that(AuditWords.class, "dev.lethe.query");

        assertThat(features).hasSizeGreaterThan(5);
        assertThat(FILES).containsKey("audit.kind." + AuditKind.OTHER.code());
        for (AuditWords feature : features)
            for (AuditKind kind : feature.kinds())
                assertThat(FILES).as(feature.getClass().getName()).containsKey("audit.kind." + kind.code());
    }

    @Test
    void every_part_of_the_staff_area_has_its_name_and_says_what_is_there() {
        List<Routes> features = Features.that(Routes.class, "dev.lethe.ui");

        assertThat(features).hasSizeGreaterThan(6);
        for (Routes feature : features)
            for (NavigationEntry entry : feature.navigation())
                assertThat(FILES).as(feature.getClass().getName()).containsKeys(entry.text(), entry.text() + ".text");
    }
}
