package dev.lethe.ui;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What {@code ./lethe test --quick} leaves out says so itself. */
class QuickTest {

    private static final Map<String, String> TAGS =
            Map.of("dev.lethe.ui.Browser", "browser", "dev.lethe.promises.RunningLethe", "process");

    @Test
    void whatever_opens_a_browser_or_runs_lethe_as_a_process_is_tagged() {
        var used = new TreeSet<String>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("dev.lethe")) {
            if (!type.getSimpleName().endsWith("Test")) continue;
            type.getDirectDependenciesFromSelf().forEach(dependency -> {
                String tag = TAGS.get(dependency.getTargetClass().getName());
                if (tag == null) return;
                used.add(tag);
                assertThat(tags(type))
                        .as("the tags of %s and its tests", type.getName())
                        .contains(tag);
            });
        }
        assertThat(used).isEqualTo(Set.copyOf(TAGS.values()));
    }

    private static Stream<String> tags(JavaClass type) {
        Class<?> tests = type.reflect();
        return Stream.concat(Stream.of(tests), Arrays.stream(tests.getDeclaredMethods()))
                .flatMap(each -> Arrays.stream(each.getAnnotationsByType(Tag.class)))
                .map(Tag::value);
    }
}
