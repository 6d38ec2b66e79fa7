package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/rules.md is what the tests say, and explains every rule that one of them is named for. */
class RulesTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| ([A-Z]{1,2}\\d+) \\| (.+) \\| (.+) \\|$");
    private static final Pattern TEST = Pattern.compile("\\bvoid ((?:[A-Za-z]{1,2}\\d{1,2}_)+)\\w+\\(");
    private static final Path HOUSE = Path.of("..");

    @Test
    void every_rule_that_a_test_is_named_for_is_explained_and_lists_its_classes() throws IOException {
        Map<String, Set<String>> listed = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(HOUSE.resolve("docs/rules.md")))
                .results()
                .toList()) {
            assertThat(row.group(2)).as(row.group(1)).hasSizeGreaterThan(20);
            Set<String> classes = row.group(3).startsWith("*not ")
                    ? Set.of()
                    : Arrays.stream(row.group(3).split(", ")).collect(Collectors.toCollection(TreeSet::new));
            assertThat(listed.put(row.group(1), classes))
                    .as("%s is explained once", row.group(1))
                    .isNull();
        }
        Map<String, Set<String>> named = named();
        assertThat(named).as("the tests, or this test could not fail").hasSizeGreaterThan(20);
        listed.keySet().forEach(rule -> named.putIfAbsent(rule, Set.of()));

        assertThat(listed).isEqualTo(named);
    }

    /** The classes whose tests are named for a rule, by rule. */
    private static Map<String, Set<String>> named() throws IOException {
        Map<String, Set<String>> named = new TreeMap<>();
        try (var modules = Files.newDirectoryStream(HOUSE, Files::isDirectory)) {
            for (Path module : modules) {
                Path sources = module.resolve("src/test/java");
                if (!Files.isDirectory(sources)) continue;
                try (var files = Files.walk(sources)) {
                    for (Path file : files.filter(each -> each.toString().endsWith(".java"))
                            .toList())
                        for (MatchResult test :
                                TEST.matcher(Files.readString(file)).results().toList())
                            for (String rule :
                                    test.group(1).toUpperCase(Locale.ROOT).split("_"))
                                named.computeIfAbsent(rule, _ -> new TreeSet<>())
                                        .add(file.getFileName().toString().replace(".java", ""));
                }
            }
        }
        return named;
    }
}
