package dev.lethe.ui.submissions;

import dev.lethe.command.audit.model.Occasion;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.submissions.model.Reference;
import dev.lethe.command.submissions.model.SubmissionId;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.submissions.SubmissionRow;
import dev.lethe.query.submissions.Submissions;
import dev.lethe.query.submissions.Submissions.Count;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Problems;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** What visitors sent, read by those whom the form names: the look is recorded, then the page is opened, and no more. */
@Controller
class Reports {

    private final Forms forms;
    private final Submissions submissions;
    private final ReadingRights rights;
    private final Looking looking;
    private final ReportPages pages;
    private final OwnViews views;

    Reports(
            Forms forms,
            Submissions submissions,
            ReadingRights rights,
            Looking looking,
            ReportPages pages,
            OwnViews views) {
        this.forms = forms;
        this.submissions = submissions;
        this.rights = rights;
        this.looking = looking;
        this.pages = pages;
        this.views = views;
    }

    /** A form in the list of those that this member of staff may read. */
    record Readable(FormId form, String title, Count count, boolean archived) {}

    @GetMapping("/staff/submissions")
    String forms(@AuthenticationPrincipal StaffMember reader, Model model) {
        Set<FormId> readable = rights.readable(reader);
        Map<FormId, Count> counts = submissions.counts();
        model.addAttribute(
                "forms",
                forms.all().stream()
                        .filter(form -> form.version() != null && readable.contains(form.form()))
                        .map(form -> new Readable(
                                form.form(),
                                form.title(),
                                counts.getOrDefault(form.form(), Count.NONE),
                                form.archived()))
                        .toList());
        model.addAttribute("views", views.of(reader));
        return "submissions/forms";
    }

    @GetMapping("/staff/submissions/all")
    String all(
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        return list(ReportQuery.of(null, asked), asked, reader, model);
    }

    @GetMapping("/staff/submissions/forms/{form}")
    String ofForm(
            @PathVariable FormId form,
            @RequestParam MultiValueMap<String, String> asked,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        return list(ReportQuery.of(form, asked), asked, reader, model);
    }

    private String list(ReportQuery query, MultiValueMap<String, String> asked, StaffMember reader, Model model) {
        model.addAttribute("tickAll", asked.containsKey("tick"));
        model.addAttribute("done", asked.getFirst("done"));
        return pages.list(query, reader, model);
    }

    /** Where the list was before caseworkers could read it. */
    @GetMapping("/staff/forms/{form}/submissions")
    String moved(@PathVariable FormId form) {
        return "redirect:/staff/submissions/forms/" + form;
    }

    /** A reference leads to a person's record, so it is posted and the answer shown directly: it stands in no address. */
    @PostMapping("/staff/submissions/search")
    String search(
            @RequestParam(defaultValue = "") String reference,
            @AuthenticationPrincipal StaffMember reader,
            Model model) {
        model.addAttribute("reference", reference);
        if (Reference.parse(reference).isEmpty()) {
            String key = reference.isBlank() ? "submissions.reference.blank" : "submissions.reference.wrong";
            model.addAttribute("problems", new Problems().add("reference", pages.say(key)));
            return "submissions/search";
        }
        // Whether somebody sent a form that this reader may not read is nothing to be told.
        Set<FormId> readable = rights.readable(reader);
        List<SubmissionRow> found = rights.asSent(submissions.byReference(reference)).stream()
                .filter(row -> readable.contains(row.form().form()))
                .toList();
        List<SubmissionId> ids = found.stream().map(SubmissionRow::id).toList();
        looking.record(reader, found.isEmpty() ? Occasion.SEARCH_WITHOUT_RESULT : Occasion.SEARCH_WITH_RESULT, ids);
        Map<FormId, String> titles = pages.titles();
        model.addAttribute(
                "found",
                found.stream()
                        .map(row -> Line.of(
                                row,
                                ReportQuery.all(row.form().form()),
                                titles.getOrDefault(row.form().form(), "")))
                        .toList());
        return "submissions/search";
    }

    /** The page that searches, for whoever comes back to it. */
    @GetMapping("/staff/submissions/search")
    String search() {
        return "submissions/search";
    }
}
