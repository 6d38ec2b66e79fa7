package dev.lethe.ui.submissions;

import dev.lethe.command.audit.model.ExportFormat;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.RecordedSubmissions;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.query.submissions.SubmissionSnapshot;
import dev.lethe.shredding.Unsealing;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.springframework.context.MessageSource;
import org.springframework.stereotype.Component;

/** Makes files of submissions. Whoever calls it has seen to it that the reader may have them, and that it is recorded. */
@Component
public class Exports {

    private final Forms forms;
    private final Unsealing vault;
    private final RecordedSubmissions recorded;
    private final MessageSource texts;

    public Exports(Forms forms, Unsealing vault, RecordedSubmissions recorded, MessageSource texts) {
        this.forms = forms;
        this.vault = vault;
        this.recorded = recorded;
        this.texts = texts;
    }

    /** What an export holds of each submission. */
    public static final class Plan {

        private final List<ExportColumns.Of> forms;
        private final boolean several;

        private Plan(List<ExportColumns.Of> forms, boolean several) {
            this.forms = forms;
            this.several = several;
        }

        /** The labels of the questions that would be shown and may not be exported. */
        List<String> leftOut() {
            return forms.stream().flatMap(form -> form.leftOut().stream()).toList();
        }

        /** The questions that are in it, of one form. */
        List<FieldId> questions() {
            return several || forms.isEmpty() ? List.of() : forms.getFirst().questions();
        }
    }

    /** Every question of one form that may be exported. */
    public Plan of(FormId form) {
        return plan(List.of(form), false, all -> all);
    }

    /** What a report shows. */
    Plan of(ReportQuery query, Collection<FormId> of) {
        return plan(of, query.form() == null, query::shown);
    }

    private Plan plan(Collection<FormId> of, boolean several, UnaryOperator<List<Column>> chosen) {
        List<ExportColumns.Of> parts = new ArrayList<>();
        for (FormId form : of) {
            List<Published> versions = forms.versions(form);
            if (!versions.isEmpty()) parts.add(ExportColumns.Of.form(form, versions, chosen));
        }
        return new Plan(parts, several);
    }

    /** Where a file goes to. */
    @FunctionalInterface
    public interface Target {
        /** Called once, when the first of the submissions are opened; a failure before that leaves no file behind. */
        OutputStream open() throws IOException;
    }

    /**
     * Writes a file to its end, or throws: what was written then is no whole file.
     *
     * @throws IOException when the target takes no more
     * @throws IllegalStateException when the submissions cannot be read or opened
     */
    public void write(SubmissionSnapshot snapshot, Plan plan, boolean notes, ExportFormat format, Target target)
            throws IOException {
        ExportColumns columns = ExportColumns.of(
                plan.forms,
                new ExportColumns.Words(
                        ours(plan.several),
                        (label, versions) -> say(
                                versions.contains("–")
                                        ? "submissions.export.retired"
                                        : "submissions.export.retired.one",
                                label,
                                versions),
                        (label, title) -> say("submissions.export.of-form", label, title)));
        List<String> heads = notes
                ? Stream.concat(columns.heads().stream(), Stream.of(say("submissions.export.notes")))
                        .toList()
                : columns.heads();
        Map<SubmissionStatus, String> statuses = new EnumMap<>(SubmissionStatus.class);
        for (SubmissionStatus status : SubmissionStatus.values())
            statuses.put(status, say("submissions.status." + ReportQuery.code(status)));
        new Export(
                        columns,
                        plan.several,
                        notes,
                        new Export.Words(
                                status -> statuses.getOrDefault(status, status.name()),
                                cell -> say("submissions." + cell.kind(), cell.text()),
                                say("submissions.export.broken")),
                        recorded)
                .write(snapshot, vault, () -> file(target.open(), heads, format));
    }

    private ExportFile file(OutputStream out, List<String> heads, ExportFormat format) throws IOException {
        return switch (format) {
            case CSV -> new CsvFile(out, heads);
            case XLSX ->
                new XlsxFile(out, heads, new XlsxFile.Words(say("submissions.title"), say("submissions.export.cut")));
        };
    }

    private List<String> ours(boolean several) {
        List<String> ours = new ArrayList<>(List.of(say("submissions.reference"), say("submissions.export.received")));
        if (several) ours.add(say("submissions.form"));
        ours.add(say("submissions.status"));
        ours.add(say("submissions.export.version"));
        return ours;
    }

    private String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments, Locale.UK);
    }
}
