package dev.lethe.ui.submissions;

import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.command.forms.model.SubmissionStatus;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.query.submissions.Position;
import dev.lethe.query.submissions.SubmissionFilter;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.shredding.Openings;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Problems;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;
import org.springframework.web.server.ResponseStatusException;

/** Fills the page of a report: what it is asked, and the submissions that answer it, opened. */
@Component
class ReportPages {

    private final Forms forms;
    private final Submissions submissions;
    private final ReadingRights rights;
    private final Looking looking;
    private final MessageSource texts;

    ReportPages(Forms forms, Submissions submissions, ReadingRights rights, Looking looking, MessageSource texts) {
        this.forms = forms;
        this.submissions = submissions;
        this.rights = rights;
        this.looking = looking;
        this.texts = texts;
    }

    /** The page of this report. */
    String list(ReportQuery query, StaffMember reader, Model model) {
        return list(query, reader, Set.of(), new Problems(), model);
    }

    /**
     * The page of this report.
     *
     * @param ticked those that are ticked already
     * @param problems what is wrong with what was to be done with them
     */
    String list(ReportQuery query, StaffMember reader, Set<SubmissionId> ticked, Problems problems, Model model) {
        Set<FormId> readable = rights.formsOf(query, reader);
        FormId form = query.form();
        List<Published> versions = form == null ? List.of() : forms.versions(form);
        if (form != null && versions.isEmpty()) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        List<Column> all = Column.of(versions);
        Problems misread = query.problems(texts);
        // What was asked is not known then, and rows of another question would be taken for its answer.
        SubmissionFilter filter = query.filter(misread.isEmpty() ? readable : Set.of());
        Submissions.Page page = submissions.page(filter, query.newestFirst(), query.start(), query.size());
        List<Column> columns = query.shown(all);
        model.addAttribute("query", query);
        model.addAttribute(
                "title",
                form == null
                        ? say("submissions.all")
                        : versions.getFirst().definition().title());
        model.addAttribute("archivedForm", form != null && archived(form));
        model.addAttribute(
                "heads",
                columns.stream()
                        .map(column -> new Head(
                                column.field().label(),
                                asked(column),
                                isWide(column.field().type())))
                        .toList());
        model.addAttribute(
                "lines", form == null ? bare(query, page, reader) : opened(query, page, versions, columns, reader));
        model.addAttribute("count", submissions.count(filter));
        model.addAttribute("understood", misread.isEmpty());
        model.addAttribute("ticked", ticked);
        problems.all().forEach(problem -> misread.add(problem.field(), problem.text()));
        model.addAttribute("problems", misread);
        addChoices(query, versions, all, model);
        if (page.earlier()) model.addAttribute("first", query.first().address());
        if (page.earlier() && !page.rows().isEmpty())
            model.addAttribute(
                    "previous",
                    query.before(Position.of(page.rows().getFirst())).address());
        if (page.later()) {
            model.addAttribute(
                    "next", query.after(Position.of(page.rows().getLast())).address());
            model.addAttribute("last", query.lastPage().address());
        }
        model.addAttribute("tickAllHref", ReportQuery.with(query.address(), "tick=all"));
        model.addAttribute("newView", UUID.randomUUID());
        return "submissions/list";
    }

    /**
     * What stands above a column.
     *
     * @param asked when a question that is asked no more was asked; else empty
     * @param wide whether its answers want more room than others
     */
    record Head(String label, String asked, boolean wide) {}

    /** Answers of many words, and those of one long word, which nobody likes to read broken. */
    private static boolean isWide(FieldType type) {
        return switch (type) {
            case EMAIL, URL, MULTI_LINE, ADDRESS -> true;
            case SINGLE_LINE,
                    TELEPHONE,
                    NUMBER,
                    DATE,
                    CHECKBOX,
                    CHECKBOXES,
                    DROPDOWN,
                    RADIOS,
                    DATE_TIME,
                    POSTCODE,
                    FILE,
                    HIDDEN -> false;
        };
    }

