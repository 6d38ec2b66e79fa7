package dev.lethe.command.submissions.model;

import dev.lethe.command.forms.model.FieldId;
import dev.lethe.shredding.Label;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One person's answers in one submission, by field. Text is as typed, trimmed; several choices are several texts; a field
 * that was left blank is absent. Its text form does not show the answers.
 */
public record Answers(Map<FieldId, List<String>> values) {

    /** What the answers of person 0 are sealed as; those of person n are its part n + 1. */
    public static final Label<Answers> ANSWERS = Label.of("submission.answers", Answers.class);

    public Answers {
        Map<FieldId, List<String>> copy = new LinkedHashMap<>();
        values.forEach((field, answer) -> copy.put(field, List.copyOf(answer)));
        values = Collections.unmodifiableMap(copy);
    }

    @Override
    public String toString() {
        return "Answers[" + values.size() + " fields]";
    }
}
