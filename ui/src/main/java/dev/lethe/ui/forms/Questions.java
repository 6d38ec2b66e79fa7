package dev.lethe.ui.forms;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FormDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All questions of a form, with a heading wherever they turn to another person. */
final class Questions {

    private Questions() {}

    static List<Question> of(FormDefinition form, Map<String, List<String>> typed, String aboutYou) {
        List<Question> questions = new ArrayList<>();
        boolean severalPeople = form.fields().stream().anyMatch(field -> field.person() > 0);
        int last = -1;
        for (Field field : form.fields()) {
            String heading = null;
            if (severalPeople && field.person() != last) {
                String described =
                        field.person() < form.people().size() ? form.people().get(field.person()) : "";
                heading = field.person() == 0 || described.isBlank() ? aboutYou : described;
            }
            last = field.person();
            questions.add(Question.of(field, form, heading, typed));
        }
        return questions;
    }
}
