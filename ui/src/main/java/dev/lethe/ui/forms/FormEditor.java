package dev.lethe.ui.forms;

import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.query.forms.Forms.Listed;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.forms.Drafts.Outcome;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How editors make forms. Every page is a plain form that saves the draft; visitors see nothing of it before it is published. */
@Controller
@RequestMapping("/staff/forms")
class FormEditor {

    /** The inputs of the page with a form's texts. */
    private static final Set<String> DETAILS =
            Set.of("title", "slug", "introduction", "actionText", "thankYouHeading", "thankYouText");

    /** What a form's page can say that was just done. */
    private static final Set<String> DONE = Set.of(
            "published", "closed", "reopened", "archived", "restored", "reverted", "removed", "undone", "copied");

    private final Forms forms;
    private final Drafts drafts;
    private final Overview overview;
    private final FormTexts described;
    private final Pages pages;

    FormEditor(Forms forms, Drafts drafts, Overview overview, FormTexts described, Pages pages) {
        this.forms = forms;
        this.drafts = drafts;
        this.overview = overview;
        this.described = described;
        this.pages = pages;
    }

    /** Which forms a list shows. */
    enum Kept {
        ALL,
        OPEN,
        CLOSED,
        DRAFT,
        CHANGED,
        ARCHIVED;

        boolean holds(Listed form) {
            if (form.archived()) return this == ARCHIVED;
            return switch (this) {
                case ALL -> true;
                case OPEN -> form.version() != null && form.open();
                case CLOSED -> form.version() != null && !form.open();
                case DRAFT -> form.version() == null;
                case CHANGED -> form.version() != null && form.unpublished();
                case ARCHIVED -> false;
            };
        }
    }

    /** A choice of forms, and how many there are in it. */
    record Filter(String name, String text, long count, boolean chosen) {}

    @GetMapping
    String list(@RequestParam(defaultValue = "all") String show, Model model) {
        List<Listed> all = forms.all();
        Kept kept = Arrays.stream(Kept.values())
                .filter(each -> each.name().equalsIgnoreCase(show))
                .findFirst()
                .orElse(Kept.ALL);
        model.addAttribute(
                "filters",
                Arrays.stream(Kept.values())
                        .map(each -> new Filter(
                                each.name().toLowerCase(Locale.ROOT),
                                text("forms.list.show." + each.name()),
                                all.stream().filter(each::holds).count(),
                                each == kept))
                        .toList());
        model.addAttribute("forms", all.stream().filter(kept::holds).toList());
        model.addAttribute("none", all.isEmpty());
        return "forms/list";
    }

    @GetMapping("/new")
    String begin(Model model) {
        return beginning(model, UUID.randomUUID(), "", new Problems());
    }

    @PostMapping("/new")
    String create(
            @RequestParam UUID page,
            @RequestParam String title,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        // The same page sent twice makes one form; gone back to, for another title, it makes another.
        FormId form = new FormId(UUID.nameUUIDFromBytes((page + title.strip()).getBytes(StandardCharsets.UTF_8)));
        FormDefinition draft = new FormDefinition(
                title.strip(),
                slug(title),
                "",
                List.of(text("forms.new.sender")),
                List.of(),
                text("forms.new.action"),
                text("forms.new.thank-you-heading"),
                "",
                new Processing("", null, "", null, null, List.of()));
        List<FormProblem> found = FormProblems.ofPublication(draft).stream()
                .filter(problem -> problem.where().equals("title"))
                .toList();
        Problems problems = found.isEmpty()
                // An address can be mended on the next page; a title that makes none is no problem yet.
                ? drafts.send(editor, new CreateForm(form, draft), where -> "title")
                : drafts.explained(found, where -> "title");
        if (!problems.isEmpty()) return beginning(model, UUID.randomUUID(), title, problems);
        return pages.after("/staff/forms/" + form);
    }

    private static String beginning(Model model, UUID page, String title, Problems problems) {
        model.addAttribute("page", page);
        model.addAttribute("title", title);
        model.addAttribute("problems", problems);
        return "forms/new";
    }

