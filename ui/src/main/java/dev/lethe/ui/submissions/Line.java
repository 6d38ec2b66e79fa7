package dev.lethe.ui.submissions;

import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.submissions.model.SubmissionId;
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
 * @param href the address of its own page
 * @param form the title of its form
 * @param status the code of its status
 * @param whole one cell for all columns, when the same is to be said of all its people; else null
 */
record Line(
        SubmissionId id,
        String href,
        String reference,
        String form,
        String receivedAt,
        String status,
        @Nullable Cell whole,
        List<Cell> cells) {

    /** An answer of the list is cut there: the submission's own page shows it in full. */
    private static final int LONGEST = 120;

    /** One of which no answer is shown. */
    static Line of(SubmissionRow row, ReportQuery report, String form) {
        return new Line(
                row.id(),
                report.one(row.id(), ""),
                row.reference(),
                form,
                Times.minute(row.receivedAt()),
                ReportQuery.code(row.status()),
                null,
                List.of());
    }

    /**
     * One with answers.
     *
     * @param columns the questions that head the list
     * @param answered the version that was answered, which says what was asked and whose each answer is
     */
    static Line of(
            SubmissionRow row, ReportQuery report, FormDefinition answered, List<Column> columns, Openings openings) {
        Line bare = of(row, report, answered.title());
        if (columns.isEmpty()) return bare;
        List<Shown> parts =
                row.parts().stream().map(part -> Shown.of(part, openings)).toList();
        Map<FieldId, Field> asked = answered.fields().stream().collect(Collectors.toMap(Field::id, field -> field));
        List<Cell> cells = new ArrayList<>();
        for (Column column : columns) {
            Field field = asked.get(column.field().id());
            if (field == null) cells.add(Cell.UNASKED);
            else
                cells.add(
                        field.person() >= parts.size()
                                ? Cell.BLANK
                                : cut(parts.get(field.person()).cell(field)));
        }
        Shown first = parts.getFirst();
        boolean same = !(first instanceof Shown.Open) && parts.stream().allMatch(first::equals);
        Cell whole = same ? first.cell(columns.getFirst().field()) : null;
        return new Line(bare.id, bare.href, bare.reference, bare.form, bare.receivedAt, bare.status, whole, cells);
    }

    private static Cell cut(Cell cell) {
        if (cell.text().codePointCount(0, cell.text().length()) <= LONGEST) return cell;
        return new Cell(
                cell.kind(), cell.text().substring(0, cell.text().offsetByCodePoints(0, LONGEST)) + "…", cell.file());
    }

    @Override
    public String toString() {
        return "Line[" + id + "]";
    }
}
