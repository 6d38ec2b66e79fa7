package dev.lethe.ui.forms;

import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.PublishForm;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.LawfulBasis;
import dev.lethe.command.forms.events.Processing;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.forms.Drafts.Outcome;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
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

    private final Forms forms;
    private final Drafts drafts;
    private final Pages pages;
    private final MessageSource texts;

    FormEditor(Forms forms, Drafts drafts, Pages pages, MessageSource texts) {
        this.forms = forms;
        this.drafts = drafts;
        this.pages = pages;
        this.texts = texts;
    }

    @GetMapping
    String list(Model model) {
        model.addAttribute("forms", forms.all());
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
                new Processing("", null, "", null));
        List<FormProblem> found = FormProblems.ofPublication(draft).stream()
                .filter(problem -> problem.where().equals("title"))
                .toList();
        Problems problems = found.isEmpty()
                // An address can be mended on the next page; a title that makes none is no problem yet.
                ? drafts.send(editor, new CreateForm(form, draft), where -> "title")
                : drafts.explained(found, where -> "title");
        if (!problems.isEmpty()) return beginning(model, page, title, problems);
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
    String overview(@PathVariable FormId form, Model model) {
        return overview(drafts.find(form), new Problems(), model);
    }

    @PostMapping("/{form}/publish")
    String publish(@PathVariable FormId form, @AuthenticationPrincipal StaffMember editor, Model model) {
        Edited edited = drafts.find(form);
        Map<String, String> labels = new HashMap<>();
        List<Field> fields = edited.draft().fields();
        for (int i = 0; i < fields.size(); i++) {
            labels.put(
                    fields.get(i).id().value(),
                    texts.getMessage("forms.edit.question", new Object[] {i + 1}, Locale.UK));
        }
        // On this page a question has one place, whatever part of it is wrong: its row.
        Problems problems = new Problems();
        drafts.send(editor, new PublishForm(form), UnaryOperator.identity())
                .all()
                .forEach(problem -> {
                    String row = problem.field().replaceFirst("^(q[0-9]+)-.*", "$1");
                    String label = labels.get(row);
                    problems.add(row, label == null ? problem.text() : label + ": " + problem.text());
                });
        if (!problems.isEmpty()) return overview(edited, problems, model);
        return pages.after("/staff/forms/" + form + "?published");
    }

    private String overview(Edited edited, Problems problems, Model model) {
        model.addAttribute("edited", edited);
        model.addAttribute("form", edited.draft());
        model.addAttribute("problems", problems);
        model.addAttribute("missing", FormProblems.ofPublication(edited.draft()).size());
        return "forms/edit";
    }

    @GetMapping("/{form}/preview")
    String preview(@PathVariable FormId form, Model model) {
        Edited edited = drafts.find(form);
        model.addAttribute("id", form);
        model.addAttribute("form", edited.draft());
        model.addAttribute("questions", Questions.of(edited.draft(), Map.of(), text("forms.about-you")));
        return "forms/preview";
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
                old.processing());
        Problems problems = drafts.explained(
                FormProblems.ofPublication(draft).stream()
                        .filter(problem -> DETAILS.contains(problem.where()))
                        .toList(),
                UnaryOperator.identity());
        if (!problems.isEmpty()) return details(form, madeFrom, draft, problems, model);
        Outcome outcome = drafts.save(editor, form, madeFrom, draft, UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form);
        if (outcome.now() != null)
            model.addAttribute("now", asItIs(outcome.now().draft()));
        return details(form, outcome.number(madeFrom), draft, outcome.problems(), model);
    }

    private Map<String, String> asItIs(FormDefinition now) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put(text("forms.edit.title"), now.title());
        shown.put(text("forms.edit.slug"), "/forms/" + now.slug());
        shown.put(text("forms.edit.introduction"), now.introduction());
        shown.put(text("forms.edit.actionText"), now.actionText());
        shown.put(text("forms.edit.thankYouHeading"), now.thankYouHeading());
        shown.put(text("forms.edit.thankYouText"), now.thankYouText());
        return shown;
    }

    private static String details(FormId id, int madeFrom, FormDefinition draft, Problems problems, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("form", draft);
        model.addAttribute("problems", problems);
        return "forms/details";
    }

    @GetMapping("/{form}/data-use")
    String dataUse(@PathVariable FormId form, Model model) {
        Edited edited = drafts.find(form);
        Processing processing = edited.draft().processing();
        Integer days = processing.retentionDays();
        return dataUse(form, edited.number(), processing, days == null ? "" : days.toString(), new Problems(), model);
    }

    @PostMapping("/{form}/data-use")
    String saveDataUse(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @RequestParam String purpose,
            @RequestParam(required = false) @Nullable LawfulBasis lawfulBasis,
            @RequestParam String seenBy,
            @RequestParam String retentionDays,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        FormDefinition old = drafts.find(form).draft();
        String days = retentionDays.strip();
        Integer kept = days.isEmpty() ? null : number(days);
        Processing processing = new Processing(lines(purpose), lawfulBasis, lines(seenBy), kept);
        FormDefinition draft = withProcessing(old, processing);
        Outcome outcome = drafts.save(editor, form, madeFrom, draft, UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form);
        if (outcome.now() != null)
            model.addAttribute("now", asItIs(outcome.now().draft().processing()));
        return dataUse(form, outcome.number(madeFrom), processing, days, outcome.problems(), model);
    }

    private Map<String, String> asItIs(Processing now) {
        Map<String, String> shown = new LinkedHashMap<>();
        LawfulBasis basis = now.lawfulBasis();
        Integer days = now.retentionDays();
        shown.put(text("forms.edit.purpose"), now.purpose());
        shown.put(text("forms.edit.lawfulBasis"), basis == null ? "" : text("forms.basis." + basis.name()));
        shown.put(text("forms.edit.seenBy"), now.seenBy());
        shown.put(
                text("forms.edit.retentionDays"),
                days == null
                        ? text("forms.edit.until-erased")
                        : texts.getMessage("forms.edit.days", new Object[] {days}, Locale.UK));
        return shown;
    }

    /** What is not a number is one that is refused. */
    private static int number(String digits) {
        return digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : -1;
    }

    private String dataUse(
            FormId id, int madeFrom, Processing processing, String days, Problems problems, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("processing", processing);
        model.addAttribute("days", days);
        model.addAttribute(
                "bases",
                Arrays.stream(LawfulBasis.values())
                        .map(basis -> new Choice(
                                basis.name(),
                                text("forms.basis." + basis.name()),
                                text("forms.basis." + basis.name() + ".hint")))
                        .toList());
        model.addAttribute("problems", problems);
        return "forms/data-use";
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
                    .map(field -> FieldEditor.of(field, moved.getOrDefault(field.person(), 0)))
                    .toList();
            Outcome outcome =
                    drafts.save(editor, form, madeFrom, withPeople(old, people, fields), UnaryOperator.identity());
            if (outcome.saved()) return pages.after("/staff/forms/" + form);
            if (outcome.now() != null)
                model.addAttribute("now", asTheyAre(outcome.now().draft().people()));
            return people(form, outcome.number(madeFrom), typed, outcome.problems(), model);
        }
        return people(form, madeFrom, typed, problems, model);
    }

    private Map<String, String> asTheyAre(List<String> people) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (int person = 0; person < people.size(); person++)
            shown.put(
                    person == 0
                            ? text("forms.edit.sender")
                            : texts.getMessage("forms.edit.person", new Object[] {person + 1}, Locale.UK),
                    person == 0 ? text("forms.people.sender") : people.get(person));
        return shown;
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

    @PostMapping("/{form}/fields/{field}/move")
    String move(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam int madeFrom,
            @RequestParam String to,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        FormDefinition old = drafts.find(form).draft();
        List<Field> fields = new ArrayList<>(old.fields());
        int from = indexOf(fields, field);
        int target = from + (to.equals("up") ? -1 : 1);
        if (from >= 0 && target >= 0 && target < fields.size()) {
            fields.add(target, fields.remove(from));
            Outcome outcome = drafts.save(editor, form, madeFrom, withFields(old, fields), UnaryOperator.identity());
            if (outcome.now() != null) return overview(outcome.now(), outcome.problems(), model);
        }
        return pages.after("/staff/forms/" + form + "#" + field);
    }

    @PostMapping("/{form}/fields/{field}/remove")
    String remove(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam int madeFrom,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        FormDefinition old = drafts.find(form).draft();
        List<Field> fields = new ArrayList<>(old.fields());
        int at = indexOf(fields, field);
        if (at >= 0) {
            fields.remove(at);
            Outcome outcome = drafts.save(editor, form, madeFrom, withFields(old, fields), UnaryOperator.identity());
            if (outcome.now() != null) return overview(outcome.now(), outcome.problems(), model);
        }
        return pages.after("/staff/forms/" + form + "#fields");
    }

    static int indexOf(List<Field> fields, String id) {
        for (int i = 0; i < fields.size(); i++) if (fields.get(i).id().value().equals(id)) return i;
        return -1;
    }

    static FormDefinition withFields(FormDefinition form, List<Field> fields) {
        return withPeople(form, form.people(), fields);
    }

    private static FormDefinition withPeople(FormDefinition form, List<String> people, List<Field> fields) {
        return new FormDefinition(
                form.title(),
                form.slug(),
                form.introduction(),
                people,
                fields,
                form.actionText(),
                form.thankYouHeading(),
                form.thankYouText(),
                form.processing());
    }

    private static FormDefinition withProcessing(FormDefinition form, Processing processing) {
        return new FormDefinition(
                form.title(),
                form.slug(),
                form.introduction(),
                form.people(),
                form.fields(),
                form.actionText(),
                form.thankYouHeading(),
                form.thankYouText(),
                processing);
    }

    /** Browsers send line ends as CR LF. */
    private static String lines(String text) {
        return text.strip().replace("\r\n", "\n");
    }

    private String text(String key) {
        return texts.getMessage(key, null, Locale.UK);
    }
}
