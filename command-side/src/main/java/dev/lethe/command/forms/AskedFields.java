package dev.lethe.command.forms;

import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.Layout;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which questions of a form are asked, given what was answered so far; and which can never be asked. A question that is
 * not asked counts as not answered, whatever was typed into it before.
 */
public final class AskedFields {

    private AskedFields() {}

    /**
     * Whether this question applies.
     *
     * @param asked those before it that do
     * @param answers to those before it
     */
    public static boolean isAsked(
            FormDefinition form, Field field, Set<FieldId> asked, Map<FieldId, List<String>> answers) {
        return form.layout() != Layout.PAGE_PER_QUESTION
                || field.conditions().stream()
                        .allMatch(condition -> asked.contains(condition.question())
                                && answers.getOrDefault(condition.question(), List.of()).stream()
                                        .anyMatch(condition.answers()::contains));
    }

    /**
     * Whether some way of answering leads to this question. It needs every condition of its own, and of every question that
     * these ask about; of one answer each, two conditions can only both hold if they have an answer in common.
     */
    static boolean isReachable(FormDefinition form, Field field) {
        Map<FieldId, Set<String>> allowed = new HashMap<>();
        Map<FieldId, Field> fields = new HashMap<>();
        form.fields().forEach(each -> fields.put(each.id(), each));
        return isPossible(field, fields, allowed, new HashSet<>());
    }

    private static boolean isPossible(
            Field field, Map<FieldId, Field> fields, Map<FieldId, Set<String>> allowed, Set<FieldId> seen) {
        if (!seen.add(field.id())) return true;
        for (Condition condition : field.conditions()) {
            Field about = fields.get(condition.question());
            if (about == null) return false;
            Set<String> offered = new HashSet<>(condition.answers());
            if (about.type().hasChoices()) offered.retainAll(about.choices());
            if (offered.isEmpty()) return false;
            // Of several boxes any number can be ticked, so conditions about them never exclude each other.
            if (about.type() != FieldType.CHECKBOXES) {
                Set<String> both = allowed.computeIfAbsent(about.id(), _ -> new HashSet<>(offered));
                both.retainAll(offered);
                if (both.isEmpty()) return false;
            }
            if (!isPossible(about, fields, allowed, seen)) return false;
        }
        return true;
    }
}
