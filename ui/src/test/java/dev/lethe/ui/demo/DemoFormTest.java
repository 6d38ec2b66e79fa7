package dev.lethe.ui.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.Layout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoFormTest {

    @ParameterizedTest
    @EnumSource
    void a_form_of_the_demonstration_could_be_published_by_an_editor(DemoForm form) {
        assertThat(FormProblems.ofPublication(form.definition())).isEmpty();
    }

    @Test
    void the_demonstration_shows_what_forms_can_do() {
        List<DemoForm> forms = Arrays.asList(DemoForm.values());
        assertThat(forms).extracting(form -> form.definition().layout()).contains(Layout.values());
        List<Field> fields = forms.stream()
                .flatMap(form -> form.definition().fields().stream())
                .toList();
        assertThat(fields).extracting(Field::type).contains(FieldType.POSTCODE, FieldType.ADDRESS, FieldType.FILE);
        assertThat(fields).anyMatch(field -> !field.guidance().isEmpty());
        assertThat(fields).anyMatch(field -> !field.conditions().isEmpty());
        assertThat(fields).extracting(field -> field.handling().dataClass()).contains(DataClass.values());
    }
}