    private boolean archived(FormId form) {
        return forms.edited(form).map(edited -> edited.archivedAt() != null).orElse(false);
    }

    private List<Line> opened(
            ReportQuery query,
            Submissions.Page page,
            List<Published> versions,
            List<Column> columns,
            StaffMember reader) {
        List<SubmissionRow> rows = rights.asSent(page.rows());
        Openings openings = looking.list(reader, rows);
        FormDefinition newest = versions.getFirst().definition();
        Map<FormVersion, FormDefinition> definitions = new HashMap<>();
        versions.forEach(version -> definitions.put(version.version(), version.definition()));
        return rows.stream()
                .map(row -> Line.of(row, query, definitions.getOrDefault(row.form(), newest), columns, openings))
                .toList();
    }

    /** Forms ask different questions, so there are no answers beside each other; that somebody looked is recorded all the same. */
    private List<Line> bare(ReportQuery query, Submissions.Page page, StaffMember reader) {
        List<SubmissionRow> rows = rights.asSent(page.rows());
        if (!rows.isEmpty())
            looking.record(
                    reader,
                    Occasion.SUBMISSION_LIST,
                    rows.stream().map(SubmissionRow::id).toList());
        Map<FormId, String> titles = titles();
        return rows.stream()
                .map(row -> Line.of(row, query, titles.getOrDefault(row.form().form(), "")))
                .toList();
    }

    /** The titles of all forms. */
    Map<FormId, String> titles() {
        Map<FormId, String> titles = new HashMap<>();
        forms.all().forEach(form -> titles.put(form.form(), form.title()));
        return titles;
    }

    private void addChoices(ReportQuery query, List<Published> versions, List<Column> all, Model model) {
        model.addAttribute("statusOptions", statuses());
        model.addAttribute(
                "statusesChosen",
                query.statuses().stream().map(ReportQuery::code).toList());
        model.addAttribute(
                "versionOptions",
                versions.size() < 2
                        ? List.of()
                        : versions.stream()
                                .map(version -> String.valueOf(version.version().version()))
                                .map(number -> Choice.of(number, say("submissions.version.number", number)))
                                .toList());
        model.addAttribute(
                "columnOptions",
                all.stream()
                        .map(column -> new Choice(
                                column.field().id().value(), column.field().label(), asked(column)))
                        .toList());
        model.addAttribute(
                "columnsChosen",
                query.shown(all).stream()
                        .map(column -> column.field().id().value())
                        .toList());
        model.addAttribute(
                "orderOptions",
                List.of(
                        Choice.of("newest", say("submissions.order.newest")),
                        Choice.of("oldest", say("submissions.order.oldest"))));
        model.addAttribute(
                "sizeOptions",
                ReportQuery.SIZES.stream()
                        .map(size -> Choice.of(size.toString()))
                        .toList());
    }

    /** When a question that is asked no more was asked; empty for one that still is. */
    String asked(Column column) {
        if (!column.retired()) return "";
        return column.since() == column.until()
                ? say("submissions.retired.one", column.since())
                : say("submissions.retired", column.since(), column.until());
    }

    List<Choice> statuses() {
        return Arrays.stream(SubmissionStatus.values())
                .map(status ->
                        Choice.of(ReportQuery.code(status), say("submissions.status." + ReportQuery.code(status))))
                .toList();
    }

    /**
     * These submissions, newest first.
     *
     * @throws ReadingRights.NotAReaderException when one of them is not for this reader
     */
    List<SubmissionRow> readable(Collection<SubmissionId> ids, StaffMember reader) {
        List<SubmissionRow> rows = rights.asSent(submissions.byIds(ids));
        rows.stream().map(row -> row.form().form()).distinct().forEach(form -> rights.require(form, reader));
        return rows;
    }

    MessageSource texts() {
        return texts;
    }

    String say(String key, Object... arguments) {
        return texts.getMessage(key, arguments.length == 0 ? null : arguments, Locale.UK);
    }
}
