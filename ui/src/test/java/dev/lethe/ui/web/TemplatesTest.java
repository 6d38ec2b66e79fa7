package dev.lethe.ui.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Things that Thymeleaf lets pass without a word, and that then show what nobody meant to be seen. */
class TemplatesTest {

    private static final Pattern TAG = Pattern.compile("<[a-zA-Z][^<>]*>", Pattern.DOTALL);
    private static final Pattern FRAGMENT = Pattern.compile("th:fragment=\"([a-z0-9-]+)");

    /** The layout itself, and a part of pages that lies beside them. */
    private static final Set<String> OUTSIDE = Set.of("layout.html", "forms/meanwhile.html");

    private static final Map<String, String> TEMPLATES = new TreeMap<>();

    @BeforeAll
    static void read() throws IOException {
        Path all = Path.of("src", "main", "resources", "templates");
        try (Stream<Path> files = Files.walk(all)) {
            for (Path file : files.filter(Files::isRegularFile).toList())
                TEMPLATES.put(all.relativize(file).toString(), Files.readString(file));
        }
        assertThat(TEMPLATES).hasSizeGreaterThan(40);
    }

    private static Stream<String> tags(String template) {
        return TAG.matcher(template).results().map(match -> match.group());
    }

    /** What is put in the place of an element is put there whatever the element's own condition says. */
    @Test
    void no_element_that_is_replaced_has_a_condition_of_its_own() {
        TEMPLATES.forEach((name, template) -> assertThat(tags(template)
                        .filter(tag -> tag.contains("th:replace=") || tag.contains("th:insert="))
                        .filter(tag -> tag.contains("th:if=") || tag.contains("th:unless=")))
                .as(name)
                .isEmpty());
    }

    /** A fragment's name finds every element of that name too, and all of them are put there. */
    @Test
    void a_fragment_that_is_named_like_an_element_is_the_only_such_element_in_its_file() {
        TEMPLATES.forEach((name, template) -> {
            Matcher fragment = FRAGMENT.matcher(template);
            while (fragment.find()) {
                String called = fragment.group(1);
                List<String> found = tags(template)
                        .filter(tag -> tag.matches("(?s)<" + called + "[\\s/>].*"))
                        .filter(tag -> !tag.contains("th:fragment=\"" + called))
                        .toList();
                assertThat(found).as("%s in %s", called, name).isEmpty();
            }
        });
    }

    /** A page that is not put into the layout is shown without its stylesheet, its header and its way out. */
    @Test
    void every_page_puts_its_title_and_its_parts_into_the_layout() {
        TEMPLATES.forEach((name, template) -> {
            assertThat(template).as(name).doesNotContain("layout:");
            if (name.startsWith("fragments/") || OUTSIDE.contains(name)) return;
            List<String> html =
                    tags(template).filter(tag -> tag.matches("(?s)<html\\s.*")).toList();
            assertThat(html)
                    .as(name)
                    .singleElement()
                    .asString()
                    .contains("th:replace=\"~{layout :: page(")
                    .endsWith(", ~{::content})}\">");
            assertThat(tags(template).filter(tag -> tag.contains("th:fragment=\"content\"")))
                    .as("the content of %s", name)
                    .hasSize(1);
            assertThat(html.getFirst().contains("~{::before}"))
                    .as("what comes before the content of %s is put into the layout", name)
                    .isEqualTo(template.contains("th:fragment=\"before\""));
        });
    }
}
