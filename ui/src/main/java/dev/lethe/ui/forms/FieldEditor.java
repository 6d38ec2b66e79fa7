package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.events.Field;
import dev.lethe.command.forms.events.FieldId;
import dev.lethe.command.forms.events.FieldType;
import dev.lethe.command.forms.events.FormDefinition;
import dev.lethe.command.forms.events.FormId;
import dev.lethe.command.forms.events.Identifies;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.forms.Drafts.Outcome;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ResponseStatusException;

/**
 * One question of a form, on a page of its own. First its type is chosen, then what that type needs is asked: so it works
 * without JavaScript, and no page asks for answers to choose from where there are none.
 */
@Controller
@RequestMapping("/staff/forms/{form}/fields")
class FieldEditor {

    private static final String NEW = "new";

    private final Drafts drafts;
    private final Pages pages;
    private final MessageSource texts;

    FieldEditor(Drafts drafts, Pages pages, MessageSource texts) {
        this.drafts = drafts;
        this.pages = pages;
        this.texts = texts;
    }

    /**
     * What stands in the page's inputs.
     *
     * @param choices one a line
     */
    record Typed(
            FieldType type,
            String label,
            String help,
            boolean required,
            String choices,
            String maxLength,
            int person,
            Identifies identifies) {

        static Typed of(Field field) {
            Integer length = field.maxLength();
            return new Typed(
                    field.type(),
                    field.label(),
                    field.help(),
                    field.required(),
                    String.join("\n", field.choices()),
                    length == null ? "" : length.toString(),
                    field.person(),
                    field.identifies());
        }

        Typed as(FieldType other) {
            boolean fits = fitting(other).contains(identifies);
            return new Typed(
                    other,
                    label,
                    help,
                    required,
                    hasChoices(other) ? choices : "",
                    hasLength(other) ? maxLength : "",
                    person,
                    fits ? identifies : Identifies.NOBODY);
        }

        Field field(FieldId id) {
            Integer length = maxLength.isBlank() ? null : number(maxLength.strip());
            return new Field(
                    id,
                    type,
                    label.strip(),
                    help.strip(),
                    required,
                    hasChoices(type)
                            ? choices.lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .toList()
                            : List.of(),
                    hasLength(type) ? length : null,
                    person,
                    identifies);
        }

        private static int number(String digits) {
            return digits.matches("[0-9]{1,8}") ? Integer.parseInt(digits) : -1;
        }
    }

    @GetMapping("/{field}/type")
    String chooseType(@PathVariable FormId form, @PathVariable String field, Model model) {
        Edited edited = drafts.find(form);
        return types(form, field, field.equals(NEW) ? null : find(edited, field).type(), new Problems(), model);
    }

    @GetMapping("/{field}")
    String show(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam(required = false) @Nullable FieldType type,
            @RequestParam(defaultValue = "false") boolean chosen,
            Model model) {
        Edited edited = drafts.find(form);
        if (field.equals(NEW) && type == null) {
            Problems problems = new Problems();
            if (chosen) problems.add("type", text("forms.type.required"));
            return types(form, field, null, problems, model);
        }
        Typed typed = field.equals(NEW) && type != null ? fresh(type, edited.draft()) : Typed.of(find(edited, field));
        return page(edited, edited.number(), field, type == null ? typed : typed.as(type), new Problems(), model);
    }

    @PostMapping("/{field}")
    String save(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam int madeFrom,
            @RequestParam(required = false) @Nullable FieldId next,
            @RequestParam FieldType type,
            @RequestParam String label,
            @RequestParam String help,
            @RequestParam(defaultValue = "false") boolean required,
            @RequestParam(defaultValue = "") String choices,
            @RequestParam(defaultValue = "") String maxLength,
            @RequestParam(defaultValue = "0") int person,
            @RequestParam(defaultValue = "NOBODY") Identifies identifies,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        Typed typed = new Typed(type, label, help, required, choices, maxLength, person, identifies);
        if (field.equals(NEW)) {
            // The same page sent twice asks one question once.
            if (next != null && edited.draft().fields().contains(typed.field(next)))
                return pages.after("/staff/forms/" + form + "#" + next);
        } else if (madeFrom != edited.number() && indexOf(edited, field) < 0) {
            // Somebody removed the question: what was typed is kept, as a new one.
            return changed(drafts.changed(form), NEW, typed, model);
        }
        FieldId id =
                field.equals(NEW) ? edited.nextField() : find(edited, field).id();
        List<Field> fields = new ArrayList<>(edited.draft().fields());
        if (field.equals(NEW)) fields.add(typed.field(id));
        else fields.set(FormEditor.indexOf(fields, field), typed.field(id));
        FormDefinition draft = FormEditor.withFields(edited.draft(), fields);

        // Whoever writes a question writes all of it: what publishing would refuse is said here.
        UnaryOperator<String> input = where -> where.equals(id.value()) ? "" : where.replaceFirst("^q[0-9]+-", "");
        List<FormProblem> found = FormProblems.ofPublication(draft).stream()
                .filter(problem ->
                        problem.where().equals(id.value()) || problem.where().startsWith(id + "-"))
                .toList();
        if (!found.isEmpty()) return page(edited, madeFrom, field, typed, drafts.explained(found, input), model);
        Outcome outcome = drafts.save(editor, form, madeFrom, draft, input);
        if (outcome.saved()) return pages.after("/staff/forms/" + form + "#" + id);
        if (outcome.now() == null) return page(edited, madeFrom, field, typed, outcome.problems(), model);
        return changed(outcome, indexOf(outcome.now(), field) < 0 ? NEW : field, typed, model);
    }

