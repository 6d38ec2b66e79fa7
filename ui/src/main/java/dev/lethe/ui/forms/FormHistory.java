package dev.lethe.ui.forms;

import dev.lethe.command.accounts.model.AccountId;
import dev.lethe.command.forms.RevertDraft;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.FormVersion;
import dev.lethe.query.forms.Forms;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.accounts.StaffNames;
import dev.lethe.ui.forms.Drafts.Outcome;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.Times;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
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

/** The versions of a form that visitors saw: who published them, what changed between them, and the way back to one. */
@Controller
@RequestMapping("/staff/forms/{form}/history")
class FormHistory {

    private static final String DRAFT = "draft";

    private final Forms forms;
    private final Drafts drafts;
    private final Differences differences;
    private final FormTexts texts;
    private final StaffNames names;
    private final Pages pages;

    FormHistory(Forms forms, Drafts drafts, Differences differences, FormTexts texts, StaffNames names, Pages pages) {
        this.forms = forms;
        this.drafts = drafts;
        this.differences = differences;
        this.texts = texts;
        this.names = names;
        this.pages = pages;
    }

    /** A version in the list. */
    record Version(int number, String at, String by, boolean current) {}

    @GetMapping
    String list(@PathVariable FormId form, @AuthenticationPrincipal StaffMember reader, Model model) {
        return list(drafts.find(form), new Problems(), reader, model);
    }

    private String list(Edited edited, Problems problems, StaffMember reader, Model model) {
        List<Published> versions = forms.versions(edited.form());
        Map<AccountId, String> shown = names.shownTo(
                reader.account(),
                versions.stream()
                        .map(Published::publishedBy)
                        .filter(Objects::nonNull)
                        .toList());
        model.addAttribute("edited", edited);
        model.addAttribute(
                "versions",
                versions.stream()
                        .map(version -> new Version(
                                version.version().version(),
                                Times.minute(version.publishedAt()),
                                version.publishedBy() == null
                                        ? texts.text("forms.history.unknown")
                                        : shown.getOrDefault(version.publishedBy(), ""),
                                version.current()))
                        .toList());
        model.addAttribute("states", states(versions));
        model.addAttribute("problems", problems);
        return "forms/history";
    }

    /** All that can be compared: the draft, and the versions from the newest on. */
    private List<Choice> states(List<Published> versions) {
        List<Choice> states = new ArrayList<>();
        states.add(Choice.of(DRAFT, texts.text("forms.history.draft")));
        for (Published version : versions)
            states.add(Choice.of(
                    String.valueOf(version.version().version()),
                    texts.text(
                            "forms.history.version",
                            String.valueOf(version.version().version()))));
        return states;
    }

    @GetMapping("/compare")
    String compare(
            @PathVariable FormId form,
            @RequestParam(defaultValue = DRAFT) String from,
            @RequestParam(defaultValue = DRAFT) String to,
            Model model) {
        Edited edited = drafts.find(form);
        List<Choice> states = states(forms.versions(form));
        model.addAttribute("id", form);
        model.addAttribute("title", edited.draft().title());
        model.addAttribute("states", states);
        model.addAttribute("from", from);
        model.addAttribute("to", to);
        model.addAttribute("fromText", name(states, from));
        model.addAttribute("toText", name(states, to));
        model.addAttribute("sections", differences.between(state(edited, from), state(edited, to)));
        return "forms/compare";
    }

    private static String name(List<Choice> states, String value) {
        return states.stream()
                .filter(state -> state.value().equals(value))
                .map(Choice::label)
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    private FormDefinition state(Edited edited, String name) {
        if (name.equals(DRAFT)) return edited.draft();
        return forms.version(new FormVersion(edited.form(), FormEditor.number(name)))
                .map(Published::definition)
                .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
    }

    @PostMapping("/{version}/revert")
    String revert(
            @PathVariable FormId form,
            @PathVariable int version,
            @RequestParam int madeFrom,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        Edited edited = drafts.find(form);
        Outcome outcome =
                drafts.change(editor, form, new RevertDraft(form, madeFrom, version), UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form + "?done=reverted");
        return list(outcome.now() == null ? edited : outcome.now(), outcome.problems(), editor, model);
    }
}
