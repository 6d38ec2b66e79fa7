package dev.lethe.command.forms.model;

import java.util.List;

/**
 * What must have been answered before a question is asked.
 *
 * @param question an earlier one, with choices or a box to tick
 * @param answers of which at least one must have been chosen; a ticked box's is {@code yes}
 */
public record Condition(FieldId question, List<String> answers) {
    public Condition {
        answers = List.copyOf(answers);
    }
}
