package dev.lethe.query.audit;

import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How the audit trail tells of one feature's events. Each feature implements it once, as a bean in its own package. An event
 * that nobody has words for fails a test; a kind or a type that two features have fails the start.
 *
 * <p>The line of an event is stored, and told anew by each rebuild: whoever changes one raises the version of the read model.
 */
public interface AuditWords {

    /** Where its kinds stand among the others', for those who choose one: by this number, then by the name of the class. */
    int order();

    /** The kinds of its lines, in the order in which they are offered. Each has a text, {@code audit.kind.<code>}. */
    List<AuditKind> kinds();

    /** The lines of its events. */
    List<Telling<?>> tellings();

    /**
     * The line for each event of a type.
     *
     * @param events a sealed interface, so that a new event of it does not compile without words; or one event
     * @param line of an event and of the account that sent its command, null for visitors and for the system
     */
    record Telling<E>(Class<E> events, BiFunction<E, @Nullable UUID, AuditLine> line) {

        AuditLine of(Object event, @Nullable UUID actor) {
            return line.apply(events.cast(event), actor);
        }
    }
}
