package dev.lethe.command.forms.events;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question of a form.
 *
 * @param help hint text, empty for none
 * @param choices for checkboxes, drop-down lists and radios; empty otherwise
 * @param maxLength the most characters it takes, or null for its type's own limit
 * @param person whose data the answer is: 0 for the sender, else the position in {@link FormDefinition#people}
 * @param identifies whether the answer tells who that person is
 */
public record Field(
        FieldId id,
        FieldType type,
        String label,
        String help,
        boolean required,
        List<String> choices,
        @Nullable Integer maxLength,
        int person,
        Identifies identifies) {
    public Field {
        choices = List.copyOf(choices);
    }
}
