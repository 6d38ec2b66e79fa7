package dev.lethe.ui.reporting;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which exceptions' messages may be told. Ours hold nothing personal by rule; of others we cannot know: a database quotes
 * the value that it refused, a parser the text that it could not read.
 */
final class Harmless {

    private static final List<String> TYPES = List.of(
            "dev.lethe.",
            "java.net.",
            "org.flywaydb.core.",
            "org.springframework.beans.factory.",
            "org.springframework.boot.web.server.");

    private Harmless() {}

    static boolean is(String className) {
        return TYPES.stream().anyMatch(className::startsWith);
    }

    /** The type, and the message where it may be told. */
    static String describe(String className, @Nullable String message) {
        return message != null && is(className) ? className + ": " + message : className;
    }
}