    /** What was typed, once more, above the form as somebody else left it meanwhile. */
    private String changed(Outcome outcome, String field, Typed typed, Model model) {
        Edited now = Objects.requireNonNull(outcome.now());
        Map<String, String> shown = new LinkedHashMap<>();
        List<Field> fields = now.draft().fields();
        for (int i = 0; i < fields.size(); i++)
            shown.put(
                    texts.getMessage("forms.edit.question", new Object[] {i + 1}, Locale.UK),
                    fields.get(i).label());
        model.addAttribute("now", shown);
        return page(now, now.number(), field, typed, outcome.problems(), model);
    }

    private static int indexOf(Edited edited, String field) {
        return FormEditor.indexOf(edited.draft().fields(), field);
    }

    private String types(FormId form, String field, @Nullable FieldType selected, Problems problems, Model model) {
        model.addAttribute("id", form);
        model.addAttribute("field", field);
        model.addAttribute("selected", selected == null ? "" : selected.name());
        model.addAttribute(
                "types",
                Arrays.stream(FieldType.values())
                        .map(type -> new Choice(
                                type.name(),
                                text("forms.type." + type.name()),
                                text("forms.type." + type.name() + ".hint")))
                        .toList());
        model.addAttribute("problems", problems);
        return "forms/type";
    }

    private String page(Edited edited, int madeFrom, String field, Typed typed, Problems problems, Model model) {
        model.addAttribute("id", edited.form());
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("next", edited.nextField());
        model.addAttribute("field", field);
        model.addAttribute("typed", typed);
        model.addAttribute("withChoices", hasChoices(typed.type()));
        model.addAttribute("withLength", hasLength(typed.type()));
        model.addAttribute("people", people(edited.draft().people()));
        model.addAttribute(
                "identities",
                fitting(typed.type()).stream()
                        .map(identity -> new Choice(
                                identity.name(),
                                text("forms.identifies." + identity.name()),
                                text("forms.identifies." + identity.name() + ".hint")))
                        .toList());
        model.addAttribute("problems", problems);
        return "forms/field";
    }

    private List<Choice> people(List<String> people) {
        List<Choice> choices = new ArrayList<>();
        for (int person = 0; person < people.size(); person++) {
            choices.add(
                    Choice.of(String.valueOf(person), person == 0 ? text("forms.people.sender") : people.get(person)));
        }
        return choices;
    }

    /** A new question as it is most often wanted: the first e-mail address asked for tells who the sender is. */
    private static Typed fresh(FieldType type, FormDefinition draft) {
        boolean known = draft.fields().stream()
                .anyMatch(field -> field.person() == 0 && field.identifies() == Identifies.EMAIL);
        Identifies identifies = type == FieldType.EMAIL && !known ? Identifies.EMAIL : Identifies.NOBODY;
        return new Typed(type, "", "", true, "", "", 0, identifies);
    }

    private static Field find(Edited edited, String field) {
        int at = FormEditor.indexOf(edited.draft().fields(), field);
        if (at < 0) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        return edited.draft().fields().get(at);
    }

    /** The field, about another person. */
    static Field of(Field field, int person) {
        return new Field(
                field.id(),
                field.type(),
                field.label(),
                field.help(),
                field.required(),
                field.choices(),
                field.maxLength(),
                person,
                field.identifies());
    }

    private static boolean hasChoices(FieldType type) {
        return switch (type) {
            case CHECKBOXES, DROPDOWN, RADIOS -> true;
            case SINGLE_LINE, MULTI_LINE, EMAIL, TELEPHONE, URL, NUMBER, DATE, CHECKBOX -> false;
        };
    }

    private static boolean hasLength(FieldType type) {
        return type == FieldType.SINGLE_LINE || type == FieldType.MULTI_LINE;
    }

    /** As what an answer of this type can tell who its person is; empty when it cannot. */
    private static List<Identifies> fitting(FieldType type) {
        return switch (type) {
            case EMAIL -> List.of(Identifies.EMAIL, Identifies.NOBODY);
            case TELEPHONE -> List.of(Identifies.PHONE, Identifies.NOBODY);
            case SINGLE_LINE -> List.of(Identifies.NOBODY, Identifies.NAME, Identifies.REFERENCE);
            case MULTI_LINE, URL, NUMBER, DATE, CHECKBOX, CHECKBOXES, DROPDOWN, RADIOS -> List.of();
        };
    }

    private String text(String key) {
        return texts.getMessage(key, null, Locale.UK);
    }
}
