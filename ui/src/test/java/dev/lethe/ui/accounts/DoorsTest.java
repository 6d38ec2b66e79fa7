package dev.lethe.ui.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.ui.accounts.Doors.Door;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Controller;
import org.springframework.util.ClassUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.util.pattern.PathPatternParser;

class DoorsTest {

    /** Every address that a controller answers, with example ids, and the method that does. */
    private static Map<String, String> addresses() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
        Map<String, String> addresses = new TreeMap<>();
        for (var candidate : scanner.findCandidateComponents("dev.lethe")) {
            Class<?> controller = ClassUtils.resolveClassName(candidate.getBeanClassName(), null);
            if (controller
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .getPath()
                    .contains("test-classes")) continue;
            RequestMapping above = AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class);
            for (Method method : controller.getDeclaredMethods()) {
                RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                if (mapping == null) continue;
                for (String prefix : paths(above))
                    for (String path : paths(mapping))
                        addresses.put(example(prefix + path), controller.getSimpleName() + "." + method.getName());
            }
        }
        return addresses;
    }

    private static List<String> paths(RequestMapping mapping) {
        return mapping == null || mapping.path().length == 0 ? List.of("") : List.of(mapping.path());
    }

    private static String example(String pattern) {
        return pattern.replaceAll("\\$\\{[^:}]*:([^}]*)\\}", "$1").replaceAll("\\{[^}]*\\}", "x");
    }

    private static boolean matches(String pattern, String address) {
        return PathPatternParser.defaultInstance.parse(pattern).matches(PathContainer.parsePath(address));
    }

    @Test
    void every_address_is_for_everybody_or_for_a_role_and_never_for_both() {
        Map<String, String> addresses = addresses();
        assertThat(addresses).containsKeys("/sign-in", "/staff/accounts/x/roles", "/error", "/");

        List<String> wrong = new ArrayList<>();
        addresses.forEach((address, method) -> {
            boolean everybodys = Doors.PUBLIC.stream().anyMatch(pattern -> matches(pattern, address));
            boolean staffs = Doors.STAFF.stream().anyMatch(door -> matches(door.pattern(), address));
            if (everybodys == staffs) wrong.add(address + " of " + method);
        });
        assertThat(wrong)
                .as("addresses that Doors does not list, or lists twice")
                .isEmpty();
    }

    @Test
    void nothing_below_staff_is_for_everybody() {
        assertThat(Doors.PUBLIC).noneMatch(pattern -> pattern.startsWith("/staff"));
        assertThat(Doors.STAFF.stream().map(Door::pattern))
                .allMatch(pattern -> pattern.startsWith("/staff") || pattern.equals("/sign-out"));
    }

    @Test
    void a_door_is_not_hidden_behind_one_before_it() {
        List<String> patterns = Doors.STAFF.stream().map(Door::pattern).toList();
        for (int i = 0; i < patterns.size(); i++) {
            String address = patterns.get(i).replace("/**", "");
            List<String> before = patterns.subList(0, i);
            assertThat(Stream.of(address)).noneMatch(a -> before.stream().anyMatch(pattern -> matches(pattern, a)));
        }
    }
}
