package dev.lethe.command.forms;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The patterns that editors write for answers. RE2's, compiled once, and run over the answer character by character: each
 * character can cost a step for each instruction of the pattern's program, so both are bounded.
 *
 * <p><b>Guaranteed:</b> compiling takes memory in proportion to the text whatever it says; judging an answer takes
 * {@value #MOST_STEPS} steps at most, some milliseconds, whatever the pattern and the answer. <b>Not guaranteed:</b> that an answer
 * of a length that a pattern of this size cannot be judged for is judged: that is refused before, see {@link #longest}.
 */
public final class Patterns {

    /** The most instructions of a pattern's compiled program. */
    public static final int MOST_INSTRUCTIONS = 1_000;
    /** The most instructions times characters of one answer: 1,500 characters for the largest pattern. */
    static final int MOST_STEPS = MOST_INSTRUCTIONS * 1_500;
    /** What is kept compiled, in instructions. Each takes some 100 bytes, and as many again for each processor that runs it. */
    static final int KEPT = 50 * MOST_INSTRUCTIONS;

    private static final Map<String, Compiled> COMPILED = new LinkedHashMap<>(64, 0.75f, true);
    private static int kept;

    private Patterns() {}

    /** Whether a pattern can be used. */
    enum Verdict {
        USABLE,
        /** It is no pattern. */
        MALFORMED,
        /** Its text is longer than a pattern's can be. */
        TOO_LONG,
        /** Its program has more than {@value #MOST_INSTRUCTIONS} instructions. */
        TOO_LARGE
    }

    /** @param pattern null when it cannot be used */
    private record Compiled(Verdict verdict, @Nullable Pattern pattern) {
        /** At least as much as the entry itself takes. */
        int size() {
            return 10 + (pattern == null ? 0 : pattern.programSize());
        }
    }

    static Verdict verdict(String expression) {
        return compiled(expression).verdict();
    }

    /** How many steps judging takes at most for each character of an answer; 0 for a pattern that cannot be used. */
    static int size(String expression) {
        return usable(expression).map(Pattern::programSize).orElse(0);
    }

    /**
     * The longest answer that a pattern can be judged for, in characters.
     *
     * @param most how long it could be without a pattern
     */
    public static int longest(String expression, int most) {
        int size = size(expression);
        return size == 0 ? most : Math.min(most, MOST_STEPS / size);
    }

    /**
     * Whether an answer matches a pattern as a whole. A pattern that cannot be used, of a form that was published before that was
     * looked at, keeps nobody from sending it.
     *
     * @throws IllegalArgumentException when the answer is longer than {@link #longest}
     */
    public static boolean matches(String expression, String answer) {
        if (answer.codePointCount(0, answer.length()) > longest(expression, Integer.MAX_VALUE))
            throw new IllegalArgumentException("Longer than can be judged");
        return usable(expression).map(pattern -> pattern.matches(answer)).orElse(true);
    }

    private static Optional<Pattern> usable(String expression) {
        return Optional.ofNullable(compiled(expression).pattern());
    }

    private static Compiled compiled(String expression) {
        synchronized (COMPILED) {
            Compiled known = COMPILED.get(expression);
            if (known != null) return known;
        }
        Compiled compiled = compile(expression);
        synchronized (COMPILED) {
            Compiled other = COMPILED.put(expression, compiled);
            kept += compiled.size() - (other == null ? 0 : other.size());
            for (Iterator<Compiled> eldest = COMPILED.values().iterator(); kept > KEPT && eldest.hasNext(); ) {
                kept -= eldest.next().size();
                eldest.remove();
            }
        }
        return compiled;
    }

    private static Compiled compile(String expression) {
        // RE2/J unfolds a{1000} in place, and (a{1000}){1000} too: that would take all memory before its size could be
        // asked.
        if (expression.codePointCount(0, expression.length()) > FormProblems.PATTERN_MAX)
            return new Compiled(Verdict.TOO_LONG, null);
        if (PatternSize.atMost(expression) > 10 * MOST_INSTRUCTIONS) return new Compiled(Verdict.TOO_LARGE, null);
        try {
            Pattern pattern = Pattern.compile(expression);
            return pattern.programSize() > MOST_INSTRUCTIONS
                    ? new Compiled(Verdict.TOO_LARGE, null)
                    : new Compiled(Verdict.USABLE, pattern);
        } catch (PatternSyntaxException e) {
            return new Compiled(Verdict.MALFORMED, null);
        }
    }

    /** How many are kept compiled, in instructions. */
    static int kept() {
        synchronized (COMPILED) {
            return kept;
        }
    }
}
