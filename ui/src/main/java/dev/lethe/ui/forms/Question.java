package dev.lethe.ui.forms;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.submissions.SubmissionIntake;
import dev.lethe.ui.web.Choice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A field as its page shows it, with what was typed. Its text form does not show that.
 *
 * @param name of its inputs
 * @param heading whose data the questions from here on are about; null when that did not change
 * @param typed what was typed, one value for each input or choice
 * @param maxlength when characters are counted while typing
 * @param autocomplete what the browser may fill in: nothing that is about somebody else
 */
record Question(
        String name,
        FieldType type,
        String label,
        boolean required,
        String hint,
        List<Choice> choices,
        @Nullable String heading,
        Map<String, List<String>> typed,
        @Nullable Integer maxlength,
        @Nullable String autocomplete) {

    static Question of(Field field, FormDefinition form, @Nullable String heading, Map<String, List<String>> typed) {
        return new Question(
                field.id().value(),
                field.type(),
                field.label(),
                field.required(),
                field.help(),
                field.choices().stream().map(Choice::of).toList(),
                heading,
                typed,
                field.type() == FieldType.MULTI_LINE ? field.maxLength() : null,
                field.person() == 0 ? autocomplete(field) : "off");
    }

    private static @Nullable String autocomplete(Field field) {
        return switch (field.identifies()) {
            case EMAIL -> "email";
            case PHONE -> "tel";
            case NAME -> "name";
            case REFERENCE -> "off";
            case NOBODY ->
                switch (field.type()) {
                    case EMAIL -> "email";
                    case TELEPHONE -> "tel";
                    default -> null;
                };
        };
    }

    public String value() {
        return first(name);
    }

    public String day() {
        return first(name + "-day");
    }

    public String month() {
        return first(name + "-month");
    }

    public String year() {
        return first(name + "-year");
    }

    public List<String> values() {
        return typed.getOrDefault(name, List.of());
    }

    public boolean ticked() {
        return values().contains(SubmissionIntake.TICKED);
    }

    private String first(String input) {
        return typed.getOrDefault(input, List.of("")).getFirst();
    }

    @Override
    public String toString() {
        return "Question[" + name + "]";
    }
}
