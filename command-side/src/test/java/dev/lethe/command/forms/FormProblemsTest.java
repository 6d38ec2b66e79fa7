package dev.lethe.command.forms;

import static dev.lethe.command.forms.FormBuilder.a;
import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.command.forms.events.LawfulBasis;
import dev.lethe.command.forms.events.Processing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FormProblemsTest {

    @Test
    void a_complete_form_has_no_problems() {
        assertThat(FormProblems.ofPublication(form().build())).isEmpty();
    }

    @Test
    void an_empty_form_can_be_saved_and_lacks_all_that_publishing_needs() {
        FormDefinition empty =
                new FormDefinition("", "", "", List.of(), List.of(), "", "", "", new Processing("", null, "", null));
        assertThat(FormProblems.ofDraft(empty)).isEmpty();
        assertThat(FormProblems.ofPublication(empty))
                .extracting(FormProblem::where)
                .containsExactly(
                        "title",
                        "slug",
                        "people",
                        "fields",
                        "actionText",
                        "thankYouHeading",
                        "purpose",
                        "lawfulBasis",
                        "seenBy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Pothole", "pot hole", "-pothole", "pothole-", "pot--hole", "pot_hole", "pöthole", "a/b"})
    void a_slug_is_lower_case_words_joined_by_hyphens(String slug) {
        assertThat(keys(FormProblems.ofDraft(form().slug(slug).build()))).containsExactly("problem.form.slug.shape");
    }

    @Test
    void F1_the_button_has_at_most_32_characters_and_the_heading_200() {
        FormDefinition form = form().build();
        FormDefinition longer = new FormDefinition(
                form.title(),
                form.slug(),
                "",
                form.people(),
                form.fields(),
                "x".repeat(33),
                "x".repeat(201),
                "",
                form.processing());
        assertThat(FormProblems.ofDraft(longer))
                .containsExactly(
                        FormProblem.at("actionText", "too-long", 32),
                        FormProblem.at("thankYouHeading", "too-long", 200));
    }

    @Test
    void lengths_are_counted_in_characters_not_in_halves_of_them() {
        assertThat(FormProblems.ofDraft(form().title("😀".repeat(255)).build())).isEmpty();
    }

    @Test
    void F2_a_label_has_at_most_255_characters() {
        Field field = new Field(
                FieldId.of(1),
                FieldType.SINGLE_LINE,
                "x".repeat(256),
                "x".repeat(256),
                true,
                List.of(),
                null,
                0,
                Identifies.NOBODY);
        assertThat(FormProblems.ofDraft(form().field(field).build()))
                .containsExactly(
                        FormProblem.at("q1-label", "too-long", 255), FormProblem.at("q1-help", "too-long", 255));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u0007b", "a\uD800b", "\uDC00"})
    void text_that_cannot_be_stored_or_seen_is_refused(String title) {
        assertThat(keys(FormProblems.ofDraft(form().title(title).build()))).containsExactly("problem.form.characters");
    }

    @Test
    void two_fields_with_one_id_are_refused() {
        assertThat(keys(FormProblems.ofDraft(form().field(1, FieldType.DATE)
                        .field(1, FieldType.EMAIL)
                        .build())))
                .containsExactly("problem.form.field.twice");
    }

    @ParameterizedTest
    @EnumSource(names = {"DROPDOWN", "RADIOS"})
    void one_of_several_needs_two_choices(FieldType type) {
        assertThat(FormProblems.ofPublication(form().field(1, type, "Yes").build()))
                .containsExactly(FormProblem.at("q1-choices", "choices.required", 2));
    }

    @Test
    void several_boxes_need_one_choice() {
        assertThat(FormProblems.ofPublication(
                        form().field(1, FieldType.CHECKBOXES).build()))
                .containsExactly(FormProblem.at("q1-choices", "choices.required", 1));
    }

    @Test
    void F4_choices_are_trimmed_not_empty_and_different() {
        assertThat(keys(FormProblems.ofPublication(
                        form().field(1, FieldType.RADIOS, "A", " B").build())))
                .containsExactly("problem.form.choices.blank");
        assertThat(keys(FormProblems.ofPublication(
                        form().field(1, FieldType.RADIOS, "A", "").build())))
                .containsExactly("problem.form.choices.blank");
        assertThat(keys(FormProblems.ofPublication(
                        form().field(1, FieldType.RADIOS, "A", "A").build())))
                .containsExactly("problem.form.choices.twice");
    }

    @Test
    void a_question_without_choices_takes_none() {
        assertThat(keys(FormProblems.ofPublication(
                        form().field(1, FieldType.DATE, "A").build())))
                .containsExactly("problem.form.choices.unwanted");
    }

    @Test
    void a_further_person_is_described_and_asked_about() {
        assertThat(FormProblems.ofPublication(form().people("You", " ").build()))
                .containsExactly(
                        FormProblem.at("people-1", "person.required"),
                        FormProblem.at("people-1", "person.without-fields"));
    }

    @Test
    void a_field_belongs_to_one_of_the_forms_people() {
        FormDefinition form =
                form().field(1, FieldType.DATE, 1, Identifies.NOBODY).build();
        assertThat(FormProblems.ofDraft(form)).containsExactly(FormProblem.at("q1-person", "field.person"));
    }

    @Test
    void one_email_address_identifies_a_person_and_each_person_may_have_one() {
        FormDefinition each = form().people("You", "Your neighbour")
                .field(1, FieldType.EMAIL, 0, Identifies.EMAIL)
                .field(2, FieldType.EMAIL, 1, Identifies.EMAIL)
                .build();
        assertThat(FormProblems.ofPublication(each)).isEmpty();
        FormDefinition twice = form().field(1, FieldType.EMAIL, 0, Identifies.EMAIL)
                .field(2, FieldType.EMAIL, 0, Identifies.EMAIL)
                .build();
        assertThat(FormProblems.ofPublication(twice))
                .containsExactly(FormProblem.at("q2-identifies", "identifies.twice"));
    }

    @Test
    void only_a_question_of_the_right_type_identifies() {
        FormDefinition form = form().field(1, FieldType.SINGLE_LINE, 0, Identifies.EMAIL)
                .field(2, FieldType.EMAIL, 0, Identifies.PHONE)
                .field(3, FieldType.MULTI_LINE, 0, Identifies.NAME)
                .build();
        assertThat(FormProblems.ofPublication(form))
                .containsExactly(
                        FormProblem.at("q1-identifies", "identifies.type"),
                        FormProblem.at("q2-identifies", "identifies.type"),
                        FormProblem.at("q3-identifies", "identifies.type"));
    }

    @Test
    void a_longest_answer_is_within_its_types_own_limit() {
        Field field =
                new Field(FieldId.of(1), FieldType.SINGLE_LINE, "Name", "", true, List.of(), 256, 0, Identifies.NOBODY);
        assertThat(FormProblems.ofDraft(form().field(field).build()))
                .containsExactly(FormProblem.at("q1-maxLength", "max-length", 255));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 36_501})
    void a_retention_period_is_a_day_to_a_hundred_years(int days) {
        assertThat(FormProblems.ofDraft(form().kept(days).build()))
                .containsExactly(FormProblem.at("retentionDays", "retention-days", 36_500));
    }

    @Test
    void nobody_publishes_without_saying_why_on_what_basis_and_to_whom() {
        assertThat(FormProblems.ofPublication(
                        form().processing(new Processing(" ", null, " ", null)).build()))
                .extracting(FormProblem::where)
                .containsExactly("purpose", "lawfulBasis", "seenBy");
        assertThat(FormProblems.ofPublication(form().processing(new Processing("x", LawfulBasis.CONSENT, "x", 1))
                        .build()))
                .isEmpty();
    }

    @Test
    void there_is_an_end_to_what_a_form_can_hold() {
        FormBuilder many = form();
        for (int i = 1; i <= 201; i++) many.field(a(i, FieldType.DATE));
        assertThat(keys(FormProblems.ofDraft(many.build()))).containsExactly("problem.form.fields.too-many");
    }

    private static List<String> keys(List<FormProblem> problems) {
        return problems.stream().map(FormProblem::key).toList();
    }
}
