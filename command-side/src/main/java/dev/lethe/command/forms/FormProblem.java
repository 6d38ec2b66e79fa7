package dev.lethe.command.forms;

import java.util.List;
import java.util.Set;

/**
 * Something that keeps a form from being saved or published.
 *
 * @param where the id of the input to mend: {@code title}, {@code slug}, {@code introduction}, {@code actionText}, {@code
 *     thankYouHeading}, {@code thankYouText}, {@code purpose}, {@code lawfulBasis}, {@code seenBy}, {@code retention},
 *     {@code retentionDays}, {@code byStatus-NEW} (and so on), {@code layout}, {@code sites}, {@code minimumSeconds}, {@code
 *     fields}, {@code people}, {@code people-1}, or a field's {@code q1}, {@code q1-label}, {@code q1-help}, {@code
 *     q1-choices}, {@code q1-defaults}, {@code q1-minLength}, {@code q1-maxLength}, {@code q1-pattern}, {@code
 *     q1-patternProblem}, {@code q1-fileMegabytes}, {@code q1-dataClass}, {@code q1-guidance}, {@code q1-conditions}, {@code
 *     q1-person}, {@code q1-identifies}; empty for the form as a whole
 * @param key the message's key, {@code problem.form.…}
 * @param limits the message's arguments, from {@code {0}}
 */
public record FormProblem(String where, String key, List<Integer> limits) {

    /** All keys there are: each needs a text. */
    public static final Set<String> KEYS = Set.of(
            "problem.form.action-text.required",
            "problem.form.archived",
            "problem.form.begun-otherwise",
            "problem.form.by-status.days",
            "problem.form.by-status.twice",
            "problem.form.changed-meanwhile",
            "problem.form.characters",
            "problem.form.choices.blank",
            "problem.form.choices.required",
            "problem.form.choices.too-many",
            "problem.form.choices.twice",
            "problem.form.choices.unwanted",
            "problem.form.condition.answer",
            "problem.form.condition.layout",
            "problem.form.condition.question",
            "problem.form.condition.unreachable",
            "problem.form.data-class.identifies",
            "problem.form.data-class.required",
            "problem.form.default.choice",
            "problem.form.default.date",
            "problem.form.default.unwanted",
            "problem.form.field.person",
            "problem.form.field.reused",
            "problem.form.field.twice",
            "problem.form.fields.required",
            "problem.form.fields.too-many",
            "problem.form.identifies.twice",
            "problem.form.identifies.type",
            "problem.form.label.required",
            "problem.form.lawful-basis.required",
            "problem.form.file-size",
            "problem.form.hidden.required",
            "problem.form.max-length",
            "problem.form.max-length.pattern",
            "problem.form.min-length",
            "problem.form.minimum-seconds",
            "problem.form.never-published",
            "problem.form.pattern.problem",
            "problem.form.pattern.shape",
            "problem.form.pattern.too-large",
            "problem.form.pattern.unwanted",
            "problem.form.patterns.too-large",
            "problem.form.texts.too-long",
            "problem.form.people.required",
            "problem.form.people.too-many",
            "problem.form.person.required",
            "problem.form.person.without-fields",
            "problem.form.purpose.required",
            "problem.form.retention-days",
            "problem.form.retention.required",
            "problem.form.seen-by.required",
            "problem.form.sites.shape",
            "problem.form.sites.too-many",
            "problem.form.slug.required",
            "problem.form.slug.shape",
            "problem.form.slug.taken",
            "problem.form.thank-you-heading.required",
            "problem.form.title.required",
            "problem.form.too-long",
            "problem.form.version.unknown");

    public FormProblem {
        if (!KEYS.contains(key)) throw new IllegalArgumentException("No such problem: " + key);
        limits = List.copyOf(limits);
    }

    static FormProblem at(String where, String what, Integer... limits) {
        return new FormProblem(where, "problem.form." + what, List.of(limits));
    }
}
