package dev.lethe.command.forms;

import static dev.lethe.command.forms.Patterns.Verdict.MALFORMED;
import static dev.lethe.command.forms.Patterns.Verdict.TOO_LARGE;
import static dev.lethe.command.forms.Patterns.Verdict.TOO_LONG;
import static dev.lethe.command.forms.Patterns.Verdict.USABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[A-Z]{2}[0-9]{6}",
                "[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{4}",
                "(?i)(north|south|east|west) ward [0-9]{1,3}",
                "[\\p{L}\\p{N} ,.'-]{1,255}",
                ".{0,498}",
                "\\Q((((\\E[(((]x{3}",
                "[[:alpha:]][]{][^]}]"
            })
    void a_pattern_that_is_not_large_can_be_used(String pattern) {
        assertThat(Patterns.verdict(pattern)).isEqualTo(USABLE);
        assertThat(Patterns.size(pattern)).isBetween(3, Patterns.MOST_INSTRUCTIONS);
    }

    @Test
    void one_whose_program_has_more_than_a_thousand_instructions_cannot() {
        assertThat(Patterns.size(".{998}")).isEqualTo(1_000);
        assertThat(Patterns.verdict(".{998}")).isEqualTo(USABLE);
        assertThat(Patterns.verdict(".{999}")).isEqualTo(TOO_LARGE);
        assertThat(Patterns.verdict(".{0,1000}".repeat(55))).isEqualTo(TOO_LARGE);
    }

    /** Unfolded, each of these would take all memory; the last ones hide their counts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(((x{1000}){1000}){1000}){1000}",
                "(?:(?:(?:[a-z]{0,1000}){1,1000}){1000,}){1000}",
                "[[:alpha:][](((x{1000}){1000}){1000})]?",
                "[]x](((x{1000}){1000}){1000})",
                "[^]\\]](((x{1000}){1000}){1000})",
                "\\Q[\\E(((x{1000}){1000}){1000})",
                "\\\\(((x{1000}){1000}){1000})",
                "\\x{5B}(((x{1000}){1000}){1000})",
                "\\p{L}(((x{1000}){1000}){1000})",
                "x{a(((x{1000}){1000}){1000})"
            })
    void one_that_would_be_unfolded_without_end_is_not_even_compiled(String pattern) {
        assertThat(PatternSize.atMost(pattern)).isGreaterThan(100_000_000);
        assertThat(Patterns.verdict(pattern)).isEqualTo(TOO_LARGE);
    }

    @Test
    void one_that_is_longer_than_a_pattern_can_be_is_not_compiled_either() {
        assertThat(Patterns.verdict("(".repeat(100_000) + ")".repeat(100_000))).isEqualTo(TOO_LONG);
    }

    @Test
    void what_is_no_pattern_is_told_from_one_that_is_too_large() {
        for (String broken : List.of("[0-9", "(?=a)b", "(a", "a)", "a**", "a{2}{3}", "\\", "a{1001}"))
            assertThat(Patterns.verdict(broken)).as(broken).isEqualTo(MALFORMED);
    }

    @Test
    void a_count_behind_flags_is_of_what_stands_before_them() {
        for (String pattern : List.of("(\\b){4}(?i){4}", "a{9}(?s-i){9}(?U){9}", "(?:a(?m){5}|b){5}"))
            assertThat(PatternSize.atMost(pattern))
                    .as(pattern)
                    .isGreaterThanOrEqualTo(Pattern.compile(pattern).programSize());
        assertThat(Patterns.verdict(".{40}(?i){40}")).isEqualTo(TOO_LARGE);
    }

    /** The estimate may be too high and never too low, or something could hide in it. */
    @Test
    void the_estimate_is_never_below_the_program_of_any_pattern() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String[] pieces = {
            "a",
            "é",
            ".",
            "\\d",
            "\\pL",
            "\\p{Greek}",
            "\\x{41}",
            "\\x41",
            "[a-z]",
            "[^\\]x]",
            "[]{3}]",
            "[[:alpha:][]",
            "[[:^digit:]]",
            "(",
            "(",
            "(?:",
            "(?i:",
            "(?P<n>",
            ")",
            ")",
            "|",
            "*",
            "+",
            "?",
            "*?",
            "{2}",
            "{0,3}",
            "{2,}",
            "{0}",
            "{1,4}?",
            "{,3}",
            "{",
            "}",
            "\\Q{9}(\\E",
            "^",
            "$",
            "\\b",
            "\\(",
            "\\{",
            "[(]",
            "(?i)",
            "\\C"
        };
        int compiled = 0;
        for (int i = 0; i < 60_000; i++) {
            StringBuilder pattern = new StringBuilder();
            for (int j = 1 + random.nextInt(9); j > 0; j--) pattern.append(pieces[random.nextInt(pieces.length)]);
            int size;
            try {
                size = Pattern.compile(pattern.toString()).programSize();
            } catch (PatternSyntaxException e) {
                continue;
            }
            compiled++;
            assertThat(PatternSize.atMost(pattern.toString()))
                    .as("%s (seed %d)", pattern, seed)
                    .isGreaterThanOrEqualTo(size);
        }
        assertThat(compiled).isGreaterThan(5_000);
    }

    @Test
    void an_answer_is_judged_as_a_whole() {
        assertThat(Patterns.matches("[0-9]{6}", "123456")).isTrue();
        assertThat(Patterns.matches("[0-9]{6}", "1234567")).isFalse();
        assertThat(Patterns.matches("a|ab", "ab")).isTrue();
    }

    @Test
    void the_larger_a_pattern_is_the_shorter_are_the_answers_that_it_can_judge() {
        assertThat(Patterns.longest(".{998}", 20_000)).isEqualTo(1_500);
        assertThat(Patterns.longest(".{498}", 20_000)).isEqualTo(3_000);
        assertThat(Patterns.longest("[a-z ]*", 20_000)).isEqualTo(20_000);
        assertThat(Patterns.matches(".{998}", "😀".repeat(1_500))).isFalse();
        assertThatThrownBy(() -> Patterns.matches(".{998}", "a".repeat(1_501)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_form_that_was_published_with_one_that_is_too_large_can_still_be_sent() {
        assertThat(Patterns.matches(".{0,1000}".repeat(55), "a".repeat(20_000))).isTrue();
    }

    @Test
    void what_is_kept_compiled_has_an_end_by_its_size_and_not_by_its_number() {
        IntStream.range(0, 300).forEach(i -> Patterns.verdict(".{900}" + i));
        assertThat(Patterns.kept()).isBetween(Patterns.KEPT * 9 / 10, Patterns.KEPT);
        // What has no program counts too: 5,000 of these are all that fits, and nothing else is left.
        IntStream.range(0, 20_000).forEach(i -> Patterns.verdict("[" + i));
        assertThat(Patterns.kept()).isEqualTo(Patterns.KEPT);
    }

    /** Those that take longest of all that are accepted: each character is looked at by all instructions. */
    private static final List<String> WORST = List.of(
            ".{998}",
            ".{0,498}",
            ".*".repeat(250),
            "(?:.*){300}",
            "(.?){166}",
            "(?:.?){498}",
            "[\\p{L}\\p{N}\\p{P}]{0,498}",
            "(?i)[^\\p{Lu}k]{0,498}",
            "(?:(?:a?|b?)*|.?){60}",
            "(?:.|.|.|.|.|.|.|.|.|.){0,40}",
            "(?:(?:.*)*.*)*".repeat(30));

    /**
     * Ten times over what the work is bound to, told by what a machine as slow as this one takes for a pattern of a hundredth of
     * the size: a clock alone would judge the machine. Without the limit the first of these patterns takes a hundred times as long.
     */
    @Test
    void the_worst_patterns_take_no_more_than_their_size_says() {
        String answer = "aé漢😀 ".repeat(300);
        long small = least(() -> Patterns.matches(".{0,3}.*", answer));
        int steps = Patterns.size(".{0,3}.*");
        for (String pattern : WORST) {
            assertThat(Patterns.verdict(pattern)).as(pattern).isEqualTo(USABLE);
            long large = least(() -> Patterns.matches(pattern, answer));
            System.err.printf(
                    "%5d %8.2f ms %s%n",
                    Patterns.size(pattern), large / 1e6, pattern.substring(0, Math.min(40, pattern.length())));
            assertThat((double) large / small).as(pattern).isLessThan(10.0 * Patterns.MOST_INSTRUCTIONS / steps);
        }
    }

    private static long least(Runnable judged) {
        return IntStream.range(0, 20)
                .mapToLong(_ -> {
                    long began = System.nanoTime();
                    judged.run();
                    return System.nanoTime() - began;
                })
                .min()
                .orElseThrow();
    }
}
