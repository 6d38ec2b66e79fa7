package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.a;
import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The types of questions that have several parts or a shape of their own, and the limits that editors set. */
class CheckedTypesTest {

    private static final FieldId Q1 = FieldId.of(1);
    private static final FieldId Q2 = FieldId.of(2);

    private static Checked checked(Field field, Map<String, List<String>> typed) {
        return Checked.of(form().field(field).build(), typed);
    }

    private static Checked one(Field field, String typed) {
        return checked(field, Map.of("q1", List.of(typed)));
    }

    private static List<String> kept(Checked checked) {
        assertThat(checked.problems()).isEmpty();
        return checked.byField().getOrDefault(Q1, List.of());
    }

    private static Problem problem(Checked checked) {
        assertThat(checked.problems()).hasSize(1);
        return checked.problems().get(Q1);
    }

    @ParameterizedTest
    @CsvSource({
        "hp201uy, HP20 1UY",
        "' HP20  1UY ', HP20 1UY",
        "w1a 0ax, W1A 0AX",
        "M1 1AE, M1 1AE",
        "EC1A1BB, EC1A 1BB",
        "ＨＰ20 1UY, HP20 1UY"
    })
    void F3_a_postcode_is_kept_in_capitals_with_one_space(String typed, String kept) {
        assertThat(kept(one(a(1, FieldType.POSTCODE), typed))).containsExactly(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HP20", "12345", "HP20 1U", "HP20 1UYY", "HP20 1CY", "H-P20 1UY"})
    void F3_what_is_no_postcode_is_refused(String typed) {
        assertThat(problem(one(a(1, FieldType.POSTCODE), typed))).isEqualTo(Problem.of("postcode"));
    }

    private static Map<String, List<String>> parts(List<String> names, String... values) {
        Map<String, List<String>> typed = new HashMap<>();
        for (int i = 0; i < values.length; i++) typed.put("q1-" + names.get(i), List.of(values[i]));
        return typed;
    }

    @Test
    void F3_an_address_is_kept_as_five_lines_of_which_two_may_be_blank() {
        Field address = a(1, FieldType.ADDRESS);
        assertThat(kept(checked(address, parts(InputNames.ADDRESS, " 1 High Street ", "", "Wing", " ", "lu70ns"))))
                .containsExactly("1 High Street", "", "Wing", "", "LU7 0NS");
        String longest = "x".repeat(255);
        assertThat(kept(checked(address, parts(InputNames.ADDRESS, longest, longest, longest, longest, "LU7 0NS"))))
                .hasSize(5);
    }

    @Test
    void F3_an_address_says_which_part_to_mend() {
        Field address = a(1, FieldType.ADDRESS);
        assertThat(problem(checked(address, parts(InputNames.ADDRESS, "", "b", "c", "d", "LU7 0NS"))))
                .isEqualTo(Problem.ofPart("address.line1", "line1"));
        assertThat(problem(checked(address, parts(InputNames.ADDRESS, "a", "", "", "", "LU7 0NS"))))
                .isEqualTo(Problem.ofPart("address.town", "town"));
        assertThat(problem(checked(address, parts(InputNames.ADDRESS, "a", "", "c", "", ""))))
                .isEqualTo(Problem.ofPart("address.postcode", "postcode"));
        assertThat(problem(checked(address, parts(InputNames.ADDRESS, "a", "", "c", "", "nowhere"))))
                .isEqualTo(Problem.ofPart("postcode", "postcode"));
        assertThat(problem(checked(address, parts(InputNames.ADDRESS, "a", "x".repeat(256), "c", "", "LU7 0NS")))
                        .part())
                .isEqualTo("line2");
    }

    @ParameterizedTest
    @CsvSource({
        "7, 3, 2026, 9, 5, 2026-03-07T09:05",
        "31, 12, 1999, 23, 59, 1999-12-31T23:59",
        "1, 1, 2000, 0, 00, 2000-01-01T00:00"
    })
    void F3_a_date_with_a_time_is_kept_to_the_minute(
            String day, String month, String year, String hour, String minute, String kept) {
        assertThat(kept(checked(
                        a(1, FieldType.DATE_TIME), parts(InputNames.DATE_TIME, day, month, year, hour, minute))))
                .containsExactly(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "7, 3, 2026, '', 5, time.missing-hour, hour",
        "7, 3, 2026, 9, '', time.missing-minute, minute",
        "7, 3, 2026, 24, 00, time.not-real, hour",
        "7, 3, 2026, 9, 60, time.not-real, minute",
        "7, 3, 2026, 9am, 00, time.not-real, hour",
        "'', '', '', 9, 30, date.missing-day, day",
        "30, 2, 2026, 9, 30, date.not-real, day"
    })
    void F3_a_date_with_a_time_says_which_part_to_mend(
            String day, String month, String year, String hour, String minute, String what, String part) {
        assertThat(problem(checked(
                        a(1, FieldType.DATE_TIME), parts(InputNames.DATE_TIME, day, month, year, hour, minute))))
                .isEqualTo(Problem.ofPart(what, part));
    }

    @Test
    void F3_a_hidden_field_has_what_the_page_gave_or_its_default() {
        Field hidden = a(1, FieldType.HIDDEN).beginningWith(List.of("from the editor"));
        assertThat(kept(checked(hidden, Map.of()))).containsExactly("from the editor");
        assertThat(kept(one(hidden, ""))).containsExactly("from the editor");
        assertThat(kept(one(hidden, "from the page"))).containsExactly("from the page");
        assertThat(kept(one(hidden, "x".repeat(255)))).hasSize(1);
        assertThat(problem(one(hidden, "x".repeat(256)))).isEqualTo(Problem.of("too-long", 255));
    }

    @Test
    void an_answer_has_at_least_as_many_characters_as_the_editor_asks_for() {
        Field four = a(1, FieldType.SINGLE_LINE).within(new Limits(4, "", "", List.of(), null));
        assertThat(problem(one(four, "abc "))).isEqualTo(Problem.of("too-short", 4));
        assertThat(kept(one(four, "abcd"))).containsExactly("abcd");
        assertThat(problem(one(four, "😀😀😀"))).isEqualTo(Problem.of("too-short", 4));
        assertThat(kept(one(four, "😀😀😀😀"))).hasSize(1);
    }

    @Test
    void an_answer_matches_the_editors_pattern_as_a_whole() {
        Field badge = a(1, FieldType.SINGLE_LINE)
                .within(new Limits(null, "[A-Z]{2}[0-9]{4}", "It looks like AB1234", List.of(), null));
        assertThat(kept(one(badge, " AB1234 "))).containsExactly("AB1234");
        assertThat(problem(one(badge, "AB12345"))).isEqualTo(Problem.of("pattern"));
        assertThat(problem(one(badge, "xAB1234"))).isEqualTo(Problem.of("pattern"));
    }

    @Test
    void what_does_not_apply_is_not_an_answer_and_cannot_be_wrong() {
        Field asked = a(2, FieldType.EMAIL).askedIf(List.of(new Condition(Q1, List.of("Yes"))));
        FormDefinition form = form().field(1, FieldType.RADIOS, "Yes", "No")
                .field(asked)
                .but(whole -> whole.with(Layout.PAGE_PER_QUESTION));
        Checked no = Checked.of(form, Map.of("q1", List.of("No"), "q2", List.of("no address")));
        assertThat(no.problems()).isEmpty();
        assertThat(no.byField()).containsOnlyKeys(Q1);
        assertThat(no.asked()).extracting(Field::id).containsExactly(Q1);
        Checked yes = Checked.of(form, Map.of("q1", List.of("Yes"), "q2", List.of("no address")));
        assertThat(yes.problems()).containsOnlyKeys(Q2);
    }

    @Test
    void neither_what_was_checked_nor_a_review_shows_an_answer() {
        assertThat(one(a(1, FieldType.SINGLE_LINE), "canary").toString()).doesNotContain("canary");
    }
}
