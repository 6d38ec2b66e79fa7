package dev.lethe.ui.submissions;

import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.submissions.events.SubmissionId;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.shredding.Openings;
import dev.lethe.ui.submissions.Shown.Cell;
import dev.lethe.ui.web.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A submission in the list.
 *
 * @param whole one cell for all columns, when the same is to be said of all its people; else null
 */
record Line(
        SubmissionId id,
        String reference,
        String receivedAt,
        @Nullable Cell whole,
        List<Cell> cells) {

    /** An answer of the list is cut there: the submission's own page shows it in full. */
    private static final int LONGEST = 120;

    /**
     * @param columns the form whose questions head the list
     * @param answered the version that was answered, which says whose each answer is
     */
    static Line of(SubmissionRow row, FormDefinition columns, FormDefinition answered, Openings openings) {
        List<Shown> parts =
                row.parts().stream().map(part -> Shown.of(part, openings)).toList();
        Map<FieldId, Integer> people = answered.fields().stream().collect(Collectors.toMap(Field::id, Field::person));
        List<Cell> cells = new ArrayList<>();
        for (Field field : columns.fields()) {
            Integer person = people.get(field.id());
            cells.add(
                    person == null || person >= parts.size()
                            ? Cell.BLANK
                            : cut(parts.get(person).cell(field)));
        }
        Shown first = parts.getFirst();
        boolean same = !(first instanceof Shown.Open) && parts.stream().allMatch(first::equals);
        Cell whole = same ? first.cell(columns.fields().getFirst()) : null;
        return new Line(row.id(), row.reference(), Times.minute(row.receivedAt()), whole, cells);
    }

    private static Cell cut(Cell cell) {
        if (cell.text().codePointCount(0, cell.text().length()) <= LONGEST) return cell;
        return new Cell(cell.kind(), cell.text().substring(0, cell.text().offsetByCodePoints(0, LONGEST)) + "…");
    }

    @Override
    public String toString() {
        return "Line[" + id + "]";
    }
}
