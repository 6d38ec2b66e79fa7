package dev.lethe.ui.forms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Handling;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Limits;
import dev.lethe.command.forms.model.Processing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

class TypedFieldTest {

    private static final FieldId ID = FieldId.of(7);

    private static Field full(FieldType type) {
        return new Field(
                ID,
                type,
                "Label",
                "Help",
                true,
                List.of("Yes, of course", "No"),
                20,
                1,
                Identifies.NOBODY,
                "Some *guidance*",
                List.of("No"),
                new Limits(2, "[A-Z]+", "Capitals", List.of(FileKind.PDF), 5),
                new Handling(DataClass.SPECIAL_CATEGORY, false),
                List.of(new Condition(FieldId.of(1), List.of("Yes"))));
    }

    @ParameterizedTest
    @EnumSource
    void a_question_that_is_shown_and_saved_again_is_the_same_question(FieldType type) {
        Field fitting = TypedField.of(full(type)).field(ID);
        assertThat(TypedField.of(fitting).field(ID)).isEqualTo(fitting);
        assertThat(fitting.label()).isEqualTo("Label");
        assertThat(fitting.handling()).isEqualTo(new Handling(DataClass.SPECIAL_CATEGORY, false));
        assertThat(fitting.person()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void what_does_not_fit_the_type_is_not_kept(FieldType type) {
        Field field = TypedField.of(full(type)).field(ID);
        boolean text = type == FieldType.SINGLE_LINE || type == FieldType.MULTI_LINE;
        assertThat(field.choices().isEmpty()).isEqualTo(!type.hasChoices());
        assertThat(field.limits().pattern().isEmpty()).isEqualTo(!text);
        assertThat(field.maxLength() == null).isEqualTo(!text);
        assertThat(field.limits().fileKinds().isEmpty()).isEqualTo(type != FieldType.FILE);
        assertThat(field.conditions().isEmpty()).isEqualTo(type == FieldType.HIDDEN);
        assertThat(field.guidance().isEmpty()).isEqualTo(type == FieldType.HIDDEN);
    }

    @ParameterizedTest
    @EnumSource
    void a_new_question_says_nothing_yet_of_what_kind_its_data_is(FieldType type) {
        FormDefinition empty = new FormDefinition(
                "", "", "", List.of("You"), List.of(), "", "", "", new Processing("", null, "", null));
        Field field = TypedField.fresh(type, empty).field(ID);
        assertThat(field.handling().dataClass()).isNull();
        assertThat(FormProblems.ofPublication(empty.with(List.of(field))))
                .anyMatch(problem -> problem.where().equals("q7-dataClass"));
    }

    @Test
    void what_is_posted_is_read_and_what_is_no_number_is_refused_and_not_left_out() {
        MultiValueMap<String, String> posted = new LinkedMultiValueMap<>();
        posted.add("label", " Number ");
        posted.add("minLength", "two");
        posted.add("maxLength", " 6 ");
        posted.add("dataClass", "PERSONAL");
        posted.add("condition-0", "q1");
        posted.add("condition-0-answers", "Yes");
        posted.add("condition-0-answers", "No");
        posted.add("condition-1", "q2");
        posted.add("condition-3", "q3");
        TypedField typed = TypedField.of(FieldType.SINGLE_LINE, posted);
        assertThat(typed.minLength()).isEqualTo("two");
        Field field = typed.field(ID);
        assertThat(field.label()).isEqualTo("Number");
        assertThat(field.limits().minLength()).isEqualTo(-1);
        assertThat(field.maxLength()).isEqualTo(6);
        assertThat(field.required()).isFalse();
        assertThat(field.conditions())
                .containsExactly(
                        new Condition(FieldId.of(1), List.of("Yes", "No")), new Condition(FieldId.of(2), List.of()));
    }
}
