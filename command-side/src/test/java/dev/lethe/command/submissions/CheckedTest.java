package dev.lethe.command.submissions;

import static dev.lethe.command.forms.FormBuilder.a;
import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.shredding.Identifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckedTest {

    private static final FieldId Q1 = FieldId.of(1);

    @ParameterizedTest
    @EnumSource
    void F3_a_required_question_left_blank_has_a_problem_of_its_type(FieldType type) {
        FormDefinition form = form().field(1, type, "A", "B").build();
        String key = "problem.required." + type.name().toLowerCase().replace('_', '-');
        assertThat(Checked.of(form, Map.of()).problems()).containsExactly(Map.entry(Q1, problem(key)));
        assertThat(Checked.of(form, Map.of("q1", List.of(" \t\u00A0\u200B")))
                        .problems()
                        .get(Q1))
                .isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void F3_an_optional_question_left_blank_is_absent(FieldType type) {
        FormDefinition form = form().field(1, type, 0, Identifies.NOBODY).build();
        Checked checked = Checked.of(form, Map.of("q1", List.of("  "), "q1-day", List.of("")));
        assertThat(checked.problems()).isEmpty();
        assertThat(checked.answers().getFirst().values()).isEmpty();
    }

    @Test
    void F3_text_is_trimmed_and_otherwise_kept() {
        assertThat(answer(FieldType.SINGLE_LINE, "\u00A0 José  Müller \u200B\n"))
                .containsExactly("José  Müller");
        assertThat(answer(FieldType.MULTI_LINE, "\r\n one\r\n\ttwo\rthree \n")).containsExactly("one\n\ttwo\nthree");
    }

    @Test
    void a_line_break_in_one_line_becomes_a_space() {
        assertThat(answer(FieldType.SINGLE_LINE, "one\u2028two\tthree")).containsExactly("one two three");
    }

    @Test
    void control_characters_that_nobody_sees_are_left_out() {
        assertThat(answer(FieldType.SINGLE_LINE, "a\u0007b\u001B[31m\u0085c\u009Fd"))
                .containsExactly("ab[31m cd");
    }

    @Test
    void text_from_right_to_left_is_kept() {
        assertThat(answer(FieldType.SINGLE_LINE, "\u202Eشكرا")).containsExactly("\u202Eشكرا");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u0000", "\uD83D", "\uDE00\uD83D", "x\uDE00"})
    void F3_NUL_and_halves_of_characters_are_refused(String typed) {
        for (FieldType type : FieldType.values()) {
            FormDefinition form = form().field(1, type, "A", "B").build();
            String name = InputNames.of(form.fields().getFirst()).getFirst();
            assertThat(Checked.of(form, Map.of(name, List.of(typed))).problems().get(Q1))
                    .isEqualTo(problem("problem.characters"));
        }
    }

    @Test
    void F3_one_line_has_at_most_255_characters_counted_whole() {
        assertThat(answer(FieldType.SINGLE_LINE, "😀".repeat(255))).hasSize(1);
        assertThat(refused(FieldType.SINGLE_LINE, "x".repeat(256))).isEqualTo(Problem.of("too-long", 255));
    }

    @Test
    void f3_several_lines_have_at_most_20000_characters() {
        assertThat(answer(FieldType.MULTI_LINE, "x".repeat(20_000))).hasSize(1);
        assertThat(refused(FieldType.MULTI_LINE, "x".repeat(20_001))).isEqualTo(Problem.of("too-long", 20_000));
    }

    @Test
    void a_field_can_ask_for_less() {
        Field field = new Field(Q1, FieldType.MULTI_LINE, "Why", "", true, List.of(), 5, 0, Identifies.NOBODY);
        FormDefinition form = form().field(field).build();
        assertThat(Checked.of(form, Map.of("q1", List.of("123456"))).problems().get(Q1))
                .isEqualTo(Problem.of("too-long", 5));
    }

    @Test
    void something_huge_is_a_clear_problem() {
        for (FieldType type : FieldType.values()) {
            FormDefinition form = form().field(1, type, "A", "B").build();
            String name = InputNames.of(form.fields().getFirst()).getFirst();
            Map<String, List<String>> huge = Map.of(name, List.of("9".repeat(2_000_000)));
            assertThat(Checked.of(form, huge).problems().get(Q1)).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann@example.com",
                "Ann.O'Neil+forms@EXAMPLE.co.uk",
                "ann@bücher.example",
                "ann@straße.example",
                "ann@xn--strae-oqa.example",
                "ann@نامه\u200Cای.example",
                "jürgen@example.com"
            })
    void F3_an_email_address_is_kept_as_typed(String typed) {
        assertThat(answer(FieldType.EMAIL, "  " + typed + " ")).containsExactly(typed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann",
                "@example.com",
                "ann@",
                "ann@example",
                "ann@@example.com",
                "an n@example.com",
                "ann@exa mple.com",
                "ann@example..com",
                "ann@-example.com",
                ".ann@example.com",
                "ann.@example.com",
                "a..b@example.com",
                "ann@example.com, bob@example.com",
                "Ann <ann@example.com>",
                "ann@example.com\u200Bx y",
                "ann@example.com.",
                "ann@example.com。",
                "ann@xn--a.example",
                "ann@exam_ple.com"
            })
    void F3_what_is_no_email_address_is_refused(String typed) {
        assertThat(refused(FieldType.EMAIL, typed)).isEqualTo(problem("problem.email"));
    }

    @ParameterizedTest
    @CsvSource({
        "EMAIL, \u202Aann\u200B@exam\u00ADple.com\u202C, ann@example.com",
        "EMAIL, ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ, ann@example.com",
        "EMAIL, ann@exam\u200Cple.com, ann@example.com",
        "TELEPHONE, 07700\u00A0900\u2011982\u200E, 07700 900\u2010982",
        "TELEPHONE, ０７７００ ９００９８２, 07700 900982",
        "NUMBER, １２\u200B, 12",
        "POSTCODE, hp19\u00AD\u00A08db, HP19 8DB",
        "POSTCODE, ＨＰ１９　８ＤＢ, HP19 8DB"
    })
    void of_what_is_no_prose_nothing_is_kept_that_nobody_sees(FieldType type, String typed, String kept) {
        assertThat(answer(type, typed)).containsExactly(kept);
    }

    @Test
    void dates_and_addresses_are_checked_and_kept_without_what_nobody_sees() {
        assertThat(date("\u200E２７", "3\u00AD", "２０２６\u200B").byField().get(Q1)).containsExactly("2026-03-27");
        Checked address = Checked.of(
                form().field(1, FieldType.ADDRESS).build(),
                Map.of(
                        "q1-line1", List.of("\u200E12½\u00A0High\u200B Street"),
                        "q1-line2", List.of("\u3164"),
                        "q1-town", List.of("Ayles\u00ADbury"),
                        "q1-postcode", List.of("HP19\u00A08DB\u200F")));
        assertThat(address.problems()).isEmpty();
        assertThat(address.byField().get(Q1)).containsExactly("12 1⁄2 High Street", "", "Aylesbury", "", "HP19 8DB");
    }

    @Test
    void a_name_or_a_reference_is_kept_without_what_nobody_sees_and_prose_as_typed() {
        String typed = "Ada\u00A0Love\u00ADlace\u200E ①";
        for (Identifies as : List.of(Identifies.NAME, Identifies.REFERENCE)) {
            FormDefinition form = form().field(1, FieldType.SINGLE_LINE, 0, as).build();
            Checked checked = Checked.of(form, Map.of("q1", List.of(typed)));
            assertThat(checked.byField().get(Q1)).containsExactly("Ada Lovelace 1");
        }
        assertThat(answer(FieldType.SINGLE_LINE, typed)).containsExactly(typed);
        assertThat(answer(FieldType.MULTI_LINE, typed)).containsExactly(typed);
    }

    @ParameterizedTest
    @CsvSource({
        "EMAIL, EMAIL, \u200Eann@\u00ADSTRAẞE.example, ann@xn--strae-oqa.example",
        "EMAIL, EMAIL, ann@xn--strae-oqa.example, ann@xn--strae-oqa.example",
        "EMAIL, EMAIL, ann@strasse.example, ann@strasse.example",
        "TELEPHONE, PHONE, 07700\u00A0900\u200B982, +447700900982",
        "SINGLE_LINE, NAME, Ada\u00A0Love\u00ADlace, ada lovelace",
        "SINGLE_LINE, REFERENCE, ab\u200B 12, AB12"
    })
    void what_is_kept_is_what_the_person_is_found_by(FieldType type, Identifies as, String typed, String found) {
        FormDefinition form = form().field(1, type, 0, as).build();
        Checked checked = Checked.of(form, Map.of("q1", List.of(typed)));
        Identifier.Kind kind = Identifier.Kind.valueOf(as.name());
        assertThat(checked.problems()).isEmpty();
        assertThat(checked.identifiers().getFirst())
                .containsExactly(Identifier.of(kind, checked.byField().get(Q1).getFirst()))
                .extracting(Identifier::value)
                .containsExactly(found);
    }

    @Test
    void F3_an_email_address_has_at_most_320_characters() {
        assertThat(refused(FieldType.EMAIL, "a".repeat(64) + "@" + "b".repeat(260) + ".com"))
                .isEqualTo(Problem.of("too-long", 320));
        assertThat(refused(FieldType.EMAIL, "a".repeat(65) + "@example.com")).isEqualTo(problem("problem.email"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"01632 960 001", "(01632) 960001", "07700 900 982", "+44 808 157 0192", "+1 212 555 0100"})
    void a_telephone_number_is_kept_as_typed(String typed) {
        assertThat(answer(FieldType.TELEPHONE, typed)).containsExactly(typed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "1", "+44", "07700 900 982 07700 900 983", "ann@example.com"})
    void what_is_no_telephone_number_is_refused(String typed) {
        assertThat(refused(FieldType.TELEPHONE, typed)).isEqualTo(problem("problem.telephone"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "www.example.com/a?b=c#d",
                "http://example.com:8080",
                "HTTPS://bücher.example/",
                "example.com:8080/a"
            })
    void F3_a_web_address_may_leave_out_http(String typed) {
        assertThat(answer(FieldType.URL, typed)).containsExactly(typed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "ftp://example.com",
                "example",
                "http://",
                "http://a b.com",
                "https://user:secret@example.com",
                "data:text/html,x"
            })
    void F3_what_is_no_web_address_is_refused(String typed) {
        assertThat(refused(FieldType.URL, typed)).isEqualTo(problem("problem.url"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "12", "-3", "+4", "12.50", ".5", "1,234,567.89", "007"})
    void F3_a_number_is_kept_as_text(String typed) {
        assertThat(answer(FieldType.NUMBER, typed)).containsExactly(typed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"twelve", "1e5", "12.", "1,23", "--1", "1 2", "NaN", "٣", "0x10"})
    void F3_what_is_no_number_is_refused(String typed) {
        assertThat(refused(FieldType.NUMBER, typed)).isEqualTo(problem("problem.number"));
    }

    @ParameterizedTest
    @CsvSource({
        "27, 3, 2026, 2026-03-27",
        "07, 08, 0999, 0999-08-07",
        "29, 2, 2024, 2024-02-29",
        "1, March, 2026, 2026-03-01",
        "1, sept, 2026, 2026-09-01"
    })
    void F3_a_date_in_three_parts_is_kept_as_year_month_day(String day, String month, String year, String kept) {
        Checked checked = date(day, month, year);
        assertThat(checked.problems()).isEmpty();
        assertThat(checked.answers().getFirst().values().get(Q1)).containsExactly(kept);
    }

    @ParameterizedTest
    @CsvSource({
        "'', 3, 2026, missing-day, day", "27, '', 2026, missing-month, month", "27, 3, '', missing-year, year",
        "31, 2, 2026, not-real, day", "29, 2, 2026, not-real, day", "0, 2, 2026, not-real, day",
        "1, 13, 2026, not-real, month", "1, Ma, 2026, not-real, month", "1, ٣, 2026, not-real, month",
        "1, 2, 26, year-digits, year", "1, 2, 0000, not-real, year", "x, 2, 2026, not-real, day"
    })
    void a_date_that_is_none_says_which_part_to_mend(String day, String month, String year, String what, String part) {
        assertThat(date(day, month, year).problems().get(Q1)).isEqualTo(Problem.ofPart("date." + what, part));
    }

    @Test
    void F3_a_box_is_ticked_or_absent() {
        assertThat(answer(FieldType.CHECKBOX, "yes")).containsExactly("yes");
        assertThat(refused(FieldType.CHECKBOX, "no")).isEqualTo(problem("problem.choice"));
    }

    @Test
    void choices_are_kept_once_in_the_order_of_the_form() {
        FormDefinition form =
                form().field(1, FieldType.CHECKBOXES, "A", "B", "C").build();
        Checked checked = Checked.of(form, Map.of("q1", List.of("C", "A", "C", "")));
        assertThat(checked.answers().getFirst().values().get(Q1)).containsExactly("A", "C");
    }

    @ParameterizedTest
    @EnumSource(names = {"CHECKBOXES", "DROPDOWN", "RADIOS"})
    void a_choice_that_was_not_offered_is_refused(FieldType type) {
        FormDefinition form = form().field(1, type, "A", "B").build();
        assertThat(Checked.of(form, Map.of("q1", List.of("D"))).problems().get(Q1))
                .isEqualTo(problem("problem.choice"));
    }

    @ParameterizedTest
    @EnumSource(
            names = {"CHECKBOXES"},
            mode = EnumSource.Mode.EXCLUDE)
    void two_answers_to_a_question_that_takes_one_are_refused(FieldType type) {
        FormDefinition form = form().field(1, type, "A", "B").build();
        String name = InputNames.of(form.fields().getFirst()).getFirst();
        assertThat(Checked.of(form, Map.of(name, List.of("A", "B"))).problems().get(Q1))
                .isEqualTo(problem("problem.one-answer"));
    }

    @Test
    void FW4_an_answer_to_a_question_that_this_version_does_not_ask_is_refused_and_not_lost() {
        Map<String, List<String>> typed = Map.of("q1", List.of("A"), "q2", List.of("B"), "q1-day", List.of("1"));
        assertThat(Checked.of(form().build(), typed).problems())
                .containsOnlyKeys(Q1, FieldId.of(2))
                .containsEntry(FieldId.of(2), problem("problem.unknown-field"));
    }

    @Test
    void FW3_inputs_that_are_not_the_forms_are_none_of_its_business() {
        Map<String, List<String>> typed =
                Map.of("q1", List.of("A"), "token", List.of("x"), "submit_time", List.of("x"), "q2", List.of(" "));
        assertThat(Checked.of(form().build(), typed).problems()).isEmpty();
    }

    @Test
    void problems_come_in_the_order_of_the_form() {
        FormDefinition form = form().field(3, FieldType.DATE)
                .field(1, FieldType.EMAIL)
                .field(2, FieldType.URL)
                .build();
        assertThat(Checked.of(form, Map.of()).problems())
                .containsOnlyKeys(FieldId.of(3), FieldId.of(1), FieldId.of(2))
                .extracting(problems -> List.copyOf(problems.keySet()))
                .isEqualTo(List.of(FieldId.of(3), FieldId.of(1), FieldId.of(2)));
    }

    @Test
    void each_persons_answers_and_identifiers_are_kept_apart_the_email_address_first() {
        FormDefinition form = form().people("You", "Your neighbour")
                .field(1, FieldType.TELEPHONE, 0, Identifies.PHONE)
                .field(2, FieldType.EMAIL, 0, Identifies.EMAIL)
                .field(3, FieldType.SINGLE_LINE, 1, Identifies.NAME)
                .field(4, FieldType.SINGLE_LINE, 0, Identifies.REFERENCE)
                .build();
        Checked checked = Checked.of(
                form,
                Map.of(
                        "q1", List.of("07700 900982"),
                        "q2", List.of(" Ann@EXAMPLE.com "),
                        "q3", List.of("Bob  Jones")));
        assertThat(checked.problems()).isEmpty();
        assertThat(checked.answers().get(0).values())
                .isEqualTo(Map.of(Q1, List.of("07700 900982"), FieldId.of(2), List.of("Ann@EXAMPLE.com")));
        assertThat(checked.answers().get(1).values()).isEqualTo(Map.of(FieldId.of(3), List.of("Bob Jones")));
        assertThat(checked.identifiers())
                .isEqualTo(List.of(
                        List.of(
                                Identifier.email("ann@example.com"),
                                Identifier.of(Identifier.Kind.PHONE, "+44 7700 900982")),
                        List.of(Identifier.of(Identifier.Kind.NAME, "bob jones"))));
    }

    @Test
    void neither_problems_nor_what_was_checked_repeat_an_answer() {
        FormDefinition form = form().field(a(1, FieldType.EMAIL))
                .field(a(2, FieldType.SINGLE_LINE))
                .build();
        Checked checked = Checked.of(form, Map.of("q1", List.of("canary-7f3a"), "q2", List.of("canary-7f3a")));
        assertThat(checked.toString()).doesNotContain("canary");
    }

    private static Checked date(String day, String month, String year) {
        return Checked.of(
                form().field(1, FieldType.DATE).build(),
                Map.of("q1-day", List.of(day), "q1-month", List.of(month), "q1-year", List.of(year)));
    }

    private static @Nullable List<String> answer(FieldType type, String typed) {
        Checked checked = Checked.of(form().field(1, type).build(), Map.of("q1", List.of(typed)));
        assertThat(checked.problems()).isEmpty();
        return checked.answers().getFirst().values().get(Q1);
    }

    private static @Nullable Problem refused(FieldType type, String typed) {
        return Checked.of(form().field(1, type).build(), Map.of("q1", List.of(typed)))
                .problems()
                .get(Q1);
    }

    private static Problem problem(String key) {
        return new Problem(key, List.of(), "");
    }
}
