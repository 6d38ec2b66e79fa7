package dev.lethe.command.eventstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.retention.events.ExpiryRunEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.approvaltests.Approvals;
import org.approvaltests.core.Options;
import org.approvaltests.reporters.QuietReporter;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SimpleSerializedObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is stored is a contract for good: the JSON of each event is approved, and is read forever. An event without an
 * approved file fails here; look at the received one in {@code approved}, and rename it if it should be stored like that.
 */
class StoredEventsTest {

    private static final NamedTypesSerializer EVENTS = NamedTypesSerializer.ofMessages();
    private static final Path APPROVED = Path.of("src/test/java/dev/lethe/command/eventstore/approved");

    static List<Class<?>> events() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Revision.class));
        return scanner.findCandidateComponents("dev.lethe.command").stream()
                .map(found -> loaded(found.getBeanClassName()))
                .filter(type -> type.getPackageName().endsWith(".events"))
                .sorted(Comparator.comparing(Class::getName))
                .<Class<?>>map(type -> type)
                .toList();
    }

    private static Class<?> loaded(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fileOf(Class<?> event) {
        return event.getSimpleName() + "-" + event.getAnnotation(Revision.class).value();
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_event_is_stored_as_approved(Class<?> event) {
        String json = EVENTS.getObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(Examples.of(event));

        Approvals.verify(
                "// " + event.getName() + "\n" + json,
                new Options(new QuietReporter())
                        .forFile()
                        .withBaseName(fileOf(event))
                        .forFile()
                        .withExtension(".json"));
    }

    @ParameterizedTest
    @MethodSource("events")
    void an_approved_event_is_read_as_it_was(Class<?> event) throws IOException {
        String json = withoutComment(APPROVED.resolve(fileOf(event) + ".approved.json"));

        Object read = EVENTS.deserialize(new SimpleSerializedObject<>(
                json.getBytes(UTF_8),
                byte[].class,
                event.getName(),
                event.getAnnotation(Revision.class).value()));

        assertThat(read).isEqualTo(Examples.of(event));
    }

    /** The files of earlier revisions, which stay: what was stored then is read forever. */
    static List<Path> earlier() throws IOException {
        List<String> now =
                events().stream().map(event -> fileOf(event) + ".approved.json").toList();
        try (Stream<Path> files = Files.list(APPROVED)) {
            return files.filter(file -> file.toString().endsWith(".approved.json"))
                    .filter(file -> !now.contains(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("earlier")
    void an_event_of_an_earlier_revision_is_read_and_says_what_it_said_then(Path file) throws IOException {
        String type = Files.readAllLines(file).getFirst().substring(3);
        String json = withoutComment(file);
        Object read = EVENTS.deserialize(
                new SimpleSerializedObject<>(json.getBytes(UTF_8), byte[].class, type, revision(file)));

        assertSays(
                EVENTS.getObjectMapper().valueToTree(read),
                inTodaysWords(type, EVENTS.getObjectMapper().readTree(json)));
    }

    /** Before there were features, what was counted were submissions, by their form. */
    private static JsonNode inTodaysWords(String type, JsonNode then) {
        if (!type.startsWith(ExpiryRunEvent.class.getName())) return then;
        ObjectNode now = (ObjectNode) then.deepCopy();
        if (now.path("living").isNumber())
            now.putArray("living")
                    .addObject()
                    .put("feature", "submissions")
                    .put("records", then.path("living").longValue());
        for (String counts : List.of("due", "records", "destroyed", "leftOut"))
            now.path(counts)
                    .forEach(count -> ((ObjectNode) count)
                            .put("feature", "submissions")
                            .set("group", ((ObjectNode) count).remove("form")));
        return now;
    }

    private static String revision(Path file) {
        return file.getFileName().toString().replaceFirst(".*-([0-9]+)\\.approved\\.json", "$1");
    }

    /** Everything that was said is still said; more may be said now. */
    private static void assertSays(JsonNode now, JsonNode then) {
        if (then.isObject()) then.propertyNames().forEach(name -> assertSays(now.path(name), then.path(name)));
        else if (then.isArray()) {
            assertThat(now.size()).isEqualTo(then.size());
            for (int i = 0; i < then.size(); i++) assertSays(now.get(i), then.get(i));
        } else assertThat(now).isEqualTo(then);
    }

    private static String withoutComment(Path file) throws IOException {
        return Files.readString(file).replaceFirst("//.*\n", "");
    }

    @Test
    void every_approved_event_still_has_its_class() throws IOException {
        List<String> known = events().stream().map(Class::getName).toList();
        try (Stream<Path> files = Files.list(APPROVED)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".approved.json"))
                    .toList())
                assertThat(known).contains(Files.readAllLines(file).getFirst().substring(3));
        }
        assertThat(known).hasSizeGreaterThan(5);
    }
}
