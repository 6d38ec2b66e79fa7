package dev.lethe.command.forms;

import static dev.lethe.command.forms.FormBuilder.a;
import static dev.lethe.command.forms.FormBuilder.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Handling;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.RetentionRule;
import dev.lethe.command.forms.model.SpamControl;
import dev.lethe.command.forms.model.StatusRetention;
import dev.lethe.command.forms.model.SubmissionStatus;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
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

    /** Each within its own limits: a page of them all would have 26 MB. */
    @Test
    void nor_can_all_texts_of_its_questions_together_be_of_any_length() {
        String[] choices = IntStream.range(0, 200)
                .mapToObj(number -> "%03d".formatted(number) + "\"".repeat(247))
                .toArray(String[]::new);
        FormBuilder most = form();
        for (int i = 1; i <= 9; i++) most.field(i, FieldType.CHECKBOXES, choices);
        assertThat(FormProblems.ofDraft(most.build())).isEmpty();
        most.field(10, FieldType.CHECKBOXES, choices);
        assertThat(FormProblems.ofDraft(most.build()))
                .containsExactly(FormProblem.at("fields", "texts.too-long", 500_000));
    }

    @Test
    void guidance_beginnings_and_conditions_count_among_them() {
        String text = "x".repeat(5_000);
        // 100 of them are 500,000 characters, and labels are beside.
        assertThat(isTooMuch(99, field -> field.after(text))).isFalse();
        assertThat(isTooMuch(100, field -> field.after(text))).isTrue();
        assertThat(isTooMuch(99, field -> field.beginningWith(List.of(text)))).isFalse();
        assertThat(isTooMuch(100, field -> field.beginningWith(List.of(text)))).isTrue();
        assertThat(isTooMuch(99, field -> field.askedIf(List.of(when(1, text)))))
                .isFalse();
        assertThat(isTooMuch(100, field -> field.askedIf(List.of(when(1, text)))))
                .isTrue();
    }

    private static boolean isTooMuch(int questions, UnaryOperator<Field> with) {
        FormBuilder form = form();
        for (int i = 1; i <= questions; i++) form.field(with.apply(a(i, FieldType.MULTI_LINE)));
        return keys(FormProblems.ofDraft(form.build())).contains("problem.form.texts.too-long");
    }

    private static Field text() {
        return a(1, FieldType.SINGLE_LINE);
    }

    private static List<FormProblem> of(Field... fields) {
        FormBuilder form = form();
        for (Field field : fields) form.field(field);
        return FormProblems.ofPublication(form.build());
    }

    private static List<FormProblem> paged(Field... fields) {
        FormBuilder form = form();
        for (Field field : fields) form.field(field);
        return FormProblems.ofPublication(form.build().with(Layout.PAGE_PER_QUESTION));
    }

    private static Condition when(int question, String... answers) {
        return new Condition(FieldId.of(question), List.of(answers));
    }

    @Test
    void each_question_says_what_kind_of_data_its_answer_is() {
        assertThat(of(text().handled(Handling.UNDECIDED)))
                .containsExactly(FormProblem.at("q1-dataClass", "data-class.required"));
        assertThat(of(text().handled(new Handling(DataClass.SPECIAL_CATEGORY, false))))
                .isEmpty();
        assertThat(FormProblems.ofDraft(
                        form().field(text().handled(Handling.UNDECIDED)).build()))
                .isEmpty();
    }

    @Test
    void what_identifies_a_person_is_personal_data() {
        Field email = new Field(FieldId.of(1), FieldType.EMAIL, "Email", "", true, List.of(), null, 0, Identifies.EMAIL)
                .handled(new Handling(DataClass.NOT_PERSONAL, true));
        assertThat(of(email)).containsExactly(FormProblem.at("q1-dataClass", "data-class.identifies"));
    }

    @Test
    void a_retention_rule_is_chosen_and_days_are_a_number() {
        assertThat(FormProblems.ofPublication(
                        form().processing(new Processing("x", LawfulBasis.CONSENT, "x", null, null, List.of()))
                                .build()))
                .containsExactly(FormProblem.at("retention", "retention.required"));
        assertThat(FormProblems.ofPublication(form().processing(
                                new Processing("x", LawfulBasis.CONSENT, "x", RetentionRule.DAYS, null, List.of()))
                        .build()))
                .containsExactly(FormProblem.at("retentionDays", "retention-days", 36_500));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 36_501})
    void a_life_by_status_is_a_day_to_a_hundred_years(int days) {
        assertThat(FormProblems.ofDraft(byStatus(new StatusRetention(SubmissionStatus.SPAM, days))))
                .containsExactly(FormProblem.at("byStatus-SPAM", "by-status.days", 36_500));
    }

    @Test
    void a_status_has_one_life() {
        assertThat(FormProblems.ofDraft(byStatus(
                        new StatusRetention(SubmissionStatus.DONE, 7), new StatusRetention(SubmissionStatus.DONE, 30))))
                .containsExactly(FormProblem.at("byStatus-DONE", "by-status.twice"));
    }

    private static FormDefinition byStatus(StatusRetention... lives) {
        return form().processing(
                        new Processing("x", LawfulBasis.CONSENT, "x", RetentionRule.UNTIL_ERASED, null, List.of(lives)))
                .build();
    }

    @Test
    void a_condition_is_about_an_earlier_question_and_answers_that_it_offers() {
        Field first = a(1, FieldType.RADIOS, "Yes", "No");
        Field box = a(2, FieldType.CHECKBOX);
        Field name = a(3, FieldType.SINGLE_LINE);
        assertThat(paged(first, box, name, a(4, FieldType.DATE).askedIf(List.of(when(1, "Yes"), when(2, "yes")))))
                .isEmpty();
        for (Condition wrong : List.of(when(3, "Ann"), when(4, "x"), when(5, "Yes"), when(9, "Yes")))
            assertThat(paged(
                            first,
                            box,
                            name,
                            a(4, FieldType.DATE).askedIf(List.of(wrong)),
                            a(5, FieldType.RADIOS, "Yes", "No")))
                    .as(wrong.toString())
                    .containsExactly(FormProblem.at("q4-conditions", "condition.question"));
        for (Condition wrong : List.of(when(1), when(1, "Perhaps"), when(1, "Yes", "Perhaps"), when(2, "Yes")))
            assertThat(paged(first, box, name, a(4, FieldType.DATE).askedIf(List.of(wrong))))
                    .as(wrong.toString())
                    .containsExactly(FormProblem.at("q4-conditions", "condition.answer"));
    }

    @Test
    void a_question_with_conditions_has_a_page_of_its_own() {
        assertThat(of(a(1, FieldType.RADIOS, "Yes", "No"), a(2, FieldType.DATE).askedIf(List.of(when(1, "Yes")))))
                .containsExactly(FormProblem.at("q2-conditions", "condition.layout"));
    }

    @Test
    void some_way_of_answering_leads_to_every_question() {
        assertThat(paged(
                        a(1, FieldType.RADIOS, "Yes", "No"),
                        a(2, FieldType.RADIOS, "Red", "Blue").askedIf(List.of(when(1, "Yes"))),
                        a(3, FieldType.DATE).askedIf(List.of(when(1, "No"), when(2, "Red")))))
                .containsExactly(FormProblem.at("q3-conditions", "condition.unreachable"));
    }

    @Test
    void a_default_is_one_of_the_choices_and_a_box_is_ticked_or_not() {
        assertThat(of(a(1, FieldType.RADIOS, "Yes", "No").beginningWith(List.of("Perhaps"))))
                .containsExactly(FormProblem.at("q1-defaults", "default.choice"));
        assertThat(of(a(1, FieldType.CHECKBOX).beginningWith(List.of("on"))))
                .containsExactly(FormProblem.at("q1-defaults", "default.choice"));
        assertThat(of(
                        a(1, FieldType.CHECKBOXES, "A", "B", "C").beginningWith(List.of("A", "C")),
                        a(2, FieldType.CHECKBOX).beginningWith(List.of(FormProblems.TICKED))))
                .isEmpty();
    }

    @Test
    void a_default_is_one_text_and_files_and_addresses_have_none() {
        for (Field field : List.of(
                text().beginningWith(List.of("A", "B")),
                a(1, FieldType.FILE).beginningWith(List.of("A")),
                a(1, FieldType.ADDRESS).beginningWith(List.of("A"))))
            assertThat(of(field))
                    .as(field.type().name())
                    .containsExactly(FormProblem.at("q1-defaults", "default.unwanted"));
    }

    @Test
    void the_default_of_a_date_is_a_date() {
        assertThat(of(a(1, FieldType.DATE).beginningWith(List.of("2026-02-29"))))
                .containsExactly(FormProblem.at("q1-defaults", "default.date"));
        assertThat(of(a(1, FieldType.DATE_TIME).beginningWith(List.of("2026-02-28"))))
                .containsExactly(FormProblem.at("q1-defaults", "default.date"));
        assertThat(of(
                        a(1, FieldType.DATE).beginningWith(List.of("2026-02-28")),
                        a(2, FieldType.DATE_TIME).beginningWith(List.of("2026-02-28T09:05"))))
                .isEmpty();
    }

    @Test
    void a_hidden_value_that_is_required_is_there() {
        assertThat(of(a(1, FieldType.HIDDEN))).containsExactly(FormProblem.at("q1-defaults", "hidden.required"));
        assertThat(of(a(1, FieldType.HIDDEN).beginningWith(List.of("web")))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 51, -1})
    void a_file_has_1_to_50_megabytes(int megabytes) {
        assertThat(of(a(1, FieldType.FILE).within(new Limits(null, "", "", List.of(FileKind.PDF), megabytes))))
                .containsExactly(FormProblem.at("q1-fileMegabytes", "file-size", 50));
    }

    @Test
    void a_shortest_answer_is_no_longer_than_the_longest() {
        assertThat(of(text().within(new Limits(0, "", "", List.of(), null))))
                .containsExactly(FormProblem.at("q1-minLength", "min-length", 255));
        Field ten =
                new Field(FieldId.of(1), FieldType.SINGLE_LINE, "Name", "", true, List.of(), 10, 0, Identifies.NOBODY);
        assertThat(of(ten.within(new Limits(11, "", "", List.of(), null))))
                .containsExactly(FormProblem.at("q1-minLength", "min-length", 10));
        assertThat(of(ten.within(new Limits(10, "", "", List.of(), null)))).isEmpty();
    }

    @Test
    void a_pattern_can_be_used_is_explained_and_is_about_text() {
        assertThat(of(text().within(new Limits(null, "[0-9", "Six digits", List.of(), null))))
                .containsExactly(FormProblem.at("q1-pattern", "pattern.shape"));
        assertThat(of(text().within(new Limits(null, "(?=a)b", "Six digits", List.of(), null))))
                .containsExactly(FormProblem.at("q1-pattern", "pattern.shape"));
        assertThat(of(text().within(new Limits(null, "[0-9]{6}", " ", List.of(), null))))
                .containsExactly(FormProblem.at("q1-patternProblem", "pattern.problem"));
        assertThat(of(a(1, FieldType.DATE).within(new Limits(null, "[0-9]{6}", "Six digits", List.of(), null))))
                .containsExactly(FormProblem.at("q1-pattern", "pattern.unwanted"));
        assertThat(of(text().within(new Limits(null, "[0-9]{6}", "Six digits", List.of(), null))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 61})
    void the_shortest_time_is_up_to_a_minute(int seconds) {
        assertThat(FormProblems.ofDraft(form().build().with(new SpamControl(seconds, false))))
                .containsExactly(FormProblem.at("minimumSeconds", "minimum-seconds", 60));
        assertThat(FormProblems.ofDraft(form().build().with(new SpamControl(60, true))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www.example.gov.uk",
                "https://www.example.gov.uk/",
                "https://www.example.gov.uk/page",
                "https://EXAMPLE.org",
                "javascript://x",
                "https://user@example.org",
                "https://*.example.org",
                "*",
                "null"
            })
    void a_site_is_an_origin(String site) {
        assertThat(FormProblems.ofDraft(form().build().embeddedBy(List.of(site))))
                .containsExactly(FormProblem.at("sites", "sites.shape"));
        assertThat(FormProblems.ofDraft(
                        form().build().embeddedBy(List.of("https://example.org", "http://localhost:8080"))))
                .isEmpty();
    }

    @Test
    void there_is_an_end_to_choices_people_and_sites() {
        String[] choices = IntStream.range(0, 201).mapToObj(i -> "Choice " + i).toArray(String[]::new);
        assertThat(of(a(1, FieldType.RADIOS, choices)))
                .containsExactly(FormProblem.at("q1-choices", "choices.too-many", 200));
        List<String> sites = IntStream.range(0, 51)
                .mapToObj(i -> "https://s" + i + ".example.org")
                .toList();
        assertThat(FormProblems.ofDraft(form().build().embeddedBy(sites)))
                .containsExactly(FormProblem.at("sites", "sites.too-many", 50));
        String[] people = IntStream.range(0, 11).mapToObj(i -> "Person " + i).toArray(String[]::new);
        assertThat(keys(FormProblems.ofDraft(form().people(people).build())))
                .containsExactly("problem.form.people.too-many");
    }

    @Test
    void what_judging_answers_by_patterns_takes_has_an_end() {
        assertThat(of(text().within(new Limits(null, ".{998}", "Not so", List.of(), null))))
                .isEmpty();
        for (String large : List.of(".{999}", ".{0,1000}".repeat(55), "((x{1000}){1000}){1000}"))
            assertThat(of(text().within(new Limits(null, large, "Not so", List.of(), null))))
                    .containsExactly(FormProblem.at("q1-pattern", "pattern.too-large", 1_000));
        Field reason =
                new Field(FieldId.of(1), FieldType.MULTI_LINE, "Why", "", true, List.of(), 1_501, 0, Identifies.NOBODY);
        assertThat(keys(FormProblems.ofDraft(
                        form().field(reason.within(new Limits(null, "(?s).{998}", "Not so", List.of(), null)))
                                .build())))
                .containsExactly("problem.form.max-length.pattern");
        assertThat(FormProblems.ofDraft(
                        form().field(reason.within(new Limits(null, "(?s).{500}", "Not so", List.of(), null)))
                                .build()))
                .isEmpty();
        FormBuilder many = form();
        for (int i = 1; i <= 60; i++)
            many.field(a(i, FieldType.SINGLE_LINE).within(new Limits(null, ".{998}", "Not so", List.of(), null)));
        assertThat(keys(FormProblems.ofDraft(many.build()))).containsExactly("problem.form.patterns.too-large");
    }

    @Test
    void guidance_and_patterns_have_an_end() {
        assertThat(of(text().after("x".repeat(5_001))))
                .containsExactly(FormProblem.at("q1-guidance", "too-long", 5_000));
        assertThat(of(text().within(new Limits(null, "x".repeat(501), "x".repeat(256), List.of(), null))))
                .containsExactly(
                        FormProblem.at("q1-pattern", "too-long", 500),
                        FormProblem.at("q1-patternProblem", "too-long", 255));
    }

    private static List<String> keys(List<FormProblem> problems) {
        return problems.stream().map(FormProblem::key).toList();
    }
}
