package dev.lethe.query.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.eventstore.Examples;
import dev.lethe.query.projections.ProjectionFixture;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.serialization.Revision;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathBeanDefinitionScanner;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.core.type.filter.AssignableTypeFilter;

/** The line that each event makes in the trail: what was told once is told so for ever, through every rebuild. */
class AuditLinesTest {

    private static final Path APPROVED = Path.of("src/test/resources/audit/lines.approved.txt");
    private static final UUID ACTOR = new UUID(1, 1);

    /** Of every feature, as the application finds them. */
    static Vocabulary vocabulary() {
        var context = new GenericApplicationContext();
        var scanner = new ClassPathBeanDefinitionScanner(context, false);
        scanner.addIncludeFilter(new AssignableTypeFilter(AuditWords.class));
        scanner.scan("dev.lethe.query");
        context.refresh();
        try (context) {
            return new Vocabulary(
                    context.getBeanProvider(AuditWords.class).stream().toList());
        }
    }

    /** What nobody has words for would be something else in the trail, and hidden among others. */
    @Test
    void every_event_that_is_stored_is_told_by_its_feature() {
        Vocabulary vocabulary = vocabulary();

        assertThat(stored())
                .hasSizeGreaterThan(40)
                .allSatisfy(event -> assertThat(vocabulary.telling(event))
                        .as("%s: no AuditWords tell of it", event.getName())
                        .isPresent());
    }

    /** Its text is found by its code, and who chooses a kind is offered those that features name. */
    @Test
    void every_line_is_of_a_kind_that_its_feature_names() throws IOException {
        Set<String> named = vocabulary().kinds().stream().map(AuditKind::code).collect(Collectors.toSet());

        assertThat(Files.readAllLines(APPROVED))
                .extracting(line -> line.replaceFirst("^.*?: ", "").replaceFirst(" .*", ""))
                .isSubsetOf(named);
    }

    @Test
    void every_event_makes_the_line_that_was_approved() throws IOException {
        var events = ProjectionFixture.of(new AuditProjection(vocabulary()));
        List<Object> happened =
                stored().stream().flatMap(AuditLinesTest::variants).toList();
        events.givenBy(ACTOR, happened.toArray());

        List<String> lines = events.rows("entry").stream()
                .sorted(Comparator.comparing(row -> (Long) row.get("position")))
                .map(row -> happened.get((int) ((long) row.get("position")) - 1)
                                .getClass()
                                .getSimpleName() + ": "
                        + Stream.of("kind", "actor", "subject", "detail", "records")
                                .map(column -> String.valueOf(row.get(column)))
                                .collect(Collectors.joining(" | ")))
                .distinct()
                .toList();

        assertThat(lines).isEqualTo(Files.readAllLines(APPROVED));
    }

    static List<Class<?>> stored() {
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

    /** An example of the event, and one for each other value of its parts that have few. */
    private static Stream<Object> variants(Class<?> type) {
        Object example = Examples.of(type);
        List<Object> all = new ArrayList<>(List.of(example));
        RecordComponent[] parts = type.getRecordComponents();
        for (int i = 0; i < parts.length; i++) {
            Object[] values = parts[i].getType() == boolean.class
                    ? new Object[] {true, false}
                    : parts[i].getType().getEnumConstants();
            for (Object value : values == null ? new Object[0] : values) all.add(with(example, parts, i, value));
        }
        return all.stream();
    }

    private static Object with(Object event, RecordComponent[] parts, int which, Object value) {
        try {
            Object[] values = new Object[parts.length];
            Class<?>[] types = new Class<?>[parts.length];
            for (int i = 0; i < parts.length; i++) {
                types[i] = parts[i].getType();
                values[i] = i == which ? value : parts[i].getAccessor().invoke(event);
            }
            return event.getClass().getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
