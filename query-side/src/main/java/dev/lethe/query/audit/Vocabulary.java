package dev.lethe.query.audit;

import dev.lethe.query.audit.AuditWords.Telling;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All features' words for the audit trail. */
@Component
class Vocabulary {

    private final Map<String, AuditKind> kinds = new LinkedHashMap<>();
    private final List<Telling<?>> tellings;
    private final Map<Class<?>, Optional<Telling<?>>> found = new ConcurrentHashMap<>();

    /** @throws IllegalStateException when two features tell of one event, or have one kind */
    Vocabulary(List<AuditWords> features) {
        List<AuditWords> sorted = features.stream()
                .sorted(Comparator.comparingInt(AuditWords::order)
                        .thenComparing(each -> each.getClass().getName()))
                .toList();
        Stream.concat(sorted.stream().flatMap(each -> each.kinds().stream()), Stream.of(AuditKind.OTHER))
                .forEach(kind -> {
                    if (kinds.put(kind.code(), kind) != null)
                        throw new IllegalStateException("Two features have the kind of audit line " + kind.code());
                });
        tellings = sorted.stream().flatMap(each -> each.tellings().stream()).toList();
        for (int i = 0; i < tellings.size(); i++)
            for (Telling<?> other : tellings.subList(i + 1, tellings.size()))
                if (overlap(tellings.get(i).events(), other.events()))
                    throw new IllegalStateException("Two features tell the audit trail of "
                            + tellings.get(i).events().getName() + " and "
                            + other.events().getName());
    }

    private static boolean overlap(Class<?> one, Class<?> other) {
        return one.isAssignableFrom(other) || other.isAssignableFrom(one);
    }

    /** In the order in which they are offered. */
    List<AuditKind> kinds() {
        return List.copyOf(kinds.values());
    }

    /** A newer version's, which wrote the line, has no text here; its code says what there is to say. */
    AuditKind kind(String code) {
        return kinds.getOrDefault(code, new AuditKind(code, ""));
    }

    /** Nothing for an event that no feature has words for. */
    Optional<Telling<?>> telling(Class<?> event) {
        return found.computeIfAbsent(
                event,
                type -> tellings.stream()
                        .filter(each -> each.events().isAssignableFrom(type))
                        .<Telling<?>>map(each -> each)
                        .findAny());
    }

    AuditLine line(Object event, @Nullable UUID actor) {
        return telling(event.getClass())
                .map(each -> each.of(event, actor))
                .orElseGet(() -> new AuditLine(AuditKind.OTHER, actor, null)
                        .detail(event.getClass().getSimpleName()));
    }
}
