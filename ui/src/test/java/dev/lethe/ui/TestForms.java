package dev.lethe.ui;

import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.SpamControl;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Forms as tests want them. Nobody is asked whether they are a machine: tests type faster than people. */
public final class TestForms {

    private TestForms() {}

    /** A form that is about its sender, and whose answers are kept for 30 days. */
    public static FormDefinition form(Layout layout, Field... fields) {
        return form(layout, List.of("You"), fields);
    }

    public static FormDefinition form(Layout layout, List<String> people, Field... fields) {
        return form("Report a pothole", people, 30, fields).with(layout);
    }

    /**
     * A form about its sender, and about the neighbour if a question is.
     *
     * @param days how long answers are kept; until they are erased if null
     */
    public static FormDefinition form(String title, @Nullable Integer days, Field... fields) {
        boolean two = Arrays.stream(fields).anyMatch(field -> field.person() == 1);
        return form(title, two ? List.of("You", "The neighbour") : List.of("You"), days, fields);
    }

    private static FormDefinition form(String title, List<String> people, @Nullable Integer days, Field... fields) {
        return new FormDefinition(
                        title,
                        "report-a-pothole",
                        "Tell us where it is.",
                        people,
                        List.of(fields),
                        "Send report",
                        "We have your report",
                        "We will look at it.",
                        new Processing("To mend it", LawfulBasis.PUBLIC_TASK, "Highways", days))
                .with(new SpamControl(0, false));
    }

    /** A required question of the sender. */
    public static Field asked(int number, FieldType type, String... choices) {
        return field(number, type, "Question " + number, true, Identifies.NOBODY, choices);
    }

    /** One that may be left blank. */
    public static Field optional(int number, FieldType type, String... choices) {
        return field(number, type, "Question " + number, false, Identifies.NOBODY, choices);
    }

    /** One that may be left blank, and of which an email address says whose it is. */
    public static Field question(int number, FieldType type, String label, String... choices) {
        return field(
                number, type, label, false, type == FieldType.EMAIL ? Identifies.EMAIL : Identifies.NOBODY, choices);
    }

    private static Field field(
            int number, FieldType type, String label, boolean required, Identifies identifies, String... choices) {
        return new Field(FieldId.of(number), type, label, "", required, List.of(choices), null, 0, identifies);
    }

    /** Holds where one of these was answered. */
    public static Condition when(int number, String... answers) {
        return new Condition(FieldId.of(number), List.of(answers));
    }
}
