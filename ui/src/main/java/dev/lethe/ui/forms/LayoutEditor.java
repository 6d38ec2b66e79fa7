package dev.lethe.ui.forms;

import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.command.forms.model.Layout;
import dev.lethe.command.forms.model.SpamControl;
import dev.lethe.query.forms.Forms.Edited;
import dev.lethe.query.forms.Forms.Published;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.forms.Drafts.Outcome;
import dev.lethe.ui.web.Choice;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import dev.lethe.ui.web.PublicAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import org.springframework.web.util.HtmlUtils;

/** On which pages a form asks its questions, what keeps machines out, and which other sites may show it. */
@Controller
@RequestMapping("/staff/forms/{form}")
class LayoutEditor {

    /** What stands in the snippet of a form that lists no site yet. */
    private static final String SOME_SITE = "https://www.example.gov.uk";

    private final Drafts drafts;
    private final FormTexts texts;
    private final Pages pages;
    private final PublicAddress address;

    LayoutEditor(Drafts drafts, FormTexts texts, Pages pages, PublicAddress address) {
        this.drafts = drafts;
        this.texts = texts;
        this.pages = pages;
        this.address = address;
    }

    @GetMapping("/layout")
    String layout(@PathVariable FormId form, Model model) {
        Edited edited = drafts.find(form);
        FormDefinition draft = edited.draft();
        return layout(
                form,
                edited.number(),
                draft.layout(),
                String.valueOf(draft.spamControl().minimumSeconds()),
                draft.spamControl().proofOfWork(),
                new Problems(),
                model);
    }

    @PostMapping("/layout")
    String saveLayout(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @RequestParam Layout layout,
            @RequestParam(defaultValue = "") String minimumSeconds,
            @RequestParam(defaultValue = "false") boolean proofOfWork,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        String seconds = minimumSeconds.strip();
        FormDefinition draft = drafts.find(form)
                .draft()
                .with(layout)
                .with(new SpamControl(seconds.isEmpty() ? 0 : FormEditor.number(seconds), proofOfWork));
        Outcome outcome = drafts.save(editor, form, madeFrom, draft, UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form + "#layout");
        if (outcome.now() != null)
            model.addAttribute("now", FormTexts.beside(texts.pages(outcome.now().draft())));
        return layout(form, outcome.number(madeFrom), layout, seconds, proofOfWork, outcome.problems(), model);
    }

    private String layout(
            FormId id,
            int madeFrom,
            Layout layout,
            String seconds,
            boolean proofOfWork,
            Problems problems,
            Model model) {
        model.addAttribute("id", id);
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("selected", layout.name());
        model.addAttribute(
                "layouts",
                Arrays.stream(Layout.values())
                        .map(each -> new Choice(
                                each.name(),
                                texts.text("forms.layout." + each.name()),
                                texts.text("forms.layout." + each.name() + ".hint")))
                        .toList());
        model.addAttribute("seconds", seconds);
        model.addAttribute("proofOfWork", proofOfWork);
        model.addAttribute("problems", problems);
        return "forms/layout";
    }

    @GetMapping("/sites")
    String sites(@PathVariable FormId form, HttpServletRequest request, Model model) {
        Edited edited = drafts.find(form);
        return sites(
                request,
                edited,
                edited.number(),
                String.join("\n", edited.draft().sites()),
                new Problems(),
                model);
    }

    @PostMapping("/sites")
    String saveSites(
            @PathVariable FormId form,
            @RequestParam int madeFrom,
            @RequestParam(defaultValue = "") String sites,
            @AuthenticationPrincipal StaffMember editor,
            HttpServletRequest request,
            Model model) {
        Edited edited = drafts.find(form);
        FormDefinition draft = edited.draft().embeddedBy(origins(sites));
        List<FormProblem> found = FormProblems.ofDraft(draft).stream()
                .filter(problem -> problem.where().equals("sites"))
                .toList();
        if (!found.isEmpty())
            return sites(request, edited, madeFrom, sites, drafts.explained(found, UnaryOperator.identity()), model);
        Outcome outcome = drafts.save(editor, form, madeFrom, draft, UnaryOperator.identity());
        if (outcome.saved()) return pages.after("/staff/forms/" + form + "#sites");
        if (outcome.now() != null)
            model.addAttribute("now", FormTexts.beside(texts.sites(outcome.now().draft())));
        return sites(request, edited, outcome.number(madeFrom), sites, outcome.problems(), model);
    }

    /** Origins as browsers send them: in lower case, without the port that a scheme has anyway, and nothing behind. */
    static List<String> origins(String typed) {
        return typed.lines()
                .map(line -> line.strip().toLowerCase(Locale.ROOT).replaceFirst("/$", ""))
                .map(line -> line.replaceFirst("^(https://[^/]+):443$", "$1").replaceFirst("^(http://[^/]+):80$", "$1"))
                .filter(line -> !line.isEmpty())
                .distinct()
                .toList();
    }

    private String sites(
            HttpServletRequest request, Edited edited, int madeFrom, String sites, Problems problems, Model model) {
        model.addAttribute("id", edited.form());
        model.addAttribute("madeFrom", madeFrom);
        model.addAttribute("sites", sites);
        model.addAttribute("snippet", snippet(edited, address.of(request)));
        model.addAttribute("problems", problems);
        return "forms/sites";
    }

    /**
     * What to put into a page elsewhere; null before there is anything to show there. The way back leads to the first site
     * that the form lists, until its editor writes the page behind it.
     */
    private @Nullable String snippet(Edited edited, String ours) {
        Published published = edited.published();
        if (published == null) return null;
        List<String> sites = edited.draft().sites();
        return texts.text(
                "forms.embed.snippet",
                published.definition().slug(),
                ours,
                HtmlUtils.htmlEscape(published.definition().title()),
                HtmlUtils.htmlEscape(sites.isEmpty() ? SOME_SITE : sites.getFirst()));
    }
}
