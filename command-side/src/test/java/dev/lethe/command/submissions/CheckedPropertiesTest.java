package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CheckedPropertiesTest {

    private static final FieldId Q1 = FieldId.of(1);

    @Property(tries = 2_000)
    void whatever_is_typed_is_taken_or_has_a_problem_that_does_not_repeat_it(
            @ForAll FieldType type, @ForAll("anything") List<String> typed) {
        FormDefinition form = form().field(1, type, "A", "B").build();
        Map<String, List<String>> inputs = new HashMap<>(Map.of("q1", typed));
        if (type == FieldType.DATE)
            inputs = new HashMap<>(Map.of("q1-day", typed, "q1-month", typed, "q1-year", typed));
        Checked checked = Checked.of(form, inputs);
        if (checked.problems().isEmpty()) {
            List<String> answer = checked.answers().getFirst().values().get(Q1);
            assertThat(answer).isNotEmpty().allSatisfy(text -> {
                assertThat(text).isNotBlank();
                assertThat(new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                        .as("can be stored")
                        .isEqualTo(text);
                assertThat(text.chars().filter(c -> Character.isISOControl(c) && c != '\n' && c != '\t'))
                        .isEmpty();
            });
        } else {
            assertThat(checked.problems()).containsOnlyKeys(Q1);
        }
        for (String text : typed)
            if (text.length() > 20) assertThat(checked.toString()).doesNotContain(text);
    }

    @Property(tries = 500)
    void checking_what_was_taken_takes_it_as_it_is(
            @ForAll("textTypes") FieldType type, @ForAll("anything") List<String> typed) {
        FormDefinition form = form().field(1, type).build();
        Checked once = Checked.of(form, Map.of("q1", typed));
        if (!once.problems().isEmpty()) return;
        List<String> answer = once.answers().getFirst().values().get(Q1);
        Checked twice = Checked.of(form, Map.of("q1", answer == null ? List.of() : answer));
        assertThat(twice.problems()).isEmpty();
        assertThat(twice.answers()).isEqualTo(once.answers());
    }

    @Provide
    Arbitrary<FieldType> textTypes() {
        return Arbitraries.of(FieldType.SINGLE_LINE, FieldType.MULTI_LINE);
    }

    /** Any UTF-16, halves of characters and controls among it, and what comes close to being right. */
    @Provide
    Arbitrary<List<String>> anything() {
        Arbitrary<String> wild = Arbitraries.strings().all().ofMaxLength(40);
        Arbitrary<String> near = Arbitraries.of(
                "ann@example.com",
                "07700 900982",
                "12.5",
                "2026",
                "3",
                "A",
                "yes",
                "example.com",
                "\u0085x\u2028",
                "x\uD83D");
        return Arbitraries.oneOf(wild, near).list().ofMinSize(0).ofMaxSize(3);
    }
}
