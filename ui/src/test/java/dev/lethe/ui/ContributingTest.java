package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CONTRIBUTING.md names what is there, and its trails lead through the whole specimen. */
class ContributingTest {

    private static final Path HOUSE = Path.of("..");
    private static final Pattern FILE = Pattern.compile("`([a-z-]+/[^`<>]+\\.[a-z]+)`");
    private static final Pattern STEP = Pattern.compile("(?m)^\\| (.+) \\| (.+) \\| (.+) \\| (.+) \\|$");
    private static final String NOTHING = "–";

    private static String text() throws IOException {
        return Files.readString(HOUSE.resolve("CONTRIBUTING.md"));
    }

    private static List<MatchResult> steps() throws IOException {
        return STEP.matcher(text())
                .results()
                .filter(step -> !step.group(1).equals("step") && !step.group(1).startsWith("--"))
                .toList();
    }

    @Test
    void every_file_that_it_names_is_there() throws IOException {
        List<String> named =
                FILE.matcher(text()).results().map(each -> each.group(1)).toList();

        assertThat(named).hasSizeGreaterThan(40);
        assertThat(named).allSatisfy(file -> assertThat(HOUSE.resolve(file)).isRegularFile());
    }

    @Test
    void who_is_named_for_a_step_implements_or_uses_what_the_step_says() throws IOException {
        assertThat(steps()).hasSizeGreaterThan(12);
        for (MatchResult step : steps()) {
            if (step.group(2).equals(NOTHING)) continue;
            String type =
                    Path.of(unquoted(step.group(2))).getFileName().toString().replace(".java", "");
            for (String example : List.of(step.group(3), step.group(4)))
                if (!example.equals(NOTHING))
                    assertThat(Files.readString(HOUSE.resolve(unquoted(example))))
                            .as("%s: %s", step.group(1), example)
                            .containsPattern("(implements|extends) [^{]*\\b" + type + "\\b|\\b" + type + "\\.of\\(");
        }
    }

    /** A class of the specimen that no trail names is a step that was forgotten. */
    @Test
    void the_trails_lead_through_the_whole_specimen() throws IOException {
        Set<String> specimen = new TreeSet<>();
        try (var files = Files.list(HOUSE.resolve("ui/src/test/java/dev/lethe/specimen"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("package-info.java"))
                    .forEach(specimen::add);
        }
        assertThat(specimen).hasSizeGreaterThan(8);
        assertThat(specimen).allSatisfy(name -> assertThat(text()).contains("/specimen/" + name));
    }

    private static String unquoted(String code) {
        return code.replace("`", "");
    }
}