    /** The last part of an address, made from a title: {@code Report a café} becomes {@code report-a-cafe}. */
    static String slug(String title) {
        String plain = Normalizer.normalize(title, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .replaceAll("['’]", "")
                .replaceAll("\\p{M}", "")
                .replaceAll("[^a-z0-9]+", "-");
        String cut = plain.length() > FormProblems.SLUG_MAX ? plain.substring(0, FormProblems.SLUG_MAX) : plain;
        return cut.replaceAll("^-|-$", "");
    }

    @GetMapping("/{form}")
    String show(@PathVariable FormId form, @RequestParam(defaultValue = "") String done, Model model) {
        if (DONE.contains(done)) model.addAttribute("done", done);
        return overview.show(drafts.find(form), new Problems(), model);
    }

    @PostMapping("/{form}/publish")
    String publish(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        Outcome outcome = drafts.change(editor, form, new PublishForm(form, madeFrom), UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form + "?done=published");
        return overview.show(outcome.now() == null ? edited : outcome.now(), outcome.problems(), model);
    }

    @GetMapping("/{form}/details")
    String details(@PathVariable FormId form, Model model) {
        Edited edited = drafts.find(form);
        return details(form, edited.number(), edited.draft(), new Problems(), model);
    }

    @PostMapping("/{form}/details")
    String saveDetails(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @RequestParam String title,
            @RequestParam String slug,
            @RequestParam String introduction,
            @RequestParam String actionText,
            @RequestParam String thankYouHeading,
            @RequestParam String thankYouText,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        FormDefinition old = drafts.find(form).draft();
        FormDefinition draft = new FormDefinition(
                title.strip(),
                slug.strip().toLowerCase(Locale.ROOT),
                lines(introduction),
                old.people(),
                old.fields(),
                actionText.strip(),
                thankYouHeading.strip(),
                lines(thankYouText),
                old.processing(),
                old.layout(),
                old.sites(),
                old.spamControl());
        Problems problems = drafts.explained(
                FormProblems.ofPublication(draft).stream()
                        .filter(problem -> DETAILS.contains(problem.where()))
                        .toList(),
                UnaryOperator.identity());
        if (!problems.isEmpty()) return details(form, madeFrom, draft, problems, model);
        Outcome outcome = drafts.save(editor, form, madeFrom, draft, UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form);
        if (outcome.now() != null)
            model.addAttribute(
                    "now", FormTexts.beside(described.details(outcome.now().draft())));
        return details(form, outcome.number(madeFrom), draft, outcome.problems(), model);
    }

    private static String details(FormId id, int madeFrom, FormDefinition draft, Problems problems, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("form", draft);
        model.addAttribute("problems", problems);
        return "forms/details";
    }

    @GetMapping("/{form}/people")
    String people(@PathVariable FormId form, Model model) {
        Edited edited = drafts.find(form);
        return people(form, edited.number(), edited.draft().people(), new Problems(), model);
    }

    /** Descriptions come as people-1, people-2, …; one that is emptied removes the person, a further one adds one. */
    @PostMapping("/{form}/people")
    String savePeople(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            HttpServletRequest request,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        FormDefinition old = drafts.find(form).draft();
        List<String> typed = new ArrayList<>();
        typed.add(
                old.people().isEmpty() ? text("forms.new.sender") : old.people().getFirst());
        for (int person = 1; person <= old.people().size(); person++) {
            String description = request.getParameter("people-" + person);
            typed.add(description == null ? "" : description.strip());
        }

        List<String> people = new ArrayList<>();
        Map<Integer, Integer> moved = new HashMap<>();
        Problems problems = new Problems();
        for (int person = 0; person < typed.size(); person++) {
            int whose = person;
            boolean asked = old.fields().stream().anyMatch(field -> field.person() == whose);
            if (person > 0 && typed.get(person).isEmpty()) {
                if (asked) problems.add("people-" + person, text("forms.people.asked"));
                continue;
            }
            moved.put(person, people.size());
            people.add(typed.get(person));
        }
        if (problems.isEmpty()) {
            List<Field> fields = old.fields().stream()
                    .map(field -> field.about(moved.getOrDefault(field.person(), 0)))
                    .toList();
            Outcome outcome = drafts.save(editor, form, madeFrom, old.with(people, fields), UnaryOperator.identity());
            if (outcome.saved()) return pages.after("/staff/forms/" + form);
            if (outcome.now() != null)
                model.addAttribute(
                        "now", FormTexts.beside(described.people(outcome.now().draft())));
            return people(form, outcome.number(madeFrom), typed, outcome.problems(), model);
        }
        return people(form, madeFrom, typed, problems, model);
    }

    private static String people(FormId id, int madeFrom, List<String> people, Problems problems, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("madeFrom", madeFrom);
        // One more than there are, to add another.
        List<String> shown = new ArrayList<>(people.isEmpty() ? List.of("") : people);
        if (!shown.getLast().isEmpty()) shown.add("");
        model.addAttribute("people", shown);
        model.addAttribute("problems", problems);
        return "forms/people";
    }

    static int indexOf(List<Field> fields, String id) {
        for (int i = 0; i < fields.size(); i++) if (fields.get(i).id().value().equals(id)) return i;
        return -1;
    }

    /** What is not a number is one that is refused. */
    static int number(String digits) {
        return digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : -1;
    }

    /** Browsers send line ends as CR LF. */
    static String lines(String text) {
        return text.strip().replace("\r\n", "\n");
    }

    private String text(String key) {
        return described.text(key);
    }
}
