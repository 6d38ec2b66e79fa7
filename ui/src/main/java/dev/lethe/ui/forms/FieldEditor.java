package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.Condition;
import dev.lethe.command.forms.model.DataClass;
import dev.lethe.command.forms.model.Field;
import dev.lethe.command.forms.model.FieldId;
import dev.lethe.command.forms.model.FieldType;
import dev.lethe.command.forms.model.FileKind;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Identifies;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.forms.Drafts.Outcome;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.RichText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.util.MultiValueMap;
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
    private final FormTexts described;

    FieldEditor(Drafts drafts, Pages pages, FormTexts described) {
        this.drafts = drafts;
        this.pages = pages;
        this.described = described;
    }

    /** The name of the button that was pressed, when it is another than the one that saves. */
    private static final String GO = "go";

    private static final String ADD_CONDITION = "add-condition";
    private static final String REMOVE_CONDITION = "remove-condition-";

    /**
     * A condition as the page shows it.
     *
     * @param name of its inputs
     * @param answers that the question offers, and those that the condition asks for though it does not
     */
    record ConditionShown(String name, FieldId question, String label, List<Choice> answers, List<String> chosen) {}

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
        TypedField typed = field.equals(NEW) && type != null
                ? TypedField.fresh(type, edited.draft())
                : TypedField.of(find(edited, field));
        return page(edited, edited.number(), field, type == null ? typed : typed.as(type), new Problems(), model);
    }

    @PostMapping("/{field}")
    String save(
            @PathVariable FormId form,
            @PathVariable String field,
            @RequestParam int madeFrom,
            @RequestParam(required = false) @Nullable FieldId next,
            @RequestParam FieldType type,
            @RequestParam MultiValueMap<String, String> posted,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        TypedField typed = TypedField.of(type, posted);
        if (posted.containsKey(GO)) return another(edited, madeFrom, field, typed, posted, model);
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
        FormDefinition draft = edited.draft().with(fields);

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

    /** The page once more, with one condition more or less. Nothing is saved yet. */
    private String another(
            Edited edited,
            int madeFrom,
            String field,
            TypedField typed,
            MultiValueMap<String, String> posted,
            Model model) {
        String go = Objects.requireNonNullElse(posted.getFirst(GO), "");
        List<Condition> conditions = new ArrayList<>(typed.conditions());
        Problems problems = new Problems();
        if (go.equals(ADD_CONDITION)) {
            String about = Objects.requireNonNullElse(posted.getFirst("conditionQuestion"), "");
            if (FieldId.isOne(about)) conditions.add(new Condition(new FieldId(about), List.of()));
            else problems.add("conditionQuestion", text("problem.form.condition.question"));
        } else if (go.matches(REMOVE_CONDITION + "[0-9]{1,3}")) {
            int gone = Integer.parseInt(go.substring(REMOVE_CONDITION.length()));
            if (gone < conditions.size()) conditions.remove(gone);
        }
        return page(edited, madeFrom, field, typed.askedIf(conditions), problems, model);
    }

    /** What was typed, once more, above the form as somebody else left it meanwhile. */
    private String changed(Outcome outcome, String field, TypedField typed, Model model) {
        Edited now = Objects.requireNonNull(outcome.now());
        model.addAttribute("now", described.questions(now.draft()));
        return page(now, now.number(), field, typed, outcome.problems(), model);
    }

    private static int indexOf(Edited edited, String field) {
        return FormEditor.indexOf(edited.draft().fields(), field);
    }

    private String types(FormId form, String field, @Nullable FieldType selected, Problems problems, Model model) {
        model.addAttribute("id", form);
        model.addAttribute("field", field);
        model.addAttribute("selected", selected == null ? "" : selected.name());
        model.addAttribute("types", options("forms.type.", FieldType.values()));
        model.addAttribute("problems", problems);
        return "forms/type";
    }

    private String page(Edited edited, int madeFrom, String field, TypedField typed, Problems problems, Model model) {
        FormDefinition draft = edited.draft();
        List<Field> earlier = field.equals(NEW) || indexOf(edited, field) < 0
                ? draft.fields()
                : draft.fields().subList(0, indexOf(edited, field));
        model.addAttribute("id", edited.form());
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("next", edited.nextField());
        model.addAttribute("field", field);
        model.addAttribute("typed", typed);
        model.addAttribute("guidance", RichText.html(typed.guidance()));
        model.addAttribute("people", people(draft.people()));
        model.addAttribute(
                "identities",
                options("forms.identifies.", TypedField.fitting(typed.type()).toArray(Identifies[]::new)));
        model.addAttribute("classes", options("forms.data-class.", DataClass.values()));
        model.addAttribute("kinds", options("forms.file-kind.", FileKind.values()));
        model.addAttribute(
                "chosenKinds", typed.fileKinds().stream().map(Enum::name).toList());
        model.addAttribute("canLeaveOut", draft.layout() == Layout.PAGE_PER_QUESTION);
        model.addAttribute("conditions", conditions(typed.conditions(), draft));
        model.addAttribute(
                "earlier",
                earlier.stream()
                        .filter(TypedField::canBeAskedAbout)
                        .map(one -> Choice.of(one.id().value(), described.numbered(one, draft)))
                        .toList());
        model.addAttribute("problems", problems);
        return "forms/field";
    }

    private List<ConditionShown> conditions(List<Condition> conditions, FormDefinition draft) {
        List<ConditionShown> shown = new ArrayList<>();
        for (Condition condition : conditions) {
            Field about = draft.fields().stream()
                    .filter(field -> field.id().equals(condition.question()))
                    .findFirst()
                    .orElse(null);
            Set<String> answers = new LinkedHashSet<>();
            if (about != null) TypedField.answers(about).forEach(answers::add);
            boolean box = about != null && about.type() == FieldType.CHECKBOX;
            answers.addAll(condition.answers());
            shown.add(new ConditionShown(
                    "condition-" + shown.size(),
                    condition.question(),
                    about == null ? text("forms.condition.removed") : described.numbered(about, draft),
                    answers.stream()
                            .map(answer -> box && answer.equals(FormProblems.TICKED)
                                    ? Choice.of(answer, text("forms.condition.ticked"))
                                    : Choice.of(answer))
                            .toList(),
                    condition.answers()));
        }
        return shown;
    }

    /** Constants as options, with their texts below this key. */
    private List<Choice> options(String key, Enum<?>... constants) {
        return Arrays.stream(constants)
                .map(each -> new Choice(each.name(), text(key + each.name()), text(key + each.name() + ".hint")))
                .toList();
    }

    private List<Choice> people(List<String> people) {
        List<Choice> choices = new ArrayList<>();
        for (int person = 0; person < people.size(); person++) {
            choices.add(
                    Choice.of(String.valueOf(person), person == 0 ? text("forms.people.sender") : people.get(person)));
        }
        return choices;
    }

    private static Field find(Edited edited, String field) {
        int at = FormEditor.indexOf(edited.draft().fields(), field);
        if (at < 0) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        return edited.draft().fields().get(at);
    }

    private String text(String key) {
        return described.text(key);
    }
}
