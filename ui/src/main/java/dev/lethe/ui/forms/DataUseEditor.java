package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.LawfulBasis;
import dev.lethe.command.forms.model.Processing;
import dev.lethe.command.forms.model.RetentionRule;
import dev.lethe.command.forms.model.StatusRetention;
import dev.lethe.command.forms.model.SubmissionStatus;
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
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** How a form's data is used, on what basis, and how long it is kept. */
@Controller
@RequestMapping("/staff/forms/{form}/data-use")
class DataUseEditor {

    /** F11: a week, a month, three months. Days, not calendar months. */
    private static final List<Integer> USUAL_DAYS = List.of(7, 30, 90);

    private static final String UNTIL_ERASED = "until-erased";
    /** The choice of another number of days than the usual ones. */
    private static final String DAYS = "days";

    private final Drafts drafts;
    private final FormTexts texts;
    private final Pages pages;

    DataUseEditor(Drafts drafts, FormTexts texts, Pages pages) {
        this.drafts = drafts;
        this.texts = texts;
        this.pages = pages;
    }

    /**
     * What stands in the page's inputs.
     *
     * @param kept one of the choices; empty when none was made
     * @param byStatus days, by the status's name
     */
    record Typed(
            String purpose,
            @Nullable LawfulBasis lawfulBasis,
            String seenBy,
            String kept,
            String days,
            Map<String, String> byStatus) {

        static Typed of(Processing use) {
            Integer days = use.retentionDays();
            String kept = use.retention() == null
                    ? ""
                    : use.retention() == RetentionRule.UNTIL_ERASED
                            ? UNTIL_ERASED
                            : days != null && USUAL_DAYS.contains(days) ? days.toString() : DAYS;
            Map<String, String> byStatus = new LinkedHashMap<>();
            use.byStatus().forEach(each -> byStatus.put(each.status().name(), String.valueOf(each.days())));
            return new Typed(
                    use.purpose(),
                    use.lawfulBasis(),
                    use.seenBy(),
                    kept,
                    days == null || !kept.equals(DAYS) ? "" : days.toString(),
                    byStatus);
        }

        Processing processing() {
            List<StatusRetention> lives = new ArrayList<>();
            for (SubmissionStatus status : SubmissionStatus.values()) {
                String typed = byStatus.getOrDefault(status.name(), "").strip();
                if (!typed.isEmpty()) lives.add(new StatusRetention(status, FormEditor.number(typed)));
            }
            RetentionRule rule = switch (kept) {
                case "" -> null;
                case UNTIL_ERASED -> RetentionRule.UNTIL_ERASED;
                default -> RetentionRule.DAYS;
            };
            String number = kept.equals(DAYS) ? days.strip() : kept;
            Integer kept = rule != RetentionRule.DAYS || number.isEmpty() ? null : (Integer) FormEditor.number(number);
            return new Processing(FormEditor.lines(purpose), lawfulBasis, FormEditor.lines(seenBy), rule, kept, lives);
        }
    }

    @GetMapping
    String show(@PathVariable FormId form, Model model) {
        Edited edited = drafts.find(form);
        return page(form, edited.number(), Typed.of(edited.draft().processing()), new Problems(), model);
    }

    @PostMapping
    String save(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @RequestParam(defaultValue = "") String purpose,
            @RequestParam(required = false) @Nullable LawfulBasis lawfulBasis,
            @RequestParam(defaultValue = "") String seenBy,
            @RequestParam(defaultValue = "") String retention,
            @RequestParam(defaultValue = "") String retentionDays,
            @RequestParam Map<String, String> posted,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Map<String, String> byStatus = new LinkedHashMap<>();
        for (SubmissionStatus status : SubmissionStatus.values())
            byStatus.put(status.name(), posted.getOrDefault("byStatus-" + status.name(), ""));
        Typed typed = new Typed(purpose, lawfulBasis, seenBy, retention, retentionDays, byStatus);
        FormDefinition draft = drafts.find(form).draft().with(typed.processing());
        // What is left for later may be left out, but who chooses days says how many.
        List<FormProblem> found = FormProblems.ofPublication(draft).stream()
                .filter(problem -> problem.where().equals("retentionDays")
                        || problem.where().startsWith("byStatus-"))
                .toList();
        if (!found.isEmpty())
            return page(form, madeFrom, typed, drafts.explained(found, UnaryOperator.identity()), model);
        Outcome outcome = drafts.save(editor, form, madeFrom, draft, UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form + "#purpose");
        if (outcome.now() != null)
            model.addAttribute(
                    "now", FormTexts.beside(texts.dataUse(outcome.now().draft().processing())));
        return page(form, outcome.number(madeFrom), typed, outcome.problems(), model);
    }

    private String page(FormId id, int madeFrom, Typed typed, Problems problems, Model model) {
        model.addAttribute("id", id);
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("typed", typed);
        model.addAttribute(
                "bases",
                Arrays.stream(LawfulBasis.values())
                        .map(basis -> new Choice(
                                basis.name(),
                                texts.text("forms.basis." + basis.name()),
                                texts.text("forms.basis." + basis.name() + ".hint")))
                        .toList());
        List<Choice> lives = new ArrayList<>();
        lives.add(new Choice(
                UNTIL_ERASED, texts.text("forms.edit.until-erased"), texts.text("forms.edit.until-erased.hint")));
        USUAL_DAYS.forEach(days -> lives.add(new Choice(
                days.toString(), texts.text("forms.data-use.kept." + days), texts.text("forms.edit.days", days))));
        lives.add(new Choice(DAYS, texts.text("forms.data-use.kept.days"), ""));
        model.addAttribute("lives", lives);
        model.addAttribute(
                "statuses",
                Arrays.stream(SubmissionStatus.values())
                        .map(status -> Choice.of(status.name(), texts.text("forms.status." + status.name())))
                        .toList());
        model.addAttribute("problems", problems);
        return "forms/data-use";
    }
}
