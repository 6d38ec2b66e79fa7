package dev.lethe.command.forms.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer may look like, beyond its type and its greatest length.
 *
 * @param minLength the fewest characters, or null; a field that is left blank is not too short
 * @param pattern an RE2 expression that the whole answer must match, or empty
 * @param patternProblem what the visitor is told when it does not: it describes a right answer; empty without a pattern
 * @param fileKinds the kinds of files that are taken; empty for all kinds, and for a field that takes none
 * @param fileMegabytes the largest file in MiB, or null for the greatest there is
 */
public record Limits(
        @Nullable Integer minLength,
        String pattern,
        String patternProblem,
        List<FileKind> fileKinds,
        @Nullable Integer fileMegabytes) {

    /** None. */
    public static final Limits NONE = new Limits(null, "", "", List.of(), null);

    public Limits {
        fileKinds = List.copyOf(fileKinds);
    }
}
