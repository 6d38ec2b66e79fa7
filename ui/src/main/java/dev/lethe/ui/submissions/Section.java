package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.query.submissions.Part;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.shredding.Openings;
import dev.lethe.ui.submissions.Shown.Cell;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One person's part of a submission, on its own page.
 *
 * @param heading whose it is; null when the form asks about nobody but its sender
 * @param whole what is to be said of all of it, when it does not open; else null
 * @param ground the code of the ground on which it was erased; else null
 * @param answers to the questions about this person, in the form's order
 */
record Section(
        @Nullable String heading,
        @Nullable Cell whole,
        @Nullable String ground,
        List<Answer> answers) {

    /** A question as it was asked, and what was answered. Its text form does not show the answer. */
    record Answer(String label, Cell cell) {}

    static List<Section> of(SubmissionRow row, FormDefinition form, Openings openings) {
        List<Section> sections = new ArrayList<>();
        for (Part part : row.parts()) {
            Shown shown = Shown.of(part, openings);
            List<Answer> answers = form.fields().stream()
                    .filter(field -> field.person() == part.person())
                    .map(field -> new Answer(field.label(), shown.cell(field)))
                    .toList();
            Cell whole = switch (shown) {
                case Shown.Open _ -> null;
                case Shown.Gone gone -> gone.cell();
                case Shown.Withheld withheld -> withheld.cell();
                case Shown.Broken _ -> new Cell("alarm", "");
            };
            String described =
                    part.person() < form.people().size() ? form.people().get(part.person()) : "";
            sections.add(new Section(
                    row.parts().size() > 1 ? described : null,
                    whole,
                    shown instanceof Shown.Gone gone ? gone.ground() : null,
                    answers));
        }
        return sections;
    }
}
