package dev.lethe.ui.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.model.UploadedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Questions of a form, with a heading wherever they turn to another person. */
final class Questions {

    private Questions() {}

    /** All of them, where nothing can be attached. */
    static List<Question> of(FormDefinition form, Map<String, List<String>> typed, String aboutYou) {
        return of(form, form.fields(), typed, aboutYou, (_, _) -> Optional.empty());
    }

    /**
     * Some of them, in their order.
     *
     * @param attached tells the file that a field's token stands for
     */
    static List<Question> of(
            FormDefinition form,
            List<Field> fields,
            Map<String, List<String>> typed,
            String aboutYou,
            BiFunction<FieldId, String, Optional<UploadedFile>> attached) {
        List<Question> questions = new ArrayList<>();
        int last = -1;
        for (Field field : fields) {
            String heading = field.person() == last ? null : about(form, field, aboutYou);
            last = field.person();
            questions.add(Question.of(field, heading, typed, attached));
        }
        return questions;
    }

    /** Whom a question is about; null in a form that asks about one person. */
    static @Nullable String about(FormDefinition form, Field field, String aboutYou) {
        if (form.fields().stream().noneMatch(each -> each.person() > 0)) return null;
        String described = field.person() < form.people().size() ? form.people().get(field.person()) : "";
        return field.person() == 0 || described.isBlank() ? aboutYou : described;
    }
}
