package dev.lethe.command.submissions;

import dev.lethe.command.forms.model.FieldType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why an answer cannot be taken. It holds no part of the answer.
 *
 * @param key the message's key, {@code problem.…}; the message's argument {@code {0}} is the field's label
 * @param limits its further arguments, from {@code {1}}
 * @param part the input to mend, of a field that has several (see {@link InputNames}); else empty
 */
public record Problem(String key, List<Integer> limits, String part) {

    /** All keys there are: each needs a text. */
    public static final Set<String> KEYS = Stream.concat(
                    Arrays.stream(FieldType.values()).map(type -> "required." + code(type)),
                    Stream.of(
                            "too-long",
                            "too-short",
                            "pattern",
                            "postcode",
                            "address.line1",
                            "address.town",
                            "address.postcode",
                            "time.missing-hour",
                            "time.missing-minute",
                            "time.not-real",
                            "characters",
                            "one-answer",
                            "choice",
                            "email",
                            "telephone",
                            "url",
                            "number",
                            "date.missing-day",
                            "date.missing-month",
                            "date.missing-year",
                            "date.year-digits",
                            "date.not-real",
                            "file.gone",
                            "file.empty",
                            "file.too-large",
                            "file.type",
                            "file.lies",
                            "file.macros",
                            "file.old-office",
                            "file.not-stored",
                            "file.later",
                            "unknown-field"))
            .map(what -> "problem." + what)
            .collect(Collectors.toUnmodifiableSet());

    public Problem {
        if (!KEYS.contains(key)) throw new IllegalArgumentException("No such problem: " + key);
        limits = List.copyOf(limits);
    }

    static Problem required(FieldType type) {
        return of("required." + code(type));
    }

    private static String code(FieldType type) {
        return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Several answers to a question that takes one. */
    public static Problem onlyOne() {
        return of("one-answer");
    }

    /** A file that was not kept, through no fault of its own. */
    public static Problem fileNotStored() {
        return of("file.not-stored");
    }

    /** A file that was not kept, since too many came from one place. */
    public static Problem fileLater(Duration in) {
        return of("file.later", (int) in.toMinutes() + 1);
    }

    static Problem of(String what, Integer... limits) {
        return new Problem("problem." + what, List.of(limits), "");
    }

    static Problem ofPart(String what, String part) {
        return new Problem("problem." + what, List.of(), part);
    }

    /** The arguments of the message, beginning with the field's label. */
    public Object[] arguments(String label) {
        Object[] arguments = new Object[limits.size() + 1];
        arguments[0] = label;
        for (int i = 0; i < limits.size(); i++) arguments[i + 1] = limits.get(i);
        return arguments;
    }
}
