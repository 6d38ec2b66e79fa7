package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.FormReaders;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.ui.forms.FormTexts.Part;
import dev.lethe.ui.web.Problems;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The page of a form: its questions, all that is said about it, and what can be done with it. */
@Component
class Overview {

    private final FormReaders readers;
    private final Drafts drafts;
    private final FormTexts texts;

    Overview(FormReaders readers, Drafts drafts, FormTexts texts) {
        this.readers = readers;
        this.drafts = drafts;
        this.texts = texts;
    }

    /** A part of the form that is changed on a page of its own. */
    record Section(String title, List<Row> rows) {}

    /**
     * One line of it.
     *
     * @param id where the error summary leads to
     * @param link the text of the link to the page where it is changed, at this address
     */
    record Row(String id, String label, String text, String href, String link) {}

    /** Shows a form with what keeps it from what was asked for. */
    String show(Edited edited, Problems problems, Model model) {
        FormDefinition form = edited.draft();
        List<FormProblem> missing = FormProblems.ofPublication(form);
        model.addAttribute("edited", edited);
        model.addAttribute("form", form);
        model.addAttribute("readers", texts.readers(readers.of(edited.form())));
        model.addAttribute("archived", edited.archivedAt() != null);
        model.addAttribute("problems", inRows(problems, form));
        model.addAttribute("missing", missing.size());
        model.addAttribute("warnings", warnings(missing));
        model.addAttribute("sections", sections(edited));
        return "forms/edit";
    }

    /**
     * What moving, changing or removing one question broke in another is said at once: whoever did it is still there.
     * What is only missing is said when somebody publishes.
     */
    private Problems warnings(List<FormProblem> missing) {
        Problems warnings = new Problems();
        missing.stream()
                .filter(problem -> problem.where().endsWith("-conditions"))
                .forEach(problem -> warnings.add(problem.where().replaceFirst("-.*", ""), drafts.text(problem)));
        return warnings;
    }

    /** On this page a question has one place, whatever part of it is wrong: its row. */
    private Problems inRows(Problems problems, FormDefinition form) {
        Problems rows = new Problems();
        problems.all().forEach(problem -> {
            String question = texts.question(problem.field(), form);
            rows.add(row(problem.field()), question == null ? problem.text() : question + ": " + problem.text());
        });
        return rows;
    }

    private static String row(String where) {
        if (where.matches("q[0-9]+-.*")) return where.replaceFirst("-.*", "");
        if (where.startsWith("byStatus-")) return "byStatus";
        return where.equals("retentionDays") ? "retention" : where;
    }

    private List<Section> sections(Edited edited) {
        FormDefinition form = edited.draft();
        String page = "/staff/forms/" + edited.form();
        return List.of(
                section("forms.edit.texts", texts.details(form), page + "/details"),
                people(form, page + "/people"),
                section("forms.edit.data", texts.dataUse(form.processing()), page + "/data-use"),
                section("forms.edit.pages", texts.pages(form), page + "/layout"),
                section("forms.edit.embedding", texts.sites(form), page + "/sites"));
    }

    private Section section(String title, List<Part> parts, String page) {
        return new Section(
                texts.text(title),
                parts.stream()
                        .map(part -> new Row(
                                part.id(),
                                part.label(),
                                part.text(),
                                page + "#" + part.id(),
                                texts.text("forms.change")))
                        .toList());
    }

    private Section people(FormDefinition form, String page) {
        List<Row> rows = new ArrayList<>();
        for (Part part : texts.people(form))
            rows.add(new Row(
                    part.id(),
                    part.label(),
                    part.text(),
                    page,
                    texts.text(rows.isEmpty() ? "forms.edit.people.add" : "forms.change")));
        return new Section(texts.text("forms.edit.people"), rows);
    }
}
