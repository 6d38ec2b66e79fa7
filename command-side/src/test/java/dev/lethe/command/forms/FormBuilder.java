package dev.lethe.command.forms;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Processing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Complete forms, with one question unless told otherwise. */
public final class FormBuilder {

    private String title = "Report a pothole";
    private String slug = "report-a-pothole";
    private List<String> people = List.of("You");
    private final List<Field> fields = new ArrayList<>();
    private Processing processing = new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", null);

    public static FormBuilder form() {
        return new FormBuilder();
    }

    public FormBuilder title(String changed) {
        title = changed;
        return this;
    }

    public FormBuilder slug(String changed) {
        slug = changed;
        return this;
    }

    public FormBuilder people(String... described) {
        people = List.of(described);
        return this;
    }

    public FormBuilder processing(Processing changed) {
        processing = changed;
        return this;
    }

    public FormBuilder kept(int days) {
        return processing(new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", days));
    }

    public FormBuilder field(Field field) {
        fields.add(field);
        return this;
    }

    public FormBuilder field(int number, FieldType type, String... choices) {
        return field(a(number, type, choices));
    }

    public FormBuilder field(int number, FieldType type, int person, Identifies identifies) {
        return field(new Field(
                FieldId.of(number), type, "Question " + number, "", false, List.of(), null, person, identifies));
    }

    /** A required question of the sender. */
    public static Field a(int number, FieldType type, String... choices) {
        return new Field(
                FieldId.of(number), type, "Question " + number, "", true, List.of(choices), null, 0, Identifies.NOBODY);
    }

    public FormDefinition build() {
        List<Field> all = fields.isEmpty() ? List.of(a(1, FieldType.SINGLE_LINE)) : fields;
        return new FormDefinition(
                title, slug, "", people, all, "Send report", "Thank you", "We will look at it.", processing);
    }

    public FormDefinition but(UnaryOperator<FormDefinition> change) {
        return change.apply(build());
    }
}
