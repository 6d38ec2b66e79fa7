package dev.lethe.ui.forms;

import dev.lethe.command.forms.CreateForm;
import dev.lethe.command.forms.FormProblem;
import dev.lethe.command.forms.FormProblems;
import dev.lethe.command.forms.model.FormDefinition;
import dev.lethe.command.forms.model.FormId;
import dev.lethe.ui.accounts.StaffMember;
import dev.lethe.ui.web.Pages;
import dev.lethe.ui.web.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** A new form made from another one's draft. */
@Controller
@RequestMapping("/staff/forms/{form}/copy")
class FormCopier {

    private final Drafts drafts;
    private final FormTexts texts;
    private final Pages pages;

    FormCopier(Drafts drafts, FormTexts texts, Pages pages) {
        this.drafts = drafts;
        this.texts = texts;
        this.pages = pages;
    }

    @GetMapping
    String ask(@PathVariable FormId form, Model model) {
        String title = texts.text("forms.copy.of", drafts.find(form).draft().title());
        return page(form, UUID.randomUUID(), title, new Problems(), model);
    }

    @PostMapping
    String copy(
            @PathVariable FormId form,
            @RequestParam UUID page,
            @RequestParam(defaultValue = "") String title,
            @AuthenticationPrincipal StaffMember editor,
            Model model) {
        FormDefinition of = drafts.find(form).draft();
        // The same page sent twice makes one form; gone back to, for another title, it makes another.
        FormId copy = new FormId(UUID.nameUUIDFromBytes((page + title.strip()).getBytes(StandardCharsets.UTF_8)));
        FormDefinition draft = new FormDefinition(
                title.strip(),
                FormEditor.slug(title),
                of.introduction(),
                of.people(),
                of.fields(),
                of.actionText(),
                of.thankYouHeading(),
                of.thankYouText(),
                of.processing(),
                of.layout(),
                // That a site may show one form does not say that it may show another.
                List.of(),
                of.spamControl());
        List<FormProblem> found = FormProblems.ofPublication(draft).stream()
                .filter(problem -> problem.where().equals("title"))
                .toList();
        Problems problems = found.isEmpty()
                ? drafts.send(editor, new CreateForm(copy, draft), _ -> "title")
                : drafts.explained(found, _ -> "title");
        // Nothing was made under this id, or something else was: the next try is another form.
        if (!problems.isEmpty()) return page(form, UUID.randomUUID(), title, problems, model);
        return pages.after("/staff/forms/" + copy + "?done=copied");
    }

    private static String page(FormId form, UUID page, String title, Problems problems, Model model) {
        model.addAttribute("id", form);
        model.addAttribute("page", page);
        model.addAttribute("title", title);
        model.addAttribute("problems", problems);
        return "forms/copy-form";
    }
}
