package dev.lethe.ui.forms;

import dev.lethe.command.forms.UndoDraft;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.forms.Drafts.Outcome;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The questions of a form among each other: put in order, doubled, removed, and brought back. */
@Controller
@RequestMapping("/staff/forms/{form}")
class QuestionsEditor {

    private final Drafts drafts;
    private final Overview overview;
    private final Pages pages;

    QuestionsEditor(Drafts drafts, Overview overview, Pages pages) {
        this.drafts = drafts;
        this.overview = overview;
        this.pages = pages;
    }

    @PostMapping("/fields/{field}/move")
    String move(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam int madeFrom,
            @RequestParam String to,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        List<Field> fields = new ArrayList<>(edited.draft().fields());
        int from = FormEditor.indexOf(fields, field);
        int target = from + (to.equals("up") ? -1 : 1);
        if (from >= 0 && target >= 0 && target < fields.size()) fields.add(target, fields.remove(from));
        return save(edited, madeFrom, fields, "#" + field, editor, model);
    }

    /**
     * All questions in another order.
     *
     * @param order their ids, with commas between
     */
    @PostMapping("/fields/order")
    String order(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @RequestParam List<String> order,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        List<Field> fields = new ArrayList<>(edited.draft().fields());
        List<String> ids = fields.stream().map(each -> each.id().value()).toList();
        // Somebody added or removed one since that page was opened: it says nothing about where the others are to be.
        if (order.size() != ids.size() || !new HashSet<>(order).equals(new HashSet<>(ids)))
            return refused(drafts.changed(form), model);
        fields.sort(Comparator.comparingInt(each -> order.indexOf(each.id().value())));
        return save(edited, madeFrom, fields, "#fields", editor, model);
    }

    /** The same question again, right after it, with an id of its own. */
    @PostMapping("/fields/{field}/duplicate")
    String duplicate(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam int madeFrom,
            @RequestParam(required = false) @Nullable FieldId next,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        List<Field> fields = new ArrayList<>(edited.draft().fields());
        int at = FormEditor.indexOf(fields, field);
        if (at < 0) return refused(drafts.changed(form), model);
        // The same page sent twice doubles a question once.
        if (next != null && fields.contains(copy(fields.get(at), next)))
            return pages.after("/staff/forms/" + form + "#" + next);
        FieldId id = edited.nextField();
        fields.add(at + 1, copy(fields.get(at), id));
        return save(edited, madeFrom, fields, "#" + id, editor, model);
    }

    /** Two addresses of one person would make it undecided whose record it is, so only one identifies. */
    private static Field copy(Field field, FieldId id) {
        return field.withId(id)
                .identifying(field.identifies() == Identifies.EMAIL ? Identifies.NOBODY : field.identifies());
    }

    @PostMapping("/fields/{field}/remove")
    String remove(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam int madeFrom,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        List<Field> fields = new ArrayList<>(edited.draft().fields());
        if (!fields.removeIf(each -> each.id().value().equals(field)))
            return pages.after("/staff/forms/" + form + "#fields");
        return save(edited, madeFrom, fields, "?done=removed#fields", editor, model);
    }

    /** Takes the last change back. */
    @PostMapping("/undo")
    String undo(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Outcome outcome = drafts.change(editor, form, new UndoDraft(form, madeFrom), UnaryOperator.identity());
        return outcome.saved() ? pages.after("/staff/forms/" + form + "?done=undone") : refused(outcome, model);
    }

    private String save(Edited edited, int madeFrom, List<Field> fields, String then, StaffMember editor, Model model) {
        Outcome outcome =
                drafts.save(editor, edited.form(), madeFrom, edited.draft().with(fields), UnaryOperator.identity());
        return outcome.saved() ? pages.after("/staff/forms/" + edited.form() + then) : refused(outcome, edited, model);
    }

    private String refused(Outcome outcome, Model model) {
        Edited now = outcome.now();
        if (now == null) throw new IllegalStateException("Refused for another reason than a change: " + outcome);
        return refused(outcome, now, model);
    }

    private String refused(Outcome outcome, Edited edited, Model model) {
        Edited now = outcome.now();
        Problems problems = outcome.problems();
        return overview.show(now == null ? edited : now, problems, model);
    }
}
